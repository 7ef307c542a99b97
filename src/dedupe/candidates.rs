//! Which pairs are worth comparing: an inverted index from keys (identifiers, words of the title, places in print) to
//! profiles. Near-linear: a key that too many share is split by a further one, and what is still too many after that is compared with
//! its neighbours in sorted order only.
//!
//! A pair is missed if it shares none of: an identifier, the whole title, four words of it in a row, two of each one's five rarest
//! words, volume and first page, or a person's family name and first page or year with the first four letters of the title's first
//! word.

use super::{
    profile::Profile,
    title::Sketch,
    words::{Hashed, hash, is_stop, mix},
};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};

/// As many profiles under one key are compared all with all: 15 pairs at most. Ten bring a third more pairs and no true one more.
const BLOCK: usize = 6;

/// An identifier may be shared by the papers of a whole volume before it is split.
const STRONG_BLOCK: usize = 40;

/// What is still too many after two splits is compared with so many neighbours.
const NEIGHBOURS: usize = 6;

/// So many overfull keys of a profile are split further; the others say the same again (they are words of one title).
const SPLITS: usize = 8;

/// Kinds of keys; part of the hash, so that a DOI never meets a title.
#[derive(Clone, Copy)]
enum Kind {
    Identifier,
    Title,
    Shingle,
    Rare,
    Place,
    Person,
    Start,
}

/// The lower half of a key, and below it who has it: small, because there are two dozen of every profile, and quick to sort. The part
/// that an entry is in says more of its key; keys that are taken for one all the same bring pairs that turn out to be none.
type Entry = u64;

fn entry(key: u64, at: u32) -> Entry {
    key << 32 | u64::from(at)
}

/// The key of an entry, as far as it says, and who has it.
fn read(entry: Entry) -> (u64, u32) {
    (entry >> 32, entry as u32)
}

/// Whether a key says so much that its block may be large, and its pairs are compared whatever their titles: the lowest bit.
fn is_strong(key: u64) -> bool {
    key & 1 == 1
}

/// Pairs `(a, b)`, `a < b`, that are worth comparing, sorted. Of pairs in which both are below `new`, none is asked for.
pub(super) fn pairs(profiles: &[&Profile], new: usize) -> Vec<(u32, u32)> {
    let counts = Counts::of(profiles, new);
    let keys = |at: usize| profiles.get(at).map(|profile| keys(profile, &counts)).unwrap_or_default();
    // only keys that a newcomer has can bring a pair
    let mut asked: Vec<u64> = Vec::new();
    if new > 0 {
        asked = (new..profiles.len()).into_par_iter().flat_map_iter(keys).collect();
        asked.par_sort_unstable();
        asked.dedup();
    }
    let entries = (0..profiles.len()).into_par_iter().with_min_len(PIECE).flat_map_iter(|at| {
        let mut keys = keys(at);
        if at < new {
            keys.retain(|key| asked.binary_search(key).is_ok());
        }
        keys.into_iter().map(move |key| (key, at as u32))
    });
    let sketches = profiles.par_iter().map(|profile| Sketch::of(&profile.title)).collect();
    let search = Search { profiles, sketches, new };
    let mut found: Vec<u64> = Vec::new();
    let mut full = search.round(0, distributed(entries), &mut found);
    for round in 1..ROUNDS {
        full.par_sort_unstable_by_key(|(key, at, size)| (*at, *size, *key));
        full = search.round(round, distributed(split(&full, profiles, round)), &mut found);
    }
    found.par_sort_unstable();
    found.dedup();
    found.into_iter().map(|pair| ((pair >> 32) as u32, pair as u32)).collect()
}

/// How often blocks are split, the first round counted.
const ROUNDS: usize = 3;

/// So many profiles at least make lists of entries of their own: many short lists cost more than they spread (taste).
const PIECE: usize = 4096;

/// So many parts are sorted and searched on their own, on all cores, so that entries are never all in one piece (taste: many more
/// than cores, few enough to be large).
const PARTS: usize = 64;

