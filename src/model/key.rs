//! Citation keys: which are allowed, and how new ones are made.

use super::{
    Field, Name, Source, fold,
    pattern::{Piece, pieces},
    text,
};
use std::borrow::Cow;

/// The pattern of new keys when a library says nothing else.
pub const PATTERN: &str = "{author}{year}{title}";

/// The key as an argument of a command line, quoted if a shell could take it for something else.
pub fn argument(key: &str) -> Cow<'_, str> {
    let is_safe = |c: char| {
        c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/' | '+' | '@' | '%' | '=' | ',')
    };
    if !key.is_empty() && !key.starts_with('-') && key.chars().all(is_safe) {
        return Cow::Borrowed(key);
    }
    Cow::Owned(format!("'{}'", key.replace('\'', r"'\''")))
}

/// What is wrong with a key, or `None`: biber accepts anything but blanks, control characters and
/// `" # ' ( ) , = { } %`, and LaTeX no `~` and `\` either.
pub fn fault(key: &str) -> Option<String> {
    if key.is_empty() {
        return Some("a key is empty".to_owned());
    }
    let c = key.chars().find(|c| c.is_whitespace() || c.is_control() || FORBIDDEN.contains(*c))?;
    Some(match c {
        ' ' => format!("the key `{key}` holds a blank"),
        c if c.is_whitespace() || c.is_control() => {
            format!("the key `{}` holds a control character or special blank", key.escape_debug())
        }
        c => format!("the key `{key}` holds `{c}`, which biber and LaTeX do not accept"),
    })
}

/// What is no part of a name for btparse, biber's reader (bt_language(3), lexical grammar, mode 2: `" # ( ) , = { }`
/// and the `%` of comments; biber itself refuses `'`), and what LaTeX reads as a command of its own.
const FORBIDDEN: &str = "\"#'(),={}%~\\";

/// The key that a pattern (`{author}{year}{title}`) gives a source, before it is made unique; never empty.
/// Parts: `{author}` `{authors}` `{year}` `{title}` `{type}` `{category}`, each with an optional length as `{title:8}`.
/// A pattern that is none counts as the default one.
pub fn generate(pattern: &str, source: &Source) -> String {
    let pieces = match pieces(pattern) {
        Ok(found) if pattern_fault(pattern).is_none() => found,
        _ => pieces(PATTERN).unwrap_or_default(),
    };
    let (mut key, mut said) = (String::new(), false);
    for piece in pieces {
        match piece {
            Piece::Text(text) => key.push_str(text),
            Piece::Part { name, length } => {
                let value = part(name, source);
                // a year alone, or that there is none, tells nothing apart
                said |= !value.is_empty() && name != "year";
                key.extend(value.chars().take(length.unwrap_or(MAX_WORD)));
            }
        }
    }
    if said { key } else { format!("{}{}", source.kind.name(), part("year", source)) }
}

/// The longest word of a key when the pattern does not say: some scripts put no blanks between words (taste).
const MAX_WORD: usize = 40;

/// The first of `key`, `keyb`, `keyc` ... `keyz`, `keyaa`... that is not taken; past a thousand, one of them.
pub fn unique(key: &str, taken: impl Fn(&str) -> bool) -> String {
    unique_from(key, &mut 1, taken)
}

/// The same for one who asks again and again while keys are given, and none is given back: `first` remembers how many of this key
/// are known to be taken.
pub fn unique_from(key: &str, first: &mut u64, taken: impl Fn(&str) -> bool) -> String {
    let nth = |n: u64| format!("{key}{}", suffix(n));
    let free = |n: u64| !taken(&nth(n));
    if let Some(n) = (*first..first.saturating_add(1000)).find(|n| free(*n)) {
        *first = n;
        return nth(n);
    }
    // so many have been given one after the other: doubled, then halved, so that each newcomer does not ask for all
    let mut high = first.saturating_add(1000);
    while !free(high) {
        high *= 2;
    }
    let mut low = high / 2;
    while high - low > 1 {
        let middle = low.midpoint(high);
        if free(middle) { high = middle } else { low = middle }
    }
    nth(high)
}

/// What the nth of several equal keys gets: nothing, `b`, `c` ... `z`, `aa`, `ab` ...
fn suffix(n: u64) -> String {
    let (mut suffix, mut rest) = (Vec::new(), if n == 1 { 0 } else { n });
    while rest > 0 {
        rest -= 1;
        suffix.push(char::from(b'a' + (rest % 26) as u8));
        rest /= 26;
    }
    suffix.iter().rev().collect()
}

