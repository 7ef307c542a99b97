//! A source that was imported, when what it was imported from has changed: what it said last, what it says now, and what stands
//! here are compared field by field. What changed there alone is taken, what changed here alone stays; of what changed in both,
//! ours stays and theirs goes to `conflicts`. Lists are compared by their elements.

use super::{
    names::one_reason_each,
    value::{is_same, plain},
};
use crate::model::{Conflict, Extra, Field, Kind, NameText, Shape, Source, Value};
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    hash::Hash,
};

/// What became of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Updated {
    /// The source as it is now.
    pub source: Source,
    /// TOML names of the fields that were changed there and are changed here now.
    pub taken: Vec<String>,
    /// What was changed in both, differently, as it stands in `conflicts`.
    pub conflicts: Vec<Conflict>,
    /// TOML names of the fields that were changed here and went away there: they stay.
    pub kept: Vec<String>,
}

/// Brings what changed from `base` to `theirs` into `ours`; `from` names the import in `conflicts`.
pub fn update(base: &Source, theirs: &Source, ours: &Source, from: &str) -> Updated {
    let mut updater = Updater { updated: Updated { source: ours.clone(), ..Updated::default() }, from };
    updater.kind(base.kind, theirs.kind);
    let fields: BTreeSet<Field> = base.fields().chain(theirs.fields()).map(|(field, _)| field).collect();
    for field in fields.into_iter().filter(|field| *field != Field::Conflicts) {
        updater.field(field, base.get(field), theirs.get(field));
    }
    let names: BTreeSet<&String> = base.house.iter().chain(&theirs.house).map(|(name, _)| name).collect();
    for name in names {
        updater.house(name, house(base, name), house(theirs, name));
    }
    updater.updated
}

/// Whether a source says what it was imported as: its key aside, and the aliases that it could not have here.
pub fn is_as_imported(base: &Source, ours: &Source) -> bool {
    let fields: BTreeSet<Field> = base.fields().chain(ours.fields()).map(|(field, _)| field).collect();
    let same = |field: Field| match (base.get(field), ours.get(field)) {
        (Some(base), Some(ours)) => equal(base, ours),
        (None, None) => true,
        _ => false,
    };
    base.kind == ours.kind
        && base.house.len() == ours.house.len()
        && base.house.iter().all(|one| ours.house.contains(one))
        && fields.into_iter().filter(|field| *field != Field::Ids).all(same)
        && ours.ids().iter().all(|id| base.ids().contains(id))
}

struct Updater<'a> {
    updated: Updated,
    from: &'a str,
}

