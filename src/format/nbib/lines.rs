//! The text of a PubMed file → records: a tag in four columns, a hyphen, a value; lines that go on are indented.

use crate::{
    diagnostic::Diagnostic,
    format::record::{Fault, Item, Record, excerpt},
};
use std::ops::Range;

/// The tag that a line begins with, and its value.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let at = line.find('-').filter(|at| (2..=5).contains(at))?;
    let tag = line.get(..at)?.trim_end();
    let value = line.get(at + 1..)?;
    let known = tag.len() <= 4
        && tag.len() >= 2
        && tag.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && tag.starts_with(|c: char| c.is_ascii_uppercase());
    (known && (value.is_empty() || value.starts_with(' '))).then(|| (tag, value.trim()))
}

/// Whether what stands first is a tag of PubMed.
pub(super) fn is_likely(text: &str) -> bool {
    let mut lines =
        text.lines().map(|line| line.trim_start_matches('\u{feff}')).filter(|line| !line.trim().is_empty());
    lines
        .by_ref()
        .take(5)
        .any(|line| tagged(line).is_some_and(|(tag, _)| matches!(tag, "PMID" | "OWN" | "STAT")))
}

/// The records of a text, and what stands outside of them.
pub(super) fn records(text: &str) -> (Vec<Record>, Vec<Fault>) {
    let (mut records, mut faults): (Vec<Record>, Vec<Fault>) = (Vec::new(), Vec::new());
    let mut open: Option<Record> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n').flat_map(|line| line.split_inclusive('\r')) {
        let content = line.trim_end_matches(['\r', '\n']);
        let span = start..start + content.len();
        start += line.len();
        let content = content.trim_start_matches('\u{feff}');
        if content.trim().is_empty() {
            // `\r\n` is two pieces
            if line.contains('\n') && !text.get(..span.start).unwrap_or_default().ends_with('\r') {
                records.extend(open.take());
            }
            continue;
        }
        if let Some((tag, value)) = tagged(content) {
            let again = tag == "PMID"
                && open.as_ref().is_some_and(|record| record.items.iter().any(|item| item.name == "PMID"));
            if again {
                records.extend(open.take());
            }
            let record = open.get_or_insert_with(|| Record { span: span.clone(), ..Record::default() });
            record.span.end = span.end;
            record.items.push(Item::new(tag, value, span));
        } else {
            go_on(open.as_mut(), content, span, &mut faults);
        }
    }
    records.extend(open);
    (records, faults)
}

/// A line that is not tagged goes on with the value before it.
fn go_on(open: Option<&mut Record>, content: &str, span: Range<usize>, faults: &mut Vec<Fault>) {
    if let Some(record) = open {
        record.span.end = span.end;
        if let Some(item) = record.items.last_mut() {
            item.go_on(content.trim(), span.end);
        }
        return;
    }
    let message = format!("text outside of records is left out: `{}`", excerpt(content));
    let note = Diagnostic::note("nbib-text", message);
    faults.push(Fault {
        diagnostic: note.help("what is worth keeping goes into a TOML file behind `#`"),
        span,
    });
}
