//! Titles in sentence case, as CSL asks of its input: styles raise capitals, but none can lower them without knowing which are names.
//!
//! BibTeX files hold English titles in title case, with braces around what keeps its capitals. Lowered is a word of one capital
//! and small letters that starts no sentence; words with capitals inside (`LaTeX`, `iPhone`), with digits (`A1`), of capitals
//! only (`NASA`), what is in braces, in small capitals, raised or lowered, and maths stay as they are.

use super::csl;
use crate::model::{
    Field, Kind, Source, Value,
    text::{self, Event, Mark},
};
use std::borrow::Cow;

/// The titles that are lowered. Names of periodicals are names, and an original title is in another language.
const TITLES: [Field; 16] = [
    Field::Title,
    Field::Subtitle,
    Field::Titleaddon,
    Field::Shorttitle,
    Field::Reprinttitle,
    Field::Issuetitle,
    Field::Issuesubtitle,
    Field::Issuetitleaddon,
    Field::Booktitle,
    Field::Booksubtitle,
    Field::Booktitleaddon,
    Field::Maintitle,
    Field::Mainsubtitle,
    Field::Maintitleaddon,
    Field::Eventtitle,
    Field::Series,
];

/// Puts the titles of a source into sentence case if it is in English, or does not say in which language it is.
pub fn lower_titles(source: &mut Cow<'_, Source>) {
    if !csl::is_english(source) {
        return;
    }
    for field in TITLES {
        let is_name = source.kind == Kind::Periodical
            && matches!(field, Field::Title | Field::Subtitle | Field::Titleaddon | Field::Shorttitle);
        if let Some(title) = source.text(field).filter(|_| !is_name) {
            let lowered = sentence(title);
            if lowered != title {
                source.to_mut().set(field, Value::Text(lowered));
            }
        }
    }
}

/// Marked text in sentence case. The first word of the whole and behind a colon gets a capital.
pub fn sentence(marked: &str) -> String {
    let mut at = At::Start;
    // what is in these marks stays as it is
    let keeps = |mark: Mark| matches!(mark, Mark::Protect | Mark::SmallCaps | Mark::Sub | Mark::Sup);
    let mut depth = 0_usize;
    let events = text::events(marked).into_iter().map(|event| match event {
        Event::Open(mark) => {
            depth += usize::from(keeps(mark));
            event
        }
        Event::Close(mark) => {
            depth = depth.saturating_sub(usize::from(keeps(mark)));
            event
        }
        Event::Text(text) => {
            let lowered = lower(&text, &mut at);
            Event::Text(if depth > 0 { text } else { lowered.into() })
        }
        Event::Math(_) | Event::Command(_) => {
            at = At::Word;
            event
        }
    });
    text::write(events)
}

/// What stands before a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Nothing, or a colon and a blank.
    Start,
    /// The end of a sentence and a blank.
    Sentence,
    /// A colon.
    Colon,
    /// A mark that ends a sentence.
    Stop,
    /// A word, or a part of one.
    Word,
    /// What joins the parts of a name.
    Name,
    /// Anything else.
    Inside,
}

/// Plain text in sentence case.
fn lower(text: &str, at: &mut At) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        if length == 0 {
            *at = behind(first, *at);
            out.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        }
        let (word, after) = rest.split_at(length);
        let name = starts_name(word, after);
        let tail = word.get(first.len_utf8()..).unwrap_or_default();
        let small = tail.chars().all(char::is_lowercase);
        match *at {
            At::Start if small && first.is_lowercase() => {
                out.extend(first.to_uppercase().chain(tail.chars()));
            }
            At::Inside | At::Colon | At::Stop if small && first.is_uppercase() && word != "I" && !name => {
                out.extend(first.to_lowercase().chain(tail.chars()));
            }
            _ => out.push_str(word),
        }
        *at = if name { At::Name } else { At::Word };
        rest = after;
    }
    out
}

/// Whether a word is the beginning of a name such as `D'Alembert` or `O'Neill`.
fn starts_name(word: &str, after: &str) -> bool {
    let is_capital = |c: Option<char>| c.is_some_and(char::is_uppercase);
    let mut after = after.chars();
    is_capital(word.chars().next())
        && word.chars().nth(1).is_none()
        && matches!(after.next(), Some('\'' | '’'))
        && is_capital(after.next())
}

