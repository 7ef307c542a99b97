use super::{Finding, Look, Looked, WARNING};
use crate::{
    check::finding::set,
    diagnostic::Fix,
    model::Value,
};
use std::collections::HashSet;

rule! {
    /// A value that stands twice in one list.
    ///
    /// ## What it finds
    /// The same keyword, module, alias, publisher or other element of a list, a second time. Of people says `name-repeated`.
    ///
    /// ## Why it matters
    /// It says no more than once, and is printed and counted twice.
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
    /// keywords = ["programming", "documentation", "programming"]
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
    /// keywords = ["programming", "documentation"]
    /// ```
    "repeated-value", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for (field, value) in looked.source.fields() {
        let Value::List(list) = value else { continue };
        let mut seen: HashSet<&str> = HashSet::new();
        let Some(again) = list.iter().find(|element| !seen.insert(element)) else { continue };
        let finding = looked.finding(format!("`{field}` has `{again}` twice")).field(field).help("take one out");
        let mut seen: HashSet<&str> = HashSet::new();
        let once = list.iter().filter(|element| seen.insert(element)).cloned().collect();
        found.push(finding.fix(Fix::safe([set(looked.source, field, Value::List(once))])));
    }
}
