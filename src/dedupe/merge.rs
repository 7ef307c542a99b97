//! Several sources of one work become one: one is kept, its gaps are filled, lists are united, and of two values the
//! better spelling is taken and named. A contradiction goes to `conflicts`, so that no value of any source is lost.

pub mod update;
mod value;

use super::profile::{Profile, is_server};
use crate::{
    diagnostic::Edit,
    library::{Library, difference},
    model::{Conflict, Field, Shape, Source, Value, fold::fold},
};
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
    let mut moved: HashMap<&str, &str> = HashMap::new();
    let mut done: BTreeSet<usize> = BTreeSet::new();
    let own = |key: &str| {
        let at = library.locate(key)?;
        library.sources().get(at).filter(|source| source.key == key).map(|source| (at, source))
    };
    for merged in merges {
        let key = &merged.survivor.key;
        moved.extend(merged.gone.iter().map(|gone| (gone.as_str(), key.as_str())));
        done.extend(own(key).map(|(at, _)| at));
        done.extend(merged.gone.iter().filter_map(|gone| own(gone)).map(|(at, _)| at));
    }
    for merged in merges {
        let key = &merged.survivor.key;
        let Some((_, keep)) = own(key) else { continue };
        let survivor = redirected(&merged.survivor, &moved);
        edits.extend(difference(keep, survivor.as_ref().unwrap_or(&merged.survivor)));
        let mut comments = String::new();
        let there = own(key).map(|(at, _)| library.comments(at)).unwrap_or_default();
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
        redirected(source, &moved).map(|new| difference(source, &new)).unwrap_or_default()
    }));
    edits
}

/// The source with every mention of a moved key (`crossref`, `xref`, `xdata`, `entryset`, `related`, `distinct`)
/// changed to the new one; `None` if it mentions none.
pub fn redirected(source: &Source, moved: &HashMap<&str, &str>) -> Option<Source> {
    const MENTIONS: [Field; 6] =
        [Field::Crossref, Field::Xref, Field::Xdata, Field::Entryset, Field::Related, Field::Distinct];
    if moved.is_empty() || MENTIONS.iter().all(|field| !source.has(*field)) {
        return None;
    }
    let new = |key: &str| moved.get(key).map_or(key, |new| new).to_owned();
    let mut result = source.clone();
    for (field, value) in source.fields() {
        let value = match (field, value) {
            (Field::Crossref | Field::Xref, Value::Text(key)) => Value::Text(new(key)),
            (Field::Xdata | Field::Entryset, Value::List(keys)) => {
                Value::List(unique(keys.iter().map(|key| new(key))))
            }
            (Field::Related, Value::Related(related)) => {
                let mut related = related.clone();
                for one in &mut related {
                    one.key = new(&one.key);
                }
                related.retain(|related| related.key != source.key);
                Value::Related(related)
            }
            (Field::Distinct, Value::Reasons(reasons)) => {
                let mut reasons: Vec<_> = reasons.iter().map(|(key, why)| (new(key), why.clone())).collect();
                reasons.sort();
                reasons.dedup();
                Value::Reasons(one_reason_each(reasons))
            }
            _ => continue,
        };
        result.set(field, value);
    }
    (result != *source).then_some(result)
}

struct Merger {
    merged: Merged,
    policy: Policy,
    /// Whether the source that is being taken in, or what it goes into, is the preprint of the other.
    published: Published,
    /// The key of the source that is being taken in.
    taken: String,
    /// Where a value of the survivor came from, if not from the kept source.
    origins: HashMap<String, String>,
}

impl Merger {
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
                    Value::Related(unique(own.iter().chain(more).cloned()))
                }
                (_, Some(Value::Reasons(own)), Value::Reasons(more)) => {
                    Value::Reasons(one_reason_each(own.iter().chain(more).cloned().collect()))
                }
                (field, Some(Value::List(own)), Value::List(more)) if field.shape() == Shape::WordList => {
                    Value::List(unique(own.iter().chain(more).cloned()))
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
        if own == new {
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
        survivor.set(Field::Related, Value::Related(related));
        survivor.set(Field::Conflicts, Value::Conflicts(conflicts));
        survivor.set(Field::Ids, Value::List(ids));
        // what was filled and ended is not there
        self.merged.filled.retain(|(name, _)| Field::from_name(name).is_none_or(|field| survivor.has(field)));
        self.merged
    }
}

