//! LaTeX: the citation commands of natbib, biblatex, apacite, chicago, jurabib and csquotes. Comments, verbatim text and what
//! `\iffalse` hides are no part of the document. Arguments may hold citations themselves; each character is read once.

mod commands;

use super::cursor::{Cursor, Found};
use commands::{CONDITIONALS, SIGNS, Shape, VERBATIM, WITH_OPTIONS, shape};

/// The citations of a LaTeX document.
pub(super) fn scan(text: &str) -> Found {
    let mut scanner = Scanner { cursor: Cursor::new(text), found: Found::default(), depth: 0 };
    while scanner.step(Stop::Never) {}
    scanner.found
}

/// Reads the citation command that begins at the cursor, at its backslash, in a text of another language. `false`, and the
/// cursor where it was, if there is none.
pub(super) fn command(cursor: &mut Cursor<'_>, found: &mut Found) -> bool {
    let name = cursor.rest().strip_prefix('\\').unwrap_or_default();
    let end = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
    let Some(shape) = name.get(..end).and_then(shape) else { return false };
    let mut scanner = Scanner {
        cursor: Cursor { text: cursor.text, at: cursor.at + 1 + end },
        found: std::mem::take(found),
        depth: 0,
    };
    scanner.arguments(shape);
    cursor.at = scanner.cursor.at;
    *found = scanner.found;
    true
}

/// Whether a command of that name cites the keys of its first argument: org-ref's links are called so.
pub(super) fn is_plain(name: &str) -> bool {
    shape(name.trim_end_matches('*')) == Some(Shape::Plain)
}

/// The name of the environment that a text begins with, if it does, and nothing but commands may cite in it; and whether not
/// even they do.
pub(super) fn environment(text: &str) -> Option<(&str, bool)> {
    let rest = text.strip_prefix("\\begin{")?;
    let name = rest.get(..rest.find(|c: char| !c.is_ascii_alphabetic() && c != '*')?)?;
    let plain = name.trim_end_matches('*');
    let is_verbatim = VERBATIM.contains(&plain);
    (is_verbatim || SIGNS.contains(&plain)).then_some((name, is_verbatim))
}

/// How deep citations may stand in arguments of citations (taste; a stack holds far more).
const MAX_DEPTH: usize = 64;

/// Where an argument ends that is read step by step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    Never,
    At(char),
}

struct Scanner<'a> {
    cursor: Cursor<'a>,
    found: Found,
    depth: usize,
}

