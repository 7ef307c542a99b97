//! The page of hard pairs: what the engine has to say of each two sources there.

use bib::{
    dedupe::{Options, Verdict, compare, duplicates},
    format::{self, Format},
};
use std::fs;

/// A pair of the page: its name, the verdict it wants, and the two entries.
struct Pair {
    name: String,
    verdict: String,
    entries: String,
}

fn pairs() -> Vec<Pair> {
    let page = fs::read_to_string("tests/hard-pairs.md").unwrap();
    let sections = page.split("\n### ").skip(1);
    let pairs = sections.map(|section| {
        let (name, rest) = section.split_once("\n\n").unwrap();
        let (verdict, rest) = rest.split_once("\n\n").unwrap();
        let entries = rest.split_once("```bibtex\n").unwrap().1.split_once("\n```").unwrap().0;
        Pair { name: name.to_owned(), verdict: verdict.to_owned(), entries: entries.to_owned() }
    });
    pairs.collect()
}

#[test]
fn hard_pairs_are_judged_as_the_page_says() {
    let mut wrong = Vec::new();
    for Pair { name, verdict, entries } in pairs() {
        let read = format::read(Format::Biblatex, &entries, "pair.bib", &[]);
        let [a, b] = read.entries.as_slice() else { panic!("{name}: {:?}", read.diagnostics) };
        for (a, b) in [(a, b), (b, a)] {
            let found = compare(&a.source, &b.source, &Options::default());
            let said = match (found.verdict, found.relation) {
                (Verdict::Related, Some(relation)) => format!("related: {}", relation.name()),
                (verdict, _) => format!("{verdict:?}").to_lowercase(),
            };
            if said != verdict {
                wrong.push(format!("{name}: {said}, not {verdict}, {:.4}: {}", found.score, found.because));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_the_page_calls_a_duplicate_or_related_is_found_in_a_search_too() {
    for Pair { name, verdict, entries } in pairs().iter().filter(|pair| pair.verdict != "different") {
        let read = format::read(Format::Biblatex, entries, "pair.bib", &[]);
        let sources: Vec<_> = read.entries.iter().map(|entry| &entry.source).collect();
        let found = duplicates(&sources, &Options::default());
        let said = found.groups.len() + found.related.len();
        assert_eq!(said, 1, "{name}: {verdict}");
    }
}

/// The certain groups among the entries, by key.
fn certain(entries: &str) -> Vec<Vec<String>> {
    let read = format::read(Format::Biblatex, entries, "group.bib", &[]);
    assert_eq!(read.diagnostics, []);
    let sources: Vec<_> = read.entries.iter().map(|entry| &entry.source).collect();
    let groups = duplicates(&sources, &Options::default()).groups.into_iter();
    let certain = groups.filter(|group| group.verdict == Verdict::Certain);
    certain.map(|group| group.members.iter().map(|at| sources[*at].key.clone()).collect()).collect()
}

const TWO: &str = "Doe, Jane and Roe, Richard";
const FOUR: &str = "Doe, Jane and Roe, Richard and Poe, Edna and Loe, Karl";

/// An entry of 2014 in BibTeX.
fn entry(kind: &str, key: &str, title: &str, people: &str, place: &str) -> String {
    format!("@{kind}{{{key}, title = {{{title}}}, author = {{{people}}}, date = {{2014}}, {place}}}\n")
}

const NONE: [Vec<String>; 0] = [];

#[test]
fn a_title_cut_and_a_title_garbled_are_in_one_group_with_the_whole() {
    let place = "booktitle = {Fourth Conference on Imaginary Streams}, pages = {221-228}, doi = {10.1000/cis.2014.12}";
    let entries = [
        ("cut", "Two at Odds"),
        ("garbled", "Two ta Ods: Identifyizg and Characterising Steams"),
        ("whole", "Two at Odds: Identifying and Characterising Streams"),
    ]
    .map(|(key, title)| entry("inproceedings", key, title, TWO, place));
    assert_eq!(certain(&entries.concat()), [["cut", "garbled", "whole"]]);
}

#[test]
fn the_title_alone_and_the_subtitle_alone_are_in_one_group_with_the_whole() {
    let entries = [
        ("subtitle", "Notes on Three Behaviours of Numbers"),
        ("title", "Designing for Crossing Streams"),
        ("whole", "Designing for Crossing Streams: Notes on Three Behaviours of Numbers"),
    ]
    .map(|(key, title)| entry("misc", key, title, FOUR, ""));
    assert_eq!(certain(&entries.concat()), [["subtitle", "title", "whole"]]);
    assert_eq!(certain(&entries[..2].concat()), NONE);
}

#[test]
fn a_record_that_says_little_joins_not_what_appeared_in_two_venues() {
    let entries = [
        ("bare", ""),
        ("one", "journaltitle = {Journal of Imaginary Results}"),
        ("other", "journaltitle = {Annals of Doubtful Medicine}"),
    ]
    .map(|(key, place)| entry("article", key, "A Guideline on the Surprise of Streams", FOUR, place));
    assert_eq!(certain(&entries.concat()), NONE);
}

#[test]
fn a_title_that_two_works_begin_with_joins_them_not() {
    let place = "journaltitle = {Journal of Imaginary Results}";
    let entries = [
        ("one", "The Surprise of Streams: Theory for Beginners"),
        ("other", "The Surprise of Streams: Practical Exercises"),
        ("start", "The Surprise of Streams"),
    ]
    .map(|(key, title)| entry("article", key, title, FOUR, place));
    assert_eq!(certain(&entries.concat()), NONE);
}
