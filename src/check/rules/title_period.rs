use super::{Finding, Look, Looked, WARNING, text};
use crate::{check::words::is_abbreviation, diagnostic::Fix, model::Field};

rule! {
    /// A title that ends with a full stop.
    ///
    /// ## What it finds
    /// A full stop at the end of a title, subtitle or container title; not an ellipsis, and not the full stop of an abbreviation.
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
        if is_right(field, bare) {
            continue;
        }
        let finding = looked.finding(format!("`{field}` ends with a full stop")).field(field);
        let finding = finding.help("leave it to the citation style");
        found.push(finding.fix(Fix::safe([text(looked, field, bare.trim_end())])));
    }
}

/// Whether the full stop behind this text is no end of a sentence.
fn is_right(field: Field, bare: &str) -> bool {
    let word = bare.rsplit([' ', '-', '(']).next().unwrap_or_default();
    if bare.ends_with('.') || is_abbreviation(word) {
        return true;
    }
    // names of periodicals are cut anywhere, but words cut short do not end like this (ISO 4 cuts endings)
    let whole = ["al", "ence", "ing", "ity", "ics", "ion", "ogy"];
    matches!(field, Field::Journaltitle) && (bare.contains('.') || !whole.iter().any(|end| word.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_and_abbreviations_do_not() {
        for (field, title, right) in [
            (Field::Title, "Some words here", false),
            (Field::Title, "Attention is all you need", false),
            (Field::Title, "Networks in the U.S", true),
            (Field::Title, "Dogs, cats, etc", true),
            (Field::Title, "And then..", true),
            (Field::Title, "A letter to Apple Inc", true),
            (Field::Journaltitle, "Phys. Rev. Lett", true),
            (Field::Journaltitle, "Nature Biotechnol", true),
            (Field::Journaltitle, "Communications in Computing", false),
        ] {
            assert_eq!(is_right(field, title), right, "{title}");
        }
    }
}
