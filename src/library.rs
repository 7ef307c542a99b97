//! A tree of files ⇄ sources: open, locate, plan, commit.

use crate::{
    diagnostic::{Diagnostic, Edit, Place},
    model::{Field, Source, inherit::Resolved},
    settings::Settings,
};
use std::path::{Path, PathBuf};

/// A library that was read.
pub struct Library {
    settings: Settings,
}

/// What a library is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To read.
    Read,
    /// To write: takes the lock, waits for it, and holds it until the library is dropped.
    Write,
}

/// Why a library could not be opened or written: the machine, or a `bib.toml` that cannot be used.
#[derive(Debug)]
pub enum Trouble {
    /// The machine, with the path.
    Io(PathBuf, std::io::Error),
    /// Faults that must be mended first.
    Faults(Vec<Diagnostic>),
}

/// Texts before and after: a plan that was not carried out yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// By path; in the order in which they will be written: survivors first, removals last.
    pub changes: Vec<Change>,
}

/// A file that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Relative to the library, with `/`.
    pub path: String,
    /// Its text now; `None` if it is new.
    pub before: Option<String>,
    /// Its text then; `None` if it goes away.
    pub after: Option<String>,
}

impl Library {
    /// The directory of the library for a working directory: the first `bib.toml` or `bib/bib.toml` upwards.
    pub fn find(from: &Path) -> Option<PathBuf> {
        let _ = from;
        todo!()
    }

    /// Reads the library in that directory. Faults in source files are not an `Err`: see [`Library::diagnostics`].
    pub fn open(dir: &Path, access: Access) -> Result<Library, Trouble> {
        let _ = (dir, access);
        todo!()
    }

    /// A library of texts, without a disk: for tests and for revisions. Paths are relative to the library.
    pub fn from_texts(settings: &str, texts: impl IntoIterator<Item = (String, String)>) -> Library {
        let _ = (settings, texts);
        todo!()
    }

    /// Its settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Its directory.
    pub fn root(&self) -> &Path {
        todo!()
    }

    /// What paths in settings and reports are relative to: the git work tree, else the library's parent.
    pub fn base(&self) -> &Path {
        todo!()
    }

    /// All sources, by path and place in the file.
    pub fn sources(&self) -> &[Source] {
        todo!()
    }

    /// The position in [`Library::sources`] of the source with that key or alias.
    pub fn locate(&self, key: &str) -> Option<usize> {
        let _ = key;
        todo!()
    }

    /// The source with that key or alias.
    pub fn get(&self, key: &str) -> Option<&Source> {
        self.sources().get(self.locate(key)?)
    }

    /// Whether a key (or alias) is in use, also when case is ignored.
    pub fn is_taken(&self, key: &str) -> bool {
        let _ = key;
        todo!()
    }

    /// Keys (no aliases) that are most like this one, best first, at most three.
    pub fn similar_keys(&self, key: &str) -> Vec<&str> {
        let _ = key;
        todo!()
    }

    /// A source with what it inherits.
    pub fn resolve<'a>(&'a self, source: &'a Source) -> Resolved<'a> {
        let _ = source;
        todo!()
    }

    /// What is wrong with its files, sorted.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        todo!()
    }

    /// Where a source (by position in [`Library::sources`]) or one of its fields stands.
    pub fn place(&self, source: usize, field: Option<Field>) -> Place {
        let _ = (source, field);
        todo!()
    }

    /// The text of a file by the path in a [`Place`].
    pub fn text(&self, path: &str) -> Option<&str> {
        let _ = path;
        todo!()
    }

    /// What edits make of the files. `Err`: what is in the way.
    pub fn plan(&self, edits: &[Edit]) -> Result<Plan, Vec<Diagnostic>> {
        let _ = edits;
        todo!()
    }

    /// Writes a plan: all of it beside, synced, then renamed in order.
    pub fn commit(&self, plan: &Plan) -> Result<(), Trouble> {
        let _ = plan;
        todo!()
    }
}
