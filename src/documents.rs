//! Documents that cite the sources: which they are, and where they cite what, without compiling them.
//!
//! A scanner for each markup language reads a text once, from front to back. What it finds points to the key alone, so that
//! another key can be put in its place.

mod asciidoc;
mod cursor;
mod latex;
mod markdown;
mod notebook;
mod org;
mod query;
mod rewrite;
mod role;
mod rst;
mod typst;

pub use query::resolve;
pub use rewrite::{replaced, rewrite};

use crate::{
    diagnostic::{Diagnostic, Lines, Place, utf8},
    files::{self, Fault, Skipped},
    library::Library,
    settings::{Globs, fold_path},
};
use cursor::Found;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    ops::Range,
};

/// A citation in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The key that is cited, as it is meant: without escapes.
    pub key: String,
    /// Where the key stands in the document's text, in bytes; the key alone.
    pub span: Range<usize>,
    /// Whether it is nothing but a citation. What is not (`@fig-one`, `[key]_`, `<<key>>`) may point into a document
    /// too, and is a citation if a source has that key.
    pub certain: bool,
}

/// A markup language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Markdown of pandoc, Quarto, R Markdown and MyST.
    Markdown,
    /// LaTeX.
    Latex,
    /// Typst.
    Typst,
    /// Org.
    Org,
    /// reStructuredText.
    Rst,
    /// AsciiDoc.
    Asciidoc,
    /// Jupyter notebooks.
    Notebook,
}

/// A document that was read.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its path as reports want it: relative to [`Library::base`].
    pub path: String,
    /// What it is written in.
    pub language: Language,
    /// Its text.
    pub text: String,
    /// What it cites, in the order of the text.
    pub citations: Vec<Citation>,
    /// Whether it cites every source, as `\nocite{*}` does.
    pub cites_all: bool,
    labels: HashSet<String>,
}

