//! What a person decided about sources, and decides: that they are not one work, with the reason; which value of each field a
//! merge keeps. Decisions live in the source files.

use super::told::{Other, others};
use crate::{
    diagnostic::{Diagnostic, Edit},
    library::Library,
    model::{Field, Kind, Shape, Source, Value, fold, key::argument},
};
use std::collections::BTreeMap;

/// A person's no, as it stands in a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct No<'s> {
    /// The source that says it.
    pub source: &'s Source,
    /// The key of the other one as it is written there: its own, or an alias.
    pub key: &'s str,
    /// Why.
    pub because: &'s str,
}

/// What was said about two sources, in either.
pub fn no<'s>(a: &'s Source, b: &'s Source) -> Option<No<'s>> {
    let said = |source: &'s Source, other: &Source| {
        let mut told = source.reasons(Field::Distinct).iter();
        told.find(|(key, _)| has_key(other, key)).map(|(key, because)| No { source, key, because })
    };
    said(a, b).or_else(|| said(b, a))
}

/// The edits that store for each two sources that they are two works, in the first of them. Of whom that is said already,
/// nothing more is said.
pub fn distinct<'s>(pairs: impl IntoIterator<Item = (&'s Source, &'s Source)>, because: &str) -> Vec<Edit> {
    let mut said: BTreeMap<&str, Vec<(String, String)>> = BTreeMap::new();
    for (a, b) in pairs.into_iter().filter(|(a, b)| no(a, b).is_none()) {
        let reasons = said.entry(&a.key).or_insert_with(|| a.reasons(Field::Distinct).to_vec());
        reasons.push((b.key.clone(), because.to_owned()));
    }
    said.into_iter().map(|(key, reasons)| set(key, reasons)).collect()
}

/// The edit that gives a no another reason.
pub fn reword(no: &No<'_>, because: &str) -> Edit {
    let reasons = no.source.reasons(Field::Distinct).iter();
    let reasons =
        reasons.map(|(key, old)| (key.clone(), if key == no.key { because } else { old }.to_owned()));
    set(&no.source.key, reasons.collect())
}

fn set(key: &str, mut reasons: Vec<(String, String)>) -> Edit {
    reasons.sort();
    Edit::Set {
        key: key.to_owned(),
        field: Field::Distinct.name().to_owned(),
        value: Value::Reasons(reasons),
    }
}

/// What sources themselves say against a merge of them all: a person's no, or that one inherits from another and so is a
/// part of it. Empty if nothing does.
pub fn against(members: &[&Source]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for source in members {
        for (key, told) in others(source) {
            let other = members.iter().find(|other| other.key != source.key && has_key(other, key));
            let Some(other) = other else { continue };
            let (own, other) = (&source.key, &other.key);
            let fault = match told {
                Other::Distinct(why) => {
                    let alone = source.reasons(Field::Distinct).len() == 1;
                    let help = if alone {
                        format!("`bib set {} distinct=`", argument(own))
                    } else {
                        format!("`bib edit {}`", argument(own))
                    };
                    Diagnostic::error("distinct", format!("`{own}` is not `{other}`, a person said: {why}"))
                        .field(Field::Distinct.name())
                        .help(format!("{help} takes that back"))
                }
                Other::Part | Other::Child | Other::Data | Other::Set => part_of_it(own, other, told),
            };
            found.push(fault.key(own));
        }
    }
    found
}

/// That one source needs another one, so that they cannot be one.
fn part_of_it(own: &str, other: &str, told: Other<'_>) -> Diagnostic {
    let (what, field) = match told {
        Other::Set => (format!("`{own}` is a set of entries, and `{other}` one of them"), Field::Entryset),
        Other::Data => {
            (format!("`{own}` inherits from `{other}`, which holds data for several"), Field::Xdata)
        }
        Other::Child => (format!("`{own}` is a part of `{other}`"), Field::Xref),
        _ => (format!("`{own}` is a part of `{other}`, which it inherits from"), Field::Crossref),
    };
    let help = format!("`bib set {} {field}=` makes it a work of its own", argument(own));
    Diagnostic::error("part-of-it", what).field(field.name()).help(help)
}

