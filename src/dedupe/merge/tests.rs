//! What a merge keeps.

use super::*;
use crate::model::Kind;
use crate::model::Related;

fn source(key: &str, fields: &[(Field, &str)]) -> Source {
    let mut source = Source::new(key, Kind::Article);
    for (field, text) in fields {
        source.set(*field, Value::from_text(*field, text).unwrap());
    }
    source
}

#[test]
fn gaps_are_filled_lists_united_and_keys_live_on() {
    let a = source("a", &[(Field::Title, "T"), (Field::Modules, "x, y"), (Field::Ids, "old")]);
    let b = source(
        "b",
        &[(Field::Title, "T"), (Field::Modules, "y, z"), (Field::Doi, "10.1000/1"), (Field::Ids, "b0")],
    );
    let merged = merge(&a, &[&b], Policy::Best);
    assert_eq!(merged.survivor.list(Field::Modules), ["x", "y", "z"]);
    assert_eq!(merged.survivor.text(Field::Doi), Some("10.1000/1"));
    assert_eq!(merged.survivor.ids(), ["old", "b", "b0"]);
    assert_eq!(merged.filled, [("doi".to_owned(), "b".to_owned())]);
    assert_eq!((merged.variants, merged.conflicts), (vec![], vec![]));
}

#[test]
fn the_better_spelling_wins_and_the_other_is_named() {
    let pairs = [
        (Field::Title, "ATTENTION IS ALL YOU NEED", "Attention Is All You Need"),
        (Field::Author, "Doe, J.", "Doe, Jane Ann"),
        (Field::Author, "Doe, J. and others", "Doe, Jane and Roe, R."),
        (Field::Date, "2017", "2017-06"),
        (Field::Journaltitle, "J. Mach. Learn. Res.", "Journal of Machine Learning Research"),
        (Field::Pages, "221-8", "221-228"),
    ];
    for (field, worse, better) in pairs {
        for (own, new, policy, wins) in [
            (worse, better, Policy::Best, better),
            (better, worse, Policy::Best, better),
            (worse, better, Policy::Fill, worse),
        ] {
            let merged = merge(&source("a", &[(field, own)]), &[&source("b", &[(field, new)])], policy);
            assert_eq!(plain(merged.survivor.get(field).unwrap()), wins, "{own} {new}");
            assert_eq!((merged.variants.len(), merged.conflicts.len()), (1, 0), "{own} {new}");
        }
    }
}

#[test]
fn of_a_preprint_and_what_was_published_the_published_counts() {
    let published = source(
        "pub",
        &[
            (Field::Title, "A Title"),
            (Field::Journaltitle, "Journal of Results"),
            (Field::Date, "2018-01"),
            (Field::Doi, "10.1000/jr.1"),
            (Field::Publisher, "Press"),
        ],
    );
    let preprint = source(
        "pre",
        &[
            (Field::Title, "A Title"),
            (Field::Journaltitle, "arXiv preprint arXiv:1706.03762"),
            (Field::Date, "2017"),
            (Field::Doi, "10.48550/arXiv.1706.03762"),
            (Field::Url, "https://arxiv.org/abs/1706.03762"),
            (Field::Publisher, "arXiv"),
        ],
    );
    let fields = [Field::Journaltitle, Field::Date, Field::Doi, Field::Publisher];
    let merged = merge(&published, &[&preprint], Policy::Best);
    assert_eq!(fields.map(|field| merged.survivor.text(field)), fields.map(|field| published.text(field)));
    assert_eq!(merged.survivor.text(Field::Eprint), Some("1706.03762"));
    assert_eq!((merged.variants.len(), merged.conflicts.len()), (4, 0), "{merged:?}");
    let merged = merge(&preprint, &[&published], Policy::Best);
    assert_eq!(fields.map(|field| merged.survivor.text(field)), fields.map(|field| published.text(field)));
    assert_eq!(merged.conflicts, []);
}

