//! Markdown as pandoc, Quarto, R Markdown and MyST read it: `[@key]`, `@key`, `@{key}`, `` {cite}`key` ``, LaTeX's commands.
//! Code, mathematics, comments, addresses, tags and front matter (but `nocite` and `abstract`) are no text.

mod block;
mod container;
mod link;

use super::{
    cursor::{Cursor, Found, ends_paragraph, paragraph_before},
    latex, role,
};
use std::collections::{HashMap, HashSet};

/// The citations of a Markdown document.
pub(super) fn scan(text: &str) -> Found {
    let mut scanner = Scanner {
        cursor: Cursor::new(text),
        found: Found::default(),
        unclosed: HashMap::new(),
        no_comment: false,
        no_display: 0,
        unended: [false; RAW_ELEMENTS.len()],
        unended_environments: HashSet::new(),
    };
    scanner.front_matter();
    scanner.blocks();
    scanner.found
}

/// Prefixes of labels that Quarto and pandoc-crossref number: figures, tables, sections ... Such a key is a citation only
/// if a source has it.
#[rustfmt::skip]
const NUMBERED: &[&str] = &[
    "fig", "tbl", "lst", "sec", "eq", "thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr", "sol", "rem", "alg", "tip",
    "nte", "wrn", "imp", "cau", "suppfig",
];

/// Elements of HTML whose content is no text (pandoc's reader takes it raw).
const RAW_ELEMENTS: [&str; 4] = ["script", "style", "pre", "textarea"];

/// Runs of more backticks open no code (taste: nobody counts them).
const MOST_BACKTICKS: usize = 32;

/// What may follow the first character of a key inside it, if a letter, digit or `_` follows (pandoc's manual, "Citation
/// syntax").
fn is_inner(c: char) -> bool {
    matches!(c, ':' | '.' | '#' | '$' | '%' | '&' | '-' | '+' | '?' | '<' | '>' | '~' | '/')
}

fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether pandoc reads the key without braces around it.
pub(super) fn is_simple(key: &str) -> bool {
    simple_length(key) == key.len()
}

/// How long the key is with which the text begins, in bytes.
fn simple_length(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let inner = end > 0
            && is_inner(c)
            && next.is_some_and(|next| is_plain(next) || (":/".contains(c) && next == '/'));
        if !is_plain(c) && !inner {
            break;
        }
        end = at + c.len_utf8();
    }
    // `:/` before a `/` may stand inside only
    text.get(..end).map_or(0, |key| key.trim_end_matches(is_inner).len())
}

struct Scanner<'a> {
    cursor: Cursor<'a>,
    found: Found,
    /// LaTeX's environments of verbatim text of which none ends any more.
    unended_environments: HashSet<&'a str>,
    /// By the length of a run of backticks: up to where none closes it.
    unclosed: HashMap<usize, usize>,
    /// Whether no comment ends any more.
    no_comment: bool,
    /// Up to where no `$$` ends.
    no_display: usize,
    /// By the raw element: whether none ends any more.
    unended: [bool; RAW_ELEMENTS.len()],
}

