//! What looks wrong in a name, whatever format it came from: one string that holds several people.

use crate::{
    diagnostic::Diagnostic,
    model::{NameText, name},
};

/// What looks wrong in a name, if anything does: names joined with `and`, or more commas than BibTeX knows parts for
/// (`von Family, Suffix, Given`). Braces keep both.
pub fn doubt(name: &NameText) -> Option<Diagnostic> {
    let NameText::Text(text) = name else { return None };
    // most names have neither, and every name of a library is looked at
    let joined = text.as_bytes().windows(4).any(|bytes| {
        matches!(bytes, [before, word @ ..] if !before.is_ascii_alphanumeric() && word.eq_ignore_ascii_case(b"and"))
    });
    let several: Vec<&str> = if joined { name::split(text).collect() } else { Vec::new() };
    if several.len() > 1 {
        let list: Vec<String> = several.iter().map(|name| format!("{name:?}")).collect();
        let message = format!("`{text}` is {} names in one string", several.len());
        let help = format!("write each for itself: [{}]", list.join(", "));
        return Some(Diagnostic::warning("name-list", message).help(help));
    }
    let commas = if text.bytes().filter(|b| *b == b',').count() > 2 { name::commas(text) } else { 0 };
    (commas > 2).then(|| {
        let message = format!("`{text}` has {commas} commas, a name has two at most");
        Diagnostic::warning("name-commas", message)
            .help("give each person a name of its own, as `Family, Given`; an organisation stands in braces")
    })
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
        ] {
            assert_eq!(doubt(&NameText::from(text)).map(|found| found.rule), expected, "{text}");
        }
        let found = doubt(&NameText::from("Doe, Jane and Roe, \"R\"")).unwrap();
        assert_eq!(found.help.as_deref(), Some(r#"write each for itself: ["Doe, Jane", "Roe, \"R\""]"#));
    }
}
