//! The query language, one everywhere: words match any text field; `field:word`, `field:"two words"`, `field:/regex/`,
//! `year:2017..2020`, `type:`, `category:`, `module:`, `key:`, `has:doi`, `missing:doi`, `cited-in:`, `not`, `or`, parentheses.
//! Case and accents do not matter unless typed in capitals. And: how a list is sorted.

mod parse;
mod sort;

pub use sort::Sort;

use crate::model::{Date, Field, Kind, Name, Shape, Source, Value, date::End, fold, text};
use std::{borrow::Cow, collections::HashSet, fmt};
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

    /// What is to be handed in before it is asked: the keys of what documents cite.
    pub fn cited_in(&mut self) -> Vec<&mut CitedIn> {
        let mut all = Vec::new();
        let mut open: Vec<&mut Node> = self.root.iter_mut().collect();
        while let Some(node) = open.pop() {
            match node {
                Node::All(nodes) | Node::Any(nodes) => open.extend(nodes.iter_mut().rev()),
                Node::Not(node) => open.push(node),
                Node::Cited(cited) => all.push(cited),
                _ => {}
            }
        }
        all
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
    /// `cited-in:docs/a.md`
    Cited(CitedIn),
}

/// What `cited-in:` asks for: the documents are another room's, and what they cite is handed in.
#[derive(Clone, Debug)]
pub struct CitedIn {
    /// The document, or a glob.
    pub path: String,
    /// Where it stands in the text of the query, in bytes.
    pub at: usize,
    /// The keys of the sources that are cited there.
    pub keys: HashSet<String>,
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
            Node::Cited(cited) => cited.keys.contains(&source.key),
        }
    }
}

