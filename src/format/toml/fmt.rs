//! Canonical spelling of a source file: fields in the table's order, values in one spelling, LF, a blank line between
//! sources; every comment kept with what it stands above or behind. Formatting twice changes nothing more.
//!
//! A value that holds comments, or that the reader could not take whole, keeps its own spelling.

use super::{
    edit::{Rank, rank},
    print,
    read::{self, Located},
    tree::{self, Block, Line, Tree, inner_comments},
};
use crate::model::{Field, NameText, Value};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write as _,
    ops::Range,
};

/// A file's text in canonical spelling; `None` if it is no TOML.
pub fn format(text: &str) -> Option<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let tree = Tree::parse(&text).ok()?;
    let (located, found) = read::read(&text, "", &[]);
    let sources = located.iter().map(|located| (located.source.key.as_str(), located)).collect();
    let faulty =
        found.iter().filter_map(|fault| Some((fault.key.as_deref()?, fault.field.as_deref()?))).collect();
    let mut printer = Printer { tree: &tree, sources, faulty, out: String::with_capacity(text.len()) };
    let (mut order, mut blocks) = (Vec::new(), HashMap::<&str, Vec<usize>>::new());
    for (at, block) in tree.blocks.iter().enumerate() {
        let key = block.path.first().map_or("", String::as_str);
        let own = blocks.entry(key).or_default();
        if own.is_empty() {
            order.push(key);
        }
        own.push(at);
    }
    printer.head();
    for key in order {
        printer.source(key, blocks.get(key).map_or(&[], Vec::as_slice));
    }
    let end = tree.blocks.last().map(Tree::end).or(tree.head.last().map(|line| line.whole.end)).unwrap_or(0);
    printer.lead(end..text.len());
    Some(printer.out)
}

struct Printer<'a> {
    tree: &'a Tree<'a>,
    sources: HashMap<&'a str, &'a Located>,
    /// Keys and fields with a finding.
    faulty: BTreeSet<(&'a str, &'a str)>,
    out: String,
}

/// The lines of a source that say one field, with their comments.
#[derive(Default)]
struct Said<'a> {
    lines: Vec<(&'a Line, Vec<&'a str>)>,
    blocks: Vec<usize>,
}

