//! Newcomers beside a library: which of its sources, or of the newcomers before, each of them is already.

use super::{
    Options, Verdict, candidates,
    cluster::is_clear,
    compare::View,
    explain::because,
    profile::Profile,
    told,
    verdict::{Judgement, judge},
};
use crate::model::Source;
use rayon::prelude::*;
use std::borrow::Cow;

/// What a newcomer is, or may be, already.
#[derive(Clone, Debug, PartialEq)]
pub struct Twin {
    /// Its position: of a source of the library, or behind them of a newcomer.
    pub at: usize,
    /// `Certain` or `Possible`.
    pub verdict: Verdict,
    /// What decided, in words.
    pub because: String,
}

/// A library and newcomers, in that order, inheritance resolved. Newcomers are asked about in order, and what becomes
/// of each is told, so that a later one meets what is there by then.
#[derive(Debug, Default)]
pub struct Index<'a> {
    sources: Vec<Cow<'a, Source>>,
    profiles: Vec<Profile>,
    /// How many are of the library.
    old: usize,
    /// By newcomer: who is worth comparing, among those before it.
    near: Vec<Vec<u32>>,
    /// By newcomer: those of them who are or may be it, as they were given.
    alike: Vec<Vec<(u32, Judgement)>>,
    /// By position: whether a newcomer was merged into it, so that it is not what was given.
    grown: Vec<bool>,
    /// By position: where the source is now; itself, the one it was merged into, or nowhere.
    now: Vec<Option<u32>>,
}

impl<'a> Index<'a> {
    /// Puts newcomers beside a library.
    pub fn new(old: Vec<Cow<'a, Source>>, new: Vec<Cow<'a, Source>>, options: &Options) -> Index<'a> {
        let (count, newcomers) = (old.len(), new.len());
        let sources: Vec<Cow<'a, Source>> = old.into_iter().chain(new).collect();
        let profiles: Vec<Profile> = sources.par_iter().map(|source| Profile::new(source)).collect();
        let mut near = vec![Vec::new(); newcomers];
        for (a, b) in candidates::pairs(&profiles.iter().collect::<Vec<_>>(), count) {
            if let Some(near) = near.get_mut(b as usize - count) {
                near.push(a);
            }
        }
        let now = (0..sources.len()).map(|at| Some(at as u32)).collect();
        let grown = vec![false; sources.len()];
        let mut index = Index { sources, profiles, old: count, near, alike: Vec::new(), grown, now };
        index.alike = (0..newcomers)
            .into_par_iter()
            .map(|newcomer| {
                let near = index.near.get(newcomer).map_or(&[][..], Vec::as_slice);
                near.iter().filter_map(|near| index.judged(newcomer, *near, options)).collect()
            })
            .collect();
        index
    }

    /// What a newcomer (by number) is already: the most alike of those that are there by now. If it is certainly one with several
    /// that are two works, it is possibly each of these, and certainly none.
    pub fn twins(&self, newcomer: usize, options: &Options) -> Vec<Twin> {
        let found = self.found(newcomer, options);
        let Some(best) = found.first() else { return Vec::new() };
        let certain: Vec<&(u32, Judgement)> =
            found.iter().filter(|(_, judgement)| judgement.verdict == Verdict::Certain).collect();
        let pairs = certain.iter().enumerate();
        let pairs = pairs.flat_map(|(n, a)| certain.iter().skip(n + 1).map(move |b| (*a, *b)));
        let two: Vec<(u32, u32)> =
            pairs.filter(|(a, b)| self.are_two(a, b, options)).map(|(a, b)| (a.0, b.0)).collect();
        if two.is_empty() {
            return self.twin(newcomer, best).into_iter().collect();
        }
        let key = |at: u32| self.sources.get(at as usize).map_or("", |source| source.key.as_str());
        let torn = found.iter().filter_map(|one| {
            let (a, b) = two.iter().find(|(a, b)| [*a, *b].contains(&one.0))?;
            let twin = self.twin(newcomer, one)?;
            let because = format!(
                "{}; but it is as much {} as {}, which are two works",
                twin.because,
                key(*a),
                key(*b)
            );
            Some(Twin { verdict: Verdict::Possible, because, ..twin })
        });
        torn.collect()
    }

    fn twin(&self, newcomer: usize, (near, judgement): &(u32, Judgement)) -> Option<Twin> {
        let view = View::new(self.profiles.get(*near as usize)?, self.profiles.get(self.old + newcomer)?);
        Some(Twin { at: *near as usize, verdict: judgement.verdict, because: because(&view, judgement) })
    }

    /// Whether two that are there, with what is known of a newcomer beside each, are two works of which it may be either.
    fn are_two(&self, one: &(u32, Judgement), other: &(u32, Judgement), options: &Options) -> bool {
        let at = |at: u32| self.sources.get(at as usize).zip(self.profiles.get(at as usize));
        let (Some((a, x)), Some((b, y))) = (at(one.0), at(other.0)) else { return true };
        let clear = is_clear(one.1.bits, other.1.bits);
        told::are_two(a, b) || !clear && !judge(&View::new(x, y), options).agrees()
    }

    /// What is, or may be, a newcomer already, the most alike first.
    fn found(&self, newcomer: usize, options: &Options) -> Vec<(u32, Judgement)> {
        let near = self.near.get(newcomer).map_or(&[][..], Vec::as_slice);
        let mut there: Vec<u32> =
            near.iter().filter_map(|near| self.now.get(*near as usize).copied().flatten()).collect();
        there.sort_unstable();
        there.dedup();
        let alike = self.alike.get(newcomer).map_or(&[][..], Vec::as_slice);
        let found = there.into_iter().filter_map(|near| {
            if self.grown.get(near as usize).copied().unwrap_or_default() {
                return self.judged(newcomer, near, options);
            }
            alike.iter().find(|(other, _)| *other == near).copied()
        });
        let mut found: Vec<(u32, Judgement)> = found.collect();
        found.sort_by(|(i, a), (j, b)| {
            b.verdict.cmp(&a.verdict).then(b.bits.total_cmp(&a.bits)).then(i.cmp(j))
        });
        found
    }

    /// How a newcomer compares with what is at a position, if it is or may be the same.
    fn judged(&self, newcomer: usize, near: u32, options: &Options) -> Option<(u32, Judgement)> {
        let at = self.old + newcomer;
        let (source, profile) = (self.sources.get(at)?, self.profiles.get(at)?);
        let (other, theirs) = (self.sources.get(near as usize)?, self.profiles.get(near as usize)?);
        let judgement = judge(&View::new(theirs, profile), options);
        let is_twin = judgement.verdict >= Verdict::Possible && !told::are_two(source, other);
        is_twin.then_some((near, judgement))
    }

    /// A newcomer was merged into what is at a position, which is now `survivor`.
    pub fn merged(&mut self, newcomer: usize, into: usize, survivor: &Source) {
        self.left_out(newcomer);
        if let Some(now) = self.now.get_mut(self.old + newcomer) {
            *now = Some(into as u32);
        }
        if let (Some(source), Some(profile)) = (self.sources.get_mut(into), self.profiles.get_mut(into)) {
            *profile = Profile::new(survivor);
            if let Some(grown) = self.grown.get_mut(into) {
                *grown = true;
            }
            *source = Cow::Owned(survivor.clone());
        }
    }

    /// A newcomer was left out.
    pub fn left_out(&mut self, newcomer: usize) {
        if let Some(now) = self.now.get_mut(self.old + newcomer) {
            *now = None;
        }
    }
}
