//! Titles: folded once, then compared word by word.
//!
//! A title is its words; where one of its parts starts is remembered (a subtitle may be dropped), notes that a database
//! appended are not part of it, and what makes it another work (an erratum, a reply) is a mark beside it.

use super::words::{self, hash, is_stop, is_transliterated, is_unspaced, number};
use crate::model::{
    fold::{fold, fold_plain},
    text,
};

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
}

/// How alike two titles are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// One of them is missing.
    Absent,
    /// Other words.
    Different,
    /// Most words are the same.
    Part,
    /// One has all the words of the other, and more.
    Cut,
    /// One is the other without its subtitle, or the subtitle alone.
    Subtitle,
    /// A few letters apart.
    Typos,
    /// The same but for spelling, word order or words that say nothing.
    Near,
    /// The same letters.
    Same,
}

/// What one title has beyond the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extra {
    /// Nothing, or words that say something; or both have some.
    Words,
    /// A number and little more: one may be a part of the other.
    Part,
    /// Words that many titles have: "(panel)", "extended abstract", "foreword".
    Note,
}

/// What the comparison of two titles found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Likeness {
    /// How alike they are.
    pub level: Level,
    /// Share of the letters that agree, 0 to 1.
    pub score: f32,
    /// Both have a number, part letter or ordinal that the other has not.
    pub numbers: bool,
    /// What one of them has beyond the other.
    pub extra: Extra,
    /// One of them is the start of the other.
    pub start: bool,
    /// Letters of the words that agree and say something; a Han letter counts as three. 0 if the level is `Different`.
    pub letters: u16,
}

/// More words than that are not aligned: a title that long is a faulty abstract.
const LONGEST: usize = 60;

impl Title {
    /// Folds a title and a subtitle, both with marks.
    pub(super) fn new(title: &str, subtitle: &str) -> Title {
        let plain = text::plain(title);
        let mut mark = None;
        let rest = without_notes(&plain, &mut mark);
        let mut folded = String::with_capacity(rest.len() + subtitle.len() + 1);
        let mut breaks = 0_u64;
        let mut start_part = |folded: &str| {
            let at = folded.split(' ').filter(|word| !word.is_empty()).count();
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
            words::push(&mut folded, &fold(subtitle));
        }
        let folded = with_digits(&folded);
        let (prefix, skip) = prefix(&folded);
        let prefix = prefix.or_else(|| suffix(&folded));
        Title {
            breaks,
            skip: skip as u8,
            mark: mark.or(prefix),
            generic: is_generic(folded.split(' ')),
            serial: folded.split(' ').take(4).any(|word| SERIAL.contains(&word)),
            hashes: hashes(&folded),
            text: folded.into_boxed_str(),
        }
    }

    /// Its words.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> + Clone {
        self.text.split(' ').filter(|word| !word.is_empty())
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

    /// A hash of its letters, however they are parted into words.
    pub(super) fn letters(&self) -> u64 {
        hash(&compact(self.words()).collect::<Vec<u8>>())
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

/// The hashes of the words of a folded text, sorted, each once.
fn hashes(folded: &str) -> Box<[u32]> {
    let words = folded.split(' ').filter(|word| !word.is_empty()).take(LONGEST);
    let mut hashes: Vec<u32> = words.map(|word| hash(word.as_bytes()) as u32).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.into()
}

/// A folded text with its numbers in digits: "second", "2nd" and "ii" are 2.
fn with_digits(folded: &str) -> String {
    let mut text = String::with_capacity(folded.len());
    for word in folded.split(' ') {
        if !text.is_empty() {
            text.push(' ');
        }
        match number(word) {
            Some(number) if !word.bytes().all(|b| b.is_ascii_digit()) => text.push_str(&number.to_string()),
            _ => text.push_str(word),
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
        let mut before = ' ';
        let mut chars = rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let after = chars.peek().map_or(' ', |(_, c)| *c);
            let ends = match c {
                ':' | '?' | '!' | '.' | ';' => after.is_whitespace(),
                '-' | '–' => before.is_whitespace() && after.is_whitespace(),
                '—' | '：' | '。' | '？' => true,
                '(' | '（' => at > 0,
                _ => false,
            };
            before = c;
            if ends {
                let (part, tail) = rest.split_at(at + c.len_utf8());
                rest = tail;
                return Some(part);
            }
        }
        Some(std::mem::take(&mut rest))
    })
}

/// The mark that the last words of a folded title set.
fn suffix(folded: &str) -> Option<Mark> {
    let ends = ["author reply", "authors reply", "author s reply", "authors response", "author s response"];
    ends.iter().any(|end| folded.ends_with(end)).then_some(Mark::Reply)
}

/// A plain title without the notes that databases append: `[Review] [70 refs]`, `(Erratum)`, `[German]`. A title that is
/// in brackets as a whole (a translated one) keeps its words.
fn without_notes<'a>(plain: &'a str, mark: &mut Option<Mark>) -> &'a str {
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

