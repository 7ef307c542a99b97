//! Titles: folded once, then compared word by word.
//!
//! A title is its words; where one of its parts starts is remembered (a subtitle may be dropped), notes that a database
//! appended are not part of it, and what makes it another work (an erratum, a reply) is a mark beside it.

mod align;
mod compare;
mod lists;
mod spelling;
mod volume;

pub(super) use align::{align, is_near};
pub(super) use compare::{Extra, Level, Likeness, compare, is_number, numbers_of};
pub(super) use lists::FORMS;

use super::words::{self, Phrases, hash, is_stop, number};
use crate::model::fold::fold_plain;
use std::sync::LazyLock;

use lists::{GENERIC, NOTES, PREFIXES, SERIAL};
use volume::edition;

/// A folded title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Title {
    /// Its words, a blank between each.
    pub text: Box<str>,
    /// Bit n: a part of the title (a subtitle, a parenthesis) starts at word n.
    pub breaks: u64,
    /// How many words at the start only say what is in `mark`.
    pub skip: u8,
    /// What sort of text about another one this is.
    pub mark: Option<Mark>,
    /// Whether many works are called so: "Editorial".
    pub generic: bool,
    /// Whether works are called so year after year: "Report on the workshop ...".
    pub serial: bool,
    /// What folding leaves out and yet tells titles apart: numbers with sign and decimals, and signs, a blank between each.
    pub exact: Box<str>,
    /// The letters of its translation, which a database put behind it in brackets; 0 if there is none.
    pub also: u64,
    /// The edition that it ends with ("X, 2nd ed."), which is no part of it; 0 if it says none.
    pub edition: u8,
    /// Hashes of its words, sorted: tells quickly that another title has nothing to do with it.
    pub hashes: Box<[u32]>,
}

/// What sort of text about another one a title announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Mark {
    /// "Erratum to: ..."
    Erratum,
    /// "Comment on ..."
    Comment,
    /// "Reply to ..."
    Reply,
    /// "Supplementary material for ..."
    Supplement,
    /// "RETRACTED: ...": the text itself, that was taken back since.
    Retracted,
}

/// More words than that are not aligned: a title that long is a faulty abstract.
const LONGEST: usize = 60;

impl Title {
    /// Folds a title and a subtitle, both with marks.
    pub(super) fn new(title: &str, subtitle: &str) -> Title {
        let plain = spelling::plain(title);
        let (mut mark, mut also) = (None, 0);
        let rest = without_notes(&plain, &mut mark, &mut also);
        let (in_issue, rest) = in_issue(rest).map_or((None, rest), |(number, rest)| (Some(number), rest));
        let mut folded = String::with_capacity(rest.len() + subtitle.len() + 1);
        let mut breaks = 0_u64;
        let mut start_part = |folded: &str| {
            // no more than counts: a title may have any number of parts
            let at = words::split(folded).filter(|word| !word.is_empty()).take(64).count();
            if at > 0 && at < 64 {
                breaks |= 1 << at;
            }
        };
        for part in parts(rest) {
            start_part(&folded);
            words::push(&mut folded, &fold_plain(part));
        }
        if !subtitle.is_empty() {
            start_part(&folded);
            words::push(&mut folded, &fold_plain(&spelling::plain(subtitle)));
        }
        let mut folded = with_digits(folded);
        let edition = edition(&folded);
        if let Some((end, _)) = edition {
            folded.truncate(end);
        }
        let (prefix, skip) = prefix(&folded);
        let prefix = prefix.or_else(|| suffix(&folded));
        let generic = is_generic(words::split(&folded));
        let start: Vec<&str> = words::split(&folded).take(4).collect();
        let serial = start.iter().any(|word| SERIAL.contains(word))
            || start.windows(2).any(|two| two == ["shared", "task"]);
        Title {
            breaks,
            skip: skip as u8,
            mark: mark.or(prefix),
            generic,
            serial,
            exact: match in_issue {
                Some(number) => format!("{} no{number}", exact(rest)).into(),
                None => exact(rest).into(),
            },
            also,
            edition: edition.map_or(0, |(_, edition)| edition),
            hashes: hashes(&folded),
            text: folded.into_boxed_str(),
        }
    }

