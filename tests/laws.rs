//! Laws: what holds for every source, every file and every edit. `PROPTEST_CASES=10000 cargo test laws` tries harder.

use crate::messy::{self, Chance, Messy};
use bib::{
    dedupe::{self, Verdict, merge},
    diagnostic::Edit,
    format::{self, Format, toml},
    history::{Changes, changes::Changed},
    library::{Library, difference},
    model::{
        Conflict, Date, Extra, FIELDS, Field, KINDS, Kind, Name, NameText, Person, Related, Shape, Source,
        Value, fold, text,
    },
};
use proptest::{collection::vec, prelude::*, sample::select};
use std::collections::{BTreeMap, BTreeSet};

/// Text with everything that means something to one of the formats.
fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[a-zA-Z]{1,8}",
        2 => select(vec![" ", "  ", "-", "\u{e9}", "\u{141}", "\u{6771}\u{4eac}", "\u{437}", "ß", "o\u{308}", "1", "42"]).prop_map(str::to_owned),
        2 => select(vec!["{", "}", "<i>", "</i>", "<sub>", "</sub>", "$", "\\", "\\{", "\"", "'", "\"\"\"", "'''", "#", "@", "%", "&", "=", ",", "~", "[", "]", "<", ">", "\n", "\t", "\u{1b}", " and ", "others", "\u{202e}"]).prop_map(str::to_owned),
    ];
    vec(piece, 1..8).prop_map(|pieces| pieces.concat()).prop_filter("something", |text| !text.is_empty())
}

fn name() -> impl Strategy<Value = NameText> {
    let person = (words(), words(), proptest::option::of(words())).prop_map(|(family, given, particle)| {
        Person { family, given, non_dropping_particle: particle.unwrap_or_default(), ..Person::default() }
    });
    prop_oneof![
        4 => words().prop_map(NameText::Text),
        1 => person.prop_map(|person| NameText::Table(Box::new(Name::Person(person)))),
        1 => words().prop_map(|name| NameText::Table(Box::new(Name::Literal(name)))),
    ]
}

pub(crate) fn value(field: Field) -> BoxedStrategy<Value> {
    let pairs = || proptest::collection::btree_map(words(), words(), 1..3);
    match field.shape() {
        Shape::Kind => unreachable!("the kind is not among the fields"),
        Shape::Date => {
            select(vec!["2017", "2017-06", "2017-06-12", "199X", "1723~", "2001-21", "2019/..", "not a date"])
                .prop_map(|text| Value::Text(text.to_owned()))
                .boxed()
        }
        Shape::Text | Shape::Literal | Shape::Verbatim | Shape::Range => {
            words().prop_map(Value::Text).boxed()
        }
        Shape::Names => vec(name(), 1..4).prop_map(Value::Names).boxed(),
        Shape::TextList | Shape::WordList => vec(words(), 1..4).prop_map(Value::List).boxed(),
        Shape::Related => vec((words(), words()), 1..3)
            .prop_map(|all| {
                let related =
                    all.into_iter().map(|(key, relation)| Related { key, relation, string: String::new() });
                Value::Related(related.collect())
            })
            .boxed(),
        Shape::Reasons => pairs().prop_map(|pairs| Value::Reasons(pairs.into_iter().collect())).boxed(),
        Shape::Conflicts => proptest::collection::btree_map(words(), vec((words(), words()), 1..3), 1..3)
            .prop_map(|all| {
                let flat = all.into_iter().flat_map(|(field, values)| {
                    values.into_iter().map(move |(value, from)| Conflict {
                        field: field.clone(),
                        value,
                        from,
                    })
                });
                Value::Conflicts(flat.collect())
            })
            .boxed(),
        Shape::Extra => proptest::collection::btree_map(words(), pairs(), 1..3)
            .prop_map(|all| {
                let flat = all.into_iter().flat_map(|(format, fields)| {
                    fields.into_iter().map(move |(name, value)| Extra { format: format.clone(), name, value })
                });
                Value::Extra(flat.collect())
            })
            .boxed(),
    }
}

