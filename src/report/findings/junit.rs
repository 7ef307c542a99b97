//! Findings as JUnit's XML, which Jenkins, GitLab, Azure and CircleCI show: a test a finding.
//!
//! A note is a test that passes, for what is merely missing turns no pipeline red.

use super::told;
use crate::{
    diagnostic::{Diagnostic, Severity},
    model::text::visible,
    report::line,
};
use std::fmt::Write;

/// A document with one suite; one test that passes if nothing was found.
pub(super) fn document(found: &[Diagnostic]) -> String {
    let tests = found.len().max(1);
    let failures = found.iter().filter(|finding| finding.severity > Severity::Note).count();
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\"");
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"bib\" {counts}>\n  \
         <testsuite name=\"bib\" {counts} skipped=\"0\" time=\"0\">\n"
    );
    if found.is_empty() {
        text += "    <testcase name=\"nothing found\" classname=\"bib\" time=\"0\"/>\n";
    }
    for finding in found {
        test(finding, &mut text);
    }
    text + "  </testsuite>\n</testsuites>\n"
}

fn test(finding: &Diagnostic, text: &mut String) {
    let place = finding.place.as_ref();
    let name = match place {
        Some(place) => format!("{}:{}:{} {}", place.path, place.line, place.column, finding.rule),
        None => finding.rule.to_owned(),
    };
    let _ =
        write!(text, "    <testcase name=\"{}\" classname=\"bib.{}\"", escape(&name), escape(finding.rule));
    if let Some(place) = place {
        let _ = write!(text, " file=\"{}\" line=\"{}\"", escape(&place.path), place.line);
    }
    *text += " time=\"0\">\n";
    let whole = escape(&line(finding));
    let _ = match finding.severity {
        Severity::Note => writeln!(text, "      <system-out>{whole}</system-out>"),
        severity => writeln!(
            text,
            "      <failure type=\"{severity}\" message=\"{}\">{whole}</failure>",
            escape(&told(finding))
        ),
    };
    *text += "    </testcase>\n";
}

/// Text in XML 1.0, in an attribute too. Most control characters may not even stand there escaped, so they are made
/// visible first; the last two of the basic plane may not either (section 2.2, `Char`).
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in visible(text).chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&apos;",
            '\u{fffe}' | '\u{ffff}' => _ = write!(out, "{}", c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}
