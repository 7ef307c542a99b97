//! The whole way from sources to groups: fold, propose, compare, judge, join.

use super::{
    Comparison, Duplicates, Group, Options, Pair, Verdict, candidates,
    cluster::{self, Edge},
    compare::View,
    explain::explain,
    merge,
    profile::Profile,
    told,
    verdict::{Judgement, judge},
};
use crate::model::{Field, Source, Value, fold};
use rayon::prelude::*;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    hash::BuildHasher,
};

/// The sources in order of their keys, folded; what says the same in everything is compared once.
struct Folded<'a> {
    /// Positions in the caller's list.
    positions: Vec<usize>,
    sources: Vec<&'a Source>,
    profiles: Vec<Profile>,
}

/// What was found before it is put into words. Positions are those of [`Folded`].
struct Judged<'a> {
    all: Folded<'a>,
    /// Those that are more than two works, copies included.
    pairs: Vec<Edge>,
    /// Sets that are certainly one work each.
    sets: Vec<Vec<u32>>,
    /// In which of them a source is.
    set_of: HashMap<u32, usize>,
    /// Pairs of which one says that it is not the other; the lesser position first.
    two: HashSet<(u32, u32)>,
    /// Pairs that would be certain, if one of them were not certainly one with another too: these two, which are two works.
    torn: HashMap<(u32, u32), (u32, u32)>,
    options: &'a Options,
}

/// So many at most are one piece of work, so that no core is left with a large one in the end (taste).
const AT_ONCE: usize = 512;

/// Finds the duplicates.
pub(super) fn duplicates(sources: &[&Source], options: &Options) -> Duplicates {
    let judged = judged(sources, options);
    let found = judged.groups();
    // their memory is given back while what was found is printed
    let profiles = judged.all.profiles;
    rayon::spawn(move || drop(profiles));
    found
}

/// Counts works: of those that are certainly one, one counts.
pub(super) fn unique(sources: &[&Source], options: &Options) -> usize {
    let copies = judged(sources, options).sets.iter().map(|set| set.len().saturating_sub(1)).sum();
    sources.len().saturating_sub(copies)
}

/// Compares what is worth it and joins what is certain.
fn judged<'a>(sources: &[&'a Source], options: &'a Options) -> Judged<'a> {
    // by key, so that nothing depends on the order of files
    let mut order: Vec<([u8; 8], &'a Source, usize)> =
        sources.par_iter().enumerate().map(|(at, source)| (start(&source.key), *source, at)).collect();
    order.par_sort_by(|(a, x, _), (b, y, _)| a.cmp(b).then_with(|| x.key.cmp(&y.key)));
    let (sources, positions): (Vec<&'a Source>, Vec<usize>) =
        order.into_iter().map(|(_, source, at)| (source, at)).unzip();
    let hasher = foldhash::fast::FixedState::default();
    let profile = |source: &&Source| {
        let profile = Profile::new(source);
        let hash = hasher.hash_one(&profile);
        (profile, hash)
    };
    let (profiles, hashes): (Vec<Profile>, Vec<u64>) =
        sources.par_iter().with_max_len(AT_ONCE).map(profile).unzip();
    let Told { distinct, related, unfinished } = Told::by(&sources);
    let all = Folded { positions, sources, profiles };
    let named = distinct.iter().chain(&related).chain(&unfinished).flat_map(|(a, b)| [*a, *b]).collect();
    let (originals, copies) = originals(&all.profiles, hashes, &named);
    let folded: Vec<&Profile> = originals.iter().filter_map(|at| all.profiles.get(*at as usize)).collect();
    let place = |at: u32| originals.get(at as usize).copied().unwrap_or_default();

    let mut edges: Vec<Edge> = candidates::pairs(&folded, 0)
        .into_par_iter()
        .with_max_len(AT_ONCE)
        .filter_map(|(a, b)| {
            let (x, y) = (folded.get(a as usize)?, folded.get(b as usize)?);
            let judgement = judge(&View::worth(x, y)?, options);
            (judgement.verdict > Verdict::Different).then_some(Edge { a, b, judgement })
        })
        .collect();
    let places = |a: u32, b: u32| (place(a).min(place(b)), place(a).max(place(b)));
    edges.retain(|edge| !distinct.contains(&places(edge.a, edge.b)));
    for edge in edges.iter_mut().filter(|edge| related.contains(&places(edge.a, edge.b))) {
        edge.judgement.verdict = edge.judgement.verdict.min(Verdict::Related);
    }
    for (a, b) in &unfinished {
        let at = |source: &u32| originals.binary_search(source).map(|at| at as u32);
        if let (Ok(a), Ok(b)) = (at(a), at(b)) {
            all.end_merge((place(a), place(b)), (a, b), &mut edges, options);
        }
    }
    let two: HashSet<(u32, u32)> = distinct.union(&related).copied().collect();
    let are_two = |a: u32, b: u32| two.contains(&places(a, b));
    let (sets, torn) = cluster::certain(&folded, &mut edges, &are_two, options);
    let torn = torn.into_iter().map(|((a, b), (x, y))| (places(a, b), places(x, y))).collect();

    // back from originals to sources, copies at their side
    let mut pairs: Vec<Edge> = edges
        .iter()
        .map(|edge| Edge { a: place(edge.a), b: place(edge.b), judgement: edge.judgement })
        .collect();
    for (original, copies) in &copies {
        let Some(profile) = all.profiles.get(*original as usize) else { continue };
        let judgement = judge(&View::new(profile, profile), options);
        if judgement.verdict == Verdict::Different {
            continue;
        }
        pairs.extend(copies.iter().map(|copy| Edge { a: *original, b: *copy, judgement }));
    }
    pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));
    let mut set_of: HashMap<u32, usize> = HashMap::new();
    let mut members: Vec<Vec<u32>> = Vec::new();
    for set in &sets {
        set_of.extend(set.iter().map(|at| (place(*at), members.len())));
        members.push(set.iter().map(|at| place(*at)).collect());
    }
    for pair in pairs.iter().filter(|pair| pair.judgement.verdict == Verdict::Certain) {
        if copies.get(&pair.a).is_some_and(|copies| copies.binary_search(&pair.b).is_ok()) {
            let set = *set_of.entry(pair.a).or_insert_with(|| {
                members.push(vec![pair.a]);
                members.len() - 1
            });
            set_of.insert(pair.b, set);
            members.get_mut(set).into_iter().for_each(|set| set.push(pair.b));
        }
    }
    Judged { all, pairs, sets: members, set_of, two, torn, options }
}

