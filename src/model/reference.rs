//! The keys of other sources that a source names: parents, members of a set, related works, works it is not.

use super::{Field, Source, Value};

/// The keys that a source names, each with the field that names it, in canonical order.
pub fn references(source: &Source) -> impl Iterator<Item = (Field, &str)> {
    source.fields().flat_map(|(field, value)| {
        let keys: Vec<&str> = match (field, value) {
            (Field::Crossref | Field::Xref, Value::Text(key)) => vec![key],
            (Field::Xdata | Field::Entryset, Value::List(keys)) => keys.iter().map(String::as_str).collect(),
            (Field::Related, Value::Related(related)) => related.iter().map(|r| r.key.as_str()).collect(),
            (Field::Distinct, Value::Reasons(reasons)) => {
                reasons.iter().map(|(key, _)| key.as_str()).collect()
            }
            _ => Vec::new(),
        };
        keys.into_iter().map(move |key| (field, key))
    })
}

/// The fields of a source that name the key `from`, with `to` in its place. What comes to stand there twice stands
/// there once; two reasons of a `distinct` become one text.
pub fn repoint(source: &Source, from: &str, to: &str) -> Vec<(Field, Value)> {
    let mut fields: Vec<Field> =
        references(source).filter(|(_, key)| *key == from).map(|(field, _)| field).collect();
    fields.dedup();
    let values = fields.into_iter().filter_map(|field| Some((field, source.get(field)?)));
    values.map(|(field, value)| (field, pointed(value, from, to))).collect()
}

fn pointed(value: &Value, from: &str, to: &str) -> Value {
    let changed = |key: &str| if key == from { to.to_owned() } else { key.to_owned() };
    match value {
        Value::Text(key) => Value::Text(changed(key)),
        Value::List(keys) => Value::List(unique(keys.iter().map(|key| changed(key)))),
        Value::Related(all) => Value::Related(unique(all.iter().map(|related| {
            let mut related = related.clone();
            related.key = changed(&related.key);
            related
        }))),
        Value::Reasons(all) => {
            let mut reasons: Vec<(String, String)> = Vec::with_capacity(all.len());
            for (key, why) in all {
                let key = changed(key);
                match reasons.iter_mut().find(|(other, _)| *other == key) {
                    Some((_, said)) if said != why => *said = format!("{said}; {why}"),
                    Some(_) => {}
                    None => reasons.push((key, why.clone())),
                }
            }
            reasons.sort();
            Value::Reasons(reasons)
        }
        Value::Names(_) | Value::Conflicts(_) | Value::Extra(_) => value.clone(),
    }
}

/// The first of each, in order.
fn unique<T: Clone + Eq + std::hash::Hash>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = std::collections::HashSet::new();
    all.filter(|one| seen.insert(one.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Related};

    fn source() -> Source {
        let mut source = Source::new("x", Kind::Inbook);
        let related = |key: &str| Related { key: key.into(), ..Related::default() };
        source.set(Field::Crossref, Value::Text("a".into()));
        source.set(Field::Xdata, Value::List(vec!["b".into(), "a".into(), "c".into()]));
        source.set(Field::Related, Value::Related(vec![related("a"), related("b")]));
        source.set(
            Field::Distinct,
            Value::Reasons(vec![("a".into(), "one".into()), ("b".into(), "two".into())]),
        );
        source.set(Field::Title, Value::Text("a".into()));
        source
    }

    #[test]
    fn references_are_found() {
        let source = source();
        let found: Vec<String> = references(&source).map(|(field, key)| format!("{field} {key}")).collect();
        let expected = [
            "crossref a",
            "xdata b",
            "xdata a",
            "xdata c",
            "related a",
            "related b",
            "distinct a",
            "distinct b",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn references_follow_and_meet() {
        let mut source = source();
        for (field, value) in repoint(&source.clone(), "a", "b") {
            source.set(field, value);
        }
        assert_eq!(source.text(Field::Crossref), Some("b"));
        assert_eq!(source.list(Field::Xdata), ["b", "c"]);
        assert_eq!(source.related().len(), 1);
        assert_eq!(source.reasons(Field::Distinct), [("b".to_owned(), "one; two".to_owned())]);
        assert_eq!(source.text(Field::Title), Some("a"));
        assert_eq!(repoint(&source, "a", "b"), []);
    }
}