/// Where a word is that follows this character, which is no part of a word.
fn behind(c: char, before: At) -> At {
    match (c, before) {
        (_, At::Start) => At::Start,
        (' ' | '\t' | '\n' | '\u{a0}', At::Colon) => At::Start,
        (' ' | '\t' | '\n' | '\u{a0}', At::Stop) => At::Sentence,
        (':', _) => At::Colon,
        ('.' | '?' | '!' | '…', _) => At::Stop,
        // quotes and parentheses, before a sentence or behind it
        (_, At::Sentence) => At::Sentence,
        ('\'' | '"' | '’' | '”' | '“' | '»' | '«' | ')' | ']', At::Stop | At::Colon) => before,
        ('\'' | '’', At::Name) => At::Name,
        _ => At::Inside,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_of_one_capital_are_lowered() {
        for (title, lowered) in [
            ("The Art of {Foo Bar} Cooking", "The art of {Foo Bar} cooking"),
            ("A {B}lue Whale's Don't", "A {B}lue whale's don't"),
            (
                "NASA and LaTeX on an iPhone A1 in 3D and 1The",
                "NASA and LaTeX on an iPhone A1 in 3D and 1The",
            ),
            (
                "Word-Processors – And Others (In Parentheses)",
                "Word-processors – and others (in parentheses)",
            ),
            (
                "<i>Homo Sapiens</i> <b>And</b> <sc>Small Capitals</sc>",
                "<i>Homo sapiens</i> <b>and</b> <sc>Small Capitals</sc>",
            ),
            ("H<sub>Index</sub> At $X_Y$ Points", "H<sub>Index</sub> at $X_Y$ points"),
            ("Über Élan And ÉCOLE", "Über élan and ÉCOLE"),
            ("Why I Live In Town I", "Why I live in town I"),
            ("Of D'Alembert's Dream, O’Neill’S Play", "Of D'Alembert's dream, O’Neill’s play"),
            ("{Mc}Donald's \\foo{Bar} Baz", "{Mc}Donald's \\foo{Bar} baz"),
            ("Wiki.Org And www.Site:Port", "Wiki.org and www.site:port"),
            ("", ""),
        ] {
            assert_eq!(sentence(title), lowered);
        }
    }

    #[test]
    fn a_sentence_starts_with_a_capital() {
        for (title, lowered) in [
            ("the First: the Second", "The first: The second"),
            ("mRNA: iPhone", "mRNA: iPhone"),
            ("“Quoted” Words: “the Answer”", "“Quoted” words: “The answer”"),
            (
                "Why? The Answer. “The End.” And More! (And Less)",
                "Why? The answer. “The end.” And more! (And less)",
            ),
            ("{Why?} The Answer vs. the Question", "{Why?} The answer vs. the question"),
        ] {
            assert_eq!(sentence(title), lowered);
        }
    }

    #[test]
    fn only_titles_of_english_works_are_lowered() {
        let lowered = |kind: Kind, fields: &[(Field, &str)]| {
            let mut source = Source::new("k", kind);
            for (field, text) in fields {
                source.set(*field, Value::from_text(*field, text).unwrap());
            }
            let mut source = Cow::Owned(source);
            lower_titles(&mut source);
            fields
                .iter()
                .map(|(field, _)| source.get(*field).map(Value::line).unwrap_or_default())
                .collect::<Vec<_>>()
        };
        let title = (Field::Title, "Die Andere Seite");
        assert_eq!(lowered(Kind::Book, &[title]), ["Die andere seite"]);
        assert_eq!(lowered(Kind::Book, &[title, (Field::Langid, "ngerman")])[0], "Die Andere Seite");
        assert_eq!(lowered(Kind::Book, &[title, (Field::Language, "german")])[0], "Die Andere Seite");
        assert_eq!(lowered(Kind::Book, &[title, (Field::Langid, "british")])[0], "Die andere seite");
        let periodical = [(Field::Title, "The Other Side"), (Field::Issuetitle, "The Other Issue")];
        assert_eq!(lowered(Kind::Periodical, &periodical), ["The Other Side", "The other issue"]);
        let article = [(Field::Journaltitle, "The Other Side"), (Field::Origtitle, "Die Andere Seite")];
        assert_eq!(lowered(Kind::Article, &article), ["The Other Side", "Die Andere Seite"]);
    }

    proptest! {
        #[test]
        fn only_case_changes_and_only_once(raw in "([a-cA-C .:'{}<>$\\\\]|<i>|</i>|<sub>|</sub>){0,24}") {
            let title = text::write(text::events(&raw));
            let lowered = sentence(&title);
            prop_assert_eq!(text::plain(&lowered).to_lowercase(), text::plain(&title).to_lowercase());
            prop_assert_eq!(sentence(&lowered), lowered);
        }
    }
}
