use super::{Finding, Look, Looked, WARNING, text};
use crate::{diagnostic::Fix, model::{Field, Kind}};

rule! {
    /// A volume with the word for it, or with the number of the issue.
    ///
    /// ## What it finds
    /// A `volume` that begins with `Vol.` or the like; of an article also one that holds its `number`: `27(2)`.
    ///
    /// ## Why it matters
    /// Styles put their own word before it, so that the list shows two; and a `number` in the wrong field is printed
    /// nowhere.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// volume = "Vol. 27"
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
    /// ```
    "volume-form", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let Some(written) = looked.source.text(Field::Volume) else { return };
    if let Some(volume) = after_word(written, &["volume", "vol", "band", "bd", "tome"]) {
        let finding = looked.finding(format!("`volume` says `{written}`")).field(Field::Volume);
        let fix = Fix::safe([text(looked, Field::Volume, volume)]);
        found.push(finding.help(format!("write `{volume}`: the style puts the word")).fix(fix));
    } else if looked.source.kind == Kind::Article
        && let Some((volume, number)) = with_number(written)
    {
        let finding = looked.finding(format!("`volume` holds the number of the issue: `{written}`"));
        let finding = finding.field(Field::Volume).help(format!("write `{volume}`, and `{number}` into `number`"));
        let edits = [text(looked, Field::Volume, volume), text(looked, Field::Number, number)];
        let told = looked.source.has(Field::Number) || looked.source.has(Field::Issue);
        found.push(if told { finding } else { finding.fix(Fix::careful(edits)) });
    }
}

/// The number behind one of these words, which may end with a full stop; words are ASCII.
pub(super) fn after_word<'t>(written: &'t str, words: &[&str]) -> Option<&'t str> {
    let text = written.trim();
    words.iter().find_map(|word| {
        let (start, rest) = text.split_at_checked(word.len())?;
        let rest = rest.strip_prefix('.').or_else(|| rest.starts_with(' ').then_some(rest))?.trim_start();
        let is_number = rest.starts_with(|c: char| c.is_ascii_digit() || "IVXLC".contains(c)) && !rest.contains(' ');
        (start.eq_ignore_ascii_case(word) && is_number).then_some(rest)
    })
}

/// Volume and number of `27(2)` or `27, no. 2`.
fn with_number(written: &str) -> Option<(&str, &str)> {
    let (volume, rest) = written.split_once('(')?;
    let (volume, number) = (volume.trim(), rest.strip_suffix(')')?.trim());
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // `12(2004)` is the year
    (is_number(volume) && is_number(number) && number.len() < 4).then_some((volume, number))
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn volumes_are_judged() {
        for (volume, fixed) in [
            ("27", None),
            ("III/41c", None),
            ("n.s. 2", None),
            ("LNCS 123", None),
            ("abs/1706.03762", None),
            ("Volcano", None),
            ("Vol. x and y", None),
            ("12(2004)", None),
            ("Vol. 27", Some("volume=27")),
            ("vol 27", Some("volume=27")),
            ("Volume XII", Some("volume=XII")),
            ("Bd. 3", Some("volume=3")),
            ("27(2)", Some("volume=27 number=2")),
        ] {
            let fields = format!("volume = '{volume}'");
            assert_eq!(found("volume-form", "article", &fields).as_deref(), fixed, "{volume}");
        }
        assert_eq!(found("volume-form", "article", "volume = '27(2)'\nnumber = '3'").as_deref(), Some(""));
    }
}
