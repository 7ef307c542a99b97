//! AsciiDoc: the macros of asciidoctor-bibtex (`cite:[key]`, `citenp:[key(12)]`), and `<<key>>`, which is a citation if a
//! source has that key and the document itself has no such anchor. Comments, listings, literals and what is passed through as
//! it is are no text.

use super::cursor::{Cursor, Found};

/// The citations of an AsciiDoc document.
pub(super) fn scan(text: &str) -> Found {
    let mut scanner = Scanner {
        cursor: Cursor::new(text),
        found: Found::default(),
        block: Block::default(),
        no_closer: [0; 3],
    };
    while scanner.cursor.at < text.len() {
        scanner.line();
    }
    scanner.found
}

/// The macros that cite.
const MACROS: &[&str] = &["cite", "citenp", "fullcite", "nocite", "bibitem"];

/// The macros whose text is passed through.
const PASSING: &[&str] = &["pass", "stem", "latexmath", "asciimath"];

/// Styles of paragraphs that are no text: `[source,ruby]`.
const LITERAL: &[&str] =
    &["source", "listing", "literal", "pass", "stem", "latexmath", "asciimath", "comment"];

/// What the lines before say of the next.
#[derive(Debug, Default)]
struct Block {
    /// Whether a paragraph goes on.
    goes_on: bool,
    /// Whether the next block has a style that is no text.
    literal: bool,
    /// Whether it is in a table, whose cells may be indented.
    in_table: bool,
}

struct Scanner<'a> {
    cursor: Cursor<'a>,
    found: Found,
    block: Block,
    /// By the length of a run of `+`, less one: up to where none closes it.
    no_closer: [usize; 3],
}

impl Scanner<'_> {
    fn line(&mut self) {
        let line = self.cursor.rest().split('\n').next().unwrap_or_default();
        let end = self.cursor.at + line.len();
        let body = line.trim_end();
        if let Some(mark) = delimiter(body) {
            self.cursor.at = end;
            self.cursor.eat("\n");
            // one that is not closed goes on to the end
            self.cursor.skip_past_line(|line| line.trim_end() == mark);
            self.block = Block { in_table: self.block.in_table, ..Block::default() };
            return;
        }
        let literal = !self.block.goes_on && self.block.is_literal(body);
        self.block.read(body);
        if literal {
            self.cursor.at = end;
            self.cursor.eat("\n");
            // an open block or a paragraph
            self.cursor.skip_past_line(|line| {
                if body == "--" { line.trim_end() == body } else { line.trim().is_empty() }
            });
            self.block = Block { in_table: self.block.in_table, ..Block::default() };
            return;
        }
        if !body.starts_with("//") {
            self.inline(end);
        }
        self.cursor.at = self.cursor.at.max(end);
        self.cursor.eat("\n");
    }

    /// Reads text up to `end`; what begins before it and ends behind is read whole.
    fn inline(&mut self, end: usize) {
        while self.cursor.at < end {
            self.cursor.take_while(|c| !matches!(c, ':' | '<' | '[' | '+' | '\n'));
            match self.cursor.peek() {
                None | Some('\n') => return,
                Some('+') => self.plus(),
                Some(':') if !self.cursor.skip_address() => self.colon(),
                Some('<') if self.cursor.rest().starts_with("<<") => self.reference(),
                Some('[') => self.anchor(),
                Some('<') => {
                    self.cursor.next();
                }
                Some(_) => {}
            }
        }
    }

    /// `+text+`, `++text++`, `+++text+++`: passed through as it is. One `+` opens and closes at the ends of words only.
    fn plus(&mut self) {
        let free = !self.cursor.before().is_some_and(|c| is_word(c) || matches!(c, ';' | ':' | '\\' | '+'));
        let run = self.cursor.take_while(|c| c == '+').len();
        let (mut at, rest) = (self.cursor.at, self.cursor.rest());
        let opens = run > 1 || (free && !rest.starts_with(char::is_whitespace));
        let Some(no_closer) = self.no_closer.get_mut(run - 1).filter(|before| opens && at >= **before) else {
            return;
        };
        for line in rest.split_inclusive('\n') {
            let is_first = at == self.cursor.at;
            if !is_first && (line.trim().is_empty() || delimiter(line.trim_end()).is_some()) {
                break;
            }
            if let Some(close) = closer(line, run) {
                self.cursor.at = at + close + run;
                return;
            }
            at += line.len();
        }
        *no_closer = at;
    }

    /// The text of a macro that is passed through, behind its colon: `pass:q[...]`.
    fn passed(&mut self) {
        self.cursor.take_while(|c| c.is_ascii_lowercase() || matches!(c, ',' | ':'));
        if self.cursor.eat("[") {
            self.cursor.take_while(|c| !matches!(c, ']' | '\n'));
        }
    }

    /// A macro, at its colon: `cite:[a, b(12)]`, `bibitem:[a]`, `anchor:a[]`.
    fn colon(&mut self) {
        let before = self.cursor.text.get(..self.cursor.at).unwrap_or_default();
        let bare = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        let name = before.get(bare.len()..).unwrap_or_default();
        self.cursor.next();
        if name == "anchor" {
            let label = self.cursor.take_while(|c| !c.is_whitespace() && c != '[');
            self.found.labels.insert(label.to_owned());
            return;
        }
        if PASSING.contains(&name) {
            return self.passed();
        }
        if !MACROS.contains(&name) || bare.ends_with('\\') {
            return;
        }
        self.cursor.eat(":");
        if !self.cursor.eat("[") {
            return;
        }
        let start = self.cursor.at;
        self.cursor.take_while(|c| !matches!(c, ']' | '[' | '\n'));
        let close = self.cursor.at;
        let inner = self.cursor.text.get(start..close).unwrap_or_default();
        if self.cursor.eat("]") {
            // in the text of another macro the bracket is escaped
            self.keys(start, start + inner.trim_end_matches('\\').len());
        }
    }

    /// Keys divided by commas, each with its place in parentheses, in which a comma divides nothing.
    fn keys(&mut self, start: usize, end: usize) {
        let text = self.cursor.text;
        let mut open = false;
        let mut from = Some(start);
        for (at, c) in text.get(start..end).unwrap_or_default().char_indices() {
            match c {
                '(' if !open => {
                    open = true;
                    if let Some(from) = from.take() {
                        self.found.cite_list(text, from..start + at, |_| false, true);
                    }
                }
                ')' => open = false,
                ',' if !open => {
                    if let Some(from) = from.replace(start + at + 1) {
                        self.found.cite_list(text, from..start + at, |_| false, true);
                    }
                }
                _ => {}
            }
        }
        if let Some(from) = from {
            self.found.cite_list(text, from..end, |_| false, true);
        }
    }

    /// `<<key>>` or `<<key,text>>`
    fn reference(&mut self) {
        let escaped = self.cursor.before() == Some('\\');
        self.cursor.eat("<<");
        let start = self.cursor.at;
        let key = self.cursor.take_while(|c| !matches!(c, ',' | '>' | '<' | '#' | '\n'));
        let end = self.cursor.at;
        let closes = self.cursor.rest().starts_with([',', '>']);
        if closes && !escaped && !key.contains(char::is_whitespace) {
            self.found.cite(self.cursor.text, start..end, false);
        }
    }

    /// `[[label]]`, `[[[label]]]`, `[#label]`
    fn anchor(&mut self) {
        let open = self.cursor.take_while(|c| c == '[').len();
        let hash = self.cursor.eat("#");
        if open < 2 && !hash {
            return;
        }
        let label =
            self.cursor.take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '/' | '+'));
        if self.cursor.rest().starts_with([',', ']', '.', '%', ' ']) && !label.is_empty() {
            self.found.labels.insert(label.to_owned());
        }
    }
}

