//! Findings as SARIF 2.1.0 (OASIS standard, 2020), as GitHub's code scanning and editors read it.

use super::{NOWHERE, fingerprints, told};
use crate::{
    check::{self, Rule},
    diagnostic::{Diagnostic, Place, Severity},
    model::text::visible,
    report::source::escaped,
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, fmt::Write};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A log with one run.
pub(super) fn log(found: &[Diagnostic]) -> String {
    // the rules that found something, each once, by name
    let names: BTreeMap<&str, Severity> =
        found.iter().rev().map(|finding| (finding.rule, finding.severity)).collect();
    let at = |rule: &str| names.keys().position(|name| *name == rule);
    let rules: Vec<Value> = names.iter().map(|(name, severity)| rule(name, *severity)).collect();
    let results: Vec<Value> =
        found.iter().zip(fingerprints(found)).map(|(one, print)| result(one, at(one.rule), &print)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver(rules) },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).map_or_else(|_| String::new(), |json| escaped(&json)) + "\n"
}

fn driver(rules: Vec<Value>) -> Value {
    json!({
        "name": "bib",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        // the package's own page, wherever the code is kept
        "informationUri": concat!("https://crates.io/crates/", env!("CARGO_PKG_NAME")),
        "rules": rules,
    })
}

fn rule(name: &str, severity: Severity) -> Value {
    let mut object = Map::new();
    object.insert("id".to_owned(), name.into());
    // what is found while files are read may have no page
    if let Some(rule) = Rule::from_name(name) {
        let page = check::page(rule);
        let summary = check::summary(rule);
        object.insert("shortDescription".to_owned(), json!({ "text": summary }));
        object.insert("fullDescription".to_owned(), json!({ "text": summary }));
        object.insert("help".to_owned(), json!({ "text": page, "markdown": page }));
    }
    let severity = Rule::from_name(name).and_then(|rule| rule.severity).unwrap_or(severity);
    object.insert("defaultConfiguration".to_owned(), json!({ "level": severity }));
    Value::Object(object)
}

fn result(finding: &Diagnostic, rule: Option<usize>, fingerprint: &str) -> Value {
    let mut properties = Map::new();
    for (name, value) in [("key", &finding.key), ("field", &finding.field)] {
        if let Some(value) = value {
            properties.insert(name.to_owned(), visible(value).into());
        }
    }
    json!({
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": { "text": visible(&told(finding)) },
        "locations": [location(finding.place.as_ref())],
        "partialFingerprints": { "bib/v1": fingerprint },
        "properties": properties,
    })
}

fn location(place: Option<&Place>) -> Value {
    let uri = place.map_or_else(|| NOWHERE.to_owned(), |place| uri(&place.path));
    let mut physical = json!({ "artifactLocation": { "uri": uri, "uriBaseId": "%SRCROOT%" } });
    if let (Some(place), Some(object)) = (place, physical.as_object_mut()) {
        let region = json!({
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        });
        object.insert("region".to_owned(), region);
    }
    json!({ "physicalLocation": physical })
}

/// A path as a relative reference (RFC 3986, section 4.2): all but what is unreserved and `/` percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
