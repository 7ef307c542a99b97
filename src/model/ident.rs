//! Identifiers: what is written for a person, and the canonical form that is compared.
//!
//! Each function takes what people write (a resolver's URL, a prefix, blanks, hyphens) and returns the
//! canonical form, or `None` if it is no such identifier. Check digits are checked.

use std::borrow::Cow;

/// A DOI as it is written, but without the address of a resolver or a prefix; what is none stays.
pub fn plain_doi(text: &str) -> String {
    match (doi(text), text.find("10.")) {
        (Some(_), Some(at)) => text.get(at..).unwrap_or_default().to_owned(),
        _ => text.to_owned(),
    }
}

/// A DOI, lower case, without resolver or prefix: `10.1000/182` (ISO 26324; case does not matter).
pub fn doi(text: &str) -> Option<String> {
    let text = unescape(text);
    let (mut rest, mut resolved) = (text.trim(), false);
    // none comes near; what follows looks at some characters more than once
    if rest.len() > 2000 {
        return None;
    }
    loop {
        if let Some(after) = strip_words(rest, &["urn:doi:", "info:doi/", "doi:", "doi"]) {
            // `doi.org/...` goes the other way
            if !after.starts_with('.') {
                rest = after.trim_start();
                continue;
            }
        }
        match strip_host(rest, |host| host.starts_with("doi.") || host == "dx.doi.org") {
            Some(path) => (rest, resolved) = (path, true),
            None => break,
        }
    }
    let mut doi = Cow::Borrowed(rest);
    if resolved {
        let end = rest.find('?').unwrap_or(rest.len());
        let rest = rest.get(..end)?;
        // a SICI may end in `#`; what follows one is a fragment
        let end = rest.find('#').filter(|at| at + 1 < rest.len()).unwrap_or(rest.len());
        doi = Cow::Owned(percent_decode(rest.get(..end)?)?);
    }
    let doi = trim_punctuation(&doi);
    let (prefix, suffix) = doi.split_once('/')?;
    let mut numbers = prefix.strip_prefix("10.")?.split('.');
    let registrant = numbers.next()?;
    let good = (4..=9).contains(&registrant.len())
        && is_digits(registrant)
        && numbers.all(is_digits)
        && !suffix.is_empty()
        && !suffix.chars().any(|c| c.is_whitespace() || c.is_control());
    good.then(|| doi.to_ascii_lowercase())
}

/// An arXiv identifier without its version, and the version: `1706.03762`, `hep-th/9901001`.
pub fn arxiv(text: &str) -> Option<(String, Option<u32>)> {
    let mut rest = text.trim();
    let is_arxiv = |host: &str| {
        ["arxiv.org", "xxx.lanl.gov", "ar5iv.org"]
            .into_iter()
            .any(|name| host == name || host.strip_suffix(name).is_some_and(|sub| sub.ends_with('.')))
    };
    if let Some(path) = strip_host(rest, is_arxiv) {
        let (_, id) = path.split_once('/')?;
        rest = id.split(['?', '#']).next()?.trim_end_matches('/');
        rest = rest.strip_suffix(".pdf").unwrap_or(rest);
    } else if let Some(doi) = doi(rest) {
        return doi.strip_prefix("10.48550/arxiv.").and_then(arxiv);
    } else if let Some(after) = strip_words(rest, &["arxiv:", "arxiv"]) {
        rest = after.trim_start();
    }
    // "1706.03762v5 [cs.CL] 2 Aug 2023", as the stamp on the first page says
    if let Some((id, class)) = rest.split_once(char::is_whitespace)
        && class.trim_start().starts_with('[')
    {
        rest = id;
    }
    let (id, version) = match rest.rsplit_once(['v', 'V']) {
        Some((id, version)) if is_digits(version) => (id, Some(version.parse().ok()?)),
        _ => (rest, None),
    };
    let id = match id.split_once('/') {
        Some((archive, number)) => {
            // the subject class was never a part of the number (arXiv help, "Understanding the arXiv identifier")
            let archive = archive.split('.').next()?.to_ascii_lowercase();
            let named =
                archive.len() >= 2 && archive.split('-').all(|word| word.len() <= 8 && is_letters(word));
            (named && number.len() == 7 && is_digits(number) && has_month(number))
                .then(|| format!("{archive}/{number}"))?
        }
        None => {
            let (month, number) = id.split_once('.')?;
            // five digits since January 2015
            let length = if month >= "1501" { 5 } else { 4 };
            let good = month.len() == 4
                && is_digits(month)
                && has_month(month)
                && month >= "0704"
                && number.len() == length
                && is_digits(number);
            good.then(|| id.to_owned())?
        }
    };
    Some((id, version))
}

