//! Words of folded text: how they are counted, which say little, which are numbers in disguise.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

/// A stable hash of bytes (eight at a time, as `FxHash` does, then the finaliser of `MurmurHash3`): the same on every machine and in
/// every run, which the standard library does not promise of its own. 64 bits: two of a million words collide in one library of 30
/// million.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mix = |hash: u64, eight: u64| (hash.rotate_left(23) ^ eight).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (eights, rest) = bytes.as_chunks::<8>();
    let hash = eights.iter().fold(bytes.len() as u64, |hash, eight| mix(hash, u64::from_le_bytes(*eight)));
    let rest = rest.iter().fold(0, |rest, byte| rest << 8 | u64::from(*byte));
    finish(mix(hash, rest))
}

/// A hash of two hashes; the order matters.
pub(super) fn mix(a: u64, b: u64) -> u64 {
    finish(a.rotate_left(23) ^ b.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn finish(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// For maps whose keys are hashes already: they are used as they are.
pub(super) type Hashed = std::hash::BuildHasherDefault<Itself>;

/// The hash of a number is the number.
#[derive(Default)]
pub(super) struct Itself(u64);

impl std::hash::Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// The words of a folded text, as `split(' ')` gives them.
pub(super) fn split(folded: &str) -> impl Iterator<Item = &str> + Clone {
    pieces(folded, b' ')
}

/// What stands between bytes of ASCII. Words and names are short: a look at each byte costs less than the search for the next one that
/// `split` of the standard library starts for every piece.
pub(super) fn pieces(text: &str, between: u8) -> impl Iterator<Item = &str> + Clone {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let Some(end) = text.bytes().position(|byte| byte == between) else { return Some(text) };
        let (word, tail) = text.split_at_checked(end)?;
        rest = tail.get(1..);
        Some(word)
    })
}

/// Phrases by the hashes of their first words: which of them begin somewhere is asked of every word of every title.
pub(super) struct Phrases<T>(HashMap<u64, Vec<(&'static str, T)>, Hashed>);

impl<T: Copy> Phrases<T> {
    /// Phrases, folded, and what each stands for.
    pub(super) fn new(phrases: impl IntoIterator<Item = (&'static str, T)>) -> Phrases<T> {
        let mut by_word: HashMap<u64, Vec<(&'static str, T)>, Hashed> = HashMap::default();
        for (phrase, stands_for) in phrases {
            by_word.entry(first(phrase)).or_default().push((phrase, stands_for));
        }
        Phrases(by_word)
    }

    /// Those that a folded text starts with, whole words.
    pub(super) fn begin(&self, text: &str) -> impl Iterator<Item = (&'static str, T)> {
        let phrases = self.0.get(&first(text)).into_iter().flatten().copied();
        phrases.filter(|(phrase, _)| {
            text.strip_prefix(*phrase).is_some_and(|behind| behind.is_empty() || behind.starts_with(' '))
        })
    }
}

/// The hash of the first word of a folded text.
fn first(text: &str) -> u64 {
    hash(split(text).next().unwrap_or_default().as_bytes())
}

/// Whether a script writes words without blanks between them, so that its letters are its words here.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}'     // Thai, Lao
        | '\u{1000}'..='\u{109F}'   // Myanmar
        | '\u{1780}'..='\u{17FF}'   // Khmer
        | '\u{3040}'..='\u{30FF}'   // Hiragana, Katakana
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' // Han
        | '\u{20000}'..='\u{3FFFF}' // Han, supplementary
    )
}

/// Appends a folded text to another, blank between, letters of unspaced scripts each on its own.
pub(super) fn push(words: &mut String, folded: &str) {
    if folded.is_ascii() {
        if !words.is_empty() && !words.ends_with(' ') && !folded.is_empty() {
            words.push(' ');
        }
        words.push_str(folded);
        return;
    }
    let mut apart = true;
    for c in folded.chars() {
        if c == ' ' {
            apart = true;
            continue;
        }
        let alone = is_unspaced(c);
        if (apart || alone) && !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
        words.push(c);
        apart = alone;
    }
}

/// Words that say nothing by being there or not: articles, prepositions and conjunctions of the languages that
/// bibliographies are mostly in, folded. No negations: those turn a title around.
pub(super) fn is_stop(word: &str) -> bool {
    // asked of every word of every pair: a look at the length spares most of the list, and bytes are compared one by one
    word.len() <= 4
        && matches!(
            word.as_bytes(),
            b"a" | b"an"
                | b"the"
                | b"of"
                | b"in"
                | b"on"
                | b"for"
                | b"and"
                | b"to"
                | b"with"
                | b"by"
                | b"from"
                | b"at"
                | b"or"
                | b"as"
                | b"via"
                | b"is"
                | b"are"
                | b"its"
                | b"s"
                | b"de"
                | b"la"
                | b"le"
                | b"les"
                | b"des"
                | b"du"
                | b"et"
                | b"un"
                | b"une"
                | b"der"
                | b"die"
                | b"das"
                | b"und"
                | b"von"
                | b"im"
                | b"ein"
                | b"eine"
                | b"el"
                | b"los"
                | b"las"
                | b"y"
                | b"del"
                | b"en"
                | b"di"
                | b"il"
                | b"e"
                | b"da"
                | b"do"
                | b"dos"
        )
}

/// Whether two folded words are one, `ä`, `ö`, `ü` spelled `ae`, `oe`, `ue` in one of them.
pub(super) fn is_transliterated(a: &str, b: &str) -> bool {
    a.len() != b.len() && without_e(a).eq(without_e(b))
}

/// A word with `ae`, `oe`, `ue` as folding leaves `ä`, `ö`, `ü`.
fn without_e(word: &str) -> impl Iterator<Item = u8> {
    let before = std::iter::once(b' ').chain(word.bytes());
    word.bytes()
        .zip(before)
        .filter(|(byte, before)| *byte != b'e' || !matches!(before, b'a' | b'o' | b'u'))
        .map(|(byte, _)| byte)
}

/// The number a folded word stands for: digits (`31st` too), roman numerals from II, a Han digit, number words of the languages that
/// titles are mostly in. `i` alone is a word; who compares it with a number knows better.
pub(super) fn number(word: &str) -> Option<u32> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let (number, rest) = word.split_at_checked(digits)?;
        return if matches!(rest, "" | "st" | "nd" | "rd" | "th") { number.parse().ok() } else { None };
    }
    if word.len() < 2 {
        return None;
    }
    roman(word).or_else(|| BY_WORD.get(&hash(word.as_bytes())).copied())
}

/// [`NUMBERS`] by the hashes of their words: asked of every word of every title.
static BY_WORD: LazyLock<HashMap<u64, u32, Hashed>> = LazyLock::new(|| {
    let words =
        NUMBERS.iter().flat_map(|(number, words)| words.iter().map(|word| (hash(word.as_bytes()), *number)));
    words.collect()
});

/// The number of two words that are one, as `twenty` and `first` are.
pub(super) fn joined_number(tens: &str, ones: &str) -> Option<u32> {
    // asked of every word of every title: the ending spares most
    if !tens.ends_with("ty") {
        return None;
    }
    let tens = number(tens)?;
    let is_word = ones.bytes().all(|b| b.is_ascii_lowercase()) && roman(ones).is_none();
    let ones = number(ones).filter(|number| is_word && *number < 10)?;
    Some(tens + ones)
}

/// A text with its decimal digits in ASCII, whatever script they are of.
pub(super) fn western_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(|c| western_digit(c).is_some()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| western_digit(c).unwrap_or(c)).collect())
}

