use super::{Finding, Look, Looked, WARNING};
use crate::model::{Date, Field, date::Point};

rule! {
    /// A date that has not come yet.
    ///
    /// ## What it finds
    /// A `date` or `urldate` with a day after tomorrow, or with a month or year after the next one's end: journals date
    /// their issues ahead. Not what is forthcoming, in press, submitted or in preparation by its `pubstate`.
    ///
    /// ## Why it matters
    /// It is a slip in a digit, and the source stands before all others in a list by date.
    ///
    /// ## Example
    /// ```toml
    /// [vaswani2017attention]
    /// type = "online"
    /// author = ["Vaswani, Ashish", "Shazeer, Noam"]
    /// title = "Attention Is All You Need"
    /// date = "2071-06-12"
    /// eprint = "1706.03762"
    /// eprinttype = "arxiv"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [vaswani2017attention]
    /// type = "online"
    /// author = ["Vaswani, Ashish", "Shazeer, Noam"]
    /// title = "Attention Is All You Need"
    /// date = "2017-06-12"
    /// eprint = "1706.03762"
    /// eprinttype = "arxiv"
    /// ```
    "date-future", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let today = looked.subject.today;
    let is_ahead = looked.source.has(Field::Pubstate);
    for field in [Field::Date, Field::Urldate] {
        // a range that has begun may go on
        let Some(point) = looked.source.date(field).and_then(Date::first) else { continue };
        if (is_ahead && field == Field::Date) || point.unspecified > 0 || !is_future(point, today) {
            continue;
        }
        let finding = looked.finding(format!("`{field}` is {point}, which has not come yet")).field(field);
        let help = if field == Field::Date {
            "look it up; what is still to appear has a `pubstate`, as `forthcoming`"
        } else {
            "it is the day on which somebody looked"
        };
        found.push(finding.help(help));
    }
}

fn is_future(point: Point, today: Point) -> bool {
    match (point.month, point.day) {
        // where it is tomorrow already
        (Some(month), Some(day)) => {
            let tomorrow = tomorrow(today);
            (point.year, Some(month), Some(day)) > (tomorrow.year, tomorrow.month, tomorrow.day)
        }
        _ => point.year > today.year.saturating_add(1),
    }
}

fn tomorrow(today: Point) -> Point {
    let (Some(month), Some(day)) = (today.month, today.day) else { return today };
    let next = [
        (today.year, month, day.saturating_add(1)),
        (today.year, month.saturating_add(1), 1),
        (today.year.saturating_add(1), 1, 1),
    ];
    let days = next.into_iter().filter(|(_, month, _)| *month <= 12);
    let mut days = days.filter_map(|(year, month, day)| Point::new(year, Some(month), Some(day)).ok());
    days.next().unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::found;

    #[test]
    fn the_future_begins_the_day_after_tomorrow() {
        // today is 2026-06-30
        for (fields, is_found) in [
            ("date = '2026-06-30'", false),
            ("date = '2026-07-01'", false),
            ("date = '2026-07-02'", true),
            ("date = '2027'", false),
            ("date = '2027-12'", false),
            ("date = '2028'", true),
            ("date = '20XX'", false),
            ("date = '2026-06-29/2026-08-01'", false),
            ("date = '2028'\npubstate = 'forthcoming'", false),
            ("urldate = '2026-07-02'", true),
        ] {
            assert_eq!(found("date-future", "article", fields).is_some(), is_found, "{fields}");
        }
    }

    #[test]
    fn the_day_after_a_day_is_a_day() {
        let day = |year, month, day| Point::new(year, Some(month), Some(day)).unwrap();
        for (today, next) in [
            (day(2026, 6, 30), day(2026, 7, 1)),
            (day(2024, 2, 28), day(2024, 2, 29)),
            (day(2026, 12, 31), day(2027, 1, 1)),
        ] {
            assert_eq!(tomorrow(today), next);
        }
    }
}
