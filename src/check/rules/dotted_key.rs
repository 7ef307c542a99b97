use super::{Look, ERROR};

rule! {
    /// A header whose key has a dot and no quotes.
    ///
    /// ## What it finds
    /// A header as `[a.b]`, which TOML reads as a table `b` inside `a`.
    ///
    /// ## Why it matters
    /// The source is not read; with quotes the dot is a part of the key.
    ///
    /// ## Example
    /// ```toml smith.2020.toml
    /// [knuth.1984]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    ///
    /// ## Instead
    /// ```toml knuth.1984.toml
    /// ["knuth.1984"]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "dotted-key", ERROR, Look::Reading
}
