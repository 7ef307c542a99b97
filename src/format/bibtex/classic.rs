//! Sources → BibTeX for classic styles.
//!
//! Written are the fields that btxdoc (1988) knows, and a few that most styles of today know or ignore without harm ([`COMMON`]);
//! all others with [`Options::all_fields`] under biblatex's names, else they are named as a loss.

use super::{
    dates::{self, MONTHS},
    write::{Out, name_text},
};
use crate::{
    format::{
        Options, Written,
        latex::{self, Mode},
    },
    model::{
        Date, Field, Kind, NameText, Source, Value,
        date::{End, Point},
        ordinal,
    },
};
use std::{borrow::Cow, collections::HashSet};

/// Fields that btxdoc does not know but `plainnat`, `IEEEtran`, `REVTeX`, `abstract.bst` and arXiv's own BibTeX do, with their names there.
/// `ids` is for biber and for reading back.
const COMMON: [(Field, &str); 14] = [
    (Field::Language, "language"),
    (Field::Eid, "eid"),
    (Field::Isbn, "isbn"),
    (Field::Issn, "issn"),
    (Field::Doi, "doi"),
    (Field::Eprint, "eprint"),
    (Field::Eprinttype, "archiveprefix"),
    (Field::Eprintclass, "primaryclass"),
    (Field::Url, "url"),
    (Field::Urldate, "urldate"),
    (Field::Keywords, "keywords"),
    (Field::Abstract, "abstract"),
    (Field::Version, "version"),
    (Field::Ids, "ids"),
];

/// Subtitles, which classic styles do not know, and the titles they are joined to.
const SUBTITLES: [(Field, Field); 3] = [
    (Field::Title, Field::Subtitle),
    (Field::Booktitle, Field::Booksubtitle),
    (Field::Journaltitle, Field::Journalsubtitle),
];

