//! A table on a terminal: a row a line, as wide as the terminal.

use super::terminal::Theme;
use comfy_table::{ColumnConstraint, ContentArrangement, Row, Table, TableStyle, presets};
use std::fmt::Write;

/// Columns of which this share of the width is not too much keep their whole content: keys and years are copied
/// (taste).
const WHOLE: usize = 3;

/// Draws a table; what does not fit in a column is cut with `…`. Cells have to be visible text.
pub(super) fn draw(names: Vec<String>, rows: Vec<Vec<String>>, width: usize, theme: &Theme) -> String {
    let widest: Vec<usize> = (0..names.len())
        .map(|at| {
            let cells = rows.iter().filter_map(|row| row.get(at)).chain(names.get(at));
            cells.map(|cell| unicode_width::UnicodeWidthStr::width(cell.as_str())).max().unwrap_or(0)
        })
        .collect();
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX))
        .set_truncation_indicator("…")
        // Visible text has no such character, so a cell is cut where the column ends, not at a blank before.
        .set_delimiter('\0')
        .set_header(names);
    for row in rows {
        let mut row = Row::from(row);
        row.max_height(1);
        table.add_row(row);
    }
    for (column, widest) in table.column_iter_mut().zip(widest) {
        column.set_padding((0, 2));
        if widest * WHOLE <= width {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    let bold = theme.heading;
    let mut text = String::new();
    for (at, line) in table.lines().enumerate() {
        let line = line.trim_end();
        if at == 0 {
            let _ = writeln!(text, "{bold}{line}{bold:#}");
        } else {
            text += line;
            text.push('\n');
        }
    }
    text
}

/// No lines: what stands in columns needs none, and can be copied.
const STYLE: TableStyle = presets::NOTHING;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_fits_and_cuts() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let rows = vec![
            row([
                "doe2017",
                "2017",
                "A very long title that does not fit into the width of this table at all",
            ]),
            row(["東京", "", "Short"]),
        ];
        let text = draw(row(["key", "year", "title"]), rows, 40, &Theme::default());
        let expected = "key      year  title\ndoe2017  2017  A very long title that…\n東京           Short\n";
        assert_eq!(text, expected);
    }
}
