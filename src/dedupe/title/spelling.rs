//! One spelling of what titles write in several: maths and Unicode, HTML that nobody read, Greek letters and their names, the
//! digits of other scripts.

use super::super::words::western_digits;
use crate::model::text::{self, Event};
use std::borrow::Cow;

/// The plain text of a title, maths as far as it can be read.
pub(super) fn plain(marked: &str) -> Cow<'_, str> {
    if marked.is_ascii() && !marked.contains('&') && !text::may_have_marks(marked) {
        return Cow::Borrowed(marked);
    }
    let has_maths = marked.contains(['$', '\\']);
    let mut plain = if has_maths { read(marked) } else { text::unmarked(marked) };
    if plain.contains("</") {
        plain = Cow::Owned(without_tags(&plain));
    }
    if plain.contains('&') && plain.contains(';') {
        plain = Cow::Owned(without_entities(&plain));
    }
    if !plain.is_ascii() {
        plain = Cow::Owned(with_greek_names(&western_digits(&plain)));
    }
    plain
}

/// The text of events, maths read.
fn read(marked: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(marked.len());
    for event in text::events(marked) {
        match event {
            Event::Text(text) => out.push_str(&text),
            Event::Math(tex) => maths(tex, &mut out),
            Event::Command(name) => match symbol(name) {
                Some(symbol) => out.push_str(symbol),
                None => out.extend(["\\", name]),
            },
            Event::Open(_) | Event::Close(_) => {}
        }
    }
    Cow::Owned(out)
}

/// Appends TeX maths as people write it without TeX: `H_2O` is H2O, `x \le 0` is x ≤ 0, `a-b` has a minus.
fn maths(tex: &str, out: &mut String) {
    let mut rest = tex;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '\\' => {
                let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
                let (name, tail) = rest.split_at(end);
                if name.is_empty() {
                    // `\,` and the like are space
                    let mut chars = rest.chars();
                    chars.next();
                    rest = chars.as_str();
                    continue;
                }
                rest = tail;
                match symbol(name) {
                    Some(symbol) => out.push_str(symbol),
                    None if is_style(name) => rest = rest.trim_start(),
                    None => out.extend(["\\", name]),
                }
            }
            '-' => out.push('−'),
            // a charge keeps its sign of being one
            '^' if rest.trim_start_matches('{').starts_with(['+', '-']) => out.push('^'),
            '{' | '}' | '_' | '^' => {}
            '~' => out.push(' '),
            c => out.push(c),
        }
    }
}

/// Whether a command says how letters look, and no more.
fn is_style(name: &str) -> bool {
    name.starts_with("math") && name != "mathring"
        || name.starts_with("text")
        || matches!(
            name,
            "rm" | "it"
                | "bf"
                | "cal"
                | "sf"
                | "tt"
                | "boldsymbol"
                | "bm"
                | "operatorname"
                | "ensuremath"
                | "left"
                | "right"
                | "bar"
                | "hat"
                | "tilde"
                | "vec"
                | "overline"
                | "widehat"
                | "widetilde"
                | "ce"
                | "mbox"
        )
}

/// What a command stands for, if plain text has it.
fn symbol(name: &str) -> Option<&'static str> {
    let bare = name.strip_prefix("text").unwrap_or(name);
    let bare = bare.strip_prefix("var").unwrap_or(bare);
    let greek =
        GREEK.iter().find(|(_, greek)| greek.trim().eq_ignore_ascii_case(bare)).map(|(_, greek)| *greek);
    greek.or(match name {
        "le" | "leq" | "leqslant" => Some("≤"),
        "ge" | "geq" | "geqslant" => Some("≥"),
        "ne" | "neq" => Some("≠"),
        "lt" | "textless" => Some("<"),
        "gt" | "textgreater" => Some(">"),
        "ell" => Some("l"),
        "times" => Some("×"),
        "pm" => Some("±"),
        "infty" => Some("∞"),
        "to" | "rightarrow" | "cdot" | "quad" | "circ" | "ldots" | "dots" => Some(" "),
        _ => None,
    })
}

