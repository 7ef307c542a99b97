//! What files say of sources and could not be read: no source holds it, and a text that is written from a source would lose it.

use super::Library;
use crate::{
    diagnostic::{Diagnostic, Edit},
    model::{Field, Source, Value, key::argument},
};
use std::collections::HashMap;

/// The faults of values, or parts of values, that were not read.
const UNREAD: [&str; 4] = ["wrong-type", "unknown-name-part", "name-ambiguous", "unknown-type"];

impl Library {
    /// Whether a file says something of a field of a source that could not be read, so that the source does not hold it.
    pub fn is_unread(&self, key: &str, field: &str) -> bool {
        let is_of =
            |fault: &&Diagnostic| fault.key.as_deref() == Some(key) && fault.field.as_deref() == Some(field);
        self.diagnostics.iter().filter(is_of).any(|fault| self.is_of_unread(fault))
    }

    /// Whether there may be anything at all that could not be read.
    pub fn has_unread(&self) -> bool {
        self.diagnostics.iter().any(|fault| self.is_of_unread(fault))
    }

    /// What edits would take away that could not be read, each with its place: what stands in fields that they set or take away,
    /// and in sources that they remove.
    pub fn would_lose(&self, edits: &[Edit]) -> Vec<Diagnostic> {
        self.losses(edits, true)
    }

    /// The same of fields alone: who removes a source means all of it.
    pub(super) fn would_lose_of_fields(&self, edits: &[Edit]) -> Vec<Diagnostic> {
        self.losses(edits, false)
    }

    fn losses(&self, edits: &[Edit], of_removed: bool) -> Vec<Diagnostic> {
        if !self.has_unread() {
            return Vec::new();
        }
        let mut unread: HashMap<&str, Vec<&Diagnostic>> = HashMap::new();
        for fault in self.diagnostics.iter().filter(|fault| self.is_of_unread(fault)) {
            unread.entry(fault.key.as_deref().unwrap_or_default()).or_default().push(fault);
        }
        let mut lost: Vec<Diagnostic> = Vec::new();
        for edit in edits {
            let (key, field) = match edit {
                Edit::Set { key, field, .. } | Edit::Unset { key, field } => (key, Some(field)),
                Edit::Remove { key } if of_removed => (key, None),
                _ => continue,
            };
            let faults = unread.get(key.as_str()).into_iter().flatten();
            let faults = faults.filter(|fault| field.is_none_or(|field| fault.field.as_ref() == Some(field)));
            lost.extend(faults.map(|fault| loss(key, fault)));
        }
        lost.sort_by(Diagnostic::order);
        lost.dedup();
        lost
    }

    fn is_of_unread(&self, fault: &Diagnostic) -> bool {
        if fault.rule != "unknown-field" {
            return UNREAD.contains(&fault.rule);
        }
        // a field that is not known is read if it is a text or a list of texts; a part of a known one is not
        let (Some(key), Some(name)) = (&fault.key, &fault.field) else { return false };
        Field::from_name(name).is_some() || self.get(key).is_some_and(|source| is_raw(source, name))
    }
}

/// Whether a field that is not known was read as the piece of TOML that it is.
fn is_raw(source: &Source, name: &str) -> bool {
    let value = source.house.iter().find(|(own, _)| own == name).map(|(_, value)| value);
    matches!(value, Some(Value::Text(text)) if text.starts_with(['{', '[']))
}

fn loss(key: &str, fault: &Diagnostic) -> Diagnostic {
    let field = fault.field.as_deref().unwrap_or_default();
    let message = format!("`{field}` of `{key}` would lose what could not be read: {}", fault.message);
    let lost = Diagnostic::error("not-read", message).key(key).field(field);
    let lost = lost.help(format!("mend it first, with `bib edit {}`", argument(key)));
    match &fault.place {
        Some(place) => lost.at(place.clone()),
        None => lost,
    }
}
