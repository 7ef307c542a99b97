//! A source: its key, its kind and its fields. Values are kept as they were given; names, dates and
//! identifiers are interpreted when asked for, so that nothing is lost by not being understood.

use super::{Date, Field, Kind, Name, Shape, name::NameText};

/// One source of the library, or of a file that is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The citation key; empty where an input gave none.
    pub key: String,
    /// The entry type.
    pub kind: Kind,
    /// The fields, sorted; each at most once. [`Field::Type`] is not among them: it is `kind`.
    fields: Vec<(Field, Value)>,
    /// The [`bit`] of each field that is there: most that are asked for are not, and need not be looked for.
    bits: u64,
    /// Fields the table does not know, by name: declared house fields, and unknown ones that were reported.
    pub house: Vec<(String, Value)>,
}

/// The value of a field; which variant is decided by the field's [`Shape`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text, literal, verbatim, range and date fields.
    Text(String),
    /// Text lists and word lists.
    List(Vec<String>),
    /// Names, as written.
    Names(Vec<NameText>),
    /// Related sources.
    Related(Vec<Related>),
    /// `distinct` and `allow`: what, and why; sorted by what.
    Reasons(Vec<(String, String)>),
    /// `conflicts`: by field.
    Conflicts(Vec<Conflict>),
    /// `extra`: raw fields of other programs.
    Extra(Vec<Extra>),
}

/// Another source that belongs to this one.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Related {
    /// Its key.
    pub key: String,
    /// biblatex's `relatedtype`: `translationof`, `reviewof` ...; empty if not said.
    pub relation: String,
    /// biblatex's `relatedstring`: the words to print; empty if not said.
    pub string: String,
}

/// A value that contradicted the one that was kept in a merge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Conflict {
    /// TOML name of the field.
    pub field: String,
    /// The other value, as text (lists joined with `" and "`, as BibTeX does).
    pub value: String,
    /// The key of the source it came from.
    pub from: String,
}

/// One of 64 bits for a field; there are more fields than bits.
fn bit(field: Field) -> u64 {
    1 << (field as u8 % 64)
}

/// A raw field of another program: `[key.extra.bibtex] name = "value"`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extra {
    /// The format it came from: `bibtex`, `ris` ...
    pub format: String,
    /// The field's name there.
    pub name: String,
    /// Its raw value.
    pub value: String,
}

impl Source {
    /// An empty source.
    pub fn new(key: impl Into<String>, kind: Kind) -> Source {
        Source { key: key.into(), kind, ..Source::default() }
    }

    /// The fields and their values in canonical order.
    pub fn fields(&self) -> impl DoubleEndedIterator<Item = (Field, &Value)> + Clone {
        self.fields.iter().map(|(field, value)| (*field, value))
    }

    /// The value of a field.
    pub fn get(&self, field: Field) -> Option<&Value> {
        if self.bits & bit(field) == 0 {
            return None;
        }
        let at = self.fields.binary_search_by_key(&field, |(f, _)| *f).ok()?;
        self.fields.get(at).map(|(_, value)| value)
    }

    /// Whether the field is there.
    pub fn has(&self, field: Field) -> bool {
        self.get(field).is_some()
    }

    /// Gives a field a value; an empty one removes it. The old value, if there was one.
    pub fn set(&mut self, field: Field, value: Value) -> Option<Value> {
        debug_assert!(field != Field::Type, "the kind is not among the fields");
        if value.is_empty() {
            return self.remove(field);
        }
        match self.fields.binary_search_by_key(&field, |(f, _)| *f) {
            Ok(at) => self.fields.get_mut(at).map(|(_, old)| std::mem::replace(old, value)),
            Err(at) => {
                self.fields.insert(at, (field, value));
                self.bits |= bit(field);
                None
            }
        }
    }

    /// Takes a field away and returns what it held.
    pub fn remove(&mut self, field: Field) -> Option<Value> {
        let at = self.fields.binary_search_by_key(&field, |(f, _)| *f).ok()?;
        let (_, value) = self.fields.remove(at);
        self.bits = self.fields.iter().fold(0, |bits, (field, _)| bits | bit(*field));
        Some(value)
    }

    /// Gives back memory that growing left over; for sources that stay.
    pub fn shrink(&mut self) {
        self.fields.shrink_to_fit();
        self.house.shrink_to_fit();
    }