impl Scanner<'_> {
    /// Reads text up to `end`; what begins before it and ends behind is read whole.
    fn inline(&mut self, end: usize, nocite: bool) {
        while self.cursor.at < end {
            self.cursor.take_while(|c| !matches!(c, '@' | '\\' | '`' | '$' | '<' | '{' | ']' | ':' | '\n'));
            if self.cursor.at >= end {
                self.cursor.at = end;
                return;
            }
            match self.cursor.peek() {
                Some('@') if !self.cursor.in_word() => self.at(nocite),
                Some('\\') => {
                    if !self.environment() && !latex::command(&mut self.cursor, &mut self.found) {
                        self.cursor.next();
                        self.cursor.next();
                    }
                }
                Some('`') => self.code(),
                Some('$') => self.math(),
                Some('<') => self.angle(),
                Some('{') if self.attributes() => {}
                Some('{') => self.role(),
                Some(']') => self.destination(),
                Some(':') if self.cursor.skip_address() => {}
                _ => {
                    self.cursor.next();
                }
            }
        }
    }

    /// `@key`, `@{key}`, and `@*` in `nocite`.
    fn at(&mut self, nocite: bool) {
        self.cursor.next();
        if self.cursor.rest().starts_with('{') {
            self.braced();
            return;
        }
        if nocite && self.cursor.eat("*") {
            self.found.all = true;
            return;
        }
        let start = self.cursor.at;
        let end = start + simple_length(self.cursor.rest());
        self.cursor.at = end;
        let key = self.cursor.text.get(start..end).unwrap_or_default();
        let prefix = key.split(['-', ':']).next().unwrap_or_default();
        let certain = prefix.len() == key.len() || !NUMBERED.contains(&prefix);
        self.found.cite(self.cursor.text, start..end, certain);
    }

    /// A key in braces, which may hold such; on one line.
    fn braced(&mut self) {
        self.cursor.next();
        let start = self.cursor.at;
        let mut open = 1_usize;
        while let Some(c) = self.cursor.peek().filter(|c| *c != '\n') {
            match c {
                '{' => open += 1,
                '}' if open == 1 => {
                    self.found.cite(self.cursor.text, start..self.cursor.at, true);
                    self.cursor.next();
                    return;
                }
                '}' => open -= 1,
                _ => {}
            }
            self.cursor.next();
        }
    }

    /// Reads an environment of LaTeX in which an `@` cites nothing, if one begins here and ends.
    fn environment(&mut self) -> bool {
        let Some((name, is_verbatim)) = latex::environment(self.cursor.rest()) else { return false };
        if self.unended_environments.contains(name) {
            return false;
        }
        let end = format!("\\end{{{name}}}");
        let Some(at) = self.cursor.rest().find(&end) else {
            self.unended_environments.insert(name);
            return false;
        };
        let inner = self.cursor.at + at;
        if is_verbatim {
            self.cursor.at = inner;
        } else {
            self.commands(inner);
        }
        self.cursor.at = self.cursor.at.max(inner + end.len());
        true
    }

    /// Reads LaTeX up to there, in which commands alone can cite; goes further if one does.
    fn commands(&mut self, end: usize) {
        while self.cursor.at < end {
            self.cursor.take_while(|c| !matches!(c, '\\' | '$'));
            if self.cursor.at < end && !latex::command(&mut self.cursor, &mut self.found) {
                self.cursor.next();
            }
        }
        self.cursor.at = self.cursor.at.max(end);
    }

    /// Code between runs of backticks of one length; a blank line ends the search.
    fn code(&mut self) {
        let run = self.cursor.take_while(|c| c == '`').len();
        let start = self.cursor.at;
        if let Some(end) = self.close(run) {
            self.cursor.at = end + run;
        } else {
            self.cursor.at = start;
        }
    }

    /// Where the run stands that closes one that ends here; looked for once a paragraph and length.
    fn close(&mut self, run: usize) -> Option<usize> {
        let start = self.cursor.at;
        if run > MOST_BACKTICKS || self.unclosed.get(&run).is_some_and(|end| start < *end) {
            return None;
        }
        let mut blank = false;
        let mut at = start;
        let text = self.cursor.rest().as_bytes();
        let mut bytes = text.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            at += 1;
            match byte {
                b'`' => {
                    let mut length = 1;
                    while bytes.next_if(|next| *next == b'`').is_some() {
                        length += 1;
                    }
                    at += length - 1;
                    if length == run {
                        return Some(at - run);
                    }
                    blank = false;
                }
                b'\n' if blank => break,
                b'\n' => blank = true,
                b' ' | b'\t' | b'\r' => {}
                _ => blank = false,
            }
        }
        self.unclosed.insert(run, at);
        None
    }

    /// Mathematics, in which commands alone can cite; or a dollar.
    fn math(&mut self) {
        let mark = if self.cursor.rest().starts_with("$$") { "$$" } else { "$" };
        self.cursor.eat(mark);
        let Some(end) = self.math_end(mark) else { return };
        self.commands(end);
        self.cursor.at = self.cursor.at.max(end + mark.len());
    }

    /// Where the mathematics ends that begins here, behind its mark; pandoc's rule for one dollar: no blank inside of
    /// either, and no digit behind.
    fn math_end(&mut self, mark: &str) -> Option<usize> {
        let (start, rest) = (self.cursor.at, self.cursor.rest());
        if mark == "$$" {
            if start < self.no_display {
                return None;
            }
            let close = rest.find(mark).unwrap_or(rest.len());
            let paragraph = paragraph_before(rest, close);
            if paragraph.is_some() || close == rest.len() {
                self.no_display = start + paragraph.unwrap_or(close);
                return None;
            }
            return Some(start + close);
        }
        let mut before = ' ';
        let mut chars = rest.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '$' => {
                    let digit = chars.next().is_some_and(|(_, c)| c.is_ascii_digit());
                    return (!before.is_whitespace() && !digit).then_some(start + at);
                }
                '\\' => _ = chars.next(),
                '\n' if ends_paragraph(rest.get(at..)?) => return None,
                c if at == 0 && c.is_whitespace() => return None,
                _ => {}
            }
            before = c;
        }
        None
    }

    /// A comment, or a tag with its attributes, and with its content if that is no text.
    fn angle(&mut self) {
        if !self.no_comment && self.cursor.eat("<!--") {
            match self.cursor.rest().find("-->") {
                Some(at) => self.cursor.at += at + "-->".len(),
                None => self.no_comment = true,
            }
            return;
        }
        self.cursor.next();
        let start = self.cursor.at;
        let ends = self.cursor.eat("/");
        let name = self.cursor.take_while(|c| c.is_ascii_alphanumeric() || c == '-');
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.cursor.at = start;
            return;
        }
        let after = self.cursor.at;
        if !self.cursor.peek().is_some_and(|c| c.is_whitespace() || matches!(c, '/' | '>')) {
            return;
        }
        let mut feed = false;
        while let Some(c) = self.cursor.next() {
            match c {
                '>' if ends => return,
                '>' => return self.raw_element(name),
                '<' => break,
                '\n' if feed => break,
                '\n' => feed = true,
                c if c.is_whitespace() => {}
                _ => feed = false,
            }
        }
        self.cursor.at = after;
    }

    /// Passes over the content of an element that holds no text, if one was begun and it ends.
    fn raw_element(&mut self, name: &str) {
        let is_it = |raw: &&str| raw.eq_ignore_ascii_case(name);
        let Some((raw, unended)) = RAW_ELEMENTS.iter().zip(&mut self.unended).find(|(raw, _)| is_it(raw))
        else {
            return;
        };
        if *unended {
            return;
        }
        let rest = self.cursor.rest();
        let is_end = |at: usize| {
            rest.get(at + 2..)
                .and_then(|tag| tag.get(..raw.len()))
                .is_some_and(|tag| tag.eq_ignore_ascii_case(raw))
        };
        match rest.match_indices("</").map(|(at, _)| at).find(|at| is_end(*at)) {
            Some(at) => self.cursor.at += at,
            None => *unended = true,
        }
    }

    /// `` {cite:p}`key, key` ``: any role that cites; the code of others is passed over as code.
    fn role(&mut self) {
        self.cursor.next();
        let name = self.cursor.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_'));
        if !self.cursor.eat("}") || !self.cursor.rest().starts_with('`') || !role::cites(name) {
            return;
        }
        let run = self.cursor.take_while(|c| c == '`').len();
        let start = self.cursor.at;
        let Some(end) = self.close(run) else { return };
        role::keys(&mut self.found, self.cursor.text, start, end);
        self.cursor.at = end + run;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> String {
        super::super::shown(scan(text))
    }

    #[test]
    fn pandocs_citations_are_found() {
        for (text, expected) in [
            ("[@a]", "a"),
            ("[-@a, p. 3; see @b, and @c]", "a b c"),
            ("@a says, -@b too", "a b"),
            ("@a [p. 33; @b]", "a b"),
            ("@{a with:odd (things)}. [@{b{c}}]", "a with:odd (things) b{c}"),
            ("as @doe:2020. And @a_b-c.d, @x/y: @e.", "doe:2020 a_b-c.d x/y e"),
            ("@doe99's", "doe99"),
            ("@doe--- and @a...", "doe a"),
            ("x\n(@a) *@b* \"@c\" [x]@d foo-@e", "a b c d e"),
            ("@https://x.y/z", "https://x.y/z"),
            ("@münster2020 @_x @0a", "münster2020 _x 0a"),
            ("# About @a\n\n> quoted @b\n\n- item @c\n\n| @d | x |\n\n[^1]: note @e", "a b c d e"),
            ("a line\n@b\nthree [@c;\n@d]", "b c d"),
            ("costs $5 [@a] for $20, or $ @b $x @c $ and \\$ @d$", "a b c d"),
            ("$$a\n\n@b$$ $a\n\n@c$", "b c"),
            ("$\\cite{a}$", "a"),
            ("@*", ""),
            ("@ a @{} @{a\nb} @", ""),
            (r"\cite{a} and \citep[see][]{b,c}", "a b c"),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }

    #[test]
    fn roles_of_myst_are_found() {
        for (text, expected) in [
            ("{cite}`a`, {cite:p}`b,c` and {cite:t}`d`", "a b c d"),
            ("{citep}`a`{footcite:p}`b`{cite:alp}`c`{nocite}`d`", "a b c d"),
            ("{cite:p}`{see}a{p. 3}, b`", "a b"),
            ("{cite}``a``", "a"),
            ("{ref}`a` {doc}`@b` {cite}", ""),
            ("```{note}\n[@a]\n```\n@b", "a b"),
            ("````{tip}\n```{code}\n@a\n```\n@b\n````\n@c", "b c"),
            (":::{admonition} About @a\n@b\n:::", "a b"),
            ("```{code-cell} python\n@a\n```\n@b", "b"),
            ("```{python}\n@a\n```\n@b", "b"),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }

    #[test]
    fn four_blanks_in_an_item_begin_code_as_they_do_outside() {
        for (text, expected) in [
            ("- Use:\n\n      @a.x(\"/\")\n\n  @b\n\n    @c", "b c"),
            ("1. a\n\n       @a\n\n   @b\n\n      @c\n\nText\n\n    @d", "b c"),
            ("- a\n\n\t\t@a\n\n\t@b", "b"),
            ("> - a\n>\n>       @a\n>\n>   @b", "b"),
            ("- > a\n  >\n  >     @a\n  > @b\n\n  @c", "b c"),
            ("[^1]: foot @z\n\n        @a\n\n    @b", "z b"),
            ("T\n\n:   def\n\n        @a\n\n    @b", "b"),
            ("- a\n    - b\n        - c\n\n            @d\n\n                @e\n\n    @f", "d f"),
            ("- a\n- b\n      @c\n\n1.  x\n\n      @d", "c d"),
            ("100. a\n\n    @b\n\nx\n\n    - @c\n\n* * *\n\n    @d\n\nYes. @e\n\n    @f", "e"),
            ("(@x) a\n\n    @b\n\n        @c\n\n-     @d\n\n      @e", "b"),
            ("- ```\n  @a\n  ```\n- @b\n\n\t- @c", "b c"),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_text_cites_nothing() {
        for (text, expected) in [
            ("$@a$ $x@b + @c$ ($\\$ @d$) $$ @e\n@f $$ @g", "g"),
            ("`@a` ``@b ` @c`` @d", "d"),
            ("`@a\n@b` @c", "c"),
            ("`@a\n\n@b`", "a b"),
            ("```\n@a\n```\n~~~ x\n@b\n```\n~~~\n@c", "c"),
            ("````\n```\n@a\n````\n@b", "b"),
            ("> ```\n> @a\n> ```\n> @b", "b"),
            ("- x\n\n  ```\n  @a\n  ```\n\n  @b", "b"),
            ("text\n\n    @a\n\n    @b\n\n@c", "c"),
            ("- item\n\n    @a\n\nno list\n\n    @b", "a"),
            ("\\begin{verbatim}\n@a\n\n@b\n\\end{verbatim} @c \\begin{lstlisting} @d", "c d"),
            (
                "\\begin{tabular}{@{}l@{\\hspace{1em}}}\n@a & \\cite{b}\n\n\\end{tabular} @c \\begin{align*} @d",
                "b c d",
            ),
            ("[x](u \"t @a\") [x](u\n't @b' ) ![@c](u){fig-alt=\"mail @d\" .x} @e", "c e"),
            ("# T @a {#x k=\"@b\"}\n::: {.x title=\"@c\"}\n@d {@e} {k=\"@f\"} x", "a d e f"),
            ("[x](u \"t @a\n\n@b\") [x](u t @c) [y]{k=\"@d", "a b c d"),
            ("---\nabstract: |\n  By @a # @b\n# by @c\nnocite: |\n  @d\n---\n@e", "a b d e"),
            ("```\n@a", ""),
            ("<!-- @a\n\n@b --> @c", "c"),
            ("<!-- @a", "a"),
            ("mail a@b.c, <a@b.c> or [me](mailto:a@b.c)", ""),
            ("https://x.y/@a <https://x.y/@b> [x](/@c) @d", "d"),
            ("<a href=\"/@a\" title='@b'>@c</a> 1 <2 @d", "c d"),
            ("<style>\n@media x\n\n@b</STYLE> @c", "c"),
            ("<script src='x'>@a </b></script> <pre>@b</pre> @c", "c"),
            ("<style> @a", "a"),
            (r"\@a @b", "b"),
            ("---\ntitle: by @a\nnocite: |\n  @b, @c\nauthor: x @d\n---\n@e", "b c e"),
            ("---\nnocite: '@*'\n...\n@e", "e *"),
            ("---\n@a\n", "a"),
            ("(@one) first\n\nas (@one) says, @two", "two"),
            (
                "@fig-a @tbl-b @sec-c @eq-d @lst-e @thm-f @fig:g @figure",
                "fig-a? tbl-b? sec-c? eq-d? lst-e? thm-f? fig:g? figure",
            ),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }
}