/// Keys and who has them as entries by part, a list of parts for each piece of work that made some: the first bits of a key say which.
fn distributed(keys: impl ParallelIterator<Item = (u64, u32)>) -> Vec<Vec<Vec<Entry>>> {
    let parts = || vec![Vec::new(); PARTS];
    let put = |mut parts: Vec<Vec<Entry>>, (key, at): (u64, u32)| {
        let part = key >> (u64::BITS - PARTS.ilog2());
        parts.get_mut(part as usize).into_iter().for_each(|part| part.push(entry(key, at)));
        parts
    };
    keys.fold(parts, put).collect()
}

/// What a search knows of the profiles.
struct Search<'a> {
    profiles: &'a [&'a Profile],
    sketches: Vec<Sketch>,
    new: usize,
}

/// An entry of an overfull block: its key, who has it, and how many do.
type Overfull = (u64, u32, u32);

impl Search<'_> {
    /// Adds the pairs of a round to those that were found; what stands in overfull blocks comes back.
    fn round(&self, round: usize, entries: Vec<Vec<Vec<Entry>>>, found: &mut Vec<u64>) -> Vec<Overfull> {
        let parts: Vec<(Vec<u64>, Vec<Overfull>)> = (0..PARTS)
            .into_par_iter()
            .map(|part| {
                let pieces = entries.iter().filter_map(|parts| parts.get(part));
                let mut entries: Vec<Entry> = pieces.map(Vec::as_slice).collect::<Vec<_>>().concat();
                keep_shared(&mut entries);
                entries.sort_unstable();
                entries.dedup();
                self.blocks(&entries, round)
            })
            .collect();
        let mut full = Vec::new();
        for (pairs, overfull) in parts {
            found.extend(pairs);
            full.extend(overfull);
        }
        full
    }

    /// The pairs in blocks of entries with one key, and the entries of those that are too large.
    fn blocks(&self, entries: &[Entry], round: usize) -> (Vec<u64>, Vec<Overfull>) {
        let (mut found, mut full) = (Vec::new(), Vec::new());
        for block in entries.chunk_by(|a, b| read(*a).0 == read(*b).0) {
            let Some((key, _)) = block.first().map(|entry| read(*entry)) else { continue };
            let mut members = block.iter().map(|entry| read(*entry).1);
            let most = if is_strong(key) { STRONG_BLOCK } else { BLOCK };
            if block.len() <= most {
                while let Some(a) = members.next() {
                    found.extend(members.clone().filter_map(|b| self.pair(key, a, b)));
                }
            } else if round + 1 < ROUNDS {
                full.extend(members.map(|at| (key, at, block.len() as u32)));
            } else {
                let mut members: Vec<u32> = members.collect();
                members.sort_by_cached_key(|at| self.profiles.get(*at as usize).map(|p| neighbourhood(p)));
                for window in members.windows(NEIGHBOURS) {
                    if let [first, rest @ ..] = window {
                        found.extend(rest.iter().filter_map(|other| self.pair(key, *first, *other)));
                    }
                }
            }
        }
        (found, full)
    }

    /// A pair in one number, if it is asked for and worth it.
    fn pair(&self, key: u64, a: u32, b: u32) -> Option<u64> {
        let (a, b) = (a.min(b), a.max(b));
        let (x, y) = (self.sketches.get(a as usize)?, self.sketches.get(b as usize)?);
        let is_worth = a != b && b as usize >= self.new && (is_strong(key) || x.may_be(y));
        is_worth.then_some(u64::from(a) << 32 | u64::from(b))
    }
}

/// Takes away most of the entries whose keys nobody else has: nearly all are so, and need not be sorted.
fn keep_shared(entries: &mut Vec<Entry>) {
    // a slot for each entry, give or take: some keys that are alone share one
    let slots = entries.len().next_power_of_two();
    let slot = |entry: Entry| (read(entry).0 >> 1) as usize & (slots - 1);
    let mut often = vec![0_u8; slots];
    for entry in &*entries {
        if let Some(often) = often.get_mut(slot(*entry)) {
            *often = often.saturating_add(1);
        }
    }
    entries.retain(|entry| often.get(slot(*entry)).is_some_and(|often| *often > 1));
}

