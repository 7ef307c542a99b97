//! Sources and values → canonical TOML.
//!
//! Fields stand in the table's order; strings in the shortest spelling that needs no escapes; a list on one line if
//! it fits, else an element a line; `conflicts` and `extra` as tables of their own below.

use super::node::Node;
use crate::model::{Field, Shape, Source, Value, text::acts};
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
    if key.chars().any(acts) {
        return format!("\"{}\"", escaped(key, ' '));
    }
    toml_edit::Key::new(key).display_repr().into_owned()
}

/// The value of the field of that name, as it stands after `=`.
pub fn value(name: &str, value: &Value) -> String {
    value_of(name, &Node::of(name, value))
}

/// The same for a node.
pub(super) fn value_of(name: &str, node: &Node) -> String {
    spelled(Some(name), name.len() + " = ".len(), node)
}

/// A node as it stands after `=`, at column `indent`; of the field of that name, if it is all of one.
pub(super) fn spelled(field: Option<&str>, indent: usize, node: &Node) -> String {
    let shape = field.and_then(Field::from_name).map(Field::shape);
    match node {
        Node::List(items) => match items.as_slice() {
            [one] if shape == Some(Shape::TextList) => one.inline(),
            items => array(indent, items.iter().map(Node::inline)),
        },
        node => node.inline(),
    }
}

/// Whether a field is written as a table of its own, below the source's lines.
pub(super) fn is_block(field: Field) -> bool {
    matches!(field.shape(), Shape::Conflicts | Shape::Extra)
}

/// `conflicts` or `extra` as tables of their own, a blank line above each.
pub(super) fn block(source: &str, field: Field, value: &Value) -> String {
    block_of(source, field, &Node::of(field.name(), value))
}

/// The same for a node.
pub(super) fn block_of(source: &str, field: Field, node: &Node) -> String {
    match node {
        Node::Table(formats) if field.shape() == Shape::Extra => {
            formats.iter().map(|(format, node)| table(&[source, field.name(), format], node)).collect()
        }
        node => table(&[source, field.name()], node),
    }
}

/// A table with a header, a blank line above it.
pub(super) fn table(path: &[&str], node: &Node) -> String {
    let path: Vec<String> = path.iter().map(|name| key(name)).collect();
    format!("\n[{}]\n{}", path.join("."), lines(node))
}

/// What a table holds, a line each.
pub(super) fn lines(node: &Node) -> String {
    let Node::Table(pairs) = node else { return String::new() };
    let mut text = String::new();
    for (name, node) in pairs {
        let name = key(name);
        line(&mut text, &name, &spelled(None, name.len() + " = ".len(), node));
    }
    text
}

/// A list on one line, or with a line an element if that is too long.
pub(super) fn array(indent: usize, items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    let one_line = format!("[{}]", items.join(", "));
    if items.len() < 2 || is_short(indent, &one_line) {
        return one_line;
    }
    let mut text = String::from("[\n");
    for item in items {
        let _ = writeln!(text, "  {item},");
    }
    text.push(']');
    text
}

/// Whether a list may stand on one line.
pub(super) fn is_short(indent: usize, one_line: &str) -> bool {
    indent + one_line.chars().count() <= WIDTH
}

/// A string in TOML's own spelling: `"..."`, `'...'` where that saves escapes, `"""` for several lines. What acts on a
/// terminal, or turns the direction of writing, is written as an escape: as it is nobody could see it.
pub(super) fn string(text: &str) -> String {
    match text.contains('\n') {
        _ if !text.chars().any(hides) => toml_edit::Value::from(text).to_string(),
        true => format!("\"\"\"\n{}\"\"\"", escaped(text, '\n')),
        false => format!("\"{}\"", escaped(text, ' ')),
    }
}

/// Whether a character may not stand in a string as it is.
fn hides(c: char) -> bool {
    !matches!(c, '\n' | '\t') && acts(c)
}

/// What stands between quotes for a text, nothing in it hidden; `plain` is no escape.
fn escaped(text: &str, plain: char) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if c == plain => out.push(c),
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if !hides(c) => out.push(c),
            c => match u32::from(c) {
                code @ ..=0xffff => _ = write!(out, "\\u{code:04X}"),
                code => _ = write!(out, "\\U{code:08X}"),
            },
        }
    }
    out
}

fn line(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "{name} = {value}");
}
