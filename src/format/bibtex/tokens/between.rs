//! What stands between entries: where the next one starts, and a name for everything that is passed over.
//!
//! As BibTeX has it, what follows an `@`, a word and a brace is an entry, wherever in a line it stands, and `@comment` without a
//! brace is a word like others. As biber has it, `%` comments out the rest of its line, and `@comment{...}` is no place for entries.

use super::{Broken, Fault, SYNTAX, Scanner, is_directive, is_identifier};
use crate::{diagnostic::Diagnostic, model::Kind};
use std::ops::Range;

/// What an `@` between entries is.
enum At {
    /// It starts an entry, or `@string`, `@preamble`, `@comment` with their braces.
    Entry,
    /// `@comment` without braces: a word that says nothing.
    Comment,
    /// It was meant to start an entry; why it does not.
    Broken(String),
    /// A sign like any other, as in an e-mail address.
    Text,
}

impl<'a> Scanner<'a> {
    /// The next `@` that starts an entry; what is passed over on the way is named.
    pub(super) fn next_entry(&mut self) -> Option<usize> {
        let mut text = Text::default();
        loop {
            let at = self.at;
            match self.peek() {
                None => {
                    self.left_out(text, at);
                    return None;
                }
                Some(b'%') => {
                    self.at = self.line_end(at);
                    let comment = self.slice(at..self.at);
                    // `% Encoding: ...` was followed already
                    let encoding = comment.trim_start_matches(['%', ' ']).get(..9).unwrap_or_default();
                    if !encoding.eq_ignore_ascii_case("encoding:") && !self.hides_entries(at) {
                        text.see(at, comment);
                    }
                }
                Some(b'@') => match self.at_sign(at) {
                    At::Entry => {
                        self.left_out(text, at);
                        return Some(at);
                    }
                    At::Comment => {
                        self.at += 1;
                        self.skip_white();
                        self.identifier();
                    }
                    At::Broken(message) => {
                        self.left_out(std::mem::take(&mut text), at);
                        let broken = Broken { message, help: "write `@type{key, field = {value}, ...}`" };
                        self.report(&broken, "", at);
                        self.skip_broken();
                    }
                    At::Text => {
                        text.signs = true;
                        text.see(at, "@");
                        self.at += 1;
                    }
                },
                Some(_) => {
                    let length =
                        self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                    self.at += length;
                    text.see(at, self.slice(at..self.at));
                }
            }
        }
    }

    /// What the `@` at this offset is.
    fn at_sign(&self, at: usize) -> At {
        let word = self.is_in_word(at);
        let (kind, end) = self.kind(at);
        let known = is_directive(kind) || Kind::from_biblatex(kind).is_some();
        let mut open = end;
        while let Some(byte) = self.byte(open) {
            match byte {
                b'%' => open = self.line_end(open),
                byte if byte.is_ascii_whitespace() => open += 1,
                _ => break,
            }
        }
        let opens = matches!(self.byte(open), Some(b'{' | b'('));
        if opens && !kind.is_empty() && (!word || known || self.key_follows(open)) {
            return At::Entry;
        }
        if kind.eq_ignore_ascii_case("comment") {
            return At::Comment;
        }
        if known && !word {
            return At::Broken(format!("`@{kind}` is followed by no `{{`"));
        }
        // `@artic le{key, ...`, up to the next that may be one
        let mut rest = self.bytes.get(end..).unwrap_or_default().iter();
        let mut rest =
            rest.by_ref().take_while(|b| !matches!(b, b'@' | b'\n' | b'\r')).skip_while(|b| **b != b'{');
        let looks_so = rest.nth(1).is_some_and(|b| !matches!(b, b'{' | b'}'))
            && rest
                .find(|b| matches!(b, b',' | b'=' | b'{' | b'}'))
                .is_some_and(|b| matches!(b, b',' | b'='));
        match (looks_so && !word, kind) {
            (true, "") => At::Broken("`@` is followed by no entry type".to_owned()),
            (true, kind) => At::Broken(format!("`@{kind}` is followed by no `{{`")),
            (false, _) => At::Text,
        }
    }

