//! Text as HTML that means exactly this text, on one line, and is well-formed as XML too.

use super::{address::address, plain};
use crate::model::text::{Event, Mark, events};

/// Plain text as HTML: reading it back gives [`plain::line()`] of the text and nothing else.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    push(&plain::line(text), &mut out);
    out
}

/// Marked text ([`crate::model::text`]) as HTML; maths is code.
pub fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    push_marked(text, true, &mut out);
    out.trim_end().to_owned()
}

/// A link's text, already HTML, with a destination; without one if it is no address that may stand on a page.
pub fn link(text: &str, url: &str) -> String {
    match address(url) {
        Some(url) => format!("<a href=\"{}\">{text}</a>", escape(&url)),
        None => text.to_owned(),
    }
}

/// [`marked()`] with a blank kept at its end, and at its start unless there is a blank `before` it; whether it ends with one.
pub(super) fn push_marked(text: &str, before: bool, out: &mut String) -> bool {
    let mut blank = before;
    for event in &events(text) {
        let piece = match event {
            Event::Open(mark) => {
                out.push_str(tags(*mark).0);
                continue;
            }
            Event::Close(mark) => {
                out.push_str(tags(*mark).1);
                continue;
            }
            Event::Text(text) => plain::flatten(text, blank),
            Event::Math(tex) => {
                out.extend(["<code>", &escape(tex), "</code>"]);
                blank = false;
                continue;
            }
            Event::Command(name) => plain::flatten(&format!("\\{name}"), blank),
        };
        push(&piece, out);
        blank = if piece.is_empty() { blank } else { piece.ends_with(' ') };
    }
    blank
}

/// Escapes what would act in text or in a quoted attribute.
fn push(text: &str, out: &mut String) {
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            char => out.push(char),
        }
    }
}

/// What a mark starts and ends with; protected capitals need nothing.
fn tags(mark: Mark) -> (&'static str, &'static str) {
    match mark {
        Mark::Protect => ("", ""),
        Mark::Italic => ("<em>", "</em>"),
        Mark::Bold => ("<strong>", "</strong>"),
        Mark::Sub => ("<sub>", "</sub>"),
        Mark::Sup => ("<sup>", "</sup>"),
        Mark::SmallCaps => ("<span style=\"font-variant: small-caps\">", "</span>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The text of HTML, read as XML; the reader turns line ends to blanks in attributes only.
    fn text(html: &str) -> String {
        let document = format!("<p>{html}</p>");
        let document = roxmltree::Document::parse(&document).unwrap();
        document.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect()
    }

    #[test]
    fn text_is_never_markup() {
        for (plain, expected) in [
            ("Attention Is All You Need", "Attention Is All You Need"),
            (
                "<script>alert('1')</script> & \"co\"",
                "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;co&quot;",
            ),
            ("&amp; ]]>", "&amp;amp; ]]&gt;"),
            ("a\n\tb \u{1b}\u{0}\u{ffff}\u{202e}", "a b \u{FFFD}\u{FFFD}\u{FFFD}"),
        ] {
            assert_eq!(escape(plain), expected);
            assert_eq!(text(&escape(plain)), super::plain::line(plain));
        }
    }

    #[test]
    fn links_go_to_the_web_and_nowhere_else() {
        assert_eq!(link("t", "https://a.b/?c&d=\"'<"), "<a href=\"https://a.b/?c&amp;d=%22&#39;%3C\">t</a>");
        assert_eq!(link("t", "JavaScript:alert(1)"), "t");
        assert_eq!(link("t", "data:text/html,x"), "t");
    }

    #[test]
    fn marks_become_tags_and_maths_code() {
        for (marked_text, expected) in [
            ("The {LaTeX} <i>Companion</i>", "The LaTeX <em>Companion</em>"),
            ("H<sub>2</sub>O <b> x </b>", "H<sub>2</sub>O <strong>x </strong>"),
            ("<sc>m</sc> $a<b$", "<span style=\"font-variant: small-caps\">m</span> <code>a&lt;b</code>"),
            (r"\<i> \$5 ", "&lt;i&gt; $5"),
        ] {
            assert_eq!(marked(marked_text), expected);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_back(plain in ".{0,20}") {
            prop_assert_eq!(text(&escape(&plain)), super::plain::line(&plain));
        }

        #[test]
        fn any_marked_text_is_well_formed(marked_text in "([a-c &;\"'{}$<>\\\\/]|<i>|</i>|<sc>|</sc>|<sub>|]]>|\\PC){0,16}") {
            let read = super::plain::line(&text(&marked(&marked_text)));
            prop_assert_eq!(read, super::plain::line(&crate::model::text::plain(&marked_text)));
        }
    }
}
