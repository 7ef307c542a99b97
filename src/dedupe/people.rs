//! People: names folded to family and given names, and how far two lists of them agree.
//!
//! Exports write one person in many ways: "Doe, J. A.", "Jane A. Doe", "DOE JA", "de Jorge, E. G.", "Goicoechea de,
//! Jorge E.". What is compared is the family name without particles, then initials, then given names where both are full.

mod read;

use super::{
    title::is_near,
    venue,
    words::{is_transliterated, pieces, split},
};
use crate::model::NameText;
use read::push;

/// A folded list of names, one a line: `family<TAB>given<TAB>generation`; an organisation has no tab.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct People {
    text: Box<str>,
    /// Whether the list goes on: "et al.", or it is too long to be compared whole.
    pub open: bool,
}

/// A folded name: family, given names, and of a father and son of one name which it is.
type Folded<'a> = (&'a str, &'a str, &'a str);

/// How far two lists agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// One list is empty.
    Absent,
    /// Nobody is on both.
    Different,
    /// Less than half of the shorter list is on the longer one.
    Few,
    /// Half or more of the shorter list is.
    Most,
    /// All of the shorter list are, but the longer one has more and the shorter one does not say so.
    Subset,
    /// All of the shorter list are, and it is as long or says that it goes on.
    All,
}

/// What the comparison of two lists found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Likeness {
    /// How far they agree.
    pub level: Level,
    /// How many people are on both.
    pub shared: u16,
    /// Share of the longer list that is on both, 0 to 1.
    pub score: f32,
    /// Some are taken for one though their names begin with another letter.
    pub amiss: bool,
}

/// Names past that are not compared: a collaboration of thousands is told by its first members.
const LONGEST: usize = 40;

impl People {
    /// Folds names.
    pub(super) fn new(names: &[NameText]) -> People {
        let mut text = String::with_capacity(names.len().min(LONGEST) * 16);
        let mut open = names.len() > LONGEST;
        for name in names.iter().take(LONGEST) {
            open |= push(&mut text, name);
        }
        People { text: text.into_boxed_str(), open }
    }

    /// The names.
    fn iter(&self) -> impl Iterator<Item = Folded<'_>> + Clone {
        self.lines().map(|line| {
            let mut parts = pieces(line, b'\t');
            let mut part = || parts.next().unwrap_or_default();
            (part(), part(), part())
        })
    }

    /// The names, a line each.
    fn lines(&self) -> impl Iterator<Item = &str> + Clone {
        pieces(&self.text, b'\n').filter(|line| !line.is_empty())
    }

    /// The family names, or the names of organisations, folded.
    pub(super) fn families(&self) -> impl Iterator<Item = &str> + Clone {
        self.lines().filter_map(|line| pieces(line, b'\t').next())
    }

    /// Whether nobody but organisations is named.
    fn names_organisations(&self) -> bool {
        self.lines().all(|line| !line.contains('\t') && line.contains(' '))
    }

    /// Whether nobody is named.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// Compares two lists; symmetric.
