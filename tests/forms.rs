//! Hostile data in every form of the report: each stays valid, says one thing a finding, and carries all of it escaped.

use bib::{
    check::{self, Options, Subject},
    dedupe::{Duplicates, duplicates},
    diagnostic::{Diagnostic, Place, Severity},
    library::Library,
    model::{Source, date::Point, text::visible},
    report::{
        duplicates::findings as of_duplicates,
        findings::{Form, Look, step_summary, write},
    },
};
use std::{collections::BTreeSet, fmt::Write};

/// What breaks out of one form or another.
const HOSTILE: &[&str] = &[
    "a\nb\r\nc\rd",
    "\n::error file=x,line=1::injected",
    "%0A::error::injected%0D%25",
    "::set-output name=a::b",
    "\u{1b}[31mred\u{1b}]0;title\u{7}",
    "]]><script>alert(1)</script><![CDATA[",
    "</failure></testcase><evil a=\"",
    "a,line=9,title=x::y",
    "\u{202e}desrever\u{2066}\u{200f}",
    "nul\0bell\u{7}back\u{8}\u{7f}\u{9b}",
    "\u{2028}\u{2029}\u{85}\u{fffe}\u{ffff}\u{feff}",
    "\" ' ` \\ \\\" '''",
    "| a | b |\n| --- | --- |\n# heading\n- [ ] item <!-- ",
    "[link](javascript:alert(1)) ![x](https://example.org/x) <img src=x onerror=y> @everyone #1",
    "{\"a\": [1, 2], \"b\": \\u0000}",
    "../../etc/passwd?query#fragment%2e%2e",
    "😀 é e\u{301} \u{10fffd}",
    "",
    " ",
];

/// Findings with that text in every field, with and without a place.
fn findings() -> Vec<Diagnostic> {
    let long = "x|".repeat(30_000);
    let mut found = Vec::new();
    for text in HOSTILE.iter().copied().chain([long.as_str()]) {
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            let finding = Diagnostic::new(severity, "unknown-field", format!("unknown field `{text}`"));
            let finding = finding.key(text).field(text).help(format!("did you mean {text}?"));
            let place =
                Place { path: format!("bib/{text}.toml"), line: 3, column: 1, end_line: 3, end_column: 5 };
            found.extend([finding.clone().at(place), finding]);
        }
    }
    found
}

/// A library with that text in keys, titles, names, categories, fields and paths, and what is found in it.
fn of_library() -> Vec<Diagnostic> {
    let mut texts = Vec::new();
    for (at, text) in HOSTILE.iter().enumerate() {
        let quoted = quoted(text);
        for copy in ["a", "b"] {
            let key = self::quoted(&format!("{copy}{at}{text}"));
            let mut source = format!("[{key}]\ntype = \"article\"\n");
            for field in ["title", "journaltitle", "doi", "category", "url", "isbn", "pages", "date"] {
                let _ = writeln!(
                    source,
                    "{field} = {}",
                    self::quoted(&format!("{at} {text} is one title of both."))
                );
            }
            let _ =
                writeln!(source, "author = [{quoted}]\nmodules = [{quoted}, {quoted}]\n{quoted} = {quoted}");
            let _ =
                writeln!(source, "allow = {{ {quoted} = {quoted} }}\ndistinct = {{ {quoted} = {quoted} }}");
            texts.push((format!("{at}{copy}{}.toml", text.replace('/', "")), source));
        }
    }
    let library = Library::from_texts("", texts).unwrap();
    let subject =
        Subject::new(bib::check::State::alone(&library), Point::new(2026, Some(1), Some(1)).unwrap());
    let mut found = check::check(&subject, &Options::default(), &|_| true);
    let sources: Vec<&Source> = library.sources().iter().collect();
    let same: Duplicates = duplicates(&sources, &library.settings().dedupe);
    found.extend(of_duplicates(&library, &same));
    assert!(found.len() > 2 * HOSTILE.len(), "{}", found.len());
    assert!(found.iter().any(|finding| finding.rule.ends_with("duplicate")));
    found
}

/// A TOML string of any text.
fn quoted(text: &str) -> String {
    let mut out = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => _ = write!(out, "\\u{:04x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out + "\""
}

/// Findings in a form; nothing in it acts on a terminal but the ends of its lines.
fn written(form: Form, found: &[Diagnostic]) -> String {
    let text = write(form, found, &|_| None, Look::default());
    assert!(text.lines().all(|line| visible(line) == line), "{form:?} lets through what acts");
    text
}

/// What is wrong and what to do, as it is shown.
fn told(finding: &Diagnostic) -> String {
    let help = finding.help.as_ref().map_or(String::new(), |help| format!(". help: {help}"));
    visible(&format!("{}{help}", finding.message)).into_owned()
}

fn each(see: impl Fn(&[Diagnostic])) {
    for found in [findings(), of_library(), Vec::new()] {
        see(&found);
    }
}

#[test]
fn a_line_of_text_is_a_finding() {
    each(|found| {
        assert_eq!(written(Form::Text, found).lines().count(), found.len());
    });
}

#[test]
fn json_holds_everything_as_it_is() {
    each(|found| {
        let array: Vec<serde_json::Value> = serde_json::from_str(&written(Form::Json, found)).unwrap();
        let lines = written(Form::Jsonl, found);
        let lines: Vec<serde_json::Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(array, lines);
        for (json, finding) in array.iter().zip(found) {
            assert_eq!(json["message"], finding.message);
            assert_eq!(json["key"].as_str(), finding.key.as_deref());
        }
    });
}

#[test]
fn a_github_command_is_a_finding_and_none_is_injected() {
    each(|found| {
        let text = written(Form::Github, found);
        assert_eq!(text.lines().count(), found.len());
        for (line, finding) in text.lines().zip(found) {
            let (command, rest) = line.strip_prefix("::").unwrap().split_once(' ').unwrap();
            assert!(["error", "warning", "notice"].contains(&command), "{line}");
            let (properties, message) = rest.split_once("::").unwrap();
            assert_eq!(decoded(message), told(finding));
            let names: Vec<&str> =
                properties.split(',').map(|property| property.split_once('=').unwrap().0).collect();
            let place =
                ["file", "line", "endLine", "col", "endColumn"].iter().filter(|_| finding.place.is_some());
            assert_eq!(names, place.copied().chain(["title"]).collect::<Vec<_>>());
            if let Some(place) = &finding.place {
                let file = properties.split(',').next().unwrap().strip_prefix("file=").unwrap();
                assert_eq!(decoded(file), visible(&place.path));
            }
        }
    });
}

/// What GitHub's runner makes of an encoded text.
fn decoded(text: &str) -> String {
    let text = text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",");
    text.replace("%25", "%")
}

