//! A source as JSON, and its parts in short for people.

use crate::{
    diagnostic::Place,
    model::{
        Name, Source, Value,
        text::{plain, visible},
    },
};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use std::{borrow::Cow, collections::BTreeMap, fmt::Write};

/// A source as JSON: `key`, `type`, its fields under their TOML names, `path` and `line`. Arrays stay arrays, names are
/// strings.
pub struct Json<'a> {
    /// The source.
    pub source: &'a Source,
    /// Where it stands.
    pub place: Place,
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("key", &self.source.key)?;
        map.serialize_entry("type", self.source.kind.name())?;
        for (field, value) in self.source.fields() {
            map.serialize_entry(field.name(), &JsonValue(value))?;
        }
        for (name, value) in &self.source.house {
            map.serialize_entry(name, &JsonValue(value))?;
        }
        map.serialize_entry("path", &self.place.path)?;
        map.serialize_entry("line", &self.place.line)?;
        map.end()
    }
}

/// JSON for a terminal: all that acts on one is escaped, and it is the same JSON.
pub fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || matches!(visible(c.encode_utf8(&mut [0; 4])), Cow::Borrowed(_)) {
            text.push(c);
        } else {
            // What acts is in the basic plane, and stands in strings only.
            let _ = write!(text, "\\u{:04x}", u32::from(c));
        }
    }
    text
}

/// A value as JSON: what [`Json`] has under the field's name.
pub(super) struct JsonValue<'a>(pub(super) &'a Value);

impl Serialize for JsonValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(list) => list.serialize(serializer),
            Value::Names(names) => {
                let mut seq = serializer.serialize_seq(Some(names.len()))?;
                for name in names {
                    match name {
                        crate::model::NameText::Text(text) => seq.serialize_element(text)?,
                        table @ crate::model::NameText::Table(_) => {
                            seq.serialize_element(&table.read().to_string())?;
                        }
                    }
                }
                seq.end()
            }
            Value::Related(all) => {
                let mut seq = serializer.serialize_seq(Some(all.len()))?;
                for related in all {
                    let parts =
                        [("key", &related.key), ("type", &related.relation), ("string", &related.string)];
                    let said = parts.into_iter().filter(|(_, text)| !text.is_empty());
                    seq.serialize_element(&said.collect::<BTreeMap<_, _>>())?;
                }
                seq.end()
            }
            Value::Reasons(reasons) => serializer.collect_map(reasons.iter().map(|(what, why)| (what, why))),
            Value::Conflicts(conflicts) => {
                let mut fields: BTreeMap<&str, Vec<BTreeMap<&str, &str>>> = BTreeMap::new();
                for conflict in conflicts {
                    let one = BTreeMap::from([("value", &*conflict.value), ("from", &*conflict.from)]);
                    fields.entry(&conflict.field).or_default().push(one);
                }
                fields.serialize(serializer)
            }
            Value::Extra(extra) => {
                let mut formats: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
                for raw in extra {
                    formats.entry(&raw.format).or_default().insert(&raw.name, &raw.value);
                }
                formats.serialize(serializer)
            }
        }
    }
}

/// Names in short, without marks: `Vaswani et al.`, `Card and Mackinlay`.
pub fn short(names: &[Name]) -> String {
    let family = |name: &Name| match name {
        Name::Person(person) => {
            let particle = &person.non_dropping_particle;
            let family = if person.family.is_empty() { &person.given } else { &person.family };
            plain(&format!("{particle}{}{family}", if particle.is_empty() { "" } else { " " }))
        }
        Name::Literal(name) => plain(name),
        Name::Others => "et al.".to_owned(),
    };
    match names {
        [] => String::new(),
        [one] => family(one),
        [one, Name::Others] => format!("{} et al.", family(one)),
        [one, two] => format!("{} and {}", family(one), family(two)),
        [one, ..] => format!("{} et al.", family(one)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Conflict, Extra, Field, Kind, Person, Related};

    #[test]
    fn a_source_is_json() {
        let mut source = Source::new("a", Kind::Book);
        let text = |text: &str| text.to_owned();
        source.set(Field::Title, Value::Text(text("A \"b\"\n")));
        source.set(Field::Author, Value::Names(vec!["Doe, Jane".into(), "{ACM}".into()]));
        source.set(Field::Keywords, Value::List(vec![text("x")]));
        let related = Related { key: text("b"), relation: text("reviewof"), string: String::new() };
        source.set(Field::Related, Value::Related(vec![related]));
        source.set(Field::Allow, Value::Reasons(vec![(text("missing-doi"), text("none"))]));
        let conflict = Conflict { field: text("year"), value: text("2017"), from: text("c") };
        source.set(Field::Conflicts, Value::Conflicts(vec![conflict]));
        let extra = Extra { format: text("ris"), name: text("T2"), value: text("v") };
        source.set(Field::Extra, Value::Extra(vec![extra]));
        let json = Json { source: &source, place: Place::file("bib/a.toml") };
        let expected = r#"{"key":"a","type":"book","title":"A \"b\"\n","author":["Doe, Jane","{ACM}"],"keywords":["x"],"related":[{"key":"b","type":"reviewof"}],"allow":{"missing-doi":"none"},"conflicts":{"year":[{"from":"c","value":"2017"}]},"extra":{"ris":{"T2":"v"}},"path":"bib/a.toml","line":1}"#;
        assert_eq!(serde_json::to_string(&json).unwrap(), expected);
    }

    #[test]
    fn json_on_a_terminal_is_the_same_json() {
        let value = serde_json::json!({"a": "b\u{9b}31m\u{7f}\u{202e}\n\"é"});
        let text = escaped(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!text.contains(['\u{9b}', '\u{7f}', '\u{202e}']), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn names_are_short() {
        let person = |family: &str, given: &str| {
            Name::Person(Person { family: family.into(), given: given.into(), ..Person::default() })
        };
        let (a, b, c) = (person("A", "x"), person("B", "y"), Name::Literal("C".into()));
        for (names, expected) in [
            (vec![], ""),
            (vec![c.clone()], "C"),
            (vec![person("", "{Plato}")], "Plato"),
            (vec![a.clone(), b.clone()], "A and B"),
            (vec![a.clone(), Name::Others], "A et al."),
            (vec![a, b, c], "A et al."),
        ] {
            assert_eq!(short(&names), expected);
        }
    }
}
