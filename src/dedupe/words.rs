//! Words of folded text: how they are counted, which say little, which are numbers in disguise.

/// A stable hash of bytes (`FNV-1a`, then the finaliser of `MurmurHash3`): the same on every machine and in every run, which the
/// standard library does not promise of its own. 64 bits: two of a million words collide in one library of 30 million.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    finish(hash)
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
    // asked of every word of every pair: a look at the length spares most of the list
    word.len() <= 4
        && matches!(
            word,
            "a" | "an"
                | "the"
                | "of"
                | "in"
                | "on"
                | "for"
                | "and"
                | "to"
                | "with"
                | "by"
                | "from"
                | "at"
                | "or"
                | "as"
                | "via"
                | "is"
                | "are"
                | "its"
                | "s"
                | "de"
                | "la"
                | "le"
                | "les"
                | "des"
                | "du"
                | "et"
                | "un"
                | "une"
                | "der"
                | "die"
                | "das"
                | "und"
                | "von"
                | "im"
                | "ein"
                | "eine"
                | "el"
                | "los"
                | "las"
                | "y"
                | "del"
                | "en"
                | "di"
                | "il"
                | "e"
                | "da"
                | "do"
                | "dos"
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

/// The number a folded word stands for: digits (`31st` too), roman numerals from II, English number words.
/// `i` alone is a word; who compares it with a number knows better.
pub(super) fn number(word: &str) -> Option<u32> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let (number, rest) = word.split_at_checked(digits)?;
        return if matches!(rest, "" | "st" | "nd" | "rd" | "th") { number.parse().ok() } else { None };
    }
    let number = match word {
        "first" | "one" => 1,
        "second" | "two" => 2,
        "third" | "three" => 3,
        "fourth" | "four" => 4,
        "fifth" | "five" => 5,
        "sixth" | "six" => 6,
        "seventh" | "seven" => 7,
        "eighth" | "eight" => 8,
        "ninth" | "nine" => 9,
        "tenth" | "ten" => 10,
        "eleventh" | "eleven" => 11,
        "twelfth" | "twelve" => 12,
        _ => return if word.len() > 1 { roman(word) } else { None },
    };
    Some(number)
}

/// A roman numeral up to XXXIX, written as one should.
pub(super) fn roman(word: &str) -> Option<u32> {
    let tens = word.bytes().take_while(|b| *b == b'x').count();
    let ones = match word.get(tens..)? {
        "" => 0,
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        "v" => 5,
        "vi" => 6,
        "vii" => 7,
        "viii" => 8,
        "ix" => 9,
        _ => return None,
    };
    if tens > 3 || tens + ones == 0 { None } else { Some(tens as u32 * 10 + ones as u32) }
}

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
            ("civil", None),
        ] {
            assert_eq!(number(word), value, "{word}");
        }
    }

    #[test]
    fn letters_of_unspaced_scripts_are_words() {
        let mut words = String::from("on");
        push(&mut words, "深度学习 gpt 4");
        assert_eq!(words, "on 深 度 学 习 gpt 4");
    }
}
