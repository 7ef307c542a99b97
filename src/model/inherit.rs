//! What a source inherits through `crossref` and `xdata` (biblatex manual, appendix B). The child's own fields win;
//! a cycle ends the walk and is named.

use super::{Field, Field as F, Kind, Kind as K, Source};
use std::{
    borrow::Cow,
    collections::{BTreeSet, HashSet},
};

/// The source with what it inherits, and what went wrong on the way.
#[derive(Clone, Debug)]
pub struct Resolved<'a> {
    /// The source; borrowed if it inherits nothing.
    pub source: Cow<'a, Source>,
    /// The fields it inherited, sorted: a DOI among them is the book's, not the chapter's.
    pub inherited: Vec<Field>,
    /// Keys of parents that are missing.
    pub missing: Vec<String>,
    /// The keys of a cycle, in order, if there is one.
    pub cycle: Vec<String>,
}

/// Resolves `crossref` and `xdata`, parents found by `find` (which knows aliases).
pub fn resolve<'a>(source: &'a Source, find: &dyn Fn(&str) -> Option<&'a Source>) -> Resolved<'a> {
    let mut walk = Walk { find, missing: Vec::new(), seen: HashSet::new(), cycle: Vec::new() };
    let mut child = walk.with_data(source);
    let (mut line, mut path) = (Vec::new(), vec![source]);
    // upwards, as far as it goes
    while path.len() <= MAX_PARENTS
        && let Some(parent) = child.text(F::Crossref).and_then(|key| walk.find(key))
    {
        if let Some(start) = path.iter().position(|seen| seen.key == parent.key) {
            walk.name_cycle(path.get(start..).unwrap_or_default());
            break;
        }
        path.push(parent);
        line.push(std::mem::replace(&mut child, walk.with_data(parent)));
    }
    // and down again, so that each hands on what it inherited itself
    let mut resolved = child;
    for mut child in line.into_iter().rev() {
        hand_on(&resolved, child.to_mut());
        resolved = child;
    }
    let inherited = match &resolved {
        Cow::Borrowed(_) => Vec::new(),
        Cow::Owned(resolved) => {
            resolved.fields().map(|(field, _)| field).filter(|field| !source.has(*field)).collect()
        }
    };
    Resolved { source: resolved, inherited, missing: walk.missing, cycle: walk.cycle }
}

/// How many parents are asked, by either way (taste; biblatex has no limit, and nobody has so many).
const MAX_PARENTS: usize = 200;

/// A walk to the parents, and what went wrong on it.
struct Walk<'a, 'f> {
    find: &'f dyn Fn(&str) -> Option<&'a Source>,
    missing: Vec<String>,
    /// The same, to look in.
    seen: HashSet<String>,
    cycle: Vec<String>,
}

impl<'a> Walk<'a, '_> {
    fn find(&mut self, key: &str) -> Option<&'a Source> {
        let found = (self.find)(key);
        if found.is_none() && self.seen.insert(key.to_owned()) {
            self.missing.push(key.to_owned());
        }
        found
    }

    /// Only the first cycle is named.
    fn name_cycle(&mut self, path: &[&Source]) {
        if self.cycle.is_empty() {
            self.cycle = path.iter().map(|source| source.key.clone()).collect();
        }
    }

    /// The source with the data of its containers, and of theirs. As in biber, a later container beats an earlier one.
    fn with_data(&mut self, source: &'a Source) -> Cow<'a, Source> {
        let mut filled = Cow::Borrowed(source);
        if !source.has(F::Xdata) {
            return filled;
        }
        let mut seen = BTreeSet::from([source.key.as_str()]);
        // the containers on the way down, each with those of its own that are still to come, the last first
        let mut path = vec![(source, source.list(F::Xdata))];
        while let Some((_, waiting)) = path.last_mut() {
            let Some((key, rest)) = waiting.split_last() else {
                path.pop();
                continue;
            };
            *waiting = rest;
            let Some(container) = self.find(key) else { continue };
            if let Some(start) = path.iter().position(|(seen, _)| seen.key == container.key) {
                let cycle: Vec<&Source> = path.iter().skip(start).map(|(source, _)| *source).collect();
                self.name_cycle(&cycle);
            } else if seen.len() <= MAX_PARENTS && seen.insert(&container.key) {
                copy(container, filled.to_mut());
                path.push((container, container.list(F::Xdata)));
            }
        }
        filled
    }
}

