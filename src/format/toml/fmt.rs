//! Canonical spelling of a source file: fields in the table's order, values in one spelling, LF, a blank line between
//! sources; every comment kept with what it stands above or behind. Formatting twice changes nothing more.
//!
//! A value that holds comments, or that the reader could not take whole, keeps its own spelling.

use super::{
    edit::rank,
    inline::{Element, Inline},
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
use toml_edit::Key;

/// A file's text in canonical spelling; `None` if it is no TOML.
pub fn format(text: &str) -> Option<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    let tree = Tree::parse(&text).ok()?;
    let (located, found) = read::read(&text, "", &[]);
    let sources = located.iter().map(|located| (located.source.key.as_str(), located)).collect();
    let faulty =
        found.iter().filter_map(|fault| Some((fault.key.as_deref()?, fault.field.as_deref()?))).collect();
    let mut printer = Printer { tree: &tree, sources, faulty, out: String::with_capacity(text.len()) };
    for parts in printer.parts() {
        printer.source(parts);
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

/// All that a file says of one key.
#[derive(Default)]
struct Parts<'a> {
    key: &'a str,
    /// What stands above lines that are no table's: those of a source that has none of its own yet.
    leads: Vec<Range<usize>>,
    /// Comments that are to stand above the header, and one on its line.
    above: Vec<&'a str>,
    tail: Option<&'a str>,
    entries: Vec<Entry<'a>>,
    /// The positions of its tables.
    blocks: Vec<usize>,
}

/// A key and its value, with their comments.
struct Entry<'a> {
    /// The keys, unquoted; more than one if the line is dotted.
    path: Vec<String>,
    value: &'a str,
    lead: Vec<&'a str>,
    tail: Vec<&'a str>,
}

/// The lines and tables of a source that say one field.
#[derive(Default)]
struct Said<'a> {
    entries: Vec<Entry<'a>>,
    blocks: Vec<usize>,
}

