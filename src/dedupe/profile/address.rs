//! Web addresses: in a text, and as the page of an item in an archive.

use crate::model::ident;

/// The web address in a text.
pub(super) fn address_in(text: &str) -> &str {
    let start = text.find("http").unwrap_or_default();
    let rest = text.get(start..).unwrap_or_default();
    rest.split(|c: char| c.is_whitespace() || matches!(c, '}' | '>' | '"')).next().unwrap_or_default()
}

/// The archive of a web address that is the page of an item there, and its number: `PubMed` and its archive, a register of trials.
pub(super) fn archived_at(url: &str) -> Option<(&'static str, String)> {
    let address = ident::url(url)?;
    let (host, path) = address.split_once("://")?.1.split_once('/')?;
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    let behind = |mark: &str| {
        let upper = path.to_ascii_uppercase();
        upper.rsplit_once(mark).map(|(_, rest)| digits(rest)).filter(|number| number.len() >= 5)
    };
    match host {
        "pubmed.ncbi.nlm.nih.gov" => Some(("pmid", digits(path))),
        "ncbi.nlm.nih.gov" if path.starts_with("pubmed/") => behind("PUBMED/").map(|number| ("pmid", number)),
        "ncbi.nlm.nih.gov" | "pmc.ncbi.nlm.nih.gov" | "europepmc.org" => {
            behind("PMC").map(|number| ("pmc", number))
        }
        "clinicaltrials.gov" | "classic.clinicaltrials.gov" => behind("NCT").map(|number| ("nct", number)),
        _ => None,
    }
    .filter(|(_, number)| !number.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_of_an_archive_is_known_by_its_page() {
        for (url, item) in [
            ("https://pubmed.ncbi.nlm.nih.gov/12345678/", Some(("pmid", "12345678"))),
            ("http://www.ncbi.nlm.nih.gov/pubmed/12345678", Some(("pmid", "12345678"))),
            ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/", Some(("pmc", "1234567"))),
            ("https://clinicaltrials.gov/ct2/show/NCT01234567", Some(("nct", "01234567"))),
            ("https://www.clinicaltrials.gov/study/NCT01234567", Some(("nct", "01234567"))),
            ("https://example.org/NCT01234567", None),
        ] {
            let found = archived_at(url);
            assert_eq!(found.as_ref().map(|(archive, number)| (*archive, &**number)), item, "{url}");
        }
    }
}