    /// From an `@` that starts no entry past the braces that follow, if they close before another such `@`; else past its line.
    fn skip_broken(&mut self) {
        self.at += 1;
        let mut depth = 0_usize;
        let mut line = None;
        while let Some(byte) = self.peek() {
            match byte {
                b'@' if !self.is_in_word(self.at) || self.looks_like_entry(self.at) => break,
                b'{' => depth += 1,
                b'}' if depth == 1 => {
                    self.at += 1;
                    return;
                }
                b'}' => depth = depth.saturating_sub(1),
                b'\n' | b'\r' => line = line.or(Some(self.at)),
                _ => {}
            }
            self.at += 1;
        }
        self.at = line.unwrap_or(self.at);
    }

    /// Whether the `@` at this offset stands behind a letter, as in an e-mail address.
    fn is_in_word(&self, at: usize) -> bool {
        at.checked_sub(1).and_then(|at| self.byte(at)).is_some_and(is_word)
    }

    /// The word behind the `@` at this offset, and where it ends.
    fn kind(&self, at: usize) -> (&'a str, usize) {
        let rest = self.bytes.get(at + 1..).unwrap_or_default();
        let blank = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
        let name = rest.iter().skip(blank).take_while(|b| is_identifier(**b)).count();
        let start = at + 1 + blank;
        (self.slice(start..start + name), start + name)
    }

