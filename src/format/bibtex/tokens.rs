//! The grammar of BibTeX files: text → raw entries with spans. Tolerant: what can be understood is read and
//! named, the rest ends where the next entry starts. Nothing that is passed over goes without a name.
//!
//! Every byte is looked at a bounded number of times: nothing that is read runs past a line that starts an entry, and the way
//! back after one that cannot be read is rationed.

mod between;
mod value;

use crate::diagnostic::Diagnostic;
use between::says_something;
use std::{borrow::Cow, collections::HashMap, ops::Range};

/// Rule of everything that breaks the grammar.
pub(super) const SYNTAX: &str = "bibtex-syntax";

/// An entry as it stands in the file; macros resolved, LaTeX untouched.
#[derive(Debug)]
pub(super) struct Raw<'a> {
    /// The entry type, as written.
    pub(super) kind: &'a str,
    /// The key, as written, trimmed; may be empty.
    pub(super) key: &'a str,
    /// The fields in the order of the file.
    pub(super) fields: Vec<RawField<'a>>,
    /// From `@` to the closing brace.
    pub(super) span: Range<usize>,
    /// From `@` to the end of the key.
    pub(super) head: Range<usize>,
}

/// A field as it stands in the file.
#[derive(Debug)]
pub(super) struct RawField<'a> {
    /// Its name, as written.
    pub(super) name: &'a str,
    /// Its value without delimiters; concatenated.
    pub(super) value: Cow<'a, str>,
    /// From the name to the end of the value.
    pub(super) span: Range<usize>,
}

/// A diagnostic whose place is still a range of bytes.
#[derive(Debug)]
pub(super) struct Fault {
    /// What is wrong.
    pub(super) diagnostic: Diagnostic,
    /// Where.
    pub(super) span: Range<usize>,
}

/// What a file consists of.
#[derive(Debug, Default)]
pub(super) struct Tokens<'a> {
    /// Its entries.
    pub(super) entries: Vec<Raw<'a>>,
    /// What is wrong with it.
    pub(super) faults: Vec<Fault>,
}

/// Takes a file apart.
pub(super) fn tokens(text: &str) -> Tokens<'_> {
    let mut scanner = Scanner {
        text,
        bytes: text.as_bytes(),
        at: 0,
        macros: HashMap::new(),
        comments_close: true,
        comments: Vec::new(),
        left: value::budget(text.len()),
        left_to_macros: value::budget(text.len()),
        again: text.len().saturating_mul(AGAIN),
        tokens: Tokens::default(),
    };
    while let Some(at) = scanner.next_entry() {
        scanner.at = at;
        scanner.entry();
    }
    scanner.tokens
}

/// How often a file may be read again in all, to find entries in what another has swallowed (taste).
const AGAIN: usize = 8;

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// By name in lower case.
    macros: HashMap<String, Cow<'a, str>>,
    /// Whether every `@comment` so far was closed. After one that was not, they end at the next entry, so that
    /// the rest of the file is not searched again for each of them.
    comments_close: bool,
    /// The comments inside the entry that is being read.
    comments: Vec<Range<usize>>,
    /// How many bytes macros may still say, in sources and in other macros.
    left: usize,
    left_to_macros: usize,
    /// How many bytes may still be read again.
    again: usize,
    tokens: Tokens<'a>,
}

/// Why an entry cannot be read.
struct Broken {
    message: String,
    help: &'static str,
}

