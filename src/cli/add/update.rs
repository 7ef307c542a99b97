//! `bib add --update`: a file that another program exports again and again. What each import said last is remembered beside the
//! sources, so that what changed there is told from what was edited here.

use super::{
    Args, Outcome, Tally, finding,
    newcomers::{Landed, Newcomers, Settled},
    prune::{self, Gone},
};
use crate::{
    cli::{
        Context, Exit,
        trouble::{self, Problem},
    },
    dedupe::{self, Verdict, decision, merge, merge::update},
    diagnostic::{Diagnostic, Place},
    format::{Entry, toml},
    library::{Foreign, Import, Imported, Library, Plan},
    model::{Field, Source, Value, key::argument},
    report::counted,
};
use std::collections::{HashMap, HashSet};

/// An input and what it said last.
pub(super) struct Input {
    pub(super) path: String,
    pub(super) import: Import,
    entries: Vec<Entry>,
    places: Vec<Place>,
    /// By entry: the position in the import of what it said last.
    bases: Vec<Option<usize>>,
    /// Whether it was read whole.
    pub(super) is_whole: bool,
}

/// Takes files in that may have been imported before.
pub(super) fn run(args: &Args, cx: &mut Context<'_>, library: &Library, files: Vec<(Foreign, usize)>) -> anyhow::Result<Exit> {
    let unread = files.iter().map(|(_, unread)| unread).sum();
    let inputs = inputs(args, library, files)?;
    let strangers = strangers(&inputs);
    let mut newcomers = {
        let _progress = cx.progress("comparing", None);
        Newcomers::new(library, super::OnDuplicate::Merge, &strangers)
    };
    for input in &inputs {
        for (entry, base) in input.based() {
            if let Some(here) = library.get(&base.here) {
                newcomers.know(&input.path, &entry.source.key, &here.key);
            }
        }
    }
    let progress = cx.progress("updating", Some(strangers.len()));
    let mut landed = Vec::with_capacity(strangers.len());
    for (entry, place) in &strangers {
        let there = same_key(library, &entry.source);
        landed.push(match there {
            Some(at) => newcomers.take_into(at, &entry.source, place.as_ref()),
            None => newcomers.take(&entry.source, place.as_ref()),
        });
        progress.step();
    }
    drop(progress);
    let mut settled = newcomers.finish();
    for input in &inputs {
        bring(library, input, &mut settled);
    }
    let mut landed = landed.into_iter();
    let now: Vec<Vec<Imported>> = inputs.iter().map(|input| input.now(library, &mut landed)).collect();
    let mut gone = Gone::default();
    for (input, now) in inputs.iter().zip(&now) {
        gone.find(args.prune, library, input, now, &mut settled)?;
    }
    let mut edits = prune::edits(library, &mut gone, &mut settled);
    edits.extend(settled.edits(library));
    let plan = cx.plan(library, &edits)?;
    let remembered = inputs.iter().zip(now).zip(gone.kept);
    let remembered: Vec<(&Input, Plan)> = remembered
        .map(|((input, now), kept)| (input, input.import.remember(now.into_iter().chain(kept).collect())))
        .collect();
    if args.dry_run {
        cx.show(library, &plan)?;
        for (input, _) in remembered.iter().filter(|(_, plan)| !plan.is_empty()) {
            let path = library.shown(&input.import.path);
            cx.say(format_args!("what {} says would be remembered in {path}", input.path));
        }
    } else {
        let _progress = cx.progress("writing", None);
        cx.commit(library, &plan)?;
        // what was imported is remembered last: an update that was cut off is done again, and finds the rest
        for (_, plan) in &remembered {
            cx.commit(library, plan)?;
        }
    }
    let found = super::tell(cx, library, &plan, &settled.outcomes, Tally::of_update(unread, args.dry_run))?;
    if gone.count > 0 {
        cx.say(format_args!("{} no longer there, and kept here; `--prune` removes those that were not edited", counted(gone.count, "source")));
    }
    Ok(if unread > 0 || found { Exit::Findings } else { Exit::Done })
}

/// The inputs beside what they said last.
fn inputs(args: &Args, library: &Library, files: Vec<(Foreign, usize)>) -> anyhow::Result<Vec<Input>> {
    if args.import.is_some() && files.len() > 1 {
        return Err(Problem::new("`--import` names one import, and there are several files").help("import one after the other").into());
    }
    let mut inputs: Vec<Input> = Vec::with_capacity(files.len());
    for (file, unread) in files {
        let own = file.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = args.import.as_deref().unwrap_or(own).trim();
        if name.is_empty() || (name == "-" && args.import.is_none()) {
            return Err(Problem::new("the import has no name").help("name it with `--import`").into());
        }
        let mut import = library.import(name).map_err(trouble::from_library)?;
        heed_decisions(library, &mut import);
        if let Some(other) = inputs.iter().find(|other| other.import.path == import.path) {
            let problem = Problem::new(format!("{} and {} are both the import `{name}`", other.path, file.path));
            return Err(problem.help("import each by itself, with a name of its own: `--import NAME`").into());
        }
        let places = file.places();
        let bases = bases(&import, &file.read.entries);
        let (path, entries) = (file.path, file.read.entries);
        inputs.push(Input { path, import, entries, places, bases, is_whole: unread == 0 });
    }
    Ok(inputs)
}

