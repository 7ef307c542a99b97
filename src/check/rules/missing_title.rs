use super::{Finding, Look, Looked, WARNING};
use crate::model::{Field, Kind};

rule! {
    /// A source without a title.
    ///
    /// ## What it finds
    /// A source that has no title and inherits none. Letters, parts of periodicals and sources that have a shorthand or a label
    /// need none.
    ///
    /// ## Why it matters
    /// There is nothing to print or to find it by.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
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
    "missing-title", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let kind = looked.source.kind;
    let named = [Field::Title, Field::Shorthand, Field::Label, Field::Booktitle, Field::Maintitle, Field::Issuetitle];
    let may = matches!(kind, Kind::Letter | Kind::Suppperiodical | Kind::Suppbook | Kind::Suppcollection | Kind::Review);
    if kind.is_work() && !may && !named.into_iter().any(|field| looked.whole.has(field)) {
        found.push(looked.finding("there is no `title`").help("say what it is called"));
    }
}
