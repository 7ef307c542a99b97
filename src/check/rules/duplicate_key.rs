use super::{Look, ERROR};

rule! {
    /// A key that two sources have.
    ///
    /// ## What it finds
    /// Two sources with the same key or alias, also if it differs in nothing but case or in how its accents are encoded.
    ///
    /// ## Why it matters
    /// A citation of that key is ambiguous, and LaTeX takes the first or stops.
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
    /// ```
    /// ```toml other.toml
    /// [Knuth1984literate]
    /// type = "book"
    /// author = ["Knuth, Donald E."]
    /// title = "The {TeX}book"
    /// publisher = "Addison-Wesley"
    /// date = "1986"
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
    /// ```toml
    /// [knuth1986tex]
    /// type = "book"
    /// author = ["Knuth, Donald E."]
    /// title = "The {TeX}book"
    /// publisher = "Addison-Wesley"
    /// date = "1986"
    /// ```
    "duplicate-key", ERROR, Look::Reading
}
