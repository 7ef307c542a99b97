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
        let aliases: Vec<(Field, &str, &str)> = references(source)
            .filter_map(|(field, key)| {
                let named = library.locate(key).filter(|named| *named != at)?;
                let own = library.sources().get(named).map(|named| named.key.as_str())?;
                (own != key).then_some((field, key, own))
            })
            .collect();
        // a field is mended whole
        let moved: HashMap<&str, &str> = aliases.iter().map(|(_, key, own)| (*key, *own)).collect();
        let redirected = merge::redirected(source, &moved);
        let mut fixes: HashMap<Field, Fix> = HashMap::new();
        for (field, key, own) in aliases {
            let fix = fixes.entry(field).or_insert_with(|| Fix::safe(edit(source, field, redirected.as_ref())));
            let finding = Finding::of(at, format!("`{field}` names `{key}`, an alias of `{own}`")).field(field);
            found.push(finding.help("name it by its key").fix(fix.clone()));
        }
    }
}

/// The edit that lets a field name another source in place of this one.
pub(super) fn redirect(source: &Source, field: Field, from: &str, to: &str) -> Option<Edit> {
    edit(source, field, merge::redirected(source, &HashMap::from([(from, to)])).as_ref())
}

fn edit(source: &Source, field: Field, redirected: Option<&Source>) -> Option<Edit> {
    Some(set(source, field, redirected?.get(field).cloned()?))
}