impl Judged<'_> {
    /// Groups of what was judged: the certain sets, and what is possible beside them.
    fn groups(&self) -> Duplicates {
        let inside = |pair: &Edge| {
            let set = self.set_of.get(&pair.a)?;
            (self.set_of.get(&pair.b) == Some(set)).then_some(*set)
        };
        let mut of_set: Vec<Vec<&Edge>> = vec![Vec::new(); self.sets.len()];
        let mut possible: Vec<&Edge> = Vec::new();
        let mut related: Vec<&Edge> = Vec::new();
        for pair in &self.pairs {
            match (inside(pair), pair.judgement.verdict) {
                (Some(set), _) => of_set.get_mut(set).into_iter().for_each(|set| set.push(pair)),
                (None, Verdict::Related) => related.push(pair),
                (None, _) => possible.push(pair),
            }
        }
        let components = cluster::components(possible.iter().map(|pair| (pair.a, pair.b)));
        let mut component_of: HashMap<u32, usize> = HashMap::new();
        for (at, component) in components.iter().enumerate() {
            component_of.extend(component.iter().map(|member| (*member, at)));
        }
        let mut of_component: Vec<Vec<&Edge>> = vec![Vec::new(); components.len()];
        for pair in possible {
            let at = component_of.get(&pair.a).and_then(|at| of_component.get_mut(*at));
            if let Some(pairs) = at {
                pairs.push(pair);
            }
        }
        let certain =
            self.sets.iter().cloned().zip(of_set).map(|(set, pairs)| (set, pairs, Verdict::Certain));
        let possible =
            components.into_iter().zip(of_component).map(|(set, pairs)| (set, pairs, Verdict::Possible));
        let mut groups: Vec<(Vec<u32>, Vec<&Edge>, Verdict)> = certain.chain(possible).collect();
        for (members, ..) in &mut groups {
            members.sort_unstable();
        }
        groups.sort_by(|a, b| (&a.0, b.2).cmp(&(&b.0, a.2)));
        Duplicates {
            groups: groups
                .into_par_iter()
                .map(|(members, pairs, verdict)| self.group(&members, &pairs, verdict))
                .collect(),
            related: related.into_par_iter().filter_map(|pair| self.all.pair(pair)).collect(),
        }
    }

    fn group(&self, members: &[u32], pairs: &[&Edge], verdict: Verdict) -> Group {
        let pairs = pairs.iter().filter_map(|edge| {
            let mut edge = **edge;
            let lowered = if verdict == Verdict::Possible { self.lowered(&edge) } else { None };
            if lowered.is_some() {
                edge.judgement.verdict = Verdict::Certain;
            }
            let mut pair = self.all.pair(&edge)?;
            // a pair's verdict is final: that of its group, and it says why if its own was another
            if let Some(lowered) = lowered {
                pair.comparison.because += &lowered;
            } else if pair.comparison.verdict != verdict {
                pair.comparison.because += "; each is certain with the rest of the group";
            }
            pair.comparison.verdict = verdict;
            Some(pair)
        });
        let pairs: Vec<Pair> = pairs.collect();
        let score = pairs.iter().map(|pair| pair.comparison.score).fold(1.0, f64::min);
        let position = |at: u32| self.all.positions.get(at as usize).copied().unwrap_or_default();
        Group {
            members: members.iter().map(|at| position(*at)).collect(),
            verdict,
            score,
            keep: self.all.richest(members).map(position).unwrap_or_default(),
            pairs,
        }
    }

    /// What lowered a pair that is certain by itself: with those that are certainly one with either, they would be two works in
    /// one group.
    fn lowered(&self, edge: &Edge) -> Option<String> {
        let view = |a: u32, b: u32| {
            let (x, y) = (self.all.profiles.get(a as usize)?, self.all.profiles.get(b as usize)?);
            Some(View::new(x, y))
        };
        let certain = judge(&view(edge.a, edge.b)?, self.options).verdict == Verdict::Certain;
        if !certain && !edge.judgement.unfinished {
            return None;
        }
        // a set's originals come first, and its copies say what they do
        let set = |at: &u32| {
            let set = self.set_of.get(at).and_then(|set| self.sets.get(*set));
            set.map_or(vec![*at], |set| set.iter().take(cluster::LARGEST).copied().collect())
        };
        let key = |at: u32| self.all.sources.get(at as usize).map_or("", |source| source.key.as_str());
        let joined = |a: u32, b: u32| {
            format!("; but together they would join {} and {}, which are two works", key(a), key(b))
        };
        let (xs, ys) = (set(&edge.a), set(&edge.b));
        let are_two = |(a, b): &(u32, u32)| {
            self.two.contains(&(*a.min(b), *a.max(b)))
                || view(*a, *b).is_some_and(|view| !judge(&view, self.options).agrees())
        };
        let between = || xs.iter().flat_map(|a| ys.iter().map(move |b| (*a.min(b), *a.max(b))));
        let torn = || between().find_map(|pair| self.torn.get(&pair).copied());
        Some(match torn().or_else(|| between().find(are_two)) {
            Some((a, b)) => joined(a, b),
            None => format!("; but together they would join more than {} spellings", cluster::LARGEST),
        })
    }
}

