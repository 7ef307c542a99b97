//! Walks with answers that are written down.

use super::*;
use crate::{
    cli::{Colour, Global},
    files,
};
use clap::Parser as _;
use std::{collections::VecDeque, path::Path};

/// What a person answers, in order.
enum Answer {
    /// The option that begins so.
    One(&'static str),
    Some(&'static [usize]),
    Line(&'static str),
    Yes(bool),
    /// Escape.
    Back,
    /// Something happens to a file, then the next answer.
    Change(&'static str, &'static str),
}

use Answer::{Back, Change, Line, One, Yes};

/// What is typed behind `bib`.
#[derive(clap::Parser)]
struct Typed {
    #[command(flatten)]
    args: Args,
}

struct Script<'d> {
    dir: &'d Path,
    answers: VecDeque<Answer>,
}

impl Script<'_> {
    fn next(&mut self, question: &str) -> Answer {
        loop {
            match self.answers.pop_front() {
                Some(Change(path, text)) => files::write(&self.dir.join(path), text).unwrap(),
                Some(answer) => return answer,
                None => panic!("nobody answers `{question}`"),
            }
        }
    }
}

impl Ask for Script<'_> {
    fn one(&mut self, question: &str, options: &[String], _: usize) -> anyhow::Result<Option<usize>> {
        match self.next(question) {
            One(begin) => {
                let at = options.iter().position(|option| option.starts_with(begin));
                Ok(Some(at.unwrap_or_else(|| panic!("no `{begin}` among {options:?}"))))
            }
            Back => Ok(None),
            _ => panic!("`{question}` asks for one"),
        }
    }

    fn some(&mut self, question: &str, _: &[String]) -> anyhow::Result<Option<Vec<usize>>> {
        match self.next(question) {
            Answer::Some(chosen) => Ok(Some(chosen.to_vec())),
            _ => panic!("`{question}` asks for some"),
        }
    }

    fn line(&mut self, question: &str) -> anyhow::Result<Option<String>> {
        match self.next(question) {
            Line(line) => Ok(Some(line.to_owned())),
            Back => Ok(None),
            _ => panic!("`{question}` asks for a line"),
        }
    }

    fn yes(&mut self, question: &str) -> anyhow::Result<Option<bool>> {
        match self.next(question) {
            Yes(yes) => Ok(Some(yes)),
            Back => Ok(None),
            _ => panic!("`{question}` asks for yes or no"),
        }
    }
}

/// A library whose certain duplicates are a1 and a2, and its possible ones b1 and b2.
struct Desk(files::TempDir);

const A1: &str = "[a1]\ntype = \"article\"\ntitle = \"A long enough title of its own\"\nauthor = [\"Doe, Jane\"]\ndate = \"2001\"\ndoi = \"10.1000/1\"\n";
const A2: &str = "# second\n[a2]\ntype = \"article\"\ntitle = \"A long enough title of its own\"\nauthor = [\"Doe, J.\"]\ndate = \"2001\"\ndoi = \"10.1000/1\"\nmodules = [\"m\"]\n";
const B1: &str = "[b1]\ntype = \"article\"\ntitle = \"Quite another work on other things\"\nauthor = [\"Roe, Richard\"]\ndate = \"1999\"\nvolume = \"3\"\njournaltitle = \"J\"\n";
const B2: &str = "[b2]\ntype = \"article\"\ntitle = \"Quite another work on other things\"\nauthor = [\"Roe, Richard\"]\ndate = \"1999\"\nvolume = \"4\"\njournaltitle = \"J\"\n";

impl Desk {
    fn new(files: &[(&str, &str)]) -> Desk {
        let dir = files::temporary_directory("bib-test-").unwrap();
        files::write(&dir.path().join("bib.toml"), "").unwrap();
        for (path, text) in files {
            files::write(&dir.path().join(path), text).unwrap();
        }
        Desk(dir)
    }

    fn usual() -> Desk {
        Desk::new(&[("a1.toml", A1), ("a2.toml", A2), ("b1.toml", B1), ("b2.toml", B2)])
    }

    /// Walks with these answers, all of which have to be asked for; how it ended, and what was said.
    fn walk<const N: usize>(&self, answers: [Answer; N]) -> (anyhow::Result<Exit>, String) {
        self.walk_with(&[], answers)
    }

