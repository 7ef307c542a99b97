//! The tables of tags in docs/interchange.md are those that the readers and writers go by.
//!
//! `SNAPSHOTS=overwrite cargo test tags` writes them anew.

use bib::format::{endnote, nbib, ris};
use std::fs;

#[test]
fn the_tables_of_tags_are_those_of_the_code() {
    let path = "docs/interchange.md";
    let before = fs::read_to_string(path).unwrap();
    let mut page = before.clone();
    for (name, table) in [("ris", ris::page()), ("nbib", nbib::page()), ("endnote", endnote::page())] {
        let start = format!("<!-- {name} -->\n");
        let from = page.find(&start).expect("the mark is there") + start.len();
        let to = from + page[from..].find("<!-- end -->").expect("the end is marked");
        page.replace_range(from..to, &format!("\n{table}\n"));
    }
    if std::env::var_os("SNAPSHOTS").is_some_and(|mode| mode == "overwrite") {
        fs::write(path, &page).unwrap();
    } else {
        assert!(page == before, "{path} is not current: run SNAPSHOTS=overwrite cargo test tags");
    }
}
