//! Names of people and organisations, as BibTeX reads them (biblatex manual, 2.3.3; "Tame the `BeaST`", 11).
//!
//! What is stored is what was written; `read` interprets it and cannot fail. Where BibTeX and biber differ (which words of a family
//! name are its particle) it is biber's rule. A brace without a partner, or escaped (`\{`), is a character like any other.

use super::text;
use std::{borrow::Cow, fmt, ops::Range};

/// A name as it is stored: a string, or a table that says its parts in full.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameText {
    /// `"von Family, Suffix, Given"`, `"Given von Family"`, `"{An Organisation}"` or `"others"`.
    Text(String),
    /// `{ family = "...", given = "...", ... }` or `{ name = "..." }`.
    Table(Box<Name>),
}

/// A name that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// A person.
    Person(Person),
    /// An organisation, or anything else that is one literal name.
    Literal(String),
    /// `others`: the list goes on.
    Others,
}

/// The parts of a person's name; a part that is not there is empty. Text may carry the marks of
/// [`crate::model::text`] (a protected `{...}`), which `NameText::read` keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person {
    /// Family name, without particles.
    pub family: String,
    /// Given names and initials.
    pub given: String,
    /// Particle that belongs to the family name and is not dropped (`van` in "van Gogh"): BibTeX's von part.
    pub non_dropping_particle: String,
    /// Particle that goes with the given names (`de` in "de Gaulle").
    pub dropping_particle: String,
    /// `Jr.`, `III`.
    pub suffix: String,
    /// ORCID iD, bare: `0000-0002-1825-0097`; empty if not known.
    pub orcid: String,
}

impl NameText {
    /// The name it says.
    pub fn read(&self) -> Name {
        match self {
            NameText::Text(text) => read(text),
            NameText::Table(name) => (**name).clone(),
        }
    }

    /// Family and given names of one in plain words, `Family, Given` or `Given Family`: what [`NameText::read`] says of most, without
    /// a copy.
    pub fn plain(&self) -> Option<(&str, &str)> {
        match self {
            NameText::Text(text) => plain(text).or_else(|| spoken(text)),
            NameText::Table(_) => None,
        }
    }

    /// The name as [`Name`] writes it.
    pub fn line(&self) -> Cow<'_, str> {
        match self {
            NameText::Text(text) if plain(text).is_some() => Cow::Borrowed(text.trim()),
            name => Cow::Owned(match name.plain() {
                Some((family, given)) => format!("{family}, {given}"),
                None => name.read().to_string(),
            }),
        }
    }

    /// It as it was written; a table as BibTeX has it.
    pub fn written(&self) -> Cow<'_, str> {
        match self {
            NameText::Text(text) => Cow::Borrowed(text),
            NameText::Table(name) => Cow::Owned(name.to_string()),
        }
    }
}

impl From<&str> for NameText {
    fn from(text: &str) -> NameText {
        NameText::Text(text.to_owned())
    }
}

impl From<Name> for NameText {
    /// The shortest form that loses nothing: a string if reading it gives the same name, else a table.
    fn from(name: Name) -> NameText {
        let texts = match &name {
            Name::Person(person) => vec![person.text(), person.text() + ","],
            Name::Literal(_) | Name::Others => vec![name.to_string()],
        };
        texts
            .into_iter()
            .find(|text| split(text).count() < 2 && read(text) == name)
            .map_or_else(|| NameText::Table(Box::new(name)), NameText::Text)
    }
}

impl Name {
    /// What a name is sorted and cited by: the family name, without its particles, or the whole literal name; with its marks. Empty
    /// for `others`.
    pub fn family_or_literal(&self) -> &str {
        match self {
            Name::Person(person) if person.family.is_empty() => &person.given,
            Name::Person(person) => &person.family,
            Name::Literal(name) => name,
            Name::Others => "",
        }
    }

