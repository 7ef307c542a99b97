//! Counts of a bibliography: what stands at the head of a "Sources & Bibliography" page, and beside it.

use crate::{
    dedupe,
    documents::Citing,
    model::{Field, Kind, Name, Source, text},
    settings::Settings,
};
use rayon::prelude::*;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::{borrow::Cow, collections::HashMap, hash::Hash};

/// The counts of some sources. As JSON it is what `bib stats --format json` prints.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Stats {
    /// How many sources there are. Containers of data (`xdata`) are no sources.
    pub total: usize,
    /// How many works there are: certain duplicates count once.
    pub unique: usize,
    /// The parts of the site, course or book that cite them.
    pub modules: Modules,
    /// Sources by category, in the order of the settings, then by name; categories without a source left out.
    pub categories: Counts,
    /// Sources by year, ascending.
    pub years: Counts,
    /// Sources by author, most first.
    pub authors: Counts,
    /// Sources by where they appeared, most first.
    pub venues: Counts,
    /// How many sources lack a field; all of [`WANTED`], in that order.
    pub missing: Counts,
}

/// The modules that cite sources.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Modules {
    /// How many modules (and documents) cite a source.
    pub covered: usize,
    /// How many sources there are for each module that is covered, to one decimal.
    pub sources_per_module: f64,
    /// Sources by module, by name.
    pub counts: Counts,
}

/// Names and how often they occur, in an order that is part of the result; a map in JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(pub Vec<(String, usize)>);

/// The fields whose absence is counted. `author` is there if an editor is, `date` if a literal year is.
pub const WANTED: [&str; 7] = ["title", "author", "date", "doi", "url", "annotation", "modules"];

impl Stats {
    /// Counts sources whose inheritance is resolved; `unique` as [`unique`] found it, and `citing` the documents that cite
    /// each: a document is a module that is called by its path.
    pub fn of(sources: &[Cow<'_, Source>], settings: &Settings, unique: usize, citing: &Citing<'_>) -> Stats {
        let tallies = sources.par_chunks(CHUNK).map(|chunk| Tallies::of(chunk, settings, citing));
        let Tallies { total, modules, categories, years, authors, venues, missing } =
            tallies.reduce(Tallies::default, Tallies::and);
        let years = years.by(|a, b| a.0.cmp(&b.0));
        let years = years.into_iter().map(|(year, count)| (year.to_string(), count)).collect();
        let modules = modules.by(|a, b| a.0.cmp(&b.0));
        let covered = modules.len();
        let rank = |name: &str| settings.categories.iter().position(|c| c.name == name).unwrap_or(usize::MAX);
        Stats {
            total,
            unique,
            modules: Modules {
                covered,
                sources_per_module: one_decimal(total, covered),
                counts: Counts(modules),
            },
            categories: Counts(categories.by(|a, b| rank(&a.0).cmp(&rank(&b.0)).then_with(|| a.0.cmp(&b.0)))),
            years: Counts(years),
            authors: Counts(authors.by(most_first)),
            venues: Counts(venues.by(most_first)),
            missing: Counts(WANTED.map(str::to_owned).into_iter().zip(missing).collect()),
        }
    }

    /// How many sources have one of the [`WANTED`] fields, in percent, rounded.
    pub fn share(&self, field: &str) -> usize {
        let missing = self.missing.0.iter().find(|(name, _)| name == field).map_or(self.total, |(_, n)| *n);
        let there = self.total.saturating_sub(missing);
        (there * 200 + self.total).checked_div(self.total * 2).unwrap_or(0)
    }
}

/// How many works sources are, inheritance resolved: of each group of certain duplicates only one is counted.
pub fn unique(sources: &[Cow<'_, Source>], options: &dedupe::Options) -> usize {
    let sources: Vec<&Source> =
        sources.iter().map(Cow::as_ref).filter(|source| source.kind != Kind::Xdata).collect();
    dedupe::unique(&sources, options)
}

impl Counts {
    /// The first few.
    pub fn top(&self, count: usize) -> &[(String, usize)] {
        self.0.get(..count).unwrap_or(&self.0)
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, count) in &self.0 {
            map.serialize_entry(name, count)?;
        }
        map.end()
    }
}

/// So many sources are counted on one core before another takes its share.
const CHUNK: usize = 4096;

/// The counts of a part of the sources, in no order.
#[derive(Default)]
struct Tallies {
    total: usize,
    modules: Tally<String>,
    categories: Tally<String>,
    years: Tally<i32>,
    authors: Tally<String>,
    venues: Tally<String>,
    /// As [`WANTED`].
    missing: [usize; WANTED.len()],
}

impl Tallies {
    fn of(sources: &[Cow<'_, Source>], settings: &Settings, citing: &Citing<'_>) -> Tallies {
        let mut all = Tallies::default();
        for source in sources.iter().filter(|source| source.kind != Kind::Xdata) {
            all.total += 1;
            let documents =
                citing.get(source.key.as_str()).into_iter().flatten().map(|path| (*path).to_owned());
            all.modules.count(source.list(Field::Modules).iter().filter(said).cloned().chain(documents));
            all.categories.count([settings.category(source).to_owned()]);
            all.years.count(source.year());
            all.authors.count(source.names(Field::Author).iter().filter_map(person).filter(said));
            all.venues.count(source.venue().map(text::plain).filter(said));
            for (count, field) in all.missing.iter_mut().zip(WANTED) {
                *count += usize::from(!has(source, field));
            }
        }
        all
    }

    fn and(mut self, other: Tallies) -> Tallies {
        self.missing.iter_mut().zip(other.missing).for_each(|(count, more)| *count += more);
        Tallies {
            total: self.total + other.total,
            modules: self.modules.and(other.modules),
            categories: self.categories.and(other.categories),
            years: self.years.and(other.years),
            authors: self.authors.and(other.authors),
            venues: self.venues.and(other.venues),
            missing: self.missing,
        }
    }
}

/// How often each name occurs; a source counts once for a name.
struct Tally<Name>(HashMap<Name, usize>);

impl<Name> Default for Tally<Name> {
    fn default() -> Tally<Name> {
        Tally(HashMap::new())
    }
}

impl<Name: Ord + Hash> Tally<Name> {
    /// Counts the names of one source.
    fn count(&mut self, names: impl IntoIterator<Item = Name>) {
        let mut names: Vec<Name> = names.into_iter().collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            *self.0.entry(name).or_default() += 1;
        }
    }

