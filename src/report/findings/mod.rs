//! Findings for people and programs: one list of diagnostics, a file a form.

mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod sarif;

use super::{line, pretty};
use crate::{
    diagnostic::{Diagnostic, Identity},
    model::fold,
};
use std::collections::HashMap;

/// A form of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// A line each; on a terminal with the lines of the file they are about.
    #[default]
    Text,
    /// An array of objects.
    Json,
    /// The same objects, one a line.
    Jsonl,
    /// GitHub's workflow commands.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit's XML.
    Junit,
    /// A summary in Markdown.
    Markdown,
}

/// How text is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    /// With the lines of the files.
    pub pretty: bool,
    /// In colour.
    pub colour: bool,
}

impl Form {
    /// All forms.
    pub const ALL: [Form; 8] = [
        Form::Text,
        Form::Json,
        Form::Jsonl,
        Form::Github,
        Form::Gitlab,
        Form::Sarif,
        Form::Junit,
        Form::Markdown,
    ];

    /// Its name for `--format`.
    pub fn name(self) -> &'static str {
        match self {
            Form::Text => "text",
            Form::Json => "json",
            Form::Jsonl => "jsonl",
            Form::Github => "github",
            Form::Gitlab => "gitlab",
            Form::Sarif => "sarif",
            Form::Junit => "junit",
            Form::Markdown => "markdown",
        }
    }

    /// What it is, in a few words.
    pub fn help(self) -> &'static str {
        match self {
            Form::Text => "A line each; on a terminal with the lines of the file they are about",
            Form::Json => "An array of objects",
            Form::Jsonl => "The same objects, one a line",
            Form::Github => {
                "Annotations in a pull request on GitHub; a summary goes to the file GITHUB_STEP_SUMMARY names"
            }
            Form::Gitlab => "A code quality report for GitLab",
            Form::Sarif => "SARIF 2.1.0, for GitHub's code scanning and editors",
            Form::Junit => "JUnit's XML, a test a finding",
            Form::Markdown => "A summary: counts, and a table",
        }
    }

    /// The form of that name.
    pub fn from_name(name: &str) -> Option<Form> {
        Form::ALL.into_iter().find(|form| form.name() == name)
    }
}

/// Findings in a form, in their order; `text` gives the text of a file by the path in a place.
pub fn write<'t>(
    form: Form,
    found: &[Diagnostic],
    text: &dyn Fn(&str) -> Option<&'t str>,
    look: Look,
) -> String {
    match form {
        Form::Text if look.pretty => found
            .iter()
            .map(|finding| {
                let source = finding.place.as_ref().and_then(|place| text(&place.path));
                pretty(finding, source, look.colour) + "\n"
            })
            .collect(),
        Form::Text => found.iter().map(|finding| line(finding) + "\n").collect(),
        Form::Json => json::array(found),
        Form::Jsonl => json::lines(found),
        Form::Github => github::commands(found),
        Form::Gitlab => gitlab::array(found),
        Form::Sarif => sarif::log(found),
        Form::Junit => junit::document(found),
        Form::Markdown => markdown::page(found, None),
    }
}

/// The summary of a workflow's run: as much of [`Form::Markdown`] as GitHub takes.
pub fn step_summary(found: &[Diagnostic]) -> String {
    // a step may write 1 MiB, and others write to the same file; what is more is dropped as a whole
    markdown::page(found, Some(500_000))
}

/// Where findings without a place are, in forms that want one: the work tree as a whole.
const NOWHERE: &str = ".";

/// What is wrong and what to do, without place and rule, which these forms have members for.
fn told(finding: &Diagnostic) -> String {
    match &finding.help {
        Some(help) => format!("{}. help: {help}", finding.message),
        None => finding.message.clone(),
    }
}

/// What tells each finding from all others and stays when lines move: a hash of its identity, and how many before it have the
/// same.
fn fingerprints(found: &[Diagnostic]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let print = |finding: &Diagnostic| {
        let Identity { rule, key, path, field, message } = finding.identity();
        let subject: Vec<String> = key.into_iter().chain(path).collect();
        let hash = fold::hash(&[rule, subject.join(" "), field.unwrap_or_default(), message].join("\0"));
        let before = seen.entry(hash.clone()).or_default();
        *before += 1;
        if *before == 1 { hash } else { format!("{hash}-{before}") }
    };
    found.iter().map(print).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    #[test]
    fn fingerprints_stay_when_lines_move_and_tell_all_findings_apart() {
        let at = |line: usize| Place { line, ..Place::file("a.toml") };
        let fault = |line: usize| Diagnostic::error("x", "y").key("a").at(at(line));
        let other = Diagnostic::error("x", "z").key("a");
        let before = fingerprints(&[fault(1), fault(2), other.clone()]);
        assert_eq!(before, fingerprints(&[fault(7), fault(9), other]));
        assert!(before[0] != before[1] && before[1] != before[2] && before[0] != before[2]);
    }

    #[test]
    fn every_form_is_found_by_its_name() {
        for form in Form::ALL {
            assert_eq!(Form::from_name(form.name()), Some(form));
        }
    }
}
