use super::{Look, ERROR};

rule! {
    /// A setting that does not exist.
    ///
    /// ## What it finds
    /// A name in `bib.toml` that is no setting.
    ///
    /// ## Why it matters
    /// What was meant to be set is not; a slip would go unnoticed.
    ///
    /// ## Example
    /// ```toml bib.toml
    /// layuot = "{year}/{key}.toml"
    /// ```
    ///
    /// ## Instead
    /// ```toml bib.toml
    /// layout = "{year}/{key}.toml"
    /// ```
    "unknown-setting", ERROR, Look::Reading
}
