//! What is exported: valid by the schema of CSL-JSON, read back as what it was, and no file too deep to be read.

use crate::laws::{key, source};
use bib::{
    format::{self, Format, Options, Written},
    library::Library,
    model::{FIELDS, Field, KINDS, Kind, NameText, Shape, Source, Value},
};
use proptest::prelude::*;
use serde_json::Value as Json;
use std::{borrow::Cow, collections::BTreeMap, fs, path::Path, process::Command};

/// The variables of the published schema (citation-style-language/schema, csl-data.json 1.0.2) by the shape of their values. What
/// may be a string or a number is written as a string.
const STRINGS: &str = "citation-key language journalAbbreviation shortTitle abstract annote archive archive_collection \
    archive_location archive-place authority call-number chapter-number citation-number citation-label collection-number \
    collection-title container-title container-title-short dimensions division DOI edition event event-title event-place \
    first-reference-note-number genre ISBN ISSN issue jurisdiction keyword locator medium note number number-of-pages \
    number-of-volumes original-publisher original-publisher-place original-title page page-first part part-title PMCID PMID \
    printing publisher publisher-place references reviewed-genre reviewed-title scale section source status supplement title \
    title-short URL version volume volume-title volume-title-short year-suffix";
const NAMES: &str = "author chair collection-editor compiler composer container-author contributor curator director editor \
    editorial-director executive-producer guest host interviewer illustrator narrator organizer original-author performer producer \
    recipient reviewed-author script-writer series-creator translator";
const DATES: &str = "accessed available-date event-date issued original-date submitted";
const TYPES: &str = "article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection \
    dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation \
    manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical personal_communication post \
    post-weblog regulation report review review-book software song speech standard thesis treaty webpage";
const NAME_PARTS: &str = "family given dropping-particle non-dropping-particle suffix literal";

fn lists(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|known| known == word)
}

/// The variable of an item that the schema does not allow.
fn fault(item: &Json) -> Option<String> {
    let Some(item) = item.as_object() else { return Some("no object".to_owned()) };
    let is_valid = |(name, value): (&String, &Json)| match name.as_str() {
        "type" => value.as_str().is_some_and(|csl| lists(TYPES, csl)),
        "id" => value.is_string(),
        "custom" => value.is_object(),
        "categories" => value.as_array().is_some_and(|list| list.iter().all(Json::is_string)),
        name if lists(STRINGS, name) => value.is_string(),
        name if lists(NAMES, name) => value.as_array().is_some_and(|names| names.iter().all(is_name)),
        name if lists(DATES, name) => is_date(value),
        _ => false,
    };
    let missing = ["type", "id"].into_iter().find(|name| !item.contains_key(*name));
    let wrong = item.iter().find(|member| !is_valid(*member)).map(|(name, value)| format!("{name}: {value}"));
    missing.map(str::to_owned).or(wrong)
}

fn is_name(name: &Json) -> bool {
    name.as_object()
        .is_some_and(|parts| parts.iter().all(|(part, value)| lists(NAME_PARTS, part) && value.is_string()))
}

fn is_date(date: &Json) -> bool {
    let is_number = |value: &Json| value.is_i64() || value.is_string();
    let is_point = |point: &Json| {
        point.as_array().is_some_and(|parts| (1..=3).contains(&parts.len()) && parts.iter().all(is_number))
    };
    date.as_object().is_some_and(|parts| {
        parts.iter().all(|(part, value)| match part.as_str() {
            "date-parts" => value
                .as_array()
                .is_some_and(|points| (1..=2).contains(&points.len()) && points.iter().all(is_point)),
            "season" => is_number(value),
            "circa" => value.is_boolean(),
            "literal" | "raw" => value.is_string(),
            _ => false,
        })
    })
}

/// What the schema does not allow in written CSL-JSON.
fn invalid(text: &str) -> Option<String> {
    let items: Json = serde_json::from_str(text).unwrap();
    items.as_array().unwrap().iter().find_map(fault)
}

fn options() -> Options {
    Options { all_fields: true, aliases: false, ..Options::default() }
}

fn write(format: Format, source: &Source) -> Written {
    format::write(format, &[Cow::Borrowed(source)], &options())
}

fn read(format: Format, text: &str) -> Vec<Source> {
    format::read(format, text, "x", &[]).entries.into_iter().map(|entry| entry.source).collect()
}

