//! The merge of a newcomer into what it is already, and what is told of it.

use crate::{
    cli::table::cut,
    dedupe::merge::{self, Names},
    model::{Field, Source, Value},
};

/// A newcomer that is merged: what it says, without the keys that another source has.
pub(super) struct Newcomer {
    source: Source,
    /// Its key, as it was given.
    key: String,
    /// Its keys that are another source's, so that they cannot become aliases.
    taken: Vec<String>,
}

impl Newcomer {
    /// A newcomer of which some keys are free.
    pub(super) fn new(source: &Source, is_free: impl Fn(&String) -> bool) -> Newcomer {
        let (key, mut source) = (source.key.clone(), source.clone());
        let (ids, mut taken): (Vec<String>, Vec<String>) = source.ids().iter().cloned().partition(&is_free);
        source.set(Field::Ids, Value::List(ids));
        if !is_free(&key) {
            taken.insert(0, key.clone());
            source.key = String::new();
        }
        Newcomer { source, key, taken }
    }

    /// What it says.
    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    /// The same with what it says of other sources said anew.
    pub(super) fn saying(&self, source: Source) -> Newcomer {
        Newcomer { source, key: self.key.clone(), taken: self.taken.clone() }
    }

    /// What becomes of its twin, and what is to be told of it.
    pub(super) fn merged_into(self, twin: &Source, names: &Names<'_>) -> (Source, Merged) {
        let merged = merge::merge_named(twin, &[&self.source], merge::Policy::Fill, names);
        let mut survivor = merged.survivor;
        if self.source.key.is_empty() && !self.key.is_empty() {
            let mut conflicts = survivor.conflicts().to_vec();
            for conflict in conflicts.iter_mut().filter(|conflict| conflict.from.is_empty()) {
                conflict.from.clone_from(&self.key);
            }
            survivor.set(Field::Conflicts, Value::Conflicts(conflicts));
        }
        let is_old = |id: &String| *id == twin.key || twin.ids().contains(id);
        let mut filled: Vec<String> = merged.filled.into_iter().map(|(field, _)| field).collect();
        filled.dedup();
        let done = Merged {
            key: self.key,
            into: twin.key.clone(),
            filled,
            given_up: merged.variants.into_iter().map(|variant| (variant.field, variant.given_up)).collect(),
            aliases: survivor.ids().iter().filter(|id| !is_old(id)).cloned().collect(),
            taken: self.taken,
            ended: merged.ended,
            conflicts: merged.conflicts.into_iter().map(|conflict| conflict.field).collect(),
        };
        (survivor, done)
    }
}

/// As much of a value that was not taken is shown: it stands in the input (taste).
const SHOWN: usize = 80;

/// What a merge of a newcomer did.
pub(super) struct Merged {
    /// Its key, as it was given.
    pub(super) key: String,
    /// The key of its twin.
    pub(super) into: String,
    /// The fields that it filled.
    pub(super) filled: Vec<String>,
    /// Its values that gave way to another spelling of the twin's, with their fields.
    pub(super) given_up: Vec<(String, String)>,
    /// Its keys that are aliases of the twin now.
    pub(super) aliases: Vec<String>,
    /// Its keys that are another source's, so that they could not become aliases.
    pub(super) taken: Vec<String>,
    /// What it said of its twin, which no source says of itself: field and value.
    pub(super) ended: Vec<(String, String)>,
    /// The fields in which it contradicts.
    pub(super) conflicts: Vec<String>,
}

impl Merged {
    /// A source that says nothing new of itself.
    pub(super) fn nothing(key: String) -> Merged {
        Merged {
            into: key.clone(),
            key,
            filled: Vec::new(),
            given_up: Vec::new(),
            aliases: Vec::new(),
            taken: Vec::new(),
            ended: Vec::new(),
            conflicts: Vec::new(),
        }
    }

    /// What was done, in words.
    pub(super) fn told(&self) -> String {
        let mut parts = Vec::new();
        if !self.filled.is_empty() {
            parts.push(format!("filled {}", self.filled.join(", ")));
        }
        match self.aliases.as_slice() {
            [] => {}
            [one] if *one == self.key => parts.push("its key is an alias now".to_owned()),
            [one] => parts.push(format!("{one} is an alias now")),
            more => parts.push(format!("{} are aliases now", more.join(", "))),
        }
        if parts.is_empty() {
            parts.push("nothing new".to_owned());
        }
        parts.extend(self.taken.iter().map(|key| format!("{key} stays the key of another source")));
        let ended = self.ended.iter();
        parts.extend(ended.map(|(field, text)| format!("its {field} `{text}` was left out: that is itself")));
        parts.extend(self.given_up.iter().map(|(field, value)| format!("its {field} `{}` was not taken", cut(value, SHOWN))));
        if !self.conflicts.is_empty() {
            parts.push(format!("contradicts in {}, see its `conflicts`", self.conflicts.join(", ")));
        }
        parts.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_merge_did_is_told_in_full() {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
        let merged = |filled: &[&str], aliases: &[&str], taken: &[&str]| Merged {
            key: "b".into(),
            into: "a".into(),
            filled: words(filled),
            given_up: vec![],
            aliases: words(aliases),
            taken: words(taken),
            ended: vec![],
            conflicts: vec![],
        };
        for (merged, expected) in [
            (merged(&[], &[], &[]), "nothing new"),
            (merged(&[], &["b"], &[]), "its key is an alias now"),
            (merged(&["doi"], &["b", "b0"], &[]), "filled doi; b, b0 are aliases now"),
            (merged(&[], &[], &["b"]), "nothing new; b stays the key of another source"),
        ] {
            assert_eq!(merged.told(), expected);
        }
        let all = Merged {
            ended: vec![("related".into(), "reprintof a".into())],
            conflicts: vec!["volume".into()],
            ..merged(&[], &["b"], &[])
        };
        assert_eq!(
            all.told(),
            "its key is an alias now; its related `reprintof a` was left out: that is itself; \
             contradicts in volume, see its `conflicts`"
        );
    }
}
