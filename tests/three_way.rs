//! Laws of merging three versions of a file: what either side put in is there, whatever the file looks like.

use crate::{
    laws::{comments_in, messy_file, source, sources_of},
    messy::{self, Chance},
};
use bib::{
    diagnostic::Edit,
    format::toml::{self, Markers},
    library::difference,
    model::{NameText, Source, Value},
};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What a side makes of a file: some sources changed, some removed, one new, one with a comment.
fn side(text: &str, sources: &[Source], new: &Source, seed: u64, comment: &str) -> String {
    let mut chance = Chance::new(seed);
    let mut edits = Vec::new();
    for source in sources {
        if chance.one_in(6) {
            edits.push(Edit::Remove { key: source.key.clone() });
        } else if chance.one_in(2) {
            edits.extend(difference(source, &messy::tweaked(source, &mut chance)));
        } else if chance.one_in(3) {
            edits.push(Edit::Comment { key: source.key.clone(), text: comment.to_owned() });
        }
    }
    if chance.one_in(2) {
        edits.push(Edit::Create { source: Box::new(new.clone()), comment: comment.to_owned() });
    }
    toml::edit(text, &edits.iter().collect::<Vec<_>>()).unwrap()
}

/// Every value of a file, item by item.
fn items(text: &str) -> BTreeSet<(String, String, String)> {
    let mut items = BTreeSet::new();
    for source in sources_of(text) {
        let kind = Value::Text(source.kind.name().to_owned());
        let all = source.fields().map(|(field, value)| (field.name(), value.clone()));
        for (field, value) in all.chain([("type", kind)]) {
            let texts: Vec<String> = match &value {
                Value::List(list) => list.clone(),
                Value::Names(names) => names.iter().map(|name: &NameText| format!("{name:?}")).collect(),
                Value::Reasons(all) => all.iter().map(|pair| format!("{pair:?}")).collect(),
                Value::Extra(all) => all.iter().map(|raw| format!("{raw:?}")).collect(),
                Value::Conflicts(all) => all.iter().map(|one| format!("{one:?}")).collect(),
                Value::Related(all) => all.iter().map(|related| format!("{related:?}")).collect(),
                Value::Text(text) => vec![text.clone()],
            };
            items.extend(texts.into_iter().map(|text| (source.key.clone(), field.to_owned(), text)));
        }
    }
    items
}

/// The text with its conflicts decided for one side.
fn decided(text: &str, theirs: bool) -> String {
    let mut result = String::new();
    let mut taken = true;
    for line in text.split_inclusive('\n') {
        match line.trim_end() {
            "<<<<<<<<<<<<<<<< ours" => taken = !theirs,
            "================" => taken = theirs,
            ">>>>>>>>>>>>>>>> theirs" => taken = true,
            _ if taken => result.push_str(line),
            _ => {}
        }
    }
    result
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_either_side_put_in_is_in_the_merge(
        (messy, sources) in messy_file(false),
        new in [source(Just("Xa".to_owned())), source(Just("Xb".to_owned()))],
        seeds: [u64; 2],
        same: bool,
    ) {
        let base = &messy.text;
        let ours = side(base, &sources, &new[0], seeds[0], "c90001.");
        let theirs = side(base, &sources, &new[usize::from(!same)], seeds[1], "c90002.");
        let merge = toml::merge(base, &ours, &theirs, Markers::long(16));
        prop_assert!(merge.is_ok(), "{:?}\n{}\n---\n{}\n---\n{}", merge, base, ours, theirs);
        let merge = merge.unwrap();
        let old = items(base);
        for (by_theirs, side) in [(false, &ours), (true, &theirs)] {
            let text = decided(&merge.text, by_theirs);
            let there = items(&text);
            let missing: Vec<_> = items(side).difference(&old).filter(|item| !there.contains(*item)).cloned().collect();
            prop_assert!(missing.is_empty(), "{:?}\n{}\n---\n{}\n---\n{}\n---\n{}", missing, base, ours, theirs, merge.text);
        }
        let (before, here) = (comments_in(base), comments_in(&merge.text));
        for side in [&ours, &theirs] {
            let lost: Vec<_> = comments_in(side).difference(&before).filter(|comment| !here.contains(*comment)).cloned().collect();
            prop_assert!(lost.is_empty(), "{:?} {}", lost, merge.text);
        }
        let turned = toml::merge(base, &theirs, &ours, Markers::long(16)).unwrap();
        prop_assert_eq!(turned.conflicts == 0, merge.conflicts == 0);
        if merge.conflicts == 0 {
            prop_assert_eq!(items(&turned.text), items(&merge.text));
        }
    }
}