type Result<T> = std::result::Result<T, Broken>;

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// The line feed or return that ends the line of this offset, or the end of the text.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        rest.iter().position(|b| matches!(b, b'\n' | b'\r')).map_or(self.bytes.len(), |length| at + length)
    }

    fn skip_white(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Past blanks and comments, which are kept in mind.
    fn skip_blank(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => {
                    let comment = self.at..self.line_end(self.at);
                    self.at = comment.end;
                    let seen = self.comments.last().is_some_and(|last| last.start >= comment.start);
                    if !seen && says_something(self.slice(comment.clone())) {
                        self.comments.push(comment);
                    }
                }
                byte if byte.is_ascii_whitespace() => self.at += 1,
                _ => break,
            }
        }
    }

    fn identifier(&mut self) -> &'a str {
        let start = self.at;
        while self.peek().is_some_and(is_identifier) {
            self.at += 1;
        }
        self.slice(start..self.at)
    }

    /// Whether an identifier and `=` follow, as where a field starts.
    fn field_follows(&self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let name = rest.iter().take_while(|b| is_identifier(**b)).count();
        let after = rest.get(name..).unwrap_or_default();
        name > 0 && after.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'=')
    }

    /// The entry that starts with the `@` here.
    fn entry(&mut self) {
        let start = self.at;
        let faults = self.tokens.faults.len();
        self.at += 1;
        self.skip_white();
        let kind = self.identifier();
        self.skip_blank();
        let close = if self.peek() == Some(b'(') { b')' } else { b'}' };
        let open = self.at;
        self.at += 1;
        let read = if kind.eq_ignore_ascii_case("comment") {
            self.at = open;
            self.comment(start, close);
            Ok(())
        } else if kind.eq_ignore_ascii_case("preamble") {
            self.preamble(start, close)
        } else if kind.eq_ignore_ascii_case("string") {
            // what macros say to each other is counted by itself, or sources would be left out for it
            std::mem::swap(&mut self.left, &mut self.left_to_macros);
            let read = self.fields(close, None, &mut Vec::new());
            std::mem::swap(&mut self.left, &mut self.left_to_macros);
            read
        } else {
            self.source(kind, start, close)
        };
        match read {
            Ok(()) => self.comments_inside(""),
            Err(broken) => {
                // of an entry that is left out nothing else is worth a word
                self.comments.clear();
                self.tokens.faults.truncate(faults);
                self.report(&broken, kind, start);
                self.recover(start);
            }
        }
    }

    fn preamble(&mut self, start: usize, close: u8) -> Result<()> {
        if close == b'}' {
            self.at -= 1;
            self.braced("preamble")?;
        } else {
            self.value("preamble", close)?;
            self.skip_blank();
            self.at += usize::from(self.peek() == Some(close));
        }
        let span = start..self.line_end(start).min(self.at);
        self.fault(
            Diagnostic::note("bibtex-preamble", "the preamble is left out, it belongs to a LaTeX document")
                .help("move the commands it defines to the document"),
            span,
        );
        Ok(())
    }

    fn source(&mut self, kind: &'a str, start: usize, close: u8) -> Result<()> {
        let key = self.key(close)?;
        let head = start..self.at;
        let mut fields = Vec::new();
        self.fields(close, Some(key), &mut fields)?;
        let span = start..self.at;
        self.comments_inside(key);
        self.tokens.entries.push(Raw { kind, key, fields, span, head });
        Ok(())
    }

    /// The key, with the comma after it; empty if it is missing.
    fn key(&mut self, close: u8) -> Result<&'a str> {
        self.skip_blank();
        let start = self.at;
        let mut end = start;
        while let Some(byte) = self.byte(end) {
            if byte == b',' || byte == close || matches!(byte, b'=' | b'{' | b'}') {
                break;
            }
            if byte == b'@' && self.starts_entry(end) {
                break;
            }
            end += 1;
        }
        let raw = self.slice(start..end);
        match self.byte(end) {
            Some(b',') => {
                self.at = end + 1;
                Ok(raw.trim())
            }
            Some(byte) if byte == close => {
                self.at = end;
                Ok(raw.trim())
            }
            Some(b'=') => {
                // `@book{title = ...` has no key, `@book{key title = ...` no comma
                let words = raw.trim_end();
                let name = words.rfind(|c: char| c.is_ascii_whitespace()).map_or(0, |at| at + 1);
                let key = words.get(..name).unwrap_or_default().trim();
                self.at = start + name;
                if !key.is_empty() {
                    self.fault(
                        Diagnostic::warning(SYNTAX, "no comma after the key")
                            .key(key)
                            .help("put a comma there"),
                        start..start + key.len(),
                    );
                }
                Ok(key)
            }
            _ => Err(Broken {
                message: "no key and no field can be found".to_owned(),
                help: "write `@type{key, field = {value}, ...}`",
            }),
        }
    }

    /// The fields up to the closing brace, which is taken. `key` is `None` for `@string`: fields become macros.
    fn fields(&mut self, close: u8, key: Option<&str>, fields: &mut Vec<RawField<'a>>) -> Result<()> {
        loop {
            self.skip_blank();
            let start = self.at;
            let Some(byte) = self.peek() else {
                return self.unclosed(key, start, fields);
            };
            match byte {
                b',' => self.at += 1,
                byte if byte == close => {
                    self.at += 1;
                    if !self.goes_on(key) {
                        return Ok(());
                    }
                }
                b'@' if self.is_next_entry(start) => {
                    return self.unclosed(key, start, fields);
                }
                byte if is_identifier(byte) => self.field(close, key, fields)?,
                _ => {
                    let sign = self.text.get(start..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
                    return Err(Broken {
                        message: format!("`{}` stands where a field should", sign.escape_debug()),
                        help: "write `field = {value}`, with a comma between two fields",
                    });
                }
            }
        }
    }

    /// After a closing brace: whether the entry goes on behind it, which was one too many then.
    fn goes_on(&mut self, key: Option<&str>) -> bool {
        let end = self.at;
        let comments = self.comments.len();
        self.skip_blank();
        let mut comma = false;
        while self.peek() == Some(b',') {
            comma = true;
            self.at += 1;
            self.skip_blank();
        }
        if key.is_some() && comma && self.field_follows() {
            let mut diagnostic = Diagnostic::warning(SYNTAX, "one closing brace too many, the entry goes on")
                .help("take the brace away");
            if let Some(key) = key.filter(|key| !key.is_empty()) {
                diagnostic = diagnostic.key(key);
            }
            self.fault(diagnostic, end - 1..end);
            return true;
        }
        self.comments.truncate(comments);
        self.at = end;
        false
    }

    /// An entry without its last brace. If the last value holds what looks like a field, the brace is missing there.
    fn unclosed(&mut self, key: Option<&str>, at: usize, fields: &[RawField<'a>]) -> Result<()> {
        if let Some(field) = fields.last().filter(|field| swallows(&field.value)) {
            return Err(Broken {
                message: format!("the braces of `{}` are not balanced", field.name),
                help: BRACES,
            });
        }

        let mut diagnostic =
            Diagnostic::warning(SYNTAX, "the entry before this is not closed").help("close it with `}`");
        if let Some(key) = key.filter(|key| !key.is_empty()) {
            diagnostic = diagnostic.key(key);
        }
        self.fault(diagnostic, at..at);
        Ok(())
    }

    /// `name = value`, or a stray word.
    fn field(&mut self, close: u8, key: Option<&str>, fields: &mut Vec<RawField<'a>>) -> Result<()> {
        let start = self.at;
        let name = self.identifier();
        let end = self.at;
        self.skip_blank();
        let warn = |message: String, help: &str| {
            let diagnostic = Diagnostic::warning(SYNTAX, message).help(help).field(name);
            match key.filter(|key| !key.is_empty()) {
                Some(key) => diagnostic.key(key),
                None => diagnostic,
            }
        };
        match self.peek() {
            Some(b'=') => {
                self.at += 1;
                self.skip_blank();
            }
            Some(b'{' | b'"') => {
                self.fault(warn(format!("no `=` after `{name}`"), "put `=` there"), start..end);
            }
            _ => {
                let message = format!("`{name}` is no field and left out");
                self.fault(warn(message, "write `field = {value}`"), start..end);
                return Ok(());
            }
        }
        let value = self.value(name, close)?;
        let span = start..self.at;
        self.skip_blank();
        if self.peek().is_some_and(is_identifier) && self.field_follows() {
            self.fault(
                warn(format!("no comma after the field `{name}`"), "put a comma there"),
                span.end..span.end,
            );
        }
        if key.is_none() {
            self.macros.insert(name.to_ascii_lowercase(), value);
        } else {
            fields.push(RawField { name, value, span });
        }
        Ok(())
    }
}

const BRACES: &str = "close every `{` with a `}`";

/// Whether a value holds the start of a field: a comma, a name and `=`.
fn swallows(value: &str) -> bool {
    value.split(',').skip(1).any(|rest| {
        let rest = rest.trim_start();
        let name = rest.bytes().take_while(|b| is_identifier(*b)).count();
        name > 0 && rest.get(name..).is_some_and(|rest| rest.trim_start().starts_with('='))
    })
}

/// `@string`, `@preamble`, `@comment`: no entries.
fn is_directive(word: &str) -> bool {
    ["string", "preamble", "comment"].iter().any(|name| word.eq_ignore_ascii_case(name))
}

/// What field names, entry types and macros consist of: BibTeX's "legal id" without `@`, which starts entries.
pub(super) fn is_identifier(byte: u8) -> bool {
    !byte.is_ascii_whitespace()
        && !byte.is_ascii_control()
        && !matches!(
            byte,
            b'"' | b'#' | b'%' | b'\'' | b'(' | b')' | b',' | b'=' | b'{' | b'}' | b'@' | b'\\'
        )
}
