//! Works that belong together, stored as `related` in the source that the relation starts from.

use super::{
    Relation,
    merge::{Merged, Names},
};
use crate::{
    diagnostic::Edit,
    library::Library,
    model::{Field, Related, Value},
};
use std::collections::HashMap;

/// A relation that is stored, by the keys of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The source that says it.
    pub from: String,
    /// The other one.
    pub to: String,
    /// How they belong together, as `related` has it.
    pub relation: &'static str,
}

/// Adds to the edits of merges those that store relations, each of its first source to its second; what is new by that. Two of
/// which one names the other as related already stay as they are.
pub fn store<'p>(
    library: &Library,
    merges: &[Merged],
    pairs: impl IntoIterator<Item = (&'p str, &'p str, Relation)>,
    edits: &mut Vec<Edit>,
) -> Vec<Link> {
    let names = Names::after(library, merges);
    let now = |key: &str| names.now(key).to_owned();
    let mut store = Store { library, edits, said: HashMap::new() };
    store.read();
    let mut links = Vec::new();
    for (from, to, relation) in pairs {
        let (from, to) = (now(from), now(to));
        let is_said =
            |from: &str, to: &str| store.related(from).iter().any(|related| names.now(&related.key) == to);
        if from == to || is_said(&from, &to) || is_said(&to, &from) {
            continue;
        }
        let relation = relation.related_type();
        store.add(&from, Related { key: to.clone(), relation: relation.to_owned(), string: String::new() });
        links.push(Link { from, to, relation });
    }
    links
}

/// What sources say under `related` once edits are carried out.
struct Store<'a> {
    library: &'a Library,
    edits: &'a mut Vec<Edit>,
    /// By key: the edit that sets it.
    said: HashMap<String, usize>,
}

impl Store<'_> {
    fn read(&mut self) {
        for (at, edit) in self.edits.iter().enumerate() {
            if let Edit::Set { key, field, .. } | Edit::Unset { key, field } = edit
                && field == Field::Related.name()
            {
                self.said.insert(key.clone(), at);
            }
        }
    }

    fn related(&self, key: &str) -> &[Related] {
        match self.said.get(key).and_then(|at| self.edits.get(*at)) {
            Some(Edit::Set { value: Value::Related(related), .. }) => related,
            Some(_) => &[],
            None => self.library.get(key).map_or(&[], |source| source.related()),
        }
    }

    fn add(&mut self, key: &str, related: Related) {
        let all = self.related(key).iter().cloned().chain([related]).collect();
        let edit = Edit::Set {
            key: key.to_owned(),
            field: Field::Related.name().to_owned(),
            value: Value::Related(all),
        };
        match self.said.get(key).and_then(|at| self.edits.get_mut(*at)) {
            Some(there) => *there = edit,
            None => {
                self.said.insert(key.to_owned(), self.edits.len());
                self.edits.push(edit);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedupe::merge;

    fn library(texts: &[(&str, &str)]) -> Library {
        let texts = texts
            .iter()
            .map(|(key, fields)| (format!("{key}.toml"), format!("[{key}]\ntype = \"book\"\n{fields}")));
        Library::from_texts("", texts).unwrap()
    }

    fn texts(library: &Library, edits: &[Edit]) -> Vec<String> {
        let plan = library.plan(edits).unwrap();
        let after = plan.changes.into_iter().filter_map(|change| change.after);
        after.map(|text| text.split_once("\"book\"\n").unwrap().1.to_owned()).collect()
    }

    #[test]
    fn a_relation_is_stored_once_and_with_biblatex_s_word() {
        let library = library(&[
            ("a", ""),
            ("b", "ids = [\"b0\"]\n"),
            ("c", "related = [{ key = \"b0\", type = \"reviewof\" }]\n"),
        ]);
        let mut edits = Vec::new();
        let pairs = [
            ("a", "b", Relation::TranslationOf),
            ("b", "a", Relation::EditionOf),
            ("a", "c", Relation::EditionOf),
            ("b", "c", Relation::CommentOn),
        ];
        let links = store(&library, &[], pairs, &mut edits);
        assert_eq!(links.len(), 2);
        assert_eq!(
            texts(&library, &edits),
            [
                "related = [{ key = \"b\", type = \"translationof\" }, { key = \"c\", type = \"edition-of\" }]\n"
            ]
        );
    }

    #[test]
    fn a_relation_of_a_source_that_goes_is_stored_in_the_one_that_stays() {
        let library = library(&[
            ("a", "note = \"n\"\n"),
            ("b", "related = [{ key = \"x\" }]\n"),
            ("c", "related = [{ key = \"b\", type = \"reprintof\" }]\n"),
            ("d", ""),
            ("x", ""),
        ]);
        let (a, b) = (library.get("a").unwrap(), library.get("b").unwrap());
        let merges = [merge::merge(a, &[b], merge::Policy::Best)];
        let mut edits = merge::edits(&library, &merges);
        let pairs = [
            ("b", "d", Relation::ErratumOf),
            ("d", "b", Relation::ErratumOf),
            ("a", "b", Relation::EditionOf),
            ("c", "a", Relation::EditionOf),
            ("c", "d", Relation::PartOf),
        ];
        let links = store(&library, &merges, pairs, &mut edits);
        assert_eq!(
            links.iter().map(|link| (&*link.from, &*link.to)).collect::<Vec<_>>(),
            [("a", "d"), ("c", "d")]
        );
        assert_eq!(
            texts(&library, &edits),
            [
                "note = \"n\"\nrelated = [{ key = \"x\" }, { key = \"d\", type = \"erratum-of\" }]\nids = [\"b\"]\n",
                "related = [{ key = \"a\", type = \"reprintof\" }, { key = \"d\", type = \"companion-of\" }]\n",
            ]
        );
    }
}
