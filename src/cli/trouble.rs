//! What ends a command early, and how it is told. The user's data is not among it: that is diagnostics.

use crate::{diagnostic::Diagnostic, files::Fault, library::Trouble, query::NoQuery};
use std::{fmt, io, path::Path};

/// A sentence for the user, with what to do about it.
#[derive(Debug)]
pub(super) struct Problem {
    /// What is wrong.
    pub(super) message: String,
    /// What to do about it.
    pub(super) help: Option<String>,
}

/// Diagnostics that are in the way.
#[derive(Debug)]
pub(super) struct Faults(pub(super) Vec<Diagnostic>);

/// Ctrl-C or Escape at a question.
#[derive(Debug)]
pub(super) struct Interrupted;

impl Problem {
    /// What is wrong: lower case, no full stop.
    pub(super) fn new(message: impl Into<String>) -> Problem {
        Problem { message: message.into(), help: None }
    }

    /// What to do about it.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, ". help: {help}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} faults", self.0.len())
    }
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("interrupted")
    }
}

impl std::error::Error for Problem {}
impl std::error::Error for Faults {}
impl std::error::Error for Interrupted {}

/// The machine's refusal to do (`read`, `write`) something with a path.
pub(super) fn machine(doing: &str, path: &Path, error: &io::Error) -> Problem {
    let here = std::env::current_dir().ok();
    let shown =
        here.and_then(|here| path.strip_prefix(here).ok()).filter(|path| !path.as_os_str().is_empty());
    let problem =
        Problem::new(format!("cannot {doing} {}: {}", shown.unwrap_or(path).display(), reason(error)));
    match error.kind() {
        io::ErrorKind::NotFound => problem.help("look at its name and its folder"),
        io::ErrorKind::IsADirectory => problem.help("name a file in it"),
        io::ErrorKind::PermissionDenied => problem.help("look at its permissions and its owner"),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => problem.help("make room and try again"),
        _ => problem,
    }
}

/// What stood in the way of opening or writing a library.
pub(super) fn from_library(trouble: Trouble) -> anyhow::Error {
    match trouble {
        Trouble::Machine(fault) => from_fault(fault),
        Trouble::Faults(faults) => Faults(faults).into(),
    }
}

/// A fault of the machine.
#[expect(clippy::needless_pass_by_value, reason = "an argument of map_err")]
pub(super) fn from_fault(fault: Fault) -> anyhow::Error {
    machine(fault.action, &fault.path, &fault.error).into()
}

/// As many characters of a query are said again (taste: two lines of a terminal).
const LONGEST: usize = 160;

/// Words of a command line that are no query, with the place.
pub(super) fn from_query(text: &str, error: &NoQuery) -> anyhow::Error {
    let column = text.get(..error.at).map_or(0, |before| before.chars().count()) + 1;
    let long = text.char_indices().nth(LONGEST).map(|(at, _)| at);
    let cut = long.and_then(|at| text.get(..at)).map_or_else(|| text.to_owned(), |start| format!("{start}…"));
    let problem = Problem::new(format!("{} (at character {column} of `{cut}`)", error.message));
    match &error.help {
        Some(help) => problem.help(help).into(),
        None => problem.into(),
    }
}

/// An error of the machine as a phrase: without its number, lower case.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_phrases() {
        let denied = io::Error::from_raw_os_error(13);
        assert_eq!(reason(&denied), "permission denied");
        assert_eq!(
            machine("read", Path::new("bib/bib.toml"), &denied).to_string(),
            "cannot read bib/bib.toml: permission denied. help: look at its permissions and its owner"
        );
    }
}
