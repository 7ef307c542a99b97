//! Several sources of one work become one: one is kept, its gaps are filled, lists are united, and of two values the
//! better spelling is taken and named. A contradiction goes to `conflicts`, so that no value of any source is lost.

mod names;
pub mod update;
mod value;

pub use names::{Names, redirected};

use super::profile::{Profile, is_server};
use crate::{
    diagnostic::Edit,
    library::{Library, difference},
    model::{Conflict, Field, Shape, Source, Value, fold::fold},
};
use names::unique;
use std::{
    collections::{BTreeSet, HashMap},
    fmt::Write as _,
};
use value::{Choice, Published, choose, plain, vagueness};

/// Whose spelling wins where two values are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// The kept source's own, always: for a newcomer that is there already.
    Fill,
    /// The better one: for duplicates inside a library.
    Best,
}

/// What became of several sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The source that stays, under the kept key.
    pub survivor: Source,
    /// The keys of the others.
    pub gone: Vec<String>,
    /// TOML names of fields that were filled, and the key they were filled from.
    pub filled: Vec<(String, String)>,
    /// Values that were given up, because another says the same.
    pub variants: Vec<Variant>,
    /// Contradictions that are new, as they stand in the survivor's `conflicts`.
    pub conflicts: Vec<Conflict>,
    /// What they said of one another, by field: no source can say it of itself, so it ends.
    pub ended: Vec<(String, String)>,
}

/// Two spellings of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// TOML name of the field.
    pub field: String,
    /// The value that stays.
    pub kept: String,
    /// The value that was given up.
    pub given_up: String,
    /// The key of the source it stood in.
    pub from: String,
}

/// Merges others into the source that is kept; in the order given, which decides only where nothing else does.
pub fn merge(keep: &Source, others: &[&Source], policy: Policy) -> Merged {
    merge_named(keep, others, policy, &Names::default())
}

/// Merges groups of sources of a library, by position, each into its first; what each says of a source that goes away in one of
/// them is what it says of the one that stays.
pub fn merge_groups(library: &Library, groups: &[Vec<usize>], policy: Policy) -> Vec<Merged> {
    let source = |at: &usize| library.sources().get(*at);
    let groups: Vec<(&Source, Vec<&Source>)> = groups
        .iter()
        .filter_map(|group| {
            let (keep, others) = group.split_first()?;
            Some((source(keep)?, others.iter().filter_map(source).collect()))
        })
        .collect();
    let moved = groups
        .iter()
        .flat_map(|(keep, others)| others.iter().map(|other| (other.key.as_str(), keep.key.as_str())));
    let names = Names::new(library, moved);
    groups.iter().map(|(keep, others)| merge_named(keep, others, policy, &names)).collect()
}

/// Merges others into the source that is kept, where keys name what these names say.
pub fn merge_named(keep: &Source, others: &[&Source], policy: Policy, names: &Names<'_>) -> Merged {
    let mut merger = Merger {
        merged: Merged {
            survivor: keep.clone(),
            gone: others.iter().map(|other| other.key.clone()).filter(|key| !key.is_empty()).collect(),
            filled: Vec::new(),
            variants: Vec::new(),
            conflicts: Vec::new(),
            ended: Vec::new(),
        },
        policy,
        names,
        published: Published::Alike,
        taken: String::new(),
        origins: HashMap::new(),
    };
    for other in others {
        merger.take(other);
    }
    merger.finish()
}

/// Whether a merge into `keep` would bring nothing that is not there: it says all that the other one does.
pub fn adds_nothing(keep: &Source, other: &Source) -> bool {
    let merged = merge(keep, &[other], Policy::Fill);
    merged.filled.is_empty() && merged.conflicts.is_empty() && merged.survivor == *keep
}

/// The edits that carry merges out in a library: the survivors' new values, the others' comments, their removal, and in all
/// other sources the survivors' keys in place of theirs. Others that are not in the library (newcomers) need nothing.
pub fn edits(library: &Library, merges: &[Merged]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let names = Names::after(library, merges);
    let mut done: BTreeSet<usize> = BTreeSet::new();
    let own = |key: &str| {
        let at = library.locate(key)?;
        library.sources().get(at).filter(|source| source.key == key).map(|source| (at, source))
    };
    for merged in merges {
        let key = &merged.survivor.key;
        done.extend(own(key).map(|(at, _)| at));
        done.extend(merged.gone.iter().filter_map(|gone| own(gone)).map(|(at, _)| at));
    }
    for merged in merges {
        let key = &merged.survivor.key;
        let Some((_, keep)) = own(key) else { continue };
        let survivor = names.redirected(&merged.survivor);
        edits.extend(difference(keep, survivor.as_ref().unwrap_or(&merged.survivor)));
        let mut comments = String::new();
        let there = own(key).map_or("", |(at, _)| library.comments(at));
        for (gone, at) in merged.gone.iter().filter_map(|gone| Some((gone, own(gone)?.0))) {
            let own = library.comments(at);
            let moved = format!("from {gone}:\n{own}");
            // a merge that was not ended has brought them already
            if !own.is_empty() && !there.contains(&moved) {
                let _ = writeln!(comments, "{moved}");
            }
            edits.push(Edit::Remove { key: gone.clone() });
        }
        if !comments.is_empty() {
            edits.push(Edit::Comment { key: key.clone(), text: comments.trim_end().to_owned() });
        }
    }
    let others = library.sources().iter().enumerate().filter(|(at, _)| !done.contains(at));
    edits.extend(others.flat_map(|(_, source)| {
        names.redirected(source).map(|new| difference(source, &new)).unwrap_or_default()
    }));
    edits
}

