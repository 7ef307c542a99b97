//! Text as Markdown that means exactly this text (`CommonMark` 0.31 and GitHub's extensions), on one line.
//!
//! What could start something is escaped: emphasis, code, links, images, HTML, entities, tables, strikethrough,
//! maths, footnotes, template braces, bare addresses, and at the start of a line headings, lists and rules.

use super::{
    address::address,
    plain::{flatten, line},
};
use crate::model::text::{Event, Mark, events};

/// Plain text as Markdown: reading it back gives [`line()`] of the text and nothing else.
pub fn escape(text: &str) -> String {
    let text = line(text);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    escape_line(&text, true, &mut out);
    out
}

/// Marked text ([`crate::model::text`]) as Markdown: its marks become HTML tags without attributes, as only these
/// hold next to any letter; maths becomes ``$`...`$``, which GitHub reads before anything else.
pub fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    push_marked(text, &mut out);
    out.trim().to_owned()
}

/// [`marked()`] after what stands in `out`, blanks at its ends kept.
pub(super) fn push_marked(text: &str, out: &mut String) {
    for event in &events(text) {
        match event {
            Event::Open(mark) => {
                if let Some(tag) = tag(*mark) {
                    out.extend(["<", tag, ">"]);
                }
            }
            Event::Close(mark) => {
                if let Some(tag) = tag(*mark) {
                    out.extend(["</", tag, ">"]);
                }
            }
            Event::Text(text) => push_piece(text, out),
            Event::Math(tex) if tex.contains('`') => push_piece(&format!("${tex}$"), out),
            Event::Math(tex) => out.extend(["$`", &line(tex), "`$"]),
            Event::Command(name) => push_piece(&format!("\\{name}"), out),
        }
    }
}

/// A link's text, already Markdown, with a destination; without one if it is no address that may stand on a page.
pub fn link(text: &str, url: &str) -> String {
    match destination(url) {
        Some(url) => format!("[{text}]({url})"),
        None => text.to_owned(),
    }
}

/// [`address()`] as a link's destination. `None` if it may not stand on a page.
pub fn destination(url: &str) -> Option<String> {
    let address = address(url)?;
    let mut out = String::with_capacity(address.len());
    for (at, char) in address.char_indices() {
        match char {
            // an entity would be decoded
            '&' if is_entity(address.get(at..).unwrap_or_default()) => out.push_str("&amp;"),
            _ => out.push(char),
        }
    }
    Some(out)
}

/// A piece of text after what stands in `out`.
fn push_piece(text: &str, out: &mut String) {
    let piece = flatten(text, out.is_empty() || out.ends_with(' '));
    escape_line(&piece, out.is_empty(), out);
}

/// Escapes a text without line ends; `first`: it may stand at the start of a line.
fn escape_line(text: &str, first: bool, out: &mut String) {
    let mut digits = first;
    for (at, char) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let escape = match char {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '^' | '@' => true,
            // headings, lists, rules, front matter, definitions, fences of directives
            '#' | '+' | '-' | '=' | ':' if first && at == 0 => true,
            // "1. " and "1) " start a list
            '.' | ')' if digits && at > 0 => true,
            '&' => is_entity(rest),
            // addresses that GitHub turns into links by itself; so `@` above
            ':' => rest.starts_with("://"),
            '.' => ends_with_www(text.get(..at).unwrap_or_default()),
            _ => false,
        };
        digits &= char.is_ascii_digit();
        if escape {
            out.push('\\');
        }
        out.push(char);
    }
}

/// Whether a text that starts with `&` starts with a character reference.
fn is_entity(text: &str) -> bool {
    let name = text.get(1..).unwrap_or_default();
    let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    length > 0 && name.as_bytes().get(length) == Some(&b';')
}