/// The elements, each once, in order.
fn unique<T: Clone + Eq + std::hash::Hash>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = std::collections::HashSet::new();
    items.into_iter().filter(|item| seen.insert(item.clone())).collect()
}

/// Reasons by name; two for one name are both kept.
fn one_reason_each(reasons: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut by_name: std::collections::BTreeMap<String, Vec<String>> = std::collections::BTreeMap::new();
    for (name, why) in reasons {
        let all = by_name.entry(name).or_default();
        if !all.contains(&why) {
            all.push(why);
        }
    }
    by_name.into_iter().map(|(name, why)| (name, why.join("; "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;
    use crate::model::Related;

    fn source(key: &str, fields: &[(Field, &str)]) -> Source {
        let mut source = Source::new(key, Kind::Article);
        for (field, text) in fields {
            source.set(*field, Value::from_text(*field, text).unwrap());
        }
        source
    }

    #[test]
    fn gaps_are_filled_lists_united_and_keys_live_on() {
        let a = source("a", &[(Field::Title, "T"), (Field::Modules, "x, y"), (Field::Ids, "old")]);
        let b = source(
            "b",
            &[(Field::Title, "T"), (Field::Modules, "y, z"), (Field::Doi, "10.1000/1"), (Field::Ids, "b0")],
        );
        let merged = merge(&a, &[&b], Policy::Best);
        assert_eq!(merged.survivor.list(Field::Modules), ["x", "y", "z"]);
        assert_eq!(merged.survivor.text(Field::Doi), Some("10.1000/1"));
        assert_eq!(merged.survivor.ids(), ["old", "b", "b0"]);
        assert_eq!(merged.filled, [("doi".to_owned(), "b".to_owned())]);
        assert_eq!((merged.variants, merged.conflicts), (vec![], vec![]));
    }

    #[test]
    fn the_better_spelling_wins_and_the_other_is_named() {
        let pairs = [
            (Field::Title, "ATTENTION IS ALL YOU NEED", "Attention Is All You Need"),
            (Field::Author, "Doe, J.", "Doe, Jane Ann"),
            (Field::Author, "Doe, J. and others", "Doe, Jane and Roe, R."),
            (Field::Date, "2017", "2017-06"),
            (Field::Journaltitle, "J. Mach. Learn. Res.", "Journal of Machine Learning Research"),
            (Field::Pages, "221-8", "221-228"),
        ];
        for (field, worse, better) in pairs {
            for (own, new, policy, wins) in [
                (worse, better, Policy::Best, better),
                (better, worse, Policy::Best, better),
                (worse, better, Policy::Fill, worse),
            ] {
                let merged = merge(&source("a", &[(field, own)]), &[&source("b", &[(field, new)])], policy);
                assert_eq!(plain(merged.survivor.get(field).unwrap()), wins, "{own} {new}");
                assert_eq!((merged.variants.len(), merged.conflicts.len()), (1, 0), "{own} {new}");
            }
        }
    }

    #[test]
    fn of_a_preprint_and_what_was_published_the_published_counts() {
        let published = source(
            "pub",
            &[
                (Field::Title, "A Title"),
                (Field::Journaltitle, "Journal of Results"),
                (Field::Date, "2018-01"),
                (Field::Doi, "10.1000/jr.1"),
                (Field::Publisher, "Press"),
            ],
        );
        let preprint = source(
            "pre",
            &[
                (Field::Title, "A Title"),
                (Field::Journaltitle, "arXiv preprint arXiv:1706.03762"),
                (Field::Date, "2017"),
                (Field::Doi, "10.48550/arXiv.1706.03762"),
                (Field::Url, "https://arxiv.org/abs/1706.03762"),
                (Field::Publisher, "arXiv"),
            ],
        );
        let fields = [Field::Journaltitle, Field::Date, Field::Doi, Field::Publisher];
        let merged = merge(&published, &[&preprint], Policy::Best);
        assert_eq!(
            fields.map(|field| merged.survivor.text(field)),
            fields.map(|field| published.text(field))
        );
        assert_eq!(merged.survivor.text(Field::Eprint), Some("1706.03762"));
        assert_eq!((merged.variants.len(), merged.conflicts.len()), (4, 0), "{merged:?}");
        let merged = merge(&preprint, &[&published], Policy::Best);
        assert_eq!(
            fields.map(|field| merged.survivor.text(field)),
            fields.map(|field| published.text(field))
        );
        assert_eq!(merged.conflicts, []);
    }

    #[test]
    fn of_each_person_the_fuller_name_is_taken() {
        let a = source("a", &[(Field::Author, "Vaswani, A. and Shazeer, Noam and others")]);
        let b = source("b", &[(Field::Author, "Vaswani, Ashish and Shazeer, N. and Parmar, Niki")]);
        let merged = merge(&a, &[&b], Policy::Best);
        let names = plain(merged.survivor.get(Field::Author).unwrap());
        assert_eq!(names, "Vaswani, Ashish and Shazeer, Noam and Parmar, Niki");
        assert_eq!(merged.variants.iter().map(|v| v.from.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn contradictions_are_kept() {
        let pairs = [
            (Field::Volume, "1", "2"),
            (Field::Doi, "10.1000/1", "10.1000/2"),
            (Field::Date, "2017", "2018"),
            (Field::Author, "Doe, Jane", "Roe, Jane"),
            (Field::Note, "!", "?"),
        ];
        for (field, own, new) in pairs {
            let merged = merge(&source("a", &[(field, own)]), &[&source("b", &[(field, new)])], Policy::Best);
            let conflict = Conflict { field: field.name().into(), value: new.into(), from: "b".into() };
            assert_eq!(merged.survivor.conflicts(), [conflict]);
        }
    }

    #[test]
    fn what_sources_say_of_one_another_ends_and_is_named() {
        let a = source("a", &[(Field::Title, "T")]);
        let mut b = source("b", &[(Field::Title, "T")]);
        let related =
            |key: &str| Related { key: key.into(), relation: "reprintof".into(), ..Related::default() };
        b.set(Field::Related, Value::Related(vec![related("a")]));
        let merged = merge(&a, &[&b], Policy::Fill);
        assert_eq!((merged.filled, merged.survivor.related().len()), (vec![], 0));
        assert_eq!(merged.ended, [("related".to_owned(), "reprintof a".to_owned())]);
        b.set(Field::Related, Value::Related(vec![related("a"), related("c")]));
        let merged = merge(&a, &[&b], Policy::Fill);
        assert_eq!(merged.filled, [("related".to_owned(), "b".to_owned())]);
        assert_eq!((merged.survivor.related().len(), merged.ended.len()), (1, 1));
    }

    #[test]
    fn other_sources_follow() {
        let library = Library::from_texts(
            "",
            [
                ("a.toml", "# of a\n[a]\ntype = \"book\"\n"),
                ("b.toml", "# of b\n[b]\ntype = \"book\"\nnote = \"n\" # why\n"),
                ("c.toml", "[c]\ntype = \"inbook\"\ncrossref = \"b\"\ndistinct = { b = \"a part\" }\n"),
            ]
            .map(|(path, text)| (path.to_owned(), text.to_owned())),
        )
        .unwrap();
        let (a, b) = (library.get("a").unwrap(), library.get("b").unwrap());
        let plan = library.plan(&edits(&library, &[merge(a, &[b], Policy::Best)])).unwrap();
        let after: Vec<_> =
            plan.changes.iter().map(|change| change.after.as_deref().unwrap_or("gone")).collect();
        assert_eq!(
            after,
            [
                "# of a\n# from b:\n# of b\n# why\n[a]\ntype = \"book\"\nnote = \"n\"\nids = [\"b\"]\n",
                "[c]\ntype = \"inbook\"\ncrossref = \"a\"\ndistinct = { a = \"a part\" }\n",
                "gone",
            ]
        );
    }
}
