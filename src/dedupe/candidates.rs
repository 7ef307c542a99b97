//! Which pairs are worth comparing: those that share a block (an identifier, the title, four words of it, author and page).
//!
//! Near-linear: a block that holds too many is split by author and year, and what is left of one is a window over its titles in
//! order; nothing is compared all against all.

use super::{Comparison, Options, Verdict, compare::compare, profile::Profile};
use crate::model::Source;
use rayon::prelude::*;
use std::collections::HashMap;

/// A block with more members than this is split. Taste: 496 pairs.
const FULL: usize = 32;

/// An index of sources, to find the twins of newcomers.
#[derive(Debug, Default)]
pub struct Index {
    profiles: Vec<Profile>,
    blocks: HashMap<u64, Vec<u32>>,
}

impl Index {
    /// An index of sources, inheritance resolved; positions are those of the iterator.
    pub fn new<'a>(sources: impl IntoIterator<Item = &'a Source>) -> Index {
        let sources: Vec<&Source> = sources.into_iter().collect();
        let profiles: Vec<Profile> = sources.par_iter().map(|source| Profile::new(source)).collect();
        let mut index = Index::default();
        for profile in profiles {
            index.push(profile);
        }
        index
    }

    /// The source that is, or may be, the same work: the best one, and how it compares.
    pub fn twin(&self, source: &Source, options: &Options) -> Option<(usize, Comparison)> {
        let profile = Profile::new(source);
        let mut near: Vec<u32> = Vec::new();
        for block in profile.blocks() {
            let Some(members) = self.blocks.get(&block) else { continue };
            // of a block that is too full, those who share an author and about the year come first
            let mut members: Vec<u32> = members.clone();
            if members.len() > FULL {
                members.sort_by_key(|at| self.distance(&profile, *at));
                members.truncate(FULL);
            }
            near.extend(members);
        }
        near.sort_unstable();
        near.dedup();
        let compared = near.into_iter().filter_map(|at| {
            let comparison = compare(self.profiles.get(at as usize)?, &profile, options);
            (comparison.verdict >= Verdict::Possible).then_some((at as usize, comparison))
        });
        compared.max_by(|(i, a), (j, b)| {
            (a.verdict.cmp(&b.verdict)).then(a.score.total_cmp(&b.score)).then(j.cmp(i))
        })
    }

    /// Adds a source, at the next position.
    pub fn insert(&mut self, source: &Source) {
        self.push(Profile::new(source));
    }

    fn push(&mut self, profile: Profile) {
        let at = self.profiles.len() as u32;
        for block in profile.blocks() {
            let members = self.blocks.entry(block).or_default();
            if members.last() != Some(&at) {
                members.push(at);
            }
        }
        self.profiles.push(profile);
    }

    fn distance(&self, profile: &Profile, at: u32) -> (bool, u32) {
        let Some(other) = self.profiles.get(at as usize) else { return (true, u32::MAX) };
        let shares = profile.families.iter().any(|family| other.families.contains(family));
        let years = profile.year.zip(other.year).map_or(9, |(a, b)| a.abs_diff(b));
        (!shares, years)
    }

    /// All pairs worth comparing, each once, smaller position first.
    pub(super) fn pairs(&self) -> Vec<(u32, u32)> {
        let blocks: Vec<&Vec<u32>> = self.blocks.values().filter(|block| block.len() > 1).collect();
        let mut pairs: Vec<(u32, u32)> = blocks
            .par_iter()
            .flat_map_iter(|block| if block.len() <= FULL { all(block) } else { self.split(block) })
            .collect();
        pairs.par_sort_unstable();
        pairs.dedup();
        pairs
    }

    pub(super) fn profile(&self, at: u32) -> Option<&Profile> {
        self.profiles.get(at as usize)
    }

    /// The pairs of a block that is too full: of those who share an author and, if there are still too many, the neighbours
    /// in the order of title and year.
    fn split(&self, block: &[u32]) -> Vec<(u32, u32)> {
        let mut parts: HashMap<&str, Vec<u32>> = HashMap::new();
        for at in block {
            let Some(profile) = self.profile(*at) else { continue };
            if profile.families.is_empty() {
                parts.entry("").or_default().push(*at);
            }
            for family in profile.families.iter().take(4) {
                parts.entry(family).or_default().push(*at);
            }
        }
        let mut pairs = Vec::new();
        for mut part in parts.into_values() {
            if part.len() <= FULL {
                pairs.extend(all(&part));
                continue;
            }
            part.sort_by_key(|at| self.profile(*at).map(|p| (&p.title, p.year, &p.first_page, &p.key)));
            for (at, first) in part.iter().enumerate() {
                pairs.extend(part.iter().skip(at + 1).take(FULL).map(|second| ordered(*first, *second)));
            }
        }
        pairs
    }
}

fn all(block: &[u32]) -> Vec<(u32, u32)> {
    block
        .iter()
        .enumerate()
        .flat_map(|(at, first)| block.iter().skip(at + 1).map(|second| ordered(*first, *second)))
        .collect()
}

fn ordered(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}