/// Any source under that key.
pub(crate) fn source(key: impl Strategy<Value = String>) -> impl Strategy<Value = Source> {
    let fields: Vec<Field> =
        FIELDS.iter().map(|row| row.field).filter(|field| *field != Field::Type).collect();
    let fields = proptest::sample::subsequence(fields, 0..8).prop_flat_map(|fields| {
        fields.into_iter().map(|field| (Just(field), value(field))).collect::<Vec<_>>()
    });
    (key, select(KINDS.iter().map(|row| row.kind).collect::<Vec<_>>()), fields).prop_map(
        |(key, kind, fields)| {
            let mut source = Source::new(key, kind);
            for (field, value) in fields {
                source.set(field, value);
            }
            source
        },
    )
}

pub(crate) fn key() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-z]{1,6}[0-9]{0,4}", 1 => "[a-zA-Z.:/+*-]{1,8}", 1 => "[\u{430}-\u{44f}\u{4e00}-\u{4e20}]{1,4}"]
}

/// A file as people write them: any order, any spelling, comments everywhere.
pub(crate) fn messy_file(heads: bool) -> impl Strategy<Value = (Messy, Vec<Source>)> {
    let keys = proptest::collection::btree_set("[a-z]{2,6}", 1..4);
    let sources =
        keys.prop_flat_map(|keys| keys.into_iter().map(|key| source(Just(key))).collect::<Vec<_>>());
    (sources, any::<u64>()).prop_map(move |(sources, seed)| (messy::write(&sources, seed, heads), sources))
}

/// A source of what RIS carries and gives back as it was; docs/interchange.md lists what it does not.
fn ris_source() -> impl Strategy<Value = Source> {
    let plain = || "[A-Z][a-z]{1,8}( [a-zA-Z]{1,8}){0,3}";
    let person = || "[A-Z][a-z]{1,6}, [A-Z]\\.";
    let organisation =
        || "[A-Z][a-z]{1,6} [a-zA-Z]{1,8}(, [a-z]{2,5}){0,2}".prop_map(|name| format!("{{{name}}}"));
    let names = move || vec(prop_oneof![person().boxed(), organisation().boxed()], 1..4);
    let names = move |field| {
        names().prop_map(move |names| {
            (field, Value::Names(names.iter().map(|name| NameText::from(name.as_str())).collect()))
        })
    };
    let text = move |field| plain().prop_map(move |text| (field, Value::Text(text)));
    let list = move |field| vec(plain(), 1..3).prop_map(move |list| (field, Value::List(list)));
    let of = |field, values: Vec<&'static str>| {
        select(values).prop_map(move |text| (field, Value::Text(text.to_owned())))
    };
    let dates = || {
        vec![
            "2017",
            "2017-06",
            "2017-06-12",
            "199X",
            "1723~",
            "2001-21",
            "2019/..",
            "1999/2001",
            "2017-06-12/2017-06-15",
            "1960?",
            "-0044",
        ]
    };
    let mut words = list(Field::Keywords).boxed();
    words = words.prop_filter("no word twice", |(_, value)| !matches!(value, Value::List(list) if list.windows(2).any(|pair| pair[0] == pair[1]))).boxed();
    let fields: Vec<BoxedStrategy<(Field, Value)>> = vec![
        text(Field::Title).boxed(),
        text(Field::Shorttitle).boxed(),
        names(Field::Author).boxed(),
        names(Field::Editor).boxed(),
        names(Field::Translator).boxed(),
        of(Field::Date, dates()).boxed(),
        of(Field::Urldate, dates()).boxed(),
        of(Field::Pages, vec!["1-9", "xi-xv", "1-5, 9", "e12", "221-228"]).boxed(),
        of(Field::Volume, vec!["7", "s2-42"]).boxed(),
        of(Field::Number, vec!["3", "TR-7"]).boxed(),
        of(Field::Doi, vec!["10.1000/X_y"]).boxed(),
        of(Field::Isbn, vec!["978-3-16-148410-0"]).boxed(),
        of(Field::Issn, vec!["0378-5955"]).boxed(),
        of(Field::Url, vec!["https://example.org/a?b=1&c=%20"]).boxed(),
        list(Field::Location).boxed(),
        list(Field::Language).boxed(),
        words,
        text(Field::Series).boxed(),
        text(Field::Note).boxed(),
        text(Field::Abstract).boxed(),
        text(Field::Annotation).boxed(),
        text(Field::Label).boxed(),
    ];
    let kinds = select(vec![
        "article",
        "book",
        "report",
        "patent",
        "thesis",
        "online",
        "software",
        "misc",
        "unpublished",
        "dataset",
    ]);
    let count = fields.len();
    (kinds, "[a-z]{2,8}[0-9]{4}", proptest::collection::btree_set(0..count, 0..count)).prop_flat_map(
        move |(kind, key, chosen)| {
            let chosen: Vec<_> = chosen.into_iter().map(|at| fields[at].clone()).collect();
            (Just(kind), Just(key), chosen).prop_map(|(kind, key, fields)| {
                let mut source = Source::new(key, bib::model::Kind::from_name(kind).unwrap());
                for (field, value) in fields {
                    source.set(field, value);
                }
                source
            })
        },
    )
}

