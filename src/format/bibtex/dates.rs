//! `year`, `month` and `day` of classic BibTeX ⇄ EDTF dates and states of publication.

use crate::model::{
    Date, Extra,
    date::{End, Point},
};
use std::borrow::Cow;

/// The state of publication that people write in place of a year, by what they write.
const STATES: [(&str, &str); 9] = [
    ("in press", "inpress"),
    ("inpress", "inpress"),
    ("forthcoming", "forthcoming"),
    ("to appear", "forthcoming"),
    ("submitted", "submitted"),
    ("in preparation", "inpreparation"),
    ("inpreparation", "inpreparation"),
    ("prepublished", "prepublished"),
    ("in prep", "inpreparation"),
];

/// biblatex's `pubstate` for what stands in place of a year.
pub(in crate::format) fn state(year: &str) -> Option<&'static str> {
    let words =
        year.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase().replace(['-', '\u{a0}'], " ");
    STATES.iter().find(|(phrase, _)| *phrase == words).map(|(_, state)| *state)
}

/// What to write in place of a year for biblatex's `pubstate`: its English words.
pub(in crate::format) fn phrase(state: &str) -> Option<&'static str> {
    STATES.iter().find(|(_, name)| *name == state).map(|(phrase, _)| *phrase)
}

/// A lone `year` that is a date: years, ranges of years, vague years and full dates. `2010-11` is none: it is the year that
/// begins in 2010 as often as November.
pub(in crate::format) fn year(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim();
    let range = text.split_once(['-', '–']).map(|(from, to)| (from.trim(), to.trim()));
    if let Some((from, to)) = range.filter(|(from, to)| is_year(from) && is_year(to)) {
        let range = format!("{from}/{to}");
        return range.parse::<Date>().is_ok().then_some(Cow::Owned(range));
    }
    text.parse::<Date>().ok()?;
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
    let academic =
        text.len() == 7 && number(5..7).is_some_and(|next| number(2..4) == Some(next.wrapping_sub(1)));
    (!academic).then_some(Cow::Borrowed(text))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The year of `\noopsort{1973b}1973`: a command that is not known, defined in a preamble to sort by its argument, and what is
/// printed behind it (btxdoc, 4).
pub(super) fn behind_sort_key(year: &str) -> Option<&str> {
    let rest = year.strip_prefix('\\')?.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let (_, printed) = rest.strip_prefix('{')?.split_once('}')?;
    Some(printed).filter(|printed| is_year(printed))
}

/// The date that a year, a month and a day say together, if they do.
pub(in crate::format) fn date(year: &str, month: &str, day: Option<&str>) -> Option<String> {
    let year = year.trim();
    if !is_year(year) {
        return None;
    }
    let (from, to) = span(month)?;
    let from = match (from.1, day.map(str::trim).filter(|day| !day.is_empty())) {
        (None, Some(day)) => (from.0, Some(self::day(day)?)),
        (Some(_), Some(_)) => return None,
        (_, None) => from,
    };
    let point = |(month, day): (u8, Option<u8>)| match day {
        Some(day) => format!("{year}-{month:02}-{day:02}"),
        None => format!("{year}-{month:02}"),
    };
    let date = match to {
        Some(to) => format!("{}/{}", point(from), point(to)),
        None => point(from),
    };
    date.parse::<Date>().is_ok().then_some(date)
}

/// The date that `origyear`, `origmonth` and `origday` say together, as biblatex's first versions split it; they go from the unknown
/// fields if they say one.
pub(super) fn take_parts(extra: &mut Vec<Extra>, of: &str) -> Option<String> {
    let name = |part: &str| format!("{of}{part}");
    let said =
        |part: &str| extra.iter().find(|extra| extra.name == name(part)).map(|extra| extra.value.clone());
    let said_year = said("year")?;
    let whole = match said("month") {
        Some(month) => date(&said_year, &month, said("day").as_deref())?,
        None if said("day").is_some() => return None,
        None => year(&said_year)?.into_owned(),
    };
    extra.retain(|extra| !["year", "month", "day"].iter().any(|part| extra.name == name(part)));
    Some(whole)
}

/// A month or season, and a day.
type Part = (u8, Option<u8>);

/// What a `month` field says: `June`, `6`, `jun`, `10 January`, `June 3-5`, `March/April`, `Spring`.
fn span(month: &str) -> Option<(Part, Option<Part>)> {
    let mut words = month
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !word.eq_ignore_ascii_case("and"))
        .map(Word::read);
    let read: Vec<Word> = words.by_ref().take(5).collect::<Option<_>>()?;
    if words.next().is_some() {
        return None;
    }
    // between the parts of one date stands a blank (`10~January`), between two dates a dash or stroke
    let range = month.trim().contains(['-', '–', '—', '/', '&', ',']) || month.contains(" and ");
    Some(match *read.as_slice() {
        [Word::Month(m)] => ((m, None), None),
        [Word::Day(d)] if (1..=12).contains(&d) => ((d, None), None),
        [Word::Month(m), Word::Day(d)] | [Word::Day(d), Word::Month(m)] if !range => ((m, Some(d)), None),
        [Word::Month(a), Word::Month(b)] if range => ((a, None), Some((b, None))),
        [Word::Day(a), Word::Day(b)] if range && a <= 12 && b <= 12 => ((a, None), Some((b, None))),
        [Word::Month(m), Word::Day(a), Word::Day(b)] | [Word::Day(a), Word::Day(b), Word::Month(m)]
            if range =>
        {
            ((m, Some(a)), Some((m, Some(b))))
        }
        [Word::Month(m), Word::Day(a), Word::Month(n), Word::Day(b)]
        | [Word::Day(a), Word::Month(m), Word::Day(b), Word::Month(n)]
            if range =>
        {
            ((m, Some(a)), Some((n, Some(b))))
        }
        _ => return None,
    })
}