#[test]
fn csl_json_of_our_libraries_is_valid() {
    for dir in ["bib", "tests/golden/library"] {
        let texts = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
        let texts = texts.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        let texts = texts.map(|path| (name(&path), fs::read_to_string(&path).unwrap()));
        let (settings, texts): (Vec<_>, Vec<_>) = texts.partition(|(name, _)| name == "bib.toml");
        let settings = settings.first().map_or("", |(_, text)| text.as_str());
        let library = Library::from_texts(settings, texts).unwrap();
        assert!(!library.sources().is_empty());
        let sources: Vec<Cow<'_, Source>> =
            library.sources().iter().map(|source| library.resolve(source).source).collect();
        let written = format::write(Format::CslJson, &sources, &Options { aliases: true, ..options() });
        assert_eq!(invalid(&written.text), None, "{dir}");
    }
}

#[test]
fn every_kind_is_valid_csl_json() {
    for row in KINDS {
        assert_eq!(invalid(&write(Format::CslJson, &Source::new("k", row.kind)).text), None, "{}", row.name);
    }
}

#[test]
fn no_depth_of_nesting_overflows_the_stack() {
    const DEPTH: usize = 100_000;
    let deep = |open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", open.repeat(DEPTH), close.repeat(DEPTH))
    };
    for text in [
        format!("@misc{{k, title = {}}}", deep("{", "x", "}")),
        format!("@misc{{k, note = {}}}", deep("{\\emph", "x", "}")),
        format!("@misc{{k, title = {}", deep("{", "", "")),
        deep("@comment{", "", "}"),
        deep("@misc{k, a = {", "", ""),
    ] {
        for source in read(Format::Bibtex, &text) {
            assert!(!write(Format::Biblatex, &source).text.is_empty());
            assert!(!write(Format::CslJson, &source).text.is_empty());
        }
    }
    for text in [
        deep("[", "", "]"),
        deep("[", "", ""),
        deep("{\"a\":", "1", "}"),
        format!("[{{\"id\": \"a\", \"type\": \"book\", \"custom\": {}}}]", deep("{\"a\":", "1", "}")),
        format!("[{{\"id\": \"a\", \"type\": \"book\", \"title\": \"{}\"}}]", deep("<i>", "x", "</i>")),
    ] {
        read(Format::CslJson, &text);
    }
    for (format, text) in [
        (Format::CslYaml, deep("- ", "", "")),
        (Format::CslYaml, format!("references:\n- id: a\n  custom: {}", deep("{a: ", "1", "}"))),
        (Format::CslYaml, format!("references:\n- id: a\n  author: {}", deep("[", "", "]"))),
        (Format::Hayagriva, format!("a:\n  parent: {}", deep("{parent: ", "{}", "}"))),
        (Format::Hayagriva, format!("a:\n  title: {}", deep("[", "", ""))),
        (
            Format::EndnoteXml,
            format!("<xml><records><record>{}</record></records></xml>", deep("<style>", "x", "</style>")),
        ),
        (Format::EndnoteXml, format!("<xml><records><record>{}", deep("<titles>", "", ""))),
        (Format::Ris, format!("TY  - BOOK\nTI  - {}\nER  - \n", deep("{", "x", "}"))),
    ] {
        for source in read(format, &text) {
            assert!(!write(Format::Biblatex, &source).text.is_empty());
            assert!(!write(Format::Hayagriva, &source).text.is_empty());
        }
    }
    for text in [
        format!("[k]\nkeywords = {}", deep("[", "", "]")),
        format!("[k]\nextra = {}", deep("{a = ", "1", "}")),
        format!("[k]\n{}b = 1", deep("a.", "", "")),
        format!("[k{}]\nb = 1", deep(".a", "", "")),
        format!("[k]\ntitle = '{}'", deep("{", "x", "}")),
        deep("[", "", "]"),
    ] {
        let (_, faults) = format::toml::read(&text, "a.toml", &[]);
        assert!(faults.len() < 10);
        let _ = format::toml::format(&text);
    }
}

/// A house with a field of each shape, and a source that has them all.
const HOUSE: &str = "\
[fields.words]\nshape = \"words\"\n
[fields.list]\nshape = \"list\"\n
[fields.words-of-one]\nshape = \"words\"\n
[fields.text]\nshape = \"text\"\n
[fields.literal]\nshape = \"literal\"\n
[fields.verbatim]\nshape = \"verbatim\"\n
[fields.day]\nshape = \"date\"\n
[fields.people]\nshape = \"names\"\n";
const OF_HOUSE: &str = r#"[k]
type = "book"
title = "A Book"
author = ["Doe, Jane"]
date = "2001"
day = "2019-06"
list = ["One and All", "<i>Two</i> {DNA}"]
literal = "100% {of} a_b <i>"
people = [
  "van der Meise, Jan",
  "{The Club and Co.}",
  { family = "Roe", given = "R.", orcid = "0000-0002-1825-0097" },
]
text = "A <i>marked</i> {DNA} text & $x^2$"
verbatim = "C:/a_b%20c#d"
words = ["a, b", "c & d", "{x}"]
words-of-one = ["one"]
"#;

