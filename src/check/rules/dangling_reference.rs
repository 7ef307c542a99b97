use super::{ERROR, Finding, Look, Subject, reference_alias::redirect};
use crate::{
    diagnostic::Fix,
    model::{Field, fold, reference::references},
};

rule! {
    /// A reference to a source that is not there.
    ///
    /// ## What it finds
    /// A key in `crossref`, `xref`, `xdata`, `entryset` or `related` that is neither the key nor an alias of any source.
    ///
    /// ## Why it matters
    /// What should be inherited is missing, and what should be printed beside it is not there.
    ///
    /// ## Example
    /// ```toml
    /// [brooks1995second]
    /// type = "inbook"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Second-System Effect"
    /// pages = "53-58"
    /// crossref = "brooks1995mythica"
    /// ```
    /// ```toml
    /// [brooks1995mythical]
    /// type = "book"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Mythical Man-Month"
    /// publisher = "Addison-Wesley"
    /// date = "1995"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [brooks1995second]
    /// type = "inbook"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Second-System Effect"
    /// pages = "53-58"
    /// crossref = "brooks1995mythical"
    /// ```
    /// ```toml
    /// [brooks1995mythical]
    /// type = "book"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Mythical Man-Month"
    /// publisher = "Addison-Wesley"
    /// date = "1995"
    /// ```
    "dangling-reference", ERROR, Look::Library(look)
}

/// For so many keys that name no source, one that is like it is looked for: all keys are looked through for each (taste).
const SUGGESTED: usize = 20;

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let library = subject.library;
    for (at, source) in library.sources().iter().enumerate() {
        let dangling = references(source).filter(|(field, key)| *field != Field::Distinct && library.locate(key).is_none());
        for (field, key) in dangling {
            let finding = Finding::of(at, format!("`{field}` names `{key}`, which is no source")).field(field);
            let near = if found.len() < SUGGESTED { library.similar_keys(key) } else { Vec::new() };
            found.push(match near.into_iter().find(|near| *near != source.key) {
                Some(near) => {
                    let finding = finding.help(format!("did you mean `{near}`?"));
                    // nothing but capitals differs
                    if fold::key(near) == fold::key(key) {
                        finding.fix(Fix::careful(redirect(source, field, key, near)))
                    } else {
                        finding
                    }
                }
                None => finding.help("take it out, or add the source"),
            });
        }
    }
}
