//! Three versions of a source file into one: source by source, field by field, list by list.
//!
//! What theirs changed is changed in the text of ours, in place, so that nothing else of it moves. Where both changed one
//! value in two ways the file is made twice, decided for ours and for theirs, and what differs stands between markers.

mod comments;
mod markers;
mod three;
mod value;

use super::{
    edit::{Wish, attached, carry_out_all},
    node::Node,
    splice::Splices,
    tree::Tree,
};
use comments::Owner;
pub use markers::Markers;
use std::collections::{BTreeMap, HashMap, HashSet};
use value::Both;

/// A file that was merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// Its text, with markers where both sides changed one value in two ways.
    pub text: String,
    /// How many such places there are.
    pub conflicts: usize,
}

/// Merges what two sides made of a source file. `Err` says why it cannot be done by meaning: then it
/// has to be done line by line.
pub fn merge(base: &str, ours: &str, theirs: &str, markers: Markers<'_>) -> Result<Merge, String> {
    let clean = |text: &str| Merge { text: text.to_owned(), conflicts: 0 };
    if ours == theirs || base == theirs {
        return Ok(clean(ours));
    }
    if base == ours {
        return Ok(clean(theirs));
    }
    let sides = [Side::read(base)?, Side::read(ours)?, Side::read(theirs)?];
    let plan = plan(&sides);
    // what git would do is best, if it means the same: spelling and comments are merged as well
    if let Some(text) = lines(base, ours, theirs)
        && Side::read(&text).is_ok_and(|side| says(&side, &plan, 0) && says(&side, &plan, 1))
    {
        return Ok(clean(&text));
    }
    let [ours, theirs] = [write(&sides, &plan, 0)?, write(&sides, &plan, 1)?];
    Ok(markers.around(&ours, &theirs))
}

/// Merges texts line by line; `None` if both sides changed one line in two ways.
pub fn lines(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let [base, ours, theirs] =
        [base, ours, theirs].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    Some(three::merge(&base, &ours, &theirs)?.concat())
}

/// One version of the file.
struct Side<'a> {
    tree: Tree<'a>,
    /// Its sources by key, in order.
    sources: Vec<(String, Vec<(String, Node)>)>,
    /// Their positions by key.
    places: HashMap<String, usize>,
}

/// What is to become of one source.
struct Planned<'a> {
    /// Its keys in ours and in theirs, if it is there.
    keys: [Option<&'a str>; 2],
    /// What it is to be called, decided for ours and for theirs.
    key: [String; 2],
    /// Its fields; `None` if it is to go.
    fields: [Option<Vec<(String, Node)>>; 2],
}

type Fields = [(String, Node)];

impl<'a> Side<'a> {
    fn read(text: &'a str) -> Result<Side<'a>, String> {
        let tree = Tree::parse(text)?;
        let document = toml_edit::Document::parse(text).map_err(|error| error.message().to_owned())?;
        let mut sources = Vec::new();
        for (key, item) in document.as_table() {
            match Node::of_item(item) {
                Some(Node::Table(fields)) => sources.push((key.to_owned(), fields)),
                _ => return Err(format!("`{key}` is no table")),
            }
        }
        let places = sources.iter().enumerate().map(|(at, (key, _))| (key.clone(), at)).collect();
        Ok(Side { tree, sources, places })
    }

    fn get(&self, key: &str) -> Option<&Fields> {
        self.sources.get(*self.places.get(key)?).map(|(_, fields)| fields.as_slice())
    }

    /// What each of its sources was called in the base: that of a new key among whose `ids` is one that went is the old one.
    fn names<'s>(&'s self, base: &'s Side<'_>) -> HashMap<&'s str, &'s str> {
        let old: HashSet<&str> = base.sources.iter().map(|(key, _)| key.as_str()).collect();
        let own: HashSet<&str> = self.sources.iter().map(|(key, _)| key.as_str()).collect();
        let mut given: HashSet<&str> = HashSet::new();
        let mut names = HashMap::new();
        for (key, fields) in &self.sources {
            let ids = fields.iter().find(|(name, _)| name == "ids");
            let ids = match ids.map(|(_, node)| node) {
                Some(Node::List(items)) => items.as_slice(),
                Some(one @ Node::Text(_)) => std::slice::from_ref(one),
                _ => &[],
            };
            let before = ids.iter().find_map(|id| match id {
                Node::Text(id) if old.contains(id.as_str()) && !own.contains(id.as_str()) => {
                    Some(id.as_str())
                }
                _ => None,
            });
            let before = before.filter(|before| !old.contains(key.as_str()) && given.insert(before));
            names.insert(before.unwrap_or(key), key.as_str());
        }
        names
    }
}

