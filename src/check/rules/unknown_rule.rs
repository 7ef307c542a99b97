use super::{ERROR, Look};

rule! {
    /// A rule that does not exist.
    ///
    /// ## What it finds
    /// A name in a source's `allow`, or in `[check.rules]` of `bib.toml`, that is no rule of `bib check`.
    ///
    /// ## Why it matters
    /// What was meant to be allowed or changed is not.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1986tex]
    /// type = "book"
    /// author = ["Knuth, Donald E."]
    /// title = "The {TeX}book"
    /// publisher = "Addison-Wesley"
    /// date = "1986"
    /// allow = { missing-do = "the publisher has none" }
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [knuth1986tex]
    /// type = "book"
    /// author = ["Knuth, Donald E."]
    /// title = "The {TeX}book"
    /// publisher = "Addison-Wesley"
    /// date = "1986"
    /// ```
    "unknown-rule", ERROR, Look::Reading
}
