//! Where the lines of a source file stand: its tables (headers) and their fields, as byte ranges.
//!
//! `toml_edit` says where keys and values are; everything between them is blanks, comments and line ends.

use std::ops::Range;
use toml_edit::{Document, Item, Table};

/// A source file, line by line.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub text: &'a str,
    /// The tables with a header, in the order of the file.
    pub blocks: Vec<Block>,
    /// The lines above the first header: sources written as `key = { ... }` or `key.field = ...`.
    pub head: Vec<Line>,
}

/// A table: its header and its lines.
#[derive(Debug)]
pub(super) struct Block {
    /// The keys of the header: `["key"]`, `["key", "extra", "bibtex"]`.
    pub path: Vec<String>,
    /// Whether it is one of an array: `[[key.related]]`.
    pub array: bool,
    /// The header's whole line, with its end.
    pub header: Range<usize>,
    /// The first key in the header, with its quotes.
    pub key: Range<usize>,
    /// Where the header's closing bracket ends.
    pub close: usize,
    /// The lines, in order.
    pub lines: Vec<Line>,
}

/// A key and its value; the value may span several lines of the file.
#[derive(Debug)]
pub(super) struct Line {
    /// The keys, unquoted: `["title"]`; more than one if the line is dotted, as `distinct.other = "..."`.
    pub path: Vec<String>,
    /// The last of the keys, with its quotes.
    pub key: Range<usize>,
    /// From the start of the line to its end, line feed included.
    pub whole: Range<usize>,
    /// The value.
    pub value: Range<usize>,
}

impl Block {
    /// The keys below the source's: `["extra", "bibtex"]`.
    pub(super) fn below(&self) -> &[String] {
        self.path.get(1..).unwrap_or_default()
    }
}

impl Line {
    /// The first of the keys.
    pub(super) fn name(&self) -> &str {
        self.path.first().map_or("", String::as_str)
    }
}

impl<'a> Tree<'a> {
    /// The tree of a text, or why it is no TOML.
    pub(super) fn parse(text: &'a str) -> Result<Tree<'a>, String> {
        let document = Document::parse(text).map_err(|error| error.message().to_owned())?;
        let mut tree = Tree { text, blocks: Vec::new(), head: Vec::new() };
        let mut path = Vec::new();
        let root = document.as_table();
        tree.head = tree.lines(root);
        tree.descend(root, &mut path, None);
        tree.blocks.sort_by_key(|block| block.header.start);
        Ok(tree)
    }

    /// Where a block's last line ends: what follows up to the next block are comments above that.
    pub(super) fn end(block: &Block) -> usize {
        block.lines.last().map_or(block.header.end, |line| line.whole.end)
    }

    /// Where the comments and blanks above the block start.
    pub(super) fn lead(&self, at: usize) -> usize {
        match at.checked_sub(1).and_then(|before| self.blocks.get(before)) {
            Some(before) => Tree::end(before),
            None => self.head.last().map_or(0, |line| line.whole.end),
        }
    }

    /// The comment on a header's line.
    pub(super) fn header_tail(&self, block: &Block) -> Option<&'a str> {
        tail(self.get(block.close..block.header.end))
    }

