//! What `--fix` does: merges, and what they make certain, until nothing certain is left that can be merged.

use super::{Args, Context, clash, matching, told};
use crate::{
    dedupe::{Duplicates, Group, Relation, Verdict, merge, relate},
    diagnostic::{Diagnostic, Edit},
    library::{Change, Library, Plan},
    model::Field,
};
use std::collections::HashSet;

/// What `--fix` does.
pub(super) struct Deeds {
    /// In the order in which they are made: what one leaves may be merged by a later one.
    pub(super) merges: Vec<merge::Merged>,
    /// What becomes of sources, a line each.
    pub(super) told: Vec<String>,
    /// All of it, documents aside.
    pub(super) plan: Plan,
    /// The library as it is then; `None` if it stays as it is.
    pub(super) library: Option<Library>,
    /// What stands then.
    pub(super) left: Duplicates,
    /// What could not be read and would be lost, so that it is not done.
    pub(super) refused: Vec<Diagnostic>,
}

impl Deeds {
    /// The merges of what was found, then of what is found among what these leave, and so on.
    pub(super) fn of(args: &Args, cx: &mut Context<'_>, library: &Library, found: Duplicates) -> anyhow::Result<Deeds> {
        let mut deeds = Deeds {
            merges: Vec::new(),
            told: Vec::new(),
            plan: Plan::default(),
            library: None,
            left: found,
            refused: Vec::new(),
        };
        // each round leaves fewer sources, or more that is said of them
        loop {
            let now = deeds.library.as_ref().unwrap_or(library);
            let round = Round::of(args, now, &deeds.left);
            deeds.refused = round.refused;
            let plan = cx.plan(now, &round.edits)?;
            if plan.is_empty() {
                return Ok(deeds);
            }
            let next = now.with(plan.changes.iter().map(Change::text));
            deeds.left = matching(&next, &cx.query(&next, &args.query)?);
            deeds.told.extend(round.merges.iter().flat_map(told));
            let links = round.links.iter();
            deeds.told.extend(links.map(|link| format!("{} is {} {} from now on", link.from, link.relation, link.to)));
            deeds.merges.extend(round.merges);
            deeds.plan = deeds.plan.then(plan);
            deeds.library = Some(next);
        }
    }
}

/// What is done at once.
struct Round {
    merges: Vec<merge::Merged>,
    /// The relations that are stored, with `--related`.
    links: Vec<relate::Link>,
    edits: Vec<Edit>,
    refused: Vec<Diagnostic>,
}

impl Round {
    fn of(args: &Args, library: &Library, found: &Duplicates) -> Round {
        let Merges { done: merges, mut refused } = merges(library, &found.groups);
        let mut edits = merge::edits(library, &merges);
        let mut links = Vec::new();
        if args.related {
            let mut pairs: Vec<_> = related(library, found).collect();
            let field = Field::Related.name();
            let unset = |(from, ..): &(&str, &str, Relation)| Edit::Unset { key: (*from).to_owned(), field: field.to_owned() };
            let lost = library.would_lose(&pairs.iter().map(unset).collect::<Vec<_>>());
            let keys: HashSet<&str> = lost.iter().filter_map(|lost| lost.key.as_deref()).collect();
            pairs.retain(|(from, ..)| !keys.contains(from));
            links = relate::store(library, &merges, pairs, &mut edits);
            refused.extend(lost);
        }
        refused.sort_by(Diagnostic::order);
        refused.dedup();
        Round { merges, links, edits, refused }
    }
}

/// The merges of groups.
#[derive(Default)]
struct Merges {
    done: Vec<merge::Merged>,
    /// What could not be read and would be lost in others.
    refused: Vec<Diagnostic>,
}

/// The merges of the certain groups, of the sources as they stand in their files, in which nothing is lost.
fn merges(library: &Library, groups: &[Group]) -> Merges {
    let certain = groups.iter().filter(|group| group.verdict == Verdict::Certain && clash(library, group).is_none());
    let mut groups: Vec<Vec<usize>> = certain.map(Group::kept_first).collect();
    let mut all = Merges::default();
    // what names one source by a merge names two without it
    loop {
        all.done = merge::merge_groups(library, &groups, merge::Policy::Best);
        let lost = library.would_lose(&merge::edits(library, &all.done));
        if lost.is_empty() {
            return all;
        }
        let names = merge::Names::after(library, &all.done);
        let mut keys: HashSet<&str> = lost.iter().filter_map(|lost| lost.key.as_deref()).collect();
        let sources = library.sources().iter().filter(|source| keys.contains(source.key.as_str()));
        let named: Vec<&str> = sources.flat_map(|source| names.named_anew(source)).collect();
        keys.extend(named);
        let mut done = all.done.iter();
        groups.retain(|_| {
            let keys_of = |merged: &merge::Merged| {
                keys.contains(merged.survivor.key.as_str()) || merged.gone.iter().any(|gone| keys.contains(gone.as_str()))
            };
            !done.next().is_some_and(keys_of)
        });
        all.refused.extend(lost);
    }
}

/// Related works by their keys, in the direction of their relation.
fn related<'f>(
    library: &'f Library,
    found: &'f Duplicates,
) -> impl Iterator<Item = (&'f str, &'f str, Relation)> {
    found.related.iter().filter_map(|pair| {
        let (from, to) = if pair.comparison.forward { (pair.a, pair.b) } else { (pair.b, pair.a) };
        let key = |at: usize| library.sources().get(at).map(|source| source.key.as_str());
        Some((key(from)?, key(to)?, pair.comparison.relation?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedupe;

    #[test]
    fn two_sources_of_one_key_are_not_merged_into_nothing() {
        let text = |note: &str| {
            format!("[a]\ntype = \"book\"\ntitle = \"A long enough title of its own\"\nauthor = [\"Doe, Jane\"]\ndoi = \"10.1000/1\"\nnote = \"{note}\"\n")
        };
        let texts = ["x", "y"].map(|note| (format!("{note}.toml"), text(note)));
        let library = Library::from_texts("", texts).unwrap();
        let found = dedupe::of_library(&library);
        assert_eq!(found.groups.len(), 1);
        assert_eq!(clash(&library, &found.groups[0]), Some("a"));
        assert_eq!(merges(&library, &found.groups).done, []);
    }
}
