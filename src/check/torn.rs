//! Sources that could not be read whole.

use super::rules::toml_syntax;
use crate::{diagnostic::Place, library::Library};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The sources, by position, that a fault of syntax stands in: what they seem to lack may be what could not be read.
pub(super) fn sources(library: &Library) -> HashSet<usize> {
    let faults = library.diagnostics().iter().filter(|read| read.rule == toml_syntax::RULE.name);
    let faults: Vec<&Place> = faults.filter_map(|read| read.place.as_ref()).collect();
    if faults.is_empty() {
        return HashSet::new();
    }
    let mut files: BTreeMap<&str, File> = BTreeMap::new();
    for place in &faults {
        let text = || library.text(&place.path).unwrap_or_default();
        files
            .entry(&place.path)
            .or_insert_with(|| File { sources: BTreeMap::new(), headers: headers(text()) });
    }
    for at in 0..library.sources().len() {
        if let Some(file) = files.get_mut(library.shown(library.path(at)).as_str()) {
            file.sources.insert(library.place(at, None).line, at);
        }
    }
    let torn =
        |place: &Place| files.get(place.path.as_str()).map(|file| file.torn(place.line)).unwrap_or_default();
    faults.into_iter().flat_map(torn).flatten().collect()
}

/// A file with faults of syntax.
struct File {
    /// Sources by the lines of their headers.
    sources: BTreeMap<usize, usize>,
    /// The lines that look like headers.
    headers: BTreeSet<usize>,
}

impl File {
    /// The sources that a fault in a line tears.
    fn torn(&self, line: usize) -> [Option<usize>; 2] {
        // a header behind that of the source is the header of one of which nothing was read, and so may be the fault itself
        let above = self.sources.range(..=line).next_back();
        let own = above.filter(|(start, _)| self.headers.range(*start + 1..=line).next().is_none());
        // what stands behind a broken header seems to be a source
        let below = self.sources.range(line + 1..).next();
        let made_up = below.filter(|(start, _)| above.is_none() || !self.headers.contains(start));
        [own, made_up].map(|source| source.map(|(_, at)| *at))
    }
}

fn headers(text: &str) -> BTreeSet<usize> {
    text.lines().zip(1..).filter(|(line, _)| line.starts_with('[')).map(|(_, number)| number).collect()
}

#[cfg(test)]
mod tests {
    use crate::{check, library::Library, model::date::Point};

    /// The rules of what is found in a file, and the lines.
    fn found(text: &str) -> Vec<(&'static str, usize)> {
        let library =
            Library::from_texts("layout = 'all.toml'", [("all.toml".to_owned(), text.to_owned())]).unwrap();
        let today = Point::new(2026, Some(6), Some(30)).unwrap();
        let subject = check::Subject::new(check::State::alone(&library), today);
        let found = check::check(&subject, &check::Options::default(), &|_| true);
        found.into_iter().map(|finding| (finding.rule, finding.place.unwrap().line)).collect()
    }

    #[test]
    fn a_fault_of_syntax_is_told_once_and_not_what_follows_from_it() {
        let a = "[a]\ntype = 'book'\ntitle = 'On A'\nauthor = ['Doe, Jane']\ndate = '2001'\n";
        let b = "[b]\ntype = 'book'\ntitle = 'Upon Bees.'\nauthor = ['Roe, Joe']\ndate = '2002'\n";
        for (right, wrong, line) in [
            ("['Doe, Jane']", "['Doe, Jane'", 4),
            ("date = '2001'", "date = 2001-", 5),
            ("title =", "title", 3),
            ("title = 'On A'", "<<<<<<< ours\ntitle = 'A'\n=======\ntitle = 'B'\n>>>>>>> theirs", 3),
            ("[a]", "[a", 1),
        ] {
            let broken = a.replace(right, wrong);
            assert_eq!(found(&broken), [("toml-syntax", line)], "{wrong}");
            // what is in the file beside it is told
            assert_eq!(
                found(&format!("{b}{broken}")),
                [("title-period", 3), ("toml-syntax", line + 5)],
                "{wrong}"
            );
        }
    }
}
