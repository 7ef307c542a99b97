use super::{Finding, Look, Looked, WARNING, text};
use crate::{
    diagnostic::Fix,
    model::{Field, ident},
};

rule! {
    /// An arXiv identifier that is none, or not in its plain form.
    ///
    /// ## What it finds
    /// An `eprint` of `eprinttype = "arxiv"` that holds an address or the prefix `arXiv:`, or that is no identifier of
    /// arXiv; and one that looks like an identifier of arXiv beside no `eprinttype`. A version at its end may stand or not.
    ///
    /// ## Why it matters
    /// Styles put `arXiv:` and the address of arXiv before it, so that the link is broken, and the same preprint is not
    /// found by its identifier.
    ///
    /// ## Example
    /// ```toml
    /// [vaswani2017attention]
    /// type = "online"
    /// author = ["Vaswani, Ashish", "Shazeer, Noam"]
    /// title = "Attention Is All You Need"
    /// date = "2017"
    /// eprint = "arXiv:1706.03762"
    /// eprinttype = "arxiv"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [vaswani2017attention]
    /// type = "online"
    /// author = ["Vaswani, Ashish", "Shazeer, Noam"]
    /// title = "Attention Is All You Need"
    /// date = "2017"
    /// eprint = "1706.03762"
    /// eprinttype = "arxiv"
    /// ```
    "arxiv-form", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let Some(written) = looked.source.text(Field::Eprint).filter(|text| !text.trim().is_empty()) else { return };
    let finding = |message: String, field| looked.finding(message).field(field);
    match looked.source.text(Field::Eprinttype) {
        Some(archive) if archive.trim().eq_ignore_ascii_case("arxiv") => {}
        Some(_) => return,
        None => {
            if ident::arxiv(written).is_some() {
                let finding = finding(format!("`{written}` is of arXiv, as it looks"), Field::Eprint);
                let fix = Fix::careful([text(looked, Field::Eprinttype, "arxiv")]);
                found.push(finding.help("say so with `eprinttype = \"arxiv\"`").fix(fix));
            }
            return;
        }
    }
    let Some((id, version)) = ident::arxiv(written) else {
        let finding = finding(format!("`{written}` is no identifier of arXiv"), Field::Eprint);
        found.push(finding.help("write it as `1706.03762`, or `hep-th/9901001` for one before April 2007"));
        return;
    };
    let plain = match version {
        Some(version) => format!("{id}v{version}"),
        None => id.clone(),
    };
    // the subject class in `math.GT/0309136` is no fault
    let is_plain = written.len() >= plain.len()
        && written.split(['/', '.']).next() == id.split(['/', '.']).next()
        && written.ends_with(plain.rsplit('/').next().unwrap_or_default());
    if !is_plain {
        let finding = finding(format!("the identifier is not in its plain form `{plain}`"), Field::Eprint);
        let edits = [text(looked, Field::Eprint, plain)];
        // `[cs.CL]` behind it is lost
        let fix = if written.contains('[') { Fix::careful(edits) } else { Fix::safe(edits) };
        found.push(finding.help("leave the address and `arXiv:` out").fix(fix));
    }
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn arxiv_identifiers_are_judged() {
        for (fields, fixed) in [
            ("eprint = '1706.03762'\neprinttype = 'arxiv'", None),
            ("eprint = '1706.03762v5'\neprinttype = 'arXiv'", None),
            ("eprint = 'hep-th/9603067'\neprinttype = 'arxiv'", None),
            ("eprint = 'math.GT/0309136'\neprinttype = 'arxiv'", None),
            ("eprint = '4HIWAAAAYAAJ'\neprinttype = 'googlebooks'", None),
            ("eprint = '4HIWAAAAYAAJ'", None),
            ("eprint = '1706.0376'\neprinttype = 'arxiv'", Some("")),
            ("eprint = '1713.03762'\neprinttype = 'arxiv'", Some("")),
            ("eprint = 'arXiv:1706.03762v2'\neprinttype = 'arxiv'", Some("eprint=1706.03762v2")),
            ("eprint = 'https://arxiv.org/pdf/1706.03762.pdf'\neprinttype = 'arxiv'", Some("eprint=1706.03762")),
            ("eprint = '1706.03762 [cs.CL]'\neprinttype = 'arxiv'", Some("eprint=1706.03762")),
            ("eprint = '1706.03762'", Some("eprinttype=arxiv")),
        ] {
            assert_eq!(found("arxiv-form", "online", fields).as_deref(), fixed, "{fields}");
        }
    }
}
