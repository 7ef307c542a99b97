//! DOIs as they are compared, and who gave them; servers of preprints.

use crate::{dedupe::words::split, model::ident};

/// Whether a folded venue is a server of preprints.
pub(in crate::dedupe) fn is_server(venue: &str) -> bool {
    split(venue).any(|word| {
        matches!(
            word,
            "arxiv"
                | "biorxiv"
                | "medrxiv"
                | "chemrxiv"
                | "techrxiv"
                | "psyarxiv"
                | "socarxiv"
                | "engrxiv"
                | "eartharxiv"
                | "ssrn"
                | "hal"
                | "egusphere"
                | "preprint"
                | "preprints"
        )
    }) || matches!(
        venue,
        "corr" | "computing research repository" | "computing research repository corr" | "research square"
    ) || is_discussions(venue)
}

/// Whether a folded venue is where Copernicus shows what it has under review: "Atmospheric Chemistry and Physics Discussions".
fn is_discussions(venue: &str) -> bool {
    let venue = venue.strip_prefix("the ").unwrap_or(venue);
    let begins = [
        "atmos",
        "biogeosci",
        "clim",
        "cryosphere",
        "drink",
        "earth s",
        "geosci",
        "hydrol",
        "nat hazard",
        "natural hazard",
        "nonlin",
        "ocean sci",
        "soil",
        "solid earth",
        "wind energ",
    ];
    venue.rsplit(' ').next().is_some_and(|word| matches!(word, "discuss" | "discussions"))
        && begins.iter().any(|start| venue.starts_with(start))
}

/// The DOI in a field or in the address of a publisher's page; what databases put before and behind it is none of it.
pub(super) fn doi_in(text: &str) -> Option<String> {
    if let Some(doi) = ident::doi(text).filter(|doi| !doi.contains('&')) {
        return Some(without_page(&doi).to_owned());
    }
    let start = text.match_indices("10.").map(|(at, _)| at).find(|at| {
        let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
        !before.is_some_and(u8::is_ascii_alphanumeric) && begins_as_doi(text.get(*at..).unwrap_or_default())
    })?;
    // what a site has beside a text, or all that it has of a journal, is another page
    if text.get(..start).is_some_and(|path| OTHER_PAGES.iter().any(|page| path.contains(page))) {
        return None;
    }
    let rest = text.get(start..)?.split_whitespace().next()?;
    let rest = if text.contains("://") { rest.split(['?', '#']).next()? } else { rest };
    let rest = rest.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let doi = ident::doi(&rest)?;
    Some(without_page(&doi).to_owned())
}

/// Parts of the address of a page that is not that of the text with the DOI behind it.
const OTHER_PAGES: [&str; 6] = ["/suppl", "/toc/", "/loi/", "/journal/", "/citedby", "/figure"];

/// Whether a text begins with a prefix of DOIs.
fn begins_as_doi(text: &str) -> bool {
    let registrant =
        text.get(3..).and_then(|rest| rest.split_once('/')).map_or("", |(registrant, _)| registrant);
    registrant.len() >= 4 && registrant.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// A DOI without the page of a publisher's site that shows it: `/abstract`, `.full.pdf`.
fn without_page(mut doi: &str) -> &str {
    const PAGES: [&str; 9] =
        ["/abstract", "/full", "/pdf", "/epdf", "/summary", "/html", ".pdf", ".full", ".abstract"];
    while let Some(rest) = PAGES.iter().find_map(|page| doi.strip_suffix(page)) {
        doi = rest;
    }
    doi
}

/// The number that a Cochrane review keeps through its updates, in a DOI as it is compared or in a folded page: `cd001234`.
pub(super) fn review_number(text: &str) -> Option<&str> {
    let number = text.strip_prefix("10.1002/14651858.").unwrap_or(text).get(..8)?;
    let (letters, digits) = number.split_at_checked(2)?;
    (matches!(letters, "cd" | "mr") && digits.bytes().all(|b| b.is_ascii_digit())).then_some(number)
}

/// A DOI as it is compared: separators do not count, nor in which of its places a work was printed that was printed in several.
pub(super) fn canonical_doi(doi: &str) -> String {
    // ACM numbers works, after the dot, and the volume they are in, before it: reprints in newsletters keep their number
    if let Some((_, number)) = doi.strip_prefix("10.1145/").and_then(|rest| rest.split_once('.'))
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit())
    {
        return format!("10.1145/{number}");
    }
    // Angewandte Chemie prints each article in German and in English under one number
    let doi = doi.replacen("10.1002/ange.", "10.1002/anie.", 1);
    let Some((prefix, suffix)) = doi.split_once('/') else { return doi };
    let is_plain = suffix.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.'));
    let spaced = |c: char| if c.is_alphanumeric() || c == '/' { c } else { '.' };
    let mut doi =
        if is_plain { doi } else { format!("{prefix}/{}", suffix.chars().map(spaced).collect::<String>()) };
    if let Some(work) = without_server_version(&doi) {
        doi.truncate(work);
    }
    doi
}

