//! Bytes → text. Bibliographies are older than UTF-8.

use crate::diagnostic::{Diagnostic, Place};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// The text of a file's bytes: UTF-8, with or without byte order mark, UTF-16, else what the file says of itself in its first lines
/// (as `JabRef` writes `% Encoding: ...`), else Windows-1252, which is Latin-1 and more; each of the latter with a note.
pub fn decode<'a>(bytes: &'a [u8], path: &str) -> (Cow<'a, str>, Vec<Diagnostic>) {
    let marked = Encoding::for_bom(bytes);
    if marked.is_none_or(|(encoding, _)| encoding == UTF_8) {
        let body = bytes.get(marked.map_or(0, |(_, length)| length)..).unwrap_or_default();
        if !body.contains(&0)
            && let Ok(text) = std::str::from_utf8(body)
        {
            return (Cow::Borrowed(text), Vec::new());
        }
    }
    let encoding = match marked {
        Some((encoding, _)) => encoding,
        None => without_mark(bytes),
    };
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

/// The encoding of bytes that are no UTF-8 and have no mark.
fn without_mark(bytes: &[u8]) -> &'static Encoding {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    // ASCII in UTF-16 has a zero in every other byte
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if even > head.len() / 8 && odd == 0 {
        return UTF_16BE;
    }
    if odd > head.len() / 8 && even == 0 {
        return UTF_16LE;
    }
    declared(head).filter(|encoding| *encoding != UTF_8).unwrap_or(WINDOWS_1252)
}

/// Where a file may say its encoding: as far as `JabRef` looks.
const HEAD: usize = 1024;

fn declared(head: &[u8]) -> Option<&'static Encoding> {
    const SAYS: &[u8] = b"encoding:";
    let at = head.windows(SAYS.len()).position(|window| window.eq_ignore_ascii_case(SAYS))?;
    let rest = head.get(at + SAYS.len()..)?;
    let line = rest.split(|b| *b == b'\n').next()?;
    Encoding::for_label(line.trim_ascii())
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
            (b"", "", 0),
        ] {
            let (found, diagnostics) = decode(bytes, "a.bib");
            assert_eq!((&*found, diagnostics.len()), (text, notes));
        }
    }
}
