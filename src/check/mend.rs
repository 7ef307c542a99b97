//! Fixes applied until there is nothing left to fix: what one rule mends may be what another then sees.

use crate::{
    diagnostic::{Diagnostic, Edit, Fix, Safety},
    library::{Change, Library, Plan},
};
use std::collections::{BTreeMap, HashSet};

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
    /// The library as it is then; `None` if nothing was mended.
    pub library: Option<Library>,
}

/// What is to be mended of a library: [`super::check()`], less what is known.
pub(super) type Findings<'f> = dyn Fn(&Library) -> Vec<Diagnostic> + 'f;

/// Makes the fixes that are at least so safe, of what is found.
pub fn mend(library: &Library, findings: &Findings<'_>, safety: Safety) -> Mended {
    let mut mended =
        Mended { plan: Plan::default(), fixed: Vec::new(), left: findings(library), library: None };
    let mut changes: BTreeMap<String, Change> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let library = mended.library.as_ref().unwrap_or(library);
        let (chosen, plan) = choose(library, &mended.left, safety);
        if plan.is_empty() {
            break;
        }
        let texts = plan
            .changes
            .iter()
            .map(|change| (change.path.clone(), change.after.as_ref().map(|text| text.clone().into_bytes())));
        let next = library.with(texts);
        let at: Vec<Diagnostic> = chosen.into_iter().cloned().collect();
        mended.fixed.extend(at);
        for change in plan.changes {
            let before = changes.get(&change.path).map_or(change.before, |first| first.before.clone());
            changes.insert(change.path.clone(), Change { path: change.path, before, after: change.after });
        }
        mended.left = findings(&next);
        mended.library = Some(next);
    }
    let changes = changes.into_values().filter(|change| change.before != change.after);
    // those that go away last, as every plan has them
    let (stay, go): (Vec<Change>, Vec<Change>) = changes.partition(|change| change.after.is_some());
    mended.plan.changes = stay.into_iter().chain(go).collect();
    mended
}

/// The fixes that can be made at once, and what they make of the files. One that stands in the way of another waits; one
/// that cannot be made is left alone.
fn choose<'d>(library: &Library, found: &'d [Diagnostic], safety: Safety) -> (Vec<&'d Diagnostic>, Plan) {
    let mut touched: HashSet<(&str, Option<&str>)> = HashSet::new();
    let mut chosen: Vec<(&Diagnostic, &Fix)> = Vec::new();
    for diagnostic in found {
        let Some(fix) = diagnostic.fix.as_ref().filter(|fix| fix.safety <= safety) else { continue };
        let touches: Vec<_> = fix.edits.iter().filter_map(touch).collect();
        let free = touches.iter().all(|(key, field)| {
            !touched.contains(&(*key, *field))
                && !touched.contains(&(*key, None))
                && (field.is_some() || !touched.iter().any(|(other, _)| other == key))
        });
        if free {
            touched.extend(touches);
            chosen.push((diagnostic, fix));
        }
    }
    let edits = |chosen: &[(&Diagnostic, &Fix)]| -> Vec<Edit> {
        chosen.iter().flat_map(|(_, fix)| fix.edits.iter().cloned()).collect()
    };
    let mut plan = library.plan(&edits(&chosen));
    if plan.is_err() {
        chosen.retain(|one| library.plan(&edits(std::slice::from_ref(one))).is_ok());
        plan = library.plan(&edits(&chosen));
    }
    let chosen = chosen.into_iter().map(|(diagnostic, _)| diagnostic).collect();
    plan.map_or_else(|_| (Vec::new(), Plan::default()), |plan| (chosen, plan))
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
