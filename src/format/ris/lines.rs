//! The text of RIS → records: lines of a tag and a value, from `TY` to `ER`.

use crate::{
    diagnostic::Diagnostic,
    format::record::{Fault, Item, Record, excerpt},
};
use std::ops::Range;

/// A line that begins with a tag.
struct Line<'a> {
    tag: &'a str,
    value: &'a str,
    /// Where the value starts, from the start of the line.
    at: usize,
    /// Whether it is spelled as the format asks: two blanks, a hyphen, a blank.
    strict: bool,
}

/// The tag that a line begins with: `TY  - JOUR`. Blanks may be missing or too many.
fn tagged(line: &str) -> Option<Line<'_>> {
    let indent = line.len() - line.trim_start_matches([' ', '\t', '\u{feff}']).len();
    let rest = line.get(indent..)?;
    let tag = rest.get(..2)?;
    let bytes = tag.as_bytes();
    if !(bytes.first()?.is_ascii_uppercase()
        && bytes.get(1).is_some_and(|b| b.is_ascii_uppercase() || b.is_ascii_digit()))
    {
        return None;
    }
    let after = rest.get(2..)?;
    let blanks = after.len() - after.trim_start_matches([' ', '\t', '\u{a0}']).len();
    let value = after.get(blanks..)?.strip_prefix('-')?;
    let apart = value.is_empty() || value.starts_with([' ', '\t', '\r', '\u{a0}']);
    if blanks > 4 || (blanks < 2 && !apart) {
        return None;
    }
    let at = indent + 2 + blanks + 1 + (value.len() - value.trim_start().len());
    Some(Line { tag, value: value.trim(), at, strict: blanks == 2 && apart })
}

/// Whether a text is RIS: a record starts before anything else of weight.
pub(super) fn is_likely(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim_matches(['\u{feff}', ' ', '\t', '\r']).is_empty());
    lines
        .by_ref()
        .take(5)
        .any(|line| tagged(line).is_some_and(|line| line.tag == "TY" && !line.value.is_empty()))
}

/// The records of a text, and what is wrong outside of them.
pub(super) fn records(text: &str) -> (Vec<Record>, Vec<Fault>) {
    let mut reader = Reader::default();
    let mut start = 0;
    for line in text.split_inclusive('\n').flat_map(|line| line.split_inclusive('\r')) {
        let end = start + line.len();
        let content = line.trim_end_matches(['\r', '\n']);
        reader.line(content, start..start + content.len());
        start = end;
    }
    reader.close(false);
    reader.tell_text();
    (reader.records, reader.faults)
}

#[derive(Default)]
struct Reader {
    records: Vec<Record>,
    faults: Vec<Fault>,
    open: Option<Record>,
    /// Whether the open record spells its tags as the format asks.
    strict: bool,
    /// Where text between records starts, and its first line.
    text: Option<(Range<usize>, String)>,
}

impl Reader {
    fn line(&mut self, line: &str, span: Range<usize>) {
        let known = tagged(line).filter(|found| {
            found.strict
                || self.open.is_none()
                || !self.strict
                || matches!((found.tag, found.value), ("ER", "") | ("TY", _))
        });
        match known {
            Some(found) => {
                let at = span.start + found.at.min(line.len());
                let item = Item::new(
                    found.tag,
                    found.value,
                    span.start + line.len() - line.trim_start().len()..span.end.max(at),
                );
                self.tag(item, found.strict);
            }
            None if line.trim_matches(['\u{feff}', ' ', '\t']).is_empty() => {}
            None => self.continued(line, span),
        }
    }

    fn tag(&mut self, item: Item, strict: bool) {
        match item.tag.as_str() {
            "TY" => {
                self.close(false);
                self.tell_text();
                self.strict = strict;
                self.open = Some(Record { span: item.span.clone(), items: vec![item], faults: Vec::new() });
            }
            "ER" => match &mut self.open {
                Some(record) => {
                    record.span.end = item.span.end;
                    self.close(true);
                }
                None => self.fault(
                    Diagnostic::warning("ris-end", "`ER` ends no record and is left out")
                        .help("a record starts with `TY  - JOUR` or another type"),
                    item.span,
                ),
            },
            _ => {
                let record = self.open.get_or_insert_with(|| {
                    let fault =
                        Diagnostic::warning("ris-type", "the record has no `TY`, it is read as `GEN`")
                            .help("start it with `TY  - JOUR` or another type");
                    let faults = vec![Fault { diagnostic: fault, span: item.span.clone() }];
                    Record { span: item.span.clone(), items: Vec::new(), faults }
                });
                record.span.end = item.span.end;
                record.items.push(item);
            }
        }
        self.tell_text();
    }

