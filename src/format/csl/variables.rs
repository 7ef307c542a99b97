//! The variables of the schema, by what their value looks like.

use serde_json::Value;

/// What a variable's value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A list of names.
    Names,
    /// A date.
    Date,
    /// A string, or a number where the schema allows one.
    Text,
}

/// The variable of that name and its shape; `None` if the schema knows none.
pub(super) fn shape(name: &str) -> Option<(&'static str, Shape)> {
    let find = |names: &'static [&'static str], shape| {
        names.iter().find(|known| **known == name).map(|name| (*name, shape))
    };
    find(&NAMES, Shape::Names).or_else(|| find(&DATES, Shape::Date)).or_else(|| find(&TEXTS, Shape::Text))
}

/// Whether a value is one that the schema allows for the shape.
pub(super) fn is_valid(shape: Shape, value: &Value) -> bool {
    let scalar = |value: &Value| value.is_string() || value.is_number();
    let flag = |value: &Value| scalar(value) || value.is_boolean();
    match shape {
        Shape::Text => value.is_string(),
        Shape::Names => value.as_array().is_some_and(|names| {
            names.iter().all(|name| {
                name.as_object().is_some_and(|parts| {
                    parts.iter().all(|(part, value)| match part.as_str() {
                        "family"
                        | "given"
                        | "dropping-particle"
                        | "non-dropping-particle"
                        | "suffix"
                        | "literal" => value.is_string(),
                        "comma-suffix" | "static-ordering" | "parse-names" => flag(value),
                        _ => false,
                    })
                })
            })
        }),
        Shape::Date => value.as_object().is_some_and(|parts| {
            parts.iter().all(|(part, value)| match part.as_str() {
                "date-parts" => value.as_array().is_some_and(|dates| {
                    (1..=2).contains(&dates.len())
                        && dates.iter().all(|date| {
                            date.as_array()
                                .is_some_and(|date| (1..=3).contains(&date.len()) && date.iter().all(scalar))
                        })
                }),
                "season" => scalar(value),
                "circa" => flag(value),
                "literal" | "raw" => value.is_string(),
                _ => false,
            })
        }),
    }
}

const NAMES: [&str; 26] = [
    "author",
    "chair",
    "collection-editor",
    "compiler",
    "composer",
    "container-author",
    "contributor",
    "curator",
    "director",
    "editor",
    "editorial-director",
    "executive-producer",
    "guest",
    "host",
    "interviewer",
    "illustrator",
    "narrator",
    "organizer",
    "original-author",
    "performer",
    "producer",
    "recipient",
    "reviewed-author",
    "script-writer",
    "series-creator",
    "translator",
];

const DATES: [&str; 6] = ["accessed", "available-date", "event-date", "issued", "original-date", "submitted"];

/// All that are strings; `type`, `id`, `citation-key`, `categories`, `custom` and the names of deprecated ones
/// (`event`, `journalAbbreviation`, `shortTitle`) aside.
const TEXTS: [&str; 63] = [
    "language",
    "abstract",
    "annote",
    "archive",
    "archive_collection",
    "archive_location",
    "archive-place",
    "authority",
    "call-number",
    "chapter-number",
    "citation-number",
    "citation-label",
    "collection-number",
    "collection-title",
    "container-title",
    "container-title-short",
    "dimensions",
    "division",
    "DOI",
    "edition",
    "event-title",
    "event-place",
    "first-reference-note-number",
    "genre",
    "ISBN",
    "ISSN",
    "issue",
    "jurisdiction",
    "keyword",
    "locator",
    "medium",
    "note",
    "number",
    "number-of-pages",
    "number-of-volumes",
    "original-publisher",
    "original-publisher-place",
    "original-title",
    "page",
    "page-first",
    "part",
    "part-title",
    "PMCID",
    "PMID",
    "printing",
    "publisher",
    "publisher-place",
    "references",
    "reviewed-genre",
    "reviewed-title",
    "scale",
    "section",
    "source",
    "status",
    "supplement",
    "title",
    "title-short",
    "URL",
    "version",
    "volume",
    "volume-title",
    "volume-title-short",
    "year-suffix",
];

/// The types of the schema.
pub(super) const TYPES: [&str; 45] = [
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];
