//! What sources state in fields that no rule of its own compares: notes, publishers, translators, languages. That one is silent
//! says nothing; that both speak and say two things may make two works of them.

use super::{
    people::{self, People},
    title::{FORMS, align, is_number, numbers_of},
    venue,
    words::{self, is_stop},
};
use crate::model::{Field, Kind, Source, Value, fold::fold};

/// A source's statements, in the order of [`TEXTS`], [`NAMES`] and the language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Stated {
    texts: Box<[(Field, Box<str>)]>,
    names: Box<[(Field, People)]>,
    /// Which forms other than a text it says it has: a bit for each of [`FORMS`].
    pub forms: u8,
}

/// Texts that any source may have.
const TEXTS: [Field; 7] = [
    Field::Titleaddon,
    Field::Howpublished,
    Field::Note,
    Field::Addendum,
    Field::Eventtitle,
    Field::Venue,
    Field::Genre,
];

/// Who published what appeared in nothing else: what a periodical is to an article.
const PUBLISHERS: [Field; 3] = [Field::Publisher, Field::Organization, Field::Institution];

/// People beside the authors whose work makes another work of it.
const NAMES: [Field; 3] = [Field::Translator, Field::Annotator, Field::Commentator];

/// Where a source says that it is no text to read, or a shorter one.
const OF_FORMS: [Field; 4] = [Field::Titleaddon, Field::Howpublished, Field::Note, Field::Genre];

/// How notes begin that speak of the record or of its way into print, not of the work.
const OF_RECORDS: [&str; 35] = [
    "accessed",
    "access date",
    "retrieved",
    "visited",
    "viewed",
    "consulted",
    "abgerufen",
    "cited",
    "cit",
    "times cited",
    "last",
    "available",
    "online",
    "pmid",
    "pmcid",
    "publisher",
    "eprint",
    "arxiv",
    "doi",
    "isbn",
    "issn",
    "url",
    "number",
    "place",
    "journal",
    "section",
    "conference",
    "in press",
    "to appear",
    "forthcoming",
    "accepted",
    "submitted",
    "preprint",
    "published",
    "under review",
];

impl Stated {
    /// Folds what a source states; `alone` if it appeared in no periodical or book.
    pub(super) fn new(source: &Source, alone: bool) -> Stated {
        let mut stated = Stated::default();
        let mut texts = Vec::new();
        for field in TEXTS.iter().chain(PUBLISHERS.iter().filter(|_| alone)) {
            let Some(text) = source.get(*field).map(Value::line).filter(|text| !text.is_empty()) else {
                continue;
            };
            let mut folded = String::new();
            words::push(&mut folded, &fold(&words::western_digits(&text)));
            if OF_FORMS.contains(field) {
                stated.forms |= forms(&folded);
            }
            if *field == Field::Genre {
                folded = degree(&folded).map_or(folded, str::to_owned);
            }
            let is_note = matches!(field, Field::Howpublished | Field::Note | Field::Addendum);
            if !folded.is_empty() && !(is_note && is_of_record(&text, &folded)) {
                texts.push((*field, folded.into_boxed_str()));
            }
        }
        if let Some(language) = language(source) {
            texts.push((Field::Language, language.into()));
        }
        let people = |field: &Field| match source.get(*field) {
            Some(Value::Names(names)) => Some((*field, People::new(names))),
            _ => None,
        };
        let of_edition = (alone && source.has(Field::Author)).then_some(&Field::Editor);
        stated.names = NAMES.iter().chain(of_edition).filter_map(people).collect();
        stated.texts = texts.into();
        if source.kind == Kind::Unpublished && source.has(Field::Eventtitle) {
            stated.forms |= forms("talk");
        }
        stated
    }

    /// Whether both state something and it differs; symmetric.
    pub(super) fn differs(&self, other: &Stated) -> bool {
        let texts = self.texts.iter().any(|(field, a)| {
            let same_field = other.texts.iter().find(|(other, _)| other == field);
            same_field.is_some_and(|(_, b)| match field {
                Field::Language => !a.split(' ').any(|a| b.split(' ').any(|b| a == b)),
                _ => differ(a, b),
            })
        });
        let names = || {
            self.names.iter().any(|(field, a)| {
                let same_field = other.names.iter().find(|(other, _)| other == field);
                same_field.is_some_and(|(_, b)| people::compare(a, b).level == people::Level::Different)
            })
        };
        texts || names()
    }
}