    /// A line without a tag goes on with the value before it.
    fn continued(&mut self, line: &str, span: Range<usize>) {
        if let Some(record) = &mut self.open
            && let Some(item) = record.items.last_mut().filter(|item| item.tag != "TY")
        {
            item.go_on(line.trim(), span.end);
            record.span.end = span.end;
            return;
        }
        match &mut self.text {
            Some((before, _)) => before.end = span.end,
            None => self.text = Some((span, excerpt(line))),
        }
    }

    /// Ends the open record, with or without an `ER`.
    fn close(&mut self, ended: bool) {
        let Some(mut record) = self.open.take() else { return };
        if !ended {
            let fault = Diagnostic::warning("ris-end", "the record is not ended")
                .help("end it with `ER  - ` in a line of its own");
            record.faults.push(Fault { diagnostic: fault, span: record.span.end..record.span.end });
        }
        self.records.push(record);
    }

    fn fault(&mut self, diagnostic: Diagnostic, span: Range<usize>) {
        self.faults.push(Fault { diagnostic, span });
    }

    /// Names the text that stood before this.
    fn tell_text(&mut self) {
        if let Some((span, first)) = self.text.take() {
            let note =
                Diagnostic::note("ris-text", format!("text outside of records is left out: `{first}`"));
            self.fault(note.help("what is worth keeping goes into a TOML file behind `#`"), span);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> (Vec<Vec<String>>, Vec<&'static str>) {
        let (records, faults) = records(text);
        let items = records.iter().map(|record| {
            record.items.iter().map(|item| format!("{}={}", item.tag, item.value)).collect::<Vec<_>>()
        });
        let inside = records.iter().flat_map(|record| &record.faults);
        let rules = inside.chain(&faults).map(|fault| fault.diagnostic.rule).collect();
        (items.collect(), rules)
    }

    #[test]
    fn records_are_found_however_they_are_spelled() {
        for (text, expected, rules) in [
            ("TY  - JOUR\r\nTI  - A\r\nER  - \r\n", vec![vec!["TY=JOUR", "TI=A"]], vec![]),
            ("\u{feff}TY - JOUR\rTI - A\rER -", vec![vec!["TY=JOUR", "TI=A"]], vec![]),
            ("  TY  -  BOOK \n\nTI  -\nER  -\n\n", vec![vec!["TY=BOOK", "TI="]], vec![]),
            (
                "TY  - JOUR\nAB  - one\n two\nIL - 6\nER  -",
                vec![vec!["TY=JOUR", "AB=one\ntwo\nIL - 6"]],
                vec![],
            ),
            (
                "TY  - JOUR\nTI  - A\nTY  - BOOK\n",
                vec![vec!["TY=JOUR", "TI=A"], vec!["TY=BOOK"]],
                vec!["ris-end", "ris-end"],
            ),
            ("TI  - A\nER  -\nER  -", vec![vec!["TI=A"]], vec!["ris-type", "ris-end"]),
            (
                "Provider: X\nTY  - JOUR\nER  - \nmore\nand more",
                vec![vec!["TY=JOUR"]],
                vec!["ris-text", "ris-text"],
            ),
            ("", vec![], vec![]),
        ] {
            let (items, faults) = told(text);
            assert_eq!(
                (items, faults),
                (
                    expected
                        .iter()
                        .map(|r| r.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>())
                        .collect::<Vec<_>>(),
                    rules
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn a_text_is_known_by_its_first_lines() {
        for (text, expected) in [
            ("\u{feff}\n\nTY  - JOUR\n", true),
            ("Provider: X\nContent: y\n\nTY - JOUR\n", true),
            ("@article{a}\n", false),
            ("TY  -\n", false),
        ] {
            assert_eq!(is_likely(text), expected, "{text}");
        }
    }
}
