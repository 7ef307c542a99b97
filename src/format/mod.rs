//! Text ⇄ sources, a file a format, reading and writing side by side. Readers are tolerant and name every fault with
//! its place; writers name what the format cannot carry.

pub mod bibtex;
pub mod csl;
mod encoding;
pub mod latex;
pub mod people;
pub mod toml;

pub use encoding::decode;

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

    /// The format that a file's name says, else its content: what stands first that is no blank or comment.
    pub fn guess(path: &str, text: &str) -> Option<Format> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("bib" | "bibtex") => return Some(Format::Bibtex),
            Some("biblatex") => return Some(Format::Biblatex),
            Some("json") => return Some(Format::CslJson),
            _ => {}
        }
        match text.trim_start().chars().next()? {
            '[' | '{' => Some(Format::CslJson),
            _ if bibtex::is_likely(text) => Some(Format::Bibtex),
            _ => None,
        }
    }
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
        Format::Bibtex => bibtex::write_bibtex(sources, options),
        Format::Biblatex => bibtex::write_biblatex(sources, options),
        Format::CslJson => csl::write(sources, options),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_name_extension_and_content() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
        }
        for (path, text, expected) in [
            ("a/refs.BIB", "", Some(Format::Bibtex)),
            ("refs.json", "", Some(Format::CslJson)),
            ("-", " [{}]", Some(Format::CslJson)),
            ("-", "text\n  @book {a, title = {B}}", Some(Format::Bibtex)),
            ("x.txt", "mail@example.org", None),
            ("", "", None),
        ] {
            assert_eq!(Format::guess(path, text), expected, "{path}");
        }
    }
}
