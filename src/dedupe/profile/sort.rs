//! What sort of thing a source is.

/// What sort of thing a source is: what would be another work under one title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dedupe) enum Sort {
    /// An article, a paper, a chapter.
    Paper,
    /// A whole book.
    Book,
    /// A thesis.
    Thesis,
    /// A report.
    Report,
    /// What was not published.
    Manuscript,
    /// A patent.
    Patent,
    /// A standard, a law, a decision.
    Rule,
    /// Data.
    Data,
    /// A program.
    Program,
    /// What is seen or heard.
    Work,
}

impl Sort {
    /// Whether it is read.
    pub(in crate::dedupe) fn is_text(self) -> bool {
        !matches!(self, Sort::Data | Sort::Program | Sort::Work)
    }
}