/// What was merged into a source, and of which a person has said since that it is another work, is what has its key here; if nothing
/// has, it is new.
fn heed_decisions(library: &Library, import: &mut Import) {
    let mut count: HashMap<String, usize> = HashMap::new();
    for imported in &import.sources {
        *count.entry(imported.here.clone()).or_default() += 1;
    }
    import.sources.retain_mut(|imported| {
        let source = &imported.source;
        let was_merged = !imported.is_ours || count.get(&imported.here).is_some_and(|count| *count > 1);
        let Some(here) = library.get(&imported.here).filter(|_| was_merged && !source.key.is_empty()) else {
            return true;
        };
        match library.get(&source.key) {
            None => return decision::no(here, source).is_none(),
            Some(own) if own.key == here.key || decision::no(own, here).is_none() => {}
            // by that key there may have been another work all the time
            Some(own) => {
                if same_key(library, source).is_some() {
                    imported.here.clone_from(&own.key);
                    imported.is_ours = false;
                }
            }
        }
        true
    });
}

/// By entry, what it said last. One that is to be found by no key of its own is found by what it says.
fn bases(import: &Import, entries: &[Entry]) -> Vec<Option<usize>> {
    let mut keyed: HashMap<&str, usize> = HashMap::new();
    let mut keyless: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, imported) in import.sources.iter().enumerate() {
        match imported.source.key.as_str() {
            "" => keyless.entry(toml::print(&imported.source)).or_default().push(at),
            key => drop(keyed.insert(key, at)),
        }
    }
    let own = own_keys(entries);
    let found = entries.iter().zip(own).map(|(entry, key)| match key {
        "" if keyless.is_empty() => None,
        "" => {
            let mut source = entry.source.clone();
            source.key.clear();
            let same = keyless.get_mut(&toml::print(&source))?;
            (!same.is_empty()).then(|| same.remove(0))
        }
        key => keyed.get(key).copied(),
    });
    found.collect()
}

/// By entry, the key that it alone has in its file; empty for the second one with it.
fn own_keys(entries: &[Entry]) -> Vec<&str> {
    let mut seen = HashSet::new();
    let key = |entry: &'_ Entry| -> bool { seen.insert(entry.source.key.clone()) };
    let is_first: Vec<bool> = entries.iter().map(key).collect();
    entries.iter().zip(is_first).map(|(entry, first)| if first { entry.source.key.as_str() } else { "" }).collect()
}

/// The entries that were not imported before.
fn strangers(inputs: &[Input]) -> Vec<(Entry, Option<Place>)> {
    let all = inputs.iter().flat_map(|input| input.entries.iter().zip(&input.places).zip(&input.bases));
    let strangers = all.filter(|(_, base)| base.is_none());
    strangers.map(|((entry, place), _)| (entry.clone(), Some(place.clone()))).collect()
}

/// The source of the library that an entry is by its key, unless it is clear that it is another work.
fn same_key(library: &Library, entry: &Source) -> Option<usize> {
    let at = library.locate(&entry.key)?;
    let there = library.resolve(library.sources().get(at)?).source;
    let comparison = dedupe::compare(&there, entry, &library.settings().dedupe);
    (comparison.verdict >= Verdict::Possible).then_some(at)
}

impl Input {
    /// The entries that were imported before, with what they said.
    fn based(&self) -> impl Iterator<Item = (&Entry, &Imported)> {
        let entries = self.entries.iter().zip(&self.bases);
        entries.filter_map(|(entry, base)| Some((entry, self.import.sources.get((*base)?)?)))
    }

    /// What it says now, to be remembered; `landed` tells where the entries went that were not imported before.
    fn now(&self, library: &Library, landed: &mut impl Iterator<Item = Landed>) -> Vec<Imported> {
        // an entry that has another key by now, or that is there twice, is as much this import's as it was
        let ours = self.vanished().filter(|old| old.is_ours).filter_map(|old| library.get(&old.here));
        let mut ours: HashSet<String> = ours.map(|source| source.key.clone()).collect();
        let mut now = Vec::with_capacity(self.entries.len());
        for ((entry, base), key) in self.entries.iter().zip(&self.bases).zip(own_keys(&self.entries)) {
            let mut source = entry.source.clone();
            key.clone_into(&mut source.key);
            if let Some(base) = base.and_then(|at| self.import.sources.get(at)) {
                now.push(Imported { source, here: base.here.clone(), is_ours: base.is_ours });
            } else if let Some(Landed { key: here, is_new }) = landed.next() {
                let is_ours = is_new || ours.contains(&here);
                if is_ours {
                    ours.insert(here.clone());
                }
                now.push(Imported { source, here, is_ours });
            }
        }
        now
    }

