use super::{Finding, Look, Looked, WARNING, text};
use crate::{
    diagnostic::Fix,
    model::{Field, fold},
};

rule! {
    /// A subtitle that the title has too.
    ///
    /// ## What it finds
    /// A subtitle that is the same as the title, or with which the title ends. Also for books, periodicals and works in several
    /// volumes.
    ///
    /// ## Why it matters
    /// Styles print one after the other, so it stands there twice.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming: An Essay"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// subtitle = "An Essay"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// subtitle = "An Essay"
    /// ```
    "repeated-title", WARNING, Look::Source(look)
}

const PAIRS: [(Field, Field); 4] = [
    (Field::Title, Field::Subtitle),
    (Field::Booktitle, Field::Booksubtitle),
    (Field::Maintitle, Field::Mainsubtitle),
    (Field::Journaltitle, Field::Journalsubtitle),
];

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for (above, below) in PAIRS {
        let (Some(title), Some(subtitle)) = (looked.source.text(above), looked.source.text(below)) else { continue };
        let (whole, end) = (fold::fold(title), fold::fold(subtitle));
        if end.is_empty() || !(whole == end || whole.ends_with(&format!(" {end}"))) {
            continue;
        }
        let edit = if whole == end { crate::check::finding::unset(looked.source, below) } else {
            // without the same text before its end nobody knows where the title ends
            let Some(bare) = title.trim_end().strip_suffix(subtitle.trim()) else { continue };
            let Some(bare) = bare.trim_end().strip_suffix([':', '–', '—', '-', '.']) else { continue };
            text(looked, above, bare.trim_end())
        };
        let finding = looked.finding(format!("`{below}` repeats what `{above}` says")).field(below);
        found.push(finding.help("leave it out of one of them").fix(Fix::careful([edit])));
    }
}
