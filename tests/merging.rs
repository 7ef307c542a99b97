//! What holds of `bib add` and `bib dedupe` when several things come together: decisions, parents, aliases, faults.

use bib::cli::Exit;
use std::{ffi::OsString, fs, path::PathBuf};

/// A library and the files beside it.
pub(crate) struct House(tempfile::TempDir);

/// How a run ended, and what it said.
pub(crate) struct Run {
    pub(crate) exit: Exit,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl House {
    pub(crate) fn new(files: &[(&str, &str)]) -> House {
        let house = House(tempfile::tempdir().unwrap());
        fs::create_dir(house.path("bib")).unwrap();
        house.write("bib/bib.toml", "");
        for (path, text) in files {
            house.write(path, text);
        }
        house
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    /// The text of a file of the library; empty if it is not there.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path("bib").join(path)).unwrap_or_default()
    }

    pub(crate) fn bib(&self, arguments: &[&str]) -> Run {
        let head = [OsString::from("bib"), "--dir".into(), self.path("bib").into()];
        let arguments = arguments.iter().map(|argument| match argument.strip_prefix("./") {
            Some(path) => self.path(path).into(),
            None => OsString::from(argument),
        });
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = bib::cli::run(head.into_iter().chain(arguments), &mut out, &mut err);
        let [out, err] = [out, err].map(|bytes| String::from_utf8(bytes).unwrap());
        Run { exit, out, err }
    }

    /// Runs what is expected to be done.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let run = self.bib(arguments);
        assert!(run.exit == Exit::Done, "{arguments:?}: {}{}", run.out, run.err);
        run.out
    }
}

/// A work that nobody takes for another: its fields in TOML.
const WHALES: &str = "type = \"book\"\ntitle = \"Whales of the Southern Ocean\"\nauthor = [\"Doe, Jane\"]\ndate = \"2001\"\nisbn = \"978-3-16-148410-0\"\n";
/// The same in BibTeX.
const WHALES_BIBTEX: &str =
    "title = {Whales of the Southern Ocean}, author = {Doe, Jane}, year = 2001, isbn = {978-3-16-148410-0}";

#[test]
fn a_decision_outlives_what_an_update_remembers() {
    let house = House::new(&[("bib/a.toml", &format!("[a]\n{WHALES}"))]);
    let export =
        |note: &str| house.write("z.bib", &format!("@book{{b, {WHALES_BIBTEX}, note = {{{note}}}}}\n"));
    export("one");
    house.done(&["add", "--update", "./z.bib"]);
    assert!(house.read("a.toml").contains("note = \"one\"\nids = [\"b\"]"), "{}", house.read("a.toml"));
    // somebody looks, and finds that they are two
    house.write("bib/a.toml", &format!("[a]\n{WHALES}"));
    house.write("bib/b.toml", &format!("[b]\n{WHALES}note = \"one\"\n"));
    house.done(&["dedupe", "--distinct", "a", "b", "--because", "another printing"]);
    export("two");
    house.done(&["add", "--update", "./z.bib"]);
    assert!(!house.read("a.toml").contains("note"), "{}", house.read("a.toml"));
    assert!(house.read("b.toml").contains("note = \"two\""), "{}", house.read("b.toml"));
    // or that the one is not here at all
    fs::remove_file(house.path("bib/b.toml")).unwrap();
    export("three");
    house.done(&["add", "--update", "./z.bib"]);
    assert!(!house.read("a.toml").contains("note"), "{}", house.read("a.toml"));
}

