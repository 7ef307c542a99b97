//! What `bib export` writes: some sources of a library in a format, what that format could not carry, and what stood in
//! the way of inheriting.

use super::{
    bibliography,
    markup::Markup,
    style::{self, Style},
};
use crate::{
    diagnostic::Diagnostic,
    documents::Citing,
    format::{self, Format, case},
    library::Library,
    model::{Field, Source},
    query::{Query, Sort},
    stats::{self, Stats},
};
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

/// A form of export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A format of other programs.
    Data(Format),
    /// A page for readers: [`bibliography::page`], or a list in a citation style.
    Page(Markup),
}

/// What becomes of the capitals in titles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TitleCase {
    /// They stay.
    #[default]
    Keep,
    /// English titles are put into sentence case ([`case`]).
    Sentence,
}

/// What to export, and how.
#[derive(Clone, Debug)]
pub struct Export {
    /// The form.
    pub form: Form,
    /// Which sources.
    pub query: Query,
    /// Only these, by their position in the library, in the order in which documents cite them.
    pub cited: Option<Vec<usize>>,
    /// In which order; the default is by key, and on a page by title.
    pub sort: Sort,
    /// The title of a page; empty for its default.
    pub title: String,
    /// What becomes of the capitals in titles.
    pub title_case: TitleCase,
    /// The citation style of a page.
    pub style: Option<Style>,
    /// How a format is written.
    pub options: format::Options,
}

/// An export as text.
#[derive(Clone, Debug, Default)]
pub struct Exported {
    /// The text; ends with a line feed.
    pub text: String,
    /// How many sources are in it.
    pub sources: usize,
    /// What the format could not carry: a note a source and field, with its place.
    pub losses: Vec<Diagnostic>,
    /// Parents that are missing, and cycles.
    pub faults: Vec<Diagnostic>,
}

impl Form {
    /// All forms.
    pub fn all() -> impl Iterator<Item = Form> {
        Format::written().map(Form::Data).chain(Markup::ALL.map(Form::Page))
    }

    /// Its name for `--format` and `bib.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Form::Data(format) => format.name(),
            Form::Page(markup) => markup.name(),
        }
    }

    /// What it is, in a few words.
    pub fn help(self) -> &'static str {
        match self {
            Form::Data(format) => format.help(),
            Form::Page(Markup::Markdown) => "A page of references, for readers",
            Form::Page(Markup::Html) => "The same as a web page",
            Form::Page(Markup::Text) => "The same as plain text",
        }
    }

    /// The form of that name.
    pub fn from_name(name: &str) -> Option<Form> {
        Form::all().find(|form| form.name() == name)
    }
}

/// Exports sources of a library. An `Err` is a fault of the page's template, never of the data.
pub fn export(library: &Library, export: &Export) -> Result<Exported, minijinja::Error> {
    let in_order_of_citation =
        export.cited.is_some() && export.sort.is_default() && matches!(export.form, Form::Page(_));
    let mut chosen = chosen(library, export);
    if !in_order_of_citation {
        export.sort.sort(&mut chosen);
    }
    if export.form == Form::Data(Format::Biblatex) {
        if export.cited.is_some() {
            add_parents(library, &mut chosen);
        }
        chosen = children_first(library, chosen);
    }
    let mut exported = Exported { sources: chosen.len(), ..Exported::default() };
    let own: HashSet<&str> = chosen.iter().map(|source| source.key.as_str()).collect();
    let mut sources = Vec::with_capacity(chosen.len());
    for source in &chosen {
        let resolved = library.resolve(source);
        for fault in faults(source, &resolved.missing, &resolved.cycle) {
            exported.faults.push(place(library, fault));
        }
        sources.push(match export.form {
            // biber inherits by itself what is in the same file
            Form::Data(Format::Biblatex) if parents(source).all(|parent| holds(library, &own, parent)) => {
                Cow::Borrowed(*source)
            }
            _ => alone(resolved.source, &resolved.missing),
        });
    }
    if export.title_case == TitleCase::Sentence {
        sources.iter_mut().for_each(case::lower_titles);
    }
    match export.form {
        Form::Data(format) => {
            let written = format::write(format, &sources, &export.options);
            exported.text = written.text;
            exported.losses = written.losses.into_iter().map(|loss| place(library, loss)).collect();
        }
        Form::Page(markup) => match &export.style {
            Some(style) => {
                let references = style.references(&sources, &export.options);
                exported.text = style::page(markup, &references, &export.title)?;
                exported.losses = references.losses.into_iter().map(|loss| place(library, loss)).collect();
            }
            None => {
                if export.sort.is_default() && !in_order_of_citation {
                    bibliography::sort_by_title(&mut sources);
                }
                let settings = library.settings();
                let unique = stats::unique(&sources, &settings.dedupe);
                let stats = Stats::of(&sources, settings, unique, &Citing::new());
                exported.text = bibliography::page(markup, &sources, &stats, settings, &export.title)?;
            }
        },
    }
    Ok(exported)
}

/// The sources that are asked for, in the order of the library or of citation.
fn chosen<'a>(library: &'a Library, export: &Export) -> Vec<&'a Source> {
    let matches = |source: &&Source| export.query.matches_in(source, library.settings().category(source));
    match &export.cited {
        None => library.sources().iter().filter(matches).collect(),
        Some(cited) => cited.iter().filter_map(|at| library.sources().get(*at)).filter(matches).collect(),
    }
}

