//! What a merge keeps, whatever sources say of themselves and of one another, in their files.

use crate::{laws, messy};
use bib::{
    dedupe::merge::{self, Merged, Names},
    library::{Change, Library},
    model::{Extra, Field, Related, Shape, Source, Value},
};
use proptest::{collection::vec, prelude::*, sample::select};
use std::collections::BTreeSet;

/// Sources that are merged into the first of them, one that stays, and keys that name one of these, or none.
const KEYS: [&str; 3] = ["aa", "bb", "cc"];
const NAMED: [&str; 6] = ["aa", "bb", "cc", "dd", "dd0", "zz"];

fn named() -> impl Strategy<Value = String> {
    select(NAMED.to_vec()).prop_map(str::to_owned)
}

/// A source that may name others.
fn source(key: &'static str) -> impl Strategy<Value = Source> {
    let related =
        vec((named(), select(vec!["", "reviewof", "reprintof"]), select(vec!["", "see", "from"])), 0..4);
    let distinct = proptest::collection::btree_map(named(), select(vec!["one", "two"]), 0..3);
    let extra = vec((select(vec!["k", "l"]), select(vec!["1", "2"])), 0..2);
    let parts = (proptest::option::of(named()), vec(named(), 0..3), related, distinct, extra);
    (laws::source(Just(key.to_owned())), parts).prop_map(
        |(mut source, (parent, data, related, distinct, extra))| {
            let related = related.into_iter().map(|(key, relation, string)| Related {
                key,
                relation: relation.into(),
                string: string.into(),
            });
            let mut extra: Vec<Extra> = extra
                .into_iter()
                .map(|(name, value)| Extra {
                    format: "bibtex".into(),
                    name: name.into(),
                    value: value.into(),
                })
                .collect();
            extra.sort();
            extra.dedup_by(|a, b| a.name == b.name);
            source.set(
                Field::Ids,
                Value::List(if source.key == "dd" { vec!["dd0".to_owned()] } else { Vec::new() }),
            );
            source.set(Field::Crossref, Value::Text(parent.unwrap_or_default()));
            source.set(Field::Xdata, Value::List(data));
            source.set(Field::Related, Value::Related(related.collect()));
            let distinct = distinct.into_iter().map(|(key, why)| (key, why.to_owned()));
            source.set(Field::Distinct, Value::Reasons(distinct.collect()));
            source.set(Field::Extra, Value::Extra(extra));
            source
        },
    )
}

/// Whether a value of a source that was merged is in what became of it, or was told.
fn is_kept(field: Field, value: &Value, source: &Source, merged: &Merged, names: &Names<'_>) -> bool {
    let survivor = &merged.survivor;
    let same = |a: &str, b: &str| names.now(a) == names.now(b);
    let ended = |key: &str, said: &str| {
        KEYS.contains(&key) && merged.ended.iter().any(|(_, text)| text.contains(said))
    };
    let contradicts = |field: &str, value: &str| {
        survivor.conflicts().iter().any(|c| c.field == field && (c.value == value || c.from == source.key))
    };
    match value {
        Value::Text(key) if matches!(field, Field::Crossref | Field::Xref) => {
            survivor.text(field).is_some_and(|own| same(own, key)) || contradicts(field.name(), key)
        }
        Value::List(list) if field.shape() == Shape::WordList => list.iter().all(|word| {
            let is_key = matches!(field, Field::Xdata | Field::Entryset);
            survivor.list(field).iter().any(|own| own == word || is_key && same(own, word))
        }),
        Value::Related(all) => all.iter().all(|one| {
            let is_said = |own: &Related| {
                same(&own.key, &one.key)
                    && own.relation == one.relation
                    && (one.string.is_empty() || own.string == one.string)
            };
            ended(&one.key, &one.relation) || survivor.related().iter().any(is_said)
        }),
        Value::Reasons(all) => all.iter().all(|(key, why)| {
            let is_said = |(own, said): &(String, String)| {
                (own == key || field == Field::Distinct && same(own, key)) && said.contains(why.as_str())
            };
            field == Field::Distinct && ended(key, why) || survivor.reasons(field).iter().any(is_said)
        }),
        Value::Conflicts(all) => all.iter().all(|one| survivor.conflicts().contains(one)),
        Value::Extra(all) => all.iter().all(|one| {
            survivor.extra().contains(one)
                || contradicts(&format!("extra.{}.{}", one.format, one.name), &one.value)
        }),
        value => {
            let gave_way =
                |variant: &merge::Variant| variant.field == field.name() && variant.from == source.key;
            survivor.get(field) == Some(value)
                || contradicts(field.name(), &value.line())
                || merged.variants.iter().any(gave_way)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_merge_in_files_loses_no_value_and_no_comment(
        a in source("aa"), b in source("bb"), c in source("cc"), d in source("dd"), seed in any::<u64>(), apart: bool,
    ) {
        let sources = [a, b, c, d];
        let messy = messy::write(&sources, seed, false);
        let texts = if apart { messy.parts.clone() } else { vec![messy.text.clone()] };
        let texts = texts.into_iter().enumerate().map(|(at, text)| (format!("{at}.toml"), text));
        let library = Library::from_texts("", texts).unwrap();
        let groups = [KEYS.iter().map(|key| library.locate(key).unwrap()).collect::<Vec<_>>()];
        let merges = merge::merge_groups(&library, &groups, merge::Policy::Best);
        let (merged, names) = (&merges[0], Names::after(&library, &merges));
        for source in &sources[..3] {
            let kind = source.kind.name();
            let is_told = merged.variants.iter().any(|variant| variant.field == "type" && variant.given_up == kind)
                || merged.survivor.conflicts().iter().any(|c| c.field == "type" && c.value == kind);
            prop_assert!(merged.survivor.kind == source.kind || is_told, "{} of {} in {:?}", kind, source.key, merged);
            for (field, value) in source.fields().filter(|(field, _)| *field != Field::Ids) {
                let kept = is_kept(field, value, source, merged, &names);
                prop_assert!(kept, "{}: {:?} of {} in {:?}", field, value, source.key, merged);
            }
        }
        let once: BTreeSet<_> = merged.survivor.related().iter().map(|r| (names.now(&r.key), &r.relation, &r.string)).collect();
        prop_assert_eq!(once.len(), merged.survivor.related().len());
        prop_assert_eq!(merged.survivor.ids(), &["bb", "cc"]);
        let plan = library.plan(&merge::edits(&library, &merges)).unwrap();
        let after = library.with(plan.changes.iter().map(Change::text));
        prop_assert_eq!(after.sources().len(), 2);
        let mut expected = merged.survivor.clone();
        for source in [&mut expected, &mut sources[3].clone()] {
            let now = names.redirected(source).unwrap_or_else(|| source.clone());
            prop_assert_eq!(after.get(&source.key), Some(&now));
        }
        let left: usize = after.paths().map(|path| laws::comments_in(after.text(&after.shown(path)).unwrap()).len()).sum();
        prop_assert_eq!(left, messy.comments);
    }
}
