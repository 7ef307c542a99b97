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
}
