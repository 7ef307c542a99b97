//! Jupyter notebooks: JSON whose Markdown cells are documents. Spans are those of the notebook's own text, through the
//! escapes of JSON.

use super::{cursor::Found, markdown};
use crate::diagnostic::without_mark;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::{borrow::Cow, ops::Range, str::CharIndices};

#[derive(Deserialize)]
struct Notebook<'a> {
    #[serde(borrow, default)]
    cells: Vec<Cell<'a>>,
    /// Where the cells are in the format of before 2015.
    #[serde(borrow)]
    worksheets: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Cell<'a> {
    #[serde(borrow)]
    cell_type: Cow<'a, str>,
    /// A string, or a list of them.
    #[serde(borrow, default)]
    source: Option<&'a RawValue>,
}

/// The citations of a notebook; `Err` says why it is none.
pub(super) fn scan(text: &str) -> Result<Found, String> {
    let mut found = Found::default();
    // what cannot cite is not read
    if !text.contains("\"cells\"") {
        return Err("it has no cells".to_owned());
    }
    let notebook: Notebook<'_> =
        serde_json::from_str(without_mark(text)).map_err(|error| error.to_string())?;
    if notebook.worksheets.is_some() {
        return Err(
            "it is of an old format: `jupyter nbconvert --to notebook --inplace` makes it anew".to_owned()
        );
    }
    for cell in notebook.cells.iter().filter(|cell| cell.cell_type == "markdown") {
        let Some(source) = cell.source.map(RawValue::get).filter(|source| source.contains(['@', '{', '\\']))
        else {
            continue;
        };
        let Some(start) = source.as_ptr().addr().checked_sub(text.as_ptr().addr()) else { continue };
        let decoded = Decoded::new(source, start);
        let mut inner = markdown::scan(&decoded.text);
        inner.settle();
        found.all |= inner.all;
        found.labels.extend(inner.labels);
        for mut citation in inner.citations {
            // a key that is torn over two lines of the list has no one place
            if let Some(span) = decoded.span(citation.span.start, citation.span.end) {
                citation.span = span;
                found.citations.push(citation);
            }
        }
    }
    Ok(found)
}

/// Strings of JSON as one text.
#[derive(Default)]
struct Decoded {
    text: String,
    /// Beside each byte of the text, where its character stands in the document.
    places: Vec<Character>,
}

#[derive(Clone, Copy)]
struct Character {
    start: usize,
    end: usize,
    /// In which of the strings.
    string: usize,
}

impl Decoded {
    /// All strings in a piece of JSON that starts there in its document.
    fn new(json: &str, start: usize) -> Decoded {
        let mut decoded = Decoded::default();
        let mut chars = json.char_indices();
        let mut quotes = 0_usize;
        while let Some((at, c)) = chars.next() {
            let character = match c {
                '"' => {
                    quotes += 1;
                    continue;
                }
                _ if quotes.is_multiple_of(2) => continue,
                '\\' => match chars.next().map_or('\\', |(_, escape)| escape) {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'u' => unit(json, &mut chars),
                    other => other,
                },
                c => c,
            };
            let end = json.len() - chars.as_str().len();
            let place = Character { start: start + at, end: start + end, string: quotes };
            decoded.text.push(character);
            decoded.places.resize(decoded.text.len(), place);
        }
        decoded
    }

    /// Where a piece of the text stands in the document; `None` if it is empty or goes over the end of a string.
    fn span(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let (first, last) = (self.places.get(start)?, self.places.get(end.checked_sub(1)?)?);
        (first.string == last.string).then_some(first.start..last.end)
    }
}

/// The character of `\uXXXX`, behind its `u`; of two halves, both.
fn unit(json: &str, chars: &mut CharIndices<'_>) -> char {
    let four = |chars: &mut CharIndices<'_>| {
        let at = json.len() - chars.as_str().len();
        let code = json.get(at..at + 4).and_then(|digits| u32::from_str_radix(digits, 16).ok())?;
        chars.nth(3);
        Some(code)
    };
    let Some(first) = four(chars) else { return char::REPLACEMENT_CHARACTER };
    if (0xD800..0xDC00).contains(&first) && chars.as_str().starts_with("\\u") {
        chars.nth(1);
        if let Some(second) = four(chars).filter(|second| (0xDC00..0xE000).contains(second)) {
            let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
    }
    char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_markdown_cells_cite_and_places_are_those_of_the_notebook() {
        let text = r##"{"cells": [
 {"cell_type": "code", "source": ["@code"], "outputs": [{"text": ["@out"]}]},
 {"cell_type": "markdown", "source": ["# About \"x\" @a\n", "See [@b; @m\u00fcller] and @\u00e4x.\n"]},
 {"source": "@c\n\n```\n@d\n```\n", "cell_type": "markdown"},
 {"cell_type": "markdown", "source": []},
 {"cell_type": "markdown"}
]}"##;
        let found = scan(text).unwrap();
        let shown: Vec<_> =
            found.citations.iter().map(|c| (c.key.as_str(), text.get(c.span.clone()).unwrap())).collect();
        assert_eq!(
            shown,
            [("a", "a"), ("b", "b"), ("müller", r"m\u00fcller"), ("äx", r"\u00e4x"), ("c", "c")]
        );
    }

    #[test]
    fn what_is_no_notebook_is_said() {
        let old = "{\"worksheets\": [{\"cells\": [{\"cell_type\": \"markdown\", \"source\": \"@a\"}]}], \"nbformat\": 3}";
        for text in ["", "{", "[]", "{\"cells\": 1}", "{\"cells\": [{\"cell_type\": 1}]}", old] {
            assert!(scan(text).is_err(), "{text}");
        }
    }
}