/// An arXiv identifier inside the name of a venue: "arXiv preprint arXiv:1706.03762".
pub fn arxiv_in(venue: &str) -> Option<(String, Option<u32>)> {
    // few venues have a colon, and every one is asked
    let at = venue.contains(':').then(|| venue.to_ascii_lowercase().rfind("arxiv:"))??;
    let id = venue.get(at + 6..)?;
    arxiv(id.split([' ', ',', '[', ']']).find(|word| !word.is_empty())?)
}

/// An ISBN as 13 digits, from 10 or 13 with right check digit (ISO 2108).
pub fn isbn(text: &str) -> Option<String> {
    let text = text.split('(').next()?.trim();
    let Some(rest) = strip_words(text, &["urn:isbn:", "isbn"]) else { return isbn_number(text) };
    let rest = rest.trim_start_matches([' ', '-', ':']);
    // the 10 and 13 of "ISBN-13: 978..." are no digits of the number
    let kind = ["10", "13"].into_iter().find_map(|kind| rest.strip_prefix(kind));
    isbn_number(rest).or_else(|| isbn_number(kind?.trim_start_matches([' ', ':'])))
}

fn isbn_number(text: &str) -> Option<String> {
    let number = compact(text)?;
    let digits: Vec<u32> = digits(&number, number.len() == 10)?;
    let thirteen = match digits.len() {
        10 => {
            let sum: u32 = digits.iter().zip((1..=10).rev()).map(|(digit, weight)| digit * weight).sum();
            // the prefix of books, without the old check digit
            sum.is_multiple_of(11).then(|| format!("978{}", number.get(..9).unwrap_or_default()))?
        }
        13 if number.starts_with("978") || number.starts_with("979") => number.get(..12)?.to_owned(),
        _ => return None,
    };
    let weighted = thirteen
        .bytes()
        .zip([1, 3].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight);
    let check = (10 - weighted.sum::<u32>() % 10) % 10;
    (digits.len() == 10 || digits.last() == Some(&check)).then(|| format!("{thirteen}{check}"))
}

/// An ISSN as `1234-567X` with right check digit (ISO 3297).
pub fn issn(text: &str) -> Option<String> {
    let text = text.split('(').next()?.trim();
    let prefixes = ["urn:issn:", "e-issn", "p-issn", "eissn", "pissn", "issn-l", "issn"];
    let rest = strip_words(text, &prefixes).unwrap_or(text);
    let number = compact(rest.trim_start_matches([' ', ':']))?;
    let digits = digits(&number, true)?;
    let sum: u32 = digits.iter().zip((1..=8).rev()).map(|(digit, weight)| digit * weight).sum();
    (digits.len() == 8 && sum.is_multiple_of(11))
        .then(|| number.get(..4).zip(number.get(4..)))?
        .map(|(a, b)| format!("{a}-{b}"))
}

/// An ORCID iD as `0000-0002-1825-0097` with right check digit (ISO 7064 mod 11-2).
pub fn orcid(text: &str) -> Option<String> {
    let text = text.trim();
    let rest =
        strip_host(text, |host| host == "orcid.org").or_else(|| strip_words(text, &["orcid:", "orcid"]));
    let number = compact(rest.unwrap_or(text).trim_start().trim_end_matches('/'))?;
    let digits = digits(&number, true)?;
    let (check, body) = digits.split_last()?;
    let total = body.iter().fold(0, |total, digit| (total + digit) * 2 % 11);
    let groups = [number.get(..4)?, number.get(4..8)?, number.get(8..12)?, number.get(12..)?];
    (digits.len() == 16 && (12 - total) % 11 == *check).then(|| groups.join("-"))
}

/// A PubMed identifier: the digits.
pub fn pmid(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = match strip_host(text, |host| host == "pubmed.ncbi.nlm.nih.gov" || host == "ncbi.nlm.nih.gov")
    {
        Some(path) => path.strip_prefix("pubmed/").unwrap_or(path).split(['/', '?', '#']).next()?,
        None => strip_words(text, &["pmid:", "pubmed:", "pmid"]).unwrap_or(text).trim(),
    };
    let number = rest.trim_start_matches('0');
    // 8 digits in 2026; room for two more
    (is_digits(number) && number.len() <= 10).then(|| number.to_owned())
}

