//! Dates: EDTF (ISO 8601-2:2019) levels 0 and 1 as biblatex reads them (its manual, 2.3.8).
//!
//! Only what is EDTF to the letter is read, and what is written reads back as it was. Readers of other formats make dates of what people
//! write ("June 2017").

use std::{fmt, str::FromStr};

/// A date, or a range of dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Date {
    /// One date: `2017-06`.
    One(Point),
    /// From one to another, either of which may be open (`2017/..`) or unknown (`/2017`); never both.
    Range(End, End),
}

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// A date.
    At(Point),
    /// `..`: the range is open.
    Open,
    /// Nothing: the end is not known.
    Unknown,
}

/// A year, a month, a season or a day, as sure as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Point {
    /// The year, astronomical (`-0044` is 45 BC); unspecified digits are zeros.
    pub year: i32,
    /// How many digits at the end of the year are `X`: 0 to 2 (`199X`, `19XX`).
    pub unspecified: u8,
    /// 1 to 12, or a season 21 to 24 (spring to winter); `None` if not said.
    pub month: Option<u8>,
    /// 1 to 31; `None` if not said.
    pub day: Option<u8>,
    /// How many of month and day, from where they are `None`, are written as `XX`: 1 in `2004-XX` and `2004-06-XX`, 2 in `2004-XX-XX`.
    pub masked: u8,
    /// The time of that day (`T10:00:00Z`), if said.
    pub time: Option<Time>,
    /// `?` or `%`.
    pub uncertain: bool,
    /// `~` or `%`.
    pub approximate: bool,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Time {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 60.
    pub second: u8,
    /// Minutes east of UTC; `None` for local time.
    pub offset: Option<i16>,
}

/// What is wrong with a text that is no date: a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoDate(pub String);

impl Date {
    /// The year it starts in; of an open start, the year it ends in.
    pub fn year(self) -> Option<i32> {
        self.first().map(|point| point.year)
    }

    /// Where it starts, if that is said; a single date starts where it ends.
    pub fn start(self) -> Option<Point> {
        match self {
            Date::One(point) | Date::Range(End::At(point), _) => Some(point),
            Date::Range(..) => None,
        }
    }

    /// Where it ends, if that is said.
    pub fn end(self) -> Option<Point> {
        match self {
            Date::One(point) | Date::Range(_, End::At(point)) => Some(point),
            Date::Range(..) => None,
        }
    }

    /// Year, month and day for sorting, 0 for what is not said; a season counts as the month it begins in.
    pub fn sort_key(self) -> (i32, u8, u8) {
        self.first().map_or((i32::MAX, 0, 0), |point| {
            let month = point.month.map_or(0, |month| match month {
                21..=24 => (month - 20) * 3, // spring from March, winter in December
                month => month,
            });
            (point.year, month, point.day.unwrap_or_default())
        })
    }

    /// The first date that is said.
    pub fn first(self) -> Option<Point> {
        self.start().or(self.end())
    }
}

impl Point {
    /// A year, a month or season, or a day that exists.
    pub fn new(year: i32, month: Option<u8>, day: Option<u8>) -> Result<Point, NoDate> {
        match (month, day) {
            _ if !(-YEARS..=YEARS).contains(&year) => {
                return Err(NoDate(format!("year {year} has more than nine digits")));
            }
            (None, Some(_)) => return Err(NoDate("a day needs its month".into())),
            (Some(month @ 21..=24), Some(_)) => {
                return Err(NoDate(format!("{month} is a season, which has no days")));
            }
            (Some(month), _) if !matches!(month, 1..=12 | 21..=24) => {
                return Err(NoDate(format!(
                    "month {month:02} does not exist; months are 01 to 12, seasons 21 (spring) to 24 (winter)"
                )));
            }
            (Some(month), Some(day)) if day < 1 || day > days(year, month) => {
                let point = Point { year, month: Some(month), ..Point::default() };
                return Err(NoDate(format!("{point} has no day {day:02}")));
            }
            _ => {}
        }
        Ok(Point { year, month, day, ..Point::default() })
    }

