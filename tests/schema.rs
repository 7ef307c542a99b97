//! The schemas for editors: as committed, and no stricter and no laxer than what is read.
//!
//! `SNAPSHOTS=overwrite cargo test schema` writes them anew.

use bib::{
    library::Library,
    report::schema,
    settings::{Settings, TEMPLATE},
};
use serde_json::Value;
use snapbox::{Assert, Data};
use std::{collections::BTreeSet, fs};

#[test]
fn the_schemas_are_as_committed() {
    for (path, schema) in [
        ("schemas/source.schema.json", schema::source(None)),
        ("schemas/bib.schema.json", schema::settings()),
    ] {
        let file = Data::read_from(path.as_ref(), Some(snapbox::data::DataFormat::Text)).raw();
        Assert::new().action_env("SNAPSHOTS").eq(Data::text(schema::text(&schema)), file);
    }
}

#[test]
fn every_source_and_the_settings_here_are_as_the_schemas_say() {
    for dir in ["bib", "tests/golden/library"] {
        let settings = fs::read_to_string(format!("{dir}/bib.toml")).unwrap();
        let own = schema::source(Some(&Settings::read(&settings, "bib.toml").0));
        assert_eq!(faults(&schema::settings(), &settings), Vec::<String>::new(), "{dir}/bib.toml");
        for file in fs::read_dir(dir).unwrap() {
            let path = file.unwrap().path();
            let is_source = path.extension().is_some_and(|extension| extension == "toml");
            if is_source && path.file_name().is_some_and(|name| name != "bib.toml") {
                let text = fs::read_to_string(&path).unwrap();
                assert_eq!(faults(&own, &text), Vec::<String>::new(), "{}", path.display());
            }
        }
    }
}

#[test]
fn the_template_is_as_the_schema_says_with_every_setting() {
    let line =
        |line: &str| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned();
    let whole: String = TEMPLATE.lines().map(|text| line(text) + "\n").collect();
    assert_eq!(faults(&schema::settings(), TEMPLATE), Vec::<String>::new());
    assert_eq!(faults(&schema::settings(), &whole), Vec::<String>::new());
}

#[test]
fn the_schema_knows_the_settings_that_are_read_and_no_others() {
    let schema = schema::settings();
    let members =
        |schema: &Value| schema["properties"].as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let tables = ["keys", "categories", "modules", "documents", "dedupe", "check"];
    let mut levels = vec![(String::new(), members(&schema))];
    levels.extend(tables.map(|table| (format!("{table}."), members(&schema["properties"][table]))));
    levels.push(("fields.a.".to_owned(), members(&schema["properties"]["fields"]["additionalProperties"])));
    levels.push(("export.a.".to_owned(), members(&schema["properties"]["export"]["additionalProperties"])));
    for (table, known) in levels {
        // what is like no setting is told all there are
        let (_, faults) = Settings::read(&format!("{table}qqqqqqqqqqqqqqqqqqqq = 1\n"), "bib.toml");
        let told = faults.iter().find(|fault| fault.rule == "unknown-setting").unwrap();
        let read: BTreeSet<String> =
            told.help.as_deref().unwrap().split('`').skip(1).step_by(2).map(str::to_owned).collect();
        if known.len() == 1 && read.is_empty() {
            continue;
        }
        assert_eq!(read, known, "`{table}`");
    }
}

#[test]
fn what_a_schema_refuses_is_a_finding() {
    let cases = [
        ("type = 'article'\ntitle = 'A'\n", true),
        ("title = 'A'\n", false),
        ("type = 'artcle'\n", false),
        ("type = 'article'\nyaer = 1\n", false),
        ("type = 'article'\nshelf = 'A3'\n", true),
        ("type = 'article'\ntitle = 1\n", false),
        ("type = 'article'\nvolume = 1\nyear = 1999\n", true),
        ("type = 'article'\nvolume = 1.5\n", false),
        ("type = 'article'\ndate = 2017-06-12\n", true),
        ("type = 'article'\nauthor = 'Doe, Jane'\neditor = { family = 'Doe' }\n", true),
        (
            "type = 'article'\nauthor = ['Doe, Jane', { name = 'Doe' }, { family = 'Doe', given = 'J.' }]\n",
            true,
        ),
        ("type = 'article'\nauthor = [1]\n", false),
        ("type = 'article'\nauthor = [{ famly = 'Doe' }]\n", false),
        ("type = 'article'\nkeywords = 'a'\npublisher = ['a', 'b']\n", true),
        ("type = 'article'\nkeywords = [1]\n", false),
        ("type = 'article'\nrelated = ['b', { key = 'c', type = 'x', string = 'y' }]\n", true),
        ("type = 'article'\nrelated = 'b'\n", false),
        ("type = 'article'\nrelated = [{ type = 'x' }]\n", false),
        ("type = 'article'\ndistinct = { b = 'why' }\n", true),
        ("type = 'article'\ndistinct = ['b']\n", false),
        ("type = 'article'\nallow = { missing-doi = 'why' }\n", true),
        ("type = 'article'\nallow = ['missing-doi']\n", true),
        ("type = 'article'\nallow = [1]\n", false),
        ("type = 'article'\nconflicts = { title = [{ value = 'a', from = 'b' }] }\n", true),
        ("type = 'article'\nconflicts = { title = 'a' }\n", false),
        ("type = 'article'\nextra = { bibtex = { a = 'b' } }\n", true),
        ("type = 'article'\nextra = { bibtex = 'b' }\n", false),
    ];
    let settings = "[fields.shelf]\nshape = 'literal'\n";
    let own = schema::source(Some(&Settings::read(settings, "bib.toml").0));
    for (source, good) in cases {
        let text = format!("[a]\n{source}");
        let library = Library::from_texts(settings, [("a.toml".to_owned(), text.clone())]).unwrap();
        let read =
            library.diagnostics().iter().filter(|fault| fault.severity > bib::diagnostic::Severity::Warning);
        assert_eq!(read.count() == 0, good, "{source}: {:?}", library.diagnostics());
        assert_eq!(faults(&own, &text).is_empty(), good, "{source}: {:?}", faults(&own, &text));
    }
    assert!(!faults(&schema::source(None), "[a]\ntype = 'article'\nshelf = 'A3'\n").is_empty());
}