/// Whether two folded texts say two things: each has a number, or a word that says something, that the other has not.
pub(super) fn differ(a: &str, b: &str) -> bool {
    if a == b {
        return false;
    }
    // laying words side by side is greedy: always begin with the same one
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    let (x, y): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let aligned = align(&x, &y);
    let (left, right) = (aligned.left.as_slice(), aligned.right.as_slice());
    let counts = |words: &[&str]| words.iter().any(|word| is_number(word));
    if counts(left) && counts(right) && numbers_of(left) != numbers_of(right) {
        return true;
    }
    let says = |words: &[&str]| words.iter().any(|word| !is_stop(word) && !venue::says_little(word));
    says(left) && says(right) && !matches!(venue::compare(a, b), venue::Level::Same)
}

/// Whether a text, given folded too, says nothing of the work.
fn is_of_record(text: &str, folded: &str) -> bool {
    let counts_pages = folded.split(' ').any(|word| matches!(word, "pages" | "pp" | "figures"));
    let begins = |start: &&str| {
        folded.strip_prefix(*start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    text.contains("://") || counts_pages || OF_RECORDS.iter().any(begins)
}

/// The forms that a folded text names.
fn forms(folded: &str) -> u8 {
    let named = |words: &[&str]| folded.split(' ').any(|word| words.contains(&word));
    FORMS.iter().enumerate().filter(|(_, words)| named(words)).fold(0, |forms, (at, _)| forms | 1 << at)
}

/// The degree that a folded genre of thesis says, whatever it is called.
fn degree(folded: &str) -> Option<&'static str> {
    let has =
        |wanted: &[&str]| folded.split(' ').any(|word| wanted.iter().any(|start| word.starts_with(start)));
    if has(&["bachelor", "bathesis", "bsc"]) {
        Some("bachelor")
    } else if has(&["master", "mathesis", "msc", "diplom", "licen"]) {
        Some("master")
    } else if has(&["phd", "ph", "doctor", "doktor", "dissertation", "dphil"]) {
        Some("doctor")
    } else {
        None
    }
}

/// The languages a source says it is in, each by the code that most say; nothing of a language that is not known.
fn language(source: &Source) -> Option<String> {
    let named = source.list(Field::Language);
    let langid = source.text(Field::Langid).map(str::to_owned);
    let names = named.iter().cloned().chain(langid.filter(|_| named.is_empty()));
    let mut codes: Vec<&str> = Vec::new();
    for name in names {
        let folded = fold(&name);
        for word in folded.split(' ') {
            codes.extend(LANGUAGES.iter().filter(|row| row.contains(&word)).filter_map(|row| row.first()));
        }
    }
    (!codes.is_empty()).then(|| codes.join(" "))
}

/// Languages by the names they are given: codes, English names, babel's, their own.
const LANGUAGES: [&[&str]; 16] = [
    &[
        "en",
        "eng",
        "english",
        "american",
        "british",
        "usenglish",
        "ukenglish",
        "canadian",
        "australian",
        "newzealand",
        "englisch",
        "anglais",
    ],
    &[
        "de",
        "ger",
        "deu",
        "german",
        "ngerman",
        "austrian",
        "naustrian",
        "swissgerman",
        "nswissgerman",
        "deutsch",
        "allemand",
    ],
    &["fr", "fre", "fra", "french", "acadian", "canadien", "francais", "franzosisch", "frenchb"],
    &["es", "spa", "spanish", "espanol", "castellano"],
    &["it", "ita", "italian", "italiano"],
    &["pt", "por", "portuguese", "portugues", "brazilian", "brazil", "portuges"],
    &["nl", "dut", "nld", "dutch", "nederlands", "flemish"],
    &["ru", "rus", "russian", "русскии"],
    &["uk", "ukr", "ukrainian"],
    &["pl", "pol", "polish", "polski"],
    &["cs", "cze", "ces", "czech"],
    &["zh", "chi", "zho", "chinese", "中文"],
    &["ja", "jpn", "japanese", "日本語"],
    &["la", "lat", "latin"],
    &["el", "gre", "ell", "greek", "grc"],
    &["ar", "ara", "arabic"],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_statements_differ_if_each_says_what_the_other_does_not() {
        for (a, b, differs) in [
            ("FIPS 140-2", "FIPS 140-3", true),
            ("Lecture 1", "Lecture 2", true),
            ("Lecture 1", "Lecture", false),
            ("Autumn 2019", "Spring 2019", true),
            ("Conf A", "Conf B", true),
            ("Wiley", "John Wiley & Sons", false),
            ("Penguin", "Cambridge University Press", true),
            ("MIT", "Massachusetts Institute of Technology", false),
            ("University of Oxford", "University of Cambridge", true),
            ("Univ. of Oxford", "University of Oxford", false),
        ] {
            let (a, b) = (fold(a), fold(b));
            assert_eq!((differ(&a, &b), differ(&b, &a)), (differs, differs), "{a} / {b}");
        }
    }
}