    fn walk_with<const N: usize>(&self, more: &[&str], answers: [Answer; N]) -> (anyhow::Result<Exit>, String) {
        let args = Typed::parse_from(["dedupe", "--interactive"].iter().chain(more)).args;
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut script = Script { dir: self.0.path(), answers: answers.into() };
        let global = Global {
            dir: Some(self.0.path().to_owned()),
            color: Colour::Never,
            verbose: false,
            quiet: false,
            no_input: false,
            yes: false,
        };
        let mut cx = Context::new(global, &mut out, &mut err);
        let exit = walk(&args, &mut cx, &mut script);
        assert!(script.answers.is_empty(), "{} answers are left", script.answers.len());
        drop(cx);
        (exit, String::from_utf8(err).unwrap())
    }

    fn read(&self, path: &str) -> Option<String> {
        files::read(&self.0.path().join(path)).ok().map(|bytes| String::from_utf8(bytes).unwrap())
    }
}

#[test]
fn the_certain_come_first_and_each_decision_is_written_at_once() {
    let desk = Desk::usual();
    let (exit, said) = desk.walk([One("one work: merge into a1"), Yes(true), One("quit")]);
    assert_eq!(exit.unwrap(), Exit::Findings);
    assert!(said.contains("group 1 of 2\ncertain duplicate: "), "{said}");
    // what is written was shown
    assert!(said.contains("+ids = [\"a2\"]\n") && said.contains("-# second\n"), "{said}");
    assert_eq!(desk.read("a2.toml"), None);
    let merged = desk.read("a1.toml").unwrap();
    assert!(merged.contains("# second") && merged.contains("modules = [\"m\"]"), "{merged}");
    // the next run goes on where this one ended
    let (exit, said) = desk.walk([One("distinct"), Line("two volumes"), Yes(true)]);
    assert_eq!(exit.unwrap(), Exit::Done);
    assert!(said.contains("group 1 of 1\npossible duplicate: "), "{said}");
    assert!(desk.read("b1.toml").unwrap().ends_with("distinct = { b2 = \"two volumes\" }\n"));
    assert_eq!(desk.walk([]).0.unwrap(), Exit::Done);
}

#[test]
fn what_is_merged_is_cited_by_its_new_key_and_stands_in_the_map() {
    let settings = "[documents]\npaths = [\"**/*.md\", \"*.tex\"]\n";
    let page = ("page.md", "As [@a1; @a2] say, and @b2.\n");
    let desk = Desk::new(&[("a1.toml", A1), ("a2.toml", A2), ("b1.toml", B1), ("b2.toml", B2), page]);
    // paths are relative to what stands around the library where there is no git
    let base = desk.0.path().file_name().unwrap().to_str().unwrap();
    files::write(&desk.0.path().join("bib.toml"), &settings.replace("**/", &format!("{base}/"))).unwrap();
    let map = desk.0.path().join("map.json");
    let options = ["--documents", "--map", map.to_str().unwrap()];
    // one that is shown and not confirmed changes nothing
    let (_, said) = desk.walk_with(&options, [One("one work: merge into a1"), Yes(false), One("quit")]);
    assert!(said.contains("-As [@a1; @a2] say, and @b2.\n+As [@a1; @a1] say"), "{said}");
    assert_eq!(desk.read("page.md").unwrap(), page.1);
    // nor one of a document that changes meanwhile
    let answers = [
        One("one work: merge into a1"),
        Change("page.md", "Now [@a2] says, and @b2.\n"),
        Yes(true),
        One("one work: merge into a1"),
        Yes(true),
        One("one work: merge into b1"),
        Yes(true),
    ];
    let (exit, said) = desk.walk_with(&options, answers);
    assert_eq!(exit.unwrap(), Exit::Done);
    assert!(said.contains("changed 1 citation in 1 document"), "{said}");
    assert_eq!(desk.read("page.md").unwrap(), "Now [@a1] says, and @b1.\n");
    assert_eq!(desk.read("map.json").unwrap(), "{\n  \"a2\": \"a1\",\n  \"b2\": \"b1\"\n}\n");
    // without documents nobody is asked
    let desk = Desk::usual();
    assert!(desk.walk_with(&["--documents"], []).0.unwrap_err().to_string().contains("names no documents"));
}

