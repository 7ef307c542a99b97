//! Text ⇄ sources, a file a format, reading and writing side by side. Readers are tolerant and name every fault with
//! its place; writers name what the format cannot carry.

pub mod bibtex;
pub mod case;
pub mod csl;
mod encoding;
pub mod endnote;
pub mod hayagriva;
pub mod html;
pub mod latex;
pub mod nbib;
pub mod people;
mod record;
pub mod ris;
pub mod toml;
mod yaml;

pub use encoding::{decode, repaired};

use crate::{diagnostic::Diagnostic, model::Source, settings::House};
use std::{borrow::Cow, ops::Range};

/// Reads a text; the path is for places, the fields are those of this house.
type Reader = fn(&str, &str, &[House]) -> Read;
/// Writes sources, with what they inherit already filled in where the format needs it, in the order given.
type Writer = fn(&[Cow<'_, Source>], &Options) -> Written;

macro_rules! formats {
    ($($format:ident $name:literal $extensions:tt $likely:expr, $read:expr, $write:expr, $help:literal;)*) => {
        /// A format of other programs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Format {
            $(#[doc = $help] $format,)*
        }

        impl Format {
            /// All formats; of two that a text may be, the last is guessed.
            pub const ALL: &[Format] = &[$(Format::$format,)*];

            /// Its name for `--format`.
            pub fn name(self) -> &'static str {
                match self { $(Format::$format => $name,)* }
            }

            /// What it is, in a few words.
            pub fn help(self) -> &'static str {
                match self { $(Format::$format => $help,)* }
            }

            /// Extensions of its files, in lower case.
            fn extensions(self) -> &'static [&'static str] {
                match self { $(Format::$format => &$extensions,)* }
            }

            /// Whether a text may well be in it, by what stands first.
            fn is_likely(self, text: &str) -> bool {
                let likely: fn(&str) -> bool = match self { $(Format::$format => $likely,)* };
                likely(text)
            }

            /// What reads it, if it is read.
            #[allow(clippy::unnecessary_wraps)] // as long as all formats are read
            fn reader(self) -> Option<Reader> {
                match self { $(Format::$format => $read,)* }
            }

            /// What writes it, if it is written.
            fn writer(self) -> Option<Writer> {
                match self { $(Format::$format => $write,)* }
            }
        }
    };
}

// A format is a row: name, extensions, whether a text may be in it, how it is read and written (`None`: it is not), what it is.
formats! {
    Bibtex "bibtex" ["bib", "bibtex"] bibtex::is_likely, Some(bibtex::read), Some(bibtex::write_bibtex),
        "BibTeX, for classic styles";
    Biblatex "biblatex" ["biblatex"] |_| false, Some(bibtex::read), Some(bibtex::write_biblatex),
        "BibLaTeX, for biber";
    CslJson "csl-json" ["json"] csl::is_likely, Some(csl::read), Some(csl::write),
        "CSL-JSON, for pandoc, Zotero and other citation programs";
    Ris "ris" ["ris"] ris::is_likely, Some(|text, path, _| ris::read(text, path)), Some(ris::write),
        "RIS, for reference managers";
    Nbib "nbib" ["nbib"] nbib::is_likely, Some(|text, path, _| nbib::read(text, path)), None,
        "PubMed's format, as .nbib files";
    Endnote "endnote" ["enw"] endnote::is_likely, Some(|text, path, _| endnote::read(text, path)), None,
        "EndNote's tagged text, as .enw files";
    EndnoteXml "endnote-xml" ["xml"] endnote::is_likely_xml, Some(|text, path, _| endnote::read_xml(text, path)), None,
        "EndNote's XML";
    CslYaml "csl-yaml" [] csl::yaml::is_likely, Some(csl::yaml::read), Some(csl::yaml::write),
        "CSL-YAML, the same for pandoc's metadata";
    Hayagriva "hayagriva" ["yaml", "yml"] hayagriva::is_likely, Some(|text, path, _| hayagriva::read(text, path)), Some(hayagriva::write),
        "Hayagriva YAML, for Typst";
}