impl Language {
    /// The languages with their names and the endings of their files.
    pub const ALL: [(Language, &'static str, &'static [&'static str]); 7] = [
        (Language::Markdown, "Markdown", &["md", "qmd", "rmd", "markdown"]),
        (Language::Latex, "LaTeX", &["tex", "ltx", "latex"]),
        (Language::Typst, "Typst", &["typ"]),
        (Language::Org, "Org", &["org"]),
        (Language::Rst, "reStructuredText", &["rst"]),
        (Language::Asciidoc, "AsciiDoc", &["adoc", "asciidoc"]),
        (Language::Notebook, "Jupyter", &["ipynb"]),
    ];

    /// The language of the file of that path, told by its ending.
    pub fn of(path: &str) -> Option<Language> {
        let name = path.rsplit('/').next()?;
        let (_, ending) = name.rsplit_once('.')?;
        let row = Language::ALL
            .iter()
            .find(|(_, _, endings)| endings.iter().any(|known| known.eq_ignore_ascii_case(ending)))?;
        Some(row.0)
    }
}

/// The citations of a text, in order. A notebook that is none has no citations.
pub fn citations(language: Language, text: &str) -> Vec<Citation> {
    scan(language, text).unwrap_or_default().citations
}

fn scan(language: Language, text: &str) -> Result<Found, String> {
    let mut found = match language {
        Language::Markdown => markdown::scan(text),
        Language::Latex => latex::scan(text),
        Language::Typst => typst::scan(text),
        Language::Org => org::scan(text),
        Language::Rst => rst::scan(text),
        Language::Asciidoc => asciidoc::scan(text),
        Language::Notebook => notebook::scan(text)?,
    };
    found.settle();
    Ok(found)
}

impl Document {
    /// The document of a text, in the language that its path tells; `Err` if it is no document, with why.
    pub fn new(path: &str, text: String) -> Result<Document, Box<Diagnostic>> {
        let unreadable = |why: &str, help: &str| {
            let message = format!("this document cannot be read: {why}");
            Box::new(Diagnostic::error("unreadable-document", message).at(Place::file(path)).help(help))
        };
        let Some(language) = Language::of(path) else {
            let endings: Vec<String> = Language::ALL
                .iter()
                .filter_map(|(_, _, endings)| endings.first())
                .map(|ending| format!(".{ending}"))
                .collect();
            let help = format!("documents end in {}", endings.join(", "));
            return Err(unreadable("its ending names no markup language", &help));
        };
        match scan(language, &text) {
            Ok(Found { citations, labels, all }) => {
                Ok(Document { path: path.to_owned(), language, text, citations, cites_all: all, labels })
            }
            Err(why) => {
                Err(unreadable(&format!("it is no notebook: {why}"), "open it in Jupyter and save it again"))
            }
        }
    }

    /// The document of a file's bytes.
    pub fn from_bytes(path: &str, bytes: Vec<u8>) -> Result<Document, Box<Diagnostic>> {
        match utf8(bytes, path, "this document") {
            Ok(text) => Document::new(path, text),
            Err(found) => Err(Box::new(found.help("save it as UTF-8"))),
        }
    }

    /// The citations that are such in that library: what may point into the document too only if a source has that key.
    pub fn cited<'a>(&'a self, library: &'a Library) -> impl Iterator<Item = &'a Citation> {
        self.citations.iter().filter(|citation| citation.certain || library.locate(&citation.key).is_some())
    }

    /// The sources of a library that it cites, by their position, each once, in the order in which it cites them; those
    /// that only "all" cites come last.
    pub fn sources(&self, library: &Library) -> Vec<usize> {
        let cited = self.citations.iter().filter_map(|citation| library.locate(&citation.key));
        let all = if self.cites_all { 0..library.sources().len() } else { 0..0 };
        let mut seen = HashSet::new();
        cited.chain(all).filter(|at| seen.insert(*at)).collect()
    }

    /// The places of spans of its text.
    pub fn places(&self, spans: impl IntoIterator<Item = Range<usize>>) -> Vec<Place> {
        let lines = Lines::new(&self.text);
        spans.into_iter().map(|span| lines.place(&self.path, span)).collect()
    }
}

/// For so many unknown keys one that is like it is looked for, each time among all (taste).
const SUGGESTED: usize = 50;

/// What documents cite that no source of a library has, an error each with its place.
pub fn undefined(library: &Library, documents: &[Document]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut meant: HashMap<&str, Vec<&str>> = HashMap::new();
    for document in documents {
        let is_unknown = |citation: &&Citation| citation.certain && library.locate(&citation.key).is_none();
        let unknown: Vec<&Citation> = document.citations.iter().filter(is_unknown).collect();
        let places = document.places(unknown.iter().map(|citation| citation.span.clone()));
        for (citation, place) in unknown.into_iter().zip(places) {
            let key = citation.key.as_str();
            let known = meant.len();
            let near = meant
                .entry(key)
                .or_insert_with(|| if known < SUGGESTED { library.similar_keys(key) } else { Vec::new() });
            let near: Vec<String> = near.iter().map(|key| format!("`{key}`")).collect();
            let help = if near.is_empty() {
                "add the source, or mend the key".to_owned()
            } else {
                format!("did you mean {}?", near.join(" or "))
            };
            let message = format!("there is no source `{key}`");
            found.push(Diagnostic::error("undefined-citation", message).key(key).at(place).help(help));
        }
    }
    found
}

/// The documents that `[documents] paths` names, by path, and what is wrong with them as files. None without a setting, and
/// nothing is looked for then.
pub fn read(library: &Library) -> (Vec<Document>, Vec<Diagnostic>) {
    let settings = &library.settings().documents;
    if settings.paths.is_empty() || library.is_foreign() {
        return (Vec::new(), Vec::new());
    }
    let (documents, mut found) = read_globs(library, &settings.paths);
    let mut used: BTreeSet<usize> =
        documents.iter().flat_map(|document| settings.paths.meaning(&document.path)).collect();
    used.extend(
        found.iter().filter_map(|d| d.place.as_ref()).flat_map(|place| settings.paths.meaning(&place.path)),
    );
    for (at, glob) in settings.paths.adding().filter(|(at, _)| !used.contains(at)) {
        let nothing = Diagnostic::warning("no-documents", format!("`{glob}` names no document"));
        let nothing = nothing.help(if files::is_directory(&library.base().join(glob)) {
            format!("it is a folder: write `{}/**/*.md`, or with another ending", glob.trim_end_matches('/'))
        } else {
            "paths are relative to the git work tree, and what .gitignore names is left out".to_owned()
        });
        found.push(match settings.places.get(at) {
            Some(place) => nothing.at(place.clone()),
            None => nothing,
        });
    }
    found.sort_by(Diagnostic::order);
    (documents, found)
}

/// Whether `[documents] paths` names a file, by its path relative to [`Library::base`].
pub fn is_named(library: &Library, path: &str) -> bool {
    is_meant(library, &library.settings().documents.paths, path)
}

/// What a named export writes is no document.
fn is_meant(library: &Library, globs: &Globs, path: &str) -> bool {
    let is_output = || {
        let path = fold_path(path);
        library.settings().exports.iter().any(|export| fold_path(&export.output) == path)
    };
    Language::of(path).is_some() && globs.means(path) && !is_output()
}

/// These documents with these texts in place of those of the files of these paths, which may be new; `None`: without the
/// file. What is no document is left out.
pub fn with(documents: &[Document], texts: Vec<(String, Option<Vec<u8>>)>) -> Vec<Document> {
    let replaced: HashSet<&str> = texts.iter().map(|(path, _)| path.as_str()).collect();
    let mut with: Vec<Document> =
        documents.iter().filter(|document| !replaced.contains(document.path.as_str())).cloned().collect();
    drop(replaced);
    with.extend(texts.into_iter().filter_map(|(path, bytes)| Document::from_bytes(&path, bytes?).ok()));
    with.sort_by(|a, b| a.path.cmp(&b.path));
    references_aside(&mut with);
    with
}

/// The documents that globs mean.
fn read_globs(library: &Library, globs: &Globs) -> (Vec<Document>, Vec<Diagnostic>) {
    let wanted = |path: &str| is_meant(library, globs, path);
    let (read, skipped) = files::read_matching(library.base(), &globs.roots(), wanted, of_file);
    let mut documents = Vec::new();
    let mut found = Vec::new();
    for (_, result) in read {
        match result {
            Ok(document) => documents.push(document),
            Err(diagnostic) => found.push(*diagnostic),
        }
    }
    for skipped in skipped {
        let (path, diagnostic) = match skipped {
            Skipped::Link(path) => {
                let what = "a symbolic link that leads out of the work tree, or nowhere";
                (path, Diagnostic::warning("link-outside", what))
            }
            Skipped::Unreadable(path, why) => {
                (path, Diagnostic::error("unreadable-document", format!("cannot be read: {why}")))
            }
            Skipped::Unnamed(path) => {
                (path, Diagnostic::error("unreadable-document", "its path is no UTF-8"))
            }
            Skipped::Directory(_) => continue,
        };
        found.push(diagnostic.at(Place::file(path)).help("it is not read"));
    }
    references_aside(&mut documents);
    (documents, found)
}

fn of_file(path: &str, bytes: Result<Vec<u8>, Fault>) -> Result<Document, Box<Diagnostic>> {
    match bytes {
        Ok(bytes) => Document::from_bytes(path, bytes),
        Err(fault) => {
            let found = Diagnostic::error("unreadable-document", format!("cannot be read: {}", fault.why()));
            Err(Box::new(found.at(Place::file(path)).help("check its permissions")))
        }
    }
}

/// Chapters of one work point into each other: what is a label in one document is no citation in another of its language.
fn references_aside(documents: &mut [Document]) {
    let mut labels: HashMap<Language, HashSet<String>> = HashMap::new();
    for document in documents.iter().filter(|document| document.language == Language::Typst) {
        labels.entry(document.language).or_default().extend(document.labels.iter().cloned());
    }
    for document in documents {
        if let Some(labels) = labels.get(&document.language) {
            document.citations.retain(|citation| !labels.contains(&citation.key));
        }
    }
}

/// The paths of the documents that cite a source, by its key.
pub type Citing<'a> = HashMap<&'a str, Vec<&'a str>>;

/// The documents that cite each source; sources that none cites are left out.
pub fn citing<'a>(library: &'a Library, documents: &'a [Document]) -> Citing<'a> {
    let mut citing = Citing::new();
    for document in documents {
        for source in document.sources(library).into_iter().filter_map(|at| library.sources().get(at)) {
            citing.entry(&source.key).or_default().push(&document.path);
        }
    }
    citing
}

/// What a scanner finds, for tests: the keys in order, a `?` behind one that may point into the document, `*` for all.
#[cfg(test)]
fn shown(mut found: Found) -> String {
    found.settle();
    let key = |citation: &Citation| format!("{}{}", citation.key, if citation.certain { "" } else { "?" });
    let all = found.all.then(|| "*".to_owned());
    found.citations.iter().map(key).chain(all).collect::<Vec<_>>().join(" ")
}