impl Updater<'_> {
    fn kind(&mut self, base: Kind, theirs: Kind) {
        let ours = self.updated.source.kind;
        if theirs == base || theirs == ours {
        } else if ours == base {
            self.updated.source.kind = theirs;
            self.updated.taken.push(Field::Type.name().to_owned());
        } else {
            self.conflict(Field::Type.name(), theirs.name().to_owned());
        }
    }

    fn field(&mut self, field: Field, base: Option<&Value>, theirs: Option<&Value>) {
        let ours = self.updated.source.get(field).cloned();
        let same = |a: Option<&Value>, b: Option<&Value>| match (a, b) {
            (Some(a), Some(b)) => equal(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        if same(base, theirs) || same(theirs, ours.as_ref()) {
            return;
        }
        if same(base, ours.as_ref()) {
            return self.take(field, theirs.cloned());
        }
        if let Some(united) = self.united(field.shape(), base, theirs, ours.as_ref()) {
            if Some(&united) != ours.as_ref() && !(united.is_empty() && ours.is_none()) {
                self.take(field, Some(united));
            }
            return;
        }
        match (theirs, ours) {
            // another spelling of one value is no contradiction
            (Some(theirs), Some(ours)) if field != Field::Abstract && is_same(field, &ours, theirs) => {}
            (Some(theirs), _) => self.conflict(field.name(), plain(theirs)),
            (None, _) => self.updated.kept.push(field.name().to_owned()),
        }
    }

    fn take(&mut self, field: Field, value: Option<Value>) {
        match value {
            Some(value) => self.updated.source.set(field, value),
            None => self.updated.source.remove(field),
        };
        self.updated.taken.push(field.name().to_owned());
    }

    /// A field of the house.
    fn house(&mut self, name: &str, base: Option<&Value>, theirs: Option<&Value>) {
        let ours = house(&self.updated.source, name).cloned();
        if theirs == base || theirs == ours.as_ref() {
            return;
        }
        let shape = match theirs.or(base) {
            Some(Value::List(_)) => Shape::TextList,
            Some(Value::Names(_)) => Shape::Names,
            _ => Shape::Literal,
        };
        let new = if base == ours.as_ref() {
            theirs.cloned()
        } else if let Some(united) = self.united(shape, base, theirs, ours.as_ref()) {
            Some(united).filter(|united| !united.is_empty())
        } else if let Some(theirs) = theirs {
            return self.conflict(name, plain(theirs));
        } else {
            return self.updated.kept.push(name.to_owned());
        };
        if new != ours {
            let house = &mut self.updated.source.house;
            match (house.iter_mut().find(|(own, _)| own == name), new) {
                (Some((_, own)), Some(new)) => *own = new,
                (None, new) => house.extend(new.map(|new| (name.to_owned(), new))),
                (Some(_), None) => house.retain(|(own, _)| own != name),
            }
            self.updated.taken.push(name.to_owned());
        }
    }

    /// Both changes in one value, if it has elements and the changes do not meet.
    fn united(
        &mut self,
        shape: Shape,
        base: Option<&Value>,
        theirs: Option<&Value>,
        ours: Option<&Value>,
    ) -> Option<Value> {
        Some(match shape {
            Shape::WordList => Value::List(set(list(base), list(theirs), list(ours))),
            Shape::TextList => Value::List(sequence(list(base), list(theirs), list(ours), |a, b| a == b)?),
            Shape::Names => {
                Value::Names(sequence(names(base), names(theirs), names(ours), |a, b| a.read() == b.read())?)
            }
            Shape::Related => {
                let related = |value: Option<&Value>| match value {
                    Some(Value::Related(related)) => related.clone(),
                    _ => Vec::new(),
                };
                Value::Related(set(&related(base), &related(theirs), &related(ours)))
            }
            Shape::Reasons => {
                let reasons = |value: Option<&Value>| match value {
                    Some(Value::Reasons(reasons)) => reasons.clone(),
                    _ => Vec::new(),
                };
                Value::Reasons(one_reason_each(set(&reasons(base), &reasons(theirs), &reasons(ours))))
            }
            Shape::Extra => self.extra(extra(base), extra(theirs), extra(ours)),
            _ => return None,
        })
    }

    /// Raw fields of other programs, each by itself.
    fn extra(&mut self, base: &[Extra], theirs: &[Extra], ours: &[Extra]) -> Value {
        let map = |all: &[Extra]| -> BTreeMap<(String, String), String> {
            all.iter()
                .map(|extra| ((extra.format.clone(), extra.name.clone()), extra.value.clone()))
                .collect()
        };
        let (base, theirs, mut result) = (map(base), map(theirs), map(ours));
        let names: BTreeSet<&(String, String)> = base.keys().chain(theirs.keys()).collect();
        for name in names {
            let (base, theirs, ours) = (base.get(name), theirs.get(name), result.get(name));
            if theirs == base || theirs == ours {
                continue;
            }
            match theirs {
                Some(theirs) if ours == base => {
                    result.insert(name.clone(), theirs.clone());
                }
                None if ours == base => {
                    result.remove(name);
                }
                Some(theirs) => self.conflict(&format!("extra.{}.{}", name.0, name.1), theirs.clone()),
                None => self.updated.kept.push(format!("extra.{}.{}", name.0, name.1)),
            }
        }
        let all = result.into_iter();
        Value::Extra(all.map(|((format, name), value)| Extra { format, name, value }).collect())
    }

    /// What the import says of a field is in `conflicts` from now on, in place of what it said before.
    fn conflict(&mut self, field: &str, value: String) {
        let conflict = Conflict { field: field.to_owned(), value, from: self.from.to_owned() };
        let mut all = self.updated.source.conflicts().to_vec();
        all.retain(|other| other.field != conflict.field || other.from != conflict.from);
        all.push(conflict.clone());
        all.sort();
        self.updated.source.set(Field::Conflicts, Value::Conflicts(all));
        self.updated.conflicts.push(conflict);
    }
}

/// What a source says in a field of the house.
fn house<'s>(source: &'s Source, name: &str) -> Option<&'s Value> {
    source.house.iter().find(|(own, _)| own == name).map(|(_, value)| value)
}

/// Whether two values say the same, however names are written.
fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Names(a), Value::Names(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b || a.read() == b.read())
        }
        (a, b) => a == b,
    }
}