/// A web address in the form that is compared: host lower case without `www.`, no default port, no fragment,
/// no trailing `/`, none of what only says who sent the reader (`utm_*`, `fbclid`), `http` as `https`. `None` if it is no http(s) or ftp address.
pub fn url(text: &str) -> Option<String> {
    let text = unescape(text);
    let text = text.trim();
    let text =
        if strip_words(text, &["www."]).is_some() { format!("https://{text}") } else { text.to_owned() };
    let url = url::Url::parse(&text).ok()?;
    let scheme = match url.scheme() {
        "http" | "https" => "https",
        "ftp" => "ftp",
        _ => return None,
    };
    let host = url.host_str()?.trim_end_matches('.');
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = url.port().filter(|port| *port != 443).map(|port| format!(":{port}")).unwrap_or_default();
    let path = normalise_escapes(url.path());
    let pairs = url.query().unwrap_or_default().split('&');
    let tells_sender = |pair: &str| {
        let name = pair.split('=').next().unwrap_or_default();
        name.starts_with("utm_")
            || matches!(name, "fbclid" | "gclid" | "msclkid" | "dclid" | "igshid" | "mc_cid" | "mc_eid")
    };
    let pairs: Vec<String> =
        pairs.filter(|pair| !pair.is_empty() && !tells_sender(pair)).map(normalise_escapes).collect();
    let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
    (!host.is_empty()).then(|| format!("{scheme}://{host}{port}{}{query}", path.trim_end_matches('/')))
}

/// The text without the backslashes that LaTeX wants before these characters.
pub fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\'
            || !chars.peek().is_some_and(|next| matches!(next, '_' | '&' | '%' | '#' | '~' | '$' | '{' | '}'))
        {
            plain.push(c);
        }
    }
    Cow::Owned(plain)
}

/// What follows the first of these prefixes that is there, in any case; prefixes are ASCII and lower case.
fn strip_words<'a>(text: &'a str, prefixes: &[&str]) -> Option<&'a str> {
    prefixes.iter().find_map(|prefix| {
        let start = text.get(..prefix.len())?;
        if start.eq_ignore_ascii_case(prefix) { text.get(prefix.len()..) } else { None }
    })
}

/// The path of a web address, without its first `/`, if the host is such a one; `http://` and `www.` may be missing.
fn strip_host(text: &str, is_host: impl Fn(&str) -> bool) -> Option<&str> {
    let rest = strip_words(text, &["https://", "http://"]).unwrap_or(text);
    let (host, path) = rest.split_once('/')?;
    let host = host.to_ascii_lowercase();
    is_host(host.strip_prefix("www.").unwrap_or(&host)).then_some(path)
}

/// The text without the punctuation that a sentence leaves at its end; brackets stay if they were opened.
fn trim_punctuation(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(last) = text.chars().next_back() {
        let opening = match last {
            '.' | ',' | ';' | ':' | '"' | '\'' | '’' | '”' => None,
            ')' => Some('('),
            ']' => Some('['),
            '}' => Some('{'),
            '>' => Some('<'),
            _ => break,
        };
        if opening.is_some_and(|opening| text.matches(opening).count() >= text.matches(last).count()) {
            break;
        }
        text = text.strip_suffix(last).unwrap_or_default().trim_end();
    }
    text
}

