use super::{Finding, Look, Looked, WARNING};
use crate::{
    check::people::{self, Better},
    diagnostic::Safety,
    model::{Name, NameText, Person},
};

rule! {
    /// Initials that run together.
    ///
    /// ## What it finds
    /// Given names as `J.A.`, without a blank between the initials.
    ///
    /// ## Why it matters
    /// Citation programs read them as one given name and print one initial, or cut it wrongly; and the same person is not found
    /// under two spellings.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, D.E."]
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
    /// author = ["Knuth, D. E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "name-initials", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let what = "has initials that run together";
    people::find(looked, found, what, "put a blank between them: `J. A.`", Safety::Safe, |written, name| {
        let Name::Person(person) = name else { return None };
        spaced(&person.given)?;
        Some(match written {
            // the given names stand behind the last comma; in any other form it may be an acronym: `U.S. Army`
            NameText::Text(text) => {
                let (family, given) = text.rsplit_once(',')?;
                Better::Name(NameText::Text(format!("{family},{}", spaced(given)?)))
            }
            NameText::Table(_) => {
                let given = spaced(&person.given)?;
                Better::Name(NameText::Table(Box::new(Name::Person(Person { given, ..person.clone() }))))
            }
        })
    });
}

/// The given names with a blank behind each initial that has none; `None` if there is no such initial.
fn spaced(given: &str) -> Option<String> {
    let words: Vec<&str> = given.split(' ').collect();
    if !words.iter().any(|word| runs_together(word)) {
        return None;
    }
    let words = words.into_iter().map(|word| {
        if !runs_together(word) {
            return word.to_owned();
        }
        let mut spaced = String::with_capacity(word.len() + 2);
        let mut stop = false;
        for c in word.chars() {
            if stop && c.is_alphabetic() {
                spaced.push(' ');
            }
            stop = c == '.';
            spaced.push(c);
        }
        spaced
    });
    Some(words.collect::<Vec<_>>().join(" "))
}

/// Whether a word is nothing but initials, each with its stop, and one follows another without a hyphen.
fn runs_together(word: &str) -> bool {
    let mut together = false;
    let mut before = None;
    for c in word.chars() {
        let fits = match before {
            None | Some('-') => c.is_uppercase(),
            Some('.') => c == '-' || c.is_uppercase(),
            Some(_) => c == '.',
        };
        if !fits {
            return false;
        }
        together |= before == Some('.') && c.is_uppercase();
        before = Some(c);
    }
    together
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_initials_are_parted() {
        for (given, expected) in [
            ("J.A.", Some("J. A.")),
            ("J.A", Some("J. A")),
            ("J.-P.M.", Some("J.-P. M.")),
            ("Jean-P.M.", None),
            ("J. A.", None),
            ("J.-P.", None),
            ("Ph.D.", None),
            ("É.L. Maria", Some("É. L. Maria")),
            ("", None),
            ("..", None),
        ] {
            assert_eq!(spaced(given).as_deref(), expected, "{given}");
        }
    }
}