/// What overfull blocks are sorted by in the end.
fn neighbourhood(profile: &Profile) -> (Box<str>, Option<i32>, u64, u64) {
    let page = profile.pages.map_or(0, |pages| pages.first);
    (profile.title.text.clone(), profile.year, profile.volume.0, page)
}

/// Splits overfull blocks: each entry comes back under its key joined with each of a few further ones. They are sorted by who has
/// them, the smallest blocks first: they say most.
fn split<'a>(
    full: &'a [Overfull],
    profiles: &'a [&'a Profile],
    round: usize,
) -> impl ParallelIterator<Item = (u64, u32)> + 'a {
    full.par_chunk_by(|a, b| a.1 == b.1).flat_map_iter(move |of_one| {
        let profile = of_one.first().and_then(|(_, at, _)| profiles.get(*at as usize));
        let further = profile.map(|profile| further(profile, round)).unwrap_or_default();
        of_one.iter().take(SPLITS).flat_map(move |(key, at, _)| {
            let (key, at) = (*key, *at);
            further.clone().into_iter().map(move |further| (mix(key, further) & !1 | key & 1, at))
        })
    })
}

/// The keys that split an overfull block: who and where first, when and how it is called then.
fn further(profile: &Profile, round: usize) -> Vec<u64> {
    let page = profile.pages.map_or(0, |pages| mix(1, pages.first));
    let year = profile.year.map_or(0, |year| mix(2, u64::from(year.cast_unsigned())));
    let title = mix(3, hash(profile.title.text.as_bytes()));
    let people = profile.people.families().take(4).map(|family| mix(4, hash(family.as_bytes())));
    let mut keys: Vec<u64> = people.collect();
    if round == 1 {
        keys.push(if page == 0 { mix(5, profile.volume.0) } else { page });
        keys.push(if profile.people.is_empty() { mix(year, title) } else { title });
    } else {
        for key in &mut keys {
            *key = mix(*key, year);
        }
        keys.push(mix(page, profile.volume.0));
        keys.push(mix(year, title));
    }
    keys
}

