use super::{Finding, Look, Looked, WARNING, text};
use crate::{diagnostic::Fix, model::Field};

rule! {
    /// A title in quotation marks.
    ///
    /// ## What it finds
    /// A title or subtitle that stands in quotation marks as a whole.
    ///
    /// ## Why it matters
    /// Citation styles set the marks themselves where they want them, so the list shows two pairs.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "“Literate Programming”"
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
    "quoted-title", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for field in [Field::Title, Field::Subtitle, Field::Booktitle] {
        let Some(bare) = looked.source.text(field).and_then(unquoted) else { continue };
        let finding = looked.finding(format!("`{field}` stands in quotation marks")).field(field);
        let finding = finding.help("leave them to the citation style, unless the title is a quotation");
        found.push(finding.fix(Fix::careful([text(looked, field, bare)])));
    }
}

/// What stands between quotation marks that enclose the whole and have no other of their kind inside.
fn unquoted(title: &str) -> Option<&str> {
    [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('»', '«')].into_iter().find_map(|(open, close)| {
        let inner = title.trim().strip_prefix(open)?.strip_suffix(close)?;
        (!inner.contains([open, close])).then(|| inner.trim()).filter(|inner| !inner.is_empty())
    })
}
