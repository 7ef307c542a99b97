//! XML: `<record>` after `<record>`, each read for itself, so that one that is broken does not take the others with it.

use super::{XML, item, type_of};
use crate::{
    diagnostic::Diagnostic,
    format::{
        Read,
        record::{self, Fault, Record},
        ris,
    },
};
use roxmltree::{Document, Node};
use std::ops::Range;

/// What the exporting program notes for itself.
const BOOKKEEPING: [&str; 6] =
    ["database", "source-app", "rec-number", "key", "ref-type-name", "foreign-keys"];

/// Whether records are among what stands first.
pub(super) fn is_likely(text: &str) -> bool {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    start.starts_with('<') && start.contains("<record>") && start.contains("<ref-type")
}

/// Reads every record; what is wrong with one is named and the next is read.
pub fn read(text: &str, path: &str) -> Read {
    record::read(text, path, records(text), |record| ris::source(record, XML))
}

fn records(text: &str) -> (Vec<Record>, Vec<Fault>) {
    const END: &str = "</record>";
    let (mut records, mut faults) = (Vec::new(), Vec::new());
    let mut starts = starts(text).peekable();
    if starts.peek().is_none() {
        let fault = Diagnostic::error("endnote-syntax", "there are no records in this XML")
            .help("export it from EndNote as XML: `<xml><records><record>...`");
        faults.push(Fault { diagnostic: fault, span: 0..0 });
    }
    while let Some(start) = starts.next() {
        let next = starts.peek().copied().unwrap_or(text.len());
        let whole = text.get(start..next).unwrap_or_default();
        let Some(end) = whole.find(END).map(|at| start + at + END.len()) else {
            let fault = Diagnostic::error("endnote-syntax", "the record is not closed and left out");
            faults.push(Fault { diagnostic: fault.help("close it with `</record>`"), span: start..start });
            continue;
        };
        match Document::parse(text.get(start..end).unwrap_or_default()) {
            Ok(document) => records.push(record(&document, start..end)),
            Err(error) => {
                let at = offset(text, start, error.pos());
                let message = format!("this is no XML: {}, the record is left out", reason(&error));
                let fault =
                    Diagnostic::error("endnote-syntax", message).help("mend it there, or export it again");
                faults.push(Fault { diagnostic: fault, span: at..at });
            }
        }
    }
    (records, faults)
}

/// Where records start.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices("<record").map(|(at, _)| at).filter(|at| {
        text.get(at + "<record".len()..).is_some_and(|rest| rest.starts_with(['>', ' ', '\t', '\r', '\n']))
    })
}

/// The offset of a row and column from the start of a record.
fn offset(text: &str, start: usize, at: roxmltree::TextPos) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let row = rest.split_inclusive('\n').take(at.row.saturating_sub(1) as usize).map(str::len).sum::<usize>();
    let line = rest.get(row..).unwrap_or_default();
    let column = line.char_indices().nth(at.col.saturating_sub(1) as usize).map_or(line.len(), |(at, _)| at);
    start + row + column
}

/// What is wrong, without the place, which is said of the whole text.
fn reason(error: &roxmltree::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at ").map_or(message.clone(), |(reason, _)| reason.to_owned())
}

fn record(document: &Document<'_>, span: Range<usize>) -> Record {
    let mut record = Record { span: span.clone(), ..Record::default() };
    for node in document.descendants().filter(|node| node.is_element() && is_leaf(*node)) {
        let Some(parent) = node.parent_element() else { continue };
        let (outer, inner) = (parent.tag_name().name(), node.tag_name().name());
        if BOOKKEEPING.contains(&inner) || BOOKKEEPING.contains(&outer) {
            continue;
        }
        let name = format!("{outer}/{inner}");
        let at = node.range();
        let at = span.start + at.start..span.start + at.end;
        if inner == "ref-type" {
            let number = text(node);
            let known = [node.attribute("name").unwrap_or_default(), &number]
                .map(|name| (name.to_owned(), type_of(name).to_owned()));
            let found =
                known.iter().find(|(name, ris)| !name.is_empty() && name != ris).map(|(_, ris)| ris.clone());
            let value = found.unwrap_or_else(|| {
                known.into_iter().map(|(name, _)| name).find(|name| !name.is_empty()).unwrap_or_default()
            });
            record.items.push(item(&name, value, at));
            continue;
        }
        let value = text(node);
        let prose = item(&name, value.clone(), at.clone());
        if matches!(prose.tag.as_str(), "AB" | "N1" | "RN") {
            // lines of a text are its paragraphs
            record.items.extend(value.lines().map(|line| item(&name, line.to_owned(), at.clone())));
        } else {
            record.items.push(prose);
        }
    }
    record
}

/// Whether an element holds text, in `style` elements or not.
fn is_leaf(node: Node<'_, '_>) -> bool {
    !node.has_tag_name("style")
        && node.children().all(|child| !child.is_element() || child.has_tag_name("style"))
}

/// The text of an element, what is set in another face with its tags.
fn text(node: Node<'_, '_>) -> String {
    let mut out = String::new();
    for piece in node.descendants().filter(Node::is_text) {
        let text = piece.text().unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n");
        let style = piece.parent_element().filter(|parent| parent.has_tag_name("style"));
        let tag = match style.and_then(|style| style.attribute("face")).unwrap_or_default() {
            "italic" => "i",
            "bold" => "b",
            "subscript" => "sub",
            "superscript" => "sup",
            _ => "",
        };
        if tag.is_empty() || text.trim().is_empty() {
            out.push_str(&text);
        } else {
            out.push_str(&format!("<{tag}>{text}</{tag}>"));
        }
    }
    out.trim().to_owned()
}
