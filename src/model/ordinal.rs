//! Ordinal words, as classic BibTeX wants them for editions (btxdoc, 3.2).

use std::borrow::Cow;

const WORDS: [&str; 20] = [
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
    "Eleventh",
    "Twelfth",
    "Thirteenth",
    "Fourteenth",
    "Fifteenth",
    "Sixteenth",
    "Seventeenth",
    "Eighteenth",
    "Nineteenth",
    "Twentieth",
];

/// What stands for a number: `2` is `Second`, `21` is `21st`.
pub fn word(number: &str) -> Option<Cow<'static, str>> {
    // `02` would come back as `2`, and a year is no count
    if number.is_empty() || number.len() > 3 || number.starts_with('0') {
        return None;
    }
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: usize = number.parse().ok()?;
    if let Some(word) = WORDS.get(number.checked_sub(1)?) {
        return Some(Cow::Borrowed(word));
    }
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    Some(Cow::Owned(format!("{number}{ending}")))
}

/// The number of an ordinal word, in whatever capitals.
pub fn number(word: &str) -> Option<String> {
    WORDS.iter().position(|known| known.eq_ignore_ascii_case(word)).map(|at| (at + 1).to_string())
}

/// The number that is written so by [`word`], and by it alone.
pub fn written(text: &str) -> Option<String> {
    let digits = || text.trim_end_matches(|c: char| c.is_ascii_lowercase()).to_owned();
    let number = number(text).unwrap_or_else(digits);
    word(&number).is_some_and(|word| word == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_ordinal_words_and_these_their_numbers() {
        for (number, expected) in [
            ("1", Some("First")),
            ("20", Some("Twentieth")),
            ("21", Some("21st")),
            ("32", Some("32nd")),
            ("103", Some("103rd")),
            ("111", Some("111th")),
            ("0", None),
            ("02", None),
            ("+2", None),
            ("1999", None),
            ("2nd", None),
            ("", None),
        ] {
            assert_eq!(word(number).as_deref(), expected, "{number}");
            if let Some(word) = expected {
                assert_eq!(written(word).as_deref(), Some(number));
            }
        }
        assert_eq!(super::number("second").as_deref(), Some("2"));
        for other in ["second", "2nd", "21th", "Second revised", "2", "st", ""] {
            assert_eq!(written(other), None, "{other}");
        }
    }
}