impl Folded<'_> {
    /// Makes a certain pair of a source and one whose key it has as an alias, if what the second says is all in the first, or the
    /// two may be one work: a merge was not ended. Else somebody gave one key to two works.
    fn end_merge(
        &self,
        (at, gone): (u32, u32),
        (a, b): (u32, u32),
        edges: &mut Vec<Edge>,
        options: &Options,
    ) {
        let source = |at: u32| self.sources.get(at as usize).copied();
        let profile = |at: u32| self.profiles.get(at as usize);
        let (Some(survivor), Some(gone), Some(x), Some(y)) =
            (source(at), source(gone), profile(at), profile(gone))
        else {
            return;
        };
        let judgement = judge(&View::new(x, y), options);
        if judgement.verdict < Verdict::Possible && !merge::adds_nothing(survivor, gone) {
            return;
        }
        let judgement = Judgement {
            verdict: Verdict::Certain,
            veto: None,
            relation: None,
            unfinished: true,
            ..judgement
        };
        let (a, b) = (a.min(b), a.max(b));
        edges.retain(|edge| (edge.a, edge.b) != (a, b));
        edges.push(Edge { a, b, judgement });
    }

    /// The one that a merge keeps.
    fn richest(&self, members: &[u32]) -> Option<u32> {
        let sources = || members.iter().filter_map(|at| self.sources.get(*at as usize));
        members.iter().copied().max_by_key(|at| {
            let at = *at as usize;
            let own = self.sources.get(at).zip(self.profiles.get(at));
            // what is another one's alias already goes away
            let stays = own.is_some_and(|(own, _)| !sources().any(|other| other.ids().contains(&own.key)));
            (stays, own.map(|(source, profile)| richness(source, profile)), std::cmp::Reverse(at))
        })
    }

    fn pair(&self, edge: &Edge) -> Option<Pair> {
        let (a, b) = (edge.a as usize, edge.b as usize);
        let (x, y) = (self.profiles.get(a)?, self.profiles.get(b)?);
        let (own, other) = (self.sources.get(a)?, self.sources.get(b)?);
        let mut comparison: Comparison = explain(own, other, &View::new(x, y), &edge.judgement);
        if !edge.judgement.unfinished {
            told::relate(own, other, &mut comparison);
        }
        Some(Pair { a: *self.positions.get(a)?, b: *self.positions.get(b)?, comparison })
    }
}

