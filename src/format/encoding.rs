//! Bytes → text. Bibliographies are older than UTF-8.

use crate::diagnostic::{Diagnostic, Place};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// The text of a file's bytes: as its byte order mark says; UTF-16 where every other byte is zero; UTF-8 if it can be read so,
/// whatever control characters are in it; else what the file says of itself in its first lines (as `JabRef` writes
/// `% Encoding: ...`), else Windows-1252, which is Latin-1 and more. All but UTF-8 with a note.
pub fn decode<'a>(bytes: &'a [u8], path: &str) -> (Cow<'a, str>, Vec<Diagnostic>) {
    let marked = Encoding::for_bom(bytes);
    let body = bytes.get(marked.map_or(0, |(_, length)| length)..).unwrap_or_default();
    let encoding = marked.map(|(encoding, _)| encoding).or_else(|| utf16(bytes));
    if encoding.is_none_or(|encoding| encoding == UTF_8)
        && let Ok(text) = std::str::from_utf8(body)
    {
        return (Cow::Borrowed(text), Vec::new());
    }
    let encoding = encoding.unwrap_or_else(|| declared(head(bytes)));
    let (text, encoding, damaged) = encoding.decode(bytes);
    let message = format!("the file is not UTF-8, it is read as {}", encoding.name());
    let mut diagnostics = vec![
        Diagnostic::note("encoding", message)
            .at(Place::file(path))
            .help("save it as UTF-8 if letters come out wrong"),
    ];
    if damaged {
        diagnostics.push(
            Diagnostic::warning(
                "encoding",
                format!("some bytes are no {}, `\u{fffd}` takes their place", encoding.name()),
            )
            .at(Place::file(path))
            .help("save the file as UTF-8"),
        );
    }
    (text, diagnostics)
}

/// UTF-16 without a mark: ASCII has a zero in every other byte of it, and half of what stands at the start of a bibliography is
/// ASCII. A stray zero in another encoding is no such thing.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = head(bytes);
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let many = |zeros: usize| zeros >= 2 && zeros * 4 >= head.len();
    match (zeros(0), zeros(1)) {
        _ if bytes.len() % 2 == 1 => None,
        (even, 0) if many(even) => Some(UTF_16BE),
        (0, odd) if many(odd) => Some(UTF_16LE),
        _ => None,
    }
}

/// Where a file may say its encoding: as far as `JabRef` looks.
fn head(bytes: &[u8]) -> &[u8] {
    bytes.get(..bytes.len().min(1024)).unwrap_or_default()
}

/// What a file that is no UTF-8 says of itself.
fn declared(head: &[u8]) -> &'static Encoding {
    const SAYS: &[u8] = b"encoding:";
    let said = || {
        let at = head.windows(SAYS.len()).position(|window| window.eq_ignore_ascii_case(SAYS))?;
        let rest = head.get(at + SAYS.len()..)?;
        let line = rest.split(|b| *b == b'\n').next()?;
        Encoding::for_label(line.trim_ascii())
    };
    said().filter(|encoding| *encoding != UTF_8).unwrap_or(WINDOWS_1252)
}

/// A text that was UTF-8 and was read as Windows-1252 (`GrÃ¶ÃŸe`), as it was meant; `None` if nothing in it looks so.
pub fn repaired(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut repaired = String::with_capacity(text.len());
    let mut changed = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match misread(rest) {
            Some((meant, length)) => {
                repaired.push(meant);
                changed = true;
                rest = rest.get(length..).unwrap_or_default();
            }
            None => {
                repaired.push(c);
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
    }
    changed.then_some(repaired)
}

/// The character whose bytes were read as the characters that stand here, and how long these are. Only such as people write in
/// Latin script: what else comes out may be chance.
fn misread(text: &str) -> Option<(char, usize)> {
    let mut chars = text.chars();
    let first = byte(chars.next()?)?;
    let length = match first {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => return None,
    };
    let mut bytes = vec![first];
    let mut taken = 0;
    for c in text.chars().take(length) {
        taken += c.len_utf8();
        // a quotation mark may well follow a letter: `Ä“`
        if bytes.len() > 1 || taken > c.len_utf8() {
            if length == 2 && first != 0xC3 && matches!(c, '“' | '”' | '‘' | '’' | '»' | '›') {
                return None;
            }
            bytes.push(byte(c)?);
        }
    }
    let meant = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    let likely = matches!(meant, '\u{a0}'..='\u{17f}' | '\u{2010}'..='\u{2026}' | '\u{2030}'..='\u{203a}' | '€' | '™' | '−');
    likely.then_some((meant, taken))
}

/// The byte that Windows-1252 reads as this character; control characters are themselves, as in Latin-1.
fn byte(c: char) -> Option<u8> {
    if let Ok(byte @ 0x80..) = u8::try_from(c) {
        return Some(byte);
    }
    let mut buffer = [0; 4];
    let (bytes, _, unmapped) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
    match *bytes {
        [byte] if !unmapped && byte >= 0x80 => Some(byte),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_text_in_any_encoding() {
        for (bytes, text, notes) in [
            (&b"caf\xc3\xa9"[..], "café", 0),
            (b"\xef\xbb\xbfcaf\xc3\xa9", "café", 0),
            (b"caf\xe9 \x80", "café €", 1),
            (b"\xff\xfec\0a\0f\0\xe9\0", "café", 1),
            (b"\xfe\xff\0c\0a\0f\0\xe9", "café", 1),
            (b"\0@\0b\0o\0o\0k\0{\0a\0}", "@book{a}", 1),
            (b"% Encoding: ISO-8859-2\n\xb1", "% Encoding: ISO-8859-2\ną", 1),
            (b"\xff\xfec\0\x00\xd8", "c\u{fffd}", 2),
            (b"caf\xc3\xa9 \0x\0", "café \0x\0", 0),
            (b"\xef\xbb\xbf\0", "\0", 0),
            (b"\0", "\0", 0),
            (b"a\0", "a\0", 0),
            (b"", "", 0),
        ] {
            let (found, diagnostics) = decode(bytes, "a.bib");
            assert_eq!((&*found, diagnostics.len()), (text, notes));
        }
    }

    #[test]
    fn what_was_misread_is_read_again_and_nothing_else() {
        for (text, expected) in [
            ("GrÃ¶ÃŸe", Some("Größe")),
            ("1914â€“1918", Some("1914–1918")),
            ("donâ€™t", Some("don’t")),
            ("Ã\u{81}lvarez", Some("Álvarez")),
            ("PetroviÄ‡", Some("Petrović")),
            ("Größe – „Ä“ «CAFÉ» Åland Âge Ã", None),
            ("São Paulo, Łódź, 東京, Достоевский, العربية", None),
            ("naïve café ½ ° ±", None),
        ] {
            assert_eq!(repaired(text).as_deref(), expected, "{text}");
        }
    }
}
