//! Edits → text: each edit becomes a splice, and all else stays as it is, byte for byte.
//!
//! A comment in a piece that goes away stays, in its place: only a source that is removed takes its comments along.

use super::{
    fit::Fitter,
    node::Node,
    print,
    splice::Splices,
    tree::{self, Block, Tree, inner_comments},
};
use crate::{diagnostic::Edit, model::Field};
use std::{
    collections::HashMap,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// A file's text with edits to its sources applied, all of them naming sources by the keys they have in `text`.
/// `Err` says which edit cannot be done, and why. [`Edit::Format`] spells the result canonically.
pub fn edit(text: &str, edits: &[&Edit]) -> Result<String, String> {
    let tree = Tree::parse(text)?;
    let mut wishes: BTreeMap<&str, Wish<'_>> = BTreeMap::new();
    let mut created = String::new();
    let mut canonical = false;
    for edit in edits {
        match edit {
            Edit::Set { key, field, value } => {
                let value = (!value.is_empty()).then(|| Node::of(field, value));
                wishes.entry(key).or_default().fields.insert(field, value);
            }
            Edit::Unset { key, field } => {
                wishes.entry(key).or_default().fields.insert(field, None);
            }
            Edit::Rename { key, to } => wishes.entry(key).or_default().rename = Some(to),
            Edit::Remove { key } => wishes.entry(key).or_default().remove = true,
            Edit::Comment { key, text } => wishes.entry(key).or_default().comments.push(text),
            Edit::Create { source, comment } => {
                created.push('\n');
                created.push_str(&as_comment(comment));
                created.push_str(&print::print(source));
            }
            Edit::Format { .. } => canonical = true,
            // the text stays; a document is no source file
            Edit::Move { .. } | Edit::Replace { .. } => {}
        }
    }
    let mut result = carry_out_all(&tree, &wishes)?;
    if !created.is_empty() {
        let end = result.trim_end().len();
        result.truncate(end);
        if !result.is_empty() {
            result.push('\n');
        }
        result.push_str(if result.is_empty() { created.trim_start() } else { &created });
    }
    if canonical { Ok(super::format(&result).unwrap_or(result)) } else { Ok(result) }
}

/// What becomes of a text if each source gets what is wished for it.
pub(super) fn carry_out_all(tree: &Tree<'_>, wishes: &BTreeMap<&str, Wish<'_>>) -> Result<String, String> {
    let mut splices = Splices::default();
    let mut by_key: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, block) in tree.blocks.iter().enumerate() {
        if let Some(key) = block.path.first() {
            by_key.entry(key).or_default().push(at);
        }
    }
    let mut doomed: Vec<usize> = Vec::new();
    for (key, wish) in wishes {
        let blocks = by_key.get(key).map_or(&[][..], Vec::as_slice);
        let mut own = blocks.iter().filter_map(|at| tree.blocks.get(*at));
        let Some(main) = own.find(|block| block.path.len() == 1) else {
            return Err(format!(
                "`{key}` has no table `[{}]` of its own; `bib fmt` gives it one",
                print::key(key)
            ));
        };
        if wish.remove {
            doomed.extend(blocks);
        } else {
            let key = wish.rename.map_or(*key, String::as_str);
            let fitter = Fitter { tree, key, blocks, splices: Splices::default(), gone: BTreeSet::new() };
            splices.append(carry_out(fitter, main, wish));
        }
    }
    remove(tree, doomed, &mut splices);
    splices.apply(tree.text)
}

/// The comments of the sources in a file by their keys: those above their headers and in their lines; all of the file's if there is
/// one source only. Without `#`, a line each; a source without comments is not there.
pub fn comments(text: &str) -> HashMap<String, String> {
    let mut found: HashMap<&str, Vec<&str>> = HashMap::new();
    if !text.contains('#') {
        return HashMap::new();
    }
    let Ok(tree) = Tree::parse(text) else { return HashMap::new() };
    let keys = || tree.blocks.iter().filter_map(|block| block.path.first());
    let alone = tree.head.is_empty() && keys().zip(keys().skip(1)).all(|(one, next)| one == next);
    for (at, block) in tree.blocks.iter().enumerate() {
        let Some(key) = block.path.first() else { continue };
        let found = found.entry(key).or_default();
        let lead = tree.lead(at)..block.header.start;
        found.extend(tree::comments(tree.get(if alone { lead } else { attached(&tree, lead) })));
        found.extend(tree.header_tail(block));
        let mut from = block.header.end;
        for line in &block.lines {
            found.extend(tree::comments(tree.get(from..line.whole.start)));
            found.extend(inner_comments(tree.get(line.value.clone())));
            found.extend(tree.line_tail(line));
            from = line.whole.end;
        }
    }
    if let (true, Some(last)) = (alone, tree.blocks.last()) {
        let end = tree::comments(tree.get(Tree::end(last)..text.len()));
        for found in found.values_mut() {
            found.extend(end.clone());
        }
    }
    let bare = |line: &&str| line.trim_start_matches('#').trim().to_owned();
    let all = found.into_iter().filter(|(_, lines)| !lines.is_empty());
    all.map(|(key, lines)| (key.to_owned(), lines.iter().map(bare).collect::<Vec<_>>().join("\n"))).collect()
}

