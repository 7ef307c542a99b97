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
    /// The time of day as written, with its zone, if any (`T10:00:00Z`, without the `T`), in minutes is not asked.
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
        todo!()
    }
}

impl FromStr for Date {
    type Err = NoDate;
    fn from_str(text: &str) -> Result<Date, NoDate> {
        let _ = text;
        todo!()
    }
}

impl fmt::Display for Date {
    /// EDTF again; `date.to_string().parse() == date`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let _ = f;
        todo!()
    }
}

impl fmt::Display for NoDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
