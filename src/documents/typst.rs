//! Typst: `@key`, `@key[supplement]`, `#cite(<key>)`, `#cite(label("key"))`. A label of the document itself makes an `@` a
//! reference. In code (after `#`) text stands in strings and brackets only.

use super::cursor::{Cursor, Found};

/// The citations of a Typst document.
pub(super) fn scan(text: &str) -> Found {
    let mut scanner = Scanner { cursor: Cursor::new(text), found: Found::default(), open: Vec::new() };
    while scanner.cursor.at < text.len() {
        match scanner.open.last() {
            None | Some(Mode::Markup) => scanner.markup(),
            Some(_) => scanner.code(),
        }
    }
    scanner.found
}

/// What the innermost bracket holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// `[...]`
    Markup,
    /// `(...)` or `{...}`; and whether it holds the arguments of `cite`.
    Code { cites: bool },
    /// A statement as `#let x = 1`, up to the end of its line.
    Statement,
}

/// Words that begin a statement.
const STATEMENTS: &[&str] =
    &["let", "set", "show", "import", "include", "if", "else", "for", "while", "context", "return"];

/// Functions that cite the label they are given: `ref` is what `@key` is short for, `quote` names its source by one.
const CITING: [&str; 3] = ["cite", "quote", "ref"];

/// What a label is made of (Typst's lexer: letters, digits, `_`, `-`, `:`, `.`).
fn is_label(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.')
}

struct Scanner<'a> {
    cursor: Cursor<'a>,
    found: Found,
    open: Vec<Mode>,
}