/// Notes in round brackets that are no part of a title.
const NOTES: [&str; 16] = [
    "panel",
    "tutorial",
    "review",
    "letter",
    "reprint",
    "abstract only",
    "english",
    "german",
    "french",
    "spanish",
    "italian",
    "russian",
    "chinese",
    "japanese",
    "author s transl",
    "proceeding",
];

/// How texts about other texts begin, folded.
const PREFIXES: [(&str, Mark); 42] = [
    ("erratum", Mark::Erratum),
    ("errata", Mark::Erratum),
    ("corrigendum", Mark::Erratum),
    ("corrigenda", Mark::Erratum),
    ("correction to", Mark::Erratum),
    ("correction for", Mark::Erratum),
    ("author correction", Mark::Erratum),
    ("publisher correction", Mark::Erratum),
    ("publisher s correction", Mark::Erratum),
    ("retraction", Mark::Erratum),
    ("retraction note", Mark::Erratum),
    ("notice of retraction", Mark::Erratum),
    ("expression of concern", Mark::Erratum),
    ("comment", Mark::Comment),
    ("comment on", Mark::Comment),
    ("comments on", Mark::Comment),
    ("a comment on", Mark::Comment),
    ("commentary on", Mark::Comment),
    ("a note on", Mark::Comment),
    ("remarks on", Mark::Comment),
    ("discussion of", Mark::Comment),
    ("discussion on", Mark::Comment),
    ("re", Mark::Comment),
    ("book review", Mark::Comment),
    ("reply", Mark::Reply),
    ("reply to", Mark::Reply),
    ("author reply", Mark::Reply),
    ("authors reply", Mark::Reply),
    ("author s reply", Mark::Reply),
    ("in reply", Mark::Reply),
    ("response to", Mark::Reply),
    ("author response", Mark::Reply),
    ("authors response", Mark::Reply),
    ("rejoinder", Mark::Reply),
    ("supplementary material", Mark::Supplement),
    ("supplementary information", Mark::Supplement),
    ("supporting information", Mark::Supplement),
    ("supplement to", Mark::Supplement),
    ("addendum to", Mark::Supplement),
    ("addenda to", Mark::Supplement),
    ("supplementary data", Mark::Supplement),
    ("appendix to", Mark::Supplement),
];

