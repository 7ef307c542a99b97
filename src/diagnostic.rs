//! The common currency: what is wrong and where ([`Diagnostic`]), and what is to change ([`Edit`]).
//!
//! The user's faults are diagnostics, all of them, never an `Err`. Changes are data: shown, counted or applied.

use crate::model::{Source, Value};
use std::{borrow::Cow, fmt, ops::Range, sync::Arc};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Note,
    /// Wrong, or likely so.
    Warning,
    /// Cannot be read, unknown, ambiguous.
    Error,
}

/// Something that is wrong with the user's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule it breaks, kebab-case: `unknown-field`.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: one sentence, lower case, no full stop.
    pub message: String,
    /// Where, if it has a place.
    pub place: Option<Place>,
    /// The key of the source it is about.
    pub key: Option<String>,
    /// The TOML name of the field it is about.
    pub field: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// What would mend it.
    pub fix: Option<Fix>,
}

/// What makes a finding the same finding when its lines move: a diagnostic without its place and its help.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The rule it breaks.
    pub rule: String,
    /// The key it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The file, if it is not one with sources and a key says which: that may move to another file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The field it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What is wrong, without the lines that it names.
    pub message: String,
}

/// Changes that mend a fault.
#[derive(Clone, Debug, Eq)]
pub struct Fix {
    /// Whether it may be made without a look.
    pub safety: Safety,
    /// The changes: all of them or none. What mends several findings is there once.
    pub edits: Arc<[Edit]>,
}

/// Whether a fix may be made without a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// It says the same in the right form: nothing is lost and nothing guessed.
    Safe,
    /// It is most likely what is meant; a person should look.
    Unsafe,
}

/// A place in a file. Lines and columns start at 1; columns count characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path with `/`, relative as reports want it.
    pub path: String,
    /// First line.
    pub line: usize,
    /// First column.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// Column after the last character.
    pub end_column: usize,
}

impl Diagnostic {
    /// A diagnostic without place, key, field and help.
    pub fn new(severity: Severity, rule: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            rule,
            severity,
            message: message.into(),
            place: None,
            key: None,
            field: None,
            help: None,
            fix: None,
        }
    }

    /// An error.
    pub fn error(rule: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, rule, message)
    }

    /// A warning.
    pub fn warning(rule: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, rule, message)
    }

    /// A note.
    pub fn note(rule: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Note, rule, message)
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: Place) -> Diagnostic {
        self.place = Some(place);
        self
    }

    /// Says which source.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Diagnostic {
        self.key = Some(key.into());
        self
    }

    /// Says which field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Diagnostic {
        self.field = Some(field.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Says what would mend it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Diagnostic {
        self.fix = Some(fix);
        self
    }

    /// What makes it the same finding when its lines move.
    pub fn identity(&self) -> Identity {
        let path = self.place.as_ref().map(|place| place.path.clone());
        let is_source = |path: &str| self.key.is_some() && path.rsplit('.').next() == Some("toml");
        Identity {
            rule: self.rule.to_owned(),
            key: self.key.clone(),
            path: path.filter(|path| !is_source(path)),
            field: self.field.clone(),
            message: without_lines(&self.message),
        }
    }

    /// The order of reports: path, line, column, rule.
    pub fn order(&self, other: &Diagnostic) -> std::cmp::Ordering {
        let place = |d: &Diagnostic| d.place.as_ref().map(|p| (p.path.clone(), p.line, p.column));
        place(self)
            .cmp(&place(other))
            .then_with(|| self.rule.cmp(other.rule))
            .then_with(|| self.message.cmp(&other.message))
    }
}

/// A message without the lines that it names behind a path (`bib/a.toml:12`): they move.
fn without_lines(message: &str) -> String {
    let mut parts = message.split(".toml:");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(".toml");
        text.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    text
}

