use super::{ERROR, Finding, Look, Subject};
use crate::documents;

rule! {
    /// A citation of a key that no source has.
    ///
    /// ## What it finds
    /// A key that a document cites and that is neither the key of a source nor an alias, whatever its case. Documents are those of
    /// `[documents] paths`.
    ///
    /// ## Why it matters
    /// The reader sees a question mark, or the bare key, in place of the reference.
    ///
    /// ## Example
    /// ```markdown docs/essay.md
    /// Programs are literature [@knuth1984literat].
    /// ```
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    /// ```toml bib.toml
    /// [documents]
    /// paths = ["docs/*.md"]
    /// ```
    ///
    /// ## Instead
    /// ```markdown docs/essay.md
    /// Programs are literature [@knuth1984literate].
    /// ```
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    /// ```toml bib.toml
    /// [documents]
    /// paths = ["docs/*.md"]
    /// ```
    "undefined-citation", ERROR, Look::Library(look)
}

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let library = subject.library;
    for told in documents::undefined(library, subject.documents) {
        // one that differs in nothing but case is a finding of its own
        if !told.key.as_deref().is_some_and(|key| library.is_taken(key)) {
            found.push(Finding::told(None, told));
        }
    }
}
