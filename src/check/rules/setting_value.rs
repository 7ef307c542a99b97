use super::{Look, ERROR};

rule! {
    /// A setting with a value that it cannot have.
    ///
    /// ## What it finds
    /// A value in `bib.toml` of the right type that makes no sense there: an unknown field in a pattern, a category that is not
    /// declared, a number out of range.
    ///
    /// ## Why it matters
    /// The setting cannot be followed.
    ///
    /// ## Example
    /// ```toml bib.toml
    /// [dedupe]
    /// versions = "join"
    /// ```
    ///
    /// ## Instead
    /// ```toml bib.toml
    /// [dedupe]
    /// versions = "merge"
    /// ```
    "setting-value", ERROR, Look::Reading
}