    /// What it said last that no entry says now.
    pub(super) fn vanished(&self) -> impl Iterator<Item = &Imported> {
        let there: HashSet<usize> = self.bases.iter().copied().flatten().collect();
        self.import.sources.iter().enumerate().filter(move |(at, _)| !there.contains(at)).map(|(_, imported)| imported)
    }
}

/// Brings what changed in an input since it was imported last.
fn bring(library: &Library, input: &Input, settled: &mut Settled<'_>) {
    let moved: HashMap<String, String> =
        settled.moved.of(&input.path).into_iter().map(|(from, to)| (from.to_owned(), to.to_owned())).collect();
    let moved: HashMap<&str, &str> = moved.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    let places = input.places.iter().zip(&input.bases).filter(|(_, base)| base.is_some()).map(|(place, _)| place);
    for ((entry, base), place) in input.based().zip(places) {
        let theirs = &entry.source;
        if same(&base.source, theirs) {
            continue;
        }
        let Some((at, ours)) = library.locate(&base.here).and_then(|at| Some((at, library.sources().get(at)?))) else {
            let message = format!("`{}` was changed there; it was removed here and stays so", base.here);
            let note = Diagnostic::note("removed-here", message).help("leave `--update` out to add it again");
            settled.outcomes.push(Outcome::Finding(finding(note, &base.here, Some(place))));
            continue;
        };
        let ours = settled.changed.get(&at).unwrap_or(ours).clone();
        let (then, now) = (merge::redirected(&base.source, &moved), merge::redirected(theirs, &moved));
        let mut updated =
            update::update(then.as_ref().unwrap_or(&base.source), now.as_ref().unwrap_or(theirs), &ours, &input.import.name);
        aliases(&ours, &mut updated, settled, place);
        told(&updated, place, settled);
        if updated.source != ours {
            settled.changed.insert(at, updated.source);
        }
    }
}

/// Whether an entry says what it said, its key aside.
fn same(base: &Source, theirs: &Source) -> bool {
    base.kind == theirs.kind && base.house == theirs.house && base.fields().eq(theirs.fields())
}

/// Leaves out the new aliases that are taken.
fn aliases(ours: &Source, updated: &mut update::Updated, settled: &mut Settled<'_>, place: &Place) {
    let is_free = |id: &String| ours.ids().contains(id) || !settled.keys.is_taken(id);
    let (free, taken): (Vec<String>, Vec<String>) = updated.source.ids().iter().cloned().partition(is_free);
    if taken.is_empty() {
        return;
    }
    for id in taken.iter().filter(|id| **id != ours.key) {
        let warning = Diagnostic::warning("key-taken", format!("the alias `{id}` is taken and was left out"));
        let warning = warning.help(format!("`bib show {id}` shows by what"));
        settled.outcomes.push(Outcome::Finding(finding(warning, &ours.key, Some(place))));
    }
    settled.keys.take(&free);
    if free == ours.ids() {
        updated.taken.retain(|field| field != Field::Ids.name());
    }
    updated.source.set(Field::Ids, Value::List(free));
}

/// What is to be known of an update.
fn told(updated: &update::Updated, place: &Place, settled: &mut Settled<'_>) {
    let key = &updated.source.key;
    if !updated.taken.is_empty() {
        settled.outcomes.push(Outcome::Updated { key: key.clone(), fields: updated.taken.clone() });
    }
    for conflict in &updated.conflicts {
        let message = format!("{} of `{key}` was changed here and there; ours stays, theirs is in `conflicts`", conflict.field);
        let help = format!("keep the right one, then `bib edit {}` and take it out of `conflicts`", argument(key));
        let warning = Diagnostic::warning("update-conflict", message).field(&*conflict.field).help(help);
        settled.outcomes.push(Outcome::Finding(finding(warning, key, Some(place))));
    }
    for field in &updated.kept {
        let message = format!("{field} of `{key}` was changed here and is no longer there; ours stays");
        let help = format!("`bib set {} {field}=` takes it away here too", argument(key));
        let warning = Diagnostic::warning("update-conflict", message).field(&**field).help(help);
        settled.outcomes.push(Outcome::Finding(finding(warning, key, Some(place))));
    }
}
