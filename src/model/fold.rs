//! Text for comparing: case, accents, ligatures and punctuation do not matter; scripts stay what they are.

use super::text;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The folded text: marks removed ([`crate::model::text::plain`]), NFKD without combining marks for Latin, Greek and
/// Cyrillic, lower case, letters that NFKD leaves (ł ø đ ß æ œ ð þ ı ...) as ASCII, everything but letters and digits
/// as one blank; no blank at the ends. An apostrophe inside a word is dropped (`don't` → `dont`). Other scripts keep their
/// letters and what tells them apart, composed (NFC).
///
/// `C++` and `C#` are `c plus plus` and `c sharp`: books about them are not books about C.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push(text, &mut out);
    out
}

/// The same for text that has no marks.
pub fn fold_plain(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len());
    push_plain(plain, &mut out);
    out
}

/// Appends the folded text.
pub fn push(text: &str, out: &mut String) {
    // one word, as most names and numbers are
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        out.extend(text.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        push_plain(&text::unmarked(text), out);
    }
}

fn push_plain(plain: &str, out: &mut String) {
    let letters = if !plain.is_ascii() {
        let mut marks = Marks::default();
        let mut letters = String::with_capacity(plain.len());
        plain.nfkd().filter(|c| marks.keep(*c)).for_each(|c| lower(c, &mut letters));
        letters
    // to the end, whatever is found: so many bytes are looked at at once
    } else if plain.bytes().fold(false, |may, byte| may | matches!(byte, b'+' | b'#' | b'\'' | b'`')) {
        plain.to_ascii_lowercase()
    } else {
        return push_ascii(plain, out);
    };
    out.push_str(&composed(words(&letters)));
}

/// Appends ASCII in which every sign parts words, as in most texts: a run of letters at once.
fn push_ascii(plain: &str, out: &mut String) {
    let start = out.len();
    let mut rest = plain;
    while let Some(word) = rest.bytes().position(|byte| byte.is_ascii_alphanumeric()) {
        let letters = rest.bytes().skip(word).position(|byte| !byte.is_ascii_alphanumeric());
        let end = letters.map_or(rest.len(), |letters| word + letters);
        if out.len() > start {
            out.push(' ');
        }
        out.push_str(rest.get(word..end).unwrap_or_default());
        rest = rest.get(end..).unwrap_or_default();
    }
    out.get_mut(start..).into_iter().for_each(str::make_ascii_lowercase);
}

/// The folded text as a search needs it: like [`fold`], but punctuation is kept (`c++`), typographic quotes and dashes as ASCII.
pub fn search(text: &str) -> String {
    let plain = text::plain(text);
    let mut letters = String::with_capacity(plain.len());
    if plain.is_ascii() {
        letters.push_str(&plain);
        letters.make_ascii_lowercase();
    } else {
        let mut marks = Marks::default();
        for c in plain.nfkd().filter(|c| marks.keep(*c)) {
            match c {
                c if is_apostrophe(c) || c == '‚' || c == '‛' => letters.push('\''),
                '“' | '”' | '„' | '‟' => letters.push('"'),
                '‐'..='―' | '−' => letters.push('-'),
                c => lower(c, &mut letters),
            }
        }
    }
    let mut out = String::with_capacity(letters.len());
    for word in letters.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    composed(out)
}

/// A key for comparing keys: equal for keys that differ only in case (full case folding: `ß` is `SS`) or in how their
/// accents are encoded (NFC).
pub fn key(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Upper case first: it unites what has several lower cases (`σ` and `ς`) and spells out `ß`.
    text.nfc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
}

/// Letters and digits as they are, anything else as one blank between words.
fn words(letters: &str) -> String {
    let mut out = String::with_capacity(letters.len());
    let mut chars = letters.chars();
    let mut gap = false; // something stood since the last letter
    let mut attached = false; // the last character was a letter or digit
    while let Some(c) = chars.next() {
        let after = || chars.clone().next();
        if is_letter(c) {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            out.push(c);
            (gap, attached) = (false, true);
        } else if attached && c == '+' && after() == Some('+') {
            out.push_str(" plus plus");
            chars.next();
            (gap, attached) = (true, false);
        } else if attached && c == '#' && !after().is_some_and(is_letter) {
            out.push_str(" sharp");
            (gap, attached) = (true, false);
        } else if attached && is_apostrophe(c) && after().is_some_and(is_letter) {
            attached = false;
        } else {
            (gap, attached) = (true, false);
        }
    }
    out
}