    /// Whether a key and a comma stand behind the brace at this offset.
    fn key_follows(&self, open: usize) -> bool {
        let rest = self.bytes.get(open + 1..).unwrap_or_default();
        let end = rest.iter().find(|b| matches!(b, b',' | b'=' | b'\n' | b'\r' | b'{' | b'}' | b'@'));
        end == Some(&b',') && rest.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b',')
    }

    /// Whether the `@` at this offset stands first in its line and is followed by what starts an entry:
    /// a word, a brace, and a key that ends at a comma, the end of the line or (a missing key) at `=`.
    pub(super) fn starts_entry(&self, at: usize) -> bool {
        if !self.is_first(at) {
            return false;
        }
        let rest = self.bytes.get(at + 1..).unwrap_or_default();
        let name = rest.iter().take_while(|b| is_identifier(**b)).count();
        let word = self.slice(at + 1..at + 1 + name);
        let mut rest = rest.iter().skip(name).skip_while(|b| matches!(b, b' ' | b'\t'));
        if name == 0 || !matches!(rest.next(), Some(b'{' | b'(')) {
            return false;
        }
        is_directive(word)
            || rest
                .find(|b| matches!(b, b',' | b'=' | b'\n' | b'\r' | b'{' | b'}'))
                .is_some_and(|b| matches!(b, b',' | b'=' | b'\n' | b'\r'))
    }

    /// Whether nothing but blanks stands before this offset in its line.
    fn is_first(&self, at: usize) -> bool {
        let before = self.bytes.get(..at).unwrap_or_default();
        let blank = before.iter().rev().find(|b| !matches!(b, b' ' | b'\t'));
        matches!(blank, None | Some(b'\n' | b'\r'))
    }

    /// Whether the `@` at this offset looks like an entry wherever it stands: a word, a brace, a key and a comma.
    fn looks_like_entry(&self, at: usize) -> bool {
        let (kind, open) = self.kind(at);
        !kind.is_empty() && matches!(self.byte(open), Some(b'{' | b'(')) && self.key_follows(open)
    }

    /// Whether the `@` at this offset starts the next entry though the one before has no end: first in its line, or
    /// behind something that has closed.
    pub(super) fn is_next_entry(&self, at: usize) -> bool {
        let before = self.bytes.get(..at).unwrap_or_default();
        let closed = || before.iter().rev().find(|b| !b.is_ascii_whitespace());
        self.starts_entry(at) || (self.looks_like_entry(at) && matches!(closed(), Some(b'}' | b')' | b'"')))
    }

    /// After an entry that cannot be read: to the next that may, if need be back into what was read in vain. What looks
    /// like an entry and is passed over is named.
    pub(super) fn recover(&mut self, start: usize) {
        let stop = self.at;
        self.at = start + 1;
        while let Some(byte) = self.peek() {
            if byte == b'@' {
                let again = stop.saturating_sub(self.at);
                let at_entry = self.is_next_entry(self.at)
                    || (self.is_first(self.at) && matches!(self.at_sign(self.at), At::Broken(_)));
                if at_entry && again <= self.again {
                    self.again -= again;
                    return;
                }
                if self.looks_like_entry(self.at) {
                    let (kind, end) = self.kind(self.at);
                    let message = format!("`@{kind}` stands in the broken entry before it and is left out");
                    let fault = Diagnostic::error(SYNTAX, message)
                        .help("mend that entry, or put this one on a line of its own");
                    self.fault(fault, self.at..end);
                }
            }
            self.at += 1;
        }
    }

    /// `@comment{...}`, balanced; without end it ends at the next entry.
    pub(super) fn comment(&mut self, start: usize, close: u8) {
        let from = self.at;
        if self.comments_close {
            let (mut braces, mut parens) = (0_usize, 0_usize);
            while let Some(byte) = self.peek() {
                self.at += 1;
                match byte {
                    b'{' => braces += 1,
                    b'}' => braces = braces.saturating_sub(1),
                    b'(' if close == b')' => parens += 1,
                    b')' if close == b')' => parens = parens.saturating_sub(1),
                    _ => continue,
                }
                if braces == 0 && parens == 0 {
                    let inside = self.slice(from + 1..self.at - 1);
                    if says_something(inside) {
                        let message = format!("a comment is left out: {}", excerpt(inside));
                        let note = Diagnostic::note(COMMENT, message).help(KEEP);
                        self.fault(note, start..self.line_end(start).min(self.at));
                    }
                    return;
                }
            }
            self.comments_close = false;
        }
        self.at = from;
        while self.peek().is_some_and(|byte| byte != b'@' || !self.starts_entry(self.at)) {
            self.at += 1;
        }
        let head = start..self.line_end(start).min(self.at);
        self.fault(
            Diagnostic::warning(
                SYNTAX,
                "this `@comment` is not closed, it is taken to end at the next entry",
            )
            .help("close it with `}`"),
            head,
        );
    }

    /// Names the entries that a `%` at this offset comments out; whether there are any.
    fn hides_entries(&mut self, at: usize) -> bool {
        let line = at..self.line_end(at);
        let mut any = false;
        for (sign, _) in self.slice(line.clone()).match_indices('@') {
            let sign = line.start + sign;
            let (kind, open) = self.kind(sign);
            if kind.is_empty() || open >= line.end || !matches!(self.byte(open), Some(b'{' | b'(')) {
                continue;
            }
            any = true;
            let note = Diagnostic::note(COMMENT, format!("`@{kind}` stands behind a `%` and is left out"))
                .help("take the `%` away if it is to be read");
            self.fault(note, sign..open);
        }
        any
    }

    /// Names text between entries, which ends here.
    fn left_out(&mut self, text: Text, end: usize) {
        let Some(start) = text.start.filter(|_| text.says) else { return };
        let line = self.slice(start..self.line_end(start).min(end)).trim_end();
        let what = excerpt(self.slice(start..end));
        let note = if text.signs {
            Diagnostic::note(COMMENT, format!("text is left out, no `@` in it starts an entry: {what}"))
                .help("an entry is written `@type{key, field = {value}, ...}`")
        } else {
            Diagnostic::note(TEXT, format!("text between entries is left out: {what}")).help(KEEP)
        };
        self.fault(note, start..start + line.len());
    }

    /// Names the comments inside an entry.
    pub(super) fn comments_inside(&mut self, key: &str) {
        let comments = std::mem::take(&mut self.comments);
        for Range { start, end } in comments {
            let message = format!("a comment is left out: {}", excerpt(self.slice(start..end)));
            let mut note = Diagnostic::note(TEXT, message).help(KEEP);
            if !key.is_empty() {
                note = note.key(key);
            }
            self.fault(note, start..end);
        }
    }

    pub(super) fn report(&mut self, broken: &Broken, kind: &str, start: usize) {
        let head = self.slice(start..self.line_end(start));
        let key =
            head.split_once(['{', '(']).and_then(|(_, rest)| rest.split(',').next()).unwrap_or_default();
        let key = key.trim();
        let entry = if kind.is_empty() { "the entry".to_owned() } else { format!("`@{kind}`") };
        let mut diagnostic =
            Diagnostic::error(SYNTAX, format!("{}, {entry} is left out", broken.message)).help(broken.help);
        // a key that is really a field (`@book{title = ...`) names nothing
        if !key.is_empty() && !key.contains(['=', '{', '}', '"']) {
            diagnostic = diagnostic.key(key);
        }
        // the line of the entry is what a person looks for; the message says the rest
        self.fault(diagnostic, start..start + head.trim_end().len());
    }

    pub(super) fn fault(&mut self, diagnostic: Diagnostic, span: Range<usize>) {
        self.tokens.faults.push(Fault { diagnostic, span });
    }
}

