//! What is known and not reported: the findings of a baseline file, and those of the library as it was.

use super::super::{
    Context, Exit,
    trouble::{self, Problem},
};
use crate::{
    check::Known,
    diagnostic::Diagnostic,
    documents::{self, Document},
    files,
    history::{Before, Repository},
    library::Library,
    report::counted,
};
use std::path::{Path, PathBuf};

/// A baseline file: where it is, and its name in messages.
pub(super) struct File {
    path: PathBuf,
    shown: String,
}

/// The library as it was where this branch and a revision part, and the documents.
pub(super) fn before(
    library: &Library,
    documents: &[Document],
    revision: &str,
) -> anyhow::Result<(Before, Vec<Document>)> {
    let repository = Repository::of(library.root())?;
    let commit = repository.merge_base(revision)?;
    let before = repository.before(&commit, library)?;
    if before.library.settings().documents.paths.is_empty() {
        return Ok((before, Vec::new()));
    }
    let now = documents.iter().map(|document| (document.path.as_str(), document.text.as_str())).collect();
    let texts = repository.texts_before(&commit, now, |path| documents::is_named(&before.library, path))?;
    Ok((before, documents::with(documents, texts)))
}

/// The baseline file: the one that is named, else that of the settings.
pub(super) fn file(library: &Library, named: Option<&Path>) -> Option<File> {
    if let Some(path) = named {
        return Some(File { path: path.to_owned(), shown: path.display().to_string() });
    }
    let set = library.settings().check.baseline.as_ref();
    set.map(|path| File { path: library.base().join(path), shown: path.clone() })
}

/// The findings of a baseline file.
pub(super) fn read(file: &File) -> anyhow::Result<Known> {
    let Some(bytes) = files::read_if_there(&file.path).map_err(trouble::from_fault)? else {
        let problem = Problem::new(format!("there is no baseline {}", file.shown));
        return Err(problem.help("`bib check --write-baseline` makes it").into());
    };
    Known::read(&String::from_utf8_lossy(&bytes)).map_err(|why| {
        let problem = Problem::new(format!("{} is no baseline: {why}", file.shown));
        problem.help("`bib check --write-baseline` makes it anew; a file that is something else it leaves alone").into()
    })
}

/// Writes what was found as the baseline.
pub(super) fn write(cx: &mut Context<'_>, file: Option<File>, found: &[Diagnostic]) -> anyhow::Result<Exit> {
    let Some(file) = file else {
        let problem = Problem::new("no baseline file is named");
        return Err(problem.help("name it with `--baseline FILE`, or as `baseline` of `[check]` in bib.toml").into());
    };
    let there = files::read_if_there(&file.path).map_err(trouble::from_fault)?;
    if there.is_some_and(|bytes| !Known::is_meant(&String::from_utf8_lossy(&bytes))) {
        let problem = Problem::new(format!("{} is there and is no baseline", file.shown));
        return Err(problem.help("name another file, or remove it").into());
    }
    files::write(&file.path, &Known::of(found).write()).map_err(trouble::from_fault)?;
    cx.say(format_args!("wrote {}: {}", file.shown, counted(found.len(), "known finding")));
    Ok(Exit::Done)
}
