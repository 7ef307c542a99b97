use super::{Finding, Look, Looked, WARNING};
use crate::model::{Field, key::argument};

rule! {
    /// Values that contradicted each other in a merge.
    ///
    /// ## What it finds
    /// A source with `conflicts`: of two that were merged, each had another value for a field, and one was kept.
    ///
    /// ## Why it matters
    /// Nobody has looked which of them is right. `bib set KEY FIELD=VALUE` takes another, `bib edit KEY` opens the source.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    ///
    /// [knuth1984literate.conflicts]
    /// date = [{ value = "1983", from = "knuth1983" }]
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
    "unresolved-conflict", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let source = looked.source;
    let conflicts = source.conflicts();
    let Some(first) = conflicts.first() else { return };
    let more = match conflicts.len() - 1 {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    let message = format!("`{}` may be `{}`, as `{}` had it{more}", first.field, first.value, first.from);
    let finding = looked.finding(message).field(Field::Conflicts);
    let help = format!("`bib edit {}`: write what is right, and take the entry out of `conflicts`", argument(&source.key));
    found.push(finding.help(help));
}
