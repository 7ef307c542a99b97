//! Fixes applied until there is nothing left to fix: what one rule mends may be what another then sees.

use super::State;
use crate::{
    diagnostic::{Diagnostic, Edit, Fix, Safety},
    documents::{self, Document},
    library::{Change, Library, Plan},
};
use std::collections::HashSet;

/// As often fixes are made one after another; rules whose fixes wait for one another are few (taste).
const ROUNDS: usize = 10;

/// What fixes make of a library.
#[derive(Debug)]
pub struct Mended {
    /// The texts before and after.
    pub plan: Plan,
    /// What was mended.
    pub fixed: Vec<Diagnostic>,
    /// What is left to be done by hand.
    pub left: Vec<Diagnostic>,
    /// The library and the documents as they are then; `None` if nothing was mended.
    pub then: Option<(Library, Vec<Document>)>,
}

/// What is to be mended of a state: [`super::check()`], less what is known.
pub(super) type Findings<'f> = dyn Fn(State<'_>) -> Vec<Diagnostic> + 'f;

/// Makes the fixes that are at least so safe, of what is found.
pub fn mend(state: State<'_>, findings: &Findings<'_>, safety: Safety) -> Mended {
    let mut mended = Mended { plan: Plan::default(), fixed: Vec::new(), left: findings(state), then: None };
    for _ in 0..ROUNDS {
        let (library, read) = match &mended.then {
            Some((library, read)) => (library, read.as_slice()),
            None => (state.library, state.documents),
        };
        let (chosen, mut plan) = choose(library, &mended.left, safety);
        let edits = chosen.iter().filter_map(|found| found.fix.as_ref()).flat_map(|fix| fix.edits.iter());
        plan.documents = documents::replaced(read, edits);
        if plan.is_empty() {
            break;
        }
        let texts = plan.documents.iter().map(Change::text).collect();
        let next = (library.with(plan.changes.iter().map(Change::text)), documents::with(read, texts));
        let chosen: Vec<Diagnostic> = chosen.into_iter().cloned().collect();
        mended.fixed.extend(chosen);
        mended.plan = std::mem::take(&mut mended.plan).then(plan);
        mended.left = findings(State { library: &next.0, documents: &next.1, ..state });
        mended.then = Some(next);
    }
    mended
}

/// The fixes that can be made at once, and what they make of the files. One that stands in the way of another waits; one
/// that cannot be made is left alone.
fn choose<'d>(library: &Library, found: &'d [Diagnostic], safety: Safety) -> (Vec<&'d Diagnostic>, Plan) {
    let mut touched = Touched::default();
    let mut chosen: Vec<(&Diagnostic, &Fix)> = Vec::new();
    for diagnostic in found {
        let Some(fix) = diagnostic.fix.as_ref().filter(|fix| fix.safety <= safety) else { continue };
        let touches: Vec<_> = fix.edits.iter().filter_map(touch).collect();
        if touches.iter().all(|touch| touched.is_free(*touch)) {
            for touch in touches {
                touched.add(touch);
            }
            chosen.push((diagnostic, fix));
        }
    }
    let edits = |chosen: &[(&Diagnostic, &Fix)]| -> Vec<Edit> {
        let edits = chosen.iter().flat_map(|(_, fix)| fix.edits.iter());
        // those of documents are made of their texts at hand, which are not on the disk
        edits.filter(|edit| !matches!(edit, Edit::Replace { .. })).cloned().collect()
    };
    let mut plan = library.plan(&edits(&chosen));
    if plan.is_err() {
        chosen.retain(|one| library.plan(&edits(std::slice::from_ref(one))).is_ok());
        plan = library.plan(&edits(&chosen));
    }
    let chosen = chosen.into_iter().map(|(diagnostic, _)| diagnostic).collect();
    plan.map_or_else(|_| (Vec::new(), Plan::default()), |plan| (chosen, plan))
}

/// The sources that fixes touch, and the fields of them that they do.
#[derive(Default)]
struct Touched<'a> {
    any: HashSet<&'a str>,
    parts: HashSet<(&'a str, Option<&'a str>)>,
}

impl<'a> Touched<'a> {
    fn is_free(&self, (key, field): (&'a str, Option<&'a str>)) -> bool {
        let whole = field.is_none() && self.any.contains(key);
        !whole && !self.parts.contains(&(key, field)) && !self.parts.contains(&(key, None))
    }

    fn add(&mut self, touch: (&'a str, Option<&'a str>)) {
        self.any.insert(touch.0);
        self.parts.insert(touch);
    }
}

/// What an edit touches: a field of a source, or all of the source.
fn touch(edit: &Edit) -> Option<(&str, Option<&str>)> {
    match edit {
        Edit::Set { key, field, .. } | Edit::Unset { key, field } => Some((key, Some(field))),
        Edit::Rename { key, .. } | Edit::Move { key } | Edit::Remove { key } | Edit::Comment { key, .. } => {
            Some((key, None))
        }
        Edit::Create { .. } | Edit::Format { .. } | Edit::Replace { .. } => None,
    }
}
