//! Findings as a summary in Markdown: for a pull request, or the page of a workflow's run.

use super::told;
use crate::{
    diagnostic::{Diagnostic, Severity},
    model::text::visible,
    page::markdown::escape,
    report::{counted, summary},
};
use std::fmt::Write;

/// How many are in each severity, and a table of all; of as many as fit into so many bytes if that is said, the worst first.
pub(super) fn page(found: &[Diagnostic], most: Option<usize>) -> String {
    if found.is_empty() {
        return "### bib: nothing found\n".to_owned();
    }
    let mut page = format!(
        "### bib: {}\n\n| severity | where | rule | what |\n| --- | --- | --- | --- |\n",
        summary(found)
    );
    let severities = [Severity::Error, Severity::Warning, Severity::Note];
    let ordered =
        severities.iter().flat_map(|severity| found.iter().filter(move |one| one.severity == *severity));
    for (at, finding) in ordered.enumerate() {
        let row = row(finding);
        if most.is_some_and(|most| page.len() + row.len() > most) {
            let _ = writeln!(
                page,
                "\n{} more: the log of the run has them.",
                counted(found.len() - at, "finding")
            );
            break;
        }
        page += &row;
    }
    page
}

fn row(finding: &Diagnostic) -> String {
    let place = match &finding.place {
        Some(place) => escape(&visible(&format!("{}:{}", place.path, place.line))),
        None => String::new(),
    };
    let what = escape(&visible(&told(finding)));
    format!("| {} | {place} | {} | {what} |\n", finding.severity, escape(finding.rule))
}
