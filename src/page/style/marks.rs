//! Marked text through a processor that knows plain text alone: a mark is a character that nobody sees, that no
//! collation counts, and that the processor takes for a letter without case.
//!
//! An opening mark stands behind the first character that it is for and a closing one before the last, so that rules about the
//! first letter of a title and about punctuation at its end see what they are about.

use crate::model::text::{Event, Mark, events};
use std::{collections::HashMap, fmt::Write as _};

/// Variation selectors 225 to 256: ignorable in every collation, and in no use.
const FIRST: char = '\u{E01D0}';
const LAST: char = '\u{E01EF}';
/// Stands for nothing but itself: what follows is no small letter.
pub(super) const GUARD: char = LAST;

/// What is marked, a bit each; the opening mark is twice its number after [`FIRST`], the closing one behind it.
const MARKS: [Option<Mark>; 7] = [
    Some(Mark::Protect),
    Some(Mark::Italic),
    Some(Mark::Bold),
    Some(Mark::Sub),
    Some(Mark::Sup),
    Some(Mark::SmallCaps),
    None, // maths
];
const MATHS: usize = 6;

/// Which marks hold for a character: bit n is that of mark n in [`MARKS`].
pub(super) type Bits = u8;

/// The bit of a mark.
pub(super) fn bit(mark: Mark) -> Bits {
    MARKS.iter().position(|known| *known == Some(mark)).map_or(0, |number| 1 << number)
}

/// The texts whose capitals must come back as they were, by their lower case.
pub(super) type Kept = HashMap<String, String>;

/// Marked text for the processor.
pub(super) fn encode(marked: &str, kept: &mut Kept) -> String {
    let mut chars: Vec<char> = Vec::with_capacity(marked.len());
    let mut inserts: Vec<(usize, char)> = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut close = |number: usize, from: usize, chars: &[char]| {
        if from < chars.len() {
            inserts.push((from + 1, marker(2 * number)));
            inserts.push((chars.len() - 1, marker(2 * number + 1)));
            if number == MATHS || number == 0 {
                let text: String = chars.iter().skip(from).collect();
                kept.entry(text.to_lowercase()).or_insert(text);
            }
        }
    };
    let visible = |char: &char| !(FIRST..=LAST).contains(char);
    for event in events(marked) {
        match event {
            Event::Text(text) => chars.extend(text.chars().filter(visible)),
            Event::Command(name) => {
                chars.push('\\');
                chars.extend(name.chars());
            }
            Event::Math(tex) => {
                let from = chars.len();
                chars.extend(tex.chars().filter(visible));
                close(MATHS, from, &chars);
            }
            Event::Open(mark) => {
                let number = MARKS.iter().position(|known| *known == Some(mark)).unwrap_or(0);
                open.push((number, chars.len()));
            }
            Event::Close(_) => {
                if let Some((number, from)) = open.pop() {
                    close(number, from, &chars);
                }
            }
        }
    }
    if inserts.is_empty() {
        return chars.into_iter().collect();
    }
    inserts.sort_by_key(|(at, _)| *at);
    let mut inserts = inserts.into_iter().peekable();
    let mut out = String::with_capacity(marked.len() + 16);
    for (at, char) in chars.into_iter().enumerate() {
        while let Some((_, marker)) = inserts.next_if(|(place, _)| *place <= at) {
            out.push(marker);
        }
        out.push(char);
    }
    out.extend(inserts.map(|(_, marker)| marker));
    out
}

/// A character that the processor gave back, and what holds for it by the processor's own word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    pub(super) char: char,
    pub(super) bits: Bits,
    /// The number of the link that it stands in.
    pub(super) link: Option<usize>,
    /// Whether it is a part of a date.
    pub(super) date: bool,
}

/// What the processor gave back, with the marks as bits and capitals as they were.
pub(super) fn decode(letters: &[Letter], kept: &Kept) -> Vec<Letter> {
    let mut out: Vec<Letter> = Vec::with_capacity(letters.len());
    let mut opened: [Vec<usize>; MARKS.len()] = Default::default();
    let mut spans: Vec<(usize, usize, usize)> = Vec::new();
    // A mark of a single character closes before it opens; the opening one then finds its end.
    let mut closed: [Vec<usize>; MARKS.len()] = Default::default();
    for letter in letters {
        let Some(number) = number(letter.char) else {
            if letter.char != GUARD && !(FIRST..=LAST).contains(&letter.char) {
                out.push(*letter);
            }
            continue;
        };
        let (Some(opened), Some(closed)) = (opened.get_mut(number / 2), closed.get_mut(number / 2)) else {
            continue;
        };
        if number % 2 == 0 {
            let start = out.len().saturating_sub(1);
            match closed.pop_if(|end| *end == out.len()) {
                Some(end) => spans.push((number / 2, start, end)),
                None => opened.push(start),
            }
        } else {
            match opened.pop() {
                Some(start) => spans.push((number / 2, start, out.len() + 1)),
                None => closed.push(out.len() + 1),
            }
        }
    }
    for (number, start, end) in spans {
        let Some(span) = out.get_mut(start..end) else { continue };
        if number == MATHS || number == 0 {
            restore(span, kept);
        }
        for letter in span {
            let bit = 1 << number;
            // slanted within slanted is upright
            letter.bits = if MARKS.get(number) == Some(&Some(Mark::Italic)) {
                letter.bits ^ bit
            } else {
                letter.bits | bit
            };
        }
    }
    out
}