pub(super) fn compare(a: &People, b: &People) -> Likeness {
    // pairing is greedy: always begin with the same list
    let (names_a, names_b): (Vec<Folded<'_>>, Vec<Folded<'_>>) = (a.iter().collect(), b.iter().collect());
    let begins = (names_a.len(), &a.text) <= (names_b.len(), &b.text);
    let (a, b, names, long) = if begins { (a, b, names_a, names_b) } else { (b, a, names_b, names_a) };
    let short = names.len();
    if short == 0 {
        return Likeness { level: Level::Absent, shared: 0, score: 0.0, amiss: false };
    }
    if a.text == b.text {
        return Likeness { level: Level::All, shared: short as u16, score: 1.0, amiss: false };
    }
    let mut taken = vec![false; long.len()];
    let (mut shared, mut amiss) = (0, false);
    for (at, name) in names.into_iter().enumerate() {
        // the same place first: lists are mostly in one order
        let mut order = std::iter::once(at).chain(0..long.len());
        let found = order.find(|&j| {
            !taken.get(j).copied().unwrap_or(true) && long.get(j).is_some_and(|other| is_same(name, *other))
        });
        if let Some((flag, other)) = found.and_then(|j| taken.get_mut(j).zip(long.get(j))) {
            *flag = true;
            shared += 1;
            amiss |= name.0 != other.0 && starts_amiss((name.0, name.1), (other.0, other.1));
        }
    }
    let level = if shared == 0 && a.names_organisations() != b.names_organisations() {
        // "ATLAS Collaboration" beside its members
        Level::Few
    } else if shared == 0 {
        Level::Different
    } else if shared == short {
        if short == long.len() || a.open || b.open && short >= LONGEST { Level::All } else { Level::Subset }
    } else if 2 * shared >= short {
        Level::Most
    } else {
        Level::Few
    };
    let of = if a.open { short } else { long.len() };
    Likeness { level, shared: shared as u16, score: shared as f32 / of.max(1) as f32, amiss }
}

/// Whether two names may be one person's.
fn is_same((family_a, given_a, born_a): Folded<'_>, (family_b, given_b, born_b): Folded<'_>) -> bool {
    if !born_a.is_empty() && !born_b.is_empty() && born_a != born_b {
        return false;
    }
    if given_a.is_empty()
        && given_b.is_empty()
        && (is_acronym(family_a, family_b) || is_acronym(family_b, family_a))
    {
        return true;
    }
    if is_same_family(family_a, family_b) && agree(given_a, given_b) {
        return true;
    }
    if starts_amiss((family_a, given_a), (family_b, given_b)) {
        return true;
    }
    // given and family name swapped: "Omulo Sylvia" beside "Omulo, S."
    let swapped = |family: &str, given: &str, other_family: &str, other_given: &str| {
        other_family == given && agree(family, other_given) && !other_given.is_empty()
    };
    if swapped(family_a, given_a, family_b, given_b) || swapped(family_b, given_b, family_a, given_a) {
        return true;
    }
    // a whole name in one word, as many write names in Han
    let whole = |family: &str, given: &str, name: &str| {
        name.strip_prefix(family).is_some_and(|rest| rest == given)
            || name.strip_prefix(given).is_some_and(|rest| rest == family)
    };
    if given_b.is_empty() && whole(family_a, given_a, family_b)
        || given_a.is_empty() && whole(family_b, given_b, family_a)
    {
        return true;
    }
    // a particle that was taken for the family name: "Jorge E., Goicoechea de" beside "de Jorge, E. G."
    let within = |family: &str, given: &str, other: &str| {
        other.len() >= 4 && split(given).any(|word| word == other) && !family.contains(other)
    };
    within(family_a, given_a, family_b) && agree_loosely(family_a, given_b)
        || within(family_b, given_b, family_a) && agree_loosely(family_b, given_a)
}

/// Whether the first is the acronym of the second, an organisation: "WHO".
fn is_acronym(short: &str, long: &str) -> bool {
    // "WHO Centre for Streams", "World Health Organization Centre for Streams"
    if let Some((short, rest)) = short.split_once(' ') {
        let long = long.strip_suffix(rest).and_then(|long| long.strip_suffix(' '));
        return long.is_some_and(|long| is_acronym(short, long));
    }
    long.contains(' ') && venue::compare(short, long) == venue::Level::Same
}

/// Whether two family names are one: equal, one letter apart, transliterated, or one is a part of the other.
fn is_same_family(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    if is_near(a, b) || is_transliterated(a, b) || letters(a).eq(letters(b)) {
        return true;
    }
    // double names: "Garcia Lopez" beside "Garcia" or "Lopez"
    let part = |whole: &str, part: &str| {
        part.len() >= 3
            && whole.len() > part.len()
            && (whole.strip_prefix(part).is_some_and(|rest| rest.starts_with(' '))
                || whole.strip_suffix(part).is_some_and(|rest| rest.ends_with(' ')))
    };
    // "Al-Rashid", of which the article is a particle, beside "Alrashid"
    let article = |whole: &str, part: &str| {
        part.len() >= 4 && ["al", "el"].iter().any(|article| whole.strip_prefix(article) == Some(part))
    };
    part(a, b) || part(b, a) || article(a, b) || article(b, a)
}

