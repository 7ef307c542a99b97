use super::{ERROR, Finding, Look, Subject};
use crate::documents::{Citation, SUGGESTED};
use std::collections::HashMap;

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
    let mut meant: HashMap<&str, Vec<&str>> = HashMap::new();
    for document in subject.documents {
        let is_unknown = |citation: &&Citation| citation.certain && !library.is_taken(&citation.key);
        let unknown: Vec<&Citation> = document.citations.iter().filter(is_unknown).collect();
        let places = document.places(unknown.iter().map(|citation| citation.span.clone()));
        for (citation, place) in unknown.into_iter().zip(places) {
            let key = citation.key.as_str();
            let known = meant.len();
            let near = meant.entry(key).or_insert_with(|| {
                if known < SUGGESTED { library.similar_keys(key) } else { Vec::new() }
            });
            let near: Vec<String> = near.iter().map(|key| format!("`{key}`")).collect();
            let help = if near.is_empty() {
                "add the source, or mend the key".to_owned()
            } else {
                format!("did you mean {}?", near.join(" or "))
            };
            found.push(Finding::at(place, format!("there is no source `{key}`")).key(key).help(help));
        }
    }
}
