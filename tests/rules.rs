//! The rules of `bib check`: each page's example is a finding, what it says instead is clean, and its fix is idempotent.
//!
//! `SNAPSHOTS=overwrite cargo test rules` writes `tests/golden/rules.txt` and `docs/rules.md` anew.

use bib::{
    check::{self, Options, RULES, Rule, State, Subject},
    diagnostic::{Diagnostic, Safety, Severity},
    documents::Document,
    library::{Access, Library, Trouble},
    model::date::Point,
    report,
};
use snapbox::{Assert, Data};
use std::{
    fmt::Write,
    path::Path,
    time::{Duration, Instant},
};

/// Rules about what a text cannot show: encodings, permissions, links. `tests/on_disk.rs` shows them.
pub(crate) const NOT_IN_A_TEXT: [&str; 5] =
    ["link-directory", "link-outside", "no-documents", "not-utf8", "unreadable-file"];

/// The files that a section of a page shows, by path relative to the library.
fn files(page: &str, section: &str) -> Vec<(String, String)> {
    let Some((_, rest)) = page.split_once(&format!("\n## {section}\n")) else { return Vec::new() };
    let section = rest.split("\n## ").next().unwrap_or_default();
    let mut files = Vec::new();
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let text: String =
            lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
        let path = info.split_once(' ').map(|(_, path)| path.to_owned());
        files.push((path.unwrap_or_else(|| own_path(&text)), text));
    }
    files
}

/// The path of a file with one source: its key.
fn own_path(text: &str) -> String {
    let header = text.lines().find_map(|line| line.strip_prefix('[')).expect("a header");
    format!("{}.toml", header.trim_end_matches(']').trim_matches('"'))
}

/// The library of these files, or the faults of its settings.
fn library(files: &[(String, String)]) -> Result<Library, Vec<Diagnostic>> {
    let settings = files.iter().find(|(path, _)| path == "bib.toml").map_or("", |(_, text)| text);
    let texts =
        files.iter().filter(|(path, _)| path.rsplit('.').next() == Some("toml") && path != "bib.toml");
    Library::from_texts(settings, texts.cloned()).map_err(|trouble| match trouble {
        Trouble::Faults(faults) => faults,
        Trouble::Machine(fault) => panic!("{fault:?}"),
    })
}

fn today() -> Point {
    Point::new(2026, Some(11), Some(25)).unwrap()
}

fn options(rule: &'static Rule) -> Options {
    // rules that are off have to be asked for
    let select = if rule.severity.is_none() { vec![rule] } else { Vec::new() };
    Options { select, ..Options::default() }
}

/// The documents among files.
fn documents(files: &[(String, String)]) -> (Vec<Document>, Vec<Diagnostic>) {
    let documents = files.iter().filter(|(path, _)| path.rsplit('.').next() != Some("toml"));
    let (mut read, mut unread) = (Vec::new(), Vec::new());
    for (path, text) in documents {
        match Document::new(path, text.clone()) {
            Ok(document) => read.push(document),
            Err(fault) => unread.push(*fault),
        }
    }
    (read, unread)
}

/// What the rules find in the files of a section, and what a fix makes of them.
struct Shown {
    library: Library,
    /// Of its settings; with them there is no library.
    faults: Vec<Diagnostic>,
    documents: (Vec<Document>, Vec<Diagnostic>),
    options: Options,
}

impl Shown {
    fn new(rule: &'static Rule, section: &str) -> Shown {
        let files = files(&check::page(rule), section);
        assert!(!files.is_empty(), "{}: nothing is shown as {section}", rule.name);
        let (library, faults) = match library(&files) {
            Ok(library) => (library, Vec::new()),
            Err(faults) => (Library::default(), faults),
        };
        Shown { library, faults, documents: documents(&files), options: options(rule) }
    }

    fn state(&self) -> State<'_> {
        State::new(&self.library, &self.documents)
    }

    fn look(&self, state: State<'_>) -> Vec<Diagnostic> {
        check::check(&Subject::new(state, today()), &self.options, &|_| true)
    }

    fn found(&self) -> Vec<Diagnostic> {
        if self.faults.is_empty() { self.look(self.state()) } else { self.faults.clone() }
    }

    fn mend(&self, state: State<'_>, safety: Safety) -> check::Mended {
        check::mend(state, &|state| self.look(state), safety)
    }
}

/// The rules that a text can show.
fn shown() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied().filter(|rule| !NOT_IN_A_TEXT.contains(&rule.name))
}

#[test]
fn every_page_says_what_why_and_shows_both() {
    for rule in RULES {
        let page = check::page(rule);
        for heading in ["What it finds", "Why it matters", "Example", "Instead"] {
            assert!(page.contains(&format!("\n## {heading}\n")), "{}: no `{heading}`", rule.name);
        }
        assert!(check::summary(rule).ends_with('.'), "{}: the summary is no sentence", rule.name);
        assert!(page.lines().all(|line| line.chars().count() <= 130), "{}: a long line", rule.name);
    }
}

#[test]
fn every_example_is_a_finding_and_what_stands_instead_is_clean() {
    for rule in shown() {
        let found = Shown::new(rule, "Example").found();
        assert!(found.iter().any(|finding| finding.rule == rule.name), "{}: {found:#?}", rule.name);
        let left = Shown::new(rule, "Instead").found();
        let bad =
            left.iter().filter(|finding| finding.rule == rule.name || finding.severity > Severity::Note);
        assert_eq!(bad.collect::<Vec<_>>(), Vec::<&Diagnostic>::new(), "{}", rule.name);
    }
}