impl Pattern {
    /// Whether it is the whole text.
    fn is(&self, text: &str) -> bool {
        match self {
            Pattern::Folded(word) => fold::search(&text::escape(text)) == *word,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NameText;

    fn source() -> Source {
        let mut source = Source::new("vaswani2017attention", Kind::Inproceedings);
        let names = ["Vaswani, Ashish", "van den Berg, Jan", "Kaiser, Łukasz", "{Google Brain}"];
        source.set(Field::Author, Value::Names(names.map(NameText::from).into()));
        for (field, text) in [
            (Field::Title, "Attention Is <i>All</i> You {Need}: a Café in Zürich,\n and C++"),
            (Field::Date, "2017-06"),
            (Field::Urldate, "2020-01-02"),
            (Field::Booktitle, "Advances in NeurIPS 30"),
            (Field::Doi, "10.1016/S0012-365X(97)00126-X"),
            (Field::Eprint, "1706.03762"),
            (Field::Url, "https://arxiv.org/abs/1706.03762"),
            (Field::Category, "paper"),
        ] {
            source.set(field, Value::Text(text.to_owned()));
        }
        source
            .set(Field::Modules, Value::List(vec!["positional-encoding".to_owned(), "attention".to_owned()]));
        source.set(Field::Keywords, Value::List(vec!["machine translation".to_owned()]));
        source.set(Field::Ids, Value::List(vec!["vaswani17".to_owned()]));
        source.set(Field::Allow, Value::Reasons(vec![("missing-isbn".to_owned(), "has none".to_owned())]));
        source.house.push(("shelf".to_owned(), Value::Text("Room 3".to_owned())));
        source
    }

    fn parse(query: &str) -> Result<Query, NoQuery> {
        Query::parse(query, &["shelf".to_owned()])
    }

    #[test]
    fn these_match() {
        let source = source();
        for query in [
            "",
            " ",
            "attention",
            "attention need",
            "ATTENTION or Attention",
            "all you need",
            "\"is all you\"",
            "\"All You Need\"",
            "cafe",
            "café",
            "Café",
            "zurich c++",
            "vaswani",
            "Kaiser",
            "lukasz",
            "Łukasz",
            "neurips",
            "google",
            "encoding",
            "vaswani17",
            "1706.03762",
            "doi:S0012-365X(97)00126-X",
            "\"zurich, and\"",
            "title:attention",
            "title:\"You Need\"",
            "title:/^attention.*need/",
            "title:/You\\s+Need/",
            "TITLE:attention",
            "author:\"ashish vaswani\"",
            "author:\"vaswani, ashish\"",
            "author:\"Jan van den Berg\"",
            "author:/^Google/",
            "author:brain",
            "year:2017",
            "year:2010..2017",
            "year:..2017",
            "year:2017..",
            "date:2017",
            "date:2017-06",
            "date:2016..2018",
            "urldate:2020",
            "type:inproceedings",
            "type:InProceedings",
            "type:conference",
            "category:paper",
            "category:PAPER or category:/^p/",
            "module:attention",
            "modules:Attention or module:/^att/",
            "key:vaswani2017attention",
            "key:VASWANI17 or key:vaswani17",
            "key:/^vaswani/",
            "keyword:translation",
            "keywords:\"machine translation\"",
            "has:doi",
            "missing:isbn",
            "has:author has:key",
            "has:year",
            "has:shelf",
            "shelf:room",
            "room",
            "journal:x or booktitle:neurips",
            "venue:neurips",
            "missing:journal",
            "allow:missing-isbn",
            "not blog",
            "not (blog or video)",
            "not not attention",
            "attention and need",
            "attention AND NOT blog",
            "blog or attention",
            "blog video or attention need",
            "attention (blog or need)",
            "(attention)",
            "((attention))",
            "not(blog)",
            "eprint:1706",
            "url:https://arxiv.org/abs/1706.03762",
        ] {
            let parsed = parse(query).unwrap_or_else(|fault| panic!("{query}: {fault}"));
            assert!(parsed.matches(&source), "{query}: {parsed:?}");
        }
    }

    #[test]
    fn these_do_not_match() {
        let source = source();
        for query in [
            "blog",
            "attention blog",
            "ATTENTION",
            "Cafe",
            "\"need you\"",
            "title:vaswani",
            "title:/You need/",
            "author:attention",
            "year:2018",
            "year:2018..",
            "year:..2016",
            "date:2018",
            "urldate:2017",
            "type:article",
            "category:pap",
            "category:blog",
            "module:atten",
            "module:Positional-Encoding",
            "key:vaswani",
            "has:isbn",
            "missing:doi",
            "missing:year",
            "shelf:4",
            "attention not need",
            "(attention or blog) video",
            "arxiv",
            "not attention",
            "1706",
            "year:\"2017\"",
            "keyword:machinetranslation",
        ] {
            let parsed = parse(query).unwrap_or_else(|fault| panic!("{query}: {fault}"));
            assert!(!parsed.matches(&source), "{query}: {parsed:?}");
        }
    }

    #[test]
    fn the_category_may_come_from_the_settings() {
        let (source, query) = (Source::new("a", Kind::Online), parse("category:blog has:category").unwrap());
        assert!(query.matches_in(&source, "blog"));
        assert!(!query.matches(&source));
    }

    #[test]
    fn uncertain_dates_and_ranges_match_all_their_years() {
        for (date, query, matches) in [
            ("199X", "year:1995", true),
            ("199X", "year:2000", false),
            ("1999/2010", "year:2005", true),
            ("1999/2010", "year:..1998", false),
            ("1999/..", "year:2030", true),
            ("../1999", "year:1970", true),
            ("../1999", "year:2000", false),
            ("-0044", "year:-44", true),
            ("-0044", "year:-100..-1", true),
        ] {
            let mut source = Source::new("a", Kind::Book);
            source.set(Field::Date, Value::Text(date.to_owned()));
            assert_eq!(parse(query).unwrap().matches(&source), matches, "{date} {query}");
        }
        let mut source = Source::new("a", Kind::Book);
        source.set(Field::Year, Value::Text("1970s".to_owned()));
        assert!(parse("year:1970 year:\"1970s\" has:year").unwrap().matches(&source));
    }

    #[test]
    fn what_is_no_query_is_named_with_its_place() {
        for (query, at) in [
            ("(", 1),
            (")", 0),
            ("a)", 1),
            ("(a", 0),
            ("a (b", 2),
            ("()", 1),
            ("\"a", 0),
            ("title:\"a", 6),
            ("or", 0),
            ("a or", 4),
            ("a or or b", 5),
            ("or a", 0),
            ("not", 3),
            ("a and", 5),
            ("title:", 0),
            ("title: a", 0),
            ("title:(a)", 0),
            ("titel:a", 0),
            ("has:", 0),
            ("has:titel", 4),
            ("missing:titel", 8),
            ("has:/a/", 4),
            ("year:abc", 5),
            ("year:2017-2020", 5),
            ("year:..", 5),
            ("type:artcle", 5),
            ("title:/(/", 6),
            ("title:/a{1000}{1000}/", 6),
            ("\"\"", 0),
            ("title:\" \"", 6),
        ] {
            let fault = parse(query).expect_err(query);
            assert_eq!(fault.at, at, "{query}: {fault}");
            assert!(
                fault.help.is_some() && !fault.message.contains('\n') && !fault.message.ends_with('.'),
                "{fault}"
            );
        }
        assert_eq!(parse("titel:a").unwrap_err().help.as_deref(), Some("did you mean `title`?"));
        assert_eq!(parse("type:artcle").unwrap_err().help.as_deref(), Some("did you mean `type:article`?"));
    }

    #[test]
    fn no_depth_overflows_the_stack() {
        assert!(parse(&format!("{}a{}", "(".repeat(200), ")".repeat(200))).unwrap().matches(&source()));
        assert!(parse(&"(".repeat(100_000)).is_err());
        assert!(parse(&format!("{}a", "not ".repeat(100_000))).is_ok());
        assert!(parse(&"not (".repeat(100_000)).is_err());
        assert!(parse(&"a(".repeat(100_000)).is_ok());
        assert!(parse(&"a:".repeat(100_000)).is_err());
        assert!(parse("").unwrap().is_all() && !parse("a").unwrap().is_all());
    }
}
