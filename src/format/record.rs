//! Records of tagged lines, which RIS, PubMed and `EndNote` have in common, and the source that grows from one.

use crate::{
    diagnostic::{Diagnostic, Place, Severity},
    format::{Entry, Read},
    model::{Extra, Field, Source, Value, key},
};
use std::{collections::HashMap, ops::Range};

/// A tag and what it says.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// The tag by which it is understood.
    pub(super) tag: String,
    /// What its format calls it, for messages and `extra`.
    pub(super) name: String,
    /// The value; the lines that go on with it stand behind line feeds.
    pub(super) value: String,
    /// Where it stands.
    pub(super) span: Range<usize>,
}

/// What stands between a beginning and an end.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// Its lines.
    pub(super) items: Vec<Item>,
    /// Where it stands.
    pub(super) span: Range<usize>,
    /// What is wrong with its lines as such.
    pub(super) faults: Vec<Fault>,
}

/// What is wrong, and where in the text.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// What.
    pub(super) diagnostic: Diagnostic,
    /// Where.
    pub(super) span: Range<usize>,
}

impl Item {
    /// A tag that is called as it is understood.
    pub(super) fn new(tag: &str, value: &str, span: Range<usize>) -> Item {
        Item { tag: tag.to_owned(), name: tag.to_owned(), value: value.to_owned(), span }
    }

    /// Adds a line that goes on with the value and ends there.
    pub(super) fn go_on(&mut self, line: &str, end: usize) {
        if !self.value.is_empty() {
            self.value.push('\n');
        }
        self.value.push_str(line);
        self.span.end = end;
    }

    /// The value in one line.
    pub(super) fn line(&self) -> String {
        words(&self.value)
    }
}

/// A text with one blank between its words.
pub(super) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The beginning of a text, for messages.
pub(super) fn excerpt(text: &str) -> String {
    const LONG: usize = 60;
    let text = words(text.trim_matches('\u{feff}'));
    match text.char_indices().nth(LONG) {
        Some((at, _)) => format!("{} ...", text.get(..at).unwrap_or_default().trim_end()),
        None => text,
    }
}

/// The records of a text as sources, and all faults with their places.
pub(super) fn read(
    text: &str,
    path: &str,
    (records, outside): (Vec<Record>, Vec<Fault>),
    source: impl Fn(&Record) -> Growing,
) -> Read {
    let lines = crate::diagnostic::Lines::new(text);
    let place = |fault: Fault| {
        let place = lines.place(path, fault.span);
        fault.diagnostic.at(place)
    };
    let mut read = Read { diagnostics: outside.into_iter().map(place).collect(), ..Read::default() };
    let errors = read.diagnostics.iter().any(|fault| fault.severity == Severity::Error);
    if records.is_empty() && !errors && !text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty() {
        let fault = Diagnostic::error("no-record", "nothing in this text is a record of its format");
        read.diagnostics.push(fault.at(Place::file(path)).help("name the right one with `--from-format`"));
    }
    for record in records {
        let (source, faults) = source(&record).finish();
        let faults = record.faults.into_iter().chain(faults).map(|mut fault| {
            if !source.key.is_empty() {
                fault.diagnostic = fault.diagnostic.key(&source.key);
            }
            fault
        });
        read.diagnostics.extend(faults.map(place));
        read.entries.push(Entry { source, span: record.span });
    }
    read.diagnostics.sort_by_cached_key(|fault| {
        let place = fault.place.as_ref().map(|place| (place.line, place.column));
        (place, fault.rule, fault.message.clone())
    });
    read
}

/// A source while its record is read; what has no place is kept.
pub(super) struct Growing {
    /// The source so far.
    pub(super) source: Source,
    format: &'static str,
    extra: Vec<Extra>,
    /// How often each name is in `extra`.
    names: HashMap<String, usize>,
    faults: Vec<Fault>,
}

impl Growing {
    /// An empty source; `format` is the name under which `extra` keeps what has no place.
    pub(super) fn new(format: &'static str) -> Growing {
        Growing {
            source: Source::default(),
            format,
            extra: Vec::new(),
            names: HashMap::new(),
            faults: Vec::new(),
        }
    }

    /// Notes a fault.
    pub(super) fn fault(&mut self, diagnostic: Diagnostic, item: &Item) {
        self.faults.push(Fault { diagnostic, span: item.span.clone() });
    }

    /// Keeps an item in `extra`.
    pub(super) fn keep(&mut self, item: &Item) {
        self.keep_as(&item.name, &item.line());
    }

    /// Keeps a value in `extra`, under a name that may be there already.
    pub(super) fn keep_as(&mut self, name: &str, value: &str) {
        self.keep_of(self.format, name, value);
    }

    /// Keeps a value in `extra` as another format has it.
    pub(super) fn keep_of(&mut self, format: &str, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let count = self.names.entry(format!("{format} {name}")).or_default();
        *count += 1;
        let name = if *count == 1 { name.to_owned() } else { format!("{name}-{count}") };
        self.extra.push(Extra { format: format.to_owned(), name, value: value.to_owned() });
    }

    /// Gives a field its value. If it has another already the first counts, and the item is kept and named.
    pub(super) fn set(&mut self, field: Field, value: Value, item: &Item) {
        if value.is_empty() || self.source.get(field) == Some(&value) {
            return;
        }
        if self.source.has(field) {
            self.keep(item);
            let message =
                format!("`{}` says `{field}` once more, and otherwise; it is kept in `extra`", item.name);
            let note = Diagnostic::note("repeated-tag", message).field(field.name());
            self.fault(note.help("keep the right one"), item);
            return;
        }
        self.source.set(field, value);
    }

    /// Gives the source its key, if the text is one.
    pub(super) fn key(&mut self, item: &Item) {
        let key = item.line();
        // a number is that of a record in a database, which is nothing to cite by
        let number = key.bytes().all(|b| b.is_ascii_digit());
        if key.is_empty() {
        } else if number || !self.source.key.is_empty() {
            self.keep(item);
        } else if let Some(fault) = key::fault(&key) {
            self.keep(item);
            let fault = Diagnostic::warning("tagged-key", format!("{fault}; it is kept in `extra`"));
            self.fault(fault.help("one is made from its author, year and title"), item);
        } else {
            self.source.key = key;
        }
    }

    fn finish(mut self) -> (Source, Vec<Fault>) {
        self.extra.sort();
        self.source.set(Field::Extra, Value::Extra(self.extra));
        self.source.shrink();
        (self.source, self.faults)
    }
}