    /// The name as people say it, without marks: `Given von Family Suffix`.
    pub fn display_order(&self) -> String {
        let person = match self {
            Name::Person(person) => person,
            Name::Literal(name) => return text::plain(name),
            Name::Others => return "others".into(),
        };
        let parts = [
            &person.given,
            &person.dropping_particle,
            &person.non_dropping_particle,
            &person.family,
            &person.suffix,
        ];
        let mut out = String::new();
        let mut glued = true; // an apostrophe or a hyphen ties a particle to what follows: `d'Alembert`
        for (n, part) in parts.into_iter().enumerate().filter(|(_, part)| !part.is_empty()) {
            if !glued {
                out.push(' ');
            }
            out.push_str(&text::plain(part));
            glued = (1..=2).contains(&n) && out.ends_with(['\'', '’', '-', '‐']);
        }
        out
    }
}

impl fmt::Display for Name {
    /// `von Family, Suffix, Given`, `{Organisation}` or `others`: BibTeX's own form, with an ORCID left out. What BibTeX would
    /// read as something else is put in braces, so that it fits between the `and` of a list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Name::Person(person) if person.is_plain() => write!(f, "{}, {}", person.family, person.given),
            Name::Person(person) => {
                let mut said = person.clone();
                said.orcid.clear();
                said.given = joined([&person.given, &person.dropping_particle]);
                said.dropping_particle.clear();
                let text = said.text();
                let fits = split(&text).count() == 1 && balanced(&text) == text;
                let same = fits && matches!(read(&text), Name::Person(person) if person == said);
                f.write_str(&if same { text } else { said.protected() })
            }
            Name::Literal(name) => write!(f, "{{{}}}", balanced(name)),
            Name::Others => f.write_str("others"),
        }
    }
}

/// The names of a BibTeX list: split at the word `and` (any case) outside braces; blank ones left out.
pub fn split(list: &str) -> impl Iterator<Item = &str> {
    let mut names = Vec::new();
    let mut start = 0;
    let mut word = None; // where the word after a blank starts; the first word of all is never a separator
    for (at, c) in outside(list, &groups(list)) {
        if !c.is_whitespace() {
            continue;
        }
        if let Some(word) = word.filter(|word| slice(list, *word..at).eq_ignore_ascii_case("and")) {
            names.push(slice(list, start..word));
            start = at;
        }
        word = Some(at + c.len_utf8());
    }
    names.push(slice(list, start..list.len()));
    names.into_iter().map(str::trim).filter(|name| !name.is_empty())
}

/// The pieces between a character where it stands outside braces; blank ones left out.
pub fn divided(text: &str, at: char) -> impl Iterator<Item = &str> {
    let groups = groups(text);
    let ends = outside(text, &groups).filter(|(_, c)| *c == at).map(|(end, _)| end).chain([text.len()]);
    let mut start = 0;
    let pieces: Vec<&str> = ends
        .map(|end| {
            let piece = slice(text, start..end).trim();
            start = end + at.len_utf8();
            piece
        })
        .collect();
    pieces.into_iter().filter(|piece| !piece.is_empty())
}

/// The names of a list as reference lists have it (APA, section 9.8): `Doe, J. A., Roe, R., & Poe, E.`. Empty if it is none.
pub fn alternating(text: &str) -> Vec<&str> {
    let commas = text.bytes().filter(|byte| *byte == b',').count();
    if commas < 3 || text.contains(['{', '}', '"', ';']) {
        return Vec::new();
    }
    let is_initials = |given: &str| {
        let letters = given.chars().filter(|c| !matches!(c, '.' | '-' | ' '));
        (1..=4).contains(&letters.clone().count()) && letters.clone().all(char::is_uppercase)
    };
    let is_mark = |c: char| matches!(c, ',' | '&') || c.is_whitespace();
    let (mut names, mut rest) = (Vec::new(), text.trim_start_matches(is_mark));
    while let Some((family, after)) = rest.split_once(',') {
        let end = after.find([',', '&']).unwrap_or(after.len());
        if is_initials(family) || !is_initials(slice(after, 0..end)) {
            return Vec::new();
        }
        names.push(slice(rest, 0..family.len() + 1 + end).trim());
        rest = slice(after, end..after.len()).trim_start_matches(is_mark);
    }
    if rest.is_empty() && names.len() > 1 { names } else { Vec::new() }
}

