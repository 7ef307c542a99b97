//! Names of BibTeX and BibLaTeX lists, with what biblatex says of them elsewhere.

use super::{
    own,
    read::{commas, unbrace},
};
use crate::{
    format::latex::{self, Mode, Notes},
    model::{Name, NameText, Person, text},
};
use std::collections::BTreeSet;

/// The end of a field of annotations that are ORCID iDs.
pub(super) const ORCID: &str = "+an:orcid";

/// The names with their ORCID iDs; `None` if an annotation is of no person, or of a part of a name.
pub(super) fn annotated(names: &[NameText], raw: &str) -> Option<Vec<NameText>> {
    let mut names = names.to_vec();
    for annotation in raw.split(';').map(str::trim).filter(|annotation| !annotation.is_empty()) {
        let (at, orcid) = annotation.split_once('=')?;
        let name = names.get_mut(at.trim().parse::<usize>().ok()?.checked_sub(1)?)?;
        let Name::Person(mut person) = name.read() else { return None };
        let orcid = orcid.trim().trim_matches('"');
        if !orcid.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return None;
        }
        orcid.clone_into(&mut person.orcid);
        *name = Name::Person(person).into();
    }
    Some(names)
}

/// One name of a list.
pub(super) fn name(raw: &str, notes: &mut Notes, dropped: &mut BTreeSet<String>) -> NameText {
    if raw.contains('=')
        && let Some(person) = extended(raw, notes, dropped)
    {
        return Name::Person(person).into();
    }
    let text = latex::read(raw, Mode::Name, notes);
    let text = text.trim();
    if text.is_empty() || own::stands_alone(text) {
        return NameText::Text(text.to_owned());
    }
    NameText::from(Name::Literal(text::plain(text)))
}

/// What biblatex's extended name format calls its parts and options.
pub(super) fn is_name_part(what: &str) -> bool {
    what.starts_with(|c: char| c.is_ascii_alphabetic())
        && what.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// biblatex's extended name format: `family=Gogh, given=Vincent, prefix=van, useprefix=true` (manual, 3.6).
fn extended(raw: &str, notes: &mut Notes, dropped: &mut BTreeSet<String>) -> Option<Person> {
    let mut person = Person::default();
    let mut prefix = String::new();
    let mut useprefix = true;
    let mut left = BTreeSet::new();
    for part in commas(raw) {
        let (what, value) = part.trim().trim_matches('"').split_once('=')?;
        let what = what.trim().to_ascii_lowercase();
        let value = value.trim().trim_matches('"');
        let value = || latex::read(unbrace(value).unwrap_or(value), Mode::Name, &mut *notes).into_owned();
        let mut value = value;
        match what.as_str() {
            "family" => person.family = value(),
            "given" => person.given = value(),
            "suffix" => person.suffix = value(),
            "prefix" => prefix = value(),
            "orcid" => person.orcid = value(),
            "useprefix" => useprefix = value() != "false",
            "xdata" => return None, // names of another entry: kept as they are
            _ if is_name_part(&what) => {
                left.insert(what);
            }
            _ => return None,
        }
    }
    if useprefix {
        person.non_dropping_particle = prefix;
    } else {
        person.dropping_particle = prefix;
    }
    if person.family.is_empty() && person.given.is_empty() {
        return None;
    }
    dropped.append(&mut left);
    Some(person)
}
