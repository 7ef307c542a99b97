use super::{Look, WARNING};

rule! {
    /// A symbolic link that leads out of the library, or nowhere.
    ///
    /// ## What it finds
    /// A link to a file that is not there, or stands outside the library's directory (of a document: outside the work tree); it
    /// is not read.
    ///
    /// ## Why it matters
    /// A clone of the repository does not have what the link leads to, and a link could lead to any file of the machine.
    ///
    /// ## Example
    /// ```toml knuth1984literate.toml
    /// # a link to /home/jane/knuth1984literate.toml
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
    "link-outside", WARNING, Look::Reading
}
