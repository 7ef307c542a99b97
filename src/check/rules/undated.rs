use super::{Finding, Look, Looked, NOTE, missing_date::is_dated};
use crate::model::Field;

rule! {
    /// A living work without a date.
    ///
    /// ## What it finds
    /// A manual, a page on the web, software, a data set, a law, an article of an encyclopedia or another work that may change as
    /// long as it lives, without a date and without the day it was visited.
    ///
    /// ## Why it matters
    /// Nobody can say which state of it was cited.
    ///
    /// ## Example
    /// ```toml
    /// [rust2024book]
    /// type = "manual"
    /// title = "The Rust Programming Language"
    /// url = "https://doc.rust-lang.org/book/"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [rust2024book]
    /// type = "manual"
    /// title = "The Rust Programming Language"
    /// url = "https://doc.rust-lang.org/book/"
    /// urldate = "2024-02-29"
    /// ```
    "undated", NOTE, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let kind = looked.source.kind;
    let said = is_dated(looked) || looked.whole.has(Field::Urldate) || looked.whole.has(Field::Version);
    if kind.is_work() && !kind.is_dated() && !said {
        let finding = looked.finding("there is no `date`");
        found.push(finding.help("write the date of what was cited, or `urldate`, the day it was visited"));
    }
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn what_lives_may_say_when_it_was_visited_in_place_of_a_date() {
        for kind in ["inreference", "legislation", "online", "manual"] {
            assert!(found("missing-date", kind, "title = 'T'").is_none(), "{kind}");
            assert!(found("undated", kind, "title = 'T'").is_some(), "{kind}");
            assert!(found("undated", kind, "title = 'T'\nurldate = '2023-05-01'").is_none(), "{kind}");
        }
        assert!(found("missing-date", "book", "title = 'T'\nurldate = '2023-05-01'").is_some());
    }
}