/// Where the version begins that servers of preprints, and journals that print before they review, put behind the number of a text.
fn without_server_version(doi: &str) -> Option<usize> {
    let digits = doi.trim_end_matches(|c: char| c.is_ascii_digit());
    if digits.len() == doi.len() {
        return None;
    }
    if doi.starts_with("10.12688/") {
        return digits.strip_suffix('.').filter(|rest| rest.contains('.')).map(str::len);
    }
    let rest = digits.strip_suffix('v').filter(|_| is_server_doi(doi))?;
    Some(rest.trim_end_matches(['.', '/']).len())
}

/// Whether a DOI was given by a server of preprints.
pub(super) fn is_server_doi(doi: &str) -> bool {
    // ResearchGate; arXiv, SSRN, Research Square, Preprints.org, PsyArXiv, OSF, SocArXiv, ChemRxiv, TechRxiv, Authorea
    [
        "10.13140/rg", "10.48550/", "10.2139/ssrn", "10.21203/", "10.20944/", "10.31234/", "10.31219/", "10.31235/",
        "10.26434/", "10.36227/", "10.22541/",
    ]
    .iter()
    .any(|prefix| doi.starts_with(prefix))
        // bioRxiv and medRxiv; the journals of the same prefix go on with letters
        || doi.strip_prefix("10.1101/").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        || doi.strip_prefix("10.5194/").is_some_and(is_under_review)
}

/// Whether a number that Copernicus gave, as it is compared, is that of a text under review: `acpd.9.123.2009`, `acp.2020.123`,
/// where an article has `acp.9.123.2009` and the abstract of a talk `egusphere.egu20.123`.
fn is_under_review(number: &str) -> bool {
    const DISCUSSIONS: [&str; 17] = [
        "acpd", "amtd", "bgd", "cpd", "dwesd", "esdd", "essdd", "esurfd", "gid", "gmdd", "hessd", "nhessd",
        "npgd", "osd", "sed", "soild", "tcd",
    ];
    let parts: Vec<&str> = number.split('.').collect();
    let is_year =
        |part: &str| part.len() == 4 && part.starts_with("20") && part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [_, year, number] => is_year(year) && number.bytes().all(|b| b.is_ascii_digit()),
        [journal, _, _, _] => DISCUSSIONS.contains(journal),
        _ => false,
    }
}

/// Whether a DOI was given by a repository that keeps data, programs, and copies of what was published elsewhere.
pub(super) fn is_repository_doi(doi: &str) -> bool {
    // Zenodo, Figshare, ETH Zurich, Rutgers, Cambridge
    ["10.5281/zenodo", "10.6084/m9", "10.3929/ethz", "10.7282/", "10.17863/"]
        .iter()
        .any(|prefix| doi.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doi_is_found_in_what_databases_write_around_it() {
        for (text, doi) in [
            ("S0000-0000(14)60001-1 [pii] 10.1234/abc.123 [doi]", Some("10.1234/abc.123")),
            ("10.1234/abc.123 PMID: 12345678", Some("10.1234/abc.123")),
            ("https://pages.example.org/doi/full/10.1234/abc.123?download=true", Some("10.1234/abc.123")),
            (
                "https://example.org/content/10.1101/2020.01.01.123456v1.full.pdf",
                Some("10.1101/2020.01.01.123456v1"),
            ),
            (
                "10.1234/(ISSN)86:6&lt;964::AID-X11&gt;3.0.CO;2-Q",
                Some("10.1234/(issn)86:6<964::aid-x11>3.0.co;2-q"),
            ),
            ("10.1234/abc.123/abstract", Some("10.1234/abc.123")),
            ("https://example.org/v10.1/page", None),
            ("https://pages.example.org/doi/suppl/10.1234/abc.123", None),
        ] {
            assert_eq!(doi_in(text).as_deref(), doi, "{text}");
        }
    }

    #[test]
    fn what_copernicus_has_under_review_is_told_from_its_articles() {
        for (doi, preprint) in [
            ("10.5194/acpd-9-123-2009", true),
            ("10.5194/acp-2020-123", true),
            ("10.5194/egusphere-2022-123", true),
            ("10.5194/egusphere-egu20-123", false),
            ("10.5194/acp-9-123-2009", false),
            ("10.5194/essd-9-123-2009", false),
        ] {
            assert_eq!(is_server_doi(&canonical_doi(doi)), preprint, "{doi}");
        }
        assert!(is_server("atmos chem phys discuss"));
        assert!(!is_server("faraday discussions"));
    }

    #[test]
    fn versions_of_a_preprint_are_one() {
        for (doi, canonical) in [
            ("10.1101/2020.01.01.123456v2", "10.1101/2020.01.01.123456"),
            ("10.31234/osf.io/abcde_v1", "10.31234/osf.io/abcde"),
            ("10.21203/rs.3.rs-1234/v1", "10.21203/rs.3.rs.1234"),
            ("10.12688/f1000research.12345.2", "10.12688/f1000research.12345"),
            ("10.1234/rev2", "10.1234/rev2"),
        ] {
            assert_eq!(canonical_doi(doi), canonical);
        }
    }

    #[test]
    fn a_review_keeps_its_number() {
        assert_eq!(review_number("10.1002/14651858.cd001234.pub2"), Some("cd001234"));
        assert_eq!(review_number("cd001234"), Some("cd001234"));
        assert_eq!(review_number("10.1002/abc.12345678"), None);
    }
}
