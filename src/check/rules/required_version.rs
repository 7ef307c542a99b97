use super::{Look, ERROR};

rule! {
    /// A library that needs a newer `bib`.
    ///
    /// ## What it finds
    /// A `required-version` or a `format` in `bib.toml` that is newer than this program.
    ///
    /// ## Why it matters
    /// An older program could misread the library, so it does nothing.
    ///
    /// ## Example
    /// ```toml bib.toml
    /// required-version = "99.0"
    /// ```
    ///
    /// ## Instead
    /// ```toml bib.toml
    /// required-version = "0.1"
    /// ```
    "required-version", ERROR, Look::Reading
}
