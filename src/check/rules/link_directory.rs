use super::{Look, WARNING};

rule! {
    /// A symbolic link to a directory.
    ///
    /// ## What it finds
    /// A link inside the library to a directory; what is in it is not read.
    ///
    /// ## Why it matters
    /// Such links can lead in a circle, and one source would be read under two paths.
    ///
    /// ## Example
    /// ```toml old/knuth1984literate.toml
    /// # `old` is a link to `../archive`
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
    "link-directory", WARNING, Look::Reading
}
