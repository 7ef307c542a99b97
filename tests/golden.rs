//! A small library that uses every shape of field, in every form the program writes: one golden file each.
//!
//! `SNAPSHOTS=overwrite cargo test golden` rewrites the files; the difference is to be reviewed.

use snapbox::{Assert, Data, assert::DEFAULT_ACTION_ENV, data::DataFormat};
use std::{collections::BTreeSet, fs, path::Path, process::Command};

/// Golden files, and how the program is called for each.
const FORMS: &[(&str, &str)] = &[
    ("bibtex.bib", "export --format bibtex"),
    ("bibtex-all-fields.bib", "export --format bibtex --all-fields --aliases"),
    ("biblatex.bib", "export --format biblatex"),
    ("biblatex-aliases.bib", "export --format biblatex --aliases key:buchfink2001whole"),
    ("bibtex-ascii.bib", "export --format bibtex --ascii"),
    ("biblatex-ascii.bib", "export --format biblatex --ascii"),
    ("csl.json", "export --format csl-json"),
    ("csl-all-fields.json", "export --format csl-json --all-fields --aliases"),
    ("library.ris", "export --format ris"),
    ("ris-aliases.ris", "export --format ris --aliases key:buchfink2001whole"),
    ("csl-sentence.json", "export --format csl-json --title-case sentence"),
    ("csl.yaml", "export --format csl-yaml"),
    ("hayagriva.yaml", "export --format hayagriva"),
    ("page.md", "export --format markdown"),
    ("page.html", "export --format html"),
    ("page.txt", "export --format text"),
    ("apa.html", "export --format html --style apa"),
    ("ieee.md", "export --format markdown --style ieee"),
    ("chicago.txt", "export --format text --style chicago-author-date"),
    ("list.tsv", "list"),
    ("list.json", "list --format json"),
    ("list.jsonl", "list --format jsonl"),
    ("list.csv", "list --format csv --columns key,type,year,title,author,venue"),
    ("list.keys", "list --format keys"),
    ("show.txt", "show amsel1999maths buchfink2001whole elster2017talk kuckuck199xlost"),
    ("stats.txt", "stats"),
    ("stats.json", "stats --format json"),
    ("stats.md", "stats --format markdown"),
];

/// Findings in each form: of the rules that are named, so that a new rule changes nothing here.
const FINDINGS: &[(&str, &str)] = &[
    ("check.txt", CHECK),
    ("check.json", "check --format json"),
    ("check.jsonl", "check --format jsonl"),
    ("check.github", "check --format github"),
    ("check.gitlab.json", "check --format gitlab"),
    ("check.sarif", "check --format sarif"),
    ("check.junit.xml", "check --format junit"),
    ("check.md", "check --format markdown"),
    ("dedupe.jsonl", "dedupe --related --format jsonl"),
    ("dedupe.github", "dedupe --format github"),
    ("dedupe.gitlab.json", "dedupe --format gitlab"),
    ("dedupe.sarif", "dedupe --format sarif"),
    ("dedupe.junit.xml", "dedupe --format junit"),
    ("dedupe.md", "dedupe --format markdown"),
];
const CHECK: &str = "check";
const RULES: &str = "--select=doi-form,title-period,unknown-field";

#[test]
fn every_form_of_the_library_is_as_it_was() {
    compare("library", FORMS, 0);
}

#[test]
fn every_form_of_findings_is_as_it_was() {
    let with_rules = |arguments: &str| match arguments.strip_prefix(CHECK) {
        Some(rest) => format!("{CHECK} {RULES}{rest}"),
        None => arguments.to_owned(),
    };
    let forms: Vec<(&str, String)> = FINDINGS.iter().map(|(file, call)| (*file, with_rules(call))).collect();
    let forms: Vec<(&str, &str)> = forms.iter().map(|(file, call)| (*file, call.as_str())).collect();
    compare("faulty", &forms, 1);
}

/// Calls the program on a library for each form, and compares what it prints.
fn compare(library: &str, forms: &[(&str, &str)], exit: i32) {
    let golden = Path::new("tests/golden");
    let dir = tempfile::tempdir().unwrap();
    let files = golden.join(library);
    let library = dir.path().join("library"); // outside a work tree paths are relative to its parent
    fs::create_dir(&library).unwrap();
    for file in fs::read_dir(files).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), library.join(file.file_name())).unwrap();
    }
    let assert = Assert::new().action_env(DEFAULT_ACTION_ENV);
    let mut wrong = Vec::new();
    let forms =
        forms.iter().filter(|(_, arguments)| cfg!(feature = "styles") || !arguments.contains("--style"));
    for &(file, arguments) in forms {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bib"));
        command.args(arguments.split(' ')).arg("--dir").arg(&library).current_dir(dir.path());
        let output = command.env("NO_COLOR", "1").env_remove("GITHUB_STEP_SUMMARY").output().unwrap();
        assert_eq!(output.status.code(), Some(exit), "{arguments}: {output:?}");
        let text = Data::text(String::from_utf8(output.stdout).unwrap());
        let expected = Data::read_from(&golden.join(file), Some(DataFormat::Text)).raw();
        if let Err(difference) = assert.try_eq(Some(&arguments), text, expected) {
            wrong.push(difference.to_string());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_golden_file_belongs_to_a_form() {
    let known: BTreeSet<&str> = FORMS.iter().chain(FINDINGS).map(|(file, _)| *file).collect();
    for file in fs::read_dir("tests/golden").unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        // what forms are made of, and what `tests/rules.rs` compares with
        let elsewhere = ["faulty", "library", "rules.txt"].contains(&&*name);
        assert!(elsewhere || known.contains(&*name), "tests/golden/{name} is compared with nothing");
    }
}
