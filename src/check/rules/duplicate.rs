use super::{Finding, Look, Subject, WARNING};
use crate::{
    dedupe::{self, Notice, Verdict},
    model::Source,
};

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
    tell(subject, Verdict::Certain, found);
}

/// Tells of the sources that are so sure to be one.
pub(super) fn tell(subject: &Subject<'_>, verdict: Verdict, found: &mut Vec<Finding>) {
    let library = subject.library;
    let notices = dedupe::notices(library, subject.duplicates(), |at| subject.is_changed(at));
    let is_new = |notice: &Notice| subject.is_changed(notice.at) || subject.is_changed(notice.other);
    for notice in notices.into_iter().filter(|notice| notice.verdict == verdict && is_new(notice)) {
        let sources = library.sources();
        let (Some(own), Some(named)) = (sources.get(notice.at), sources.get(notice.other)) else { continue };
        // that one key, or an alias that is a key, is of two sources is told already, and cannot be decided about before
        let clash = |a: &Source, b: &Source| a.key == b.key || a.ids().contains(&b.key);
        if !clash(own, named) && !clash(named, own) {
            found.push(Finding::of(notice.at, notice.message).help(notice.help));
        }
    }
}
