use super::{Finding, Look, Looked, WARNING, text};
use crate::{diagnostic::Fix, model::Field};

rule! {
    /// A title that ends with a full stop.
    ///
    /// ## What it finds
    /// A full stop at the end of a title, subtitle or container title; not an ellipsis, and not the full stop of an
    /// abbreviation.
    ///
    /// ## Why it matters
    /// Citation styles set the stop themselves, so the list shows two, or one where the style wants a comma.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming."
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
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "title-period", WARNING, Look::Source(look)
}

const TITLES: [Field; 4] = [Field::Title, Field::Subtitle, Field::Booktitle, Field::Journaltitle];

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for field in TITLES {
        let Some(title) = looked.source.text(field) else { continue };
        let Some(bare) = title.trim_end().strip_suffix('.') else { continue };
        if is_abbreviation(bare) {
            continue;
        }
        let finding = looked.finding(format!("`{field}` ends with a full stop")).field(field);
        let finding = finding.help("leave it to the citation style");
        found.push(finding.fix(Fix::safe([text(looked, field, bare.trim_end())])));
    }
}

/// Whether the full stop behind this text is no end of a sentence: another stands before it, or a word that is short
/// (`Proc.`, `vs.`, `U.S.`), in the title of a journal any.
fn is_abbreviation(bare: &str) -> bool {
    let word = bare.rsplit([' ', '-', '(']).next().unwrap_or_default();
    // longest usual abbreviation of a word in titles: "Assoc" (taste)
    bare.ends_with('.') || word.contains('.') || (word.chars().count() <= 5 && bare.contains(' '))
}
