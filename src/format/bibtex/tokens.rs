//! The grammar of BibTeX files: text → raw entries with spans. Tolerant: what can be understood is read and
//! named, the rest ends at the next line that starts an entry.
//!
//! Every byte is looked at a bounded number of times: nothing that is read runs past a line that starts an entry.

use crate::{diagnostic::Diagnostic, model::Kind};
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
        tokens: Tokens::default(),
    };
    while let Some(at) = scanner.next_entry() {
        scanner.at = at;
        scanner.entry();
    }
    scanner.tokens
}

/// The months that BibTeX styles and biber define as macros.
const MONTHS: [(&str, &str); 12] = [
    ("jan", "January"),
    ("feb", "February"),
    ("mar", "March"),
    ("apr", "April"),
    ("may", "May"),
    ("jun", "June"),
    ("jul", "July"),
    ("aug", "August"),
    ("sep", "September"),
    ("oct", "October"),
    ("nov", "November"),
    ("dec", "December"),
];

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// By name in lower case.
    macros: HashMap<String, Cow<'a, str>>,
    /// Whether every `@comment` so far was closed. After one that was not, they end at the next entry, so that
    /// the rest of the file is not searched again for each of them.
    comments_close: bool,
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

    /// The next `@` outside comments that may start an entry. An `@` inside a word is an e-mail address.
    fn next_entry(&self) -> Option<usize> {
        let mut at = self.at;
        loop {
            match self.byte(at)? {
                b'%' => at = self.line_end(at),
                b'@' if at.checked_sub(1).and_then(|at| self.byte(at)).is_none_or(|b| !is_word(b)) => {
                    return Some(at);
                }
                _ => at += 1,
            }
        }
    }

    /// The line feed or return that ends the line of this offset, or the end of the text.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        rest.iter().position(|b| matches!(b, b'\n' | b'\r')).map_or(self.bytes.len(), |length| at + length)
    }

    /// Past blanks and comments, but not past a line that starts an entry.
    fn skip_blank(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => self.at = self.line_end(self.at),
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

    /// Whether the `@` at this offset stands first in its line and is followed by what starts an entry:
    /// a word, a brace, and a key that ends at a comma, the end of the line or (a missing key) at `=`.
    fn starts_entry(&self, at: usize) -> bool {
        let before = self.bytes.get(..at).unwrap_or_default();
        let blank = before.iter().rev().find(|b| !matches!(b, b' ' | b'\t'));
        if !matches!(blank, None | Some(b'\n' | b'\r')) {
            return false;
        }
        let rest = self.bytes.get(at + 1..).unwrap_or_default();
        let name = rest.iter().take_while(|b| is_identifier(**b)).count();
        let word = self.slice(at + 1..at + 1 + name);
        let mut rest = rest.iter().skip(name).skip_while(|b| matches!(b, b' ' | b'\t'));
        if name == 0 || !matches!(rest.next(), Some(b'{' | b'(')) {
            return false;
        }
        is_directive(word)
            || rest
                .find(|b| matches!(b, b',' | b'=' | b'\n' | b'\r' | b'{' | b'}'))
                .is_some_and(|b| matches!(b, b',' | b'=' | b'\n' | b'\r'))
    }

    /// One thing that starts with the `@` here.
    fn entry(&mut self) {
        let start = self.at;
        self.at += 1;
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
        let kind = self.identifier();
        let after_kind = self.at;
        self.skip_blank();
        let close = match self.peek() {
            Some(b'{') => b'}',
            Some(b'(') => b')',
            _ => {
                self.at = after_kind;
                self.no_entry(kind, start);
                return;
            }
        };
        if kind.is_empty() {
            return;
        }
        let open = self.at;
        self.at += 1;
        let read = if kind.eq_ignore_ascii_case("comment") {
            self.at = open;
            self.comment(start, close);
            Ok(())
        } else if kind.eq_ignore_ascii_case("preamble") {
            self.preamble(start, close)
        } else if kind.eq_ignore_ascii_case("string") {
            self.fields(close, None, &mut Vec::new())
        } else {
            self.source(kind, start, close)
        };
        if let Err(broken) = read {
            self.report(&broken, kind, start);
            self.recover();
        }
    }

    /// `@word` without a brace: named where it looks like a broken entry, else it is text between entries.
    fn no_entry(&mut self, kind: &str, start: usize) {
        if kind.eq_ignore_ascii_case("comment") {
            self.at = self.line_end(self.at);
        } else if is_directive(kind) || Kind::from_biblatex(kind).is_some() {
            let span = start..self.at;
            self.fault(
                Diagnostic::error(SYNTAX, format!("`@{kind}` is followed by no `{{`, the entry is left out"))
                    .help("write `@type{key, field = {value}, ...}`"),
                span,
            );
        }
    }

    /// To the next line that starts an entry.
    fn recover(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'@' && self.starts_entry(self.at) {
                return;
            }
            self.at += 1;
        }
    }

    fn report(&mut self, broken: &Broken, kind: &str, start: usize) {
        let head = self.slice(start..self.line_end(start));
        let key =
            head.split_once(['{', '(']).and_then(|(_, rest)| rest.split(',').next()).unwrap_or_default();
        let key = key.trim();
        let mut diagnostic =
            Diagnostic::error(SYNTAX, format!("{}, `@{kind}` is left out", broken.message)).help(broken.help);
        // a key that is really a field (`@book{title = ...`) names nothing
        if !key.is_empty() && !key.contains(['=', '{', '}', '"']) {
            diagnostic = diagnostic.key(key);
        }
        // the line of the entry is what a person looks for; the message says the rest
        self.fault(diagnostic, start..start + head.trim_end().len());
    }

    fn fault(&mut self, diagnostic: Diagnostic, span: Range<usize>) {
        self.tokens.faults.push(Fault { diagnostic, span });
    }

    /// `@comment{...}`, balanced; without end it ends at the next entry.
    fn comment(&mut self, start: usize, close: u8) {
        let from = self.at;
        if self.comments_close {
            let (mut braces, mut parens) = (0_usize, 0_usize);
            while let Some(byte) = self.peek() {
                self.at += 1;
                match byte {
                    b'{' => braces += 1,
                    b'}' => braces = braces.saturating_sub(1),
                    b'(' if close == b')' => parens += 1,
                    b')' if close == b')' => parens = parens.saturating_sub(1),
                    _ => continue,
                }
                if braces == 0 && parens == 0 {
                    return;
                }
            }
            self.comments_close = false;
        }
        self.at = from;
        self.recover();
        let head = start..self.line_end(start).min(self.at);
        self.fault(
            Diagnostic::warning(
                SYNTAX,
                "this `@comment` is not closed, it is taken to end at the next entry",
            )
            .help("close it with `}`"),
            head,
        );
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
                b'@' if self.starts_entry(start) => {
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

    /// Pieces joined with `#`; nothing at all is an empty value.
    fn value(&mut self, field: &str, close: u8) -> Result<Cow<'a, str>> {
        let mut whole: Option<Cow<'a, str>> = None;
        loop {
            let end = self.at;
            self.skip_blank();
            let piece = match self.peek() {
                Some(b'{') => Cow::Borrowed(self.braced(field)?),
                Some(b'"') => Cow::Borrowed(self.quoted(field, close)?),
                Some(byte) if is_identifier(byte) && (whole.is_none() || !self.field_follows()) => {
                    self.word(field)
                }
                _ => {
                    self.at = end;
                    return Ok(whole.unwrap_or_default());
                }
            };
            whole = Some(match whole {
                None => piece,
                Some(mut whole) => {
                    whole.to_mut().push_str(&piece);
                    whole
                }
            });
            let end = self.at;
            self.skip_blank();
            if self.peek() != Some(b'#') {
                self.at = end;
                return Ok(whole.unwrap_or_default());
            }
            self.at += 1;
        }
    }

    /// The inside of `{...}`.
    fn braced(&mut self, field: &str) -> Result<&'a str> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'{' => depth += 1,
                b'}' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        return Ok(self.slice(start + 1..self.at - 1));
                    }
                }
                b'@' if self.starts_entry(self.at) => break,
                _ => {}
            }
            self.at += 1;
        }
        Err(Broken { message: format!("the braces of `{field}` are not balanced"), help: BRACES })
    }

    /// The inside of `"..."`. A quote inside braces does not end it, nor does one after which no value can end.
    fn quoted(&mut self, field: &str, close: u8) -> Result<&'a str> {
        let start = self.at;
        self.at += 1;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'{' => depth += 1,
                b'}' if depth == 0 => break,
                b'}' => depth -= 1,
                b'"' if depth == 0 => {
                    let end = self.at;
                    self.at += 1;
                    if self.value_ends(close) {
                        return Ok(self.slice(start + 1..end));
                    }
                    self.fault(
                        Diagnostic::warning(
                            SYNTAX,
                            "a quote inside a value in quotes is taken as part of it",
                        )
                        .field(field)
                        .help("write `{\"}`, or put the value in braces"),
                        end..end + 1,
                    );
                    continue;
                }
                b'@' if self.starts_entry(self.at) => break,
                _ => {}
            }
            self.at += 1;
        }
        Err(Broken {
            message: format!("the quotes or braces of `{field}` are not closed"),
            help: "close the value with `\"`, or put it in braces",
        })
    }

    /// Whether what follows can follow a value.
    fn value_ends(&mut self, close: u8) -> bool {
        let at = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
        let ends = match self.peek() {
            None | Some(b',' | b'#' | b'}' | b'%') => true,
            Some(byte) => {
                byte == close || self.field_follows() || (byte == b'@' && self.starts_entry(self.at))
            }
        };
        self.at = at;
        ends
    }

    /// A number or a macro.
    fn word(&mut self, field: &str) -> Cow<'a, str> {
        let start = self.at;
        let word = self.identifier();
        if word.bytes().all(|b| b.is_ascii_digit()) {
            return Cow::Borrowed(word);
        }
        let name = word.to_ascii_lowercase();
        if let Some(value) = self.macros.get(&name) {
            return value.clone();
        }
        if let Some((_, month)) = MONTHS.iter().find(|(short, _)| *short == name) {
            return Cow::Borrowed(month);
        }
        self.fault(
            Diagnostic::warning(
                "bibtex-unknown-macro",
                format!("`{word}` is not defined, it is taken as text"),
            )
            .field(field)
            .help(format!("define it with `@string{{{word} = {{...}}}}`, or put it in braces")),
            start..self.at,
        );
        Cow::Borrowed(word)
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

/// Part of a word before `@` in an e-mail address.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
