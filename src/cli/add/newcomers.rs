//! What becomes of newcomers: each finds its twin, a key and a place, or is left out and named.

use super::{OnDuplicate, finding, named};
use crate::{
    cli::{
        input::{Keys, Moved},
        table::cut,
    },
    dedupe::{Index, Twin, Verdict, merge},
    diagnostic::{Diagnostic, Edit, Place},
    format::Entry,
    library::{Library, difference},
    model::{Field, Source, Value, inherit},
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
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

/// As much of a value that was not taken is shown: it stands in the input (taste).
const SHOWN: usize = 80;

/// What a merge of a newcomer did.
pub(super) struct Merged {
    /// Its key, as it was given.
    pub(super) key: String,
    /// The key of its twin.
    pub(super) into: String,
    /// The fields that it filled.
    pub(super) filled: Vec<String>,
    /// Its values that gave way to another spelling of the twin's, with their fields.
    pub(super) given_up: Vec<(String, String)>,
    /// Its keys that are aliases of the twin now.
    pub(super) aliases: Vec<String>,
    /// Its keys that are another source's, so that they could not become aliases.
    pub(super) taken: Vec<String>,
    /// What it said of its twin, which no source says of itself: field and value.
    pub(super) ended: Vec<(String, String)>,
    /// The fields in which it contradicts.
    pub(super) conflicts: Vec<String>,
}

impl Merged {
    /// A source that says nothing new of itself.
    fn nothing(key: String) -> Merged {
        Merged {
            into: key.clone(),
            key,
            filled: Vec::new(),
            given_up: Vec::new(),
            aliases: Vec::new(),
            taken: Vec::new(),
            ended: Vec::new(),
            conflicts: Vec::new(),
        }
    }

    /// Gives what it brought into `survivor` the keys that its input's sources have by now; what was a contradiction of keys alone
    /// is none.
    fn follow(&mut self, survivor: &mut Source, moved: &HashMap<&str, &str>) {
        let mut brought = Source::new(survivor.key.clone(), survivor.kind);
        for field in self.filled.iter().filter_map(|name| Field::from_name(name)) {
            if let Some(value) = survivor.get(field) {
                brought.set(field, value.clone());
            }
        }
        for (field, value) in merge::redirected(&brought, moved).iter().flat_map(Source::fields) {
            survivor.set(field, value.clone());
        }
        let is_key = |name: &str| [Field::Crossref, Field::Xref].iter().any(|field| field.name() == name);
        let names = self.conflicts.iter().filter(|name| is_key(name)).cloned().collect::<Vec<String>>();
        for field in names.iter().filter_map(|name| Field::from_name(name)) {
            let own = survivor.text(field).unwrap_or_default().to_owned();
            let mut conflicts = survivor.conflicts().to_vec();
            let before = conflicts.len();
            let same = |value: &str| moved.get(value).is_some_and(|now| *now == own);
            conflicts.retain(|other| other.field != field.name() || other.from != self.key || !same(&other.value));
            if conflicts.len() < before {
                survivor.set(Field::Conflicts, Value::Conflicts(conflicts));
                self.conflicts.retain(|name| name != field.name());
            }
        }
    }

    /// What was done, in words.
    pub(super) fn told(&self) -> String {
        let mut parts = Vec::new();
        if !self.filled.is_empty() {
            parts.push(format!("filled {}", self.filled.join(", ")));
        }
        match self.aliases.as_slice() {
            [] => {}
            [one] if *one == self.key => parts.push("its key is an alias now".to_owned()),
            [one] => parts.push(format!("{one} is an alias now")),
            more => parts.push(format!("{} are aliases now", more.join(", "))),
        }
        if parts.is_empty() {
            parts.push("nothing new".to_owned());
        }
        parts.extend(self.taken.iter().map(|key| format!("{key} stays the key of another source")));
        let ended = self.ended.iter();
        parts.extend(ended.map(|(field, text)| format!("its {field} `{text}` was left out: that is itself")));
        parts.extend(self.given_up.iter().map(|(field, value)| format!("its {field} `{}` was not taken", cut(value, SHOWN))));
        if !self.conflicts.is_empty() {
            parts.push(format!("contradicts in {}, see its `conflicts`", self.conflicts.join(", ")));
        }
        parts.join("; ")
    }
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
    /// The merges: where the survivor is, the path of the input, the number of the outcome.
    merges: Vec<(Result<usize, usize>, String, usize)>,
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
            merges: Vec::new(),
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
        let twin = self.index.as_ref().and_then(|index| index.twin(number, options));
        let known = self.known(source);
        let (at, because) = match (known, twin) {
            (Some(at), _) => (at, "it says the same to the letter".to_owned()),
            (None, Some(twin)) if twin.verdict == Verdict::Certain => (twin.at, twin.because),
            (None, other) => return self.take_new(source, place, other),
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

    fn take_new(&mut self, source: &Source, place: Option<&Place>, alike: Option<Twin>) -> Landed {
        self.place_of.push(Some(self.new.len()));
        let key = self.add(source, place);
        if let Some(found) = alike {
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
        self.follow();
        let mut moved = (String::new(), self.moved.of(""));
        let mut new = Vec::with_capacity(self.new.len());
        for (source, path) in self.new {
            if moved.0 != path {
                moved = (path.clone(), self.moved.of(&path));
            }
            new.push(merge::redirected(&source, &moved.1).unwrap_or(source));
        }
        drop(moved);
        Settled { changed: self.changed, new, moved: self.moved, keys: self.keys, outcomes: self.outcomes }
    }

    /// What merges brought that names sources of their inputs names them as they are called here.
    fn follow(&mut self) {
        let mut moved = (String::new(), self.moved.of(""));
        for (slot, path, outcome) in &self.merges {
            if moved.0 != *path {
                moved = (path.clone(), self.moved.of(path));
            }
            let survivor = match slot {
                Ok(old) => self.changed.get_mut(old),
                Err(new) => self.new.get_mut(*new).map(|(source, _)| source),
            };
            if let (Some(survivor), Some(Outcome::Merged(done)), false) =
                (survivor, self.outcomes.get_mut(*outcome), moved.1.is_empty())
            {
                done.follow(survivor, &moved.1);
            }
        }
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
        let mut source = source.clone();
        let key = source.key.clone();
        // a key that another source has cannot become an alias here
        let own = |id: &str| id == twin.key || twin.ids().iter().any(|other| other == id);
        let free = |id: &String| own(id) || !self.keys.is_taken(id);
        let mut taken: Vec<String> = Vec::new();
        if !free(&key) {
            taken.push(key.clone());
            source.key = String::new();
        }
        let (ids, others) = source.ids().iter().cloned().partition(free);
        taken.extend::<Vec<String>>(others);
        source.set(Field::Ids, Value::List(ids));
        let mut merged = merge::merge(&twin, &[&source], merge::Policy::Fill);
        if source.key.is_empty() {
            source.key.clone_from(&key);
        }
        self.keys.take(merged.survivor.ids());
        self.moved.note(path(place), &key, &twin.key);
        merged.filled.dedup();
        self.merges.push((self.slot(at), path(place).to_owned(), self.outcomes.len()));
        self.outcomes.push(Outcome::Merged(Merged {
            key,
            into: twin.key.clone(),
            filled: merged.filled.into_iter().map(|(field, _)| field).collect(),
            given_up: merged.variants.into_iter().map(|variant| (variant.field, variant.given_up)).collect(),
            aliases: merged.survivor.ids().iter().filter(|id| !own(id)).cloned().collect(),
            taken,
            ended: merged.ended,
            conflicts: merged.conflicts.into_iter().map(|conflict| conflict.field).collect(),
        }));
        match self.slot(at) {
            Ok(old) => {
                self.changed.insert(old, merged.survivor);
            }
            Err(new) => self.new.get_mut(new).into_iter().for_each(|new| new.0.clone_from(&merged.survivor)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_merge_did_is_told_in_full() {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
        let merged = |filled: &[&str], aliases: &[&str], taken: &[&str]| Merged {
            key: "b".into(),
            into: "a".into(),
            filled: words(filled),
            given_up: vec![],
            aliases: words(aliases),
            taken: words(taken),
            ended: vec![],
            conflicts: vec![],
        };
        for (merged, expected) in [
            (merged(&[], &[], &[]), "nothing new"),
            (merged(&[], &["b"], &[]), "its key is an alias now"),
            (merged(&["doi"], &["b", "b0"], &[]), "filled doi; b, b0 are aliases now"),
            (merged(&[], &[], &["b"]), "nothing new; b stays the key of another source"),
        ] {
            assert_eq!(merged.told(), expected);
        }
        let all = Merged {
            ended: vec![("related".into(), "reprintof a".into())],
            conflicts: vec!["volume".into()],
            ..merged(&[], &["b"], &[])
        };
        assert_eq!(
            all.told(),
            "its key is an alias now; its related `reprintof a` was left out: that is itself; \
             contradicts in volume, see its `conflicts`"
        );
    }
}
