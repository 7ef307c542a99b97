use super::{Finding, Look, Looked, WARNING};
use crate::{
    check::people::{listed, People},
    diagnostic::Fix,
    model::NameText,
};

rule! {
    /// Others of a list of names, written as a name.
    ///
    /// ## What it finds
    /// "et al." and the like as a name, or at the end of one.
    ///
    /// ## Why it matters
    /// It is read as a person, sorted and abbreviated as one, and no style can put its own words in its place. `others` says that
    /// a list goes on.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E.", "et al."]
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
    /// author = ["Knuth, Donald E.", "others"]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "name-et-al", WARNING, Look::Source(look)
}

/// What people write, in lower case.
const OTHERS: [&str; 7] = ["et al", "et al.", "et. al", "et. al.", "et alii", "and others", "und andere"];

/// The same cut to letters: `Khan, U. A.` has them as initials, in capitals.
const LETTERS: [&str; 2] = ["u. a.", "u.a."];

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for people in looked.people() {
        let Some(NameText::Text(first)) = people.written.iter().find(|name| bare(name).is_some()) else { continue };
        let finding = looked.finding(format!("`{first}` is no name")).field(people.field);
        let finding = finding.help("write `others` as the last of the names");
        found.push(match mended(people) {
            Some(names) => finding.fix(Fix::safe([listed(looked, people.field, names)])),
            None => finding,
        });
    }
}

/// What is left of a name without these words; `None` if it has none of them.
fn bare(name: &NameText) -> Option<&str> {
    let NameText::Text(text) = name else { return None };
    let text = text.trim();
    if text == "Others" {
        return Some("");
    }
    OTHERS.iter().chain(&LETTERS).find_map(|words| {
        let at = text.len().checked_sub(words.len())?;
        let (before, end) = text.split_at_checked(at)?;
        let apart = before.is_empty() || before.ends_with([' ', ',', ';']);
        let same = if LETTERS.contains(words) { end == *words } else { end.eq_ignore_ascii_case(words) };
        (apart && same).then(|| before.trim_end_matches([' ', ',', ';']))
    })
}

/// The names with `others` at their end; `None` if the words stand before the last of them.
fn mended(people: &People<'_>) -> Option<Vec<NameText>> {
    let mut names = people.written.to_vec();
    names.pop_if(|last| *last == NameText::from("others"));
    let last = names.pop()?;
    let name = bare(&last)?;
    if !name.is_empty() {
        names.push(NameText::from(name));
    }
    if names.iter().any(|name| bare(name).is_some()) {
        return None;
    }
    names.push(NameText::from("others"));
    Some(names)
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn initials_are_no_others() {
        for (names, fixed) in [
            ("'Khan, U. A.'", None),
            ("'U. A. Khan'", None),
            ("'Khan, U.A.'", None),
            ("'Al, E. T.'", None),
            ("'Doe, J.', 'et al.'", Some("author=Doe, J.; others")),
            ("'Doe, J. u. a.'", Some("author=Doe, J.; others")),
            ("'Doe, J., u.a.'", Some("author=Doe, J.; others")),
        ] {
            let fields = format!("author = [{names}]");
            assert_eq!(found("name-et-al", "article", &fields).as_deref(), fixed, "{names}");
        }
    }
}
