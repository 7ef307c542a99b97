//! Findings as GitHub's workflow commands: annotations in the lines of a pull request.
//!
//! A line a finding, and nothing in the data can end it or start another: what acts is made visible first, and what
//! the commands' own spelling uses is percent-encoded as GitHub's toolkit does (`packages/core/src/command.ts`).

use super::told;
use crate::{
    diagnostic::{Diagnostic, Severity},
    model::text::visible,
};
use std::fmt::Write;

/// A command a line.
pub(super) fn commands(found: &[Diagnostic]) -> String {
    found.iter().map(|finding| command(finding) + "\n").collect()
}

fn command(finding: &Diagnostic) -> String {
    let name = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut command = format!("::{name} ");
    if let Some(place) = &finding.place {
        let _ = write!(
            command,
            "file={},line={},endLine={},col={},endColumn={},",
            property(&place.path),
            place.line,
            place.end_line,
            place.column,
            place.end_column
        );
    }
    let _ = write!(command, "title={}::{}", property(finding.rule), data(&told(finding)));
    command
}

fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    #[test]
    fn no_text_starts_a_command_or_a_property() {
        let place =
            Place { path: "a,line=9::x%\n.toml".into(), line: 3, column: 1, end_line: 3, end_column: 5 };
        let finding =
            Diagnostic::error("unknown-field", "unknown `a\n::error::%0A`").at(place).help("look\r");
        assert_eq!(
            commands(&[finding, Diagnostic::note("x", "y")]),
            "::error file=a%2Cline=9%3A%3Ax%25\\n.toml,line=3,endLine=3,col=1,endColumn=5,title=unknown-field::\
             unknown `a\\n::error::%250A`. help: look\\r\n::notice title=x::y\n"
        );
    }
}