/// Files of every format, for readers to be tried on.
fn exported() -> impl Strategy<Value = (Format, String)> {
    let files = [
        "cmd/add-formats.in/zotero.ris",
        "cmd/add-formats.in/pubmed.nbib",
        "cmd/add-formats.in/scholar.enw",
        "cmd/add-formats.in/endnote.xml",
        "cmd/add.in/refs.bib",
        "cmd/add.in/odd.bib",
        "cmd/add.in/more.json",
        "golden/biblatex.bib",
        "golden/bibtex-ascii.bib",
        "golden/csl-all-fields.json",
        "golden/csl.yaml",
        "golden/hayagriva.yaml",
    ];
    select(files.to_vec()).prop_map(|file| {
        let text = std::fs::read_to_string(format!("tests/{file}")).unwrap();
        (Format::guess(file, &text).unwrap(), text)
    })
}

#[test]
fn readers_are_tried_on_files_of_every_format() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let mut left: Vec<Format> = Format::read().filter(|format| *format != Format::Biblatex).collect();
    for _ in 0..1000 {
        let (format, _) = exported().new_tree(&mut runner).unwrap().current();
        left.retain(|other| *other != format);
    }
    assert_eq!(left, []);
}

/// The source under another key.
fn under(key: &str, mut source: Source) -> Source {
    key.clone_into(&mut source.key);
    source
}

pub(crate) fn comments_in(text: &str) -> BTreeSet<String> {
    let words = text.split_whitespace().filter(|word| word.starts_with('c') && word.ends_with('.'));
    words.filter(|word| word[1..word.len() - 1].parse::<u32>().is_ok()).map(str::to_owned).collect()
}

pub(crate) fn sources_of(text: &str) -> Vec<Source> {
    toml::read(text, "x.toml", &[]).0.into_iter().map(|located| located.source).collect()
}

/// Every value of a source, each as one text.
fn values(source: &Source) -> BTreeSet<(String, String)> {
    source.fields().map(|(field, value)| (field.name().to_owned(), value.line())).collect()
}

/// Whether edits make sources of a file into what is wanted, lose no comment, and leave the other sources byte for byte.
fn edited(
    messy: &Messy,
    sources: &[Source],
    edits: &[Edit],
    wanted: &[(&str, &Source)],
) -> Result<String, TestCaseError> {
    let edits: Vec<&Edit> = edits.iter().collect();
    let edited = toml::edit(&messy.text, &edits).expect("it can be edited");
    let to = |source: &Source| wanted.iter().find(|(key, _)| *key == source.key).map(|(_, to)| (*to).clone());
    let expected: Vec<Source> =
        sources.iter().map(|source| to(source).unwrap_or_else(|| source.clone())).collect();
    prop_assert_eq!(sources_of(&edited), expected, "{}", edited);
    prop_assert_eq!(comments_in(&edited).len(), messy.comments, "{}", edited);
    for (source, part) in sources.iter().zip(&messy.parts) {
        prop_assert!(to(source).is_some() || edited.contains(part.trim()), "{} is not in {}", part, edited);
    }
    Ok(edited)
}

