//! Edits → a plan (the texts of files before and after) → the disk.

use super::{Library, Trouble};
use crate::{
    diagnostic::{Diagnostic, Edit, Place},
    files,
    format::toml,
    model::{Source, Value},
    settings::layout,
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ops::Range,
};

/// Texts before and after: a plan that was not carried out yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The files that change: those that stay or are new by path, then those that go away.
    pub changes: Vec<Change>,
    /// The documents that change, by path; these are relative to [`Library::base`].
    pub documents: Vec<Change>,
    /// Where the new sources go: the paths of their files by key, relative to the library.
    pub placed: HashMap<String, String>,
}

/// A file that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Relative to the library (a document's to the work tree), with `/`.
    pub path: String,
    /// Its text now; `None` if it is new.
    pub before: Option<String>,
    /// Its text then; `None` if it goes away.
    pub after: Option<String>,
}

impl Plan {
    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.documents.is_empty()
    }

    /// This plan and another one, made of the library as it is after this one, in one.
    #[must_use]
    pub fn then(self, next: Plan) -> Plan {
        let mut placed = self.placed;
        placed.extend(next.placed);
        let changes = composed(self.changes, next.changes);
        let stays: HashSet<&str> =
            changes.iter().filter(|change| change.after.is_some()).map(|change| &*change.path).collect();
        placed.retain(|_, path| stays.contains(path.as_str()));
        Plan { documents: composed(self.documents, next.documents), placed, changes }
    }
}

impl Change {
    /// Its path and its text then, for [`Library::with`].
    pub fn text(&self) -> (String, Option<Vec<u8>>) {
        (self.path.clone(), self.after.clone().map(String::into_bytes))
    }
}

/// Changes and what changes after them: of a file its first text and its last one.
fn composed(first: Vec<Change>, next: Vec<Change>) -> Vec<Change> {
    let mut all: BTreeMap<String, Change> = BTreeMap::new();
    for change in first.into_iter().chain(next) {
        match all.get_mut(&change.path) {
            Some(known) => known.after = change.after,
            None => _ = all.insert(change.path.clone(), change),
        }
    }
    let changed = all.into_values().filter(|change| change.before != change.after);
    // those that go away last, as every plan has them
    let (stay, go): (Vec<Change>, Vec<Change>) = changed.partition(|change| change.after.is_some());
    stay.into_iter().chain(go).collect()
}

impl Library {
    /// What edits make of the files. Edits name sources by the keys they have now; several may mean one source. A new source
    /// goes into the file that the layout says. `Err`: what is in the way, and what could not be read and would be lost.
    pub fn plan(&self, edits: &[Edit]) -> Result<Plan, Vec<Diagnostic>> {
        let lost = self.would_lose_of_fields(edits);
        if lost.is_empty() { self.plan_in_place(edits) } else { Err(lost) }
    }

    /// The same where the new values take the place of all that was there, whether it could be read or not.
    pub fn plan_in_place(&self, edits: &[Edit]) -> Result<Plan, Vec<Diagnostic>> {
        let mut planner = Planner {
            library: self,
            files: BTreeMap::new(),
            folded: None,
            documents: BTreeMap::new(),
            faults: Vec::new(),
            placed: HashMap::new(),
        };
        for edit in edits {
            planner.assign(edit);
        }
        planner.finish()
    }

    /// Writes a plan: all of it beside, synced, then renamed; documents after the library's own files, and files that go away
    /// last. The library has to be open for writing.
    pub fn commit(&self, plan: &Plan) -> Result<(), Trouble> {
        let (changes, documents) = (replacements(&plan.changes), replacements(&plan.documents));
        Ok(files::replace_with(&self.root, &changes, &self.base, &documents)?)
    }

    /// The path that the layout gives a source, relative to the library.
    pub fn layout_path(&self, source: &Source) -> String {
        self.settings.layout.path(source, self.settings.category(source))
    }
}

fn replacements(changes: &[Change]) -> Vec<files::Replacement<'_>> {
    let each = changes.iter().map(|change| files::Replacement {
        path: &change.path,
        before: change.before.as_deref(),
        after: change.after.as_deref(),
    });
    each.collect()
}

struct Planner<'a> {
    library: &'a Library,
    /// By path: the edits of the file, and where it moves.
    files: BTreeMap<String, Work<'a>>,
    /// Folded paths of all files, made when the first new one is placed.
    folded: Option<HashMap<String, String>>,
    /// By path: what is put where in documents, and what has to stand there.
    documents: BTreeMap<&'a str, Vec<Splice<'a>>>,
    faults: Vec<Diagnostic>,
    placed: HashMap<String, String>,
}

