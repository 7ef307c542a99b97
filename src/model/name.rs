//! Names of people and organisations, as BibTeX reads them (biblatex manual, 2.3.3; "Tame the BeaST", 11).
//!
//! What is stored is what was written; `read` interprets it and cannot fail.

use std::fmt;

/// A name as it is stored: a string, or a table that says its parts in full.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameText {
    /// `"von Family, Suffix, Given"`, `"Given von Family"`, `"{An Organisation}"` or `"others"`.
    Text(String),
    /// `{ family = "...", given = "...", ... }` or `{ name = "..." }`.
    Table(Box<Name>),
}

/// A name that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// A person.
    Person(Person),
    /// An organisation, or anything else that is one literal name.
    Literal(String),
    /// `others`: the list goes on.
    Others,
}

/// The parts of a person's name; a part that is not there is empty. Text may carry the marks of
/// [`crate::model::text`] (a protected `{...}`), which `NameText::read` keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person {
    /// Family name, without particles.
    pub family: String,
    /// Given names and initials.
    pub given: String,
    /// Particle that belongs to the family name and is not dropped (`van` in "van Gogh"): BibTeX's von part.
    pub non_dropping_particle: String,
    /// Particle that goes with the given names (`de` in "de Gaulle").
    pub dropping_particle: String,
    /// `Jr.`, `III`.
    pub suffix: String,
    /// ORCID iD, bare: `0000-0002-1825-0097`; empty if not known.
    pub orcid: String,
}

impl NameText {
    /// The name it says.
    pub fn read(&self) -> Name {
        todo!()
    }
}

impl From<&str> for NameText {
    fn from(text: &str) -> NameText {
        NameText::Text(text.to_owned())
    }
}

impl From<Name> for NameText {
    /// The shortest form that loses nothing: a string if reading it gives the same name, else a table.
    fn from(name: Name) -> NameText {
        let _ = name;
        todo!()
    }
}

impl fmt::Display for Name {
    /// `von Family, Suffix, Given`, `{Organisation}` or `others`: BibTeX's own form, with an ORCID left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let _ = f;
        todo!()
    }
}

/// The names of a BibTeX list: split at the word `and` (any case) outside braces; blank ones left out.
pub fn split(list: &str) -> impl Iterator<Item = &str> {
    let _ = list;
    std::iter::empty()
}
