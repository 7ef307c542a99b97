//! Fields in `custom`, the schema's object for what has no variable: under their TOML names, as the values look in TOML.

use crate::model::{Conflict, Extra, Name, NameText, Person, Related, Shape, Value};
use serde_json::{Map, Value as Json, json};

/// A value as JSON.
pub(super) fn write(value: &Value) -> Json {
    match value {
        Value::Text(text) => json!(text),
        Value::List(list) => json!(list),
        Value::Names(names) => names.iter().map(name).collect(),
        Value::Related(related) => related
            .iter()
            .map(|r| object([("key", &r.key), ("type", &r.relation), ("string", &r.string)]))
            .collect(),
        Value::Reasons(reasons) => reasons.iter().map(|(what, why)| (what.clone(), json!(why))).collect(),
        Value::Conflicts(conflicts) => conflicts
            .iter()
            .map(|c| object([("field", &c.field), ("value", &c.value), ("from", &c.from)]))
            .collect(),
        Value::Extra(extra) => {
            let mut formats = Map::new();
            for extra in extra {
                let format = formats.entry(extra.format.clone()).or_insert_with(|| json!({}));
                if let Json::Object(fields) = format {
                    fields.insert(extra.name.clone(), json!(extra.value));
                }
            }
            Json::Object(formats)
        }
    }
}

/// A value of that shape from JSON; `None` if it does not look like one.
pub(super) fn read(shape: Shape, json: &Json) -> Option<Value> {
    let value = match shape {
        Shape::Kind => return None,
        Shape::Text | Shape::Literal | Shape::Verbatim | Shape::Range | Shape::Date => {
            Value::Text(json.as_str()?.to_owned())
        }
        Shape::TextList | Shape::WordList => Value::List(list(json, |item| Some(item.as_str()?.to_owned()))?),
        Shape::Names => Value::Names(list(json, read_name)?),
        Shape::Related => Value::Related(list(json, |item| {
            let [key, relation, string] = members(item, ["key", "type", "string"])?;
            Some(Related { key, relation, string })
        })?),
        Shape::Reasons => {
            let reasons = json.as_object()?.iter();
            Value::Reasons(
                reasons
                    .map(|(what, why)| Some((what.clone(), why.as_str()?.to_owned())))
                    .collect::<Option<_>>()?,
            )
        }
        Shape::Conflicts => Value::Conflicts(list(json, |item| {
            let [field, value, from] = members(item, ["field", "value", "from"])?;
            Some(Conflict { field, value, from })
        })?),
        Shape::Extra => {
            let mut extras = Vec::new();
            for (format, fields) in json.as_object()? {
                for (name, value) in fields.as_object()? {
                    let (format, name) = (format.clone(), name.clone());
                    extras.push(Extra { format, name, value: value.as_str()?.to_owned() });
                }
            }
            Value::Extra(extras)
        }
    };
    (!value.is_empty()).then_some(value)
}

/// The parts of a name in a table, under their TOML names.
const PARTS: [&str; 6] = ["family", "given", "non-dropping-particle", "dropping-particle", "suffix", "orcid"];

fn name(name: &NameText) -> Json {
    match name {
        NameText::Text(text) => json!(text),
        NameText::Table(name) => match name.as_ref() {
            Name::Others => json!("others"),
            Name::Literal(name) => json!({ "name": name }),
            Name::Person(p) => {
                let parts = [
                    &p.family,
                    &p.given,
                    &p.non_dropping_particle,
                    &p.dropping_particle,
                    &p.suffix,
                    &p.orcid,
                ];
                PARTS
                    .into_iter()
                    .zip(parts)
                    .filter(|(_, part)| !part.is_empty())
                    .map(|(name, part)| (name.to_owned(), json!(part)))
                    .collect()
            }
        },
    }
}

fn read_name(json: &Json) -> Option<NameText> {
    if let Some(text) = json.as_str() {
        return Some(NameText::from(text));
    }
    if let Some(name) = json.get("name") {
        return Some(NameText::Table(Box::new(Name::Literal(name.as_str()?.to_owned()))));
    }
    let [family, given, non_dropping_particle, dropping_particle, suffix, orcid] = members(json, PARTS)?;
    let person = Person { family, given, non_dropping_particle, dropping_particle, suffix, orcid };
    Some(NameText::Table(Box::new(Name::Person(person))))
}

fn object<const N: usize>(members: [(&str, &String); N]) -> Json {
    let members = members.into_iter().filter(|(_, value)| !value.is_empty());
    members.map(|(name, value)| (name.to_owned(), json!(value))).collect()
}

fn list<T>(json: &Json, read: impl Fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    json.as_array()?.iter().map(read).collect()
}

/// The members of an object that has no others; what is missing is empty.
fn members<const N: usize>(json: &Json, names: [&str; N]) -> Option<[String; N]> {
    let object = json.as_object()?;
    if object.iter().any(|(name, value)| !names.contains(&name.as_str()) || !value.is_string()) {
        return None;
    }
    Some(names.map(|name| object.get(name).and_then(Json::as_str).unwrap_or_default().to_owned()))
}