/// A place in a document, what stands there, and what is to.
pub type Splice<'a> = (&'a Range<usize>, &'a str, &'a str);

#[derive(Default)]
struct Work<'a> {
    edits: Vec<&'a Edit>,
    moves: Option<String>,
}

impl<'a> Planner<'a> {
    fn assign(&mut self, edit: &'a Edit) {
        let path = match edit {
            Edit::Create { source, .. } => {
                let path = self.place_new(source);
                self.placed.insert(source.key.clone(), path.clone());
                path
            }
            Edit::Format { path } => path.clone(),
            Edit::Replace { path, span, before, after } => {
                self.documents.entry(path).or_default().push((span, before, after));
                return;
            }
            Edit::Set { key, .. }
            | Edit::Unset { key, .. }
            | Edit::Rename { key, .. }
            | Edit::Move { key }
            | Edit::Remove { key }
            | Edit::Comment { key, .. } => {
                let Some(at) = self.library.locate(key) else {
                    let fault = Diagnostic::error("unknown-key", format!("there is no source `{key}`"));
                    let help = "`bib list --format keys` prints all keys";
                    self.faults.push(fault.key(key.as_str()).help(help));
                    return;
                };
                let path = self.library.path(at).to_owned();
                if let Edit::Rename { to, .. } = edit {
                    self.rename(at, &path, to);
                }
                if let Edit::Move { .. } = edit {
                    self.move_home(at, &path);
                }
                path
            }
        };
        self.files.entry(path).or_default().edits.push(edit);
    }

    /// A file that is named after its one source is named after its new key.
    fn rename(&mut self, at: usize, path: &str, to: &str) {
        let library = self.library;
        let Some(source) = library.sources.get(at) else { return };
        if !library.settings.layout.is_one_each() || library.layout_path(source) != path {
            return;
        }
        let mut renamed = source.clone();
        to.clone_into(&mut renamed.key);
        let free = self.free(&library.layout_path(&renamed), Some(path));
        self.files.entry(path.to_owned()).or_default().moves = Some(free);
    }

    /// A file goes where the layout wants its one source.
    fn move_home(&mut self, at: usize, path: &str) {
        let library = self.library;
        let Some(source) = library.sources.get(at) else { return };
        // the sources of a file stand side by side
        let beside = [at.checked_sub(1), at.checked_add(1)];
        if beside.into_iter().flatten().any(|other| library.path(other) == path) {
            let place = Place::file(library.shown(path));
            let fault = Diagnostic::error("not-editable", "the file holds other sources, too").at(place);
            self.faults.push(fault.key(&source.key).help("split it in an editor"));
            return;
        }
        let free = self.free(&library.layout_path(source), Some(path));
        self.files.entry(path.to_owned()).or_default().moves = Some(free);
    }

    /// The file for a new source: one of its own if the layout says so, else the one that is there for its like.
    fn place_new(&mut self, source: &Source) -> String {
        let wanted = self.library.layout_path(source);
        if self.library.settings.layout.is_one_each() {
            return self.free(&wanted, None);
        }
        let folded = layout::fold_path(&wanted);
        self.folded().entry(folded).or_insert(wanted).clone()
    }

    /// The path, or one beside it if a file has it (also where case does not matter). Taken from now on.
    fn free(&mut self, wanted: &str, own: Option<&str>) -> String {
        let folded = self.folded();
        let mut path = wanted.to_owned();
        let mut n = 1;
        while folded.get(&layout::fold_path(&path)).is_some_and(|there| Some(there.as_str()) != own) {
            n += 1;
            path = layout::alternative(wanted, n);
        }
        folded.insert(layout::fold_path(&path), path.clone());
        path
    }

    fn folded(&mut self) -> &mut HashMap<String, String> {
        let files = &self.library.files;
        self.folded.get_or_insert_with(|| {
            files.par_iter().map(|f| (layout::fold_path(&f.path), f.path.clone())).collect()
        })
    }

    /// What is left of a file without sources: all, if it had none before; the comments that were no single source's;
    /// else nothing, and the file goes away.
    fn left(&self, path: &str, before: Option<&String>, after: String) -> Option<String> {
        if let Some(notes) = before.filter(|text| toml::is_empty(text)) {
            return Some(notes.clone());
        }
        let library = self.library;
        let had = (0..library.sources.len()).filter(|at| library.path(*at) == path).count();
        (had > 1 && !after.trim().is_empty()).then_some(after)
    }

