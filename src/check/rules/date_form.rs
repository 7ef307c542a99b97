use super::{DATES, ERROR, Finding, Look, Looked, date_impossible::is_calendar, text};
use crate::{
    diagnostic::Fix,
    format,
    model::{Date, Field},
};

rule! {
    /// A date that cannot be read.
    ///
    /// ## What it finds
    /// A `date`, `origdate`, `eventdate` or `urldate` that is no date of EDTF, as biblatex reads it: `2017`, `2017-06-12`,
    /// `1999-10-14/2010`, `2001-21` for spring, `1723~` for about.
    ///
    /// ## Why it matters
    /// The source has no year: it is sorted last, and no citation style can print when it appeared.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "June 1984"
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
    /// date = "1984-06"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "date-form", ERROR, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for field in DATES {
        let Some(written) = looked.source.text(field).filter(|text| !text.trim().is_empty()) else { continue };
        let Err(fault) = written.parse::<Date>() else { continue };
        if is_calendar(written) {
            continue;
        }
        let finding = looked.finding(format!("`{field}` is no date: {fault}")).field(field);
        let meant = meant(written);
        found.push(match (meant, field) {
            (Some(date), _) => {
                finding.help(format!("write `{date}`")).fix(Fix::safe([text(looked, field, date)]))
            }
            (None, Field::Date) => finding.help("write it as `2017-06-12`; what is no date, as `1970s`, is a `year`"),
            (None, _) => finding.help("write it as `2017-06-12`"),
        });
    }
}

/// The date that is meant, as EDTF, where it can mean but one.
fn meant(written: &str) -> Option<String> {
    let parts: Vec<&str> = written.trim().split(['-', '/', '.']).collect();
    let is_number = |part: &str| matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit());
    let are_numbers = |parts: &[&str]| (1..=2).contains(&parts.len()) && parts.iter().all(|part| is_number(part));
    let padded = match parts.as_slice() {
        [year, rest @ ..] if year.len() == 4 && are_numbers(rest) => {
            rest.iter().fold((*year).to_owned(), |date, part| format!("{date}-{part:0>2}"))
        }
        _ => return format::date(written),
    };
    // `2010/11` may be two years
    let is_sure = parts.len() == 3 || parts.get(1).is_some_and(|month| month.len() == 1);
    (is_sure && padded.parse::<Date>().is_ok()).then_some(padded)
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn dates_that_cannot_be_read_are_found() {
        for (date, fixed) in [
            ("2017", None),
            ("2017-06-12", None),
            ("1999-10-14/2010", None),
            ("199X", None),
            ("2001-21", None),
            ("1723~", None),
            ("-0044", None),
            ("2019-02-30", None),
            ("June 2017", Some("date=2017-06")),
            ("12 May 2010", Some("date=2010-05-12")),
            ("2017-6-1", Some("date=2017-06-01")),
            ("2017/06/12", Some("date=2017-06-12")),
            ("2017/06", Some("")),
            ("12.6.2017", Some("")),
            ("2017-13-1", Some("")),
            ("1970s", Some("")),
            ("in press", Some("")),
            ("n.d.", Some("")),
            ("17", Some("")),
        ] {
            let fields = format!("date = '{date}'");
            assert_eq!(found("date-form", "article", &fields).as_deref(), fixed, "{date}");
        }
    }
}
