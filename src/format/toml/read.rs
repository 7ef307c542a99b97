//! TOML text → sources, with the place of every field and every fault of the file in one run.

mod parts;

pub(super) use parts::NAME_PARTS;

use super::syntax;
use crate::{
    diagnostic::{Diagnostic, Edit, Fix, Lines, nearest},
    format::people,
    model::{FIELDS, Field, KINDS, Kind, NameText, Shape, Source, Value},
    settings::House,
};
use std::{cell::OnceCell, collections::BTreeSet, ops::Range};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// Names by which people look for a field of an archive's identifier, and the archive's in `eprinttype`.
const ARCHIVES: [(&str, &str); 4] =
    [("arxiv", "arxiv"), ("arxivid", "arxiv"), ("pmid", "pubmed"), ("jstor", "jstor")];

/// A source of a file and where its parts stand. Spans are bytes of the text.
#[derive(Clone, Debug)]
pub struct Located {
    /// The source.
    pub source: Source,
    /// The key in the header.
    pub key: Range<u32>,
    /// The values of the known fields that are there, sorted by field.
    pub fields: Box<[(Field, Range<u32>)]>,
}

/// Reads a source file; `path` is for places, `house` the declared house fields. A table that cannot be a source
/// is not taken and has an error; so has every value that is not what its field holds.
pub fn read(text: &str, path: &str, house: &[House]) -> (Vec<Located>, Vec<Diagnostic>) {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut broken: Vec<usize> = errors.iter().map(|error| error.span().unwrap_or_default().start).collect();
    broken.sort_unstable();
    let crlf = text.contains("\r\n");
    let mut reader =
        Reader { text, path, house, crlf, broken, lines: OnceCell::new(), key: "", found: Vec::new() };
    let (errors, open) = syntax::until_open(&errors, text);
    if let Some(end) = open {
        let (message, help) = syntax::explain("unclosed array, expected `]`");
        reader.error("toml-syntax", end, message).help(help.to_owned());
    }
    for error in errors {
        reader.syntax(error);
    }
    let document = document.into_inner();
    let mut located = Vec::with_capacity(document.len());
    for (key, value) in &document {
        if reader.broken.is_empty() || value.get_ref().is_table() {
            located.extend(reader.source(key, value));
        }
    }
    let mut found = reader.found;
    located.sort_by_key(|source| source.key.start);
    found.sort_by(Diagnostic::order);
    // the parser names a bracket that is not closed once for each that is open
    found.dedup();
    (located, found)
}

type Item<'i> = Spanned<DeValue<'i>>;

