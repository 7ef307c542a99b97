//! Tagged text: `%A Doe, Jane`, a blank line between records.

use super::{FORMAT, item, type_of};
use crate::{
    diagnostic::Diagnostic,
    format::{
        Read,
        record::{self, Fault, Record, excerpt},
        ris,
    },
};
use std::ops::Range;

/// The tag that a line begins with, and its value.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let tag = line.get(..2)?;
    let mut bytes = tag.bytes();
    let known = bytes.next() == Some(b'%') && bytes.next().is_some_and(|b| b.is_ascii_graphic() && b != b'%');
    let value = line.get(2..)?;
    (known && (value.is_empty() || value.starts_with([' ', '\t']))).then(|| (tag, value.trim()))
}

/// Whether a type stands first.
pub(super) fn is_likely(text: &str) -> bool {
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    text.lines().next().and_then(tagged).is_some_and(|(tag, value)| tag == "%0" && !value.is_empty())
}

/// Reads every record; what is wrong with one is named and the next is read.
pub fn read(text: &str, path: &str) -> Read {
    record::read(text, path, records(text), |record| ris::source(record, FORMAT))
}

fn records(text: &str) -> (Vec<Record>, Vec<Fault>) {
    let mut reader = Reader::default();
    let mut start = 0;
    for line in text.split_inclusive('\n').flat_map(|line| line.split_inclusive('\r')) {
        let content = line.trim_end_matches(['\r', '\n']);
        reader.line(content, start..start + content.len());
        start += line.len();
    }
    reader.close();
    (reader.records, reader.faults)
}

#[derive(Default)]
struct Reader {
    records: Vec<Record>,
    faults: Vec<Fault>,
    open: Option<Record>,
    /// Whether it has a type.
    typed: bool,
    /// Whether a blank line stood before this one.
    apart: bool,
}

impl Reader {
    fn line(&mut self, line: &str, span: Range<usize>) {
        let content = line.trim_start_matches('\u{feff}');
        let span = span.end - content.len()..span.end;
        let apart = std::mem::replace(&mut self.apart, content.trim().is_empty());
        if self.apart {
            return;
        }
        match tagged(content) {
            Some((tag, value)) => {
                if tag == "%0" || (apart && !self.typed) {
                    self.close();
                }
                self.typed |= tag == "%0";
                let value = if tag == "%0" { type_of(value) } else { value };
                let item = item(tag, value.to_owned(), span.clone());
                let record =
                    self.open.get_or_insert_with(|| Record { span: span.clone(), ..Record::default() });
                record.span.end = span.end;
                record.items.push(item);
            }
            None => match self.open.as_mut().and_then(|record| record.items.last_mut()) {
                Some(item) => item.go_on(content.trim(), span.end),
                None => {
                    let message = format!("text outside of records is left out: `{}`", excerpt(content));
                    let note = Diagnostic::note("endnote-text", message)
                        .help("what is worth keeping goes into a TOML file behind `#`");
                    self.faults.push(Fault { diagnostic: note, span });
                }
            },
        }
    }

    fn close(&mut self) {
        let typed = std::mem::take(&mut self.typed);
        let Some(mut record) = self.open.take() else { return };
        if !typed {
            let fault = Diagnostic::warning("endnote-type", "the record has no type, it is read as `misc`")
                .help("start it with `%0 Journal Article` or another type");
            record.faults.push(Fault { diagnostic: fault, span: record.span.clone() });
        }
        self.records.push(record);
    }
}
