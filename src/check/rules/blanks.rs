use super::{Finding, Look, Looked, WARNING};
use crate::{check::strings, diagnostic::Fix, model::{Field, Shape}};

rule! {
    /// Blanks at the ends of a value, or several in a row.
    ///
    /// ## What it finds
    /// A value that begins or ends with a blank, or has two in a row; texts of several lines may have them.
    ///
    /// ## Why it matters
    /// The value is another one than that without them, though nobody sees it: it is not found, not merged and not sorted where
    /// it belongs.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = " Literate  Programming"
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
    "blanks", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for (field, text) in strings::wrong(looked, |field| !strings::is_exact(field), is_wrong) {
        let ends = text.trim().len() != text.len();
        let what = if ends { "blanks at its ends" } else { "several blanks in a row" };
        let finding = looked.finding(format!("`{field}` has {what}")).field(field).help("take them out");
        let edit = strings::change(looked, field, |text| Some(tidy(field, text)));
        found.extend(edit.map(|edit| finding.fix(Fix::safe([edit]))));
    }
}

fn is_wrong(field: Field, text: &str) -> bool {
    let apart = is_words(field) && (text.contains("  ") || text.contains('\t'));
    (apart || text.trim().len() != text.len()) && !text.contains('\n')
}

/// Whether a blank more or less says nothing inside a value.
fn is_words(field: Field) -> bool {
    field.shape() != Shape::Verbatim
}

fn tidy(field: Field, text: &str) -> String {
    if text.contains('\n') {
        return text.to_owned();
    }
    if !is_words(field) {
        return text.trim().to_owned();
    }
    let words: Vec<&str> = text.trim().split([' ', '\t']).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}
