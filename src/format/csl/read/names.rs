//! Names: objects of parts by the schema, what Crossref adds to them, and plain strings.

use super::Reader;
use crate::{
    diagnostic::Diagnostic,
    format::{csl::says_nothing, people},
    model::{Field as F, Name, NameText, Person, Value, ident, name, text},
};
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;

impl Reader<'_> {
    /// Takes names; whether there were any.
    pub(super) fn names(&mut self, variable: &str, field: F) -> bool {
        let Some(value) = self.item.get(variable) else { return false };
        let list =
            value.as_array().filter(|list| list.iter().all(|name| name.is_object() || name.is_string()));
        let Some(list) = list else {
            let message = format!("`{variable}` is no list of names; it is kept in `extra`");
            self.fault("csl-value", message, "write it as [{\"family\": \"Doe\", \"given\": \"Jane\"}]");
            return false;
        };
        let (mut names, mut left) = (Vec::new(), BTreeSet::new());
        let mut faults = Vec::new();
        for item in list {
            let before = names.len();
            match item {
                Json::String(text) => names.extend(name::split(text).map(NameText::from)),
                other => names.extend(read(other, &mut left)),
            }
            if names.len() == before && !says_nothing(item) {
                let message = format!("in `{variable}`, {item} is no name and left out");
                let fault = Diagnostic::warning("csl-value", message);
                faults.push(fault.help("a name has `family` and `given`, or `literal`"));
            }
        }
        faults.extend(names.iter().filter_map(people::doubt));
        if !left.is_empty() {
            let left: Vec<String> = left.iter().map(|part| format!("`{part}`")).collect();
            let message = format!(
                "members of names in `{variable}` that have no place are left out: {}",
                left.join(", ")
            );
            let note = Diagnostic::note("csl-member", message);
            faults.push(note.help("write what matters into `note`"));
        }
        self.faults.extend(faults.into_iter().map(|fault| fault.field(field.name())));
        let any = !names.is_empty();
        self.item.shift_remove(variable);
        self.source.set(field, Value::Names(names));
        any
    }
}

/// The name that an object says; `None` if it says none. What else it holds is `left`.
fn read(value: &Json, left: &mut BTreeSet<String>) -> Option<NameText> {
    let mut parts = value.as_object()?.clone();
    // it says how to read the other parts, which is what BibTeX's rules do
    parts.shift_remove("parse-names");
    let name = literal(&mut parts).or_else(|| person(&mut parts));
    if name.is_some() {
        left.extend(parts.into_iter().filter(|(_, value)| !says_nothing(value)).map(|(name, _)| name));
    }
    name
}

/// Takes a part: a string or a number; empty if there is none.
fn take(parts: &mut Map<String, Json>, name: &str) -> String {
    let text = match parts.get(name) {
        Some(Json::String(text)) => text.trim().to_owned(),
        Some(Json::Number(number)) => number.to_string(),
        _ => return String::new(),
    };
    parts.shift_remove(name);
    text
}

/// Takes a name in one piece; Crossref calls it `name`.
fn literal(parts: &mut Map<String, Json>) -> Option<NameText> {
    let name = ["literal", "name"].into_iter().map(|part| take(parts, part)).find(|name| !name.is_empty())?;
    if name == "others" && parts.is_empty() {
        return Some(NameText::from(Name::Others));
    }
    Some(NameText::from(Name::Literal(text::escape(&name))))
}