    /// The counts of both.
    fn and(self, other: Tally<Name>) -> Tally<Name> {
        let (mut all, less) =
            if self.0.len() < other.0.len() { (other.0, self.0) } else { (self.0, other.0) };
        for (name, count) in less {
            *all.entry(name).or_default() += count;
        }
        Tally(all)
    }

    /// The counts in that order, which must tell any two names apart.
    fn by(self, order: impl Fn(&(Name, usize), &(Name, usize)) -> std::cmp::Ordering) -> Vec<(Name, usize)> {
        let mut counts: Vec<_> = self.0.into_iter().collect();
        counts.sort_unstable_by(order);
        counts
    }
}

/// The order of a list of the most frequent.
fn most_first(a: &(String, usize), b: &(String, usize)) -> std::cmp::Ordering {
    b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0))
}

/// Whether there is anything in a text: an empty name is not counted.
fn said(name: &impl AsRef<str>) -> bool {
    !name.as_ref().is_empty()
}

/// A name as it is counted: written identically, it is one person.
fn person(name: &Name) -> Option<String> {
    match name {
        Name::Others => None,
        Name::Literal(name) => Some(text::plain(name)),
        Name::Person(_) => Some(text::plain(&name.to_string())),
    }
}

/// Whether one of the [`WANTED`] fields is there.
fn has(source: &Source, field: &str) -> bool {
    match field {
        "author" => source.has(Field::Author) || source.has(Field::Editor),
        "date" => source.has(Field::Date) || source.has(Field::Year),
        field => Field::from_name(field).is_some_and(|field| source.has(field)),
    }
}

/// A quotient rounded half up to one decimal; 0 if there is nothing to divide by.
fn one_decimal(sum: usize, by: usize) -> f64 {
    (sum * 20 + by).checked_div(by * 2).unwrap_or(0) as f64 / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;

    fn source(key: &str, fields: &[(Field, &str)]) -> Cow<'static, Source> {
        let mut source = Source::new(key, Kind::Article);
        for (field, text) in fields {
            source.set(*field, Value::from_text(*field, text).unwrap());
        }
        Cow::Owned(source)
    }

    fn names(counts: &Counts) -> Vec<(&str, usize)> {
        counts.0.iter().map(|(name, count)| (name.as_str(), *count)).collect()
    }

    #[test]
    fn sources_are_counted_once_for_each_name() {
        use Field::*;
        let mut xdata = Source::new("x", Kind::Xdata);
        xdata.set(Title, Value::Text("no source".into()));
        let sources = [
            source(
                "a",
                &[(Title, "A"), (Author, "Doe, Jane and Doe, Jane"), (Date, "2020-05"), (Modules, "x, y")],
            ),
            source("b", &[(Editor, "Doe, Jane and Roe, R. and others"), (Year, "1970s"), (Modules, "x")]),
            source(
                "c",
                &[(Author, "Roe, R. and Doe, Jane"), (Date, "1999"), (Journaltitle, "The {ACM}"), (Doi, "d")],
            ),
            Cow::Owned(xdata),
        ];
        let (settings, _) = Settings::read("", "bib.toml");
        let stats = Stats::of(&sources, &settings, 2, &Citing::from([("c", vec!["docs/a.md"])]));
        assert_eq!((stats.total, stats.unique), (3, 2));
        assert_eq!((stats.modules.covered, stats.modules.sources_per_module), (3, 1.0));
        assert_eq!(names(&stats.modules.counts), [("docs/a.md", 1), ("x", 2), ("y", 1)]);
        assert_eq!(names(&stats.years), [("1970", 1), ("1999", 1), ("2020", 1)]);
        assert_eq!(names(&stats.authors), [("Doe, Jane", 2), ("Roe, R.", 1)]);
        assert_eq!(names(&stats.venues), [("The ACM", 1)]);
        assert_eq!(
            names(&stats.missing),
            [
                ("title", 2),
                ("author", 0),
                ("date", 0),
                ("doi", 2),
                ("url", 3),
                ("annotation", 3),
                ("modules", 1)
            ]
        );
        assert_eq!((stats.share("doi"), stats.share("date"), stats.share("url")), (33, 100, 0));
    }

    #[test]
    fn nothing_is_counted_as_zero() {
        let (settings, _) = Settings::read("", "bib.toml");
        let stats = Stats::of(&[], &settings, 0, &Citing::new());
        assert_eq!((stats.total, stats.share("doi")), (0, 0));
        let json = serde_json::to_string(&stats).unwrap();
        assert!(json.starts_with(
            r#"{"total":0,"unique":0,"modules":{"covered":0,"sources_per_module":0.0,"counts":{}},"categories":{},"years":{},"authors":{},"venues":{},"missing":{"title":0,"#
        ));
    }

    #[test]
    fn quotients_have_one_decimal() {
        for (sum, by, expected) in [(345, 84, 4.1), (1, 3, 0.3), (7, 4, 1.8), (5, 0, 0.0)] {
            assert!((one_decimal(sum, by) - expected).abs() < 1e-9);
        }
    }
}
