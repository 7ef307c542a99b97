use super::{Finding, Look, Subject, WARNING};
use crate::{dedupe::Verdict, model::Source};

rule! {
    /// A source that is in the library twice.
    ///
    /// ## What it finds
    /// Two sources that are the same work beyond reasonable doubt, as `bib dedupe` finds them. It is told at the source
    /// that a merge would take away.
    ///
    /// ## Why it matters
    /// The work stands twice in every list, and what is added to one is missing in the other.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// volume = "27"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    /// ```toml
    /// [knuth84]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// volume = "27"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ids = ["knuth84"]
    /// ```
    "duplicate", WARNING, Look::Library(look)
}

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let library = subject.library;
    for group in subject.duplicates().groups.iter().filter(|group| group.verdict == Verdict::Certain) {
        for member in group.members.iter().filter(|member| **member != group.keep) {
            tell(subject, group.keep, *member, found, |at, other| {
                let help = if library.is_foreign() {
                    "`bib add` makes one source of them".to_owned()
                } else {
                    format!("`bib dedupe --fix` merges them; if they are two works, `bib dedupe --distinct {at} {other} --because \"...\"`")
                };
                ("is the same work as", help)
            });
        }
    }
}

/// Tells of two sources: what they are to each other, and what to do.
pub(super) fn tell(
    subject: &Subject<'_>,
    keep: usize,
    other: usize,
    found: &mut Vec<Finding>,
    say: impl Fn(&str, &str) -> (&'static str, String),
) {
    if !subject.is_changed(keep) && !subject.is_changed(other) {
        return;
    }
    let library = subject.library;
    let at = told_at(subject, keep, other);
    let there = if at == keep { other } else { keep };
    let (Some(own), Some(named)) = (library.sources().get(at), library.sources().get(there)) else { return };
    // that one key, or an alias that is a key, is of two sources is told already, and cannot be decided about before
    let clash = |a: &Source, b: &Source| a.key == b.key || a.ids().contains(&b.key);
    if clash(own, named) || clash(named, own) {
        return;
    }
    let (is, help) = say(&named.key, &own.key);
    let path = library.shown(library.path(there));
    found.push(Finding::of(at, format!("`{}` {is} `{}` ({path})", own.key, named.key)).help(help));
}

/// At which of two sources that are one work it is told: the one that is new, if only one is, else the one that a merge would
/// take away.
fn told_at(subject: &Subject<'_>, keep: usize, other: usize) -> usize {
    if subject.is_changed(keep) && !subject.is_changed(other) { keep } else { other }
}
