//! Text with marks: `{...}` keeps capitals, `<i> <b> <sub> <sup> <sc>` are CSL's rich text, `$...$` is TeX
//! maths (pandoc's rule: no blank inside the dollars, no digit after the second). `\{ \} \$ \< \\` are literal, and so is a mark
//! that does not close. A backslash before a letter starts a LaTeX command; any other is a backslash.
//! Marks are events, not a tree, so that no depth of nesting can overflow the stack. Everything here is linear in the
//! length of the text.

use std::{borrow::Cow, fmt::Write as _, ops::Range};

/// A mark that spans text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// `{...}`: capitals are kept. Also CSL's `<span class="nocase">...</span>`.
    Protect,
    /// `<i>`
    Italic,
    /// `<b>`
    Bold,
    /// `<sub>`
    Sub,
    /// `<sup>`
    Sup,
    /// `<sc>`: small capitals. Also CSL's `<span style="font-variant:small-caps;">...</span>`.
    SmallCaps,
}

/// A piece of marked text. `Open` and `Close` are always balanced and nested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A mark starts.
    Open(Mark),
    /// The mark that was opened last ends.
    Close(Mark),
    /// Plain text, escapes resolved; never empty, and never next to another.
    Text(Cow<'a, str>),
    /// TeX maths, without the dollars; braces in it are balanced.
    Math(&'a str),
    /// A LaTeX command: its name, ASCII letters, without the backslash. For all but LaTeX it is that text; what stands in
    /// braces behind it is its argument.
    Command(&'a str),
}

/// The events of a marked text.
pub fn events(marked: &str) -> Vec<Event<'_>> {
    if !may_have_marks(marked) {
        return if marked.is_empty() { Vec::new() } else { vec![Event::Text(Cow::Borrowed(marked))] };
    }
    let mut out = Out { marked, events: Vec::new(), text: None };
    let mut done = 0;
    for Token { at, role } in nested(tokens(marked)) {
        out.text(done..at.start);
        done = at.end;
        match role {
            Role::Literal | Role::Close(_) => out.text(at), // `nested` leaves no `Close`
            Role::Escape => out.text(at.start + 1..at.end),
            Role::Open(mark, _) => out.push(Event::Open(mark)),
            Role::Closes(mark) => out.push(Event::Close(mark)),
            Role::Math => out.push(Event::Math(slice(marked, at.start + 1..at.end - 1))),
            Role::Command => out.push(Event::Command(slice(marked, at.start + 1..at.end))),
        }
    }
    out.text(done..marked.len());
    out.flush();
    out.events
}

/// Marked text from events; `events(&write(events(t))) == events(t)`. Maths that could not be read back (its braces are not
/// balanced) becomes text.
pub fn write<'a>(events: impl IntoIterator<Item = Event<'a>>) -> String {
    // Pieces: text that is to be escaped, and marks. Text is joined first, as an escape depends on what follows it.
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    let mut dollars = 0; // a dollar can only pair with another one
    for event in events {
        match event {
            Event::Open(mark) => pieces.push(Piece::Mark(mark.open().into())),
            Event::Close(mark) => pieces.push(Piece::Mark(mark.close().into())),
            Event::Math(tex) if tex.trim().is_empty() => {}
            Event::Math(tex) if is_math(tex.trim()) => {
                dollars += 2;
                pieces.push(Piece::Mark(format!("${}$", tex.trim()).into()));
            }
            Event::Math(tex) => text(&mut pieces, &mut dollars, format!("${tex}$").into()),
            Event::Command(name) => pieces.push(Piece::Command(name)),
            Event::Text(plain) => text(&mut pieces, &mut dollars, plain),
        }
    }
    let mut out = String::new();
    let mut command = false;
    for (n, piece) in pieces.iter().enumerate() {
        let after_command = std::mem::replace(&mut command, matches!(piece, Piece::Command(_)));
        match piece {
            Piece::Mark(mark) => out.push_str(mark),
            Piece::Command(name) => out.extend(["\\", name]),
            Piece::Text(plain) => {
                if after_command && plain.starts_with(|c: char| c.is_ascii_alphabetic()) {
                    out.push(' '); // or it would be part of the name
                }
                if plain.starts_with(|c: char| c.is_ascii_digit()) && out.ends_with('$') {
                    out.push_str("{}"); // a digit after the second dollar would undo the maths before it
                }
                escape_into(&mut out, plain, dollars > 1, n + 1 == pieces.len());
            }
        }
    }
    out
}

