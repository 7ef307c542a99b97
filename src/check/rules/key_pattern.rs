use super::{Finding, Look, Subject, set};
use crate::{
    diagnostic::{Edit, Fix},
    model::{Field, Value, fold, key},
};
use std::collections::HashSet;

rule! {
    /// A key that is not what the pattern of keys gives.
    ///
    /// ## What it finds
    /// A key that differs from what `[keys] pattern` of `bib.toml` makes of the source, letters at its end aside that tell
    /// equal keys apart. The rule is off: keys never change by themselves, and many libraries have older ones.
    ///
    /// ## Why it matters
    /// Who knows author and year can guess the key.
    ///
    /// ## Example
    /// ```toml
    /// [mmm]
    /// type = "book"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Mythical Man-Month"
    /// publisher = "Addison-Wesley"
    /// date = "1995"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [brooks1995mythical]
    /// type = "book"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Mythical Man-Month"
    /// publisher = "Addison-Wesley"
    /// date = "1995"
    /// ```
    "key-pattern", None, Look::Library(look)
}

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let library = subject.library;
    let pattern = &library.settings().key_pattern;
    let mut given: HashSet<String> = HashSet::new();
    for (at, source) in library.sources().iter().enumerate() {
        let wanted = key::generate(pattern, source);
        if is_of(&source.key, &wanted) {
            continue;
        }
        let finding = Finding::of(at, format!("the key is `{}`, and the pattern gives `{wanted}`", source.key));
        let new = key::unique(&wanted, |key| {
            let folded = fold::key(key);
            // its own aliases, and its own key with other capitals, are free for it
            let own = fold::key(&source.key) == folded || source.ids().iter().any(|id| fold::key(id) == folded);
            given.contains(&folded) || (library.is_taken(key) && !own)
        });
        given.insert(fold::key(&new));
        let mut ids: Vec<String> = source.ids().iter().filter(|id| **id != new).cloned().collect();
        ids.push(source.key.clone());
        let rename = Edit::Rename { key: source.key.clone(), to: new.clone() };
        let fix = Fix::careful([set(source, Field::Ids, Value::List(ids)), rename]);
        found.push(finding.help(format!("`bib rename {} {}` keeps the old one as an alias", key::argument(&source.key), key::argument(&new))).fix(fix));
    }
}

/// Whether a key is the wanted one, or that with the letters that tell equal ones apart.
fn is_of(key: &str, wanted: &str) -> bool {
    key.strip_prefix(wanted).is_some_and(|rest| rest.len() < 3 && rest.bytes().all(|b| b.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::is_of;

    #[test]
    fn letters_at_the_end_tell_equal_keys_apart() {
        for (key, is) in [("a2000b", true), ("a2000bb", true), ("a2000bba", true), ("a2000bbaa", false), ("A2000b", false), ("a2000b1", false)] {
            assert_eq!(is_of(key, "a2000b"), is, "{key}");
        }
    }
}
