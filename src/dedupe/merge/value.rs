//! Which of two values of a field a merge keeps, and when they contradict each other: the policy that `docs/duplicates.md` tells.

use super::{super::title, Policy, is_server};
use crate::model::{Date, Field, Kind, Name, NameText, Shape, Value, fold, ident, text};

/// What becomes of two values of one field that are not the same.
pub(super) enum Choice {
    /// The kept source's own stays; the other one says the same, or what counts less.
    Own,
    /// The other one is better.
    New,
    /// A value made of both is better than each.
    Both(Value),
    /// They contradict each other.
    Contradiction,
}

/// Which of two records of one work was published, if the other one is its preprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Published {
    /// Both, or neither.
    Alike,
    /// The kept one.
    Own,
    /// The other one.
    New,
}

/// Fields that say when and where a record was published: of a preprint and its published version, the latter's count.
const OF_A_VERSION: [Field; 9] = [
    Field::Date,
    Field::Year,
    Field::Publisher,
    Field::Organization,
    Field::Institution,
    Field::Howpublished,
    Field::Pubstate,
    Field::Urldate,
    Field::Version,
];

/// Chooses between two values.
pub(super) fn choose(field: Field, own: &Value, new: &Value, policy: Policy, published: Published) -> Choice {
    if !is_same(field, own, new) {
        return match published {
            Published::Own if gives_way(field, new) => Choice::Own,
            Published::New if gives_way(field, own) && policy == Policy::Best => Choice::New,
            _ if field == Field::Abstract && policy == Policy::Best && length(new) > length(own) => {
                Choice::New
            }
            _ if field == Field::Abstract => Choice::Own,
            _ => Choice::Contradiction,
        };
    }
    if policy == Policy::Fill {
        return Choice::Own;
    }
    if let (Value::Names(a), Value::Names(b)) = (own, new) {
        let fuller = Value::Names(fuller(a, b));
        return if fuller == *own {
            Choice::Own
        } else if fuller == *new {
            Choice::New
        } else {
            Choice::Both(fuller)
        };
    }
    if is_better(field, new, own) { Choice::New } else { Choice::Own }
}

/// Whether a preprint's value counts less than the published one: when and where it was put, and its address on the server.
fn gives_way(field: Field, preprint: &Value) -> bool {
    let text = plain(preprint);
    match field {
        // what the eprint says as well
        Field::Doi | Field::Url => ident::arxiv(&text).is_some() || is_arxiv_doi(&text),
        Field::Journaltitle => is_server(&fold::fold(&text)),
        field => OF_A_VERSION.contains(&field),
    }
}

/// Whether a DOI, or the address of one, is arXiv's own for an eprint.
fn is_arxiv_doi(text: &str) -> bool {
    ident::doi(text).is_some_and(|doi| doi.starts_with("10.48550/arxiv."))
}

fn length(value: &Value) -> usize {
    plain(value).chars().count()
}

/// Two lists of the same people, of each the fuller name; the longer list goes on where the other ends.
fn fuller(a: &[NameText], b: &[NameText]) -> Vec<NameText> {
    let people = |names: &[NameText]| names.iter().filter(|name| name.read() != Name::Others).count();
    let (long, short) = if people(b) > people(a) { (b, a) } else { (a, b) };
    let size = |name: &NameText| text::plain(&name.read().to_string()).chars().count();
    long.iter()
        .enumerate()
        .map(|(at, name)| match short.get(at) {
            Some(other) if other.read() != Name::Others && size(other) > size(name) => other.clone(),
            _ => name.clone(),
        })
        .collect()
}

/// How little a kind says: 0 for one that says what the work is. Of two of these none is the other said in general: a thesis that
/// came out as a report is one to one reader and the other to another, so that both stay.
pub(super) fn vagueness(kind: Kind) -> u8 {
    match kind {
        Kind::Misc => 2,
        Kind::Online | Kind::Unpublished => 1,
        _ => 0,
    }
}

