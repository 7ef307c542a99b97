use super::{Look, ERROR};

rule! {
    /// A file that cannot be read.
    ///
    /// ## What it finds
    /// A source file that the system does not let `bib` open (permissions, a fault of the disk), or that it cannot name: a path that is
    /// no UTF-8.
    ///
    /// ## Why it matters
    /// Its sources are missing from everything that is made of the library.
    ///
    /// ## Example
    /// ```toml knuth1984literate.toml
    /// # mode 000
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    ///
    /// ## Instead
    /// ```toml knuth1984literate.toml
    /// # mode 644
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "unreadable-file", ERROR, Look::Reading
}