fn list(value: Option<&Value>) -> &[String] {
    match value {
        Some(Value::List(list)) => list,
        _ => &[],
    }
}

fn names(value: Option<&Value>) -> &[NameText] {
    match value {
        Some(Value::Names(names)) => names,
        _ => &[],
    }
}

fn extra(value: Option<&Value>) -> &[Extra] {
    match value {
        Some(Value::Extra(extra)) => extra,
        _ => &[],
    }
}

/// Elements whose order says nothing: ours, without what went away there, with what is new there.
fn set<T: Clone + Eq + Hash>(base: &[T], theirs: &[T], ours: &[T]) -> Vec<T> {
    let was: HashSet<&T> = base.iter().collect();
    let is: HashSet<&T> = theirs.iter().collect();
    let here: HashSet<&T> = ours.iter().collect();
    let stay = ours.iter().filter(|one| !was.contains(one) || is.contains(one));
    let come = theirs.iter().filter(|one| !was.contains(one) && !here.contains(one));
    stay.chain(come).cloned().collect()
}

/// Elements in an order: both changes, if they are of different parts of the list.
fn sequence<T: Clone>(base: &[T], theirs: &[T], ours: &[T], same: impl Fn(&T, &T) -> bool) -> Option<Vec<T>> {
    let a = Part::new(base, theirs, &same);
    let b = Part::new(base, ours, &same);
    let (first, second) = if (a.start, a.end) <= (b.start, b.end) { (a, b) } else { (b, a) };
    // two insertions at one place have no order
    if first.end > second.start || (first.start, first.end) == (second.start, second.end) {
        return None;
    }
    let between = base.get(first.end..second.start)?;
    let parts = [base.get(..first.start)?, first.new, between, second.new, base.get(second.end..)?];
    Some(parts.concat())
}

/// The part of a list that was changed: what is before and behind it is the same.
struct Part<'a, T> {
    start: usize,
    end: usize,
    new: &'a [T],
}