/// What is wrong with a pattern of keys, or `None`.
pub fn pattern_fault(pattern: &str) -> Option<String> {
    let pieces = match pieces(pattern) {
        Ok(pieces) => pieces,
        Err(fault) => return Some(fault),
    };
    for piece in &pieces {
        match piece {
            Piece::Text(text) => {
                if let Some(fault) = fault(text) {
                    return Some(fault);
                }
            }
            Piece::Part { name, .. } if !PARTS.contains(name) => {
                let parts = PARTS.map(|part| format!("{{{part}}}")).join(", ");
                return Some(format!("`{{{name}}}` is no part of a key; there is {parts}"));
            }
            Piece::Part { .. } => {}
        }
    }
    let some = pieces.iter().any(|piece| matches!(piece, Piece::Part { .. }));
    (!some).then(|| "it has no part that tells sources apart, as `{author}`".to_owned())
}

/// The parts of a pattern.
const PARTS: [&str; 6] = ["author", "authors", "year", "title", "type", "category"];

/// What a part of a pattern stands for; empty if the source does not say.
fn part(name: &str, source: &Source) -> String {
    match name {
        "author" => author(source),
        "authors" => families(source, 3).concat(),
        "year" => match source.year() {
            Some(year) if year < 0 => format!("-{:04}", year.unsigned_abs()),
            Some(year) => year.to_string(),
            None => "nd".to_owned(),
        },
        "title" => title(source),
        "type" => source.kind.name().to_owned(),
        "category" => word(source.text(Field::Category).unwrap_or(source.kind.row().category)),
        _ => String::new(),
    }
}

/// The family name of the first author (or editor, or the first word of the organisation), folded to one word;
/// empty if there is none.
pub fn author(source: &Source) -> String {
    let named = families(source, 1).into_iter().next();
    let organisation = || {
        let fields = [Field::Organization, Field::Institution, Field::Publisher, Field::Holder];
        let names = fields.into_iter().find_map(|field| source.list(field).first());
        names.map(|name| organisation(name)).unwrap_or_default()
    };
    named.unwrap_or_else(organisation)
}

/// The folded family names of the first authors, or editors.
fn families(source: &Source, most: usize) -> Vec<String> {
    let names = |field| -> Vec<String> {
        let words = source.names(field).into_iter().map(|name| match name {
            Name::Person(person) if person.family.is_empty() => word(&person.given),
            Name::Person(person) => word(&person.family),
            Name::Literal(name) => organisation(&name),
            Name::Others => String::new(),
        });
        words.filter(|word| !word.is_empty()).take(most).collect()
    };
    let fields = [Field::Author, Field::Editor, Field::Translator, Field::Holder];
    fields.into_iter().map(names).find(|names| !names.is_empty()).unwrap_or_default()
}

/// The first word of an organisation's name that is no stop word.
fn organisation(name: &str) -> String {
    first_word(text::plain(name).split_whitespace())
}

/// The first word of the title that is no stop word; of a compound with hyphens, its first part.
fn title(source: &Source) -> String {
    let fields = [Field::Title, Field::Maintitle, Field::Booktitle, Field::Eventtitle, Field::Journaltitle];
    let title = fields.into_iter().find_map(|field| source.text(field)).unwrap_or_default();
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '-' | '/' | '\u{2010}'..='\u{2015}' | '|');
    first_word(text::plain(title).split(is_gap).map(|word| {
        // French and Italian articles before a vowel
        let article =
            word.split_once(['\'', '\u{2019}']).filter(|(article, _)| ["l", "L", "d", "D"].contains(article));
        article.map_or(word, |(_, word)| word)
    }))
}

/// The first word that is no stop word, folded; of nothing but stop words, the first of all.
fn first_word<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut first = None;
    for word in words.map(word).filter(|word| !word.is_empty()) {
        if !STOP_WORDS.contains(&word.as_str()) {
            return word;
        }
        first.get_or_insert(word);
    }
    first.unwrap_or_default()
}

/// A name or word folded to letters and digits.
fn word(text: &str) -> String {
    fold::fold(text).replace(' ', "")
}

