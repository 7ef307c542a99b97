//! Pairs become groups: the strongest evidence first, and never two that contradict each other in one group.

use super::{
    Options, Verdict,
    compare::View,
    profile::Profile,
    verdict::{Judgement, differ_in_title_alone, judge},
};
use std::collections::{BTreeMap, HashMap};

/// A judged pair of profiles, `a < b`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub a: u32,
    pub b: u32,
    pub judgement: Judgement,
}

/// More different spellings of one work than that are not joined in one go: all of a group are compared with all.
pub(super) const LARGEST: usize = 100;

/// Pairs, the lesser first, that would be certain if one of them were not certainly one with another too: the two of which it cannot
/// be both.
pub(super) type Torn = BTreeMap<(u32, u32), (u32, u32)>;

/// Sets of profiles that are certainly one work each; a certain edge that would join two that contradict each other
/// becomes a possible one. What is certainly one with each of two that are two works is possibly one with either.
pub(super) fn certain(
    profiles: &[&Profile],
    edges: &mut [Edge],
    distinct: &dyn Fn(u32, u32) -> bool,
    options: &Options,
) -> (Vec<Vec<u32>>, Torn) {
    let mut known: HashMap<(u32, u32), bool> =
        edges.iter().map(|edge| ((edge.a, edge.b), edge.judgement.agrees())).collect();
    let mut agrees = |a: u32, b: u32| {
        let (a, b) = (a.min(b), a.max(b));
        let agrees = *known.entry((a, b)).or_insert_with(|| {
            match (profiles.get(a as usize), profiles.get(b as usize)) {
                (Some(x), Some(y)) => judge(&View::new(x, y), options).agrees(),
                _ => false,
            }
        });
        agrees && !distinct(a, b)
    };
    // the title alone and the subtitle alone say nothing of each other, but together with the whole they do
    let are_halves = |whole: u32, a: u32, b: u32| {
        let [whole, x, y] = [whole, a, b].map(|at| profiles.get(at as usize));
        let is_made_of =
            |x: &Profile, y: &Profile| whole.is_some_and(|p| p.title.is_made_of(&x.title, &y.title));
        x.zip(y).is_some_and(|(x, y)| {
            is_made_of(x, y) && !distinct(a, b) && differ_in_title_alone(&View::new(x, y), options)
        })
    };
    let torn = torn(edges, distinct, &mut |at, a, b| agrees(a, b) || are_halves(at, a, b));
    for edge in edges.iter_mut().filter(|edge| torn.contains_key(&(edge.a, edge.b))) {
        edge.judgement.verdict = Verdict::Possible;
    }
    let mut agrees = |a: u32, b: u32| !torn.contains_key(&(a.min(b), a.max(b))) && agrees(a, b);
    let mut order: Vec<usize> = (0..edges.len())
        .filter(|at| edges.get(*at).is_some_and(|edge| edge.judgement.verdict == Verdict::Certain))
        .collect();
    order.sort_by(|x, y| match (edges.get(*x), edges.get(*y)) {
        (Some(x), Some(y)) => y.judgement.bits.total_cmp(&x.judgement.bits).then((x.a, x.b).cmp(&(y.a, y.b))),
        _ => std::cmp::Ordering::Equal,
    });
    let mut set_of: HashMap<u32, u32> = HashMap::new();
    let mut sets: HashMap<u32, Vec<u32>> = HashMap::new();
    for at in order {
        let Some(edge) = edges.get_mut(at) else { continue };
        let (x, y) = (*set_of.get(&edge.a).unwrap_or(&edge.a), *set_of.get(&edge.b).unwrap_or(&edge.b));
        if x == y {
            continue;
        }
        let xs = sets.remove(&x).unwrap_or_else(|| vec![edge.a]);
        let ys = sets.remove(&y).unwrap_or_else(|| vec![edge.b]);
        let mut may_join =
            |a: u32, b: u32| agrees(a, b) || xs.iter().chain(&ys).any(|whole| are_halves(*whole, a, b));
        let joins = xs.len() + ys.len() <= LARGEST && xs.iter().all(|a| ys.iter().all(|b| may_join(*a, *b)));
        if joins {
            ys.iter().chain([&edge.b]).for_each(|member| {
                set_of.insert(*member, x);
            });
            set_of.insert(edge.a, x);
            sets.insert(x, xs.into_iter().chain(ys).collect());
        } else {
            edge.judgement.verdict = Verdict::Possible;
            for (id, members) in [(x, xs), (y, ys)] {
                if members.len() > 1 {
                    sets.insert(id, members);
                }
            }
        }
    }
    let mut sets: Vec<Vec<u32>> = sets.into_values().collect();
    for set in &mut sets {
        set.sort_unstable();
    }
    sets.sort_unstable();
    (sets, torn)
}

/// The certain edges of what is certainly one with each of two that are two works, with neither of them clearly more than with the
/// other. Whether two may be in one group with a third is asked of `agrees`, the third first.
fn torn(
    edges: &[Edge],
    distinct: &dyn Fn(u32, u32) -> bool,
    agrees: &mut impl FnMut(u32, u32, u32) -> bool,
) -> Torn {
    let mut near: BTreeMap<u32, BTreeMap<u32, f64>> = BTreeMap::new();
    let is_certain = |edge: &&Edge| edge.judgement.verdict == Verdict::Certain && !edge.judgement.unfinished;
    for edge in edges.iter().filter(is_certain) {
        near.entry(edge.a).or_default().insert(edge.b, edge.judgement.bits);
        near.entry(edge.b).or_default().insert(edge.a, edge.judgement.bits);
    }
    let mut torn = Torn::new();
    for (at, near) in near {
        let near: Vec<(u32, f64)> = near.into_iter().take(LARGEST).collect();
        for (n, (a, x)) in near.iter().enumerate() {
            for (b, y) in near.iter().skip(n + 1) {
                if distinct(*a, *b) || !is_clear(*x, *y) && !agrees(at, *a, *b) {
                    for other in [*a, *b] {
                        torn.entry((at.min(other), at.max(other))).or_insert((*a, *b));
                    }
                }
            }
        }
    }
    torn
}

/// Whether the evidence for one of two is so much more that the other one is out of question: eight times as likely (taste). That a
/// person calls them two works leaves no such choice.
pub(super) fn is_clear(bits: f64, others: f64) -> bool {
    (bits - others).abs() >= 3.0
}

/// Sets that pairs join, however far they chain: for showing together what a person should look at together.
pub(super) fn components(pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Vec<Vec<u32>> {
    let mut parent: HashMap<u32, u32> = HashMap::new();
    for (a, b) in pairs.clone() {
        let (a, b) = (root(&mut parent, a), root(&mut parent, b));
        parent.insert(a.max(b), a.min(b));
        parent.entry(a.min(b)).or_insert(a.min(b));
    }
    let mut sets: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut members: Vec<u32> = pairs.flat_map(|(a, b)| [a, b]).collect();
    members.sort_unstable();
    members.dedup();
    for member in members {
        sets.entry(root(&mut parent, member)).or_default().push(member);
    }
    let mut sets: Vec<Vec<u32>> = sets.into_values().collect();
    sets.sort_unstable();
    sets
}

/// Who stands for a set; the way there is halved each time it is gone.
fn root(parent: &mut HashMap<u32, u32>, mut at: u32) -> u32 {
    while let Some(&up) = parent.get(&at).filter(|up| **up != at) {
        let over = *parent.get(&up).unwrap_or(&up);
        parent.insert(at, over);
        at = over;
    }
    at
}