#[test]
fn fields_of_the_house_come_back_byte_for_byte() {
    for (format, options) in
        [("biblatex", None), ("biblatex", Some("--ascii")), ("csl-json", Some("--all-fields"))]
    {
        let dir = tempfile::tempdir().unwrap();
        let bib = |library: &str, arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_bib"));
            command.args(arguments).args(["--dir", library]).current_dir(dir.path()).output().unwrap()
        };
        for library in ["a", "b"] {
            fs::create_dir(dir.path().join(library)).unwrap();
            fs::write(dir.path().join(library).join("bib.toml"), HOUSE).unwrap();
        }
        fs::write(dir.path().join("a/k.toml"), OF_HOUSE).unwrap();
        bib("a", &["fmt"]);
        let there = fs::read_to_string(dir.path().join("a/k.toml")).unwrap();
        assert_eq!(there, OF_HOUSE);
        let export = ["export", "--strict", "--format", format, "-o", "x"];
        let exported = bib("a", &export.into_iter().chain(options).collect::<Vec<_>>());
        assert!(exported.status.success(), "{exported:?}");
        bib("b", &["add", "x", "--from-format", format]);
        bib("b", &["fmt"]);
        let back = fs::read_to_string(dir.path().join("b/k.toml")).unwrap();
        // what is shown only is not asked for
        assert_eq!(back.replace("category = \"paper\"\n", ""), there, "{format} {options:?}");
    }
}

/// What BibLaTeX carries as it is: text whose blanks, braces and marks are in order.
fn settled_text() -> impl Strategy<Value = String> {
    const PIECES: [&str; 22] = [
        "Word",
        "a",
        "and",
        "others",
        "{DNA}",
        "{Two Words}",
        "<i>x y</i>",
        "<sub>2</sub>",
        "<b>{B}</b>",
        "$x^2$",
        "R&D",
        "100%",
        "a_b",
        "#1",
        "\u{e9}",
        "\u{6771}\u{4eac}",
        "\u{201c}q\u{201d}",
        "\\{x\\}",
        "~",
        "^",
        "I/O",
        "x--y",
    ];
    proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 1..6)
        .prop_map(|pieces| pieces.join(" "))
}

fn settled_value(field: Field) -> BoxedStrategy<Value> {
    let names = [
        "Doe, Jane",
        "van der Meise, Jan",
        "Star, Jr., Otto",
        "{World Health Organization and Co.}",
        "\u{141}o\u{15b}, J.-P.",
        "Plato",
    ];
    let words = ["one", "two words", "a, b", "50% & more", "\u{f6}"];
    let list = |all: &[&str]| {
        proptest::sample::subsequence(
            all.iter().map(|&one| one.to_owned()).collect::<Vec<_>>(),
            1..=all.len().min(3),
        )
    };
    match field.shape() {
        Shape::Text => settled_text().prop_map(Value::Text).boxed(),
        Shape::Literal => proptest::sample::select(vec!["7", "A-3", "first", "12 & 13"])
            .prop_map(|text| Value::Text(text.to_owned()))
            .boxed(),
        Shape::Verbatim => {
            proptest::sample::select(vec!["10.1000/a_b%20c#d", "https://a.org/~x?y=1&z=%7B", "a_b"])
                .prop_map(|text| Value::Text(text.to_owned()))
                .boxed()
        }
        Shape::Range => proptest::sample::select(vec!["1-9", "iv", "12-15, 20-22"])
            .prop_map(|text| Value::Text(text.to_owned()))
            .boxed(),
        Shape::Date => proptest::sample::select(vec!["2017", "2017-06", "199X", "1723~", "2019/.."])
            .prop_map(|text| Value::Text(text.to_owned()))
            .boxed(),
        Shape::Names => list(&names)
            .prop_map(|names| Value::Names(names.into_iter().map(NameText::Text).collect()))
            .boxed(),
        Shape::TextList => proptest::collection::btree_set(settled_text(), 1..3)
            .prop_map(|list| Value::List(list.into_iter().collect()))
            .boxed(),
        Shape::WordList => list(&words).prop_map(Value::List).boxed(),
        Shape::Kind | Shape::Related | Shape::Reasons | Shape::Conflicts | Shape::Extra => {
            Just(Value::Text(String::new())).boxed()
        }
    }
}

