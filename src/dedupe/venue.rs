//! Venues: journals, books and proceedings by their names, in full, abbreviated or as an acronym.

use super::words::{is_stop, is_unspaced, number, split};

/// How alike two names of venues are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// One is missing, or so short that it says nothing about the other.
    Absent,
    /// Two venues.
    Different,
    /// Half of the words agree.
    Like,
    /// One venue.
    Same,
}

/// Compares two folded names; symmetric.
pub(super) fn compare(a: &str, b: &str) -> Level {
    if a.is_empty() || b.is_empty() {
        return Level::Absent;
    }
    if a == b {
        return Level::Same;
    }
    if differ_in_number(a, b) {
        return Level::Different;
    }
    // "Physical Review A", "Physical Review B"
    if let (Some(a), Some(b)) = (section(a), section(b))
        && a != b
    {
        return Level::Different;
    }
    let (x, y) = (content(a), content(b));
    if x.is_empty() || y.is_empty() {
        return Level::Absent;
    }
    let sorts = |words: &[&str]| words.iter().filter_map(|word| sort(word)).collect::<Vec<_>>();
    let (sorts_a, sorts_b) = (sorts(&x), sorts(&y));
    if x == y || abbreviates(&x, &y) || abbreviates(&y, &x) {
        // "Pattern Recognition", "Pattern Recognition Letters"; "VLDB", "VLDB J."; but "SIGMOD", "SIGMOD Conference"
        let says_less = |a: &[u8], b: &[u8]| a.is_empty() && b.iter().any(|sort| *sort != MEETING);
        let is_less = says_less(&sorts_a, &sorts_b) || says_less(&sorts_b, &sorts_a);
        return if is_less { Level::Like } else { Level::Same };
    }
    if is_acronym(&x, &y) || is_acronym(&y, &x) {
        return Level::Same;
    }
    if x.len().min(y.len()) >= 3 && shared(&x, &y) == x.len().min(y.len()) {
        return Level::Same;
    }
    // what sort of venue it is, many are: "Workshop on X", "Workshop on Y"
    let (mut x, mut y) = (x, y);
    x.retain(|word| sort(word).is_none());
    y.retain(|word| sort(word).is_none());
    if x.is_empty() || y.is_empty() {
        return Level::Absent;
    }
    let (shared, least) = (shared(&x, &y), x.len().min(y.len()));
    // "Journal of X", "Workshop of X"; "Cancer Prevention Research", "Clinical Cancer Research"
    let sorts_differ =
        !sorts_a.is_empty() && !sorts_b.is_empty() && !sorts_a.iter().any(|sort| sorts_b.contains(sort));
    if 2 * shared >= least && shared > 0 && !sorts_differ && (shared == least || shared >= 3 || least <= 2) {
        return Level::Like;
    }
    // two single words are two names: "ACL", "EMNLP"; one says nothing about a name in full
    if let ([a], [b]) = (x.as_slice(), y.as_slice())
        && a.len().min(b.len()) >= 3
        && !contracts(a, b)
        && !contracts(b, a)
    {
        return Level::Different;
    }
    // "SIGMOD Conference", "Conference on Management of Data"
    if least == 1 && sorts_a.iter().any(|sort| sorts_b.contains(sort)) {
        return Level::Like;
    }
    if least < 2 || x.iter().chain(&y).all(|word| word.len() <= 2) { Level::Absent } else { Level::Different }
}

/// Whether the names of two periodicals, of which one is a single word, are those of two: the word is too long to be an acronym, and
/// its letters are not those of the other one in their order. "Circulation", "J. Am. Coll. Cardiol."
pub(super) fn are_two_names(a: &str, b: &str) -> bool {
    let (x, y) = (content(a), content(b));
    let (word, long) = match (x.as_slice(), y.as_slice()) {
        ([word], long) | (long, [word]) if long.len() > 1 => (*word, long),
        _ => return false,
    };
    let mut letters = long.iter().flat_map(|word| word.chars());
    let start: String = word.chars().take(3).collect();
    word.chars().count() >= 8
        && !long.iter().any(|other| other.starts_with(&start))
        && !word.chars().all(|letter| letters.any(|other| other == letter))
}

/// Whether two names say which of a series of meetings they are, and not the same: "20th International Conference", "21st Conference".
pub(super) fn are_two_of_series(a: &str, b: &str) -> bool {
    let ordinal = |name: &str| {
        let mut words = name.split(' ');
        words.find_map(|word| number(word).filter(|number| *number < 100 && word.ends_with(['t', 'd', 'h'])))
    };
    ordinal(a).zip(ordinal(b)).is_some_and(|(a, b)| a != b)
}

/// How many words of the first begin one of the second, or the other way round.
fn shared(x: &[&str], y: &[&str]) -> usize {
    x.iter().filter(|word| y.iter().any(|other| begins(word, other) || begins(other, word))).count()
}