#[test]
fn a_gitlab_report_tells_all_findings_apart() {
    each(|found| {
        let report: Vec<serde_json::Value> = serde_json::from_str(&written(Form::Gitlab, found)).unwrap();
        assert_eq!(report.len(), found.len());
        let prints: BTreeSet<&str> = report.iter().map(|one| one["fingerprint"].as_str().unwrap()).collect();
        assert_eq!(prints.len(), found.len());
        for (one, finding) in report.iter().zip(found) {
            assert_eq!(one["description"], told(finding));
            assert_eq!(one["check_name"], finding.rule);
            assert!(["info", "minor", "major"].contains(&one["severity"].as_str().unwrap()));
            assert!(!one["location"]["path"].as_str().unwrap().is_empty());
            assert!(one["location"]["lines"]["begin"].as_u64().unwrap() > 0);
        }
    });
}

#[test]
fn a_sarif_log_refers_to_its_own_rules() {
    each(|found| {
        let log: serde_json::Value = serde_json::from_str(&written(Form::Sarif, found)).unwrap();
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "each once");
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), found.len());
        for (result, finding) in results.iter().zip(found) {
            assert_eq!(ids[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()], finding.rule);
            assert_eq!(result["message"]["text"], told(finding));
            let physical = &result["locations"][0]["physicalLocation"];
            let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
            assert!(
                uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte)),
                "{uri}"
            );
            assert_eq!(physical["region"].is_object(), finding.place.is_some());
        }
    });
}

#[test]
fn a_junit_document_is_xml_with_a_test_a_finding() {
    each(|found| {
        let text = written(Form::Junit, found);
        let document = roxmltree::Document::parse(&text).unwrap();
        let named = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
        let failures = found.iter().filter(|finding| finding.severity > Severity::Note).count();
        assert_eq!(named("testcase"), found.len().max(1));
        assert_eq!(named("failure"), failures);
        let suite = document.descendants().find(|node| node.has_tag_name("testsuite")).unwrap();
        assert_eq!(suite.attribute("tests"), Some(&*found.len().max(1).to_string()));
        assert_eq!(suite.attribute("failures"), Some(&*failures.to_string()));
        let messages = document.descendants().filter_map(|node| node.attribute("message"));
        let failed = found.iter().filter(|finding| finding.severity > Severity::Note);
        for (message, finding) in messages.zip(failed) {
            let told = told(finding).replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}");
            assert_eq!(message, told);
        }
    });
}

#[test]
fn a_markdown_summary_is_read_back_as_its_text() {
    each(|found| {
        let rows = read_back(&written(Form::Markdown, found));
        if found.is_empty() {
            return assert!(rows.is_empty());
        }
        assert_eq!(rows.len(), found.len() + 1, "a head, and a row a finding");
        let severities = [Severity::Error, Severity::Warning, Severity::Note];
        let ordered =
            severities.iter().flat_map(|severity| found.iter().filter(move |one| one.severity == *severity));
        for (row, finding) in rows.iter().skip(1).zip(ordered) {
            let place = finding.place.as_ref().map(|place| format!("{}:{}", place.path, place.line));
            let place = visible(&place.unwrap_or_default()).into_owned();
            assert_eq!(row.len(), 4);
            assert_eq!(row[1], blanks(&place));
            assert_eq!(row[2], finding.rule);
            assert_eq!(row[3], blanks(&told(finding)));
        }
    });
}

/// A text as pages show it: runs of blanks as one, what no page may hold replaced.
fn blanks(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

/// The cells of the one table of a page, as text. A page with anything but a heading, a table and a line is no summary.
fn read_back(page: &str) -> Vec<Vec<String>> {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut cell = None;
    for event in Parser::new_ext(page, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => cell = Some(String::new()),
            Event::End(TagEnd::TableCell) => rows.last_mut().unwrap().extend(cell.take()),
            Event::Text(text) => {
                if let Some(cell) = &mut cell {
                    cell.push_str(&text);
                }
            }
            Event::Start(Tag::Heading { .. } | Tag::Table(_) | Tag::Paragraph) | Event::End(_) => {}
            other => panic!("{other:?} in a summary"),
        }
    }
    rows
}

#[test]
fn a_summary_for_github_is_never_larger_than_it_takes() {
    let found = findings();
    let summary = step_summary(&found);
    assert!(summary.len() < 1 << 19, "{}", summary.len());
    assert!(summary.contains("more: the log of the run has them."));
    let rows = read_back(&summary);
    assert!(rows.len() > 1 && rows.len() <= found.len());
}
