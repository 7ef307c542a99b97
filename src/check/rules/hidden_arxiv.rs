use super::{Finding, Look, Looked, WARNING, text};
use crate::{
    diagnostic::Fix,
    model::{Field, ident},
};

rule! {
    /// An identifier of arXiv that only an address or the name of a journal holds.
    ///
    /// ## What it finds
    /// A source without `eprint` whose `url` is a page of arXiv, or whose `journaltitle`, `howpublished` or `note` says
    /// `arXiv:1706.03762`.
    ///
    /// ## Why it matters
    /// Styles print an `eprint` in their own way, and twins are found by it.
    ///
    /// ## Example
    /// ```toml
    /// [vaswani2017attention]
    /// type = "online"
    /// author = ["Vaswani, Ashish", "Shazeer, Noam"]
    /// title = "Attention Is All You Need"
    /// date = "2017"
    /// url = "https://arxiv.org/abs/1706.03762"
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
    /// url = "https://arxiv.org/abs/1706.03762"
    /// ```
    "hidden-arxiv", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let source = looked.source;
    // a DOI of arXiv says the identifier
    let said = || source.text(Field::Doi).and_then(ident::arxiv).is_some();
    if source.has(Field::Eprint) || said() {
        return;
    }
    for field in [Field::Url, Field::Journaltitle, Field::Volume, Field::Booktitle, Field::Howpublished, Field::Note] {
        let Some(written) = source.text(field) else { continue };
        let arxiv = match field {
            Field::Url if ident::doi(written).is_some() => None,
            Field::Url => Some(written).filter(|url| url.contains("://")).and_then(ident::arxiv),
            // what else a note says of another text may be about that
            Field::Note => Some(written).filter(|note| note.contains(':')).and_then(ident::arxiv),
            Field::Volume => written.strip_prefix("abs/").and_then(ident::arxiv),
            _ => ident::arxiv_in(written),
        };
        let Some((id, version)) = arxiv else { continue };
        let id = version.map_or_else(|| id.clone(), |version| format!("{id}v{version}"));
        let finding = looked.finding(format!("`{field}` holds the arXiv identifier `{id}`, and there is no `eprint`"));
        let finding = finding.field(field).help(format!("write `eprint = \"{id}\"` and `eprinttype = \"arxiv\"`"));
        let edits = [text(looked, Field::Eprint, id), text(looked, Field::Eprinttype, "arxiv")];
        found.push(finding.fix(Fix::safe(edits)));
        return;
    }
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn hidden_identifiers_are_found() {
        let fixed = Some("eprint=1706.03762 eprinttype=arxiv");
        for (fields, fixed) in [
            ("url = 'https://arxiv.org/abs/1706.03762'", fixed),
            ("url = 'https://arxiv.org/pdf/1706.03762.pdf'", fixed),
            ("journaltitle = 'arXiv preprint arXiv:1706.03762'", fixed),
            ("journaltitle = 'CoRR'\nvolume = 'abs/1706.03762'", fixed),
            ("note = 'arXiv:1706.03762'", fixed),
            ("url = 'https://arxiv.org/abs/1706.03762v5'", Some("eprint=1706.03762v5 eprinttype=arxiv")),
            ("note = 'extends arXiv:1706.03762'", None),
            ("url = 'https://arxiv.org/list/cs.CL/recent'", None),
            ("doi = '10.48550/arXiv.1706.03762'\nurl = 'https://arxiv.org/abs/1706.03762'", None),
            ("eprint = '1706.03762'\nurl = 'https://arxiv.org/abs/1706.03762'", None),
        ] {
            assert_eq!(found("hidden-arxiv", "article", fields).as_deref(), fixed, "{fields}");
        }
    }
}
