//! Identifiers: what is written for a person, and the canonical form that is compared.
//!
//! Each function takes what people write (a resolver's URL, a prefix, blanks, hyphens) and returns the
//! canonical form, or `None` if it is no such identifier. Check digits are checked.

/// A DOI, lower case, without resolver or prefix: `10.1000/182` (ISO 26324; case does not matter).
pub fn doi(text: &str) -> Option<String> {
    let _ = text;
    todo!()
}

/// An arXiv identifier without its version, and the version: `1706.03762`, `hep-th/9901001`.
pub fn arxiv(text: &str) -> Option<(String, Option<u32>)> {
    let _ = text;
    todo!()
}

/// An ISBN as 13 digits, from 10 or 13 with right check digit (ISO 2108).
pub fn isbn(text: &str) -> Option<String> {
    let _ = text;
    todo!()
}

/// An ISSN as `1234-567X` with right check digit (ISO 3297).
pub fn issn(text: &str) -> Option<String> {
    let _ = text;
    todo!()
}

/// An ORCID iD as `0000-0002-1825-0097` with right check digit (ISO 7064 mod 11-2).
pub fn orcid(text: &str) -> Option<String> {
    let _ = text;
    todo!()
}

/// A PubMed identifier: the digits.
pub fn pmid(text: &str) -> Option<String> {
    let _ = text;
    todo!()
}

/// A web address in the form that is compared: host lower case without `www.`, no default port, no fragment,
/// no trailing `/`, no `utm_*`, `http` as `https`. `None` if it is no http(s) or ftp address.
pub fn url(text: &str) -> Option<String> {
    let _ = text;
    todo!()
}
