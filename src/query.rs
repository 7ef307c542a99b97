//! The query language, one everywhere: words match any text field; `field:word`, `field:"two words"`, `field:/regex/`,
//! `year:2017..2020`, `type:`, `category:`, `module:`, `key:`, `has:doi`, `missing:doi`, `not`, `or`, parentheses.
//! Case and accents do not matter unless typed in capitals. And: how a list is sorted.

mod parse;
mod sort;

pub use sort::Sort;

use crate::model::{Date, Field, Kind, Name, Shape, Source, Value, date::End, fold, text};
use std::{borrow::Cow, fmt};
use unicode_normalization::UnicodeNormalization;

/// A question a source answers with yes or no. The default one is answered yes by all.
#[derive(Clone, Debug, Default)]
pub struct Query {
    root: Option<Node>,
}

/// Why a text is no query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoQuery {
    /// What is wrong.
    pub message: String,
    /// Where, in bytes of the text.
    pub at: usize,
    /// What to do.
    pub help: Option<String>,
}

impl Query {
    /// Reads a query; words of a command line are joined with blanks. An empty one matches all. `house` names
    /// the declared house fields.
    pub fn parse(text: &str, house: &[String]) -> Result<Query, NoQuery> {
        Ok(Query { root: parse::query(text, house)? })
    }

    /// Whether every source matches.
    pub fn is_all(&self) -> bool {
        self.root.is_none()
    }

    /// Whether the source matches; `category:` asks for the category it names itself.
    pub fn matches(&self, source: &Source) -> bool {
        self.matches_in(source, source.text(Field::Category).unwrap_or_default())
    }

    /// Whether the source matches, being in that category (as the settings say).
    pub fn matches_in(&self, source: &Source, category: &str) -> bool {
        self.root.as_ref().is_none_or(|root| root.matches(source, category))
    }
}

impl fmt::Display for NoQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for NoQuery {}

/// A part of a query. No deeper than the parser allows.
#[derive(Clone, Debug)]
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    /// A word that stands alone: in any text field.
    Word(Pattern),
    /// `field:value`
    Is(Target, Pattern),
    /// `year:2017..2020`, of the publication or of another date.
    Years(Field, i32, i32),
    /// `has:field`
    Has(Target),
    /// `type:article`
    Kind(Kind),
}

/// What stands before the colon.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    Key,
    Field(Field),
    House(String),
}

/// What stands after the colon.
#[derive(Clone, Debug)]
enum Pattern {
    /// Typed without capitals: compared folded.
    Folded(String),
    /// Typed with capitals: compared as it is.
    Exact(String),
    Regex(regex::Regex),
}

impl Node {
    fn matches(&self, source: &Source, category: &str) -> bool {
        match self {
            Node::All(nodes) => nodes.iter().all(|node| node.matches(source, category)),
            Node::Any(nodes) => nodes.iter().any(|node| node.matches(source, category)),
            Node::Not(node) => !node.matches(source, category),
            Node::Word(pattern) => any_text(source, pattern),
            Node::Is(Target::Key, pattern) => {
                pattern.is(&source.key) || source.ids().iter().any(|key| pattern.is(key))
            }
            Node::Is(Target::Field(Field::Type), pattern) => pattern.is(source.kind.name()),
            Node::Is(Target::Field(Field::Category), pattern) => pattern.is(category),
            Node::Is(Target::Field(Field::Modules), pattern) => {
                source.list(Field::Modules).iter().any(|module| pattern.is(module))
            }
            Node::Is(Target::Field(Field::Venue), pattern) => {
                // who asks for a venue means the journal or conference as often as the place
                field_in(source, Field::Venue, pattern)
                    || source.venue().is_some_and(|venue| pattern.is_in_text(venue))
            }
            Node::Is(Target::Field(field), pattern) => field_in(source, *field, pattern),
            Node::Is(Target::House(name), pattern) => {
                house(source, name).is_some_and(|value| value_in(value, Shape::Text, pattern))
            }
            Node::Years(field, from, to) => {
                let (first, last) = match source.date(*field) {
                    Some(date) => years(date),
                    None if *field == Field::Date => match source.year() {
                        Some(year) => (year, year),
                        None => return false,
                    },
                    None => return false,
                };
                first <= *to && last >= *from
            }
            Node::Has(Target::Key | Target::Field(Field::Type)) => true,
            Node::Has(Target::Field(Field::Category)) => !category.is_empty(),
            Node::Has(Target::Field(Field::Year)) => source.has(Field::Date) || source.has(Field::Year),
            Node::Has(Target::Field(field)) => source.has(*field),
            Node::Has(Target::House(name)) => house(source, name).is_some(),
            Node::Kind(kind) => source.kind == *kind,
        }
    }
}

