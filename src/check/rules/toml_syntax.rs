use super::{Look, ERROR};

rule! {
    /// A file that is no TOML.
    ///
    /// ## What it finds
    /// A place in a source file, or in `bib.toml`, that no TOML reader understands: a quote or bracket that is not closed, a
    /// field written twice, a value without quotes. What the source seems to lack then, or to say wrong, is not told until it is
    /// mended.
    ///
    /// ## Why it matters
    /// What stands there cannot be read, and the file is not changed by any command until it is mended.
    ///
    /// ## Example
    /// ```toml knuth1984literate.toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming
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
    "toml-syntax", ERROR, Look::Reading
}