/// A source of any kind and fields whose values are in order.
fn settled_source() -> impl Strategy<Value = Source> {
    // keys of other entries and LaTeX's own options are another matter, as is what a date is beside a year
    const LEFT: [Field; 12] = [
        Field::Type,
        Field::Crossref,
        Field::Xref,
        Field::Xdata,
        Field::Entryset,
        Field::Ids,
        Field::Options,
        Field::Langid,
        Field::Langidopts,
        Field::Year,
        Field::Month,
        Field::Pubstate,
    ];
    let fields: Vec<Field> =
        FIELDS.iter().map(|row| row.field).filter(|field| !LEFT.contains(field)).collect();
    let fields = proptest::sample::subsequence(fields, 0..12).prop_flat_map(|fields| {
        fields.into_iter().map(|field| (Just(field), settled_value(field))).collect::<Vec<_>>()
    });
    (proptest::sample::select(KINDS.iter().map(|row| row.kind).collect::<Vec<_>>()), fields).prop_map(
        |(kind, fields)| {
            let mut source = Source::new("k", kind);
            for (field, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
                source.set(field, value);
            }
            source
        },
    )
}

#[test]
fn to_add_the_export_of_a_library_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let library = dir.path().join("library");
    fs::create_dir(&library).unwrap();
    for file in fs::read_dir("tests/golden/library").unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), library.join(file.file_name())).unwrap();
    }
    // too little to be known by, and what a merge would tidy up
    fs::write(library.join("x.toml"), "[x]\ntype = \"misc\"\ntitle = \"X\"\nkeywords = [\"a\", \"a\"]\n")
        .unwrap();
    let bib = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bib"));
        command.args(arguments).arg("--dir").arg(&library).current_dir(dir.path()).output().unwrap()
    };
    let files = || {
        let files = fs::read_dir(&library).unwrap().map(|file| file.unwrap().path());
        files.map(|path| (path.clone(), fs::read(path).unwrap())).collect::<BTreeMap<_, _>>()
    };
    let before = files();
    bib(&["export", "--format", "biblatex", "-o", "x.bib"]);
    let added = bib(&["add", "x.bib"]);
    let told = String::from_utf8(added.stderr).unwrap();
    assert!(told.contains("\n0 sources added") || told.starts_with("0 sources added"), "{told}");
    assert!(files() == before, "{told}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// What is in order comes back from BibLaTeX to the letter, in UTF-8 and in ASCII.
    #[test]
    fn biblatex_gives_back_what_it_was_given(source in settled_source()) {
        for ascii in [false, true] {
            let written = format::write(Format::Biblatex, &[Cow::Borrowed(&source)], &Options { ascii, ..options() });
            prop_assert_eq!(&read(Format::Biblatex, &written.text), &vec![source.clone()], "{}", written.text);
            prop_assert!(ascii || written.losses.is_empty(), "{:?}", written.losses);
        }
    }

    #[test]
    fn every_export_to_csl_json_is_valid(source in source(key())) {
        prop_assert_eq!(invalid(&write(Format::CslJson, &source).text), None);
    }

    /// What was read is read back as it was, so that writing it twice gives the same; what the first export lost was named. CSL-JSON
    /// has what was inherited in place of the reference.
    #[test]
    fn what_is_exported_is_read_back(source in source(key())) {
        for format in [Format::Biblatex, Format::CslJson] {
            if format == Format::CslJson && source.kind == Kind::Xdata {
                continue; // what it holds is in what inherits it
            }
            let written = write(format, &source);
            let first = read(format, &written.text);
            prop_assert_eq!(first.len(), 1, "{}", written.text);
            // what no reader gives, such as letters that are not composed, is settled by then
            let settled = read(format, &write(format, &first[0]).text);
            let again = write(format, &settled[0]).text;
            prop_assert_eq!(&read(format, &again), &settled, "{}", again);
            for (field, value) in source.fields() {
                let is_lost = written.losses.iter().any(|loss| loss.field.as_deref() == Some(field.name()));
                let inherits = matches!(field, Field::Crossref | Field::Xdata) && format == Format::CslJson;
                prop_assert!(
                    first[0].has(field) || is_lost || inherits || is_said(value, &written.text),
                    "{:?} {:?} {}\n{:?}", field, value, written.text, first[0]
                );
            }
        }
    }
}

/// Whether the letters of a value are in a text, if it has any: CSL has one place for what biblatex has two.
fn is_said(value: &Value, text: &str) -> bool {
    let line = value.line();
    let words = line.split(|c: char| !c.is_ascii_alphanumeric());
    text.contains(words.max_by_key(|word| word.len()).unwrap_or_default())
}