/// The text with percent-encoded bytes decoded; `None` if they are no UTF-8.
fn percent_decode(text: &str) -> Option<String> {
    let mut pieces = text.split('%');
    let mut bytes = Vec::from(pieces.next()?);
    for piece in pieces {
        match escaped_byte(piece) {
            Some((byte, rest)) => {
                bytes.push(byte);
                bytes.extend_from_slice(rest.as_bytes());
            }
            None => {
                bytes.push(b'%');
                bytes.extend_from_slice(piece.as_bytes());
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// The text with its percent-encoded bytes in one spelling (RFC 3986, 6.2.2): `~` plain, `%2F` in capitals.
fn normalise_escapes(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut normal = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match escaped_byte(piece) {
            Some((byte, rest)) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                normal.push(char::from(byte));
                normal.push_str(rest);
            }
            Some((byte, rest)) => normal.push_str(&format!("%{byte:02X}{rest}")),
            None => normal.push_str(&format!("%{piece}")),
        }
    }
    normal
}

/// The byte that the two digits after a `%` stand for, and what follows them.
fn escaped_byte(text: &str) -> Option<(u8, &str)> {
    let (digits, rest) = text.split_at_checked(2)?;
    let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some((u8::from_str_radix(digits, 16).ok().filter(|_| hex)?, rest))
}

/// The text without blanks and hyphens, `x` as `X`; `None` if it is too long for any number.
fn compact(text: &str) -> Option<String> {
    // hyphens of other programs: soft, non-breaking, figure and en dash, minus
    let is_filler =
        |c: char| c.is_whitespace() || matches!(c, '-' | '\u{ad}' | '\u{2010}'..='\u{2013}' | '\u{2212}');
    let compact: String = text.chars().filter(|c| !is_filler(*c)).take(20).collect();
    (compact.len() < 20).then(|| compact.to_uppercase())
}

/// The values of the digits; the last may be an `X`, which is 10, if `x` allows it.
fn digits(number: &str, x: bool) -> Option<Vec<u32>> {
    let last = number.len().checked_sub(1)?;
    let value = |(at, c): (usize, char)| c.to_digit(10).or((x && at == last && c == 'X').then_some(10));
    number.char_indices().map(value).collect()
}

/// Whether the text is one or more ASCII digits.
fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the text is one or more ASCII lower-case letters.
fn is_letters(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Whether the third and fourth digit are a month.
fn has_month(number: &str) -> bool {
    number.get(2..4).is_some_and(|month| ("01"..="12").contains(&month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_doi_is_as_it_was_written_without_its_resolver() {
        for (text, expected) in [
            ("https://doi.org/10.1000/A_b", "10.1000/A_b"),
            ("doi:10.1000/x", "10.1000/x"),
            ("10.1000/X", "10.1000/X"),
            ("no DOI", "no DOI"),
        ] {
            assert_eq!(plain_doi(text), expected);
        }
    }

    #[test]
    fn dois() {
        for (text, expected) in [
            ("10.1000/182", Some("10.1000/182")),
            (" https://doi.org/10.1038/NATURE14539 ", Some("10.1038/nature14539")),
            ("http://dx.doi.org/10.1038/nature14539", Some("10.1038/nature14539")),
            ("https://www.doi.org/10.1038/nature14539", Some("10.1038/nature14539")),
            ("doi.org/10.1038/nature14539", Some("10.1038/nature14539")),
            ("https://doi.acm.org/10.1145/1327452.1327492", Some("10.1145/1327452.1327492")),
            ("DOI: 10.1038/nature14539.", Some("10.1038/nature14539")),
            ("doi:https://doi.org/10.1038/nature14539", Some("10.1038/nature14539")),
            ("urn:doi:10.1000/182", Some("10.1000/182")),
            ("https://doi.org/10.1000/182?utm_source=x", Some("10.1000/182")),
            ("10.1000/182)", Some("10.1000/182")),
            ("10.1016/S0012-365X(97)00126-X", Some("10.1016/s0012-365x(97)00126-x")),
            ("10.1016/0370-2693(93)", Some("10.1016/0370-2693(93)")),
            (
                "https://doi.org/10.1002/%28SICI%291097-4571%28199007%2941%3A5%3C391%3A%3AAID-ASI9%3E3.0.CO%3B2-9",
                Some("10.1002/(sici)1097-4571(199007)41:5<391::aid-asi9>3.0.co;2-9"),
            ),
            (
                "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-#",
                Some("10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-#"),
            ),
            ("10.1007/978-3-540-73246-4\\_5", Some("10.1007/978-3-540-73246-4_5")),
            ("10.1000.10/123", Some("10.1000.10/123")),
            ("10.100/182", None),
            ("10.1000/", None),
            ("10.1000", None),
            ("11.1000/182", None),
            ("10.10a0/182", None),
            ("10.1000/a b", None),
            ("https://example.org/10.1000/182", None),
            ("https://doi.org/", None),
            ("doi:", None),
            ("", None),
        ] {
            assert_eq!(doi(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn arxiv_ids() {
        for (text, expected) in [
            ("1706.03762", Some(("1706.03762", None))),
            ("arXiv:1706.03762v5", Some(("1706.03762", Some(5)))),
            ("arXiv: 1706.03762v5 [cs.CL] 2 Aug 2023", Some(("1706.03762", Some(5)))),
            ("https://arxiv.org/abs/1706.03762", Some(("1706.03762", None))),
            ("http://www.arxiv.org/pdf/1706.03762v7.pdf", Some(("1706.03762", Some(7)))),
            ("https://export.arxiv.org/abs/hep-th/9901001?context=x", Some(("hep-th/9901001", None))),
            ("https://ar5iv.labs.arxiv.org/html/1706.03762", Some(("1706.03762", None))),
            ("hep-th/9901001v2", Some(("hep-th/9901001", Some(2)))),
            ("math.GT/0309136", Some(("math/0309136", None))),
            ("arXiv:cs/0112017", Some(("cs/0112017", None))),
            ("10.48550/arXiv.1706.03762", Some(("1706.03762", None))),
            ("https://doi.org/10.48550/arXiv.1706.03762", Some(("1706.03762", None))),
            ("0704.0001", Some(("0704.0001", None))),
            ("0703.0001", None),
            ("1713.03762", None),
            ("1706.0376", None),
            ("1404.12345", None),
            ("1706.037621", None),
            ("hep-th/9913001", None),
            ("hep-th/990100", None),
            ("10.1038/nature14539", None),
            ("https://example.org/abs/1706.03762", None),
            ("3.14", None),
            ("", None),
        ] {
            let found = arxiv(text);
            assert_eq!(found.as_ref().map(|(id, version)| (id.as_str(), *version)), expected, "{text}");
        }
    }

    #[test]
    fn isbns() {
        for (text, expected) in [
            ("978-3-16-148410-0", Some("9783161484100")),
            ("0-306-40615-2", Some("9780306406157")),
            ("080442957X", Some("9780804429573")),
            ("0-8044-2957-x", Some("9780804429573")),
            ("ISBN-13: 978-3-16-148410-0", Some("9783161484100")),
            ("ISBN-10 0-306-40615-2", Some("9780306406157")),
            ("ISBN 0306406152", Some("9780306406157")),
            ("urn:isbn:9783161484100", Some("9783161484100")),
            ("978\u{2013}3\u{2013}16\u{2013}148410\u{2013}0 (hardback)", Some("9783161484100")),
            ("979-10-90636-07-1", Some("9791090636071")),
            ("978-3-16-148410-1", None),
            ("0-306-40615-3", None),
            ("9773161484100", None),
            ("97831614841X0", None),
            ("12345", None),
            ("", None),
        ] {
            assert_eq!(isbn(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn issns() {
        for (text, expected) in [
            ("0378-5955", Some("0378-5955")),
            ("2049-3630", Some("2049-3630")),
            ("2434561x", Some("2434-561X")),
            ("ISSN: 0028-0836", Some("0028-0836")),
            ("e-ISSN 1476-4687", Some("1476-4687")),
            ("0378-5954", None),
            ("037X-5955", None),
            ("0378-59555", None),
            ("ééé", None),
            ("", None),
        ] {
            assert_eq!(issn(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn orcids() {
        for (text, expected) in [
            ("0000-0002-1825-0097", Some("0000-0002-1825-0097")),
            ("https://orcid.org/0000-0002-1694-233x", Some("0000-0002-1694-233X")),
            ("orcid:0000000218250097", Some("0000-0002-1825-0097")),
            ("0000-0002-1825-0098", None),
            ("0000-0002-1825-009", None),
            ("", None),
        ] {
            assert_eq!(orcid(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn pmids() {
        for (text, expected) in [
            ("PMID: 26017442", Some("26017442")),
            ("26017442", Some("26017442")),
            ("https://pubmed.ncbi.nlm.nih.gov/26017442/", Some("26017442")),
            ("https://www.ncbi.nlm.nih.gov/pubmed/26017442?x=y", Some("26017442")),
            ("00123", Some("123")),
            ("PMC123", None),
            ("12345678901", None),
            ("0", None),
            ("", None),
        ] {
            assert_eq!(pmid(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn urls_that_lead_to_one_page_are_one() {
        for (text, expected) in [
            ("http://www.Example.org:80/a/", Some("https://example.org/a")),
            ("https://example.org", Some("https://example.org")),
            ("www.example.org/a", Some("https://example.org/a")),
            ("https://example.org/a?utm_source=x&b=1&utm_medium=y#top", Some("https://example.org/a?b=1")),
            ("https://example.org:8080/%7euser/%2f", Some("https://example.org:8080/~user/%2F")),
            ("https://example.org/A", Some("https://example.org/A")),
            ("https://example.org/a\\_b", Some("https://example.org/a_b")),
            ("https://bücher.example/", Some("https://xn--bcher-kva.example")),
            ("ftp://example.org/a", Some("ftp://example.org/a")),
            ("mailto:a@example.org", None),
            ("example.org", None),
            ("http://", None),
            ("", None),
        ] {
            assert_eq!(url(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn canonical_forms_are_their_own() {
        for (id, canon) in [
            ("10.1002/(sici)1(199007)41:5<391::x>3.0.co;2-9", doi as fn(&str) -> Option<String>),
            ("https://example.org/a?b=1", url),
            ("9783161484100", isbn),
            ("2434-561X", issn),
        ] {
            assert_eq!(canon(id).as_deref(), Some(id));
        }
    }
}