/// The rule of comments and texts that may have been meant as entries.
const COMMENT: &str = "bibtex-comment";

/// The rule of words that were never meant as entries.
const TEXT: &str = "bibtex-text";

const KEEP: &str = "what is worth keeping goes into a TOML file behind `#`";

/// Text between two entries.
#[derive(Default)]
struct Text {
    /// Where it starts.
    start: Option<usize>,
    /// There are words in it.
    says: bool,
    /// An `@` is in it.
    signs: bool,
}

impl Text {
    fn see(&mut self, at: usize, text: &str) {
        // the brace or comma that is one too many is no text
        if self.start.is_none()
            && !text.trim_matches(|c: char| c.is_whitespace() || "{}(),;".contains(c)).is_empty()
        {
            self.start = Some(at);
        }
        self.says |= says_something(text);
    }
}

/// Whether there are words in it, not signs alone.
pub(super) fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// The first words of a text, in quotes of code.
fn excerpt(text: &str) -> String {
    const LENGTH: usize = 48; // taste
    let mut words = String::new();
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(word.chars().take(LENGTH + 1));
        if words.chars().count() > LENGTH {
            let cut: String = words.chars().take(LENGTH).collect();
            return format!("`{}…`", cut.trim_end());
        }
    }
    format!("`{words}`")
}