impl Scanner<'_> {
    /// Reads one thing; `false` at the end, or where an argument ends.
    fn step(&mut self, stop: Stop) -> bool {
        // what no command begins with is passed over at once
        if stop == Stop::Never {
            self.cursor.take_while(|c| c != '\\' && c != '%');
        }
        match self.cursor.peek() {
            None => false,
            Some(c) if stop == Stop::At(c) => false,
            Some('\\') => self.backslash(stop),
            Some('%') => {
                self.cursor.take_line();
                true
            }
            // an argument that ends in no paragraph of its own was never one
            Some('\n') if stop != Stop::Never && self.cursor.paragraph_ends() => false,
            Some('{') if stop != Stop::Never && self.depth < MAX_DEPTH => {
                self.cursor.next();
                self.inside('}');
                true
            }
            Some(_) => {
                self.cursor.next();
                true
            }
        }
    }

    /// Reads to a closing character, and takes it.
    fn inside(&mut self, close: char) {
        self.depth += 1;
        while self.step(Stop::At(close)) {}
        self.depth -= 1;
        if self.cursor.peek() == Some(close) {
            self.cursor.next();
        }
    }

    fn backslash(&mut self, stop: Stop) -> bool {
        let start = self.cursor.at;
        self.cursor.next();
        let name = self.cursor.take_while(|c| c.is_ascii_alphabetic());
        match name {
            "" => {
                self.cursor.next();
            }
            "begin" | "end" if stop != Stop::Never => {
                self.cursor.at = start;
                return false;
            }
            "begin" => self.begin(),
            "end" if self.cursor.rest().starts_with("{document}") => self.cursor.at = self.cursor.text.len(),
            "verb" | "Verb" | "lstinline" | "mintinline" | "mint" => self.verb(name),
            "url" | "nolinkurl" | "path" | "href" => self.address(),
            "iffalse" => self.conditional(),
            name => {
                if let Some(shape) = shape(name)
                    && self.depth < MAX_DEPTH
                {
                    self.arguments(shape);
                }
            }
        }
        true
    }

    /// An environment: one of verbatim text is passed over.
    fn begin(&mut self) {
        self.cursor.take_while(|c| c == ' ');
        if !self.cursor.eat("{") {
            return;
        }
        let name = self.cursor.take_while(|c| !matches!(c, '}' | '\n' | '\\' | '%'));
        self.cursor.eat("}");
        let bare = name.trim_end_matches('*');
        if VERBATIM.contains(&bare) {
            if WITH_OPTIONS.contains(&bare) && self.cursor.eat("[") {
                self.inside(']');
            }
            self.cursor.skip_past(&format!("\\end{{{name}}}"));
        } else if bare == "displaycquote" {
            self.arguments(Shape::Plain);
        } else if matches!(bare, "foreigndisplaycquote" | "hyphendisplaycquote") {
            self.arguments(Shape::Foreign);
        }
    }

    /// `\verb|...|`, which ends on its line; `\lstinline`, `\mint` and `\mintinline` have arguments before, and may have braces.
    fn verb(&mut self, name: &str) {
        if name != "verb" {
            if self.cursor.eat("[") {
                self.cursor.take_while(|c| c != ']' && c != '\n');
                self.cursor.eat("]");
            }
            if name.starts_with("mint") && self.cursor.eat("{") {
                self.cursor.take_while(|c| c != '}' && c != '\n');
                self.cursor.eat("}");
            }
        }
        self.cursor.eat("*");
        let Some(open) = self.cursor.peek().filter(|c| *c != '\n') else { return };
        self.cursor.next();
        let close = if open == '{' { '}' } else { open };
        self.cursor.take_while(|c| c != close && c != '\n');
        if self.cursor.peek() == Some(close) {
            self.cursor.next();
        }
    }

    /// An address, `\url{...}` or `\url|...|`, in which `%` begins no comment.
    fn address(&mut self) {
        let start = self.cursor.at;
        self.cursor.take_while(|c| c == ' ');
        if self.cursor.eat("[") {
            self.cursor.take_while(|c| c != ']' && c != '\n');
            self.cursor.eat("]");
        }
        if !self.cursor.rest().starts_with('{') {
            self.cursor.at = start;
            return self.between_marks();
        }
        let mut open = 0_usize;
        while let Some(c) = self.cursor.peek().filter(|_| !self.cursor.paragraph_ends()) {
            self.cursor.next();
            match c {
                '{' => open += 1,
                '}' if open == 1 => return,
                '}' => open -= 1,
                '\\' => _ = self.cursor.next(),
                _ => {}
            }
        }
    }

    /// What stands between two marks on this line, if it does; TikZ's `\path` goes on with what is no such mark.
    fn between_marks(&mut self) {
        let is_mark = |c: &char| c.is_ascii_punctuation() && !matches!(c, '\\' | '%' | '{' | '}' | '(' | '[');
        let Some(mark) = self.cursor.peek().filter(is_mark) else { return };
        let start = self.cursor.at;
        self.cursor.next();
        self.cursor.take_while(|c| c != mark && c != '\n');
        if self.cursor.next() != Some(mark) {
            self.cursor.at = start;
        }
    }

    /// What `\iffalse` hides: up to its `\fi` or `\else`.
    fn conditional(&mut self) {
        let mut open = 1_usize;
        while open > 0 {
            self.cursor.take_while(|c| c != '\\' && c != '%');
            match self.cursor.next() {
                None => return,
                Some('%') => {
                    self.cursor.take_line();
                }
                Some(_) => match self.cursor.take_while(|c| c.is_ascii_alphabetic()) {
                    "" => {
                        self.cursor.next();
                    }
                    "fi" => open -= 1,
                    "else" if open == 1 => return,
                    name if CONDITIONALS.contains(&name) => open += 1,
                    _ => {}
                },
            }
        }
    }

    fn arguments(&mut self, shape: Shape) {
        self.cursor.eat("*");
        match shape {
            Shape::Plain => {
                self.options();
                self.keys();
            }
            Shape::Volume => {
                self.options();
                self.group();
                self.options();
                self.keys();
            }
            Shape::Foreign => {
                self.group();
                self.options();
                self.keys();
            }
            Shape::Several | Shape::Volumes => {
                for _ in 0..2 {
                    if self.comes('(') {
                        self.cursor.next();
                        self.inside(')');
                    }
                }
                loop {
                    self.options();
                    if shape == Shape::Volumes {
                        self.group();
                        self.options();
                    }
                    if !self.keys() || !(self.comes('{') || self.comes('[')) {
                        break;
                    }
                }
            }
        }
    }

    /// Whether an argument comes that opens so, blanks and comments aside, on this paragraph; the cursor is then before it.
    fn comes(&mut self, open: char) -> bool {
        let start = self.cursor.at;
        let mut lines = 0;
        loop {
            match self.cursor.peek() {
                Some(c) if c == open => return true,
                Some('%') => {
                    self.cursor.take_line();
                    self.cursor.next();
                }
                Some('\n') if lines == 1 => break,
                Some(c) if c.is_whitespace() => {
                    lines += usize::from(c == '\n');
                    self.cursor.next();
                }
                _ => break,
            }
        }
        self.cursor.at = start;
        false
    }

    /// Optional arguments: notes before and after, in which citations may stand.
    fn options(&mut self) {
        loop {
            let close = if self.comes('[') {
                ']'
            } else if self.comes('<') {
                '>'
            } else {
                return;
            };
            self.cursor.next();
            self.inside(close);
        }
    }

    /// An argument that names no keys.
    fn group(&mut self) {
        if self.comes('{') {
            self.cursor.next();
            self.inside('}');
        }
    }

    /// The argument with the keys; `false` if there is none.
    fn keys(&mut self) -> bool {
        if !self.comes('{') {
            return false;
        }
        self.cursor.next();
        let mut start = self.cursor.at;
        loop {
            self.cursor.take_while(|c| !matches!(c, ',' | '}' | '%' | '{' | '\\' | '\n'));
            let end = self.cursor.at;
            let next = self.cursor.peek();
            match next {
                // what holds a macro or its argument names nothing that is known here
                Some('{' | '\\') | None => return true,
                Some('%') => {
                    self.key(start, end);
                    self.cursor.take_line();
                    self.cursor.next();
                }
                Some('\n') if self.cursor.paragraph_ends() => return true,
                Some('}') => {
                    self.key(start, end);
                    self.cursor.next();
                    return true;
                }
                Some(_) => {
                    self.key(start, end);
                    self.cursor.next();
                }
            }
            start = self.cursor.at;
        }
    }

    fn key(&mut self, start: usize, end: usize) {
        let text = self.cursor.text;
        if text.get(start..end).is_some_and(|key| !key.contains('#')) {
            self.found.cite_list(text, start..end, |_| false, true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> String {
        super::super::shown(scan(text))
    }

    #[test]
    fn commands_of_every_package_cite() {
        for (text, expected) in [
            (r"\cite{a}", "a"),
            (r"\cite {a}", "a"),
            (r"\citep[see][p.~3]{a,b}", "a b"),
            (r"\citet*{a} and \Citet{b}", "a b"),
            (
                r"\citealt{a}\citealp*{b}\citeauthor*{c}\citeyearpar{d}\Citeauthor{e}\citetalias{f}",
                "a b c d e f",
            ),
            (
                r"\parencite[12]{a}\textcite{b}\autocite*[][]{c}\footcite{d}\footcitetext{e}\smartcite{f}",
                "a b c d e f",
            ),
            (
                r"\supercite{a}\fullcite{b}\footfullcite{c}\citetitle*{d}\citeurl{e}\citedate{f}\Parencite{g}",
                "a b c d e f g",
            ),
            (
                r"\notecite{a}\pnotecite{b}\nocite{c}\entrydata{d}{x}\citefield{e}[x]{title}\citelist{f}{x}",
                "a b c d e f",
            ),
            (r"\cites(see)()[1]{a}[2]{b}", "a b"),
            ("\\textcites{a}\n  {b,c} {d}", "a b c d"),
            (r"\autocites(pre)(post)[p][q]{a}{b}", "a b"),
            (r"\volcite{2}{a}\Volcite[pre]{2}[3]{b}\ftvolcite{1}[2]{c}", "a b c"),
            (r"\volcites(x)(y){2}[3]{a}{4}{b}", "a b"),
            (r"\citeA{a}\citeNP<see>[p. 3]{b}\shortciteA{c}\fullciteA{d}\citeauthorNP{e}", "a b c d e"),
            (r"\textcquote[12]{a}{text}\foreigntextcquote{german}{b}{Text}", "a b"),
            (r"\begin{displaycquote}[3]{a}text \cite{b}\end{displaycquote}", "a b"),
            (r"\nocite{*}", "*"),
            (r"\nocite{a, *}", "a *"),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }

    #[test]
    fn arguments_may_hold_blanks_comments_and_citations() {
        for (text, expected) in [
            ("\\cite{ a ,\n\tb,% \\cite{x}\n c\n}", "a b c"),
            ("\\cite% why\n  [p. 3]%\n{a}", "a"),
            (r"\cite[see \cite{a} in {]}, \textbf{p.}]{b}", "a b"),
            (r"\footcite[\cite[\cite{a}]{b}]{c}", "a b c"),
            (r"\cite{a}[not] {b}", "a"),
            (r"\cite[unclosed {a} \cite{b}", "b"),
            ("\\cite[unclosed\n\nnext \\cite{b}", "b"),
            ("\\cite\n\n{a}", ""),
            (r"\cite{}", ""),
            (r"\cite{a,,b,}", "a b"),
            (r"\cite{münch:2020-a_b+c}", "münch:2020-a_b+c"),
            (r"\cite{a", ""),
            (
                "\\begin{lstlisting}[caption={By \\cite{a}}, x=y]\n\\cite{b}\n\\end{lstlisting}\\cite{c}",
                "a c",
            ),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }

    #[test]
    fn a_percent_sign_in_an_address_begins_no_comment() {
        for (text, expected) in [
            (r"\cite{b} and \url{https://x.y/G%C3%B6del}, \cite{a}.", "b a"),
            (r"\href[x]{a%b}{see \cite{a}} \href{a%{b}%}{x} \cite{b}", "a b"),
            (r"\url|a%b| \cite{a} \nolinkurl!a%b! \cite{b} \path{a%b} \cite{c}", "a b c"),
            (r"\path (0,0) node {\cite{a}} -- (1,1); % \cite{b}", "a"),
            (r"\path[draw] (0,0) node {\cite{a}}; \cite[see \url{a}]{b} \url", "a b"),
            ("\\url{a%b \\cite{a}\n\n\\cite{b} \\url|a \\cite{c}", "b c"),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_text_cites_nothing() {
        for (text, expected) in [
            ("% \\cite{a}\n\\cite{b} % \\cite{c}", "b"),
            (r"5\% \cite{a}", "a"),
            (r"\\% \cite{a}", ""),
            (r"\verb|\cite{a}| \verb*+\cite{b}+ \cite{c}", "c"),
            (r"\lstinline[x]{\cite{a}} \cite{b}", "b"),
            (r"\mintinline{tex}|\cite{a}| \cite{b}", "b"),
            (r"\mint[x]{tex}|\cite{a}| \cite{b}", "b"),
            ("\\begin{verbatim}\n\\cite{a}\n\\end{verbatim}\\cite{b}", "b"),
            ("\\begin{lstlisting}[x]\n\\cite{a}\n\\end{lstlisting}\\cite{b}", "b"),
            ("\\begin{comment}\n\\cite{a}\n\\end{comment}\\cite{b}", "b"),
            ("\\begin{filecontents*}{x.tex}\\cite{a}\\end{filecontents*}\\cite{b}", "b"),
            (r"\iffalse \cite{a} \ifnum1=1 \fi \cite{b} \fi \cite{c}", "c"),
            (r"\iffalse \cite{a} \else \cite{b} \fi \cite{c}", "b c"),
            (r"\newcommand{\seecite}[1]{see \cite{#1}}", ""),
            (r"\cite{\key}", ""),
            (r"\citestyle{apa}\citereset\setcitestyle{x}\mycite{a}", ""),
            (r"\end{document} \cite{a}", ""),
            (r"\newcommand{\y}{\cite{a}} \y", "a"),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }
}