/// A text with the characters that entities of HTML stand for; what is none stays.
fn without_entities(plain: &str) -> String {
    let mut pieces = plain.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once(';').and_then(|(name, rest)| Some((entity(name)?, rest))) {
            Some((c, rest)) => out.extend([c.encode_utf8(&mut [0; 4]) as &str, rest]),
            None => out.extend(["&", piece]),
        }
    }
    out
}

/// The character of an entity that titles have.
fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return code.ok().and_then(char::from_u32);
    }
    let named = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "lsquo" | "rsquo" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "le" => '≤',
        "ge" => '≥',
        _ => {
            let greek = GREEK.iter().find(|(_, greek)| greek.trim().eq_ignore_ascii_case(name));
            return greek.map(|(letter, _)| *letter);
        }
    };
    Some(named)
}

/// Greek letters and their names, as words.
const GREEK: [(char, &str); 24] = [
    ('α', " alpha "),
    ('β', " beta "),
    ('γ', " gamma "),
    ('δ', " delta "),
    ('ε', " epsilon "),
    ('ζ', " zeta "),
    ('η', " eta "),
    ('θ', " theta "),
    ('ι', " iota "),
    ('κ', " kappa "),
    ('λ', " lambda "),
    ('μ', " mu "),
    ('ν', " nu "),
    ('ξ', " xi "),
    ('ο', " omicron "),
    ('π', " pi "),
    ('ρ', " rho "),
    ('σ', " sigma "),
    ('τ', " tau "),
    ('υ', " upsilon "),
    ('φ', " phi "),
    ('χ', " chi "),
    ('ψ', " psi "),
    ('ω', " omega "),
];

/// A text with the names of Greek letters that stand alone or two together; those of Greek words stay.
fn with_greek_names(plain: &str) -> String {
    let is_greek = |c: char| matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' | 'µ');
    let mut out = String::with_capacity(plain.len() + 8);
    let mut rest = plain;
    while let Some(at) = rest.find(is_greek) {
        let (before, tail) = rest.split_at(at);
        let end = tail.find(|c: char| !is_greek(c)).unwrap_or(tail.len());
        let (run, tail) = tail.split_at(end);
        out.push_str(before);
        if run.chars().count() <= 2 {
            for c in run.chars() {
                let lower = if c == 'µ' { 'μ' } else { c.to_lowercase().next().unwrap_or(c) };
                match GREEK.iter().find(|(letter, _)| *letter == lower) {
                    Some((_, name)) => out.push_str(name),
                    None => out.push(c),
                }
            }
        } else {
            out.push_str(run);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// A text without the HTML that some exports leave in titles.
fn without_tags(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len());
    let mut rest = plain;
    while let Some(at) = rest.find('<') {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let name = tail.trim_start_matches(['<', '/']);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let (name, after) = name.split_at(end);
        let is_tag = matches!(
            name.to_ascii_lowercase().as_str(),
            "sub" | "sup" | "inf" | "i" | "b" | "em" | "strong" | "scp" | "sc" | "span" | "tt" | "u"
        );
        match after.strip_prefix('>') {
            Some(after) if is_tag => rest = after,
            _ => {
                out.push('<');
                rest = tail.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fold::fold_plain;

    #[test]
    fn maths_and_unicode_are_one_spelling() {
        for (tex, unicode) in [
            (r"The $\alpha$-decay", "The α-decay"),
            (r"$\beta$-carotene", "Beta-carotene"),
            (r"Clusters of $\mathrm{H_2O}$", "Clusters of H₂O"),
            (r"Clusters of $H_2O$", r"Clusters of H\<sub>2\</sub>O"),
            (r"On $\ell_1$ norms", "On l1 norms"),
            (r"The $\lambda\mu$-calculus", "The λμ-calculus"),
            ("TNFα", "TNF alpha"),
            (r"Events of 5 µm", r"Events of 5 $\mu$m"),
            ("الجزء ٢", "الجزء 2"),
        ] {
            let compact = |text| fold_plain(&plain(text)).replace(' ', "");
            assert_eq!(compact(tex), compact(unicode), "{tex}");
        }
        assert_eq!(fold_plain(&plain("Περί ουρανού")), fold_plain("Περί ουρανού"));
        assert_eq!(plain("a < b </ c"), "a < b </ c");
    }
}