impl Scanner<'_> {
    fn markup(&mut self) {
        self.cursor.take_while(|c| !matches!(c, '@' | '#' | '\\' | '`' | '/' | ':' | '<' | '[' | ']' | '$'));
        match self.cursor.peek() {
            None => {}
            // the compiler takes it in a word too
            Some('@') => self.at(),
            Some('#') => self.hash(),
            Some('\\') => {
                self.cursor.next();
                self.cursor.next();
            }
            Some('`') => self.raw(),
            Some('/') => self.slash(),
            Some(':') if self.cursor.skip_address() => {}
            Some('<') => {
                if let Some((start, end)) = self.label() {
                    let label = self.cursor.text.get(start..end).unwrap_or_default();
                    self.found.labels.insert(label.to_owned());
                }
            }
            Some('[') => {
                self.cursor.next();
                self.open.push(Mode::Markup);
            }
            Some(']') => {
                self.cursor.next();
                self.close(Mode::Markup);
            }
            Some('$') => self.math(),
            Some(_) => {
                self.cursor.next();
            }
        }
    }

    fn code(&mut self) {
        let mode = self.open.last().copied();
        let line = if mode == Some(Mode::Statement) { '\n' } else { ']' };
        self.cursor.take_while(|c| {
            !matches!(
                c,
                '"' | '`' | '/' | '<' | '(' | ')' | '{' | '}' | '[' | ']' | ';' | 'c' | 'l' | 'q' | 'r'
            ) && c != line
        });
        match self.cursor.peek() {
            None => {}
            Some('\n' | ';') if mode == Some(Mode::Statement) => {
                self.open.pop();
            }
            Some(']') if mode == Some(Mode::Statement) => {
                self.open.pop();
            }
            Some('"') => {
                self.string();
            }
            Some('`') => self.raw(),
            Some('/') => self.slash(),
            Some('<') => {
                if let Some((start, end)) = self.label()
                    && mode == Some(Mode::Code { cites: true })
                {
                    self.found.cite(self.cursor.text, start..end, true);
                }
            }
            Some('c' | 'l' | 'q' | 'r') => self.word(mode == Some(Mode::Code { cites: true })),
            Some('(' | '{') => {
                self.cursor.next();
                self.open.push(Mode::Code { cites: false });
            }
            Some('[') => {
                self.cursor.next();
                self.open.push(Mode::Markup);
            }
            Some(')' | '}') => {
                self.cursor.next();
                self.close(Mode::Code { cites: false });
            }
            Some(_) => {
                self.cursor.next();
            }
        }
    }

    /// Ends what a bracket opened; a statement inside ends with it.
    fn close(&mut self, mode: Mode) {
        let same = |open: &Mode| {
            matches!((open, mode), (Mode::Markup, Mode::Markup) | (Mode::Code { .. }, Mode::Code { .. }))
        };
        while self.open.last() == Some(&Mode::Statement) {
            self.open.pop();
        }
        if self.open.last().is_some_and(same) {
            self.open.pop();
        }
    }

    /// `cite(...)` or its like and, in its arguments, `label("key")`; or another word.
    fn word(&mut self, in_cite: bool) {
        let inner = self.cursor.before().is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        let word = self.cursor.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        if inner || !self.cursor.rest().starts_with('(') {
            return;
        }
        if CITING.contains(&word) {
            self.cursor.next();
            self.open.push(Mode::Code { cites: true });
        } else if word == "label" && in_cite {
            self.cursor.next();
            self.cursor.take_while(char::is_whitespace);
            let key = self.string();
            self.cursor.take_while(char::is_whitespace);
            // what goes on is a calculation
            if let Some((start, end)) = key
                && self.cursor.rest().starts_with([')', ','])
            {
                self.found.cite(self.cursor.text, start..end, true);
            }
            self.open.push(Mode::Code { cites: false });
        }
    }

    /// An `@` in text: the key, without the stops and colons at its end.
    fn at(&mut self) {
        self.cursor.next();
        let start = self.cursor.at;
        let label = self.cursor.take_while(is_label);
        let end = start + label.trim_end_matches(['.', ':']).len();
        self.cursor.at = end;
        self.found.cite(self.cursor.text, start..end, true);
    }

    /// An expression in text.
    fn hash(&mut self) {
        self.cursor.next();
        let word = self.cursor.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        if STATEMENTS.contains(&word) {
            self.open.push(Mode::Statement);
        } else if self.cursor.rest().starts_with('(')
            || (word.is_empty() && self.cursor.rest().starts_with('{'))
        {
            self.cursor.next();
            self.open.push(Mode::Code { cites: CITING.contains(&word) });
        } else if word.is_empty() && self.cursor.rest().starts_with('"') {
            self.string();
        } else if word.is_empty() && self.cursor.rest().starts_with('<') {
            // a label as a value, which defines nothing
            self.label();
        }
    }

    /// Code between backticks: one, or three and more; two are empty.
    fn raw(&mut self) {
        let run = self.cursor.take_while(|c| c == '`');
        if run.len() == 2 {
            return;
        }
        self.cursor.skip_past(run);
    }

    /// A comment; blocks of them may stand in each other.
    fn slash(&mut self) {
        if self.cursor.eat("//") {
            self.cursor.take_line();
        } else if self.cursor.eat("/*") {
            let mut open = 1_usize;
            while open > 0 && self.cursor.peek().is_some() {
                self.cursor.take_while(|c| c != '/' && c != '*');
                if self.cursor.eat("/*") {
                    open += 1;
                } else if self.cursor.eat("*/") {
                    open -= 1;
                } else {
                    self.cursor.next();
                }
            }
        } else {
            self.cursor.next();
        }
    }

    /// `<label>`: where its name stands.
    fn label(&mut self) -> Option<(usize, usize)> {
        self.cursor.next();
        let start = self.cursor.at;
        self.cursor.take_while(is_label);
        let end = self.cursor.at;
        (self.cursor.eat(">") && end > start).then_some((start, end))
    }

    /// `"..."`: where its text stands.
    fn string(&mut self) -> Option<(usize, usize)> {
        if !self.cursor.eat("\"") {
            return None;
        }
        let start = self.cursor.at;
        loop {
            self.cursor.take_while(|c| c != '"' && c != '\\');
            match self.cursor.next() {
                None => return None,
                Some('"') => return Some((start, self.cursor.at - 1)),
                Some(_) => {
                    self.cursor.next();
                }
            }
        }
    }

    /// Mathematics, up to its second `$`, in which code alone can cite; one alone is passed over.
    fn math(&mut self) {
        self.cursor.next();
        let mut escaped = false;
        let end = self.cursor.rest().find(|c| {
            let is_end = c == '$' && !escaped;
            escaped = c == '\\' && !escaped;
            is_end
        });
        let Some(end) = end.map(|at| self.cursor.at + at) else { return };
        while self.cursor.at < end {
            self.cursor.take_while(|c| !matches!(c, '#' | '"' | '\\' | '$'));
            match self.cursor.peek() {
                Some('#') => self.code_in_math(end),
                Some('"') => _ = self.string(),
                _ if self.cursor.at >= end => {}
                _ => {
                    self.cursor.next();
                    self.cursor.next();
                }
            }
        }
        self.cursor.at = self.cursor.at.max(end + 1);
    }

    /// An expression in mathematics that ends there.
    fn code_in_math(&mut self, end: usize) {
        let (around, text) = (self.open.len(), self.cursor.text);
        // nothing in it leads out of the mathematics
        self.cursor.text = text.get(..end).unwrap_or(text);
        self.hash();
        if self.open.len() == around && self.cursor.eat("[") {
            self.open.push(Mode::Markup);
        }
        while self.open.len() > around && self.cursor.at < self.cursor.text.len() {
            match self.open.last() {
                Some(Mode::Markup) => self.markup(),
                _ => self.code(),
            }
        }
        self.open.truncate(around);
        self.cursor.text = text;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> String {
        super::super::shown(scan(text))
    }

    #[test]
    fn citations_are_found() {
        for (text, expected) in [
            ("@a and @b[p. 3 of @c]. See @d:x.y: (@e)", "a b c d:x.y e"),
            ("#cite(<a>) #cite(<b>, supplement: [p. @c], form: \"prose\")", "a b c"),
            ("#cite(label(\"a/b\"), form: \"year\") @c", "a/b c"),
            ("#{ let x = cite(<a>)\n [@b] }", "a b"),
            ("#let f(x) = [see @a] + cite(<b>)\n@c", "a b c"),
            ("#figure(caption: [From @a], image(\"@x.png\")) @b", "a b"),
            ("#show: doc => conf(doc)\n= Title @a\n- @b", "a b"),
            ("#box[@a #emph[@b]] @c", "a b c"),
            ("#if x [@a] else [@b]\n@c", "a b c"),
            ("@müller-2020_b", "müller-2020_b"),
            ("#quote(block: true, attribution: <a>)[@b] #ref(<c>) #ref(<d>, form: \"page\")", "a b c d"),
            ("#quote(attribution: [@a])[b <c>] #{ quote(attribution: <d>)[x] }", "a d"),
            ("参见@a 以及@b。 @c@d é@e user@f.com", "a b c d e f.com"),
            ("$x #cite(<a>) \"#cite(<x>)\" \\# #box[@b] $ @c $y$ #cite(<d>)", "a b c d"),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_citation_is_left() {
        for (text, expected) in [
            ("= Intro <intro>\nIn @intro and @a", "a"),
            ("// @a\n@b /* @c /* @d */ @e */ @f", "b f"),
            ("`@a` ```typ @b``` @c `` @d", "c d"),
            ("https://x.y/@a \\@a #link(\"mailto:@a\")[@b]", "b"),
            ("#link(<b>)[x] #quote[<a>] $a @ b <c> $ @d", "d"),
            ("#\"@a\" @b @", "b"),
            ("#set text(lang: \"@a\")\n@b", "b"),
            ("$ @a", "a"),
            ("] ) } @a", "a"),
            ("#cite(label(\"k\" + \"a\")) #cite(label( \"b\" )) $ #cite( $ @c", "b c"),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }
}