/// Where the braces without a partner stand, in bytes; an escaped one is none.
pub fn lone_braces(text: &str) -> Vec<usize> {
    if text.contains(['{', '}']) { braces(text).1 } else { Vec::new() }
}

/// How many commas a name has outside braces.
pub fn commas(text: &str) -> usize {
    outside(text, &groups(text)).filter(|(_, c)| *c == ',').count()
}

fn read(text: &str) -> Name {
    let text = text.trim();
    if let Some((family, given)) = plain(text) {
        let person = Person { family: family.to_owned(), given: given.to_owned(), ..Person::default() };
        return Name::Person(person);
    }
    let groups = groups(text);
    if text == "others" {
        return Name::Others;
    }
    if groups.first() == Some(&(0..text.len())) {
        return Name::Literal(slice(text, 1..text.len() - 1).trim().to_owned());
    }
    let mut person = match parts(text, &groups).as_slice() {
        [words] => {
            let von = particle(words);
            Person { given: join(words.get(..von.start)), ..surname(words, von) }
        }
        [family, given] => Person { given: join(Some(given)), ..surname(family, leading_particle(family)) },
        [family, suffix, given @ ..] => {
            // A comma too many belongs to the given names: nothing that was written is lost.
            let given: Vec<_> =
                given.iter().filter(|words| !words.is_empty()).map(|words| words.join(" ")).collect();
            Person {
                suffix: join(Some(suffix)),
                given: given.join(", "),
                ..surname(family, leading_particle(family))
            }
        }
        [] => Person::default(),
    };
    if person.family.is_empty() {
        person.family = std::mem::take(&mut person.given); // `, Plato`
    }
    if person.family.is_empty() { Name::Literal(text.to_owned()) } else { Name::Person(person) }
}

/// Family and given names of a name that is written `Family, Given` and could be nothing else.
fn plain(text: &str) -> Option<(&str, &str)> {
    let (family, given) = text.trim().split_once(',')?;
    Some((family, given.strip_prefix(' ')?)).filter(|(family, given)| are_plain(family, given))
}

/// The same of a name that is written `Given Family`.
fn spoken(text: &str) -> Option<(&str, &str)> {
    text.trim()
        .rsplit_once(' ')
        .map(|(given, family)| (family, given))
        .filter(|(family, given)| are_plain(family, given))
}

/// Whether a family name is one word, and nothing in it and in given names could be read by BibTeX as something else: most names
/// are so, and need not be read again to know it.
fn are_plain(family: &str, given: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
            && !word.eq_ignore_ascii_case("and")
    };
    is_word(family) && given.split(' ').all(is_word)
}

/// The words of each part between commas.
fn parts<'a>(text: &'a str, groups: &[Range<usize>]) -> Vec<Vec<&'a str>> {
    let mut parts = Vec::new();
    let mut words = Vec::new();
    let mut start = 0;
    for (at, c) in outside(text, groups).chain([(text.len(), ',')]) {
        if c != ',' && c != '~' && !c.is_whitespace() {
            continue;
        }
        if start < at {
            words.push(slice(text, start..at));
        }
        start = at + c.len_utf8();
        if c == ',' {
            parts.push(std::mem::take(&mut words));
        }
    }
    parts
}

/// The first run of words in lower case; the last word is always the family name.
fn particle(words: &[&str]) -> Range<usize> {
    let last = words.len().saturating_sub(1);
    let start = words.iter().take(last).position(|word| is_lower(word)).unwrap_or(last);
    let length = words.iter().take(last).skip(start).take_while(|word| is_lower(word)).count();
    start..start + length
}

/// Words in lower case at the start: `de la` in `de la Cruz y Vega, ...`, nothing in `García y Vega, ...`.
fn leading_particle(words: &[&str]) -> Range<usize> {
    let von = particle(words);
    if von.start == 0 { von } else { 0..0 }
}

fn surname(words: &[&str], von: Range<usize>) -> Person {
    Person {
        family: join(words.get(von.end..)),
        non_dropping_particle: join(words.get(von)),
        ..Person::default()
    }
}

