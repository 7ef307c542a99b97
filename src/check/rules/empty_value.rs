use super::{Look, WARNING};

rule! {
    /// A field with nothing in it.
    ///
    /// ## What it finds
    /// An empty string or an empty array.
    ///
    /// ## Why it matters
    /// It says no more than a field that is not there, and looks as if somebody had looked it up.
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
    /// note = ""
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
    "empty-value", WARNING, Look::Reading
}
