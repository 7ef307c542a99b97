//! CSL-JSON → sources. A variable that no field is for stays in `extra`.

mod fields;
mod members;
mod names;

use super::{
    super::{Entry, Read},
    rich, split,
    terms::{self, COUNTRIES},
    write::FORMAT,
};
use crate::{
    diagnostic::{Diagnostic, Lines},
    model::{Extra, Field as F, Kind, Source, Value},
    settings::House,
};
use members::Repeated;
use serde_json::{Map, Value as Json};
use std::ops::Range;

/// Reads every item; a broken one is named and the next is read.
pub fn read(text: &str, path: &str, house: &[House]) -> Read {
    let mut read = Read::default();
    let lines = Lines::new(text);
    let (items, fault) = split::items(text);
    for span in items {
        let item = text.get(span.clone()).unwrap_or_default();
        match serde_json::from_str::<Json>(item) {
            Ok(Json::Object(members)) => {
                let mut reader = Reader::new(members, house);
                let repeated: Vec<_> =
                    members::repeated(item).iter().map(|one| reader.repeated(one, item)).collect();
                let (source, faults) = reader.source();
                let faults = faults.into_iter().map(|fault| (fault, span.start..span.start));
                let repeated = repeated
                    .into_iter()
                    .map(|(fault, at)| (fault, span.start + at.start..span.start + at.end));
                for (fault, at) in repeated.chain(faults) {
                    read.diagnostics.push(fault.key(&source.key).at(lines.place(path, at)));
                }
                read.entries.push(Entry { source, span });
            }
            Ok(_) => {
                let fault = Diagnostic::error("csl-item", "this is no item and left out")
                    .help("an item is an object with `id` and `type`");
                read.diagnostics.push(fault.at(lines.place(path, span)));
            }
            Err(error) => {
                let at = span.start + split::offset(item, error.line(), error.column());
                let message = format!("this is no JSON: {}, the item is left out", split::reason(&error));
                let fault = Diagnostic::error("csl-syntax", message)
                    .help("mend it there, or export it again from where it comes");
                read.diagnostics.push(fault.at(lines.place(path, at..at)));
            }
        }
    }
    if let Some((at, message)) = fault {
        let fault =
            Diagnostic::error("csl-syntax", message).help("CSL-JSON is `[{...}, {...}]`, an array of items");
        read.diagnostics.push(fault.at(lines.place(path, at..at)));
    }
    read.diagnostics.sort_by(Diagnostic::order);
    read
}

/// An item of which variable after variable is taken; what stays at the end is kept in `extra`.
pub(super) struct Reader<'h> {
    item: Map<String, Json>,
    /// The fields of this house, which stand in `custom`.
    house: &'h [House],
    source: Source,
    extra: Vec<Extra>,
    faults: Vec<Diagnostic>,
}

