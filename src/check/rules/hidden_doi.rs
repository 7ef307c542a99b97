use super::{Finding, Look, Looked, WARNING, text};
use crate::{
    diagnostic::Fix,
    model::{Field, ident},
};

rule! {
    /// A DOI that only a web address or a note holds.
    ///
    /// ## What it finds
    /// A source without `doi` whose `url` or `note` is a DOI, or whose `url` is a publisher's address with a DOI in it.
    ///
    /// ## Why it matters
    /// A DOI stays when the address of a publisher goes, and twins are found by it.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// url = "https://doi.org/10.1093/comjnl/27.2.97"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "hidden-doi", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let source = looked.source;
    if source.has(Field::Doi) {
        return;
    }
    let url = source.text(Field::Url).unwrap_or_default();
    if let Some(doi) = ident::doi(url) {
        let doi = as_written(url, doi);
        let fix = Fix::safe([text(looked, Field::Doi, &doi)]);
        found.push(finding(looked, Field::Url, &doi).fix(fix));
    } else if let Some(doi) = in_path(url) {
        let fix = Fix::careful([text(looked, Field::Doi, &doi)]);
        found.push(finding(looked, Field::Url, &doi).fix(fix));
    } else if let Some(note) = source.text(Field::Note)
        && let Some(doi) = ident::doi(note)
    {
        let doi = as_written(note, doi);
        let fix = Fix::safe([text(looked, Field::Doi, &doi), text(looked, Field::Note, "")]);
        found.push(finding(looked, Field::Note, &doi).fix(fix));
    }
}

fn finding(looked: &Looked<'_>, field: Field, doi: &str) -> Finding {
    let finding = looked.finding(format!("`{field}` holds the DOI `{doi}`, and there is no `doi`"));
    finding.field(field).help(format!("write `doi = \"{doi}\"`"))
}

/// The DOI in the path of an address: `https://onlinelibrary.wiley.com/doi/abs/10.1002/spe.1`.
fn in_path(url: &str) -> Option<String> {
    // what stands beside an article, and what is said about it, is no article
    if !url.contains("://") || url.contains("/suppl") || url.contains("://pubpeer.com/") {
        return None;
    }
    let (at, _) = url.match_indices("/10.").next()?;
    let path = url.get(at + 1..)?.split(['?', '#', '&']).next()?;
    let mut path = path.trim_end_matches('/');
    for end in ["/full", "/full/html", "/fulltext", "/abstract", "/abs", "/pdf", "/epdf", "/html", "/meta", "/summary", ".pdf"] {
        path = path.strip_suffix(end).unwrap_or(path);
    }
    // bioRxiv and medRxiv put the version and the form behind it: `2020.01.01.123456v2.full`
    if url.contains("rxiv.org/")
        && let Some((bare, version)) = path.rsplit_once('v')
        && version.starts_with(|c: char| c.is_ascii_digit())
    {
        path = bare;
    }
    let resolver = format!("https://doi.org/{path}");
    Some(as_written(path, ident::doi(&resolver)?))
}

/// The DOI in the case in which it is written, if it stands there letter by letter.
fn as_written(text: &str, doi: String) -> String {
    let at = text.to_ascii_lowercase().find(&doi);
    at.and_then(|at| text.get(at..at + doi.len())).map_or(doi, str::to_owned)
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn hidden_dois_are_found() {
        for (fields, fixed) in [
            ("url = 'https://example.org/10.1/x'", None),
            ("url = 'https://example.org/v/10.2.3/x'", None),
            ("url = 'https://doi.org/10.1000/X'\ndoi = '10.1000/X'", None),
            ("note = 'see also doi:10.1000/X'", None),
            ("url = 'https://www.science.org/doi/suppl/10.1126/science.1/suppl_file/x.pdf'", None),
            ("url = 'https://pubs.acs.org/doi/10.1021/acs.1/suppl_file/x.pdf'", None),
            ("url = 'https://pubpeer.com/publications/10.1000/X'", None),
            ("url = 'https://doi.org/10.1000/X'", Some("doi=10.1000/X")),
            ("url = 'doi:10.1000/X'", Some("doi=10.1000/X")),
            ("note = 'DOI: 10.1000/X.'", Some("doi=10.1000/X -note")),
            ("url = 'https://dl.acm.org/doi/10.1145/3297280?x=y'", Some("doi=10.1145/3297280")),
            ("url = 'https://onlinelibrary.wiley.com/doi/abs/10.1002/spe.1/full'", Some("doi=10.1002/spe.1")),
            ("url = 'https://link.springer.com/content/pdf/10.1007/BF1.pdf'", Some("doi=10.1007/BF1")),
            (
                "url = 'https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.full'",
                Some("doi=10.1101/2020.01.01.123456"),
            ),
        ] {
            assert_eq!(found("hidden-doi", "article", fields).as_deref(), fixed, "{fields}");
        }
    }
}
