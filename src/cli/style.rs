//! `--style`: a citation style by its name, or by the path of its .csl file.

use super::{
    Context,
    trouble::{self, Problem},
};
use crate::{
    files, format,
    page::{
        export::Form,
        style::{self, Fault, Style},
    },
};
use clap_complete::engine::CompletionCandidate;
use std::{ffi::OsStr, path::Path};

/// What `--style` takes for a question.
pub(super) const LIST: &str = "list";

/// The style that a name means, else the file; a relative path is one of `base`.
pub(super) fn find(name: &str, base: &Path) -> Result<Style, Fault> {
    if !is_path(name) {
        return Style::named(name);
    }
    let bytes = files::read(&base.join(name)).map_err(|fault| {
        let problem = trouble::machine(fault.action, &fault.path, &fault.error);
        let help = problem.help.unwrap_or_else(|| "look at the file".to_owned());
        Fault { message: problem.message, help }
    })?;
    let (text, _) = format::decode(&bytes, name);
    Style::parse(&text).map_err(|fault| Fault { message: format!("{name}: {}", fault.message), ..fault })
}

/// The style of the command line for a page of that form.
pub(super) fn asked(name: &str, form: Option<Form>) -> anyhow::Result<Style> {
    if !matches!(form, Some(Form::Page(_))) {
        let problem = Problem::new("a citation style is for a page");
        return Err(problem.help("add `--format markdown`, `--format html` or `--format text`").into());
    }
    let fault = |fault: Fault| Problem::new(fault.message).help(fault.help);
    Ok(find(name, Path::new("")).map_err(fault)?)
}

/// Prints the names of all styles.
pub(super) fn print_list(cx: &mut Context<'_>) -> anyhow::Result<()> {
    let list = style::list();
    let width = list.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines: String = list.iter().map(|(name, title)| format!("{name:<width$}  {title}\n")).collect();
    cx.print(&lines)
}

/// The styles whose names begin with what is typed.
pub(super) fn complete(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else { return Vec::new() };
    let styles = style::list().into_iter().filter(|(name, _)| name.starts_with(current));
    styles.map(|(name, title)| CompletionCandidate::new(name).help(Some(title.into()))).collect()
}

/// Whether a style is named by a path: no style's name looks like one.
fn is_path(name: &str) -> bool {
    name.contains(['/', '\\'])
        || Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csl"))
}