/// Whether two names are the same but for a number: two volumes of a handbook, two years of a meeting.
fn differ_in_number(a: &str, b: &str) -> bool {
    let mut differ = false;
    let (mut x, mut y) = (split(a), split(b));
    loop {
        match (x.next(), y.next()) {
            (None, None) => return differ,
            (Some(x), Some(y)) if x == y => {}
            (Some(a), Some(b)) => match number(a).zip(number(b)) {
                Some((x, y)) => differ |= x != y && !is_short_year(a, y) && !is_short_year(b, x),
                None => return false,
            },
            _ => return false,
        }
    }
}

/// Whether a word is the year that a number is, without its century: "INTERSPEECH '17".
fn is_short_year(word: &str, year: u32) -> bool {
    word.len() == 2 && (1900..2100).contains(&year) && word.parse() == Ok(year % 100)
}

/// The letter at the end of a name that tells the sections of a periodical or the meetings of a series apart; that of an
/// abbreviation in single letters is none.
fn section(name: &str) -> Option<char> {
    let (rest, last) = name.rsplit_once(' ')?;
    let before = rest.rsplit(' ').next()?;
    let mut letters = last.chars();
    let letter = letters.next().filter(|letter| letters.next().is_none() && letter.is_alphabetic())?;
    (before.chars().count() > 1 && !is_unspaced(letter)).then_some(letter)
}

/// Whether a word of a name does not tell it from others: it says what sort of venue or publisher that is.
pub(super) fn says_little(word: &str) -> bool {
    is_noise(word)
        || sort(word).is_some()
        || matches!(
            word,
            "press"
                | "verlag"
                | "publishers"
                | "publisher"
                | "publishing"
                | "publications"
                | "books"
                | "company"
                | "co"
                | "inc"
                | "ltd"
                | "gmbh"
                | "sons"
                | "group"
                | "editions"
                | "editorial"
                | "international"
        )
}

/// The words of a name that tell it from others: no "Proceedings of the 31st Annual", no years.
fn content(name: &str) -> Vec<&str> {
    split(name)
        .filter(|word| !is_stop(word) && number(word).is_none() && !is_noise(word))
        .filter(|word| !word.bytes().all(|b| b.is_ascii_digit()))
        .collect()
}

/// Whether a folded name is that of a periodical, wherever it stands: it says so, and says nothing of a meeting.
pub(super) fn is_periodical(name: &str) -> bool {
    let mut sorts = split(name).filter_map(sort).peekable();
    sorts.peek().is_some() && sorts.all(|sort| sort == 1)
}

/// Whether a folded name says what sort of venue it is.
pub(super) fn says_sort(name: &str) -> bool {
    split(name).any(|word| sort(word).is_some())
}

/// A meeting of its own; a workshop may be one at it.
const MEETING: u8 = 2;

/// What sort of venue a word says: 1 for periodicals, 2 and 3 for meetings.
fn sort(word: &str) -> Option<u8> {
    match word.as_bytes() {
        b"journal" | b"j" | b"transactions" | b"trans" | b"letters" | b"lett" | b"magazine" | b"mag"
        | b"bulletin" | b"bull" | b"annals" | b"ann" | b"record" | b"newsletter" => Some(1),
        b"conference" | b"conf" | b"symposium" | b"symp" | b"congress" | b"meeting" => Some(MEETING),
        b"workshop" => Some(3),
        _ => None,
    }
}

/// Words that nearly every volume of proceedings has in its name.
fn is_noise(word: &str) -> bool {
    matches!(
        word.as_bytes(),
        b"proceedings"
            | b"proc"
            | b"proceeding"
            | b"annual"
            | b"vol"
            | b"volume"
            | b"eds"
            | b"ed"
            | b"editors"
            | b"online"
            | b"print"
            | b"electronic"
            | b"resource"
            | b"january"
            | b"february"
            | b"march"
            | b"april"
            | b"may"
            | b"june"
            | b"july"
            | b"august"
            | b"september"
            | b"october"
            | b"november"
            | b"december"
            | b""
    )
}

/// Whether `short` abbreviates `long`: each of its words begins, or contracts, the next one of the other; the other may
/// go on ("Blood. Journal of the American Society of Hematology"), but not with more than it has said.
fn abbreviates(short: &[&str], long: &[&str]) -> bool {
    if short.len() > long.len() || short.iter().map(|word| word.len()).sum::<usize>() < 3 {
        return false;
    }
    let mut rest = long.iter();
    let all = short.iter().all(|word| rest.any(|other| begins(word, other) || contracts(word, other)));
    // one word may stand for one word, or be the first of a long name; two may skip one
    let first = matches!((short.first(), long.first()), (Some(a), Some(b)) if begins(a, b) || contracts(a, b) || begins(b, a));
    all && first && (2 * short.len() >= long.len())
}