/// Whether two values of a field say the same, spelled otherwise or more or less fully.
pub(super) fn is_same(field: Field, a: &Value, b: &Value) -> bool {
    let (a_text, b_text) = (plain(a), plain(b));
    let both = |read: fn(&str) -> Option<String>| read(&a_text).is_some() && read(&a_text) == read(&b_text);
    match field {
        Field::Doi => both(ident::doi),
        Field::Isbn => both(ident::isbn),
        Field::Issn => both(ident::issn),
        Field::Url => both(ident::url),
        Field::Eprint => both(|text| ident::arxiv(text).map(|(id, _)| id)),
        Field::Pages => pages(&a_text) == pages(&b_text),
        _ if field.shape() == Shape::Date => match (a_text.parse::<Date>(), b_text.parse::<Date>()) {
            (Ok(_), Ok(_)) => a_text.starts_with(&b_text) || b_text.starts_with(&a_text),
            _ => false,
        },
        _ => match (a, b) {
            (Value::Names(a), Value::Names(b)) => {
                let (a, b): (Vec<Name>, Vec<Name>) =
                    (a.iter().map(NameText::read).collect(), b.iter().map(NameText::read).collect());
                are_same_names(&a, &b)
            }
            _ if matches!(field.shape(), Shape::Verbatim) => a_text == b_text,
            _ => {
                let (a, b) = (fold::fold(&a_text), fold::fold(&b_text));
                // a text of signs only folds to nothing and says nothing about being the same
                let exactly = !title::differ_exactly(
                    &title::exact(&text::plain(&a_text)),
                    &title::exact(&text::plain(&b_text)),
                );
                (!a.is_empty() && a == b && exactly)
                    || (field == Field::Journaltitle && is_abbreviation(&a, &b))
            }
        },
    }
}

/// Two lists name the same people: in order, families equal, given names compatible; one list may end early with `others`.
fn are_same_names(a: &[Name], b: &[Name]) -> bool {
    let open = |names: &[Name]| names.last() == Some(&Name::Others);
    let people = |names: &[Name]| names.iter().filter(|name| **name != Name::Others).count();
    if people(a) != people(b) && !(open(a) && people(a) < people(b)) && !(open(b) && people(b) < people(a)) {
        return false;
    }
    let words = |given: &str| -> Vec<String> { fold::fold(given).split(' ').map(str::to_owned).collect() };
    // each the start of the other: an initial of a name, or fewer of them
    let are_one = |a: &str, b: &str| {
        let compatible = |(a, b): (&String, &String)| a.starts_with(b.as_str()) || b.starts_with(a.as_str());
        words(a).iter().zip(&words(b)).all(compatible)
    };
    let of_one = |a: &str, b: &str| a.is_empty() || b.is_empty() || fold::fold(a) == fold::fold(b);
    a.iter().zip(b).take(people(a).min(people(b))).all(|(a, b)| match (a, b) {
        (Name::Person(a), Name::Person(b)) => {
            fold::fold(&a.family) == fold::fold(&b.family)
                && are_one(&a.given, &b.given)
                && of_one(&a.suffix, &b.suffix)
        }
        (a, b) => fold::fold(a.family_or_literal()) == fold::fold(b.family_or_literal()),
    })
}

/// Whether one venue abbreviates the other: as many words, each the start of the other's (ISO 4), small words aside.
fn is_abbreviation(a: &str, b: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let small = ["of", "the", "and", "for", "in", "on", "a"];
        text.split(' ').filter(|word| !small.contains(word)).map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    a.len() == b.len()
        && a.iter().zip(&b).all(|(a, b)| a.starts_with(b.as_str()) || b.starts_with(a.as_str()))
}

/// First and last page, the last one written out: `221-8` is `221-228`.
fn pages(text: &str) -> Vec<String> {
    let mut pages: Vec<String> = text
        .split(|c: char| c == '-' || c == '\u{2013}' || c.is_whitespace())
        .filter(|page| !page.is_empty())
        .map(str::to_owned)
        .collect();
    if let [first, last] = pages.as_mut_slice()
        && last.len() < first.len()
        && [&*first, &*last].iter().all(|page| page.bytes().all(|b| b.is_ascii_digit()))
    {
        let head = first.get(..first.len() - last.len()).unwrap_or_default();
        *last = format!("{head}{last}");
    }
    pages
}

/// Whether `new` spells the same value better than `own`: more of it, and not shouted.
fn is_better(field: Field, new: &Value, own: &Value) -> bool {
    let (new_text, own_text) = (plain(new), plain(own));
    if matches!(field.shape(), Shape::Verbatim) {
        // a DOI is kept without the address of a resolver
        return field == Field::Doi && new_text.len() < own_text.len();
    }
    let shouted = |text: &str| text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
    match (shouted(&new_text), shouted(&own_text)) {
        (true, false) => false,
        (false, true) => true,
        _ => new_text.chars().count() > own_text.chars().count(),
    }
}

/// A value as a conflict holds it: lists joined as BibTeX does.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::List(list) => list.join(" and "),
        Value::Names(names) => {
            names.iter().map(|name| name.read().to_string()).collect::<Vec<_>>().join(" and ")
        }
        other => other.line(),
    }
}
