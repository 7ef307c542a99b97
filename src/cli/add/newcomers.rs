//! What becomes of newcomers: each finds its twin, a key and a place, or is left out and named.

use super::{
    OnDuplicate, finding,
    merged::{Merged, Newcomer},
    named,
};
use crate::{
    cli::input::{Keys, Moved},
    dedupe::{Index, Twin, Verdict, merge},
    diagnostic::{Diagnostic, Edit, Place},
    format::Entry,
    library::{Library, difference},
    model::{Source, inherit, reference::references},
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
};

/// What became of an entry.
pub(super) enum Outcome {
    /// It is a new source.
    Added { key: String },
    /// It was merged into a source.
    Merged(Merged),
    /// It was left out, as was asked.
    Skipped { key: String, twin: String },
    /// It was imported before, and brought changes: the fields.
    Updated { key: String, fields: Vec<String> },
    /// It was imported before, is no longer in its file, and was removed.
    Pruned { key: String },
    /// Something to know.
    Finding(Diagnostic),
}

/// Where a newcomer is now.
pub(super) struct Landed {
    /// The key of the source.
    pub(super) key: String,
    /// Whether it is a new one.
    pub(super) is_new: bool,
}

/// What newcomers make of a library.
pub(super) struct Settled<'a> {
    /// Sources of the library that are others now, by position.
    pub(super) changed: BTreeMap<usize, Source>,
    pub(super) new: Vec<Source>,
    pub(super) moved: Moved,
    pub(super) keys: Keys<'a>,
    pub(super) outcomes: Vec<Outcome>,
}

impl Settled<'_> {
    /// The edits that bring them in.
    pub(super) fn edits(&mut self, library: &Library) -> Vec<Edit> {
        let mut edits: Vec<Edit> = Vec::new();
        for (at, source) in &self.changed {
            edits.extend(library.sources().get(*at).map(|old| difference(old, source)).into_iter().flatten());
        }
        edits.extend(self.new.drain(..).map(|source| Edit::Create { source: Box::new(source), comment: String::new() }));
        edits
    }
}

/// A merge that was made: of what, from the input of which path, and the number of its outcome.
struct Merge {
    newcomer: Newcomer,
    path: String,
    outcome: usize,
}

/// The newcomers of one run.
pub(super) struct Newcomers<'a> {
    library: &'a Library,
    policy: OnDuplicate,
    inputs: Inputs<'a>,
    /// The library and the newcomers; `None` if all are added whatever they are.
    index: Option<Index<'a>>,
    /// By number of the newcomer: its position among the new sources, if it is one.
    place_of: Vec<Option<usize>>,
    /// Sources of the library that took newcomers in, by position.
    changed: BTreeMap<usize, Source>,
    /// Each with the path of its input.
    new: Vec<(Source, String)>,
    keys: Keys<'a>,
    moved: Moved,
    /// By where the survivor is, what it was, and its merges.
    merges: BTreeMap<Result<usize, usize>, (Source, Vec<Merge>)>,
    outcomes: Vec<Outcome>,
}