/// What a TOML text does not have as the schema says.
fn faults(schema: &Value, text: &str) -> Vec<String> {
    let table: toml_edit::DocumentMut = text.parse().unwrap();
    let mut faults = Vec::new();
    validate(schema, schema, &json(table.as_item()), "", &mut faults);
    faults
}

/// TOML as JSON, dates as strings, as editors see it.
fn json(item: &toml_edit::Item) -> Value {
    use toml_edit::{Item, Value as Toml};
    let of_table = |table: &dyn toml_edit::TableLike| {
        Value::Object(table.iter().map(|(name, item)| (name.to_owned(), json(item))).collect())
    };
    match item {
        Item::Value(Toml::String(text)) => text.value().as_str().into(),
        Item::Value(Toml::Integer(number)) => (*number.value()).into(),
        Item::Value(Toml::Float(number)) => (*number.value()).into(),
        Item::Value(Toml::Boolean(truth)) => (*truth.value()).into(),
        Item::Value(Toml::Datetime(date)) => date.value().to_string().into(),
        Item::Value(Toml::Array(array)) => {
            array.iter().map(|value| json(&Item::Value(value.clone()))).collect::<Vec<_>>().into()
        }
        Item::ArrayOfTables(tables) => tables.iter().map(|table| of_table(table)).collect::<Vec<_>>().into(),
        item => item.as_table_like().map_or(Value::Null, of_table),
    }
}

/// What JSON Schema means by the words that our schemas use; a word that is not known here is a fault of the test.
fn validate(root: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let empty = serde_json::Map::new();
    let object = value.as_object().unwrap_or(&empty);
    let properties = schema["properties"].as_object().unwrap_or(&empty);
    for (word, says) in schema.as_object().unwrap() {
        match word.as_str() {
            "$schema" | "title" | "description" | "definitions" | "x-taplo" => {}
            "$ref" => {
                let target = root.pointer(says.as_str().unwrap().strip_prefix('#').unwrap()).unwrap();
                validate(root, target, value, at, faults);
            }
            "type" => {
                let kinds: Vec<&Value> =
                    says.as_array().map_or_else(|| vec![says], |kinds| kinds.iter().collect());
                let is = |kind: &Value| match kind.as_str().unwrap() {
                    "string" => value.is_string(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "number" => value.is_number(),
                    "array" => value.is_array(),
                    "object" => value.is_object(),
                    other => panic!("{other} is no type here"),
                };
                if !kinds.into_iter().any(is) {
                    faults.push(format!("{at}: {value} is no {says}"));
                }
            }
            "enum" => {
                if !says.as_array().unwrap().contains(value) {
                    faults.push(format!("{at}: {value} is none of {says}"));
                }
            }
            "anyOf" => {
                let fits = |schema: &Value| {
                    let mut found = Vec::new();
                    validate(root, schema, value, at, &mut found);
                    found.is_empty()
                };
                if !says.as_array().unwrap().iter().any(fits) {
                    faults.push(format!("{at}: {value} is nothing that it may be"));
                }
            }
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    validate(root, says, item, &format!("{at}[]"), faults);
                }
            }
            "required" => {
                let missing = says
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|name| !object.contains_key(name.as_str().unwrap()));
                faults.extend(missing.map(|name| format!("{at}: no {name}")));
            }
            "minimum" | "exclusiveMaximum" => {
                let (value, says) = (value.as_f64().unwrap_or(0.0), says.as_f64().unwrap());
                if if word == "minimum" { value < says } else { value >= says } {
                    faults.push(format!("{at}: {value} is out of range"));
                }
            }
            "properties" => {
                for (name, schema) in properties {
                    if let Some(value) = object.get(name) {
                        validate(root, schema, value, &format!("{at}.{name}"), faults);
                    }
                }
            }
            "additionalProperties" => {
                for (name, value) in object.iter().filter(|(name, _)| !properties.contains_key(*name)) {
                    let at = format!("{at}.{name}");
                    if says == &Value::Bool(false) {
                        faults.push(format!("{at}: unknown"));
                    } else {
                        validate(root, says, value, &at, faults);
                    }
                }
            }
            other => panic!("`{other}` is no word that is known here"),
        }
    }
}