/// Words that say nothing about a title at its start: articles, prepositions, forms of *to be* and *to do*, and the
/// words that ask. Folded; English, German, French, Spanish and Italian, less what means something in English.
const STOP_WORDS: &[&str] = &[
    "a", "an", "the", "of", "on", "in", "at", "by", "for", "from", "to", "into", "with", "and", "or", "is",
    "are", "was", "were", "be", "do", "does", "did", "how", "what", "why", //
    "der", "die", "das", "den", "dem", "des", "ein", "eine", "einer", "eines", "einem", "einen", "und",
    "oder", "im", "zum", "zur", "von", "vom", "uber", "fur", "mit", //
    "le", "la", "les", "un", "une", "du", "de", "et", "ou", "au", "aux", "en", "sur", "pour", "dans", //
    "el", "los", "las", "una", "unos", "unas", "del", "y", "para", "por", "il", "lo", "gli", "di", "della",
    "delle",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, NameText, Value};

    fn source(author: &[&str], date: &str, title: &str) -> Source {
        let mut source = Source::new("", Kind::Article);
        source.set(Field::Author, Value::Names(author.iter().map(|name| NameText::from(*name)).collect()));
        source.set(Field::Date, Value::Text(date.to_owned()));
        source.set(Field::Title, Value::Text(title.to_owned()));
        source
    }

    #[test]
    fn a_key_in_a_command_is_one_argument_to_a_shell() {
        for (key, word) in [
            ("doe2017a", "doe2017a"),
            ("doe:2017/ä", "doe:2017/ä"),
            ("a;touch-x&b", "'a;touch-x&b'"),
            ("it's", r"'it'\''s'"),
            ("-rf", "'-rf'"),
            ("", "''"),
        ] {
            assert_eq!(argument(key), word);
        }
    }

    #[test]
    fn keys_that_biber_takes_are_good() {
        for key in [
            "vaswani2017attention",
            "DBLP:conf/nips/X",
            "a.b-c_d+e",
            "<i>foo</i>",
            "日本",
            "Łukasz",
            "a@b",
            "1",
        ] {
            assert_eq!(fault(key), None);
        }
        for key in [
            "", " ", "a b", "a\tb", "a\u{a0}b", "a\u{7f}", "a\"", "a#", "a'", "(a", "a)", "a,b", "a=", "{a",
            "a}", "50%", "a~", "a\\b",
        ] {
            assert!(fault(key).is_some(), "{key}");
        }
    }

    #[test]
    fn a_key_says_who_when_and_what() {
        for (author, date, title, expected) in [
            (
                &["Vaswani, Ashish", "Shazeer, Noam"][..],
                "2017-06",
                "Attention Is All You Need",
                "vaswani2017attention",
            ),
            (&["Del Balso, Mike"], "", "What Is a Feature Store?", "delbalsondfeature"),
            (&["{DeepSeek-AI}", "Liu, Aixin"], "2024", "{DeepSeek-V2:} A Strong", "deepseekai2024deepseek"),
            (&["{The Royal Society}"], "2024", "The Who", "royal2024who"),
            (&["Lightman, Hunter"], "2024", "Let's Verify Step by Step", "lightman2024lets"),
            (&["Weng, Lilian"], "2021", "How to Train Really Large Models", "weng2021train"),
            (&["Weng, Lilian"], "2022", "Some Math behind Neural Tangent Kernel", "weng2022some"),
            (&["Dettmers, Tim"], "2022", "{LLM.int8():} 8-bit Matrix Multiplication", "dettmers2022llmint8"),
            (&["Müller, Änne", "Ødegård, Bjørn"], "1999", "Über die Straße", "muller1999strasse"),
            (&["Dupont, Jean"], "2001", "L'analyse des données", "dupont2001analyse"),
            (&["Толстой, Лев"], "1869", "Война и мир", "толстои1869воина"),
            (&["李, 四"], "2020", "注意力", "李2020注意力"),
            (&["Caesar, Julius"], "-0044", "De bello", "caesar-0044bello"),
            (&[], "2020", "The The", "2020the"),
            (&["others"], "2020", "", "article2020"),
            (&[], "", "!?", "articlend"),
        ] {
            assert_eq!(generate(PATTERN, &source(author, date, title)), expected);
        }
    }

    #[test]
    fn patterns_choose_the_parts() {
        let source = source(
            &["Vaswani, Ashish", "Shazeer, Noam", "Parmar, Niki", "Uszkoreit, Jakob"],
            "2017",
            "Attention Is",
        );
        for (pattern, expected) in [
            ("{author}:{year}", "vaswani:2017"),
            ("{author:3}{year}{title:4}", "vas2017atte"),
            ("{authors}-{year}", "vaswanishazeerparmar-2017"),
            ("{category}/{type}/{title}", "paper/article/attention"),
            ("{nonsense}", "vaswani2017attention"),
        ] {
            assert_eq!(generate(pattern, &source), expected);
        }
        for wrong in ["", "abc", "{autor}", "{author", "{author} {year}", "{author},", "{author:0}"] {
            assert!(pattern_fault(wrong).is_some(), "{wrong}");
        }
        assert_eq!(pattern_fault(PATTERN), None);
    }

    #[test]
    fn equal_keys_are_told_apart_by_letters() {
        let mut taken = std::collections::HashSet::new();
        let keys: Vec<String> = (0..1500)
            .map(|_| {
                let key = unique("x", |key| taken.contains(key));
                assert!(taken.insert(key.clone()));
                key
            })
            .collect();
        assert_eq!(keys[..3], ["x", "xb", "xc"]);
        assert_eq!(keys[24..28], ["xy", "xz", "xaa", "xab"]);
        assert_eq!(keys[1499], format!("x{}", suffix(1500)), "none left out");
    }
}