/// Part of a word before `@` in an e-mail address.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::super::tokens;
    use proptest::prelude::*;

    /// The keys of the entries, and what is said of the rest: severity and message.
    fn show(text: &str) -> (Vec<&str>, Vec<String>) {
        let found = tokens(text);
        let said =
            found.faults.iter().map(|f| format!("{}: {}", f.diagnostic.severity, f.diagnostic.message));
        (found.entries.iter().map(|entry| entry.key).collect(), said.collect())
    }

    #[test]
    fn an_entry_is_read_wherever_it_stands() {
        for (text, keys, said) in [
            (
                "@book{a, t={A}}garbage@book{b, t={B}}",
                vec!["a", "b"],
                vec!["note: text between entries is left out: `garbage`"],
            ),
            ("x@book{a, t={A}}", vec!["a"], vec!["note: text between entries is left out: `x`"]),
            ("@comment @book{a, t={A}}", vec!["a"], vec![]),
            (
                "@book{a, t={A} @book{b, t={B}}",
                vec!["a", "b"],
                vec!["warning: the entry before this is not closed"],
            ),
            (
                "@book{a, t={A {A}} @book{b, t={B}}",
                vec!["a", "b"],
                vec!["warning: the entry before this is not closed"],
            ),
            (
                "@book{a, t={A, u={A}} @book{b, t={B}}",
                vec!["b"],
                vec!["error: the braces of `t` are not balanced, `@book` is left out"],
            ),
            (
                "@book{a, t=\"A, u={A}} @book{b, t={B}}",
                vec!["b"],
                vec!["error: the quotes or braces of `t` are not closed, `@book` is left out"],
            ),
            (
                "@book{a, = {A}}, @book{b, t={B}} @foo{c, t={C}}",
                vec!["c"],
                vec![
                    "error: `=` stands where a field should, `@book` is left out",
                    "error: `@book` stands in the broken entry before it and is left out",
                ],
            ),
        ] {
            let (found, faults) = show(text);
            assert_eq!(
                (found, faults.iter().map(String::as_str).collect::<Vec<_>>()),
                (keys, said),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_entry_is_named() {
        for (text, said) in [
            ("@artic le{z, t={x}}", "error: `@artic` is followed by no `{`, the entry is left out"),
            ("@{z, t={x}}", "error: `@` is followed by no entry type, the entry is left out"),
            (
                "@a b{z, t={x}}\n@{z, t={x@y}} @book z",
                "error: `@a` is followed by no `{`, the entry is left out; error: `@` is followed by no entry type, the entry is left out; error: `@book` is followed by no `{`, the entry is left out",
            ),
            ("% @book{z, t={x}}", "note: `@book` stands behind a `%` and is left out"),
            ("@comment{ @book{z, t={x}} }", "note: a comment is left out: `@book{z, t={x}}`"),
            (
                "%% encoding: utf-8\n% Coding: UTF-8",
                "note: text between entries is left out: `% Coding: UTF-8`",
            ),
            ("mail me@book.org", "note: text is left out, no `@` in it starts an entry: `mail me@book.org`"),
            ("me@home (work)", "note: text is left out, no `@` in it starts an entry: `me@home (work)`"),
            (
                "see @knuth for {x}",
                "note: text is left out, no `@` in it starts an entry: `see @knuth for {x}`",
            ),
            ("@comment{}\n}\u{feff},", ""),
            ("@book{k, t = {x}, % one\n% -- \n}", "note: a comment is left out: `% one`"),
        ] {
            let (keys, faults) = show(text);
            assert_eq!(faults.join("; "), said, "{text}");
            assert_eq!(keys.len(), usize::from(text.contains("{k,")));
        }
    }

    #[test]
    fn the_way_back_is_rationed() {
        let text = "@book{a, t={{} ".repeat(20_000);
        let (keys, faults) = show(&text);
        assert!(keys.is_empty());
        assert_eq!(faults.len(), 20_000);
        for piece in ["@a ", "@a{", "@ %\n", "%@a{", "x@book{a,", "@book{a, t=\"\" "] {
            show(&piece.repeat(100_000));
        }
    }

    proptest! {
        #[test]
        fn no_entry_vanishes(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24)) {
            let text = pieces.concat();
            let found = tokens(&text);
            for (at, _) in text.match_indices("@misc{k,") {
                let read = found.entries.iter().any(|entry| entry.span.contains(&at));
                let named = found.faults.iter().any(|fault| fault.span.start == at);
                prop_assert!(read || named, "{} in {:?}", at, text);
            }
        }
    }

    const PIECES: &[&str] = &[
        "@misc{k, ",
        "\n@misc{k, ",
        "@misc{k, ",
        "t = ",
        "{",
        "}",
        "}",
        "\"",
        "a",
        ",",
        "\n",
        " ",
        "=",
        "#",
        "%",
        "(",
        "@b c{d, ",
        "@{",
        "}\n",
        "@",
    ];
}
