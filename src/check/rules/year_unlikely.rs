use super::{Finding, Look, Looked, WARNING};
use crate::model::{Field, Kind};

rule! {
    /// A year in which there was no such thing.
    ///
    /// ## What it finds
    /// A year before the first of its kind: a web page before 1990, software before 1940, a video before 1880, an article
    /// or report before 1600, a thesis or patent before 1400.
    ///
    /// ## Why it matters
    /// It is a slip in a digit, or the date of the original, which is an `origdate`.
    ///
    /// ## Example
    /// ```toml
    /// [weng2023prompt]
    /// type = "online"
    /// author = ["Weng, Lilian"]
    /// title = "Prompt Engineering"
    /// date = "1023-03-15"
    /// url = "https://lilianweng.github.io/posts/2023-03-15-prompt-engineering/"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [weng2023prompt]
    /// type = "online"
    /// author = ["Weng, Lilian"]
    /// title = "Prompt Engineering"
    /// date = "2023-03-15"
    /// url = "https://lilianweng.github.io/posts/2023-03-15-prompt-engineering/"
    /// ```
    "year-unlikely", WARNING, Look::Source(look)
}

// the web is of 1990, the first journals of 1665, the first patents of the 15th century; programs were written before there were
// machines for them
const FIRST: &[(i32, &[Kind])] = &[
    (1990, &[Kind::Online]),
    (1940, &[Kind::Software]),
    (1880, &[Kind::Video, Kind::Movie]),
    (1850, &[Kind::Audio]),
    (1600, &[Kind::Article, Kind::Suppperiodical, Kind::Periodical, Kind::Report, Kind::Inproceedings, Kind::Proceedings]),
    (1400, &[Kind::Thesis, Kind::Patent]),
];

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let kind = looked.source.kind;
    let Some((first, _)) = FIRST.iter().find(|(_, kinds)| kinds.contains(&kind)) else { return };
    let Some(date) = looked.source.date(Field::Date) else { return };
    // of `19XX` the last year counts
    let last = date.end().or(date.start()).map(|point| match point.unspecified {
        0 => point.year,
        digits => point.year.saturating_add(10_i32.saturating_pow(digits.into()) - 1),
    });
    let Some(year) = last.filter(|year| year < first) else { return };
    let message = format!("the year is {year}, and no source of the type `{kind}` is older than {first}");
    let finding = looked.finding(message).field(Field::Date);
    found.push(finding.help("look it up; when the original appeared is an `origdate`, another `type` may be right"));
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn years_are_judged_by_kind() {
        for (kind, date, is_found) in [
            ("online", "1990", false),
            ("online", "1989-12-31", true),
            ("online", "19XX", false),
            ("article", "1665", false),
            ("article", "0201", true),
            ("book", "0079", false),
            ("book", "-0044", false),
            ("software", "1943", false),
            ("software", "1907", true),
            ("thesis", "0199", true),
            ("article", "x", false),
        ] {
            let fields = format!("date = '{date}'");
            assert_eq!(found("year-unlikely", kind, &fields).is_some(), is_found, "{kind} {date}");
        }
    }
}