/// The ASCII digit for one of another script: Arabic, Persian, N'Ko and those of India and beyond.
fn western_digit(c: char) -> Option<char> {
    const ZEROS: [u32; 19] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
        0xf20, 0x1040, 0x1090, 0x17e0, 0x1810,
    ];
    let code = u32::from(c);
    if !(0x660..=0x1819).contains(&code) {
        return None;
    }
    let digit = ZEROS.iter().filter_map(|zero| code.checked_sub(*zero)).find(|digit| *digit < 10)?;
    char::from_digit(digit, 10)
}

/// Numbers by their words, folded.
const NUMBERS: [(u32, &[&str]); 27] = [
    (
        1,
        &[
            "first",
            "one",
            "erste",
            "erster",
            "erstes",
            "premier",
            "premiere",
            "primera",
            "primero",
            "prima",
            "первая",
            "一",
        ],
    ),
    (
        2,
        &[
            "second",
            "two",
            "zweite",
            "zweiter",
            "zweites",
            "deuxieme",
            "seconde",
            "segunda",
            "segundo",
            "seconda",
            "вторая",
            "二",
        ],
    ),
    (
        3,
        &[
            "third",
            "three",
            "dritte",
            "dritter",
            "drittes",
            "troisieme",
            "tercera",
            "tercero",
            "terza",
            "третья",
            "三",
        ],
    ),
    (
        4,
        &[
            "fourth",
            "four",
            "vierte",
            "vierter",
            "viertes",
            "quatrieme",
            "cuarta",
            "quarta",
            "четвертая",
            "四",
        ],
    ),
    (5, &["fifth", "five", "funfte", "funfter", "funftes", "cinquieme", "quinta", "五"]),
    (6, &["sixth", "six", "六"]),
    (7, &["seventh", "seven", "七"]),
    (8, &["eighth", "eight", "八"]),
    (9, &["ninth", "nine", "九"]),
    (10, &["tenth", "ten", "十"]),
    (11, &["eleventh", "eleven"]),
    (12, &["twelfth", "twelve"]),
    (13, &["thirteenth", "thirteen"]),
    (14, &["fourteenth", "fourteen"]),
    (15, &["fifteenth", "fifteen"]),
    (16, &["sixteenth", "sixteen"]),
    (17, &["seventeenth", "seventeen"]),
    (18, &["eighteenth", "eighteen"]),
    (19, &["nineteenth", "nineteen"]),
    (20, &["twentieth", "twenty"]),
    (30, &["thirtieth", "thirty"]),
    (40, &["fortieth", "forty"]),
    (50, &["fiftieth", "fifty"]),
    (60, &["sixtieth", "sixty"]),
    (70, &["seventieth", "seventy"]),
    (80, &["eightieth", "eighty"]),
    (90, &["ninetieth", "ninety"]),
];

