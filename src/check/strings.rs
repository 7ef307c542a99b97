//! The strings of a source, whatever they stand in: for rules about characters.

use super::{Looked, finding::set};
use crate::{
    diagnostic::Edit,
    model::{Field, Name, NameText, Person, Shape, Value},
};

/// The fields of a source that pass, with a string of each that is wrong.
pub(super) fn wrong<'l>(
    looked: &'l Looked<'_>,
    passes: fn(Field) -> bool,
    is_wrong: impl Fn(Field, &str) -> bool,
) -> impl Iterator<Item = (Field, &'l str)> {
    let fields = looked.source.fields().filter(move |(field, _)| passes(*field));
    fields.filter_map(move |(field, value)| Some((field, first(value, &|text| is_wrong(field, text))?)))
}

/// Whether any string of a field is so.
pub(super) fn any(looked: &Looked<'_>, field: Field, is_so: impl Fn(&str) -> bool) -> bool {
    looked.source.get(field).is_some_and(|value| first(value, &is_so).is_some())
}

/// The edit that changes the strings of a field; those stay of which `change` gives nothing. `None` if all do.
pub(super) fn change(
    looked: &Looked<'_>,
    field: Field,
    change: impl Fn(&str) -> Option<String>,
) -> Option<Edit> {
    let value = looked.source.get(field)?;
    let changed = |text: &str| change(text).unwrap_or_else(|| text.to_owned());
    let new = match value {
        Value::Text(text) => Value::Text(changed(text)),
        Value::List(list) => Value::List(list.iter().map(|text| changed(text)).collect()),
        Value::Names(names) => Value::Names(names.iter().map(|name| renamed(name, &changed)).collect()),
        _ => return None,
    };
    (new != *value).then(|| set(looked.source, field, new))
}

/// Fields that people read: titles, notes, names and the like.
pub(super) fn is_prose(field: Field) -> bool {
    matches!(field.shape(), Shape::Text | Shape::TextList | Shape::Names | Shape::Literal) && !is_exact(field)
}

/// Fields whose every byte counts: keys of other sources, paths, code.
pub(super) fn is_exact(field: Field) -> bool {
    use Field as F;
    matches!(
        field,
        F::File | F::Execute | F::Ids | F::Crossref | F::Xref | F::Xdata | F::Entryset | F::Options
    ) || matches!(field, F::Langidopts | F::Verba | F::Verbb | F::Verbc)
}

fn first<'v>(value: &'v Value, wrong: &dyn Fn(&str) -> bool) -> Option<&'v str> {
    match value {
        Value::Text(text) => Some(text.as_str()).filter(|text| wrong(text)),
        Value::List(list) => list.iter().map(String::as_str).find(|text| wrong(text)),
        Value::Names(names) => names.iter().find_map(|name| match name {
            NameText::Text(text) => Some(text.as_str()).filter(|text| wrong(text)),
            NameText::Table(name) => match name.as_ref() {
                Name::Person(person) => parts(person).into_iter().find(|text| wrong(text)),
                Name::Literal(name) => Some(name.as_str()).filter(|text| wrong(text)),
                Name::Others => None,
            },
        }),
        _ => None,
    }
}

fn parts(person: &Person) -> [&str; 5] {
    let Person { family, given, non_dropping_particle, dropping_particle, suffix, .. } = person;
    [family, given, non_dropping_particle, dropping_particle, suffix]
}

fn renamed(name: &NameText, changed: &dyn Fn(&str) -> String) -> NameText {
    match name {
        NameText::Text(text) => NameText::Text(changed(text)),
        NameText::Table(name) => NameText::Table(Box::new(match name.as_ref() {
            Name::Person(person) => Name::Person(Person {
                family: changed(&person.family),
                given: changed(&person.given),
                non_dropping_particle: changed(&person.non_dropping_particle),
                dropping_particle: changed(&person.dropping_particle),
                suffix: changed(&person.suffix),
                orcid: person.orcid.clone(),
            }),
            Name::Literal(name) => Name::Literal(changed(name)),
            Name::Others => Name::Others,
        })),
    }
}
