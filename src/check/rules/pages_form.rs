use super::{Finding, Look, Looked, WARNING, text};
use crate::{
    diagnostic::Fix,
    model::{Field, pages},
};

rule! {
    /// Pages that are written in no form that programs read.
    ///
    /// ## What it finds
    /// Pages with `p.` or `pp.` before them, with doubled dashes or blanks around them, with a page missing at one end, with a
    /// sign in place of a page, and ranges that end before they start; `221-8` is `221-228`, and `045105-1` a page of an article
    /// with a number. The dash of print, as in `97–111`, is as good as a hyphen.
    ///
    /// ## Why it matters
    /// Styles put their own `pp.` and dash, so that the list shows two; a range that ends before it starts has a slip.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// pages = "pp. 97--111"
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
    /// pages = "97-111"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "pages-form", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let Some(written) = looked.source.text(Field::Pages).filter(|text| !text.trim().is_empty()) else { return };
    let finding = |message: String| looked.finding(message).field(Field::Pages);
    let plain = plain(written);
    match fault(&plain) {
        None if plain == written || plain == written.replace('–', "-") => {}
        None => {
            let finding = finding(format!("the pages are not in their plain form `{plain}`"));
            let finding = finding.help("leave `p.` and `pp.` to the citation style, and write one dash");
            found.push(finding.fix(Fix::safe([text(looked, Field::Pages, plain)])));
        }
        Some(Fault::Absent) => {
            found.push(finding(format!("`{written}` names no page")).help("write the page, or take the field out"));
        }
        Some(Fault::Open(page)) => {
            let finding = finding(format!("a page is missing in the range `{written}`"));
            let finding = finding.help(format!("write both pages; if one is not known, `{page}`"));
            found.push(finding.fix(Fix::careful([text(looked, Field::Pages, page)])));
        }
        Some(Fault::Backwards(from, to)) => {
            let message = format!("the pages end at {to}, before they start at {from}");
            found.push(finding(message).help("look them up"));
        }
    }
}

/// What is wrong with pages.
enum Fault {
    Absent,
    /// A page is missing at an end; what is there.
    Open(String),
    Backwards(String, String),
}

fn fault(pages: &str) -> Option<Fault> {
    let has_page = |text: &str| text.chars().any(char::is_alphanumeric);
    let lower = pages.to_ascii_lowercase();
    if !has_page(pages) || pages.contains("??") || ["n/a", "na", "n.a.", "n.p.", "tba", "xx", "none"].contains(&&*lower) {
        return Some(Fault::Absent);
    }
    let items = pages.split([',', ';']).map(str::trim);
    items.filter_map(|item| item.split_once(pages::dash(item))).find_map(|(from, to)| {
        let (from, to) = (from.trim(), to.trim());
        match (has_page(from), has_page(to)) {
            (true, false) => return Some(Fault::Open(pages.trim_end_matches([' ', '-', '–', '?', '.']).to_owned())),
            (false, true) if !pages.contains([',', ';']) => return Some(Fault::Open(to.to_owned())),
            (true, true) => {}
            _ => return None,
        }
        // of `S109-S112` the letters are the same
        let same = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b && !a.is_ascii_digit()).count();
        let number = |text: &str| text.get(same..).filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?.parse::<u64>().ok();
        let (first, last) = (number(from)?, number(to)?);
        // a page of an article that has a number in place of pages: no periodical has 100000 pages
        if to.len() < from.len() && (from.starts_with('0') || from.len() > 5) {
            return None;
        }
        // `221-8` is `221-228`
        let unit = 10_u64.checked_pow(to.len().saturating_sub(same) as u32)?;
        let whole = if to.len() < from.len() { first / unit * unit + last } else { last };
        (whole < first).then(|| Fault::Backwards(from.to_owned(), to.to_owned()))
    })
}

/// The pages without what a style puts before them, dashes as everywhere.
fn plain(written: &str) -> String {
    let text = written.trim();
    let words = ["pages", "page", "pp", "p", "pgs", "pg", "Seiten", "Seite", "S"];
    let after = words.iter().find_map(|word| {
        let rest = text.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)).and(text.get(word.len()..))?;
        // `S109`, `S 109` and `p12` are pages of their own
        let blank = || (rest.starts_with(' ') && *word != "S").then_some(rest);
        let rest = rest.strip_prefix('.').or_else(blank)?.trim_start();
        rest.starts_with(|c: char| c.is_ascii_digit()).then_some(rest)
    });
    let mut text = after.unwrap_or(text).to_owned();
    while text.contains("--") {
        text = text.replace("---", "--").replace("--", "–");
    }
    pages::tidy(&text)
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn pages_are_judged() {
        for (pages, fixed) in [
            ("97-111", None),
            ("221-8", None),
            ("221-28", None),
            ("1-5, 9", None),
            ("S109-S112", None),
            ("A-1–A-5", None),
            ("e1804", None),
            ("12:1-12:25", None),
            ("iv-xii", None),
            ("xii-3", None),
            ("73+", None),
            ("1024", None),
            ("p12", None),
            ("97–111", None),
            ("15r–16v", None),
            ("123–126, A7–A9", None),
            ("S 12-S 20", None),
            ("045105-1", None),
            ("124105-1", None),
            ("043104-1–043104-8", None),
            ("97—111", Some("pages=97-111")),
            ("pp. 97-111", Some("pages=97-111")),
            ("p. 12", Some("pages=12")),
            ("pp 3", Some("pages=3")),
            ("S. 3-5", Some("pages=3-5")),
            ("97--111", Some("pages=97-111")),
            ("97---111", Some("pages=97-111")),
            ("A-1--A-5", Some("pages=A-1–A-5")),
            ("97 – 111", Some("pages=97-111")),
            ("123-", Some("pages=123")),
            ("123-?", Some("pages=123")),
            ("-123", Some("pages=123")),
            ("221-18", Some("")),
            ("111-97", None),
            ("297-211", Some("")),
            ("S112-S109", Some("")),
            ("1-5, 9-7", Some("")),
            ("n/a", Some("")),
            ("-", Some("")),
            ("??", Some("")),
            ("1-99999999999999999999999", None),
        ] {
            let fields = format!("pages = '{pages}'");
            assert_eq!(found("pages-form", "article", &fields).as_deref(), fixed, "{pages}");
        }
    }
}
