use super::{Look, ERROR};

rule! {
    /// An entry type that does not exist.
    ///
    /// ## What it finds
    /// A `type` that is no entry type of the data model, which is biblatex's.
    ///
    /// ## Why it matters
    /// The source is treated as `misc`, and loses what its type would print.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "artcle"
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
    "unknown-type", ERROR, Look::Reading
}
