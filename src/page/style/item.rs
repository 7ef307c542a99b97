//! Our CSL items as the processor's: dates and names in the shapes that it can take.

use super::{
    marks::{self, Kept},
    others,
};
use crate::format::csl::{self, Variables};
use hayagriva::citationberg::json::{
    DateValue, Item, LiteralName, NameItem, NameValue, Value, VecDate, VecDateRange,
};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// An item, and what of it does not go through the processor.
pub(super) struct Fed {
    pub(super) item: Item,
    /// The texts whose capitals come back.
    pub(super) kept: Kept,
    /// The year that stands for the date, and what is shown in its place.
    pub(super) year: Option<(String, String)>,
    /// Date variables that could not be shown.
    pub(super) lost: Vec<&'static str>,
}

/// The item of these variables.
pub(super) fn feed(variables: &Variables) -> Fed {
    let mut fed = Fed { item: Item(BTreeMap::new()), kept: Kept::new(), year: None, lost: Vec::new() };
    // an item must be unlike every other: the processor takes equal ones for one
    fed.item.0.insert("id".to_owned(), Value::String(variables.id.clone()));
    for (name, value) in &variables.variables {
        let value = match value {
            // what only the type is told by goes as it is
            Json::String(text) if *name == "type" || *name == "language" => Some(Value::String(text.clone())),
            Json::String(text) => Some(Value::String(marks::encode(&csl::marked(text), &mut fed.kept))),
            Json::Array(names) => Some(Value::Names(people(names))),
            Json::Object(_) if *name == "custom" => None,
            Json::Object(_) => {
                let date = date(value);
                match date {
                    Some((date, shown)) => {
                        if *name == "issued" {
                            fed.year = shown;
                        }
                        Some(Value::Date(date))
                    }
                    None => {
                        fed.lost.push(name);
                        None
                    }
                }
            }
            _ => None,
        };
        if let Some(value) = value {
            fed.item.0.insert((*name).to_owned(), value);
        }
    }
    fed
}

/// A list of names; at its end may stand that there are others.
fn people(names: &[Json]) -> Vec<NameValue> {
    let mut people: Vec<NameValue> = names.iter().filter_map(person).collect();
    let count = people.len();
    if let Some(NameValue::Literal(last)) = people.last_mut()
        && last.literal == "others"
        && count > 1
    {
        last.literal = others::behind(count - 1);
    }
    people
}

/// A name; its parts are plain text.
fn person(name: &Json) -> Option<NameValue> {
    let part = |part: &str| {
        name.get(part)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    if let Some(literal) = part("literal") {
        return Some(NameValue::Literal(LiteralName { literal }));
    }
    let (dropping, non_dropping) = (part("dropping-particle"), part("non-dropping-particle"));
    let family = part("family");
    let family = if dropping.is_none() && non_dropping.is_none() {
        family.map(|family| marks::whole(&family))
    } else {
        family
    };
    Some(NameValue::Item(NameItem {
        // someone with a given name alone
        given: part("given").filter(|_| family.is_some()),
        family: family.or_else(|| part("given"))?,
        non_dropping_particle: non_dropping,
        dropping_particle: dropping,
        suffix: part("suffix"),
        comma_suffix: name.get("comma-suffix").and_then(Json::as_bool),
    }))
}

/// A date, of which the processor knows one alone. For a range or words it is the year that they begin with, and what is
/// to be shown for that year.
fn date(value: &Json) -> Option<(DateValue, Option<(String, String)>)> {
    if let Some(words) = value.get("literal").and_then(Json::as_str) {
        let digits = words.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 4)?;
        let year = digits.parse().ok().filter(|year| *year > 0)?;
        return Some((day(&[year], None, false), Some((year.to_string(), words.to_owned()))));
    }
    let circa = value.get("circa").and_then(Json::as_bool).unwrap_or(false);
    let season = value.get("season").and_then(Json::as_i64).map(|season| season.to_string());
    let ends: Vec<Vec<i32>> = value.get("date-parts")?.as_array()?.iter().map(parts).collect();
    // the processor counts a year 0, which CSL does not
    let year = |end: &[i32]| end.first().copied().filter(|year| *year != 0);
    let astronomical = |end: &[i32]| {
        let mut end = end.to_vec();
        if let Some(year) = end.first_mut().filter(|year| **year < 0) {
            *year += 1;
        }
        let fits = end.first().is_some_and(|year| (-9999..=9999).contains(year));
        fits.then_some(end)
    };
    let (from, to) = match ends.as_slice() {
        [one] => return year(one).and(astronomical(one)).map(|end| (day(&end, season, circa), None)),
        [from, to] => (from, to),
        _ => return None,
    };
    let shown = |end: &[i32]| year(end).map(|year| year.to_string()).unwrap_or_default();
    let start = if year(from).is_some() { from } else { to };
    if year(from) == year(to) {
        let month = if from.get(1) == to.get(1) { from.len().min(2) } else { 1 };
        let same: Vec<i32> = astronomical(start)?.into_iter().take(month).collect();
        return Some((day(&same, None, circa), None));
    }
    let first = year(start)?;
    let one = astronomical(&[first])?;
    let both = (first > 0).then(|| (first.to_string(), format!("{}–{}", shown(from), shown(to))));
    Some((day(&one, None, circa), both))
}