/// The first bytes of a key: they decide nearly every comparison of two without a look at the sources, which lie far apart in memory.
fn start(key: &str) -> [u8; 8] {
    let mut start = [0; 8];
    start.iter_mut().zip(key.bytes()).for_each(|(at, byte)| *at = byte);
    start
}

/// How much a source says: what was published before a preprint, then the number of its fields, then their length.
fn richness(source: &Source, profile: &Profile) -> (bool, usize, usize) {
    let fields = || {
        source.fields().filter(|(field, _)| !matches!(field, Field::Ids | Field::Conflicts | Field::Extra))
    };
    let length = fields().map(|(_, value)| match value {
        Value::Text(text) => text.len(),
        Value::Names(names) => names.iter().map(|name| name.written().len()).sum(),
        value => value.line().len(),
    });
    (!profile.preprint, fields().count(), length.sum())
}

/// Those that are compared, and by each its copies, sorted. One that a person spoke about stands for itself.
fn originals(
    profiles: &[Profile],
    hashes: Vec<u64>,
    named: &HashSet<u32>,
) -> (Vec<u32>, HashMap<u32, Vec<u32>>) {
    let mut hashes: Vec<(u64, u32)> = hashes.into_iter().zip(0..).collect();
    hashes.par_sort_unstable();
    let mut copies: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut is_copy = vec![false; profiles.len()];
    // nearly all are alone
    for alike in hashes.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
        let mut alike = alike.iter().map(|(_, at)| *at).filter(|at| !named.contains(at));
        let Some(original) = alike.next() else { continue };
        let profile = |at: u32| profiles.get(at as usize);
        for copy in alike.filter(|at| profile(*at) == profile(original)) {
            copies.entry(original).or_default().push(copy);
            is_copy.get_mut(copy as usize).into_iter().for_each(|is_copy| *is_copy = true);
        }
    }
    let originals = (0_u32..).zip(is_copy).filter(|(_, is_copy)| !is_copy).map(|(at, _)| at).collect();
    (originals, copies)
}

/// What sources say of each other by key: pairs of positions.
#[derive(Default)]
struct Told {
    /// One says that it is not the other; the lesser position first.
    distinct: HashSet<(u32, u32)>,
    /// One says that it is related to the other, and was not merged with it.
    related: HashSet<(u32, u32)>,
    /// The first has the key of the second as an alias: a merge that was not ended.
    unfinished: BTreeSet<(u32, u32)>,
}

