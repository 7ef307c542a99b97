//! The blocks of a Markdown document: front matter, paragraphs, code, and the fences of MyST whose content is text.

use super::{super::cursor::Found, Scanner, container::Containers, simple_length};

/// Directives of MyST whose fence holds text, not code.
#[rustfmt::skip]
const TEXT_DIRECTIVES: &[&str] = &[
    "note", "warning", "tip", "hint", "important", "attention", "caution", "danger", "error", "seealso", "admonition",
    "todo", "figure", "figure-md", "subfigure", "table", "list-table", "margin", "sidebar", "aside", "topic", "epigraph",
    "highlights", "pull-quote", "blockquote", "tab-set", "tab-item", "dropdown", "card", "card-carousel", "grid",
    "grid-item", "grid-item-card", "glossary", "exercise", "solution", "exercise-start", "solution-start", "div",
    "details", "versionadded", "versionchanged", "deprecated", "footnote", "rubric", "centered", "container",
];

impl Scanner<'_> {
    /// The YAML at the start: of its values only `nocite` and `abstract` are text.
    pub(super) fn front_matter(&mut self) {
        let start = self.cursor.at;
        if self.cursor.take_line().trim_end() != "---" {
            self.cursor.at = start;
            return;
        }
        let mut cites = false;
        while self.cursor.next().is_some() {
            let line_start = self.cursor.at;
            let line = self.cursor.take_line();
            if matches!(line.trim_end(), "---" | "...") {
                return;
            }
            if !line.is_empty() && !line.starts_with([' ', '\t', '\r', '-', '#']) {
                cites = line.starts_with("nocite:") || line.starts_with("abstract:");
            }
            // at the start of a line it is a comment, whatever the value
            if cites && !line.starts_with('#') {
                let end = self.cursor.at;
                self.cursor.at = line_start;
                self.inline(end, true);
            }
        }
        // what does not end was none
        self.found = Found::default();
        self.cursor.at = start;
    }

    pub(super) fn blocks(&mut self) {
        let mut fences: Vec<(char, usize)> = Vec::new();
        let mut containers = Containers::default();
        let mut blank = true;
        while self.cursor.at < self.cursor.text.len() {
            let rest = self.cursor.rest();
            let line = rest.split('\n').next().unwrap_or_default();
            let in_container = !containers.is_empty();
            let inner = containers.enter(line, blank);
            if inner.body.trim_end().is_empty() {
                blank = true;
                self.line(line);
                continue;
            }
            if let Some((mark, length)) = fence(inner.body).filter(|_| !(blank && inner.is_indented())) {
                let info = inner.body.get(length..).unwrap_or_default().trim();
                if info.is_empty()
                    && fences.last().is_some_and(|(open, least)| *open == mark && *least <= length)
                {
                    fences.pop();
                    self.line(line);
                } else if is_text_directive(info) {
                    fences.push((mark, length));
                    self.line(line);
                } else {
                    self.line(line);
                    self.fenced(mark, length);
                }
                blank = true;
                continue;
            }
            if blank && inner.is_indented() {
                // code goes on as long as lines are indented or blank
                self.line(line);
                continue;
            }
            if blank || in_container {
                self.example(line);
            }
            blank = false;
            let end = self.paragraph_end(line);
            self.inline(end, false);
        }
    }

    /// Passes over a line.
    fn line(&mut self, line: &str) {
        self.cursor.at += line.len();
        self.cursor.eat("\n");
    }

    /// Passes over fenced code; what is not closed goes on to the end.
    fn fenced(&mut self, mark: char, length: usize) {
        while self.cursor.at < self.cursor.text.len() {
            let line = self.cursor.take_line();
            self.cursor.eat("\n");
            let body = line.trim_start_matches([' ', '\t', '>']);
            let closes = fence(body).is_some_and(|(other, many)| {
                other == mark && many >= length && body.get(many..).is_some_and(|rest| rest.trim().is_empty())
            });
            if closes {
                return;
            }
        }
    }

    /// Where the line ends, its line feed included: text is read a line at a time, but for what spans lines.
    fn paragraph_end(&self, line: &str) -> usize {
        (self.cursor.at + line.len() + 1).min(self.cursor.text.len())
    }

    /// The label of a numbered example: `(@label) text`.
    fn example(&mut self, line: &str) {
        let Some(rest) = line.trim_start().strip_prefix("(@") else { return };
        let label = rest.get(..simple_length(rest)).unwrap_or_default();
        if rest.get(label.len()..).is_some_and(|rest| rest.starts_with(") ")) {
            self.found.labels.insert(label.to_owned());
        }
    }
}

/// The character and length of a fence of code with which a line begins.
fn fence(line: &str) -> Option<(char, usize)> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(mark).len();
    let info = line.get(length..).unwrap_or_default();
    (length >= 3 && !(mark == '`' && info.contains('`'))).then_some((mark, length))
}

/// Whether a fence with that info holds text: `{note}`, `{prf:theorem} title`.
fn is_text_directive(info: &str) -> bool {
    let Some((name, _)) = info.strip_prefix('{').and_then(|rest| rest.split_once('}')) else { return false };
    let name = name.trim();
    TEXT_DIRECTIVES.contains(&name) || name.starts_with("prf:") || name.starts_with("proof:")
}