    /// The documents with what is put into them.
    fn documents(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (path, mut splices) in std::mem::take(&mut self.documents) {
            splices.sort_by_key(|(span, ..)| span.start);
            splices.dedup();
            let text = files::read(&self.library.base.join(path)).map_err(|fault| fault.why());
            let text =
                text.and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is no UTF-8".to_owned()));
            let spliced = text.and_then(|text| {
                let after =
                    splice(&text, &splices).ok_or("another program changed it meanwhile, try again")?;
                Ok(Change { path: path.to_owned(), before: Some(text), after: Some(after) })
            });
            match spliced {
                Ok(change) if change.before == change.after => {}
                Ok(change) => changes.push(change),
                Err(why) => {
                    let fault = Diagnostic::error("not-editable", why).at(Place::file(path));
                    self.faults.push(fault.help("nothing was changed; look at the document"));
                }
            }
        }
        changes
    }

    fn finish(mut self) -> Result<Plan, Vec<Diagnostic>> {
        let documents = self.documents();
        let mut stay = Vec::new();
        let mut go = Vec::new();
        for (path, work) in std::mem::take(&mut self.files) {
            let file = self.library.file(&path);
            let before = file.map(|file| file.text.clone());
            let result = match file {
                Some(file) if file.broken => {
                    Err("the file has faults that have to be mended first".to_owned())
                }
                _ => toml::edit(before.as_deref().unwrap_or_default(), &work.edits),
            };
            let after = match result {
                Ok(text) if toml::is_empty(&text) => self.left(&path, before.as_ref(), text),
                Ok(text) => Some(text),
                Err(why) => {
                    let place = Place::file(self.library.shown(&path));
                    let fault = Diagnostic::error("not-editable", why).at(place);
                    self.faults.push(fault.help("mend the file in an editor, then try again"));
                    continue;
                }
            };
            match (work.moves.filter(|to| *to != path), after) {
                (Some(to), Some(text)) => {
                    stay.push(Change { path: to, before: None, after: Some(text) });
                    go.push(Change { path, before, after: None });
                }
                (_, None) if before.is_some() => go.push(Change { path, before, after: None }),
                (_, after) if after != before => stay.push(Change { path, before, after }),
                _ => {}
            }
        }
        stay.sort_by(|a, b| a.path.cmp(&b.path));
        stay.append(&mut go);
        if self.faults.is_empty() {
            Ok(Plan { changes: stay, documents, placed: self.placed })
        } else {
            Err(self.faults)
        }
    }
}

/// A text with what is put into it; `None` if something else stands in a place, or two places are in each other's way.
pub fn splice(text: &str, splices: &[Splice<'_>]) -> Option<String> {
    let mut spliced = String::with_capacity(text.len());
    let mut end = 0;
    for (span, before, after) in splices {
        if text.get((*span).clone()) != Some(*before) {
            return None;
        }
        spliced.push_str(text.get(end..span.start)?);
        spliced.push_str(after);
        end = span.end;
    }
    spliced.push_str(text.get(end..)?);
    Some(spliced)
}

/// Edits that make `from` (a source of the library) into `to`: a `Set` or `Unset` for each field that differs. Keys are the
/// caller's business.
pub fn difference(from: &Source, to: &Source) -> Vec<Edit> {
    let key = || from.key.clone();
    let mut edits = Vec::new();
    if from.kind != to.kind {
        let value = Value::Text(to.kind.name().to_owned());
        edits.push(Edit::Set { key: key(), field: "type".to_owned(), value });
    }
    for (field, value) in to.fields() {
        if from.get(field) != Some(value) {
            edits.push(Edit::Set { key: key(), field: field.name().to_owned(), value: value.clone() });
        }
    }
    for (field, _) in from.fields() {
        if !to.has(field) {
            edits.push(Edit::Unset { key: key(), field: field.name().to_owned() });
        }
    }
    for (name, value) in &to.house {
        if !from.house.iter().any(|(other, same)| other == name && same == value) {
            edits.push(Edit::Set { key: key(), field: name.clone(), value: value.clone() });
        }
    }
    for (name, _) in &from.house {
        if !to.house.iter().any(|(other, _)| other == name) {
            edits.push(Edit::Unset { key: key(), field: name.clone() });
        }
    }
    edits
}
