//! Two lists of words laid side by side, and words that are one, misspelt or spelled by another rule.

use super::{
    super::words::{is_stop, is_transliterated},
    compare::size,
};

/// Two word lists laid side by side.
pub(in crate::dedupe) struct Aligned<'a> {
    /// Words of the first that have no counterpart.
    pub(in crate::dedupe) left: Vec<&'a str>,
    /// Words of the second that have none.
    pub(in crate::dedupe) right: Vec<&'a str>,
    /// Pairs that are spelled differently.
    pub(in crate::dedupe) near: usize,
    /// How many of these neither a rule of spelling nor a slip of the finger explains: misspelt, or other words.
    pub(in crate::dedupe) slips: usize,
    /// Letters that agree, of each.
    pub(in crate::dedupe) letters: usize,
}

/// Lays words side by side: the common start and end, then the best order-preserving matching of what is between, then
/// equal words that moved.
pub(in crate::dedupe) fn align<'a>(x: &[&'a str], y: &[&'a str]) -> Aligned<'a> {
    let start = x.iter().zip(y).take_while(|(x, y)| x == y).count();
    let (head, x) = x.split_at(start);
    let y = y.get(start..).unwrap_or_default();
    let end = x.iter().rev().zip(y.iter().rev()).take_while(|(x, y)| x == y).count();
    let (x, tail) = x.split_at(x.len() - end);
    let y = y.get(..y.len() - end).unwrap_or_default();
    let mut aligned =
        Aligned { left: Vec::new(), right: Vec::new(), near: 0, slips: 0, letters: size(head) + size(tail) };
    let mut taken = vec![false; y.len()];
    let mut at = 0;
    let mut left = Vec::new();
    for word in x {
        // equal words first, wherever they are from here on; they keep their order where they can
        let found = (at..y.len())
            .chain(0..at)
            .find(|&j| !taken.get(j).copied().unwrap_or(true) && y.get(j) == Some(word));
        match found {
            Some(j) => {
                if let Some(flag) = taken.get_mut(j) {
                    *flag = true;
                }
                at = j + 1;
                aligned.letters += word.chars().count();
            }
            None => left.push(*word),
        }
    }
    // one word on one side, two on the other: "nonimmune", "non immune"
    let mut j = 0;
    left.retain(|word| {
        while let (Some(first), Some(second)) = (y.get(j), y.get(j + 1)) {
            let free = |at: usize| taken.get(at) == Some(&false);
            if free(j)
                && free(j + 1)
                && word.len() == first.len() + second.len()
                && word.starts_with(first)
                && word.ends_with(second)
            {
                for flag in taken.iter_mut().skip(j).take(2) {
                    *flag = true;
                }
                aligned.letters += word.chars().count();
                return false;
            }
            j += 1;
        }
        j = 0;
        true
    });
    let mut at = 0;
    while let (Some(first), Some(second)) = (left.get(at), left.get(at + 1)) {
        let glued = y.iter().zip(&mut taken).find(|(word, taken)| {
            !**taken
                && word.len() == first.len() + second.len()
                && word.starts_with(first)
                && word.ends_with(second)
        });
        if let Some((word, flag)) = glued {
            *flag = true;
            aligned.letters += word.chars().count();
            left.drain(at..at + 2);
        } else {
            at += 1;
        }
    }
    for word in left {
        let found = y.iter().zip(&mut taken).find(|(other, taken)| !**taken && is_near(word, other));
        match found {
            Some((other, flag)) => {
                *flag = true;
                aligned.near += 1;
                aligned.slips += usize::from(
                    !is_inflected(word, other) && !is_respelt(word, other) && !is_mistyped(word, other),
                );
                aligned.letters += word.chars().count();
            }
            None => aligned.left.push(word),
        }
    }
    aligned.right = y.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(word, _)| *word).collect();
    aligned
}