struct Reader<'a> {
    text: &'a str,
    path: &'a str,
    house: &'a [House],
    /// Whether lines end with CRLF.
    crlf: bool,
    /// Where the text is no TOML, sorted.
    broken: Vec<usize>,
    lines: OnceCell<Lines<'a>>,
    key: &'a str,
    found: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn source(&mut self, key: &'a Spanned<toml::de::DeString<'a>>, value: &'a Item<'a>) -> Option<Located> {
        self.key = key.get_ref();
        let DeValue::Table(table) = value.get_ref() else {
            self.error("not-a-source", key.span(), format!("`{}` stands outside a source", self.key))
                .help("a source is a table named by its key: `[key]`, then its fields".to_owned());
            return None;
        };
        if self.is_dotted_header(value, table) {
            let child = table.keys().next().map_or("", |child| child.get_ref());
            let whole = format!("{}.{child}", self.key);
            self.error(
                "dotted-key",
                key.span(),
                format!("`[{whole}]` is a table `{child}` inside `{}`", self.key),
            )
            .help(format!("quote the key: `[\"{whole}\"]`"));
            return None;
        }
        if let Some(fault) = crate::model::key::fault(self.key) {
            self.error("key-invalid", key.span(), fault).help("change the key in the header".to_owned());
        }
        let mut source = Source::new(self.key, Kind::Misc);
        let mut spans = Vec::with_capacity(table.len());
        let mut typed = false;
        for (name, item) in table {
            let found = self.found.len();
            match Field::from_name(name.get_ref()) {
                Some(field) => {
                    spans.push((field, narrow(&item.span())));
                    typed |= field == Field::Type;
                    self.field(&mut source, field, name, item);
                }
                None => self.other(&mut source, name, item),
            }
            if self.is_broken(name.span().start..item.span().end) {
                // that it is no TOML says it all
                self.found.truncate(found);
            }
        }
        let header = value.span().start.min(key.span().start)..key.span().end;
        if !typed && !self.is_broken(header) {
            self.error("missing-type", key.span(), format!("`{}` has no `type`", self.key))
                .help("say what it is: `type = \"article\"`, `\"book\"`, `\"online\"` ...".to_owned());
        }
        spans.sort_unstable_by_key(|(field, _)| *field);
        source.shrink();
        Some(Located { source, key: narrow(&key.span()), fields: spans.into_boxed_slice() })
    }

    /// Whether the lines of a range hold a fault of TOML.
    fn is_broken(&self, range: Range<usize>) -> bool {
        let Some(first) = self.broken.get(self.broken.partition_point(|at| *at < range.start)) else {
            return false;
        };
        let rest = self.text.get(range.end.max(range.start)..).unwrap_or_default();
        *first <= range.end + rest.find('\n').unwrap_or(rest.len())
    }

    /// Whether the table only exists through headers below it (`[a.b]`) that are no tables of a source.
    fn is_dotted_header(&self, value: &Item<'_>, table: &DeTable<'_>) -> bool {
        let written = self.text.get(value.span()).is_some_and(|text| text.starts_with(['[', '{']));
        !written
            && table.iter().all(|(name, item)| {
                item.get_ref().is_table()
                    && Field::from_name(name.get_ref()).is_none()
                    && self
                        .text
                        .get(item.span())
                        .is_some_and(|text| text.starts_with('[') || text == name.get_ref())
            })
    }

    fn field(
        &mut self,
        source: &mut Source,
        field: Field,
        name: &Spanned<toml::de::DeString<'_>>,
        item: &Item<'_>,
    ) {
        if field == Field::Type {
            match item.get_ref().as_str().map(|text| (text, Kind::from_name(text))) {
                Some((_, Some(kind))) => source.kind = kind,
                Some((text, None)) => {
                    let near = match Kind::from_biblatex(text) {
                        Some((kind, _)) => Some(kind.name()),
                        None => nearest(text, KINDS.iter().map(|row| row.name)),
                    };
                    let message = format!("`{text}` is no entry type");
                    let help =
                        near.map_or("see `bib list --help` and the biblatex manual, 2.1".to_owned(), suggest);
                    self.error("unknown-type", item.span(), message).field("type").help(help);
                    source.house.push(("type".to_owned(), Value::Text(text.to_owned())));
                }
                None => self.wrong_type("type", item, "a string"),
            }
            return;
        }
        let found = self.found.len();
        if let Some(value) = self.value(field.name(), field.shape(), item) {
            if value.is_empty() && self.found.len() == found {
                let message = format!("`{field}` is empty");
                let edit = Edit::Unset { key: self.key.to_owned(), field: field.name().to_owned() };
                self.push(Diagnostic::warning("empty-value", message), name.span())
                    .field(field.name())
                    .help("remove the line, or give it a value".to_owned())
                    .fix(Fix::safe([edit]));
            }
            if let Value::Names(names) = &value {
                self.mend_names(found, field, names);
            }
            source.set(field, value);
        }
    }

    /// Says of what was found in a list of names how to give each person a name of its own.
    fn mend_names(&mut self, from: usize, field: Field, names: &[NameText]) {
        let mut found =
            self.found.iter_mut().skip(from).filter(|found| found.rule == people::SEVERAL).peekable();
        if found.peek().is_none() {
            return;
        }
        let Some(apart) = people::each(names) else { return };
        let (key, field) = (self.key.to_owned(), field.name().to_owned());
        let fix = Fix::careful([Edit::Set { key, field, value: Value::Names(apart) }]);
        for found in found {
            found.fix = Some(fix.clone());
        }
    }

    /// A field that the table does not know: of this house, or unknown; kept in both cases.
    fn other(&mut self, source: &mut Source, name: &Spanned<toml::de::DeString<'_>>, item: &Item<'_>) {
        let text: &str = name.get_ref();
        let house = self.house.iter().find(|house| house.name == text);
        if house.is_none() {
            let known =
                FIELDS.iter().map(|row| row.name).chain(self.house.iter().map(|house| house.name.as_str()));
            let near = match Field::from_biblatex(text) {
                Some(field) => Some(field.name()),
                None => nearest(text, known),
            };
            let help = match (ARCHIVES.iter().find(|(name, _)| *name == text), near) {
                (Some((_, archive)), _) => format!("write it as `eprint`, with `eprinttype = \"{archive}\"`"),
                (None, Some(near)) => suggest(near),
                (None, None) => {
                    format!("declare it in bib.toml (`[fields.{text}]`), or move it to `[KEY.extra.NAME]`")
                }
            };
            self.error("unknown-field", name.span(), format!("unknown field `{text}`"))
                .field(text)
                .help(help);
        }
        let shape = house.map_or(Shape::Literal, |house| house.shape);
        let value = match (house, item.get_ref()) {
            (None, DeValue::Array(array)) if array.iter().all(|item| item.get_ref().is_str()) => {
                self.value(text, Shape::WordList, item)
            }
            (None, DeValue::Array(_) | DeValue::Table(_)) => {
                self.text.get(item.span()).map(|raw| Value::Text(raw.to_owned()))
            }
            _ => self.value(text, shape, item),
        };
        source.house.extend(value.map(|value| (text.to_owned(), value)));
    }

    /// A value of that shape, or `None` with an error.
    fn value(&mut self, name: &str, shape: Shape, item: &Item<'_>) -> Option<Value> {
        let wanted = match shape {
            Shape::Kind | Shape::Text | Shape::Literal | Shape::Verbatim | Shape::Range | Shape::Date => {
                match self.scalar(item, shape) {
                    Some(text) => return Some(Value::Text(text)),
                    None if shape == Shape::Date => "a date in a string, as \"2017-06\"",
                    None => "a string",
                }
            }
            Shape::TextList | Shape::WordList => match item.get_ref() {
                DeValue::Array(array) => {
                    let list = array.iter().filter_map(|item| self.element(name, item));
                    return Some(Value::List(list.collect()));
                }
                DeValue::String(text) if text.is_empty() => return Some(Value::List(Vec::new())),
                DeValue::String(text) => return Some(Value::List(vec![self.string(text)])),
                _ => "an array of strings",
            },
            Shape::Names => match item.get_ref() {
                DeValue::Array(array) => {
                    return Some(Value::Names(
                        array.iter().filter_map(|item| self.name(name, item)).collect(),
                    ));
                }
                DeValue::String(text) if text.is_empty() => return Some(Value::Names(Vec::new())),
                DeValue::String(_) | DeValue::Table(_) => {
                    return Some(Value::Names(self.name(name, item).into_iter().collect()));
                }
                _ => "an array of names",
            },
            Shape::Related => match item.get_ref() {
                DeValue::Array(array) => {
                    return Some(Value::Related(
                        array.iter().filter_map(|item| self.related(item)).collect(),
                    ));
                }
                _ => "an array of tables `{ key = \"...\", type = \"...\" }`",
            },
            Shape::Reasons => match item.get_ref() {
                DeValue::Table(table) => return Some(Value::Reasons(self.pairs(name, table))),
                // rules may be allowed without a reason; that two sources are not one takes one
                DeValue::Array(array) if name == Field::Allow.name() => {
                    let names: BTreeSet<_> =
                        array.iter().filter_map(|item| self.element(name, item)).collect();
                    return Some(Value::Reasons(
                        names.into_iter().map(|name| (name, String::new())).collect(),
                    ));
                }
                _ => "a table from a name to a reason",
            },
            Shape::Conflicts => match item.get_ref() {
                DeValue::Table(table) => return Some(Value::Conflicts(self.conflicts(table))),
                _ => "a table `[KEY.conflicts]`",
            },
            Shape::Extra => match item.get_ref() {
                DeValue::Table(table) => return Some(Value::Extra(self.extra(table))),
                _ => "tables `[KEY.extra.FORMAT]`",
            },
        };
        self.wrong_type(name, item, wanted);
        None
    }

    /// The text of a scalar; integers, and dates where a date is wanted, are read as their text.
    fn scalar(&self, item: &Item<'_>, shape: Shape) -> Option<String> {
        match item.get_ref() {
            DeValue::String(text) => Some(self.string(text)),
            DeValue::Integer(number) if number.radix() == 10 && shape != Shape::Text => {
                Some(number.as_str().to_owned())
            }
            DeValue::Datetime(date) if shape == Shape::Date => Some(date.to_string()),
            _ => None,
        }
    }

    /// A string's text: what ends the file's lines says nothing in a string of several lines.
    fn string(&self, text: &str) -> String {
        if self.crlf { text.replace("\r\n", "\n") } else { text.to_owned() }
    }

    /// An error for a value that its field cannot have.
    fn wrong_type(&mut self, field: &str, item: &Item<'_>, wanted: &str) {
        self.mistaken(field, "is", item, wanted);
    }

    /// An error for a part of a value.
    fn wrong_part(&mut self, field: &str, item: &Item<'_>, wanted: &str) {
        self.mistaken(field, "holds", item, wanted);
    }

    fn mistaken(&mut self, field: &str, verb: &str, item: &Item<'_>, wanted: &str) {
        let found = match item.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        self.error("wrong-type", item.span(), format!("`{field}` {verb} {found}"))
            .field(field)
            .help(format!("it has to be {wanted}"));
    }

    fn syntax(&mut self, error: &toml::de::Error) {
        let span = error.span().unwrap_or(0..0);
        self.key = "";
        let above = self.text.get(..span.start).unwrap_or_default();
        let start = above.rfind('\n').map_or(0, |feed| feed + 1);
        let line = self.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        // the other lines around a conflict belong to its first
        let conflict = syntax::conflict(line).filter(|first| *first || self.text.contains("<<<<<<<"));
        if let Some(first) = conflict {
            if first {
                self.error(
                    "toml-syntax",
                    start..start + line.len(),
                    "both sides of a merge that nobody has decided",
                )
                .help(
                    "keep what is right of both, and take the lines that git put around them out".to_owned(),
                );
            }
            return;
        }
        let (message, help) = syntax::explain(error.message());
        self.error("toml-syntax", span, message).help(help.to_owned());
    }

    fn error(&mut self, rule: &'static str, span: Range<usize>, message: impl Into<String>) -> Found<'_> {
        self.push(Diagnostic::error(rule, message), span)
    }

    fn push(&mut self, mut diagnostic: Diagnostic, span: Range<usize>) -> Found<'_> {
        let lines = self.lines.get_or_init(|| Lines::new(self.text));
        diagnostic.place = Some(lines.place(self.path, span));
        if !self.key.is_empty() {
            diagnostic.key = Some(self.key.to_owned());
        }
        self.found.push(diagnostic);
        Found(self.found.last_mut())
    }
}

/// The diagnostic that was just found, to say more about it.
struct Found<'a>(Option<&'a mut Diagnostic>);

impl Found<'_> {
    fn field(mut self, field: &str) -> Self {
        if let Some(diagnostic) = &mut self.0 {
            diagnostic.field = Some(field.to_owned());
        }
        self
    }

    fn help(mut self, help: String) -> Self {
        if let Some(diagnostic) = &mut self.0 {
            diagnostic.help = Some(help);
        }
        self
    }

    fn fix(mut self, fix: Fix) -> Self {
        if let Some(diagnostic) = &mut self.0 {
            diagnostic.fix = Some(fix);
        }
        self
    }
}

fn suggest(name: &str) -> String {
    format!("did you mean `{name}`?")
}

/// A span of a text that is shorter than 4 GiB, as all that fit in memory twice are.
fn narrow(span: &Range<usize>) -> Range<u32> {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    narrow(span.start)..narrow(span.end)
}
