//! Edits → text: each edit becomes a splice, and all else stays as it is, byte for byte.
//!
//! A comment in a piece that goes away stays, in its place: only a source that is removed takes its comments along.

use super::{
    list, print,
    tree::{self, Block, Line, Tree, inner_comments},
};
use crate::{
    diagnostic::Edit,
    model::{Field, Value},
};
use std::{collections::BTreeMap, ops::Range};

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
                wishes.entry(key).or_default().fields.insert(field, Some(value));
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
        }
    }
    let mut splices = Vec::new();
    let mut by_key: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, block) in tree.blocks.iter().enumerate() {
        if let Some(key) = block.path.first() {
            by_key.entry(key).or_default().push(at);
        }
    }
    for (key, wish) in &wishes {
        let blocks = by_key.get(key).map_or(&[][..], Vec::as_slice);
        let is_main = |at: &&usize| tree.blocks.get(**at).is_some_and(|block| block.path.len() == 1);
        let Some(main) = blocks.iter().find(is_main) else {
            return Err(format!(
                "`{key}` has no table `[{}]` of its own; `bib fmt` gives it one",
                print::key(key)
            ));
        };
        Editor { tree: &tree, key, main: *main, blocks, splices: &mut splices }.carry_out(wish);
    }
    let mut result = apply(text, splices);
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

/// The comments of a source in a file: those above its header and in its lines; all of the file's if the source is
/// the only one in it. Without `#`, a line each; empty if there are none.
pub fn comments(text: &str, key: &str) -> String {
    let Ok(tree) = Tree::parse(text) else { return String::new() };
    let mut found: Vec<&str> = Vec::new();
    let alone =
        tree.head.is_empty() && tree.blocks.iter().all(|block| block.path.first().is_some_and(|k| k == key));
    for (at, block) in tree.blocks.iter().enumerate() {
        if block.path.first().is_none_or(|first| first != key) {
            continue;
        }
        let lead = tree.lead(at)..block.header.start;
        found.extend(tree::comments(tree.get(if alone { lead } else { attached(&tree, lead) })));
        let key_end = block.key.end;
        found.extend(
            tree.get(key_end..block.header.end).split_once(']').and_then(|(_, rest)| tree::tail(rest)),
        );
        let mut from = block.header.end;
        for line in &block.lines {
            found.extend(tree::comments(tree.get(from..line.whole.start)));
            found.extend(inner_comments(tree.get(line.value.clone())));
            found.extend(tree::tail(tree.get(line.value.end..line.whole.end)));
            from = line.whole.end;
        }
    }
    if alone {
        let end = tree.blocks.last().map_or(0, Tree::end);
        found.extend(tree::comments(tree.get(end..text.len())));
    }
    let lines: Vec<&str> = found.iter().map(|line| line.trim_start_matches('#').trim()).collect();
    lines.join("\n")
}

/// What is to become of one source.
#[derive(Default)]
struct Wish<'a> {
    fields: BTreeMap<&'a str, Option<&'a Value>>,
    rename: Option<&'a String>,
    remove: bool,
    comments: Vec<&'a String>,
}

struct Editor<'a, 's> {
    tree: &'a Tree<'a>,
    key: &'a str,
    /// The position of `[key]` itself among the blocks, and of all that are its own.
    main: usize,
    blocks: &'a [usize],
    splices: &'s mut Vec<(Range<usize>, String)>,
}

