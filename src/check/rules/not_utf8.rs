use super::{Look, ERROR};

rule! {
    /// A file that is not in UTF-8.
    ///
    /// ## What it finds
    /// Bytes in a source file, or in `bib.toml`, that are no UTF-8: the file was saved in Latin-1, UTF-16 or another encoding.
    ///
    /// ## Why it matters
    /// TOML is UTF-8 by definition; nothing in the file can be read.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Littérature"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// # saved as Latin-1: the é is one byte, E9
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Littérature"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// # saved as UTF-8
    /// ```
    "not-utf8", ERROR, Look::Reading
}
