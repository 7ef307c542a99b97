use super::{Finding, Look, Looked, WARNING, text};
use crate::{
    diagnostic::Fix,
    model::{Field, ident},
};

rule! {
    /// An ISSN that is no ISSN, or not in its plain form.
    ///
    /// ## What it finds
    /// An `issn` whose check digit is wrong, that lacks its hyphen or holds a prefix, or an ISBN. Two of one journal,
    /// printed and electronic, may stand in one field.
    ///
    /// ## Why it matters
    /// A number with a slip in it belongs to another journal, or to none.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// issn = "0010-4629"
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
    /// issn = "0010-4620"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "issn-form", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let Some(written) = looked.source.text(Field::Issn).filter(|text| !text.trim().is_empty()) else { return };
    let finding = |message: String| looked.finding(message).field(Field::Issn);
    let numbers = written.split([',', ';', '/', '(', ')']).map(str::trim);
    let mut numbers = numbers.filter(|number| number.chars().any(|c| c.is_ascii_digit())).peekable();
    if numbers.peek().is_some() && numbers.all(|number| ident::issn(number).is_some()) {
        // what stands beside it, as `(online)`, says which of several it is
        let Some(issn) = ident::issn(written).filter(|issn| issn != written && !written.contains('(')) else {
            return;
        };
        let finding = finding(format!("the ISSN is not in its plain form `{issn}`"));
        let finding = finding.help("write four digits, a hyphen, and four more");
        found.push(finding.fix(Fix::safe([text(looked, Field::Issn, issn)])));
    } else if ident::isbn(written).is_some() {
        let finding = finding(format!("`{written}` is an ISBN")).help("put it into `isbn`");
        let moves = || Fix::safe([text(looked, Field::Isbn, written), text(looked, Field::Issn, "")]);
        found.push(if looked.source.has(Field::Isbn) { finding } else { finding.fix(moves()) });
    } else {
        let digits = written.chars().filter(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x')).count();
        found.push(if digits == 8 {
            finding(format!("the check digit of the ISSN `{written}` is wrong"))
                .help("one of its digits is a slip: look at the journal, or at portal.issn.org")
        } else {
            finding(format!("`{written}` is no ISSN")).help("an ISSN is four digits, a hyphen, and four more")
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn issns_are_judged() {
        for (issn, fixed) in [
            ("0010-4620", None),
            ("2434-561X", None),
            ("0031-9007, 1079-7114", None),
            ("1532-1827 (Electronic) 0007-0920 (Linking)", None),
            ("00104620", Some("issn=0010-4620")),
            ("ISSN: 0010-4620", Some("issn=0010-4620")),
            ("0010-4629", Some("")),
            ("0010-4620, 0010-4629", Some("")),
            ("978-123-123", Some("")),
            ("0-201-13447-0", Some("isbn=0-201-13447-0 -issn")),
        ] {
            let fields = format!("issn = '{issn}'");
            assert_eq!(found("issn-form", "article", &fields).as_deref(), fixed, "{issn}");
        }
    }
}
