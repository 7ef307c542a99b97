//! CSL-JSON: the items that citation processors read, by the published schema (citation-style-language/schema,
//! `csl-data.json` 1.0).
//!
//! What is written is always valid by the schema. What it has no place for is named; with
//! [`Options::all_fields`](super::Options) it goes into `custom`, the schema's own object for such things, from which it is read back.

mod custom;
mod date;
mod read;
mod rich;
mod split;
pub(super) mod terms;
mod variables;
mod write;
pub mod yaml;

pub use read::read;
pub use rich::read as marked;
pub(super) use terms::{babel_name, language_tag};
pub use write::{Variables, items, write};

use crate::model::{Field, Kind, Source};
use serde_json::Value as Json;

/// Marked text with CSL's tags, which other programs show too; what protects capitals goes.
pub(super) fn tagged(marked: &str) -> String {
    rich::write(marked, false)
}

/// The same the other way round; tags that CSL does not know are text.
pub(super) fn untagged(text: &str) -> String {
    rich::read(text)
}

/// Whether a value of JSON says nothing: null, false, 0, an empty string, list or object.
fn says_nothing(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(false) => true,
        Json::Bool(true) => false,
        Json::Number(number) => number.as_f64() == Some(0.0),
        Json::String(text) => text.trim().is_empty(),
        Json::Array(list) => list.is_empty(),
        Json::Object(members) => members.is_empty(),
    }
}

/// Whether the text begins like JSON.
pub(super) fn is_likely(text: &str) -> bool {
    text.trim_start().starts_with(['[', '{'])
}

/// Whether the titles of a source are in English: by what they are hyphenated by, else by the first language of the work; if it
/// says neither they are taken for English.
pub(super) fn is_english(source: &Source) -> bool {
    let language =
        source.text(Field::Langid).or_else(|| source.list(Field::Language).first().map(String::as_str));
    let primary =
        |tag: String| tag.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case("en"));
    language.is_none_or(|name| primary(terms::language_tag(name, "")))
}

/// Whether the source stands in a periodical: its `number` is the issue, its container the journal.
fn in_periodical(kind: Kind) -> bool {
    matches!(kind, Kind::Article | Kind::Periodical | Kind::Suppperiodical | Kind::Review)
}

/// Whether the source is a part of a book: its container is the book, its `number` that of the series.
fn in_book(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Bookinbook
            | Kind::Inbook
            | Kind::Incollection
            | Kind::Inproceedings
            | Kind::Inreference
            | Kind::Suppbook
            | Kind::Suppcollection
    )
}

/// Whether the source is a book: its `number` is that of the series.
fn is_book(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Book
            | Kind::Collection
            | Kind::Proceedings
            | Kind::Reference
            | Kind::Mvbook
            | Kind::Mvcollection
            | Kind::Mvproceedings
            | Kind::Mvreference
    )
}
