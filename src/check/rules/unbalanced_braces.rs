use super::{Finding, Look, Looked, WARNING};
use crate::{
    check::strings,
    diagnostic::Fix,
    model::{Field, Shape, name::lone_braces},
};

rule! {
    /// A brace without a partner.
    ///
    /// ## What it finds
    /// A `{` that nothing closes, or a `}` that closes nothing, in a text or a name; `\{` and `\}` are characters like any other.
    ///
    /// ## Why it matters
    /// It is printed as it stands, and what should keep its capitals does not; some programs refuse the whole file.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1986tex]
    /// type = "book"
    /// author = ["Knuth, Donald E."]
    /// title = "The {TeXbook"
    /// publisher = "Addison-Wesley"
    /// date = "1986"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [knuth1986tex]
    /// type = "book"
    /// author = ["Knuth, Donald E."]
    /// title = "The TeXbook"
    /// publisher = "Addison-Wesley"
    /// date = "1986"
    /// ```
    "unbalanced-braces", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let passes = |field: Field| matches!(field.shape(), Shape::Text | Shape::TextList | Shape::Names);
    for (field, _) in strings::wrong(looked, passes, |_, text| !lone_braces(text).is_empty()) {
        let finding = looked.finding(format!("`{field}` has a brace without a partner")).field(field);
        let finding = finding.help("close it, take it out, or write `\\{` if it is a character of the text");
        let edit = strings::change(looked, field, |text| Some(without(text, &lone_braces(text))));
        found.extend(edit.map(|edit| finding.fix(Fix::careful([edit]))));
    }
}

/// The text without the bytes at these places.
fn without(text: &str, places: &[usize]) -> String {
    let chars = text.char_indices().filter(|(at, _)| places.binary_search(at).is_err());
    chars.map(|(_, c)| c).collect()
}