/// The text without its marks; maths without its dollars.
pub fn plain(marked: &str) -> String {
    unmarked(marked).into_owned()
}

/// The same, without a copy of text that has no marks.
pub fn unmarked(marked: &str) -> Cow<'_, str> {
    if !may_have_marks(marked) {
        return Cow::Borrowed(marked);
    }
    let mut out = String::with_capacity(marked.len());
    for event in events(marked) {
        match event {
            Event::Text(text) => out.push_str(&text),
            Event::Math(tex) => out.push_str(tex),
            Event::Command(name) => out.extend(["\\", name]),
            Event::Open(_) | Event::Close(_) => {}
        }
    }
    Cow::Owned(out)
}

/// Marked text that means exactly this plain text: `plain(&escape(t)) == t`.
///
/// Only what would act as a mark is escaped, so the result is a whole: pieces are joined as events, by [`write()`].
pub fn escape(plain: &str) -> String {
    write([Event::Text(Cow::Borrowed(plain))])
}

/// Text that is safe to show on a terminal or in a line of a report: control characters, line breaks and what turns the direction
/// of writing are shown as escapes (`\u{1b}`, `\n`), a tab as a blank.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\t' => out.push(' '),
            c if acts(c) => _ = write!(out, "{}", c.escape_default()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

impl Mark {
    fn open(self) -> &'static str {
        match self {
            Mark::Protect => "{",
            Mark::Italic => "<i>",
            Mark::Bold => "<b>",
            Mark::Sub => "<sub>",
            Mark::Sup => "<sup>",
            Mark::SmallCaps => "<sc>",
        }
    }

    fn close(self) -> &'static str {
        match self {
            Mark::Protect => "}",
            Mark::Italic => "</i>",
            Mark::Bold => "</b>",
            Mark::Sub => "</sub>",
            Mark::Sup => "</sup>",
            Mark::SmallCaps => "</sc>",
        }
    }
}

/// Whether any character is there that a mark or an escape starts with; without `{`, `<`, `$` and `\` all is literal.
pub fn may_have_marks(text: &str) -> bool {
    // to the end, whatever is found: so many bytes are looked at at once
    text.bytes().fold(false, |may, b| may | matches!(b, b'{' | b'<' | b'$' | b'\\'))
}

/// What moves a terminal's cursor, breaks a line, or turns the direction of writing (UAX 9).
pub fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// How a mark is spelled; what opened in one way closes in the same.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Brace,
    Tag(Mark),
    Span,
}

#[derive(Clone, Copy)]
enum Role {
    Open(Mark, Spelling),
    /// Closes something, if anything is open.
    Close(Spelling),
    /// Closes this mark.
    Closes(Mark),
    Escape,
    Math,
    Command,
    Literal,
}

struct Token {
    at: Range<usize>,
    role: Role,
}