    /// Whether it is before another, whatever is meant by what is not said.
    pub fn is_before(self, other: Point) -> bool {
        let years = |point: Point| {
            let spread = 10_i32.pow(point.unspecified.into()) - 1;
            if point.year < 0 { point.year - spread..=point.year } else { point.year..=point.year + spread }
        };
        let ((_, latest), (earliest, _)) = (years(self).into_inner(), years(other).into_inner());
        if latest != earliest {
            return latest < earliest;
        }
        match (self.month, other.month) {
            (Some(a @ 1..=12), Some(b @ 1..=12)) if a != b => a < b,
            (Some(a), Some(b)) if a == b => self.day.zip(other.day).is_some_and(|(a, b)| a < b),
            _ => false, // a year and a part of it, or a season: winter is at both ends of a year
        }
    }
}

impl FromStr for Date {
    type Err = NoDate;

    fn from_str(text: &str) -> Result<Date, NoDate> {
        if text.is_empty() {
            return Err(NoDate("the date is empty".into()));
        }
        let Some((start, end)) = text.split_once('/') else {
            return point(text).map(Date::One);
        };
        if end.contains('/') {
            return Err(NoDate("a range has one `/`; a day is written 2017-06-12".into()));
        }
        match (range_end(start)?, range_end(end)?) {
            (End::At(start), End::At(end)) if end.is_before(start) => {
                Err(NoDate(format!("the range ends before it starts; write {end}/{start}")))
            }
            (End::At(start), end) => Ok(Date::Range(End::At(start), end)),
            (start, End::At(end)) => Ok(Date::Range(start, End::At(end))),
            _ => Err(NoDate("a range needs a date at one end at least".into())),
        }
    }
}

