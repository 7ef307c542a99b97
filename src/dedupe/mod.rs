//! Which sources are the same work, why, and how they become one: candidates → comparison → verdict → cluster → merge.
//!
//! The verdict on two sources depends on these two alone and is symmetric; results do not depend on the order of files.

mod candidates;
mod cluster;
mod compare;
pub mod decision;
mod explain;
mod find;
mod index;
pub mod merge;
mod notice;
mod people;
mod policy;
mod profile;
pub mod relate;
mod stated;
mod title;
mod told;
mod track;
mod venue;
mod verdict;
mod words;

use crate::{library::Library, model::Source};
use compare::View;
use rayon::prelude::*;
use std::borrow::Cow;
use told::reason;

pub use index::{Index, Twin};
pub use notice::{Notice, notices};

pub use crate::settings::{Dedupe as Options, Versions};

/// What two sources are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Two works.
    Different,
    /// Two works that belong together.
    Related,
    /// A person should look.
    Possible,
    /// The same work beyond reasonable doubt.
    Certain,
}

/// How two related works belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The first is the preprint of the second.
    PreprintOf,
    /// Two editions of one book.
    EditionOf,
    /// Two parts or volumes of one work, of which neither is a part of the other.
    PartOf,
    /// The first corrects the second.
    ErratumOf,
    /// The first comments on, replies to or reviews the second.
    CommentOn,
    /// The first translates the second.
    TranslationOf,
    /// The first is a chapter of the second.
    ChapterOf,
    /// The first is a later publication of the second, in another venue: the article that a conference paper became.
    VersionOf,
}

impl Relation {
    /// Its name, as reports have it.
    pub fn name(self) -> &'static str {
        match self {
            Relation::PreprintOf => "preprint-of",
            Relation::EditionOf => "edition-of",
            Relation::PartOf => "companion-of",
            Relation::ErratumOf => "erratum-of",
            Relation::CommentOn => "comment-on",
            Relation::TranslationOf => "translation-of",
            Relation::ChapterOf => "chapter-of",
            Relation::VersionOf => "version-of",
        }
    }

    /// The relation of that name in `related`.
    pub fn from_related_type(name: &str) -> Option<Relation> {
        use Relation::*;
        let all = [PreprintOf, EditionOf, PartOf, ErratumOf, CommentOn, TranslationOf, ChapterOf, VersionOf];
        all.into_iter().find(|relation| relation.related_type() == name)
    }

    /// Its name in `related`: biblatex's, where its standard styles have one (manual, 3.5 and 4.5.1), else our own.
    pub fn related_type(self) -> &'static str {
        match self {
            Relation::TranslationOf => "translationof",
            other => other.name(),
        }
    }
}

impl serde::Serialize for Relation {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// What one field says about two sources.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Evidence {
    /// The field, by its TOML name.
    pub field: &'static str,
    /// The value of the first source; empty if it has none.
    pub a: String,
    /// The value of the second.
    pub b: String,
    /// Similarity, 0 to 1.
    pub score: f64,
    /// What that means.
    pub says: Says,
}

/// What evidence says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Says {
    /// The same.
    Same,
    /// Alike.
    Like,
    /// One of them does not say.
    Absent,
    /// Not the same: they contradict.
    Different,
}

/// The comparison of two sources.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The verdict.
    pub verdict: Verdict,
    /// How sure it is that they are one work, 0 to 1.
    pub score: f64,
    /// How they belong together, if the verdict is `Related`; said of the first to the second.
    pub relation: Option<Relation>,
    /// Whether the first source is the one the relation starts from.
    pub forward: bool,
    /// What decided, in words: the rule or veto.
    pub because: String,
    /// Field by field.
    pub evidence: Vec<Evidence>,
}

/// How the verdict on two sources comes about: bits that are added up, what they have to reach, and what limits them.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Reckoning {
    /// What the sum starts from: the odds before anything is compared.
    pub prior: f64,
    /// The evidence that was found.
    pub weights: Vec<Weight>,
    /// The sum.
    pub bits: f64,
    /// From which sum two sources are possibly one.
    pub possible: f64,
    /// From which sum they certainly are, if nothing limits the verdict.
    pub certain: f64,
    /// What limits it, whatever the sum.
    pub veto: Option<Ceiling>,
}

/// What a piece of evidence weighs.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Weight {
    /// The field it is about: the name of its kind, as `venue` or `author`.
    pub field: &'static str,
    /// How many bits.
    pub bits: f64,
    /// The evidence in words.
    pub because: &'static str,
}

