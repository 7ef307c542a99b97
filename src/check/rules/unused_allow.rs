use super::{Look, WARNING};

rule! {
    /// An `allow` that allows nothing.
    ///
    /// ## What it finds
    /// A rule in a source's `allow` that finds nothing in that source, or whose findings cannot be allowed.
    ///
    /// ## Why it matters
    /// What was the matter is mended, and the next fault of that kind would not be seen.
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
    /// allow = { title-period = "as on the cover" }
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
    "unused-allow", WARNING, Look::Reading
}