/// Whether two family names are one but for the first letter, and the given names say the same: "owozin, Sebastian" beside "Nowozin,
/// S.". Another first letter makes another name ("Meyer", "Beyer"), so that given names must be spelt out then.
fn starts_amiss((a, given_a): (&str, &str), (b, given_b): (&str, &str)) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let is_full = |given: &str| given.split(' ').next().is_some_and(|first| first.chars().count() > 1);
    let given = !given_a.is_empty() && !given_b.is_empty() && agree(given_a, given_b);
    short.len() >= 4 && after_first(long) == short && given
        || short.len() >= 5 && after_first(a) == after_first(b) && given_a == given_b && is_full(given_a)
}

/// A name without its first letter.
fn after_first(name: &str) -> &str {
    let mut letters = name.chars();
    letters.next();
    letters.as_str()
}

/// The letters of a name.
fn letters(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().filter(|byte| *byte != b' ')
}

/// Whether given names do not contradict: initials agree, and full names where both are full. No name agrees with any.
fn agree(a: &str, b: &str) -> bool {
    if a.is_empty() || b.is_empty() || a == b {
        return true;
    }
    let (mut first_a, mut first_b) = (a.split(' '), b.split(' '));
    let (Some(x), Some(y)) = (first_a.next(), first_b.next()) else { return true };
    if x.chars().next() != y.chars().next() {
        // the second given name used as the first: "J. Michael" beside "Michael"
        let called =
            |names: &str, name: &str| name.len() >= 3 && names.split(' ').skip(1).any(|other| other == name);
        return called(a, y) && first_b.next().is_none() || called(b, x) && first_a.next().is_none();
    }
    let full = |name: &str| name.chars().count() > 1;
    if full(x) && full(y) {
        // "Tom" and "Thomas" share less than "Wei" and "Wen" do: only a name that begins another one is short for it
        let glued = |names: &str| names.split(' ').collect::<String>();
        let first = x == y
            || x.starts_with(y)
            || y.starts_with(x)
            || is_near(x, y)
            || strsim::jaro_winkler(x, y) >= 0.9 && x.len().min(y.len()) >= 4
            || is_nickname(x, y)
            || is_nickname(y, x);
        return glued(a) == glued(b) || first && agree_further(first_a.next(), first_b.next());
    }
    // initials: the second ones must not contradict either
    match (first_a.next(), first_b.next()) {
        (Some(x), Some(y)) => {
            x.chars().next() == y.chars().next() || first_a.next().is_some() != first_b.next().is_some()
        }
        _ => true,
    }
}

/// Whether second given names do not contradict: "John A." and "John B." are two people, "Jian-Hua" and "Jian-Ping" are.
fn agree_further(a: Option<&str>, b: Option<&str>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return true };
    if a.chars().count() > 1 && b.chars().count() > 1 {
        return a.starts_with(b) || b.starts_with(a) || is_near(a, b);
    }
    a.chars().next() == b.chars().next()
}

/// Whether the first is a short form of the second that does not begin it; those that begin with one letter.
fn is_nickname(short: &str, name: &str) -> bool {
    matches!(
        (short, name),
        ("mike", "michael")
            | ("len", "leonard")
            | ("jim" | "jimmy", "james")
            | ("tom" | "tommy", "thomas")
            | ("dave", "david")
            | ("steve", "stephen" | "steven" | "stefan")
            | ("joe", "joseph")
            | ("rick" | "rich" | "ricky", "richard")
            | ("andy", "andrew" | "andreas")
            | ("larry", "lawrence" | "laurence")
            | ("jack" | "jon", "john" | "jonathan")
            | ("nick", "nicholas" | "nikolaus" | "nicolas")
            | ("kate" | "kathy" | "katie", "katherine" | "kathryn" | "katharine")
            | ("jerry", "gerald" | "jerome")
            | ("terry", "terence")
            | ("charlie" | "chuck", "charles")
            | ("mandy", "amanda")
            | ("sue", "susan" | "susanne")
            | ("vicky", "victoria")
    )
}