/// Writes sources as BibTeX. Sources that others point to with `crossref` come after them, as BibTeX asks.
pub fn write_bibtex(sources: &[Cow<'_, Source>], options: &Options) -> Written {
    let parents: HashSet<&str> = sources.iter().filter_map(|source| source.text(Field::Crossref)).collect();
    let keys: HashSet<&str> = sources.iter().map(|source| &*source.key).collect();
    let mut out = Out::new(sources, options);
    let is_parent = |source: &&Cow<'_, Source>| parents.contains(&*source.key);
    let (last, first): (Vec<_>, Vec<_>) = sources.iter().partition(is_parent);
    for source in first.into_iter().chain(last) {
        if source.kind == Kind::Xdata {
            continue; // what it says is in those who inherit it
        }
        let (kind, genre) = kind(source);
        out.copies(source, kind, options, |out, source| {
            Entry { out, source, kind, genre: genre.clone(), all: options.all_fields, keys: &keys }.write();
        });
    }
    out.finish()
}

/// The classic entry type, and what is left for its field `type`.
fn kind(source: &Source) -> (&'static str, Option<String>) {
    let genre = source.text(Field::Genre);
    let text = |text: &str| Some(latex::escape(text));
    match source.kind {
        Kind::Thesis => match genre {
            None | Some("phdthesis") => ("phdthesis", None),
            Some("mathesis") => ("mastersthesis", None),
            Some("bathesis") => ("mastersthesis", text("Bachelor's thesis")),
            Some("candthesis") => ("phdthesis", text("Candidate thesis")),
            Some(genre) => {
                let lower = genre.to_lowercase();
                let master =
                    ["master", "magister", "diplom", "bachelor"].iter().any(|word| lower.contains(word));
                (if master { "mastersthesis" } else { "phdthesis" }, text(genre))
            }
        },
        Kind::Report => match genre {
            None | Some("techreport") => ("techreport", None),
            Some("resreport") => ("techreport", text("Research Report")),
            Some(genre) => ("techreport", text(genre)),
        },
        kind => (kind.row().bibtex, genre.and_then(text)),
    }
}

struct Entry<'o, 's> {
    out: &'o mut Out,
    source: &'s Source,
    kind: &'static str,
    genre: Option<String>,
    all: bool,
    keys: &'s HashSet<&'s str>,
}

impl Entry<'_, '_> {
    fn write(mut self) {
        let kind = self.source.kind;
        if Kind::from_biblatex(self.kind).is_none_or(|(back, _)| back != kind) {
            self.out.loss("type", format!("`{kind}` is written as `@{}`", self.kind));
        }
        let source = self.source;
        for (field, value) in source.fields() {
            let before = self.out.count();
            self.field(field, value);
            if self.out.count() > before {
                self.out.tame(field, value);
            }
        }
        self.state();
        if self.all {
            self.out.house(source);
        } else {
            for (name, _) in &source.house {
                self.out.loss(name, format!("classic BibTeX has no `{name}`"));
            }
        }
        self.out.extra(source, self.all);
    }

    fn field(&mut self, field: Field, value: &Value) {
        match field {
            Field::Title | Field::Booktitle | Field::Journaltitle => self.title(field, value),
            Field::Subtitle | Field::Booksubtitle | Field::Journalsubtitle if self.is_joined(field) => {}
            Field::Date => self.date(value),
            Field::Year | Field::Month if self.source.has(Field::Date) => self.beside_date(field, value),
            Field::Pubstate | Field::Extra => {} // see `state` and `Out::extra`
            Field::Genre => {
                if let Some(genre) = self.genre.take() {
                    self.out.field("type", &genre);
                }
            }
            Field::Institution if self.source.kind == Kind::Thesis => self.renamed("school", field, value),
            Field::Issue if !self.source.has(Field::Number) => self.renamed("number", field, value),
            Field::Pages => {
                if let Value::Text(pages) = value {
                    self.out.field("pages", &latex::escape(&ranges(pages)));
                }
            }
            Field::Edition => {
                // styles print it as they find it, with " edition" behind it
                if let Value::Text(edition) = value {
                    let edition = ordinal::word(edition).unwrap_or_else(|| edition.into());
                    self.out.field("edition", &latex::escape(&edition));
                }
            }
            Field::Eprinttype => {
                let arxiv = matches!(value, Value::Text(archive) if archive == "arxiv");
                if arxiv {
                    self.out.field("archiveprefix", "arXiv");
                } else {
                    self.renamed("archiveprefix", field, value);
                }
            }
            Field::Url => {
                if let Some(url) = self.out.text(field, value) {
                    if self.source.kind == Kind::Online && !self.source.has(Field::Howpublished) {
                        self.out.field("howpublished", &format!("\\url{{{url}}}"));
                    }
                    self.out.field("url", &url);
                }
            }
            Field::Crossref => {
                // BibTeX stops at a parent that it cannot find
                let parent = self.source.text(Field::Crossref).unwrap_or_default();
                if self.keys.contains(parent) {
                    self.renamed("crossref", field, value);
                } else {
                    self.out.loss("crossref", format!("`{parent}` is not among what is written"));
                }
            }
            _ => {
                let common = COMMON.iter().find(|(known, _)| *known == field).map(|(_, name)| *name);
                match field.row().bibtex.or(common) {
                    Some(name) => self.renamed(name, field, value),
                    None => self.other(field, value),
                }
            }
        }
    }

    /// A field that classic styles do not know.
    fn other(&mut self, field: Field, value: &Value) {
        if self.all {
            self.out.value(field, value);
        } else {
            self.out.loss(field.name(), format!("classic BibTeX has no `{field}`"));
        }
    }

    fn renamed(&mut self, name: &'static str, field: Field, value: &Value) {
        let text = match value {
            Value::Names(names) => Some(self.names(field, names)),
            _ => self.out.text(field, value),
        };
        if let Some(text) = text {
            self.out.field(name, &text);
        }
    }

    fn names(&mut self, field: Field, names: &[NameText]) -> String {
        let name = |name: &NameText| match name {
            NameText::Text(text) => name_text(text),
            NameText::Table(name) => {
                let text = name.to_string();
                if NameText::Text(text.clone()).read() != **name {
                    self.out.loss(field.name(), format!("parts of the name `{text}` have no place"));
                }
                name_text(&text)
            }
        };
        names.iter().map(name).collect::<Vec<_>>().join(" and ")
    }

    /// Whether a subtitle is written with its title.
    fn is_joined(&self, subtitle: Field) -> bool {
        SUBTITLES.iter().any(|(title, sub)| *sub == subtitle && self.source.has(*title))
    }

    /// A title and its subtitle.
    fn title(&mut self, field: Field, value: &Value) {
        let Value::Text(title) = value else { return };
        let mut latex = latex::write(title, Mode::Line);
        let subtitle =
            SUBTITLES.iter().find(|(title, _)| *title == field).and_then(|(_, sub)| self.source.text(*sub));
        if let Some(subtitle) = subtitle {
            let ends = title.trim_end_matches(['}', ' ']).ends_with(['.', '?', '!', ':', '…']);
            latex.push_str(if ends { " " } else { ": " });
            latex.push_str(&latex::write(subtitle, Mode::Line));
        }
        self.out.field(field.row().bibtex.unwrap_or(field.row().biblatex), &latex);
    }

    /// A date as year and month.
    fn date(&mut self, value: &Value) {
        let Value::Text(text) = value else { return };
        let Ok(date) = text.parse::<Date>() else {
            self.out.field("year", &latex::escape(text));
            return;
        };
        let (year, month, whole) = year_and_month(date);
        self.out.field("year", &latex::escape(&year));
        if let Some(month) = month {
            self.out.bare("month", &month);
        }
        if !whole {
            if self.all {
                self.out.field("date", text);
            } else {
                self.out.loss("date", format!("of `{text}` only year and month are written"));
            }
        }
    }

    /// A year or month of its own, though the date has said both.
    fn beside_date(&mut self, field: Field, value: &Value) {
        let date = self.source.text(Field::Date).unwrap_or_default();
        let said = |own| Some(self.source.text(field).unwrap_or_default()).filter(|_| field == own);
        if !dates::repeats(date, said(Field::Year), said(Field::Month)) {
            let message = format!("the date is `{date}`, `{field}` says `{}` and is left out", value.line());
            self.out.loss(field.name(), message);
        }
    }

    /// "in press" in place of a year.
    fn state(&mut self) {
        let Some(state) = self.source.text(Field::Pubstate) else { return };
        match dates::phrase(state) {
            Some(phrase) if !self.out.has("year") => self.out.field("year", phrase),
            _ => self.other(Field::Pubstate, &Value::Text(state.to_owned())),
        }
    }
}

/// A date in classic BibTeX: the year, the month as a macro or in braces, and whether that says all.
fn year_and_month(date: Date) -> (String, Option<String>, bool) {
    match date {
        Date::One(point) => {
            let (year, whole) = year(point);
            let month = point.month.map(month);
            (year, month, whole && point.day.is_none() && point.time.is_none())
        }
        Date::Range(End::At(from), End::At(to)) if from.year == to.year && from.unspecified == 0 => {
            let months = match (from.month, to.month) {
                (Some(from), Some(to)) if from == to => Some(month(from)),
                (Some(from), Some(to)) => Some(format!("{} # \"/\" # {}", month(from), month(to))),
                _ => None,
            };
            let plain = |point: Point| point.day.is_none() && point.time.is_none() && year(point).1;
            let whole = from.month.is_some() && from.month != to.month && plain(from) && plain(to);
            (year(from).0, months, whole)
        }
        Date::Range(from, to) => {
            let end = |end| match end {
                End::At(point) => year(point).0,
                End::Open | End::Unknown => String::new(),
            };
            let whole = |end| matches!(end, End::At(point) if year(point).1 && point.month.is_none());
            (format!("{}–{}", end(from), end(to)), None, whole(from) && whole(to))
        }
    }
}

/// A year for people, and whether it reads back the same.
fn year(point: Point) -> (String, bool) {
    let number = match point.year {
        year if year <= 0 => format!("{} BC", 1 - i64::from(year)),
        year => format!("{year:04}"),
    };
    let vague = match point.unspecified {
        0 => number,
        1 => format!("{number}s"),
        _ => format!("{}XX", number.get(..2).unwrap_or_default()),
    };
    let known = point.unspecified == 0 && point.masked == 0 && (1..=9999).contains(&point.year);
    let plain = known && !point.uncertain && !point.approximate;
    let about = if point.approximate { "c. " } else { "" };
    let doubt = if point.uncertain { "?" } else { "" };
    (format!("{about}{vague}{doubt}"), plain)
}

/// A month as BibTeX styles' macro, a season in braces.
fn month(month: u8) -> String {
    const SEASONS: [&str; 4] = ["Spring", "Summer", "Autumn", "Winter"];
    let at = |first: u8| usize::from(month.saturating_sub(first));
    if month > 20 {
        return SEASONS.get(at(21)).map_or(String::new(), |season| format!("{{{season}}}"));
    }
    let name = MONTHS.get(at(1)).and_then(|name| name.get(..3)).unwrap_or("jan");
    name.to_ascii_lowercase()
}

/// Page ranges with the dash that classic styles print: between numbers of one kind only, as a hyphen may be part of a number.
fn ranges(pages: &str) -> String {
    let item = |item: &str| match item.split_once('-') {
        Some((from, to)) if !to.contains('-') && same_kind(from.trim(), to.trim()) => format!("{from}–{to}"),
        _ => item.to_owned(),
    };
    pages.split(',').map(item).collect::<Vec<_>>().join(",")
}

/// Whether two page numbers are of one kind: digits after the same letters, or letters only.
fn same_kind(from: &str, to: &str) -> bool {
    let split = |page: &str| {
        let digits = page.trim_end_matches(|c: char| c.is_alphabetic());
        let letters = digits.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        (page.get(..letters).unwrap_or_default().to_owned(), digits.len() > letters)
    };
    let ((a, digits), (b, more)) = (split(from), split(to));
    !from.is_empty() && !to.is_empty() && digits == more && (a == b || b.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_years_and_months() {
        for (date, year, month, whole) in [
            ("2017", "2017", None, true),
            ("2017-06", "2017", Some("jun"), true),
            ("2017-06-12", "2017", Some("jun"), false),
            ("2017-06-XX", "2017", Some("jun"), false),
            ("2017-21", "2017", Some("{Spring}"), true),
            ("2019-03/2019-04", "2019", Some("mar # \"/\" # apr"), true),
            ("1999/2003", "1999–2003", None, true),
            ("1999/..", "1999–", None, false),
            ("199X", "1990s", None, false),
            ("1723~", "c. 1723", None, false),
            ("-0043", "44 BC", None, false),
        ] {
            let found = year_and_month(date.parse().unwrap());
            assert_eq!(found, (year.to_owned(), month.map(str::to_owned), whole), "{date}");
        }
    }

    #[test]
    fn a_dash_stands_between_pages_only() {
        for (pages, expected) in [
            ("221-228", "221–228"),
            ("1-5, 9-12", "1–5, 9–12"),
            ("S12-S15", "S12–S15"),
            ("xi-xv", "xi–xv"),
            ("A-1", "A-1"),
            ("A-1–A-5", "A-1–A-5"),
            ("12", "12"),
            ("e12-15", "e12–15"),
        ] {
            assert_eq!(ranges(pages), expected);
        }
    }
}
