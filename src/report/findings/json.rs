//! Findings as JSON.

use crate::{
    diagnostic::{Diagnostic, Safety, Severity},
    report::source::escaped,
};
use serde::Serialize;

/// A finding as JSON; members are never left out, what is not known is `null`.
#[derive(Serialize)]
struct Json<'a> {
    rule: &'a str,
    severity: Severity,
    message: &'a str,
    path: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    key: Option<&'a str>,
    field: Option<&'a str>,
    help: Option<&'a str>,
    fix: Option<Safety>,
}

impl<'a> Json<'a> {
    fn new(finding: &'a Diagnostic) -> Json<'a> {
        let place = finding.place.as_ref();
        Json {
            rule: finding.rule,
            severity: finding.severity,
            message: &finding.message,
            path: place.map(|place| place.path.as_str()),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            end_line: place.map(|place| place.end_line),
            end_column: place.map(|place| place.end_column),
            key: finding.key.as_deref(),
            field: finding.field.as_deref(),
            help: finding.help.as_deref(),
            fix: finding.fix.as_ref().map(|fix| fix.safety),
        }
    }
}

/// An array, indented; `[]` if nothing was found. What acts on a terminal is escaped.
pub(super) fn array(found: &[Diagnostic]) -> String {
    let found: Vec<Json<'_>> = found.iter().map(Json::new).collect();
    serde_json::to_string_pretty(&found).map_or_else(|_| "[]".to_owned(), |json| escaped(&json)) + "\n"
}

/// An object a line.
pub(super) fn lines(found: &[Diagnostic]) -> String {
    let one = |finding| serde_json::to_string(&Json::new(finding)).unwrap_or_default();
    found.iter().map(|finding| escaped(&one(finding)) + "\n").collect()
}
