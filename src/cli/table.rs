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
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    /// Its text; nothing in it acts on a terminal.
    pub(super) text: String,
    /// Its style.
    pub(super) style: Style,
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell { text, style: Style::new() }
    }
}

impl Cell {
    /// Visible text in a style.
    pub(super) fn new(text: impl Into<String>, style: Style) -> Cell {
        Cell { text: text.into(), style }
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
        // blanks are written when something follows them
        let mut blanks = 0;
        for (cell, room) in row.iter().zip(&widths) {
            let (cut, used) = cut(&cell.text, *room);
            if !cut.is_empty() {
                let style = cell.style;
                let _ = write!(text, "{:blanks$}{style}{cut}{style:#}", "");
                blanks = 0;
            }
            blanks += room - used + GAP;
        }
        text.push('\n');
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
    let mut kept = String::new();
    let mut used = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide + 1 > room {
            break;
        }
        kept.push(c);
        used += wide;
    }
    kept.push('…');
    (kept, used + 1)
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
    fn a_style_adds_no_width() {
        let style = Style::new().bold();
        let rows = [
            vec![Cell::new("ab", style), Cell::from("c".to_owned())],
            vec![Cell::default(), Cell::from("d".to_owned())],
        ];
        assert_eq!(draw_cells(&rows, 80), format!("{style}ab{style:#}  c\n    d\n"));
    }
}