/// Takes the parts of a person.
fn person(parts: &mut Map<String, Json>) -> Option<NameText> {
    let (family, given) = (take(parts, "family"), take(parts, "given"));
    let plain = |text: &str| !text.contains(['{', '}', ',', '\\', '$', '<']);
    // processors find particles in a family name themselves, and so does BibTeX
    if parts.is_empty()
        && family.starts_with(char::is_lowercase)
        && family.contains(' ')
        && plain(&family)
        && plain(&given)
    {
        return Some(NameText::Text(if given.is_empty() { family } else { format!("{family}, {given}") }));
    }
    let orcid = ["ORCID", "orcid"].into_iter().find_map(|part| {
        let orcid = ident::orcid(parts.get(part)?.as_str()?)?;
        parts.shift_remove(part);
        Some(orcid)
    });
    let person = Person {
        family: text::escape(&family),
        given: text::escape(&given),
        non_dropping_particle: text::escape(&take(parts, "non-dropping-particle")),
        dropping_particle: text::escape(&take(parts, "dropping-particle")),
        suffix: text::escape(&take(parts, "suffix")),
        orcid: orcid.unwrap_or_default(),
    };
    (person != Person::default()).then(|| NameText::from(Name::Person(person)))
}

#[cfg(test)]
mod tests {
    use super::super::{read, tests::fields};

    #[test]
    fn names_of_all_forms_are_read() {
        for (json, expected) in [
            (r#"{"family":"Doe","given":"Jane"}"#, "Doe, Jane"),
            (r#"{"family":"van Gogh","given":"Vincent"}"#, "van Gogh, Vincent"),
            (r#"{"family":"Gogh","given":"Vincent","non-dropping-particle":"van"}"#, "van Gogh, Vincent"),
            (r#"{"literal":"World Health Organization"}"#, "{World Health Organization}"),
            (r#"{"literal":"others"}"#, "others"),
            (r#""Doe, Jane""#, "Doe, Jane"),
            (r#"{"family":"Aristotle"}"#, "Aristotle"),
            (r#"{"family":"F","given":3}"#, "F, 3"),
            (r#"{"family":"F","given":12345678901234567890123}"#, "F, 12345678901234567890123"),
            (r#"{"name":"CERN","sequence":""}"#, "{CERN}"),
            (r#""Doe, Jane and Roe, R.""#, "Doe, Jane; Roe, R."),
        ] {
            let read = read(&format!(r#"[{{"id":"a","type":"book","author":[{json}, {{}}]}}]"#), "x", &[]);
            assert_eq!(fields(&read.entries[0].source), format!("book author={expected}"), "{json}");
        }
    }

    #[test]
    fn what_a_name_holds_beside_its_parts_is_named() {
        for (json, expected, said) in [
            (r#"{"foo":"x"}"#, "", r#"in `author`, {"foo":"x"} is no name and left out"#),
            (
                r#"{"family":"F","foo":"x","given":[1],"affiliation":[]}"#,
                " author=F",
                "members of names in `author` that have no place are left out: `foo`, `given`",
            ),
            (
                r#"{"literal":"L","family":"F"}"#,
                " author={L}",
                "members of names in `author` that have no place are left out: `family`",
            ),
            (
                r#"{"family":"F","static-ordering":true}"#,
                " author=F",
                "members of names in `author` that have no place are left out: `static-ordering`",
            ),
            (r#""A, B, C, D""#, " author=A, B, C, D", "`A, B, C, D` has 3 commas, a name has two at most"),
        ] {
            let read = read(&format!(r#"[{{"id":"a","type":"book","author":[{json}]}}]"#), "x", &[]);
            assert_eq!(fields(&read.entries[0].source), format!("book{expected}"), "{json}");
            let found: Vec<&str> = read.diagnostics.iter().map(|found| found.message.as_str()).collect();
            assert_eq!(found, [said]);
            assert!(read.diagnostics[0].help.is_some());
        }
    }

    #[test]
    fn an_orcid_is_kept() {
        let text = r#"[{"id":"a","type":"book","author":[{"family":"Knuth","ORCID":"http://orcid.org/0000-0002-1825-0097"}]}]"#;
        let read = read(text, "x", &[]);
        assert_eq!(read.diagnostics, []);
        assert!(format!("{:?}", read.entries[0].source).contains("orcid: \"0000-0002-1825-0097\""));
    }
}