impl Block {
    /// Whether the block that begins with this line is no text.
    fn is_literal(&self, line: &str) -> bool {
        let indented = line.starts_with([' ', '\t']) && !self.in_table && !is_item(line.trim_start());
        !line.is_empty() && !is_about_block(line) && (indented || self.literal)
    }

    /// Goes behind a line that is text.
    fn read(&mut self, line: &str) {
        if line.len() >= 4 && line.get(1..).is_some_and(|rest| rest.bytes().all(|byte| byte == b'=')) {
            self.in_table ^= line.starts_with(['|', ',', ':', '!']);
        }
        let about = is_about_block(line);
        if about {
            self.literal |= style(line).is_some_and(|style| LITERAL.contains(&style));
        } else if !line.is_empty() {
            self.literal = false;
        }
        let bound = matches!(line, "" | "+" | "--") || line.starts_with('=') || is_bound(line);
        // an attribute line ends a paragraph, a comment does not
        self.goes_on = !bound && (!about || (self.goes_on && !line.starts_with('[')));
    }
}

/// Whether a line tells of the block behind it: its style, its title, or a comment.
fn is_about_block(line: &str) -> bool {
    let title = line.strip_prefix('.').is_some_and(|rest| !rest.starts_with(['.', ' ']) && !rest.is_empty());
    title || (line.starts_with('[') && line.ends_with(']')) || line.starts_with("//")
}

/// The style of the block behind a line `[style,...]`; `[,ruby]` is source.
fn style(line: &str) -> Option<&str> {
    let attributes = line.strip_prefix('[')?.strip_suffix(']').filter(|inner| !inner.contains(']'))?;
    let style = attributes.split([',', '#', '.', '%']).next()?;
    Some(if attributes.starts_with(',') { "source" } else { style })
}

