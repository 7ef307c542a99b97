use super::{Look, WARNING};

rule! {
    /// A name with more commas than a name can have.
    ///
    /// ## What it finds
    /// A name with three or more commas outside braces; `von Family, Suffix, Given` has two.
    ///
    /// ## Why it matters
    /// It is several people in one string, or an organisation: neither is read rightly.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald, Plass, Michael"]
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
    /// author = ["Knuth, Donald", "Plass, Michael"]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "name-commas", WARNING, Look::Reading
}
