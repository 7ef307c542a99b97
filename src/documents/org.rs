//! Org: its own `[cite:@key]`, org-ref's links (`cite:key`, `[[citep:&key]]`), and LaTeX's commands. Blocks of source,
//! examples and comments are no text.

use super::{
    cursor::{Cursor, Found},
    latex,
};

/// The citations of an Org document.
pub(super) fn scan(text: &str) -> Found {
    let mut scanner = Scanner { cursor: Cursor::new(text), found: Found::default(), hidden: None };
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
    /// The level of the heading whose subtree is a comment.
    hidden: Option<usize>,
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
        if let Some((level, commented)) = heading(line)
            && self.hidden.is_none_or(|hidden| level <= hidden)
        {
            self.hidden = commented.then_some(level);
        }
        let comment = self.hidden.is_some()
            || body == "#"
            || body.starts_with("# ")
            || body == ":"
            || body.starts_with(": ");
        if !comment {
            self.inline(end);
        }
        self.cursor.at = self.cursor.at.max(end);
        self.cursor.eat("\n");
    }

    fn inline(&mut self, end: usize) {
        let mut no_closer = [false; 2];
        let mut no_source = false;
        while self.cursor.at < end {
            self.cursor.take_while(|c| !matches!(c, '[' | ':' | '=' | '~' | '\\' | '@' | '_' | '\n'));
            match self.cursor.peek() {
                Some('[') if self.cursor.eat("[[") => {}
                Some('@') => self.snippet(end),
                Some('_') => {
                    self.cursor.next();
                    if !no_source && let Some(source) = self.source(end) {
                        no_source = !source;
                    }
                }
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

    /// `@@html:...@@`, on this line, which is for one format only.
    fn snippet(&mut self, end: usize) {
        self.cursor.next();
        if !self.cursor.eat("@") {
            return;
        }
        let start = self.cursor.at;
        let name = self.cursor.take_while(|c| c.is_ascii_alphanumeric() || c == '-');
        let close = self.cursor.text.get(self.cursor.at..end).and_then(|rest| rest.find("@@"));
        match close.filter(|_| !name.is_empty() && self.cursor.rest().starts_with(':')) {
            Some(at) => self.cursor.at += at + "@@".len(),
            None => self.cursor.at = start,
        }
    }

    /// Passes over `src_python[options]{code}`, behind its `_`. `None` if none begins here, `false` if it does not end on this line.
    fn source(&mut self, end: usize) -> Option<bool> {
        let before = self.cursor.text.get(..self.cursor.at)?.strip_suffix("src_")?;
        if before.ends_with(char::is_alphanumeric) {
            return None;
        }
        let rest = self.cursor.text.get(self.cursor.at..end)?;
        let code =
            rest.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '-' | '+' | '#' | '.'));
        if code.len() == rest.len() {
            return None;
        }
        let options = if code.starts_with('[') { code.find(']').map(|at| at + 1) } else { Some(0) };
        let Some(options) = options else { return Some(false) };
        let code = code.get(options..)?.strip_prefix('{')?;
        let mut open = 1_usize;
        for (at, c) in code.char_indices() {
            match c {
                '{' => open += 1,
                '}' if open == 1 => {
                    self.cursor.at = end - code.len() + at + 1;
                    return Some(true);
                }
                '}' => open -= 1,
                _ => {}
            }
        }
        Some(false)
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

/// The level of a heading, and whether it makes its subtree a comment: `* TODO COMMENT Title`.
fn heading(line: &str) -> Option<(usize, bool)> {
    let title = line.trim_start_matches('*');
    let level = line.len() - title.len();
    let mut words = title
        .split_whitespace()
        .skip_while(|word| matches!(*word, "TODO" | "DONE") || word.starts_with("[#"));
    (level > 0 && title.starts_with(' ')).then(|| (level, words.next() == Some("COMMENT")))
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
            (
                "src_python{f(\"cite:a\", {})} src_sh[:x y]{cite:b} cite:c src_x{cite:d xsrc_x{cite:e}",
                "c d e",
            ),
            ("@@html:<a href=\"cite:a\">@@ cite:b @@x cite:c @@ a@@html: cite:d", "b c d"),
            (
                "* TODO [#A] COMMENT x cite:a\ncite:b\n** y\ncite:c\n* COMMENTS\ncite:d\n** COMMENT\ncite:e\n** z\ncite:f",
                "d f",
            ),
        ] {
            assert_eq!(keys(text), expected, "{text}");
        }
    }
}