impl<'h> Reader<'h> {
    pub(super) fn new(item: Map<String, Json>, house: &'h [House]) -> Reader<'h> {
        Reader { item, house, source: Source::default(), extra: Vec::new(), faults: Vec::new() }
    }

    /// Takes a string or a number; anything else stays.
    fn text(&mut self, variable: &str) -> Option<String> {
        let text = match self.item.get(variable)? {
            Json::String(text) => text.trim().to_owned(),
            Json::Number(number) => number.to_string(),
            Json::Null => String::new(),
            // Crossref has lists of ISSNs, of which the first is that of the journal
            Json::Array(texts) if texts.iter().all(Json::is_string) => {
                let texts = texts.clone();
                for (n, text) in texts.iter().enumerate().skip(1) {
                    self.keep(&format!("{variable}-{}", n + 1), text);
                }
                texts.first().and_then(Json::as_str).unwrap_or_default().trim().to_owned()
            }
            _ => {
                self.fault(
                    "csl-value",
                    format!("`{variable}` is no text; it is kept in `extra`"),
                    "write it as a string",
                );
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
        if !value.is_empty() && !matches!(value.as_str(), "null" | "[]" | "{}") {
            self.extra.push(Extra { format: FORMAT.to_owned(), name: name.to_owned(), value });
        }
    }

    /// Keeps the value of a variable that a later member of the same name has replaced; what to say of it, and where.
    fn repeated(&mut self, repeated: &Repeated, item: &str) -> (Diagnostic, Range<usize>) {
        let Repeated { name, inside, value, at } = repeated;
        let raw = item.get(value.clone()).unwrap_or_default().trim();
        let message = if inside.is_empty() {
            let same = |extra: &Extra| {
                extra.name.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('-'))
            };
            let number = 2 + self.extra.iter().filter(|extra| same(extra)).count();
            self.keep(&format!("{name}-{number}"), &serde_json::from_str(raw).unwrap_or_default());
            format!("`{name}` stands here twice; the last counts, this one is kept in `extra`")
        } else {
            format!("`{name}` stands twice in `{inside}`; the last counts, {raw} is left out")
        };
        (Diagnostic::warning("csl-repeated", message).help("keep the right one"), at.clone())
    }

    fn fault(&mut self, rule: &'static str, message: String, help: &str) {
        self.faults.push(Diagnostic::warning(rule, message).help(help));
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
        let read = read(text, "x.json", &[]);
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
    fn what_crossref_says_its_own_way_is_read() {
        let text = r#"{"type":"journal-article","title":["A"],"subtitle":[],"ISSN":["1234-5679","0028-0836"],"issued":{"date-parts":[[2019,0,0]]},"note":"n\n"}"#;
        let read = read(text, "x", &[]);
        assert_eq!(read.diagnostics, []);
        let found = "article title=A date=2019 issn=1234-5679 note=n extra=csl-json.ISSN-2 = 0028-0836";
        assert_eq!(fields(&read.entries[0].source), found);
    }

    #[test]
    fn repeated_members_are_named_and_kept() {
        let text = r#"[{"id":"q","type":"book","title":"A","title":"B","title":"C","author":[{"family":"F","family":"G"}]}]"#;
        let read = read(text, "x", &[]);
        let found: Vec<_> =
            read.diagnostics.iter().map(|d| (d.place.as_ref().unwrap().column, d.message.as_str())).collect();
        assert_eq!(
            found,
            [
                (26, "`title` stands here twice; the last counts, this one is kept in `extra`"),
                (38, "`title` stands here twice; the last counts, this one is kept in `extra`"),
                (73, "`family` stands twice in `author`; the last counts, \"F\" is left out"),
            ]
        );
        assert_eq!(
            fields(&read.entries[0].source),
            "book title=C author=G extra=csl-json.title-2 = A; csl-json.title-3 = B"
        );
    }

    #[test]
    fn numbers_stay_as_they_are_written() {
        let text =
            r#"{"id":1,"type":"book","volume":12345678901234567890123,"edition":1.50,"foo":{"bar":2.50}}"#;
        let read = read(text, "x", &[]);
        assert_eq!(
            fields(&read.entries[0].source),
            "book edition=1.50 volume=12345678901234567890123 extra=csl-json.foo = {\"bar\":2.50}"
        );
    }

    #[test]
    fn a_short_title_that_writing_makes_is_no_field() {
        for (title, subtitle, short, kept) in [
            ("A Title: Of Two {Parts}", "", "", false),
            ("A <i>Title</i>", "A Subtitle", "", false),
            ("A Title: Of Two Parts", "", "Title", true),
            ("A Title", "", "Title", true),
        ] {
            let mut source = Source::new("k", Kind::Book);
            for (field, text) in [(F::Title, title), (F::Subtitle, subtitle), (F::Shorttitle, short)] {
                source.set(field, Value::from_text(field, text).unwrap());
            }
            source.shrink();
            let written = write(&[Cow::Borrowed(&source)], &Options::default()).text;
            let back = &read(&written, "x", &[]).entries[0].source;
            assert_eq!(back.has(F::Shorttitle), kept, "{title}");
            assert_eq!(write(&[Cow::Borrowed(back)], &Options::default()).text, written);
        }
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
        let read = read(&written.text, "x", &[]);
        assert_eq!(read.diagnostics, []);
        assert_eq!(read.entries[0].source, source);
    }
}