#[test]
fn a_newcomer_that_is_as_much_one_as_the_other_of_two_works_is_merged_with_none() {
    let not = format!("[a2]\n{WHALES}distinct = {{ a1 = \"another printing\" }}\n");
    let house = House::new(&[
        ("bib/a1.toml", &format!("[a1]\n{WHALES}")),
        ("bib/a2.toml", &not),
        ("z.bib", &format!("@book{{b, {WHALES_BIBTEX}}}\n")),
    ]);
    let run = house.bib(&["add", "./z.bib"]);
    assert!(run.exit == Exit::Findings && run.out.contains("added b"), "{}{}", run.out, run.err);
    for key in ["a1", "a2"] {
        assert!(run.err.contains(&format!("`b` may be `{key}`: ")), "{}", run.err);
    }
    let run = house.bib(&["dedupe", "--fix"]);
    assert!(
        run.exit == Exit::Findings && run.err.contains("0 certain duplicates, 1 possible"),
        "{}",
        run.err
    );
    assert_eq!(house.read("a2.toml"), not);
}

#[test]
fn children_of_parents_that_are_merged_in_the_same_run_do_not_contradict() {
    let parent = |key: &str| format!("@book{{{key}, {WHALES_BIBTEX}}}\n");
    let child = |key: &str, parent: &str| {
        format!(
            "@incollection{{{key}, title = {{The Song of the Humpback in Winter}}, author = {{Roe, Richard}}, year = 2001, pages = {{1--9}}, doi = {{10.1000/1}}, crossref = {{{parent}}}}}\n"
        )
    };
    let text = [child("c1", "p2"), child("c2", "p1"), parent("p1"), parent("p2")].concat();
    let house = House::new(&[("z.bib", &text)]);
    let out = house.done(&["add", "./z.bib"]);
    assert!(out.contains("merged c2 into c1 (bib/c1.toml): its key is an alias now\n"), "{out}");
    assert!(
        house.read("c1.toml").contains("crossref = \"p1\"\nids = [\"c2\"]\n"),
        "{}",
        house.read("c1.toml")
    );
    let house = House::new(&[("z.bib", &text)]);
    house.done(&["add", "--allow-duplicates", "./z.bib"]);
    let out = house.done(&["dedupe", "--fix"]);
    assert_eq!(out, "merged c2 into c1\nmerged p2 into p1\n");
    house.done(&["dedupe"]);
}

#[test]
fn what_a_newcomer_says_of_others_is_said_of_what_they_are_here() {
    let house = House::new(&[
        ("bib/a.toml", &format!("[a]\n{WHALES}related = [{{ key = \"x\", type = \"reviewof\" }}]\n")),
        ("bib/x.toml", "[x]\ntype = \"misc\"\ntitle = \"Railway Timetables Explained\"\n"),
        (
            "z.bib",
            &format!(
                "@book{{b, {WHALES_BIBTEX}, related = {{x}}, relatedtype = {{reprintof}}}}\n@misc{{x, title = {{Medieval Tax Records}}}}\n"
            ),
        ),
    ]);
    house.done(&["add", "./z.bib"]);
    let related =
        "related = [{ key = \"x\", type = \"reviewof\" }, { key = \"xb\", type = \"reprintof\" }]\n";
    assert!(house.read("a.toml").contains(related), "{}", house.read("a.toml"));
}

#[test]
fn what_is_left_of_a_file_is_not_called_edited_because_two_of_its_entries_were_one() {
    let entry = |key: &str, note: &str| format!("@book{{{key}, {WHALES_BIBTEX}{note}}}\n");
    let other = "@misc{z, title = {Railway Timetables Explained}}\n";
    let house = House::new(&[("z.bib", &[&entry("a", ""), &entry("b", ", note = {n}"), other].concat())]);
    house.done(&["add", "--update", "./z.bib"]);
    house.write("z.bib", other);
    let out = house.done(&["add", "--update", "--prune", "./z.bib"]);
    assert_eq!(out, "removed a (bib/a.toml)\n");
}

#[test]
fn what_was_merged_here_is_not_called_edited() {
    let entry = format!("@book{{b, {WHALES_BIBTEX}}}\n");
    let other = "@misc{z, title = {Railway Timetables Explained}}\n";
    let house = House::new(&[("z.bib", &[&entry, other].concat())]);
    house.done(&["add", "--update", "./z.bib"]);
    house.write("bib/a.toml", &format!("[a]\n{WHALES}note = \"n\"\n"));
    house.done(&["dedupe", "--fix"]);
    house.write("z.bib", other);
    let run = house.bib(&["add", "--update", "--prune", "./z.bib"]);
    assert!(run.err.contains("`a` is no longer there, and stays: `b` is an alias of it"), "{}", run.err);
}

