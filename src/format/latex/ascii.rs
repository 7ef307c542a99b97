//! LaTeX in ASCII: letters with accents and symbols as commands, for programs that know no UTF-8.
//!
//! Each stands in braces (`{\'{e}}`), as BibTeX's rules for sorting, names and case want it (btxdoc, 4). Only commands of LaTeX's
//! text mode are written; what has none stays as it is.

use super::table::{self, Meaning};
use std::{borrow::Cow, collections::HashMap, sync::LazyLock};
use unicode_normalization::UnicodeNormalization;

/// Written LaTeX in ASCII, as far as it goes; reading it gives the same. Maths stays. `plain`: it is of a text without marks.
pub(super) fn encode(latex: &str, plain: bool) -> Cow<'_, str> {
    if latex.is_ascii() {
        return Cow::Borrowed(latex);
    }
    let mut out = String::with_capacity(latex.len() + 16);
    let mut maths = false;
    // braces behind a command that is not known, or behind its argument, would be another one, and without marks all braces in one
    // belong to it
    let mut argument = false;
    let mut depth = 0_usize;
    let mut rest = latex;
    while let Some(first) = rest.chars().next() {
        let marks = rest.get(first.len_utf8()..).unwrap_or_default();
        let marks = match first {
            first if first.is_ascii() && !first.is_alphabetic() => 0,
            _ => marks.len() - marks.trim_start_matches(|c| ACCENTS.contains_key(&c)).len(),
        };
        if first == '\\' {
            let name = rest.get(1..).unwrap_or_default();
            let letters = name.len() - name.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
            // an escaped dollar is none
            let sign = usize::from(name.starts_with(|c: char| c.is_ascii()));
            let (command, after) = rest.split_at(1 + letters.max(sign));
            out.push_str(command);
            rest = after;
            argument = letters > 0 && table::command(name.get(..letters).unwrap_or_default()).is_none();
            continue;
        }
        let (letter, after) = rest.split_at(first.len_utf8() + marks);
        rest = after;
        maths ^= letter == "$";
        let braces = !argument && (!plain || depth == 0);
        match command(letter, braces).filter(|_| !maths && !letter.is_ascii()) {
            Some(command) => out.push_str(&command),
            None => out.push_str(letter),
        }
        argument = match letter {
            "{" => {
                depth += usize::from(argument || depth > 0);
                false
            }
            "}" if depth > 0 => {
                depth -= 1;
                depth == 0
            }
            _ => argument && letter.trim().is_empty(),
        };
    }
    Cow::Owned(out)
}

/// The command for a letter with the marks that follow it, in braces or without any but those around nothing.
fn command(letter: &str, braces: bool) -> Option<String> {
    let mut parts = letter.nfd();
    let base = parts.next()?;
    let accents: Vec<&str> = parts.map(|accent| ACCENTS.get(&accent).copied()).collect::<Option<_>>()?;
    let base = match (base, accents.first()) {
        // TeX takes the dot away by itself; not all readers know `\'{\i}` (pandoc 2.17)
        (base, _) if base.is_ascii_alphabetic() => base.to_string(),
        // under an accent they would be read as letters with dots
        ('ı' | 'ȷ', Some(_)) => return None,
        (base, _) => format!("\\{}", SYMBOLS.get(&base)?),
    };
    if braces {
        let inner = accents.iter().fold(base, |inner, name| format!("\\{name}{{{inner}}}"));
        return Some(format!("{{{inner}}}"));
    }
    let end = if base.len() > 1 { "{}" } else { "" };
    let is_name = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic());
    Some(accents.iter().fold(base + end, |inner, name| {
        let blank = if is_name(name) && is_name(&inner) { " " } else { "" };
        format!("\\{name}{blank}{inner}")
    }))
}

/// Commands of LaTeX's text mode that do not begin with `text`, `cyr` or `CYR`.
const OLD: [&str; 33] = [
    "AA",
    "AE",
    "DH",
    "DJ",
    "IJ",
    "L",
    "NG",
    "O",
    "OE",
    "P",
    "S",
    "TH",
    "aa",
    "ae",
    "copyright",
    "dag",
    "ddag",
    "dh",
    "dj",
    "guillemotleft",
    "guillemotright",
    "guilsinglleft",
    "guilsinglright",
    "i",
    "ij",
    "j",
    "l",
    "ng",
    "o",
    "oe",
    "ss",
    "th",
    "pounds",
];

