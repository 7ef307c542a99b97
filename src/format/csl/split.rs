//! Where the items of a JSON text stand: so that a broken one does not take the others with it, and each has its place.

use std::ops::Range;

/// The items of a text, which is an array of them, one alone, or an object with a list of them in `items` or
/// `references`, or Crossref's answer with either in `message`; and what is wrong with the whole.
pub(super) fn items(text: &str) -> (Vec<Range<usize>>, Option<(usize, String)>) {
    let start = text.len() - text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']).len();
    match text.as_bytes().get(start) {
        None => (Vec::new(), None),
        Some(b'[') => elements(text, start),
        Some(b'{') => {
            let object = message(text, start).unwrap_or(start..text.trim_end().len());
            match list(text, object.start) {
                Some(start) => {
                    let (items, fault) = elements(text, start);
                    // the rest of the object follows
                    (items, fault.filter(|(at, _)| *at == text.len()))
                }
                None => (vec![object], None),
            }
        }
        Some(_) => {
            (Vec::new(), Some((start, "this is no CSL-JSON: an array of items is expected".to_owned())))
        }
    }
}

/// The offset of a line and column (from 1, in bytes) as `serde_json` counts them.
pub(super) fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (start + column.saturating_sub(1)).min(text.len())
}

/// What `serde_json` says, without the place, which is said of the whole text.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.clone(), |(reason, _)| reason.to_owned())
}

/// The elements of the array that starts there.
fn elements(text: &str, start: usize) -> (Vec<Range<usize>>, Option<(usize, String)>) {
    let mut found = Vec::new();
    let mut from = start + 1;
    let mut push = |from: usize, to: usize, last: bool| {
        let raw = text.get(from..to).unwrap_or_default();
        let blank = raw.len() - raw.trim_start().len();
        let element = from + blank..from + raw.trim_end().len().max(blank);
        // `[]`; an element that is missing elsewhere is read as one, so that it is named
        if !(last && element.is_empty() && found.is_empty()) {
            found.push(element);
        }
    };
    let mut depth = 0_usize;
    for (at, byte) in structure(text, start) {
        match byte {
            b'[' | b'{' => depth += 1,
            b',' if depth == 1 => {
                push(from, at, false);
                from = at + 1;
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    push(from, at, true);
                    let rest = text.get(at + 1..).unwrap_or_default().trim_start();
                    let fault = (!rest.is_empty()).then(|| {
                        (text.len() - rest.len(), "nothing is expected after the array of items".to_owned())
                    });
                    return (found, fault);
                }
            }
            _ => {}
        }
    }
    push(from, text.len(), true);
    (found, Some((text.len(), "the array of items is not closed".to_owned())))
}

/// The object in `message` of an object.
fn message(text: &str, start: usize) -> Option<Range<usize>> {
    let mut depth = 0_usize;
    let mut found = None;
    for (at, byte) in structure(text, start) {
        match byte {
            b'[' | b'{' => {
                let before = text.get(..at)?.trim_end().strip_suffix(':').map(str::trim_end);
                if depth == 1 && byte == b'{' && before.is_some_and(|before| before.ends_with("\"message\""))
                {
                    found = Some(at);
                }
                depth += 1;
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if let Some(from) = found.filter(|_| depth == 1) {
                    return Some(from..at + 1);
                }
            }
            _ => {}
        }
    }
    found.map(|from| from..text.trim_end().len())
}

/// Where the array in `items` or `references` of an object starts, if it is no item itself.
fn list(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in structure(text, start) {
        match byte {
            b'[' if depth == 1 => {
                let before = text.get(..at)?.trim_end().strip_suffix(':')?.trim_end();
                if before.ends_with("\"items\"") || before.ends_with("\"references\"") {
                    return Some(at);
                }
                depth += 1;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The bytes outside strings that give a text its structure.
fn structure(text: &str, start: usize) -> impl Iterator<Item = (usize, u8)> {
    let mut string = false;
    let mut escaped = false;
    text.bytes().enumerate().skip(start).filter(move |(_, byte)| {
        if string {
            let quoted = escaped;
            escaped = *byte == b'\\' && !quoted;
            string = quoted || *byte != b'"';
            return false;
        }
        string = *byte == b'"';
        matches!(byte, b'[' | b']' | b'{' | b'}' | b',')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_whatever_is_in_them() {
        for (text, expected, fault) in [
            ("[]", vec![], None),
            ("", vec![], None),
            ("\u{FEFF} [ {\"a\": \"],[\\\"\"} , {} ]\n", vec!["{\"a\": \"],[\\\"\"}", "{}"], None),
            ("[1, , [2, 3]]", vec!["1", "", "[2, 3]"], None),
            ("[{},]", vec!["{}", ""], None),
            ("[{\"a\": {}", vec!["{\"a\": {}"], Some(9)),
            ("[{}] x", vec!["{}"], Some(5)),
            ("{\"id\": \"a\"} ", vec!["{\"id\": \"a\"}"], None),
            ("{\"x\": [], \"items\" : [{}, 2]}", vec!["{}", "2"], None),
            ("{\"status\": \"ok\", \"message\" : {\"DOI\": 1}, \"x\": {}}", vec!["{\"DOI\": 1}"], None),
            ("{\"message\": {\"facets\": {}, \"items\": [{}, 2], \"query\": []}}", vec!["{}", "2"], None),
            ("{\"message\": {\"DOI\": ", vec!["{\"DOI\":"], None),
            ("{\"id\": \"a\", \"message\": \"b\"}", vec!["{\"id\": \"a\", \"message\": \"b\"}"], None),
            ("@article{a}", vec![], Some(0)),
        ] {
            let (items, at) = items(text);
            let items: Vec<&str> = items.into_iter().map(|span| text.get(span).unwrap()).collect();
            assert_eq!((items, at.map(|(at, _)| at)), (expected, fault), "{text}");
        }
    }
}
