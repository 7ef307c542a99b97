//! AsciiDoc: the macros of asciidoctor-bibtex (`cite:[key]`, `citenp:[key(12)]`), and `<<key>>`, which is a citation if a
//! source has that key and the document itself has no such anchor. Comments, listings and literals are no text.

use super::cursor::{Cursor, Found};

/// The citations of an AsciiDoc document.
pub(super) fn scan(text: &str) -> Found {
    let mut scanner = Scanner { cursor: Cursor::new(text), found: Found::default() };
    while scanner.cursor.at < text.len() {
        scanner.line();
    }
    scanner.found
}

/// The macros that cite.
const MACROS: &[&str] = &["cite", "citenp", "fullcite", "nocite", "bibitem"];

struct Scanner<'a> {
    cursor: Cursor<'a>,
    found: Found,
}

impl Scanner<'_> {
    fn line(&mut self) {
        let line = self.cursor.rest().split('\n').next().unwrap_or_default();
        let end = self.cursor.at + line.len();
        let body = line.trim_end();
        if let Some(mark) = delimiter(body) {
            self.cursor.at = end;
            self.cursor.eat("\n");
            // one that is not closed goes on to the end
            self.cursor.skip_past_line(|line| line.trim_end() == mark);
            return;
        }
        if !body.starts_with("//") {
            self.inline(end);
        }
        self.cursor.at = self.cursor.at.max(end);
        self.cursor.eat("\n");
    }

    fn inline(&mut self, end: usize) {
        while self.cursor.at < end {
            self.cursor.take_while(|c| !matches!(c, ':' | '<' | '[' | '\n'));
            match self.cursor.peek() {
                None | Some('\n') => return,
                Some(':') if !self.cursor.skip_address() => self.colon(),
                Some('<') if self.cursor.rest().starts_with("<<") => self.reference(),
                Some('[') => self.anchor(),
                Some('<') => {
                    self.cursor.next();
                }
                Some(_) => {}
            }
        }
    }

    /// A macro, at its colon: `cite:[a, b(12)]`, `bibitem:[a]`, `anchor:a[]`.
    fn colon(&mut self) {
        let before = self.cursor.text.get(..self.cursor.at).unwrap_or_default();
        let bare = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        let name = before.get(bare.len()..).unwrap_or_default();
        self.cursor.next();
        if name == "anchor" {
            let label = self.cursor.take_while(|c| !c.is_whitespace() && c != '[');
            self.found.labels.insert(label.to_owned());
            return;
        }
        if !MACROS.contains(&name) || bare.ends_with('\\') {
            return;
        }
        self.cursor.eat(":");
        if !self.cursor.eat("[") {
            return;
        }
        let start = self.cursor.at;
        self.cursor.take_while(|c| !matches!(c, ']' | '[' | '\n'));
        let close = self.cursor.at;
        if self.cursor.eat("]") {
            self.keys(start, close);
        }
    }

    /// Keys divided by commas, each with its place in parentheses, in which a comma divides nothing.
    fn keys(&mut self, start: usize, end: usize) {
        let text = self.cursor.text;
        let mut open = false;
        let mut from = Some(start);
        for (at, c) in text.get(start..end).unwrap_or_default().char_indices() {
            match c {
                '(' if !open => {
                    open = true;
                    if let Some(from) = from.take() {
                        self.found.cite_list(text, from..start + at, |_| false, true);
                    }
                }
                ')' => open = false,
                ',' if !open => {
                    if let Some(from) = from.replace(start + at + 1) {
                        self.found.cite_list(text, from..start + at, |_| false, true);
                    }
                }
                _ => {}
            }
        }
        if let Some(from) = from {
            self.found.cite_list(text, from..end, |_| false, true);
        }
    }

    /// `<<key>>` or `<<key,text>>`
    fn reference(&mut self) {
        let escaped = self.cursor.before() == Some('\\');
        self.cursor.eat("<<");
        let start = self.cursor.at;
        let key = self.cursor.take_while(|c| !matches!(c, ',' | '>' | '<' | '#' | '\n'));
        let end = self.cursor.at;
        let closes = self.cursor.rest().starts_with([',', '>']);
        if closes && !escaped && !key.contains(char::is_whitespace) {
            self.found.cite(self.cursor.text, start..end, false);
        }
    }

    /// `[[label]]`, `[[[label]]]`, `[#label]`
    fn anchor(&mut self) {
        let open = self.cursor.take_while(|c| c == '[').len();
        let hash = self.cursor.eat("#");
        if open < 2 && !hash {
            return;
        }
        let label =
            self.cursor.take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '/' | '+'));
        if self.cursor.rest().starts_with([',', ']', '.', '%', ' ']) && !label.is_empty() {
            self.found.labels.insert(label.to_owned());
        }
    }
}

/// The line, if it opens a block that is no text: a comment, a listing, a literal or a passthrough.
fn delimiter(line: &str) -> Option<&str> {
    if line.starts_with("```") {
        return Some("```");
    }
    let mark = line.bytes().next().filter(|mark| b"/-.+".contains(mark))?;
    (line.len() >= 4 && line.bytes().all(|byte| byte == mark)).then_some(line)
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
            ("cite:[a]", "a"),
            ("citenp:[a, b(12)] fullcite:[c]", "a b c"),
            ("cite:[a(12, 13), b]", "a b"),
            ("* bibitem:[a]\nbibitem::[b]", "a b"),
            ("see <<a>> and <<b,text>>", "a? b?"),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_text_cites_nothing() {
        for (text, expected) in [
            ("// cite:[a]\ncite:[b]", "b"),
            ("////\ncite:[a]\n////\ncite:[b]", "b"),
            ("----\ncite:[a]\n----\n....\ncite:[b]\n....\ncite:[c]", "c"),
            ("```\ncite:[a]\n```\ncite:[b]", "b"),
            ("[[a]]\n[#b]\n== X\n[[[c]]] <<a>> <<b>> <<c>> <<d>> anchor:e[] <<e>>", "d?"),
            ("\\cite:[a] recite:[b] \\<<c>> https://x.y/cite:[d]", ""),
            ("cite:[a", ""),
            ("----\ncite:[a]", ""),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }
}
