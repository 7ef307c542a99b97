//! Findings that are known: an old library's baseline, and what was found before a change. A finding is the same finding when
//! its lines move: its rule, what it is about and what it says make it that.

use crate::{
    diagnostic::{Diagnostic, Identity},
    history::changes::Renamed,
    library::Library,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Known findings, each as often as it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known(BTreeMap<Identity, usize>);

/// A row: a finding and how often it was found.
#[derive(Serialize, Deserialize)]
struct Row {
    #[serde(flatten)]
    finding: Identity,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
}

#[derive(Deserialize)]
struct File {
    baseline: u32,
    findings: Vec<Row>,
}

/// The version of the file.
const VERSION: u32 = 1;

fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_one(count: &usize) -> bool {
    *count == 1
}

impl Known {
    /// The findings.
    pub fn of(found: &[Diagnostic]) -> Known {
        let mut known = BTreeMap::new();
        for diagnostic in found {
            *known.entry(diagnostic.identity()).or_insert(0) += 1;
        }
        Known(known)
    }

    /// The same of sources that were given other keys.
    #[must_use]
    pub fn by_names(self, renamed: &[Renamed]) -> Known {
        let names: HashMap<&str, &str> =
            renamed.iter().map(|renamed| (renamed.from.as_str(), renamed.to.as_str())).collect();
        let mut known = BTreeMap::new();
        for (mut finding, count) in self.0 {
            let now = finding.key.as_deref().and_then(|key| names.get(key)).map(|key| (*key).to_owned());
            finding.key = now.or(finding.key);
            *known.entry(finding).or_insert(0) += count;
        }
        Known(known)
    }

    /// The same by the keys that sources have now: one that was renamed or merged is known by its old key.
    #[must_use]
    pub fn by_keys_of(self, library: &Library) -> Known {
        let mut known = BTreeMap::new();
        for (mut finding, count) in self.0 {
            let now =
                finding.key.as_deref().and_then(|key| library.get(key)).map(|source| source.key.clone());
            finding.key = now.or(finding.key);
            *known.entry(finding).or_insert(0) += count;
        }
        Known(known)
    }

    /// Those of the rules whose names pass.
    #[must_use]
    pub fn of_rules(mut self, passes: impl Fn(&str) -> bool) -> Known {
        self.0.retain(|finding, _| passes(&finding.rule));
        self
    }

    /// These and others.
    #[must_use]
    pub fn and(mut self, others: Known) -> Known {
        for (finding, count) in others.0 {
            *self.0.entry(finding).or_insert(0) += count;
        }
        self
    }

    /// How many they are.
    pub fn count(&self) -> usize {
        self.0.values().sum()
    }

    /// Takes those that are known out of what was found, each as often as it is known; what is left of the known ones was not
    /// found any more. A citation that moved to another document is known by that it is gone from its own.
    pub fn subtract(&self, found: Vec<Diagnostic>) -> (Vec<Diagnostic>, Known) {
        let mut left = self.clone();
        let mut new = found;
        new.retain(|diagnostic| !left.take(&diagnostic.identity()));
        let mut moved: BTreeMap<Identity, Vec<Identity>> = BTreeMap::new();
        for gone in left.0.iter().filter(|(_, count)| **count > 0).map(|(gone, _)| gone) {
            if let Some(anywhere) = anywhere(gone) {
                moved.entry(anywhere).or_default().push(gone.clone());
            }
        }
        if !moved.is_empty() {
            new.retain(|diagnostic| {
                let gone = anywhere(&diagnostic.identity()).and_then(|anywhere| moved.get_mut(&anywhere));
                !gone.is_some_and(|gone| left.take_one(gone))
            });
        }
        left.0.retain(|_, count| *count > 0);
        (new, left)
    }

    /// Takes one of a finding away; whether there was one.
    fn take(&mut self, finding: &Identity) -> bool {
        let Some(count) = self.0.get_mut(finding).filter(|count| **count > 0) else { return false };
        *count -= 1;
        true
    }

    /// Takes one of these away, the last first; whether there was one.
    fn take_one(&mut self, findings: &mut Vec<Identity>) -> bool {
        while let Some(last) = findings.last() {
            if self.take(last) {
                return true;
            }
            findings.pop();
        }
        false
    }

    /// Reads a baseline file; what is wrong with it, in a phrase.
    pub fn read(text: &str) -> Result<Known, String> {
        let file: File = serde_json::from_str(text)
            .map_err(|error| format!("line {} is not as `bib` writes it", error.line().max(1)))?;
        if file.baseline != VERSION {
            return Err(format!(
                "it is a baseline of version {}, and this `bib` knows {VERSION}",
                file.baseline
            ));
        }
        let mut known = BTreeMap::new();
        for row in file.findings {
            *known.entry(row.finding).or_insert(0) += row.count;
        }
        Ok(Known(known))
    }

    /// Whether a text is, or in spite of what happened to it was, a baseline: nothing is lost when a new one takes its place.
    pub fn is_meant(text: &str) -> bool {
        text.trim().is_empty() || text.contains("\"baseline\"")
    }

    /// The text of a baseline file: a finding a line, sorted, so that git merges it.
    pub fn write(&self) -> String {
        let rows = self.0.iter().map(|(finding, count)| Row { finding: finding.clone(), count: *count });
        let rows: Vec<String> = rows.filter_map(|row| serde_json::to_string(&row).ok()).collect();
        if rows.is_empty() {
            return format!("{{\"baseline\": {VERSION}, \"findings\": []}}\n");
        }
        format!("{{\"baseline\": {VERSION}, \"findings\": [\n{}\n]}}\n", rows.join(",\n"))
    }
}

/// A finding about a citation, whatever document it stands in; `None` for one about something else.
fn anywhere(finding: &Identity) -> Option<Identity> {
    let is_citation = finding.key.is_some() && finding.path.is_some();
    is_citation.then(|| Identity { path: None, ..finding.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    fn finding(message: &str, line: usize) -> Diagnostic {
        let place = Place { path: "bib/a.toml".into(), line, column: 1, end_line: line, end_column: 2 };
        Diagnostic::warning("doi-form", message).key("a").at(place)
    }

    #[test]
    fn a_finding_is_known_when_its_lines_move_and_as_often_as_it_was_found() {
        let old = [finding("x", 1), finding("y of bib/b.toml:12 too", 2), finding("gone", 3)];
        let known = Known::read(&Known::of(&old).write()).unwrap();
        assert_eq!(known, Known::of(&old));
        let (new, gone) =
            known.subtract(vec![finding("x", 7), finding("x", 8), finding("y of bib/b.toml:9 too", 1)]);
        assert_eq!(new, [finding("x", 8)]);
        assert_eq!(gone.count(), 1);
    }

    #[test]
    fn a_citation_is_known_when_it_moves_to_another_document() {
        let cited = |path: &str| {
            let place = Place { path: path.into(), line: 1, column: 1, end_line: 1, end_column: 2 };
            Diagnostic::error("undefined-citation", "there is no source `x`").key("x").at(place)
        };
        let known = Known::of(&[cited("a.md"), cited("a.md"), cited("b.md")]);
        let (new, gone) = known.subtract(vec![cited("b.md"), cited("c.md")]);
        assert_eq!((new, gone.count()), (Vec::new(), 1));
        // one more than there were is new, and it is the one where none was
        let (new, gone) = known.subtract(vec![cited("a.md"), cited("a.md"), cited("b.md"), cited("c.md")]);
        assert_eq!((new, gone.count()), (vec![cited("c.md")], 0));
        let other = Diagnostic::error("unreadable-document", "it has no cells");
        let known = Known::of(&[other.clone().at(Place::file("a.ipynb".to_owned()))]);
        assert_eq!(known.subtract(vec![other.at(Place::file("b.ipynb".to_owned()))]).0.len(), 1);
    }

    #[test]
    fn what_is_no_baseline_is_named() {
        for text in ["", "[]", "{\"baseline\": 2, \"findings\": []}", "{\"baseline\": 1, \"findings\": [{}]}"]
        {
            assert!(Known::read(text).is_err(), "{text}");
        }
        assert!(Known::is_meant("<<<<<<< a\n{\"baseline\": 1") && !Known::is_meant("[a]\ntitle = 'x'\n"));
        assert_eq!(Known::read(&Known::default().write()), Ok(Known::default()));
    }
}
