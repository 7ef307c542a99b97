//! Marked text ([`crate::model::text`]) ⇄ CSL's rich text: the same `<i> <b> <sub> <sup>`, `<span class="nocase">` for
//! protected capitals and a span with a style for small capitals; maths stays between dollars.
//!
//! CSL has no escapes. A `<` or `$` of the text that would be read as a mark gets a word joiner (U+2060) after it.

use crate::model::text::{self, Event, Mark, events};

const NOCASE: &str = "<span class=\"nocase\">";
const SMALL_CAPS: &str = "<span style=\"font-variant:small-caps;\">";
const END: &str = "</span>";
const JOINER: char = '\u{2060}';

/// Marked text as rich text; `protect`: keep what protects capitals, which only titles need.
pub(super) fn write(marked: &str, protect: bool) -> String {
    if !marked.contains(['{', '}', '<', '$', '\\']) {
        return marked.to_owned();
    }
    let events = events(marked);
    let plain = print(&events, protect, false);
    let literal = events.iter().any(|event| matches!(event, Event::Text(text) if text.contains(['<', '$'])));
    if literal && !same(&events, &plain, protect) { print(&events, protect, true) } else { plain }
}

/// The part of marked text before its first colon that a blank or nothing follows, as rich text; `None` if there is no colon.
pub(super) fn before_colon(marked: &str) -> Option<String> {
    if !marked.contains(':') {
        return None;
    }
    let events = events(marked);
    let mut open = Vec::new();
    let mut before = Vec::new();
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::Open(mark) => open.push(*mark),
            Event::Close(_) => drop(open.pop()),
            Event::Math(_) | Event::Command(_) => {}
            Event::Text(text) => {
                let last = matches!(events.get(at + 1), None | Some(Event::Close(_)));
                let colon = text.match_indices(':').map(|(at, _)| at).find(|at| {
                    text.get(at + 1..)
                        .map_or("", |rest| rest)
                        .chars()
                        .next()
                        .map_or(last, char::is_whitespace)
                });
                if let Some(head) = colon.and_then(|colon| text.get(..colon)) {
                    before.push(Event::Text(head.into()));
                    before.extend(open.iter().rev().map(|mark| Event::Close(*mark)));
                    return Some(print(&before, true, false)).filter(|text| !text.is_empty());
                }
            }
        }
        before.push(event.clone());
    }
    None
}

/// CSL's rich text as marked text ([`crate::model::text`]); what is no mark of CSL is text.
pub fn read(rich: &str) -> String {
    if !rich.contains(['{', '}', '<', '$', '\\']) {
        return rich.to_owned();
    }
    // marked text knows the tags of CSL; what CSL does not know is escaped first
    let mut escaped = String::with_capacity(rich.len() + 8);
    let mut rest = rich;
    while let Some(char) = rest.chars().next() {
        let after = rest.get(char.len_utf8()..).unwrap_or_default();
        let joined = if matches!(char, '<' | '$') { after.strip_prefix(JOINER) } else { None };
        if joined.is_none()
            && char == '$'
            && let Some(maths) = maths(rest)
        {
            escaped.push_str(maths);
            rest = rest.get(maths.len()..).unwrap_or_default();
            continue;
        }
        if joined.is_some() || matches!(char, '{' | '}' | '$' | '\\') {
            escaped.push('\\');
        }
        escaped.push(char);
        rest = joined.unwrap_or(after);
    }
    text::write(events(&escaped))
}

/// The maths that a text starts with, with its dollars.
fn maths(rest: &str) -> Option<&str> {
    let inside = rest.get(1..)?;
    let bytes = inside.as_bytes();
    let mut end = 0;
    loop {
        match bytes.get(end)? {
            b'$' => break,
            b'\\' => end += 2,
            _ => end += 1,
        }
    }
    let maths = rest.get(..end + 2)?;
    let digit = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    (!digit && matches!(events(maths).as_slice(), [Event::Math(_)])).then_some(maths)
}

