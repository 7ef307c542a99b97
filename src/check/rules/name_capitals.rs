use super::{Finding, Look, Looked, WARNING};
use crate::{
    check::people::{self, Better},
    diagnostic::Safety,
    model::{Name, NameText, Person, name},
};

rule! {
    /// A family name in capitals.
    ///
    /// ## What it finds
    /// A family name of four letters or more, all of them capitals, of a person who has a given name. Short ones, as `NG` or
    /// `LEE`, the number of a pope and names in braces may be meant so.
    ///
    /// ## Why it matters
    /// Styles print it as it stands, among names that are not shouted, and none can lower it.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["KNUTH, Donald E."]
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
    "name-capitals", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let help = "write it with small letters, or in braces if it is no person";
    people::find(looked, found, "is written in capitals", help, Safety::Unsafe, |written, name| {
        let Name::Person(person) = name else { return None };
        // without a comma it may be an acronym and another: `ACM SIGPLAN`
        let certain = match written {
            NameText::Text(text) => name::commas(text) > 0 || person.given.chars().any(char::is_lowercase),
            NameText::Table(_) => true,
        };
        if !certain || person.given.is_empty() || !is_shouted(&person.family) {
            return None;
        }
        let family = lowered(&person.family);
        let given = if is_shouted(&person.given) { lowered(&person.given) } else { person.given.clone() };
        let better = Name::Person(Person { family, given, ..person.clone() });
        Some(match written {
            NameText::Text(_) => Better::Name(NameText::from(better)),
            NameText::Table(_) => Better::Name(NameText::Table(Box::new(better))),
        })
    });
}

/// Whether a name is all capitals, and long enough to be no acronym; the number of a pope or king is none either.
fn is_shouted(name: &str) -> bool {
    if name.chars().all(|c| matches!(c, 'I' | 'V' | 'X')) {
        return false;
    }
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    // `NASA` has no given name; of the family names in capitals few are shorter (taste)
    capitals >= 4
        && name.chars().all(|c| c.is_uppercase() || matches!(c, ' ' | '-' | '\'' | '’' | '.'))
        && name.split([' ', '-']).any(|word| word.chars().filter(|c| c.is_uppercase()).count() >= 3)
}

/// The name with its capitals at the start of words alone: `McDonald`, `O'Neill`, `IJsbrand`; which of several of a name one is, is
/// a numeral.
fn lowered(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for piece in name.split_inclusive(|c: char| !c.is_alphabetic()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphabetic());
        let head = match word {
            "II" | "III" | "IV" => word.len(),
            _ if word.starts_with("MC") && word.len() > 3 => 3,
            _ if word.starts_with("IJ") => 2,
            _ => word.chars().next().map_or(0, char::len_utf8),
        };
        let (start, rest) = word.split_at(head);
        // by words: a sigma at the end has a form of its own
        let small = if rest.is_empty() { String::new() } else { word.to_lowercase().chars().skip(start.chars().count()).collect() };
        out += &start.replace("MC", "Mc");
        out += &small;
        out += piece.get(word.len()..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lowered_as_people_write_them() {
        for (name, expected) in [
            ("KNUTH", "Knuth"),
            ("MCDONALD", "McDonald"),
            ("O'NEILL", "O'Neill"),
            ("SMITH-JONES", "Smith-Jones"),
            ("GARCÍA MÁRQUEZ", "García Márquez"),
            ("BRIGHT III", "Bright III"),
            ("ΠΑΠΑΣ", "Παπας"),
            ("IJSBRAND", "IJsbrand"),
        ] {
            assert!(is_shouted(name), "{name}");
            assert_eq!(lowered(name), expected);
        }
        for name in ["NG", "LEE", "XIII", "XVIII", "O", "J. A. B. C.", "McDonald", "MacKay", "李", "DALL·E", "d'Alembert"] {
            assert!(!is_shouted(name), "{name}");
        }
    }
}
