//! What rules look at.

use super::Finding;
use crate::{
    library::Library,
    model::{Field, Source, date::Point},
};
use std::borrow::Cow;

/// What rules look at: a library and what is known beside it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The library.
    pub library: &'a Library,
    /// The day it is: a date behind it is in the future.
    pub today: Point,
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
        }
    }

    /// A finding about the source.
    pub fn finding(&self, message: impl Into<String>) -> Finding {
        Finding::of(self.at, message)
    }

    /// The text fields of the source, as they stand in its file, and what they hold.
    pub fn texts(&self) -> impl Iterator<Item = (Field, &'a str)> {
        self.source.fields().filter_map(|(field, value)| match value {
            crate::model::Value::Text(text) => Some((field, text.as_str())),
            _ => None,
        })
    }
}
