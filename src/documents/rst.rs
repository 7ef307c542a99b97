//! reStructuredText: the roles of sphinxcontrib-bibtex (`` :cite:p:`key` ``), and `[key]_`, which is a citation if a source
//! has that key and the document itself does not define it. Literal blocks, comments and code are no text.

use super::{
    cursor::{Cursor, Found, paragraph_before},
    role,
};

/// The citations of a reStructuredText document.
pub(super) fn scan(text: &str) -> Found {
    let mut scanner =
        Scanner { cursor: Cursor::new(text), found: Found::default(), blank: true, no_closer: [0; 2] };
    while scanner.cursor.at < text.len() {
        scanner.line();
    }
    scanner.found
}

/// Directives whose content is no text.
#[rustfmt::skip]
const LITERAL: &[&str] = &[
    "code", "code-block", "sourcecode", "literalinclude", "highlight", "math", "raw", "doctest",
    "testcode", "testoutput", "testsetup", "testcleanup", "ipython", "ipython3", "graphviz", "digraph", "plot",
    "jupyter-execute", "include",
];

struct Scanner<'a> {
    cursor: Cursor<'a>,
    found: Found,
    /// Whether the line before was blank: a block may begin.
    blank: bool,
    /// For one and two backticks: up to where none of them closes anything.
    no_closer: [usize; 2],
}

impl Scanner<'_> {
    fn line(&mut self) {
        let line = self.cursor.rest().split('\n').next().unwrap_or_default();
        let end = self.cursor.at + line.len();
        let body = line.trim_start();
        let indent = line.len() - body.len();
        let begins = std::mem::replace(&mut self.blank, body.is_empty());
        if begins && body.starts_with(">>> ") {
            // a doctest block, up to a blank line
            self.cursor.skip_past_line(|line| line.trim().is_empty());
            self.blank = true;
            return;
        }
        if body.trim_end() == ".." || body.starts_with(".. ") {
            let content = body.get(2..).unwrap_or_default();
            if self.explicit(content.trim()) {
                self.cursor.at = end;
                self.cursor.eat("\n");
                self.skip_block(indent);
                return;
            }
            self.cursor.at = end - content.len();
        }
        self.inline(end);
        self.cursor.at = self.cursor.at.max(end);
        self.cursor.eat("\n");
        // a paragraph that ends so announces a literal block
        if body.trim_end().ends_with("::") && !body.starts_with(".. ") {
            self.skip_block(indent);
        }
    }

    /// What follows `..`: whether its block is no text. A target is kept as a label.
    fn explicit(&mut self, content: &str) -> bool {
        if let Some(label) = content.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            self.found.labels.insert(label.0.to_owned());
            return false;
        }
        if content.starts_with('_') || content.starts_with('|') {
            return false;
        }
        match content.split_once("::") {
            Some((name, _)) if name.chars().all(|c| c.is_alphanumeric() || "-_:+.".contains(c)) => {
                LITERAL.contains(&name)
            }
            // a comment
            _ => true,
        }
    }

    /// Passes over blank lines and lines that are indented further.
    fn skip_block(&mut self, indent: usize) {
        self.blank = true;
        while self.cursor.at < self.cursor.text.len() {
            let line = self.cursor.rest().split('\n').next().unwrap_or_default();
            let body = line.trim_start();
            if !body.is_empty() && line.len() - body.len() <= indent {
                return;
            }
            self.cursor.at += line.len();
            self.cursor.eat("\n");
        }
    }

    fn inline(&mut self, end: usize) {
        while self.cursor.at < end {
            self.cursor.take_while(|c| !matches!(c, '`' | '[' | '\\' | '\n'));
            if self.cursor.at >= end {
                return;
            }
            match self.cursor.peek() {
                Some('`') => self.backtick(),
                Some('[') => self.bracket(),
                Some('\\') => {
                    self.cursor.next();
                    self.cursor.next();
                }
                _ => {
                    self.cursor.next();
                }
            }
        }
    }

    /// A literal, or the text of a role.
    fn backtick(&mut self) {
        let role = role_before(self.cursor.text.get(..self.cursor.at).unwrap_or_default());
        let double = self.cursor.rest().starts_with("``");
        let mark = if double { "``" } else { "`" };
        self.cursor.eat(mark);
        let start = self.cursor.at;
        let Some(length) = self.close(mark) else { return };
        if !double && role.is_some_and(role::cites) {
            role::keys(&mut self.found, self.cursor.text, start, start + length);
        }
        self.cursor.at = start + length + mark.len();
    }

    /// How far the mark is that closes, in this paragraph.
    fn close(&mut self, mark: &str) -> Option<usize> {
        let none_before = self.no_closer.get_mut(mark.len() - 1)?;
        if self.cursor.at < *none_before {
            return None;
        }
        let rest = self.cursor.rest();
        let mut close = rest.find(mark).unwrap_or(rest.len());
        // of three the last two close
        while mark == "``" && rest.get(close + 1..).is_some_and(|rest| rest.starts_with(mark)) {
            close += 1;
        }
        let paragraph = paragraph_before(rest, close);
        if paragraph.is_some() || close == rest.len() {
            *none_before = self.cursor.at + paragraph.unwrap_or(close);
            return None;
        }
        Some(close)
    }

    /// `[key]_`; numbers and `#` are footnotes.
    fn bracket(&mut self) {
        self.cursor.next();
        let start = self.cursor.at;
        let key = self.cursor.take_while(|c| c.is_alphanumeric() || is_joint(c));
        let end = self.cursor.at;
        let footnote = key.chars().all(|c| c.is_ascii_digit());
        if !footnote
            && is_simple(key)
            && self.cursor.eat("]_")
            && !self.cursor.peek().is_some_and(char::is_alphanumeric)
        {
            self.found.cite(self.cursor.text, start..end, false);
        }
    }
}

