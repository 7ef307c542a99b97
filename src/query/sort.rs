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
        // Keys that fold to themselves need no ranks: a library is nearly in order then, and large.
        let plain = |key: &str| key.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
        if self.is_default() && sources.iter().all(|source| plain(&source.key)) {
            return sources.sort_by(|a, b| a.key.cmp(&b.key));
        }
        sources.sort_by_cached_key(|source| self.rank(source));
    }

    /// What a source is sorted by.
    pub fn rank(&self, source: &Source) -> Rank {
        let by = self.by.iter().map(|(target, backwards)| {
            let value = value(source, target);
            if *backwards { Standing::Backwards(value) } else { Standing::Forwards(value) }
        });
        Rank { by: by.collect(), key: (fold::key(&source.key), source.key.clone()) }
    }
}

/// Where a source stands in an order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    by: Vec<Standing>,
    key: (String, String),
}

/// Where a source stands by one field; two of an order always go the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    Forwards(Option<Worth>),
    Backwards(Option<Worth>),
}

/// What a value is worth in sorting: numbers before text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    Number(i64, String),
    Text(String),
}

impl Ord for Standing {
    fn cmp(&self, other: &Standing) -> Ordering {
        let (Standing::Forwards(a) | Standing::Backwards(a), Standing::Forwards(b) | Standing::Backwards(b)) =
            (self, other);
        match (a, b) {
            (Some(a), Some(b)) if matches!(self, Standing::Backwards(_)) => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            // what is missing comes last, in whatever direction
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
}

impl PartialOrd for Standing {
    fn partial_cmp(&self, other: &Standing) -> Option<Ordering> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, NameText};

    fn source(key: &str, author: &str, date: &str, volume: &str) -> Source {
        let mut source = Source::new(key, Kind::Article);
        if !author.is_empty() {
            source.set(Field::Author, Value::Names(vec![NameText::from(author)]));
        }
        source.set(Field::Date, Value::Text(date.to_owned()));
        source.set(Field::Volume, Value::Text(volume.to_owned()));
        source.house.push(("shelf".to_owned(), Value::Text(key.to_uppercase())));
        source
    }

    #[test]
    fn what_is_missing_comes_last_and_ties_go_by_key() {
        let sources = [
            source("c", "Ödön, B", "2017-06", "10"),
            source("a", "Odon, A", "2017-01", "9"),
            source("B", "", "", "IX"),
            source("d", "Zorn, A", "-0044", ""),
            source("e", "Adam, A", "2017-06", "9"),
        ];
        for (order, expected) in [
            ("", "aBcde"),
            ("key", "aBcde"),
            ("-key", "edcBa"),
            ("year", "daceB"),
            ("-year", "acedB"),
            ("date", "daceB"),
            ("-date,-key", "ecadB"),
            ("author", "eacdB"),
            ("-author", "dcaeB"),
            ("volume", "aecBd"),
            ("-volume", "BcaEd".to_lowercase().replace('b', "B").as_str()),
            ("shelf", "aBcde"),
            (" - year , author ", "eacdB"),
            ("type,journal", "aBcde"),
        ] {
            let mut sorted: Vec<&Source> = sources.iter().collect();
            Sort::parse(order, &["shelf".to_owned()]).unwrap().sort(&mut sorted);
            assert_eq!(
                sorted.iter().map(|source| source.key.as_str()).collect::<String>(),
                expected,
                "{order}"
            );
        }
    }

    #[test]
    fn an_unknown_field_is_named_with_its_place() {
        let fault = Sort::parse("year, auhtor", &[]).unwrap_err();
        assert_eq!((fault.at, fault.help.as_deref()), (6, Some("did you mean `author`?")));
        for wrong in ["year,", ",", "-", "author title"] {
            assert!(Sort::parse(wrong, &[]).is_err(), "{wrong}");
        }
    }
}
