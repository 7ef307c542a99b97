//! Numbers of reports and standards, in a field or in front of the title.

use super::{Code, Profile, counted};
use crate::{
    dedupe::title::Title,
    model::{Field, Kind, Source, fold::fold},
};

/// Series of standards by their letters.
const SERIES: [&str; 22] = [
    "RFC", "BCP", "ISO", "IEC", "ISO/IEC", "ISO/TR", "IEEE", "ITU", "ANSI", "ASTM", "DIN", "EN", "BS", "GB",
    "JIS", "FIPS", "NIST", "NISTIR", "ECMA", "ETSI", "PEP", "CCITT",
];

impl Profile {
    /// The number of a report, a patent, a standard; who counts so, which kind of document or edition it says that it is, and its year
    /// are taken in.
    pub(super) fn work_number(&mut self, source: &Source, folded: String) -> String {
        let text = |field| source.text(field).unwrap_or_default();
        let number = text(Field::Number);
        if self.kind == Kind::Patent
            && let Some(patent) = patent(number, text(Field::Genre))
        {
            self.series = Code::new(&patent.office);
            self.version = Code::new(&patent.kind);
            return patent.digits;
        }
        if self.kind == Kind::Standard
            && let Some((number, year)) = dated(number)
        {
            self.edition = counted(year.cast_unsigned());
            self.year = self.year.or(Some(year));
            return self.own_number(source, fold(number));
        }
        let own = if number.contains(',') { fold(&ungrouped(number)) } else { folded };
        self.own_number(source, own)
    }

    /// The number of a report or a standard, without the letters of its series, which are taken in; one that stands in front of the
    /// title is no part of it.
    fn own_number(&mut self, source: &Source, folded: String) -> String {
        let text = |field| source.text(field).unwrap_or_default();
        let mut number = folded;
        if let Some((own, title)) = numbered(text(Field::Title))
            && (number.is_empty() || own == number || own.rsplit(' ').next() == Some(&number))
        {
            number = own;
            self.title = Title::new(title, text(Field::Subtitle));
        }
        let letters = number.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
        let series = [Field::Series, Field::Genre].into_iter().map(text).find(|text| is_acronym(text));
        self.series = match number.get(..letters).unwrap_or_default().trim_end() {
            "" => Code::new(&series.map(fold).unwrap_or_default()),
            letters => Code::new(letters),
        };
        number.split_off(letters)
    }
}

/// The number that a title has in front, folded, and the title behind it: "RFC 793: Transmission Control Protocol".
fn numbered(title: &str) -> Option<(String, &str)> {
    let ends = [": ", " - ", " – ", " — ", "—"].iter().filter_map(|end| title.split_once(end));
    let (head, rest) = ends.min_by_key(|(head, _)| head.len())?;
    let mut words = head.split_whitespace();
    let is_series = words.next().is_some_and(|word| SERIES.contains(&word));
    let is_number = words.next_back().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let is_title = rest.trim().contains(' ');
    (is_series && is_number && is_title && words.count() < 2).then(|| (fold(head), rest.trim()))
}

/// A number without the commas that part its thousands: "US 1,234,567".
fn ungrouped(number: &str) -> String {
    let parts: Vec<&str> = number.split(',').collect();
    let is_group = |part: &str| part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit());
    let grouped = parts.first().is_some_and(|head| head.ends_with(|c: char| c.is_ascii_digit()))
        && parts.iter().skip(1).all(|part| is_group(part));
    if grouped { parts.concat() } else { number.to_owned() }
}

/// The number of a patent, taken apart: the office, the digits, and what sort of document it is.
#[derive(Debug, PartialEq, Eq)]
struct Patent {
    /// Two letters, lower case; empty if it does not say.
    office: String,
    /// The digits as the office writes them now.
    digits: String,
    /// The kind code (WIPO ST.16), lower case: `b2`; empty if it does not say.
    kind: String,
}

/// Reads the number of a patent as people write it (`US 1,234,567 B2`, `U.S. Patent No. 1,234,567`); `genre` may name the office, as
/// `patentus` does.
fn patent(number: &str, genre: &str) -> Option<Patent> {
    let letters = number.to_ascii_lowercase().replace("u.s.", "us ");
    let words = letters.split(|c: char| !c.is_ascii_alphanumeric());
    let code: String = words
        .filter(|word| {
            !matches!(*word, "patent" | "patents" | "pat" | "no" | "nr" | "number" | "application" | "appl")
        })
        .collect();
    let start = code.find(|c: char| c.is_ascii_digit())?;
    let (office, rest) = code.split_at(start);
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, kind) = rest.split_at(end);
    if !matches!(office.len(), 0 | 2) || kind.len() > 2 || digits.len() < 4 {
        return None;
    }
    let of_genre =
        ["patreq", "patent"].iter().find_map(|start| genre.strip_prefix(start)).unwrap_or_default();
    let office = match (office, of_genre) {
        ("", "eu") => "ep",
        ("", "uk") => "gb",
        ("", named) if named.len() == 2 => named,
        (office, _) => office,
    };
    // an application of the United States has seven digits behind the year, of which some write six; one under the treaty had two of
    // the year and five
    let digits = match (office, digits.len(), digits.split_at_checked(4), digits.split_at_checked(2)) {
        ("us", 10, Some((year, number)), _) if year.starts_with("20") => format!("{year}0{number}"),
        ("wo", 7, _, Some((year, number))) => {
            let century = if year >= "78" { "19" } else { "20" };
            format!("{century}{year}0{number}")
        }
        _ => digits.trim_start_matches('0').to_owned(),
    };
    Some(Patent { office: office.to_owned(), digits, kind: kind.to_owned() })
}

/// The year of a standard behind its number, and the number alone: "ISO 9001:2015".
fn dated(number: &str) -> Option<(&str, i32)> {
    let (number, year) = number.rsplit_once(':')?;
    let year = year.trim();
    let is_year = year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
    Some((number, year.parse().ok().filter(|_| is_year)?))
}

/// Whether a series is called by its letters. "TR" is every institution's.
fn is_acronym(text: &str) -> bool {
    (3..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patent_is_known_by_office_digits_and_kind() {
        for (number, genre, office, digits, kind) in [
            ("US1234567B2", "", "us", "1234567", "b2"),
            ("US 1,234,567 B2", "", "us", "1234567", "b2"),
            ("U.S. Patent No. 1,234,567", "", "us", "1234567", ""),
            ("1,234,567", "patentus", "us", "1234567", ""),
            ("US 2009/0123456 A1", "", "us", "20090123456", "a1"),
            ("US2009123456A1", "", "us", "20090123456", "a1"),
            ("WO 99/12345", "", "wo", "1999012345", ""),
            ("EP 1 234 567 A1", "", "ep", "1234567", "a1"),
        ] {
            let read = patent(number, genre).unwrap();
            assert_eq!((&*read.office, &*read.digits, &*read.kind), (office, digits, kind), "{number}");
        }
        assert_eq!(patent("Patent pending", ""), None);
    }

    #[test]
    fn a_standard_may_say_its_year() {
        assert_eq!(dated("ISO 9001:2015"), Some(("ISO 9001", 2015)));
        assert_eq!(dated("9001"), None);
        assert_eq!(dated("ISO 9001:1"), None);
    }
}