#[test]
fn what_could_not_be_read_is_never_lost() {
    let faulty = format!("[b]\n{WHALES}related = [{{ key = \"x\", hue = \"red\" }}]\n");
    let c = "[c]\ntype = \"article\"\ntitle = \"Railway Timetables Explained at Length\"\nauthor = [\"Roe, Richard\"]\ndoi = \"10.1000/9\"\n";
    let house = House::new(&[
        ("bib/a.toml", &format!("[a]\n{WHALES}note = \"n\"\nmodules = [\"m\"]\n")),
        ("bib/b.toml", &faulty),
        ("bib/c.toml", c),
        ("bib/d.toml", &c.replacen("[c]", "[d]", 1)),
        ("bib/x.toml", "[x]\ntype = \"misc\"\n"),
    ]);
    // the group is left as it is, the other one is merged
    let run = house.bib(&["dedupe", "--fix"]);
    assert!(run.exit == Exit::Findings && run.out.starts_with("merged d into c\n"), "{}{}", run.out, run.err);
    let why = "b.toml:7:25: error[not-read]: `related` of `b` would lose what could not be read: unknown part of `related`: `hue`. help: mend it first, with `bib edit b`";
    assert!(run.err.contains(why) && run.err.contains("1 certain duplicate"), "{}", run.err);
    for arguments in
        [&["dedupe", "--merge", "a", "b"][..], &["rename", "x", "y"], &["set", "b", "related+=y"]]
    {
        let run = house.bib(arguments);
        assert!(
            run.exit == Exit::Failed && run.err.contains("error"),
            "{arguments:?}: {}{}",
            run.out,
            run.err
        );
    }
    assert_eq!(house.read("b.toml"), faulty);
    // its own key, and what can be read, may change
    house.bib(&["rename", "b", "bb"]);
    assert!(house.read("bb.toml").contains("hue = \"red\""), "{}", house.read("bb.toml"));
    // and a new value may take the place of all that was there
    house.bib(&["set", "bb", "related="]);
    house.done(&["dedupe", "--fix"]);
}

#[test]
fn a_type_that_nobody_knows_and_a_table_in_an_unknown_field_are_kept() {
    for line in ["type = \"bok\"\n", "yaer = { from = 2001 }\n", "date = [2001]\n"] {
        let text = if line.starts_with("type") {
            format!("[b]\n{}", WHALES.replacen("type = \"book\"\n", line, 1))
        } else {
            format!("[b]\n{}{line}", WHALES.replacen("date = \"2001\"\n", "", 1))
        };
        let house = House::new(&[("bib/a.toml", &format!("[a]\n{WHALES}")), ("bib/b.toml", &text)]);
        for deed in [&["--fix"][..], &["--merge", "a", "b"], &["--merge", "b", "a"]] {
            house.bib(&[&["dedupe"], deed].concat());
            assert!(house.read("b.toml").contains(line), "{line}{deed:?}: {}", house.read("b.toml"));
        }
    }
}

#[test]
fn a_merge_that_could_not_see_all_does_not_say_that_all_is_done() {
    let house =
        House::new(&[("bib/a.toml", &format!("[a]\n{WHALES}")), ("bib/b.toml", &format!("[b]\n{WHALES}"))]);
    house.write("bib/broken.toml", "[broken\n");
    let run = house.bib(&["dedupe", "--fix"]);
    assert!(run.exit == Exit::Findings && run.out == "merged b into a\n", "{}{}", run.out, run.err);
    fs::remove_file(house.path("bib/broken.toml")).unwrap();
    house.done(&["dedupe", "--fix"]);
}
