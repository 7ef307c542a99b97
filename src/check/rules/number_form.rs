use super::{Finding, Look, Looked, WARNING, text, volume_form::after_word};
use crate::{
    diagnostic::Fix,
    model::{Field, Kind},
};

rule! {
    /// The number of a journal's issue with the word for it.
    ///
    /// ## What it finds
    /// A `number` of an article or periodical that begins with `No.` or the like. In a report or series the word may be a
    /// part of it.
    ///
    /// ## Why it matters
    /// Styles put their own word before it, so that the list shows two.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// volume = "27"
    /// number = "No. 2"
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
    /// number = "2"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "number-form", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    if !matches!(looked.source.kind, Kind::Article | Kind::Periodical | Kind::Suppperiodical | Kind::Review) {
        return;
    }
    let Some(written) = looked.source.text(Field::Number) else { return };
    let words = ["number", "num", "no", "nr", "issue", "iss", "heft"];
    let Some(number) = after_word(written, &words).or_else(|| after_sign(written)) else { return };
    let finding = looked.finding(format!("`number` says `{written}`")).field(Field::Number);
    let fix = Fix::safe([text(looked, Field::Number, number)]);
    found.push(finding.help(format!("write `{number}`: the style puts the word")).fix(fix));
}

fn after_sign(written: &str) -> Option<&str> {
    let number = written.trim().strip_prefix(['#', '№'])?.trim_start();
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(number)
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn numbers_are_judged() {
        for (kind, number, fixed) in [
            ("article", "2", None),
            ("article", "2/3", None),
            ("article", "Special Issue", None),
            ("article", "November", None),
            ("report", "No. 2", None),
            ("article", "No. 2", Some("number=2")),
            ("article", "no 2", Some("number=2")),
            ("article", "Issue 2", Some("number=2")),
            ("article", "#2", Some("number=2")),
        ] {
            let fields = format!("number = '{number}'");
            assert_eq!(found("number-form", kind, &fields).as_deref(), fixed, "{kind} {number}");
        }
    }
}
