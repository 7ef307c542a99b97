//! A diagnostic for a person at a terminal: with the lines it is about.

use crate::{
    diagnostic::{Diagnostic, Place, Severity, without_mark},
    model::text::visible,
};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::{borrow::Cow, ops::Range};

/// Most lines of a file that are shown; a place that spans more is cut (taste).
const MOST_LINES: usize = 6;
/// Longest line that is shown, in characters; a longer one would fill the screen (taste).
const LONGEST: usize = 400;

/// A diagnostic in the look of cargo and rustc, ends with a line feed; `text` is that of the file it is about.
pub fn pretty(diagnostic: &Diagnostic, text: Option<&str>, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = visible(&diagnostic.message);
    let mut group = level
        .primary_title(message.as_ref())
        .id(diagnostic.rule)
        .elements([] as [annotate_snippets::Element<'_>; 0]);
    let path = diagnostic.place.as_ref().map(|place| visible(&place.path));
    if let (Some(place), Some(path)) = (&diagnostic.place, &path) {
        group = if let Some(excerpt) = text.and_then(|text| Excerpt::new(text, place)) {
            let marked = AnnotationKind::Primary.span(excerpt.mark);
            let snippet = Snippet::source(excerpt.lines).line_start(place.line).path(path.as_ref());
            group.element(snippet.annotation(marked))
        } else {
            let origin = annotate_snippets::Origin::path(path.as_ref());
            group.element(origin.line(place.line).char_column(place.column))
        };
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group]) + "\n"
}

/// The lines of a place, made visible, and the bytes of them that are meant.
struct Excerpt {
    lines: String,
    mark: Range<usize>,
}

impl Excerpt {
    /// `None` if the text has no such line or one is too long to be shown.
    fn new(text: &str, place: &Place) -> Option<Excerpt> {
        let mut excerpt = Excerpt { lines: String::new(), mark: 0..0 };
        let last = place.end_line.min(place.line + MOST_LINES - 1);
        let lines = without_mark(text).split('\n').enumerate().skip(place.line.checked_sub(1)?);
        for (at, line) in lines.take_while(|(at, _)| *at < last) {
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line.chars().nth(LONGEST).is_some() {
                return None;
            }
            let start = excerpt.lines.len();
            // The length of what stands before a column once it is made visible.
            let until = |column: usize| {
                let end =
                    line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(byte, _)| byte);
                line.get(..end).map_or(0, |before| visible(before).len())
            };
            if at + 1 == place.line {
                excerpt.mark.start = start + until(place.column);
            }
            let shown: Cow<'_, str> = visible(line);
            excerpt.mark.end =
                if at + 1 == place.end_line { start + until(place.end_column) } else { start + shown.len() };
            excerpt.lines.push_str(&shown);
            excerpt.lines.push('\n');
        }
        excerpt.mark.end = excerpt.mark.end.max(excerpt.mark.start);
        if excerpt.lines.is_empty() { None } else { Some(excerpt) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_shown_with_a_mark() {
        let place = Place { path: "a.toml".into(), line: 2, column: 1, end_line: 2, end_column: 5 };
        let fault =
            Diagnostic::error("unknown-field", "unknown field `yaer`").at(place).help("did you mean `year`?");
        let shown = pretty(&fault, Some("[a]\nyaer = \"é\"\n"), false);
        assert!(shown.contains("2 | yaer = \"é\""), "{shown}");
        assert!(shown.contains("| ^^^^"), "{shown}");
        assert!(shown.contains("help: did you mean"), "{shown}");
    }

    #[test]
    fn places_that_are_not_there_are_no_panic() {
        for (line, column, end_line, end_column) in
            [(9, 9, 9, 9), (0, 0, 0, 0), (1, 99, 1, 2), (1, 1, 99, 99)]
        {
            let place = Place { path: "a".into(), line, column, end_line, end_column };
            for text in ["", "a", "a\r\nb\u{7}\n", "\n\n"] {
                pretty(&Diagnostic::error("x", "y").at(place.clone()), Some(text), false);
            }
            pretty(&Diagnostic::error("x", "y").at(place), None, true);
        }
    }
}
