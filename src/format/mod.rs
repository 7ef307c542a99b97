//! Text ⇄ sources, a file a format, reading and writing side by side. Readers are tolerant and name every fault with
//! its place; writers name what the format cannot carry.

pub mod bibtex;
pub mod csl;
pub mod latex;
pub mod toml;

use crate::{diagnostic::Diagnostic, model::Source};
use std::{borrow::Cow, ops::Range};

/// A format of other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// BibTeX for classic styles.
    Bibtex,
    /// BibLaTeX for biber.
    Biblatex,
    /// CSL-JSON.
    CslJson,
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// The sources, in order; keys may be empty or repeated.
    pub entries: Vec<Entry>,
    /// What is wrong or worth a note, with places; an entry that could not be taken has an error here.
    pub diagnostics: Vec<Diagnostic>,
}

/// A source and where it stood.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The source.
    pub source: Source,
    /// Bytes of the text.
    pub span: Range<usize>,
}

/// How a format is written.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A copy of the entry under each alias, for readers that do not know `ids`.
    pub aliases: bool,
    /// BibTeX: fields that classic styles do not know, too.
    pub all_fields: bool,
}

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The text; ends with a line feed.
    pub text: String,
    /// What the format could not carry: a note a source and field, with the source's key.
    pub losses: Vec<Diagnostic>,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 3] = [Format::Bibtex, Format::Biblatex, Format::CslJson];

    /// Its name for `--format`.
    pub fn name(self) -> &'static str {
        match self {
            Format::Bibtex => "bibtex",
            Format::Biblatex => "biblatex",
            Format::CslJson => "csl-json",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// The text of a file's bytes: UTF-8, with or without byte order mark, UTF-16 with one, else Windows-1252 with a note.
pub fn decode<'a>(bytes: &'a [u8], path: &str) -> (Cow<'a, str>, Vec<Diagnostic>) {
    let _ = (bytes, path);
    todo!()
}

/// Reads BibTeX or BibLaTeX (one reader for both) from a text; `path` is for places.
pub fn read(format: Format, text: &str, path: &str) -> Read {
    match format {
        Format::Bibtex | Format::Biblatex => bibtex::read(text, path),
        Format::CslJson => csl::read(text, path),
    }
}

/// Writes sources, with what they inherit already filled in where the format needs it, in the order given.
pub fn write(format: Format, sources: &[Cow<'_, Source>], options: &Options) -> Written {
    match format {
        Format::Bibtex | Format::Biblatex => todo!(),
        Format::CslJson => csl::write(sources, options),
    }
}