/// Events as rich text; `guard`: with a joiner after each `<` and `$` of the text.
fn print(events: &[Event<'_>], protect: bool, guard: bool) -> String {
    let mut out = String::new();
    // a protected piece inside another is protected already
    let mut protected = 0_usize;
    for event in events {
        match event {
            Event::Open(Mark::Protect) => {
                if protect && protected == 0 {
                    out.push_str(NOCASE);
                }
                protected += 1;
            }
            Event::Close(Mark::Protect) => {
                protected = protected.saturating_sub(1);
                if protect && protected == 0 {
                    out.push_str(END);
                }
            }
            Event::Open(mark) => out.push_str(tags(*mark).0),
            Event::Close(mark) => out.push_str(tags(*mark).1),
            Event::Text(text) if guard => {
                for char in text.chars() {
                    out.push(char);
                    if matches!(char, '<' | '$') {
                        out.push(JOINER);
                    }
                }
            }
            Event::Text(text) => out.push_str(text),
            Event::Math(tex) => out.extend(["$", tex, "$"]),
            Event::Command(name) => out.extend(["\\", name]),
        }
    }
    out
}

/// Whether rich text would be read back as these events.
fn same(written: &[Event<'_>], rich: &str, protect: bool) -> bool {
    let marked = read(rich);
    let read = events(&marked);
    print(&read, protect, true) == print(written, protect, true)
}

fn tags(mark: Mark) -> (&'static str, &'static str) {
    match mark {
        Mark::Protect => (NOCASE, END),
        Mark::Italic => ("<i>", "</i>"),
        Mark::Bold => ("<b>", "</b>"),
        Mark::Sub => ("<sub>", "</sub>"),
        Mark::Sup => ("<sup>", "</sup>"),
        Mark::SmallCaps => (SMALL_CAPS, END),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_are_written_and_read_back() {
        for (marked, rich) in [
            ("The {LaTeX} Companion", "The <span class=\"nocase\">LaTeX</span> Companion"),
            ("<i>Alea</i> H<sub>2</sub>O", "<i>Alea</i> H<sub>2</sub>O"),
            ("<sc>mcm</sc>", "<span style=\"font-variant:small-caps;\">mcm</span>"),
            ("On $O(n)$ and $\\alpha_{i}$", "On $O(n)$ and $\\alpha_{i}$"),
            ("a \\{b\\} \\\\c", "a {b} \\c"),
            ("\\<i>x\\</i>", "<\u{2060}i>x<\u{2060}/i>"),
            ("1 \\< 2", "1 < 2"),
            ("\\$5 or \\$6", "$5 or $6"),
        ] {
            assert_eq!(write(marked, true), rich, "{marked}");
            assert_eq!(events(&read(rich)), events(marked), "{rich}");
        }
        assert_eq!(write("{Los {Angeles}}", false), "Los Angeles");
        assert_eq!(write("{{NASA}}", true), "<span class=\"nocase\">NASA</span>");
    }

    #[test]
    fn foreign_markup_is_text() {
        for (rich, plain) in [
            ("<u>x</u>", "<u>x</u>"),
            ("<span id=x>y</span>", "<span id=x>y</span>"),
            ("<span class=\"nocase\">y", "<span class=\"nocase\">y"),
            ("<span class=\"nocase\">y</span>", "y"),
        ] {
            assert_eq!(crate::model::text::plain(&read(rich)), plain);
        }
    }

    #[test]
    fn a_short_title_ends_at_a_colon() {
        for (marked, expected) in [
            ("Upvoting the News: {{Breaking}}", Some("Upvoting the News")),
            ("<i>A {B: c}</i>", Some("<i>A <span class=\"nocase\">B</span></i>")),
            ("At 2:1 odds", None),
            ("None", None),
            (": x", None),
        ] {
            assert_eq!(before_colon(marked).as_deref(), expected, "{marked}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(marked in "([a-c :{}$<>\\\\]|<i>|</i>|<sc>|</sc>|<span class=\"nocase\">|</span>|\\$){0,16}") {
            let rich = write(&marked, true);
            prop_assert_eq!(write(&read(&rich), true), rich);
        }

        #[test]
        fn rich_text_is_kept(rich in "([a-c :{}$<>\\\\]|<i>|</i>|<sc>|</sc>|<span class=\"nocase\">|</span>|\\$){0,16}") {
            let text = crate::model::text::plain(&read(&rich));
            prop_assert_eq!(crate::model::text::plain(&read(&write(&read(&rich), true))), text);
        }
    }
}
