//! Patterns with `{part}` and `{part:N}`: how keys and paths of files are described in `bib.toml`.

/// A piece of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text that stands for itself.
    Text(&'a str),
    /// `{name}` or `{name:length}`.
    Part {
        /// What stands before the colon.
        name: &'a str,
        /// How many characters are wanted; at least 1.
        length: Option<usize>,
    },
}

/// The pieces of a pattern; the message says what is wrong with it.
pub fn pieces(pattern: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while !rest.is_empty() {
        let (text, after) = rest.split_once('{').unwrap_or((rest, ""));
        if text.contains('}') {
            return Err("`}` closes nothing".to_owned());
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        if text.len() == rest.len() {
            break;
        }
        let Some((part, after)) = after.split_once('}') else {
            return Err("`{` is not closed".to_owned());
        };
        let (name, length) = match part.split_once(':') {
            None => (part, None),
            Some((name, digits)) => {
                let length = digits.parse().ok().filter(|length| (1..=MAX_LENGTH).contains(length));
                let Some(length) = length else {
                    return Err(format!(
                        "`{{{part}}}` wants a length from 1 to {MAX_LENGTH} after the colon"
                    ));
                };
                (name, Some(length))
            }
        };
        pieces.push(Piece::Part { name, length });
        rest = after;
    }
    Ok(pieces)
}

/// The greatest length a part may ask for; more than any file name holds.
const MAX_LENGTH: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_text_and_parts() {
        let part = |name, length| Piece::Part { name, length };
        for (pattern, expected) in [
            ("", vec![]),
            ("a", vec![Piece::Text("a")]),
            ("{key}", vec![part("key", None)]),
            ("a{key:3}/b", vec![Piece::Text("a"), part("key", Some(3)), Piece::Text("/b")]),
            ("{a}{}", vec![part("a", None), part("", None)]),
        ] {
            assert_eq!(pieces(pattern), Ok(expected), "{pattern}");
        }
        for wrong in
            ["{", "a}", "{a", "{a:}", "{a:0}", "{a:-1}", "{a:201}", "{a:99999999999999999999}", "{{a}}"]
        {
            let read = pieces(wrong);
            assert!(read.is_err() || read == Ok(vec![part("{a", None)]), "{wrong}: {read:?}");
        }
    }
}
