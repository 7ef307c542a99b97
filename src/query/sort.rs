//! Orders of sources.

use super::{
    NoQuery, Target, house,
    parse::{fault, no_field, target},
};
use crate::model::{Field, Name, Shape, Source, Value, fold};
use std::cmp::Ordering;

/// An order of sources: `year`, `-year,author,title`; ties by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// By what, and whether from the end.
    by: Vec<(Target, bool)>,
}

impl Sort {
    /// Reads `field,-field`; `key` is a field here. Empty: by key.
    pub fn parse(text: &str, house: &[String]) -> Result<Sort, NoQuery> {
        if text.trim().is_empty() {
            return Ok(Sort::default());
        }
        let mut by = Vec::new();
        let mut at = 0;
        for item in text.split(',') {
            let start = at + item.len() - item.trim_start().len();
            at += item.len() + 1;
            let item = item.trim();
            let (name, backwards) =
                item.strip_prefix('-').map_or((item, false), |name| (name.trim_start(), true));
            let name = name.to_lowercase();
            if name.is_empty() {
                return Err(fault(start, "the name of a field is missing", "write as `-year,author,title`"));
            }
            let target = target(&name, house).ok_or_else(|| no_field(&name, start, house))?;
            by.push((target, backwards));
        }
        Ok(Sort { by })
    }

    /// Whether nothing was said: by key.
    pub fn is_default(&self) -> bool {
        self.by.is_empty()
    }

    /// Sorts; sources without the field come last.
    pub fn sort(&self, sources: &mut [&Source]) {
        sources.sort_by_cached_key(|source| self.rank(source));
    }

    /// What a source is sorted by.
    pub fn rank(&self, source: &Source) -> Rank {
        let by = self.by.iter().map(|(target, backwards)| {
            let value = value(source, target);
            if *backwards { Place::Backwards(value) } else { Place::Forwards(value) }
        });
        Rank { by: by.collect(), key: (fold::key(&source.key), source.key.clone()) }
    }
}

/// Where a source stands in an order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    by: Vec<Place>,
    key: (String, String),
}

/// Where a source stands by one field; two of an order always go the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Forwards(Option<Worth>),
    Backwards(Option<Worth>),
}

/// What a value is worth in sorting: numbers before text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    Number(i64, String),
    Text(String),
}

impl Ord for Place {
    fn cmp(&self, other: &Place) -> Ordering {
        let (Place::Forwards(a) | Place::Backwards(a), Place::Forwards(b) | Place::Backwards(b)) =
            (self, other);
        match (a, b) {
            (Some(a), Some(b)) if matches!(self, Place::Backwards(_)) => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            // what is missing comes last, in whatever direction
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Place) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What a source is worth by a field; `None` if it does not have it.
fn value(source: &Source, target: &Target) -> Option<Worth> {
    let field = match target {
        Target::Key => return Some(Worth::Text(fold::key(&source.key))),
        Target::House(name) => return Some(worth(Shape::Literal, house(source, name)?)),
        Target::Field(field) => *field,
    };
    match field {
        Field::Type => Some(Worth::Text(source.kind.name().to_owned())),
        Field::Year => source.year().map(|year| Worth::Number(year.into(), String::new())),
        field if field.shape() == Shape::Date => {
            let text = source.text(field)?;
            let year = source.date(field).and_then(crate::model::Date::year);
            Some(
                year.map_or(Worth::Text(text.to_owned()), |year| Worth::Number(year.into(), text.to_owned())),
            )
        }
        field => Some(worth(field.shape(), source.get(field)?)),
    }
}

fn worth(shape: Shape, value: &Value) -> Worth {
    match value {
        Value::Text(text) if matches!(shape, Shape::Literal | Shape::Range) => {
            let text = text.trim();
            let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            match text.get(..digits).unwrap_or_default() {
                "" => Worth::Text(fold::fold(text)),
                digits => Worth::Number(digits.parse().unwrap_or(i64::MAX), fold::fold(text)),
            }
        }
        Value::Names(names) => {
            let names = names.iter().map(|name| match name.read() {
                Name::Person(person) => {
                    fold::fold(&format!("{} {} {}", person.family, person.given, person.suffix))
                }
                Name::Literal(name) => fold::fold(&name),
                // after those whose list ends
                Name::Others => "\u{10ffff}".to_owned(),
            });
            // the end of a name sorts before any letter
            Worth::Text(names.collect::<Vec<_>>().join("\u{1}"))
        }
        value => Worth::Text(fold::fold(&value.line())),
    }
}
