//! What blocks of Markdown stand in: quotes, items of lists, footnotes, definitions. They say from which column on four blanks begin
//! code.

/// Blanks that begin code, and the width of a footnote or a definition.
const CODE: usize = 4;

/// How many containers may stand in each other (taste; nobody nests so deep).
const MOST: usize = 32;

/// Something that holds blocks, as the lines that go on with it show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Container {
    /// A `>` at every line.
    Quote,
    /// That many columns before every line.
    Indented(usize),
}

/// The containers that are open.
#[derive(Debug, Default)]
pub(super) struct Containers {
    open: Vec<Container>,
}

/// A line without what shows its containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// From the first character that is no blank.
    pub(super) body: &'a str,
    /// The column of that character.
    column: usize,
    /// The column where the innermost container begins.
    from: usize,
}

impl<'a> Line<'a> {
    fn new(line: &'a str) -> Line<'a> {
        let mut new = Line { body: line, column: 0, from: 0 };
        new.skip_blanks();
        new
    }

    fn skip_blanks(&mut self) {
        let blanks = self.body.len() - self.body.trim_start_matches([' ', '\t']).len();
        let (before, body) = self.body.split_at_checked(blanks).unwrap_or_default();
        for blank in before.bytes() {
            self.column += if blank == b'\t' { CODE - self.column % CODE } else { 1 };
        }
        self.body = body;
    }

    fn indent(&self) -> usize {
        self.column.saturating_sub(self.from)
    }

    /// Whether it is code, if no paragraph goes on with it.
    pub(super) fn is_indented(&self) -> bool {
        self.indent() >= CODE
    }

    /// The line behind a mark of that length; the blanks behind it are skipped.
    fn behind(&self, mark: usize) -> Line<'a> {
        let mut line = *self;
        line.body = self.body.get(mark..).unwrap_or_default();
        line.column += mark;
        line.from = line.column;
        line.skip_blanks();
        line
    }

    /// What goes on with a container, if this does.
    fn within(&self, container: Container) -> Option<Line<'a>> {
        match container {
            Container::Indented(width) => {
                let goes_on = self.body.trim_end().is_empty() || self.indent() >= width;
                goes_on.then_some(Line { from: self.from + width, ..*self })
            }
            Container::Quote => (!self.is_indented() && self.body.starts_with('>')).then(|| {
                let mut line = self.behind(1);
                // one blank belongs to the mark
                line.from += usize::from(line.column > line.from);
                line
            }),
        }
    }

    /// The container that begins here, and the line in it.
    fn opened(&self) -> Option<(Container, Line<'a>)> {
        if self.is_indented() {
            return None;
        }
        if let Some(line) = self.within(Container::Quote) {
            return Some((Container::Quote, line));
        }
        if let Some(label) = footnote(self.body) {
            return Some((Container::Indented(CODE), self.behind(label)));
        }
        let mark = mark(self.body)?;
        let mut line = self.behind(mark);
        let blanks = line.indent();
        // more blanks begin code in the item
        let blanks = if blanks > CODE || line.body.trim_end().is_empty() { 1 } else { blanks };
        let width = self.indent() + mark + blanks;
        line.from += blanks;
        // of a definition and a numbered example pandoc tells so whatever their mark is
        let fixed = self.body.starts_with([':', '@']) || self.body.starts_with("(@");
        let width = if fixed { CODE } else { width };
        Some((Container::Indented(width), line))
    }
}

impl Containers {
    /// Whether none is open.
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// A line in the containers that hold it. Behind a blank line, what it does not go on with ends.
    pub(super) fn enter<'a>(&mut self, line: &'a str, blank: bool) -> Line<'a> {
        let mut line = Line::new(line);
        let mut held = 0;
        for container in &self.open {
            let Some(inner) = line.within(*container) else { break };
            line = inner;
            held += 1;
        }
        if blank {
            self.open.truncate(held);
        }
        while held < MOST
            && let Some((container, inner)) = line.opened()
        {
            self.open.truncate(held);
            self.open.push(container);
            line = inner;
            held += 1;
        }
        line
    }
}

/// How long the label is with which a footnote begins: `[^1]:`.
fn footnote(line: &str) -> Option<usize> {
    let label = line.strip_prefix("[^")?;
    let end = label.find([']', ' ', '\t'])?;
    label.get(end..)?.starts_with("]:").then_some(end + "[^]:".len())
}

/// How long the mark is with which an item of a list or a definition begins.
fn mark(line: &str) -> Option<usize> {
    let rest = if let Some(rest) = line.strip_prefix(['-', '*', '+', ':']) {
        rest
    } else {
        let number = line.strip_prefix('(').unwrap_or(line);
        let label = if let Some(label) = number.strip_prefix('@') {
            label.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-'))
        } else {
            number.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#')
        };
        let (name, _) = number.split_at_checked(number.len() - label.len())?;
        if !is_number(name) {
            return None;
        }
        label.strip_prefix(['.', ')'])?
    };
    let ends = rest.trim_end().is_empty() || rest.starts_with([' ', '\t']);
    (ends && !is_rule(line)).then_some(line.len() - rest.len())
}

/// Whether it numbers an item: digits, a letter, a Roman number, `#`, or the label of an example.
fn is_number(name: &str) -> bool {
    let all = |is: fn(char) -> bool| !name.is_empty() && name.len() <= 9 && name.chars().all(is);
    name.starts_with('@')
        || name == "#"
        || all(|c| c.is_ascii_digit())
        || (name.len() == 1 && all(|c| c.is_ascii_alphabetic()))
        || all(|c| "ivxlcdm".contains(c.to_ascii_lowercase()))
}

/// Whether a line is a rule: three of one mark and more, with blanks between.
fn is_rule(line: &str) -> bool {
    let mark = line.chars().next().filter(|c| matches!(c, '-' | '*' | '_'));
    let marks = line.chars().filter(|c| Some(*c) == mark).count();
    marks >= 3 && line.chars().all(|c| Some(c) == mark || c.is_whitespace())
}