impl<'a> Entry<'a> {
    fn of_line(tree: &Tree<'a>, line: &Line, from: usize) -> Entry<'a> {
        Entry {
            path: line.path.clone(),
            value: tree.get(line.value.clone()),
            lead: tree::comments(tree.get(from..line.whole.start)).collect(),
            tail: tree.line_tail(line).into_iter().collect(),
        }
    }

    fn of_element(element: &Element<'a>) -> Option<Entry<'a>> {
        let (keys, value) = element.pair()?;
        let path = Key::parse(keys).ok()?.iter().map(|key| key.get().to_owned()).collect();
        let (lead, tail) = (element.lead_comments().collect(), element.tail_comments().collect());
        Some(Entry { path, value, lead, tail })
    }

    fn name(&self) -> &str {
        self.path.first().map_or("", String::as_str)
    }

    /// Whether there are comments in its value.
    fn is_commented_inside(&self) -> bool {
        !inner_comments(self.value).is_empty()
    }
}

impl<'a> Printer<'a> {
    /// What the file says of each key, in its order. Lines above all tables that are no source's are printed at once:
    /// nowhere else could they stand.
    fn parts(&mut self) -> Vec<Parts<'a>> {
        let tree = self.tree;
        let mut all: Vec<Parts<'a>> = Vec::new();
        let mut places: HashMap<&'a str, usize> = HashMap::new();
        let mut from = 0;
        for line in &tree.head {
            let lead = from..line.whole.start;
            from = line.whole.end;
            let inline = Inline::parse(tree.get(line.value.clone())).filter(|_| line.path.len() == 1);
            if !self.sources.contains_key(line.name()) || (inline.is_none() && line.path.len() == 1) {
                self.lead(lead);
                self.raw_line(line);
                continue;
            }
            let Some(parts) = under(&mut all, &mut places, line.name()) else { continue };
            if let Some(inline) = inline {
                parts.leads.push(lead);
                parts.above.extend(inline.comments_around());
                parts.tail = tree.line_tail(line);
                parts.entries.extend(inline.elements.iter().filter_map(Entry::of_element));
                continue;
            }
            let mut entry = Entry::of_line(tree, line, lead.start);
            entry.path.remove(0);
            if parts.entries.is_empty() {
                entry.lead.clear();
                parts.leads.push(lead);
            }
            parts.entries.push(entry);
        }
        for (at, block) in tree.blocks.iter().enumerate() {
            let key = block.path.first().map_or("", String::as_str);
            if let Some(parts) = under(&mut all, &mut places, key) {
                parts.blocks.push(at);
            }
        }
        all
    }

    /// A source, all its tables together; what is none stays as it is.
    fn source(&mut self, parts: Parts<'a>) {
        let (tree, key) = (self.tree, parts.key);
        if !self.sources.contains_key(key) {
            for at in parts.blocks {
                self.raw_block(at);
            }
            return;
        }
        self.blank();
        for lead in parts.leads {
            self.lead(lead);
        }
        let mut entries = parts.entries;
        let (main, others): (Vec<usize>, Vec<usize>) = parts
            .blocks
            .iter()
            .partition(|at| tree.blocks.get(**at).is_some_and(|block| block.path.len() == 1));
        if let Some((at, block)) = main.first().and_then(|at| Some((*at, tree.blocks.get(*at)?))) {
            self.lead(tree.lead(at)..block.header.start);
            self.header(block);
            let mut from = block.header.end;
            for line in &block.lines {
                entries.push(Entry::of_line(tree, line, from));
                from = line.whole.end;
            }
        } else {
            self.comments(&parts.above);
            let tail = parts.tail.map_or(String::new(), |tail| format!(" {tail}"));
            let _ = writeln!(self.out, "[{}]{tail}", print::key(key));
        }
        let mut fields: BTreeMap<(bool, Option<Field>, String), Said<'a>> = BTreeMap::new();
        let place = |name: &str| {
            let (unknown, field, name) = rank(name);
            (unknown, field, name.to_owned())
        };
        for entry in entries {
            fields.entry(place(entry.name())).or_default().entries.push(entry);
        }
        for at in others {
            let name = tree.blocks.get(at).and_then(|block| block.below().first()).map_or("", String::as_str);
            fields.entry(place(name)).or_default().blocks.push(at);
        }
        let mut below = Vec::new();
        for ((_, _, name), said) in fields {
            if !self.field(key, &name, &said) {
                below.push((name, said));
            }
        }
        for (name, said) in below {
            self.below(key, &name, &said);
        }
    }

    /// Prints a field in the source's own lines; `false` if it has to stand in tables below.
    fn field(&mut self, key: &str, name: &str, said: &Said<'a>) -> bool {
        let is_block = Field::from_name(name).is_some_and(print::is_block);
        let canonical = self.canonical(key, name).filter(|_| !self.has_comments(said));
        match (said.entries.as_slice(), canonical) {
            (_, Some(_)) if is_block => false,
            (entries, Some(value)) => {
                let (lead, tail) = match entries {
                    [one] => (one.lead.as_slice(), one.tail.as_slice()),
                    _ => (&[][..], &[][..]),
                };
                self.entry(&print::key(name), &print::value(name, &value), lead, tail);
                true
            }
            ([], None) => false,
            (entries, None) => {
                for entry in entries {
                    self.raw_entry(entry);
                }
                // tables that say more of the same field cannot stand among the lines
                said.blocks.is_empty()
            }
        }
    }

    /// Prints a field as tables of its own.
    fn below(&mut self, key: &str, name: &str, said: &Said<'a>) {
        let canonical = self.canonical(key, name).filter(|_| !self.has_comments(said));
        match (Field::from_name(name).filter(|field| print::is_block(*field)), canonical) {
            (Some(field), Some(value)) => {
                let block = print::block(key, field, &value);
                let (blank, tables) = block.split_at(usize::from(block.starts_with('\n')));
                self.out.push_str(blank);
                for entry in &said.entries {
                    self.comments(&entry.lead);
                    self.comments(&entry.tail);
                }
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

    /// Whether there are comments in or between the lines of a field that would lose their place.
    fn has_comments(&self, said: &Said<'a>) -> bool {
        let alone = said.entries.len() == 1 && said.blocks.is_empty();
        let in_entry = |entry: &Entry<'_>| {
            entry.is_commented_inside() || (!alone && !(entry.lead.is_empty() && entry.tail.is_empty()))
        };
        let in_block = |at: &usize| {
            let Some(block) = self.tree.blocks.get(*at) else { return false };
            let text = self.tree.get(self.tree.lead(*at)..Tree::end(block));
            // only a text with a `#` can hold a comment; one in a string costs nothing but the spelling
            text.contains('#')
        };
        said.entries.iter().any(in_entry) || said.blocks.iter().any(in_block)
    }

    fn header(&mut self, block: &Block) {
        let keys: Vec<String> = block.path.iter().map(|key| print::key(key)).collect();
        let (open, close) = if block.array { ("[[", "]]") } else { ("[", "]") };
        let tail = self.tree.header_tail(block).map_or(String::new(), |tail| format!(" {tail}"));
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
            self.raw_entry(&Entry::of_line(self.tree, line, from));
            from = line.whole.end;
        }
    }

    /// A line with its value as it is.
    fn raw_entry(&mut self, entry: &Entry<'_>) {
        let keys: Vec<String> = entry.path.iter().map(|key| print::key(key)).collect();
        self.entry(&keys.join("."), entry.value, &entry.lead, &entry.tail);
    }

    /// A line between its comments; a line takes one, more stand above.
    fn entry(&mut self, keys: &str, value: &str, lead: &[&str], tail: &[&str]) {
        self.comments(lead);
        let (last, more) = tail.split_last().map_or((None, tail), |(last, more)| (Some(last), more));
        self.comments(more);
        let tail = last.map_or(String::new(), |tail| format!(" {tail}"));
        let _ = writeln!(self.out, "{keys} = {value}{tail}");
    }

    fn comments(&mut self, comments: &[&str]) {
        self.out.extend(comments.iter().map(|comment| format!("{comment}\n")));
    }

    fn raw_line(&mut self, line: &Line) {
        self.out.push_str(self.tree.get(line.whole.clone()).trim());
        self.out.push('\n');
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

/// What is said of a key: the place for it, made where it is mentioned first.
fn under<'a, 'p>(
    all: &'p mut Vec<Parts<'a>>,
    places: &mut HashMap<&'a str, usize>,
    key: &'a str,
) -> Option<&'p mut Parts<'a>> {
    let at = *places.entry(key).or_insert(all.len());
    if at == all.len() {
        all.push(Parts { key, ..Parts::default() });
    }
    all.get_mut(at)
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

#[cfg(test)]
mod tests {
    use super::format;

    fn formatted(text: &str) -> String {
        let formatted = format(text).unwrap();
        assert_eq!(format(&formatted).as_deref(), Some(formatted.as_str()));
        formatted
    }

    #[test]
    fn comments_at_dotted_lines_survive() {
        for (source, result) in [
            ("# before\nallow.x = 'y' # after\n", "# before\nallow = { x = \"y\" } # after\n"),
            ("author.name = \"Org\" # c\n", "author = [\"{Org}\"] # c\n"),
            ("allow = ['y','x'] # c\n", "allow = [\"x\", \"y\"] # c\n"),
            ("distinct = { x = '' }\n", "distinct = { x = \"\" }\n"),
            ("allow.x = 'y' # c\nallow.z = 'y'\n", "allow.x = 'y' # c\nallow.z = 'y'\n"),
            (
                "conflicts.title = [{value='X',from='y'}] # c\n",
                "\n# c\n[k.conflicts]\ntitle = [{ value = \"X\", from = \"y\" }]\n",
            ),
            (
                "conflicts.title=[ # c\n {value='X',from='y'} # d\n ]\n",
                "conflicts.title = [ # c\n {value='X',from='y'} # d\n ]\n",
            ),
        ] {
            let header = "[k]\ntype = \"book\"\n";
            assert_eq!(formatted(&format!("{header}{source}")), format!("{header}{result}"));
        }
    }

    #[test]
    fn a_source_in_lines_or_braces_above_all_tables_gets_its_own() {
        let text = "# file\n\n# of a\na.type = 'book' # t\n# above\na.title = 'T'\n\n# of b\nb = { # open\n  title = 'T', # t\n  # above\n  type = 'book', allow.x = 'y'\n  # end\n} # tail\n[a.extra.ris]\nx = 'y'\n[c.extra.ris]\nx = 'y'\n";
        let wanted = "# file\n\n# of a\n[a]\ntype = \"book\" # t\n# above\ntitle = \"T\"\n\n[a.extra.ris]\nx = \"y\"\n\n# of b\n# open\n# end\n[b] # tail\n# above\ntype = \"book\"\ntitle = \"T\" # t\nallow = { x = \"y\" }\n\n[c]\n\n[c.extra.ris]\nx = \"y\"\n";
        assert_eq!(formatted(text), wanted);
        // what is none stays above them
        assert_eq!(formatted("a.type = 'book'\nx = 1 # c\n"), "x = 1 # c\n\n[a]\ntype = \"book\"\n");
    }

    #[test]
    fn what_acts_on_a_terminal_stays_an_escape() {
        let text = "[k]\ntype = \"book\"\ntitle = \"a\\u202Eb\\u001B\\\"\"\nallow = { \"x\\u200F\" = \"a\\u2028\" }\nabstract = \"\"\"\na\\u202E\\tb\nc\\\\\"\"\"\n";
        let wanted = "[k]\ntype = \"book\"\ntitle = \"a\\u202Eb\\u001B\\\"\"\nabstract = \"\"\"\na\\u202E\\tb\nc\\\\\"\"\"\nallow = { \"x\\u200F\" = \"a\\u2028\" }\n";
        assert_eq!(formatted(text), wanted);
        assert_eq!(
            formatted("[k]\ntype = 'book'\ntitle = 'a\u{202e}'\n"),
            "[k]\ntype = \"book\"\ntitle = \"a\\u202E\"\n"
        );
    }
}
