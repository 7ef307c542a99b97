//! Pages as people write them.

use crate::{
    dedupe::words::{self, hash},
    model::fold::fold,
};

/// First and last page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::dedupe) struct Pages {
    /// The first page's number; a hash if it has none.
    pub first: u64,
    /// The last page's number; 0 if not said.
    pub last: u64,
    /// The letters before the first number, hashed: the S of S109.
    pub letters: u64,
    /// Whether this is an article number, which says nothing about pages.
    pub locator: bool,
}

impl Pages {
    /// Reads pages as people write them: `221-8`, `S109--S112`, `e1804`, `12:1-12:25`.
    pub(super) fn new(text: &str) -> Option<Pages> {
        let text = text.trim();
        let mut ends = text
            .split(['?', '-', '–', '—', '‐', '−', '－', ',', ';'])
            .map(str::trim)
            .filter(|page| !page.is_empty());
        let first = fold(ends.next()?);
        let first: String =
            first.split(' ').filter(|word| !matches!(*word, "pp" | "p" | "pages" | "suppl")).collect();
        let letters = first.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let digits = digits_in(&first);
        let number: Option<u64> = digits.parse().ok();
        let last = ends.next().map(fold).unwrap_or_default();
        let last_digits = digits_in(&last);
        let mut last: u64 = last_digits.parse().unwrap_or(0);
        let Some(number) = number else {
            // a letter that is left over from a page ("t-8") is none; a roman one is
            let roman = words::roman(&first).is_some() || first.len() > 1 && words::number(&first).is_some();
            return roman.then(|| Pages {
                first: hash(first.as_bytes()) | 1 << 63,
                last: 0,
                letters: hash(letters.as_bytes()),
                locator: false,
            });
        };
        if last < number {
            // "221-8" is "221-228"
            let unit = 10_u64.checked_pow(last_digits.len() as u32).unwrap_or(1);
            last = if last == 0 { 0 } else { number / unit * unit + last };
        }
        if last != 0 && last < number {
            return None; // a slip of the pen: no range ends before it starts
        }
        let locator = !matches!(letters, "" | "s" | "p") || digits.len() >= 6;
        Some(Pages {
            first: number,
            last,
            letters: if letters.is_empty() { 0 } else { hash(letters.as_bytes()) },
            locator,
        })
    }
}

/// The first run of digits in a text.
fn digits_in(text: &str) -> &str {
    let mut runs = text.split(|c: char| !c.is_ascii_digit());
    runs.find(|run| !run.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_as_people_write_them() {
        let pages = |text| Pages::new(text).map(|pages| (pages.first, pages.last, pages.locator));
        for (text, expected) in [
            ("221-8", Some((221, 228, false))),
            ("221--228", Some((221, 228, false))),
            ("221－228", Some((221, 228, false))),
            ("S109–S112", Some((109, 112, false))),
            ("1804", Some((1804, 0, false))),
            ("e1804", Some((1804, 0, true))),
            ("Cd002273", Some((2273, 0, true))),
            ("", None),
        ] {
            assert_eq!(pages(text), expected, "{text}");
        }
    }
}