/// The keys of a profile.
fn keys(profile: &Profile, counts: &Counts) -> Vec<u64> {
    let mut keys = Vec::with_capacity(40);
    let mut add = |kind: Kind, value: u64| {
        let strong = matches!(kind, Kind::Identifier | Kind::Title | Kind::Place);
        keys.push(mix(kind as u64 + 1, value) & !1 | u64::from(strong));
    };
    for text in [&profile.doi, &profile.arxiv].into_iter().filter(|text| !text.is_empty()) {
        add(Kind::Identifier, hash(text.as_bytes()));
    }
    for code in
        [profile.pmid, profile.eprint, profile.review, profile.url].into_iter().filter(|code| !code.is_none())
    {
        add(Kind::Identifier, code.0);
    }
    profile.isbns.iter().for_each(|isbn| add(Kind::Identifier, *isbn));
    let page = profile.pages.map(|pages| pages.first);
    if let Some(page) = page.filter(|_| !profile.volume.is_none()) {
        add(Kind::Place, mix(profile.volume.0, page));
    }
    let words: Vec<(&str, u64)> =
        profile.title.words().take(60).map(|word| (word, hash(word.as_bytes()))).collect();
    // how it begins, not the whole word: that is where most of its letters may be amiss
    let first = words.iter().find(|(word, _)| !is_stop(word)).map(|(word, _)| hash(start(word).as_bytes()));
    for family in profile.people.families().take(10) {
        let family = hash(family.as_bytes());
        if let Some(page) = page {
            add(Kind::Person, mix(family, page));
        }
        if let Some((first, year)) = first.zip(profile.year) {
            add(Kind::Start, mix(mix(family, first), u64::from(year.cast_unsigned())));
        }
    }
    let counted: Vec<(u32, u64)> = words
        .iter()
        .map(|(word, hash)| (if is_stop(word) { u32::MAX } else { counts.of_word(*hash) }, *hash))
        .collect();
    // a title without a word that is asked for is none that is
    if counted.is_empty() || counts.is_partial && counted.iter().all(|(count, _)| *count == 1) {
        return keys;
    }
    add(Kind::Title, profile.title.letters());
    for other in [profile.original.0, profile.title.also].into_iter().filter(|other| *other != 0) {
        add(Kind::Title, other);
    }
    // what chance brings together says enough only with the year
    let year = profile.year.map_or(0, |year| u64::from(year.cast_unsigned()));
    let says = |key: u64, a: u32, b: u32| if counts.meet_by_chance(a, b) { mix(key, year) } else { key };
    for four in counted.windows(4) {
        let mut counts: [u32; 4] = std::array::from_fn(|at| four.get(at).map_or(0, |(count, _)| *count));
        counts.sort_unstable();
        let [a, b, ..] = counts;
        // a word that no other title has is in no shingle that another has
        if a > 1 {
            let shingle = four.iter().fold(0, |all, (_, word)| mix(all, *word));
            add(Kind::Shingle, says(shingle, a, b));
        }
    }
    let mut rare: Vec<(u32, u64)> =
        counted.into_iter().filter(|(count, _)| (2..u32::MAX).contains(count)).collect();
    rare.sort_unstable();
    rare.dedup();
    rare.truncate(5);
    rare.sort_unstable_by_key(|(_, hash)| *hash);
    if let [(_, only)] = rare.as_slice() {
        add(Kind::Rare, *only);
    }
    for (at, (count, a)) in rare.iter().enumerate() {
        for (other, b) in rare.iter().skip(at + 1) {
            add(Kind::Rare, says(mix(*a, *b), *count, *other));
        }
    }
    keys
}

/// The first four letters of a word.
fn start(word: &str) -> &str {
    word.char_indices().nth(4).and_then(|(at, _)| word.get(..at)).unwrap_or(word)
}

/// The hashes of the words of a title that say something.
fn words(profile: &Profile) -> impl Iterator<Item = u64> {
    let words = profile.title.words().take(60).filter(|word| !is_stop(word));
    words.map(|word| hash(word.as_bytes()))
}

/// How many titles have a word.
struct Counts {
    of_word: HashMap<u64, u32, Hashed>,
    titles: usize,
    /// Whether only words of newcomers were counted: the others bring no pair.
    is_partial: bool,
}

impl Counts {
    /// Counts the words of titles; beside newcomers (`new` and after), only theirs.
    fn of(profiles: &[&Profile], new: usize) -> Counts {
        let is_partial = new > 0;
        let mut wanted: HashSet<u64, Hashed> = HashSet::default();
        if is_partial {
            wanted.extend(profiles.iter().skip(new).flat_map(|profile| words(profile)));
        }
        let mut all: Vec<u64> = profiles
            .par_iter()
            .flat_map_iter(|profile| words(profile))
            .filter(|word| !is_partial || wanted.contains(word))
            .collect();
        all.par_sort_unstable();
        let counts = all.chunk_by(|a, b| a == b).filter(|run| run.len() > 1);
        let of_word = counts.filter_map(|run| Some((*run.first()?, run.len() as u32))).collect();
        Counts { of_word, titles: profiles.len(), is_partial }
    }

    fn of_word(&self, word: u64) -> u32 {
        self.of_word.get(&word).copied().unwrap_or(1)
    }

    /// Whether a title with both of two words is to be expected though nothing but chance brings them together. Of a word that
    /// few titles have, chance makes no large block.
    fn meet_by_chance(&self, a: u32, b: u32) -> bool {
        a.min(b) as usize > BLOCK && u64::from(a) * u64::from(b) >= self.titles as u64
    }
}