#[test]
fn of_each_person_the_fuller_name_is_taken() {
    let a = source("a", &[(Field::Author, "Vaswani, A. and Shazeer, Noam and others")]);
    let b = source("b", &[(Field::Author, "Vaswani, Ashish and Shazeer, N. and Parmar, Niki")]);
    let merged = merge(&a, &[&b], Policy::Best);
    let names = plain(merged.survivor.get(Field::Author).unwrap());
    assert_eq!(names, "Vaswani, Ashish and Shazeer, Noam and Parmar, Niki");
    assert_eq!(merged.variants.iter().map(|v| v.from.as_str()).collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn contradictions_are_kept() {
    let pairs = [
        (Field::Volume, "1", "2"),
        (Field::Doi, "10.1000/1", "10.1000/2"),
        (Field::Date, "2017", "2018"),
        (Field::Author, "Doe, Jane", "Roe, Jane"),
        (Field::Note, "!", "?"),
    ];
    for (field, own, new) in pairs {
        let merged = merge(&source("a", &[(field, own)]), &[&source("b", &[(field, new)])], Policy::Best);
        let conflict = Conflict { field: field.name().into(), value: new.into(), from: "b".into() };
        assert_eq!(merged.survivor.conflicts(), [conflict]);
    }
}

#[test]
fn what_sources_say_of_one_another_ends_and_is_named() {
    let a = source("a", &[(Field::Title, "T")]);
    let mut b = source("b", &[(Field::Title, "T")]);
    let related = |key: &str| Related { key: key.into(), relation: "reprintof".into(), ..Related::default() };
    b.set(Field::Related, Value::Related(vec![related("a")]));
    let merged = merge(&a, &[&b], Policy::Fill);
    assert_eq!((merged.filled, merged.survivor.related().len()), (vec![], 0));
    assert_eq!(merged.ended, [("related".to_owned(), "reprintof a".to_owned())]);
    b.set(Field::Related, Value::Related(vec![related("a"), related("c")]));
    let merged = merge(&a, &[&b], Policy::Fill);
    assert_eq!(merged.filled, [("related".to_owned(), "b".to_owned())]);
    assert_eq!((merged.survivor.related().len(), merged.ended.len()), (1, 1));
}

#[test]
fn other_sources_follow() {
    let library = Library::from_texts(
        "",
        [
            ("a.toml", "# of a\n[a]\ntype = \"book\"\n"),
            ("b.toml", "# of b\n[b]\ntype = \"book\"\nnote = \"n\" # why\n"),
            ("c.toml", "[c]\ntype = \"inbook\"\ncrossref = \"b\"\ndistinct = { b = \"a part\" }\n"),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned())),
    )
    .unwrap();
    let (a, b) = (library.get("a").unwrap(), library.get("b").unwrap());
    let plan = library.plan(&edits(&library, &[merge(a, &[b], Policy::Best)])).unwrap();
    let after: Vec<_> = plan.changes.iter().map(|change| change.after.as_deref().unwrap_or("gone")).collect();
    assert_eq!(
        after,
        [
            "# of a\n# from b:\n# of b\n# why\n[a]\ntype = \"book\"\nnote = \"n\"\nids = [\"b\"]\n",
            "[c]\ntype = \"inbook\"\ncrossref = \"a\"\ndistinct = { a = \"a part\" }\n",
            "gone",
        ]
    );
}

fn library(texts: &[(&str, &str)]) -> Library {
    let texts = texts.iter().map(|(key, fields)| (format!("{key}.toml"), format!("[{key}]\n{fields}")));
    Library::from_texts("", texts).unwrap()
}

fn texts(library: &Library, merges: &[Merged]) -> Vec<String> {
    let plan = library.plan(&edits(library, merges)).unwrap();
    plan.changes.into_iter().filter_map(|change| change.after).collect()
}

#[test]
fn what_names_one_source_once_all_is_merged_is_the_same() {
    let parent = "type = \"book\"\n";
    let child = |parent: &str, data: &str| {
        format!(
            "type = \"inbook\"\ncrossref = \"{parent}\"\nxdata = [\"{data}\"]\nrelated = [{{ key = \"{parent}\", type = \"reviewof\" }}]\ndistinct = {{ {parent} = \"looked\" }}\n"
        )
    };
    let (c1, c2) = (child("p1", "p2"), child("p0", "p1"));
    let library =
        library(&[("c1", &c1), ("c2", &c2), ("p1", parent), ("p2", "type = \"book\"\nids = [\"p0\"]\n")]);
    let at = |key: &str| library.locate(key).unwrap();
    let merges = merge_groups(&library, &[vec![at("c1"), at("c2")], vec![at("p1"), at("p2")]], Policy::Best);
    assert_eq!((&merges[0].conflicts, &merges[0].variants), (&vec![], &vec![]));
    assert_eq!(
        texts(&library, &merges),
        [
            "[c1]\ntype = \"inbook\"\ncrossref = \"p1\"\nxdata = [\"p1\"]\nrelated = [{ key = \"p1\", type = \"reviewof\" }]\nids = [\"c2\"]\ndistinct = { p1 = \"looked\" }\n",
            "[p1]\ntype = \"book\"\nids = [\"p2\", \"p0\"]\n",
        ]
    );
}

#[test]
fn a_related_source_is_named_once_and_never_the_source_itself() {
    let related = |all: &str| format!("type = \"book\"\nrelated = [{all}]\n");
    let a = related("{ key = \"x\", type = \"reprintof\" }, { key = \"b\" }");
    let b = related(
        "{ key = \"x0\", type = \"reprintof\", string = \"from\" }, { key = \"x\", type = \"reviewof\" }",
    );
    let c = related("{ key = \"a\", type = \"reviewof\" }, { key = \"b\", type = \"reviewof\" }");
    let library = library(&[("a", &a), ("b", &b), ("c", &c), ("x", "type = \"book\"\nids = [\"x0\"]\n")]);
    let merges = merge_groups(&library, &[vec![0, 1]], Policy::Best);
    assert_eq!(merges[0].ended, [("related".to_owned(), "b".to_owned())]);
    assert_eq!(
        texts(&library, &merges),
        [
            "[a]\ntype = \"book\"\nrelated = [{ key = \"x\", type = \"reprintof\", string = \"from\" }, { key = \"x\", type = \"reviewof\" }]\nids = [\"b\"]\n",
            "[c]\ntype = \"book\"\nrelated = [{ key = \"a\", type = \"reviewof\" }]\n",
        ]
    );
}

#[test]
fn another_source_that_names_two_aliases_of_what_is_one_then_names_it_once() {
    let c = "type = \"book\"\nxdata = [\"b0\", \"x\", \"a\"]\nrelated = [{ key = \"a0\", type = \"reviewof\" }, { key = \"b\", type = \"reviewof\" }]\ndistinct = { a0 = \"other\", b0 = \"seen\" }\n";
    let d = "type = \"book\"\nrelated = [{ key = \"x\" }, { key = \"x0\" }]\n";
    let ids = |key: &str| format!("type = \"book\"\nids = [\"{key}0\"]\n");
    let library = library(&[("a", &ids("a")), ("b", &ids("b")), ("c", c), ("d", d), ("x", &ids("x"))]);
    let merges = merge_groups(&library, &[vec![0, 1]], Policy::Best);
    assert_eq!(
        texts(&library, &merges),
        [
            "[a]\ntype = \"book\"\nids = [\"a0\", \"b\", \"b0\"]\n",
            "[c]\ntype = \"book\"\nxdata = [\"b0\", \"x\"]\nrelated = [{ key = \"a0\", type = \"reviewof\" }]\ndistinct = { a0 = \"other; seen\" }\n",
        ]
    );
}

#[test]
fn of_two_types_a_general_one_gives_way_and_two_precise_ones_contradict() {
    let of = |key: &str, kind: Kind| Source::new(key, kind);
    for (own, new, kept, conflicts) in [
        (Kind::Misc, Kind::Thesis, Kind::Thesis, 0),
        (Kind::Article, Kind::Online, Kind::Article, 0),
        (Kind::Online, Kind::Report, Kind::Report, 0),
        (Kind::Thesis, Kind::Report, Kind::Thesis, 1),
        (Kind::Report, Kind::Thesis, Kind::Report, 1),
        (Kind::Book, Kind::Article, Kind::Book, 1),
    ] {
        let merged = merge(&of("a", own), &[&of("b", new)], Policy::Best);
        assert_eq!(
            (merged.survivor.kind, merged.survivor.conflicts().len()),
            (kept, conflicts),
            "{own:?} {new:?}"
        );
        assert_eq!(merged.variants.len(), 1 - conflicts, "{own:?} {new:?}");
    }
}
