//! LaTeX ⇄ text with marks ([`crate::model::text`]), as the fields of BibTeX files need it.
//!
//! Sound at any input: linear, no recursion, no panic. What is not understood stays as it stands and is named. Reading what was
//! written gives the same text, but for marks around nothing and for a `{...}` inside another, which says nothing new.
//!
//! A backslash of the text is written as `\textbackslash{}`, a command of the text as it is, but one that would make TeX do more than
//! print ([`active`]) as text. Fields without marks have no commands of their own: there the name of one that is not known is
//! taken for what an import left, at the start of a word or before an argument, and goes out as it came.

mod active;
mod ascii;
mod read;
mod table;
mod write;

use std::{borrow::Cow, collections::BTreeSet};

/// What a LaTeX text is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A line: a blank line in it is a blank.
    Line,
    /// A long text: a blank line in it starts a paragraph.
    Paragraphs,
    /// A list of names: `~` separates words as a blank does.
    Name,
}

/// What a reader wants to say about texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// Commands that are not known and stay as they are, with their backslash.
    pub unknown: BTreeSet<String>,
    /// Commands that would make TeX do more than print, with their backslash: they become text.
    pub active: BTreeSet<String>,
    /// Commands whose text stays but whose font has no mark, with their backslash.
    pub lost: BTreeSet<String>,
}

/// The marked text of a LaTeX text; blanks collapse, NFC.
pub fn read<'a>(latex: &'a str, mode: Mode, notes: &mut Notes) -> Cow<'a, str> {
    read::marked(latex, mode, notes)
}

/// The text of a LaTeX text without marks, for fields that have none; maths keeps its dollars.
pub fn plain<'a>(latex: &'a str, notes: &mut Notes) -> Cow<'a, str> {
    read::plain(latex, notes)
}

/// The LaTeX of a marked text; braces in it are balanced.
pub fn write(marked: &str, mode: Mode) -> String {
    write::marked(marked, mode)
}

/// The LaTeX of a text without marks; braces in it are balanced.
pub fn escape(plain: &str) -> String {
    write::plain(plain)
}

/// LaTeX that [`write()`] gave, in ASCII as far as LaTeX has commands for it; it reads the same.
pub fn ascii(latex: &str) -> Cow<'_, str> {
    ascii::encode(latex, false)
}

/// LaTeX that [`escape`] gave, in ASCII as far as LaTeX has commands for it; it reads the same.
pub fn plain_ascii(latex: &str) -> Cow<'_, str> {
    ascii::encode(latex, true)
}

/// The first command in LaTeX that would make TeX do more than print, without its backslash: what must not be written as it is.
pub fn active(latex: &str) -> Option<&str> {
    active::find(latex)
}

