//! `bib dedupe --fix` where a merge makes further duplicates certain: it goes on until nothing certain is left.

use crate::merging::House;
use bib::cli::Exit;
use proptest::{collection::vec, prelude::*, sample::select};
use std::collections::BTreeMap;

/// Three records of which the first two that are certainly one make a third one certain.
pub(crate) const CHAIN: [(&str, &str); 3] = [
    (
        "k0",
        "type = \"article\"\ntitle = \"Surprise in long streams of numbers: a second look\"\nauthor = [\"Doe, Jane\"]\npages = \"11-20\"\ndoi = \"10.1000/other\"\n",
    ),
    (
        "k1",
        "type = \"article\"\ntitle = \"Surprise in long streams of numbers\"\nauthor = [\"Doe, Jane\"]\ndate = \"2014\"\njournaltitle = \"Journal of Imaginary Results\"\nvolume = \"7\"\npages = \"11-20\"\ndoi = \"10.1000/other\"\n",
    ),
    (
        "k2",
        "type = \"article\"\ntitle = \"Surprise in long streams of numbers: a second look\"\nauthor = [\"Doe, Jane\"]\ndate = \"2014\"\njournaltitle = \"Journal of Imaginary Results\"\nvolume = \"7\"\npages = \"11-20\"\ndoi = \"10.1000/surprise\"\nabstract = \"Streams surprise.\"\n",
    ),
];

/// What records of one work say, each of a part of it and some of it otherwise: an empty text for what is not said.
const TITLES: [&str; 4] = [
    "Surprise in long streams of numbers: a second look",
    "Surprise in long streams of numbers",
    "Surprise in long stream of number: a second look",
    "Surprise in long streams",
];
const AUTHORS: [&str; 4] = [
    "\"Doe, Jane\", \"Roe, Richard\"",
    "\"Doe, J.\", \"Roe, R.\"",
    "\"Doe, Jane\"",
    "\"Doe, J.\", \"others\"",
];
const OTHERS: [[&str; 3]; 8] = [
    ["", "date = \"2014\"", "date = \"2015\""],
    ["", "journaltitle = \"Journal of Imaginary Results\"", "journaltitle = \"J. Imag. Res.\""],
    ["", "volume = \"7\"", "volume = \"8\""],
    ["", "pages = \"11-20\"", "pages = \"11\""],
    ["", "doi = \"10.1000/surprise\"", "doi = \"10.1000/other\""],
    ["", "eprint = \"1401.00001\"\neprinttype = \"arxiv\"", ""],
    ["", "number = \"2\"", "url = \"https://example.org/surprise\""],
    ["", "distinct = { k0 = \"seen\" }", "related = [{ key = \"k1\", type = \"reprintof\" }]"],
];

/// The fields of a record.
fn record() -> impl Strategy<Value = String> {
    // the first two are said most often, the last is seldom said
    let said = OTHERS.iter().enumerate().map(|(at, said)| match at {
        5..=6 => select(vec![said[0], said[0], said[1], said[2]]),
        7 => select([vec![said[0]; 10], said[1..].to_vec()].concat()),
        _ => select(vec![said[0], said[1], said[1], said[2]]),
    });
    let said: Vec<_> = said.collect();
    (select(TITLES.to_vec()), select(AUTHORS.to_vec()), said).prop_map(|(title, author, said)| {
        let lines: String =
            said.iter().filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
        format!("type = \"article\"\ntitle = \"{title}\"\nauthor = [{author}]\n{lines}")
    })
}

/// The texts of a library's files, by path.
fn files(house: &House) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(house.path("bib")).unwrap().map(|entry| entry.unwrap().path());
    let texts = entries.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    texts.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap())).collect()
}

fn house(records: &[String]) -> House {
    let house = House::new(&[]);
    for (at, record) in records.iter().enumerate() {
        house.write(&format!("bib/k{at}.toml"), &format!("# of k{at}\n[k{at}]\n{record}"));
    }
    house
}

#[test]
fn what_a_merge_makes_certain_is_merged_in_the_same_run() {
    let house = house(&CHAIN.map(|(_, record)| record.to_owned()));
    house.write("bib/bib.toml", "[documents]\npaths = [\"page.md\"]\n");
    house.write("page.md", "As [@k0; @k1; @k2] say.\n");
    let run = house.bib(&["dedupe", "--fix", "--documents", "--map", "./moved.json"]);
    assert!(run.exit == Exit::Done, "{}{}", run.out, run.err);
    let merged: Vec<&str> = run.out.lines().filter(|line| line.starts_with("merged")).collect();
    assert_eq!(merged, ["merged k0 into k1", "merged k1 into k2"]);
    assert!(run.out.contains("k0 → k2\nk1 → k2\n"), "{}", run.out);
    assert_eq!(std::fs::read_to_string(house.path("page.md")).unwrap(), "As [@k2; @k2; @k2] say.\n");
    let map = std::fs::read_to_string(house.path("moved.json")).unwrap();
    assert_eq!(map, "{\n  \"k0\": \"k2\",\n  \"k1\": \"k2\"\n}\n");
    assert_eq!(house.done(&["list", "--format", "keys"]), "k2\n");
    assert!(house.read("k2.toml").contains("ids = [\"k1\", \"k0\"]"), "{}", house.read("k2.toml"));
    assert_eq!(house.done(&["dedupe", "--diff"]), "");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_a_fix_a_second_one_changes_nothing_and_finds_nothing_certain(records in vec(record(), 2..7)) {
        let house = house(&records);
        house.bib(&["dedupe", "--fix", "--map", "./moved.json"]);
        let fixed = files(&house);
        let found: serde_json::Value = serde_json::from_str(&house.bib(&["dedupe", "--format", "json"]).out).unwrap();
        let certain = found["groups"].as_array().unwrap().iter().filter(|group| group["verdict"] == "certain");
        prop_assert_eq!(certain.count(), 0, "{}", found);
        house.bib(&["dedupe", "--fix"]);
        prop_assert_eq!(&files(&house), &fixed);
        // every key and comment is there, and the map leads to keys of sources
        let library = fixed.values().cloned().collect::<String>();
        let moved: BTreeMap<String, String> = serde_json::from_str(&std::fs::read_to_string(house.path("moved.json")).unwrap()).unwrap();
        for at in 0..records.len() {
            let comment = format!("of k{at}\n");
            prop_assert!(library.contains(&comment), "{}", library);
            let key = format!("k{at}");
            let now = moved.get(&key).unwrap_or(&key);
            let header = format!("[{now}]\n");
            prop_assert!(library.contains(&header), "{} {:?}", library, moved);
        }
    }
}
