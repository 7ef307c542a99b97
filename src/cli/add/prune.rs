//! What vanished from a file that is imported again and again: it stays, unless `--prune` asks for its removal, and then too if it
//! was edited here, or something else needs it.

use super::{Outcome, newcomers::Settled, update::Input};
use crate::{
    cli::trouble,
    dedupe::merge::{self, update},
    diagnostic::{Diagnostic, Edit},
    library::{Imported, Library},
    model::{Source, reference::references},
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What vanished from the inputs.
#[derive(Default)]
pub(super) struct Gone {
    /// By input: what is remembered further.
    pub(super) kept: Vec<Vec<Imported>>,
    /// How many stay because nobody asked.
    pub(super) count: usize,
    /// To be removed, if nothing names it: position in the library, input, what was imported.
    doomed: BTreeMap<usize, (usize, Vec<Imported>)>,
}

impl Gone {
    /// Looks for what vanished from the next input, whose entries are these by now.
    pub(super) fn find(
        &mut self,
        prune: bool,
        library: &Library,
        input: &Input,
        now: &[Imported],
        settled: &mut Settled<'_>,
    ) -> anyhow::Result<()> {
        let number = self.kept.len();
        let mut kept = Vec::new();
        let vanished: Vec<&Imported> = input.vanished().collect();
        // what could not be read is not gone, and a file without entries was cut off
        let prune = prune && !vanished.is_empty() && may_prune(input, now, settled);
        let located = |imported: &Imported| library.locate(&imported.here);
        let there: HashSet<usize> = now.iter().filter_map(located).collect();
        let mut others: HashMap<usize, String> = HashMap::new();
        if prune {
            for other in library.imports_beside(&input.import).map_err(trouble::from_library)? {
                others.extend(other.sources.iter().filter_map(located).map(|at| (at, other.name.clone())));
            }
        }
        let mut gone: BTreeMap<usize, Vec<&Imported>> = BTreeMap::new();
        for imported in vanished {
            if let Some(at) = located(imported) {
                gone.entry(at).or_default().push(imported);
            }
        }
        for (at, all) in gone {
            let Some(ours) = library.sources().get(at) else { continue };
            let again = || all.iter().map(|imported| (*imported).clone());
            if !prune {
                self.count += usize::from(input.is_whole && !there.contains(&at));
                kept.extend(again());
            } else if there.contains(&at) {
                // it is in the file still, by another key
            } else if let Some(why) = why_not(library, (at, ours), &all, &others, settled) {
                keep(ours, &why, settled);
                kept.extend(again());
            } else {
                self.doomed.insert(at, (number, again().collect()));
            }
        }
        self.kept.push(kept);
        Ok(())
    }
}

/// Whether what an input does not hold is gone: not if it could not be read whole, and not if it holds nothing at all.
fn may_prune(input: &Input, now: &[Imported], settled: &mut Settled<'_>) -> bool {
    let why = match (input.is_whole, now.is_empty()) {
        (true, false) => return true,
        (false, _) => "could not be read whole",
        (true, true) => "holds no entry",
    };
    let warning = Diagnostic::warning("not-pruned", format!("nothing is pruned: {} {why}", input.path));
    settled.outcomes.push(Outcome::Finding(warning.help("mend the file, or export it again")));
    false
}

/// Why a source is not removed, if it is not.
fn why_not(
    library: &Library,
    (at, ours): (usize, &Source),
    all: &[&Imported],
    others: &HashMap<usize, String>,
    settled: &Settled<'_>,
) -> Option<String> {
    if all.iter().any(|imported| !imported.is_ours) {
        return Some("it was here before it was imported".to_owned());
    }
    if let Some(imported) = all.iter().find(|imported| imported.here != ours.key) {
        return Some(format!("`{}` is an alias of it", imported.here));
    }
    if let Some(other) = others.get(&at) {
        return Some(format!("it is in the import {other} too"));
    }
    if settled.changed.contains_key(&at) {
        return Some("another entry was merged into it".to_owned());
    }
    let is_edited = !update::is_as_imported(&as_imported(ours, all, settled), ours) || library.has_comments(at);
    is_edited.then(|| "it was edited here".to_owned())
}

/// What entries that are one source made of it when they were imported.
fn as_imported(ours: &Source, all: &[&Imported], settled: &Settled<'_>) -> Source {
    let moved = settled.moved.of("");
    let base = |imported: &&Imported| {
        merge::redirected(&imported.source, &moved).unwrap_or_else(|| imported.source.clone())
    };
    let mut all: Vec<Source> = all.iter().map(base).collect();
    all.sort_by_key(|source| source.key != ours.key);
    match all.split_first() {
        Some((first, rest)) => merge::merge(first, &rest.iter().collect::<Vec<_>>(), merge::Policy::Fill).survivor,
        None => ours.clone(),
    }
}

/// Says that a source stays, and why.
fn keep(ours: &Source, why: &str, settled: &mut Settled<'_>) {
    let key = &ours.key;
    let note = Diagnostic::note("not-pruned", format!("`{key}` is no longer there, and stays: {why}"));
    settled.outcomes.push(Outcome::Finding(note.key(key.as_str()).help(format!("`bib remove {key}` removes it"))));
}

/// The edits that remove what is to go; what a source that stays names stays too.
pub(super) fn edits(library: &Library, gone: &mut Gone, settled: &mut Settled<'_>) -> Vec<Edit> {
    let named = |source: &Source| -> Vec<usize> {
        references(source).filter_map(|(_, key)| library.locate(key)).collect()
    };
    let staying = library.sources().iter().enumerate().filter(|(at, _)| !gone.doomed.contains_key(at));
    let staying = staying.map(|(at, source)| settled.changed.get(&at).unwrap_or(source));
    let mut open: Vec<usize> = if gone.doomed.is_empty() {
        Vec::new()
    } else {
        staying.chain(&settled.new).flat_map(named).collect()
    };
    while let Some(at) = open.pop() {
        let Some((number, imported)) = gone.doomed.remove(&at) else { continue };
        let Some(ours) = library.sources().get(at) else { continue };
        keep(ours, "another source names it", settled);
        gone.kept.get_mut(number).into_iter().for_each(|kept| kept.extend(imported.iter().cloned()));
        open.extend(named(ours));
    }
    let doomed = gone.doomed.keys().filter_map(|at| library.sources().get(*at));
    let keys: Vec<String> = doomed.map(|source| source.key.clone()).collect();
    settled.outcomes.extend(keys.iter().map(|key| Outcome::Pruned { key: key.clone() }));
    keys.into_iter().map(|key| Edit::Remove { key }).collect()
}
