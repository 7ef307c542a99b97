//! LaTeX → marked text.

use super::{
    Mode, Notes, active,
    table::{self, Meaning},
};
use crate::model::text::{self, Event, Mark};
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

pub(super) fn marked<'a>(latex: &'a str, mode: Mode, notes: &mut Notes) -> Cow<'a, str> {
    if is_plain(latex) {
        return nfc(latex);
    }
    Cow::Owned(text::write(Reader::new(latex, mode, notes).read()))
}

pub(super) fn plain<'a>(latex: &'a str, notes: &mut Notes) -> Cow<'a, str> {
    if is_plain(latex) {
        return nfc(latex);
    }
    let mut out = String::with_capacity(latex.len());
    let mut reader = Reader::new(latex, Mode::Line, notes);
    reader.plain = true;
    for event in reader.read() {
        match event {
            Event::Text(text) => out.push_str(&text),
            Event::Math(tex) => {
                out.push('$');
                out.push_str(tex);
                out.push('$');
            }
            // without marks, commands are text already
            Event::Open(_) | Event::Close(_) | Event::Command(_) => {}
        }
    }
    Cow::Owned(out)
}

pub(super) fn address(latex: &str) -> Cow<'_, str> {
    if !latex.contains('\\') {
        return Cow::Borrowed(latex);
    }
    let mut out = String::with_capacity(latex.len());
    let mut rest = latex;
    while let Some((before, after)) = rest.split_once('\\') {
        // Mendeley writes each in braces of its own: `{\_}`, `{\~{}}`
        let braced = before.strip_suffix('{').and_then(|before| {
            let (sign, after) = after.split_at_checked(1).filter(|(sign, _)| "_%&#$~".contains(sign))?;
            Some((before, sign, after.strip_prefix("{}}").or_else(|| after.strip_prefix('}'))?))
        });
        if let Some((before, sign, after)) = braced {
            out.push_str(before);
            out.push_str(sign);
            rest = after;
            continue;
        }
        out.push_str(before);
        rest = after;
        if let Some(after) = rest.strip_prefix("~{}") {
            out.push('~');
            rest = after;
        } else if let Some(sign) = rest.chars().next().filter(|c| "_%&#$~".contains(*c)) {
            out.push(sign);
            rest = rest.get(1..).unwrap_or_default();
        } else {
            out.push('\\');
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether the text means itself: no command, brace or ligature, no blanks that would collapse.
fn is_plain(latex: &str) -> bool {
    let mut last = b' ';
    for byte in latex.bytes() {
        match byte {
            b'\\' | b'{' | b'}' | b'$' | b'~' | b'<' | b'`' | b'\t' | b'\n' | b'\r' | b'\x0c' => {
                return false;
            }
            b'-' | b'\'' | b' ' if byte == last => return false,
            _ => last = byte,
        }
    }
    last != b' ' || latex.is_empty()
}

/// In NFC; borrowed if it is already.
fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// What was put out last, as blanks need to know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Nothing yet.
    Start,
    /// A blank that more blanks join, and that is dropped at the end.
    Blank,
    /// A blank or line break that was asked for.
    Hard,
    /// Anything else.
    Other,
}

/// What ends with the group.
enum Ends {
    /// Nothing but the group.
    Group,
    /// The argument of a command that is not known; such groups always keep their braces.
    Argument,
    /// A text follows.
    Then(&'static str),
    /// The address of a link follows, in parentheses.
    Link(Cow<'static, str>),
}

struct Frame {
    ends: Ends,
    /// How many marks were open before.
    marks: usize,
    /// Ends after one thing, as an argument without braces does.
    single: bool,
    /// That thing was not there yet.
    fresh: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a fact about one kind of token")]
struct Reader<'a, 'n> {
    latex: &'a str,
    at: usize,
    mode: Mode,
    plain: bool,
    notes: &'n mut Notes,
    events: Vec<Event<'a>>,
    text: String,
    last: Last,
    /// Accents that wait for their letter, the outermost first.
    accents: Vec<char>,
    frames: Vec<Frame>,
    /// Open marks, and whether a group in them says nothing new.
    marks: Vec<(Mark, bool)>,
    /// How many of them are so.
    protected: usize,
    /// A command that is not known was read just now.
    unknown: bool,
    /// How many arguments of such commands are open.
    arguments: usize,
    /// A single quote was opened.
    quote: bool,
    /// `\)` and `\]` were searched for in vain.
    no_round: bool,
    no_square: bool,
    /// A group was found that nothing closes.
    unclosed: bool,
}

impl<'a, 'n> Reader<'a, 'n> {
    fn new(latex: &'a str, mode: Mode, notes: &'n mut Notes) -> Reader<'a, 'n> {
        Reader {
            latex,
            at: 0,
            mode,
            plain: false,
            notes,
            events: Vec::new(),
            text: String::with_capacity(latex.len()),
            last: Last::Start,
            accents: Vec::new(),
            frames: Vec::new(),
            marks: Vec::new(),
            protected: 0,
            unknown: false,
            arguments: 0,
            quote: false,
            no_round: false,
            no_square: false,
            unclosed: false,
        }
    }

    fn rest(&self) -> &'a str {
        self.latex.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.latex.as_bytes().get(self.at).copied()
    }

    fn read(mut self) -> Vec<Event<'a>> {
        while let Some(byte) = self.peek() {
            let unknown = std::mem::take(&mut self.unknown);
            match byte {
                b'\\' => self.command(),
                b'{' => self.open_group(unknown),
                b'}' => self.close_brace(),
                b'$' => self.dollar(),
                b'~' => {
                    self.at += 1;
                    if self.mode == Mode::Name {
                        self.blank(false);
                    } else {
                        self.put('\u{a0}');
                    }
                }
                b'-' => self.dashes(),
                b'`' | b'\'' => self.quotes(byte),
                b'?' | b'!' if self.rest().get(1..2) == Some("`") => {
                    self.at += 2;
                    self.put(if byte == b'?' { '¿' } else { '¡' });
                }
                _ if byte.is_ascii_whitespace() => {
                    self.blanks();
                    self.unknown = unknown;
                }
                _ => self.run(),
            }
            self.end_singles();
        }
        while !self.frames.is_empty() {
            self.close_frame();
        }
        self.lone_accents();
        self.close_marks(0);
        self.flush();
        if let (Last::Blank, Some(Event::Text(Cow::Owned(text)))) = (self.last, self.events.last_mut()) {
            text.truncate(text.trim_end_matches(' ').len());
        }
        self.events
    }

    /// Characters that mean themselves, up to the next that may not.
    fn run(&mut self) {
        let rest = self.rest();
        let single = self.frames.last().is_some_and(|frame| frame.single);
        let length = if single {
            rest.chars().next().map_or(0, char::len_utf8)
        } else {
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let more = rest.bytes().skip(first).position(|b| {
                matches!(b, b'\\' | b'{' | b'}' | b'$' | b'~' | b'-' | b'`' | b'\'' | b'?' | b'!')
                    || b.is_ascii_whitespace()
            });
            more.map_or(rest.len(), |more| first + more)
        };
        let run = rest.get(..length).unwrap_or_default();
        self.at += length.max(1);
        if self.accents.is_empty() {
            self.text.push_str(run);
            self.last = Last::Other;
        } else {
            run.chars().for_each(|c| self.put(c));
        }
    }

    /// Puts a character out, with the accents that wait for it.
    fn put(&mut self, c: char) {
        self.last = Last::Other;
        if self.accents.is_empty() {
            self.text.push(c);
            return;
        }
        self.text.push(match c {
            'ı' => 'i',
            'ȷ' => 'j',
            c => c,
        });
        while let Some(accent) = self.accents.pop() {
            self.text.push(accent);
        }
    }

    fn put_str(&mut self, text: &str) {
        if self.accents.is_empty() && !text.is_empty() {
            self.text.push_str(text);
            self.last = Last::Other;
        } else {
            text.chars().for_each(|c| self.put(c));
        }
    }

    /// Accents whose letter does not come stand alone.
    fn lone_accents(&mut self) {
        for accent in std::mem::take(&mut self.accents) {
            self.text.push(table::alone(accent));
            self.last = Last::Other;
        }
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            let text = match nfc(&text) {
                Cow::Borrowed(_) => text,
                Cow::Owned(text) => text,
            };
            self.events.push(Event::Text(Cow::Owned(text)));
        }
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_whitespace).count();
        let feeds = rest.bytes().take(length).filter(|b| *b == b'\n').count();
        self.at += length;
        self.blank(feeds > 1 && self.mode == Mode::Paragraphs);
    }

    /// A blank of the text, which collapses with others.
    fn blank(&mut self, paragraph: bool) {
        self.lone_accents();
        match self.last {
            Last::Other if paragraph => self.text.push_str("\n\n"),
            Last::Other => self.text.push(' '),
            Last::Blank if paragraph && self.text.ends_with(' ') => {
                self.text.pop();
                self.text.push_str("\n\n");
            }
            Last::Start | Last::Blank | Last::Hard => return,
        }
        self.last = if paragraph { Last::Hard } else { Last::Blank };
        if paragraph && self.at >= self.latex.len() {
            self.text.truncate(self.text.trim_end_matches('\n').len());
        }
    }

    /// Blanks or line breaks that a command asks for.
    fn hard(&mut self, text: &str) {
        self.lone_accents();
        self.text.push_str(text);
        self.last = Last::Hard;
    }

    fn dashes(&mut self) {
        let mut count = self.rest().bytes().take_while(|b| *b == b'-').count();
        if self.frames.last().is_some_and(|frame| frame.single) {
            count = 1;
        }
        self.at += count;
        while count >= 3 {
            self.put('—');
            count -= 3;
        }
        match count {
            2 => self.put('–'),
            1 => self.put('-'),
            _ => {}
        }
    }

    fn quotes(&mut self, byte: u8) {
        let rest = self.rest();
        let double = rest.as_bytes().get(1) == Some(&byte);
        self.at += if double { 2 } else { 1 };
        if byte == b'`' {
            self.quote |= !double;
            self.put(if double { '“' } else { '‘' });
        } else if double {
            self.put('”');
        } else if self.quote && !self.rest().starts_with(char::is_alphanumeric) {
            self.quote = false;
            self.put('’');
        } else {
            self.put('\'');
        }
    }

    fn open_mark(&mut self, mark: Mark, protects: bool) {
        self.flush();
        self.events.push(Event::Open(mark));
        self.marks.push((mark, protects));
        self.protected += usize::from(protects);
    }

    /// Closes marks until so many are open; a mark around nothing goes away, but for the empty argument of an unknown command.
    fn close_marks(&mut self, left: usize) {
        while self.marks.len() > left {
            let Some((mark, protects)) = self.marks.pop() else { return };
            self.protected -= usize::from(protects);
            self.flush();
            let keep = mark == Mark::Protect
                && matches!(self.frames.last(), Some(Frame { ends: Ends::Argument, .. }));
            if !keep && self.events.last() == Some(&Event::Open(mark)) {
                self.events.pop();
            } else {
                self.events.push(Event::Close(mark));
            }
        }
    }

    fn push_frame(&mut self, ends: Ends, single: bool) {
        self.frames.push(Frame { ends, marks: self.marks.len(), single, fresh: single });
    }

    /// `{`: protects what is in it, unless a command we know stands first (BibTeX's special characters), an accent waits
    /// for its letter, or it is protected already. Without marks, all braces in an argument belong to it, but for those
    /// around nothing.
    fn open_group(&mut self, argument: bool) {
        self.at += 1;
        if self.plain && !argument && self.arguments > 0 && self.peek() == Some(b'}') {
            self.at += 1;
            return;
        }
        if argument || (self.plain && self.arguments > 0) {
            self.push_frame(Ends::Argument, false);
            self.arguments += 1;
            if self.plain {
                self.put('{');
            } else {
                self.open_mark(Mark::Protect, false);
            }
            return;
        }
        let special = self.rest().strip_prefix('\\').is_some_and(|rest| {
            let name = letters(rest);
            name.is_empty() || table::command(name).is_some()
        });
        let protects = !special && self.accents.is_empty() && self.protected == 0;
        self.push_frame(Ends::Group, false);
        if protects {
            self.open_mark(Mark::Protect, true);
        }
    }

    fn close_brace(&mut self) {
        self.at += 1;
        // a command at the end of its group takes nothing from beyond
        while self.frames.last().is_some_and(|frame| frame.single) {
            self.close_frame();
        }
        if self.frames.is_empty() {
            self.put('}');
        } else {
            self.close_frame();
        }
    }

    fn close_frame(&mut self) {
        self.lone_accents();
        let Some(marks) = self.frames.last().map(|frame| frame.marks) else { return };
        self.close_marks(marks);
        let Some(frame) = self.frames.pop() else { return };
        match frame.ends {
            Ends::Group => {}
            Ends::Argument => {
                self.arguments -= 1;
                if self.plain {
                    self.put('}');
                }
                self.unknown = self.peek() == Some(b'{');
            }
            Ends::Then(text) => self.put_str(text),
            Ends::Link(address) => {
                self.put_str(" (");
                self.put_str(&address);
                self.put(')');
            }
        }
    }

    /// After each thing: arguments without braces end.
    fn end_singles(&mut self) {
        while self.accents.is_empty() {
            match self.frames.last_mut() {
                Some(frame) if frame.single && frame.fresh => {
                    frame.fresh = false;
                    return;
                }
                Some(frame) if frame.single => self.close_frame(),
                _ => return,
            }
        }
    }

    fn skip_blank(&mut self) {
        self.at += self.rest().bytes().take_while(u8::is_ascii_whitespace).count();
    }

    /// Starts the argument of a command, with or without braces.
    fn argument(&mut self, ends: Ends) {
        self.skip_blank();
        let braced = self.peek() == Some(b'{');
        if braced {
            self.at += 1;
        }
        self.push_frame(ends, !braced);
    }

    /// An argument that is taken as it is; `None` if it has no braces or they are not balanced.
    fn verbatim(&mut self) -> Option<&'a str> {
        self.skip_blank();
        let rest = self.rest();
        if self.unclosed || !rest.starts_with('{') {
            return None;
        }
        let length = balanced(rest);
        self.unclosed = length.is_none();
        self.at += length?;
        rest.get(1..length? - 1)
    }

    fn command(&mut self) {
        self.at += 1;
        let rest = self.rest();
        let name = letters(rest);
        if name.is_empty() {
            self.sign();
            return;
        }
        self.at += name.len();
        let Some(meaning) = table::command(name) else {
            self.unknown_command(name);
            return;
        };
        // the starred form, as of `\enquote*`, differs in nothing that is kept
        let takes_text = matches!(
            meaning,
            Meaning::Mark(_)
                | Meaning::Wrap(..)
                | Meaning::Lose
                | Meaning::Unwrap
                | Meaning::Url
                | Meaning::Href
        );
        if takes_text && self.rest().starts_with("*{") {
            self.at += 1;
        }
        self.meaning(name, meaning);
    }

    /// A command that stays as it is; text if it would make TeX do more than print.
    fn unknown_command(&mut self, name: &'a str) {
        self.lone_accents();
        let acts = active::acts(name);
        let notes = if acts { &mut self.notes.active } else { &mut self.notes.unknown };
        notes.insert(format!("\\{name}"));
        if self.plain || acts {
            self.put('\\');
            self.put_str(name);
        } else {
            self.flush();
            self.events.push(Event::Command(name));
            self.last = Last::Other;
        }
        // with marks, braces behind a blank are kept as any others
        let next = if self.plain { self.rest().trim_ascii_start() } else { self.rest() };
        self.unknown = (self.plain || !acts) && next.starts_with('{');
    }

    /// A backslash before a character that is no letter.
    fn sign(&mut self) {
        let Some(sign) = self.rest().chars().next() else {
            self.put('\\');
            return;
        };
        match sign {
            ' ' | '\t' | '\n' | '\r' => {
                self.at += 1;
                self.hard(" ");
            }
            '\\' => {
                self.at += 1;
                self.blank(false);
            }
            '(' | '[' => self.brackets(sign),
            _ => match table::symbol(sign) {
                Some(Meaning::Text(" ")) => {
                    self.at += 1;
                    self.hard(" ");
                }
                Some(Meaning::Text(text)) => {
                    self.at += 1;
                    self.put_str(text);
                }
                Some(Meaning::Accent(accent)) => {
                    self.at += 1;
                    self.accents.push(accent);
                    self.skip_blank();
                }
                Some(_) => self.at += 1,
                None => {
                    self.notes.unknown.insert(format!("\\{sign}"));
                    self.put('\\');
                }
            },
        }
    }

    fn meaning(&mut self, name: &str, meaning: Meaning) {
        match meaning {
            Meaning::Text(text) => {
                self.skip_blank();
                if text.trim().is_empty() && text != "\u{a0}" { self.hard(text) } else { self.put_str(text) }
            }
            Meaning::Logo(text) => {
                self.skip_blank();
                let protects = self.protected == 0 && self.accents.is_empty();
                let marks = self.marks.len();
                if protects {
                    self.open_mark(Mark::Protect, true);
                }
                self.put_str(text);
                self.close_marks(marks);
            }
            Meaning::Accent(accent) => {
                self.accents.push(accent);
                self.skip_blank();
            }
            Meaning::Mark(mark) => {
                self.argument(Ends::Group);
                self.open_mark(mark, false);
            }
            Meaning::Switch(mark) => {
                self.skip_blank();
                if let Some(mark) = mark {
                    self.open_mark(mark, false);
                }
            }
            Meaning::Lose => {
                self.notes.lost.insert(format!("\\{name}"));
                self.argument(Ends::Group);
            }
            Meaning::Unwrap => self.argument(Ends::Group),
            Meaning::Wrap(open, close) => {
                self.put_str(open);
                self.argument(Ends::Then(close));
            }
            Meaning::Ignore => self.skip_blank(),
            Meaning::Par => {
                self.skip_blank();
                self.hard("\n\n");
            }
            Meaning::Newline => {
                self.skip_blank();
                self.hard("\n");
            }
            Meaning::Url => {
                if let Some(url) = self.verbatim() {
                    self.put_str(&address(url));
                }
            }
            Meaning::Href => {
                let Some(url) = self.verbatim() else { return };
                let url = address(url);
                self.skip_blank();
                // the address in place of a text needs no repetition
                let same = self.rest().strip_prefix('{').and_then(|rest| rest.strip_prefix(&*url));
                let link = if same.is_some_and(|rest| rest.starts_with('}')) {
                    Ends::Group
                } else {
                    Ends::Link(Cow::Owned(url.into_owned()))
                };
                self.argument(link);
            }
            Meaning::Math => {
                if let Some(tex) = self.verbatim() {
                    self.math(tex);
                }
            }
        }
    }

    fn math(&mut self, tex: &'a str) {
        self.lone_accents();
        let tex = tex.trim();
        if let Some(name) = active::find(tex) {
            self.notes.active.insert(if name == "^^" { name.to_owned() } else { format!("\\{name}") });
            self.put_str(&format!("${tex}$"));
            return;
        }
        self.flush();
        if !tex.is_empty() {
            self.events.push(Event::Math(tex));
        }
        self.last = Last::Other;
    }

    /// `\(...\)` and `\[...\]`.
    fn brackets(&mut self, open: char) {
        let rest = self.rest();
        let (close, missing) =
            if open == '(' { ("\\)", &mut self.no_round) } else { ("\\]", &mut self.no_square) };
        let end = if *missing { None } else { rest.find(close) };
        *missing |= end.is_none();
        match end.and_then(|end| rest.get(1..end)) {
            Some(tex) if is_balanced(tex) && !tex.contains('$') => {
                self.at += tex.len() + 3;
                self.math(tex);
            }
            _ => self.put('\\'),
        }
    }

    /// `$...$`, `$$...$$`, or a dollar of money.
    fn dollar(&mut self) {
        let rest = self.rest();
        let fence = if rest.starts_with("$$") { 2 } else { 1 };
        let inner = rest.get(fence..).unwrap_or_default();
        let found = dollar_end(inner).and_then(|end| Some((inner.get(..end)?, inner.get(end..)?)));
        if let Some((tex, after)) = found {
            let closes = if fence == 2 { after.starts_with("$$") } else { true };
            if closes
                && !tex.is_empty()
                && is_balanced(tex)
                && is_maths(tex, after.get(fence..).unwrap_or_default())
            {
                self.at += tex.len() + 2 * fence;
                self.math(tex);
                return;
            }
        }
        self.at += fence;
        (0..fence).for_each(|_| self.put('$'));
    }
}

/// The letters at the start: the name of a command.
fn letters(text: &str) -> &str {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    text.get(..length).unwrap_or_default()
}

/// Where the next dollar is that is not escaped.
fn dollar_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'$' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

/// Whether what stands between two dollars is maths. TeX says always; but people and programs write "$5 and $10" too. It is
/// maths if it looks so, or if the dollars touch it as pandoc asks.
fn is_maths(tex: &str, after: &str) -> bool {
    let blank = |c: char| c.is_whitespace();
    tex.contains(['\\', '^', '_', '{', '='])
        || (tex.starts_with(blank) == tex.ends_with(blank)
            && !after.starts_with(|c: char| c.is_ascii_digit()))
}

/// The length of the group that starts here, with its braces.
pub(super) fn balanced(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// Whether its braces are balanced.
pub(super) fn is_balanced(text: &str) -> bool {
    let mut depth = 0_i64;
    for byte in text.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}
