//! A table for people: a row a line, columns as wide as what is in them, all of it as wide as the terminal at most.

use super::terminal::Theme;
use anstyle::Style;
use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of which this share of the width is not too much keep their whole content: keys and years are copied
/// (taste).
const WHOLE: usize = 3;

/// What a column that is cut shows at least, unless the terminal is narrower than that (taste).
const NARROWEST: usize = 8;

/// Between two columns.
const GAP: usize = 2;

/// What stands in a row and column: visible text, and how it is printed.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// Its text; nothing in it acts on a terminal.
    pub(super) text: String,
    /// Its style.
    pub(super) style: Style,
    /// On how many lines it may be broken; what does not fit on the last is cut.
    pub(super) lines: usize,
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::new(text, Style::new())
    }
}

impl Cell {
    /// Visible text in a style, on one line.
    pub(super) fn new(text: impl Into<String>, style: Style) -> Cell {
        Cell { text: text.into(), style, lines: 1 }
    }

    /// The same, on several lines if it needs them.
    #[must_use]
    pub(super) fn on(self, lines: usize) -> Cell {
        Cell { lines, ..self }
    }

    /// Its lines, each as wide as the column at most.
    fn broken(&self, room: usize) -> Vec<(String, usize)> {
        let mut lines = Vec::new();
        let mut rest = self.text.as_str();
        while lines.len() + 1 < self.lines && rest.width() > room {
            // at a blank, or in the middle of a word that is longer than the column
            let fits = fitting(rest, room);
            let ends = rest.get(fits..).is_some_and(|rest| rest.starts_with(' '));
            let blank = if ends { Some(fits) } else { rest.get(..fits).and_then(|line| line.rfind(' ')) };
            let at = blank.map_or(fits, |blank| blank + 1);
            let (line, after) = rest.split_at(at.max(rest.chars().next().map_or(1, char::len_utf8)));
            let line = line.trim_end();
            lines.push((line.to_owned(), line.width()));
            rest = after;
        }
        if !rest.is_empty() {
            lines.push(cut(rest, room));
        }
        lines
    }
}

/// Draws a table with a heading; what does not fit in a column is cut with `…`. Cells have to be visible text.
pub(super) fn draw(names: Vec<String>, rows: Vec<Vec<String>>, width: usize, theme: &Theme) -> String {
    let head = names.into_iter().map(|name| Cell::new(name, theme.heading)).collect();
    let rows = rows.into_iter().map(|row| row.into_iter().map(Cell::from).collect());
    draw_cells(&std::iter::once(head).chain(rows).collect::<Vec<_>>(), width)
}

/// Draws rows of cells in columns.
pub(super) fn draw_cells(rows: &[Vec<Cell>], width: usize) -> String {
    let widths = widths(rows, width);
    let mut text = String::new();
    for row in rows {
        let cells: Vec<(Style, Vec<(String, usize)>)> =
            row.iter().zip(&widths).map(|(cell, room)| (cell.style, cell.broken(*room))).collect();
        let height = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0).max(1);
        for at in 0..height {
            // blanks are written when something follows them
            let mut blanks = 0;
            for ((style, lines), room) in cells.iter().zip(&widths) {
                let mut used = 0;
                if let Some((line, wide)) = lines.get(at) {
                    let _ = write!(text, "{:blanks$}{style}{line}{style:#}", "");
                    (blanks, used) = (0, *wide);
                }
                blanks += room.saturating_sub(used) + GAP;
            }
            text.push('\n');
        }
    }
    text
}

/// How wide each column is.
fn widths(rows: &[Vec<Cell>], width: usize) -> Vec<usize> {
    let mut widest: Vec<usize> = Vec::new();
    for row in rows {
        widest.resize(widest.len().max(row.len()), 0);
        for (widest, cell) in widest.iter_mut().zip(row) {
            *widest = (*widest).max(cell.text.width());
        }
    }
    let room = width.saturating_sub(GAP * widest.len().saturating_sub(1));
    let whole = |widest: &usize| widest * WHOLE <= width;
    let kept: usize = widest.iter().copied().filter(whole).sum();
    let cut = widest.iter().filter(|widest| !whole(widest)).count();
    if kept + cut * NARROWEST > room {
        return shares(&widest, room);
    }
    let rest: Vec<usize> = widest.iter().copied().filter(|widest| !whole(widest)).collect();
    let mut rest = shares(&rest, room - kept).into_iter();
    widest
        .into_iter()
        .map(|widest| if whole(&widest) { widest } else { rest.next().unwrap_or_default() })
        .collect()
}

