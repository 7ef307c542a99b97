//! Org: its own `[cite:@key]`, org-ref's links (`cite:key`, `[[citep:&key]]`), and LaTeX's commands. Blocks of source,
//! examples and comments are no text.

use super::{
    cursor::{Cursor, Found},
    latex,
};

/// The citations of an Org document.
pub(super) fn scan(text: &str) -> Found {
    let mut scanner = Scanner { cursor: Cursor::new(text), found: Found::default() };
    while scanner.cursor.at < text.len() {
        scanner.line();
    }
    scanner.found
}

/// Blocks whose content is no text.
const BLOCKS: &[&str] = &["src", "example", "export", "comment"];

/// What a key of Org's own citations is made of (`org-element-citation-key-re`).
fn is_key(c: char) -> bool {
    c.is_alphanumeric() || "-_.:?!`'/*@+|(){}<>&^$#%~".contains(c)
}

struct Scanner<'a> {
    cursor: Cursor<'a>,
    found: Found,
}

impl Scanner<'_> {
    fn line(&mut self) {
        let line = self.cursor.rest().split('\n').next().unwrap_or_default();
        let end = self.cursor.at + line.len();
        let body = line.trim_start();
        if let Some(name) = block(body, "#+begin_")
            && BLOCKS.contains(&name.as_str())
        {
            let is_end = |line: &str| block(line.trim_start(), "#+end_").is_some_and(|end| end == name);
            // one that is not closed goes on to the end
            self.cursor.skip_past_line(is_end);
            return;
        }
        let comment = body == "#" || body.starts_with("# ") || body == ":" || body.starts_with(": ");
        if !comment {
            self.inline(end);
        }
        self.cursor.at = self.cursor.at.max(end);
        self.cursor.eat("\n");
    }

    fn inline(&mut self, end: usize) {
        let mut no_closer = [false; 2];
        while self.cursor.at < end {
            self.cursor.take_while(|c| !matches!(c, '[' | ':' | '=' | '~' | '\\' | '\n'));
            match self.cursor.peek() {
                Some('[') if self.cursor.eat("[[") => {}
                Some('[') if self.cursor.rest().starts_with("[cite") => self.citation(),
                Some(':') if !self.cursor.skip_address() => self.link(),
                Some(c @ ('=' | '~')) => {
                    let closer = no_closer.get_mut(usize::from(c == '~'));
                    self.verbatim(c, end, closer);
                }
                Some('\\') => {
                    if !latex::command(&mut self.cursor, &mut self.found) {
                        self.cursor.next();
                    }
                }
                Some('\n') | None => return,
                Some('[') => {
                    self.cursor.next();
                }
                Some(_) => {}
            }
        }
    }

    /// `[cite/style:prefix @key suffix; @key]`
    fn citation(&mut self) {
        self.cursor.eat("[cite");
        if self.cursor.peek() == Some('/') {
            self.cursor.take_while(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '_'));
        }
        if !self.cursor.eat(":") {
            return;
        }
        loop {
            self.cursor.take_while(|c| !matches!(c, '@' | ']' | '[' | '\n'));
            match self.cursor.peek() {
                Some('\n') if !self.cursor.paragraph_ends() => {
                    self.cursor.next();
                }
                Some('@') if !self.cursor.in_word() => {
                    self.cursor.next();
                    let start = self.cursor.at;
                    self.cursor.take_while(is_key);
                    self.found.cite_list(self.cursor.text, start..self.cursor.at, |_| false, true);
                }
                Some('@') => {
                    self.cursor.next();
                }
                _ => return,
            }
        }
    }

    /// A link of org-ref, at its colon: `cite:a,b`, `[[cite:a,b]]`, `[[cite:see &a p. 3;&b]]`.
    fn link(&mut self) {
        let before = self.cursor.text.get(..self.cursor.at).unwrap_or_default();
        let bare = before.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '*');
        let name = before.get(bare.len()..).unwrap_or_default();
        self.cursor.next();
        if name.is_empty()
            || !latex::is_plain(name)
            || bare.ends_with(|c: char| c.is_alphanumeric() || "#+-_/.".contains(c))
        {
            return;
        }
        let bracketed = bare.ends_with("[[");
        let start = self.cursor.at;
        if bracketed {
            self.cursor.take_while(|c| c != ']' && c != '\n');
        } else {
            self.cursor.take_while(|c| {
                !c.is_whitespace() && !matches!(c, '[' | ']' | '(' | ')' | '{' | '}' | '<' | '>' | '"')
            });
        }
        let text = self.cursor.text;
        let link = text.get(start..self.cursor.at).unwrap_or_default();
        let link = if bracketed { link } else { link.trim_end_matches(['.', ',', ':', ';', '!', '?']) };
        let end = start + link.len();
        if link.contains('&') {
            for (at, _) in link.match_indices('&') {
                let key = link.get(at + 1..).unwrap_or_default();
                let length = key
                    .find(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '&'))
                    .unwrap_or(key.len());
                self.found.cite(text, start + at + 1..start + at + 1 + length, true);
            }
        } else {
            self.found.cite_list(text, start..end, |c| c == ',', true);
        }
        self.cursor.at = end.max(start);
    }

    /// Verbatim text between two marks on one line; `closer` says whether none is left on it.
    fn verbatim(&mut self, mark: char, end: usize, closer: Option<&mut bool>) {
        let opens = self.cursor.before().is_none_or(|c| c.is_whitespace() || "-({'\"".contains(c));
        self.cursor.next();
        let Some(none_left) = closer.filter(|none_left| opens && !**none_left) else { return };
        if self.cursor.peek().is_none_or(char::is_whitespace) {
            return;
        }
        let text = self.cursor.text.get(self.cursor.at..end).unwrap_or_default();
        let closes = |at: usize| {
            let before = text.get(..at).and_then(|text| text.chars().next_back());
            let after = text.get(at + 1..).and_then(|text| text.chars().next());
            before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(|c| !c.is_alphanumeric())
        };
        match text.match_indices(mark).find(|(at, _)| closes(*at)) {
            Some((at, _)) => self.cursor.at += at + 1,
            None => *none_left = true,
        }
    }
}

