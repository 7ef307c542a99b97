//! Pages: `SP` and `EP`, either of which may hold them all.

use std::borrow::Cow;

/// Pages in one spelling: `221-8`, `221--228` and `221 – 228` are `221-228`.
pub(in crate::format) fn tidy(pages: &str) -> String {
    let items = pages.split(',').map(|item| {
        let item: Vec<&str> = item
            .split(['-', '–', '—', '−', '‒'])
            .map(str::trim)
            .enumerate()
            .filter(|(at, piece)| *at == 0 || !piece.is_empty())
            .map(|(_, piece)| piece)
            .collect();
        match item.as_slice() {
            [first, last] => format!("{first}-{}", whole(first, last)),
            item => item.join("-"),
        }
    });
    let items: Vec<String> = items.filter(|item| !item.is_empty()).collect();
    items.join(", ")
}

/// The last page in full, where only the digits that differ are written.
fn whole<'a>(first: &str, last: &'a str) -> Cow<'a, str> {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let Some(missing) = first.len().checked_sub(last.len()).filter(|missing| *missing > 0) else {
        return Cow::Borrowed(last);
    };
    if !number(first) || !number(last) {
        return Cow::Borrowed(last);
    }
    let full = format!("{}{last}", first.get(..missing).unwrap_or_default());
    if *full > *first { Cow::Owned(full) } else { Cow::Borrowed(last) }
}

/// The pages that a first and a last one say, and whether both were needed for it.
pub(in crate::format) fn join(first: &str, last: &str) -> (String, bool) {
    let (first, last) = (tidy(first), tidy(last));
    let ends = |pages: &str| pages.rsplit(['-', ' ']).next() == Some(&last);
    if first.is_empty() || last.is_empty() {
        (first + &last, true)
    } else if first == last || ends(&first) {
        (first, true)
    } else if last.strip_prefix(&*first).is_some_and(|rest| rest.starts_with('-')) {
        (last, true)
    } else if first.contains(['-', ',']) || last.contains(['-', ',']) {
        (first, false)
    } else {
        (tidy(&format!("{first}-{last}")), true)
    }
}

/// What to write as first and as last page.
pub(super) fn split(pages: &str) -> (String, Option<String>) {
    let pages = tidy(pages);
    match pages.split_once('-') {
        Some((first, last)) if !first.is_empty() && !last.contains('-') && !pages.contains(',') => {
            (first.to_owned(), Some(last.to_owned()))
        }
        _ => (pages, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_and_last_page_are_one_range() {
        for (first, last, expected) in [
            ("221", "228", "221-228"),
            ("221", "8", "221-228"),
            ("221-8", "", "221-228"),
            ("221--228", "228", "221-228"),
            ("221", "221", "221"),
            ("221", "", "221"),
            ("", "228", "228"),
            ("221", "221-228", "221-228"),
            ("S12", "S15", "S12-S15"),
            ("e1000", "", "e1000"),
            ("1-5, 9", "", "1-5, 9"),
            ("xi", "xv", "xi-xv"),
            ("120", "10", "120-10"),
        ] {
            assert_eq!(join(first, last), (expected.to_owned(), true));
            let (first, last) = split(expected);
            assert_eq!(join(&first, last.as_deref().unwrap_or_default()).0, expected);
        }
        assert_eq!(join("1-5", "9"), ("1-5".to_owned(), false));
    }
}
