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

#[test]
fn every_form_of_the_library_is_as_it_was() {
    let golden = Path::new("tests/golden");
    let dir = tempfile::tempdir().unwrap();
    let library = dir.path().join("library"); // outside a work tree paths are relative to its parent
    fs::create_dir(&library).unwrap();
    for file in fs::read_dir(golden.join("library")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), library.join(file.file_name())).unwrap();
    }
    let assert = Assert::new().action_env(DEFAULT_ACTION_ENV);
    let mut wrong = Vec::new();
    for &(file, arguments) in FORMS {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bib"));
        command.args(arguments.split(' ')).arg("--dir").arg(&library).current_dir(dir.path());
        let output = command.env("NO_COLOR", "1").output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments}: {output:?}");
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
    let known: BTreeSet<&str> = FORMS.iter().map(|(file, _)| *file).collect();
    for file in fs::read_dir("tests/golden").unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        // what `tests/rules.rs` compares with
        let elsewhere = ["library", "rules.txt"].contains(&&*name);
        assert!(elsewhere || known.contains(&*name), "tests/golden/{name} is compared with nothing");
    }
}
