//! Names of RIS: `Family, Given, Suffix`; what has no comma is an organisation, or one name alone.

use crate::{
    format::record::words,
    model::{Name, NameText, Person, text},
};

/// Reads a name. `EndNote` ends an organisation with a comma, and doubles the first comma within its name.
pub(super) fn read(value: &str) -> Option<NameText> {
    let value = words(value);
    let bare = value.trim_end_matches([' ', ',']);
    if bare.is_empty() {
        return None;
    }
    if matches!(value.trim_end_matches('.').to_lowercase().as_str(), "et al" | "others") {
        return Some(NameText::from(Name::Others));
    }
    let literal = |name: &str| Some(NameText::from(Name::Literal(text::escape(name))));
    if let Some((before, after)) = bare.split_once(",,") {
        return literal(&words(&format!("{}, {after}", before.trim_end())));
    }
    let mut parts = value.split(',').map(str::trim);
    let (family, given) = (parts.next().unwrap_or_default(), parts.next());
    let suffix = words(&parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "));
    match given {
        None if !family.contains(' ') => Some(person(family, "", "")),
        None => literal(family),
        Some("") if suffix.is_empty() => literal(family),
        Some(given) if family.is_empty() => literal(&words(&format!("{given} {suffix}"))),
        Some(given) => Some(person(family, given, &suffix)),
    }
}

/// A person; particles in lower case before the family name are told by BibTeX's rules.
fn person(family: &str, given: &str, suffix: &str) -> NameText {
    let plain = |part: &str| !part.contains(['{', '}', ',', '\\', '$', '<', '~']);
    let particle = family.starts_with(char::is_lowercase) && family.contains(' ');
    if particle && !given.is_empty() && [family, given, suffix].into_iter().all(plain) {
        let written = if suffix.is_empty() {
            format!("{family}, {given}")
        } else {
            format!("{family}, {suffix}, {given}")
        };
        let written = NameText::Text(written);
        if matches!(written.read(), Name::Person(person) if person.given == given && person.suffix == suffix)
        {
            return written;
        }
    }
    NameText::from(Name::Person(Person {
        family: text::escape(family),
        given: text::escape(given),
        suffix: text::escape(suffix),
        ..Person::default()
    }))
}

/// A name as RIS has it; empty if there is nothing of it.
pub(super) fn write(name: &Name) -> String {
    match name {
        Name::Others => "et al.".to_owned(),
        Name::Literal(name) => organisation(&words(&text::plain(name))),
        Name::Person(person) => {
            let part = |text: &str| words(&text::plain(text)).replace(',', " ");
            let joined = |parts: [&str; 2]| words(&parts.map(part).join(" "));
            let family = joined([&person.non_dropping_particle, &person.family]);
            let given = joined([&person.given, &person.dropping_particle]);
            let suffix = part(&person.suffix);
            if family.is_empty() || read(&family) == Some(NameText::from(Name::Others)) {
                return organisation(&words(&format!("{family} {given} {suffix}")));
            }
            let parts = match (given.is_empty(), suffix.is_empty()) {
                (true, true) => vec![family],
                (_, true) => vec![family, given],
                _ => vec![family, given, suffix],
            };
            words(&parts.join(", "))
        }
    }
}

/// An organisation: with a comma at its end if it is one word, with its first comma doubled if it has one.
pub(in crate::format) fn organisation(name: &str) -> String {
    let name = name.trim_matches([',', ' ']);
    match name.split_once(',') {
        Some((before, after)) => format!("{},, {}", before.trim_end(), after.trim_start_matches([',', ' '])),
        None if name.is_empty() => String::new(),
        None if !name.contains(' ') || read(name) == Some(NameText::from(Name::Others)) => format!("{name},"),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_written() {
        for (value, expected, again) in [
            ("Doe, Jane", "Doe, Jane", "Doe, Jane"),
            ("Doe,Jane Q.", "Doe, Jane Q.", "Doe, Jane Q."),
            ("King, Martin Luther, Jr.", "King, Jr., Martin Luther", "King, Martin Luther, Jr."),
            ("van Gogh, Vincent", "van Gogh, Vincent", "van Gogh, Vincent"),
            ("World Health Organization", "{World Health Organization}", "World Health Organization"),
            ("World Health Organization,", "{World Health Organization}", "World Health Organization"),
            ("CERN,", "{CERN}", "CERN,"),
            (
                "University of California,, Berkeley",
                "{University of California, Berkeley}",
                "University of California,, Berkeley",
            ),
            ("Plato", "Plato", "Plato"),
            ("et al.", "others", "et al."),
            ("Barnes and Noble, B.", "{Barnes and Noble}, B.", "Barnes and Noble, B."),
        ] {
            let name = read(value).unwrap();
            assert_eq!(name.read().to_string(), expected, "{value}");
            assert_eq!(write(&name.read()), again);
        }
        for nothing in ["", " ", ",", " ,,"] {
            assert_eq!(read(nothing), None);
        }
    }
}