/// Adds what sources inherit from, and the members of sets: biber needs them in the same file.
fn add_parents<'a>(library: &'a Library, sources: &mut Vec<&'a Source>) {
    let mut own: HashSet<&str> = sources.iter().map(|source| source.key.as_str()).collect();
    let mut at = 0;
    while let Some(source) = sources.get(at).copied() {
        let members = source.list(Field::Entryset).iter().map(String::as_str);
        let needed = parents(source).chain(members).filter_map(|key| library.get(key));
        sources.extend(needed.filter(|needed| own.insert(&needed.key)).collect::<Vec<_>>());
        at += 1;
    }
}

/// The keys a source inherits from.
fn parents(source: &Source) -> impl Iterator<Item = &str> {
    source.text(Field::Crossref).into_iter().chain(source.list(Field::Xdata).iter().map(String::as_str))
}

/// Whether the source of that key or alias is among the keys. One that is nowhere does not matter.
fn holds(library: &Library, own: &HashSet<&str>, key: &str) -> bool {
    library.get(key).is_none_or(|parent| own.contains(parent.key.as_str()))
}

/// A source that has all it inherits and does not point to where it came from; a parent that is missing stays named.
fn alone<'a>(mut source: Cow<'a, Source>, missing: &[String]) -> Cow<'a, Source> {
    let found = |key: &str| !missing.iter().any(|missing| missing == key);
    if source.text(Field::Crossref).is_some_and(found) {
        source.to_mut().remove(Field::Crossref);
    }
    if source.has(Field::Xdata) && source.list(Field::Xdata).iter().all(|key| found(key)) {
        source.to_mut().remove(Field::Xdata);
    }
    source
}

/// The sources with each parent behind its children, as BibTeX wants it, and nothing else moved.
fn children_first<'a>(library: &'a Library, sources: Vec<&'a Source>) -> Vec<&'a Source> {
    let mut heights: HashMap<&str, usize> = HashMap::new();
    for source in &sources {
        let mut height = 0;
        let mut child = *source;
        let mut line = HashSet::from([child.key.as_str()]);
        while let Some(parent) = child.text(Field::Crossref).and_then(|key| library.get(key))
            && line.insert(&parent.key)
            && height < MOST_PARENTS
        {
            height += 1;
            let known = heights.entry(&parent.key).or_default();
            *known = height.max(*known);
            child = parent;
        }
    }
    let mut sources = sources;
    sources.sort_by_key(|source| heights.get(source.key.as_str()).copied().unwrap_or(0));
    sources
}

/// How far up a line of parents is followed: no further than inheritance is.
const MOST_PARENTS: usize = 200;

/// What stood in the way of inheriting.
fn faults(source: &Source, missing: &[String], cycle: &[String]) -> Vec<Diagnostic> {
    let field = |key: &str| if source.text(Field::Crossref) == Some(key) { "crossref" } else { "xdata" };
    let missing = missing.iter().map(|key| {
        Diagnostic::warning("missing-parent", format!("there is no source `{key}` to inherit from"))
            .key(&source.key)
            .field(field(key))
            .help("add it, or take the reference away")
    });
    let cycle = cycle.first().filter(|first| **first == source.key).map(|_| {
        Diagnostic::warning("inheritance-cycle", format!("`{}` inherit from each other", cycle.join("`, `")))
            .key(&source.key)
            .help("take one of their references away")
    });
    missing.chain(cycle).collect()
}

/// The diagnostic with the place of the source and field it is about.
fn place(library: &Library, diagnostic: Diagnostic) -> Diagnostic {
    let at = diagnostic.key.as_deref().and_then(|key| library.locate(key));
    match at {
        Some(at) => {
            let field = diagnostic.field.as_deref().and_then(Field::from_name);
            diagnostic.at(library.place(at, field))
        }
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(toml: &str) -> Library {
        Library::from_texts("", [("a.toml".to_owned(), toml.to_owned())]).unwrap()
    }

    fn exported(library: &Library, form: Form, query: &str, sort: &str) -> Exported {
        let export = Export {
            form,
            query: Query::parse(query, &[]).unwrap(),
            cited: None,
            sort: Sort::parse(sort, &[]).unwrap(),
            title: String::new(),
            title_case: TitleCase::Keep,
            style: None,
            options: format::Options::default(),
        };
        super::export(library, &export).unwrap()
    }

    const BOOK: &str = "
[a]
type = 'book'
title = 'Book'
date = '2001'
[b]
type = 'inbook'
title = 'Part'
crossref = 'a'
category = 'paper'
[c]
type = 'inbook'
title = 'Lost'
crossref = 'nowhere'
";

    #[test]
    fn what_a_source_inherits_is_written_with_it() {
        let library = library(BOOK);
        let csl = exported(&library, Form::Data(Format::CslJson), "key:b", "");
        assert!(csl.text.contains("\"container-title\": \"Book\""), "{}", csl.text);
        assert!(csl.text.contains("[[2001]]"));
        assert_eq!(csl.sources, 1);
        let losses: Vec<_> =
            csl.losses.iter().map(|loss| loss.place.as_ref().map(|place| place.line)).collect();
        assert_eq!(losses, [Some(10)]);
        let csl = exported(&library, Form::Data(Format::CslJson), "", "");
        assert_eq!(csl.faults.len(), 1);
        assert_eq!(csl.faults[0].place.as_ref().unwrap().line, 14);
    }

    #[test]
    fn parents_stand_behind_their_children() {
        let library = library(
            "[a]\ntype='mvbook'\n[b]\ntype='book'\ncrossref='a'\n[c]\ntype='inbook'\ncrossref='b'\n[d]\ntype='misc'\n[e]\ntype='misc'\ncrossref='e'\n",
        );
        let sources = library.sources().iter().collect();
        let keys: Vec<_> = children_first(&library, sources).iter().map(|s| s.key.as_str()).collect();
        assert_eq!(keys, ["c", "d", "e", "b", "a"]);
    }
}
