//! Single values side by side: numbers, identifiers, pages.

use super::Agree;
use crate::dedupe::profile::{Code, Pages, Profile};

/// Numbers or short texts that are the same or not.
pub(super) fn codes(a: Code, b: Code) -> Agree {
    if a.is_none() || b.is_none() {
        Agree::Absent
    } else if a == b {
        Agree::Same
    } else {
        Agree::Different
    }
}

/// Numbers in archives: those of two archives say nothing of each other.
pub(super) fn eprints(a: &Profile, b: &Profile) -> Agree {
    if a.archive == b.archive { codes(a.eprint, b.eprint) } else { Agree::Absent }
}

/// Texts that are the same or not.
pub(super) fn texts(a: &str, b: &str) -> Agree {
    if a.is_empty() || b.is_empty() {
        Agree::Absent
    } else if a == b {
        Agree::Same
    } else {
        Agree::Different
    }
}

/// DOIs: some servers give each version its own, with a suffix or the next number; a preprint's says nothing about the
/// published work's.
pub(super) fn doi(a: &Profile, b: &Profile) -> Agree {
    match texts(&a.doi, &b.doi) {
        Agree::Different
            if without_version(&a.doi) == without_version(&b.doi) || are_next(&a.doi, &b.doi) =>
        {
            Agree::Like
        }
        Agree::Different if a.has_preprint_doi() != b.has_preprint_doi() => Agree::Absent,
        agree => agree,
    }
}

/// Whether two DOIs of Zenodo are those of a deposit and of its first version, which get neighbouring numbers.
fn are_next(a: &str, b: &str) -> bool {
    let number = |doi: &str| doi.strip_prefix("10.5281/zenodo.").and_then(|rest| rest.parse::<u64>().ok());
    number(a).zip(number(b)).is_some_and(|(a, b)| a.abs_diff(b) == 1)
}

/// A DOI without `.pub2`, `.v1`, `/v1`.
fn without_version(doi: &str) -> &str {
    let digits = doi.trim_end_matches(|c: char| c.is_ascii_digit());
    if digits.len() == doi.len() {
        return doi.strip_suffix(".pub").unwrap_or(doi);
    }
    for suffix in [".pub", ".v", "/v"] {
        if let Some(rest) = digits.strip_suffix(suffix) {
            return rest;
        }
    }
    doi
}

/// ISBNs agree if both have one of them.
pub(super) fn isbns(a: &[u64], b: &[u64]) -> Agree {
    if a.is_empty() || b.is_empty() {
        Agree::Absent
    } else if a.iter().any(|isbn| b.contains(isbn)) {
        Agree::Same
    } else {
        Agree::Different
    }
}

/// Pages agree if they start alike or one range has the other in it; an article number says nothing about a page, and
/// "1-17" without a volume is what a journal prints ahead of the issue.
pub(super) fn pages(a: &Profile, b: &Profile) -> Agree {
    let (Some(x), Some(y)) = (a.pages, b.pages) else { return Agree::Absent };
    let ahead = |p: &Profile, pages: Pages| pages.first == 1 && p.volume.is_none();
    if x.first == y.first {
        let ends = x.last == 0 || y.last == 0 || x.last == y.last;
        return if ends && x.letters == y.letters { Agree::Same } else { Agree::Like };
    }
    if x.locator != y.locator || ahead(a, x) || ahead(b, y) {
        return Agree::Absent;
    }
    let last = |pages: Pages| pages.last.max(pages.first);
    let (early, late) = if x.first < y.first { (x, y) } else { (y, x) };
    match last(early).checked_sub(late.first) {
        _ if early.letters != late.letters => Agree::Different,
        // one begins where the other ends: a slip, or the next article on the page
        Some(0) if last(late) > last(early) => Agree::Absent,
        Some(_) if last(late) <= last(early) => Agree::Like,
        _ => Agree::Different,
    }
}

/// Editions contradict if both say, or if one says that it is not the first.
pub(super) fn edition(a: &Profile, b: &Profile) -> Agree {
    codes(a.edition, b.edition)
}
