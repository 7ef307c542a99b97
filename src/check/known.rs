//! Findings that are known: an old library's baseline, and what was found before a change. A finding is the same finding when
//! its lines move: its rule, what it is about and what it says make it that.

use crate::{
    diagnostic::{Diagnostic, Identity},
    library::Library,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// found any more.
    pub fn subtract(&self, found: Vec<Diagnostic>) -> (Vec<Diagnostic>, Known) {
        let mut left = self.clone();
        let new = found.into_iter().filter(|diagnostic| {
            let Some(count) = left.0.get_mut(&diagnostic.identity()).filter(|count| **count > 0) else {
                return true;
            };
            *count -= 1;
            false
        });
        let new = new.collect();
        left.0.retain(|_, count| *count > 0);
        (new, left)
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
    fn what_is_no_baseline_is_named() {
        for text in ["", "[]", "{\"baseline\": 2, \"findings\": []}", "{\"baseline\": 1, \"findings\": [{}]}"]
        {
            assert!(Known::read(text).is_err(), "{text}");
        }
        assert!(Known::is_meant("<<<<<<< a\n{\"baseline\": 1") && !Known::is_meant("[a]\ntitle = 'x'\n"));
        assert_eq!(Known::read(&Known::default().write()), Ok(Known::default()));
    }
}
