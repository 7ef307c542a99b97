use super::{Look, ERROR};

rule! {
    /// A key that citations cannot carry.
    ///
    /// ## What it finds
    /// A key that is empty, or has blanks, commas, braces or other characters that LaTeX, BibTeX or Markdown cannot have in a
    /// key.
    ///
    /// ## Why it matters
    /// The source cannot be cited, and an export of it is broken.
    ///
    /// ## Example
    /// ```toml knuth1984literate.toml
    /// ["knuth, 1984"]
    /// type = "article"
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
    "key-invalid", ERROR, Look::Reading
}