/// Prefixes that turn a word into another one: "supervised" and "unsupervised" are no two spellings.
const PREFIXES_THAT_TURN: [&str; 41] = [
    "un", "non", "in", "im", "ir", "il", "a", "an", "ab", "ad", "de", "dis", "anti", "ante", "multi", "mono",
    "uni", "bi", "tri", "pre", "post", "sub", "super", "inter", "intra", "extra", "hyper", "hypo", "micro",
    "macro", "meso", "homo", "hetero", "under", "over", "mis", "trans", "ex", "en", "nor", "fe",
];

/// Whether two words are one, misspelt or spelled by another rule: one letter apart, two in long words; the first letter agrees.
pub(in crate::dedupe) fn is_near(a: &str, b: &str) -> bool {
    match (a.as_bytes(), b.as_bytes()) {
        ([first, ..], [other, ..]) if first == other => {}
        // "oesophagus", "esophagus"
        ([b'e', ..], [b'o' | b'a', b'e', ..]) | ([b'o' | b'a', b'e', ..], [b'e', ..]) => {
            return is_respelt(a, b);
        }
        _ => return false,
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    // "cube", "cubes"; "blind", "blinded"
    if short.len() >= 4 && short.is_ascii() && long.len() - short.len() <= 2 && long.starts_with(short) {
        return !long.bytes().any(|c| c.is_ascii_digit());
    }
    if short.len() >= 4 && (is_transliterated(a, b) || is_respelt(a, b)) || is_versus(a) && is_versus(b) {
        return true;
    }
    if short.len() < 5 || long.len() - short.len() > 2 {
        return false;
    }
    if a.bytes().chain(b.bytes()).any(|c| c.is_ascii_digit()) {
        return false;
    }
    let most = if short.len() >= 8 { 2 } else { 1 };
    let args = rapidfuzz::distance::osa::Args::default().score_cutoff(most);
    if rapidfuzz::distance::osa::distance_with_args(a.chars(), b.chars(), &args).is_none() {
        return false;
    }
    !is_turned(a, b)
}

/// Whether one word is the other with an ending of grammar or of another spelling: "cubes", "blinded", "programme".
fn is_inflected(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    long.strip_prefix(short).is_some_and(|ending| {
        matches!(ending, "s" | "es" | "d" | "ed" | "e" | "r" | "er" | "n" | "en" | "ue" | "me" | "ly" | "al")
    })
}

/// Whether a letter inside a longer word is left out, put in, or changed places with the next one, or inside a still longer one is
/// another letter: few words become another word by that.
pub(super) fn is_mistyped(a: &str, b: &str) -> bool {
    let (short, long) =
        if a.len() <= b.len() { (a.as_bytes(), b.as_bytes()) } else { (b.as_bytes(), a.as_bytes()) };
    let start = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let end = short.iter().rev().zip(long.iter().rev()).take_while(|(a, b)| a == b).count();
    if short.len() < 7 || start == 0 || end == 0 {
        return false;
    }
    match long.len() - short.len() {
        0 => {
            let between = |word: &[u8]| word.get(start..word.len() - end).map(<[u8]>::to_vec);
            let swapped = between(short).map(|letters| letters.into_iter().rev().collect());
            start + end + 2 == short.len() && swapped == between(long)
                || start + end + 1 == short.len() && short.len() >= 8
        }
        1 => start + end >= short.len(),
        _ => false,
    }
}

/// Whether a word says "against".
fn is_versus(word: &str) -> bool {
    matches!(word, "v" | "vs" | "versus")
}

/// Whether two words are one, in British and in American spelling, or an older one: "anaemia", "sulphate", "randomised", "fibre".
pub(super) fn is_respelt(a: &str, b: &str) -> bool {
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    if short < 4 || long - short > 3 || !a.is_ascii() || !b.is_ascii() {
        return is_versus(a) && is_versus(b) || is_transliterated(a, b);
    }
    is_transliterated(a, b) || respelt(a) == respelt(b)
}

/// A word in one spelling, which is nobody's.
fn respelt(word: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(word.len());
    let mut rest = word.as_bytes();
    loop {
        let (byte, skip) = match rest {
            [] => break,
            [b'a' | b'o', b'e', ..] => (b'e', 2),
            [b'p', b'h', ..] => (b'f', 2),
            [b'o', b'u', b'r', ..] => {
                bytes.push(b'o');
                (b'r', 3)
            }
            [b'i' | b'y', b's', b'e' | b'a' | b'i', ..] => {
                bytes.push(b'i');
                (b'z', 2)
            }
            [b'y', b'z', ..] => (b'i', 1),
            [letter @ (b't' | b'b'), b'r', b'e'] => {
                bytes.push(*letter);
                bytes.push(b'e');
                (b'r', 3)
            }
            [b'k', ..] => (b'c', 1),
            [first, ..] => (*first, 1),
        };
        if bytes.last() != Some(&byte) {
            bytes.push(byte);
        }
        rest = rest.get(skip..).unwrap_or_default();
    }
    bytes
}

/// Endings of which another one names another substance.
const ENDINGS_THAT_TURN: [&[&str]; 3] =
    [&["ate", "ite", "ide"], &["ane", "ene", "yne"], &["isone", "isolone"]];

/// Whether a prefix makes one word out of the other, or another prefix does.
pub(super) fn is_turned(a: &str, b: &str) -> bool {
    // "analysis" and "aalysis" are no two negations
    let is_one = |a: &str, b: &str| a == b || matches!((a, b), ("a", "an") | ("an", "a"));
    let turned = |a: &str, b: &str| {
        PREFIXES_THAT_TURN.iter().any(|prefix| {
            a.strip_prefix(prefix).is_some_and(|stem| {
                stem.len() >= 3
                    && !is_stop(stem)
                    && (stem == b
                        || PREFIXES_THAT_TURN
                            .iter()
                            .any(|other| !is_one(prefix, other) && b.strip_prefix(other) == Some(stem)))
            })
        })
    };
    let substance = || {
        ENDINGS_THAT_TURN.iter().any(|endings| {
            let stem = |word| {
                endings
                    .iter()
                    .find_map(|ending| str::strip_suffix(word, ending))
                    .filter(|stem| stem.len() >= 3)
            };
            a != b && stem(a).is_some() && stem(a) == stem(b)
        })
    };
    turned(a, b) || turned(b, a) || substance()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_are_told_from_other_words() {
        for (a, b) in [
            ("oesophageal", "esophageal"),
            ("aetiology", "etiology"),
            ("anaemia", "anemia"),
            ("sulphate", "sulfate"),
            ("diarrhoea", "diarrhea"),
            ("tumour", "tumor"),
            ("randomised", "randomized"),
            ("centre", "center"),
            ("leukocytes", "leucocytes"),
            ("alpha", "alfa"),
            ("modelling", "modeling"),
            ("v", "versus"),
        ] {
            assert!(is_near(a, b) && is_respelt(a, b), "{a}, {b}");
        }
        for (a, b) in [
            ("nitrate", "nitrite"),
            ("propane", "propene"),
            ("prednisone", "prednisolone"),
            ("supervised", "unsupervised"),
            ("systolic", "diastolic"),
        ] {
            assert!(!is_near(a, b), "{a}, {b}");
        }
        for (a, b) in [("slovenia", "slovakia"), ("ileum", "ilium"), ("niger", "nigeria")] {
            assert!(is_near(a, b) && !is_respelt(a, b) && !is_inflected(a, b), "{a}, {b}");
            assert!(!is_mistyped(a, b), "{a}, {b}");
        }
        for (a, b) in
            [("architecture", "achitecture"), ("technology", "techonology"), ("relations", "relatoins")]
        {
            assert!(is_mistyped(a, b) && is_mistyped(b, a), "{a}, {b}");
        }
    }
}
