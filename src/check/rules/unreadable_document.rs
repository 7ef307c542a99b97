use super::{ERROR, Look};

rule! {
    /// A document that cannot be read.
    ///
    /// ## What it finds
    /// A file of `[documents] paths` that cannot be opened, or a notebook that is no JSON or of the format of before 2015.
    ///
    /// ## Why it matters
    /// What it cites is not known, and cannot be checked.
    ///
    /// ## Example
    /// ```json docs/essay.ipynb
    /// {"cells": [
    /// ```
    /// ```toml bib.toml
    /// [documents]
    /// paths = ["docs/*.ipynb"]
    /// ```
    ///
    /// ## Instead
    /// ```json docs/essay.ipynb
    /// {"cells": []}
    /// ```
    /// ```toml bib.toml
    /// [documents]
    /// paths = ["docs/*.ipynb"]
    /// ```
    "unreadable-document", ERROR, Look::Reading
}
