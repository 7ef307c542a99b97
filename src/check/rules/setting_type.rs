use super::{Look, ERROR};

rule! {
    /// A setting of the wrong type.
    ///
    /// ## What it finds
    /// A value in `bib.toml` that is, for example, a number where a text is expected.
    ///
    /// ## Why it matters
    /// The setting cannot be read.
    ///
    /// ## Example
    /// ```toml bib.toml
    /// layout = 1
    /// ```
    ///
    /// ## Instead
    /// ```toml bib.toml
    /// layout = "{key}.toml"
    /// ```
    "setting-type", ERROR, Look::Reading
}
