//! What does not come back from a format as it was: named by the export, or listed in tests/carried/unnamed and told in docs/interchange.md.
//!
//! `SNAPSHOTS=overwrite cargo test carried` writes the lists anew; what is new there is to be mended, named or told.

use bib::{
    format::{self, Format, Options},
    library::Library,
    model::{Name, Source, Value},
};
use snapbox::{Assert, Data, assert::DEFAULT_ACTION_ENV};
use std::{borrow::Cow, collections::BTreeSet, fmt::Write as _, fs, path::Path};

/// A library of a directory.
fn library(directory: &str) -> Library {
    let mut settings = String::new();
    let mut texts = Vec::new();
    for file in fs::read_dir(directory).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        match path.file_name().unwrap().to_str().unwrap() {
            "bib.toml" => settings = text,
            name => texts.push((name.to_owned(), text)),
        }
    }
    texts.sort();
    Library::from_texts(&settings, texts).unwrap()
}

/// A line a field that is another one than before, though no loss names it.
fn unnamed(library: &Library, format: Format) -> String {
    let sources: Vec<Cow<'_, Source>> =
        library.sources().iter().map(|source| library.resolve(source).source).collect();
    let house = library.settings().house.clone();
    let written = format::write(format, &sources, &Options { house: house.clone(), ..Options::default() });
    let back: Vec<Source> = format::read(format, &written.text, "x", &house)
        .entries
        .into_iter()
        .map(|entry| entry.source)
        .collect();
    let mut lines = String::new();
    for source in &sources {
        let named: BTreeSet<&str> = written
            .losses
            .iter()
            .filter(|loss| loss.key.as_deref() == Some(&*source.key))
            .filter_map(|loss| loss.field.as_deref())
            .collect();
        let Some(found) = back.iter().find(|found| found.key == source.key) else {
            _ = writeln!(lines, "{}: not there", source.key);
            continue;
        };
        let (before, after) = (fields(source), fields(found));
        let names: BTreeSet<&String> = before.iter().chain(&after).map(|(name, _)| name).collect();
        for name in names {
            let value = |fields: &[(String, String)]| {
                fields
                    .iter()
                    .find(|(field, _)| field == name)
                    .map_or("-".to_owned(), |(_, value)| value.clone())
            };
            let (before, after) = (value(&before), value(&after));
            if before != after && !named.contains(name.as_str()) {
                _ = writeln!(lines, "{} {name}: {before} → {after}", source.key);
            }
        }
    }
    lines
}

/// All that a source holds, by name.
fn fields(source: &Source) -> Vec<(String, String)> {
    let person = |name: &Name| match name {
        Name::Person(person) if !person.orcid.is_empty() => format!("{name} ({})", person.orcid),
        Name::Person(_) | Name::Literal(_) | Name::Others => name.to_string(),
    };
    let line = |name: &str, value: &Value| {
        let text = match value {
            Value::Names(names) => {
                names.iter().map(|name| person(&name.read())).collect::<Vec<_>>().join("; ")
            }
            _ => value.line(),
        };
        (name.to_owned(), text)
    };
    let mut fields = vec![("type".to_owned(), source.kind.to_string())];
    fields.extend(source.fields().map(|(field, value)| line(field.name(), value)));
    fields.extend(source.house.iter().map(|(name, value)| line(name, value)));
    fields
}

#[test]
fn what_does_not_come_back_is_named_or_told() {
    let assert = Assert::new().action_env(DEFAULT_ACTION_ENV);
    for directory in ["tests/golden/library", "tests/carried/works"] {
        let library = library(directory);
        for format in Format::written() {
            // CSL-YAML is CSL-JSON
            let format_name = format.name().split('-').next().unwrap();
            let name = format!("{}-{format_name}.txt", directory.rsplit('/').next().unwrap());
            let expected = Data::read_from(&Path::new("tests/carried/unnamed").join(name), None);
            assert.eq(unnamed(&library, format), expected);
        }
    }
}
