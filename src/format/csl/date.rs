//! EDTF dates ⇄ CSL's date variables: `date-parts`, `season`, `circa`, `literal`.
//!
//! CSL counts years as people do: there is no year 0, and -45 is 45 BC, which EDTF calls -0044.

use super::says_nothing;
use crate::model::{
    Date,
    date::{End, Point},
};
use serde_json::{Map, Value, json};

/// A date as a date variable, and what of it was not carried, in words.
pub(super) fn write(date: Date) -> (Value, Option<&'static str>) {
    let mut map = Map::new();
    let (points, parts) = match date {
        Date::One(point) if point.unspecified > 0 => (vec![point], decade(point)),
        Date::One(point) => (vec![point], vec![parts(point, false)]),
        Date::Range(from, to) => {
            let points = [from, to].into_iter().filter_map(|end| match end {
                End::At(point) => Some(point),
                End::Open | End::Unknown => None,
            });
            (points.collect(), [from, to].map(end_parts).into())
        }
    };
    map.insert("date-parts".into(), json!(parts));
    if let Date::One(Point { month: Some(month @ 21..=24), .. }) = date {
        map.insert("season".into(), json!(month - 20));
    }
    if points.iter().any(|point| point.approximate || point.uncertain) {
        map.insert("circa".into(), json!(true));
    }
    let range = matches!(date, Date::Range(..));
    let loss = if points.iter().any(|point| point.time.is_some()) {
        Some("the time of day")
    } else if points.iter().any(|point| point.unspecified > 0) {
        Some("that its last digits are not known")
    } else if points.iter().any(|point| point.masked > 0) {
        Some("that its month or day is not known")
    } else if points.iter().any(|point| point.uncertain) {
        Some("that it is uncertain, not approximate")
    } else if range && points.iter().any(|point| point.approximate) {
        Some("which end is approximate")
    } else if matches!(date, Date::Range(End::Unknown, _) | Date::Range(_, End::Unknown)) {
        Some("that an end is unknown, not open")
    } else {
        None
    };
    (Value::Object(map), loss)
}

/// What a date variable holds.
pub(super) enum Read {
    /// A date.
    Date(String),
    /// Words that are no date.
    Literal(String),
    /// Nothing that is understood.
    Unknown,
}

/// A date variable as EDTF, if it can be said so.
pub(super) fn read(value: &Value) -> Read {
    let words = |text: &str| match text.trim().parse::<Date>() {
        Ok(_) => Read::Date(text.trim().to_owned()),
        Err(_) if text.trim().is_empty() => Read::Unknown,
        Err(_) => Read::Literal(text.trim().to_owned()),
    };
    let map = match value {
        Value::Object(map) => map,
        // the schema's own description prefers EDTF strings, though it does not allow them
        Value::String(text) => return words(text),
        Value::Number(year) => return words(&year.to_string()),
        _ => return Read::Unknown,
    };
    if let Some(parts) = map.get("date-parts") {
        return match read_parts(parts, map) {
            Some(date) => Read::Date(date),
            None => Read::Unknown,
        };
    }
    match (map.get("raw"), map.get("literal")) {
        // words that look like a date are none, as `2003-04` for two years
        (None, Some(Value::String(text))) if text.len() != 4 && !text.trim().is_empty() => {
            Read::Literal(text.trim().to_owned())
        }
        (Some(Value::String(text)), _) | (None, Some(Value::String(text))) => words(text),
        _ => Read::Unknown,
    }
}

/// The members of a date variable that [`read`] does not look at though they say something.
pub(super) fn unread(value: &Value) -> Vec<String> {
    let Some(map) = value.as_object() else { return Vec::new() };
    let parts = map.get("date-parts");
    let years_only = parts.and_then(|parts| parts.get(0)?.as_array()).is_some_and(|first| first.len() == 1);
    let looked_at = |(name, value): &(&String, &Value)| match name.as_str() {
        "date-parts" => true,
        "season" => years_only && season(value).is_some(),
        "circa" => parts.is_some(),
        "raw" => parts.is_none(),
        "literal" => parts.is_none() && !map.contains_key("raw"),
        _ => false,
    };
    let left = map.iter().filter(|member| !looked_at(member) && !says_nothing(member.1));
    left.map(|(name, _)| format!("`{name}`")).collect()
}

/// `date-parts` as EDTF; `None` if it is no date.
fn read_parts(parts: &Value, map: &Map<String, Value>) -> Option<String> {
    let season = map.get("season").and_then(season);
    let circa = map.get("circa").is_some_and(|circa| match circa {
        Value::Bool(circa) => *circa,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.as_str(), "" | "0" | "false"),
        _ => false,
    });
    let point = |parts: &Value| -> Option<End> {
        let mut numbers = parts.as_array()?.iter().map(integer).collect::<Option<Vec<i32>>>()?;
        // a month or day that is not known
        while numbers.len() > 1 && numbers.last() == Some(&0) {
            numbers.pop();
        }
        let (year, month, day) = match numbers.as_slice() {
            [] | [0] => return Some(End::Open),
            [year] => (*year, season, None),
            [year, month] => (*year, Some(u8::try_from(*month).ok()?), None),
            [year, month, day] => (*year, Some(u8::try_from(*month).ok()?), Some(u8::try_from(*day).ok()?)),
            _ => return None,
        };
        // citeproc-js counts seasons from 13 too
        let month = month.map(|month| if (13..=16).contains(&month) { month + 8 } else { month });
        let year = if year < 0 { year + 1 } else { year };
        Some(End::At(Point { year, month, day, approximate: circa, ..Point::default() }))
    };
    let date = match parts.as_array()?.as_slice() {
        [one] => match point(one)? {
            End::At(point) => Date::One(point),
            End::Open | End::Unknown => return None,
        },
        [from, to] => match (point(from)?, point(to)?) {
            (End::Open, End::Open) => return None,
            (from, to) => Date::Range(from, to),
        },
        _ => return None,
    };
    let text = date.to_string();
    (text.parse() == Ok(date)).then_some(text)
}