impl<'a> Newcomers<'a> {
    pub(super) fn new(library: &'a Library, policy: OnDuplicate, entries: &'a [(Entry, Option<Place>)]) -> Newcomers<'a> {
        let inputs = Inputs::new(library, entries);
        let index = (policy != OnDuplicate::Add && !entries.is_empty()).then(|| {
            let old: Vec<Cow<'_, Source>> =
                library.sources().iter().map(|source| library.resolve(source).source).collect();
            let new = entries.iter().map(|(entry, place)| inputs.resolve(&entry.source, path(place.as_ref()))).collect();
            Index::new(old, new, &library.settings().dedupe)
        });
        Newcomers {
            library,
            policy,
            inputs,
            index,
            place_of: Vec::new(),
            changed: BTreeMap::new(),
            new: Vec::new(),
            keys: Keys::new(library),
            moved: Moved::default(),
            merges: BTreeMap::new(),
            outcomes: Vec::new(),
        }
    }

    /// The source of that key in the input of that path has this key here: a newcomer may name it.
    pub(super) fn know(&mut self, path: &str, given: &str, key: &str) {
        self.moved.note(path, given, key);
    }

    /// Takes the next entry in: a new source, or a part of what it is already.
    pub(super) fn take(&mut self, source: &Source, place: Option<&Place>) -> Landed {
        let number = self.place_of.len();
        let options = &self.library.settings().dedupe;
        let twins = self.index.as_ref().map(|index| index.twins(number, options)).unwrap_or_default();
        let known = self.known(source);
        let certain = twins.iter().find(|twin| twin.verdict == Verdict::Certain);
        let (at, because) = match (known, certain) {
            (Some(at), _) => (at, "it says the same to the letter".to_owned()),
            (None, Some(twin)) => (twin.at, twin.because.clone()),
            (None, None) => return self.take_new(source, place, twins),
        };
        let key = self.twin(at).key.clone();
        match self.policy {
            OnDuplicate::Merge if known.is_some() => {
                self.outcomes.push(Outcome::Merged(Merged::nothing(key.clone())));
            }
            OnDuplicate::Merge => return self.take_into(at, source, place),
            OnDuplicate::Skip => {
                self.moved.note(path(place), &source.key, &key);
                self.outcomes.push(Outcome::Skipped { key: source.key.clone(), twin: key.clone() });
            }
            OnDuplicate::Refuse | OnDuplicate::Add => {
                let message = format!("{} is `{key}` already: {because}", named(&source.key));
                let fault = Diagnostic::error("duplicate", message).help("merge it with `--on-duplicate merge`");
                self.outcomes.push(Outcome::Finding(finding(fault, &source.key, place)));
            }
        }
        self.place_of.push(None);
        if let Some(index) = &mut self.index {
            index.left_out(number);
        }
        Landed { key, is_new: false }
    }

    /// Takes the next entry into the source at a position, which it is already.
    pub(super) fn take_into(&mut self, at: usize, source: &Source, place: Option<&Place>) -> Landed {
        let number = self.place_of.len();
        self.place_of.push(None);
        self.merge(at, source, place);
        let survivor = self.twin(at).clone();
        if let Some(index) = &mut self.index {
            index.merged(number, at, &self.inputs.survivor(&survivor));
        }
        Landed { key: survivor.key, is_new: false }
    }

    fn take_new(&mut self, source: &Source, place: Option<&Place>, alike: Vec<Twin>) -> Landed {
        self.place_of.push(Some(self.new.len()));
        let key = self.add(source, place);
        for found in alike {
            let twin = self.twin(found.at).key.clone();
            let message = format!("`{key}` may be `{twin}`: {}", found.because);
            let help = format!("`bib dedupe --merge {twin} {key}`, or `--distinct {twin} {key} --because \"...\"`");
            let warning = Diagnostic::warning("possible-duplicate", message).help(help);
            self.outcomes.push(Outcome::Finding(finding(warning, &key, place)));
        }
        Landed { key, is_new: true }
    }

    /// What is to be done to bring the newcomers in, and what became of each.
    pub(super) fn finish(mut self) -> Settled<'a> {
        // to free a library's profiles takes a tenth of the run, at whose end they go anyway
        std::mem::forget(self.index.take());
        let again = self.merge_again();
        let mut moved = (String::new(), self.moved.of(""));
        let mut new = Vec::with_capacity(self.new.len());
        for (at, (source, path)) in self.new.into_iter().enumerate() {
            if again.contains(&at) {
                new.push(source);
                continue;
            }
            if moved.0 != path {
                moved = (path.clone(), self.moved.of(&path));
            }
            new.push(merge::redirected(&source, &moved.1).unwrap_or(source));
        }
        drop(moved);
        Settled { changed: self.changed, new, moved: self.moved, keys: self.keys, outcomes: self.outcomes }
    }

    /// Makes merges again in which something names other sources, now that it is known what those of the inputs are called here;
    /// the numbers of the new sources that were made so.
    fn merge_again(&mut self) -> HashSet<usize> {
        let mut again = HashSet::new();
        let names = merge::Names::new(self.library, []);
        for (slot, (before, merges)) in &self.merges {
            let is_said = |source: &Source| references(source).next().is_some();
            if !is_said(before) && !merges.iter().any(|merge| is_said(merge.newcomer.source())) {
                continue;
            }
            let said = |source: &Source, path: &str| {
                merge::redirected(source, &self.moved.of(path)).unwrap_or_else(|| source.clone())
            };
            let mut survivor = match slot.err().and_then(|new| self.new.get(new)) {
                Some((_, path)) => said(before, path),
                None => before.clone(),
            };
            for Merge { newcomer, path, outcome } in merges {
                let newcomer = newcomer.saying(said(newcomer.source(), path));
                let (merged, done) = newcomer.merged_into(&survivor, &names);
                survivor = merged;
                if let Some(outcome) = self.outcomes.get_mut(*outcome) {
                    *outcome = Outcome::Merged(done);
                }
            }
            match slot {
                Ok(old) => _ = self.changed.insert(*old, survivor),
                Err(new) => {
                    self.new.get_mut(*new).into_iter().for_each(|new| new.0.clone_from(&survivor));
                    again.insert(*new);
                }
            }
        }
        again
    }

    /// Where a source at a position of the index is by now: among those of the library, or the new ones.
    fn slot(&self, at: usize) -> Result<usize, usize> {
        match at.checked_sub(self.library.sources().len()) {
            None => Ok(at),
            Some(number) => Err(self.place_of.get(number).copied().flatten().unwrap_or(usize::MAX)),
        }
    }

    /// The source at a position of the index, as it is by now.
    fn twin(&self, at: usize) -> &Source {
        let there = match self.slot(at) {
            Ok(old) => self.changed.get(&old).or_else(|| self.library.sources().get(old)),
            Err(new) => self.new.get(new).map(|(source, _)| source),
        };
        there.unwrap_or_else(|| {
            static NONE: std::sync::OnceLock<Source> = std::sync::OnceLock::new();
            NONE.get_or_init(Source::default)
        })
    }

    /// Where an entry is in the library to the letter, under its key: then there is nothing to judge, however little it says.
    fn known(&self, source: &Source) -> Option<usize> {
        let at = self.library.locate(&source.key).filter(|_| self.index.is_some())?;
        let old = self.changed.get(&at).or_else(|| self.library.sources().get(at))?;
        (old.key == source.key && difference(old, source).is_empty()).then_some(at)
    }

    fn merge(&mut self, at: usize, source: &Source, place: Option<&Place>) {
        let twin = self.twin(at).clone();
        // a key that another source has cannot become an alias here
        let is_own = |id: &String| *id == twin.key || twin.ids().contains(id);
        let newcomer = Newcomer::new(source, |id| is_own(id) || !self.keys.is_taken(id));
        let again = newcomer.saying(newcomer.source().clone());
        let (survivor, done) = newcomer.merged_into(&twin, &merge::Names::new(self.library, []));
        self.keys.take(survivor.ids());
        self.moved.note(path(place), &source.key, &twin.key);
        let slot = self.slot(at);
        let merge = Merge { newcomer: again, path: path(place).to_owned(), outcome: self.outcomes.len() };
        self.merges.entry(slot).or_insert_with(|| (twin, Vec::new())).1.push(merge);
        self.outcomes.push(Outcome::Merged(done));
        match slot {
            Ok(old) => {
                self.changed.insert(old, survivor);
            }
            Err(new) => self.new.get_mut(new).into_iter().for_each(|new| new.0.clone_from(&survivor)),
        }
    }

    /// Adds a source under its key, or one made for it; the key it got.
    fn add(&mut self, source: &Source, place: Option<&Place>) -> String {
        let mut source = source.clone();
        let given = source.key.clone();
        for note in self.keys.give(&mut source) {
            self.outcomes.push(Outcome::Finding(finding(note, &source.key, place)));
        }
        self.moved.note(path(place), &given, &source.key);
        let key = source.key.clone();
        self.outcomes.push(Outcome::Added { key: key.clone() });
        self.new.push((source, path(place).to_owned()));
        key
    }
}

