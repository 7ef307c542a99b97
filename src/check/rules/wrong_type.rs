use super::{Look, ERROR};

rule! {
    /// A value that its field cannot have.
    ///
    /// ## What it finds
    /// A number where a text is expected, a string where a table is expected, and the like; also in a part of a structured value.
    ///
    /// ## Why it matters
    /// The value is not read.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = 1984
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
    "wrong-type", ERROR, Look::Reading
}
