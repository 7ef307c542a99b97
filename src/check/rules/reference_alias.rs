use super::{Finding, Look, NOTE, Subject, set};
use crate::{
    dedupe::merge,
    diagnostic::{Edit, Fix},
    model::{Field, Source, reference::references},
};
use std::collections::HashMap;

rule! {
    /// A reference by an alias.
    ///
    /// ## What it finds
    /// A key in `crossref`, `xref`, `xdata`, `entryset`, `related` or `distinct` that is an alias of a source, and not its
    /// key.
    ///
    /// ## Why it matters
    /// It is found here; programs that read an export and do not know aliases do not find it.
    ///
    /// ## Example
    /// ```toml
    /// [brooks1995second]
    /// type = "inbook"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Second-System Effect"
    /// pages = "53-58"
    /// crossref = "brooks95"
    /// ```
    /// ```toml
    /// [brooks1995mythical]
    /// type = "book"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Mythical Man-Month"
    /// publisher = "Addison-Wesley"
    /// date = "1995"
    /// ids = ["brooks95"]
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
    /// ids = ["brooks95"]
    /// ```
    "reference-alias", NOTE, Look::Library(look)
}

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let library = subject.library;
    for (at, source) in library.sources().iter().enumerate() {
        for (field, key) in references(source) {
            let Some(named) = library.locate(key).filter(|named| *named != at) else { continue };
            let Some(own) = library.sources().get(named).map(|named| &named.key).filter(|own| *own != key) else {
                continue;
            };
            let finding = Finding::of(at, format!("`{field}` names `{key}`, an alias of `{own}`")).field(field);
            let fix = Fix::safe(redirect(source, field, key, own));
            found.push(finding.help("name it by its key").fix(fix));
        }
    }
}

/// The edits that let a field name another source in place of this one.
pub(super) fn redirect(source: &Source, field: Field, from: &str, to: &str) -> Option<Edit> {
    let redirected = merge::redirected(source, &HashMap::from([(from, to)]))?;
    let value = redirected.get(field).cloned()?;
    Some(set(source, field, value))
}
