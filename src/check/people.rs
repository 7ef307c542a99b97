//! The names of a source, read once for all rules that look at them, and a list with some of them changed.

use super::{Finding, Looked, finding::set};
use crate::{
    diagnostic::{Edit, Fix, Safety},
    model::{Field, Name, NameText, Value},
};

/// A list of names of a source.
#[derive(Debug)]
pub struct People<'a> {
    /// The field they stand in.
    pub field: Field,
    /// As they are written.
    pub written: &'a [NameText],
    /// As they are read, one for one.
    pub read: Vec<Name>,
}

impl<'a> People<'a> {
    pub(super) fn new(field: Field, written: &'a [NameText]) -> People<'a> {
        People { field, written, read: written.iter().map(NameText::read).collect() }
    }

    /// The names, as they are written and as they are read.
    pub fn names(&self) -> impl Iterator<Item = (&'a NameText, &Name)> {
        self.written.iter().zip(&self.read)
    }
}

/// What is to become of a name.
pub(super) enum Better {
    /// Another way to write it.
    Name(NameText),
    /// A person has to say.
    Unknown,
}

/// A finding for each list in which names are wrong. `better` says of a name whether it is, and what it should be; `what` what
/// is wrong with those that are, after the first of them.
pub(super) fn find(
    looked: &Looked<'_>,
    found: &mut Vec<Finding>,
    what: &str,
    help: &str,
    safety: Safety,
    better: impl Fn(&NameText, &Name) -> Option<Better>,
) {
    for people in looked.people() {
        let mut wrong: Vec<String> = Vec::new();
        let mut names: Vec<NameText> = Vec::new();
        let mut known = true;
        for (written, name) in people.names() {
            let better = better(written, name);
            if better.is_some() {
                wrong.push(format!("`{}`", written.written()));
            }
            match better {
                Some(Better::Name(better)) => names.push(better),
                Some(Better::Unknown) => known = false,
                None => names.push(written.clone()),
            }
        }
        let Some(first) = wrong.first() else { continue };
        let more = match wrong.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        let mut finding = looked.finding(format!("{first}{more} {what}")).field(people.field).help(help);
        if known {
            finding.fix = Some(Fix::new(safety, [listed(looked, people.field, names)]));
        }
        found.push(finding);
    }
}

/// The edit that gives a field other names.
pub(super) fn listed(looked: &Looked<'_>, field: Field, names: Vec<NameText>) -> Edit {
    set(looked.source, field, Value::Names(names))
}
