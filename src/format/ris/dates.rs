//! Dates of RIS: `YYYY/MM/DD/other`, with whatever people and programs write in their place ⇄ EDTF.

use crate::{
    format::{
        bibtex::dates::{self, state},
        record::words,
    },
    model::{
        Date,
        date::{End, Point},
    },
};

/// What the value of a date tag says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::format) enum Said {
    /// A date, as EDTF, and what stands behind it that no date can say.
    Date(String, String),
    /// A state of publication in place of a date.
    State(&'static str),
    /// Something with a year that is no date: `1970s`.
    Vague(String),
    /// Something without a year: `May 12`.
    Part(String),
}

/// Reads the value of a date tag; `lone`: where a year is expected, so that `2010-11` may be two of them.
pub(in crate::format) fn read(text: &str, lone: bool) -> Said {
    let text = words(text);
    let date = text.trim_end_matches([' ', '/']);
    if let Some(date) = dates::year(date) {
        return Said::Date(date.into_owned(), String::new());
    }
    if !lone && date.parse::<Date>().is_ok() {
        return Said::Date(date.to_owned(), String::new());
    }
    if let Some((date, other)) = slashes(date).or_else(|| Some((spelled(date)?, String::new()))) {
        return Said::Date(date, other);
    }
    if let Some(state) = state(date) {
        return Said::State(state);
    }
    if years(date).next().is_some() || date.chars().any(|c| c.is_ascii_digit()) && date.len() != text.len() {
        return Said::Vague(text);
    }
    // three digits or more are a year of some kind: `1X`, `900`
    let number = |word: &str| word.bytes().filter(u8::is_ascii_digit).count() > 2;
    if date.split(' ').any(number) { Said::Vague(text) } else { Said::Part(text) }
}

/// The date that a month, with a day or not, says beside a year.
pub(in crate::format) fn beside(year: &str, part: &str) -> Option<String> {
    dates::date(year, part, None)
}