/// For so many keys that name no source, one that is like it is looked for (taste).
const SUGGESTED: usize = 20;

/// A warning for each `distinct` that names no source.
pub fn dangling(library: &Library) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, source) in library.sources().iter().enumerate() {
        for (key, _) in source.reasons(Field::Distinct).iter().filter(|(key, _)| !library.is_taken(key)) {
            let message = format!("`{}` is said not to be `{key}`, which is no source", source.key);
            // all keys are looked through for each: those after the first few are told without
            let near = if found.len() < SUGGESTED { library.similar_keys(key) } else { Vec::new() };
            let help = match near.into_iter().find(|near| *near != source.key) {
                Some(near) => format!("did you mean `{near}`? Or take it out"),
                None => "take it out, or name a source".to_owned(),
            };
            let place = library.place(at, Some(Field::Distinct));
            let warning = Diagnostic::warning("dangling-distinct", message).key(&source.key).at(place);
            found.push(warning.field(Field::Distinct.name()).help(help));
        }
    }
    found
}

/// A field in which sources differ, and the values it has in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its TOML name.
    pub field: String,
    /// Each value once, with the keys of the sources that have it.
    pub values: Vec<(Value, Vec<String>)>,
}

/// The fields of which a merge keeps one value, and sources have several; lists of words are united and not among them.
pub fn differences(members: &[&Source]) -> Vec<Difference> {
    let mut found: Vec<Difference> = Vec::new();
    let kinds = members.iter().map(|source| ("type", kind(source.kind), *source));
    let fields = members.iter().flat_map(|source| {
        let fields = source.fields().filter(|(field, _)| keeps_one(field.shape()));
        fields.map(|(field, value)| (field.name(), value.clone(), *source))
    });
    let house = members
        .iter()
        .flat_map(|source| source.house.iter().map(|(name, value)| (name.as_str(), value.clone(), *source)));
    for (field, value, source) in kinds.chain(fields).chain(house) {
        let at = found.iter().position(|difference| difference.field == field);
        let at = at.unwrap_or_else(|| {
            found.push(Difference { field: field.to_owned(), values: Vec::new() });
            found.len() - 1
        });
        let Some(difference) = found.get_mut(at) else { continue };
        match difference.values.iter_mut().find(|(other, _)| *other == value) {
            Some((_, keys)) => keys.push(source.key.clone()),
            None => difference.values.push((value, vec![source.key.clone()])),
        }
    }
    found.retain(|difference| difference.values.len() > 1);
    // in the order in which sources are written, whoever has the field
    found.sort_by_key(|difference| {
        let field = Field::from_name(&difference.field);
        (field.is_none(), field)
    });
    found
}

/// The source with the values that a person chose, where it has another.
pub fn chosen(source: &Source, choices: &[(String, Value)]) -> Source {
    let mut source = source.clone();
    for (name, value) in choices {
        match (Field::from_name(name), value) {
            (Some(Field::Type), Value::Text(text)) => {
                source.kind = Kind::from_name(text).unwrap_or(source.kind);
            }
            (Some(field), _) if source.has(field) => _ = source.set(field, value.clone()),
            (Some(_), _) => {}
            (None, _) => {
                let own = source.house.iter_mut().find(|(own, _)| own == name);
                if let Some((_, own)) = own {
                    own.clone_from(value);
                }
            }
        }
    }
    source
}

/// The value of a field of which [`differences`] speaks.
pub fn value(source: &Source, name: &str) -> Option<Value> {
    match Field::from_name(name) {
        Some(Field::Type) => Some(kind(source.kind)),
        Some(field) => source.get(field).cloned(),
        None => source.house.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone()),
    }
}

fn kind(kind: Kind) -> Value {
    Value::Text(kind.name().to_owned())
}

/// Whether a merge keeps one value of such a field.
fn keeps_one(shape: Shape) -> bool {
    !matches!(shape, Shape::WordList | Shape::Related | Shape::Reasons | Shape::Conflicts | Shape::Extra)
}

