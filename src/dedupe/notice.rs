//! A duplicate in words: what a source is to another one, why, and what to do about it.

use super::{Duplicates, Group, Pair, Verdict};
use crate::{
    library::Library,
    model::{Source, key::argument},
};
use std::collections::BTreeSet;

/// What is to be said at a source that is, or may be, there twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The position of the source it is said at.
    pub at: usize,
    /// The one that it names.
    pub other: usize,
    /// [`Verdict::Certain`] or [`Verdict::Possible`].
    pub verdict: Verdict,
    /// What they are to each other.
    pub message: String,
    /// Why, and what to do.
    pub help: String,
}

/// The notices of duplicates in a library: one for each member of a group that a merge would not keep. Of two sources of which
/// only one is new it is said at that one.
pub fn notices(library: &Library, found: &Duplicates, is_new: impl Fn(usize) -> bool) -> Vec<Notice> {
    let mut notices = Vec::new();
    for group in &found.groups {
        let mut told: BTreeSet<(usize, usize)> = BTreeSet::new();
        for member in group.members.iter().copied().filter(|member| *member != group.keep) {
            let pair = best(group, member);
            // all members of a certain group are the one that is kept
            let other = match pair {
                Some(pair) if group.verdict != Verdict::Certain => pair.a + pair.b - member,
                _ => group.keep,
            };
            if !told.insert((member.min(other), member.max(other))) {
                continue;
            }
            let turned = is_new(other) && !is_new(member);
            let (at, other) = if turned { (other, member) } else { (member, other) };
            let because = pair.map_or("", |pair| &pair.comparison.because);
            notices.extend(notice(library, group.verdict, at, other, because));
        }
    }
    notices
}

/// The pair that says most of a member: with the one that is kept, else the surest; of equal ones the first.
fn best(group: &Group, member: usize) -> Option<&Pair> {
    let of_kept = |pair: &Pair| pair.a == group.keep || pair.b == group.keep;
    let own = group.pairs.iter().rev().filter(|pair| pair.a == member || pair.b == member);
    own.max_by(|a, b| of_kept(a).cmp(&of_kept(b)).then(a.comparison.score.total_cmp(&b.comparison.score)))
}

fn notice(library: &Library, verdict: Verdict, at: usize, other: usize, because: &str) -> Option<Notice> {
    let key = |at: usize| library.sources().get(at).map(|source: &Source| source.key.as_str());
    let (own, named) = (key(at)?, key(other)?);
    let path = library.shown(library.path(other));
    let two = format!("`bib dedupe --distinct {} {} --because \"...\"`", argument(named), argument(own));
    let (are, help) = match (verdict, library.is_foreign()) {
        (Verdict::Certain, true) => ("is", "`bib add` makes one source of them".to_owned()),
        (Verdict::Certain, false) => {
            ("is", format!("`bib dedupe --fix` merges them; if they are two works, {two}"))
        }
        (_, true) => ("may be", "look at them; `bib add` remembers what you decide".to_owned()),
        (_, false) => ("may be", format!("`bib dedupe --merge {named} {own}`, or {two}")),
    };
    // the reason is no part of what is said: two sources stay the same finding when what speaks for it changes
    let help = if because.is_empty() { help } else { format!("{because}: {help}") };
    let message = format!("`{own}` {are} the same work as `{named}` ({path})");
    Some(Notice { at, other, verdict, message, help })
}
