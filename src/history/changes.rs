//! What changed from one state of a library to another, source by source and field by field. Where a source stands, and how
//! its values are spelled, is no matter.

use crate::{
    format::toml,
    model::{Field, Source, Value, fold},
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What changed; each list sorted by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Sources that are new: positions in the new state.
    pub added: Vec<usize>,
    /// Sources that are gone, and no other has their key among its `ids`: positions in the old state.
    pub removed: Vec<usize>,
    /// Sources whose key is now an alias of another that was there already.
    pub merged: Vec<Merged>,
    /// Sources with a new key.
    pub renamed: Vec<Renamed>,
    /// Sources whose fields changed.
    pub changed: Vec<Changed>,
    /// Settings that changed, by name.
    pub settings: Vec<Setting>,
}

/// A source that became a part of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// Its key.
    pub key: String,
    /// The key of the other.
    pub into: String,
}

/// A source with a new key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The key it had.
    pub from: String,
    /// The key it has.
    pub to: String,
}

/// A source that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its key now.
    pub key: String,
    /// Its position in the new state.
    pub at: usize,
    /// What changed in it, in canonical order.
    pub fields: Vec<FieldChange>,
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Its TOML name.
    pub field: String,
    /// What it held; `None` if it was not there.
    pub old: Option<Value>,
    /// What it holds; `None` if it is gone.
    pub new: Option<Value>,
}

/// A setting that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name with those of its tables: `export.page.format`.
    pub name: String,
    /// What it was, as TOML writes it.
    pub old: Option<String>,
    /// What it is.
    pub new: Option<String>,
}

impl Changes {
    /// What leads from the `old` sources to the `new` ones.
    pub fn between(old: &[Source], new: &[Source]) -> Changes {
        let mut pairing = Pairing::new(old, new);
        pairing.by_alias();
        pairing.by_content();
        pairing.finish()
    }

    /// What leads from these settings to those: the texts of two `bib.toml`.
    #[must_use]
    pub fn with_settings(mut self, old: &str, new: &str) -> Changes {
        let (old, new) = (settings(old), settings(new));
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let differ = names.into_iter().filter(|name| old.get(*name) != new.get(*name));
        self.settings = differ
            .map(|name| Setting {
                name: name.clone(),
                old: old.get(name).cloned(),
                new: new.get(name).cloned(),
            })
            .collect();
        self
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Changes::default()
    }
}

impl FieldChange {
    /// The items of a list that went and those that came, if both values are lists and more than the order changed.
    pub fn items(&self) -> Option<(Vec<String>, Vec<String>)> {
        let items = |value: &Option<Value>| value.as_ref().map_or(Some(Vec::new()), items);
        let (old, new) = (items(&self.old)?, items(&self.new)?);
        let without = |from: &[String], others: &[String]| {
            let mut left: HashMap<&String, usize> = HashMap::new();
            for item in others {
                *left.entry(item).or_default() += 1;
            }
            let mut rest = from.to_vec();
            rest.retain(|item| match left.get_mut(item).filter(|count| **count > 0) {
                Some(count) => {
                    *count -= 1;
                    false
                }
                None => true,
            });
            rest
        };
        let (gone, come) = (without(&old, &new), without(&new, &old));
        (!gone.is_empty() || !come.is_empty()).then_some((gone, come))
    }
}

/// The items of a value that is a list, each in one line; `None` for a text.
fn items(value: &Value) -> Option<Vec<String>> {
    let one = |value: Value| value.line();
    Some(match value {
        Value::Text(_) => return None,
        Value::List(list) => list.clone(),
        Value::Names(names) => names.iter().map(|name| name.read().to_string()).collect(),
        Value::Related(all) => {
            all.iter().map(|related| one(Value::Related(vec![related.clone()])).trim().to_owned()).collect()
        }
        Value::Reasons(all) => all.iter().map(|pair| one(Value::Reasons(vec![pair.clone()]))).collect(),
        Value::Conflicts(all) => all.iter().map(|item| one(Value::Conflicts(vec![item.clone()]))).collect(),
        Value::Extra(all) => all.iter().map(|raw| one(Value::Extra(vec![raw.clone()]))).collect(),
    })
}

