//! Sources and values → canonical TOML.
//!
//! Fields stand in the table's order; strings in the shortest spelling that needs no escapes; a list on one line if
//! it fits, else an element a line; `conflicts` and `extra` as tables of their own below.

use super::read::NAME_PARTS;
use crate::model::{Field, Name, NameText, Shape, Source, Value};
use std::fmt::Write as _;

/// The longest line of a list, in characters; a longer list takes a line an element. Taste: what a review shows.
const WIDTH: usize = 100;

/// A source as canonical TOML, ends with a line feed.
pub fn print(source: &Source) -> String {
    let header = key(&source.key);
    let mut text = format!("[{header}]\n");
    let unknown = source.house.iter().any(|(name, _)| name == Field::Type.name());
    if !unknown {
        line(&mut text, "type", &string(source.kind.name()));
    }
    for (field, value) in source.fields().filter(|(field, _)| !is_block(*field)) {
        line(&mut text, field.name(), &self::value(field.name(), value));
    }
    for (name, value) in &source.house {
        line(&mut text, &key(name), &self::value(name, value));
    }
    for (field, value) in source.fields().filter(|(field, _)| is_block(*field)) {
        text.push_str(&block(&source.key, field, value));
    }
    text
}

/// A key as TOML writes it: bare if it can be, else quoted.
pub fn key(key: &str) -> String {
    toml_edit::Key::new(key).display_repr().into_owned()
}

/// The value of the field of that name, as it stands after `=`.
pub fn value(name: &str, value: &Value) -> String {
    let indent = name.len() + " = ".len();
    match value {
        Value::Text(text) => string(text),
        Value::List(list) => match list.as_slice() {
            [one] if Field::from_name(name).is_some_and(|field| field.shape() == Shape::TextList) => {
                string(one)
            }
            list => array(indent, list.iter().map(|text| string(text))),
        },
        Value::Names(names) => array(indent, names.iter().map(self::name)),
        Value::Related(related) => array(
            indent,
            related.iter().map(|related| {
                let parts = [("key", &related.key), ("type", &related.relation), ("string", &related.string)];
                inline(parts.into_iter().filter(|(_, text)| !text.is_empty()))
            }),
        ),
        Value::Reasons(reasons) => inline(reasons.iter().map(|(name, reason)| (name.as_str(), reason))),
        Value::Conflicts(_) | Value::Extra(_) => String::new(),
    }
}

/// Whether a field is written as a table of its own, below the source's lines.
pub(super) fn is_block(field: Field) -> bool {
    matches!(field.shape(), Shape::Conflicts | Shape::Extra)
}

/// `conflicts` or `extra` as tables of their own, a blank line above each.
pub(super) fn block(source: &str, field: Field, value: &Value) -> String {
    let source = key(source);
    let mut text = String::new();
    match value {
        Value::Conflicts(conflicts) => {
            let _ = write!(text, "\n[{source}.{field}]\n");
            for group in conflicts.chunk_by(|a, b| a.field == b.field) {
                let Some(first) = group.first() else { continue };
                let name = key(&first.field);
                let items =
                    group.iter().map(|c| inline([("value", &c.value), ("from", &c.from)].into_iter()));
                line(&mut text, &name, &array(name.len() + 3, items));
            }
        }
        Value::Extra(extra) => {
            for group in extra.chunk_by(|a, b| a.format == b.format) {
                let Some(first) = group.first() else { continue };
                let _ = write!(text, "\n[{source}.{field}.{}]\n", key(&first.format));
                for extra in group {
                    line(&mut text, &key(&extra.name), &string(&extra.value));
                }
            }
        }
        _ => {}
    }
    text
}

/// A string in TOML's own spelling: `"..."`, `'...'` where that saves escapes, `"""` for several lines.
pub(super) fn string(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

fn line(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "{name} = {value}");
}

fn name(name: &NameText) -> String {
    let name = match name {
        NameText::Text(text) => return string(text),
        NameText::Table(name) => name,
    };
    match name.as_ref() {
        Name::Others => string("others"),
        Name::Literal(literal) => inline([("name", literal)].into_iter()),
        Name::Person(person) => {
            let values = [
                &person.family,
                &person.given,
                &person.non_dropping_particle,
                &person.dropping_particle,
                &person.suffix,
                &person.orcid,
            ];
            inline(NAME_PARTS.into_iter().zip(values).filter(|(_, text)| !text.is_empty()))
        }
    }
}

fn inline<'a>(pairs: impl Iterator<Item = (&'a str, &'a String)>) -> String {
    let pairs: Vec<String> = pairs.map(|(name, text)| format!("{} = {}", key(name), string(text))).collect();
    if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) }
}

fn array(indent: usize, items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    let one_line = format!("[{}]", items.join(", "));
    if items.len() < 2 || indent + one_line.chars().count() <= WIDTH {
        return one_line;
    }
    let mut text = String::from("[\n");
    for item in items {
        let _ = writeln!(text, "  {item},");
    }
    text.push(']');
    text
}
