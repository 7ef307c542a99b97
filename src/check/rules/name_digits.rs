use super::{Finding, Look, Looked, WARNING};
use crate::{
    check::people::{self, Better},
    diagnostic::Safety,
    model::{Name, NameText},
};

rule! {
    /// Something in a person's name that is no part of it.
    ///
    /// ## What it finds
    /// A mark of a footnote or an affiliation at the end of a word (`Jane1`, `Doe*`), or an e-mail address.
    ///
    /// ## Why it matters
    /// It was copied from a title page along with the name, is printed with it, and hides that two names are the same.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth1, Donald E.*"]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
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
    "name-digits", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let what = "has something in it that is no part of a name";
    people::find(looked, found, what, "leave marks and addresses out", Safety::Unsafe, |written, name| {
        let NameText::Text(text) = written else { return None };
        let Name::Person(person) = name else { return None };
        if text.contains('@') && text.contains('.') {
            return Some(Better::Unknown);
        }
        // a single word is the name of an account, which may have digits
        if person.given.is_empty() || text.contains(['{', '$', '\\']) {
            return None;
        }
        unmarked(text).map(|bare| Better::Name(NameText::Text(bare)))
    });
}

/// The name without the marks at the ends of its words; `None` if there are none.
fn unmarked(text: &str) -> Option<String> {
    let is_mark = |c: char| c.is_numeric() || matches!(c, '*' | '†' | '‡' | '§' | '¶');
    let mut bare = String::with_capacity(text.len());
    for piece in text.split_inclusive([' ', ',']) {
        let word = piece.trim_end_matches([' ', ',']);
        let stem = word.trim_end_matches(is_mark);
        let is_name = stem.chars().filter(|c| c.is_alphabetic()).count() > 1
            && stem.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'));
        bare.push_str(if is_name { stem } else { word });
        bare.push_str(piece.get(word.len()..).unwrap_or_default());
    }
    (bare != text).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_names_stay() {
        for (name, expected) in [
            ("Doe1, Jane*", Some("Doe, Jane")),
            ("Jane Doe²", Some("Jane Doe")),
            ("Doe, John 3rd", None),
            ("R2-D2, Unit", None),
            ("Davis, Sammy, 2nd", None),
            ("Knuth, Donald E.", None),
        ] {
            assert_eq!(unmarked(name).as_deref(), expected, "{name}");
        }
    }
}
