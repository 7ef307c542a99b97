//! Two titles compared word by word.

use super::{
    super::words::{is_stop, is_unspaced, number},
    LONGEST, Title,
    align::{Aligned, align, is_mistyped, is_turned},
    differ_exactly, is_generic,
    lists::{FORMS, PLANNED, PLANS, VERSIONS},
};

/// How alike two titles are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::dedupe) enum Level {
    /// One of them is missing.
    Absent,
    /// Other words.
    Different,
    /// Most words are the same.
    Part,
    /// Words of one are those of the other with many letters amiss, or blanks.
    Garbled,
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
pub(in crate::dedupe) enum Extra {
    /// Nothing, or words that say something; or both have some.
    Words,
    /// A number and little more: one may be a part of the other.
    Part,
    /// Words that many titles have: "(panel)", "extended abstract", "foreword".
    Note,
    /// The form in which it is given, and little more: "student abstract".
    Form,
}

impl Extra {
    /// What words say that one title has beyond the other.
    fn of(extra: &[&str], title: &[&str]) -> Extra {
        // a letter at the very end counts parts, too
        let ends_so = matches!(extra, [letter] if is_letter(letter) && title.last() == Some(letter));
        let any = |words: &[&str]| extra.iter().any(|word| words.contains(word));
        if extra.is_empty() {
            Extra::Words
        } else if names_a_part(extra) || ends_so {
            Extra::Part
        } else if is_generic(extra.iter().copied()) && !extra.iter().all(|word| is_stop(word)) {
            Extra::Note
        } else if extra.len() <= 2 && FORMS.iter().any(|form| any(form))
            || any(&PLANS) && any(&PLANNED)
            || names_a_version(extra)
        {
            Extra::Form
        } else {
            Extra::Words
        }
    }
}

/// What the comparison of two titles found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::dedupe) struct Likeness {
    /// How alike they are.
    pub(in crate::dedupe) level: Level,
    /// Share of the letters that agree, 0 to 1.
    pub(in crate::dedupe) score: f32,
    /// Both have a number, part letter or ordinal that the other has not.
    pub(in crate::dedupe) numbers: bool,
    /// They are [`Level::Near`] or [`Level::Typos`], and what differs may be another word: "mice" and "rats", "Slovakia" and "Slovenia".
    pub(in crate::dedupe) slipped: bool,
    /// What one of them has beyond the other.
    pub(in crate::dedupe) extra: Extra,
    /// One of them is the start of the other.
    pub(in crate::dedupe) start: bool,
    /// Letters of the words that agree and say something; a Han letter counts as three. 0 if the level is `Different`.
    pub(in crate::dedupe) letters: u16,
}

/// So many letters in common make a title that two works hardly share but for a slip.
const LONG: u16 = 44;

