//! Pairs → groups. A group is certain only if no two of its members contradict each other: the strongest pairs are
//! joined first, and a join that would bring a contradiction into a group is refused.

use super::{Duplicates, Group, Options, Pair, Verdict, candidates::Index, compare::compare};
use crate::model::{Field, Source};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Groups the sources that the index holds.
pub(super) fn cluster(index: &Index, sources: &[&Source], options: &Options) -> Duplicates {
    let mut pairs: Vec<Pair> = index
        .pairs()
        .into_par_iter()
        .filter_map(|(a, b)| {
            let comparison = compare(index.profile(a)?, index.profile(b)?, options);
            let pair = Pair { a: a as usize, b: b as usize, comparison };
            (pair.comparison.verdict >= Verdict::Related).then_some(pair)
        })
        .collect();
    let key = |at: usize| sources.get(at).map_or("", |source| source.key.as_str());
    // by strength, then by keys: what comes first in a file decides nothing
    pairs.par_sort_by(|x, y| {
        (y.comparison.verdict.cmp(&x.comparison.verdict))
            .then(y.comparison.score.total_cmp(&x.comparison.score))
            .then_with(|| {
                (key(x.a).min(key(x.b)), key(x.a).max(key(x.b)))
                    .cmp(&(key(y.a).min(key(y.b)), key(y.a).max(key(y.b))))
            })
    });
    let related = pairs.iter().filter(|pair| pair.comparison.verdict == Verdict::Related).cloned().collect();
    pairs.retain(|pair| pair.comparison.verdict >= Verdict::Possible);
    let mut certain = Groups::new(sources.len());
    for pair in pairs.iter_mut().filter(|pair| pair.comparison.verdict == Verdict::Certain) {
        let fits = certain.members(pair.a).iter().all(|a| {
            certain.members(pair.b).iter().all(|b| {
                a == b
                    || index
                        .profile(*a as u32)
                        .zip(index.profile(*b as u32))
                        .is_some_and(|(a, b)| compare(a, b, options).verdict >= Verdict::Possible)
            })
        });
        if fits {
            certain.join(pair.a, pair.b);
        } else {
            pair.comparison.verdict = Verdict::Possible;
            "the same by themselves, but others of the group contradict"
                .clone_into(&mut pair.comparison.because);
        }
    }
    let mut groups = certain.list();
    let mut grouped: HashMap<usize, usize> = HashMap::new();
    for (at, members) in groups.iter().enumerate() {
        grouped.extend(members.iter().map(|member| (*member, at)));
    }
    let mut inside: BTreeMap<usize, Vec<Pair>> = BTreeMap::new();
    let mut between = Vec::new();
    for mut pair in pairs {
        match (grouped.get(&pair.a), grouped.get(&pair.b)) {
            (Some(a), Some(b)) if a == b => {
                // a group stands as a whole
                pair.comparison.verdict = Verdict::Certain;
                inside.entry(*a).or_default().push(pair);
            }
            _ => between.push(pair),
        }
    }
    let mut result: Vec<Group> = groups
        .drain(..)
        .enumerate()
        .map(|(at, members)| {
            group(members, inside.remove(&at).unwrap_or_default(), Verdict::Certain, sources)
        })
        .collect();
    result.extend(
        between.into_iter().map(|pair| group(vec![pair.a, pair.b], vec![pair], Verdict::Possible, sources)),
    );
    result.sort_by(|x, y| x.members.iter().map(|at| key(*at)).cmp(y.members.iter().map(|at| key(*at))));
    Duplicates { groups: result, related }
}

fn group(mut members: Vec<usize>, mut pairs: Vec<Pair>, verdict: Verdict, sources: &[&Source]) -> Group {
    let key = |at: usize| sources.get(at).map_or("", |source| source.key.as_str());
    members.sort_by_key(|at| key(*at));
    pairs.sort_by_key(|pair| (key(pair.a).min(key(pair.b)), key(pair.a).max(key(pair.b))));
    let score = pairs.iter().map(|pair| pair.comparison.score).fold(1.0, f64::min);
    // the richest: published before preprint, then the most fields; ties by key
    let richness = |at: usize| {
        sources.get(at).map_or((false, 0), |source| {
            (
                source.venue().is_some() && source.has(Field::Date),
                source.fields().count() + source.house.len(),
            )
        })
    };
    let keep = members
        .iter()
        .copied()
        .min_by(|a, b| richness(*b).cmp(&richness(*a)).then_with(|| key(*a).cmp(key(*b))));
    Group { keep: keep.unwrap_or_default(), members, verdict, score, pairs }
}

/// Disjoint groups of positions; those of one member are not listed.
struct Groups {
    group: Vec<usize>,
    members: HashMap<usize, Vec<usize>>,
}

impl Groups {
    fn new(count: usize) -> Groups {
        Groups { group: (0..count).collect(), members: HashMap::new() }
    }

    fn of(&self, at: usize) -> usize {
        self.group.get(at).copied().unwrap_or(at)
    }

    fn members(&self, at: usize) -> Vec<usize> {
        self.members.get(&self.of(at)).cloned().unwrap_or_else(|| vec![at])
    }

    fn join(&mut self, a: usize, b: usize) {
        let (into, from) = (self.of(a), self.of(b));
        if into == from {
            return;
        }
        let mut all = self.members(a);
        let moved = self.members(b);
        for at in &moved {
            if let Some(group) = self.group.get_mut(*at) {
                *group = into;
            }
        }
        all.extend(moved);
        self.members.remove(&from);
        self.members.insert(into, all);
    }

    fn list(&self) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = self.members.values().cloned().collect();
        groups.sort();
        groups
    }
}
