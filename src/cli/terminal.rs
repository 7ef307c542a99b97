//! The terminal: colours, width, questions.

use super::{Colour, trouble::Interrupted};
use anstream::{
    AutoStream, ColorChoice,
    stream::{AsLockedWrite, RawStream},
};
use anstyle::{AnsiColor, Style};
use std::io::Write;

/// The styles of what is printed; without colour all are plain and print nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Theme {
    /// Citation keys.
    pub key: Style,
    /// Headings and field names.
    pub heading: Style,
    /// What matters less.
    pub faint: Style,
    /// What was added.
    pub added: Style,
    /// What was taken away.
    pub removed: Style,
    /// Where a change or a difference is.
    pub hunk: Style,
}

impl Theme {
    /// The styles for a stream with or without colours.
    pub fn new(colour: bool) -> Theme {
        if !colour {
            return Theme::default();
        }
        Theme {
            key: AnsiColor::Yellow.on_default(),
            heading: Style::new().bold(),
            faint: Style::new().dimmed(),
            added: AnsiColor::Green.on_default(),
            removed: AnsiColor::Red.on_default(),
            hunk: AnsiColor::Cyan.on_default(),
        }
    }
}

/// Standard output, standard error, or a buffer in their place.
pub trait Output: RawStream + AsLockedWrite {}

impl<T: RawStream + AsLockedWrite> Output for T {}

/// A stream that may be a terminal.
pub(super) struct Stream<'a> {
    /// Where it goes to.
    pub(super) to: Box<dyn Write + 'a>,
    /// Whether a person looks at it.
    pub(super) terminal: bool,
    /// Whether it takes colours.
    pub(super) colour: bool,
}

impl<'a> Stream<'a> {
    /// Looks at a stream and the environment; what was asked for on the command line wins.
    pub(super) fn new(raw: impl Output + 'a, colour: Colour) -> Stream<'a> {
        let terminal = raw.is_terminal();
        let colour = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => AutoStream::choice(&raw) != ColorChoice::Never,
        };
        // Without colour nothing has to be taken out again: all that is printed is plain.
        let to: Box<dyn Write + 'a> =
            if colour { Box::new(AutoStream::new(raw, ColorChoice::Always)) } else { Box::new(raw) };
        Stream { to, terminal, colour }
    }
}

/// The terminal's width in columns; 80 if it does not say.
pub(super) fn width() -> usize {
    match terminal_size::terminal_size() {
        Some((terminal_size::Width(width), _)) if width > 0 => usize::from(width),
        _ => 80,
    }
}

/// The answer to a question, or [`Interrupted`].
pub(super) fn answer<T>(asked: Result<T, inquire::InquireError>) -> anyhow::Result<T> {
    use inquire::InquireError::{OperationCanceled, OperationInterrupted};
    match asked {
        Err(OperationCanceled | OperationInterrupted) => Err(Interrupted.into()),
        other => Ok(other?),
    }
}