fn join(words: Option<&[&str]>) -> String {
    words.unwrap_or_default().join(" ")
}

/// Whether a word starts with a small letter; one in braces, or in a script without case, does not.
fn is_lower(word: &str) -> bool {
    word.chars()
        .take_while(|c| *c != '{')
        .find(|c| c.is_alphabetic() && !matches!(c, '\u{2b9}'..='\u{2df}')) // an ayin or a hamza of a transliteration
        .is_some_and(char::is_lowercase)
}

impl Person {
    /// Whether it is nothing but a plain family name and given names.
    fn is_plain(&self) -> bool {
        let others = [&self.non_dropping_particle, &self.dropping_particle, &self.suffix];
        others.iter().all(|part| part.is_empty()) && are_plain(&self.family, &self.given)
    }

    /// `von Family, Suffix, Given`, without a look at whether it reads the same.
    fn text(&self) -> String {
        let mut text = joined([&self.non_dropping_particle, &self.family]);
        for part in [&self.suffix, &self.given] {
            if !part.is_empty() {
                text.push_str(", ");
                text.push_str(part);
            }
        }
        if self.given.is_empty() && !self.suffix.is_empty() {
            text.push(','); // a single part after the family name would be the given names
        }
        text
    }

    /// The same with braces around what would be taken for something else.
    fn protected(&self) -> String {
        let braced = |part: &str| {
            let part = balanced(part.trim());
            if part.is_empty() { part } else { format!("{{{part}}}") }
        };
        let safe = |part: &str| {
            let groups = groups(part);
            let apart = outside(part, &groups).any(|(_, c)| c == ',')
                || part.split_whitespace().any(|word| word.eq_ignore_ascii_case("and"));
            if apart { braced(part) } else { balanced(part.trim()) }
        };
        let von = &self.non_dropping_particle;
        let surname = if !von.is_empty() && von.split_whitespace().all(is_lower) {
            joined([&safe(von), &braced(&self.family)])
        } else {
            braced(&joined([von, &self.family]))
        };
        let whole = Person {
            family: surname,
            given: safe(&self.given),
            suffix: safe(&self.suffix),
            ..Person::default()
        };
        if whole.family.is_empty() { braced(&joined([&self.given, &self.suffix])) } else { whole.text() }
    }
}

fn joined(parts: [&String; 2]) -> String {
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// The text with a backslash before each brace that has no partner, so that it can stand in braces.
fn balanced(text: &str) -> String {
    let (_, mut single) = braces(text);
    let backslashes = text.bytes().rev().take_while(|b| *b == b'\\').count();
    if backslashes % 2 == 1 {
        single.push(text.len() - 1); // it would escape the brace that follows
    }
    let mut out = String::with_capacity(text.len() + single.len());
    let mut done = 0;
    for at in single {
        out.push_str(slice(text, done..at));
        out.push('\\');
        done = at;
    }
    out.push_str(slice(text, done..text.len()));
    out
}

/// Where the outermost braces and what is in them are.
fn groups(text: &str) -> Vec<Range<usize>> {
    let (mut pairs, _) = braces(text);
    pairs.sort_unstable_by_key(|pair| pair.start);
    let mut end = 0;
    pairs.retain(|pair| {
        let outermost = pair.start >= end;
        end = end.max(pair.end);
        outermost
    });
    pairs
}

/// All pairs of braces, in the order of their ends, and the braces without a partner, in order. An escaped one is none.
fn braces(text: &str) -> (Vec<Range<usize>>, Vec<usize>) {
    let (mut pairs, mut open, mut single) = (Vec::new(), Vec::new(), Vec::new());
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => _ = bytes.next(),
            b'{' => open.push(at),
            b'}' => match open.pop() {
                Some(start) => pairs.push(start..at + 1),
                None => single.push(at),
            },
            _ => {}
        }
    }
    single.append(&mut open);
    single.sort_unstable();
    (pairs, single)
}

