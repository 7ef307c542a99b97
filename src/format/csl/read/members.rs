//! Members of JSON objects that repeat an earlier one: JSON readers take the last and say nothing.

use std::{borrow::Cow, ops::Range};

/// A member whose value is replaced by a later one of the same name.
#[derive(Debug)]
pub(super) struct Repeated {
    /// Its name.
    pub(super) name: String,
    /// The member of the item that holds the object, the outermost if there are several; empty for the item itself.
    pub(super) inside: String,
    /// Its value, in bytes of the text.
    pub(super) value: Range<usize>,
    /// Where its name stands.
    pub(super) at: Range<usize>,
}

/// An object or array that is open.
struct Open {
    object: bool,
    /// Names and values so far.
    members: Vec<(Range<usize>, Range<usize>)>,
    /// The name of the member that is being read, with its quotes, and where its value starts.
    name: Option<Range<usize>>,
    value: usize,
}

/// The repeated members of an item, valid JSON, but for those that say the same as the last.
pub(super) fn repeated(item: &str) -> Vec<Repeated> {
    let bytes = item.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'"' => {
                at = string_end(bytes, at);
                if let Some(object) = open.last_mut().filter(|top| top.object && top.name.is_none()) {
                    object.name = Some(start..at);
                }
            }
            b':' => open.iter_mut().next_back().into_iter().for_each(|object| object.value = at),
            b'{' | b'[' => {
                open.push(Open { object: byte == b'{', members: Vec::new(), name: None, value: at });
            }
            b',' => open.iter_mut().next_back().into_iter().for_each(|object| object.end(start)),
            b'}' | b']' => {
                let Some(mut top) = open.pop() else { break };
                top.end(start);
                let inside = open.first().and_then(|item| item.name.clone());
                let inside = inside.map(|name| text(item, name)).unwrap_or_default();
                found.extend(replaced(item, top.members, &inside));
            }
            _ => {}
        }
    }
    found
}

impl Open {
    /// Ends the member that is being read.
    fn end(&mut self, at: usize) {
        if let Some(name) = self.name.take() {
            self.members.push((name, self.value..at));
        }
    }
}

/// The members that a later one of the same name replaces.
fn replaced(item: &str, members: Vec<(Range<usize>, Range<usize>)>, inside: &str) -> Vec<Repeated> {
    let mut named: Vec<_> =
        members.into_iter().map(|(at, value)| (text(item, at.clone()), at, value)).collect();
    named.sort_by(|(a, ..), (b, ..)| a.cmp(b)); // stable: in their order
    let raw = |value: &Range<usize>| item.get(value.clone()).unwrap_or_default().trim();
    let mut found = Vec::new();
    for same in named.chunk_by(|(a, ..), (b, ..)| a == b) {
        let Some(((_, _, last), earlier)) = same.split_last() else { continue };
        found.extend(earlier.iter().filter(|(_, _, value)| raw(value) != raw(last)).map(
            |(name, at, value)| Repeated {
                name: name.to_string(),
                inside: inside.to_owned(),
                value: value.clone(),
                at: at.clone(),
            },
        ));
    }
    found
}

/// Where a string ends that has started before this offset.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => return at,
            b'\\' => at += 1,
            _ => {}
        }
    }
    bytes.len()
}

/// The text of a string with its quotes.
fn text(item: &str, at: Range<usize>) -> Cow<'_, str> {
    let raw = item.get(at).unwrap_or_default();
    if raw.contains('\\')
        && let Ok(text) = serde_json::from_str::<String>(raw)
    {
        return Cow::Owned(text);
    }
    Cow::Borrowed(raw.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_members_are_found_at_any_depth() {
        for (item, expected) in [
            (r#"{"a": 1, "b": [1, 2], "c": {"a": 1}}"#, ""),
            (r#"{"a": "x", "b": 1, "a": "y"}"#, "a  \"x\""),
            (r#"{"a": 1, "\u0061": 2, "a": 3}"#, "a  1; a  2"),
            (r#"{"a": 1, "a": 1}"#, ""),
            (r#"{"n": [{"f": "{\"", "f": "}"}], "m": {"x": {"y": [1], "y": []}}}"#, r#"f n "{\""; y m [1]"#),
        ] {
            let found: Vec<String> = repeated(item)
                .iter()
                .map(|r| format!("{} {} {}", r.name, r.inside, item.get(r.value.clone()).unwrap().trim()))
                .collect();
            assert_eq!(found.join("; "), expected, "{item}");
        }
    }
}