/// A web address as people write it in LaTeX: `\_`, `\%`, `\&`, `\#`, `\$`, `\~{}` without their backslash.
pub fn address(latex: &str) -> Cow<'_, str> {
    read::address(latex)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::{self, Event, Mark};
    use proptest::prelude::*;

    /// LaTeX, marked text, LaTeX again (as it was where that is empty).
    const TEXTS: &[(&str, &str, &str)] = &[
        ("Plain words, it's all.", "Plain words, it's all.", ""),
        (
            r#"{\"O}zg{\"u}r {\'{E}}variste \v{c} \c c \H os"#,
            "Özgür Évariste č ç ős",
            "Özgür Évariste č ç ős",
        ),
        (r#"\"\i{} \'{\i} na\"{\i}ve \'\i"#, "ï í naïve í", "ï í naïve í"),
        (r"\^{\'e} \'{\^e} \t{oo} \d{\'o}", "é̂ ế o͡o ọ́", "é̂ ế o͡o ọ́"),
        (
            r"stra{\ss}e \o re {\AA}ngstr\o m \L{}ukasz",
            "straße øre Ångstrøm Łukasz",
            "straße øre Ångstrøm Łukasz",
        ),
        (r"\~{} \'{} \^{}", "~ ´ ^", r"\textasciitilde{} ´ \textasciicircum{}"),
        ("{NASA} and the {M}oon", "{NASA} and the {M}oon", ""),
        ("{{NASA} {X}}", "{NASA X}", "{NASA X}"),
        ("{{Whole Title}}", "{Whole Title}", "{Whole Title}"),
        (r"{{\'E}cole} {\'Ecole}", "{École} École", "{École} École"),
        (
            r"\emph{a \textbf{b}} {\it c} {\em d {E}}",
            "<i>a <b>b</b></i> <i>c</i> <i>d {E}</i>",
            r"\emph{a \textbf{b}} \emph{c} \emph{d {E}}",
        ),
        (
            r"H\textsubscript{2}O 1\textsuperscript{st} \textsc{x}",
            "H<sub>2</sub>O 1<sup>st</sup> <sc>x</sc>",
            "",
        ),
        (r"\emph x\textbf\alpha y", "<i>x</i><b>α</b>y", r"\emph{x}\textbf{α}y"),
        (r"1--2---3 -{}- ``q'' `s' don't", "1–2—3 -- “q” ‘s’ don't", "1--2---3 -{}- “q” ‘s’ don't"),
        (
            r"Figure~1\,cm a\ b \LaTeX\ is",
            "Figure\u{a0}1\u{202f}cm a b {LaTeX} is",
            r"Figure~1\,cm a b {LaTeX} is",
        ),
        (r"R\&D 5\% \#1 a\_b \$5 \{x\}", r"R&D 5% #1 a_b $5 \{x\}", ""),
        (r"unbalanced \textbraceleft", r"unbalanced \{", r"unbalanced \textbraceleft{}"),
        (
            r"$x^2$ and $\alpha$1 \(y\) \ensuremath{z_1}",
            r"$x^2$ and $\alpha${}1 $y$ $z_1$",
            r"$x^2$ and $\alpha${}1 $y$ $z_1$",
        ),
        ("costs $5 and $10 more", r"costs \$5 and \$10 more", r"costs \$5 and \$10 more"),
        ("a $ b", "a $ b", r"a \$ b"),
        (
            r"\url{http://a.b/c_d%20\_e} \href{http://x}{text} \href{http://x}{http://x}",
            "http://a.b/c_d%20_e text (http://x) http://x",
            r"http://a.b/c\_d\%20\_e text (http://x) http://x",
        ),
        (
            r"\foo{a {B}} \bar2 {\foo bar} \foo{}",
            r"\foo{a {B}} 2̄ {\foo bar} \foo{}",
            r"\foo{a {B}} 2̄ {\foo bar} \foo{}",
        ),
        (r"C:\textbackslash temp", r"C:\\temp", r"C:\textbackslash{}temp"),
        (r"\textbackslash foo \foo\texttt{x}", r"\\foo \foo x", r"\textbackslash{}foo \foo x"),
        (r"a\\b\newline c\par d", "a b\nc\n\nd", r"a b\newline c\par d"),
        (r"{\enquote{x} \mkbibparens{y}}", "“x” (y)", "“x” (y)"),
        (r"\enquote*{x} \emph*y \href*{a}{b}", "“x” <i>*</i>y b (a)", r"“x” \emph{*}y b (a)"),
        (r"<i>x</i>", r"\<i>x\</i>", ""),
        ("a  \n b\t c ", "a b c", "a b c"),
        ("{\\relax Ch}ris \\texttt{x}", "Chris x", "Chris x"),
        (r"{\cyra\CYRB} \textalpha\textOmega", "аБ αΩ", "аБ αΩ"),
        ("}{", r"\}", r"\textbraceright{}"),
        (r"\", r"\", r"\textbackslash{}"),
        (r"?`x !`y", "¿x ¡y", "¿x ¡y"),
        (r"{\#1}x {{}\#1}x", r"#1x {#1}x", r"\#1x {{}\#1}x"),
        ("", "", ""),
    ];

    #[test]
    fn latex_becomes_marked_text_and_back() {
        let mut wrong = Vec::new();
        for (latex, marked, back) in TEXTS {
            let notes = &mut Notes::default();
            let back = if back.is_empty() { latex } else { back };
            let found = read(latex, Mode::Line, notes).into_owned();
            let written = write(marked, Mode::Line);
            let again = read(&written, Mode::Line, notes).into_owned();
            for (found, expected) in [(&*found, *marked), (&*written, *back), (&*again, *marked)] {
                if found != expected {
                    wrong.push(format!("{latex}\n  {found}\n  {expected}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn commands_that_are_not_known_are_named() {
        let mut notes = Notes::default();
        read(r"\foo{x} \foo \texttt{y} \emph{z}", Mode::Line, &mut notes);
        assert_eq!(notes.unknown.into_iter().collect::<Vec<_>>(), [r"\foo"]);
        assert_eq!(notes.lost.into_iter().collect::<Vec<_>>(), [r"\texttt"]);
    }

    #[test]
    fn a_blank_line_is_a_paragraph_in_long_texts_only() {
        let notes = &mut Notes::default();
        assert_eq!(read("a\n\n b", Mode::Paragraphs, notes), "a\n\nb");
        assert_eq!(read("a\n\n b", Mode::Line, notes), "a b");
        assert_eq!(read("A~B", Mode::Name, notes), "A B");
    }

    #[test]
    fn plain_texts_have_no_marks() {
        let notes = &mut Notes::default();
        assert_eq!(plain(r"2\textsuperscript{nd} {Ed.} \emph{x} $y$", notes), "2nd Ed. x $y$");
        for text in ["a_b & {c}", "50%", r"a\b", "--", "x  y ", "{", "}{", "$5$", "''"] {
            assert_eq!(plain(&escape(text), notes), text);
        }
    }

    #[test]
    fn commands_that_are_not_known_come_back_where_there_are_no_marks() {
        let notes = &mut Notes::default();
        for (latex, stored, written) in [
            (r"\foo", r"\foo", r"\foo"),
            (r"\foo{a{b}}", r"\foo{a{b}}", r"\foo{a{b}}"),
            (r"\foo{}{a\_b}\baz", r"\foo{}{a_b}\baz", r"\foo{}{a\_b}\baz"),
            (r"x\foo  {{{\_}}{}c} {d}", r"x\foo {{{_}}{}c} d", r"x\foo {{{{}\_}}{}c} d"),
            (r"\foo{\baz{--}{}a{}}", r"\foo{\baz{–}{}a}", r"\foo{\baz{--}{}a}"),
            (r"\foo{a\{\}b}", r"\foo{a{}b}", r"\foo{a\{\}b}"),
        ] {
            assert_eq!((&*plain(latex, notes), &*escape(stored)), (stored, written), "{latex}");
            assert_eq!(plain(written, notes), stored, "{latex}");
        }
        assert_eq!(escape(r"C:\foo \textbf{x}"), r"C:\textbackslash{}foo \textbackslash{}textbf\{x\}");
    }

    #[test]
    fn a_backslash_is_text_and_a_command_is_none() {
        for (marked, latex) in [
            (r"\foo{x} and \textbf{y}", r"\foo{x} and \textbf{y}"),
            (r"\\foo{x}", r"\textbackslash{}foo{x}"),
            (r"a \1 \", r"a \textbackslash{}1 \textbackslash{}"),
        ] {
            assert_eq!(write(marked, Mode::Line), latex);
        }
    }

    #[test]
    fn what_makes_tex_act_is_text() {
        for (marked, latex) in [
            (r"\input{/etc/passwd}", r"\textbackslash{}input{/etc/passwd}"),
            (r"{\input /etc/passwd}", r"{{}\textbackslash{}input /etc/passwd}"),
            (r"\immediate\write18{ls}", r"\textbackslash{}immediate\textbackslash{}write18{ls}"),
            (r"$\input{x}$ and $x^2$", r"\$\textbackslash{}input\{x\}\$ and $x^2$"),
            (r"$^^5cinput{x}$", r"\$\textasciicircum{}\textasciicircum{}5cinput\{x\}\$"),
        ] {
            assert_eq!(write(marked, Mode::Line), latex, "{marked}");
        }
        let mut notes = Notes::default();
        for latex in [r"\input{/etc/passwd}", r"$\input{x}$", r"\foo{\def\x{y}}"] {
            let marked = read(latex, Mode::Line, &mut notes).into_owned();
            let written = write(&marked, Mode::Line);
            assert_eq!(active(&written), None, "{written}");
            assert_eq!(read(&written, Mode::Line, &mut Notes::default()), marked);
            let stored = plain(latex, &mut notes).into_owned();
            let written = escape(&stored);
            assert_eq!(active(&written), None, "{written}");
            assert_eq!(plain(&written, &mut Notes::default()), stored);
        }
        assert_eq!(notes.active.into_iter().collect::<Vec<_>>(), [r"\def", r"\input"]);
        assert_eq!(notes.unknown.into_iter().collect::<Vec<_>>(), [r"\foo", r"\x"]);
    }

    #[test]
    fn any_depth_and_any_length_is_read() {
        let notes = &mut Notes::default();
        let deep = "{".repeat(100_000) + "x" + &"}".repeat(100_000);
        assert_eq!(read(&deep, Mode::Line, notes), "{x}");
        for piece in [r"\emph{", r"\'", "{{}", "$", r"\(", r"\href{a}{", r"\foo{", "$$", "``", "-", r"\emph"]
        {
            let text = piece.repeat(50_000);
            let marked = read(&text, Mode::Paragraphs, notes).into_owned();
            let _ = write(&marked, Mode::Line);
        }
    }

    /// Events without marks around nothing and protection inside protection, which say nothing.
    fn meaning(marked: &str) -> Vec<Event<'_>> {
        let mut out: Vec<Event<'_>> = Vec::new();
        let mut protected = 0;
        for event in text::events(marked) {
            match &event {
                Event::Open(Mark::Protect) => {
                    protected += 1;
                    if protected > 1 {
                        continue;
                    }
                }
                Event::Close(Mark::Protect) => {
                    protected -= 1;
                    if protected > 0 {
                        continue;
                    }
                }
                _ => {}
            }
            match (out.last_mut(), event) {
                (Some(Event::Open(open)), Event::Close(close)) if *open == close => _ = out.pop(),
                (Some(Event::Text(before)), Event::Text(text)) => before.to_mut().push_str(&text),
                (_, event) => out.push(event),
            }
        }
        out
    }

    /// Whether it holds a command that a reader takes for what it means, or for text.
    fn has_known_command(marked: &str) -> bool {
        let known = |name| table::command(name).is_some() || active::acts(name);
        text::events(marked).iter().any(|e| matches!(e, Event::Command(name) if known(name)))
    }

    proptest! {
        #[test]
        fn what_was_written_reads_the_same(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12)) {
            let marked = text::write(text::events(&pieces.concat()));
            // maths with a brace that has no partner is the one thing that is respelt
            prop_assume!(!text::events(&marked).iter().any(|e| matches!(e, Event::Math(tex) if tex.contains("\\{") || tex.contains("\\}"))));
            for mode in [Mode::Line, Mode::Paragraphs, Mode::Name] {
                let latex = write(&marked, mode);
                let again = read(&latex, mode, &mut Notes::default());
                if !has_known_command(&marked) {
                    prop_assert_eq!(meaning(&again), meaning(&marked), "{} {}", marked, latex);
                }
                let written = write(&again, mode);
                let last = read(&written, mode, &mut Notes::default());
                prop_assert_eq!(meaning(&last), meaning(&again));
                prop_assert_eq!(write(&last, mode), written);
            }
            let plain_text = pieces.concat();
            let latex = escape(&plain_text);
            prop_assert_eq!(plain(&latex, &mut Notes::default()), &*plain_text, "{}", latex);
            prop_assert_eq!(active(&latex), None);
        }

        #[test]
        fn braces_are_balanced_in_what_is_written(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12)) {
            let mut depth = 0;
            for byte in write(&pieces.concat(), Mode::Line).bytes() {
                depth += i32::from(byte == b'{') - i32::from(byte == b'}');
                prop_assert!(depth >= 0);
            }
            prop_assert_eq!(depth, 0);
        }

        #[test]
        fn any_latex_is_read(pieces in prop::collection::vec(prop::sample::select(LATEX), 0..16)) {
            let latex = pieces.concat();
            let notes = &mut Notes::default();
            let marked = read(&latex, Mode::Paragraphs, notes).into_owned();
            prop_assert_eq!(text::write(text::events(&marked)), &*marked, "{}", latex);
            let written = write(&marked, Mode::Paragraphs);
            let again = read(&written, Mode::Paragraphs, notes);
            prop_assert_eq!(meaning(&again), meaning(&marked), "{} {}", latex, written);
            prop_assert_eq!(active(&written), None);
            let stored = plain(&latex, notes).into_owned();
            let written = escape(&stored);
            prop_assert_eq!(plain(&written, notes), &*stored, "{} {}", latex, written);
        }
    }

    const PIECES: &[&str] = &[
        "a", "B", " ", "  ", "1", "é", "{", "}", "<i>", "</i>", "<b>", "</b>", "<sup>", "</sup>", "$",
        "$x_1$", "\\", "\\foo", "\\alpha", "\\{", "\\}", "\\$", "-", "--", "–", "—", "'", "`", "“", "~", "^",
        "&", "%", "#", "_", "\n", "\n\n", "\\foo{", "\\input{", "{}", "\u{a0}", "\u{202f}", "<", ">", "?",
        "!", "@", "\"", ",", ".", "[",
    ];

    const LATEX: &[&str] = &[
        "a",
        "B ",
        " ",
        "\n\n",
        "{",
        "}",
        "\\",
        "\\emph",
        "\\emph{",
        "\\it ",
        "\\'",
        "\\\"",
        "\\i",
        "\\c ",
        "\\ss",
        "$",
        "$$",
        "\\(",
        "\\)",
        "\\url{",
        "\\href{x}",
        "\\enquote{",
        "\\foo",
        "\\foo{",
        "--",
        "-",
        "`",
        "``",
        "'",
        "''",
        "~",
        "\\~{}",
        "\\ ",
        "\\\\",
        "\\par",
        "\\LaTeX",
        "\\texttt{",
        "é",
        "<i>",
        "1",
        "\\{",
        "\\}",
        "\\$",
        "_",
        "^",
        "&",
        "?`",
        "\\textsuperscript",
        "\\relax",
        "\\input",
        "\\def ",
        "{}",
        "\\,",
        "\\mbox{",
    ];
}