/// The characters that are in no group.
fn outside(text: &str, groups: &[Range<usize>]) -> impl Iterator<Item = (usize, char)> {
    let mut groups = groups.iter().peekable();
    text.char_indices().filter(move |(at, _)| {
        while groups.next_if(|group| group.end <= *at).is_some() {}
        groups.peek().is_none_or(|group| *at < group.start)
    })
}

/// A part of a text; every position here is a character's boundary.
fn slice(text: &str, at: Range<usize>) -> &str {
    text.get(at).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person([family, given, von, suffix]: [&str; 4]) -> Name {
        Name::Person(Person {
            family: family.into(),
            given: given.into(),
            non_dropping_particle: von.into(),
            suffix: suffix.into(),
            ..Person::default()
        })
    }

    /// `[family, given, von, suffix]`; most from "Tame the `BeaST`" and the tests of btparse.
    const PEOPLE: [(&str, [&str; 4]); 44] = [
        ("Plato", ["Plato", "", "", ""]),
        ("plato", ["plato", "", "", ""]),
        ("Donald Knuth", ["Knuth", "Donald", "", ""]),
        ("Knuth, Donald E.", ["Knuth", "Donald E.", "", ""]),
        ("  Knuth ,\tDonald\n E. ", ["Knuth", "Donald E.", "", ""]),
        ("Donald~E. Knuth", ["Knuth", "Donald E.", "", ""]),
        ("Donald knuth", ["knuth", "Donald", "", ""]),
        ("Vincent van Gogh", ["Gogh", "Vincent", "van", ""]),
        ("van Gogh, Vincent", ["Gogh", "Vincent", "van", ""]),
        ("van Gogh", ["Gogh", "", "van", ""]),
        ("van der", ["der", "", "van", ""]),
        ("Jean de La Fontaine du Bois Joli", ["La Fontaine du Bois Joli", "Jean", "de", ""]),
        ("Jean de la Fontaine", ["Fontaine", "Jean", "de la", ""]),
        ("de La Fontaine, Jean", ["La Fontaine", "Jean", "de", ""]),
        ("Charles Louis de la Vallée Poussin", ["Vallée Poussin", "Charles Louis", "de la", ""]),
        ("García y Vega, Bartolomé", ["García y Vega", "Bartolomé", "", ""]),
        ("Ludwig von Beethoven-Bach", ["Beethoven-Bach", "Ludwig", "von", ""]),
        ("Jean d'Alembert", ["d'Alembert", "Jean", "", ""]),
        ("d' Alembert, Jean", ["Alembert", "Jean", "d'", ""]),
        ("Muhammad al-Khwarizmi", ["al-Khwarizmi", "Muhammad", "", ""]),
        ("Abd al-Rahman ʿAziz", ["ʿAziz", "Abd", "al-Rahman", ""]),
        ("'t Hooft, Gerard", ["Hooft", "Gerard", "'t", ""]),
        ("Gerard 't Hooft", ["Hooft", "Gerard", "'t", ""]),
        ("King, Jr., Martin Luther", ["King", "Martin Luther", "", "Jr."]),
        ("von Neumann, III, John", ["Neumann", "John", "von", "III"]),
        ("King, Jr.,", ["King", "", "", "Jr."]),
        ("King,, Martin", ["King", "Martin", "", ""]),
        ("King, Jr., Martin, Luther, Rev.", ["King", "Martin, Luther, Rev.", "", "Jr."]),
        ("Barnes Noble,", ["Barnes Noble", "", "", ""]),
        (", Plato", ["Plato", "", "", ""]),
        ("Family, Given de", ["Family", "Given de", "", ""]),
        ("AA bb CC dd EE", ["CC dd EE", "AA", "bb", ""]),
        ("AA {bb} cc DD", ["DD", "AA {bb}", "cc", ""]),
        ("AA bb {cc} DD", ["{cc} DD", "AA", "bb", ""]),
        ("{Barnes and Noble} Inc.", ["Inc.", "{Barnes and Noble}", "", ""]),
        ("{Smith, Jr.} John", ["John", "{Smith, Jr.}", "", ""]),
        ("{van Gogh}, Vincent", ["{van Gogh}", "Vincent", "", ""]),
        ("{de} Vries, Hugo", ["{de} Vries", "Hugo", "", ""]),
        ("{A} {B}", ["{B}", "{A}", "", ""]),
        ("A { B", ["B", "A {", "", ""]),
        (r"\{A, B\}", [r"\{A", r"B\}", "", ""]),
        ("{A, B", ["{A", "B", "", ""]),
        ("山田 太郎", ["太郎", "山田", "", ""]),
        ("Élodie de 張", ["張", "Élodie", "de", ""]),
    ];

    #[test]
    fn people_are_read() {
        for (text, expected) in PEOPLE {
            assert_eq!(NameText::from(text).read(), person(expected), "{text}");
        }
    }

    #[test]
    fn plain_names_are_what_reading_them_says() {
        for (text, expected) in PEOPLE {
            let name = NameText::from(text);
            if let Some((family, given)) = name.plain() {
                assert_eq!([family, given, "", ""], expected, "{text}");
            }
            assert_eq!(name.line(), name.read().to_string(), "{text}");
        }
        for (text, plain) in [
            ("Knuth, Donald E.", Some(("Knuth", "Donald E."))),
            ("Donald E. Knuth", Some(("Knuth", "Donald E."))),
            ("Plato", None),
            ("Knuth,Donald", None),
            ("Knuth,  Donald", None),
            ("Vincent van Gogh", None),
            ("Simon And Schuster", None),
        ] {
            assert_eq!(NameText::from(text).plain(), plain, "{text}");
        }
    }

    #[test]
    fn what_is_no_person_is_read() {
        for (text, expected) in [
            ("", Name::Literal(String::new())),
            (" ", Name::Literal(String::new())),
            (" , ,", Name::Literal(", ,".into())),
            ("{}", Name::Literal(String::new())),
            ("{Google Brain}", Name::Literal("Google Brain".into())),
            (" { Barnes and Noble, Inc. } ", Name::Literal("Barnes and Noble, Inc.".into())),
            ("{{Google} Brain}", Name::Literal("{Google} Brain".into())),
            (r"{a \} b}", Name::Literal(r"a \} b".into())),
            ("others", Name::Others),
            ("{others}", Name::Literal("others".into())),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn stored_names_read_back() {
        let odd = [
            ["Barnes and Noble", "", "", ""],
            ["de la Vega", "Diego", "", ""],
            ["Gogh", "Vincent", "Van", ""],
            ["others", "", "", ""],
            ["Two Words", "", "", ""],
            ["Two Words", "", "von", ""],
            ["X", "", "", "Jr."],
            ["X, Y", "A, B", "c, d", "e, f"],
            ["", "Given", "", ""],
            ["", "Given", "von", ""],
            ["", "", "", ""],
            [" blanks  inside ", "a  b", "", ""],
            ["{", "}", "", ""],
            ["a\\", "b\\", "", ""],
        ];
        for parts in PEOPLE.into_iter().map(|(_, parts)| parts).chain(odd) {
            let name = person(parts);
            assert_eq!(NameText::from(name.clone()).read(), name);
        }
        for literal in ["", "Google", "{A} B", "others", "a } b", "x\\", " a "] {
            let name = Name::Literal(literal.into());
            assert_eq!(NameText::from(name.clone()).read(), name);
        }
        assert_eq!(NameText::from(Name::Others), NameText::from("others"));
    }

    #[test]
    fn tables_are_for_what_a_string_cannot_say() {
        for (parts, text) in [
            (["Knuth", "Donald", "", ""], Some("Knuth, Donald")),
            (["Plato", "", "", ""], Some("Plato")),
            (["Two Words", "", "", ""], Some("Two Words,")),
            (["Neumann", "John", "von", "III"], Some("von Neumann, III, John")),
            (["X", "", "", "Jr."], Some("X, Jr.,")),
            (["de la Vega", "Diego", "", ""], None),
            (["Gogh", "Vincent", "Van", ""], None),
            (["Barnes and Noble", "", "", ""], None),
            (["", "Given", "", ""], None),
        ] {
            let name = person(parts);
            let table = || NameText::Table(Box::new(name.clone()));
            assert_eq!(NameText::from(name.clone()), text.map_or_else(table, NameText::from));
        }
        let gaulle = Person { family: "Gaulle".into(), dropping_particle: "de".into(), ..Person::default() };
        let orcid = Person { family: "A".into(), orcid: "0000-0002-1825-0097".into(), ..Person::default() };
        for person in [gaulle, orcid] {
            assert!(matches!(NameText::from(Name::Person(person)), NameText::Table(_)));
        }
    }

    #[test]
    fn names_are_shown_as_bibtex_reads_them() {
        for (parts, text) in [
            (["Gogh", "Vincent", "van", ""], "van Gogh, Vincent"),
            (["King", "Martin Luther", "", "Jr."], "King, Jr., Martin Luther"),
            (["Two Words", "", "", ""], "{Two Words}"),
            (["de la Vega", "Diego", "", ""], "{de la Vega}, Diego"),
            (["Gogh", "Vincent", "Van", ""], "{Van Gogh}, Vincent"),
            (["Barnes and Noble", "B.", "", ""], "{Barnes and Noble}, B."),
            (["X", "A, B", "", ""], "{X}, {A, B}"),
            (["others", "", "", ""], "{others}"),
            (["", "Given", "", ""], "{Given}"),
            (["{", "}", "", ""], r"{\{}, \}"),
        ] {
            let shown = person(parts).to_string();
            assert_eq!(shown, text);
            assert_eq!(split(&shown).collect::<Vec<_>>(), [text]);
        }
        let gaulle = Person {
            family: "Gaulle".into(),
            given: "Charles".into(),
            dropping_particle: "de".into(),
            orcid: "0000-0002-1825-0097".into(),
            ..Person::default()
        };
        assert_eq!(Name::Person(gaulle).to_string(), "Gaulle, Charles de");
        assert_eq!(Name::Literal("A } B\\".into()).to_string(), r"{A \} B\\}");
        assert_eq!(Name::Others.to_string(), "others");
    }

    #[test]
    fn names_are_said_in_order() {
        for (text, said, family) in [
            ("van Gogh, Vincent", "Vincent van Gogh", "Gogh"),
            ("King, Jr., Martin Luther", "Martin Luther King Jr.", "King"),
            ("d' {Alembert}, Jean", "Jean d'Alembert", "{Alembert}"),
            ("{{Google} Brain}", "Google Brain", "{Google} Brain"),
            ("others", "others", ""),
            ("", "", ""),
        ] {
            assert_eq!(read(text).display_order(), said);
            assert_eq!(read(text).family_or_literal(), family);
        }
    }

    #[test]
    fn lists_are_split_at_and() {
        let cases: [(&str, &[&str]); 13] = [
            ("", &[]),
            ("A B", &["A B"]),
            ("A and B", &["A", "B"]),
            ("A AND\nB\tAnd  C", &["A", "B", "C"]),
            ("{Barnes and Noble} and X", &["{Barnes and Noble}", "X"]),
            ("A and and B", &["A", "B"]),
            (" and B and ", &["B"]),
            ("And, Metin and B", &["And, Metin", "B"]),
            ("And B", &["And B"]),
            ("Metin And", &["Metin And"]),
            ("Anderson and Sand and others", &["Anderson", "Sand", "others"]),
            ("{A and B and {C and D}", &["{A", "B", "{C and D}"]),
            (r"\{A and B\}", &[r"\{A", r"B\}"]),
        ];
        for (list, names) in cases {
            assert_eq!(split(list).collect::<Vec<_>>(), names, "{list}");
        }
    }

    #[test]
    fn long_names_are_read_in_time() {
        for piece in ["{", "}", "a ", "a,", "and ", "{a} ", "\\", "{and "] {
            let text = piece.repeat(200_000 / piece.len());
            let name = read(&text);
            assert_eq!(NameText::from(name.clone()).read(), name);
            assert!(split(&text).count() <= text.len());
        }
    }
}