/// Fills in the fields of a data container.
fn copy(container: &Source, child: &mut Source) {
    let dated = is_dated(child);
    for (field, value) in container.fields() {
        if !child.has(field) && !OWN_OF_DATA.contains(&field) && !(dated && DATE.contains(&field)) {
            child.set(field, value.clone());
        }
    }
    for (name, value) in &container.house {
        if !child.house.iter().any(|(own, _)| own == name) {
            child.house.push((name.clone(), value.clone()));
        }
    }
}

/// Fills in what a child inherits from its `crossref` parent.
fn hand_on(parent: &Source, child: &mut Source) {
    let dated = is_dated(child);
    let kind = child.kind;
    let rules = || RULES.iter().filter(|rule| rule.from.contains(&parent.kind) && rule.to.contains(&kind));
    let moves: Vec<(Field, Field)> = rules().flat_map(|rule| rule.moves).copied().collect();
    let mut ruled: Vec<Field> = rules().flat_map(|rule| rule.not).copied().collect();
    for (from, to) in moves {
        if let Some(value) = parent.get(from) {
            if !child.has(to) {
                child.set(to, value.clone());
            }
            ruled.push(from);
        }
    }
    for (field, value) in parent.fields() {
        let own = OWN.contains(&field) || OURS.contains(&field) || (dated && DATE.contains(&field));
        if !own && !ruled.contains(&field) && !child.has(field) {
            child.set(field, value.clone());
        }
    }
}

/// Whether a source says when: what a parent says about its date then is no part of the child's.
fn is_dated(source: &Source) -> bool {
    source.has(F::Date) || source.has(F::Year)
}

/// The fields that say when, together.
const DATE: &[Field] = &[F::Date, F::Year, F::Month];

/// What is inherited under another name, between which kinds; all other fields keep their names.
struct Rule {
    from: &'static [Kind],
    to: &'static [Kind],
    moves: &'static [(Field, Field)],
    /// What is not inherited between them.
    not: &'static [Field],
}

// biblatex.def, "DATA INHERITANCE (CROSSREF)"; the manual's appendix B, tables 2 to 4
const RULES: &[Rule] = &[
    Rule {
        from: &[K::Mvbook, K::Book],
        to: &[K::Inbook, K::Bookinbook, K::Suppbook],
        moves: &[(F::Author, F::Author), (F::Author, F::Bookauthor)],
        not: &[],
    },
    Rule {
        from: &[K::Mvbook],
        to: &[K::Book, K::Inbook, K::Bookinbook, K::Suppbook],
        moves: MAINTITLE,
        not: TITLES,
    },
    Rule {
        from: &[K::Mvcollection, K::Mvreference],
        to: &[K::Collection, K::Reference, K::Incollection, K::Inreference, K::Suppcollection],
        moves: MAINTITLE,
        not: TITLES,
    },
    Rule {
        from: &[K::Mvproceedings],
        to: &[K::Proceedings, K::Inproceedings],
        moves: MAINTITLE,
        not: TITLES,
    },
    Rule { from: &[K::Book], to: &[K::Inbook, K::Bookinbook, K::Suppbook], moves: BOOKTITLE, not: TITLES },
    Rule {
        from: &[K::Collection, K::Reference],
        to: &[K::Incollection, K::Inreference, K::Suppcollection],
        moves: BOOKTITLE,
        not: TITLES,
    },
    Rule { from: &[K::Proceedings], to: &[K::Inproceedings], moves: BOOKTITLE, not: TITLES },
    Rule {
        from: &[K::Periodical],
        to: &[K::Article, K::Suppperiodical],
        moves: &[(F::Title, F::Journaltitle), (F::Subtitle, F::Journalsubtitle)],
        not: TITLES,
    },
];

const MAINTITLE: &[(Field, Field)] =
    &[(F::Title, F::Maintitle), (F::Subtitle, F::Mainsubtitle), (F::Titleaddon, F::Maintitleaddon)];

const BOOKTITLE: &[(Field, Field)] =
    &[(F::Title, F::Booktitle), (F::Subtitle, F::Booksubtitle), (F::Titleaddon, F::Booktitleaddon)];

/// Other forms of a title: those of a book are none of the chapter's.
const TITLES: &[Field] = &[F::Shorttitle, F::Sorttitle, F::Indextitle, F::Indexsorttitle];

/// What no source inherits through `crossref`: the rule of biblatex.def for all kinds, and the containers, which were
/// asked already.
const OWN: &[Field] = &[
    F::Ids,
    F::Crossref,
    F::Xref,
    F::Xdata,
    F::Entryset,
    F::Entrysubtype,
    F::Execute,
    F::Label,
    F::Options,
    F::Presort,
    F::Related,
    F::Shorthand,
    F::Shorthandintro,
    F::Sortkey,
];

