//! Citations whose key should be another one: where they stand, and how they become it.

use super::Finding;
use crate::{
    diagnostic::{Edit, Fix},
    documents::{self, Citation, Document},
};
use std::collections::HashMap;

/// Adds a finding for each citation of a document whose key should be another, as `meant` tells; `say` words it from the key that
/// stands there and the one that should. The fix puts that in its place, where the document would read it as that key.
pub(super) fn misnamed<'a>(
    document: &'a Document,
    meant: impl Fn(&'a Citation) -> Option<&'a str>,
    say: impl Fn(&str, &str) -> String,
    found: &mut Vec<Finding>,
) {
    let wrong: Vec<(&Citation, &str)> =
        document.citations.iter().filter_map(|citation| Some((citation, meant(citation)?))).collect();
    if wrong.is_empty() {
        return;
    }
    let moved: HashMap<&str, &str> =
        wrong.iter().map(|(citation, key)| (citation.key.as_str(), *key)).collect();
    let (edits, _) = documents::rewrite(std::slice::from_ref(document), &moved);
    let mut edits: HashMap<usize, Edit> = edits
        .into_iter()
        .filter_map(|edit| match &edit {
            Edit::Replace { span, .. } => Some((span.start, edit)),
            _ => None,
        })
        .collect();
    let places = document.places(wrong.iter().map(|(citation, _)| citation.span.clone()));
    for ((citation, key), place) in wrong.into_iter().zip(places) {
        let finding = Finding::at(place, say(&citation.key, key)).key(&citation.key);
        let finding = finding.help(format!("cite it as `{key}`"));
        found.push(match edits.remove(&citation.span.start) {
            Some(edit) => finding.fix(Fix::safe([edit])),
            None => finding,
        });
    }
}
