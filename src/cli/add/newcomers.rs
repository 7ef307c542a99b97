//! What becomes of newcomers: each finds its twin, a key and a place, or is left out and named.

use super::{OnDuplicate, finding};
use crate::{
    dedupe::{Index, Verdict, merge},
    diagnostic::{Diagnostic, Edit},
    format::Entry,
    library::{Library, difference},
    model::{Field, Source, Value, fold, inherit, key},
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
};

/// What became of an entry.
pub(super) enum Outcome {
    /// It is a new source.
    Added { key: String },
    /// It was merged into a source: which fields that filled, and where it contradicts.
    Merged { key: String, into: String, filled: Vec<String>, conflicts: Vec<String> },
    /// It was left out, as was asked.
    Skipped { key: String, twin: String },
    /// Something to know.
    Finding(Diagnostic),
}

/// The newcomers of one run.
pub(super) struct Newcomers<'a> {
    library: &'a Library,
    policy: OnDuplicate,
    /// All entries of the input by key, to resolve what they inherit.
    input: HashMap<&'a str, &'a Source>,
    index: Index,
    /// Sources of the library that took newcomers in, by position.
    changed: BTreeMap<usize, Source>,
    new: Vec<Source>,
    /// Folded keys of the new sources.
    keys: HashSet<String>,
    /// Keys of the input that are other keys in the library.
    moved: Vec<(String, String)>,
    outcomes: Vec<Outcome>,
}

