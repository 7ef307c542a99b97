use super::{Look, WARNING};

rule! {
    /// Several people in one name.
    ///
    /// ## What it finds
    /// A name that holds several, joined with `and`, with `;` or with `&`. Braces keep an organisation's name in one piece.
    ///
    /// ## Why it matters
    /// It is read as one person with a strange name, who is then sorted, abbreviated and compared as such.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E. and Plass, Michael F."]
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
    /// author = ["Knuth, Donald E.", "Plass, Michael F."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "name-list", WARNING, Look::Reading
}
