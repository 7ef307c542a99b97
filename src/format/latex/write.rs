//! Marked text → LaTeX.

use super::{Mode, table};
use crate::model::text::{self, Event, Mark};
use std::borrow::Cow;

pub(super) fn marked(marked: &str, mode: Mode) -> String {
    if means_itself(marked) {
        return marked.to_owned();
    }
    write(&text::events(marked), mode)
}

pub(super) fn plain(plain: &str) -> String {
    if means_itself(plain) {
        return plain.to_owned();
    }
    write(&[Event::Text(Cow::Borrowed(plain))], Mode::Line)
}

/// Whether nothing in it is written in another way.
fn means_itself(text: &str) -> bool {
    let mut last = b' ';
    for byte in text.bytes() {
        match byte {
            b'-' | b'\'' | b' ' if byte == last => return false,
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b' '
            | b'-'
            | b'\''
            | b'.'
            | b','
            | b':'
            | b';'
            | b'('
            | b')'
            | b'['
            | b']'
            | b'?'
            | b'!'
            | b'/'
            | b'+'
            | b'*'
            | b'=' => {}
            _ => return false,
        }
        last = byte;
    }
    last != b' ' || text.is_empty()
}

struct Writer {
    out: String,
    mode: Mode,
    /// Whether a blank here would be lost: at the start, and after another.
    blank: bool,
    /// Whether a group was opened just now that must not start with a backslash, which would undo its protection.
    guard: bool,
    /// Whether braces in the text are balanced, so that `\{` keeps the whole balanced.
    braces: bool,
}

fn write(events: &[Event<'_>], mode: Mode) -> String {
    let length =
        events.iter().map(|event| if let Event::Text(text) = event { text.len() } else { 16 }).sum::<usize>();
    let mut writer = Writer {
        out: String::with_capacity(length + length / 8),
        mode,
        blank: true,
        guard: false,
        braces: braces_match(events),
    };
    let mut argument = false;
    let last = events.iter().rposition(|event| matches!(event, Event::Text(_) | Event::Math(_)));
    for (n, event) in events.iter().enumerate() {
        let next = events.get(n + 1);
        let after_unknown = std::mem::take(&mut argument);
        match event {
            Event::Open(Mark::Protect) => {
                writer.out.push('{');
                writer.guard = !after_unknown && next != Some(&Event::Close(Mark::Protect));
            }
            Event::Open(mark) => writer.command(match mark {
                Mark::Italic => r"\emph{",
                Mark::Bold => r"\textbf{",
                Mark::Sub => r"\textsubscript{",
                Mark::Sup => r"\textsuperscript{",
                Mark::SmallCaps | Mark::Protect => r"\textsc{",
            }),
            Event::Close(_) => {
                writer.guard = false;
                writer.out.push('}');
            }
            Event::Math(tex) => {
                writer.guard = false;
                writer.blank = false;
                for piece in ["$", &maths(tex), "$"] {
                    writer.out.push_str(piece);
                }
            }
            Event::Text(text) => argument = writer.text(text, next, Some(n) == last),
        }
    }
    writer.out
}

/// Maths whose braces are balanced for BibTeX too, which counts those after a backslash.
fn maths(tex: &str) -> Cow<'_, str> {
    if super::read::is_balanced(tex) {
        return Cow::Borrowed(tex);
    }
    Cow::Owned(tex.replace("\\{", "\\lbrace ").replace("\\}", "\\rbrace "))
}

/// Whether literal braces come in pairs: every prefix has at least as many `{` as `}`, the whole as many.
fn braces_match(events: &[Event<'_>]) -> bool {
    let mut depth = 0_i64;
    for event in events {
        let Event::Text(text) = event else { continue };
        for byte in text.bytes() {
            depth += i64::from(byte == b'{') - i64::from(byte == b'}');
            if depth < 0 {
                return false;
            }
        }
    }
    depth == 0
}

impl Writer {
    /// What starts with a backslash.
    fn command(&mut self, command: &str) {
        if std::mem::take(&mut self.guard) {
            self.out.push_str("{}");
        }
        self.out.push_str(command);
    }

    /// A character that stands for itself, unless the one before would make a ligature of it.
    fn sign(&mut self, sign: &str, ligature: char) {
        self.guard = false;
        if self.out.ends_with(ligature) {
            self.out.push_str("{}");
        }
        self.out.push_str(sign);
    }

    /// A text, the last one or not; whether it ends with a command that stays as it is and whose argument follows.
    fn text(&mut self, text: &str, next: Option<&Event<'_>>, last: bool) -> bool {
        let mut chars = text.char_indices().peekable();
        let mut previous = None;
        while let Some((at, c)) = chars.next() {
            let follows = chars.peek().map(|(_, c)| *c);
            let mut blank = false;
            match c {
                '#' | '%' | '&' | '_' | '$' => {
                    self.command("\\");
                    self.out.push(c);
                }
                '{' | '}' if self.braces => {
                    self.command("\\");
                    self.out.push(c);
                }
                '{' => self.command(r"\textbraceleft{}"),
                '}' => self.command(r"\textbraceright{}"),
                '~' => self.command(r"\textasciitilde{}"),
                '^' => self.command(r"\textasciicircum{}"),
                '`' => self.command(r"\textasciigrave{}"),
                '\\' => {
                    if let Some(name) = unknown(text, at, previous, next) {
                        self.guard = false;
                        self.out.push('\\');
                        self.out.push_str(name);
                        self.blank = false;
                        for _ in name.chars() {
                            chars.next();
                        }
                        if chars.peek().is_none() {
                            return next == Some(&Event::Open(Mark::Protect));
                        }
                    } else {
                        self.command(r"\textbackslash{}");
                    }
                }
                '–' => self.sign("--", '-'),
                '—' => self.sign("---", '-'),
                '-' => self.sign("-", '-'),
                '\'' => self.sign("'", '\''),
                '\u{a0}' if self.mode != Mode::Name => self.sign("~", '~'),
                '\u{202f}' if self.mode != Mode::Name => self.command(r"\,"), // BibTeX would see the comma
                '\n' => {
                    let paragraph = follows == Some('\n');
                    let after = if paragraph {
                        chars.next();
                        chars.peek().map(|(_, c)| *c)
                    } else {
                        follows
                    };
                    self.command(if paragraph { r"\par" } else { r"\newline" });
                    // the blank after a command is part of it
                    let bare = after.is_some_and(|c| !c.is_ascii_whitespace());
                    self.out.push_str(if bare { " " } else { "{}" });
                    blank = true;
                }
                c if c.is_ascii_whitespace() => {
                    if self.blank || (follows.is_none() && last) {
                        self.command(r"\ ");
                    } else {
                        self.guard = false;
                        self.out.push(' ');
                    }
                    blank = true;
                }
                c => {
                    self.guard = false;
                    self.out.push(c);
                }
            }
            self.blank = blank;
            previous = Some(c);
        }
        false
    }
}

/// The name of a command that the reader did not know and left as it was: it stands at the start of a word or before an
/// argument. Any other backslash is a backslash.
fn unknown<'t>(
    text: &'t str,
    at: usize,
    previous: Option<char>,
    next: Option<&Event<'_>>,
) -> Option<&'t str> {
    let rest = text.get(at + 1..)?;
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let name = rest.get(..length).filter(|name| !name.is_empty())?;
    let argument = length == rest.len() && next == Some(&Event::Open(Mark::Protect));
    let starts = previous.is_none_or(|c| !(c.is_alphanumeric() || matches!(c, ':' | '\\' | '/' | '.')));
    ((argument || starts) && table::command(name).is_none()).then_some(name)
}
