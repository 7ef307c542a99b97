use super::{Finding, Look, NOTE, Subject, set};
use crate::{
    dedupe::Relation,
    diagnostic::Fix,
    model::{Field, Related, Source, Value},
};

rule! {
    /// A preprint whose published version is there too.
    ///
    /// ## What it finds
    /// A preprint and its published version that are two sources by `versions = "relate"` in `bib.toml`, of which neither
    /// names the other in `related`. By default the two are one work, and `duplicate` tells.
    ///
    /// ## Why it matters
    /// Who cites the preprint does not see that there is a later text.
    ///
    /// ## Example
    /// ```toml
    /// [vaswani2017attention]
    /// type = "online"
    /// author = ["Vaswani, Ashish", "Shazeer, Noam"]
    /// title = "Attention Is All You Need"
    /// date = "2017"
    /// eprint = "1706.03762"
    /// eprinttype = "arxiv"
    /// ```
    /// ```toml
    /// [vaswani2017attentionb]
    /// type = "inproceedings"
    /// author = ["Vaswani, Ashish", "Shazeer, Noam"]
    /// title = "Attention Is All You Need"
    /// booktitle = "Advances in Neural Information Processing Systems 30"
    /// date = "2017"
    /// pages = "5998-6008"
    /// ```
    /// ```toml bib.toml
    /// [dedupe]
    /// versions = "relate"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [vaswani2017attention]
    /// type = "online"
    /// author = ["Vaswani, Ashish", "Shazeer, Noam"]
    /// title = "Attention Is All You Need"
    /// date = "2017"
    /// eprint = "1706.03762"
    /// eprinttype = "arxiv"
    /// related = [{ key = "vaswani2017attentionb", type = "preprint-of" }]
    /// ```
    /// ```toml
    /// [vaswani2017attentionb]
    /// type = "inproceedings"
    /// author = ["Vaswani, Ashish", "Shazeer, Noam"]
    /// title = "Attention Is All You Need"
    /// booktitle = "Advances in Neural Information Processing Systems 30"
    /// date = "2017"
    /// pages = "5998-6008"
    /// ```
    /// ```toml bib.toml
    /// [dedupe]
    /// versions = "relate"
    /// ```
    "preprint-published", NOTE, Look::Library(look)
}

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let library = subject.library;
    let source = |at: usize| library.sources().get(at);
    for pair in &subject.duplicates().related {
        if pair.comparison.relation != Some(Relation::PreprintOf) {
            continue;
        }
        let (at, there) = if pair.comparison.forward { (pair.a, pair.b) } else { (pair.b, pair.a) };
        let (Some(preprint), Some(published)) = (source(at), source(there)) else { continue };
        let names = |one: &Source, other: usize| one.related().iter().any(|related| library.locate(&related.key) == Some(other));
        if names(preprint, there) || names(published, at) {
            continue;
        }
        let path = library.shown(library.path(there));
        let message = format!("`{}` is published as `{}` ({path})", preprint.key, published.key);
        let relation = Related {
            key: published.key.clone(),
            relation: Relation::PreprintOf.related_type().to_owned(),
            string: String::new(),
        };
        let related = preprint.related().iter().cloned().chain([relation]).collect();
        let fix = Fix::careful([set(preprint, Field::Related, Value::Related(related))]);
        found.push(Finding::of(at, message).help("`bib dedupe --related --fix` says so in `related`; or cite that").fix(fix));
    }
}
