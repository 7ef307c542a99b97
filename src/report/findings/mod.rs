//! Findings for people and programs: one list of diagnostics, a file a form.

mod json;

use super::{line, pretty};
use crate::diagnostic::Diagnostic;

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
    pub const ALL: [Form; 3] = [Form::Text, Form::Json, Form::Jsonl];

    /// Its name for `--format`.
    pub fn name(self) -> &'static str {
        match self {
            Form::Text => "text",
            Form::Json => "json",
            Form::Jsonl => "jsonl",
        }
    }

    /// What it is, in a few words.
    pub fn help(self) -> &'static str {
        match self {
            Form::Text => "A line each; on a terminal with the lines of the file they are about",
            Form::Json => "An array of objects",
            Form::Jsonl => "The same objects, one a line",
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
    }
}