fn parts(parts: &Json) -> Vec<i32> {
    let numbers = parts.as_array().into_iter().flatten();
    numbers.map_while(|number| number.as_i64().and_then(|number| i32::try_from(number).ok())).collect()
}

fn day(parts: &[i32], season: Option<String>, circa: bool) -> DateValue {
    let parts = parts.iter().take(3).map_while(|part| i16::try_from(*part).ok());
    // a season stands for months 21 to 24 where it has no place of its own
    let parts: Vec<i16> = parts
        .enumerate()
        .map_while(|(n, part)| (n == 0 || (1..=31).contains(&part)).then_some(part))
        .collect();
    let parts = match parts.as_slice() {
        [year, month, ..] if *month > 12 => vec![*year],
        _ => parts,
    };
    DateValue::DateParts { date_parts: VecDateRange(vec![VecDate(parts)]), literal: None, season, circa }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_date_is_one_day_and_what_is_shown_for_its_year() {
        let shown = |value: Json| {
            date(&value).map(|(date, year)| {
                let DateValue::DateParts { date_parts, .. } = date else { return String::new() };
                format!(
                    "{:?} {}",
                    date_parts.0[0].0,
                    year.map_or(String::new(), |(from, to)| format!("{from} {to}"))
                )
            })
        };
        for (csl, expected) in [
            (json!({"date-parts": [[2017, 6, 12]]}), Some("[2017, 6, 12] ")),
            (json!({"date-parts": [[1999, 5], [2001]]}), Some("[1999] 1999 1999–2001")),
            (json!({"date-parts": [[2017], [0]]}), Some("[2017] 2017 2017–")),
            (json!({"date-parts": [[0], [2010]]}), Some("[2010] 2010 –2010")),
            (json!({"date-parts": [[2017, 6, 1], [2017, 6, 3]]}), Some("[2017, 6] ")),
            (json!({"date-parts": [[2017, 5], [2017, 6]]}), Some("[2017] ")),
            (json!({"date-parts": [[-45, 3]]}), Some("[-44, 3] ")),
            (json!({"date-parts": [[2001, 21]]}), Some("[2001] ")),
            (json!({"date-parts": [[123_456]]}), None),
            (json!({"date-parts": [[]]}), None),
            (json!({"date-parts": []}), None),
            (json!({"literal": "the 1970s"}), Some("[1970] 1970 the 1970s")),
            (json!({"literal": "in press"}), None),
        ] {
            assert_eq!(shown(csl.clone()).as_deref(), expected, "{csl}");
        }
    }
}