/// A character of a word; combining marks that are still here belong to their letters.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || (!c.is_ascii() && !is_modifier(c) && (c.is_alphanumeric() || is_combining_mark(c)))
}

/// An apostrophe as it is typed, and what stands for one (or for an ayin, a hamza, a soft sign) in transliterations.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '‘' | '’' | '′') || is_modifier(c)
}

/// Modifier letters that are no letters of a word: `ʹ` to `ʿ`, and the accents that follow them.
fn is_modifier(c: char) -> bool {
    matches!(c, '\u{2b9}'..='\u{2df}')
}

/// Which combining marks and invisible characters stay, after the letter before them.
#[derive(Default)]
struct Marks {
    /// The letter before is one of a script whose marks tell letters apart.
    kept: bool,
}

impl Marks {
    fn keep(&mut self, c: char) -> bool {
        if c.is_ascii() {
            self.kept = false;
            return true;
        }
        if is_combining_mark(c) {
            return self.kept && !is_vowel_point(c);
        }
        // Soft hyphen, tatweel, zero-width characters and joiners: they change the looks of a word, not the word.
        if matches!(c, '\u{ad}' | '\u{61c}' | '\u{640}' | '\u{200b}'..='\u{200f}')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        {
            return false;
        }
        self.kept = c.is_alphanumeric() && !is_european(c);
        true
    }
}

