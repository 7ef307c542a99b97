use super::{Finding, Look, NOTE, Subject};
use crate::model::{Field, Kind};
use std::collections::HashSet;

rule! {
    /// A source that nothing cites.
    ///
    /// ## What it finds
    /// A source that no document of `[documents] paths` cites, that names no module, and that no other source inherits from or
    /// is related to. Nothing is found while no documents are named.
    ///
    /// ## Why it matters
    /// It may be left over from a text that was rewritten, or a citation of it may have been lost.
    ///
    /// ## Example
    /// ```markdown docs/essay.md
    /// Nothing is cited here.
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
    /// Cite it, name the module that it is for, or take it out with `bib remove`.
    /// ```markdown docs/essay.md
    /// Nothing is cited here.
    /// ```
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// modules = ["literate-programming"]
    /// ```
    /// ```toml bib.toml
    /// [documents]
    /// paths = ["docs/*.md"]
    /// ```
    "uncited", NOTE, Look::Library(look)
}

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let library = subject.library;
    if subject.documents.is_empty() {
        return;
    }
    let mut used: HashSet<usize> = HashSet::new();
    for document in subject.documents {
        used.extend(document.sources(library));
    }
    for source in library.sources() {
        let parents = [Field::Crossref, Field::Xref].into_iter().filter_map(|field| source.text(field));
        let lists = [Field::Xdata, Field::Entryset].into_iter().flat_map(|field| source.list(field));
        let related = source.related().iter().map(|related| related.key.as_str());
        let keys = parents.chain(lists.map(String::as_str)).chain(related);
        used.extend(keys.filter_map(|key| library.locate(key)));
    }
    for (at, source) in library.sources().iter().enumerate() {
        let counts = source.kind != Kind::Xdata && source.list(Field::Modules).is_empty();
        if counts && !used.contains(&at) {
            found.push(Finding::of(at, "no document cites this source"));
        }
    }
}
