//! Findings as GitLab's code quality report: an array of objects (its manual, "Code Quality report format").

use super::{NOWHERE, fingerprints, told};
use crate::{
    diagnostic::{Diagnostic, Severity},
    model::text::visible,
    report::source::escaped,
};
use serde_json::{Value, json};

/// An array, indented; `[]` if nothing was found.
pub(super) fn array(found: &[Diagnostic]) -> String {
    let found: Vec<Value> =
        found.iter().zip(fingerprints(found)).map(|(finding, print)| object(finding, &print)).collect();
    serde_json::to_string_pretty(&found).map_or_else(|_| "[]".to_owned(), |json| escaped(&json)) + "\n"
}

fn object(finding: &Diagnostic, fingerprint: &str) -> Value {
    let severity = match finding.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Note => "info",
    };
    let place = finding.place.as_ref();
    json!({
        "description": visible(&told(finding)),
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {
            "path": place.map_or(NOWHERE, |place| &place.path),
            "lines": {
                "begin": place.map_or(1, |place| place.line),
                "end": place.map_or(1, |place| place.end_line),
            },
        },
    })
}
