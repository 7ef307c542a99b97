//! The figures of `bib stats` for people: on a terminal, and as Markdown.

use super::markdown;
use crate::{
    model::text::visible,
    stats::{Counts, Stats},
};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// How many authors and venues are listed.
const TOP: usize = 10;
/// How wide a single source is at most: few sources make short bars (taste).
const WIDEST_SOURCE: usize = 4;
/// The longest bar; on a wide terminal longer ones say no more (taste).
const LONGEST_BAR: usize = 50;

/// The figures as text, no line wider than `width` columns where that can be.
pub fn text(stats: &Stats, width: usize) -> String {
    let mut out = String::new();
    for (name, figure) in totals(stats) {
        let _ = writeln!(out, "{name:<20}{figure:>6}");
    }
    table("Categories", &stats.categories.0, &mut out);
    years(&stats.years, width, &mut out);
    table("Authors", stats.authors.top(TOP), &mut out);
    table("Venues", stats.venues.top(TOP), &mut out);
    if stats.total > 0 {
        out.push_str("\nSources with\n");
        for (name, field) in SHARES {
            let _ = writeln!(out, "  {name:<18}{:>5}%", stats.share(field));
        }
    }
    out
}

/// The figures as Markdown, a table each.
pub fn markdown(stats: &Stats) -> String {
    let mut out = String::from("# Figures\n\n| | |\n| --- | ---: |\n");
    for (name, figure) in totals(stats) {
        let _ = writeln!(out, "| {name} | {figure} |");
    }
    for (heading, counts) in [
        ("Categories", stats.categories.0.as_slice()),
        ("Years", &stats.years.0),
        ("Authors", stats.authors.top(TOP)),
        ("Venues", stats.venues.top(TOP)),
    ] {
        if counts.is_empty() {
            continue;
        }
        let _ = write!(out, "\n## {heading}\n\n| | Sources |\n| --- | ---: |\n");
        for (name, count) in counts {
            let _ = writeln!(out, "| {} | {count} |", markdown::escape(name));
        }
    }
    if stats.total > 0 {
        out.push_str("\n## Sources with\n\n| | |\n| --- | ---: |\n");
        for (name, field) in SHARES {
            let _ = writeln!(out, "| {name} | {}% |", stats.share(field));
        }
    }
    out
}

/// What the shares of sources are shown of, and the field they are counted by.
const SHARES: [(&str, &str); 3] = [("DOI", "doi"), ("URL", "url"), ("annotation", "annotation")];

/// The figures at the head.
fn totals(stats: &Stats) -> Vec<(&'static str, String)> {
    vec![
        ("Sources", stats.total.to_string()),
        ("Unique sources", stats.unique.to_string()),
        ("Modules covered", stats.modules.covered.to_string()),
        ("Sources a module", format!("{:.1}", stats.modules.sources_per_module)),
    ]
}

/// Counts under a heading, the numbers first, so that no name is too long.
fn table(heading: &str, counts: &[(String, usize)], out: &mut String) {
    if counts.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{heading}");
    let widest = counts.iter().map(|(_, count)| count.to_string().len()).max().unwrap_or(0);
    for (name, count) in counts {
        let _ = writeln!(out, "  {count:>widest$}  {}", visible(name));
    }
}

/// A bar chart, a line a year; years without a source between two that have some are one line of dots.
fn years(years: &Counts, width: usize, out: &mut String) {
    let most = years.0.iter().map(|(_, count)| *count).max().unwrap_or(0);
    if most == 0 {
        return;
    }
    out.push_str("\nYears\n");
    let label = years.0.iter().map(|(year, _)| year.width()).max().unwrap_or(0);
    // two blanks before the year, after it, and before the count
    let room = width.saturating_sub(label + most.to_string().len() + 6).clamp(8, LONGEST_BAR);
    let room = room.min(most.saturating_mul(WIDEST_SOURCE));
    let mut before: Option<i64> = None;
    for (year, count) in &years.0 {
        let number = year.parse().ok();
        if let (Some(before), Some(number)) = (before, number)
            && number > before + 1
        {
            let _ = writeln!(out, "  {:>label$}", "·");
        }
        before = number;
        let _ = writeln!(out, "  {year:>label$}  {}  {count}", bar(*count, most, room));
    }
}

/// A bar of a length in proportion to `most`, which is `room` columns; in eighths of a column, never empty.
fn bar(count: usize, most: usize, room: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (count * room * 8).checked_div(most).unwrap_or(0).max(1);
    let mut bar = "█".repeat(eighths / 8);
    bar.push_str(EIGHTHS.get(eighths % 8).copied().unwrap_or_default());
    bar
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Modules;

    fn counts(counts: &[(&str, usize)]) -> Counts {
        Counts(counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect())
    }

    fn stats() -> Stats {
        Stats {
            total: 4,
            unique: 3,
            modules: Modules { covered: 2, sources_per_module: 1.5, counts: counts(&[("m", 3)]) },
            categories: counts(&[("paper", 3), ("b|c", 1)]),
            years: counts(&[("1998", 1), ("2000", 2), ("2001", 16)]),
            authors: counts(&[("Doe, \u{1b}[2J", 2)]),
            venues: counts(&[]),
            missing: counts(&[("doi", 3), ("url", 0), ("annotation", 2)]),
        }
    }

    #[test]
    fn text_has_the_totals_first_and_a_bar_a_year() {
        let expected = "\
Sources                  4
Unique sources           3
Modules covered          2
Sources a module       1.5

Categories
  3  paper
  1  b|c

Years
  1998  ▌  1
     ·
  2000  █  2
  2001  ████████  16

Authors
  2  Doe, \\u{1b}[2J

Sources with
  DOI                  25%
  URL                 100%
  annotation           50%
";
        assert_eq!(text(&stats(), 20), expected);
        assert!(text(&stats(), 80).lines().all(|line| line.width() <= 80));
    }

    #[test]
    fn markdown_is_tables_of_text() {
        let page = markdown(&stats());
        assert!(page.contains("\n| b\\|c | 1 |\n"), "{page}");
        assert!(page.contains("\n| Unique sources | 3 |\n"), "{page}");
    }
}
