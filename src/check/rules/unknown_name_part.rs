use super::{Look, ERROR};

rule! {
    /// A part of a name that does not exist.
    ///
    /// ## What it finds
    /// A name written as a table with a part that is none of `family`, `given`, `non-dropping-particle`, `dropping-particle`,
    /// `suffix`, `orcid` and `name`.
    ///
    /// ## Why it matters
    /// The part is not read, so the name is printed without it.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = [{ familly = "Knuth", given = "Donald E." }]
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
    /// author = [{ family = "Knuth", given = "Donald E." }]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "unknown-name-part", ERROR, Look::Reading
}
