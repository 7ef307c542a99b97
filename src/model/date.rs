//! Dates: EDTF (ISO 8601-2:2019) levels 0 and 1 as biblatex reads them (its manual, 2.3.8).

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Point {
    /// The year, astronomical (`-0044` is 45 BC); unspecified digits are zeros.
    pub year: i32,
    /// How many digits at the end of the year are `X`: 0 to 2 (`199X`, `19XX`).
    pub unspecified: u8,
    /// 1 to 12, or a season 21 to 24 (spring to winter); `None` if not said.
    pub month: Option<u8>,
    /// 1 to 31; `None` if not said.
    pub day: Option<u8>,
    /// The time of day as written, with its zone, if any.
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

/// What is wrong with a text that is no date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoDate(pub String);

impl Date {
    /// The year it starts in; of an open start, the year it ends in.
    pub fn year(self) -> Option<i32> {
        self.first().map(|point| point.year)
    }

    /// What dates are sorted by: year, month (seasons as the month they start in), day; what is not said comes first.
    pub fn sort_key(self) -> (i32, u8, u8) {
        self.first().map_or((i32::MAX, 0, 0), |point| {
            let month = match point.month.unwrap_or(0) {
                season @ 21..=24 => (season - 20) * 3,
                month => month,
            };
            (point.year, month, point.day.unwrap_or(0))
        })
    }

    /// The first point that is known.
    pub fn first(self) -> Option<Point> {
        match self {
            Date::One(point) | Date::Range(End::At(point), _) | Date::Range(_, End::At(point)) => Some(point),
            Date::Range(..) => None,
        }
    }
}

impl FromStr for Date {
    type Err = NoDate;

    fn from_str(text: &str) -> Result<Date, NoDate> {
        let Some((from, to)) = text.split_once('/') else { return point(text).map(Date::One) };
        let date = Date::Range(end(from)?, end(to)?);
        match date {
            Date::Range(End::At(a), End::At(b)) if Date::One(a).sort_key().0 > Date::One(b).sort_key().0 => {
                Err(NoDate(format!("`{text}` ends before it starts")))
            }
            Date::Range(End::Open | End::Unknown, End::Open | End::Unknown) => {
                Err(NoDate(format!("`{text}` has neither start nor end")))
            }
            date => Ok(date),
        }
    }
}

fn end(text: &str) -> Result<End, NoDate> {
    match text {
        "" => Ok(End::Unknown),
        ".." => Ok(End::Open),
        text => point(text).map(End::At),
    }
}

/// One date: `-`? year (`-` month (`-` day (`T` time)?)?)? and a sign of doubt.
fn point(text: &str) -> Result<Point, NoDate> {
    let fault = |why: String| Err(NoDate(why));
    let (body, doubt) = match text.strip_suffix(['?', '~', '%']) {
        Some(body) => (body, text.get(body.len()..).unwrap_or_default()),
        None => (text, ""),
    };
    let (body, time) = match body.split_once('T') {
        Some((body, time)) => (body, Some(self::time(time)?)),
        None => (body, None),
    };
    let (sign, rest) = match body.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, body),
    };
    let mut parts = rest.split('-');
    let digits = parts.next().unwrap_or_default();
    let stem = digits.trim_end_matches('X');
    let unspecified = digits.len() - stem.len();
    if digits.len() != 4 || unspecified > 2 || !stem.bytes().all(|b| b.is_ascii_digit()) {
        return fault(format!("`{text}` does not start with a year of four digits"));
    }
    // at most two X, at the end: the rest are digits
    let year = sign * format!("{stem:0<4}").parse::<i32>().unwrap_or_default();
    let month = parts.next().map(|part| two(part, text)).transpose()?;
    let day = parts.next().map(|part| two(part, text)).transpose()?;
    if parts.next().is_some() {
        return fault(format!("`{text}` has more than a year, a month and a day"));
    }
    if unspecified > 0 && month.is_some() {
        return fault(format!("`{text}` has a month in a year that is not known"));
    }
    match month {
        None | Some(1..=12) => {}
        Some(21..=24) if day.is_none() => {}
        Some(21..=24) => return fault(format!("`{text}` has a day in a season")),
        Some(month) => return fault(format!("month {month:02} does not exist")),
    }
    if let (Some(month), Some(day)) = (month, day)
        && !(1..=days(year, month)).contains(&day)
    {
        return fault(format!("day {day:02} of month {month:02} does not exist"));
    }
    if time.is_some() && day.is_none() {
        return fault(format!("`{text}` has a time without a day"));
    }
    Ok(Point {
        year,
        unspecified: unspecified as u8,
        month,
        day,
        time,
        uncertain: matches!(doubt, "?" | "%"),
        approximate: matches!(doubt, "~" | "%"),
    })
}

