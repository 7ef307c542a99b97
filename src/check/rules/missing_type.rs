use super::{Look, ERROR};

rule! {
    /// A source that does not say what it is.
    ///
    /// ## What it finds
    /// A source without `type`.
    ///
    /// ## Why it matters
    /// The type decides which fields are required, and how the source is printed.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
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
    "missing-type", ERROR, Look::Reading
}