impl fmt::Display for Date {
    /// EDTF again; `date.to_string().parse() == date`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Date::One(point) => point.fmt(f),
            Date::Range(start, end) => write!(f, "{start}/{end}"),
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::At(point) => point.fmt(f),
            End::Open => f.write_str(".."),
            End::Unknown => Ok(()),
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        let year = self.year.unsigned_abs();
        match self.unspecified {
            _ if year > 9999 => write!(f, "Y{sign}{year}")?,
            0 => write!(f, "{sign}{year:04}")?,
            1 => write!(f, "{sign}{:03}X", year / 10)?,
            _ => write!(f, "{sign}{:02}XX", year / 100)?,
        }
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        for _ in 0..self.masked {
            f.write_str("-XX")?;
        }
        if let Some(time) = self.time {
            write!(f, "T{time}")?;
        }
        f.write_str(match (self.uncertain, self.approximate) {
            (true, true) => "%",
            (true, false) => "?",
            (false, true) => "~",
            (false, false) => "",
        })
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        match self.offset {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                let minutes = minutes.unsigned_abs();
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

impl fmt::Display for NoDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoDate {}

/// The largest year that is read, in either direction: nine digits, the most that an `i32` always holds.
const YEARS: i32 = 999_999_999;

/// How many days a month has, in the Gregorian calendar reckoned back to all times, as ISO 8601 has it.
fn days(year: i32, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn range_end(text: &str) -> Result<End, NoDate> {
    match text {
        "" => Ok(End::Unknown),
        ".." => Ok(End::Open),
        "open" => Err(NoDate("an open range is written `..`, as in 2017/..".into())),
        _ => point(text).map(End::At),
    }
}

fn point(whole: &str) -> Result<Point, NoDate> {
    let (text, uncertain, approximate) = match whole.as_bytes().last() {
        Some(b'?') => (whole.strip_suffix('?'), true, false),
        Some(b'~') => (whole.strip_suffix('~'), false, true),
        Some(b'%') => (whole.strip_suffix('%'), true, true),
        _ => (None, false, false),
    };
    let text = text.unwrap_or(whole);
    let (text, time) = match text.split_once('T') {
        Some(_) if uncertain || approximate => {
            return Err(NoDate("a time cannot be uncertain or approximate".into()));
        }
        Some((text, time)) => (text, Some(self::time(time)?)),
        None => (text, None),
    };
    if text.contains(['?', '~', '%']) {
        return Err(NoDate(format!("`{}` marks the whole date, so it stands once, at the end", marks(text))));
    }
    let read = match text.strip_prefix('Y') {
        Some(year) => long_year(year)?,
        None => calendar(text, whole)?,
    };
    if time.is_some() && read.day.is_none() {
        return Err(NoDate("a time needs its day".into()));
    }
    Ok(Point { time, uncertain, approximate, ..read })
}

fn marks(text: &str) -> char {
    text.chars().find(|c| matches!(c, '?' | '~' | '%')).unwrap_or('?')
}

/// `Y17000`, `Y-17000`: EDTF level 1, "letter-prefixed calendar year".
fn long_year(text: &str) -> Result<Point, NoDate> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !is_digits(digits) {
        return Err(NoDate("`Y` stands before a year of more than four digits and nothing else".into()));
    }
    if digits.len() < 5 || digits.starts_with('0') {
        return Err(NoDate("a year of four digits is written without `Y`".into()));
    }
    let year = text.parse().map_err(|_| NoDate(format!("year {text} has more than nine digits")))?;
    Point::new(year, None, None)
}

/// `2017`, `199X`, `2017-06`, `2001-21`, `2004-XX`, `2017-06-12`, `2017-06-XX`, `2017-XX-XX`, with a minus before.
fn calendar(text: &str, whole: &str) -> Result<Point, NoDate> {
    let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut parts = rest.split('-');
    let (year, month, day) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    if parts.next().is_some() {
        return Err(NoDate("a date has a year, a month and a day, and a range is written with `/`".into()));
    }
    let digits = year.trim_end_matches('X');
    let unspecified = year.len() - digits.len();
    if !is_digits(digits) || year.len() != 4 || unspecified > 2 {
        return Err(no_year(year, unspecified, whole));
    }
    let scale = [1, 10, 100].get(unspecified).copied().unwrap_or(1);
    let year = digits.parse().unwrap_or(0) * scale;
    if negative && year == 0 {
        return Err(NoDate("the year 0000 has no sign".into()));
    }
    if unspecified > 0 && month.is_some() {
        return Err(NoDate("a year with unspecified digits has no month".into()));
    }
    let (month, month_masked) = two_digits(month, "month")?;
    let (day, day_masked) = two_digits(day, "day")?;
    if month_masked && day.is_some() {
        return Err(NoDate("a day needs its month".into()));
    }
    if month.is_some_and(|month| month > 12) && day_masked {
        return Err(NoDate("a season has no days".into()));
    }
    let read = Point::new(if negative { -year } else { year }, month, day)?;
    Ok(Point {
        unspecified: unspecified as u8,
        masked: u8::from(month_masked) + u8::from(day_masked),
        ..read
    })
}

/// A month or a day, and whether it is `XX`.
fn two_digits(text: Option<&str>, what: &str) -> Result<(Option<u8>, bool), NoDate> {
    match text {
        None => Ok((None, false)),
        Some("XX") => Ok((None, true)),
        Some("") => Err(NoDate(format!("the {what} is missing after the hyphen"))),
        Some(text) if text.len() == 2 && is_digits(text) => Ok((text.parse().ok(), false)),
        Some(text) if text.len() == 1 && is_digits(text) => {
            Err(NoDate(format!("a {what} has two digits: write 0{text}")))
        }
        Some(text) => {
            Err(NoDate(format!("`{text}` is no {what}; a {what} has two digits, or is XX if unspecified")))
        }
    }
}

fn no_year(year: &str, unspecified: usize, whole: &str) -> NoDate {
    NoDate(if year.len() > 4 && is_digits(year) {
        format!("a year of more than four digits is written with `Y`: Y{year}")
    } else if !year.is_empty() && is_digits(year) {
        format!("`{year}` is no year; a year has four digits")
    } else if unspecified > 2 {
        "at most the last two digits of a year can be unspecified: 199X, 19XX".into()
    } else {
        format!("`{whole}` is no EDTF date; write 2017, 2017-06, 2017-06-12 or a range of them with `/`")
    })
}

/// `10:11:12`, `10:11:12Z`, `10:11:12+05:30`, `10:11:12-04`.
fn time(text: &str) -> Result<Time, NoDate> {
    let wrong = || NoDate(format!("`T{text}` is no time; write T10:11:12, T10:11:12Z or T10:11:12+05:30"));
    let (clock, offset) = match text.find(['Z', '+', '-']) {
        Some(at) => text.split_at_checked(at).ok_or_else(wrong)?,
        None => (text, ""),
    };
    let [hour, minute, second] = numbers(clock).ok_or_else(wrong)?;
    if hour > 23 || minute > 59 || second > 60 {
        return Err(NoDate(format!("the time {clock} does not exist")));
    }
    let offset = match (offset.strip_prefix('+'), offset.strip_prefix('-'), offset) {
        (_, _, "") => None,
        (_, _, "Z") => Some(0),
        (Some(east), ..) => Some(minutes(east).ok_or_else(wrong)?),
        // `-00:00` says that the zone is not known, which is what no offset says
        (_, Some(west), _) => Some(-minutes(west).filter(|minutes| *minutes > 0).ok_or_else(wrong)?),
        _ => return Err(wrong()),
    };
    Ok(Time { hour, minute, second, offset })
}

/// The minutes of an offset, `05:30` or `05`.
fn minutes(text: &str) -> Option<i16> {
    let [hours, minutes] = numbers(text).or_else(|| numbers(text).map(|[hours]| [hours, 0]))?;
    (hours < 24 && minutes < 60).then(|| i16::from(hours) * 60 + i16::from(minutes))
}

/// Numbers of two digits between colons.
fn numbers<const N: usize>(text: &str) -> Option<[u8; N]> {
    let numbers: Option<Vec<u8>> = text
        .split(':')
        .map(|part| (part.len() == 2 && is_digits(part)).then(|| part.parse().ok())?)
        .collect();
    numbers?.try_into().ok()
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Date, String> {
        text.parse().map_err(|NoDate(why)| why)
    }

    #[test]
    fn dates_read_and_write_the_same() {
        for text in [
            "2017",
            "2017-06",
            "2017-06-12",
            "2016-02-29",
            "0000",
            "0044",
            "-0044",
            "-0044-03-15",
            "-0004-02-29",
            "2001-21",
            "2001-22",
            "2001-23",
            "2001-24",
            "1723?",
            "1723~",
            "1723%",
            "2017-06?",
            "2017-06-12~",
            "2001-21%",
            "199X?",
            "199X",
            "19XX",
            "000X",
            "00XX",
            "-04XX",
            "-019X",
            "2004-XX",
            "2004-06-XX",
            "2004-XX-XX",
            "2004-XX~",
            "Y17000",
            "Y-17000",
            "Y170000002",
            "Y17000?",
            "2004-05-06T10:11:12",
            "2004-05-06T10:11:12Z",
            "2016-12-31T23:59:60Z",
            "2004-05-06T10:11:12+05:30",
            "2004-05-06T10:11:12-04:00",
            "2004-05-06T10:11:12-00:30",
            "1999-10-14/2010",
            "2017/2018",
            "2017-06/2017-08",
            "2001-21/2003",
            "1984?/2004-06~",
            "199X/2004",
            "2017-06/2017",
            "1995/199X",
            "-0195/-019X",
            "2017-11/2017-24",
            "2017/2017",
            "2017/..",
            "../2017",
            "2017/",
            "/2017",
            "-0044/0014",
            "Y-17000/..",
            "2004-05-06T10:11:12/2005",
        ] {
            assert_eq!(parse(text).map(|date| date.to_string()), Ok(text.to_owned()));
        }
        // another spelling of the same
        for (text, canonical) in [
            ("2004-05-06T10:11:12+05", "2004-05-06T10:11:12+05:00"),
            ("2004-05-06T10:11:12+00:00", "2004-05-06T10:11:12Z"),
        ] {
            assert_eq!(parse(text), parse(canonical));
            assert_eq!(parse(text).map(|date| date.to_string()), Ok(canonical.to_owned()));
        }
    }

    #[test]
    fn parts_are_what_they_say() {
        let year = Point { year: 2004, ..Point::default() };
        for (text, expected) in [
            ("2004", year),
            ("2004-06", Point { month: Some(6), ..year }),
            ("2004-06-12", Point { month: Some(6), day: Some(12), ..year }),
            ("2004-XX", Point { masked: 1, ..year }),
            ("2004-06-XX", Point { month: Some(6), masked: 1, ..year }),
            ("2004-XX-XX", Point { masked: 2, ..year }),
            ("20XX", Point { year: 2000, unspecified: 2, ..year }),
            ("-0195", Point { year: -195, ..year }),
            ("-019X", Point { year: -190, unspecified: 1, ..year }),
            ("2004?", Point { uncertain: true, ..year }),
            ("2004~", Point { approximate: true, ..year }),
            ("2004%", Point { uncertain: true, approximate: true, ..year }),
        ] {
            assert_eq!(parse(text), Ok(Date::One(expected)), "{text}");
        }
        assert_eq!(parse("2004/.."), Ok(Date::Range(End::At(year), End::Open)));
        assert_eq!(parse("/2004"), Ok(Date::Range(End::Unknown, End::At(year))));
        let time = Time { hour: 10, minute: 11, second: 12, offset: Some(-90) };
        assert_eq!(
            parse("2004-06-12T10:11:12-01:30"),
            Ok(Date::One(Point { month: Some(6), day: Some(12), time: Some(time), ..year }))
        );
    }

    #[test]
    fn what_is_no_date_says_why() {
        for (text, why) in [
            ("", "the date is empty"),
            ("2017-13", "month 13 does not exist; months are 01 to 12, seasons 21 (spring) to 24 (winter)"),
            ("2017-00", "month 00 does not exist; months are 01 to 12, seasons 21 (spring) to 24 (winter)"),
            ("2017-25", "month 25 does not exist; months are 01 to 12, seasons 21 (spring) to 24 (winter)"),
            ("2017-02-29", "2017-02 has no day 29"),
            ("1900-02-29", "1900-02 has no day 29"),
            ("2017-06-00", "2017-06 has no day 00"),
            ("2017-06-31/..", "2017-06 has no day 31"),
            ("2001-21-01", "21 is a season, which has no days"),
            ("2001-21-XX", "a season has no days"),
            ("2017-6", "a month has two digits: write 06"),
            ("2017-06-1", "a day has two digits: write 01"),
            ("2017-Jun", "`Jun` is no month; a month has two digits, or is XX if unspecified"),
            ("2017-", "the month is missing after the hyphen"),
            ("2017-06-12-13", "a date has a year, a month and a day, and a range is written with `/`"),
            ("2017/06/12", "a range has one `/`; a day is written 2017-06-12"),
            ("99", "`99` is no year; a year has four digits"),
            ("12017", "a year of more than four digits is written with `Y`: Y12017"),
            (
                "June 2017",
                "`June 2017` is no EDTF date; write 2017, 2017-06, 2017-06-12 or a range of them with `/`",
            ),
            ("1970s", "`1970s` is no EDTF date; write 2017, 2017-06, 2017-06-12 or a range of them with `/`"),
            ("199x", "`199x` is no EDTF date; write 2017, 2017-06, 2017-06-12 or a range of them with `/`"),
            ("٢٠١٧", "`٢٠١٧` is no EDTF date; write 2017, 2017-06, 2017-06-12 or a range of them with `/`"),
            (" 2017", "` 2017` is no EDTF date; write 2017, 2017-06, 2017-06-12 or a range of them with `/`"),
            ("1XXX", "at most the last two digits of a year can be unspecified: 199X, 19XX"),
            ("199X-05", "a year with unspecified digits has no month"),
            ("2004-XX-05", "a day needs its month"),
            ("-0000", "the year 0000 has no sign"),
            ("-00XX", "the year 0000 has no sign"),
            ("Y2017", "a year of four digits is written without `Y`"),
            ("Y02017", "a year of four digits is written without `Y`"),
            ("Y12017-06", "`Y` stands before a year of more than four digits and nothing else"),
            ("Y17E7", "`Y` stands before a year of more than four digits and nothing else"),
            ("Y1234567890", "year 1234567890 has more than nine digits"),
            ("Y99999999999", "year 99999999999 has more than nine digits"),
            ("2017?~", "`?` marks the whole date, so it stands once, at the end"),
            ("2004?-06", "`?` marks the whole date, so it stands once, at the end"),
            ("2018/2017", "the range ends before it starts; write 2017/2018"),
            ("1990/198X", "the range ends before it starts; write 198X/1990"),
            ("2017-06/2017-05", "the range ends before it starts; write 2017-05/2017-06"),
            ("2017-06-12/2017-06-11", "the range ends before it starts; write 2017-06-11/2017-06-12"),
            ("-0043/-0044", "the range ends before it starts; write -0044/-0043"),
            ("../..", "a range needs a date at one end at least"),
            ("/", "a range needs a date at one end at least"),
            ("2017/open", "an open range is written `..`, as in 2017/.."),
            ("2017T10:11:12", "a time needs its day"),
            ("2017-06-12T10:11", "`T10:11` is no time; write T10:11:12, T10:11:12Z or T10:11:12+05:30"),
            ("2017-06-12T24:00:00", "the time 24:00:00 does not exist"),
            (
                "2017-06-12T10:11:12-00:00",
                "`T10:11:12-00:00` is no time; write T10:11:12, T10:11:12Z or T10:11:12+05:30",
            ),
            ("2017-06-12T10:11:12Z?", "a time cannot be uncertain or approximate"),
        ] {
            assert_eq!(parse(text), Err(why.to_owned()), "{text}");
        }
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for year in [-9999, -401, -400, -100, -4, -1, 0, 1, 4, 100, 400, 1900, 1999, 2000, 2023, 2024, 9999] {
            for month in 1..=12 {
                let exists = |day| jiff::civil::Date::new(year, month, day).is_ok();
                let expected = (1..=31).filter(|day| exists(*day)).count();
                assert_eq!(usize::from(days(year.into(), month.cast_unsigned())), expected, "{year}-{month}");
            }
        }
        assert!(Point::new(i32::MIN, None, None).is_err());
        assert!(Point::new(2017, None, Some(1)).is_err());
        assert_eq!(
            Point::new(2017, Some(6), Some(12)).map(|point| point.to_string()),
            Ok("2017-06-12".into())
        );
    }

    #[test]
    fn dates_sort_by_their_start() {
        for (text, year, key) in [
            ("2017", 2017, (2017, 0, 0)),
            ("2017-06-12", 2017, (2017, 6, 12)),
            ("2001-21", 2001, (2001, 3, 0)),
            ("2001-24", 2001, (2001, 12, 0)),
            ("2001/2003", 2001, (2001, 0, 0)),
            ("../2003-05", 2003, (2003, 5, 0)),
            ("/2003", 2003, (2003, 0, 0)),
            ("-0044", -44, (-44, 0, 0)),
            ("199X", 1990, (1990, 0, 0)),
        ] {
            let date = parse(text).unwrap();
            assert_eq!((date.year(), date.sort_key()), (Some(year), key), "{text}");
        }
    }
}