/// Compares two titles; symmetric.
pub(in crate::dedupe) fn compare(a: &Title, b: &Title) -> Likeness {
    let none = Likeness {
        level: Level::Absent,
        score: 0.0,
        numbers: false,
        slipped: false,
        extra: Extra::Words,
        start: false,
        letters: 0,
    };
    if a.is_empty() || b.is_empty() {
        return none;
    }
    // laying words side by side is greedy: always begin with the same one
    let (a, b) = if a.text <= b.text { (a, b) } else { (b, a) };
    let translates = |a: &Title, b: &Title| a.also != 0 && a.also == b.letters();
    if a.text == b.text || compact(a.words()).eq(compact(b.words())) || translates(a, b) || translates(b, a) {
        let letters = a.words().map(weight).sum();
        let numbers = differ_exactly(&a.exact, &b.exact);
        return Likeness { level: Level::Same, score: 1.0, letters, numbers, ..none };
    }
    let (x, y): (Vec<&str>, Vec<&str>) =
        (a.words().take(LONGEST).collect(), b.words().take(LONGEST).collect());
    let aligned = align(&x, &y);
    let total = (size(&x) + size(&y)).max(1);
    let score = (2 * aligned.letters) as f32 / total as f32;
    let (left, right) = (aligned.left.as_slice(), aligned.right.as_slice());
    let numbers = left.iter().any(|word| is_number(word))
        && right.iter().any(|word| is_number(word))
        && numbers_of(left) != numbers_of(right)
        || differ_exactly(&a.exact, &b.exact);
    let extra = match (left, right) {
        (extra, []) => Extra::of(extra, &x),
        ([], extra) => Extra::of(extra, &y),
        _ => Extra::Words,
    };
    let empty = |words: &[&str]| words.iter().all(|word| is_stop(word));
    // glued words and word order; or misspelt words and words that say nothing
    let moved = compact(left.iter().copied()).eq(compact(right.iter().copied()));
    let spelt = extra == Extra::Words && empty(left) && empty(right) && aligned.near <= 3 && score >= 0.6;
    let shared = || x.iter().filter(|word| y.contains(word)).map(|word| weight(word)).sum();
    let level = if !numbers && (moved || spelt) {
        // in a short title another word may be meant: "in Slovenia", "in Slovakia"
        if aligned.slips == 0 || shared() >= LONG { Level::Near } else { Level::Typos }
    } else if let Some(level) = contained(b, &x, &y).or_else(|| contained(a, &y, &x)) {
        level
    } else if !numbers && extra == Extra::Words && are_typos(a, b, left, right) {
        Level::Typos
    } else if !numbers && extra == Extra::Words && are_garbled(a, b, left, right) {
        Level::Garbled
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
        slipped: match level {
            Level::Near => aligned.slips > 0,
            Level::Typos => aligned.slips > 0 || !moved && !are_mistyped(left, right),
            _ => false,
        },
        extra,
        start: x.starts_with(&y) || y.starts_with(&x),
        letters: match level {
            Level::Different => 0,
            _ => shared(),
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
pub(super) fn compact<'a>(words: impl Iterator<Item = &'a str>) -> impl Iterator<Item = u8> {
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
pub(super) fn size(words: &[&str]) -> usize {
    words.iter().map(|word| word.chars().count()).sum()
}

/// Whether a word counts or letters the parts of a series.
pub(in crate::dedupe) fn is_number(word: &str) -> bool {
    number(word).is_some() || is_letter(word) || word.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a word is a single letter, as of a part; in Han, one of those that volumes are called by: upper, middle, lower.
fn is_letter(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|letter| {
        letters.next().is_none()
            && (matches!(letter, '上' | '中' | '下' | '前' | '後' | '甲' | '乙' | '丙')
                || letter.is_alphanumeric() && !is_unspaced(letter))
    })
}

/// The runs of digits in words, and single letters, sorted: "16 18" and "hpv16 18" have the same.
pub(in crate::dedupe) fn numbers_of(words: &[&str]) -> Vec<String> {
    let runs = words.iter().flat_map(|word| {
        let letter = is_letter(word).then_some(*word);
        word.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).chain(letter)
    });
    let mut runs: Vec<String> = runs.map(str::to_owned).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// Whether two titles are a few letters apart, and no word was turned into another one by that.
fn are_typos(a: &Title, b: &Title, left: &[&str], right: &[&str]) -> bool {
    let most = |x: usize, y: usize| (x.min(y) / 10).min(4);
    are_few(left, right)
        && differ_little(a.words(), b.words(), most)
        && (left.is_empty() || right.is_empty() || share_letters(left, right))
        && may_be_spoilt(left, right)
}

/// Whether words that only one of two titles has share half of their letters with those of the other: "mice" and "rats" do not.
fn share_letters(left: &[&str], right: &[&str]) -> bool {
    differ_little(left.iter().copied(), right.iter().copied(), |x, y| (x.max(y) / 2).max(1))
}

/// Whether words that only one of two titles has are those of the other, spoilt: a fifth of all letters is amiss at most, and a third of
/// theirs. Another word shares less.
fn are_garbled(a: &Title, b: &Title, left: &[&str], right: &[&str]) -> bool {
    let all = || letters(a.words()).min(letters(b.words()));
    let most = |x: usize, y: usize| (x.max(y) / 3).min(all() / 5);
    let (x, y) = (left.iter().copied(), right.iter().copied());
    are_few(left, right) && differ_little(x, y, most) && may_be_spoilt(left, right)
}

/// Whether words that only one of two titles has are the same but for a slip of the finger in each.
fn are_mistyped(left: &[&str], right: &[&str]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(a, b)| is_mistyped(a, b))
}

/// How many letters words have, in bytes.
fn letters<'a>(words: impl Iterator<Item = &'a str>) -> usize {
    words.map(str::len).sum()
}

/// Whether the letters of words differ in so few places as that many letters of each allow.
fn differ_little<'a>(
    x: impl Iterator<Item = &'a str> + Clone,
    y: impl Iterator<Item = &'a str> + Clone,
    most: impl Fn(usize, usize) -> usize,
) -> bool {
    let (of_x, of_y) = (letters(x.clone()), letters(y.clone()));
    let most = most(of_x, of_y);
    if most == 0 || of_x.abs_diff(of_y) > most {
        return false;
    }
    let (x, y): (Vec<u8>, Vec<u8>) = (compact(x).collect(), compact(y).collect());
    let args = rapidfuzz::distance::osa::Args::default().score_cutoff(most);
    rapidfuzz::distance::osa::distance_with_args(x, y, &args).is_some()
}

/// Whether the words that only one of two titles has are few.
fn are_few(left: &[&str], right: &[&str]) -> bool {
    left.len().max(right.len()) <= 4
}

/// Whether words that only one of two titles has may be spoilt: none negates, and none turns another one.
fn may_be_spoilt(left: &[&str], right: &[&str]) -> bool {
    let negates =
        |word: &&str| matches!(*word, "not" | "no" | "non" | "never" | "without" | "nicht" | "kein" | "pas");
    !left.iter().chain(right).any(negates) && !left.iter().any(|a| right.iter().any(|b| is_turned(a, b)))
}

/// Whether words that only one title has say which version of a text this is, and no more.
fn names_a_version(extra: &[&str]) -> bool {
    extra.iter().any(|word| VERSIONS.contains(word))
        && extra
            .iter()
            .all(|word| is_stop(word) || VERSIONS.contains(word) || is_generic([*word].into_iter()))
}

/// Whether words that only one title has make it a part of the other: they are few and there is a number among them.
fn names_a_part(extra: &[&str]) -> bool {
    extra.len() <= 4
        && extra.iter().any(|word| {
            *word == "i"
                || number(word).is_some()
                || matches!(*word, "part" | "volume" | "vol" | "chapter" | "band" | "tome")
                || matches!(
                    *word,
                    "teil" | "partie" | "parte" | "deel" | "часть" | "continued" | "fortsetzung"
                )
                || matches!(*word, "续" | "續" | "続" | "补" | "補")
        })
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
}