impl Pattern {
    /// Whether it is the whole text.
    fn is(&self, text: &str) -> bool {
        match self {
            Pattern::Folded(word) => fold::search(text) == *word,
            Pattern::Exact(word) => one_line(text) == *word,
            Pattern::Regex(regex) => regex.is_match(text),
        }
    }

    /// Whether it is in a text without marks.
    fn is_in(&self, text: &str) -> bool {
        match self {
            Pattern::Folded(word) => fold::search(&text::escape(text)).contains(word.as_str()),
            Pattern::Exact(word) => one_line(text).contains(word.as_str()),
            Pattern::Regex(regex) => regex.is_match(text),
        }
    }

    /// Whether it is in a text with marks.
    fn is_in_text(&self, marked: &str) -> bool {
        match self {
            Pattern::Folded(word) => fold::search(marked).contains(word.as_str()),
            Pattern::Exact(_) | Pattern::Regex(_) => self.is_in(&text::plain(marked)),
        }
    }
}

/// The text composed, with single blanks.
fn one_line(text: &str) -> Cow<'_, str> {
    let plain =
        text.is_ascii() && !text.contains("  ") && !text.contains(|c: char| c.is_whitespace() && c != ' ');
    if plain {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    Cow::Owned(words.join(" ").nfc().collect())
}

/// Whether the pattern is in any text that a person would search for, or is a whole identifier.
fn any_text(source: &Source, pattern: &Pattern) -> bool {
    pattern.is_in(&source.key)
        || source.fields().any(|(field, value)| match field.shape() {
            Shape::Text | Shape::Names | Shape::TextList => value_in(value, field.shape(), pattern),
            _ => match field {
                Field::Ids | Field::Keywords | Field::Modules => value_in(value, field.shape(), pattern),
                Field::Doi | Field::Eprint | Field::Isbn | Field::Issn => {
                    matches!(value, Value::Text(text) if pattern.is(text))
                }
                _ => false,
            },
        })
        || source.house.iter().any(|(_, value)| value_in(value, Shape::Text, pattern))
}

/// Whether the pattern is in the field of the source.
fn field_in(source: &Source, field: Field, pattern: &Pattern) -> bool {
    source.get(field).is_some_and(|value| value_in(value, field.shape(), pattern))
}

/// Whether the pattern is in a value, or in one of its elements.
fn value_in(value: &Value, shape: Shape, pattern: &Pattern) -> bool {
    let marked = matches!(shape, Shape::Text | Shape::TextList);
    let is_in = |text: &str| if marked { pattern.is_in_text(text) } else { pattern.is_in(text) };
    match value {
        Value::Text(text) => is_in(text),
        Value::List(list) => list.iter().any(|text| is_in(text)),
        Value::Names(names) => names.iter().any(|name| name_in(&name.read(), pattern)),
        other => pattern.is_in(&other.line()),
    }
}

/// Whether the pattern is in a name, as "Family, Given" or as "Given Family".
fn name_in(name: &Name, pattern: &Pattern) -> bool {
    match name {
        Name::Others => false,
        Name::Literal(name) => pattern.is_in_text(name),
        Name::Person(person) => {
            let parts = [
                &person.given,
                &person.dropping_particle,
                &person.non_dropping_particle,
                &person.family,
                &person.suffix,
            ];
            let parts: Vec<&str> =
                parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
            pattern.is_in_text(&parts.join(" ")) || pattern.is_in_text(&name.to_string())
        }
    }
}

/// The value of a house field.
fn house<'a>(source: &'a Source, name: &str) -> Option<&'a Value> {
    source.house.iter().find(|(field, _)| field == name).map(|(_, value)| value)
}

/// The first and the last year that a date may mean.
fn years(date: Date) -> (i32, i32) {
    let point = |point: crate::model::date::Point| {
        let spread = 10_i32.saturating_pow(point.unspecified.into()) - 1;
        if point.year < 0 {
            (point.year.saturating_sub(spread), point.year)
        } else {
            (point.year, point.year.saturating_add(spread))
        }
    };
    match date {
        Date::One(one) => point(one),
        Date::Range(from, to) => {
            let of = |end| match end {
                End::At(at) => Some(point(at)),
                End::Open | End::Unknown => None,
            };
            match (from, of(from), to, of(to)) {
                (_, Some((first, _)), _, Some((_, last))) => (first, last),
                (_, Some((first, _)), End::Open, _) => (first, i32::MAX),
                (_, Some((first, last)), _, _) => (first, last),
                (End::Open, _, _, Some((_, last))) => (i32::MIN, last),
                (_, _, _, Some((first, last))) => (first, last),
                (_, None, _, None) => (i32::MIN, i32::MAX),
            }
        }
    }
}
