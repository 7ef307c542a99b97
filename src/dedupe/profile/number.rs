//! Numbers of reports and standards, in a field or in front of the title.

use crate::model::fold::fold;

/// Series of standards by their letters.
const SERIES: [&str; 22] = [
    "RFC", "BCP", "ISO", "IEC", "ISO/IEC", "ISO/TR", "IEEE", "ITU", "ANSI", "ASTM", "DIN", "EN", "BS", "GB",
    "JIS", "FIPS", "NIST", "NISTIR", "ECMA", "ETSI", "PEP", "CCITT",
];

/// The number that a title has in front, folded, and the title behind it: "RFC 793: Transmission Control Protocol".
pub(super) fn numbered(title: &str) -> Option<(String, &str)> {
    let ends = [": ", " - ", " – ", " — ", "—"].iter().filter_map(|end| title.split_once(end));
    let (head, rest) = ends.min_by_key(|(head, _)| head.len())?;
    let mut words = head.split_whitespace();
    let is_series = words.next().is_some_and(|word| SERIES.contains(&word));
    let is_number = words.next_back().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let is_title = rest.trim().contains(' ');
    (is_series && is_number && is_title && words.count() < 2).then(|| (fold(head), rest.trim()))
}

/// A number without the commas that part its thousands: "US 1,234,567".
pub(super) fn ungrouped(number: &str) -> String {
    let parts: Vec<&str> = number.split(',').collect();
    let is_group = |part: &str| part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit());
    let grouped = parts.first().is_some_and(|head| head.ends_with(|c: char| c.is_ascii_digit()))
        && parts.iter().skip(1).all(|part| is_group(part));
    if grouped { parts.concat() } else { number.to_owned() }
}

/// Whether a series is called by its letters. "TR" is every institution's.
pub(super) fn is_acronym(text: &str) -> bool {
    (3..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase())
}