/// The mark that the first words of a folded title set, and how many words say so.
fn prefix(folded: &str) -> (Option<Mark>, usize) {
    let found = PREFIXES
        .iter()
        .filter(|(phrase, _)| {
            folded.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
        .max_by_key(|(phrase, _)| phrase.len());
    let Some((phrase, mark)) = found else { return (None, 0) };
    let mut skip = phrase.split(' ').count();
    // "Erratum to the article X", "Reply to comments on X"
    for word in folded.split(' ').skip(skip) {
        if !matches!(
            word,
            "to" | "on" | "for" | "of" | "the" | "a" | "comment" | "comments" | "article" | "paper"
        ) {
            break;
        }
        skip += 1;
    }
    (Some(*mark), skip)
}

/// Titles that many works have, folded, articles left out. Words of these alone make no title.
const GENERIC: [&str; 118] = [
    "editorial",
    "guest",
    "editors",
    "editor",
    "comments",
    "comment",
    "introduction",
    "preface",
    "foreword",
    "message",
    "chair",
    "chairs",
    "program",
    "programme",
    "general",
    "president",
    "presidents",
    "issue",
    "special",
    "book",
    "books",
    "review",
    "reviews",
    "conclusion",
    "conclusions",
    "welcome",
    "letter",
    "letters",
    "obituary",
    "index",
    "summary",
    "discussion",
    "keynote",
    "address",
    "front",
    "back",
    "matter",
    "contents",
    "table",
    "erratum",
    "errata",
    "corrigendum",
    "correction",
    "announcement",
    "announcements",
    "news",
    "panel",
    "session",
    "abstract",
    "abstracts",
    "reply",
    "response",
    "authors",
    "author",
    "references",
    "acknowledgement",
    "acknowledgements",
    "acknowledgments",
    "contributors",
    "memoriam",
    "notes",
    "note",
    "trade",
    "press",
    "report",
    "overview",
    "poster",
    "posters",
    "tutorial",
    "workshop",
    "conference",
    "proceedings",
    "untitled",
    "title",
    "unknown",
    "correspondence",
    "perspective",
    "perspectives",
    "viewpoint",
    "commentary",
    "afterword",
    "epilogue",
    "prologue",
    "appendix",
    "bibliography",
    "glossary",
    "interview",
    "minitrack",
    "column",
    "columns",
    "call",
    "calls",
    "paper",
    "papers",
    "article",
    "articles",
    "standards",
    "forum",
    "career",
    "careers",
    "industry",
    "reports",
    "department",
    "departments",
    "calendar",
    "events",
    "demo",
    "demonstration",
    "extended",
    "masthead",
    "advertisement",
    "advertisements",
    "notice",
    "notices",
    "obituaries",
    "meeting",
    "meetings",
    "members",
];

/// Words of titles that come back year after year.
const SERIAL: [&str; 24] = [
    "introduction",
    "overview",
    "report",
    "reports",
    "minitrack",
    "workshop",
    "proceedings",
    "preface",
    "foreword",
    "editorial",
    "annual",
    "yearbook",
    "issue",
    "column",
    "review",
    "news",
    "conference",
    "symposium",
    "track",
    "task",
    "challenge",
    "award",
    "meeting",
    "statistics",
];

/// Whether words of a folded title are such that thousands of works are called by.
fn is_generic<'a>(mut words: impl Iterator<Item = &'a str>) -> bool {
    let mut words = words.by_ref().filter(|word| {
        !is_stop(word)
            && !matches!(*word, "this" | "our" | "your" | "we" | "you" | "")
            && number(word).is_none()
    });
    // a title with no such word left is a number, or nothing
    words.all(|word| GENERIC.contains(&word))
}

/// Compares two titles; symmetric.
pub(super) fn compare(a: &Title, b: &Title) -> Likeness {
    let none = Likeness {
        level: Level::Absent,
        score: 0.0,
        numbers: false,
        extra: Extra::Words,
        start: false,
        letters: 0,
    };
    if a.is_empty() || b.is_empty() {
        return none;
    }
    // laying words side by side is greedy: always begin with the same one
    let (a, b) = if a.text <= b.text { (a, b) } else { (b, a) };
    if a.text == b.text || compact(a.words()).eq(compact(b.words())) {
        let letters = a.words().map(weight).sum();
        return Likeness { level: Level::Same, score: 1.0, letters, ..none };
    }
    let (x, y): (Vec<&str>, Vec<&str>) =
        (a.words().take(LONGEST).collect(), b.words().take(LONGEST).collect());
    let aligned = align(&x, &y);
    let total = (size(&x) + size(&y)).max(1);
    let score = (2 * aligned.letters) as f32 / total as f32;
    let (left, right) = (aligned.left.as_slice(), aligned.right.as_slice());
    let numbers = left.iter().any(|word| is_number(word))
        && right.iter().any(|word| is_number(word))
        && numbers_of(left) != numbers_of(right);
    let extra = if left.is_empty() { right } else { left };
    let one_sided = left.is_empty() != right.is_empty();
    let says_little = is_generic(extra.iter().copied()) && !extra.iter().all(|word| is_stop(word));
    let extra = match (one_sided, names_a_part(extra)) {
        (true, true) => Extra::Part,
        (true, false) if says_little => Extra::Note,
        _ => Extra::Words,
    };
    let empty = |words: &[&str]| words.iter().all(|word| is_stop(word));
    // glued words and word order; or misspelt words and words that say nothing
    let moved = compact(left.iter().copied()).eq(compact(right.iter().copied()));
    let spelt = extra == Extra::Words && empty(left) && empty(right) && aligned.near <= 3 && score >= 0.6;
    let level = if !numbers && (moved || spelt) {
        Level::Near
    } else if let Some(level) = contained(b, &x, &y).or_else(|| contained(a, &y, &x)) {
        level
    } else if !numbers && extra == Extra::Words && are_typos(a, b, left, right) {
        Level::Typos
    } else if !numbers && score >= 0.5 && (empty(left) || empty(right)) {
        Level::Cut
    } else if score >= 0.6 {
        Level::Part
    } else {
        Level::Different
    };
    Likeness {
        level,
        score: score.min(0.999),
        numbers,
        extra,
        start: x.starts_with(&y) || y.starts_with(&x),
        letters: match level {
            Level::Different => 0,
            _ => x.iter().filter(|word| y.contains(word)).map(|word| weight(word)).sum(),
        },
    }
}

/// Whether the words `x` are those of a title, `y`, without its subtitle, or a piece of its start.
fn contained(whole: &Title, x: &[&str], y: &[&str]) -> Option<Level> {
    if x.len() >= y.len() || whole.breaks == 0 {
        return None;
    }
    let said: u16 = x.iter().map(|word| weight(word)).sum();
    let breaks_at = |at: usize| at < 64 && whole.breaks >> at & 1 == 1;
    if y.starts_with(x) {
        return breaks_at(x.len()).then_some(Level::Subtitle);
    }
    if said < 16 {
        return None;
    }
    // at a part's end or start, give or take a letter in twelve
    let letters: Vec<u8> = compact(x.iter().copied()).collect();
    let most = letters.len() / 12;
    let args = rapidfuzz::distance::osa::Args::default().score_cutoff(most);
    let is_x = |part: &[&str]| {
        if part.iter().map(|word| word.len()).sum::<usize>().abs_diff(letters.len()) > most {
            return false;
        }
        let other: Vec<u8> = compact(part.iter().copied()).collect();
        rapidfuzz::distance::osa::distance_with_args(letters.iter().copied(), other.iter().copied(), &args)
            .is_some()
            && !is_reworded(&align(x, part))
    };
    let found = (1..y.len()).filter(|at| breaks_at(*at)).any(|at| {
        let (start, end) = y.split_at(at);
        is_x(start) || is_x(end)
    });
    found.then_some(Level::Subtitle)
}

/// Whether a word that says something stands in the place of another one: "in adults", "in children".
fn is_reworded(aligned: &Aligned<'_>) -> bool {
    let says = |words: &[&str]| words.iter().any(|word| word.len() >= 4 && !is_stop(word));
    let letters = |words: &[&str]| compact(words.iter().copied()).collect::<Vec<u8>>();
    let args = rapidfuzz::distance::osa::Args::default().score_cutoff(2);
    let misspelt =
        |a: Vec<u8>, b: Vec<u8>| rapidfuzz::distance::osa::distance_with_args(a, b, &args).is_some();
    says(&aligned.left) && says(&aligned.right) && !misspelt(letters(&aligned.left), letters(&aligned.right))
}

/// The letters of words, blanks left out.
fn compact<'a>(words: impl Iterator<Item = &'a str>) -> impl Iterator<Item = u8> {
    words.flat_map(str::bytes)
}

