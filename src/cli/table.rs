//! A table for people: a row a line, columns as wide as what is in them, all of it as wide as the terminal at most.

use super::terminal::Theme;
use anstyle::Style;
use comfy_table::{ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle};
use std::{borrow::Cow, fmt::Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of which this share of the width is not too much keep their whole content: keys and years are copied
/// (taste).
const WHOLE: usize = 3;

/// What a column that is cut shows at least, unless the terminal is narrower than that (taste).
const NARROWEST: usize = 8;

/// Between two columns.
const GAP: usize = 2;

/// Tells cells and rows apart in what is laid out; visible text has no such character.
const BORDER: char = '\0';

/// No lines are printed: what stands in columns needs none, and can be copied.
const BORDERS: TableStyle = TableStyle::new()
    .content_lines(ContentLineStyle::none().junction(BORDER))
    .row_separator(LineStyle::none().fill(BORDER).junction(BORDER));

/// What stands in a row and column: visible text, and how it is printed.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// Its text; nothing in it acts on a terminal.
    text: String,
    /// Its style.
    style: Style,
}

impl Cell {
    /// Visible text in a style.
    pub(super) fn new(text: impl Into<String>, style: Style) -> Cell {
        Cell { text: text.into(), style }
    }
}

/// Cells beside each other.
#[derive(Clone, Debug)]
pub(super) struct Row {
    cells: Vec<Cell>,
    /// On how many lines a cell may be broken; what does not fit on the last is cut.
    lines: usize,
}

impl Row {
    /// A row of one line.
    pub(super) fn new(cells: impl IntoIterator<Item = Cell>) -> Row {
        Row { cells: cells.into_iter().collect(), lines: 1 }
    }

    /// The same, on several lines if it needs them.
    #[must_use]
    pub(super) fn on(self, lines: usize) -> Row {
        Row { lines, ..self }
    }

    /// The row as it is laid out in a table of a width.
    fn unstyled(&self, width: usize) -> comfy_table::Row {
        // words stay whole where there is a next line for them; a single line is filled
        let delimiter = if self.lines > 1 { ' ' } else { BORDER };
        let cells = self.cells.iter().map(|cell| {
            // what its lines have no room for is not laid out: of a very long text, that would take long
            let text = cut(&cell.text, width.saturating_mul(self.lines));
            comfy_table::Cell::new_owned(text.into_owned()).set_delimiter(delimiter)
        });
        let mut row = comfy_table::Row::from(cells.collect::<Vec<_>>());
        row.max_height(self.lines);
        row
    }
}

/// Draws a table with a heading; what does not fit in a column is cut with `…`. Cells have to be visible text.
pub(super) fn draw(names: Vec<String>, rows: Vec<Vec<String>>, width: usize, theme: &Theme) -> String {
    let row = |texts: Vec<String>, style| Row::new(texts.into_iter().map(|text| Cell::new(text, style)));
    let head = row(names, theme.heading);
    let rows = rows.into_iter().map(|texts| row(texts, Style::new()));
    draw_rows(&std::iter::once(head).chain(rows).collect::<Vec<_>>(), width)
}

/// Draws rows in columns.
pub(super) fn draw_rows(rows: &[Row], width: usize) -> String {
    let mut table = Table::new();
    table
        .load_style(BORDERS)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX))
        .add_rows(rows.iter().map(|row| row.unstyled(width)));
    set_columns(&mut table, width);
    let mut text = String::new();
    let mut rows = rows.iter();
    let mut row = rows.next();
    for line in table.lines() {
        if line.starts_with(BORDER) {
            row = rows.next();
        } else {
            print(&line, row, &mut text);
        }
    }
    text
}

/// Leaves short columns whole if that leaves room for the others, which share it.
fn set_columns(table: &mut Table, width: usize) {
    let widest = table.column_max_content_widths();
    let whole = |widest: &u16| usize::from(*widest) * WHOLE <= width;
    let least =
        widest.iter().map(|widest| if whole(widest) { usize::from(*widest) } else { NARROWEST } + GAP);
    let fits = least.sum::<usize>() <= width + GAP;
    let last = widest.len().saturating_sub(1);
    for (at, (column, widest)) in table.column_iter_mut().zip(widest).enumerate() {
        // the border is the other blank of the gap
        column.set_padding((0, u16::from(at < last)));
        if fits && whole(&widest) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
}

/// Prints a line of a row, its cells in their styles.
fn print(line: &str, row: Option<&Row>, text: &mut String) {
    // blanks are written when something follows them
    let mut blanks = 0;
    for (cell, part) in row.into_iter().flat_map(|row| &row.cells).zip(line.split(BORDER)) {
        let shown = part.trim_end_matches(' ');
        if !shown.is_empty() {
            let style = cell.style;
            let _ = write!(text, "{:blanks$}{style}{shown}{style:#}", "");
            blanks = 0;
        }
        blanks += part.len() - shown.len() + 1;
    }
    text.push('\n');
}

/// As much of a visible text as fits.
pub(super) fn cut(text: &str, room: usize) -> Cow<'_, str> {
    if text.width() <= room {
        return Cow::Borrowed(text);
    }
    let mut used = 0;
    let over = text.char_indices().find(|(_, c)| {
        used += c.width().unwrap_or(0);
        used >= room
    });
    let kept = over.and_then(|(at, _)| text.get(..at)).unwrap_or(text);
    Cow::Owned(format!("{kept}…"))
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
        let plain = |texts: [&str; 2]| Row::new(texts.map(|text| Cell::new(text, Style::new())));
        let rows = [plain(["one two three four", "x"]).on(3), plain(["abcdefghijklmnop", "東京都"]).on(2)];
        let expected = "one two  x\nthree\nfour\nabcdefg  東京都\nhijklm…\n";
        assert_eq!(draw_rows(&rows, 15), expected);
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
        let rows = [["ab", "c"], ["", "d"]]
            .map(|[a, b]| Row::new([Cell::new(a, style), Cell::new(b, Style::new())]));
        assert_eq!(draw_rows(&rows, 80), format!("{style}ab{style:#}  c\n    d\n"));
    }
}
