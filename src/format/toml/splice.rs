//! Splices: pieces of a text that are replaced by others, all named by their places in the text as it was.

use std::ops::Range;

/// Where a splice stands among those that put something in at the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Lines of the table that ends here, and whatever takes the place of something.
    Line,
    /// Tables of their own, which have to follow the lines.
    Table,
}

/// Splices of one text.
#[derive(Debug, Default)]
pub(super) struct Splices(Vec<(Range<usize>, Rank, String)>);

impl Splices {
    /// Puts a text in the place of another.
    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.0.push((range, Rank::Line, text.into()));
    }

    /// Puts lines in, before what stands there.
    pub(super) fn insert(&mut self, at: usize, lines: String) {
        if !lines.is_empty() {
            self.0.push((at..at, Rank::Line, lines));
        }
    }

    /// Puts tables in, after lines that are put in at the same place.
    pub(super) fn insert_tables(&mut self, at: usize, tables: String) {
        if !tables.is_empty() {
            self.0.push((at..at, Rank::Table, tables));
        }
    }

    /// Takes others in.
    pub(super) fn append(&mut self, mut others: Splices) {
        self.0.append(&mut others.0);
    }

    /// The text with all of them carried out; line feeds become the file's own line ends. Pieces that go away may overlap.
    /// That another one lies across the place of one is an error: none is dropped silently.
    pub(super) fn apply(mut self, text: &str) -> Result<String, String> {
        self.0.sort_by_key(|(range, rank, _)| (range.start, range.end, *rank));
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let mut result =
            String::with_capacity(text.len() + self.0.iter().map(|(_, _, new)| new.len()).sum::<usize>());
        let mut done = 0;
        let mut gone = false;
        for (range, _, new) in self.0 {
            if range.start < done {
                if gone && new.is_empty() {
                    done = done.max(range.end);
                    continue;
                }
                return Err(
                    "two of these changes meet in one place; make them one after the other".to_owned()
                );
            }
            result.push_str(text.get(done..range.start).unwrap_or_default());
            let whole_line = range.is_empty() && new.ends_with('\n');
            if whole_line && !result.is_empty() && !result.ends_with('\n') {
                result.push_str(line_end);
            }
            // pieces of the text among the new have its line ends already
            for line in new.split_inclusive('\n') {
                match line.strip_suffix('\n') {
                    Some(line) => result.extend([line.strip_suffix('\r').unwrap_or(line), line_end]),
                    None => result.push_str(line),
                }
            }
            gone = new.is_empty();
            done = range.end;
        }
        result.push_str(text.get(done..).unwrap_or_default());
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_that_go_away_may_overlap() {
        let mut splices = Splices::default();
        splices.replace(4..8, "");
        splices.replace(0..5, "");
        splices.replace(1..2, "");
        splices.insert(8, "x".to_owned());
        assert_eq!(splices.apply("0123456789"), Ok("x89".to_owned()));
    }

    #[test]
    fn a_change_that_lies_across_another_is_refused_not_dropped() {
        for (first, second) in
            [((0..5, ""), (2..3, "x")), ((0..5, "y"), (4..8, "")), ((0..5, ""), (3..3, "x"))]
        {
            let mut splices = Splices::default();
            splices.replace(first.0, first.1);
            splices.replace(second.0, second.1);
            assert!(splices.apply("0123456789").is_err());
        }
    }
}
