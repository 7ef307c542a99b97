use super::{Finding, Look, Looked, NOTE};
use crate::model::{Date, Field};

rule! {
    /// A web address that was visited before the work appeared.
    ///
    /// ## What it finds
    /// A `urldate` that is before the `date`.
    ///
    /// ## Why it matters
    /// One of the two is a slip, or the page has changed since somebody looked.
    ///
    /// ## Example
    /// ```toml
    /// [weng2023prompt]
    /// type = "online"
    /// author = ["Weng, Lilian"]
    /// title = "Prompt Engineering"
    /// date = "2023-03-15"
    /// url = "https://lilianweng.github.io/posts/2023-03-15-prompt-engineering/"
    /// urldate = "2022-06-01"
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
    /// urldate = "2024-06-01"
    /// ```
    "urldate-before-date", NOTE, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let point = |field| looked.source.date(field).and_then(Date::first);
    let (Some(date), Some(visited)) = (point(Field::Date), point(Field::Urldate)) else { return };
    if visited.is_before(date) {
        let finding = looked.finding(format!("`urldate` is {visited}, before the `date` {date}"));
        found.push(finding.field(Field::Urldate).help("look at the page again, and at its date"));
    }
}