    /// The text of a text-like field; `None` for lists, names and tables.
    pub fn text(&self, field: Field) -> Option<&str> {
        match self.get(field)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of a list field; empty if it is not there.
    pub fn list(&self, field: Field) -> &[String] {
        match self.get(field) {
            Some(Value::List(list)) => list,
            _ => &[],
        }
    }

    /// The names of a name field, read; empty if it is not there.
    pub fn names(&self, field: Field) -> Vec<Name> {
        match self.get(field) {
            Some(Value::Names(names)) => names.iter().map(NameText::read).collect(),
            _ => Vec::new(),
        }
    }

    /// A date field, if it is there and a date.
    pub fn date(&self, field: Field) -> Option<Date> {
        self.text(field)?.parse().ok()
    }

    /// The year of publication: of `date`, else a number at the start of the literal `year`.
    pub fn year(&self) -> Option<i32> {
        if let Some(date) = self.date(Field::Date) {
            return date.year();
        }
        let year = self.text(Field::Year)?.trim();
        let digits = year.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 4 { year.get(..4)?.parse().ok() } else { None }
    }

    /// The reasons of `distinct` or `allow`.
    pub fn reasons(&self, field: Field) -> &[(String, String)] {
        match self.get(field) {
            Some(Value::Reasons(reasons)) => reasons,
            _ => &[],
        }
    }

    /// The related sources.
    pub fn related(&self) -> &[Related] {
        match self.get(Field::Related) {
            Some(Value::Related(related)) => related,
            _ => &[],
        }
    }

    /// The conflicts a merge left.
    pub fn conflicts(&self) -> &[Conflict] {
        match self.get(Field::Conflicts) {
            Some(Value::Conflicts(conflicts)) => conflicts,
            _ => &[],
        }
    }

    /// The raw fields of other programs.
    pub fn extra(&self) -> &[Extra] {
        match self.get(Field::Extra) {
            Some(Value::Extra(extra)) => extra,
            _ => &[],
        }
    }

    /// The other keys of this source.
    pub fn ids(&self) -> &[String] {
        self.list(Field::Ids)
    }

    /// Where the work appeared: the journal, else the book, else the event, publisher or institution.
    pub fn venue(&self) -> Option<&str> {
        use Field::*;
        [Journaltitle, Booktitle, Maintitle, Eventtitle]
            .into_iter()
            .find_map(|field| self.text(field))
            .or_else(|| {
                let lists = [Institution, Publisher, Organization];
                lists.into_iter().find_map(|field| self.list(field).first().map(String::as_str))
            })
    }
}

impl Value {
    /// A value of the field's shape from plain text, as a person types it or BibTeX writes it once its
    /// LaTeX is read: lists of texts split at `" and "`, word lists at commas, names at `" and "` outside
    /// braces. `None` for the shapes that text cannot say (related, reasons, conflicts, extra).
    pub fn from_text(field: Field, text: &str) -> Option<Value> {
        Value::of_shape(field.shape(), text)
    }

    /// The same for a field of which no more than the shape is known.
    pub fn of_shape(shape: Shape, text: &str) -> Option<Value> {
        let text = text.trim();
        Some(match shape {
            Shape::Text | Shape::Literal | Shape::Verbatim | Shape::Range | Shape::Date | Shape::Kind => {
                Value::Text(text.to_owned())
            }
            Shape::Names => Value::Names(super::name::split(text).map(NameText::from).collect()),
            Shape::TextList => Value::List(super::name::split(text).map(str::to_owned).collect()),
            Shape::WordList => Value::List(words(text)),
            Shape::Related | Shape::Reasons | Shape::Conflicts | Shape::Extra => return None,
        })
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Text(text) => text.is_empty(),
            Value::List(list) => list.is_empty(),
            Value::Names(names) => names.is_empty(),
            Value::Related(related) => related.is_empty(),
            Value::Reasons(reasons) => reasons.is_empty(),
            Value::Conflicts(conflicts) => conflicts.is_empty(),
            Value::Extra(extra) => extra.is_empty(),
        }
    }

    /// The value in one line, for tables and messages; lists joined with `; `.
    pub fn line(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::List(list) => list.join("; "),
            Value::Names(names) => names.iter().map(NameText::line).collect::<Vec<_>>().join("; "),
            Value::Related(related) => {
                related.iter().map(|r| format!("{} {}", r.relation, r.key)).collect::<Vec<_>>().join("; ")
            }
            Value::Reasons(reasons) => {
                let one = |(what, why): &(String, String)| match why.as_str() {
                    "" => what.clone(),
                    why => format!("{what}: {why}"),
                };
                reasons.iter().map(one).collect::<Vec<_>>().join("; ")
            }
            Value::Conflicts(conflicts) => conflicts
                .iter()
                .map(|c| format!("{} = {} (from {})", c.field, c.value, c.from))
                .collect::<Vec<_>>()
                .join("; "),
            Value::Extra(extra) => extra
                .iter()
                .map(|e| format!("{}.{} = {}", e.format, e.name, e.value))
                .collect::<Vec<_>>()
                .join("; "),
        }
    }
}

/// The words of a comma-separated list.
fn words(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
