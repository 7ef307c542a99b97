//! What files of other programs said when they were last imported with `bib add --update`: a TOML file an import, in `.imports`
//! beside the sources. It is sorted by key and spelled canonically, so that it is reviewed and merged like the sources; it is
//! read by the next update and by nothing else.

use super::{Change, Library, Plan, Trouble};
use crate::{
    diagnostic::{Diagnostic, Severity},
    files,
    format::toml::{self, Located},
    model::{Kind, Shape, Source, Value, key},
    settings::{House, Layout},
};
use std::collections::{HashMap, HashSet};

/// The directory of all imports, in the library.
const DIRECTORY: &str = ".imports";

// What stands in an import beside the fields of its sources; no field of the data model or of a house has such a name.
const AS: &str = "as";
const INTO: &str = "into";
const KEYLESS: &str = "keyless";
const MARKS: [&str; 3] = [AS, INTO, KEYLESS];

/// An import: what a file said last.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// Its name: that of the file, unless another was given.
    pub name: String,
    /// Its file, relative to the library.
    pub path: String,
    /// Its sources as the file said them.
    pub sources: Vec<Imported>,
    /// The text of its file; `None` if it has not been imported before.
    text: Option<String>,
}

/// A source of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// What the file said, with the key it has there; one that it cannot be found by is empty.
    pub source: Source,
    /// The key that it got in the library.
    pub here: String,
    /// Whether the import brought it into the library; else it was there before.
    pub is_ours: bool,
}

impl Library {
    /// The import of that name. What is wrong with its file is an `Err`: to guess what was imported last could undo what was
    /// edited since.
    pub fn import(&self, name: &str) -> Result<Import, Trouble> {
        // the default layout knows which names are safe
        let file = Layout::default().path(&Source::new(name, Kind::default()), "");
        let path = format!("{DIRECTORY}/{file}");
        let bytes = files::read_if_there(&self.root.join(&path))?;
        let mut import = Import { name: name.to_owned(), path, ..Import::default() };
        if let Some(bytes) = bytes {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            import.sources =
                read(&text, &self.shown(&import.path), &self.settings().house).map_err(Trouble::Faults)?;
            import.text = Some(text);
        }
        Ok(import)
    }

    /// All other imports of the library.
    pub fn imports_beside(&self, import: &Import) -> Result<Vec<Import>, Trouble> {
        let mut others = Vec::new();
        for file in files::names(&self.root.join(DIRECTORY))? {
            let path = format!("{DIRECTORY}/{file}");
            let Some(name) = file.strip_suffix(".toml").filter(|_| path != import.path) else { continue };
            let bytes = files::read(&self.root.join(&path))?;
            let sources = read(&String::from_utf8_lossy(&bytes), &self.shown(&path), &self.settings().house)
                .map_err(Trouble::Faults)?;
            others.push(Import { name: name.to_owned(), path, sources, text: None });
        }
        Ok(others)
    }
}

impl Import {
    /// Whether the file was imported before.
    pub fn is_known(&self) -> bool {
        self.text.is_some()
    }

    /// The plan that makes these its sources.
    pub fn remember(&self, sources: Vec<Imported>) -> Plan {
        let text = print(&self.name, sources);
        if self.text.as_ref() == Some(&text) {
            return Plan::default();
        }
        let change = Change { path: self.path.clone(), before: self.text.clone(), after: Some(text) };
        Plan { changes: vec![change], ..Plan::default() }
    }
}

fn print(name: &str, mut sources: Vec<Imported>) -> String {
    let keys: HashSet<String> = sources.iter().map(|imported| imported.source.key.clone()).collect();
    let mut given: HashSet<String> = HashSet::new();
    for Imported { source, here, is_ours } in &mut sources {
        let mut mark =
            |name: &str, value: &str| source.house.push((name.to_owned(), Value::Text(value.to_owned())));
        if source.key.is_empty() {
            // a table has to be called something; what stands behind `here` says the rest
            source.key = key::unique(here, |key| keys.contains(key) || given.contains(key));
            given.insert(source.key.clone());
            mark(KEYLESS, "yes");
        }
        if !*is_ours {
            mark(INTO, here);
        } else if *here != source.key {
            mark(AS, here);
        }
    }
    sources.sort_by(|a, b| a.source.key.cmp(&b.source.key));
    let name = name.escape_debug();
    let mut text = format!(
        "# What {name} said when it was last imported: `bib add --update` writes this and compares with it.\n"
    );
    for imported in &sources {
        text.push('\n');
        text.push_str(&toml::print(&imported.source));
    }
    text
}

fn read(text: &str, path: &str, house: &[House]) -> Result<Vec<Imported>, Vec<Diagnostic>> {
    let marks = MARKS.map(|name| House { name: name.to_owned(), shape: Shape::Verbatim });
    let house: Vec<House> = marks.into_iter().chain(house.iter().cloned()).collect();
    let (located, mut found) = toml::read(text, path, &house);
    // a field may have been declared when it was imported
    found.retain(|fault| fault.severity == Severity::Error && fault.rule != "unknown-field");
    if !found.is_empty() {
        let help = "take the file back from git, or remove it: the next update then fills gaps alone";
        return Err(found.into_iter().map(|fault| fault.help(help)).collect());
    }
    Ok(located.into_iter().map(imported).collect())
}

fn imported(Located { mut source, .. }: Located) -> Imported {
    let mut marks = HashMap::new();
    source.house.retain(|(name, value)| match value {
        Value::Text(text) if MARKS.contains(&name.as_str()) => {
            marks.insert(name.clone(), text.clone());
            false
        }
        _ => true,
    });
    let is_ours = !marks.contains_key(INTO);
    let here = marks.remove(INTO).or_else(|| marks.remove(AS)).unwrap_or_else(|| source.key.clone());
    if marks.contains_key(KEYLESS) {
        source.key.clear();
    }
    source.shrink();
    Imported { source, here, is_ours }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Field;

    #[test]
    fn what_was_imported_is_read_back_as_it_was_whatever_the_order() {
        let imported = |key: &str, here: &str, is_ours: bool| {
            let mut source = Source::new(key, Kind::Book);
            source.set(Field::Title, Value::Text(format!("Of {here}")));
            Imported { source, here: here.to_owned(), is_ours }
        };
        let all = vec![
            imported("a", "a", true),
            imported("b", "b2", true),
            imported("c", "c", false),
            imported("d", "d2", false),
            imported("", "a", true),
            imported("", "e", false),
        ];
        let text = print("refs\n.bib", all.clone());
        let mut turned = all.clone();
        turned.reverse();
        assert_eq!(print("refs\n.bib", turned), text);
        let back = read(&text, "x", &[]).unwrap();
        assert_eq!(back.len(), all.len());
        assert!(all.iter().all(|one| back.contains(one)), "{text}");
        assert_eq!(print("refs\n.bib", back), text);
    }

    #[test]
    fn a_damaged_import_is_named_and_not_guessed_at() {
        let faults = read("<<<<<<< ours\n[a]\ntype = \"book\"\n", "bib/.imports/x.toml", &[]).unwrap_err();
        assert!(faults[0].help.as_ref().unwrap().contains("git"));
    }
}