/// The tags, and CSL's two spans with the spellings that are seen.
const TAGS: [(&str, Role); 14] = [
    ("<i>", Role::Open(Mark::Italic, Spelling::Tag(Mark::Italic))),
    ("</i>", Role::Close(Spelling::Tag(Mark::Italic))),
    ("<b>", Role::Open(Mark::Bold, Spelling::Tag(Mark::Bold))),
    ("</b>", Role::Close(Spelling::Tag(Mark::Bold))),
    ("<sub>", Role::Open(Mark::Sub, Spelling::Tag(Mark::Sub))),
    ("</sub>", Role::Close(Spelling::Tag(Mark::Sub))),
    ("<sup>", Role::Open(Mark::Sup, Spelling::Tag(Mark::Sup))),
    ("</sup>", Role::Close(Spelling::Tag(Mark::Sup))),
    ("<sc>", Role::Open(Mark::SmallCaps, Spelling::Tag(Mark::SmallCaps))),
    ("</sc>", Role::Close(Spelling::Tag(Mark::SmallCaps))),
    (r#"<span style="font-variant:small-caps;">"#, Role::Open(Mark::SmallCaps, Spelling::Span)),
    (r#"<span style="font-variant: small-caps;">"#, Role::Open(Mark::SmallCaps, Spelling::Span)),
    (r#"<span class="nocase">"#, Role::Open(Mark::Protect, Spelling::Span)),
    ("</span>", Role::Close(Spelling::Span)),
];

/// The tag that starts here.
fn tag(rest: &[u8]) -> Option<(usize, Role)> {
    TAGS.iter().find(|(tag, _)| rest.starts_with(tag.as_bytes())).map(|(tag, role)| (tag.len(), *role))
}

/// Everything that may be a mark, in order; what is between is literal.
fn tokens(marked: &str) -> Vec<Token> {
    let bytes = marked.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let token = match byte {
            b'\\' if rest.get(1).is_some_and(|&next| is_special(next)) => Some((2, Role::Escape)),
            b'\\' if rest.get(1).is_some_and(u8::is_ascii_alphabetic) => {
                let name = rest.iter().skip(1).take_while(|b| b.is_ascii_alphabetic()).count();
                Some((1 + name, Role::Command))
            }
            b'{' => Some((1, Role::Open(Mark::Protect, Spelling::Brace))),
            b'}' => Some((1, Role::Close(Spelling::Brace))),
            b'<' => tag(rest),
            b'$' => math(slice(marked, at + 1..marked.len())).map(|tex| (tex + 2, Role::Math)),
            _ => None,
        };
        if let Some((length, role)) = token {
            tokens.push(Token { at: at..at + length, role });
            at += length;
        } else {
            at += 1;
        }
    }
    tokens
}

/// What a backslash may stand before.
fn is_special(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b'$' | b'<' | b'\\')
}

/// How long the maths is that starts here, after the first dollar. The first dollar that is not escaped ends it or nothing does, so
/// that a text is looked at twice at most.
fn math(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    if rest.starts_with(char::is_whitespace) {
        return None;
    }
    let mut end = 0;
    loop {
        match bytes.get(end)? {
            b'$' => break,
            b'\\' => end += 2,
            _ => end += 1,
        }
    }
    let digit_follows = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    (!digit_follows && is_math(slice(rest, 0..end))).then_some(end)
}

/// Whether this may stand between two dollars: no blank at its ends, no dollar inside, and braces that are balanced (no TeX or
/// BibTeX could read it otherwise).
fn is_math(tex: &str) -> bool {
    let mut depth = 0_usize;
    let mut bytes = tex.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if bytes.next().is_none() => return false,
            b'$' => return false,
            b'{' => depth += 1,
            b'}' if depth == 0 => return false,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    depth == 0 && !tex.is_empty() && tex.trim().len() == tex.len()
}

/// Pairs what opens with what closes it; whatever finds no partner becomes literal.
///
/// A mark closes the last one of its spelling that is open, and what opened in between was literal.
fn nested(mut tokens: Vec<Token>) -> Vec<Token> {
    let mut open: Vec<(usize, Mark, Spelling)> = Vec::new();
    let mut counts = [0_usize; 8]; // how many of each spelling are open: no search when there is none
    let mut literal = Vec::new();
    for n in 0..tokens.len() {
        let Some(token) = tokens.get_mut(n) else { break };
        match token.role {
            Role::Open(mark, spelling) => {
                open.push((n, mark, spelling));
                *count(&mut counts, spelling) += 1;
            }
            Role::Close(spelling) if *count(&mut counts, spelling) == 0 => token.role = Role::Literal,
            Role::Close(spelling) => {
                while let Some((at, mark, opened)) = open.pop() {
                    *count(&mut counts, opened) -= 1;
                    if opened == spelling {
                        token.role = Role::Closes(mark);
                        break;
                    }
                    literal.push(at);
                }
            }
            _ => {}
        }
    }
    for at in literal.into_iter().chain(open.into_iter().map(|(at, ..)| at)) {
        if let Some(token) = tokens.get_mut(at) {
            token.role = Role::Literal;
        }
    }
    tokens
}

fn count(counts: &mut [usize; 8], spelling: Spelling) -> &mut usize {
    let [brace, italic, bold, sub, sup, caps, protect, span] = counts;
    match spelling {
        Spelling::Brace => brace,
        Spelling::Tag(Mark::Italic) => italic,
        Spelling::Tag(Mark::Bold) => bold,
        Spelling::Tag(Mark::Sub) => sub,
        Spelling::Tag(Mark::Sup) => sup,
        Spelling::Tag(Mark::SmallCaps) => caps,
        Spelling::Tag(Mark::Protect) => protect,
        Spelling::Span => span,
    }
}

/// Joins what is literal, borrowed as long as it is one piece of the source.
struct Out<'a> {
    marked: &'a str,
    events: Vec<Event<'a>>,
    text: Option<Literal>,
}