    /// Its words.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> + Clone {
        words::split(&self.text).filter(|word| !word.is_empty())
    }

    /// Whether another title may come out as more than [`Level::Different`]: half of the words of the shorter one are in the
    /// other, or they are so few that typos may have spoilt that.
    pub(super) fn may_be(&self, other: &Title) -> bool {
        let least = self.hashes.len().min(other.hashes.len());
        if least <= FEW as usize {
            return true;
        }
        let (mut shared, mut rest) = (0, other.hashes.iter().peekable());
        for hash in &self.hashes {
            while rest.next_if(|other| *other < hash).is_some() {}
            shared += usize::from(rest.next_if_eq(&hash).is_some());
        }
        2 * shared >= least
    }

    /// Whether it is two others, one after the other: a title and a subtitle that each stand alone elsewhere.
    pub(super) fn is_made_of(&self, a: &Title, b: &Title) -> bool {
        let joined = |start: &str, end: &str| {
            self.text
                .strip_prefix(start)
                .and_then(|rest| rest.strip_prefix(' '))
                .is_some_and(|rest| rest == end)
        };
        joined(&a.text, &b.text) || joined(&b.text, &a.text)
    }

    /// A hash of its letters, however they are parted into words.
    pub(super) fn letters(&self) -> u64 {
        letters(&self.text)
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The title that an erratum or a reply is about: itself without its first words.
    pub(super) fn rest(&self) -> Title {
        let words: Vec<&str> = self.words().skip(usize::from(self.skip)).collect();
        let breaks = self.breaks >> self.skip.min(63);
        Title { text: words.join(" ").into_boxed_str(), breaks, ..Title::default() }
    }
}

/// A title in sixteen bytes and two: enough to tell of most pairs that [`Title::may_be`] will not hold, without a look at the titles,
/// which lie far apart in memory.
pub(super) struct Sketch {
    /// A bit for each word, by its hash.
    bits: u128,
    /// How many words.
    words: u8,
    /// How many of them share their bit with another one.
    hidden: u8,
    /// Whether words alone decide: it has some, and no mark that makes it another sort of text.
    decides: bool,
}

impl Sketch {
    /// The sketch of a title.
    pub(super) fn of(title: &Title) -> Sketch {
        let bits = title.hashes.iter().fold(0_u128, |bits, hash| bits | 1 << (hash >> 25));
        // a title has `LONGEST` words at the most
        let words = title.hashes.len() as u8;
        Sketch {
            bits,
            words,
            hidden: words - bits.count_ones() as u8,
            decides: words > 0 && title.mark.is_none(),
        }
    }

    /// Whether two titles may be alike: false only where [`Title::may_be`] is, too.
    pub(super) fn may_be(&self, other: &Sketch) -> bool {
        let least = u32::from(self.words.min(other.words));
        let shared = (self.bits & other.bits).count_ones() + u32::from(self.hidden.min(other.hidden));
        least <= FEW || !self.decides || !other.decides || 2 * shared >= least
    }
}

/// Titles of so few words may be alike though typos have spoilt most of them.
const FEW: u32 = 5;

/// The numbers of a plain text, with their sign and decimals, and the signs that turn its meaning: `CD4+`, `x < 0`, `H^-`.
pub(super) fn exact(plain: &str) -> String {
    let may_say =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'<' | b'>') || !byte.is_ascii();
    // most titles say nothing so: to the end, whatever is found, many bytes are looked at at once
    if !plain.bytes().fold(false, |may, byte| may | may_say(byte)) {
        return String::new();
    }
    // a hyphen within a word is no sign
    let bytes = plain.as_bytes();
    let is_hyphen = |at: usize| {
        let beside = [at.checked_sub(1), Some(at + 1)].map(|at| at.and_then(|at| bytes.get(at)));
        beside.iter().all(|byte| byte.is_some_and(u8::is_ascii_alphabetic))
    };
    if !bytes.iter().enumerate().any(|(at, byte)| may_say(*byte) && !(*byte == b'-' && is_hyphen(at))) {
        return String::new();
    }
    let chars: Vec<char> = plain.chars().collect();
    let at = |n: usize| chars.get(n).copied().unwrap_or(' ');
    let mut tokens: Vec<String> = Vec::new();
    let mut n = 0;
    while n < chars.len() {
        let (c, before, after) = (at(n), n.checked_sub(1).map_or(' ', at), at(n + 1));
        let is_minus = matches!(c, '-' | '−');
        let is_signed = is_minus && before.is_whitespace() && after.is_ascii_digit();
        if is_signed || c.is_ascii_digit() && !before.is_alphanumeric() {
            let mut number = String::from(if is_minus { '-' } else { c });
            n += 1;
            loop {
                let grouped = at(n) == ',' && (1..=3).all(|ahead| at(n + ahead).is_ascii_digit());
                if at(n).is_ascii_digit() || at(n) == '.' && at(n + 1).is_ascii_digit() {
                    number.push(at(n));
                } else if !grouped {
                    break;
                }
                n += 1;
            }
            tokens.push(number);
            continue;
        }
        let is_charge = before == '^'
            || before.is_alphanumeric()
                && (after.is_whitespace() || matches!(after, ')' | ']' | ',' | ':' | '}'));
        let joins = before.is_alphanumeric() && after.is_alphanumeric();
        match c {
            '<' | '>' | '≤' | '≥' | '≠' => tokens.push(c.to_string()),
            '+' if is_charge || joins => tokens.push("+".to_owned()),
            _ if is_minus && (is_charge || joins && c == '−') => tokens.push("-".to_owned()),
            _ => {}
        }
        n += 1;
    }
    tokens.join(" ")
}

