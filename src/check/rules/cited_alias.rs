use super::{Finding, Look, Subject, WARNING};
use crate::{check::citations::misnamed, documents::Citation};

rule! {
    /// A citation of an alias in place of the key.
    ///
    /// ## What it finds
    /// A key that a document cites and that stands in the `ids` of a source: the key of a duplicate that was merged, or an old
    /// key.
    ///
    /// ## Why it matters
    /// biber knows aliases; BibTeX and pandoc do not, unless the export was written with `--aliases`.
    ///
    /// ## Example
    /// ```markdown docs/essay.md
    /// Programs are literature [@knuth84].
    /// ```
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ids = ["knuth84"]
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
    /// ids = ["knuth84"]
    /// ```
    /// ```toml bib.toml
    /// [documents]
    /// paths = ["docs/*.md"]
    /// ```
    "cited-alias", WARNING, Look::Library(look)
}

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let library = subject.library;
    for document in subject.documents {
        let meant = |citation: &Citation| {
            let key = library.get(&citation.key).map(|source| source.key.as_str());
            key.filter(|key| *key != citation.key)
        };
        misnamed(document, meant, |alias, key| format!("`{alias}` is an alias of `{key}`"), found);
    }
}
