//! Keys that go away, in the documents that cite them.

use super::{Context, trouble::Problem};
use crate::{
    diagnostic::{Diagnostic, Edit},
    documents,
    library::Library,
    report::counted,
};
use std::collections::{BTreeSet, HashMap};

/// The citations of keys that go away.
pub(super) struct Cited {
    /// What puts the new keys in their place.
    pub(super) edits: Vec<Edit>,
    /// Where a new key cannot stand.
    pub(super) faults: Vec<Diagnostic>,
    documents: usize,
}

impl Cited {
    /// The citations in the documents that the library names; `moved` says which key takes the place of which. A library
    /// that names none is a fault if the documents are to be changed.
    pub(super) fn of(
        cx: &mut Context<'_>,
        library: &Library,
        moved: &HashMap<&str, &str>,
        wanted: bool,
    ) -> anyhow::Result<Cited> {
        if wanted && library.settings().documents.paths.is_empty() {
            let problem = Problem::new("bib.toml names no documents");
            return Err(problem
                .help("say which they are with `[documents] paths`, or leave `--documents` out")
                .into());
        }
        if moved.is_empty() {
            return Ok(Cited { edits: Vec::new(), faults: Vec::new(), documents: 0 });
        }
        let (documents, found) = documents::read(library);
        if wanted {
            cx.report_documents(found, &documents);
        }
        let (edits, faults) = documents::rewrite(&documents, moved);
        let mut paths: BTreeSet<&str> = BTreeSet::new();
        for edit in &edits {
            if let Edit::Replace { path, .. } = edit {
                paths.insert(path);
            }
        }
        Ok(Cited { documents: paths.len(), edits, faults })
    }

    /// The edits, if documents are to be changed.
    pub(super) fn wanted(&self, documents: bool) -> &[Edit] {
        if documents { &self.edits } else { &[] }
    }

    /// Says in a line how many citations were changed, or still name an old key.
    pub(super) fn tell(&self, cx: &mut Context<'_>, changed: bool) {
        if self.edits.is_empty() {
            return;
        }
        let citations = counted(self.edits.len(), "citation");
        let documents = counted(self.documents, "document");
        if changed {
            cx.say(format_args!("changed {citations} in {documents}"));
        } else {
            cx.say(format_args!(
                "an alias answers {citations} in {documents}; `--documents` puts the new key there"
            ));
        }
    }
}