/// Whether names share an initial anywhere, or one is missing.
fn agree_loosely(a: &str, b: &str) -> bool {
    a.is_empty() || b.is_empty() || {
        let initials =
            |names: &str| names.split(' ').filter_map(|name| name.chars().next()).collect::<Vec<_>>();
        let b = initials(b);
        initials(a).iter().any(|initial| b.contains(initial))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(names: &str) -> People {
        let names: Vec<NameText> = names.split(" and ").map(NameText::from).collect();
        People::new(&names)
    }

    #[test]
    fn lists_agree_in_steps() {
        for (a, b, level) in [
            ("Doe, J. A.", "Jane A. Doe", Level::All),
            ("DOE JA", "Doe, Jane A.", Level::All),
            ("Doe, Jane", "Doe, John", Level::Different),
            ("Zhang, Wei", "Zhang, Wen", Level::Different),
            ("Zhang, W.", "Zhang, Wen", Level::All),
            ("van Gogh, Vincent", "Gogh, V. van", Level::All),
            ("Müller, Karl", "Mueller, K.", Level::All),
            ("Doe, Jane A., MD", "Doe, J. A.", Level::All),
            ("Doe JA; Roe RB", "Doe, J. A. and Roe, R. B.", Level::All),
            ("Doe JA, Roe RB", "Doe, J. A. and Roe, R. B.", Level::All),
            ("Doe, J. A., Roe, R., & Poe, E.", "Doe, J. and Roe, R. B. and Poe, E.", Level::All),
            ("[No authors listed]", "Doe, J. A.", Level::Absent),
            ("{WHO Centre for Streams}", "{World Health Organization Centre for Streams}", Level::All),
            ("{WHO Centre for Streams}", "{World Health Organization Centre for Floods}", Level::Different),
            ("Jorge, E. G. de", "Goicoechea de Jorge, E.", Level::All),
            ("Omulo Sylvia", "Omulo, S.", Level::All),
            ("Wei Zhang", "Zhang Wei", Level::All),
            ("Doe, J. and Roe, R.", "Roe, Richard and Doe, Jane", Level::All),
            ("Doe, J. and others", "Doe, Jane and Roe, Richard", Level::All),
            ("Doe, J.", "Doe, Jane and Roe, Richard", Level::Subset),
            ("Doe, J. and Poe, E.", "Doe, Jane and Roe, Richard", Level::Most),
            ("{World Health Organization}", "{World Health Organisation}", Level::All),
            ("{World Health Organization}", "{World Trade Organization}", Level::Different),
            ("{WHO}", "{World Health Organization}", Level::All),
            ("IETF", "{Internet Engineering Task Force}", Level::All),
            ("Doe, Jr., John", "Doe, Sr., John", Level::Different),
            ("Owozny, Jane", "Nowozny, J.", Level::All),
            ("qMarkow, Jane", "Markow, Jane", Level::All),
            ("Hurri, Jarmo", "Turri, Jarmo", Level::All),
            ("Meyer, J.", "Beyer, J.", Level::Different),
            ("Wang, Wei", "Yang, Wei", Level::Different),
            ("Owozny, Jane", "Nowozny, Karl", Level::Different),
            ("Doe, Jr., John", "Doe, John", Level::All),
            ("", "Doe, J.", Level::Absent),
            ("王小明", "王小明", Level::All),
            ("王, 小明", "王小明", Level::All),
            ("王小明", "李大伟", Level::Different),
        ] {
            let (a, b) = (people(a), people(b));
            assert_eq!(compare(&a, &b).level, level, "{:?} / {:?}", a.text, b.text);
            assert_eq!(compare(&b, &a).level, level, "{:?} / {:?}", b.text, a.text);
        }
    }
}
