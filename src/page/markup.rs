//! What pages are written in. All say the same text, and in none of them do the data act.

use super::{html, markdown, plain};
use crate::model::text;
use minijinja::{AutoEscape, Environment, value::ValueKind};

/// A language of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// Markdown: CommonMark, as GitHub reads it.
    Markdown,
    /// HTML that is well-formed as XML too.
    Html,
    /// Plain text.
    Text,
}

/// A piece of a reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// Marked text ([`crate::model::text`]).
    pub marked: String,
    /// Where it leads to.
    pub url: Option<String>,
}

impl Markup {
    /// All of them.
    pub const ALL: [Markup; 3] = [Markup::Markdown, Markup::Html, Markup::Text];

    /// Its name, for `--format`.
    pub fn name(self) -> &'static str {
        match self {
            Markup::Markdown => "markdown",
            Markup::Html => "html",
            Markup::Text => "text",
        }
    }

    /// Plain text in it.
    pub fn escape(self, text: &str) -> String {
        match self {
            Markup::Markdown => markdown::escape(text),
            Markup::Html => html::escape(text),
            Markup::Text => plain::line(text),
        }
    }

    /// Marked text ([`crate::model::text`]) in it.
    pub fn marked(self, marked: &str) -> String {
        match self {
            Markup::Markdown => markdown::marked(marked),
            Markup::Html => html::marked(marked),
            Markup::Text => plain::line(&text::plain(marked)),
        }
    }

    /// A link of a text that is already in it; without a destination if the address may not stand on a page.
    pub fn link(self, text: &str, url: &str) -> String {
        match self {
            Markup::Markdown => markdown::link(text, url),
            Markup::Html => html::link(text, url),
            Markup::Text => text.to_owned(),
        }
    }

    /// Pieces one after the other, on one line.
    pub fn pieces(self, pieces: &[Piece]) -> String {
        let mut out = String::new();
        let mut blank = true;
        for piece in pieces {
            let mut inner = String::new();
            match self {
                Markup::Markdown => {
                    // what stands before it decides what has to be escaped
                    let before = if out.is_empty() {
                        ""
                    } else if blank {
                        " "
                    } else {
                        "x"
                    };
                    inner.push_str(before);
                    markdown::push_marked(&piece.marked, &mut inner);
                    inner.drain(..before.len());
                }
                Markup::Html => _ = html::push_marked(&piece.marked, blank, &mut inner),
                Markup::Text => inner = plain::flatten(&text::plain(&piece.marked), blank),
            }
            let shown = text::plain(&piece.marked);
            blank = if shown.is_empty() { blank } else { shown.ends_with(char::is_whitespace) };
            match &piece.url {
                Some(url) => out.push_str(&self.link(&inner, url)),
                None => out.push_str(&inner),
            }
        }
        out.truncate(out.trim_end().len());
        out
    }

    /// An environment for templates of it: what they print is escaped unless it is marked as safe.
    pub(super) fn environment(self) -> Environment<'static> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(move |_| AutoEscape::Custom(self.name().into()));
        environment.set_formatter(move |out, _, value| {
            if value.is_safe() || value.kind() != ValueKind::String {
                return out.write_str(&value.to_string()).map_err(minijinja::Error::from);
            }
            out.write_str(&self.escape(value.as_str().unwrap_or_default())).map_err(minijinja::Error::from)
        });
        environment
    }
}
