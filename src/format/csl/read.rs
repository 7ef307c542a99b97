//! CSL-JSON → sources. A variable that no field is for stays in `extra`.

mod fields;

use super::{
    super::{Entry, Read},
    rich, split,
    terms::{self, COUNTRIES},
    write::FORMAT,
};
use crate::{
    diagnostic::{Diagnostic, Lines},
    model::{Extra, Field as F, Kind, Source, Value},
};
use serde_json::{Map, Value as Json};

/// Reads every item; a broken one is named and the next is read.
pub fn read(text: &str, path: &str) -> Read {
    let mut read = Read::default();
    let lines = Lines::new(text);
    let (items, fault) = split::items(text);
    for span in items {
        let item = text.get(span.clone()).unwrap_or_default();
        match serde_json::from_str::<Json>(item) {
            Ok(Json::Object(item)) => {
                let (source, faults) = Reader::new(item).source();
                for fault in faults {
                    let fault = fault.key(&source.key);
                    read.diagnostics.push(fault.at(lines.place(path, span.start..span.start)));
                }
                read.entries.push(Entry { source, span });
            }
            Ok(_) => {
                let fault = Diagnostic::error(
                    "csl-item",
                    "this is no item: an item is an object with `id` and `type`",
                );
                read.diagnostics.push(fault.at(lines.place(path, span)));
            }
            Err(error) => {
                let at = span.start + split::offset(item, error.line(), error.column());
                let fault =
                    Diagnostic::error("csl-syntax", format!("this is no JSON: {}", split::reason(&error)));
                read.diagnostics.push(fault.at(lines.place(path, at..at)));
            }
        }
    }
    if let Some((at, message)) = fault {
        read.diagnostics.push(Diagnostic::error("csl-syntax", message).at(lines.place(path, at..at)));
    }
    read.diagnostics.sort_by(Diagnostic::order);
    read
}

/// An item of which variable after variable is taken; what stays at the end is kept in `extra`.
struct Reader {
    item: Map<String, Json>,
    source: Source,
    extra: Vec<Extra>,
    faults: Vec<Diagnostic>,
}

impl Reader {
    fn new(item: Map<String, Json>) -> Reader {
        Reader { item, source: Source::default(), extra: Vec::new(), faults: Vec::new() }
    }

    /// Takes a string or a number; anything else stays.
    fn text(&mut self, variable: &str) -> Option<String> {
        let text = match self.item.get(variable)? {
            Json::String(text) => text.clone(),
            Json::Number(number) => number.to_string(),
            Json::Null => String::new(),
            _ => {
                self.fault("csl-value", format!("`{variable}` is no text; it is kept in `extra`"));
                return None;
            }
        };
        self.item.shift_remove(variable);
        Some(text)
    }

    fn literal(&mut self, variable: &str, field: F) {
        if let Some(text) = self.text(variable) {
            self.source.set(field, Value::Text(text));
        }
    }

    fn marked(&mut self, variable: &str, field: F) {
        if let Some(text) = self.text(variable) {
            self.source.set(field, Value::Text(rich::read(&text)));
        }
    }

    fn term(&mut self, variable: &str, field: F, table: &'static [(&'static str, &'static str)]) {
        if let Some(text) = self.text(variable) {
            self.source.set(field, Value::Text(terms::abbreviate(&text, table).to_owned()));
        }
    }

    /// Takes a list that citation processors see as one string.
    fn texts(&mut self, variable: &str, field: F) {
        let Some(text) = self.text(variable) else { return };
        let texts = text.split("; ").map(str::trim).filter(|text| !text.is_empty());
        let texts = texts.map(|text| {
            let place = field == F::Location && self.source.kind == Kind::Patent;
            rich::read(if place { terms::abbreviate(text, &COUNTRIES) } else { text })
        });
        let texts = texts.collect();
        self.source.set(field, Value::List(texts));
    }

    /// Keeps a variable in `extra`: a string as it is, anything else as JSON.
    fn keep(&mut self, name: &str, value: &Json) {
        let value = match value {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        if !value.is_empty() && value != "null" {
            self.extra.push(Extra { format: FORMAT.to_owned(), name: name.to_owned(), value });
        }
    }

    fn fault(&mut self, rule: &'static str, message: String) {
        self.faults.push(Diagnostic::warning(rule, message));
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{super::super::Options, super::write, *};
    use crate::model::Kind;
    use std::borrow::Cow;

    /// Kind, then fields and their values in one line.
    pub(super) fn fields(source: &Source) -> String {
        let fields = source.fields().map(|(field, value)| format!(" {field}={}", value.line()));
        source.kind.to_string() + &fields.collect::<String>()
    }

    #[test]
    fn a_broken_item_is_named_and_the_rest_is_read() {
        let text = "[{\"id\": \"a\", \"type\": \"book\"},\n  {\"id\": },\n 7, {\"type\": \"blog\", \"author\": 1, \"issued\": true}\n";
        let read = read(text, "x.json");
        let found: Vec<_> = read
            .diagnostics
            .iter()
            .map(|d| {
                let place = d.place.as_ref().unwrap();
                format!("{}:{} {} {}", place.line, place.column, d.severity, d.rule)
            })
            .collect();
        assert_eq!(
            found,
            [
                "2:10 error csl-syntax",
                "3:2 error csl-item",
                "3:5 warning csl-type",
                "3:5 warning csl-value",
                "3:5 warning csl-value",
                "4:1 error csl-syntax"
            ]
        );
        assert_eq!(read.entries.len(), 2);
        assert_eq!(text.get(read.entries[0].span.clone()), Some("{\"id\": \"a\", \"type\": \"book\"}"));
        assert_eq!(
            fields(&read.entries[1].source),
            "misc extra=csl-json.author = 1; csl-json.issued = true; csl-json.type = blog"
        );
    }

    #[test]
    fn what_was_written_with_all_fields_is_read_back_whole() {
        let mut source = Source::new("k", Kind::Collection);
        for (field, text) in [
            (F::Title, "The {LaTeX} <i>Companion</i>: on $O(n)$"),
            (F::Author, "Doe, Jane and {An Org} and others"),
            (F::Editor, "Roe, R."),
            (F::Editora, "Poe, E."),
            (F::Editoratype, "redactor"),
            (F::Date, "2001-21"),
            (F::Volume, "7"),
            (F::Publisher, "P and Q"),
            (F::Langid, "british"),
            (F::Modules, "m, n"),
            (F::Ids, "l"),
            (F::Sortname, "Zoe, Z."),
            (F::Shorttitle, "Companion"),
        ] {
            source.set(field, Value::from_text(field, text).unwrap());
        }
        source.set(F::Distinct, Value::Reasons(vec![("other".into(), "a manual".into())]));
        source.set(
            F::Extra,
            Value::Extra(vec![Extra { format: "ris".into(), name: "X1".into(), value: "v".into() }]),
        );
        let options = Options { all_fields: true, ..Options::default() };
        let written = write(&[Cow::Borrowed(&source)], &options);
        assert!(written.losses.is_empty());
        let read = read(&written.text, "x");
        assert_eq!(read.diagnostics, []);
        assert_eq!(read.entries[0].source, source);
    }
}
