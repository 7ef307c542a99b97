use super::{Finding, Look, Looked, WARNING};
use crate::{
    check::people::listed,
    diagnostic::Fix,
    model::{Name, NameText},
};
use std::collections::HashSet;

rule! {
    /// A person who stands twice in one list.
    ///
    /// ## What it finds
    /// A name that is the same as one before it in a list of at most twenty; among more people two may well share a name, and
    /// so may two of whom the given name is one initial alone (`Wang, Y.`).
    ///
    /// ## Why it matters
    /// The list says one person more than there were.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E.", "Donald E. Knuth"]
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
    "name-repeated", WARNING, Look::Source(look)
}

/// In a longer list two people of one name are no surprise (taste).
const LONGEST: usize = 20;

/// Whether a name says one letter of a person's given names, which many share.
fn is_vague(name: &Name) -> bool {
    matches!(name, Name::Person(person) if person.given.trim_end_matches('.').chars().count() == 1)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for people in looked.people().iter().filter(|people| (2..=LONGEST).contains(&people.written.len())) {
        let mut seen: HashSet<&Name> = HashSet::new();
        let mut names: Vec<NameText> = Vec::new();
        let mut again = None;
        for (written, name) in people.names() {
            if seen.insert(name) || is_vague(name) {
                names.push(written.clone());
            } else {
                again.get_or_insert(written);
            }
        }
        let Some(again) = again else { continue };
        let finding = looked.finding(format!("`{}` stands twice in the list", again.written()));
        let finding = finding.field(people.field).help("take one out, or tell the two apart by their given names");
        found.push(finding.fix(Fix::careful([listed(looked, people.field, names)])));
    }
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn one_initial_may_be_that_of_two_people() {
        for (names, is_found) in [
            ("'Wang, Y.', 'Wang, Y.'", false),
            ("'Wang, Y', 'Y Wang'", false),
            ("'Wang, Y. L.', 'Wang, Y. L.'", true),
            ("'Wang, Yu', 'Yu Wang'", true),
            ("'Plato', 'Plato'", true),
        ] {
            let fields = format!("author = [{names}]");
            assert_eq!(found("name-repeated", "article", &fields).is_some(), is_found, "{names}");
        }
    }
}