/// Whether a text ends with `www`, any case.
fn ends_with_www(text: &str) -> bool {
    let at = text.len().saturating_sub(3);
    text.get(at..).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

/// The tag of a mark; capitals need none, and small capitals have none that Markdown knows.
fn tag(mark: Mark) -> Option<&'static str> {
    match mark {
        Mark::Italic => Some("em"),
        Mark::Bold => Some("strong"),
        Mark::Sub => Some("sub"),
        Mark::Sup => Some("sup"),
        Mark::Protect | Mark::SmallCaps => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{CowStr, Event as Read, LinkType, Options, Parser, Tag, TagEnd};

    /// The text of Markdown that is one paragraph of text; what else was read, otherwise.
    fn text(markdown: &str) -> Result<String, String> {
        let mut text = String::new();
        for event in Parser::new_ext(markdown, options()) {
            match event {
                Read::Start(Tag::Paragraph) | Read::End(TagEnd::Paragraph) => {}
                Read::Text(piece) => text.push_str(&piece),
                other => return Err(format!("{other:?} in {markdown:?}")),
            }
        }
        Ok(text)
    }

    /// All extensions but smart punctuation, which changes quotes of any text.
    fn options() -> Options {
        Options::all() - Options::ENABLE_SMART_PUNCTUATION - Options::ENABLE_OLD_FOOTNOTES
    }

    #[test]
    fn text_is_never_markup() {
        for (plain, expected) in [
            ("Attention Is All You Need", "Attention Is All You Need"),
            ("Q&A: 5 * 3 < 4", r"Q&A: 5 \* 3 \< 4"),
            ("# no heading", r"\# no heading"),
            ("2001. A Space Odyssey", r"2001\. A Space Odyssey"),
            ("1984", "1984"),
            ("&copy; and &#35;", r"\&copy; and \&#35;"),
            ("see http://a.b/ and www.c.d", r"see http\://a.b/ and www\.c.d"),
            ("a\n\n# b\t c", "a # b c"),
            ("{{ site }} | $x$", r"\{\{ site \}\} \| \$x\$"),
            ("\u{1b}[31mred\u{202e}", "\u{FFFD}\\[31mred"),
            ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
            ("- item", r"\- item"),
            ("  ", ""),
        ] {
            assert_eq!(escape(plain), expected);
            assert_eq!(text(&escape(plain)), Ok(line(plain)));
        }
    }

    #[test]
    fn destinations_are_addresses_and_nothing_else() {
        for (url, expected) in [
            ("https://a.b/c?d=e&f=g#h", Some("https://a.b/c?d=e&f=g#h")),
            ("https://a.b/c_(d)", Some("https://a.b/c_%28d%29")),
            ("http://a/ b\n<c>\"`", Some("http://a/%20b%0A%3Cc%3E%22%60")),
            ("https://a.b/?x&lt;y", Some("https://a.b/?x&amp;lt;y")),
            ("https://ä.b/ü", Some("https://ä.b/ü")),
            ("mailto:a@b.c", Some("mailto:a@b.c")),
            ("javascript:alert(1)", None),
            ("JAVASCRIPT://a", None),
            ("data:text/html,x", None),
            ("/relative", None),
            ("https://", None),
            ("http:a.b", None),
        ] {
            assert_eq!(destination(url).as_deref(), expected, "{url}");
        }
        assert_eq!(link("a", "file:///etc/passwd"), "a");
    }

    #[test]
    fn marks_become_tags_and_maths_code() {
        for (marked_text, expected) in [
            ("The {LaTeX} <i>Companion</i>", "The LaTeX <em>Companion</em>"),
            ("H<sub>2</sub>O and <sc>mcmx</sc>", "H<sub>2</sub>O and mcmx"),
            ("On $O(n_1)$ <b>bounds</b>", "On $`O(n_1)`$ <strong>bounds</strong>"),
            (r"\<i> \$5", r"\<i\> \$5"),
        ] {
            assert_eq!(marked(marked_text), expected);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_back(plain in any_text()) {
            prop_assert_eq!(text(&escape(&plain)), Ok(line(&plain)));
        }

        #[test]
        fn any_marked_text_yields_text_and_known_tags(marked_text in any_text()) {
            for event in Parser::new_ext(&marked(&marked_text), options()) {
                match event {
                    Read::Start(Tag::Paragraph)
                    | Read::End(TagEnd::Paragraph)
                    | Read::Text(_)
                    | Read::InlineMath(_)
                    | Read::Code(_) => {}
                    Read::InlineHtml(tag) | Read::Html(tag) => {
                        let name = tag.trim_matches(['<', '>', '/']);
                        prop_assert!(["em", "strong", "sub", "sup"].contains(&name), "{}", tag);
                    }
                    other => prop_assert!(false, "{:?}", other),
                }
            }
        }

        #[test]
        fn any_link_is_one_link(plain in any_text(), rest in any_text()) {
            let url = format!("https://a.b/{rest}");
            let markdown = format!("- {}. x", link(&escape(&format!("t{plain}")), &url));
            let mut read = Vec::new();
            for event in Parser::new_ext(&markdown, options()) {
                match event {
                    Read::Start(Tag::Link { link_type, dest_url, .. }) => read.push((link_type, dest_url)),
                    Read::Start(Tag::List(_) | Tag::Item) | Read::End(_) | Read::Text(_) => {}
                    other => prop_assert!(false, "{:?}", other),
                }
            }
            let expected = destination(&url).unwrap_or_default().replace("&amp;", "&");
            prop_assert_eq!(read, vec![(LinkType::Inline, CowStr::from(expected))]);
        }
    }

    /// Any characters, and many of those that mean something.
    fn any_text() -> impl Strategy<Value = String> {
        let token = prop_oneof![
            proptest::sample::select(vec![
                "*",
                "_",
                "`",
                "[",
                "]",
                "(",
                ")",
                "<",
                ">",
                "#",
                "\n",
                " ",
                "    ",
                "\t",
                "- ",
                "1. ",
                "1)",
                "|",
                "~~",
                "$",
                "\\",
                "&amp;",
                "&",
                ";",
                "!",
                "![",
                "](",
                "http://",
                "www.",
                "@",
                "<b>",
                "</b>",
                "<i>",
                "</i>",
                "<!--",
                "{",
                "}",
                "---",
                "===",
                ":",
                "^",
                "[^1]",
                "\r\n",
                "\0",
                "a",
                "b",
                "é",
                "++",
                "+++",
                "~",
                "<sub>",
                "<a href=\"x\">",
                "[[",
                "]]",
                "> ",
                ":::",
                "==",
                "\u{2028}",
                "||",
            ])
            .prop_map(str::to_owned),
            any::<char>().prop_map(String::from),
        ];
        proptest::collection::vec(token, 0..12).prop_map(|tokens| tokens.concat())
    }
}
