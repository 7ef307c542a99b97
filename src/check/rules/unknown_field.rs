use super::{ERROR, Look};

rule! {
    /// A field that the data model does not know.
    ///
    /// ## What it finds
    /// A field of a source, or a part of a structured value, whose name is neither one of the data model nor a field that
    /// `bib.toml` declares.
    ///
    /// ## Why it matters
    /// Nobody reads it: it is in no export, and a slip as `yaer` leaves the source without a year.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// yaer = "1984"
    /// ```
    ///
    /// ## Instead
    /// Use the field that is meant, or declare a field of your own:
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// shelf = "A3"
    /// ```
    /// ```toml bib.toml
    /// [fields.shelf]
    /// shape = "literal"
    /// ```
    "unknown-field", ERROR, Look::Reading
}