/// How much a word says, in letters: none for a stop word, three a letter where a letter is a word.
fn weight(word: &str) -> u16 {
    match word.chars().next() {
        Some(c) if is_unspaced(c) => 3,
        _ if is_stop(word) => 0,
        _ => word.chars().take(12).count() as u16,
    }
}

/// Letters of words; each counts at least one.
fn size(words: &[&str]) -> usize {
    words.iter().map(|word| word.chars().count()).sum()
}

/// Whether a word counts or letters the parts of a series.
fn is_number(word: &str) -> bool {
    number(word).is_some()
        || (word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphanumeric()))
        || word.bytes().any(|b| b.is_ascii_digit())
}

/// The runs of digits in words, and single letters, sorted: "16 18" and "hpv16 18" have the same.
fn numbers_of(words: &[&str]) -> Vec<String> {
    let runs = words.iter().flat_map(|word| {
        let letter = (word.len() == 1).then_some(*word);
        word.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).chain(letter)
    });
    let mut runs: Vec<String> = runs.map(str::to_owned).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// Whether two titles are a few letters apart, and no word was turned into another one by that.
fn are_typos(a: &Title, b: &Title, left: &[&str], right: &[&str]) -> bool {
    if left.len().max(right.len()) > 4 {
        return false;
    }
    let (x, y): (Vec<u8>, Vec<u8>) = (compact(a.words()).collect(), compact(b.words()).collect());
    let most = (x.len().min(y.len()) / 10).min(4);
    if most == 0 || x.len().abs_diff(y.len()) > most {
        return false;
    }
    let args = rapidfuzz::distance::osa::Args::default().score_cutoff(most);
    rapidfuzz::distance::osa::distance_with_args(x.iter().copied(), y.iter().copied(), &args).is_some()
        && !left.iter().any(|a| right.iter().any(|b| is_turned(a, b)))
}