#[test]
fn nothing_is_written_that_was_not_confirmed() {
    let desk = Desk::usual();
    let answers = [
        One("one work: merge into a2"),
        Yes(false),
        One("distinct"),
        Back,
        One("distinct"),
        Line("  "),
        One("one work: choose"),
        One("a1"),
        Back,
        One("skip"),
        One("skip"),
    ];
    let (exit, said) = desk.walk(answers);
    assert_eq!(exit.unwrap(), Exit::Findings);
    assert!(said.contains("a decision needs a reason") && said.contains("0 decided, 2 skipped"), "{said}");
    for (path, text) in [("a1.toml", A1), ("a2.toml", A2), ("b1.toml", B1), ("b2.toml", B2)] {
        assert_eq!(desk.read(path).as_deref(), Some(text));
    }
    // Escape where nothing is behind
    assert!(desk.walk([Back]).0.unwrap_err().is::<Interrupted>());
}

#[test]
fn a_field_has_the_value_that_was_chosen_and_lists_are_united() {
    let desk = Desk::usual();
    let (exit, _) = desk.walk([
        One("skip"),
        One("one work: choose"),
        One("b2"),
        One("3 (b1)"),
        Yes(true),
    ]);
    assert_eq!(exit.unwrap(), Exit::Findings);
    assert_eq!(desk.read("b1.toml"), None);
    assert_eq!(desk.read("b2.toml").unwrap(), B2.replace("\"4\"", "\"3\"") + "ids = [\"b1\"]\n");
}

#[test]
fn sources_that_changed_meanwhile_are_shown_again_and_not_overwritten() {
    let desk = Desk::usual();
    let changed = "[a2]\ntype = \"article\"\ntitle = \"A long enough title of its own\"\nauthor = [\"Doe, J.\"]\ndate = \"2001\"\ndoi = \"10.1000/1\"\nnote = \"new\"\n";
    let (exit, said) = desk.walk([
        One("one work: merge into a1"),
        Change("a2.toml", changed),
        Yes(true),
        One("one work: merge into a1"),
        Yes(true),
        One("distinct"),
        Change("b2.toml", "[b2]\ntype = \"book\"\ntitle = \"Mended\"\n"),
        Line("two volumes"),
        Yes(true),
    ]);
    assert_eq!(exit.unwrap(), Exit::Done);
    assert_eq!(said.matches("something changed").count(), 2, "{said}");
    assert!(desk.read("a1.toml").unwrap().contains("note = \"new\""));
    assert_eq!(desk.read("b1.toml").as_deref(), Some(B1));
}

#[test]
fn what_is_left_of_a_group_is_asked_about_again() {
    let b3 = B1.replace("[b1]", "[b3]").replace("\"3\"", "\"5\"");
    let desk = Desk::new(&[("b1.toml", B1), ("b2.toml", B2), ("b3.toml", &b3)]);
    let (exit, said) = desk.walk([
        One("some of them"),
        Answer::Some(&[0, 2]),
        One("one work: merge into b3"),
        Yes(true),
        One("distinct"),
        Line("another volume"),
        Yes(true),
    ]);
    assert_eq!(exit.unwrap(), Exit::Done, "{said}");
    assert!(desk.read("b3.toml").unwrap().contains("ids = [\"b1\"]"));
    assert!(desk.read("b2.toml").unwrap().contains("distinct = { b3 = \"another volume\" }"));
}

#[test]
fn a_no_of_a_person_is_in_the_way_of_a_merge() {
    let b2 = format!("{B2}distinct = {{ b3 = \"looked\" }}\n");
    let b3 = B1.replace("[b1]", "[b3]").replace("\"3\"", "\"5\"");
    let desk = Desk::new(&[("b1.toml", B1), ("b2.toml", &b2), ("b3.toml", &b3)]);
    let (exit, said) = desk.walk([One("one work: merge into another"), One("b1"), One("skip")]);
    assert_eq!(exit.unwrap(), Exit::Findings);
    assert!(said.contains("`b2` is not `b3`, a person said: looked"), "{said}");
}
