use super::{Finding, Look, Looked, NOTE};
use crate::model::{Field, Kind};

rule! {
    /// An article without a DOI.
    ///
    /// ## What it finds
    /// An article or a conference paper of the year 2000 or later without a DOI, an eprint or an address.
    ///
    /// ## Why it matters
    /// Readers have to search for it; most articles of these years have a DOI.
    ///
    /// ## Example
    /// ```toml
    /// [vaswani2017attention]
    /// type = "inproceedings"
    /// author = ["Vaswani, Ashish", "others"]
    /// title = "Attention is all you need"
    /// booktitle = "Advances in Neural Information Processing Systems 30"
    /// date = "2017"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [vaswani2017attention]
    /// type = "inproceedings"
    /// author = ["Vaswani, Ashish", "others"]
    /// title = "Attention is all you need"
    /// booktitle = "Advances in Neural Information Processing Systems 30"
    /// date = "2017"
    /// eprint = "1706.03762"
    /// eprinttype = "arxiv"
    /// ```
    "missing-doi", NOTE, Look::Source(look)
}

/// From when on nearly all publishers give DOIs, which began in 2000.
const FIRST: i32 = 2000;

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let whole = &looked.whole;
    let dated = || whole.year().is_some_and(|year| year >= FIRST);
    let identified = [Field::Doi, Field::Eprint, Field::Url, Field::Crossref].into_iter().any(|field| whole.has(field));
    if matches!(whole.kind, Kind::Article | Kind::Inproceedings) && !identified && dated() {
        found.push(looked.finding("there is no `doi`").help("look it up at https://search.crossref.org"));
    }
}
