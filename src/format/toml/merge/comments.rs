//! The comments that theirs put in, put in where they belong.

use super::super::{
    edit::attached,
    splice::Splices,
    tree::{self, Tree, inner_comments},
};
use std::collections::{BTreeMap, HashMap};

/// Where a comment belongs: to a field of a source, to a source (no field), or to the file (no source).
pub(super) type Owner = (String, String);

/// The comments of a file by what they belong to.
pub(super) fn owned<'a>(tree: &Tree<'a>) -> BTreeMap<Owner, Vec<&'a str>> {
    let mut owned: BTreeMap<Owner, Vec<&'a str>> = BTreeMap::new();
    let mut add = |key: &str, field: &str, comments: &mut dyn Iterator<Item = &'a str>| {
        let comments: Vec<&str> = comments.collect();
        if !comments.is_empty() {
            owned.entry((key.to_owned(), field.to_owned())).or_default().extend(comments);
        }
    };
    for (at, block) in tree.blocks.iter().enumerate() {
        let key = block.path.first().map_or("", String::as_str);
        let table = block.below().first().map(String::as_str);
        let lead = tree.lead(at)..block.header.start;
        let own = attached(tree, lead.clone());
        add("", "", &mut tree::comments(tree.get(lead.start..own.start)));
        add(
            key,
            table.unwrap_or_default(),
            &mut tree::comments(tree.get(own)).chain(tree.header_tail(block)),
        );
        let mut from = block.header.end;
        for line in &block.lines {
            let field = table.unwrap_or_else(|| line.name());
            let above = tree::comments(tree.get(from..line.whole.start));
            let inner = inner_comments(tree.get(line.value.clone()));
            add(key, field, &mut above.chain(inner).chain(tree.line_tail(line)));
            from = line.whole.end;
        }
    }
    let end = tree.blocks.last().map_or(0, Tree::end);
    add("", "", &mut tree::comments(tree.get(end..tree.text.len())));
    owned
}

/// The comments of one source, all together.
pub(super) fn of_source<'a>(owned: &BTreeMap<Owner, Vec<&'a str>>, key: &str) -> Vec<&'a str> {
    let from = owned.range((key.to_owned(), String::new())..);
    let own = from.take_while(|((own, _), _)| own == key);
    let mut all: Vec<&str> = own.flat_map(|(_, comments)| comments.iter().copied()).collect();
    all.sort_unstable();
    all
}

/// What stands among `theirs` more often than in `base`, and not in `ours` as well.
pub(super) fn added<'a>(base: &[&str], ours: &[&str], theirs: &[&'a str]) -> Vec<&'a str> {
    let count = |comments: &[&str]| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for comment in comments {
            *counts.entry((*comment).to_owned()).or_default() += 1;
        }
        counts
    };
    let (base, ours) = (count(base), count(ours));
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut added = Vec::new();
    for comment in theirs {
        let seen = seen.entry(comment).or_default();
        *seen += 1;
        let there = |counts: &HashMap<String, usize>| counts.get(*comment).copied().unwrap_or(0);
        if *seen > there(&base) && *seen > there(&ours) {
            added.push(*comment);
        }
    }
    added
}

/// A text with comments above what they belong to, or above the source if it has no such field; those of the file at its end.
pub(super) fn insert(text: &str, comments: &[(Owner, Vec<&str>)]) -> Result<String, String> {
    if comments.is_empty() {
        return Ok(text.to_owned());
    }
    let tree = Tree::parse(text)?;
    let mut splices = Splices::default();
    for ((key, field), comments) in comments {
        let lines: String = comments.iter().map(|comment| format!("{comment}\n")).collect();
        let mut blocks = tree.blocks.iter().filter(|block| block.path.first() == Some(key));
        let place = blocks.clone().find_map(|block| {
            if block.below().first() == Some(field) {
                return Some(block.header.start);
            }
            let line = block.lines.iter().find(|line| block.below().is_empty() && line.name() == field);
            line.map(|line| line.whole.start)
        });
        match place.or_else(|| blocks.next().map(|block| block.header.start)) {
            Some(at) => splices.insert(at, lines),
            None => splices.insert(text.len(), format!("\n{lines}")),
        }
    }
    splices.apply(text)
}