/// Whether each of two texts has a number or sign that the other has not ([`exact`]).
pub(super) fn differ_exactly(a: &str, b: &str) -> bool {
    let lacks = |a: &str, b: &str| {
        a.split(' ').any(|token| !token.is_empty() && !b.split(' ').any(|other| other == token))
    };
    a != b && lacks(a, b) && lacks(b, a)
}

/// A hash of the letters of a folded text.
fn letters(folded: &str) -> u64 {
    let letters = String::with_capacity(folded.len());
    hash(words::split(folded).fold(letters, |letters, word| letters + word).as_bytes())
}

/// The hashes of the words of a folded text, sorted, each once.
fn hashes(folded: &str) -> Box<[u32]> {
    let words = words::split(folded).filter(|word| !word.is_empty()).take(LONGEST);
    let mut hashes: Vec<u32> = words.map(|word| hash(word.as_bytes()) as u32).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.into()
}

/// A folded text with its numbers in digits: "second", "2nd" and "ii" are 2; 5 percent is 5, as 5% is.
fn with_digits(folded: String) -> String {
    let spelled = |word: &str| number(word).filter(|_| !word.bytes().all(|b| b.is_ascii_digit()));
    if !words::split(&folded).any(|word| spelled(word).is_some() || matches!(word, "percent" | "cent")) {
        return folded;
    }
    let mut text = String::with_capacity(folded.len());
    let mut words = words::split(&folded).peekable();
    while let Some(word) = words.next() {
        // folding leaves out the sign as well
        if word == "percent" || word == "per" && words.next_if_eq(&"cent").is_some() {
            continue;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        // "twenty-first"
        if let Some(number) = words.peek().and_then(|next| words::joined_number(word, next)) {
            text.push_str(&number.to_string());
            words.next();
            continue;
        }
        match spelled(word) {
            Some(number) => text.push_str(&number.to_string()),
            None => text.push_str(word),
        }
    }
    text
}

/// Parts of a plain title: split after `: `, `? `, `. `, `; `, at dashes between blanks and at parentheses.
fn parts(plain: &str) -> impl Iterator<Item = &str> {
    let mut rest = plain;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let is_blank = |beside: Option<char>| beside.is_none_or(char::is_whitespace);
        let before = |at| is_blank(rest.get(..at).and_then(|text| text.chars().next_back()));
        let after = |at| is_blank(rest.get(at..).and_then(|text| text.chars().nth(1)));
        let end = rest.char_indices().find(|(at, c)| match c {
            ':' | '?' | '!' | '.' | ';' => after(*at),
            '-' | '–' => before(*at) && after(*at),
            '—' | '：' | '。' | '？' => true,
            '(' | '（' => *at > 0,
            _ => false,
        });
        let (part, tail) = rest.split_at(end.map_or(rest.len(), |(at, c)| at + c.len_utf8()));
        rest = tail;
        Some(part)
    })
}

/// The roman number by which some periodicals count the articles of an issue, and the title behind it: "I.—Computing machinery".
fn in_issue(plain: &str) -> Option<(u32, &str)> {
    let (head, rest) = plain.split_once('—')?;
    let head = head.trim_end_matches(['.', ' ']);
    let number =
        words::any_roman(&head.to_ascii_lowercase()).filter(|_| !head.contains(char::is_lowercase))?;
    Some((number, rest.trim_start()))
}

/// The mark that the last words of a folded title set.
fn suffix(folded: &str) -> Option<Mark> {
    let ends = ["author reply", "authors reply", "author s reply", "authors response", "author s response"];
    ends.iter().any(|end| folded.ends_with(end)).then_some(Mark::Reply)
}