/// What may stand inside of a simple name, between letters and digits.
fn is_joint(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | ':' | '+')
}

/// Whether it is a simple name (docutils, "Simple Reference Names"): no joint at an end, and no two in a row.
fn is_simple(name: &str) -> bool {
    name.split(is_joint).all(|part| !part.is_empty())
}

/// The role whose name stands before a text: `cite:p` of `:cite:p:`.
fn role_before(before: &str) -> Option<&str> {
    let inner = before.strip_suffix(':')?;
    let start =
        inner.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_')).len();
    inner.get(start..)?.strip_prefix(':')
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
            (":cite:`a` and :cite:p:`b,c`", "a b c"),
            (":cite:t:`{see}a{p. 3}, b` :footcite:p:`c` :footcite:`d`", "a b c d"),
            ("see :cite:`a,\nb`", "a b"),
            ("[Knuth84]_ and [CIT2002]_.", "Knuth84? CIT2002?"),
            (".. note:: See :cite:`a`\n\n   More :cite:`b`", "a b"),
            (".. parsed-literal::\n\n   See :cite:`a`\n\nx\n>>> :cite:`b`", "a b"),
            (".. [1] See :cite:`a`\n.. |x| replace:: :cite:`b`", "a b"),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_text_cites_nothing() {
        for (text, expected) in [
            ("Text::\n\n   :cite:`a`\n\n:cite:`b`", "b"),
            (".. code-block:: rst\n\n   :cite:`a`\n\n:cite:`b`", "b"),
            (".. a comment :cite:`a`\n   :cite:`b`\n\n:cite:`c`", "c"),
            ("..\n   :cite:`a`\n:cite:`b`", "b"),
            ("``:cite:`a``` :ref:`b` :cite:`c`", "c"),
            ("[1]_ [#a]_ [*]_ [a] [b]_x \\[c]_ [a--b]_ [_a]_ [a.]_ [a-:b]_", ""),
            (">>> f(':cite:`a`')\n:cite:`b`\n\n:cite:`c`\n\n  >>> :cite:`d`", "c"),
            ("[a]_ [b]_\n\n.. [a] Of the document.", "b?"),
            (":cite:`a", ""),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }
}
