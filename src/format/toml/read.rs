//! TOML text → sources, with the place of every field and every fault of the file in one run.

use crate::{
    diagnostic::{Diagnostic, Lines, nearest},
    format::people,
    model::{
        Conflict, Extra, FIELDS, Field, KINDS, Kind, Name, NameText, Person, Related, Shape, Source, Value,
    },
    settings::House,
};
use std::{cell::OnceCell, ops::Range};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

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
    let mut reader = Reader { text, path, house, lines: OnceCell::new(), key: "", found: Vec::new() };
    for error in &errors {
        reader.syntax(error);
    }
    let document = document.into_inner();
    let mut located = Vec::with_capacity(document.len());
    for (key, value) in &document {
        if errors.is_empty() || value.get_ref().is_table() {
            located.extend(reader.source(key, value));
        }
    }
    let mut found = reader.found;
    located.sort_by_key(|source| source.key.start);
    found.sort_by(Diagnostic::order);
    (located, found)
}

type Item<'i> = Spanned<DeValue<'i>>;

struct Reader<'a> {
    text: &'a str,
    path: &'a str,
    house: &'a [House],
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
            match Field::from_name(name.get_ref()) {
                Some(field) => {
                    spans.push((field, narrow(&item.span())));
                    typed |= field == Field::Type;
                    self.field(&mut source, field, name, item);
                }
                None => self.other(&mut source, name, item),
            }
        }
        if !typed {
            self.error("missing-type", key.span(), format!("`{}` has no `type`", self.key))
                .help("say what it is: `type = \"article\"`, `\"book\"`, `\"online\"` ...".to_owned());
        }
        spans.sort_unstable_by_key(|(field, _)| *field);
        source.shrink();
        Some(Located { source, key: narrow(&key.span()), fields: spans.into_boxed_slice() })
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
        if let Some(value) = self.value(field.name(), field.shape(), item) {
            if value.is_empty() {
                let message = format!("`{field}` is empty");
                self.push(Diagnostic::warning("empty-value", message), name.span())
                    .field(field.name())
                    .help("remove the line, or give it a value".to_owned());
            }
            source.set(field, value);
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
            let help = near.map_or_else(
                || format!("declare it in bib.toml (`[fields.{text}]`), or move it to `[KEY.extra.NAME]`"),
                suggest,
            );
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
                match scalar(item.get_ref(), shape) {
                    Some(text) => return Some(Value::Text(text)),
                    None if shape == Shape::Date => "a date in a string, as \"2017-06\"",
                    None => "a string",
                }
            }
            Shape::TextList | Shape::WordList => match item.get_ref() {
                DeValue::Array(array) => {
                    let list = array.iter().filter_map(|item| self.element(name, item, "a string"));
                    return Some(Value::List(list.collect()));
                }
                other => match scalar(other, Shape::Literal) {
                    Some(text) if text.is_empty() => return Some(Value::List(Vec::new())),
                    Some(text) => return Some(Value::List(vec![text])),
                    None => "an array of strings",
                },
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

    fn element(&mut self, name: &str, item: &Item<'_>, wanted: &str) -> Option<String> {
        let text = scalar(item.get_ref(), Shape::Literal);
        if text.is_none() {
            self.wrong_type(name, item, wanted);
        }
        text
    }

    fn name(&mut self, field: &str, item: &Item<'_>) -> Option<NameText> {
        let table = match item.get_ref() {
            DeValue::String(text) => {
                let name = NameText::Text(text.clone().into_owned());
                if let Some(doubt) = people::doubt(&name) {
                    self.push(doubt, item.span()).field(field);
                }
                return Some(name);
            }
            DeValue::Table(table) => table,
            _ => {
                self.wrong_type(field, item, "a name: a string, or a table of its parts");
                return None;
            }
        };
        let mut person = Person::default();
        let mut literal = None;
        for (part, text) in self.pairs_spanned(field, table) {
            let slot = match part.get_ref().as_ref() {
                "family" => &mut person.family,
                "given" => &mut person.given,
                "non-dropping-particle" => &mut person.non_dropping_particle,
                "dropping-particle" => &mut person.dropping_particle,
                "suffix" => &mut person.suffix,
                "orcid" => &mut person.orcid,
                "name" => literal.insert(String::new()),
                other => {
                    let help = nearest(other, NAME_PARTS).map_or_else(
                        || format!("the parts are {}", NAME_PARTS.map(|part| format!("`{part}`")).join(", ")),
                        suggest,
                    );
                    let message = format!("unknown part of a name `{other}`");
                    self.error("unknown-name-part", part.span(), message).field(field).help(help);
                    continue;
                }
            };
            *slot = text;
        }
        let name = match literal {
            Some(_) if person != Person::default() => {
                self.error("name-ambiguous", item.span(), "a name has both `name` and parts of a person")
                    .field(field)
                    .help("keep `name` for an organisation, or the parts for a person".to_owned());
                return None;
            }
            Some(literal) => Name::Literal(literal),
            None => Name::Person(person),
        };
        Some(NameText::Table(Box::new(name)))
    }

    fn related(&mut self, item: &Item<'_>) -> Option<Related> {
        let DeValue::Table(table) = item.get_ref() else {
            if let DeValue::String(key) = item.get_ref() {
                return Some(Related { key: key.clone().into_owned(), ..Related::default() });
            }
            self.wrong_type("related", item, "a table `{ key = \"...\", type = \"...\" }`");
            return None;
        };
        let mut related = Related::default();
        for (part, text) in self.pairs_spanned("related", table) {
            match part.get_ref().as_ref() {
                "key" => related.key = text,
                "type" => related.relation = text,
                "string" => related.string = text,
                other => {
                    self.error("unknown-field", part.span(), format!("unknown part of `related`: `{other}`"))
                        .field("related")
                        .help("the parts are `key`, `type` and `string`".to_owned());
                }
            }
        }
        if related.key.is_empty() {
            self.error("wrong-type", item.span(), "a related source without `key`")
                .field("related")
                .help("name the other source: `{ key = \"...\" }`".to_owned());
            return None;
        }
        Some(related)
    }

    fn conflicts(&mut self, table: &DeTable<'_>) -> Vec<Conflict> {
        let mut conflicts = Vec::new();
        for (field, item) in table {
            let DeValue::Array(array) = item.get_ref() else {
                self.wrong_type(
                    "conflicts",
                    item,
                    "an array of tables `{ value = \"...\", from = \"...\" }`",
                );
                continue;
            };
            for item in array {
                let DeValue::Table(table) = item.get_ref() else {
                    self.wrong_type("conflicts", item, "a table `{ value = \"...\", from = \"...\" }`");
                    continue;
                };
                let mut conflict = Conflict {
                    field: field.get_ref().to_string(),
                    value: String::new(),
                    from: String::new(),
                };
                for (part, text) in self.pairs_spanned("conflicts", table) {
                    match part.get_ref().as_ref() {
                        "value" => conflict.value = text,
                        "from" => conflict.from = text,
                        other => {
                            let message = format!("unknown part of a conflict: `{other}`");
                            self.error("unknown-field", part.span(), message)
                                .field("conflicts")
                                .help("the parts are `value` and `from`".to_owned());
                        }
                    }
                }
                conflicts.push(conflict);
            }
        }
        conflicts
    }

    fn extra(&mut self, table: &DeTable<'_>) -> Vec<Extra> {
        let mut extra = Vec::new();
        for (format, item) in table {
            let DeValue::Table(table) = item.get_ref() else {
                self.wrong_type("extra", item, "a table: `[KEY.extra.bibtex]`");
                continue;
            };
            for (name, value) in self.pairs("extra", table) {
                extra.push(Extra { format: format.get_ref().to_string(), name, value });
            }
        }
        extra
    }

    fn pairs(&mut self, field: &str, table: &DeTable<'_>) -> Vec<(String, String)> {
        self.pairs_spanned(field, table)
            .into_iter()
            .map(|(name, text)| (name.get_ref().to_string(), text))
            .collect()
    }

    fn pairs_spanned<'t>(
        &mut self,
        field: &str,
        table: &'t DeTable<'_>,
    ) -> Vec<(&'t Spanned<toml::de::DeString<'t>>, String)> {
        table.iter().filter_map(|(name, item)| Some((name, self.element(field, item, "a string")?))).collect()
    }

    fn wrong_type(&mut self, field: &str, item: &Item<'_>, wanted: &str) {
        let found = match item.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        self.error("wrong-type", item.span(), format!("`{field}` is {found}"))
            .field(field)
            .help(format!("it has to be {wanted}"));
    }

    fn syntax(&mut self, error: &toml::de::Error) {
        let span = error.span().unwrap_or(0..0);
        let mut message = error.message().replace('\n', ", ");
        if message.contains("duplicate key") {
            "this stands here twice".clone_into(&mut message);
        }
        self.key = "";
        self.error("toml-syntax", span, message)
            .help("mend the TOML: a value is \"quoted\", a list is [\"in\", \"brackets\"]".to_owned());
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
}

/// The parts of a name in a table.
pub(super) const NAME_PARTS: [&str; 7] =
    ["family", "given", "non-dropping-particle", "dropping-particle", "suffix", "orcid", "name"];

fn suggest(name: &str) -> String {
    format!("did you mean `{name}`?")
}

/// The text of a scalar; integers, and dates where a date is wanted, are read as their text.
fn scalar(value: &DeValue<'_>, shape: Shape) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.clone().into_owned()),
        DeValue::Integer(number) if number.radix() == 10 && shape != Shape::Text => {
            Some(number.as_str().to_owned())
        }
        DeValue::Datetime(date) if shape == Shape::Date => Some(date.to_string()),
        _ => None,
    }
}

/// A span of a text that is shorter than 4 GiB, as all that fit in memory twice are.
fn narrow(span: &Range<usize>) -> Range<u32> {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    narrow(span.start)..narrow(span.end)
}
