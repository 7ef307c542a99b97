//! Completions: `COMPLETE=SHELL bib` prints the script, the script asks `bib` what could come next. Keys of the library
//! are offered where a key is meant, fields where a field is.

use super::Exit;
use crate::{
    check::{RULES, summary},
    documents,
    library::{Access, Library},
    model::{
        FIELDS, Field, KINDS,
        text::{plain, visible},
    },
};
use clap_complete::{CompleteEnv, engine::CompletionCandidate};
use std::{
    collections::BTreeSet,
    ffi::{OsStr, OsString},
    path::PathBuf,
};

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

/// The keys of the library that begin with what is typed, aliases too.
pub(super) fn keys(current: &OsStr) -> Vec<CompletionCandidate> {
    let (Some(current), Some(library)) = (current.to_str(), library()) else { return Vec::new() };
    let matching = library.sources().iter().flat_map(|source| {
        let keys = std::iter::once(&source.key).chain(source.ids());
        keys.filter(|key| key.starts_with(current)).map(move |key| (key, source))
    });
    matching
        .take(MOST)
        .map(|(key, source)| {
            let title = source.text(Field::Title).map(plain);
            let title = title.map(|title| visible(&title).into_owned().into());
            CompletionCandidate::new(key).help(title)
        })
        .collect()
}

/// What a query may go on with: fields, and after `type:`, `category:`, `module:` and `cited-in:` what is there.
pub(super) fn query(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else { return Vec::new() };
    let Some((field, begun)) = current.split_once(':') else {
        let asked = ["has", "missing", "module", "key", "cited-in"].map(|name| (name, None));
        let fields = FIELDS.iter().map(|row| (row.name, Some(row.meaning)));
        let matching = asked.into_iter().chain(fields).filter(|(name, _)| name.starts_with(current));
        return matching
            .map(|(name, help)| CompletionCandidate::new(format!("{name}:")).help(help.map(Into::into)))
            .collect();
    };
    let words: BTreeSet<String> = match field {
        "type" => KINDS.iter().map(|row| row.name.to_owned()).collect(),
        "has" | "missing" => FIELDS.iter().map(|row| row.name.to_owned()).collect(),
        "category" => library().map_or_else(BTreeSet::new, |library| {
            library.settings().categories.iter().map(|category| category.name.clone()).collect()
        }),
        "module" | "modules" => library().map_or_else(BTreeSet::new, |library| {
            library.sources().iter().flat_map(|source| source.list(Field::Modules)).cloned().collect()
        }),
        "cited-in" => library().map_or_else(BTreeSet::new, |library| {
            documents::read(&library).0.into_iter().map(|document| document.path).collect()
        }),
        _ => return Vec::new(),
    };
    let matching = words.into_iter().filter(|word| word.starts_with(begun));
    matching.map(|word| CompletionCandidate::new(format!("{field}:{word}"))).collect()
}

/// The rules of `bib check`, the last of several that are joined with commas.
pub(super) fn rules(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else { return Vec::new() };
    let (done, begun) = current.rfind(',').map_or(("", current), |at| current.split_at(at + 1));
    let matching = RULES.iter().filter(|rule| rule.name.starts_with(begun));
    matching
        .map(|rule| CompletionCandidate::new(format!("{done}{}", rule.name)).help(Some(summary(rule).into())))
        .collect()
}

/// The columns of a list, the last of several that are joined with commas.
pub(super) fn columns(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else { return Vec::new() };
    let (done, begun) = current.rfind(',').map_or(("", current), |at| current.split_at(at + 1));
    let (minus, begun) = begun.strip_prefix('-').map_or(("", begun), |begun| ("-", begun));
    let computed = ["key", "venue", "path"].into_iter();
    let names = computed.chain(FIELDS.iter().map(|row| row.name)).filter(|name| name.starts_with(begun));
    names.map(|name| CompletionCandidate::new(format!("{done}{minus}{name}"))).collect()
}

/// The start of `FIELD=VALUE`.
pub(super) fn assignments(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else { return Vec::new() };
    let matching = FIELDS.iter().filter(|row| row.name.starts_with(current));
    matching
        .map(|row| CompletionCandidate::new(format!("{}=", row.name)).help(Some(row.meaning.into())))
        .collect()
}

/// The library that the working directory and the environment name: options are not known here.
fn library() -> Option<Library> {
    let named = std::env::var_os("BIB_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let dir = named.or_else(|| Library::find(&std::env::current_dir().ok()?))?;
    Library::open(&dir, Access::Read).ok()
}