impl<'a> Printer<'a> {
    /// Lines above the first header: a source in one line becomes a table, what is none stays above all tables.
    fn head(&mut self) {
        let mut from = 0;
        let mut tables: Vec<(&'a Line, Range<usize>)> = Vec::new();
        for line in &self.tree.head {
            let lead = from..line.whole.start;
            from = line.whole.end;
            let plain = self.sources.contains_key(line.name.as_str())
                && !line.dotted
                && !self.faulty.iter().any(|(key, _)| *key == line.name)
                && inner_comments(self.tree.get(line.value.clone())).is_empty();
            if plain {
                tables.push((line, lead));
                continue;
            }
            self.lead(lead);
            self.raw_line(line);
        }
        for (line, lead) in tables {
            self.blank();
            self.lead(lead);
            self.out.extend(self.tail_of(line).map(|tail| format!("{tail}\n")));
            if let Some(located) = self.sources.get(line.name.as_str()) {
                let mut source = located.source.clone();
                for (field, value) in located.source.fields() {
                    source.set(field, canonical(value));
                }
                self.out.push_str(&print::print(&source));
            }
        }
    }

    /// A source, all its tables together.
    fn source(&mut self, key: &'a str, blocks: &[usize]) {
        let tree = self.tree;
        let known = self.sources.contains_key(key);
        let main = blocks.iter().find(|at| tree.blocks.get(**at).is_some_and(|block| block.path.len() == 1));
        let Some((main_at, main)) = main.and_then(|at| Some((*at, tree.blocks.get(*at)?))).filter(|_| known)
        else {
            for at in blocks {
                self.raw_block(*at);
            }
            return;
        };
        self.blank();
        self.lead(tree.lead(main_at)..main.header.start);
        self.header(main);
        let mut fields: BTreeMap<Rank<'a>, (&'a str, Said<'a>)> = BTreeMap::new();
        let mut from = main.header.end;
        for line in &main.lines {
            let lead = tree::comments(tree.get(from..line.whole.start)).collect();
            let said = fields.entry(rank(&line.name)).or_insert((&line.name, Said::default()));
            said.1.lines.push((line, lead));
            from = line.whole.end;
        }
        for at in blocks.iter().filter(|at| **at != main_at) {
            let name = tree.blocks.get(*at).and_then(|block| block.path.get(1)).map_or("", String::as_str);
            fields.entry(rank(name)).or_insert((name, Said::default())).1.blocks.push(*at);
        }
        let mut below = Vec::new();
        for (name, said) in fields.into_values() {
            if !self.field(key, name, &said) {
                below.push((name, said));
            }
        }
        for (name, said) in below {
            self.below(key, name, &said);
        }
    }

    /// Prints a field in the source's own lines; `false` if it has to stand in tables below.
    fn field(&mut self, key: &str, name: &str, said: &Said<'a>) -> bool {
        let field = Field::from_name(name);
        let canonical = self.canonical(key, name);
        match (said.lines.as_slice(), said.blocks.is_empty()) {
            ([], _) if field.is_some_and(print::is_block) => return false,
            ([(line, lead)], true) if !line.dotted => {
                let comments = inner_comments(self.tree.get(line.value.clone()));
                if field.is_some_and(print::is_block) && canonical.is_some() && comments.is_empty() {
                    return false;
                }
                let value = match canonical.filter(|_| comments.is_empty()) {
                    Some(value) => print::value(name, &value),
                    None => self.tree.get(line.value.clone()).to_owned(),
                };
                self.out.extend(lead.iter().map(|comment| format!("{comment}\n")));
                let tail = self.tail_of(line).map_or(String::new(), |tail| format!(" {tail}"));
                let _ = writeln!(self.out, "{} = {value}{tail}", print::key(name));
            }
            (lines, _) => {
                let block = field.is_some_and(print::is_block);
                match canonical.filter(|_| !self.has_comments(said)) {
                    Some(_) if block => return false,
                    Some(value) => {
                        let _ = writeln!(self.out, "{} = {}", print::key(name), print::value(name, &value));
                    }
                    None if lines.is_empty() => return false,
                    None => {
                        for (line, lead) in lines {
                            self.out.extend(lead.iter().map(|comment| format!("{comment}\n")));
                            self.raw_line(line);
                        }
                        // tables that say more of the same field cannot stand among the lines
                        return said.blocks.is_empty();
                    }
                }
            }
        }
        true
    }

    /// Prints a field as tables of its own.
    fn below(&mut self, key: &str, name: &str, said: &Said<'a>) {
        let canonical = self.canonical(key, name).filter(|_| !self.has_comments(said));
        match (Field::from_name(name).filter(|field| print::is_block(*field)), canonical) {
            (Some(field), Some(value)) => {
                let comments: Vec<&str> = said
                    .lines
                    .iter()
                    .flat_map(|(line, lead)| lead.iter().copied().chain(self.tail_of(line)))
                    .collect();
                let block = print::block(key, field, &value);
                let (blank, tables) = block.split_at(usize::from(block.starts_with('\n')));
                self.out.push_str(blank);
                self.out.extend(comments.iter().map(|comment| format!("{comment}\n")));
                self.out.push_str(tables);
            }
            _ => {
                for at in &said.blocks {
                    self.raw_block(*at);
                }
            }
        }
    }

    /// The value of a field in canonical spelling, if the reader took all of it.
    fn canonical(&self, key: &str, name: &str) -> Option<Value> {
        let source = &self.sources.get(key)?.source;
        if self.faulty.contains(&(key, name)) {
            return None;
        }
        match Field::from_name(name)? {
            Field::Type => Some(Value::Text(source.kind.name().to_owned())),
            field => source.get(field).map(canonical),
        }
    }

    /// Whether there are comments in or between the lines of a field that would have to be moved.
    fn has_comments(&self, said: &Said<'_>) -> bool {
        let in_line = |line: &Line| {
            !inner_comments(self.tree.get(line.value.clone())).is_empty() || self.tail_of(line).is_some()
        };
        let single = said.lines.len() == 1 && said.blocks.is_empty();
        let lines = said.lines.iter().any(|(line, lead)| !single && (!lead.is_empty() || in_line(line)));
        lines
            || said.blocks.iter().any(|at| {
                let Some(block) = self.tree.blocks.get(*at) else { return false };
                let text = self.tree.get(self.tree.lead(*at)..Tree::end(block));
                // only a text with a `#` can hold a comment; one in a string costs nothing but the spelling
                text.contains('#')
            })
    }

    fn header(&mut self, block: &Block) {
        let text = self.tree.get(block.header.clone()).trim();
        let keys: Vec<String> = block.path.iter().map(|key| print::key(key)).collect();
        let (open, close) = if text.starts_with("[[") { ("[[", "]]") } else { ("[", "]") };
        let rest = self.tree.get(block.key.end..block.header.end);
        let tail =
            after_header(rest, close).and_then(tree::tail).map_or(String::new(), |tail| format!(" {tail}"));
        let _ = writeln!(self.out, "{open}{}{close}{tail}", keys.join("."));
    }

    /// A table as it is, with its comments.
    fn raw_block(&mut self, at: usize) {
        let Some(block) = self.tree.blocks.get(at) else { return };
        self.blank();
        self.lead(self.tree.lead(at)..block.header.start);
        self.header(block);
        let mut from = block.header.end;
        for line in &block.lines {
            self.out.extend(tree::comments(self.tree.get(from..line.whole.start)).map(|c| format!("{c}\n")));
            self.raw_line(line);
            from = line.whole.end;
        }
    }

    fn raw_line(&mut self, line: &Line) {
        self.out.push_str(self.tree.get(line.whole.clone()).trim());
        self.out.push('\n');
    }

    fn tail_of(&self, line: &Line) -> Option<&'a str> {
        tree::tail(self.tree.get(line.value.end..line.whole.end))
    }

    /// Comments between tables: their lines, and a blank line where there were some.
    fn lead(&mut self, range: Range<usize>) {
        let text = self.tree.get(range);
        let mut gap = false;
        for line in text.lines().map(str::trim) {
            if line.is_empty() {
                gap = true;
                continue;
            }
            if gap {
                self.blank();
            }
            gap = false;
            self.out.push_str(line);
            self.out.push('\n');
        }
        if gap && tree::comments(text).next().is_some() {
            self.blank();
        }
    }

    /// Ends a paragraph: one blank line, none at the top.
    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}

/// A value with every name in its shortest form.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Names(names) => Value::Names(
            names
                .iter()
                .map(|name| match name {
                    NameText::Text(_) => name.clone(),
                    NameText::Table(table) => NameText::from(table.as_ref().clone()),
                })
                .collect(),
        ),
        value => value.clone(),
    }
}

/// What follows a header's closing bracket, given what follows its first key.
fn after_header<'t>(rest: &'t str, close: &str) -> Option<&'t str> {
    let mut rest = rest;
    while let Some(at) = rest.find(['"', '\'', ']']) {
        let (_, here) = rest.split_at(at);
        if here.starts_with(']') {
            return here.strip_prefix(close);
        }
        rest = tree::after_string(here);
    }
    None
}
