//! Laws of `bib add --update`: a file that changes, edits in the library, and the file again.

use proptest::{
    collection::{btree_map, btree_set, vec},
    option,
    prelude::*,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

/// What an export says of a work: fields by name.
type Work = BTreeMap<&'static str, String>;
/// An export: works by number.
type Export = BTreeMap<u8, Work>;

fn work() -> impl Strategy<Value = Work> {
    let text = || option::of("[a-c]{1,2}");
    let keywords =
        btree_set("[a-d]", 0..4).prop_map(|words| words.into_iter().collect::<Vec<_>>().join(", "));
    (text(), text(), keywords, vec("[XY]", 0..3)).prop_map(|(note, volume, keywords, editors)| {
        let mut work = Work::new();
        work.extend(note.map(|note| ("note", note)));
        work.extend(volume.map(|volume| ("volume", volume)));
        work.extend((!keywords.is_empty()).then_some(("keywords", keywords)));
        let editors: Vec<String> = editors.iter().map(|family| format!("{family}man, Jo")).collect();
        work.extend((!editors.is_empty()).then(|| ("editor", editors.join(" and "))));
        work
    })
}

fn export() -> impl Strategy<Value = Export> {
    btree_map(0..5u8, work(), 0..5)
}

/// Titles that nobody takes for one another.
const TITLES: [&str; 5] = [
    "Whales of the Southern Ocean",
    "An Introduction to Bookbinding",
    "Railway Timetables Explained",
    "The Chemistry of Glazes",
    "Medieval Tax Records",
];

fn text(export: &Export) -> String {
    let mut text = String::new();
    for (number, work) in export {
        let title = TITLES[usize::from(*number)];
        text += &format!("@book{{k{number},\n  title = {{{title}}},\n  author = {{Writer{number}, Ann}},\n");
        for (field, value) in work {
            text += &format!("  {field} = {{{value}}},\n");
        }
        text += "}\n";
    }
    text
}

/// A library and the files beside it.
struct House(tempfile::TempDir);

impl House {
    fn new(layout: &str) -> House {
        let house = House(tempfile::tempdir().unwrap());
        fs::create_dir(house.0.path().join("bib")).unwrap();
        fs::write(house.0.path().join("bib/bib.toml"), format!("layout = '{layout}'\n")).unwrap();
        house
    }

    /// What `bib` prints on standard output.
    fn bib(&self, arguments: &[&str]) -> String {
        let dir = self.0.path().join("bib");
        let head = [OsString::from("bib"), "--dir".into(), dir.into(), "--quiet".into()];
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit =
            bib::cli::run(head.into_iter().chain(arguments.iter().map(OsString::from)), &mut out, &mut err);
        assert!(exit <= bib::cli::Exit::Findings, "{arguments:?}: {}", String::from_utf8_lossy(&err));
        String::from_utf8(out).unwrap()
    }

    fn import(&self, export: &Export, more: &[&str]) -> String {
        let path = self.0.path().join("zotero.bib");
        fs::write(&path, text(export)).unwrap();
        self.bib(&[&["add", "--update", path.to_str().unwrap()], more].concat())
    }

    /// Sources as JSON, by key.
    fn sources(&self) -> BTreeMap<String, serde_json::Value> {
        let all: Vec<serde_json::Value> =
            serde_json::from_str(&self.bib(&["list", "--format", "json"])).unwrap();
        all.into_iter().map(|source| (source["key"].as_str().unwrap().to_owned(), source)).collect()
    }

    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.0.path().join("bib"), &mut files);
        files
    }
}

fn collect(dir: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        // the lock comes and goes
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
}

/// What a source says, as an export says it.
fn said(source: &serde_json::Value) -> Work {
    let texts = |field: &str, joint: &str| -> Option<String> {
        let items = source[field].as_array()?.iter();
        Some(items.map(|item| item.as_str().unwrap().to_owned()).collect::<Vec<_>>().join(joint))
    };
    let mut work = Work::new();
    for field in ["note", "volume"] {
        work.extend(source[field].as_str().map(|text| (field, text.to_owned())));
    }
    work.extend(texts("keywords", ", ").map(|text| ("keywords", text)));
    work.extend(texts("editor", " and ").map(|text| ("editor", text)));
    work
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_nobody_edited_here_is_what_the_file_says(first in export(), second in export(), one in any::<bool>()) {
        let house = House::new(if one { "{key}.toml" } else { "all.toml" });
        house.import(&first, &[]);
        house.import(&second, &[]);
        let sources = house.sources();
        for number in first.keys().chain(second.keys()) {
            let expected = second.get(number).unwrap_or_else(|| &first[number]);
            prop_assert_eq!(&said(&sources[&format!("k{number}")]), expected);
        }
        let before = house.files();
        house.import(&second, &[]);
        prop_assert_eq!(house.files(), before, "the same file again changes nothing");
        house.import(&second, &["--prune"]);
        let keys: BTreeSet<String> = house.sources().into_keys().collect();
        // a file without entries was cut off
        let left = if second.is_empty() { &first } else { &second };
        prop_assert_eq!(keys, left.keys().map(|number| format!("k{number}")).collect::<BTreeSet<_>>());
    }

    #[test]
    fn what_was_edited_here_stays(
        first in export(),
        edits in vec((0..5u8, "[d-f]{1,2}", any::<bool>()), 1..4),
        later in vec(export(), 1..3),
        prune in any::<bool>(),
    ) {
        let house = House::new("{key}.toml");
        house.import(&first, &[]);
        let mut edited = BTreeMap::new();
        for (number, value, is_note) in edits.iter().filter(|(number, ..)| first.contains_key(number)) {
            let field = if *is_note { "note" } else { "volume" };
            house.bib(&["set", &format!("k{number}"), &format!("{field}={value}"), "keywords+=ours"]);
            edited.insert((format!("k{number}"), field), value.clone());
        }
        for export in &later {
            house.import(export, if prune { &["--prune"] } else { &[] });
        }
        let sources = house.sources();
        for ((key, field), value) in &edited {
            prop_assert_eq!(sources[key][*field].as_str(), Some(value.as_str()));
            prop_assert!(said(&sources[key])["keywords"].split(", ").any(|word| word == "ours"));
        }
        let before = house.files();
        house.import(&later[later.len() - 1], if prune { &["--prune"] } else { &[] });
        prop_assert_eq!(house.files(), before, "the same file again changes nothing");
    }

    #[test]
    fn what_vanished_or_was_removed_here_stays_so(first in export(), second in export(), gone in 0..5u8) {
        let house = House::new("{key}.toml");
        house.import(&first, &[]);
        let removed = format!("k{gone}");
        if first.contains_key(&gone) {
            house.bib(&["remove", "--yes", &removed]);
        }
        house.import(&second, &[]);
        house.import(&second, &[]);
        let keys: BTreeSet<String> = house.sources().into_keys().collect();
        for number in first.keys().chain(second.keys()) {
            let stays = *number != gone || !first.contains_key(number);
            prop_assert_eq!(keys.contains(&format!("k{number}")), stays, "{}", number);
        }
    }

    #[test]
    fn a_dry_run_writes_nothing(first in export(), second in export()) {
        let house = House::new("{key}.toml");
        house.import(&first, &[]);
        let before = house.files();
        house.import(&second, &["--dry-run", "--prune"]);
        prop_assert_eq!(house.files(), before);
    }
}
