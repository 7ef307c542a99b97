use super::{ERROR, Finding, Look, Subject};
use crate::{check::citations::misnamed, documents::Citation};

rule! {
    /// A citation whose key differs from that of a source in nothing but case.
    ///
    /// ## What it finds
    /// A key that a document cites and that no source has, but for capitals or the way accents are encoded.
    ///
    /// ## Why it matters
    /// biber, BibTeX and pandoc tell keys apart by case: the citation stays empty.
    ///
    /// ## Example
    /// ```markdown docs/essay.md
    /// Programs are literature [@Knuth1984literate].
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
    "citation-case", ERROR, Look::Library(look)
}

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let library = subject.library;
    for document in subject.documents {
        let meant = |citation: &Citation| {
            let unknown = citation.certain && library.locate(&citation.key).is_none();
            if unknown { library.key_in_another_case(&citation.key) } else { None }
        };
        misnamed(document, meant, |key, _| format!("`{key}` is no source: case matters"), found);
    }
}