/// Extensions of YAML, which says nothing of what is in it.
const YAML: [&str; 2] = ["yaml", "yml"];

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
    /// BibTeX and BibLaTeX: letters and symbols beyond ASCII as LaTeX commands.
    pub ascii: bool,
    /// The fields that the library of the sources declares.
    pub house: Vec<House>,
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
    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|format| format.name() == name)
    }

    /// Those that are read.
    pub fn read() -> impl Iterator<Item = Format> {
        Format::ALL.iter().copied().filter(|format| format.reader().is_some())
    }

    /// Those that are written.
    pub fn written() -> impl Iterator<Item = Format> {
        Format::ALL.iter().copied().filter(|format| format.writer().is_some())
    }

    /// The format that a file's name says, else its content: what stands first that is no blank or comment.
    pub fn guess(path: &str, text: &str) -> Option<Format> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        let named =
            |format: &Format| extension.iter().any(|extension| format.extensions().contains(&&**extension));
        // an extension that two formats have says less than the text
        let shared = extension.as_deref().is_some_and(|extension| YAML.contains(&extension));
        let likely = || Format::read().filter(|format| format.is_likely(text)).last();
        let known = || Format::read().find(named);
        if shared { likely().or_else(known) } else { known().or_else(likely) }
    }
}

/// Reads a text in a format; `path` is for places, `house` the fields that the library declares which it is read for. Nothing is read
/// in a format that is only written.
pub fn read(format: Format, text: &str, path: &str, house: &[House]) -> Read {
    format.reader().map_or_else(Read::default, |read| read(text, path, house))
}

/// The date that people mean by what is no EDTF (`June 2017`), as EDTF; `None` if it says none, or more.
pub fn date(text: &str) -> Option<String> {
    match ris::dates::read(text, true) {
        ris::dates::Said::Date(date, more) if more.is_empty() => Some(date),
        _ => None,
    }
}

/// Writes sources, with what they inherit already filled in where the format needs it, in the order given. Nothing is written in a
/// format that is only read.
pub fn write(format: Format, sources: &[Cow<'_, Source>], options: &Options) -> Written {
    format.writer().map_or_else(Written::default, |write| write(sources, options))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_name_extension_and_content() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(*format));
        }
        for (path, text, expected) in [
            ("a/refs.BIB", "", Some(Format::Bibtex)),
            ("refs.json", "", Some(Format::CslJson)),
            ("-", " [{}]", Some(Format::CslJson)),
            ("-", "text\n  @book {a, title = {B}}", Some(Format::Bibtex)),
            ("refs.RIS", "", Some(Format::Ris)),
            ("refs.txt", "\n\u{feff}\nTY  - JOUR\nAB  - @book{a, title = {B}}\nER  - \n", Some(Format::Ris)),
            ("-", "PMID- 1\nTI  - A", Some(Format::Nbib)),
            ("-", "%0 Book\n%T A", Some(Format::Endnote)),
            (
                "-",
                "<xml><records><record><ref-type>6</ref-type></record></records></xml>",
                Some(Format::EndnoteXml),
            ),
            ("pubmed.nbib", "", Some(Format::Nbib)),
            ("x.enw", "", Some(Format::Endnote)),
            ("x.xml", "", Some(Format::EndnoteXml)),
            ("x.yaml", "references:\n- id: a\n", Some(Format::CslYaml)),
            ("x.yml", "references:\n  - id: a\n    type: book\n", Some(Format::CslYaml)),
            ("x.yml", "a:\n  type: Book\n", Some(Format::Hayagriva)),
            ("x.yml", "", Some(Format::Hayagriva)),
            ("-", "# note\na:\n    type: book\n", Some(Format::Hayagriva)),
            ("x.txt", "mail@example.org", None),
            ("", "", None),
        ] {
            assert_eq!(Format::guess(path, text), expected, "{path}");
        }
    }
}
