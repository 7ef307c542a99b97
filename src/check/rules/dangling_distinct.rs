use super::{Finding, Look, Subject, WARNING};
use crate::dedupe::decision;

rule! {
    /// A `distinct` that names no source.
    ///
    /// ## What it finds
    /// A key in a source's `distinct` that is neither the key nor an alias of any source.
    ///
    /// ## Why it matters
    /// The decision that two sources are two works is lost on both: a slip in the key, or a source that was removed.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1986tex]
    /// type = "book"
    /// author = ["Knuth, Donald E."]
    /// title = "The {TeX}book"
    /// publisher = "Addison-Wesley"
    /// date = "1986"
    /// distinct = { knuth1984tex = "the first printing, another text" }
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [knuth1986tex]
    /// type = "book"
    /// author = ["Knuth, Donald E."]
    /// title = "The {TeX}book"
    /// publisher = "Addison-Wesley"
    /// date = "1986"
    /// ```
    "dangling-distinct", WARNING, Look::Library(look)
}

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for said in decision::dangling(subject.library) {
        let at = said.key.as_deref().and_then(|key| subject.library.locate(key));
        found.push(Finding::told(at, said));
    }
}