/// The command of a character, without its backslash.
static SYMBOLS: LazyLock<HashMap<char, &str>> = LazyLock::new(|| {
    let mut symbols = HashMap::new();
    let is_old = |name: &str| OLD.contains(&name);
    for (name, meaning) in table::commands() {
        let Meaning::Text(text) = meaning else { continue };
        let mut chars = text.chars();
        let (Some(symbol), None) = (chars.next(), chars.next()) else { continue };
        let is_text = is_old(name)
            || ["text", "cyr", "CYR", "quotedblbase", "quotesinglbase"]
                .iter()
                .any(|start| name.starts_with(start));
        if symbol.is_ascii() || symbol.is_whitespace() || !is_text {
            continue;
        }
        let known = symbols.entry(symbol).or_insert(*name);
        if is_old(name) {
            *known = name;
        }
    }
    symbols
});

/// The command of a combining character, without its backslash: a sign, or the shortest name.
static ACCENTS: LazyLock<HashMap<char, &str>> = LazyLock::new(|| {
    let signs = ["`", "'", "^", "~", "\"", "=", "."];
    let named = table::commands().iter().map(|(name, meaning)| (*name, Some(*meaning)));
    let signs = signs.iter().map(|sign| (*sign, sign.chars().next().and_then(table::symbol)));
    let mut accents: HashMap<char, &str> = HashMap::new();
    for (name, meaning) in signs.chain(named) {
        // these two are of maths, and a tie spans two letters
        if let Some(Meaning::Accent(accent)) = meaning
            && !matches!(name, "hat" | "dot" | "t" | "newtie")
        {
            let known = accents.entry(accent).or_insert(name);
            if name.len() < known.len() {
                *known = name;
            }
        }
    }
    accents
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::latex::{self, Mode, Notes};
    use proptest::prelude::*;

    #[test]
    fn letters_become_commands_in_braces() {
        for (text, ascii) in [
            ("Évariste Čapek", r"{\'{E}}variste {\v{C}}apek"),
            ("naïve ş ų ő", r#"na{\"{i}}ve {\c{s}} {\k{u}} {\H{o}}"#),
            ("Straße Øre Łódź ﬁ", r"Stra{\ss}e {\O}re {\L}{\'{o}}d{\'{z}} ﬁ"),
            ("ế x\u{302} ǿ i\u{323}", r"{\'{\^{e}}} {\^{x}} {\'{\o}} {\d{i}}"),
            (
                "“q” ‘s’ 5€ ½",
                r"{\textquotedblleft}q{\textquotedblright} {\textquoteleft}s{\textquoteright} 5{\texteuro} {\textonehalf}",
            ),
            ("αβ Чехов", r"{\textalpha}{\textbeta} {\CYRCH}{\cyre}{\cyrh}{\cyro}{\cyrv}"),
            (r"$é$ \$é\$ 漢字", r"$é$ \${\'{e}}\$ 漢字"),
            (r"\foo{ü{č}ǽ}é", r#"\foo{{\"{u}}{{\v{c}}}{\'{\ae}}}\'e"#),
            (r"\foo é{a}ß \foo{a}ß", r"\foo \'e{a}{\ss} \foo{a}\ss{}"),
        ] {
            assert_eq!(encode(text, false), ascii);
            let read = |text: &str| latex::read(text, Mode::Line, &mut Notes::default()).into_owned();
            assert_eq!(read(ascii), read(text));
        }
        assert_eq!(encode(r"\foo{ü{č}ǽ}é", true), r#"\foo{\"u{\v c}\'\ae{}}\'e"#);
    }

    proptest! {
        #[test]
        fn what_is_in_ascii_reads_the_same(
            pieces in prop::collection::vec(
                prop_oneof![
                    prop::sample::select(&["a", "i", " ", "{", "}", "\\", "$", "<i>", "</i>", "-", "'", "\u{301}", "\u{323}", "\u{361}", "\u{a0}", "\u{202f}", "\\foo"][..])
                        .prop_map(str::to_owned),
                    "[\u{a1}-\u{24f}\u{370}-\u{45f}\u{1e00}-\u{1eff}\u{2010}-\u{2026}]",
                ],
                0..12,
            ),
        ) {
            let text = pieces.concat();
            for mode in [Mode::Line, Mode::Paragraphs, Mode::Name] {
                let utf8 = latex::write(&text, mode);
                let read = |latex: &str| latex::read(latex, mode, &mut Notes::default()).into_owned();
                prop_assert_eq!(read(&encode(&utf8, false)), read(&utf8), "{} {}", utf8, encode(&utf8, false));
            }
            let utf8 = latex::escape(&text);
            let read = |latex: &str| latex::plain(latex, &mut Notes::default()).into_owned();
            prop_assert_eq!(read(&encode(&utf8, true)), read(&utf8), "{} {}", utf8, encode(&utf8, true));
        }
    }
}