impl PartialEq for Fix {
    fn eq(&self, other: &Fix) -> bool {
        // one that many findings share is not looked through for each
        self.safety == other.safety && (Arc::ptr_eq(&self.edits, &other.edits) || self.edits == other.edits)
    }
}

impl Fix {
    /// A fix.
    pub fn new(safety: Safety, edits: impl IntoIterator<Item = Edit>) -> Fix {
        Fix { safety, edits: edits.into_iter().collect() }
    }

    /// A fix that may be made without a look.
    pub fn safe(edits: impl IntoIterator<Item = Edit>) -> Fix {
        Fix::new(Safety::Safe, edits)
    }

    /// A fix at which a person should look.
    pub fn careful(edits: impl IntoIterator<Item = Edit>) -> Fix {
        Fix::new(Safety::Unsafe, edits)
    }
}

impl Severity {
    /// The severity of that name.
    pub fn from_name(name: &str) -> Option<Severity> {
        [Severity::Note, Severity::Warning, Severity::Error]
            .into_iter()
            .find(|severity| severity.to_string() == name)
    }
}

impl fmt::Display for Safety {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Safety::Safe => "safe",
            Safety::Unsafe => "unsafe",
        })
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

impl Place {
    /// The start of a file: for faults of the whole of it.
    pub fn file(path: impl Into<String>) -> Place {
        Place { path: path.into(), line: 1, column: 1, end_line: 1, end_column: 1 }
    }
}

/// The known word that a misspelt one most likely means, for "did you mean".
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    // a slip in every third letter (taste); nobody means a word of such a length
    let most = (length / 3).max(1);
    if length > 64 {
        return None;
    }
    let distances = known.into_iter().map(|known| (strsim::osa_distance(word, known), known));
    distances
        .filter(|(distance, known)| *distance <= most && *distance < known.chars().count())
        .min()
        .map(|(_, known)| known)
}

/// The text of the bytes of a file, which a finding calls `this`; `Err`, with no help yet, if it is no UTF-8.
pub fn utf8(bytes: Vec<u8>, path: &str, this: &str) -> Result<String, Box<Diagnostic>> {
    let (text, at, why) = match String::from_utf8(bytes) {
        Ok(text) => match text.find('\0') {
            // every other byte of UTF-16, and in no text that anybody writes
            Some(at) => (text, at, ": it holds NUL bytes, as UTF-16 does"),
            None => return Ok(text),
        },
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), at, "")
        }
    };
    let place = Lines::new(&text).place(path, at..at);
    Err(Box::new(Diagnostic::error("not-utf8", format!("{this} is no UTF-8{why}")).at(place)))
}

/// A text without the byte order mark that Windows writes before the first line.
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Where the lines of a text start: turns byte offsets into places. Made once per text, only when asked for.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    marks: Cow<'a, [Mark]>,
}

/// A place whose line and column are known.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    offset: usize,
    line: usize,
    column: usize,
}

/// So many bytes of a line are counted each time that a place in it is asked for (taste); a file can be one line.
const APART: usize = 1024;

impl<'a> Lines<'a> {
    /// The lines of a text.
    pub fn new(text: &'a str) -> Lines<'a> {
        Lines { text, marks: Cow::Owned(Lines::marks(text)) }
    }

    /// The lines of a text whose marks are known.
    pub fn with_marks(text: &'a str, marks: &'a [Mark]) -> Lines<'a> {
        Lines { text, marks: Cow::Borrowed(marks) }
    }

    /// Where each line starts, and some places in long lines. Nobody sees a byte order mark: an editor does not count it.
    pub fn marks(text: &str) -> Vec<Mark> {
        let first = text.len() - without_mark(text).len();
        let feeds = text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(first).chain(feeds.clone());
        let mut marks = Vec::new();
        for ((at, start), end) in starts.enumerate().zip(feeds.chain([text.len()])) {
            let mut mark = Mark { offset: start, line: at + 1, column: 1 };
            marks.push(mark);
            while end.saturating_sub(mark.offset) > APART {
                let next = boundary(text, mark.offset + APART);
                mark.column += text.get(mark.offset..next).map_or(0, |text| text.chars().count());
                mark.offset = next;
                marks.push(mark);
            }
        }
        marks
    }

