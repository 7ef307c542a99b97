//! HTML that other programs left in a text: character references, and tags for what our own marks say.

use unicode_normalization::UnicodeNormalization;

/// A text with its HTML read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The marked text.
    pub text: String,
    /// Whether tags were taken out that no mark says.
    pub lossy: bool,
}

/// The marked text of a text with HTML in it; `None` if there is none. What is neither a character reference nor a tag that is
/// known stays as it is.
pub fn read(text: &str) -> Option<Read> {
    if !text.contains(['&', '<']) {
        return None;
    }
    let mut read = Read { text: String::with_capacity(text.len()), lossy: false };
    let mut changed = false;
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<']) {
        let (before, here) = rest.split_at(at);
        read.text.push_str(before);
        let length = if here.starts_with('&') {
            reference(here).map(|(meant, length)| {
                push(&mut read.text, meant);
                length
            })
        } else {
            tag(here).map(|(mark, length)| {
                read.lossy |= mark.is_none();
                read.text.push_str(mark.as_deref().unwrap_or_default());
                length
            })
        };
        changed |= length.is_some();
        let length = length.unwrap_or_else(|| {
            read.text.push_str(here.get(..1).unwrap_or_default());
            1
        });
        rest = here.get(length..).unwrap_or_default();
    }
    read.text.push_str(rest);
    changed.then_some(read)
}

/// The first character reference or tag that [`read`] would change.
pub fn find(text: &str) -> Option<&str> {
    text.match_indices(['&', '<']).find_map(|(at, _)| {
        let here = text.get(at..)?;
        let length = if here.starts_with('&') { reference(here)?.1 } else { tag(here)?.1 };
        here.get(..length)
    })
}

/// Adds a character that is no mark.
fn push(out: &mut String, c: char) {
    if matches!(c, '<' | '{' | '}' | '$' | '\\') {
        out.push('\\');
    }
    out.push(c);
}

/// The character that a reference at the start of the text stands for, and its length.
fn reference(text: &str) -> Option<(char, usize)> {
    // the longest name here is `thetasym`; no number is longer
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let meant = match name.strip_prefix('#') {
        Some(number) => {
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number).filter(|c| !c.is_control())?
        }
        None => named(name)?,
    };
    Some((meant, end + 1))
}

fn named(name: &str) -> Option<char> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c).or_else(|| accented(name))
}

/// A letter with an accent: `eacute`, `Uuml`.
fn accented(name: &str) -> Option<char> {
    const ACCENTS: [(&str, char); 8] = [
        ("acute", '\u{301}'),
        ("caron", '\u{30c}'),
        ("cedil", '\u{327}'),
        ("circ", '\u{302}'),
        ("grave", '\u{300}'),
        ("ring", '\u{30a}'),
        ("tilde", '\u{303}'),
        ("uml", '\u{308}'),
    ];
    let letter = name.chars().next().filter(char::is_ascii_alphabetic)?;
    let accent = name.get(1..)?;
    let (_, mark) = ACCENTS.iter().find(|(known, _)| *known == accent)?;
    let mut composed = [letter, *mark].into_iter().nfc();
    composed.next().filter(|_| composed.next().is_none())
}

/// References that are seen in bibliographies; letters with accents apart.
const NAMES: [(&str, char); 40] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("deg", '°'),
    ("times", '×'),
    ("plusmn", '±'),
    ("middot", '·'),
    ("minus", '−'),
    ("szlig", 'ß'),
    ("aelig", 'æ'),
    ("AElig", 'Æ'),
    ("oelig", 'œ'),
    ("oslash", 'ø'),
    ("Oslash", 'Ø'),
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("delta", 'δ'),
    ("epsilon", 'ε'),
    ("lambda", 'λ'),
    ("mu", 'μ'),
    ("pi", 'π'),
    ("sigma", 'σ'),
    ("omega", 'ω'),
    ("infin", '∞'),
];

/// What a tag at the start of the text is in our marks (`None`: nothing), and its length. Our own marks are none.
fn tag(text: &str) -> Option<(Option<String>, usize)> {
    // tags with long attributes are none that a title has
    let end = text.bytes().take(300).position(|byte| byte == b'>')?;
    let inner = text.get(1..end)?;
    let (slash, inner) = inner.strip_prefix('/').map_or(("", inner), |inner| ("/", inner));
    let name = inner.split([' ', '/']).next()?;
    let lower = name.to_ascii_lowercase();
    let local = lower.strip_prefix("jats:").unwrap_or(&lower);
    let mark = match local {
        "em" | "italic" => Some("i"),
        "strong" | "bold" => Some("b"),
        _ => own(local),
    };
    match mark {
        Some(mark) if mark == name => None,
        Some(mark) => Some((Some(format!("<{slash}{mark}>")), end + 1)),
        None => UNMARKED.contains(&local).then_some((None, end + 1)),
    }
}

fn own(name: &str) -> Option<&'static str> {
    ["i", "b", "sub", "sup", "sc"].into_iter().find(|own| *own == name)
}

/// Tags that say what a title or note does not need.
const UNMARKED: [&str; 7] = ["br", "font", "inf", "inline-formula", "p", "tt", "u"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_tags_are_read() {
        for (text, expected) in [
            ("Science &amp; Technology", Some("Science & Technology")),
            ("M&uuml;ller &#8211; &#x41;", Some("Müller – A")),
            ("a &lt;i&gt; &#123;", Some(r"a \<i> \{")),
            ("<em>E. coli</em> and <I>B</I>", Some("<i>E. coli</i> and <i>B</i>")),
            ("<jats:italic>x</jats:italic>H<jats:sub>2</jats:sub>", Some("<i>x</i>H<sub>2</sub>")),
            ("Lines<br/>", Some("Lines")),
            ("AT&T; R&D <i>x</i> a < b & c > d", None),
            ("List<T> and <unk>", None),
            ("&bogus; & &;", None),
        ] {
            assert_eq!(read(text).map(|read| read.text).as_deref(), expected, "{text}");
        }
        assert!(read("x<br>").is_some_and(|read| read.lossy));
        assert!(read("x&amp;<em>y</em>").is_some_and(|read| !read.lossy));
    }
}
