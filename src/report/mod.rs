//! Findings as text: a line each where programs and logs read, with the lines they are about where a person does.

pub mod changes;
pub mod duplicates;
pub mod findings;
mod pretty;
pub mod schema;
pub mod source;

pub use pretty::pretty;

use crate::{
    diagnostic::{Diagnostic, Severity},
    model::text::visible,
};
use std::fmt::Write;

/// A diagnostic as one line without a line feed: `path:line:column: error[rule]: what. help: what to do`.
pub fn line(diagnostic: &Diagnostic) -> String {
    let Diagnostic { rule, severity, message, place, help, .. } = diagnostic;
    let mut line = String::new();
    if let Some(place) = place {
        let _ = write!(line, "{}:{}:{}: ", visible(&place.path), place.line, place.column);
    }
    let _ = write!(line, "{severity}[{rule}]: {}", visible(message));
    if let Some(help) = help {
        let _ = write!(line, ". help: {}", visible(help));
    }
    line
}

/// How many of which severity, as `2 errors, 1 warning`; empty if there are none.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let parts =
        [Severity::Error, Severity::Warning, Severity::Note].map(|severity| (severity, count(severity)));
    let parts = parts.iter().filter(|(_, count)| *count > 0);
    let parts: Vec<String> = parts.map(|(severity, count)| counted(*count, &severity.to_string())).collect();
    parts.join(", ")
}

/// A number and a noun: `1 source`, `3 sources`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    #[test]
    fn a_line_says_where_what_and_what_to_do() {
        let place = Place { path: "bib/a.toml".into(), line: 3, column: 1, end_line: 3, end_column: 5 };
        let fault = Diagnostic::error("unknown-field", "unknown field `yaer`");
        let with_all = fault.clone().at(place).help("did you mean `year`?");
        let evil = Diagnostic::note("x", "a\nb\u{1b}[31m");
        assert_eq!(line(&fault), "error[unknown-field]: unknown field `yaer`");
        assert_eq!(
            line(&with_all),
            "bib/a.toml:3:1: error[unknown-field]: unknown field `yaer`. help: did you mean `year`?"
        );
        assert!(!line(&evil).contains(char::is_control));
    }

    #[test]
    fn a_summary_counts() {
        let faults = [Diagnostic::error("a", ""), Diagnostic::error("b", ""), Diagnostic::note("c", "")];
        assert_eq!(summary(&faults), "2 errors, 1 note");
        assert_eq!(summary(&[]), "");
    }
}
