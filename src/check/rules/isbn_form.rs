use super::{Finding, Look, Looked, WARNING, text};
use crate::{
    diagnostic::Fix,
    model::{Field, ident},
};

rule! {
    /// An ISBN that is no ISBN, or several in one field.
    ///
    /// ## What it finds
    /// An `isbn` whose check digit is wrong, that holds a prefix or several numbers, or an ISSN. Hyphens may
    /// stand or not.
    ///
    /// ## Why it matters
    /// A library or shop does not find the book by a number with a slip in it, and `bib dedupe` does not find its twin.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1986tex]
    /// type = "book"
    /// author = ["Knuth, Donald E."]
    /// title = "The {TeX}book"
    /// publisher = "Addison-Wesley"
    /// date = "1986"
    /// isbn = "0-201-13447-1"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [knuth1986tex]
    /// type = "book"
    /// author = ["Knuth, Donald E."]
    /// title = "The {TeX}book"
    /// publisher = "Addison-Wesley"
    /// date = "1986"
    /// isbn = "0-201-13447-0"
    /// ```
    "isbn-form", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let Some(written) = looked.source.text(Field::Isbn).filter(|text| !text.trim().is_empty()) else { return };
    let finding = |message: String| looked.finding(message).field(Field::Isbn);
    if ident::isbn(written).is_some() {
        // what stands in brackets, as `(paperback)`, says which of several it is
        let plain = plain(written).filter(|plain| plain != written && !written.contains('('));
        let Some(plain) = plain else { return };
        let finding = finding(format!("the ISBN is not in its plain form `{plain}`"));
        let fix = Fix::safe([text(looked, Field::Isbn, plain)]);
        found.push(finding.help("leave all but the number out").fix(fix));
        return;
    }
    let several = several(written);
    if let [first, .., last] = several.as_slice() {
        let one = several.iter().all(|number| ident::isbn(number) == ident::isbn(first));
        let longest = several.iter().max_by_key(|number| number.len()).unwrap_or(last);
        found.push(if one {
            let fix = Fix::safe([text(looked, Field::Isbn, *longest)]);
            finding(format!("`{written}` is one ISBN twice")).help("the one of 13 digits says it all").fix(fix)
        } else {
            finding(format!("`{written}` is several ISBNs in one field"))
                .help("keep that of the edition that is meant, and name the others in `note`")
        });
    } else if ident::issn(written).is_some() {
        let finding = finding(format!("`{written}` is an ISSN")).help("put it into `issn`");
        let moves = || Fix::safe([text(looked, Field::Issn, written), text(looked, Field::Isbn, "")]);
        found.push(if looked.source.has(Field::Issn) { finding } else { finding.fix(moves()) });
    } else {
        let digits = written.chars().filter(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x')).count();
        found.push(if matches!(digits, 10 | 13) {
            finding(format!("the check digit of the ISBN `{written}` is wrong"))
                .help("one of its digits is a slip: look at the book, or in a catalogue")
        } else {
            finding(format!("`{written}` is no ISBN")).help("an ISBN has 13 digits, before 2007 it had 10")
        });
    }
}

/// The number as it is written, without what stands around it.
fn plain(written: &str) -> Option<String> {
    let text = written.split('(').next()?.trim_end();
    let rests = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).filter_map(|(at, _)| text.get(at..));
    let is_plain = |c: char| c.is_ascii_digit() || "-xX ".contains(c) || "‐‑‒–".contains(c);
    let mut numbers = rests.filter(|rest| rest.chars().all(is_plain) && ident::isbn(rest).is_some());
    numbers.next().map(|number| number.replace(['‐', '‑', '‒', '–'], "-"))
}

/// The numbers in a field that holds several; empty if it does not.
fn several(written: &str) -> Vec<&str> {
    let good = |text: &&str| ident::isbn(text).is_some();
    let by_marks: Vec<&str> =
        written.split([',', ';', '/', '(', ')']).map(str::trim).filter(good).take(9).collect();
    if by_marks.len() > 1 {
        return by_marks;
    }
    let by_blanks: Vec<&str> = written.split_whitespace().filter(good).take(9).collect();
    if by_blanks.len() > 1 { by_blanks } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn isbns_are_judged() {
        for (isbn, fixed) in [
            ("0-201-13447-0", None),
            ("978-3-16-148410-0", None),
            ("978 3 16 148410 0", None),
            ("080442957X", None),
            ("0-201-13447-1", Some("")),
            ("978-3-16-148410-1", Some("")),
            ("123", Some("")),
            ("N/A", Some("")),
            ("ISBN 0-201-13447-0", Some("isbn=0-201-13447-0")),
            ("ISBN-13: 978-3-16-148410-0", Some("isbn=978-3-16-148410-0")),
            ("978–3–16–148410–0", Some("isbn=978-3-16-148410-0")),
            ("0-201-13447-0 (paperback)", None),
            ("0201134470, 9780201134476", Some("isbn=9780201134476")),
            ("0-201-13447-0, 978-3-16-148410-0", Some("")),
            ("978-3-16-148410-0 (print) 0-201-13447-0 (online)", None),
            ("1532-1827 (print) 0007-0920 (online)", Some("issn=1532-1827 (print) 0007-0920 (online) -isbn")),
            ("0010-4620", Some("issn=0010-4620 -isbn")),
        ] {
            let fields = format!("isbn = '{isbn}'");
            assert_eq!(found("isbn-form", "book", &fields).as_deref(), fixed, "{isbn}");
        }
    }
}
