//! DOIs as they are compared, and who gave them; servers of preprints.

use super::super::words::split;

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
                | "preprint"
                | "preprints"
        )
    }) || matches!(
        venue,
        "corr" | "computing research repository" | "computing research repository corr" | "research square"
    )
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
    if suffix.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.')) {
        return doi;
    }
    let suffix: String =
        suffix.chars().map(|c| if c.is_alphanumeric() || c == '/' { c } else { '.' }).collect();
    format!("{prefix}/{suffix}")
}

/// Whether a DOI was given by a server of preprints.
pub(super) fn is_server_doi(doi: &str) -> bool {
    // ResearchGate; arXiv, SSRN, Research Square, Preprints.org, PsyArXiv, OSF, SocArXiv, ChemRxiv, TechRxiv, Authorea
    [
        "10.13140/rg", "10.48550/", "10.2139/ssrn", "10.21203/", "10.20944/", "10.31234/", "10.31219/", "10.31235/",
        "10.26434/", "10.36227/", "10.22541/", "10.5194/egusphere",
    ]
    .iter()
    .any(|prefix| doi.starts_with(prefix))
        // bioRxiv and medRxiv; the journals of the same prefix go on with letters
        || doi.strip_prefix("10.1101/").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a DOI was given by a repository that keeps data, programs, and copies of what was published elsewhere.
pub(super) fn is_repository_doi(doi: &str) -> bool {
    // Zenodo, Figshare, ETH Zurich, Rutgers, Cambridge
    ["10.5281/zenodo", "10.6084/m9", "10.3929/ethz", "10.7282/", "10.17863/"]
        .iter()
        .any(|prefix| doi.starts_with(prefix))
}
