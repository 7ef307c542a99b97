//! What looks wrong in a name, whatever format it came from: one string that holds several people.

use crate::{
    diagnostic::Diagnostic,
    model::{NameText, name},
};

/// What looks wrong in a name, if anything does: several names in one ([`several`]), or more commas than BibTeX knows parts for
/// (`von Family, Suffix, Given`). Braces keep both.
pub fn doubt(name: &NameText) -> Option<Diagnostic> {
    let NameText::Text(text) = name else { return None };
    let several = several(text);
    if several.len() > 1 {
        let list: Vec<String> = several.iter().map(|name| format!("{name:?}")).collect();
        let message = format!("`{text}` is {} names in one string", several.len());
        let help = format!("write each for itself: [{}]", list.join(", "));
        return Some(Diagnostic::warning(SEVERAL, message).help(help));
    }
    let commas = if text.bytes().filter(|b| *b == b',').count() > 2 { name::commas(text) } else { 0 };
    (commas > 2).then(|| {
        let message = format!("`{text}` has {commas} commas, a name has two at most");
        Diagnostic::warning("name-commas", message)
            .help("give each person a name of its own, as `Family, Given`; an organisation stands in braces")
    })
}

/// The rule that several names in one string break.
pub const SEVERAL: &str = "name-list";

/// The names in one string: joined with `and`, divided by `;`, or by `&` if each is written as `Family, Given`, or set as reference lists
/// have it. Empty if it is one.
pub fn several(text: &str) -> Vec<&str> {
    // most names have none of these, and every name of a library is looked at
    let joined = text.as_bytes().windows(4).any(|bytes| {
        matches!(bytes, [before, word @ ..] if !before.is_ascii_alphanumeric() && word.eq_ignore_ascii_case(b"and"))
    });
    let mut names: Vec<&str> = if joined { name::split(text).collect() } else { Vec::new() };
    if names.len() < 2 && text.contains(';') && !text.contains('&') {
        names = name::divided(text, ';').collect();
    }
    if names.len() < 2 && text.contains(" & ") {
        names = name::divided(text, '&').collect();
        names.retain(|name| name.contains(','));
        if names.len() != name::divided(text, '&').count() {
            names.clear();
        }
    }
    let mut apart: Vec<&str> = Vec::new();
    for name in if names.is_empty() { vec![text] } else { names } {
        match name::alternating(name).as_slice() {
            [] => apart.push(name),
            several => apart.extend(several),
        }
    }
    if apart.len() < 2 { Vec::new() } else { apart }
}

/// The list with each name of its own; `None` if it is so already.
pub fn each(names: &[NameText]) -> Option<Vec<NameText>> {
    let mut apart = Vec::with_capacity(names.len());
    for name in names {
        match name {
            NameText::Text(text) => match several(text).as_slice() {
                [] => apart.push(name.clone()),
                several => apart.extend(several.iter().map(|name| NameText::from(*name))),
            },
            NameText::Table(_) => apart.push(name.clone()),
        }
    }
    (apart.len() > names.len()).then_some(apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_string_never_holds_two_people() {
        for (text, expected) in [
            ("Doe, Jane", None),
            ("von Last, Jr., First", None),
            ("{A, B, C, D and E}", None),
            ("Anderson, A.", None),
            ("{Simon and Schuster}", None),
            ("A, B, C, D", Some("name-commas")),
            ("{A, B}, C, D, E", Some("name-commas")),
            ("{A, B}, C, D", None),
            ("Doe, Jane and Roe, Richard", Some("name-list")),
            ("Doe AND Roe", Some("name-list")),
            ("Doe\u{a0}and\tRoe", Some("name-list")),
            ("Doe, J.; Roe, R.", Some("name-list")),
            ("Doe, J.;", None),
            ("Doe, J. & Roe, R.", Some("name-list")),
            ("Doe, J. A., Roe, R., & Poe, E.", Some("name-list")),
            ("Doe, J., Roe, R., and Poe, E.", Some("name-list")),
            ("Doe, J., Roe, R.", Some("name-list")),
            ("Doe, J., Roe, Richard", Some("name-commas")),
            ("Procter & Gamble", None),
            ("{Doe; Roe}", None),
            ("AT&amp;T", None),
        ] {
            assert_eq!(doubt(&NameText::from(text)).map(|found| found.rule), expected, "{text}");
        }
        for text in ["Doe, J. A., Poe-Roe, R., & van Loe, E.", "Doe, J. A., Poe-Roe, R., and van Loe, E."] {
            assert_eq!(several(text), ["Doe, J. A.", "Poe-Roe, R.", "van Loe, E."]);
        }
        let found = doubt(&NameText::from("Doe, Jane and Roe, \"R\"")).unwrap();
        assert_eq!(found.help.as_deref(), Some(r#"write each for itself: ["Doe, Jane", "Roe, \"R\""]"#));
    }
}
