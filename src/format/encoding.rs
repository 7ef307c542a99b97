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
}
