use super::{Look, WARNING};

rule! {
    /// A path in `[documents]` that names no document.
    ///
    /// ## What it finds
    /// An element of `[documents] paths` that no file matches.
    ///
    /// ## Why it matters
    /// It is a slip, or a folder that has moved: citations there are not checked.
    ///
    /// ## Example
    /// ```toml bib.toml
    /// [documents]
    /// paths = ["dosc/**/*.md"]
    /// ```
    ///
    /// ## Instead
    /// ```toml bib.toml
    /// [documents]
    /// paths = ["docs/**/*.md"]
    /// ```
    "no-documents", WARNING, Look::Reading
}
