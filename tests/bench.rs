//! `cargo bench`: the steps of a run on a library of 1,000 sources in memory; whole commands are measured in docs/benchmarks.md.

#![allow(clippy::unwrap_used)]

#[path = "make-library.rs"]
#[allow(dead_code, unreachable_pub, clippy::pedantic)]
mod make;

use bib::{dedupe, library::Library, model::Source};

fn main() {
    divan::main();
}

fn texts() -> Vec<(String, String)> {
    (0..1000).map(make::record).map(|record| (format!("{}.toml", record.key), record.toml())).collect()
}

#[divan::bench]
fn open(bencher: divan::Bencher<'_, '_>) {
    bencher.with_inputs(texts).bench_values(|texts| Library::from_texts("", texts).unwrap());
}

#[divan::bench]
fn duplicates(bencher: divan::Bencher<'_, '_>) {
    let library = Library::from_texts("", texts()).unwrap();
    let sources: Vec<&Source> = library.sources().iter().collect();
    bencher.bench(|| dedupe::duplicates(&sources, &library.settings().dedupe));
}

#[divan::bench]
fn format(bencher: divan::Bencher<'_, '_>) {
    let text: String = texts().into_iter().map(|(_, text)| text + "\n").collect();
    bencher.bench(|| bib::format::toml::format(&text));
}