impl<'a, T> Part<'a, T> {
    fn new(base: &[T], changed: &'a [T], same: &impl Fn(&T, &T) -> bool) -> Part<'a, T> {
        let start = base.iter().zip(changed).take_while(|(a, b)| same(a, b)).count();
        let most = base.len().min(changed.len()) - start;
        let behind =
            base.iter().rev().zip(changed.iter().rev()).take(most).take_while(|(a, b)| same(a, b)).count();
        let new = changed.get(start..changed.len() - behind).unwrap_or_default();
        Part { start, end: base.len() - behind, new }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(fields: &[(Field, &str)]) -> Source {
        let mut source = Source::new("k", Kind::Article);
        for (field, text) in fields {
            source.set(*field, Value::from_text(*field, text).unwrap());
        }
        source
    }

    /// The field's text after an update, and the texts of its conflicts.
    fn updated(field: Field, base: &str, theirs: &str, ours: &str) -> (String, Vec<String>) {
        let [base, theirs, ours] = [base, theirs, ours].map(|text| source(&[(field, text)]));
        let updated = update(&base, &theirs, &ours, "zotero.bib");
        let text = updated.source.get(field).map(plain).unwrap_or_default();
        (text, updated.source.conflicts().iter().map(|conflict| conflict.value.clone()).collect())
    }

    #[test]
    fn what_changed_on_one_side_is_taken_from_it() {
        for (field, base, theirs, ours, expected) in [
            (Field::Volume, "1", "2", "1", "2"),
            (Field::Volume, "1", "1", "2", "2"),
            (Field::Volume, "1", "2", "2", "2"),
            (Field::Volume, "", "2", "", "2"),
            (Field::Volume, "1", "", "1", ""),
            (Field::Volume, "1", "1", "", ""),
            (Field::Author, "Doe, Jane", "Doe, Jane and Roe, R.", "Jane Doe", "Doe, Jane and Roe, R."),
        ] {
            assert_eq!(
                updated(field, base, theirs, ours),
                (expected.to_owned(), vec![]),
                "{base} {theirs} {ours}"
            );
        }
    }

    #[test]
    fn what_changed_in_both_stays_and_theirs_is_a_conflict() {
        for (field, base, theirs, ours) in [
            (Field::Volume, "1", "2", "3"),
            (Field::Volume, "1", "2", ""),
            (Field::Volume, "", "2", "3"),
            (Field::Author, "Doe, Jane", "Roe, Richard", "Poe, Edgar"),
        ] {
            assert_eq!(updated(field, base, theirs, ours), (ours.to_owned(), vec![theirs.to_owned()]));
        }
        assert_eq!(updated(Field::Volume, "1", "", "3"), ("3".to_owned(), vec![]));
        // the same, otherwise spelled
        assert_eq!(updated(Field::Title, "A", "The Long Title", "The long title").1, Vec::<String>::new());
    }

    #[test]
    fn a_later_change_there_takes_the_place_of_the_one_before_in_conflicts() {
        let [a, b, c, ours] = ["1", "2", "3", "9"].map(|text| source(&[(Field::Volume, text)]));
        let first = update(&a, &b, &ours, "z");
        let second = update(&b, &c, &first.source, "z");
        let conflict = Conflict { field: "volume".into(), value: "3".into(), from: "z".into() };
        assert_eq!(second.source.conflicts(), [conflict]);
        assert_eq!(update(&c, &c, &second.source, "z").source, second.source);
    }

    #[test]
    fn lists_are_updated_by_their_elements() {
        for (field, base, theirs, ours, expected) in [
            (Field::Keywords, "a, b", "b, c", "a, b, d", "b, d, c"),
            (Field::Keywords, "a, b", "", "a, b, d", "d"),
            (Field::Keywords, "", "a, b", "b, d", "b, d, a"),
            (Field::Author, "A and B", "A and B and C", "Aa and B", "Aa and B and C"),
            (Field::Author, "A and B and C", "A and C", "A and B and Cc", "A and Cc"),
            (Field::Author, "A", "A and B", "Aa", "Aa and B"),
        ] {
            let [base, theirs, ours] = [base, theirs, ours].map(|text| source(&[(field, text)]));
            let updated = update(&base, &theirs, &ours, "z");
            let expected = Value::from_text(field, expected);
            assert_eq!((updated.source.get(field).cloned(), updated.conflicts), (expected, vec![]));
        }
        // who of two new ones comes first is not known
        assert_eq!(updated(Field::Author, "A", "A and B", "A and C").1, ["A and B"]);
    }

    #[test]
    fn fields_of_the_house_are_updated_as_others() {
        let source = |shelf: &str, tags: &[&str]| {
            let mut source = source(&[]);
            source.house.push(("shelf".into(), Value::Text(shelf.into())));
            source.house.push(("tags".into(), Value::List(tags.iter().map(|&tag| tag.into()).collect())));
            source.house.retain(|(_, value)| !value.is_empty());
            source
        };
        for (base, theirs, ours, expected, conflicts) in [
            (source("A", &["a"]), source("B", &["a"]), source("A", &["a"]), source("B", &["a"]), vec![]),
            (
                source("A", &["a"]),
                source("A", &["a", "b"]),
                source("C", &["a"]),
                source("C", &["a", "b"]),
                vec![],
            ),
            (source("A", &["a"]), source("", &[]), source("A", &["a"]), source("", &[]), vec![]),
            (source("A", &[]), source("B", &[]), source("C", &[]), source("C", &[]), vec!["B"]),
            (source("", &[]), source("B", &[]), source("", &["a"]), source("B", &["a"]), vec![]),
        ] {
            let updated = update(&base, &theirs, &ours, "z");
            let mut house = updated.source.house;
            house.sort_by(|a, b| a.0.cmp(&b.0));
            assert_eq!(house, expected.house);
            let found: Vec<&str> = updated.conflicts.iter().map(|conflict| conflict.value.as_str()).collect();
            assert_eq!(found, conflicts);
        }
    }

    #[test]
    fn a_kind_and_each_raw_field_is_updated_by_itself() {
        let mut base = source(&[]);
        let extra = |name: &str, value: &str| Extra {
            format: "bibtex".into(),
            name: name.into(),
            value: value.into(),
        };
        base.set(Field::Extra, Value::Extra(vec![extra("a", "1"), extra("b", "1")]));
        let (mut theirs, mut ours) = (base.clone(), base.clone());
        theirs.kind = Kind::Book;
        theirs.set(Field::Extra, Value::Extra(vec![extra("a", "2"), extra("b", "2")]));
        ours.set(Field::Extra, Value::Extra(vec![extra("a", "1"), extra("b", "3"), extra("c", "1")]));
        let updated = update(&base, &theirs, &ours, "z");
        assert_eq!(updated.source.kind, Kind::Book);
        assert_eq!(updated.source.extra(), [extra("a", "2"), extra("b", "3"), extra("c", "1")]);
        assert_eq!(updated.conflicts[0].field, "extra.bibtex.b");
    }
}