/// The input that an entry comes from; empty for what was typed.
fn path(place: Option<&Place>) -> &str {
    place.map_or("", |place| place.path.as_str())
}

/// What the entries of all inputs and the library inherit from.
struct Inputs<'a> {
    library: &'a Library,
    /// By path of the input and key: the first entry.
    files: HashMap<&'a str, HashMap<&'a str, &'a Source>>,
    /// By key: the first entry of all.
    first: HashMap<&'a str, &'a Source>,
}

impl<'a> Inputs<'a> {
    fn new(library: &'a Library, entries: &'a [(Entry, Option<Place>)]) -> Inputs<'a> {
        let mut files: HashMap<&str, HashMap<&str, &Source>> = HashMap::new();
        let mut first = HashMap::new();
        for (entry, place) in entries {
            let file = files.entry(path(place.as_ref())).or_default();
            file.entry(entry.source.key.as_str()).or_insert(&entry.source);
            first.entry(entry.source.key.as_str()).or_insert(&entry.source);
        }
        Inputs { library, files, first }
    }

    /// An entry with what it inherits: from its own input, else from the library, else from another input.
    fn resolve(&self, source: &'a Source, path: &str) -> Cow<'a, Source> {
        let own = self.files.get(path);
        let find = |key: &str| {
            let here = || self.library.get(key).or_else(|| self.first.get(key).copied());
            own.and_then(|own| own.get(key)).copied().or_else(here)
        };
        inherit::resolve(source, &find).source
    }

    /// A source of the library, or beside it, with what it inherits.
    fn survivor<'s>(&'s self, source: &'s Source) -> Cow<'s, Source> {
        inherit::resolve(source, &|key| self.library.get(key).or_else(|| self.first.get(key).copied())).source
    }
}