impl<'a> Editor<'a, '_> {
    fn carry_out(mut self, wish: &Wish<'_>) {
        if wish.remove {
            self.remove();
            return;
        }
        let Some(main) = self.tree.blocks.get(self.main) else { return };
        for comment in &wish.comments {
            self.insert(main.header.start, as_comment(comment));
        }
        if let Some(to) = wish.rename {
            for block in self.own_blocks() {
                self.splices.push((block.key.clone(), print::key(to)));
            }
        }
        let key = wish.rename.map_or(self.key, |to| to.as_str());
        let mut inserts: BTreeMap<usize, Vec<(Rank<'_>, String)>> = BTreeMap::new();
        let mut below = String::new();
        for (name, value) in &wish.fields {
            let field = Field::from_name(name);
            let value = value.filter(|value| !value.is_empty());
            let line = main.lines.iter().find(|line| line.name == *name && !line.dotted);
            match (field, value, line) {
                (Some(field), value, _) if print::is_block(field) => {
                    self.clear(main, name);
                    below.extend(value.map(|value| print::block(key, field, value)));
                }
                (_, None, _) => self.clear(main, name),
                (_, Some(value), Some(line)) => self.replace(line, name, value),
                (_, Some(value), None) => {
                    self.clear(main, name);
                    let after =
                        main.lines.iter().rfind(|line| line.name != *name && rank(&line.name) < rank(name));
                    let at = after.map_or(main.header.end, |line| line.whole.end);
                    let text = format!("{} = {}\n", print::key(name), print::value(name, value));
                    inserts.entry(at).or_default().push((rank(name), text));
                }
            }
        }
        for (at, mut lines) in inserts {
            lines.sort_by(|a, b| a.0.cmp(&b.0));
            self.insert(at, lines.into_iter().map(|(_, line)| line).collect());
        }
        if !below.is_empty() {
            let last = self.own_blocks().map(Tree::end).max().unwrap_or(main.header.end);
            self.insert(last, below);
        }
    }

    fn own_blocks(&self) -> impl Iterator<Item = &'a Block> + use<'a> {
        let tree = self.tree;
        self.blocks.iter().filter_map(move |at| tree.blocks.get(*at))
    }

    /// Another value in the same place; a list keeps the elements that stay, with their comments.
    fn replace(&mut self, line: &Line, name: &str, value: &Value) {
        let old = self.tree.get(line.value.clone());
        let printed = print::value(name, value);
        let new = list::edit(old, &printed).unwrap_or_else(|| {
            let comments: String = inner_comments(old).iter().map(|comment| format!("{comment}\n")).collect();
            self.insert(line.whole.start, comments);
            printed
        });
        self.splices.push((line.value.clone(), new));
    }

    /// Takes a field away: its lines and its tables; their comments stay.
    fn clear(&mut self, main: &Block, name: &str) {
        for line in main.lines.iter().filter(|line| line.name == name) {
            let comments = self.comments_of(line).map(|comment| format!("{comment}\n")).collect();
            self.splices.push((line.whole.clone(), comments));
        }
        for at in self.blocks {
            let Some(block) = self.tree.blocks.get(*at) else { continue };
            if block.path.get(1).is_none_or(|second| second != name) {
                continue;
            }
            let mut comments = String::new();
            let mut from = block.header.end;
            for line in &block.lines {
                let between = tree::comments(self.tree.get(from..line.whole.start));
                comments.extend(between.chain(self.comments_of(line)).map(|comment| format!("{comment}\n")));
                from = line.whole.end;
            }
            let lead = self.tree.lead(*at);
            let blank = self.tree.get(lead..block.header.start).trim().is_empty();
            let start = if blank { lead } else { block.header.start };
            self.splices.push((start..Tree::end(block), comments));
        }
    }

    /// The comments inside a line's value and after it.
    fn comments_of(&self, line: &Line) -> impl Iterator<Item = &'a str> + use<'a> {
        let value = self.tree.get(line.value.clone());
        let rest = self.tree.get(line.value.end..line.whole.end);
        inner_comments(value).into_iter().chain(tree::tail(rest))
    }

    /// Takes the whole source away: its tables, the comments directly above them, and a blank line.
    fn remove(&mut self) {
        for at in self.blocks {
            let Some(block) = self.tree.blocks.get(*at) else { continue };
            let lead = self.tree.lead(*at);
            let attached = attached(self.tree, lead..block.header.start);
            let above = self.tree.get(0..attached.start);
            let mut start = above.trim_end().len();
            let mut end = Tree::end(block);
            if start == 0 {
                let rest = self.tree.get(end..self.tree.text.len());
                end += rest.len() - rest.trim_start().len();
            } else {
                // the line feed of the line above stays
                start += above.get(start..).and_then(|rest| rest.find('\n')).map_or(0, |feed| feed + 1);
            }
            self.splices.push((start..end, String::new()));
        }
    }

    fn insert(&mut self, at: usize, text: String) {
        if !text.is_empty() {
            self.splices.push((at..at, text));
        }
    }
}

/// Where a field stands among others: by the table, unknown ones last.
pub(super) type Rank<'a> = (bool, Option<Field>, &'a str);

pub(super) fn rank(name: &str) -> Rank<'_> {
    let field = Field::from_name(name);
    (field.is_none(), field, if field.is_none() { name } else { "" })
}

/// The part of the text above a header that belongs to it: the comment lines directly above.
fn attached(tree: &Tree<'_>, lead: Range<usize>) -> Range<usize> {
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

/// Applies splices that do not overlap; line feeds become the file's own line ends.
fn apply(text: &str, mut splices: Vec<(Range<usize>, String)>) -> String {
    splices.sort_by_key(|(range, _)| (range.start, range.end));
    let crlf = text.contains("\r\n");
    let mut result =
        String::with_capacity(text.len() + splices.iter().map(|(_, new)| new.len()).sum::<usize>());
    let mut done = 0;
    for (range, new) in splices {
        if range.start < done {
            continue;
        }
        result.push_str(text.get(done..range.start).unwrap_or_default());
        let whole_line = range.is_empty() && new.ends_with('\n');
        if whole_line && !result.is_empty() && !result.ends_with('\n') {
            result.push_str(if crlf { "\r\n" } else { "\n" });
        }
        if crlf {
            result.push_str(&new.replace('\n', "\r\n"));
        } else {
            result.push_str(&new);
        }
        done = range.end;
    }
    result.push_str(text.get(done..).unwrap_or_default());
    result
}
