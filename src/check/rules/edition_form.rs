use super::{Finding, Look, Looked, WARNING, text};
use crate::{
    diagnostic::Fix,
    model::{Field, ordinal},
};

rule! {
    /// The number of an edition in words.
    ///
    /// ## What it finds
    /// An `edition` that is a number and nothing more, but not written as one: `2nd`, `Second edition`, `2. Auflage`. What
    /// says more, as `revised and enlarged`, is left alone.
    ///
    /// ## Why it matters
    /// From a number the style makes `2nd ed.` in the language of the text; words it prints as they are, often with a
    /// second `ed.` behind them.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1986tex]
    /// type = "book"
    /// author = ["Knuth, Donald E."]
    /// title = "The {TeX}book"
    /// publisher = "Addison-Wesley"
    /// edition = "2nd"
    /// date = "1986"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [knuth1986tex]
    /// type = "book"
    /// author = ["Knuth, Donald E."]
    /// title = "The {TeX}book"
    /// publisher = "Addison-Wesley"
    /// edition = "2"
    /// date = "1986"
    /// ```
    "edition-form", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let Some(written) = looked.source.text(Field::Edition) else { return };
    // classic BibTeX wants the word (btxdoc, 3.2)
    if looked.subject.library.is_foreign() {
        return;
    }
    let Some(number) = number(written).filter(|number| number != written) else { return };
    let finding = looked.finding(format!("the edition is written as `{written}`")).field(Field::Edition);
    let fix = Fix::safe([text(looked, Field::Edition, &number)]);
    found.push(finding.help(format!("write the number: `{number}`")).fix(fix));
}

/// The number that an edition is, if it is no more than that.
fn number(written: &str) -> Option<String> {
    let lower = written.trim().to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().take(4).collect();
    let word = match words.as_slice() {
        [word] => word,
        [word, "ed" | "ed." | "edn" | "edn." | "edition" | "édition" | "auflage" | "aufl." | "aufl"] => word,
        _ => return None,
    };
    if let Some(number) = ordinal::number(word) {
        return Some(number);
    }
    let end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let (number, rest) = word.split_at_checked(end)?;
    let is_ordinal = matches!(rest, "" | "." | "st" | "nd" | "rd" | "th" | "e" | "ème" | "a" | "ª" | "º");
    // a year is that of the edition, which has no number
    (is_ordinal && (1..=3).contains(&number.len())).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn editions_are_judged() {
        for (edition, fixed) in [
            ("2", None),
            ("2020", None),
            ("Silver", None),
            ("revised", None),
            ("2nd revised edition", None),
            ("ninth Dover printing", None),
            ("1st ed. 2023", None),
            ("Release", None),
            ("2nd", Some("edition=2")),
            ("Second", Some("edition=2")),
            ("Third Edition", Some("edition=3")),
            ("3rd ed.", Some("edition=3")),
            ("2. Aufl.", Some("edition=2")),
            ("1 edition", Some("edition=1")),
        ] {
            let fields = format!("edition = '{edition}'");
            assert_eq!(found("edition-form", "book", &fields).as_deref(), fixed, "{edition}");
        }
    }
}