/// What changed in a source, its key left aside.
pub fn fields(old: &Source, new: &Source) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let mut compare = |field: &str, old: Option<&Value>, new: Option<&Value>| {
        if !same(old, new) {
            changes.push(FieldChange { field: field.to_owned(), old: old.cloned(), new: new.cloned() });
        }
    };
    let kind = |source: &Source| Value::Text(source.kind.name().to_owned());
    compare(Field::Type.name(), Some(&kind(old)), Some(&kind(new)));
    let fields: BTreeSet<Field> = old.fields().chain(new.fields()).map(|(field, _)| field).collect();
    for field in fields {
        compare(field.name(), old.get(field), new.get(field));
    }
    let names = old.house.iter().chain(&new.house).map(|(name, _)| name);
    for name in names.collect::<BTreeSet<_>>() {
        let get = |source: &Source| {
            source.house.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone())
        };
        compare(name, get(old).as_ref(), get(new).as_ref());
    }
    changes
}

/// Whether two values mean the same: names may be spelled in several ways.
fn same(old: Option<&Value>, new: Option<&Value>) -> bool {
    match (old, new) {
        (Some(Value::Names(old)), Some(Value::Names(new))) if old != new => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| old.read() == new.read())
        }
        (old, new) => old == new,
    }
}

/// Which old source is which new one.
struct Pairing<'a> {
    old: &'a [Source],
    new: &'a [Source],
    /// Old and new positions of what stayed.
    pairs: Vec<(usize, usize)>,
    gone: Vec<usize>,
    come: HashSet<usize>,
    merged: Vec<Merged>,
    renamed: Vec<Renamed>,
}

