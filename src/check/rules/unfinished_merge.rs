use super::{Look, WARNING};

rule! {
    /// A merge that was begun and not ended.
    ///
    /// ## What it finds
    /// A source that is an alias of another, and still stands as a source of its own.
    ///
    /// ## Why it matters
    /// Citations of that key are those of the old source, not of the merged one. `bib dedupe --fix` ends the merge.
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
    /// ids = ["knuth1984"]
    /// ```
    /// ```toml knuth1984.toml
    /// [knuth1984]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
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
    /// ids = ["knuth1984"]
    /// ```
    "unfinished-merge", WARNING, Look::Reading
}