/// A part of a date: a number, or a string that is one; an empty string is 0.
fn integer(value: &Value) -> Option<i32> {
    match value {
        Value::Number(number) => i32::try_from(number.as_i64()?).ok(),
        Value::String(text) if text.trim().is_empty() => Some(0),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The month that EDTF counts a season as.
fn season(value: &Value) -> Option<u8> {
    let text = match value {
        Value::String(text) => text.trim().to_ascii_lowercase(),
        other => other.to_string(),
    };
    match text.as_str() {
        "1" | "21" | "spring" => Some(21),
        "2" | "22" | "summer" => Some(22),
        "3" | "23" | "autumn" | "fall" => Some(23),
        "4" | "24" | "winter" => Some(24),
        _ => None,
    }
}

/// The parts of a date; `months`: a season is a month, as a range has no other place for it.
fn parts(point: Point, months: bool) -> Vec<i32> {
    let mut parts = vec![year(point.year)];
    if let Some(month) = point.month.filter(|month| months || *month <= 12) {
        parts.push(i32::from(month));
        parts.extend(point.day.map(i32::from));
    }
    parts
}

/// The parts of an end of a range; an end that is not there is the year 0, as citation processors read it.
fn end_parts(end: End) -> Vec<i32> {
    match end {
        End::At(point) => parts(point, true),
        End::Open | End::Unknown => vec![0],
    }
}

/// The first and the last year of a decade or century.
fn decade(point: Point) -> Vec<Vec<i32>> {
    let span = 10_i32.saturating_pow(u32::from(point.unspecified)) - 1;
    let last = if point.year < 0 { point.year.saturating_sub(span) } else { point.year.saturating_add(span) };
    let (first, last) = (point.year.min(last), point.year.max(last));
    vec![vec![year(first)], vec![year(last)]]
}

/// A year as people count.
fn year(astronomical: i32) -> i32 {
    if astronomical <= 0 { astronomical.saturating_sub(1) } else { astronomical }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_and_read_back() {
        for (edtf, csl) in [
            ("2017", r#"{"date-parts":[[2017]]}"#),
            ("2017-06-12", r#"{"date-parts":[[2017,6,12]]}"#),
            ("1999-10-14/2010", r#"{"date-parts":[[1999,10,14],[2010]]}"#),
            ("2001-21", r#"{"date-parts":[[2001]],"season":1}"#),
            ("2001-21/2001-22", r#"{"date-parts":[[2001,21],[2001,22]]}"#),
            ("1723~", r#"{"date-parts":[[1723]],"circa":true}"#),
            ("-0044-03", r#"{"date-parts":[[-45,3]]}"#),
            ("2017/..", r#"{"date-parts":[[2017],[0]]}"#),
        ] {
            let (value, loss) = write(edtf.parse().unwrap());
            assert_eq!((value.to_string().as_str(), loss), (csl, None), "{edtf}");
            let Read::Date(date) = read(&value) else { panic!("{edtf}") };
            assert_eq!(date, edtf);
        }
    }

    #[test]
    fn what_csl_cannot_say_is_named() {
        for (edtf, csl) in [
            ("199X", r#"{"date-parts":[[1990],[1999]]}"#),
            ("1723?", r#"{"date-parts":[[1723]],"circa":true}"#),
            ("2017-06-XX", r#"{"date-parts":[[2017,6]]}"#),
            ("2017/", r#"{"date-parts":[[2017],[0]]}"#),
        ] {
            let (value, loss) = write(edtf.parse().unwrap());
            assert_eq!(value.to_string(), csl);
            assert!(loss.is_some(), "{edtf}");
        }
    }

    #[test]
    fn dates_of_others_are_read_tolerantly() {
        for (csl, expected) in [
            (r#"{"date-parts":[["2017","06"]]}"#, "date 2017-06"),
            (r#"{"date-parts":[[2017,""]]}"#, "date 2017"),
            (r#"{"date-parts":[[2017,2,30]]}"#, ""),
            (r#"{"date-parts":[[2017,14]]}"#, "date 2017-22"),
            (r#"{"date-parts":[[2017]],"season":"Winter","circa":"1"}"#, "date 2017-24~"),
            (r#"{"raw":"2017-06"}"#, "date 2017-06"),
            (r#"{"literal":"in press"}"#, "words in press"),
            (r#"{"literal":"2003-04"}"#, "words 2003-04"),
            (r#"{"literal":"2003"}"#, "date 2003"),
            (r#""2017-06""#, "date 2017-06"),
            ("2017", "date 2017"),
            (r#"{"date-parts":[[]]}"#, ""),
            (r#"{"date-parts":[[99999999999]]}"#, ""),
            ("null", ""),
        ] {
            let read = match read(&serde_json::from_str(csl).unwrap()) {
                Read::Date(date) => format!("date {date}"),
                Read::Literal(words) => format!("words {words}"),
                Read::Unknown => String::new(),
            };
            assert_eq!(read, expected, "{csl}");
        }
    }
}
