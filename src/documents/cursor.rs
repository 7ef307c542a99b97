//! A place in a text that moves forward only, and what a scanner found on its way. Every scanner is one pass.

use super::Citation;
use crate::diagnostic::without_mark;
use std::{collections::HashSet, ops::Range};

/// A place in a text.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    /// The start of a text; a byte order mark is behind it.
    pub(super) fn new(text: &'a str) -> Cursor<'a> {
        Cursor { text, at: text.len() - without_mark(text).len() }
    }

    /// What is still to come.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character before.
    pub(super) fn before(&self) -> Option<char> {
        self.text.get(..self.at)?.chars().next_back()
    }

    /// Takes the next character.
    pub(super) fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Takes that text, if it comes next.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let comes = self.rest().starts_with(text);
        self.at += if comes { text.len() } else { 0 };
        comes
    }

    /// Takes all characters that are such.
    pub(super) fn take_while(&mut self, is: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !is(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    /// Takes everything to the end of the line, but not its line feed.
    pub(super) fn take_line(&mut self) -> &'a str {
        self.take_while(|c| c != '\n')
    }

    /// Goes behind the next such line, or to the end of the text if there is none.
    pub(super) fn skip_past_line(&mut self, is: impl Fn(&str) -> bool) {
        while self.at < self.text.len() {
            let line = self.take_line();
            self.eat("\n");
            if is(line) {
                return;
            }
        }
    }

    /// Goes behind the next such text, or to the end of the text if there is none.
    pub(super) fn skip_past(&mut self, text: &str) {
        let end = self.rest().find(text).map(|at| at + text.len());
        self.at += end.unwrap_or(self.rest().len());
    }

    /// Whether a line feed comes next, and a blank line behind it: the end of a paragraph.
    pub(super) fn paragraph_ends(&self) -> bool {
        ends_paragraph(self.rest())
    }

    /// Whether it stands behind a letter or digit: in a word, as in an e-mail address.
    pub(super) fn in_word(&self) -> bool {
        self.before().is_some_and(char::is_alphanumeric)
    }

    /// Goes behind a web address, if one begins here: at its `://`, the scheme being behind.
    pub(super) fn skip_address(&mut self) -> bool {
        let comes = self.eat("://");
        if comes {
            self.take_while(|c| !c.is_whitespace() && !matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|'));
        }
        comes
    }
}

/// How long the paragraph is that a text goes on with, if it ends before `end`: to the line feed before a blank line.
pub(super) fn paragraph_before(text: &str, end: usize) -> Option<usize> {
    let mut feeds = text.get(..end)?.match_indices('\n').map(|(at, _)| at);
    feeds.find(|at| text.get(*at..).is_some_and(ends_paragraph))
}

/// Whether a text is a line feed and a blank line behind it.
pub(super) fn ends_paragraph(text: &str) -> bool {
    let next = text.strip_prefix('\n').map(|next| next.trim_start_matches([' ', '\t', '\r']));
    next.is_some_and(|next| next.starts_with('\n'))
}

/// What a scanner found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) citations: Vec<Citation>,
    /// Labels that the document defines: a citation of one is a reference inside the document.
    pub(super) labels: HashSet<String>,
    /// Whether the document cites every source.
    pub(super) all: bool,
}

impl Found {
    /// A citation of what stands in that span; `certain` if it can be nothing else.
    pub(super) fn cite(&mut self, text: &str, span: Range<usize>, certain: bool) {
        let key = text.get(span.clone()).unwrap_or_default();
        if !key.is_empty() {
            self.citations.push(Citation { key: key.to_owned(), span, certain });
        }
    }

    /// Citations of keys that are divided by one of some characters, blanks around them aside. `*` is every source.
    pub(super) fn cite_list(
        &mut self,
        text: &str,
        span: Range<usize>,
        divider: impl Fn(char) -> bool,
        certain: bool,
    ) {
        let Some(list) = text.get(span.clone()) else { return };
        let mut start = span.start;
        for part in list.split_inclusive(&divider) {
            let word = part.strip_suffix(&divider).unwrap_or(part);
            let from = start + word.len() - word.trim_start().len();
            match word.trim() {
                "*" => self.all = true,
                key => self.cite(text, from..from + key.len(), certain),
            }
            start += part.len();
        }
    }

    /// Takes away what are references to labels of the document, and puts the rest in order.
    pub(super) fn settle(&mut self) {
        let labels = std::mem::take(&mut self.labels);
        self.citations.retain(|citation| !labels.contains(&citation.key));
        self.citations.sort_by_key(|citation| citation.span.start);
        self.labels = labels;
    }
}
