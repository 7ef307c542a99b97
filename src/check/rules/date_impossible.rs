use super::{DATES, Finding, Look, Looked, WARNING, text};
use crate::{
    diagnostic::Fix,
    model::Date,
};

rule! {
    /// A day or month that does not exist, or a range that ends before it starts.
    ///
    /// ## What it finds
    /// A date that has the right form and means no day: `2019-02-30`, `2019-13`, `2019-05/2019-04`.
    ///
    /// ## Why it matters
    /// It is a slip, and no program can print or sort it.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984-02-30"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984-02-03"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "date-impossible", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for field in DATES {
        let Some(written) = looked.source.text(field) else { continue };
        let Err(fault) = written.parse::<Date>() else { continue };
        if !is_calendar(written) {
            continue;
        }
        let finding = looked.finding(format!("`{field}` is `{written}`: {fault}")).field(field);
        found.push(match years(written) {
            Some(years) => {
                finding.help(format!("if two years are meant, write `{years}`")).fix(Fix::careful([text(looked, field, years)]))
            }
            None => finding.help("look it up"),
        });
    }
}

/// Whether it is a date, or two, by its form: a year, and a month or day as numbers.
pub(super) fn is_calendar(text: &str) -> bool {
    let is_point = |text: &str| {
        let text = text.split('T').next().unwrap_or_default().trim_end_matches(['?', '~', '%']);
        let lengths = text.strip_prefix('-').unwrap_or(text).split('-').map(|part| {
            if part.bytes().all(|b| b.is_ascii_digit()) { part.len() } else { 0 }
        });
        matches!(*lengths.take(4).collect::<Vec<_>>(), [4] | [4, 2] | [4, 2, 2])
    };
    match text.split_once('/') {
        Some((from, to)) => is_point(from) && is_point(to),
        None => is_point(text),
    }
}

/// `2017/2018` for `2017-18`.
fn years(written: &str) -> Option<String> {
    let (from, to) = written.split_once('-').filter(|(from, to)| from.len() == 4 && to.len() == 2)?;
    let range = format!("{from}/{}{to}", from.get(..2)?);
    range.parse::<Date>().is_ok().then_some(range)
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn impossible_dates_are_found() {
        for (date, fixed) in [
            ("2020-02-29", None),
            ("2019-12", None),
            ("2010-11", None),
            ("2001-24", None),
            ("June 2017", None),
            ("2019-02-29", Some("")),
            ("2019-13-01", Some("")),
            ("2019-00", Some("")),
            ("2019-05/2019-04", Some("")),
            ("2004-04-25T14:34:00/2004-04-05T14:37:06", Some("")),
            ("2017-18", Some("date=2017/2018")),
        ] {
            let fields = format!("date = '{date}'");
            assert_eq!(found("date-impossible", "article", &fields).as_deref(), fixed, "{date}");
        }
    }
}