/// Gives a text its capitals back.
fn restore(span: &mut [Letter], kept: &Kept) {
    let shown: String = span.iter().map(|letter| letter.char).collect();
    let Some(text) = kept.get(&shown.to_lowercase()) else { return };
    if text.chars().count() == span.len() {
        for (letter, char) in span.iter_mut().zip(text.chars()) {
            letter.char = char;
        }
    }
}

/// Letters as marked text.
pub(super) fn write(letters: &[Letter]) -> String {
    let runs = letters.chunk_by(|a, b| a.bits == b.bits);
    let runs: Vec<(Bits, String)> = runs
        .map(|run| {
            (run.first().map_or(0, |letter| letter.bits), run.iter().map(|letter| letter.char).collect())
        })
        .collect();
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut open: Vec<Mark> = Vec::new();
    for (bits, text) in &runs {
        // protection has done its work
        let marks = MARKS.iter().enumerate().skip(1).filter(|(number, _)| bits & (1 << number) != 0);
        let marks: Vec<Mark> = marks.filter_map(|(_, mark)| *mark).collect();
        let same = open.iter().zip(&marks).take_while(|(open, mark)| open == mark).count();
        events.extend(open.drain(same..).rev().map(Event::Close));
        events.extend(marks.iter().skip(same).map(|mark| Event::Open(*mark)));
        open = marks;
        events.push(if bits & (1 << MATHS) != 0 {
            Event::Math(text)
        } else {
            Event::Text(text.as_str().into())
        });
    }
    events.extend(open.drain(..).rev().map(Event::Close));
    crate::model::text::write(events)
}

/// The characters of a text, for [`decode()`].
pub(super) fn letters(
    text: &str,
    bits: Bits,
    link: Option<usize>,
    date: bool,
) -> impl Iterator<Item = Letter> {
    text.chars().map(move |char| Letter { char, bits, link, date })
}

/// A family name whose small words stay parts of it: the processor would take `de` of `de Gaulle` for a particle.
pub(super) fn whole(family: &str) -> String {
    let mut out = String::with_capacity(family.len() + 8);
    for (n, word) in family.split_whitespace().enumerate() {
        let blank = if n == 0 { "" } else { " " };
        let small = word.chars().next().is_some_and(char::is_lowercase);
        let _ = if small { write!(out, "{blank}{GUARD}{word}") } else { write!(out, "{blank}{word}") };
    }
    out
}

/// A text without the characters that stand for marks.
pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|char| !(FIRST..=LAST).contains(char)).collect()
}

fn marker(number: usize) -> char {
    let code = u32::from(FIRST).saturating_add(u32::try_from(number).unwrap_or(0));
    char::from_u32(code).unwrap_or(GUARD)
}

fn number(char: char) -> Option<usize> {
    let number = usize::try_from(u32::from(char).checked_sub(u32::from(FIRST))?).ok()?;
    (number < 2 * MARKS.len()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn through(marked: &str, change: impl Fn(String) -> String) -> String {
        let mut kept = Kept::new();
        let changed = change(encode(marked, &mut kept));
        let letters: Vec<Letter> = letters(&changed, 0, None, false).collect();
        write(&decode(&letters, &kept))
    }

    #[test]
    fn marks_and_capitals_come_back() {
        for (marked, expected) in [
            ("The {LaTeX} <i>Companion</i>", "the LaTeX <i>companion</i>"),
            ("H<sub>2</sub>O", "h<sub>2</sub>o"),
            ("<i>A {B}</i> C", "<i>a B</i> c"),
            ("On $O(N)$!", "on $O(N)$!"),
            ("{Ab}<b></b>", "Ab"),
            ("<i>a</i><i>b</i>", "<i>ab</i>"),
        ] {
            assert_eq!(through(marked, |text| text.to_lowercase()), expected);
        }
        assert_eq!(encode("plain", &mut Kept::new()), "plain");
    }

    #[test]
    fn slanted_within_slanted_is_upright() {
        let mut kept = Kept::new();
        let text = encode("A <i>b</i>", &mut kept);
        let letters: Vec<Letter> = letters(&text, bit(Mark::Italic), None, false).collect();
        assert_eq!(write(&decode(&letters, &kept)), "<i>A </i>b");
    }

    proptest! {
        #[test]
        fn what_is_not_changed_comes_back(marked in "([a-c {}$<>\\\\]|<i>|</i>|<sc>|</sc>|<sub>|</sub>|\\PC){0,16}") {
            let plain = crate::model::text::plain;
            prop_assert_eq!(plain(&through(&marked, |text| text)), plain(&marked));
        }

        #[test]
        fn whatever_comes_back_is_text(text in "[a-b \u{E01D0}-\u{E01EF}]{0,16}") {
            let letters: Vec<Letter> = letters(&text, 0, None, false).collect();
            let _ = write(&decode(&letters, &Kept::new()));
        }
    }
}
