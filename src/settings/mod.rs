//! `bib.toml`: what a library's people decided. An empty file is a good one; an unknown setting is an error.

mod layout;

pub use layout::Layout;

use crate::{
    diagnostic::{Diagnostic, Place},
    model::{Kind, Shape},
};
use std::collections::BTreeMap;

/// The settings of a library.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `required-version`: the oldest `bib` that may write this library, as `0.2` or `0.2.1`.
    pub required_version: Option<String>,
    /// `layout`: which file a source lives in.
    pub layout: Layout,
    /// `[keys] pattern`: how new keys are made; see [`crate::model::key::generate`].
    pub key_pattern: String,
    /// `[categories] names`: the categories in the order of the page.
    pub categories: Vec<Category>,
    /// `[categories] default`: the category by entry type, where it is not the kind table's.
    pub default_category: BTreeMap<Kind, String>,
    /// `[fields.NAME]`: fields of this house.
    pub house: Vec<House>,
    /// `[dedupe]`.
    pub dedupe: Dedupe,
    /// `[export.NAME]`: exports that `bib export` writes and `bib export --check` compares; by name.
    pub exports: Vec<Export>,
}

/// A category: what a source is to its readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Its name in source files: `paper`.
    pub name: String,
    /// Its heading on a page: `Papers`.
    pub heading: String,
}

/// A field that this library declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct House {
    /// Its name.
    pub name: String,
    /// `text`, `literal`, `verbatim`, `date`, `names`, `list`.
    pub shape: Shape,
}

/// How duplicates are judged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dedupe {
    /// What a preprint and its published version are to each other.
    pub versions: Versions,
}

/// What a preprint and its published version are to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Versions {
    /// One work: the published record wins and keeps `eprint`.
    #[default]
    Merge,
    /// Two works that are related.
    Relate,
    /// Two works.
    Ignore,
}

/// A named export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Its name.
    pub name: String,
    /// The format's name, as `--format` takes it.
    pub format: String,
    /// The file, relative to the work tree (or the library's parent).
    pub output: String,
    /// Which sources; empty for all.
    pub query: String,
    /// Their order; empty for the format's own.
    pub sort: String,
    /// The page's title; empty for the default.
    pub title: String,
    /// Where it stands in `bib.toml`, for messages.
    pub place: Place,
}

impl Settings {
    /// Reads the text of a `bib.toml`; `path` is for messages. Faults are errors, the default stands in for them.
    pub fn read(text: &str, path: &str) -> (Settings, Vec<Diagnostic>) {
        let _ = (text, path);
        todo!()
    }

    /// The category a source is in: its own, else the default of its kind.
    pub fn category<'a>(&'a self, source: &'a crate::model::Source) -> &'a str {
        let _ = source;
        todo!()
    }

    /// The names of the house fields.
    pub fn house_names(&self) -> Vec<String> {
        self.house.iter().map(|field| field.name.clone()).collect()
    }
}