/// A roman numeral up to XXXIX, written as one should: of larger ones, too many are words. Cyrillic has letters that look the same.
pub(super) fn roman(word: &str) -> Option<u32> {
    any_roman(word).filter(|number| *number < 40)
}

/// Any roman numeral up to MMMCMXCIX, written as one should.
pub(super) fn any_roman(word: &str) -> Option<u32> {
    let latin = match word.bytes().next()? {
        b'm' | b'd' | b'c' | b'l' | b'x' | b'v' | b'i' => Cow::Borrowed(word),
        // the Cyrillic letters i and ha
        0xd1 => Cow::Owned(word.replace('\u{456}', "i").replace('\u{445}', "x")),
        _ => return None,
    };
    // asked of every word of every title: most have another letter
    if !latin.bytes().all(|byte| matches!(byte, b'm' | b'd' | b'c' | b'l' | b'x' | b'v' | b'i')) {
        return None;
    }
    let mut rest = &*latin;
    let mut number = 0;
    // each decimal digit by its spellings, the longer ones before those that begin them
    for (spellings, value) in ROMAN {
        let found =
            spellings.iter().find_map(|(spelling, digit)| Some((rest.strip_prefix(spelling)?, digit)));
        if let Some((tail, digit)) = found {
            (rest, number) = (tail, number + digit * value);
        }
    }
    (rest.is_empty() && number > 0).then_some(number)
}

/// Decimal digits in roman numerals: thousands, hundreds, tens, ones.
const ROMAN: [(&[(&str, u32)], u32); 4] = [
    (&[("mmm", 3), ("mm", 2), ("m", 1)], 1000),
    (
        &[
            ("cm", 9),
            ("dccc", 8),
            ("dcc", 7),
            ("dc", 6),
            ("d", 5),
            ("cd", 4),
            ("ccc", 3),
            ("cc", 2),
            ("c", 1),
        ],
        100,
    ),
    (
        &[
            ("xc", 9),
            ("lxxx", 8),
            ("lxx", 7),
            ("lx", 6),
            ("l", 5),
            ("xl", 4),
            ("xxx", 3),
            ("xx", 2),
            ("x", 1),
        ],
        10,
    ),
    (
        &[
            ("ix", 9),
            ("viii", 8),
            ("vii", 7),
            ("vi", 6),
            ("v", 5),
            ("iv", 4),
            ("iii", 3),
            ("ii", 2),
            ("i", 1),
        ],
        1,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_seen_through_their_spellings() {
        for (word, value) in [
            ("31st", Some(31)),
            ("second", Some(2)),
            ("three", Some(3)),
            ("iv", Some(4)),
            ("xii", Some(12)),
            ("i", None),
            ("h2o", None),
            ("mix", None),
            ("viv", None),
            ("zweiter", Some(2)),
            ("三", Some(3)),
            ("іі", Some(2)),
            ("civil", None),
        ] {
            assert_eq!(number(word), value, "{word}");
        }
        assert_eq!(any_roman("lix"), Some(59));
        assert_eq!(any_roman("mcmxcix"), Some(1999));
        assert_eq!(joined_number("twenty", "first"), Some(21));
        assert_eq!(western_digits("الجزء ٢"), "الجزء 2");
    }

    #[test]
    fn letters_of_unspaced_scripts_are_words() {
        let mut words = String::from("on");
        push(&mut words, "深度学习 gpt 4");
        assert_eq!(words, "on 深 度 学 习 gpt 4");
    }
}
