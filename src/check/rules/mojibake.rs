use super::{Finding, Look, Looked, WARNING};
use crate::{check::strings, diagnostic::Fix, format, model::Field};

rule! {
    /// Text that was read in the wrong encoding.
    ///
    /// ## What it finds
    /// Letters such as `Ã¼` or `â€“`, which are the bytes of UTF-8 read as Windows-1252 or Latin-1, and the character `�`, which
    /// stands for what could not be read at all.
    ///
    /// ## Why it matters
    /// It is printed as it stands, and nothing that is compared or searched by it is found.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming â€“ GrÃ¼ndlich"
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
    /// title = "Literate Programming – Gründlich"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "mojibake", WARNING, Look::Source(look)
}

const LOST: char = '\u{fffd}';

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let is_wrong = |_: Field, text: &str| !text.is_ascii() && (text.contains(LOST) || format::repaired(text).is_some());
    for (field, text) in strings::wrong(looked, strings::is_prose, is_wrong) {
        let finding = looked.finding(if text.contains(LOST) {
            format!("`{field}` has lost a character: `{LOST}` stands in its place")
        } else {
            format!("`{field}` was read in the wrong encoding")
        });
        let finding = finding.field(field).help("copy it again from where it came from");
        found.push(match strings::change(looked, field, format::repaired) {
            Some(edit) => finding.fix(Fix::careful([edit])),
            None => finding,
        });
    }
}
