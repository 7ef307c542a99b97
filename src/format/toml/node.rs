//! A value without its spelling: strings, lists and tables. What is to be written and what stands in a file are compared
//! as nodes, so that only what differs in meaning is written anew.

use super::print;
use crate::model::{Conflict, Extra, Field, Name, NameText, Related, Value};

/// A value without its spelling.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// A string.
    Text(String),
    /// A scalar that is no string, as it is spelled; no value of ours is one.
    Scalar(String),
    /// An array.
    List(Vec<Node>),
    /// A table; the order of its keys is for printing and means nothing.
    Table(Vec<(String, Node)>),
}

impl Node {
    /// The node that the value of the field of that name is.
    pub(super) fn of(field: &str, value: &Value) -> Node {
        match value {
            Value::Text(text) => Node::text(text),
            Value::List(list) => Node::List(list.iter().map(|text| Node::text(text)).collect()),
            Value::Names(names) => Node::List(names.iter().map(name).collect()),
            Value::Related(related) => {
                let one = |related: &Related| {
                    let parts =
                        [("key", &related.key), ("type", &related.relation), ("string", &related.string)];
                    Node::parts(parts.into_iter().filter(|(_, text)| !text.is_empty()))
                };
                Node::List(related.iter().map(one).collect())
            }
            // without a reason, the rules alone
            Value::Reasons(reasons)
                if field == Field::Allow.name()
                    && !reasons.is_empty()
                    && reasons.iter().all(|(_, why)| why.is_empty()) =>
            {
                Node::List(reasons.iter().map(|(name, _)| Node::text(name)).collect())
            }
            Value::Reasons(reasons) => {
                Node::parts(reasons.iter().map(|(name, reason)| (name.as_str(), reason)))
            }
            Value::Conflicts(conflicts) => {
                let item =
                    |one: &Conflict| Node::parts([("value", &one.value), ("from", &one.from)].into_iter());
                let items = groups(conflicts.iter().map(|one| (one.field.as_str(), item(one))));
                Node::Table(items.into_iter().map(|(field, items)| (field, Node::List(items))).collect())
            }
            Value::Extra(extra) => {
                let pair = |one: &Extra| (one.name.clone(), Node::text(&one.value));
                let pairs = groups(extra.iter().map(|one| (one.format.as_str(), pair(one))));
                Node::Table(pairs.into_iter().map(|(format, pairs)| (format, Node::Table(pairs))).collect())
            }
        }
    }

    /// The node that a value in a file is; `None` if it is no TOML. Lines in strings end with LF, whatever the file's do.
    pub(super) fn parse(value: &str) -> Option<Node> {
        Some(Node::read(&value.trim().replace("\r\n", "\n").parse().ok()?))
    }

    /// The node that a table or value of a document is.
    pub(super) fn of_item(item: &toml_edit::Item) -> Option<Node> {
        let table = |table: &toml_edit::Table| {
            let pairs = table.iter().map(|(name, item)| Some((name.to_owned(), Node::of_item(item)?)));
            Some(Node::Table(pairs.collect::<Option<_>>()?))
        };
        match item {
            toml_edit::Item::None => None,
            toml_edit::Item::Value(value) => Some(Node::read(value)),
            toml_edit::Item::Table(below) => table(below),
            toml_edit::Item::ArrayOfTables(all) => {
                Some(Node::List(all.iter().map(table).collect::<Option<_>>()?))
            }
        }
    }

    /// In one line: a string, `[...]` or `{ ... }`.
    pub(super) fn inline(&self) -> String {
        match self {
            Node::Text(text) => print::string(text),
            Node::Scalar(spelled) => spelled.clone(),
            Node::List(items) => {
                format!("[{}]", items.iter().map(Node::inline).collect::<Vec<_>>().join(", "))
            }
            Node::Table(pairs) if pairs.is_empty() => "{}".to_owned(),
            Node::Table(pairs) => {
                format!("{{ {} }}", joined(pairs.iter().map(|(name, node)| (name, node.inline()))))
            }
        }
    }

    /// A text that two nodes share exactly if they mean the same.
    pub(super) fn meaning(&self) -> String {
        match self {
            Node::Text(_) | Node::Scalar(_) => self.inline(),
            Node::List(items) => {
                format!("[{}]", items.iter().map(Node::meaning).collect::<Vec<_>>().join(", "))
            }
            Node::Table(pairs) => {
                let mut sorted: Vec<(&String, String)> =
                    pairs.iter().map(|(name, node)| (name, node.meaning())).collect();
                sorted.sort();
                format!("{{{}}}", joined(sorted.into_iter()))
            }
        }
    }

    fn text(text: &str) -> Node {
        Node::Text(text.to_owned())
    }

    fn parts<'t>(parts: impl Iterator<Item = (&'t str, &'t String)>) -> Node {
        Node::Table(parts.map(|(name, text)| (name.to_owned(), Node::text(text))).collect())
    }

    /// No deeper than the parser lets values be (80 levels).
    fn read(value: &toml_edit::Value) -> Node {
        match value {
            toml_edit::Value::String(text) => Node::text(text.value()),
            toml_edit::Value::Array(array) => Node::List(array.iter().map(Node::read).collect()),
            toml_edit::Value::InlineTable(table) => {
                Node::Table(table.iter().map(|(name, value)| (name.to_owned(), Node::read(value))).collect())
            }
            other => Node::Scalar(other.to_string().trim().to_owned()),
        }
    }
}

/// Items by name, in the order of the names' first mention.
fn groups<'t, T>(items: impl Iterator<Item = (&'t str, T)>) -> Vec<(String, Vec<T>)> {
    let mut groups: Vec<(String, Vec<T>)> = Vec::new();
    for (name, item) in items {
        // those of one name mostly stand together
        match groups.iter_mut().rfind(|(own, _)| own == name) {
            Some((_, items)) => items.push(item),
            None => groups.push((name.to_owned(), vec![item])),
        }
    }
    groups
}

fn joined<'t>(pairs: impl Iterator<Item = (&'t String, String)>) -> String {
    pairs.map(|(name, value)| format!("{} = {value}", print::key(name))).collect::<Vec<_>>().join(", ")
}

fn name(name: &NameText) -> Node {
    let name = match name {
        NameText::Text(text) => return Node::text(text),
        NameText::Table(name) => name,
    };
    match name.as_ref() {
        Name::Others => Node::text("others"),
        Name::Literal(literal) => Node::parts([("name", literal)].into_iter()),
        Name::Person(person) => {
            let values = [
                &person.family,
                &person.given,
                &person.non_dropping_particle,
                &person.dropping_particle,
                &person.suffix,
                &person.orcid,
            ];
            let parts = super::read::NAME_PARTS.into_iter().zip(values);
            Node::parts(parts.filter(|(_, text)| !text.is_empty()))
        }
    }
}