fn plan<'a>([base, ours, theirs]: &'a [Side<'_>; 3]) -> Vec<Planned<'a>> {
    let (own, other) = (ours.names(base), theirs.names(base));
    let comments = [base, ours, theirs].map(|side| comments::owned(&side.tree));
    let mut names: Vec<&str> = Vec::new();
    let mut seen = HashSet::new();
    for (side, names_there) in [(ours, &own), (theirs, &other)] {
        let named: HashMap<&str, &str> = names_there.iter().map(|(name, key)| (*key, *name)).collect();
        let all = side.sources.iter().filter_map(|(key, _)| named.get(key.as_str()).copied());
        names.extend(all.filter(|name| seen.insert(*name)));
    }
    let planned = names.into_iter().map(|name| {
        let keys = [own.get(name).copied(), other.get(name).copied()];
        let [own, other] = keys;
        let (old, mine, yours) =
            (base.get(name), own.and_then(|key| ours.get(key)), other.and_then(|key| theirs.get(key)));
        let [in_base, in_ours, in_theirs] = &comments;
        // a comment is lost as a field is, if its source goes
        let commented = |side: &BTreeMap<Owner, Vec<&str>>, key: Option<&str>| {
            key.is_some_and(|key| comments::of_source(side, key) != comments::of_source(in_base, name))
        };
        let fields = match (old, mine, yours) {
            (Some(old), Some(mine), None) if is_same(old, mine) && !commented(in_ours, own) => [None, None],
            (Some(old), None, Some(yours)) if is_same(old, yours) && !commented(in_theirs, other) => {
                [None, None]
            }
            (Some(_), mine, yours) if mine.is_none() || yours.is_none() => {
                [mine.map(<[_]>::to_vec), yours.map(<[_]>::to_vec)]
            }
            (None, Some(one), None) | (None, None, Some(one)) => [Some(one.to_vec()), Some(one.to_vec())],
            (old, mine, yours) => {
                fields(old.unwrap_or_default(), mine.unwrap_or_default(), yours.unwrap_or_default()).map(Some)
            }
        };
        let key = match (own, other) {
            (Some(own), Some(other)) if own == name => [other, other],
            (Some(own), Some(other)) if other == name || own == other => [own, own],
            (Some(own), Some(other)) => [own, other],
            (own, other) => [own.or(other).unwrap_or(name); 2],
        };
        Planned { keys, key: key.map(str::to_owned), fields }
    });
    planned.collect()
}

/// The fields of a source that both sides have, in the order of ours.
fn fields(base: &Fields, ours: &Fields, theirs: &Fields) -> [Vec<(String, Node)>; 2] {
    let get = |fields: &Fields, name: &str| {
        fields.iter().find(|(own, _)| own == name).map(|(_, node)| node.clone())
    };
    let new = theirs.iter().filter(|(name, _)| get(ours, name).is_none());
    let mut both = [Vec::new(), Vec::new()];
    for (name, _) in ours.iter().chain(new) {
        let (old, mine, yours) = (get(base, name), get(ours, name), get(theirs, name));
        let merged: Both = value::field(name, old.as_ref(), mine.as_ref(), yours.as_ref());
        for (fields, node) in both.iter_mut().zip(merged) {
            fields.extend(node.map(|node| (name.clone(), node)));
        }
    }
    both
}

fn is_same(a: &Fields, b: &Fields) -> bool {
    let meaning = |fields: &Fields| {
        let pairs = fields.iter().map(|(name, node)| (name.clone(), value::normal(name, node)));
        Node::Table(pairs.collect()).meaning()
    };
    meaning(a) == meaning(b)
}

/// Whether a file says what the plan wants, decided for ours (0) or theirs (1).
fn says(side: &Side<'_>, plan: &[Planned<'_>], which: usize) -> bool {
    let wanted = plan.iter().filter_map(|planned| {
        let fields = planned.fields.get(which)?.as_deref()?;
        Some((planned.key.get(which)?.as_str(), fields))
    });
    let wanted: HashMap<&str, &Fields> = wanted.collect();
    wanted.len() == side.sources.len()
        && side
            .sources
            .iter()
            .all(|(key, fields)| wanted.get(key.as_str()).is_some_and(|own| is_same(own, fields)))
}