/// Sources sorted by key, each key once.
fn once_each(sources: Vec<Source>) -> Vec<Source> {
    let by_key: BTreeMap<String, Source> =
        sources.into_iter().map(|source| (source.key.clone(), source)).collect();
    by_key.into_values().collect()
}

/// What changes make of sources.
fn changed(old: &[Source], new: &[Source], changes: &Changes) -> Vec<Source> {
    let mut sources: BTreeMap<String, Source> =
        old.iter().map(|source| (source.key.clone(), source.clone())).collect();
    for at in &changes.removed {
        sources.remove(&old[*at].key).unwrap();
    }
    for merged in &changes.merged {
        sources.remove(&merged.key).unwrap();
    }
    for renamed in &changes.renamed {
        let mut source = sources.remove(&renamed.from).unwrap();
        source.key.clone_from(&renamed.to);
        assert!(sources.insert(renamed.to.clone(), source).is_none());
    }
    for at in &changes.added {
        assert!(sources.insert(new[*at].key.clone(), new[*at].clone()).is_none());
    }
    for Changed { key, fields, .. } in &changes.changed {
        let source = sources.get_mut(key).unwrap();
        for change in fields {
            match (Field::from_name(&change.field).unwrap(), &change.new) {
                (Field::Type, Some(Value::Text(kind))) => source.kind = Kind::from_name(kind).unwrap(),
                (field, Some(value)) => _ = source.set(field, value.clone()),
                (field, None) => _ = source.remove(field),
            }
        }
    }
    sources.into_values().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_reader_panics_on_any_text(text in any::<String>(), odd in "[@{}(),=\"#%\\\\a-z \n$<>\\[\\]]{0,60}") {
        for text in [text, odd] {
            let _ = toml::read(&text, "x", &[]);
            let _ = toml::format(&text);
            let _ = text.parse::<Date>();
            let _ = NameText::Text(text.clone()).read().to_string();
            for kind in Format::ALL {
                let _ = format::read(*kind, &text, "x", &[]);
            }
            let (decoded, _) = format::decode(text.as_bytes(), "x");
            prop_assert_eq!(decoded.trim_start_matches('\u{feff}'), text.trim_start_matches('\u{feff}'));
        }
    }

    #[test]
    fn no_reader_panics_on_any_bytes(bytes in vec(any::<u8>(), 0..200), at in any::<proptest::sample::Index>(), (_, real) in exported()) {
        let mut real = real.into_bytes();
        let at = at.index(real.len());
        real.splice(at..(at + bytes.len()).min(real.len()), bytes.iter().copied());
        for bytes in [bytes, real] {
            let (text, _) = format::decode(&bytes, "x");
            for kind in Format::ALL {
                let _ = format::read(*kind, &text, "x", &[]);
            }
        }
    }

    #[test]
    fn no_damage_to_an_export_makes_a_reader_panic(
        (format, mut text) in exported(),
        damage in vec((any::<proptest::sample::Index>(), any::<proptest::sample::Index>(), select(vec!["", "\n", "\r\n", "\"", "}", "@", "@book{", "[", "]", "\\", ":", "- ", "#", "$", "null", "TY  - ", "ER  - \n", "%0 ", "<", "</record>", "&", "-", "  - ", ",", ";", "{", "\u{feff}", "é"])), 1..6),
    ) {
        for (from, length, new) in damage {
            let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let at = from.index(bounds.len());
            let end = (at + length.index(12)).min(bounds.len() - 1);
            text.replace_range(bounds[at]..bounds[end], new);
        }
        let read = format::read(format, &text, "x", &[]);
        prop_assert!(read.diagnostics.iter().all(|fault| fault.place.is_some()));
        for entry in &read.entries {
            prop_assert!(text.get(entry.span.clone()).is_some());
            prop_assert_eq!(sources_of(&toml::print(&under("k", entry.source.clone()))).len(), 1);
        }
    }

    #[test]
    fn what_ris_carries_comes_back(source in ris_source()) {
        let written = format::write(Format::Ris, &[std::borrow::Cow::Borrowed(&source)], &format::Options::default());
        let read = format::read(Format::Ris, &written.text, "x", &[]);
        let mut expected = source.clone();
        for loss in &written.losses {
            expected.remove(Field::from_name(loss.field.as_deref().unwrap()).unwrap());
        }
        prop_assert_eq!(&read.diagnostics, &vec![], "{}", written.text);
        prop_assert_eq!(&read.entries[0].source, &expected, "{}", written.text);
    }

    #[test]
    fn ris_is_written_once_and_for_all(source in source(key())) {
        let write = |source: &Source| format::write(Format::Ris, &[std::borrow::Cow::Borrowed(source)], &format::Options::default()).text;
        let written = write(&source);
        let read = format::read(Format::Ris, &written, "x", &[]);
        prop_assert_eq!(read.entries.len(), usize::from(!written.is_empty()));
        for entry in read.entries {
            prop_assert_eq!(write(&entry.source), written.clone());
        }
    }

    #[test]
    fn csl_is_the_same_in_json_and_in_yaml(source in source(key()), all_fields: bool) {
        let options = format::Options { all_fields, ..format::Options::default() };
        let sources = [std::borrow::Cow::Owned(source)];
        let [json, yaml] = [Format::CslJson, Format::CslYaml].map(|kind| {
            let written = format::write(kind, &sources, &options);
            let read = format::read(kind, &written.text, "x", &[]);
            let sources: Vec<Source> = read.entries.into_iter().map(|entry| entry.source).collect();
            (sources, written.losses)
        });
        prop_assert_eq!(json, yaml);
    }

    #[test]
    fn hayagriva_is_written_as_it_is_read(source in source(key())) {
        let write = |source: &Source| {
            format::write(Format::Hayagriva, &[std::borrow::Cow::Borrowed(source)], &format::Options::default()).text
        };
        let text = write(&source);
        let read = format::read(Format::Hayagriva, &text, "x", &[]);
        for found in read.entries {
            prop_assert_eq!(&found.source.key, &source.key);
            let again = write(&found.source);
            let twice = format::read(Format::Hayagriva, &again, "x", &[]).entries.remove(0).source;
            prop_assert_eq!(write(&twice), again, "{}", text);
        }
    }

    #[test]
    fn no_damage_to_a_file_makes_formatting_or_editing_panic(
        (messy, sources) in messy_file(true),
        seed in any::<u64>(),
        damage in vec((any::<proptest::sample::Index>(), select(vec!["", "\n", "\r", "[", "]", "{", "}", "\"", "'", "#", ".", "=", ",", "a"])), 0..3),
    ) {
        let mut text = messy.text;
        for (at, new) in damage {
            let (at, c) = *at.get(&text.char_indices().collect::<Vec<_>>());
            text.replace_range(at..at + c.len_utf8(), new);
        }
        let read = sources_of(&text);
        let chance = &mut Chance::new(seed);
        let _ = toml::comments(&text);
        for source in sources.iter().chain(&read) {
            let wanted = messy::tweaked(source, chance);
            let mut edits = difference(source, &wanted);
            edits.push(Edit::Rename { key: source.key.clone(), to: "new".to_owned() });
            for edits in [&edits, &vec![Edit::Remove { key: source.key.clone() }]] {
                if let Ok(edited) = toml::edit(&text, &edits.iter().collect::<Vec<_>>()) {
                    prop_assert!(edited.parse::<toml_edit::DocumentMut>().is_ok(), "{}", edited);
                }
            }
        }
        if let Some(formatted) = toml::format(&text) {
            prop_assert_eq!(toml::format(&formatted), Some(formatted.clone()), "{}", formatted);
            prop_assert_eq!(comments_in(&formatted), comments_in(&text), "{}", formatted);
        }
    }

    #[test]
    fn what_is_printed_is_read_back(source in source(key())) {
        prop_assert_eq!(sources_of(&toml::print(&source)), vec![source]);
    }

    #[test]
    fn formatting_keeps_meaning_and_comments_and_is_done_once((messy, sources) in messy_file(true)) {
        let formatted = toml::format(&messy.text).expect("it is TOML");
        let plain = |sources: Vec<Source>| -> BTreeMap<String, BTreeSet<(String, String)>> {
            sources.into_iter().map(|source| (source.key.clone(), values(&source))).collect()
        };
        prop_assert_eq!(plain(sources_of(&formatted)), plain(sources.clone()));
        prop_assert_eq!(comments_in(&formatted).len(), messy.comments, "{}", formatted);
        let again = toml::format(&formatted).expect("it is TOML");
        prop_assert_eq!(again, formatted.clone());
        // every source has a table of its own now
        for source in &sources {
            let edit = Edit::Set { key: source.key.clone(), field: "note".to_owned(), value: Value::Text("n".to_owned()) };
            prop_assert!(toml::edit(&formatted, &[&edit]).is_ok(), "{}", formatted);
        }
    }

    #[test]
    fn an_edit_does_what_it_says_and_no_more((messy, sources) in messy_file(false), wanted in source(Just(String::new()))) {
        let Some(first) = sources.first() else { return Ok(()) };
        let wanted = under(&first.key, wanted);
        let edits = difference(first, &wanted);
        edited(&messy, &sources, &edits, &[(&first.key, &wanted)])?;
    }

    #[test]
    fn a_value_is_changed_where_it_stands((messy, sources) in messy_file(false), seed in any::<u64>()) {
        let Some(first) = sources.first() else { return Ok(()) };
        let wanted = messy::tweaked(first, &mut Chance::new(seed));
        let edits = difference(first, &wanted);
        edited(&messy, &sources, &edits, &[(&first.key, &wanted)])?;
    }

    #[test]
    fn line_ends_of_a_file_stay_as_they_are((messy, sources) in messy_file(false), seed in any::<u64>()) {
        let Some(first) = sources.first() else { return Ok(()) };
        let crlf = |text: &str| text.replace('\n', "\r\n");
        let messy = Messy { text: crlf(&messy.text), parts: messy.parts.iter().map(|part| crlf(part)).collect(), ..messy };
        let wanted = messy::tweaked(first, &mut Chance::new(seed));
        let edits = difference(first, &wanted);
        let text = edited(&messy, &sources, &edits, &[(&first.key, &wanted)])?;
        prop_assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{}", text);
    }

    #[test]
    fn several_sources_of_a_file_are_removed_renamed_and_changed_at_once((messy, sources) in messy_file(false), seed in any::<u64>()) {
        let chance = &mut Chance::new(seed);
        let comments = toml::comments(&messy.text);
        let (mut edits, mut expected, mut gone) = (Vec::new(), Vec::new(), BTreeSet::new());
        for source in &sources {
            if chance.one_in(2) {
                edits.push(Edit::Remove { key: source.key.clone() });
                gone.extend(comments.get(&source.key).into_iter().flat_map(|own| comments_in(own)));
                continue;
            }
            let mut wanted = messy::tweaked(source, chance);
            edits.extend(difference(source, &wanted));
            if chance.one_in(2) {
                wanted.key = format!("{}.new", source.key);
                edits.push(Edit::Rename { key: source.key.clone(), to: wanted.key.clone() });
            }
            expected.push(wanted);
        }
        let edits: Vec<&Edit> = edits.iter().collect();
        let edited = toml::edit(&messy.text, &edits).expect("it can be edited");
        prop_assert_eq!(sources_of(&edited), expected, "{}", edited);
        let left = comments_in(&edited);
        let kept: BTreeSet<String> = comments_in(&messy.text).difference(&gone).cloned().collect();
        prop_assert!(left.is_superset(&kept), "{} lost {:?}", edited, kept.difference(&left));
        prop_assert!(sources.len() == 1 || left == kept, "{} kept {:?}", edited, left.difference(&kept));
    }

    #[test]
    fn text_with_marks_survives(text in words()) {
        prop_assert_eq!(text::plain(&text::escape(&text)), text.clone());
        let events = text::events(&text);
        let written = text::write(events.clone());
        prop_assert_eq!(text::events(&written), events);
        let folded = fold::fold(&text);
        prop_assert_eq!(fold::fold(&folded), folded.clone());
        let shown = text::visible(&text);
        prop_assert!(!shown.chars().any(char::is_control));
    }

    #[test]
    fn names_survive(name in name()) {
        let read = name.read();
        prop_assert_eq!(NameText::from(read.clone()).read(), read);
    }

    #[test]
    fn a_verdict_is_symmetric(a in source(Just("a".to_owned())), b in source(Just("b".to_owned()))) {
        let options = dedupe::Options::default();
        let (x, y) = (dedupe::compare(&a, &b, &options), dedupe::compare(&b, &a, &options));
        prop_assert_eq!((x.verdict, x.score.to_bits()), (y.verdict, y.score.to_bits()));
    }

    #[test]
    fn a_merge_loses_no_value(a in source(Just("a".to_owned())), b in source(Just("b".to_owned()))) {
        for policy in [merge::Policy::Best, merge::Policy::Fill] {
            let merged = merge::merge(&a, &[&b], policy);
            let survivor = &merged.survivor;
            for source in [&a, &b] {
                for (field, value) in source.fields() {
                    let named = match value {
                        Value::List(list) if field.shape() == Shape::WordList => {
                            list.iter().all(|word| *word == survivor.key || survivor.list(field).contains(word))
                        }
                        Value::Related(all) => all.iter().all(|one| one.key == "a" || one.key == "b" || survivor.related().contains(one)),
                        Value::Reasons(all) => all.iter().all(|(other, why)| {
                            other == "a" || other == "b"
                                || survivor.ids().contains(other)
                                || survivor.reasons(field).iter().any(|(key, said)| key == other && said.contains(why.as_str()))
                        }),
                        Value::Conflicts(all) => all.iter().all(|one| survivor.conflicts().contains(one)),
                        Value::Extra(all) => all.iter().all(|one| {
                            survivor.extra().contains(one) || survivor.conflicts().iter().any(|c| c.value == one.value)
                        }),
                        value => {
                            survivor.get(field) == Some(value)
                                || survivor.conflicts().iter().any(|conflict| conflict.field == field.name())
                                || merged.variants.iter().any(|variant| variant.field == field.name())
                        }
                    };
                    prop_assert!(named, "{} of {} in {:?}", field, source.key, merged);
                }
            }
            prop_assert!(survivor.ids().contains(&"b".to_owned()));
        }
    }

    #[test]
    fn the_order_of_files_decides_nothing(sources in vec(source(Just(String::new())), 2..6), turn in 0usize..6) {
        let named: Vec<Source> = sources
            .into_iter()
            .enumerate()
            // every second one is like the one before, so that there is something to find
            .map(|(at, source)| under(&format!("k{at}"), source))
            .collect();
        let mut twins = named.clone();
        twins.extend(named.iter().map(|source| under(&format!("{}twin", source.key), source.clone())));
        let options = dedupe::Options::default();
        let found = |sources: &[Source]| {
            let sources: Vec<&Source> = sources.iter().collect();
            let found = dedupe::duplicates(&sources, &options);
            let keys = |group: &dedupe::Group| group.members.iter().map(|at| sources[*at].key.clone()).collect::<Vec<_>>();
            found.groups.iter().map(|group| (keys(group), group.verdict, sources[group.keep].key.clone())).collect::<Vec<_>>()
        };
        let straight = found(&twins);
        let count = twins.len();
        twins.rotate_left(turn % count);
        prop_assert_eq!(&found(&twins), &straight);
        twins.reverse();
        prop_assert_eq!(&found(&twins), &straight);
    }

    #[test]
    fn what_changed_leads_from_the_old_to_the_new(
        old in vec(source("[a-d]"), 0..4),
        new in vec(source("[a-d]"), 0..4),
        alias in "[a-f]",
    ) {
        let (old, mut new) = (once_each(old), once_each(new));
        if let Some(first) = new.first_mut() {
            first.set(Field::Ids, Value::List(vec![alias]));
        }
        prop_assert!(Changes::between(&old, &old).is_empty());
        let changes = Changes::between(&old, &new);
        let result = changed(&old, &new, &changes);
        prop_assert_eq!(&result, &once_each(new.clone()), "{:#?}", changes);
    }

    #[test]
    fn an_unrelated_source_changes_nothing(sources in vec(source(Just(String::new())), 1..5)) {
        let mut twins: Vec<Source> = Vec::new();
        for (at, source) in sources.into_iter().enumerate() {
            twins.push(under(&format!("k{at}"), source.clone()));
            twins.push(under(&format!("k{at}twin"), source));
        }
        let found = |sources: &[Source]| {
            let sources: Vec<&Source> = sources.iter().collect();
            dedupe::duplicates(&sources, &dedupe::Options::default())
        };
        let alone = found(&twins);
        let mut unrelated = Source::new("zz", Kind::Book);
        let words = "qwurblefist zyxomatic vundergrapf";
        unrelated.set(Field::Title, Value::from_text(Field::Title, words).unwrap());
        unrelated.set(Field::Author, Value::from_text(Field::Author, "Xqvist, Ylvwin").unwrap());
        twins.push(unrelated);
        prop_assert_eq!(found(&twins), alone);
    }
}

