//! Pages that tell what the program knows are held to what it knows.
//!
//! `SNAPSHOTS=overwrite cargo test docs` writes the tables anew; the difference is to be reviewed.

use bib::dedupe::{self, Verdict};
use std::{fmt::Write, fs};

/// A page with what stands between two marks replaced.
fn with_table(page: &str, name: &str, table: &str) -> String {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = page.split_once(&start).unwrap_or_else(|| panic!("the page has no {start}"));
    let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("the page has no {end}"));
    format!("{before}{start}\n{table}\n{end}{after}")
}

#[test]
fn the_page_on_duplicates_tells_the_policy() {
    let (weights, ceilings) = dedupe::policy();
    let mut evidence = String::from("| field | evidence | bits |\n| --- | --- | ---: |\n");
    for weight in weights {
        let _ = writeln!(evidence, "| {} | {} | {:+} |", weight.field, weight.because, weight.bits);
    }
    let mut vetoes = String::from("| verdict at most | if |\n| --- | --- |\n");
    for ceiling in ceilings {
        let verdict = match ceiling.verdict {
            Verdict::Different => "different",
            Verdict::Related => "related",
            Verdict::Possible => "possible",
            Verdict::Certain => "certain",
        };
        let _ = writeln!(vetoes, "| {verdict} | {} |", ceiling.because);
    }
    let path = "docs/duplicates.md";
    let page = fs::read_to_string(path).unwrap();
    let told = with_table(&with_table(&page, "evidence", &evidence), "vetoes", &vetoes);
    if std::env::var_os("SNAPSHOTS").is_some_and(|mode| mode == "overwrite") {
        fs::write(path, &told).unwrap();
    }
    assert!(page == told, "{path} is not current: run SNAPSHOTS=overwrite cargo test docs");
}