/// The text of ours as the plan wants it, decided for ours (0) or theirs (1).
fn write(sides: &[Side<'_>; 3], plan: &[Planned<'_>], which: usize) -> Result<String, String> {
    let [base, ours, theirs] = sides;
    let mut wishes: BTreeMap<&str, Wish<'_>> = BTreeMap::new();
    for planned in plan {
        let ([Some(key), _], Some(wanted)) = (planned.keys, planned.fields.get(which)) else { continue };
        let (Some(wanted), Some(own)) = (wanted, ours.get(key)) else {
            wishes.insert(key, Wish { remove: true, ..Wish::default() });
            continue;
        };
        let mut wish = Wish::default();
        for (name, node) in wanted {
            let old = own.iter().find(|(own, _)| own == name).map(|(_, node)| value::normal(name, node));
            if !value::same(old.as_ref(), Some(node)) {
                wish.fields.insert(name, Some(node.clone()));
            }
        }
        let gone = own.iter().filter(|(name, _)| !wanted.iter().any(|(other, _)| other == name));
        wish.fields.extend(gone.map(|(name, _)| (name.as_str(), None)));
        wish.rename = planned.key.get(which).filter(|to| *to != key);
        if !wish.fields.is_empty() || wish.rename.is_some() {
            wishes.insert(key, wish);
        }
    }
    let text = carry_out_all(&ours.tree, &wishes)?;
    let text = put_in(&text, theirs, plan, which)?;
    let text = comments::insert(&text, &new_comments(base, ours, theirs, plan, which))?;
    match Side::read(&text) {
        Ok(side) if says(&side, plan, which) => Ok(text),
        _ => Err("what was merged does not say what both sides say".to_owned()),
    }
}

/// The text with the sources that only theirs have, as they stand there, each behind the one it stands behind there.
fn put_in(text: &str, theirs: &Side<'_>, plan: &[Planned<'_>], which: usize) -> Result<String, String> {
    let places: HashMap<&str, &Planned<'_>> =
        plan.iter().filter_map(|planned| Some((planned.keys[1]?, planned))).collect();
    let mut behind: Vec<(Option<&str>, String)> = Vec::new();
    let mut last: Option<&str> = None;
    for (key, _) in &theirs.sources {
        let Some(planned) = places.get(key.as_str()) else { continue };
        let stays = planned.fields.get(which).is_some_and(Option::is_some);
        if planned.keys[0].is_some() {
            last = planned.key.get(which).filter(|_| stays).map(String::as_str).or(last);
        } else if stays {
            behind.push((last, theirs.spelled(key)));
        }
    }
    if behind.is_empty() {
        return Ok(text.to_owned());
    }
    let tree = Tree::parse(text)?;
    let mut splices = Splices::default();
    for (last, new) in behind {
        let block = last.and_then(|last| {
            tree.blocks.iter().rfind(|block| block.path.first().is_some_and(|key| key == last))
        });
        let at = block.map_or_else(|| text.trim_end().len(), Tree::end);
        let at = text
            .get(at..)
            .and_then(|rest| rest.strip_prefix('\n').map(|_| at + 1))
            .filter(|_| block.is_none())
            .unwrap_or(at);
        let blank = if text.trim().is_empty() { "" } else { "\n" };
        splices.insert(at, format!("{blank}{new}"));
    }
    splices.apply(text)
}

impl Side<'_> {
    /// A source as it stands in the file, with the comments directly above it.
    fn spelled(&self, key: &str) -> String {
        let mut text = String::new();
        for (at, block) in self.tree.blocks.iter().enumerate() {
            if block.path.first().is_some_and(|own| own == key) {
                let lead = self.tree.lead(at);
                let start =
                    if text.is_empty() { attached(&self.tree, lead..block.header.start).start } else { lead };
                text.push_str(self.tree.get(start..Tree::end(block)));
            }
        }
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text
    }
}

