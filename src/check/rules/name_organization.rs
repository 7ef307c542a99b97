use super::{Finding, Look, Looked, WARNING};
use crate::{
    check::{
        people::{self, Better},
        words::{is_group, is_organisation},
    },
    diagnostic::Safety,
    model::{Name, NameText, fold, name},
};

rule! {
    /// An organisation written as a person.
    ///
    /// ## What it finds
    /// A name without braces that says itself that it is one: a university, an institute, a committee, a team.
    ///
    /// ## Why it matters
    /// It is read as a person: "World Health Organization" is sorted under O, and printed as "W. H. Organization".
    ///
    /// ## Example
    /// ```toml
    /// [who2021ethics]
    /// type = "report"
    /// author = ["World Health Organization"]
    /// title = "Ethics and governance of artificial intelligence for health"
    /// institution = ["WHO"]
    /// date = "2021"
    /// url = "https://www.who.int/publications/i/item/9789240029200"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [who2021ethics]
    /// type = "report"
    /// author = ["{World Health Organization}"]
    /// title = "Ethics and governance of artificial intelligence for health"
    /// institution = ["WHO"]
    /// date = "2021"
    /// url = "https://www.who.int/publications/i/item/9789240029200"
    /// ```
    "name-organization", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let what = "is an organisation written as a person";
    let help = "put the whole name in braces: `{World Health Organization}`";
    people::find(looked, found, what, help, Safety::Unsafe, |written, name| {
        // who writes a table has said what it is
        let NameText::Text(text) = written else { return None };
        let Name::Person(person) = name else { return None };
        let is_one = match name::commas(text) {
            0 => text.contains(' ') && ends_as_one(text),
            1 => !person.given.is_empty() && is_organisation(&fold::fold(&person.family)),
            _ => false,
        };
        is_one.then(|| Better::Name(NameText::from(Name::Literal(name.display_order()))))
    });
}

/// Whether a name in one piece is an organisation's: by its last word, or by one before "of", "for" or its like. Who has an
/// initial behind the first word is a person: `John A. Board`.
fn ends_as_one(text: &str) -> bool {
    let is_initial = |word: &str| word.strip_suffix('.').is_some_and(|letter| letter.chars().count() == 1);
    if text.starts_with('{') || text.split(' ').skip(1).any(is_initial) {
        return false;
    }
    let folded = fold::fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let small = |word: &&str| matches!(*word, "of" | "for" | "on" | "in" | "de" | "des" | "du" | "fur" | "der");
    words.last().is_some_and(|last| is_group(last))
        || words.windows(2).any(|pair| matches!(pair, [a, b] if is_organisation(a) && small(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisations_say_what_they_are() {
        for name in ["World Health Organization", "DeepSeek Team", "University of Oxford", "Gemini Team"] {
            assert!(ends_as_one(name), "{name}");
        }
        for name in ["Alonzo Church", "Donald Knuth", "Vincent van Gogh", "{Google Team}", "Frank Press", "John A. Board"] {
            assert!(!ends_as_one(name), "{name}");
        }
    }
}
