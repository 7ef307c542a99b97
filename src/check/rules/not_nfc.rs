use super::{Finding, Look, Looked, WARNING};
use crate::{check::strings, diagnostic::Fix, model::{Field, Shape}};
use unicode_normalization::{UnicodeNormalization, is_nfc};

rule! {
    /// Text that is not in Unicode's composed form.
    ///
    /// ## What it finds
    /// A letter and its accent as two characters where there is one for both (NFC), as files names of macOS and some PDF files
    /// have them.
    ///
    /// ## Why it matters
    /// It looks the same and is another text: a search for the composed form does not find it, and LaTeX may not print it.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Litte\u0301rature"
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
    /// title = "Littérature"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "not-nfc", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for (field, _) in strings::wrong(looked, is_text, |_, text| !text.is_ascii() && !is_nfc(text)) {
        let finding = looked.finding(format!("`{field}` has letters and their accents as two characters"));
        let finding = finding.field(field).help("write it in the composed form, NFC");
        let edit = strings::change(looked, field, |text| Some(text.nfc().collect()));
        found.extend(edit.map(|edit| finding.fix(Fix::safe([edit]))));
    }
}

fn is_text(field: Field) -> bool {
    strings::is_prose(field) || (field.shape() == Shape::WordList && !strings::is_exact(field))
}