/// Whether a source is found by that key, its own or an alias.
pub(super) fn has_key(source: &Source, key: &str) -> bool {
    std::iter::once(&source.key).chain(source.ids()).any(|own| fold::key(own) == fold::key(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(key: &str, fields: &[(Field, &str)]) -> Source {
        let mut source = Source::new(key, Kind::Article);
        for (field, text) in fields {
            source.set(*field, Value::from_text(*field, text).unwrap());
        }
        source
    }

    fn not(mut source: Source, key: &str, because: &str) -> Source {
        source.set(Field::Distinct, Value::Reasons(vec![(key.to_owned(), because.to_owned())]));
        source
    }

    fn said(edits: &[Edit]) -> Vec<String> {
        let said = edits.iter().map(|edit| match edit {
            Edit::Set { key, value, .. } => format!("{key}: {}", value.line()),
            other => format!("{other:?}"),
        });
        said.collect()
    }

    #[test]
    fn a_no_is_said_once_for_each_two_also_under_an_alias() {
        let (a, b) = (source("a", &[]), source("b", &[(Field::Ids, "old")]));
        let c = not(source("c", &[]), "OLD", "seen");
        assert_eq!(no(&b, &c).map(|no| (no.key, no.because)), Some(("OLD", "seen")));
        let edits = distinct([(&a, &b), (&a, &c), (&b, &c)], "no");
        assert_eq!(said(&edits), ["a: b: no; c: no"]);
        assert_eq!(said(&[reword(&no(&b, &c).unwrap(), "looked at")]), ["c: OLD: looked at"]);
    }

    #[test]
    fn what_sources_say_against_a_merge_is_found() {
        let (a, b) = (source("a", &[]), source("b", &[]));
        let part = source("part", &[(Field::Crossref, "a")]);
        let f = not(source("f", &[]), "b", "said no");
        let rules = |members: &[&Source]| against(members).iter().map(|f| f.rule).collect::<Vec<_>>();
        assert_eq!(rules(&[&a, &b]), [""; 0]);
        assert_eq!(rules(&[&a, &f]), [""; 0]);
        assert_eq!(rules(&[&b, &f]), ["distinct"]);
        assert_eq!(rules(&[&b, &a, &part]), ["part-of-it"]);
    }

    #[test]
    fn a_distinct_that_names_no_source_is_found() {
        let text = "[a]\ntype = \"book\"\ndistinct = { B = \"x\", nosuch = \"y\" }\n[b]\ntype = \"book\"\n";
        let library = Library::from_texts("", [("a.toml".to_owned(), text.to_owned())]).unwrap();
        let found = dangling(&library);
        let found: Vec<_> =
            found.iter().map(|f| (f.message.as_str(), f.place.as_ref().unwrap().line)).collect();
        assert_eq!(found, [("`a` is said not to be `nosuch`, which is no source", 3)]);
    }

    #[test]
    fn what_was_chosen_is_what_all_say() {
        let a = source("a", &[(Field::Title, "T"), (Field::Volume, "1"), (Field::Modules, "x")]);
        let mut b = source("b", &[(Field::Title, "T"), (Field::Volume, "2"), (Field::Modules, "y")]);
        let c = source("c", &[(Field::Volume, "1")]);
        b.kind = Kind::Book;
        let found = differences(&[&a, &b, &c]);
        let fields: Vec<_> = found.iter().map(|d| (d.field.as_str(), d.values.len())).collect();
        assert_eq!(fields, [("type", 2), ("volume", 2)]);
        assert_eq!(found[1].values[0].1, ["a", "c"]);
        let choices: Vec<_> = found.iter().map(|d| (d.field.clone(), d.values[1].0.clone())).collect();
        let chosen = [&a, &b, &c].map(|source| chosen(source, &choices));
        assert_eq!(differences(&chosen.each_ref()), []);
        assert_eq!((chosen[0].kind, chosen[0].text(Field::Volume)), (Kind::Book, Some("2")));
        assert_eq!(value(&chosen[2], "title"), None);
    }
}
