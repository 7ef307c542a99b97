//! Files of other programs in place of a library: to be asked like one, never written.

use super::{Home, Library, SourceFile};
use crate::{
    diagnostic::{Diagnostic, Lines, Place},
    format::{Entry, Read},
    settings::Settings,
};
use std::{
    ops::Range,
    path::{Path, PathBuf},
};

/// A file of another program that was read.
#[derive(Clone, Debug, Default)]
pub struct Foreign {
    /// Its path, as it is named in places.
    pub path: String,
    /// Its text.
    pub text: String,
    /// What stands in it.
    pub read: Read,
}

impl Foreign {
    /// Where its entries stand, in their order.
    pub fn places(&self) -> Vec<Place> {
        let lines = Lines::new(&self.text);
        self.read.entries.iter().map(|entry| lines.place(&self.path, self.head(&entry.span))).collect()
    }

    /// The first line of an entry: what is said of the whole of it is said there.
    fn head(&self, span: &Range<usize>) -> Range<usize> {
        let text = self.text.get(span.clone()).unwrap_or_default();
        let end = text.find('\n').unwrap_or(text.len());
        span.start..span.start + text.get(..end).map_or(0, |line| line.trim_end().len())
    }
}

impl Library {
    /// A library of what stands in files of other programs, each path once: with default settings, the keys of the entries
    /// as they are, and their places in those files.
    pub fn from_files(mut files: Vec<Foreign>) -> Library {
        let mut library = Library::new(PathBuf::new(), PathBuf::new(), String::new(), Settings::default());
        files.sort_by(|a, b| a.path.cmp(&b.path));
        for mut file in files {
            let at = u32::try_from(library.files.len()).unwrap_or(u32::MAX);
            let entries = std::mem::take(&mut file.read.entries);
            library.homes.extend(entries.iter().map(|entry| Home {
                file: at,
                key: narrow(&file.head(&entry.span)),
                fields: Box::default(),
            }));
            library.sources.extend(entries.into_iter().map(|Entry { mut source, .. }| {
                source.shrink();
                source
            }));
            library.diagnostics.append(&mut file.read.diagnostics);
            // to a plan of edits it is a file that can be read, and not be written
            library.files.push(SourceFile::new(file.path, file.text, true));
        }
        library.index_keys();
        library.diagnostics.sort_by(Diagnostic::order);
        library
    }

    /// Whether it stands for files of other programs, so that nothing can be written to it.
    pub fn is_foreign(&self) -> bool {
        self.root == Path::new("")
    }
}

/// Bytes as a [`Home`] keeps them; past 4 GiB all is at the end.
fn narrow(span: &Range<usize>) -> Range<u32> {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    narrow(span.start)..narrow(span.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{diagnostic::Edit, format};

    #[test]
    fn sources_of_other_programs_have_their_places_there_and_are_not_written() {
        let file = |path: &str, text: &str| Foreign {
            path: path.to_owned(),
            text: text.to_owned(),
            read: format::read(format::Format::Bibtex, text, path, &[]),
        };
        let b = file("b.bib", "\n\n  @book{b,\n title = {B}}\n");
        assert_eq!(b.places()[0].line, 3);
        let library = Library::from_files(vec![b, file("a.bib", "@book{a, title = {A}")]);
        assert!(library.is_foreign());
        assert_eq!(library.diagnostics().len(), 1, "{:?}", library.diagnostics());
        let place = library.place(library.locate("b").unwrap(), None);
        assert_eq!((place.path.as_str(), place.line, place.end_line), ("b.bib", 3, 3));
        assert!(library.text("b.bib").is_some_and(|text| text.contains("{B}")));
        let faults = library.plan(&[Edit::Remove { key: "b".into() }]).unwrap_err();
        assert_eq!(faults[0].rule, "not-editable");
    }
}