/// What is to become of one source.
#[derive(Default)]
pub(super) struct Wish<'a> {
    /// By name; `None` takes the field away.
    pub fields: BTreeMap<&'a str, Option<Node>>,
    pub rename: Option<&'a String>,
    pub remove: bool,
    pub comments: Vec<&'a String>,
}

/// What becomes of a source that stays.
fn carry_out<'a>(mut fitter: Fitter<'a>, main: &'a Block, wish: &Wish<'a>) -> Splices {
    for comment in &wish.comments {
        fitter.splices.insert(main.header.start, as_comment(comment));
    }
    let mut inserts: BTreeMap<usize, Vec<(Rank<'_>, String)>> = BTreeMap::new();
    let mut below = String::new();
    for (name, value) in &wish.fields {
        let Some(value) = value else {
            fitter.unset(name);
            continue;
        };
        if fitter.says(name) && fitter.set(name, value).is_some() {
            continue;
        }
        fitter.unset(name);
        match Field::from_name(name).filter(|field| print::is_block(*field)) {
            Some(field) => below.push_str(&print::block_of(fitter.key, field, value)),
            None => {
                let after =
                    main.lines.iter().rfind(|line| line.name() != *name && rank(line.name()) < rank(name));
                let at = after.map_or(main.header.end, |line| line.whole.end);
                let text = format!("{} = {}\n", print::key(name), print::value_of(name, value));
                inserts.entry(at).or_default().push((rank(name), text));
            }
        }
    }
    for (at, mut lines) in inserts {
        lines.sort_by(|a, b| a.0.cmp(&b.0));
        fitter.splices.insert(at, lines.into_iter().map(|(_, line)| line).collect());
    }
    let last = fitter.own().map(|(_, block)| Tree::end(block)).max().unwrap_or(main.header.end);
    fitter.splices.insert_tables(last, below);
    if let Some(to) = wish.rename {
        for (_, block) in fitter.own().filter(|(at, _)| !fitter.gone.contains(at)) {
            fitter.splices.replace(block.key.clone(), print::key(to));
        }
    }
    fitter.splices
}

/// Takes tables away, with the comments directly above them and a blank line; those that stand together as one.
fn remove(tree: &Tree<'_>, mut doomed: Vec<usize>, splices: &mut Splices) {
    doomed.sort_unstable();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for at in doomed {
        let Some(block) = tree.blocks.get(at) else { continue };
        let start = attached(tree, tree.lead(at)..block.header.start).start;
        match ranges.last_mut() {
            Some(last) if tree.get(last.end..start).trim().is_empty() => last.end = Tree::end(block),
            _ => ranges.push(start..Tree::end(block)),
        }
    }
    for Range { start, mut end } in ranges {
        let above = tree.get(0..start);
        let mut start = above.trim_end().len();
        if start == 0 {
            let rest = tree.get(end..tree.text.len());
            end += rest.len() - rest.trim_start().len();
        } else {
            // the line feed of the line above stays
            start += above.get(start..).and_then(|rest| rest.find('\n')).map_or(0, |feed| feed + 1);
        }
        splices.replace(start..end, "");
    }
}

/// Where a field stands among others: by the table, unknown ones last.
type Rank<'a> = (bool, Option<Field>, &'a str);

pub(super) fn rank(name: &str) -> Rank<'_> {
    let field = Field::from_name(name);
    (field.is_none(), field, name)
}

/// The part of the text above a header that belongs to it: the comment lines directly above.
pub(super) fn attached(tree: &Tree<'_>, lead: Range<usize>) -> Range<usize> {
    let mut start = lead.end;
    for line in tree.get(lead.clone()).split_inclusive('\n').rev() {
        if !line.trim_start().starts_with('#') {
            break;
        }
        start -= line.len();
    }
    start..lead.end
}

/// Lines as comments, each with `#` and a line feed.
fn as_comment(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "#\n".to_owned() } else { format!("# {line}\n") }).collect()
}
