//! The schema of a source file.

use super::{DRAFT, of_rules, table, told, words};
use crate::{
    check::RULES,
    model::{FIELDS, Field, KINDS, Shape},
    settings::Settings,
};
use serde_json::{Map, Value, json};

/// The parts of a name in a table.
const PARTS: [(&str, &str); 7] = [
    ("family", "The family name"),
    ("given", "The given names"),
    ("non-dropping-particle", "A particle that stays with the family name: `van` in `van Gogh`"),
    (
        "dropping-particle",
        "A particle that goes when the given name goes: `von` in `Humboldt, Alexander von`",
    ),
    ("suffix", "`Jr.`, `III`"),
    ("orcid", "The person's ORCID"),
    ("name", "The whole name of an organisation, in place of the other parts"),
];

/// The schema of a source file: of a library with its own fields, categories and modules, or of any, which knows no fields
/// but those of the data model.
pub fn source(library: Option<&Settings>) -> Value {
    let mut members = Map::new();
    for row in FIELDS {
        let schema = match (row.field, library) {
            (Field::Type, _) => words(KINDS.iter().map(|row| (row.name, row.meaning.to_owned()))),
            (Field::Category, Some(settings)) => words(
                settings.categories.iter().map(|category| (category.name.as_str(), category.heading.clone())),
            ),
            (Field::Modules, Some(settings)) if !settings.modules.is_empty() => {
                json!({ "type": "array", "items": { "type": "string", "enum": settings.modules } })
            }
            (Field::Allow, _) => {
                let rules = RULES.iter().copied().filter(|rule| rule.can_be_allowed());
                or_names(of_rules(rules, &json!({ "type": "string" })))
            }
            _ => shape(row.shape),
        };
        members.insert(row.name.to_owned(), told(schema, row.meaning));
    }
    for house in library.iter().flat_map(|settings| &settings.house) {
        let schema = told(shape(house.shape), "A field of this library");
        members.insert(house.name.clone(), schema);
    }
    let mut source = table(members);
    if let Some(object) = source.as_object_mut() {
        object.insert("required".to_owned(), json!(["type"]));
    }
    json!({
        "$schema": DRAFT,
        "title": "Sources of a bibliography kept by bib",
        "description": "Tables named by their citation keys",
        "type": "object",
        "additionalProperties": { "$ref": "#/definitions/source" },
        "definitions": {
            "source": told(source, "A source, named by its citation key"),
            "name": told(
                table(PARTS.iter().map(|(part, meaning)| ((*part).to_owned(), told(scalar(), meaning))).collect()),
                "A name in full",
            ),
        },
    })
}

/// What a value of that shape may be in a file.
fn shape(shape: Shape) -> Value {
    match shape {
        Shape::Kind | Shape::Text => json!({ "type": "string" }),
        Shape::Literal | Shape::Verbatim | Shape::Range | Shape::Date => scalar(),
        Shape::TextList | Shape::WordList => {
            json!({ "type": ["array", "string"], "items": { "type": "string" } })
        }
        Shape::Names => json!({ "anyOf": [
            { "type": ["array", "string"], "items": { "anyOf": [{ "type": "string" }, { "$ref": "#/definitions/name" }] } },
            { "$ref": "#/definitions/name" },
        ] }),
        Shape::Related => {
            let parts = [
                ("key", "The key of the other source"),
                ("type", "How they are related, as `translationof`"),
                ("string", "What is printed before it"),
            ];
            let parts = parts.map(|(part, meaning)| (part.to_owned(), told(scalar(), meaning)));
            let mut related = table(parts.into_iter().collect());
            if let Some(object) = related.as_object_mut() {
                object.insert("required".to_owned(), json!(["key"]));
            }
            json!({ "type": "array", "items": { "anyOf": [{ "type": "string" }, related] } })
        }
        Shape::Reasons => of_names(&scalar()),
        Shape::Conflicts => {
            let parts = [("value", "The value that gave way"), ("from", "The key of the source it is from")];
            let parts = parts.map(|(part, meaning)| (part.to_owned(), told(scalar(), meaning)));
            of_names(&json!({ "type": "array", "items": table(parts.into_iter().collect()) }))
        }
        Shape::Extra => of_names(&of_names(&scalar())),
    }
}

/// A short text, which may be written as a number.
fn scalar() -> Value {
    json!({ "type": ["string", "integer"] })
}

/// A table from rules to reasons, or the rules alone.
fn or_names(mut table: Value) -> Value {
    if let Some(object) = table.as_object_mut() {
        object.insert("type".to_owned(), json!(["object", "array"]));
        object.insert("items".to_owned(), json!({ "type": "string" }));
    }
    table
}

/// A table from any names.
fn of_names(value: &Value) -> Value {
    json!({ "type": "object", "additionalProperties": value })
}