/// Latin, Greek and Cyrillic, whose accents do not matter: their Unicode blocks.
fn is_european(c: char) -> bool {
    matches!(c, '\0'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{1d00}'..='\u{1dbf}' | '\u{1e00}'..='\u{1fff}')
        || matches!(c, '\u{2c60}'..='\u{2c7f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}')
        || matches!(c, '\u{a720}'..='\u{a7ff}' | '\u{ab30}'..='\u{ab6f}')
}

/// Hebrew points and accents, and Arabic vowel signs, which most texts leave out; and variation selectors.
fn is_vowel_point(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{652}' | '\u{670}')
        || matches!(c, '\u{6d6}'..='\u{6ed}' | '\u{fe00}'..='\u{fe0f}')
}

/// Adds a character in lower case, as ASCII where NFKD has no word for it.
fn lower(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    for c in c.to_lowercase() {
        match LETTERS.binary_search_by_key(&c, |(letter, _)| *letter) {
            Ok(at) => out.push_str(LETTERS.get(at).map_or("", |(_, ascii)| ascii)),
            Err(_) => out.push(c),
        }
    }
}

/// Letters that do not decompose, by code point. Latin ones become what a catalogue in ASCII writes for them.
const LETTERS: [(char, &str); 45] = [
    ('ß', "ss"),
    ('æ', "ae"),
    ('ð', "d"),
    ('ø', "o"),
    ('þ', "th"),
    ('đ', "d"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ĸ', "k"),
    ('ł', "l"),
    ('ŋ', "n"),
    ('œ', "oe"),
    ('ŧ', "t"),
    ('ƀ', "b"),
    ('ƈ', "c"),
    ('ƒ', "f"),
    ('ƙ', "k"),
    ('ƚ', "l"),
    ('ƞ', "n"),
    ('ƥ', "p"),
    ('ƭ', "t"),
    ('ƴ', "y"),
    ('ƶ', "z"),
    ('ǝ', "e"),
    ('ǥ', "g"),
    ('ȷ', "j"),
    ('ɓ', "b"),
    ('ɔ', "o"),
    ('ɖ', "d"),
    ('ɗ', "d"),
    ('ə', "e"),
    ('ɛ', "e"),
    ('ɠ', "g"),
    ('ɨ', "i"),
    ('ɲ', "n"),
    ('ɵ', "o"),
    ('ʈ', "t"),
    ('ʉ', "u"),
    ('ʋ', "v"),
    ('ς', "σ"), // one letter, two shapes
    ('ӏ', "i"), // palochka
    // Arabic keyboards and Persian ones have two of these letters each
    ('ك', "ک"),
    ('ى', "ی"),
    ('ي', "ی"),
    ('ⱥ', "a"),
];

/// The text composed (NFC), which nothing does to ASCII.
fn composed(text: String) -> String {
    if text.is_ascii() { text } else { text.nfc().collect() }
}

/// The FNV-1a hash, 64 bits (draft-eastlake-fnv), as 16 hexadecimal digits: short, and the same everywhere and always.
pub fn hash(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLES: [(&str, &str); 38] = [
        ("", ""),
        (" - ", ""),
        ("Attention Is All You Need", "attention is all you need"),
        ("  The {DNA} of <i>E. coli</i>: $O(n)$ ", "the dna of e coli o n"),
        ("State-of-the-Art", "state of the art"),
        ("Don't, don’t, donʼt 'do'", "dont dont dont do"),
        ("rock 'n' roll's", "rock n rolls"),
        ("Programming in C", "programming in c"),
        ("Programming in C++", "programming in c plus plus"),
        ("C++11, C#, F# and g++.", "c plus plus 11 c sharp f sharp and g plus plus"),
        ("issue #12, A+B, ++x", "issue 12 a b x"),
        ("Gödel, Escher, Bach", "godel escher bach"),
        ("Go\u{308}del", "godel"),
        ("Straße, STRASSE, ẞ", "strasse strasse ss"),
        ("Łódź Ørsted Ðuro Þór Æsir Œuvre", "lodz orsted duro thor aesir oeuvre"),
        ("İstanbul ırmak", "istanbul irmak"),
        ("Việt Nam", "viet nam"),
        ("ﬁnite ﬂow", "finite flow"),
        ("Ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("H₂O x² ™", "h2o x2 tm"),
        ("𝐀𝛽", "aβ"),
        ("Qurʾān Hawaiʻi", "quran hawaii"),
        ("Ἀριστοτέλης ΟΔΟΣ", "αριστοτελησ οδοσ"),
        ("Достоевский Ёлка", "достоевскии елка"),
        ("東京—大学", "東京 大学"),
        ("がぎ カ゛ ｶﾞ", "がぎ カ ガ"),
        ("한국어", "한국어"),
        ("हिन्दी", "हिन्दी"),
        ("ไทย", "ไทย"),
        ("مُحَمَّد محمد", "محمد محمد"),
        ("قرآن", "قرآن"),
        ("می\u{200c}خواهم", "میخواهم"),
        ("שָׁלוֹם", "שלום"),
        ("co\u{ad}operate", "cooperate"),
        ("a\u{301}\u{302}b \u{301}c", "ab c"),
        ("“Quoted” – dashed…", "quoted dashed"),
        ("C’est l’été", "cest lete"),
        ("naïve 😀 emoji", "naive emoji"),
    ];

    #[test]
    fn titles_fold() {
        for (text, expected) in TITLES {
            assert_eq!(fold(text), expected, "{text}");
            assert_eq!(fold(expected), expected, "{text} again");
        }
    }

    #[test]
    fn letters_are_sorted_and_folded() {
        assert!(LETTERS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (letter, folded) in LETTERS {
            assert_eq!(fold(&letter.to_string()), folded);
            assert_eq!(fold(&letter.to_uppercase().to_string()), folded, "{letter} in upper case");
        }
    }

    #[test]
    fn searching_keeps_punctuation() {
        for (text, expected) in [
            ("  Modern  C++\n", "modern c++"),
            ("Don’t “Panic” — {DNA}", "don't \"panic\" - dna"),
            ("Gödel, Escher", "godel, escher"),
            ("한국어?", "한국어?"),
        ] {
            assert_eq!(search(text), expected);
            assert_eq!(search(expected), expected);
        }
    }

    #[test]
    fn keys_differ_in_more_than_case() {
        for (a, b) in
            [("Foo2017", "foo2017"), ("Straße", "STRASSE"), ("É", "e\u{301}"), ("ΟΔΟΣ", "οδος"), ("ﬁ", "FI")]
        {
            assert_eq!(key(a), key(b));
            assert_eq!(key(&key(a)), key(a));
        }
        assert_ne!(key("Müller"), key("Muller"));
        assert_eq!(key("DBLP:conf/X_1"), "dblp:conf/x_1");
    }
}