#[test]
fn after_a_fix_no_certain_duplicate_is_left() {
    let texts =
        (0..200).map(crate::make::record).map(|record| (format!("{}.toml", record.key), record.toml()));
    let library = Library::from_texts("", texts.collect::<Vec<_>>()).unwrap();
    let options = &library.settings().dedupe;
    let sources: Vec<&Source> = library.sources().iter().collect();
    let found = dedupe::duplicates(&sources, options);
    let certain: Vec<_> = found.groups.iter().filter(|group| group.verdict == Verdict::Certain).collect();
    assert!(certain.len() >= 8, "{} found", certain.len());
    let merges: Vec<merge::Merged> = certain
        .iter()
        .map(|group| {
            let others: Vec<&Source> =
                group.members.iter().filter(|at| **at != group.keep).map(|at| sources[*at]).collect();
            merge::merge(sources[group.keep], &others, merge::Policy::Best)
        })
        .collect();
    let plan = library.plan(&merge::edits(&library, &merges)).unwrap();
    let mut files: BTreeMap<String, String> = library
        .paths()
        .map(|path| (path.to_owned(), library.text(&format!("bib/{path}")).unwrap().to_owned()))
        .collect();
    for change in plan.changes {
        match change.after {
            Some(text) => files.insert(change.path, text),
            None => files.remove(&change.path),
        };
    }
    let after = Library::from_texts("", files).unwrap();
    assert_eq!(after.diagnostics(), []);
    assert_eq!(after.sources().len() + certain.len(), library.sources().len());
    for source in library.sources() {
        assert!(after.get(&source.key).is_some(), "{} is gone", source.key);
    }
    let sources: Vec<&Source> = after.sources().iter().collect();
    let left = dedupe::duplicates(&sources, options);
    assert!(left.groups.iter().all(|group| group.verdict != Verdict::Certain));
}

#[test]
fn a_part_that_inherits_the_doi_of_the_whole_is_no_duplicate() {
    let texts = [
        (
            "w.toml",
            "[w]\ntype = \"book\"\ntitle = \"The Whole Book\"\nauthor = [\"Doe, Jane\"]\ndate = \"2001\"\ndoi = \"10.1000/1\"\n",
        ),
        ("p.toml", "[p]\ntype = \"inbook\"\ntitle = \"The Whole Book\"\ncrossref = \"w\"\n"),
    ];
    let library =
        Library::from_texts("", texts.map(|(path, text)| (path.to_owned(), text.to_owned()))).unwrap();
    let sources: Vec<_> = library.sources().iter().map(|source| library.resolve(source).source).collect();
    let sources: Vec<&Source> = sources.iter().map(AsRef::as_ref).collect();
    assert_eq!(dedupe::duplicates(&sources, &library.settings().dedupe).groups, []);
    let comparison = dedupe::compare(sources[0], sources[1], &library.settings().dedupe);
    assert_eq!(comparison.verdict, Verdict::Different);
    assert_eq!(comparison.because, "one is a part of the other, from which it inherits");
}