impl<'a> Pairing<'a> {
    /// Those with the same key; of several with one key the first is the first.
    fn new(old: &'a [Source], new: &'a [Source]) -> Pairing<'a> {
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, source) in new.iter().enumerate().rev() {
            places.entry(&source.key).or_default().push(at);
        }
        let mut pairs = Vec::new();
        let mut gone = Vec::new();
        for (at, source) in old.iter().enumerate() {
            match places.get_mut(source.key.as_str()).and_then(Vec::pop) {
                Some(there) => pairs.push((at, there)),
                None => gone.push(at),
            }
        }
        gone.sort_by(|a, b| {
            old.get(*a).map(|source| &source.key).cmp(&old.get(*b).map(|source| &source.key))
        });
        let come = places.into_values().flatten().collect();
        Pairing { old, new, pairs, gone, come, merged: Vec::new(), renamed: Vec::new() }
    }

    /// What went and is an alias now: a new source with it among its `ids` is the old one under a new key; one that was there
    /// has taken it in. If several went into one new source, it is the one most like it.
    fn by_alias(&mut self) {
        let mut holders: HashMap<&str, usize> = HashMap::new();
        for (at, source) in self.new.iter().enumerate().rev() {
            holders.extend(source.ids().iter().map(|id| (id.as_str(), at)));
        }
        let mut into: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        self.gone.retain(|at| {
            let holder = self.old.get(*at).and_then(|source| holders.get(source.key.as_str()));
            holder.map(|holder| into.entry(*holder).or_default().push(*at)).is_none()
        });
        for (holder, mut gone) in into {
            if self.come.contains(&holder) {
                let like = |at: &usize| match (self.old.get(*at), self.new.get(holder)) {
                    (Some(old), Some(new)) => {
                        old.fields().filter(|(field, value)| new.get(*field) == Some(value)).count()
                    }
                    _ => 0,
                };
                // the first of the best
                let best = gone.iter().enumerate().rev().max_by_key(|(_, at)| like(at)).map(|(n, _)| n);
                if let Some(best) = best {
                    self.rename(gone.remove(best), holder);
                }
            }
            for at in gone {
                if let (Some(old), Some(new)) = (self.old.get(at), self.new.get(holder)) {
                    self.merged.push(Merged { key: old.key.clone(), into: new.key.clone() });
                }
            }
        }
    }

    /// What went and came with the same content, or with a key that differs in case only, has a new key.
    fn by_content(&mut self) {
        let content = |source: &Source| {
            let mut source = source.clone();
            source.key.clear();
            source.remove(Field::Ids);
            let says_something = source.fields().next().is_some();
            says_something.then(|| toml::print(&source))
        };
        let folded = |source: &Source| Some(fold::key(&source.key));
        for likeness in [&content as &dyn Fn(&Source) -> Option<String>, &folded] {
            let mut come: Vec<usize> = self.come.iter().copied().collect();
            come.sort_by(|a, b| self.new.get(*b).map(|s| &s.key).cmp(&self.new.get(*a).map(|s| &s.key)));
            let mut places: HashMap<String, Vec<usize>> = HashMap::new();
            for at in come {
                if let Some(content) = self.new.get(at).and_then(likeness) {
                    places.entry(content).or_default().push(at);
                }
            }
            for at in std::mem::take(&mut self.gone) {
                let content = self.old.get(at).and_then(likeness);
                match content.and_then(|content| places.get_mut(&content)).and_then(Vec::pop) {
                    Some(there) => self.rename(at, there),
                    None => self.gone.push(at),
                }
            }
        }
    }

    fn rename(&mut self, old: usize, new: usize) {
        self.come.remove(&new);
        self.pairs.push((old, new));
        if let (Some(old), Some(new)) = (self.old.get(old), self.new.get(new)) {
            self.renamed.push(Renamed { from: old.key.clone(), to: new.key.clone() });
        }
    }

    fn finish(mut self) -> Changes {
        let (old, new) = (self.old, self.new);
        let mut changed: Vec<Changed> = self
            .pairs
            .iter()
            .filter_map(|(before, at)| {
                let source = new.get(*at)?;
                let fields = fields(old.get(*before)?, source);
                (!fields.is_empty()).then(|| Changed { key: source.key.clone(), at: *at, fields })
            })
            .collect();
        changed.sort_by(|a, b| (&a.key, a.at).cmp(&(&b.key, b.at)));
        self.merged.sort_by(|a, b| a.key.cmp(&b.key));
        self.renamed.sort_by(|a, b| a.from.cmp(&b.from));
        let mut added: Vec<usize> = self.come.into_iter().collect();
        added.sort_by_key(|at| (new.get(*at).map(|source| &source.key), *at));
        Changes {
            added,
            removed: self.gone,
            merged: self.merged,
            renamed: self.renamed,
            changed,
            settings: Vec::new(),
        }
    }
}