impl Told {
    fn by(sources: &[&Source]) -> Told {
        let speaks = |source: &&Source| {
            !source.ids().is_empty() || !source.related().is_empty() || told::others(source).next().is_some()
        };
        if !sources.par_iter().any(speaks) {
            return Told::default();
        }
        let mut told = Told::default();
        let keys = || (0_u32..).zip(sources).map(|(at, source)| (fold::key(&source.key), at));
        let mut at_key: HashMap<String, u32> = HashMap::with_capacity(sources.len());
        keys().for_each(|(key, at)| _ = at_key.entry(key).or_insert(at));
        let aliases =
            (0_u32..).zip(sources).flat_map(|(at, source)| source.ids().iter().map(move |id| (id, at)));
        for (id, at) in aliases {
            let there = *at_key.entry(fold::key(id)).or_insert(at);
            if there != at && sources.get(there as usize).is_some_and(|other| other.key == *id) {
                told.unfinished.insert((at, there));
            }
        }
        for (at, source) in (0_u32..).zip(sources) {
            let pair = |key: &str| {
                let other = at_key.get(&fold::key(key)).filter(|other| **other != at)?;
                Some((at.min(*other), at.max(*other)))
            };
            told.distinct.extend(told::others(source).filter_map(|(key, _)| pair(key)));
            told.related.extend(source.related().iter().filter_map(|related| pair(&related.key)));
        }
        for (a, b) in &told.unfinished {
            told.related.remove(&(*a.min(b), *a.max(b)));
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Related};

    fn source(key: &str, fields: &[(Field, &str)]) -> Source {
        let mut source = Source::new(key, Kind::Book);
        for (field, text) in fields {
            source.set(*field, Value::from_text(*field, text).unwrap());
        }
        source
    }

    #[test]
    fn a_merge_that_was_not_ended_is_certain_and_ends_where_it_began() {
        let gone = source("a", &[(Field::Title, "A Book"), (Field::Author, "Doe, Jane")]);
        let other = source("b", &[(Field::Title, "Quite Another"), (Field::Author, "Roe, Richard")]);
        let survivor = merge::merge(&other, &[&gone], merge::Policy::Best).survivor;
        let found = duplicates(&[&gone, &survivor], &Options::default());
        let groups: Vec<_> = found.groups.iter().map(|group| (group.verdict, group.keep)).collect();
        assert_eq!(groups, [(Verdict::Certain, 1)]);
        assert_eq!(duplicates(&[&gone, &other], &Options::default()).groups, []);
    }

    #[test]
    fn what_is_certain_with_two_works_is_possibly_each_of_them_and_says_so() {
        let same = [(Field::Title, "A Book with a Title of Its Own"), (Field::Author, "Doe, Jane")];
        let same = [&same[..], &[(Field::Doi, "10.1000/1")]].concat();
        let mut sources = ["a", "b", "f"].map(|key| source(key, &same));
        let no = vec![("b".to_owned(), "a person looked".to_owned())];
        sources[2].set(Field::Distinct, Value::Reasons(no));
        let found = duplicates(&sources.each_ref(), &Options::default());
        let pairs: Vec<_> = found.groups.iter().flat_map(|group| &group.pairs).collect();
        let said: Vec<_> = pairs.iter().map(|pair| (pair.a, pair.b, pair.comparison.verdict)).collect();
        assert_eq!(said, [(0, 1, Verdict::Possible), (0, 2, Verdict::Possible)]);
        for pair in pairs {
            let because = &pair.comparison.because;
            assert!(because.starts_with("same "), "{because}");
            let expected = "; but together they would join b and f, which are two works";
            assert!(because.ends_with(expected), "{because}");
        }
    }

    #[test]
    fn what_is_said_to_be_related_is_no_duplicate_whoever_says_it() {
        let same = [(Field::Title, "A Book with a Title of Its Own"), (Field::Author, "Doe, Jane")];
        let same = [&same[..], &[(Field::Doi, "10.1000/1")]].concat();
        for says in [0, 1] {
            let mut sources = ["a", "b", "c"].map(|key| source(key, &same));
            let related =
                Related { key: ["b", "a"][says].into(), relation: "reprintof".into(), ..Related::default() };
            sources[says].set(Field::Related, Value::Related(vec![related]));
            let options = Options::default();
            let comparison = super::super::compare(&sources[0], &sources[1], &options);
            assert_eq!(comparison.verdict, Verdict::Related);
            let because = "one says that it is related to the other: `reprintof`";
            assert_eq!(comparison.because, because);
            let found = duplicates(&sources.each_ref(), &options);
            let related: Vec<_> =
                found.related.iter().map(|pair| (pair.a, pair.b, &*pair.comparison.because)).collect();
            assert_eq!(related, [(0, 1, because)]);
            // the third is as much the one as the other
            let groups: Vec<_> = found.groups.iter().map(|group| (group.verdict, &*group.members)).collect();
            assert_eq!(groups, [(Verdict::Possible, &[0, 1, 2][..])]);
        }
    }

    #[test]
    fn what_inherits_is_not_what_it_inherits_from() {
        let same = [(Field::Title, "A Book with a Title of Its Own"), (Field::Author, "Doe, Jane")];
        for field in [Field::Crossref, Field::Xref, Field::Xdata, Field::Entryset] {
            let a = source("a", &[&same[..], &[(field, "b0")]].concat());
            let b = source("b", &[&same[..], &[(Field::Ids, "b0")]].concat());
            assert_eq!(duplicates(&[&a, &b], &Options::default()).groups, [], "{field}");
        }
    }

    #[test]
    fn one_key_for_two_works_merges_nothing() {
        let a = source("a", &[(Field::Title, "A Book"), (Field::Author, "Doe, Jane")]);
        let b = source(
            "b",
            &[(Field::Title, "Quite Another"), (Field::Author, "Roe, Richard"), (Field::Ids, "a")],
        );
        assert_eq!(duplicates(&[&a, &b], &Options::default()).groups, []);
    }
}