/// A number of two digits.
fn two(part: &str, whole: &str) -> Result<u8, NoDate> {
    match part.parse() {
        Ok(number) if part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()) => Ok(number),
        _ => Err(NoDate(format!("`{part}` in `{whole}` is no number of two digits"))),
    }
}

/// `10:11:12`, with `Z` or an offset `+01:00`.
fn time(text: &str) -> Result<Time, NoDate> {
    let fault = || NoDate(format!("`{text}` is no time as `10:11:12`"));
    let (clock, offset) = match text.find(['Z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let offset = match offset {
        "" => None,
        "Z" => Some(0),
        offset => {
            let sign = if offset.starts_with('-') { -1 } else { 1 };
            let (hours, minutes) = offset.get(1..).and_then(|rest| rest.split_once(':')).ok_or_else(fault)?;
            let (hours, minutes) = (two(hours, text)?, two(minutes, text)?);
            if hours > 14 || minutes > 59 {
                return Err(fault());
            }
            Some(sign * (i16::from(hours) * 60 + i16::from(minutes)))
        }
    };
    let mut parts = clock.split(':');
    let mut next = || parts.next().ok_or_else(fault).and_then(|part| two(part, text));
    let (hour, minute, second) = (next()?, next()?, next()?);
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 60 {
        return Err(fault());
    }
    Ok(Time { hour, minute, second, offset })
}

/// How many days a month has (proleptic Gregorian calendar, as ISO 8601 has it).
fn days(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    /// EDTF again; `date.to_string().parse() == date`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Date::One(point) => point.fmt(f),
            Date::Range(from, to) => write!(f, "{from}/{to}"),
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
        let digits = format!("{:04}", self.year.unsigned_abs());
        let known = digits.get(..digits.len().saturating_sub(self.unspecified.into())).unwrap_or_default();
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{known}{}", "X".repeat(self.unspecified.into()))?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        if let Some(time) = self.time {
            write!(f, "T{:02}:{:02}:{:02}", time.hour, time.minute, time.second)?;
            match time.offset {
                None => {}
                Some(0) => f.write_str("Z")?,
                Some(offset) => {
                    let sign = if offset < 0 { '-' } else { '+' };
                    write!(f, "{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)?;
                }
            }
        }
        f.write_str(match (self.uncertain, self.approximate) {
            (false, false) => "",
            (true, false) => "?",
            (false, true) => "~",
            (true, true) => "%",
        })
    }
}

impl fmt::Display for NoDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_written_again() {
        for text in [
            "2017",
            "2017-06",
            "2017-06-12",
            "2001-21",
            "1999-10-14/2010",
            "2019/..",
            "../2019",
            "2019/",
            "/2019",
            "1723~",
            "1723?",
            "1723%",
            "199X",
            "19XX",
            "-0044",
            "0000",
            "2004-05-06T10:11:12Z",
            "2004-05-06T10:11:12+05:30",
            "2004-05-06T10:11:12",
            "2020-02-29",
            "1723~/1725?",
        ] {
            assert_eq!(text.parse::<Date>().map(|date| date.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn what_is_no_date_is_told() {
        for (text, why) in [
            ("", "`` does not start with a year of four digits"),
            ("17", "`17` does not start with a year of four digits"),
            ("1970s", "`1970s` does not start with a year of four digits"),
            ("1XXX", "`1XXX` does not start with a year of four digits"),
            ("2017-13", "month 13 does not exist"),
            ("2017-6", "`6` in `2017-6` is no number of two digits"),
            ("2019-02-29", "day 29 of month 02 does not exist"),
            ("2017-22-01", "`2017-22-01` has a day in a season"),
            ("2018/2017", "`2018/2017` ends before it starts"),
            ("../..", "`../..` has neither start nor end"),
            ("199X-05", "`199X-05` has a month in a year that is not known"),
            ("2017-06T10:00:00", "`2017-06T10:00:00` has a time without a day"),
            ("2017-06-12T25:00:00", "`25:00:00` is no time as `10:11:12`"),
            (
                "\u{661}\u{662}\u{663}\u{664}",
                "`\u{661}\u{662}\u{663}\u{664}` does not start with a year of four digits",
            ),
        ] {
            assert_eq!(text.parse::<Date>(), Err(NoDate(why.to_owned())));
        }
    }

    #[test]
    fn seasons_are_sorted_among_months() {
        let key = |text: &str| text.parse::<Date>().unwrap().sort_key();
        assert!(key("2001-02") < key("2001-21") && key("2001-21") < key("2001-04"));
        assert_eq!("../2019".parse::<Date>().unwrap().year(), Some(2019));
    }
}
