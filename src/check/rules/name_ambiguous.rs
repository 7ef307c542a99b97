use super::{Look, ERROR};

rule! {
    /// A name that is a person and an organisation at once.
    ///
    /// ## What it finds
    /// A name written as a table that has both `name` and parts of a person.
    ///
    /// ## Why it matters
    /// Nobody can say which of them is meant; the name is not read.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = [{ name = "Donald Knuth", family = "Knuth" }]
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
    /// author = [{ family = "Knuth", given = "Donald" }]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "name-ambiguous", ERROR, Look::Reading
}