/// What we say about one source alone, and what is said about it for this library's readers.
const OURS: &[Field] =
    &[F::Category, F::Modules, F::Annotation, F::Distinct, F::Allow, F::Conflicts, F::Extra];

/// What a data container does not hand on.
const OWN_OF_DATA: &[Field] = &[F::Ids, F::Xdata, F::Distinct, F::Conflicts];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;

    /// A source of text fields; `crossref` is one, `xdata` a list of words.
    fn source(key: &str, kind: Kind, fields: &[(Field, &str)]) -> Source {
        let mut source = Source::new(key, kind);
        for (field, text) in fields {
            let value = match field {
                F::Xdata | F::Keywords => Value::List(text.split(' ').map(str::to_owned).collect()),
                F::Author => Value::Names(vec![(*text).into()]),
                _ => Value::Text((*text).to_owned()),
            };
            source.set(*field, value);
        }
        source
    }

    fn find<'a>(sources: &'a [Source]) -> impl Fn(&str) -> Option<&'a Source> {
        |key| sources.iter().find(|source| source.key == key)
    }

    #[test]
    fn a_title_becomes_the_title_of_what_it_is_a_part_of() {
        let (title, sub, add) = (F::Title, F::Subtitle, F::Titleaddon);
        for (parent, child, expected) in [
            (K::Book, K::Inbook, [F::Booktitle, F::Booksubtitle, F::Booktitleaddon]),
            (K::Mvbook, K::Inbook, [F::Maintitle, F::Mainsubtitle, F::Maintitleaddon]),
            (K::Mvbook, K::Book, [F::Maintitle, F::Mainsubtitle, F::Maintitleaddon]),
            (K::Mvreference, K::Inreference, [F::Maintitle, F::Mainsubtitle, F::Maintitleaddon]),
            (K::Mvproceedings, K::Proceedings, [F::Maintitle, F::Mainsubtitle, F::Maintitleaddon]),
            (K::Collection, K::Incollection, [F::Booktitle, F::Booksubtitle, F::Booktitleaddon]),
            (K::Proceedings, K::Inproceedings, [F::Booktitle, F::Booksubtitle, F::Booktitleaddon]),
            (K::Periodical, K::Article, [F::Journaltitle, F::Journalsubtitle, F::Titleaddon]),
            (K::Misc, K::Misc, [F::Title, F::Subtitle, F::Titleaddon]),
        ] {
            let sources = [
                source("c", child, &[(F::Crossref, "p")]),
                source("p", parent, &[(title, "t"), (sub, "s"), (add, "a"), (F::Shorttitle, "x")]),
            ];
            let resolved = resolve(&sources[0], &find(&sources)).source;
            let values = expected.map(|field| resolved.text(field));
            assert_eq!(values, [Some("t"), Some("s"), Some("a")], "{parent} {child}");
            assert_eq!(resolved.has(title), parent == K::Misc, "{parent} {child}");
            assert_eq!(resolved.has(F::Shorttitle), parent == K::Misc, "{parent} {child}");
        }
    }

    #[test]
    fn the_author_of_a_book_is_the_author_of_its_chapter_unless_it_has_one() {
        let sources = [
            source("own", K::Inbook, &[(F::Crossref, "p"), (F::Author, "Own, A")]),
            source("none", K::Inbook, &[(F::Crossref, "p")]),
            source("p", K::Book, &[(F::Author, "Book, B")]),
        ];
        for (child, author) in [(0, "Own, A"), (1, "Book, B")] {
            let resolved = resolve(&sources[child], &find(&sources)).source;
            assert_eq!(resolved.get(F::Author), Some(&Value::Names(vec![author.into()])));
            assert_eq!(resolved.get(F::Bookauthor), Some(&Value::Names(vec!["Book, B".into()])));
        }
    }

    #[test]
    fn own_fields_win_and_some_are_never_inherited() {
        let sources = [
            source("c", K::Inproceedings, &[(F::Crossref, "p"), (F::Title, "own"), (F::Year, "1999")]),
            source(
                "p",
                K::Proceedings,
                &[
                    (F::Title, "P"),
                    (F::Booktitle, "old"),
                    (F::Date, "2001"),
                    (F::Month, "1"),
                    (F::Isbn, "1"),
                    (F::Keywords, "k"),
                    (F::Shorthand, "s"),
                    (F::Annotation, "a"),
                    (F::Category, "c"),
                ],
            ),
        ];
        let resolved = resolve(&sources[0], &find(&sources));
        let fields: Vec<(Field, &Value)> = resolved.source.fields().collect();
        let names: Vec<Field> = fields.iter().map(|(field, _)| *field).collect();
        assert_eq!(names, [F::Title, F::Year, F::Booktitle, F::Isbn, F::Keywords, F::Crossref]);
        assert_eq!(
            (resolved.source.text(F::Title), resolved.source.text(F::Booktitle)),
            (Some("own"), Some("P"))
        );
        assert_eq!(resolved.inherited, [F::Booktitle, F::Isbn, F::Keywords]);
    }

    #[test]
    fn grandparents_hand_on_through_parents() {
        let sources = [
            source("c", K::Inbook, &[(F::Crossref, "p")]),
            source("p", K::Book, &[(F::Crossref, "g"), (F::Title, "volume"), (F::Xdata, "x")]),
            source("g", K::Mvbook, &[(F::Title, "all"), (F::Series, "s")]),
            source("x", K::Xdata, &[(F::Isbn, "i"), (F::Xdata, "y")]),
            source("y", K::Xdata, &[(F::Note, "n")]),
        ];
        let resolved = resolve(&sources[0], &find(&sources)).source;
        for (field, text) in [
            (F::Booktitle, "volume"),
            (F::Maintitle, "all"),
            (F::Series, "s"),
            (F::Isbn, "i"),
            (F::Note, "n"),
        ] {
            assert_eq!(resolved.text(field), Some(text), "{field}");
        }
        assert!(!resolved.has(F::Xdata));
    }

    #[test]
    fn of_two_containers_the_later_wins() {
        let mut sources = [
            source("c", K::Book, &[(F::Xdata, "x y"), (F::Series, "own")]),
            source("x", K::Xdata, &[(F::Series, "x"), (F::Note, "x"), (F::Isbn, "x"), (F::Crossref, "p")]),
            source("y", K::Xdata, &[(F::Note, "y"), (F::Xdata, "z")]),
            source("z", K::Xdata, &[(F::Note, "z"), (F::Isbn, "z"), (F::Category, "z")]),
            source("p", K::Mvbook, &[(F::Title, "p")]),
        ];
        sources[1].house.push(("shelf".to_owned(), Value::Text("s".to_owned())));
        let resolved = resolve(&sources[0], &find(&sources)).source;
        for (field, text) in [
            (F::Series, "own"),
            (F::Note, "y"),
            (F::Isbn, "z"),
            (F::Category, "z"),
            (F::Maintitle, "p"),
            (F::Crossref, "p"),
        ] {
            assert_eq!(resolved.text(field), Some(text), "{field}");
        }
        assert_eq!(resolved.house.len(), 1);
    }

    #[test]
    fn cycles_and_missing_parents_are_named_and_end() {
        let cross = |key: &str, to: &str| source(key, K::Misc, &[(F::Crossref, to), (F::Note, key)]);
        let data = |key: &str, to: &str| source(key, K::Xdata, &[(F::Xdata, to)]);
        for (sources, cycle, missing) in [
            (vec![cross("a", "a")], vec!["a"], vec![]),
            (vec![cross("a", "b"), cross("b", "a")], vec!["a", "b"], vec![]),
            (vec![cross("a", "b"), cross("b", "c"), cross("c", "b")], vec!["b", "c"], vec![]),
            (vec![cross("a", "b")], vec![], vec!["b"]),
            (vec![data("a", "a")], vec!["a"], vec![]),
            (vec![data("a", "b"), data("b", "c"), data("c", "b")], vec!["b", "c"], vec![]),
            (vec![data("a", "x b x"), data("b", "y")], vec![], vec!["x", "y"]),
            (
                vec![data("a", "b c"), data("b", "d"), data("c", "d"), data("d", "e"), data("e", "e")],
                vec!["e"],
                vec![],
            ),
        ] {
            let resolved = resolve(&sources[0], &find(&sources));
            assert_eq!((resolved.cycle, resolved.missing), (own(&cycle), own(&missing)));
        }
        let alone = Source::new("a", K::Book);
        assert!(matches!(resolve(&alone, &|_| None).source, Cow::Borrowed(_)));
    }

    fn own(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    #[test]
    fn long_lines_of_parents_end() {
        let mut sources: Vec<Source> = (0..1000_u32)
            .map(|at| {
                source(
                    &at.to_string(),
                    K::Misc,
                    &[(F::Crossref, &(at + 1).to_string()), (F::Xdata, &(at + 1).to_string())],
                )
            })
            .collect();
        sources.push(source("1000", K::Misc, &[(F::Note, "far")]));
        assert!(resolve(&sources[0], &find(&sources)).cycle.is_empty());
    }
}