/// Whether a word is the start of another one, two letters at least.
fn begins(word: &str, other: &str) -> bool {
    (word.len() >= 2 || word.chars().all(is_unspaced)) && other.starts_with(word)
        || word.len() == 1 && other.starts_with(word)
}

/// Whether a word is another one with letters left out, as ISO 4 has it: "natl", "intl", "tchnol".
fn contracts(word: &str, other: &str) -> bool {
    if word.len() < 3 || other.len() < word.len() || word.bytes().next() != other.bytes().next() {
        return false;
    }
    let mut letters = other.bytes();
    word.bytes().all(|letter| letters.any(|other| other == letter))
        && word.bytes().last() == other.bytes().last()
}

/// Whether one is the acronym of the other ("PNAS", "VLDB 2002"), or a token in it ("..., CHI 2017, Denver").
fn is_acronym(short: &[&str], long: &[&str]) -> bool {
    let [acronym] = short else { return false };
    if !(2..=10).contains(&acronym.len()) || long.len() < 2 {
        return false;
    }
    if long.contains(acronym) {
        return true;
    }
    // the letters are initials of the words, in order; at most one word in four may be skipped
    let skips = |words: &[&str], most: usize| {
        let mut letters = acronym.chars().peekable();
        let mut skipped = 0;
        for word in words {
            match letters.peek() {
                Some(letter) if word.starts_with(*letter) => {
                    letters.next();
                }
                Some(_) => skipped += 1,
                None => break,
            }
        }
        letters.peek().is_none() && skipped <= most
    };
    // what comes first may be who holds the meeting: "IEEE/CVF Conference on Computer Vision and Pattern Recognition"
    let after_sort = long.iter().rposition(|word| sort(word).is_some()).and_then(|at| long.get(at + 1..));
    skips(long, long.len() / 4) || acronym.len() >= 3 && after_sort.is_some_and(|words| skips(words, 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fold::fold;

    #[test]
    fn venues_are_known_by_their_abbreviations() {
        for (a, b, level) in [
            ("J. ACM", "Journal of the ACM", Level::Same),
            (
                "Proc. Natl. Acad. Sci. U. S. A.",
                "Proceedings of the National Academy of Sciences of the United States of America",
                Level::Same,
            ),
            (
                "IEEE Trans. Pattern Anal. Mach. Intell.",
                "IEEE Transactions on Pattern Analysis and Machine Intelligence",
                Level::Same,
            ),
            ("VLDB", "Very Large Data Bases", Level::Same),
            (
                "CHI '17",
                "Proceedings of the 2017 CHI Conference on Human Factors, CHI 2017, Denver, CO, USA",
                Level::Same,
            ),
            (
                "Proceedings of the 31st Annual Conference on Neural Information Processing Systems",
                "Advances in Neural Information Processing Systems 30",
                Level::Like,
            ),
            ("CVPR '24", "IEEE/CVF Conference on Computer Vision and Pattern Recognition", Level::Same),
            ("CVPR", "Conference on Probability and Vision", Level::Absent),
            ("INTERSPEECH '17", "Interspeech 2017", Level::Same),
            ("INTERSPEECH '17", "Interspeech 2018", Level::Different),
            ("SIGMOD", "SIGMOD Conference", Level::Same),
            ("SIGMOD", "SIGMOD Record", Level::Like),
            ("SIGMOD", "SIGMOD Workshop", Level::Like),
            ("Nature", "Science", Level::Different),
            ("Physical Review A", "Physical Review B", Level::Different),
            ("Physical Review A", "Phys. Rev. A", Level::Same),
            ("Workshop on Streams", "Workshop on Surprise", Level::Different),
            ("SIGMOD Conference", "International Conference on Management of Data", Level::Like),
            ("Journal of Clinical Virology", "European Heart Journal", Level::Different),
            ("", "Nature", Level::Absent),
            ("中国科学", "中国科学", Level::Same),
        ] {
            let (x, y) = (fold(a), fold(b));
            assert_eq!(compare(&x, &y), level, "{a} / {b}");
            assert_eq!(compare(&y, &x), level, "{b} / {a}");
        }
        for (a, b, two) in [
            ("20th International Conference on Streams", "21st Conference on Streams", true),
            ("20th International Conference on Streams", "Twentieth Conference on Streams", false),
            ("Conference on Streams", "Second Conference on Streams", false),
        ] {
            assert_eq!(are_two_of_series(&fold(a), &fold(b)), two, "{a} / {b}");
        }
        for (a, b, two) in [
            ("Circulation", "J. Am. Coll. Cardiol.", true),
            ("Hepatology", "Eur. J. Hepatol.", false),
            ("PNAS", "Proc. Natl. Acad. Sci.", false),
        ] {
            assert_eq!(are_two_names(&fold(a), &fold(b)), two, "{a} / {b}");
            assert_eq!(are_two_names(&fold(b), &fold(a)), two, "{b} / {a}");
        }
    }
}