#[test]
fn a_fix_mends_and_has_nothing_more_to_mend() {
    for rule in shown() {
        let example = Shown::new(rule, "Example");
        for safety in [Safety::Safe, Safety::Unsafe] {
            let fixable = |found: &[Diagnostic]| {
                found.iter().filter(|d| d.fix.as_ref().is_some_and(|fix| fix.safety <= safety)).count()
            };
            let mended = example.mend(example.state(), safety);
            assert_eq!(fixable(&mended.left), 0, "{}: {:#?}", rule.name, mended.left);
            assert_eq!(fixable(&example.found()) > 0, !mended.plan.is_empty(), "{}", rule.name);
            if let Some((library, documents)) = &mended.then {
                let then = State { library, documents, unread: &[] };
                assert!(example.mend(then, safety).plan.is_empty(), "{}", rule.name);
            }
        }
    }
}

#[test]
fn our_own_library_has_nothing_but_notes() {
    let library = Library::open(Path::new("bib"), Access::Read).map_err(|_| "faults").unwrap();
    assert!(library.settings().check.rules.is_empty(), "no rule is turned off");
    let documents = (Vec::new(), Vec::new());
    // behind all its dates
    let end_of_2026 = Point::new(2026, Some(12), Some(31)).unwrap();
    let subject = Subject::new(State::new(&library, &documents), end_of_2026);
    let found = check::check(&subject, &Options::default(), &|_| true);
    let bad: Vec<&Diagnostic> = found.iter().filter(|finding| finding.severity > Severity::Note).collect();
    assert_eq!(bad, Vec::<&Diagnostic>::new());
}

#[test]
fn findings_are_as_shown() {
    let mut text = String::new();
    for rule in shown() {
        let example = Shown::new(rule, "Example");
        let _ = writeln!(text, "== {}", rule.name);
        for finding in example.found().iter().filter(|finding| finding.rule == rule.name) {
            let _ = writeln!(text, "{}", report::line(finding));
        }
        let mended = example.mend(example.state(), Safety::Unsafe);
        let safety =
            mended.fixed.iter().filter_map(|finding| finding.fix.as_ref()).map(|fix| fix.safety).max();
        if let Some(safety) = safety {
            let _ = writeln!(text, "-- {safety} fix");
        }
        for change in mended.plan.changes.iter().chain(&mended.plan.documents) {
            let (before, after) = (change.before.as_deref(), change.after.as_deref());
            let diff = similar::TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default());
            for line in diff.iter_all_changes().filter(|line| line.tag() != similar::ChangeTag::Equal) {
                let _ = write!(text, "{}{}", line.tag(), line.value());
            }
            if before.is_none() || after.is_none() {
                let _ = writeln!(text, "{} {}", if after.is_none() { "gone:" } else { "new:" }, change.path);
            }
        }
        text.push('\n');
    }
    Assert::new()
        .action_env("SNAPSHOTS")
        .eq(text, Data::read_from("tests/golden/rules.txt".as_ref(), None).raw());
}

#[test]
fn the_document_of_rules_is_current() {
    let mut text = "# Rules of `bib check`\n\nEach finding names its rule. `bib explain RULE` prints what is said of it here; \
        `[check.rules]` in `bib.toml`\nsays how bad a rule is in a library, and `allow` in a source that it may be broken there, \
        and why.\n\n| rule | severity | what it finds |\n| --- | --- | --- |\n"
        .to_owned();
    for rule in RULES {
        let severity = rule.severity.map_or_else(|| "off".to_owned(), |severity| severity.to_string());
        let _ = writeln!(text, "| [{0}](#{0}) | {severity} | {1} |", rule.name, check::summary(rule));
    }
    for rule in RULES {
        // a page's headings are below its name
        let page = check::page(rule).replace("\n## ", "\n### ");
        let _ = write!(text, "\n#{page}");
    }
    Assert::new().action_env("SNAPSHOTS").eq(text, Data::read_from("docs/rules.md".as_ref(), None).raw());
}

/// A source with so many of what some rule finds in one field.
fn long(field: &str, element: &str, count: usize) -> String {
    let elements: Vec<String> = (0..count).map(|n| element.replace("{n}", &n.to_string())).collect();
    let (open, close) = if field == "distinct" { ("{ ", " }") } else { ("[", "]") };
    format!("[a]\ntype = \"book\"\ntitle = \"T\"\n{field} = {open}{}{close}\n", elements.join(", "))
}

#[test]
fn what_is_wrong_with_a_long_field_takes_time_by_its_length() {
    let others = "[b]\ntype = \"book\"\ntitle = \"U\"\nids = [\"alias\"]\n";
    for (field, element) in [
        ("author", "\"Family{n}, G.H.\""),
        ("author", "\"Family and Other\""),
        ("author", "\"  Family{n}  \""),
        ("author", "{ family = \"F{n}\", orcid = \"https://orcid.org/0000-0002-1825-0097\" }"),
        ("related", "{ key = \"a\" }"),
        ("related", "{ key = \"alias\" }"),
        ("related", "{ key = \"gone{n}\" }"),
        ("distinct", "gone{n} = \"another work\""),
        ("xdata", "\"gone{n}\""),
        ("keywords", "\"one\""),
    ] {
        // twice the length takes four times as long if each is looked through for each: then minutes, here seconds
        let text = long(field, element, 8_000) + others;
        let library = Library::from_texts("", [("a.toml".to_owned(), text)]).unwrap();
        let start = Instant::now();
        let look =
            |state: State<'_>| check::check(&Subject::new(state, today()), &Options::default(), &|_| true);
        let mended = check::mend(State::alone(&library), &look, Safety::Unsafe);
        assert!(!mended.left.is_empty() || !mended.fixed.is_empty(), "{field} {element}");
        assert!(start.elapsed() < Duration::from_secs(20), "{field} {element}: {:?}", start.elapsed());
    }
}
