use super::{Finding, Look, Looked, WARNING};
use crate::model::Field;

rule! {
    /// A source without a date.
    ///
    /// ## What it finds
    /// A source without `date`, `year` or `pubstate` of a type that is published once. What changes as long as it lives (a
    /// manual, a page on the web, software, a law) is looked at by `undated`.
    ///
    /// ## Why it matters
    /// Styles print `n.d.`, and cannot order it or tell it from another by the same authors.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
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
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "missing-date", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    if looked.source.kind.is_dated() && !is_dated(looked) {
        found.push(looked.finding("there is no `date`").help("write the year at least: `date = \"2024\"`"));
    }
}

/// Whether it says when it appeared, or will.
pub(super) fn is_dated(looked: &Looked<'_>) -> bool {
    let dates = [Field::Date, Field::Year, Field::Pubstate, Field::Eventdate, Field::Origdate];
    dates.into_iter().any(|field| looked.whole.has(field))
}