/// A plain title without the notes that databases append: `[Review] [70 refs]`, `(Erratum)`, `[German]`. A title that is
/// in brackets as a whole (a translated one) keeps its words; a longer note may be the translation of the title.
fn without_notes<'a>(plain: &'a str, mark: &mut Option<Mark>, also: &mut u64) -> &'a str {
    let mut title = plain.trim();
    // A title has one or two notes; a text that is nothing but brackets is cut short.
    for _ in 0..8 {
        let cut =
            title.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | '[' | '('));
        let (open, square) = match cut.chars().next_back() {
            Some(']') => (opening(cut, '[', ']'), true),
            Some(')') => (opening(cut, '(', ')'), false),
            _ => break,
        };
        let Some((before, note)) = open.and_then(|at| cut.split_at_checked(at)) else { break };
        if before.trim().is_empty() {
            break;
        }
        let note = fold_plain(note);
        // "[Erratum appears in Blood. 2001]" is said of the article
        let found = if note.contains(" in ") {
            None
        } else if cites(&note) {
            // "(vol 142, pg 310, 2003)": what an index adds to the title of an erratum
            Some(Mark::Erratum)
        } else {
            prefix(&note).0
        };
        if !square && found.is_none() && !NOTES.contains(&note.as_str()) {
            break;
        }
        *mark = mark.or(found);
        if square && *also == 0 && note.split(' ').count() > 3 {
            *also = letters(&with_digits(note));
        }
        title = before.trim_end();
    }
    title
}

/// Where the bracket that ends a text opens.
fn opening(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0;
    text.char_indices().rev().find_map(|(at, c)| {
        depth += i32::from(c == close) - i32::from(c == open);
        (depth == 0).then_some(at)
    })
}

/// Whether a folded note cites volume, page and year of another text.
fn cites(note: &str) -> bool {
    let numbers = || note.split(' ').filter(|word| word.bytes().all(|b| b.is_ascii_digit()));
    let year =
        numbers().any(|number| number.len() == 4 && (number.starts_with("19") || number.starts_with("20")));
    year && numbers().count() >= 3
}

/// [`PREFIXES`] and what they announce.
static ANNOUNCING: LazyLock<Phrases<Mark>> = LazyLock::new(|| Phrases::new(PREFIXES));

/// The mark that the first words of a folded title set, and how many words say so.
fn prefix(folded: &str) -> (Option<Mark>, usize) {
    // "Letter by Doe and Roe regarding article, ..."
    if folded.starts_with("letter by ")
        && let Some((before, _)) = folded.split_once(" regarding article ")
    {
        return (Some(Mark::Comment), before.split(' ').count() + 2);
    }
    let found = ANNOUNCING.begin(folded).max_by_key(|(phrase, _)| phrase.len());
    let Some((phrase, mark)) = found else { return (None, 0) };
    let mut skip = phrase.split(' ').count();
    // "Erratum to the article X", "Reply to comments on X"
    for word in folded.split(' ').skip(skip) {
        if !matches!(
            word,
            "to" | "on"
                | "for"
                | "of"
                | "the"
                | "a"
                | "comment"
                | "comments"
                | "article"
                | "paper"
                | "zu"
                | "zum"
                | "zur"
                | "auf"
                | "de"
                | "sur"
                | "sobre"
                | "al"
                | "bij"
        ) {
            break;
        }
        skip += 1;
    }
    (Some(mark), skip)
}

/// [`GENERIC`].
static SAY_NOTHING: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(GENERIC.map(|word| (word, ()))));

/// Whether words of a folded title are such that thousands of works are called by.
fn is_generic<'a>(mut words: impl Iterator<Item = &'a str>) -> bool {
    let mut words = words.by_ref().filter(|word| {
        !is_stop(word)
            && !matches!(*word, "this" | "our" | "your" | "we" | "you" | "")
            && number(word).is_none()
    });
    // a title with no such word left is a number, or nothing
    words.all(|word| SAY_NOTHING.begin(word).next().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_of_many_parts_takes_no_longer_than_its_length() {
        let title = |parts: usize| Title::new(&"a: b; ".repeat(parts), "");
        assert_eq!(title(200_000).breaks, title(100).breaks);
    }

    #[test]
    fn marks_and_generic_titles_are_seen() {
        for (title, mark) in [
            ("Erratum to: A theory of everything", Some(Mark::Erratum)),
            ("A theory of everything (Erratum)", Some(Mark::Erratum)),
            ("A theory of everything [Erratum appears in Nature. 2001]", None),
            ("Comments on “A theory of everything”", Some(Mark::Comment)),
            ("Authors' Reply to Comments on A theory", Some(Mark::Reply)),
            ("Research on theories", None),
        ] {
            assert_eq!(Title::new(title, "").mark, mark, "{title}");
        }
        assert_eq!(&*Title::new("Erratum to: A theory", "").rest().text, "theory");
        assert!(Title::new("Message from the Program Chairs", "").generic);
        assert!(!Title::new("Message passing", "").generic);
    }
}