impl<'a> Newcomers<'a> {
    pub(super) fn new(library: &'a Library, policy: OnDuplicate, entries: &'a [(Entry, String)]) -> Newcomers<'a> {
        let input = entries.iter().map(|(entry, _)| (entry.source.key.as_str(), &entry.source)).collect();
        let mut index = Index::default();
        if policy != OnDuplicate::Add {
            let resolved: Vec<Cow<'_, Source>> =
                library.sources().iter().map(|source| library.resolve(source).source).collect();
            index = Index::new(resolved.iter().map(AsRef::as_ref));
        }
        Newcomers {
            library,
            policy,
            input,
            index,
            changed: BTreeMap::new(),
            new: Vec::new(),
            keys: HashSet::new(),
            moved: Vec::new(),
            outcomes: Vec::new(),
        }
    }

    /// Takes an entry in.
    pub(super) fn take(&mut self, source: &Source, place: &str) {
        let resolved = inherit::resolve(source, &|key| self.input.get(key).copied()).source;
        let options = &self.library.settings().dedupe;
        let twin = match self.policy {
            OnDuplicate::Add => None,
            _ => self.index.twin(&resolved, options),
        };
        match twin {
            Some((at, comparison)) if comparison.verdict == Verdict::Certain => {
                let twin = self.twin(at).key.clone();
                match self.policy {
                    OnDuplicate::Merge => self.merge(at, source),
                    OnDuplicate::Skip => {
                        self.moved.push((source.key.clone(), twin.clone()));
                        self.outcomes.push(Outcome::Skipped { key: source.key.clone(), twin });
                    }
                    OnDuplicate::Refuse | OnDuplicate::Add => {
                        let message = format!("`{}` is `{twin}` already: {}", source.key, comparison.because);
                        let fault = Diagnostic::error("duplicate", message).help("merge it with `--on-duplicate merge`");
                        self.outcomes.push(Outcome::Finding(finding(fault, &source.key, place)));
                    }
                }
            }
            other => {
                let key = self.add(source, place);
                if let Some((at, comparison)) = other {
                    let twin = self.twin(at).key.clone();
                    let message = format!("`{key}` may be `{twin}`: {}", comparison.because);
                    let help = format!("`bib dedupe --merge {twin} {key}`, or `--distinct {twin} {key} --because \"...\"`");
                    let warning = Diagnostic::warning("possible-duplicate", message).help(help);
                    self.outcomes.push(Outcome::Finding(finding(warning, &key, place)));
                }
                if self.policy != OnDuplicate::Add {
                    self.index.insert(&resolved);
                }
            }
        }
    }

    /// The edits that bring the newcomers in, and what became of each.
    pub(super) fn finish(self) -> (Vec<Edit>, Vec<Outcome>) {
        let moved = self.moved.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        let mut edits: Vec<Edit> = Vec::new();
        for (at, source) in &self.changed {
            edits.extend(self.library.sources().get(*at).map(|old| difference(old, source)).into_iter().flatten());
        }
        for source in self.new {
            let source = merge::redirected(&source, &moved).unwrap_or(source);
            edits.push(Edit::Create { source: Box::new(source), comment: String::new() });
        }
        (edits, self.outcomes)
    }

    /// The source at a position of the index, as it is by now.
    fn twin(&self, at: usize) -> &Source {
        let old = self.library.sources();
        let there = self.changed.get(&at).or_else(|| old.get(at));
        there.or_else(|| self.new.get(at.wrapping_sub(old.len()))).unwrap_or_else(|| {
            static NONE: std::sync::OnceLock<Source> = std::sync::OnceLock::new();
            NONE.get_or_init(Source::default)
        })
    }

    fn merge(&mut self, at: usize, source: &Source) {
        let twin = self.twin(at).clone();
        let mut source = source.clone();
        let key = source.key.clone();
        // a key that another source has cannot become an alias here
        let own = |id: &str| id == twin.key || twin.ids().iter().any(|other| other == id);
        if !own(&key) && self.is_taken(&key) {
            source.key = String::new();
        }
        let ids = source.ids().iter().filter(|id| own(id) || !self.is_taken(id)).cloned().collect();
        source.set(Field::Ids, Value::List(ids));
        let mut merged = merge::merge(&twin, &[&source], merge::Policy::Fill);
        if source.key.is_empty() {
            source.key.clone_from(&key);
        }
        self.keys.extend(merged.survivor.ids().iter().map(|id| fold::key(id)));
        if key != twin.key {
            self.moved.push((key.clone(), twin.key.clone()));
        }
        merged.filled.dedup();
        self.outcomes.push(Outcome::Merged {
            key,
            into: twin.key.clone(),
            filled: merged.filled.into_iter().map(|(field, _)| field).collect(),
            conflicts: merged.conflicts.into_iter().map(|conflict| conflict.field).collect(),
        });
        let old = self.library.sources().len();
        match at.checked_sub(old).and_then(|at| self.new.get_mut(at)) {
            Some(new) => *new = merged.survivor,
            None => {
                self.changed.insert(at, merged.survivor);
            }
        }
    }

    /// Adds a source under its key, or one made for it; the key it got.
    fn add(&mut self, source: &Source, place: &str) -> String {
        let mut source = source.clone();
        let given = source.key.clone();
        if given.is_empty() || self.is_taken(&given) {
            let pattern = &self.library.settings().key_pattern;
            let base = if given.is_empty() { key::generate(pattern, &source) } else { given.clone() };
            source.key = key::unique(&base, |key| self.is_taken(key));
            if !given.is_empty() {
                let note = format!("the key `{given}` is taken; it is `{}` here", source.key);
                let note = Diagnostic::note("key-taken", note).help("`bib rename` gives it another");
                self.outcomes.push(Outcome::Finding(finding(note, &source.key, place)));
                self.moved.push((given, source.key.clone()));
            }
        }
        self.keys.insert(fold::key(&source.key));
        let (free, taken): (Vec<String>, Vec<String>) =
            source.ids().iter().cloned().partition(|id| !self.is_taken(id));
        for id in taken {
            let note = Diagnostic::warning("key-taken", format!("the alias `{id}` is taken and was left out"));
            self.outcomes.push(Outcome::Finding(finding(note, &source.key, place)));
        }
        self.keys.extend(free.iter().map(|id| fold::key(id)));
        source.set(Field::Ids, Value::List(free));
        let key = source.key.clone();
        self.outcomes.push(Outcome::Added { key: key.clone() });
        self.new.push(source);
        key
    }

    fn is_taken(&self, key: &str) -> bool {
        self.library.is_taken(key) || self.keys.contains(&fold::key(key))
    }
}
