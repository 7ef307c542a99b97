//! What rules look at.

use super::{Finding, people::People};
use crate::{
    dedupe::{self, Duplicates},
    diagnostic::Diagnostic,
    documents::Document,
    library::Library,
    model::{Field, Source, Value, date::Point},
};
use rayon::prelude::*;
use std::{borrow::Cow, cell::OnceCell, sync::OnceLock};

/// A library and the documents that cite it, as they are or were.
#[derive(Clone, Copy, Debug)]
pub struct State<'a> {
    /// The library.
    pub library: &'a Library,
    /// The documents.
    pub documents: &'a [Document],
    /// What is wrong with documents as files.
    pub unread: &'a [Diagnostic],
}

impl<'a> State<'a> {
    /// A library and what [`crate::documents::read`] has read.
    pub fn new(library: &'a Library, (documents, unread): &'a (Vec<Document>, Vec<Diagnostic>)) -> State<'a> {
        State { library, documents, unread }
    }

    /// A library that no document is known to cite.
    pub fn alone(library: &'a Library) -> State<'a> {
        State { library, documents: &[], unread: &[] }
    }
}

/// What rules look at: a library and what is known beside it.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The library.
    pub library: &'a Library,
    /// The documents that may cite it.
    pub documents: &'a [Document],
    /// What is wrong with documents as files.
    pub unread: &'a [Diagnostic],
    /// The day it is: a date behind it is in the future.
    pub today: Point,
    /// By source: whether it is not what it was before; only what is found of these can be new.
    changed: Vec<bool>,
    duplicates: OnceLock<Duplicates>,
}

impl<'a> Subject<'a> {
    /// A state, all of which is looked at.
    pub fn new(state: State<'a>, today: Point) -> Subject<'a> {
        let State { library, documents, unread } = state;
        let changed = vec![true; library.sources().len()];
        Subject { library, documents, unread, today, changed, duplicates: OnceLock::new() }
    }

    /// A state beside another, of which only what differs is looked at.
    pub fn beside(state: State<'a>, other: &Library, today: Point) -> Subject<'a> {
        let library = state.library;
        let differs = |at: usize| {
            let path = library.path(at);
            let there = other.text(&other.shown(path));
            there.is_none() || there != library.text(&library.shown(path))
        };
        // who inherits may say something else though nothing of its own has changed
        let inherits = |source: &Source| source.has(Field::Crossref) || source.has(Field::Xdata);
        let sources = library.sources().par_iter().enumerate();
        let changed = sources.map(|(at, source)| inherits(source) || differs(at)).collect();
        Subject { changed, ..Subject::new(state, today) }
    }

    /// Whether a source, by its position, is not what it was before; always, if nothing was before.
    pub fn is_changed(&self, source: usize) -> bool {
        self.changed.get(source).copied().unwrap_or(true)
    }

    /// The duplicates of the library, at least those of which a source has changed: looked for when a rule first asks, once for
    /// all.
    pub fn duplicates(&self) -> &Duplicates {
        self.duplicates.get_or_init(|| dedupe::of_library_with(self.library, |at| self.is_changed(at)))
    }
}

/// One source as a rule sees it.
#[derive(Debug)]
pub struct Looked<'a> {
    /// The library and what is known beside it.
    pub subject: &'a Subject<'a>,
    /// The position of the source.
    pub at: usize,
    /// The source as it stands in its file.
    pub source: &'a Source,
    /// The source with what it inherits.
    pub whole: Cow<'a, Source>,
    /// The keys of parents that are missing.
    pub missing: Vec<String>,
    /// The keys of a cycle of parents, if there is one; else empty.
    pub cycle: Vec<String>,
    people: OnceCell<Vec<People<'a>>>,
}

impl<'a> Looked<'a> {
    /// A source of the library.
    pub fn new(subject: &'a Subject<'a>, at: usize, source: &'a Source) -> Looked<'a> {
        let resolved = subject.library.resolve(source);
        Looked {
            subject,
            at,
            source,
            whole: resolved.source,
            missing: resolved.missing,
            cycle: resolved.cycle,
            people: OnceCell::new(),
        }
    }

    /// A finding about the source.
    pub fn finding(&self, message: impl Into<String>) -> Finding {
        Finding::of(self.at, message)
    }

    /// Its lists of names, as they stand in its file.
    pub fn people(&self) -> &[People<'a>] {
        self.people.get_or_init(|| {
            let lists = self.source.fields().filter_map(|(field, value)| match value {
                Value::Names(names) => Some(People::new(field, names)),
                _ => None,
            });
            lists.collect()
        })
    }

    /// The text fields of the source, as they stand in its file, and what they hold.
    pub fn texts(&self) -> impl Iterator<Item = (Field, &'a str)> {
        self.source.fields().filter_map(|(field, value)| match value {
            Value::Text(text) => Some((field, text.as_str())),
            _ => None,
        })
    }
}
