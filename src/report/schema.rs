//! JSON Schemas, for editors that complete and check while one types: of a source file, and of `bib.toml`.
//!
//! Draft 7, which taplo and Even Better TOML know. A schema says no more than `bib` itself does: what it refuses is a
//! finding too. It is made from the tables of fields, kinds and rules.

mod settings;
mod source;

pub use settings::settings;
pub use source::source;

use crate::check::{self, Rule};
use serde_json::{Map, Value, json};

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// A schema as a file, indented.
pub fn text(schema: &Value) -> String {
    format!("{schema:#}\n")
}

/// A schema and what it is about.
fn told(mut schema: Value, description: &str) -> Value {
    if let Some(object) = schema.as_object_mut() {
        object.insert("description".to_owned(), description.into());
    }
    schema
}

/// One of a few words, each with what it means. What editors show of each is taplo's; others pass it over.
fn words<'a>(words: impl Iterator<Item = (&'a str, String)>) -> Value {
    let (names, meanings): (Vec<&str>, Vec<String>) = words.unzip();
    json!({ "type": "string", "enum": names, "x-taplo": { "docs": { "enumValues": meanings } } })
}

/// A table with these members and no others.
fn table(members: Map<String, Value>) -> Value {
    json!({ "type": "object", "properties": members, "additionalProperties": false })
}

/// A table from the names of rules. One that is not known here may be a newer one's: `bib check` tells.
fn of_rules<'a>(rules: impl Iterator<Item = &'a Rule>, value: &Value) -> Value {
    let rules: Map<String, Value> =
        rules.map(|rule| (rule.name.to_owned(), told(value.clone(), &check::summary(rule)))).collect();
    json!({ "type": "object", "properties": rules, "additionalProperties": value })
}