/// Whether words that only one title has make it a part of the other: they are few and there is a number among them.
fn names_a_part(extra: &[&str]) -> bool {
    extra.len() <= 4
        && extra.iter().any(|word| {
            *word == "i"
                || number(word).is_some()
                || matches!(*word, "part" | "volume" | "vol" | "chapter" | "band" | "tome")
        })
}

/// Two word lists laid side by side.
struct Aligned<'a> {
    /// Words of the first that have no counterpart.
    left: Vec<&'a str>,
    /// Words of the second that have none.
    right: Vec<&'a str>,
    /// Pairs that are spelled differently.
    near: usize,
    /// Letters that agree, of each.
    letters: usize,
}

/// Lays words side by side: the common start and end, then the best order-preserving matching of what is between, then
/// equal words that moved.
fn align<'a>(x: &[&'a str], y: &[&'a str]) -> Aligned<'a> {
    let start = x.iter().zip(y).take_while(|(x, y)| x == y).count();
    let (head, x) = x.split_at(start);
    let y = y.get(start..).unwrap_or_default();
    let end = x.iter().rev().zip(y.iter().rev()).take_while(|(x, y)| x == y).count();
    let (x, tail) = x.split_at(x.len() - end);
    let y = y.get(..y.len() - end).unwrap_or_default();
    let mut aligned =
        Aligned { left: Vec::new(), right: Vec::new(), near: 0, letters: size(head) + size(tail) };
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
            Some((_, flag)) => {
                *flag = true;
                aligned.near += 1;
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
pub(super) fn is_near(a: &str, b: &str) -> bool {
    if a.bytes().next() != b.bytes().next() {
        return false;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    // "cube", "cubes"; "blind", "blinded"
    if short.len() >= 4 && short.is_ascii() && long.len() - short.len() <= 2 && long.starts_with(short) {
        return !long.bytes().any(|c| c.is_ascii_digit());
    }
    if short.len() >= 4 && is_transliterated(a, b) {
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

/// Whether a prefix makes one word out of the other, or another prefix does.
fn is_turned(a: &str, b: &str) -> bool {
    let turned = |a: &str, b: &str| {
        PREFIXES_THAT_TURN.iter().any(|prefix| {
            a.strip_prefix(prefix).is_some_and(|stem| {
                stem.len() >= 3
                    && (stem == b
                        || PREFIXES_THAT_TURN
                            .iter()
                            .any(|other| other != prefix && b.strip_prefix(other) == Some(stem)))
            })
        })
    };
    turned(a, b) || turned(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_alike_in_steps() {
        for (a, b, level) in [
            ("Attention Is All You Need", "{Attention} is all you need.", Level::Same),
            ("Data base systems", "Database Systems", Level::Same),
            ("A Survey of Deep Learning", "Survey on deep learning", Level::Near),
            (
                "Convolutional neural networks for vision",
                "Convolutionnal neural network for vision",
                Level::Near,
            ),
            ("Machine learning: a probabilistic perspective", "Machine Learning", Level::Subtitle),
            ("Haemolysis in children [Review] [70 refs]", "Haemolysis in children", Level::Same),
            ("Supervised learning of deep graphs", "Unsupervised learning of deep graphs", Level::Part),
            (
                "Hypertension in dogs, cats and other animals",
                "Hypotension in dogs, cats and other animals",
                Level::Part,
            ),
            ("Attention Is All You Need", "Deep residual learning", Level::Different),
            ("", "Deep residual learning", Level::Absent),
            ("深度学习综述", "深度学习综述", Level::Same),
            ("深度学习综述", "量子计算导论", Level::Different),
            ("Преступление и наказание", "Преступление и наказание.", Level::Same),
        ] {
            let (a, b) = (Title::new(a, ""), Title::new(b, ""));
            assert_eq!(compare(&a, &b).level, level, "{} / {}", a.text, b.text);
            assert_eq!(compare(&a, &b), compare(&b, &a));
        }
    }

    #[test]
    fn numbers_tell_works_apart() {
        for (a, b, numbers) in [
            ("Theory of sets, Part I", "Theory of sets, Part II", true),
            ("Theory of sets, Part A", "Theory of sets, Part B", true),
            ("The 2019 shared task", "The 2020 shared task", true),
            ("Proceedings of the Second Workshop", "Proceedings of the 2nd Workshop", false),
            ("Theory of sets", "Theory of sets: an overview", false),
        ] {
            let (a, b) = (Title::new(a, ""), Title::new(b, ""));
            assert_eq!(compare(&a, &b).numbers, numbers, "{} / {}", a.text, b.text);
        }
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
