use super::{Finding, Look, Subject, WARNING};
use crate::documents::Citation;

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
    /// `bib rename knuth84 knuth1984literate --documents` rewrites the citations of a key that is an alias already.
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
    let key_of = |citation: &Citation| library.get(&citation.key).map(|source| source.key.as_str());
    for document in subject.documents {
        let is_alias = |citation: &&Citation| key_of(citation).is_some_and(|key| key != citation.key);
        let aliases: Vec<&Citation> = document.citations.iter().filter(is_alias).collect();
        let places = document.places(aliases.iter().map(|citation| citation.span.clone()));
        for (citation, place) in aliases.into_iter().zip(places) {
            let (alias, key) = (citation.key.as_str(), key_of(citation).unwrap_or_default());
            let finding = Finding::at(place, format!("`{alias}` is an alias of `{key}`")).key(key);
            found.push(finding.help(format!("cite it as `{key}`")));
        }
    }
}