    /// The comment after a line's value.
    pub(super) fn line_tail(&self, line: &Line) -> Option<&'a str> {
        tail(self.get(line.value.end..line.whole.end))
    }

    /// The keys of a line as they are spelled.
    pub(super) fn keys(&self, line: &Line) -> &'a str {
        self.get(line.whole.start..line.key.end).trim()
    }

    /// The text of a range.
    pub(super) fn get(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// The tables below `table`. TOML headers are at most as deep as the parser lets them be (80 keys).
    fn descend(&mut self, table: &Table, path: &mut Vec<String>, first: Option<&Range<usize>>) {
        for (name, item) in table {
            let key = table.key(name).and_then(toml_edit::Key::span);
            let tables: Vec<&Table> = match item {
                Item::Table(table) => vec![table],
                Item::ArrayOfTables(tables) => tables.iter().collect(),
                Item::None | Item::Value(_) => Vec::new(),
            };
            path.push(name.to_owned());
            for table in tables {
                // a dotted table has no header, but those below it can have one
                let written = !table.is_implicit() && !table.is_dotted();
                if let (true, Some(span)) = (written, table.span()) {
                    // the header's own first key: that of a table below is found in its own header
                    let key = match first {
                        None => key.clone().unwrap_or(span.clone()),
                        Some(_) => self.first_key(&span),
                    };
                    let lines = self.lines(table);
                    self.blocks.push(Block {
                        path: path.clone(),
                        array: matches!(item, Item::ArrayOfTables(_)),
                        header: self.line_start(span.start)..self.line_end(span.end),
                        key,
                        close: span.end,
                        lines,
                    });
                }
                self.descend(table, path, key.as_ref().or(first));
            }
            path.pop();
        }
    }

    /// The key-value lines of a table, dotted ones included, in the order of the file.
    fn lines(&self, table: &Table) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut open = vec![(table, Vec::<String>::new())];
        while let Some((table, above)) = open.pop() {
            for (name, item) in table {
                let mut path = above.clone();
                path.push(name.to_owned());
                match item {
                    Item::Table(below) if below.is_dotted() => open.push((below, path)),
                    Item::Value(value) => {
                        let key = table.key(name).and_then(toml_edit::Key::span);
                        if let (Some(key), Some(value)) = (key, value.span()) {
                            let whole = self.line_start(key.start)..self.line_end(value.end);
                            lines.push(Line { path, key, whole, value });
                        }
                    }
                    _ => {}
                }
            }
        }
        lines.sort_by_key(|line| line.whole.start);
        lines
    }

    /// The first key of a header `[key.more]`: up to the first dot outside quotes.
    fn first_key(&self, header: &Range<usize>) -> Range<usize> {
        let text = self.get(header.clone());
        let start = header.start + text.len() - text.trim_start_matches(['[', ' ', '\t']).len();
        let mut quote = None;
        let mut escaped = false;
        for (at, c) in self.get(start..header.end).char_indices() {
            match (quote, c) {
                (Some('"'), '\\') => escaped = !escaped,
                (Some(open), c) if c == open && !escaped => quote = None,
                (Some(_), _) => escaped = false,
                (None, '"' | '\'') => quote = Some(c),
                (None, '.' | ' ' | '\t' | ']') => return start..start + at,
                (None, _) => {}
            }
        }
        start..header.end
    }

    fn line_start(&self, at: usize) -> usize {
        self.get(0..at).rfind('\n').map_or(0, |feed| feed + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        self.get(at..self.text.len()).find('\n').map_or(self.text.len(), |feed| at + feed + 1)
    }
}

/// The comment lines of a text between values, without indentation; blank lines left out.
pub(super) fn comments(between: &str) -> impl DoubleEndedIterator<Item = &str> + Clone {
    between.lines().map(str::trim).filter(|line| line.starts_with('#'))
}

/// The comment after a value or header on its line, if there is one.
pub(super) fn tail(rest: &str) -> Option<&str> {
    let rest = rest.trim();
    rest.starts_with('#').then_some(rest)
}

/// The comments inside a value that spans lines, as an array can; `#` in strings is none.
pub(super) fn inner_comments(value: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = value;
    // a value without both cannot hold a comment
    if !value.contains('#') || !value.contains('\n') {
        return found;
    }
    while let Some(at) = rest.find(['#', '"', '\'']) {
        let (_, here) = rest.split_at(at);
        if here.starts_with('#') {
            let (comment, after) = here.split_once('\n').unwrap_or((here, ""));
            found.push(comment.trim());
            rest = after;
        } else {
            rest = after_string(here);
        }
    }
    found
}

/// What follows the string that `text` starts with.
pub(super) fn after_string(text: &str) -> &str {
    let quote = text.chars().next().unwrap_or('"');
    let fence = quote.to_string().repeat(3);
    let (mut rest, close) = match text.strip_prefix(&fence) {
        Some(rest) => (rest, fence.as_str()),
        None => (text.get(1..).unwrap_or_default(), fence.get(..1).unwrap_or_default()),
    };
    loop {
        let Some(at) = rest.find([quote, '\\']) else { return "" };
        let (_, here) = rest.split_at(at);
        if here.starts_with('\\') {
            let mut chars = here.chars();
            // in a literal string a backslash is one; in a basic one it hides what follows
            let hidden = if quote == '"' { 2 } else { 1 };
            chars.nth(hidden - 1);
            rest = chars.as_str();
        } else if let Some(after) = here.strip_prefix(close) {
            // up to two quotes may stand directly before a closing fence
            return if close.len() == 3 { after.trim_start_matches(quote) } else { after };
        } else {
            rest = here.get(1..).unwrap_or_default();
        }
    }
}