/// What a `bib.toml` says, by the names of settings; nothing if it is no TOML.
fn settings(text: &str) -> BTreeMap<String, String> {
    let mut flat = BTreeMap::new();
    let Ok(document) = text.parse::<toml_edit::DocumentMut>() else { return flat };
    let mut open: Vec<(String, &dyn toml_edit::TableLike)> = vec![(String::new(), document.as_table())];
    while let Some((above, table)) = open.pop() {
        for (name, item) in table.iter() {
            let name = format!("{above}{}", toml::key(name));
            match item.as_table_like() {
                Some(below) if !below.is_empty() => open.push((format!("{name}."), below)),
                _ => {
                    let mut item = item.clone();
                    if let Some(value) = item.as_value_mut() {
                        value.decor_mut().clear();
                    }
                    flat.insert(name, item.to_string().trim().to_owned());
                }
            }
        }
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Library;

    fn sources(text: &str) -> Vec<Source> {
        Library::from_texts("", [("a.toml".to_owned(), text.to_owned())]).unwrap().sources().to_vec()
    }

    /// The changes in words: `+key`, `-key`, `key>other` for a merge, `key=other` for a rename, `key.field:-gone,+come`.
    fn words(old: &str, new: &str) -> String {
        let (old, new) = (sources(old), sources(new));
        let changes = Changes::between(&old, &new);
        let mut words: Vec<String> = Vec::new();
        words.extend(changes.added.iter().map(|at| format!("+{}", new[*at].key)));
        words.extend(changes.removed.iter().map(|at| format!("-{}", old[*at].key)));
        words.extend(changes.merged.iter().map(|merged| format!("{}>{}", merged.key, merged.into)));
        words.extend(changes.renamed.iter().map(|renamed| format!("{}={}", renamed.from, renamed.to)));
        for Changed { key, fields, .. } in &changes.changed {
            for change in fields {
                let line = |value: &Option<Value>| value.as_ref().map_or(String::new(), Value::line);
                let said = match change.items() {
                    Some((gone, come)) => {
                        let gone = gone.iter().map(|item| format!("-{item}"));
                        gone.chain(come.iter().map(|item| format!("+{item}"))).collect::<Vec<_>>().join(",")
                    }
                    None => format!("{}->{}", line(&change.old), line(&change.new)),
                };
                words.push(format!("{key}.{}:{said}", change.field));
            }
        }
        words.join(" ")
    }

    #[test]
    fn what_changed_is_said_in_words() {
        let a = "[a]\ntype='book'\ntitle='A'\nkeywords=['x','y','x']\n";
        let b = "[b]\ntype='book'\ntitle='B'\n";
        for (old, new, expected) in [
            (String::new(), a.to_owned(), "+a"),
            (a.to_owned(), String::new(), "-a"),
            (format!("{a}{b}"), format!("{b}{a}"), ""),
            (b.to_owned(), b.replace("'B'", "'C'"), "b.title:B->C"),
            (b.to_owned(), b.replace("title='B'\n", "note='n'\n"), "b.title:B-> b.note:->n"),
            (b.to_owned(), b.replace("book", "online"), "b.type:book->online"),
            (a.to_owned(), a.replace("['x','y','x']", "['z','x','y']"), "a.keywords:-x,+z"),
            (a.to_owned(), a.replace("['x','y','x']", "['y','x','x']"), "a.keywords:x; y; x->y; x; x"),
            (format!("{a}{b}"), format!("{a}ids=['b']\n"), "b>a a.ids:+b"),
            (b.to_owned(), b.replace("[b]", "[c]"), "b=c"),
            (b.to_owned(), b.replace("[b]", "[B]").replace("'B'", "'C'"), "b=B B.title:B->C"),
            (
                b.to_owned(),
                format!("{}ids=['b']\n", b.replace("[b]", "[c]").replace("'B'", "'C'")),
                "b=c c.title:B->C c.ids:+b",
            ),
            (format!("{a}{b}"), format!("{}ids=['a','b']\n", b.replace("[b]", "[c]")), "a>c b=c c.ids:+a,+b"),
            (
                "[a]\ntype='book'\nauthor=['Jane von Doe']\nallow={x='1'}\n".to_owned(),
                "[a]\ntype='book'\nauthor=['von Doe, Jane']\nallow={x='2'}\n".to_owned(),
                "a.allow:-x: 1,+x: 2",
            ),
        ] {
            assert_eq!(words(&old, &new), expected, "{old}\n{new}");
        }
    }

    #[test]
    fn settings_are_compared_by_what_they_say() {
        let old = "# ours\nlayout = '{key}.toml'\n[export.page]\nformat = 'html'\noutput = 'a'\n";
        let new = "export.page = { output = 'a', format = 'markdown' } # new\n[dedupe]\ncertain = 0.99\n";
        let changes = Changes::default().with_settings(old, new);
        let said: Vec<_> = changes
            .settings
            .iter()
            .map(|s| (s.name.as_str(), s.old.as_deref().unwrap_or(""), s.new.as_deref().unwrap_or("")))
            .collect();
        assert_eq!(
            said,
            [
                ("dedupe.certain", "", "0.99"),
                ("export.page.format", "'html'", "'markdown'"),
                ("layout", "'{key}.toml'", "")
            ]
        );
        assert!(Changes::default().with_settings(old, old).is_empty());
    }
}