/// `2010/05/12/other`, of which each part behind the year may be empty.
fn slashes(text: &str) -> Option<(String, String)> {
    let mut parts = text.splitn(4, '/').map(str::trim);
    let year = parts.next().filter(|year| is_year(year))?;
    let (month, day, other) =
        (parts.next()?, parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let two = |part: &str| {
        (matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| format!("-{part:0>2}"))
    };
    let date = match (month, day) {
        ("", "") => match dates::date(year, other, None) {
            Some(date) => return Some((date, String::new())),
            None => year.to_owned(),
        },
        (month, "") => match two(month) {
            Some(month) => format!("{year}{month}"),
            None => dates::date(year, month, None)?,
        },
        (month, day) => match (two(month), two(day)) {
            (Some(month), Some(day)) => format!("{year}{month}{day}"),
            _ => dates::date(year, month, Some(day))?,
        },
    };
    date.parse::<Date>().is_ok().then(|| (date, other.to_owned()))
}

/// A date in words: `12 May 2010`, `1996 Jul-Aug`, `1998 Dec-1999 Jan`, `c. 1900`.
fn spelled(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let circa = ["circa ", "ca. ", "ca ", "c. "].iter().find_map(|word| lower.strip_prefix(word));
    if let Some(year) = circa.map(str::trim).filter(|year| is_year(year)) {
        return Some(format!("{year}~"));
    }
    let mut found = years(text);
    let year = found.next()?;
    if found.next().is_some() {
        let (from, to) = text.split_once(['-', '–'])?;
        let range = format!("{}/{}", spelled(from)?, spelled(to)?);
        return range.parse::<Date>().is_ok().then_some(range);
    }
    let (before, after) = text.split_once(year)?;
    let rest = words(&format!("{before} {after}"));
    let rest = rest.trim_matches([' ', ',', '.']);
    // numbers alone may be day and month in either order
    rest.chars().any(char::is_alphabetic).then(|| dates::date(year, rest, None)).flatten()
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The words of a text that are years.
fn years(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| is_year(word))
}

/// A date for `PY` and for `DA`; the second says more, if it is there.
pub(super) fn write(text: &str) -> (String, String) {
    let nothing = String::new;
    match text.parse::<Date>() {
        Ok(Date::One(point)) if point.month.is_none() && point.masked == 0 => {
            let year = Point { approximate: false, ..point };
            let circa =
                point.approximate && !point.uncertain && point.unspecified == 0 && is_year(&year.to_string());
            (if circa { format!("c. {year}") } else { text.to_owned() }, nothing())
        }
        Ok(Date::Range(End::At(from), End::At(to)))
            if is_year(&from.to_string()) && is_year(&to.to_string()) =>
        {
            (format!("{from}-{to}"), nothing())
        }
        Ok(date) => (date.first().and_then(year_of).unwrap_or_default(), full(text)),
        Err(_) => (text.to_owned(), nothing()),
    }
}

/// A date in one tag: with slashes if it has a month and no more is said, else as EDTF.
pub(super) fn full(text: &str) -> String {
    let plain = |point: Point| {
        let marked = point.uncertain || point.approximate || point.time.is_some() || point.masked > 0;
        (!marked).then_some(())?;
        Some((year_of(point)?, point.month?, point.day))
    };
    let Ok(Date::One(point)) = text.parse::<Date>() else { return text.to_owned() };
    match plain(point) {
        Some((year, month @ 21..=24, _)) => {
            let season = ["spring", "summer", "autumn", "winter"].get(usize::from(month) - 21);
            format!("{year}///{}", season.copied().unwrap_or_default())
        }
        Some((year, month, None)) => format!("{year}/{month:02}"),
        Some((year, month, Some(day))) => format!("{year}/{month:02}/{day:02}"),
        None => text.to_owned(),
    }
}

/// The year of a date in four digits.
fn year_of(point: Point) -> Option<String> {
    (point.unspecified == 0).then(|| format!("{:04}", point.year)).filter(|year| is_year(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, lone: bool) -> String {
        match read(text, lone) {
            Said::Date(date, other) if other.is_empty() => date,
            Said::Date(date, other) => format!("{date} + {other}"),
            Said::State(state) => format!("state {state}"),
            Said::Vague(text) => format!("vague {text}"),
            Said::Part(text) => format!("part {text}"),
        }
    }

    #[test]
    fn dates_are_read_as_far_as_they_go() {
        for (text, expected) in [
            ("2010", "2010"),
            ("2010///", "2010"),
            ("1999/05//", "1999-05"),
            ("1999/5", "1999-05"),
            ("1999/05/12/", "1999-05-12"),
            ("2010/05/12/spring", "2010-05-12 + spring"),
            ("2010///spring", "2010-21"),
            ("2010///Christmas", "2010 + Christmas"),
            ("2010/May/12", "2010-05-12"),
            ("2010/13/45", "vague 2010/13/45"),
            ("2010-05-12", "2010-05-12"),
            ("2010/2012", "2010/2012"),
            ("2010-2012", "2010/2012"),
            ("c. 1900", "1900~"),
            ("Circa 1900", "1900~"),
            ("1900?", "1900?"),
            ("c1900", "vague c1900"),
            ("1970s", "vague 1970s"),
            ("199X", "199X"),
            ("n.d.", "part n.d."),
            ("in press", "state inpress"),
            ("12 May 2010", "2010-05-12"),
            ("May 12, 2010", "2010-05-12"),
            ("1996 Jul-Aug", "1996-07/1996-08"),
            ("1998 Dec-1999 Jan", "1998-12/1999-01"),
            ("2019 Spring", "2019-21"),
            ("05/12/2010", "vague 05/12/2010"),
            ("MAY 12", "part MAY 12"),
            ("", "part "),
        ] {
            assert_eq!(told(text, true), expected, "{text}");
        }
        assert_eq!(told("2010-11", true), "vague 2010-11");
        assert_eq!(told("2010-11", false), "2010-11");
    }

    #[test]
    fn what_is_written_is_read_back() {
        for (date, year, more) in [
            ("2010", "2010", ""),
            ("2010-05", "2010", "2010/05"),
            ("2010-05-12", "2010", "2010/05/12"),
            ("2001-21", "2001", "2001///spring"),
            ("1723~", "c. 1723", ""),
            ("1960?", "1960?", ""),
            ("199X", "199X", ""),
            ("-0044", "-0044", ""),
            ("1999/2001", "1999-2001", ""),
            ("2017-06-12/2017-06-15", "2017", "2017-06-12/2017-06-15"),
            ("2021-03/..", "2021", "2021-03/.."),
            ("2004-06~", "2004", "2004-06~"),
            ("2004-XX", "2004", "2004-XX"),
        ] {
            assert_eq!(write(date), (year.to_owned(), more.to_owned()), "{date}");
            let back = if more.is_empty() { told(year, true) } else { told(more, false) };
            assert_eq!(back, date);
        }
    }
}
