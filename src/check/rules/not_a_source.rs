use super::{Look, ERROR};

rule! {
    /// Something in a source file that is no source.
    ///
    /// ## What it finds
    /// A field that stands above the first header, or a value where a table is expected.
    ///
    /// ## Why it matters
    /// It belongs to no source, so nobody reads it.
    ///
    /// ## Example
    /// ```toml knuth1984literate.toml
    /// title = "Literate Programming"
    ///
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
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
    "not-a-source", ERROR, Look::Reading
}
