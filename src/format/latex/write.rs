//! Marked text → LaTeX.

use super::{Mode, active, read::balanced, table};
use crate::model::text::{self, Event, Mark};
use std::borrow::Cow;

pub(super) fn marked(marked: &str, mode: Mode) -> String {
    if means_itself(marked) {
        return marked.to_owned();
    }
    let mut events = text::events(marked);
    for event in &mut events {
        match event {
            Event::Command(name) if active::acts(name) => *event = Event::Text(format!("\\{name}").into()),
            Event::Math(tex) if active::find(tex).is_some() => {
                *event = Event::Text(format!("${tex}$").into());
            }
            _ => {}
        }
    }
    let last = events.iter().rposition(|event| !matches!(event, Event::Open(_) | Event::Close(_)));
    write(&events, mode, last)
}

pub(super) fn plain(plain: &str) -> String {
    if means_itself(plain) {
        return plain.to_owned();
    }
    let events = commands(plain);
    write(&events, Mode::Line, events.len().checked_sub(1))
}

/// A text without marks: its commands that an import left, with their arguments, and the text between them.
fn commands(plain: &str) -> Vec<Event<'_>> {
    let bytes = plain.as_bytes();
    let mut events = Vec::new();
    let (mut done, mut at, mut depth) = (0, 0, 0_usize);
    let mut unclosed = false;
    while let Some(&byte) = bytes.get(at) {
        // behind a command, one blank may stand before its argument
        let argument = match events.last() {
            Some(Event::Command(_)) => done == at || (done + 1 == at && bytes.get(done) == Some(&b' ')),
            Some(Event::Close(_)) => done == at,
            _ => false,
        };
        let event = match byte {
            b'\\' => {
                unknown(plain, at, argument && done == at).map(|name| (Event::Command(name), 1 + name.len()))
            }
            b'{' if depth > 0 && (argument || bytes.get(at + 1) != Some(&b'}')) => {
                depth += 1;
                Some((Event::Open(Mark::Protect), 1))
            }
            b'{' if argument && !unclosed => {
                unclosed = balanced(plain.get(at..).unwrap_or_default()).is_none();
                depth = usize::from(!unclosed);
                (!unclosed).then_some((Event::Open(Mark::Protect), 1))
            }
            b'}' if depth > 0 => {
                depth -= 1;
                Some((Event::Close(Mark::Protect), 1))
            }
            _ => None,
        };
        let Some((event, length)) = event else {
            // braces around nothing, which are no argument, are text
            at += if byte == b'{' && depth > 0 { 2 } else { 1 };
            continue;
        };
        if done < at {
            events.push(Event::Text(plain.get(done..at).unwrap_or_default().into()));
        }
        events.push(event);
        at += length;
        done = at;
    }
    if done < plain.len() {
        events.push(Event::Text(plain.get(done..).unwrap_or_default().into()));
    }
    events
}

/// The name of a command that the reader did not know and left as it was: it stands at the start of a word, before an
/// argument, or behind another. Any other backslash is a backslash.
fn unknown(text: &str, at: usize, behind: bool) -> Option<&str> {
    let rest = text.get(at + 1..)?;
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let name = rest.get(..length).filter(|name| !name.is_empty())?;
    let argument = rest.get(length..).is_some_and(|rest| rest.starts_with('{') || rest.starts_with(" {"));
    let previous = text.get(..at).and_then(|before| before.chars().next_back());
    let starts = previous.is_none_or(|c| !(c.is_alphanumeric() || matches!(c, ':' | '\\' | '/' | '.')));
    let known = table::command(name).is_some() || active::acts(name);
    ((argument || starts || behind) && !known).then_some(name)
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

/// The LaTeX of events; the `last` that prints something does not end with a bare blank, which would be lost.
fn write(events: &[Event<'_>], mode: Mode, last: Option<usize>) -> String {
    let length =
        events.iter().map(|event| if let Event::Text(text) = event { text.len() } else { 16 }).sum::<usize>();
    let mut writer = Writer {
        out: String::with_capacity(length + length / 8),
        mode,
        blank: true,
        guard: false,
        braces: braces_match(events),
    };
    let mut after_command = false;
    for (n, event) in events.iter().enumerate() {
        let argument = std::mem::replace(&mut after_command, matches!(event, Event::Command(_)));
        match event {
            Event::Open(Mark::Protect) => {
                writer.out.push('{');
                writer.guard = !argument && events.get(n + 1) != Some(&Event::Close(Mark::Protect));
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
            Event::Command(name) => {
                writer.guard = false;
                writer.blank = false;
                writer.out.extend(["\\", name]);
            }
            Event::Text(text) => writer.text(text, Some(n) == last),
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

    /// A text, the last one or not.
    fn text(&mut self, text: &str, last: bool) {
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let follows = chars.peek().copied();
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
                '\\' => self.command(r"\textbackslash{}"),
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
                        chars.peek().copied()
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
        }
    }
}