/// The comments that theirs put in, by what they belong to in the result.
fn new_comments<'a>(
    base: &Side<'_>,
    ours: &Side<'_>,
    theirs: &Side<'a>,
    plan: &[Planned<'_>],
    which: usize,
) -> Vec<(Owner, Vec<&'a str>)> {
    let [old, own] = [base, ours].map(|side| comments::owned(&side.tree));
    let planned: HashMap<&str, &Planned<'_>> =
        plan.iter().filter_map(|planned| Some((planned.keys[1]?, planned))).collect();
    let mut new = Vec::new();
    for ((key, field), there) in comments::owned(&theirs.tree) {
        let none = Vec::new();
        let planned = planned.get(key.as_str());
        // a source that only theirs have brought its comments along
        if planned.is_some_and(|planned| planned.keys[0].is_none()) {
            continue;
        }
        let mine = planned.and_then(|planned| planned.keys[0]).unwrap_or_default().to_owned();
        let in_ours = own.get(&(mine, field.clone())).unwrap_or(&none);
        let in_base = old.get(&(key.clone(), field.clone())).unwrap_or(&none);
        let added = comments::added(in_base, in_ours, &there);
        let called = planned.and_then(|planned| planned.key.get(which)).cloned().unwrap_or_default();
        if !added.is_empty() {
            new.push(((called, field), added));
        }
    }
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "# head\n\n# of a\n[a]\ntype = \"book\"\ntitle = \"A\" # tail\nmodules = [\"m\"]\nnote = \"n\"\n\n[b]\ntype = \"misc\"\ntitle = \"B\"\n";

    fn merged(ours: &str, theirs: &str) -> Merge {
        merge(BASE, ours, theirs, Markers::long(7)).unwrap()
    }

    fn clean(ours: &str, theirs: &str) -> String {
        let merge = merged(ours, theirs);
        assert_eq!(merge.conflicts, 0, "{}", merge.text);
        merge.text
    }

    #[test]
    fn different_fields_of_one_source_are_both_changed() {
        let ours = BASE
            .replace("title = \"A\"", "title = \"AA\"")
            .replace("note = \"n\"", "note = \"n\"\nisbn = \"1\"");
        let theirs = BASE
            .replace("type = \"book\"", "type = \"thesis\"")
            .replace("note = \"n\"", "note = \"n\"\nurl = \"u\"");
        let expected = ours
            .replace("type = \"book\"", "type = \"thesis\"")
            .replace("isbn = \"1\"", "isbn = \"1\"\nurl = \"u\"");
        assert_eq!(clean(&ours, &theirs), expected);
    }

    #[test]
    fn lists_are_united_and_what_one_side_took_out_is_out() {
        let ours = BASE.replace("[\"m\"]", "[\"m\", \"x\"]");
        let theirs = BASE.replace("[\"m\"]", "[\"y\"]");
        assert_eq!(clean(&ours, &theirs), BASE.replace("[\"m\"]", "[\"x\", \"y\"]"));
    }

    #[test]
    fn markers_stand_only_where_one_value_was_changed_in_two_ways() {
        let ours = BASE.replace("\"A\"", "\"A1\"").replace("[\"m\"]", "[\"m\", \"x\"]");
        let theirs = BASE.replace("\"A\"", "\"A2\"").replace("[\"m\"]", "[\"m\", \"y\"]");
        let merge = merged(&ours, &theirs);
        let marked = "<<<<<<< ours\ntitle = \"A1\" # tail\n=======\ntitle = \"A2\" # tail\n>>>>>>> theirs\n";
        let expected =
            BASE.replace("title = \"A\" # tail\n", marked).replace("[\"m\"]", "[\"m\", \"x\", \"y\"]");
        assert_eq!(merge, Merge { text: expected, conflicts: 1 });
    }

    #[test]
    fn sources_of_both_sides_are_all_there() {
        let c = "\n# of c\n[c]\ntype = \"book\" # c\n\n[c.extra.ris]\nT2 = \"x\"\n";
        let ours = format!("{BASE}\n[d]\ntype = \"book\"\n");
        assert_eq!(clean(&ours, &format!("{BASE}{c}")), format!("{BASE}{c}\n[d]\ntype = \"book\"\n"));
        let first = format!("[z]\ntype = \"book\"\n\n{BASE}");
        assert_eq!(clean(&ours, &first), format!("[z]\ntype = \"book\"\n\n{ours}"));
        assert_eq!(clean(&ours, &ours.replace("[d]\ntype = \"book\"", "[d]\ntype = 'book'")), ours);
        let both = merged(&ours, &ours.replace("[d]\ntype = \"book\"", "[d]\ntype = \"misc\""));
        assert_eq!(both.conflicts, 1);
        assert!(
            both.text
                .ends_with("[d]\n<<<<<<< ours\ntype = \"book\"\n=======\ntype = \"misc\"\n>>>>>>> theirs\n")
        );
    }

    #[test]
    fn a_source_that_one_side_took_away_is_gone_if_the_other_left_it_alone() {
        let without = BASE.replace("\n[b]\ntype = \"misc\"\ntitle = \"B\"\n", "");
        let ours = BASE.replace("\"A\"", "\"A1\"");
        assert_eq!(clean(&ours, &without), without.replace("\"A\"", "\"A1\""));
        assert_eq!(clean(&without, &ours), without.replace("\"A\"", "\"A1\""));
        let changed = BASE.replace("\"B\"", "\"B1\"");
        let conflict = merged(&changed, &without);
        assert_eq!(conflict.conflicts, 1);
        assert!(
            conflict
                .text
                .ends_with("<<<<<<< ours\n\n[b]\ntype = \"misc\"\ntitle = \"B1\"\n=======\n>>>>>>> theirs\n"),
            "{}",
            conflict.text
        );
        let commented = BASE.replace("[b]", "# keep\n[b]");
        assert_eq!(merged(&without, &commented).conflicts, 1);
    }

    #[test]
    fn comments_of_both_sides_are_kept() {
        let ours = BASE.replace("note = \"n\"\n", "# ours\nnote = \"n\"\nisbn = \"1\"\n");
        let theirs = BASE
            .replace("note = \"n\"\n", "# theirs\nnote = \"n\" # behind\nurl = \"u\"\n")
            .replace("# of a\n", "# of a\n# more\n")
            .replace("# head\n", "# head\n# more head\n");
        let text = clean(&ours, &theirs);
        for comment in [
            "# ours\n",
            "# theirs\n",
            "# behind\n",
            "# of a\n",
            "# more\n",
            "# more head\n",
            "# tail\n",
            "# head\n",
        ] {
            assert_eq!(text.matches(comment).count(), 1, "{comment} in {text}");
        }
        assert!(text.contains("# more\n[a]\n"), "{text}");
    }

    #[test]
    fn a_renamed_source_gets_what_the_other_side_changed() {
        let ours = BASE.replace("[a]", "[a2]").replace("note = \"n\"\n", "note = \"n\"\nids = [\"a\"]\n");
        let theirs =
            BASE.replace("\"A\"", "\"A1\"").replace("note = \"n\"\n", "note = \"n\"\nids = [\"z\"]\n");
        let expected = ours.replace("\"A\"", "\"A1\"");
        assert_eq!(clean(&ours, &theirs), expected.replace("[\"a\"]", "[\"a\", \"z\"]"));
        assert_eq!(clean(&theirs, &ours), expected.replace("[\"a\"]", "[\"z\", \"a\"]"));
    }

    #[test]
    fn what_is_no_table_is_left_to_a_merge_of_lines() {
        for broken in ["[a\n", "a = 1\n", "a.type = \"book\"\n"] {
            assert!(
                merge(
                    BASE,
                    &format!("{broken}# x\n{BASE}"),
                    &BASE.replace("\"B\"", "\"C\""),
                    Markers::long(7)
                )
                .is_err(),
                "{broken}"
            );
        }
    }

    #[test]
    fn line_ends_of_ours_stay() {
        let ours = BASE.replace("\"B\"", "\"B1\"").replace('\n', "\r\n");
        let theirs = BASE.replace("\"A\"", "\"A1\"");
        let text = clean(&ours, &theirs);
        assert_eq!(text, ours.replace("\"A\"", "\"A1\""));
    }
}
