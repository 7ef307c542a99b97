//! What is known and not reported: the findings of a baseline file, and those of the library as it was.

use super::super::{
    Context, Exit,
    trouble::{self, Problem},
};
use crate::{
    check::{Known, Options, RULES},
    diagnostic::Diagnostic,
    documents::{self, Document},
    files,
    history::{Before, Commit, Repository},
    library::Library,
    report::counted,
};
use std::path::{Path, PathBuf};

/// A baseline file: where it is, and its name in messages.
pub(super) struct File {
    path: PathBuf,
    shown: String,
}

/// A revision to compare with: the commit where this branch and it part.
pub(super) struct Base {
    repository: Repository,
    commit: Commit,
}

impl Base {
    /// Where the branch of the library and a revision part.
    pub(super) fn of(library: &Library, revision: &str) -> anyhow::Result<Base> {
        let repository = Repository::of(library.root())?;
        let commit = repository.merge_base(revision)?;
        let is_document = |path: &str| documents::is_named(library, path);
        repository.is_whole(|path| repository.is_of_library(path) || is_document(path))?;
        Ok(Base { repository, commit })
    }

    /// The library as it was.
    pub(super) fn library(&self, now: &Library) -> anyhow::Result<Before> {
        Ok(self.repository.before(&self.commit, now)?)
    }

    /// A library as it was, and the documents as they were.
    pub(super) fn with_documents(&self, before: Before, now: &[Document]) -> anyhow::Result<(Before, Vec<Document>)> {
        if before.library.settings().documents.paths.is_empty() {
            return Ok((before, Vec::new()));
        }
        let texts = now.iter().map(|document| (document.path.as_str(), document.text.as_str())).collect();
        let wanted = |path: &str| documents::is_named(&before.library, path);
        let texts = self.repository.texts_before(&self.commit, texts, wanted)?;
        Ok((before, documents::with(now, texts)))
    }
}

/// The baseline file: the one that is named, else that of the settings.
pub(super) fn file(library: &Library, named: Option<&Path>) -> Option<File> {
    if let Some(path) = named {
        return Some(File { path: path.to_owned(), shown: path.display().to_string() });
    }
    let set = library.settings().check.baseline.as_ref();
    set.map(|path| File { path: library.base().join(path), shown: path.clone() })
}

/// The findings that are known, by the keys that sources have now; none without a baseline file.
pub(super) fn of(library: &Library, named: Option<&Path>) -> anyhow::Result<Known> {
    let known = file(library, named).map(|file| read(&file)).transpose()?;
    Ok(known.unwrap_or_default().by_keys_of(library))
}

/// The findings of a baseline file.
fn read(file: &File) -> anyhow::Result<Known> {
    let Some(bytes) = files::read_if_there(&file.path).map_err(trouble::from_fault)? else {
        let problem = Problem::new(format!("there is no baseline {}", file.shown));
        return Err(problem.help("`bib check --write-baseline` makes it").into());
    };
    let text = String::from_utf8_lossy(&bytes);
    Known::read(&text).map_err(|why| {
        let problem = Problem::new(format!("{} is no baseline: {why}", file.shown));
        problem.help(if Known::is_meant(&text) { "`bib check --write-baseline` makes it anew" } else { ANOTHER }).into()
    })
}

/// What to do about a file that is something else.
const ANOTHER: &str = "name another file, or remove it";

/// Writes what was found as the baseline; what is known of rules that were not asked for stays in it.
pub(super) fn write(
    cx: &mut Context<'_>,
    file: Option<File>,
    found: &[Diagnostic],
    options: &Options,
) -> anyhow::Result<Exit> {
    let Some(file) = file else {
        let problem = Problem::new("no baseline file is named");
        return Err(problem.help("name it with `--baseline FILE`, or as `baseline` of `[check]` in bib.toml").into());
    };
    let there = files::read_if_there(&file.path).map_err(trouble::from_fault)?;
    if there.as_ref().is_some_and(|bytes| !Known::is_meant(&String::from_utf8_lossy(bytes))) {
        let problem = Problem::new(format!("{} is there and is no baseline", file.shown));
        return Err(problem.help(ANOTHER).into());
    }
    let mut known = Known::of(found);
    if there.is_some() && !RULES.iter().all(|rule| options.asks_for(rule.name)) {
        known = known.and(read(&file)?.of_rules(|rule| !options.asks_for(rule)));
    }
    files::write(&file.path, &known.write()).map_err(trouble::from_fault)?;
    cx.say(format_args!("wrote {}: {}", file.shown, counted(known.count(), "known finding")));
    Ok(Exit::Done)
}
