//! Names as people write them, folded to lines.

use crate::{
    dedupe::words::split,
    model::{Name, NameText, fold, name},
};

/// Appends a name, or the several of one string, if they name somebody; whether it says that there are more.
pub(super) fn push(text: &mut String, name: &NameText) -> bool {
    let start = text.len();
    if let Some((family, given)) = name.plain() {
        push_line(text, family, given, "");
        return end_line(text, start);
    }
    match name {
        NameText::Text(written) => match in_one_string(written) {
            Some(several) => {
                several.into_iter().map(NameText::from).filter(|one| push_name(text, one)).count() > 0
            }
            None => push_name(text, name),
        },
        NameText::Table(_) => push_name(text, name),
    }
}

/// Appends one name.
fn push_name(text: &mut String, name: &NameText) -> bool {
    let start = text.len();
    match name.read() {
        Name::Person(person) => push_line(text, &person.family, &person.given, &person.suffix),
        Name::Literal(name) => fold::push(&name, text),
        Name::Others => return true,
    }
    end_line(text, start)
}

/// Ends the line that starts there, or takes it away if it names nobody; whether it says that there are more.
fn end_line(text: &mut String, start: usize) -> bool {
    let line = text.get(start..).unwrap_or_default();
    if is_nobody(line) {
        let more = line.contains("al");
        text.truncate(start);
        return more;
    }
    text.push('\n');
    false
}

/// The names in a string of several, as databases part them: "Doe, J. A.; Roe, R.", "Doe JA, Roe R", "Doe, J. A., & Roe, R.".
fn in_one_string(text: &str) -> Option<Vec<&str>> {
    let has_initials = |name: &str| {
        let words = name.trim().rsplit_once(' ');
        words
            .is_some_and(|(family, initials)| is_initials(initials) && family.chars().any(char::is_lowercase))
    };
    let is_row = || {
        text.split_once(',').is_some_and(|(head, _)| head.contains(' ')) && text.split(',').all(has_initials)
    };
    let mark = match text.contains(';') {
        true => ';',
        false if is_row() => ',',
        false => return Some(name::alternating(text)).filter(|names| !names.is_empty()),
    };
    if text.contains(['{', '"']) {
        return None;
    }
    Some(text.split(mark).map(str::trim).filter(|name| !name.is_empty()).collect())
}

/// Whether a line names nobody: "[No authors listed]".
fn is_nobody(line: &str) -> bool {
    matches!(
        line.trim_end(),
        "" | "et al"
            | "al\tet"
            | "anonymous"
            | "anon"
            | "unknown"
            | "no author"
            | "author\tno"
            | "no authors listed"
            | "listed\tno authors"
            | "listed\tno"
    )
}

/// Appends a person as a line.
fn push_line(text: &mut String, family: &str, given: &str, suffix: &str) {
    let (mut family, mut given) = (family.trim(), given.trim());
    // "Doe, Jane, MD" reads as given name MD, suffix Jane
    if is_degree(given) && generation(suffix).is_none() {
        given = suffix.trim();
    }
    // "DOE JA" without a comma reads as given name Doe, family name Ja
    if is_initials(family) && !is_initials(given) && !given.is_empty() && !given.contains(' ') {
        std::mem::swap(&mut family, &mut given);
    }
    let start = text.len();
    fold::push(family, text);
    // particles stand beside a name
    if text.get(start..).is_some_and(|folded| folded.contains(' ')) {
        let folded = text.split_off(start);
        let keeps_particles = split(&folded).all(is_particle);
        join(text, split(&folded).filter(|word| keeps_particles || !is_particle(word)));
    }
    text.push('\t');
    let shouted = !family.chars().any(char::is_lowercase);
    let words = given.split([' ', '\u{a0}', '-', '‐', '.', ',']).filter(|word| !word.is_empty());
    for (at, word) in words.enumerate() {
        if at > 0 {
            text.push(' ');
        }
        let start = text.len();
        fold::push(word, text);
        let are_initials = || {
            is_initials(word) && !shouted || word.chars().count() <= 2 && word.chars().all(char::is_uppercase)
        };
        if text.len() > start + 1 && are_initials() {
            // "JA" is "J. A."
            let folded = text.split_off(start);
            for (at, c) in folded.chars().filter(|c| *c != ' ').enumerate() {
                if at > 0 {
                    text.push(' ');
                }
                text.push(c);
            }
        }
    }
    if let Some(generation) = generation(suffix) {
        text.push('\t');
        text.push(generation);
    }
}

/// Appends words, a blank between each.
fn join<'w>(text: &mut String, words: impl Iterator<Item = &'w str>) {
    for (at, word) in words.enumerate() {
        if at > 0 {
            text.push(' ');
        }
        text.push_str(word);
    }
}

/// Which of a father and son of one name a suffix says.
fn generation(suffix: &str) -> Option<char> {
    match fold::fold(suffix).as_str() {
        "sr" | "senior" | "i" => Some('1'),
        "jr" | "jnr" | "junior" | "ii" => Some('2'),
        "iii" => Some('3'),
        "iv" => Some('4'),
        "v" => Some('5'),
        _ => None,
    }
}

/// Whether a name is none, but a degree.
fn is_degree(name: &str) -> bool {
    const DEGREES: [&str; 13] =
        ["MD", "PhD", "PHD", "MSc", "BSc", "MPH", "RN", "DSc", "DPhil", "FRCP", "MBBS", "MDPhD", "PharmD"];
    let letters = || name.chars().filter(|c| c.is_alphanumeric());
    DEGREES.iter().any(|degree| letters().eq(degree.chars()))
}

/// Whether a name is nothing but one to three capitals.
fn is_initials(name: &str) -> bool {
    let letters = || name.chars().filter(|c| *c != '.' && *c != '-').count();
    name.chars().all(|c| c.is_ascii_uppercase() || c == '.' || c == '-') && (1..=3).contains(&letters())
}

/// Words before a family name that some write and some do not, or put with the given names.
fn is_particle(word: &str) -> bool {
    matches!(
        word.as_bytes(),
        b"van"
            | b"von"
            | b"der"
            | b"den"
            | b"de"
            | b"di"
            | b"da"
            | b"del"
            | b"della"
            | b"dos"
            | b"das"
            | b"do"
            | b"du"
            | b"la"
            | b"le"
            | b"ter"
            | b"ten"
            | b"el"
            | b"al"
            | b"bin"
            | b"ibn"
            | b"st"
            | b"zu"
            | b"vom"
            | b"zum"
            | b"y"
            | b"jr"
            | b"sr"
            | b"ii"
            | b"iii"
    )
}
