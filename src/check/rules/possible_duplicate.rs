use super::{Finding, Look, Subject, WARNING, duplicate::tell};
use crate::dedupe::Verdict;
use std::collections::{BTreeMap, BTreeSet};

rule! {
    /// A source that may be in the library twice.
    ///
    /// ## What it finds
    /// Two sources that may be the same work, as `bib dedupe` finds them: a person should look.
    ///
    /// ## Why it matters
    /// If they are one, the work stands twice in every list; if they are two, say so once, and nobody is asked again.
    ///
    /// ## Example
    /// ```toml
    /// [weng2023prompt]
    /// type = "online"
    /// author = ["Weng, Lilian"]
    /// title = "Prompt Engineering"
    /// date = "2023"
    /// url = "https://lilianweng.github.io/posts/2023-03-15-prompt-engineering/"
    /// ```
    /// ```toml
    /// [weng2023engineering]
    /// type = "online"
    /// author = ["Weng, Lilian"]
    /// title = "Prompt Engineering"
    /// date = "2023"
    /// url = "https://lilianweng.github.io/archive/prompt/"
    /// ```
    ///
    /// ## Instead
    /// Merge them, or remember that they are two works:
    /// ```toml
    /// [weng2023prompt]
    /// type = "online"
    /// author = ["Weng, Lilian"]
    /// title = "Prompt Engineering"
    /// date = "2023"
    /// url = "https://lilianweng.github.io/posts/2023-03-15-prompt-engineering/"
    /// distinct = { weng2023engineering = "the slides of the talk" }
    /// ```
    /// ```toml
    /// [weng2023engineering]
    /// type = "online"
    /// author = ["Weng, Lilian"]
    /// title = "Prompt Engineering"
    /// date = "2023"
    /// url = "https://lilianweng.github.io/archive/prompt/"
    /// ```
    "possible-duplicate", WARNING, Look::Library(look)
}

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let library = subject.library;
    for group in subject.duplicates().groups.iter().filter(|group| group.verdict == Verdict::Possible) {
        // each member beside the one that is kept, if the two were compared, else beside its best match
        let mut best: BTreeMap<usize, (bool, f64, usize)> = BTreeMap::new();
        for pair in &group.pairs {
            for (member, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
                let match_ = (other == group.keep, pair.comparison.score, other);
                best.entry(member).and_modify(|best| *best = if better(&match_, best) { match_ } else { *best }).or_insert(match_);
            }
        }
        let mut told: BTreeSet<(usize, usize)> = BTreeSet::new();
        for (member, (_, _, other)) in best.into_iter().filter(|(member, _)| *member != group.keep) {
            if !told.insert((member.min(other), member.max(other))) {
                continue;
            }
            tell(subject, other, member, found, |at, other| {
                let help = if library.is_foreign() {
                    "look at them; `bib add` remembers what you decide".to_owned()
                } else {
                    format!("`bib dedupe --merge {at} {other}`, or `bib dedupe --distinct {at} {other} --because \"...\"`")
                };
                ("may be the same work as", help)
            });
        }
    }
}

/// Whether a match is better than another; of equal ones the first is kept.
fn better(one: &(bool, f64, usize), other: &(bool, f64, usize)) -> bool {
    one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)).is_gt()
}
