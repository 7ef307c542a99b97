use super::{Finding, Look, Looked, WARNING};
use crate::{check::{strings, words::is_placeholder}, diagnostic::Fix, model::{Field, Value}};

rule! {
    /// A value that says that nobody knew it.
    ///
    /// ## What it finds
    /// Values such as `n/a`, `n.d.`, `TODO`, `???` or `no title`.
    ///
    /// ## Why it matters
    /// They are printed as if they were true, and a field that is not there would be seen as missing.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1986tex]
    /// type = "book"
    /// author = ["Knuth, Donald E."]
    /// title = "The {TeX}book"
    /// publisher = "Addison-Wesley"
    /// date = "1986"
    /// pages = "n/a"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [knuth1986tex]
    /// type = "book"
    /// author = ["Knuth, Donald E."]
    /// title = "The {TeX}book"
    /// publisher = "Addison-Wesley"
    /// date = "1986"
    /// ```
    "placeholder", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let passes = |field: Field| !strings::is_exact(field) && !matches!(field, Field::Keywords | Field::Label);
    for (field, text) in strings::wrong(looked, passes, |_, text| is_placeholder(text)) {
        let finding = looked.finding(format!("`{field}` is `{text}`, which says nothing")).field(field);
        let finding = finding.help("write what it is, or leave the field out");
        // of a list more may be right than this
        found.push(match looked.source.get(field) {
            Some(Value::Text(_)) => finding.fix(Fix::careful([crate::check::finding::unset(looked.source, field)])),
            _ => finding,
        });
    }
}
