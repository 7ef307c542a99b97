//! Completions: `COMPLETE=SHELL bib` prints the script, the script asks `bib` what could come next. Keys of the library
//! are offered where a key is meant, fields where a field is.

use super::Exit;
use crate::{
    library::{Access, Library},
    model::FIELDS,
};
use clap_complete::{CompleteEnv, engine::CompletionCandidate};
use std::{ffi::OsStr, ffi::OsString, path::PathBuf};

/// Most keys that are offered at once; a menu of more helps nobody (taste).
const MOST: usize = 1000;

/// Answers a shell that asks for completions; `None` if none asks.
pub(super) fn answer(args: &[OsString]) -> Option<Exit> {
    std::env::var_os("COMPLETE")?;
    let completion = CompleteEnv::with_factory(super::command).completer("bib").bin("bib");
    match completion.try_complete(args.iter().cloned(), std::env::current_dir().ok().as_deref()) {
        Ok(true) => Some(Exit::Done),
        Ok(false) => None,
        // A shell that waits for candidates has no use for a message; `COMPLETE=nonsense` has.
        Err(error) => {
            let _ = error.print();
            Some(Exit::Failed)
        }
    }
}

/// The keys of the library that begin with what is typed.
pub(super) fn keys(current: &OsStr) -> Vec<CompletionCandidate> {
    let (Some(current), Some(library)) = (current.to_str(), library()) else { return Vec::new() };
    let matching = library.sources().iter().filter(|source| source.key.starts_with(current));
    matching
        .take(MOST)
        .map(|source| {
            let title = source.text(crate::model::Field::Title).map(crate::model::text::plain);
            let title = title.map(|title| crate::model::text::visible(&title).into_owned().into());
            CompletionCandidate::new(&source.key).help(title)
        })
        .collect()
}

/// The names of fields that begin with what is typed.
pub(super) fn fields(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else { return Vec::new() };
    let matching = FIELDS.iter().filter(|row| row.name.starts_with(current));
    matching.map(|row| CompletionCandidate::new(row.name).help(Some(row.meaning.into()))).collect()
}

/// The library that the working directory and the environment name: options are not known here.
fn library() -> Option<Library> {
    let named = std::env::var_os("BIB_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let dir = named.or_else(|| Library::find(&std::env::current_dir().ok()?))?;
    Library::open(&dir, Access::Read).ok()
}