/// The name of the block that a line begins or ends, in small letters.
fn block(line: &str, mark: &str) -> Option<String> {
    let name = line
        .get(..mark.len())
        .filter(|start| start.eq_ignore_ascii_case(mark))
        .and(line.get(mark.len()..))?;
    Some(name.split_whitespace().next().unwrap_or_default().to_ascii_lowercase())
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
            ("[cite:@a]", "a"),
            ("[cite/t:see @a p. 3;@b] and [cite/text/f: @c:x/y ]", "a b c:x/y"),
            ("[cite:global; pre @a\n  post; @b]", "a b"),
            ("[cite/nocite:@*]", "*"),
            ("cite:a and citep:b,c. parencite:d, (textcite:e)", "a b c d e"),
            ("[[cite:a,b][text]] [[citep:see &c p. 3;&d]] cite:&e", "a b c d e"),
            (r"\cite{a} \textcite[3]{b}", "a b"),
            ("* Heading [cite:@a]\n- item [cite:@b]\n#+caption: [cite:@c]", "a b c"),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_text_cites_nothing() {
        for (text, expected) in [
            ("#+begin_src org\n[cite:@a]\n#+end_src\n[cite:@b]", "b"),
            ("#+BEGIN_EXAMPLE\ncite:a\n#+END_EXAMPLE\ncite:b", "b"),
            ("# cite:a\n: cite:b\ncite:c", "c"),
            ("=cite:a= ~[cite:@b]~ cite:c", "c"),
            ("x = y cite:a = z", "a"),
            ("https://x.y/cite:a recite:b @c #+cite_export: csl", ""),
            ("[cite @a] [cite:a@b.c]", ""),
            ("cite:", ""),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }
}