/// A rule that limits a verdict.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Ceiling {
    /// The rule in words.
    pub because: &'static str,
    /// The highest verdict it leaves.
    pub verdict: Verdict,
}

/// Two sources (positions in the given list, `a < b`) and their comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The first.
    pub a: usize,
    /// The second.
    pub b: usize,
    /// How they compare; the verdict is final, after clustering.
    pub comparison: Comparison,
}

/// Sources that are, or may be, one work.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Positions of the members, sorted by key.
    pub members: Vec<usize>,
    /// Certain if all pairs of the group are.
    pub verdict: Verdict,
    /// The least score of a pair that holds the group together.
    pub score: f64,
    /// The one that a merge keeps: the richest, ties by key.
    pub keep: usize,
    /// The pairs that were compared inside the group and are certain or possible.
    pub pairs: Vec<Pair>,
}

impl Group {
    /// Its members, the one that a merge keeps before the others.
    pub fn kept_first(&self) -> Vec<usize> {
        let others = self.members.iter().filter(|at| **at != self.keep);
        std::iter::once(&self.keep).chain(others).copied().collect()
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Duplicates {
    /// Groups, by first key.
    pub groups: Vec<Group>,
    /// Related works.
    pub related: Vec<Pair>,
}

/// Compares two sources, inheritance resolved.
pub fn compare(a: &Source, b: &Source, options: &Options) -> Comparison {
    let (x, y) = (profile::Profile::new(a), profile::Profile::new(b));
    let view = View::new(&x, &y);
    let mut comparison = explain::explain(a, b, &view, &verdict::judge(&view, options));
    if let Some(reason) = reason(a, b).or_else(|| reason(b, a)) {
        comparison.verdict = Verdict::Different;
        comparison.relation = None;
        comparison.because = reason;
    } else {
        told::relate(a, b, &mut comparison);
    }
    comparison
}

/// How the verdict on two sources comes about, inheritance resolved; what a person decided aside.
pub fn reckon(a: &Source, b: &Source, options: &Options) -> Reckoning {
    let (x, y) = (profile::Profile::new(a), profile::Profile::new(b));
    let view = View::new(&x, &y);
    explain::reckon(&view, &verdict::judge(&view, options), options)
}

/// The policy: what each piece of evidence weighs, and the rules that limit a verdict; of these the first that applies decides.
pub fn policy() -> (Vec<Weight>, Vec<Ceiling>) {
    explain::policy()
}

/// Finds the duplicates among sources, inheritance resolved.
pub fn duplicates(sources: &[&Source], options: &Options) -> Duplicates {
    find::duplicates(sources, options)
}

/// The duplicates of a library.
pub fn of_library(library: &Library) -> Duplicates {
    // few inherit: only those are held beside the library
    let heirs = library.sources().par_iter().enumerate().filter_map(|(at, source)| {
        match library.resolve(source).source {
            Cow::Owned(heir) => Some((at, heir)),
            Cow::Borrowed(_) => None,
        }
    });
    let heirs: Vec<(usize, Source)> = heirs.collect();
    let mut sources: Vec<&Source> = library.sources().iter().collect();
    for (at, heir) in &heirs {
        sources.get_mut(*at).into_iter().for_each(|source| *source = heir);
    }
    duplicates(&sources, &library.settings().dedupe)
}

/// The same, if one of the sources (by their positions) that are new may be in a group; else nothing, which is known sooner.
pub fn of_library_with(library: &Library, is_new: impl Fn(usize) -> bool) -> Duplicates {
    let options = &library.settings().dedupe;
    // what is only related is not looked for below
    if options.versions != Versions::Relate {
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for (at, source) in library.sources().iter().enumerate() {
            if is_new(at) { &mut new } else { &mut old }.push(library.resolve(source).source);
        }
        let newcomers = new.len();
        if newcomers == 0 {
            return Duplicates::default();
        }
        if newcomers < old.len() {
            let index = Index::new(old, new, options);
            if (0..newcomers).all(|newcomer| index.twins(newcomer, options).is_empty()) {
                return Duplicates::default();
            }
        }
    }
    of_library(library)
}

/// How many works sources are, inheritance resolved: every certain group of [`duplicates`] counts once.
pub fn unique(sources: &[&Source], options: &Options) -> usize {
    find::unique(sources, options)
}