/// Whether a line opens or closes a block of text: four of `=`, `*`, `_` and more.
fn is_bound(line: &str) -> bool {
    let mark = line.bytes().next().filter(|mark| b"=*_".contains(mark));
    line.len() >= 4 && line.bytes().all(|byte| Some(byte) == mark)
}

/// Whether a line, without the blanks before it, begins an item of a list.
fn is_item(line: &str) -> bool {
    let (first, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    let is = |mark: char| !first.is_empty() && first.chars().all(|c| c == mark);
    let number = first.strip_suffix(['.', ')']).unwrap_or_default();
    let numbered = !number.is_empty()
        && (number.bytes().all(|byte| byte.is_ascii_digit())
            || number.len() == 1
            || number.bytes().all(|byte| b"ivxIVX".contains(&byte)));
    let callout = first.starts_with('<') && first.ends_with('>');
    let term =
        || line.ends_with("::") || line.ends_with(";;") || line.contains(":: ") || line.contains(";; ");
    (!rest.is_empty() && (is('-') || is('*') || is('.') || numbered || callout)) || term()
}

/// Where a line has a run of `+` that closes one of that length.
fn closer(line: &str, run: usize) -> Option<usize> {
    let mark = "+++".get(..run)?;
    let closes = |at: &usize| {
        let (before, after) = line.split_at_checked(*at).unwrap_or_default();
        let follows = after.get(run..).and_then(|after| after.chars().next());
        run > 1 || (before.ends_with(|c: char| !c.is_whitespace()) && !follows.is_some_and(is_word))
    };
    line.match_indices(mark).map(|(at, _)| at).find(closes)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The line, if it opens a block that is no text: a comment, a listing, a literal or a passthrough.
fn delimiter(line: &str) -> Option<&str> {
    if line.starts_with("```") {
        return Some("```");
    }
    let mark = line.bytes().next().filter(|mark| b"/-.+".contains(mark))?;
    (line.len() >= 4 && line.bytes().all(|byte| byte == mark)).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> String {
        super::super::shown(scan(text))
    }

    #[test]
    fn citations_are_found() {
        for (text, expected) in [
            ("cite:[a]", "a"),
            ("citenp:[a, b(12)] fullcite:[c]", "a b c"),
            ("cite:[a(12, 13), b]", "a b"),
            ("* bibitem:[a]\nbibitem::[b]", "a b"),
            ("see <<a>> and <<b,text>>", "a? b?"),
            ("footnote:[see cite:[a\\]] cite:[b]", "a b"),
            (
                "text\n cite:[a]\n* item\n  cite:[b]\n\n  ** cite:[c]\n\n  1. cite:[d]\n\n  x:: cite:[e]",
                "a b c d e",
            ),
            ("[quote]\ncite:[a]\n\n|===\n\n  |cite:[b]\n|===\n\n[source]\n----\nx\n----\ncite:[c]", "a b c"),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_text_cites_nothing() {
        for (text, expected) in [
            ("// cite:[a]\ncite:[b]", "b"),
            ("////\ncite:[a]\n////\ncite:[b]", "b"),
            ("----\ncite:[a]\n----\n....\ncite:[b]\n....\ncite:[c]", "c"),
            ("```\ncite:[a]\n```\ncite:[b]", "b"),
            ("[[a]]\n[#b]\n== X\n[[[c]]] <<a>> <<b>> <<c>> <<d>> anchor:e[] <<e>>", "d?"),
            ("\\cite:[a] recite:[b] \\<<c>> https://x.y/cite:[d]", ""),
            ("+cite:[a]+ and ++cite:[b]++ and +++<<c>>+++ and `+cite:[d]+`, cite:[e]", "e"),
            ("+cite:[a]\ncite:[b]+ cite:[c]\n\ncite:[d]", "c d"),
            ("C++ cite:[a], 1 + cite:[b] + 2, a+cite:[c]+b, +cite:[d]\n\nand+ +\ncite:[e]", "a b c d e"),
            ("pass:[cite:[a]] pass:q,a[<<b>>] stem:[<<c>>] cite:[d]", "d"),
            ("cite:[a", ""),
            ("x\n\n $ cmd cite:[a]\ncite:[b]\n\ncite:[c]\n\n\tcite:[d]", "c"),
            (" cite:[a]\n\n== T\n cite:[b]\n\n====\n cite:[c]\n\ncite:[d]\n====", "d"),
            ("x\n[source]\ncite:[a]\n\ncite:[b]\n// c\n cite:[c]", "b c"),
            ("[source,ruby]\n.Title\ncite:[a]\ncite:[b]\n\ncite:[c]\n[pass]\n\ncite:[d]", "c"),
            (
                "[listing]\n--\ncite:[a]\n\ncite:[b]\n--\ncite:[c]\n\n[,sh]\ncite:[d]\n\n[literal]\ncite:[e]",
                "c",
            ),
            ("----\ncite:[a]", ""),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }
}