#[derive(Clone, Copy)]
enum Word {
    /// 1 to 12, or a season as EDTF numbers them.
    Month(u8),
    /// A number that may be a day.
    Day(u8),
}

impl Word {
    fn read(word: &str) -> Option<Word> {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return day(word).map(Word::Day);
        }
        let word = word.to_lowercase();
        let season = ["spring", "summer", "autumn", "winter"].iter().position(|name| *name == word);
        if let Some(season) = season {
            return Some(Word::Month(21 + season as u8));
        }
        if word == "fall" {
            return Some(Word::Month(23)); // EDTF: autumn
        }
        let full = |name: &&str| name.eq_ignore_ascii_case(&word);
        let short =
            |name: &&str| word.len() >= 3 && word.len() <= 4 && name.to_lowercase().starts_with(&word);
        let at = MONTHS.iter().position(|name| full(name) || short(name))?;
        Some(Word::Month(at as u8 + 1))
    }
}

/// The English names of the months.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `3`, `03`, `3rd`.
fn day(text: &str) -> Option<u8> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = text.get(digits.len()..).unwrap_or_default();
    if !["", "st", "nd", "rd", "th"].contains(&ending) {
        return None;
    }
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

/// Whether a year and month beside a full date only repeat it.
pub(super) fn repeats(date: &str, year: Option<&str>, month: Option<&str>) -> bool {
    let Ok(date) = date.parse::<Date>() else { return false };
    let point: Point = match date {
        Date::One(point) | Date::Range(End::At(point), _) | Date::Range(_, End::At(point)) => point,
        Date::Range(..) => return false,
    };
    let same_month = |month: &str| span(month).is_some_and(|((m, _), _)| point.month == Some(m));
    year.is_none_or(|year| year.trim().parse() == Ok(point.year)) && month.is_none_or(same_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn year_and_month_are_one_date() {
        for (month, day, expected) in [
            ("June", None, Some("2019-06")),
            ("6", None, Some("2019-06")),
            ("06", Some("3"), Some("2019-06-03")),
            ("sept.", None, Some("2019-09")),
            ("10~January", None, Some("2019-01-10")),
            ("Jan 10th", None, Some("2019-01-10")),
            ("March/April", None, Some("2019-03/2019-04")),
            ("3--5 June", None, Some("2019-06-03/2019-06-05")),
            ("June 30 -- July 2", None, Some("2019-06-30/2019-07-02")),
            ("Fall", None, Some("2019-23")),
            ("Feb 30", None, None),
            ("Michaelmas", None, None),
            ("13", None, None),
            ("", None, None),
        ] {
            assert_eq!(date("2019", month, day).as_deref(), expected, "{month}");
        }
        assert_eq!(date("1970s", "May", None), None);
    }

    #[test]
    fn a_lone_year_is_a_date_where_it_is_clear() {
        for (text, expected) in [
            (" 2019 ", Some("2019")),
            ("1999/2000", Some("1999/2000")),
            ("1999–2003", Some("1999/2003")),
            ("199X", Some("199X")),
            ("1723~", Some("1723~")),
            ("2010-05-12", Some("2010-05-12")),
            ("2010-05", Some("2010-05")),
            ("2010-11", None),
            ("1970s", None),
            ("c. 1900", None),
            ("", None),
        ] {
            assert_eq!(year(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_state_of_publication_is_no_year() {
        for (text, expected) in [
            ("in press", Some("inpress")),
            ("[In Press]", Some("inpress")),
            ("to~appear", None),
            ("2019", None),
        ] {
            assert_eq!(state(text), expected, "{text}");
        }
        assert_eq!(phrase("inpress"), Some("in press"));
    }
}
