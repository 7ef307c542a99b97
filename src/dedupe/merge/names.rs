//! Keys in values: what they name once merges are carried out, and lists in which each source is named once.

use super::Merged;
use crate::{
    library::Library,
    model::{Field, Related, Source, Value},
};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::Hash,
};

/// What keys name once merges are carried out: an alias names its source, and what goes away names what stays.
#[derive(Default)]
pub struct Names<'a> {
    library: Option<&'a Library>,
    moved: HashMap<&'a str, &'a str>,
}

impl<'a> Names<'a> {
    /// Those of a library of which each first source takes the key of the second.
    pub fn new(library: &'a Library, moved: impl IntoIterator<Item = (&'a str, &'a str)>) -> Names<'a> {
        Names { library: Some(library), moved: moved.into_iter().collect() }
    }

    /// Those of a library once merges are carried out.
    pub fn after(library: &'a Library, merges: &'a [Merged]) -> Names<'a> {
        let gone =
            |merged: &'a Merged| merged.gone.iter().map(|gone| (gone.as_str(), merged.survivor.key.as_str()));
        Names::new(library, merges.iter().flat_map(gone))
    }

    /// The key of the source that a key names.
    pub fn now<'k>(&'k self, key: &'k str) -> &'k str {
        let key = self.library.and_then(|library| library.get(key)).map_or(key, |source| &source.key);
        self.moved.get(key).copied().unwrap_or(key)
    }

    /// The source as it is once merges are carried out: what names a source that goes away names what stays, and what named two
    /// sources that are one then, each by some key, names it once. `None` if it names none of them.
    pub fn redirected(&self, source: &Source) -> Option<Source> {
        if self.named_anew(source).is_empty() {
            return None;
        }
        let new = redirected(source, &self.moved).unwrap_or_else(|| source.clone());
        let mut result = new.clone();
        for (field, value) in new.fields().filter(|(field, _)| MENTIONS.contains(field)) {
            let once = match value {
                Value::List(keys) => Value::List(self.list(field, keys.iter())),
                Value::Related(related) => Value::Related(self.related(related.iter().cloned())),
                Value::Reasons(reasons) => Value::Reasons(self.reasons(field, reasons.iter().cloned())),
                _ => continue,
            };
            result.set(field, once);
        }
        (result != *source).then_some(result)
    }

    /// The keys that stay of sources that go away and that the source names.
    pub fn named_anew(&self, source: &Source) -> Vec<&'a str> {
        let stays = |key: &str| {
            let named = self.library.and_then(|library| library.get(key)).map_or(key, |named| &named.key);
            self.moved.get(named).copied()
        };
        let mentions = MENTIONS.iter().filter_map(|field| source.get(*field)).flat_map(|value| match value {
            Value::Text(key) => vec![key.as_str()],
            Value::List(keys) => keys.iter().map(String::as_str).collect(),
            Value::Related(related) => related.iter().map(|one| one.key.as_str()).collect(),
            Value::Reasons(reasons) => reasons.iter().map(|(key, _)| key.as_str()).collect(),
            _ => Vec::new(),
        });
        mentions.filter_map(stays).collect()
    }

    /// Whether two values of a field name the same source.
    pub(super) fn are_one(&self, field: Field, a: &Value, b: &Value) -> bool {
        match (field, a, b) {
            (Field::Crossref | Field::Xref, Value::Text(a), Value::Text(b)) => self.now(a) == self.now(b),
            _ => false,
        }
    }

    /// The elements of a list of a field, each once, in order; of two that name the same source the first.
    pub(super) fn list<'v>(&self, field: Field, all: impl Iterator<Item = &'v String>) -> Vec<String> {
        let mut seen = HashSet::new();
        let is_key = matches!(field, Field::Xdata | Field::Entryset);
        let name = |one: &str| if is_key { self.now(one).to_owned() } else { one.to_owned() };
        all.filter(|one| seen.insert(name(one))).cloned().collect()
    }

    /// What is said of related sources, each thing once, in order; words to print are kept.
    pub(super) fn related(&self, all: impl Iterator<Item = Related>) -> Vec<Related> {
        let mut once: Vec<Related> = Vec::new();
        for one in all {
            let same = |other: &&mut Related| {
                self.now(&other.key) == self.now(&one.key)
                    && other.relation == one.relation
                    && (other.string == one.string || other.string.is_empty() || one.string.is_empty())
            };
            match once.iter_mut().find(same) {
                Some(other) if other.string.is_empty() => other.string = one.string,
                Some(_) => {}
                None => once.push(one),
            }
        }
        once
    }

    /// Reasons by name, of `distinct` by the source that is named; two for one are both kept.
    pub(super) fn reasons(
        &self,
        field: Field,
        all: impl Iterator<Item = (String, String)>,
    ) -> Vec<(String, String)> {
        let mut spelled: HashMap<String, String> = HashMap::new();
        let named = all.map(|(name, why)| {
            if field != Field::Distinct {
                return (name, why);
            }
            (spelled.entry(self.now(&name).to_owned()).or_insert(name).clone(), why)
        });
        one_reason_each(named.collect())
    }
}

/// The fields in which a source names others.
const MENTIONS: [Field; 6] =
    [Field::Crossref, Field::Xref, Field::Xdata, Field::Entryset, Field::Related, Field::Distinct];

/// The source with every mention of a moved key (`crossref`, `xref`, `xdata`, `entryset`, `related`, `distinct`)
/// changed to the new one; `None` if it mentions none.
pub fn redirected(source: &Source, moved: &HashMap<&str, &str>) -> Option<Source> {
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
                let related = related.iter().map(|one| Related { key: new(&one.key), ..one.clone() });
                Value::Related(Names::default().related(related.filter(|one| one.key != source.key)))
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

/// The elements, each once, in order.
pub(super) fn unique<T: Clone + Eq + Hash>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    items.into_iter().filter(|item| seen.insert(item.clone())).collect()
}

/// Reasons by name; two for one name are both kept.
pub(super) fn one_reason_each(reasons: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, why) in reasons {
        let all = by_name.entry(name).or_default();
        if !all.iter().any(|all| all.split("; ").any(|one| one == why) || *all == why) {
            all.push(why);
        }
    }
    by_name.into_iter().map(|(name, why)| (name, why.join("; "))).collect()
}
