//! Three values into one: texts as a whole, tables key by key, lists item by item.

use super::{super::node::Node, three};
use crate::model::{Field, Shape};
use std::collections::{HashMap, HashSet};

/// What a value is to be if contradictions are decided for ours, and if they are for theirs; the same if there are none.
pub(super) type Both = [Option<Node>; 2];

/// Whether two values mean the same.
pub(super) fn same(a: Option<&Node>, b: Option<&Node>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.meaning() == b.meaning(),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// A field's value as it is merged: where a list may be a single string or table, a list; where a table of reasons may be a
/// list of names, a table.
pub(super) fn normal(field: &str, node: &Node) -> Node {
    let shape = Field::from_name(field).map(Field::shape);
    match node {
        Node::Text(_) if matches!(shape, Some(Shape::Names | Shape::TextList | Shape::WordList)) => {
            Node::List(vec![node.clone()])
        }
        // a person in parts is one item, no table of independent values
        Node::Table(_) if matches!(shape, Some(Shape::Names | Shape::Related)) => {
            Node::List(vec![node.clone()])
        }
        Node::List(items) if field == Field::Allow.name() => {
            without_reasons(items).unwrap_or_else(|| node.clone())
        }
        node => node.clone(),
    }
}

/// The table that a list of names is; `None` if something in it is no name.
fn without_reasons(items: &[Node]) -> Option<Node> {
    let pair = |item: &Node| match item {
        Node::Text(name) => Some((name.clone(), Node::Text(String::new()))),
        _ => None,
    };
    Some(Node::Table(items.iter().map(pair).collect::<Option<_>>()?))
}

/// The fields of a source merged, those of `field` names and lists of texts in their order.
pub(super) fn field(name: &str, base: Option<&Node>, ours: Option<&Node>, theirs: Option<&Node>) -> Both {
    let of = |node: Option<&Node>| node.map(|node| normal(name, node));
    let (base, ours, theirs) = (of(base), of(ours), of(theirs));
    let field = Field::from_name(name);
    if field == Some(Field::Related)
        && let Some(merged) = keyed(base.as_ref(), ours.as_ref(), theirs.as_ref())
    {
        return merged;
    }
    let ordered = matches!(field.map(Field::shape), Some(Shape::Names | Shape::TextList));
    value(ordered, base.as_ref(), ours.as_ref(), theirs.as_ref())
}

/// Values merged; `ordered` lists as sequences, others as sets.
pub(super) fn value(ordered: bool, base: Option<&Node>, ours: Option<&Node>, theirs: Option<&Node>) -> Both {
    if same(ours, theirs) || same(base, theirs) {
        return [ours.cloned(), ours.cloned()];
    }
    if same(base, ours) {
        return [theirs.cloned(), theirs.cloned()];
    }
    let merged = match (base, ours, theirs) {
        (None | Some(Node::Table(_)), None | Some(Node::Table(_)), None | Some(Node::Table(_))) => {
            return table(pairs(base), pairs(ours), pairs(theirs));
        }
        (None | Some(Node::List(_)), None | Some(Node::List(_)), None | Some(Node::List(_))) => {
            let (base, ours, theirs) = (items(base), items(ours), items(theirs));
            if ordered { sequence(base, ours, theirs) } else { Some(set(base, ours, theirs)) }
        }
        _ => None,
    };
    match merged {
        Some(items) if items.is_empty() => [None, None],
        Some(items) => [Some(Node::List(items.clone())), Some(Node::List(items))],
        None => [ours.cloned(), theirs.cloned()],
    }
}

fn pairs(node: Option<&Node>) -> &[(String, Node)] {
    match node {
        Some(Node::Table(pairs)) => pairs,
        _ => &[],
    }
}

fn items(node: Option<&Node>) -> &[Node] {
    match node {
        Some(Node::List(items)) => items,
        _ => &[],
    }
}

/// Tables merged key by key: in the order of ours, then what only theirs have.
fn table(base: &[(String, Node)], ours: &[(String, Node)], theirs: &[(String, Node)]) -> Both {
    let by_name = |pairs: &'_ [(String, Node)]| -> HashMap<String, Node> { pairs.iter().cloned().collect() };
    let (old, own, other) = (by_name(base), by_name(ours), by_name(theirs));
    let new = theirs.iter().filter(|(name, _)| !own.contains_key(name));
    let mut both = [Vec::new(), Vec::new()];
    for (name, _) in ours.iter().chain(new) {
        let merged = value(false, old.get(name), own.get(name), other.get(name));
        for (pairs, node) in both.iter_mut().zip(merged) {
            pairs.extend(node.map(|node| (name.clone(), node)));
        }
    }
    both.map(|pairs| (!pairs.is_empty()).then_some(Node::Table(pairs)))
}

/// Lists whose order counts; `None` if both sides changed one place in two ways.
fn sequence(base: &[Node], ours: &[Node], theirs: &[Node]) -> Option<Vec<Node>> {
    let meanings = |items: &[Node]| items.iter().map(Node::meaning).collect::<Vec<_>>();
    let merged = three::merge(&meanings(base), &meanings(ours), &meanings(theirs))?;
    let all: HashMap<String, &Node> =
        base.iter().chain(theirs).chain(ours).map(|item| (item.meaning(), item)).collect();
    merged.iter().map(|meaning| all.get(meaning).map(|item| (*item).clone())).collect()
}

/// Lists whose order does not count: ours without what theirs took away, with what theirs put in, each behind the item it
/// stands behind there and what ours put in behind that.
fn set(base: &[Node], ours: &[Node], theirs: &[Node]) -> Vec<Node> {
    let meanings = |items: &[Node]| items.iter().map(Node::meaning).collect::<HashSet<_>>();
    let (old, own, other) = (meanings(base), meanings(ours), meanings(theirs));
    let stays = |item: &&Node| {
        let meaning = item.meaning();
        !old.contains(&meaning) || other.contains(&meaning)
    };
    let mut merged: Vec<Node> = ours.iter().filter(stays).cloned().collect();
    let mut behind: Option<String> = None;
    let mut given = HashSet::new();
    for item in theirs {
        let meaning = item.meaning();
        if !old.contains(&meaning) && !own.contains(&meaning) && given.insert(meaning.clone()) {
            let place = behind.as_ref().and_then(|at| merged.iter().position(|item| item.meaning() == *at));
            // what ours put in at the same place comes first
            let is_new = |item: &Node| !old.contains(&item.meaning()) && !other.contains(&item.meaning());
            let place =
                place.map(|at| at + merged.iter().skip(at + 1).take_while(|item| is_new(item)).count());
            merged.insert(place.map_or(merged.len(), |at| at + 1), item.clone());
        }
        behind = Some(meaning);
    }
    merged
}

/// `related`, source by source; `None` if an element does not name one, or two name the same.
fn keyed(base: Option<&Node>, ours: Option<&Node>, theirs: Option<&Node>) -> Option<Both> {
    let table = |node: Option<&Node>| -> Option<Vec<(String, Node)>> {
        let key = |item: &Node| match item {
            Node::Table(parts) => parts.iter().find(|(name, _)| name == "key").map(|(_, key)| key.meaning()),
            _ => None,
        };
        let items = match node {
            None => &[][..],
            Some(Node::List(items)) => items,
            Some(_) => return None,
        };
        let pairs: Vec<(String, Node)> =
            items.iter().map(|item| Some((key(item)?, item.clone()))).collect::<Option<_>>()?;
        let distinct: HashSet<&String> = pairs.iter().map(|(key, _)| key).collect();
        (distinct.len() == pairs.len()).then_some(pairs)
    };
    let both = self::table(&table(base)?, &table(ours)?, &table(theirs)?);
    Some(both.map(|node| match node {
        Some(Node::Table(pairs)) => Some(Node::List(pairs.into_iter().map(|(_, item)| item).collect())),
        _ => None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A field merged, in words; `ours | theirs` if they contradict.
    fn merged(name: &str, base: &str, ours: &str, theirs: &str) -> String {
        let node = |text: &str| (!text.is_empty()).then(|| Node::parse(text).unwrap());
        let said = |node: &Option<Node>| node.as_ref().map_or("nothing".to_owned(), Node::inline);
        let [ours, theirs] = field(name, node(base).as_ref(), node(ours).as_ref(), node(theirs).as_ref())
            .map(|node| said(&node));
        if ours == theirs { ours } else { format!("{ours} | {theirs}") }
    }

    #[test]
    fn values_are_merged_by_what_they_are() {
        for (name, base, ours, theirs, expected) in [
            ("title", "'a'", "'b'", "'a'", "\"b\""),
            ("title", "'a'", "'b'", "'b'", "\"b\""),
            ("title", "'a'", "'b'", "'c'", "\"b\" | \"c\""),
            ("title", "'a'", "", "'c'", "nothing | \"c\""),
            ("title", "'a'", "", "'a'", "nothing"),
            ("title", "", "'b'", "'c'", "\"b\" | \"c\""),
            ("modules", "['a', 'b']", "['a', 'b', 'x']", "['b', 'y']", "[\"b\", \"x\", \"y\"]"),
            ("modules", "'a'", "['a', 'x']", "['a', 'y']", "[\"a\", \"x\", \"y\"]"),
            ("keywords", "", "['x', 'z']", "['y', 'x']", "[\"x\", \"z\", \"y\"]"),
            ("ids", "['a']", "", "['a', 'b']", "[\"b\"]"),
            ("author", "['A', 'B']", "['A1', 'B']", "['A', 'B', 'C']", "[\"A1\", \"B\", \"C\"]"),
            ("author", "['A', 'B']", "['A1', 'B']", "['A2', 'B']", "[\"A1\", \"B\"] | [\"A2\", \"B\"]"),
            ("author", "['A']", "['A', 'B']", "['A', 'C']", "[\"A\", \"B\"] | [\"A\", \"C\"]"),
            (
                "author",
                "{ family = 'A' }",
                "{ family = 'A', suffix = 'x' }",
                "",
                "[{ family = \"A\", suffix = \"x\" }] | nothing",
            ),
            ("allow", "", "{ x = '1' }", "{ y = '2' }", "{ x = \"1\", y = \"2\" }"),
            ("allow", "['x']", "['x', 'y']", "{ x = '1' }", "{ x = \"1\", y = \"\" }"),
            ("allow", "", "['x']", "['y']", "{ x = \"\", y = \"\" }"),
            ("allow", "{ x = '1' }", "{ x = '2' }", "{ x = '3' }", "{ x = \"2\" } | { x = \"3\" }"),
            (
                "conflicts",
                "",
                "{ a = [{ value = '1' }] }",
                "{ a = [{ value = '2' }] }",
                "{ a = [{ value = \"1\" }, { value = \"2\" }] }",
            ),
            ("related", "", "[{ key = 'a' }]", "[{ key = 'b' }]", "[{ key = \"a\" }, { key = \"b\" }]"),
            (
                "related",
                "",
                "[{ key = 'a', type = 'x' }]",
                "[{ key = 'a', type = 'y' }]",
                "[{ key = \"a\", type = \"x\" }] | [{ key = \"a\", type = \"y\" }]",
            ),
        ] {
            assert_eq!(merged(name, base, ours, theirs), expected, "{name} {base} {ours} {theirs}");
        }
    }
}