enum Literal {
    Source(Range<usize>),
    Built(String),
}

impl<'a> Out<'a> {
    fn text(&mut self, at: Range<usize>) {
        if at.is_empty() {
            return;
        }
        self.text = Some(match self.text.take() {
            None => Literal::Source(at),
            Some(Literal::Source(before)) if before.end == at.start => Literal::Source(before.start..at.end),
            Some(Literal::Source(before)) => {
                Literal::Built([slice(self.marked, before), slice(self.marked, at)].concat())
            }
            Some(Literal::Built(mut text)) => {
                text.push_str(slice(self.marked, at));
                Literal::Built(text)
            }
        });
    }

    fn push(&mut self, event: Event<'a>) {
        self.flush();
        self.events.push(event);
    }

    fn flush(&mut self) {
        let text = match self.text.take() {
            None => return,
            Some(Literal::Source(at)) => Cow::Borrowed(slice(self.marked, at)),
            Some(Literal::Built(text)) => Cow::Owned(text),
        };
        self.events.push(Event::Text(text));
    }
}

enum Piece<'a> {
    Text(Cow<'a, str>),
    Mark(Cow<'a, str>),
    Command(&'a str),
}

/// Adds literal text, joined with what is before it.
fn text<'a>(pieces: &mut Vec<Piece<'a>>, dollars: &mut usize, plain: Cow<'a, str>) {
    *dollars += plain.bytes().filter(|b| *b == b'$').count();
    match pieces.last_mut() {
        _ if plain.is_empty() => {}
        Some(Piece::Text(before)) => before.to_mut().push_str(&plain),
        _ => pieces.push(Piece::Text(plain)),
    }
}

/// Adds plain text with a backslash before what would act. `dollars`: they could pair up; `last`: no mark follows.
fn escape_into(out: &mut String, plain: &str, dollars: bool, last: bool) {
    let bytes = plain.as_bytes();
    let mut done = 0;
    for (at, byte) in plain.bytes().enumerate() {
        let acts = match byte {
            b'{' | b'}' => true,
            b'$' => dollars,
            b'<' => bytes.get(at..).and_then(tag).is_some(),
            // what follows starts with such a character in what is written as well as here
            b'\\' => bytes.get(at + 1).map_or(!last, |&next| is_special(next) || next.is_ascii_alphabetic()),
            _ => false,
        };
        if acts {
            out.push_str(slice(plain, done..at));
            out.push('\\');
            done = at;
        }
    }
    out.push_str(slice(plain, done..plain.len()));
}

/// A part of a text; every position here is one of an ASCII character or an end.
fn slice(text: &str, at: Range<usize>) -> &str {
    text.get(at).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Events as text that is easy to compare: `(i` opens italics, `i)` closes them, `[..]` is text, `$..$` maths.
    fn show(marked: &str) -> String {
        let name = |mark| match mark {
            Mark::Protect => "p",
            Mark::Italic => "i",
            Mark::Bold => "b",
            Mark::Sub => "sub",
            Mark::Sup => "sup",
            Mark::SmallCaps => "sc",
        };
        let shown: Vec<_> = events(marked)
            .into_iter()
            .map(|event| match event {
                Event::Open(mark) => format!("({}", name(mark)),
                Event::Close(mark) => format!("{})", name(mark)),
                Event::Text(text) => format!("[{text}]"),
                Event::Math(tex) => format!("${tex}$"),
                Event::Command(name) => format!("\\{name}"),
            })
            .collect();
        shown.join(" ")
    }

    #[test]
    fn marks_are_read() {
        for (marked, expected) in [
            ("", ""),
            ("plain", "[plain]"),
            ("The {DNA} of <i>E. coli</i>", "[The ] (p [DNA] p) [ of ] (i [E. coli] i)"),
            ("{a<b>b<sub>c</sub></b>}", "(p [a] (b [b] (sub [c] sub) b) p)"),
            ("<sc>x</sc><sup>2</sup>", "(sc [x] sc) (sup [2] sup)"),
            (r#"<span class="nocase">x</span>"#, "(p [x] p)"),
            (r#"<span style="font-variant:small-caps;">x</span>"#, "(sc [x] sc)"),
            ("{}", "(p p)"),
            ("<i>a<i>b</i>c</i>", "(i [a] (i [b] i) [c] i)"),
            // what does not close, or closes nothing, is literal
            ("a { b", "[a { b]"),
            ("a } b", "[a } b]"),
            ("{{x}", "[{] (p [x] p)"),
            ("{x}}", "(p [x] p) [}]"),
            ("<i>a", "[<i>a]"),
            ("<I>a</I> <u>b</u> a<b", "[<I>a</I> <u>b</u> a<b]"),
            ("{a<i>b}c</i>", "(p [a<i>b] p) [c</i>]"),
            ("<i>{a</i>}", "(i [{a] i) [}]"),
            ("<span>x</span>", "[<span>x</span>]"),
            // escapes
            (r"\{a\} \$ \<i> \\ \1 \", r"[{a} $ <i> \ \1 \]"),
            (r"\foo{a} C:\bar1 \\baz", r"\foo (p [a] p) [ C:] \bar [1 \baz]"),
            (r"{\}}", "(p [}] p)"),
            (r"\\{a}", r"[\] (p [a] p)"),
        ] {
            assert_eq!(show(marked), expected, "{marked}");
        }
    }

    #[test]
    fn maths_follows_pandoc() {
        for (marked, expected) in [
            ("an $O(n)$ bound", "[an ] $O(n)$ [ bound]"),
            ("$x_{i}$ and $y$", "$x_{i}$ [ and ] $y$"),
            ("$a$$b$", "$a$ $b$"),
            ("{$a$}", "(p $a$ p)"),
            (r"$a\$b$", r"$a\$b$"),
            ("$<i>$", "$<i>$"),
            ("costs $5 or $6", "[costs $5 or $6]"),
            ("$ a$", "[$ a$]"),
            ("$a $", "[$a $]"),
            ("$a$5", "[$a$5]"),
            ("$a", "[$a]"),
            ("$$", "[$$]"),
            ("{$5} to {$6}", "(p [$5] p) [ to ] (p [$6] p)"),
            ("{a$b} c$", "(p [a$b] p) [ c$]"),
            (r"$a\", r"[$a\]"),
        ] {
            assert_eq!(show(marked), expected, "{marked}");
        }
    }

    #[test]
    fn text_without_escapes_is_borrowed() {
        for marked in ["plain", "a { b <i> c $ d", "{a}"] {
            for event in events(marked) {
                assert!(!matches!(event, Event::Text(Cow::Owned(_))), "{marked}");
            }
        }
    }

    #[test]
    fn plain_and_escaped() {
        for (plain_text, escaped) in [
            ("", ""),
            ("a < b & c > d", "a < b & c > d"),
            ("costs $5", "costs $5"),
            ("from $5 to $6", r"from \$5 to \$6"),
            ("{a}", r"\{a\}"),
            ("<i>a</i>", r"\<i>a\</i>"),
            (r"C:\alpha\", r"C:\\alpha\"),
            (r"C:\1\é", r"C:\1\é"),
            (r"\{", r"\\\{"),
            (r"\\", r"\\\"),
            (r"\<", r"\\<"),
            (r"\$", r"\\$"),
        ] {
            assert_eq!(escape(plain_text), escaped);
            assert_eq!(plain(escaped), plain_text);
        }
        assert_eq!(plain(r"The {DNA} of <i>E.</i> $x^2$ \{"), "The DNA of E. x^2 {");
    }

    #[test]
    fn events_of_other_readers_are_written_readably() {
        let text = |text: &'static str| Event::Text(text.into());
        for (given, expected) in [
            (vec![text("a"), text("{"), text("b")], r"a\{b"),
            (vec![text("<"), text("i>")], r"\<i>"),
            (
                vec![text("\\"), Event::Open(Mark::Italic), text("x"), Event::Close(Mark::Italic)],
                r"\\<i>x</i>",
            ),
            (vec![Event::Math(" x "), text("2")], "$x${}2"),
            (vec![Event::Math("a}")], r"\$a\}\$"),
            (vec![Event::Math("")], ""),
            (vec![Event::Command("foo"), text("x")], r"\foo x"),
            (vec![text("\\"), Event::Command("foo"), text("1")], r"\\\foo1"),
        ] {
            assert_eq!(write(given), expected);
        }
    }

    /// Every short text over an alphabet of what matters, and some long ones.
    #[test]
    fn what_is_written_reads_back() {
        const PIECES: [&str; 11] = ["{", "}", "$", "<i>", "</i>", "<sc>", "\\", "a", "1", " ", "<"];
        let size = PIECES.len();
        let holds = |text: &str| {
            let read = events(text);
            assert_eq!(events(&write(read.clone())), read, "{text}");
            assert_eq!(plain(&escape(text)), text);
        };
        for n in 0..size.pow(4) {
            let digits = [n % size, n / size % size, n / size.pow(2) % size, n / size.pow(3)];
            holds(&digits.map(|digit| PIECES[digit]).concat());
        }
        let mut state = 1_u32; // a linear congruential generator: the same texts every time
        for _ in 0..2_000 {
            let long: Vec<_> = (0..20)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    PIECES[(state >> 16) as usize % size]
                })
                .collect();
            holds(&long.concat());
        }
    }

    #[test]
    fn a_megabyte_of_unclosed_marks_is_read_in_time() {
        for piece in
            ["{", "}", "<i>", "</i>", "$a ", "$a{", "\\", "<b>{", "{</i>", "<span class=\"nocase\">{"]
        {
            let text = piece.repeat(1_000_000 / piece.len());
            assert!(!events(&text).is_empty());
        }
        let deep = ["{".repeat(100_000), "}".repeat(100_000)].concat();
        assert_eq!(events(&deep).len(), 200_000);
        assert_eq!(plain(&deep), "");
    }

    #[test]
    fn nothing_acts_on_a_terminal() {
        for (text, expected) in [
            ("plain é 漢字", "plain é 漢字"),
            ("a\tb", "a b"),
            ("a\nb\r", r"a\nb\r"),
            ("\u{1b}[31m\u{7f}\u{85}\0", r"\u{1b}[31m\u{7f}\u{85}\u{0}"),
            ("\u{202e}\u{2066}\u{200f}\u{61c}\u{2028}", r"\u{202e}\u{2066}\u{200f}\u{61c}\u{2028}"),
        ] {
            assert_eq!(visible(text), expected);
        }
        assert!(matches!(visible("plain"), Cow::Borrowed(_)));
    }
}