struct Merger<'n> {
    merged: Merged,
    policy: Policy,
    names: &'n Names<'n>,
    /// Whether the source that is being taken in, or what it goes into, is the preprint of the other.
    published: Published,
    /// The key of the source that is being taken in.
    taken: String,
    /// Where a value of the survivor came from, if not from the kept source.
    origins: HashMap<String, String>,
}

impl Merger<'_> {
    fn take(&mut self, other: &Source) {
        let is_preprint = |source: &Source| Profile::new(source).preprint;
        self.published = match (is_preprint(&self.merged.survivor), is_preprint(other)) {
            (false, true) => Published::Own,
            (true, false) => Published::New,
            _ => Published::Alike,
        };
        self.taken.clone_from(&other.key);
        self.kind(other);
        if self.published == Published::Own {
            self.eprint(other);
        }
        for (field, value) in other.fields() {
            if self.is_server_beside_venue(field, value) {
                continue;
            }
            let union = match (field, self.merged.survivor.get(field), value) {
                (Field::Ids, ..) => continue,
                (Field::Conflicts, Some(Value::Conflicts(own)), Value::Conflicts(more)) => {
                    Value::Conflicts(unique(own.iter().chain(more).cloned()))
                }
                (Field::Extra, Some(_), Value::Extra(_)) => {
                    self.extra(other);
                    continue;
                }
                (Field::Related, Some(Value::Related(own)), Value::Related(more)) => {
                    Value::Related(self.names.related(own.iter().chain(more).cloned()))
                }
                (field, Some(Value::Reasons(own)), Value::Reasons(more)) => {
                    Value::Reasons(self.names.reasons(field, own.iter().chain(more).cloned()))
                }
                (field, Some(Value::List(own)), Value::List(more)) if field.shape() == Shape::WordList => {
                    Value::List(self.names.list(field, own.iter().chain(more)))
                }
                (_, None, value) => {
                    self.fill(field.name(), &other.key);
                    value.clone()
                }
                (field, Some(own), value) => {
                    let own = own.clone();
                    match self.decide(field.name(), Some(field), &own, value, &other.key) {
                        Some(better) => better,
                        None => continue,
                    }
                }
            };
            self.merged.survivor.set(field, union);
        }
        for (name, value) in &other.house {
            let own =
                self.merged.survivor.house.iter().find(|(own, _)| own == name).map(|(_, own)| own.clone());
            match own {
                None => {
                    self.fill(name, &other.key);
                    self.merged.survivor.house.push((name.clone(), value.clone()));
                }
                Some(own) => {
                    self.decide(name, None, &own, value, &other.key);
                }
            }
        }
        let ids = std::iter::once(&other.key).chain(other.ids()).filter(|id| !id.is_empty()).cloned();
        let ids = unique(self.merged.survivor.ids().to_vec().into_iter().chain(ids));
        self.merged.survivor.set(Field::Ids, Value::List(ids));
    }

    /// A preprint's number goes into `eprint`, wherever the preprint says it.
    fn eprint(&mut self, preprint: &Source) {
        let arxiv = Profile::new(preprint).arxiv;
        if arxiv.is_empty() || self.merged.survivor.has(Field::Eprint) || preprint.has(Field::Eprint) {
            return;
        }
        // the name of another archive is no name for this number
        let archive = self.merged.survivor.text(Field::Eprinttype);
        if archive.is_some_and(|archive| !archive.eq_ignore_ascii_case("arxiv")) {
            return;
        }
        self.merged.survivor.set(Field::Eprint, Value::Text(arxiv.into()));
        self.merged.survivor.set(Field::Eprinttype, Value::Text("arxiv".to_owned()));
        self.fill(Field::Eprint.name(), &preprint.key);
    }

    /// Whether a value is the server of a preprint as its journal, which is no journal of what was published: it is listed as given
    /// up.
    fn is_server_beside_venue(&mut self, field: Field, value: &Value) -> bool {
        let survivor = &self.merged.survivor;
        let is_server = field == Field::Journaltitle && is_server(&fold(&plain(value)));
        let venue = [Field::Journaltitle, Field::Booktitle].into_iter().find_map(|field| survivor.get(field));
        let (true, Published::Own, Some(venue)) = (is_server, self.published, venue.cloned()) else {
            return false;
        };
        let from = self.taken.clone();
        self.variant(field.name(), &venue, value, &from);
        true
    }

    /// A specific kind is better than one that says little; two specific ones contradict each other.
    fn kind(&mut self, other: &Source) {
        let (own, new) = (self.merged.survivor.kind, other.kind);
        if own == new {
            return;
        }
        let better = self.policy == Policy::Best
            && (vagueness(new) < vagueness(own) || self.published == Published::New);
        let specific = vagueness(own) == 0 && vagueness(new) == 0;
        if specific && !better && self.published != Published::Own {
            self.conflict("type", new.name().to_owned(), &other.key);
            return;
        }
        let (kept, given_up) = if better { (new, own) } else { (own, new) };
        self.merged.survivor.kind = kept;
        self.merged.variants.push(Variant {
            field: "type".to_owned(),
            kept: kept.name().to_owned(),
            given_up: given_up.name().to_owned(),
            from: if better { self.merged.survivor.key.clone() } else { other.key.clone() },
        });
    }

    /// Decides between two values that are not united: the one that takes the place of the survivor's own, if one does.
    fn decide(
        &mut self,
        name: &str,
        field: Option<Field>,
        own: &Value,
        new: &Value,
        from: &str,
    ) -> Option<Value> {
        if own == new || field.is_some_and(|field| self.names.are_one(field, own, new)) {
            return None;
        }
        let choice = match field {
            Some(field) => choose(field, own, new, self.policy, self.published),
            None if plain(own) == plain(new) => Choice::Own,
            None => Choice::Contradiction,
        };
        let origin = self.origins.get(name).unwrap_or(&self.merged.survivor.key).clone();
        match choice {
            Choice::Contradiction => {
                self.conflict(name, plain(new), from);
                None
            }
            Choice::Own => {
                self.variant(name, own, new, from);
                None
            }
            Choice::New => {
                self.variant(name, new, own, &origin);
                self.origins.insert(name.to_owned(), from.to_owned());
                Some(new.clone())
            }
            Choice::Both(both) => {
                self.variant(name, &both, own, &origin);
                self.variant(name, &both, new, from);
                Some(both)
            }
        }
    }

    fn variant(&mut self, field: &str, kept: &Value, given_up: &Value, from: &str) {
        self.merged.variants.push(Variant {
            field: field.to_owned(),
            kept: plain(kept),
            given_up: plain(given_up),
            from: from.to_owned(),
        });
    }

    fn extra(&mut self, other: &Source) {
        let mut own = self.merged.survivor.extra().to_vec();
        for extra in other.extra() {
            match own.iter().find(|own| own.format == extra.format && own.name == extra.name) {
                None => own.push(extra.clone()),
                Some(same) if same.value == extra.value => {}
                Some(_) => {
                    let field = format!("extra.{}.{}", extra.format, extra.name);
                    self.conflict(&field, extra.value.clone(), &other.key);
                }
            }
        }
        own.sort();
        self.merged.survivor.set(Field::Extra, Value::Extra(own));
    }

    fn fill(&mut self, field: &str, from: &str) {
        self.origins.insert(field.to_owned(), from.to_owned());
        self.merged.filled.push((field.to_owned(), from.to_owned()));
    }

    fn conflict(&mut self, field: &str, value: String, from: &str) {
        let conflict = Conflict { field: field.to_owned(), value, from: from.to_owned() };
        let known = self.merged.survivor.conflicts();
        if known.iter().any(|c| c.field == conflict.field && c.value == conflict.value) {
            return;
        }
        let all = known.iter().cloned().chain([conflict.clone()]).collect();
        self.merged.survivor.set(Field::Conflicts, Value::Conflicts(all));
        self.merged.conflicts.push(conflict);
    }

    /// What names the source itself goes; lists are sorted where their order says nothing.
    fn finish(mut self) -> Merged {
        let names = self.names;
        let survivor = &mut self.merged.survivor;
        let key = survivor.key.clone();
        let ids = unique(survivor.ids().iter().filter(|id| **id != key).cloned());
        let own: BTreeSet<&str> = ids.iter().map(String::as_str).chain([key.as_str()]).collect();
        let (ended, reasons): (Vec<_>, Vec<_>) = survivor
            .reasons(Field::Distinct)
            .iter()
            .cloned()
            .partition(|(key, _)| own.contains(key.as_str()));
        let ended = ended.into_iter().map(|(key, why)| (Field::Distinct, format!("{key}: {why}")));
        let (twins, related): (Vec<_>, Vec<_>) =
            survivor.related().iter().cloned().partition(|related| own.contains(related.key.as_str()));
        let ended = ended.chain(twins.into_iter().map(|twin| {
            let parts = [twin.relation, twin.key, twin.string];
            (Field::Related, parts.join(" ").trim().to_owned())
        }));
        self.merged.ended = ended.map(|(field, text)| (field.name().to_owned(), text)).collect();
        let mut conflicts = survivor.conflicts().to_vec();
        conflicts.sort();
        survivor.set(Field::Distinct, Value::Reasons(reasons));
        survivor.set(Field::Related, Value::Related(names.related(related.into_iter())));
        survivor.set(Field::Conflicts, Value::Conflicts(conflicts));
        survivor.set(Field::Ids, Value::List(ids));
        // what was filled and ended is not there
        self.merged.filled.retain(|(name, _)| Field::from_name(name).is_none_or(|field| survivor.has(field)));
        self.merged
    }
}

#[cfg(test)]
mod tests;