/// Divides room fairly: who wants less than an equal share gets it, the others divide what is left.
fn shares(wanted: &[usize], room: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|at| wanted.get(*at));
    let mut shares = vec![0; wanted.len()];
    let mut left = room;
    for (n, at) in order.into_iter().enumerate() {
        let share = left / (wanted.len() - n);
        if let (Some(given), Some(wanted)) = (shares.get_mut(at), wanted.get(at)) {
            *given = share.max(1).min(*wanted);
            left = left.saturating_sub(*given);
        }
    }
    shares
}

/// As much of a visible text as fits, and how wide that is.
pub(super) fn cut(text: &str, room: usize) -> (String, usize) {
    let whole = text.width();
    if whole <= room {
        return (text.to_owned(), whole);
    }
    let kept = text.get(..fitting(text, room.saturating_sub(1))).unwrap_or_default();
    (format!("{kept}…"), kept.width() + 1)
}

/// How many bytes of a text fit.
fn fitting(text: &str, room: usize) -> usize {
    let mut used = 0;
    let over = text.char_indices().find(|(_, c)| {
        used += c.width().unwrap_or(0);
        used > room
    });
    over.map_or(text.len(), |(at, _)| at)
}

/// Breaks visible text into lines; all but the first are indented.
pub(super) fn wrap(text: &str, width: usize, indent: usize) -> String {
    let mut lines = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let wide = word.width();
        if used > 0 && used + 1 + wide > width {
            let _ = write!(lines, "\n{:indent$}", "");
            used = indent;
        } else if used > 0 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += wide;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: [&str; 3]) -> Vec<String> {
        cells.map(str::to_owned).to_vec()
    }

    #[test]
    fn a_table_fits_and_cuts() {
        let rows = vec![
            row([
                "doe2017",
                "2017",
                "A very long title that does not fit into the width of this table at all",
            ]),
            row(["東京", "", "Short"]),
        ];
        let text = draw(row(["key", "year", "title"]), rows, 40, &Theme::default());
        let expected =
            "key      year  title\ndoe2017  2017  A very long title that d…\n東京           Short\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn columns_that_are_all_long_share_the_width() {
        let long = "x".repeat(60);
        for width in [20, 40, 80, 120] {
            let text = draw(row(["a", "b", "c"]), vec![row([&long, &long, "y"])], width, &Theme::default());
            let widest = text.lines().map(UnicodeWidthStr::width).max().unwrap();
            assert!(widest <= width && widest + 2 > width.min(125), "{width}: {text}");
        }
    }

    #[test]
    fn a_cell_may_take_several_lines() {
        let rows = [
            vec![Cell::from("one two three four".to_owned()).on(3), Cell::from("x".to_owned())],
            vec![Cell::from("abcdefghijklmnop".to_owned()).on(2), Cell::from("東京都".to_owned()).on(2)],
        ];
        let expected = "one two  x\nthree\nfour\nabcdefg  東京都\nhijklm…\n";
        assert_eq!(draw_cells(&rows, 15), expected);
        assert_eq!(Cell::from("東京".to_owned()).on(3).broken(1).len(), 2);
    }

    #[test]
    fn text_is_broken_between_words() {
        assert_eq!(wrap("one two three", 20, 2), "one two three");
        assert_eq!(wrap("one two three four", 9, 2), "one two\n  three\n  four");
        assert_eq!(wrap("", 9, 2), "");
    }

    #[test]
    fn a_style_adds_no_width() {
        let style = Style::new().bold();
        let rows = [
            vec![Cell::new("ab", style), Cell::from("c".to_owned())],
            vec![Cell::from(String::new()), Cell::from("d".to_owned())],
        ];
        assert_eq!(draw_cells(&rows, 80), format!("{style}ab{style:#}  c\n    d\n"));
    }
}