    /// The place of a byte range in the file of that path.
    pub fn place(&self, path: &str, span: Range<usize>) -> Place {
        let (line, column) = self.position(span.start);
        let (end_line, end_column) = self.position(span.end.max(span.start));
        Place { path: path.to_owned(), line, column, end_line, end_column }
    }

    /// Line and column of a byte offset, both from 1; past the end is the end.
    fn position(&self, offset: usize) -> (usize, usize) {
        let offset = boundary(self.text, offset);
        let behind = self.marks.partition_point(|mark| mark.offset <= offset);
        let Some(mark) = self.marks.get(behind.saturating_sub(1)) else { return (1, 1) };
        let since = self.text.get(mark.offset..offset).map_or(0, |text| text.chars().count());
        (mark.line, mark.column + since)
    }
}

/// The offset, or where the character begins in which it lies; past the end is the end.
fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// A change to the library, by keys and fields; [`crate::library::Library::plan`] turns edits into new texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Gives a field (by its TOML name; `type` too) a value, in place, comments kept.
    Set {
        /// Which source.
        key: String,
        /// TOML name of the field.
        field: String,
        /// The new value.
        value: Value,
    },
    /// Takes a field away.
    Unset {
        /// Which source.
        key: String,
        /// TOML name of the field.
        field: String,
    },
    /// Gives a source another key; nothing else changes (`ids` is the caller's).
    Rename {
        /// The key it has.
        key: String,
        /// The key it gets.
        to: String,
    },
    /// Gives the file of a source, which holds no other, the name that the layout says.
    Move {
        /// Which source.
        key: String,
    },
    /// Takes a source away, with its comments.
    Remove {
        /// Which source.
        key: String,
    },
    /// Adds a source, in the file that the layout says.
    Create {
        /// The source, with its key.
        source: Box<Source>,
        /// Comment lines above it, without `#`; may be empty.
        comment: String,
    },
    /// Adds comment lines above a source.
    Comment {
        /// Which source.
        key: String,
        /// The lines, without `#`.
        text: String,
    },
    /// Spells a whole file canonically.
    Format {
        /// Its path, relative to the library, with `/`.
        path: String,
    },
    /// Puts a text in the place of another in a document, which is no file of the library.
    Replace {
        /// Its path, relative to what reports are relative to, with `/`.
        path: String,
        /// Where, in bytes of the document.
        span: Range<usize>,
        /// What has to stand there now.
        before: String,
        /// What is to stand there.
        after: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_understood() {
        let known = ["year", "title", "a", "journaltitle"];
        for (word, meant) in [
            ("yaer", Some("year")),
            ("years", Some("year")),
            ("journltilte", Some("journaltitle")),
            ("b", None),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
    }

    #[test]
    fn places_count_characters_from_one() {
        let lines = Lines::new("a\nbé c\n");
        let place = lines.place("x", 5..6);
        assert_eq!((place.line, place.column, place.end_line, place.end_column), (2, 3, 2, 4));
        let end = lines.place("x", 99..99);
        assert_eq!((end.line, end.column), (3, 1));
        let marked = Lines::new("\u{feff}ab\n");
        assert_eq!([0, 3, 4, 6].map(|at| marked.place("x", at..at).column), [1, 1, 2, 1]);
        let long = format!("a\n{}\nb", "aéö".repeat(1000));
        let lines = Lines::new(&long);
        let places = long.char_indices().map(|(at, _)| lines.place("x", at..at));
        assert!(places.enumerate().all(|(n, place)| match n {
            0..2 => (place.line, place.column) == (1, n + 1),
            2..3003 => (place.line, place.column) == (2, n - 1),
            _ => (place.line, place.column) == (3, 1),
        }));
    }
}
