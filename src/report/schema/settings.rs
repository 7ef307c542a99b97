//! The schema of `bib.toml`. `tests/schema.rs` holds it to what is read.

use super::{DRAFT, of_rules, table, told, words};
use crate::{check::RULES, model::KINDS, page::export::Form, settings::Dedupe};
use serde_json::{Map, Value, json};

const LEVELS: [(&str, &str); 3] = [
    ("error", "What cannot be read, is unknown or ambiguous"),
    ("warning", "What is wrong, or likely a duplicate"),
    ("note", "What is merely missing or unused"),
];
const SHAPES: [(&str, &str); 7] = [
    ("text", "Text with marks, as a title"),
    ("literal", "A short text without marks"),
    ("verbatim", "A text taken letter by letter, as an address"),
    ("date", "A date"),
    ("names", "People and organisations"),
    ("list", "A list of texts"),
    ("words", "A list of words"),
];
const VERSIONS: [(&str, &str); 3] = [
    ("merge", "One work: the published record wins and keeps `eprint`"),
    ("relate", "Two works that are related"),
    ("ignore", "Two works"),
];

/// The schema of `bib.toml`.
pub fn settings() -> Value {
    let mut schema = table(members(vec![
        ("format", json!({ "type": "integer", "enum": [1] }), "Version of this format"),
        ("required-version", string(), "Oldest bib that may work on this library, as `0.2`"),
        (
            "layout",
            string(),
            "File of a source: {key}, {key:N}, {hash:N}, {category}, {type}, {year}, {author}, with / for folders",
        ),
        ("keys", keys(), "How keys of new sources are made"),
        ("categories", categories(), "What sources are to their readers"),
        ("fields", fields(), "Fields of this library, beside those of the data model"),
        ("modules", modules(), "The parts of the site, course or book that cite sources"),
        ("documents", documents(), "Documents that cite the sources"),
        ("dedupe", dedupe(), "How duplicates are judged"),
        ("check", check(), "How the library is checked"),
        ("export", exports(), "Files that `bib export` writes and `bib export --check` compares, by name"),
    ]));
    if let Some(object) = schema.as_object_mut() {
        object.insert("$schema".to_owned(), DRAFT.into());
        object.insert("title".to_owned(), "Settings of a bibliography kept by bib".into());
        object.insert("description".to_owned(), "`bib.toml`: all settings are optional".into());
    }
    schema
}

fn members(rows: Vec<(&str, Value, &str)>) -> Map<String, Value> {
    rows.into_iter().map(|(name, schema, meaning)| (name.to_owned(), told(schema, meaning))).collect()
}

fn string() -> Value {
    json!({ "type": "string" })
}

fn strings() -> Value {
    json!({ "type": "array", "items": { "type": "string" } })
}

fn choice(choices: &[(&str, &str)]) -> Value {
    words(choices.iter().map(|(name, meaning)| (*name, (*meaning).to_owned())))
}

fn keys() -> Value {
    let meaning =
        "{author}, {authors}, {year}, {title}, {type}, {category}, each also with a length as {title:8}";
    table(members(vec![("pattern", string(), meaning)]))
}

fn categories() -> Value {
    let names = json!({ "anyOf": [strings(), { "type": "object", "additionalProperties": string() }] });
    let kinds = KINDS.iter().map(|row| (row.name.to_owned(), told(string(), row.meaning))).collect();
    table(members(vec![
        ("names", names, "The categories in the order of pages; or a table from each to its heading"),
        ("default", table(kinds), "Category of an entry type whose sources do not name one"),
    ]))
}

fn fields() -> Value {
    let mut field = table(members(vec![("shape", choice(&SHAPES), "What its value looks like")]));
    if let Some(object) = field.as_object_mut() {
        object.insert("required".to_owned(), json!(["shape"]));
    }
    json!({ "type": "object", "additionalProperties": field })
}

fn modules() -> Value {
    table(members(vec![("names", strings(), "The modules that sources may name; any if this is not said")]))
}

fn documents() -> Value {
    let meaning = "Paths relative to the git work tree; `**` is any folder, `!` takes away again";
    table(members(vec![("paths", strings(), meaning)]))
}

fn dedupe() -> Value {
    let chance = |least: f64| json!({ "type": "number", "minimum": least, "exclusiveMaximum": 1 });
    table(members(vec![
        ("versions", choice(&VERSIONS), "What a preprint and its published version are to each other"),
        ("certain", chance(Dedupe::CERTAIN), "From which chance two sources certainly are one work"),
        ("possible", chance(Dedupe::POSSIBLE), "From which chance two sources possibly are one work"),
    ]))
}

fn check() -> Value {
    let severity = choice(&[&LEVELS[..], &[("off", "Not looked for")]].concat());
    table(members(vec![
        ("fail-level", choice(&LEVELS), "From which severity on findings make `bib check` fail"),
        ("baseline", string(), "A file of known findings that are not reported"),
        ("rules", of_rules(RULES.iter().copied(), &severity), "How bad a rule's findings are here"),
    ]))
}

fn exports() -> Value {
    let forms = words(Form::all().map(|form| (form.name(), form.help().to_owned())));
    let mut export = table(members(vec![
        ("format", forms, "What to write, as `bib export --format` takes it"),
        ("output", string(), "Which file, relative to the git work tree"),
        ("query", string(), "Which sources; all if this is not said"),
        ("sort", string(), "In which order; a minus turns it round"),
        ("title", string(), "Title of a page"),
        ("style", string(), "Citation style of a page, by name or as a .csl file"),
    ]));
    if let Some(object) = export.as_object_mut() {
        object.insert("required".to_owned(), json!(["format", "output"]));
    }
    json!({ "type": "object", "additionalProperties": export })
}
