//! A library as it would be with other texts of some files: after a fix, in an editor, at another commit.

use super::{Library, ReadFile, SourceFile};
use crate::{diagnostic::Diagnostic, format::toml::Located};
use std::collections::BTreeMap;

/// What is said of files beside one another, and so is said anew when one of them changes.
const BESIDE: [&str; 2] = ["duplicate-key", "unfinished-merge"];

impl Library {
    /// This library with these texts in place of those of the files (by path, relative to the library), which may be new;
    /// `None`: without the file. Only the texts given are read.
    #[must_use]
    pub fn with(&self, texts: impl IntoIterator<Item = (String, Option<Vec<u8>>)>) -> Library {
        let texts: BTreeMap<String, Option<Vec<u8>>> = texts.into_iter().collect();
        let mut files: BTreeMap<&str, ReadFile> = BTreeMap::new();
        let mut read: Vec<(&str, ReadFile)> = Vec::new();
        for (path, bytes) in &texts {
            if let Some(bytes) = bytes {
                files.insert(path, ReadFile::new(path, bytes.clone(), &self.prefix, &self.settings));
            }
        }
        let mut sources = self.sources.iter().zip(&self.homes).peekable();
        for (at, file) in self.files.iter().enumerate() {
            let mut located = Vec::new();
            while let Some((source, home)) = sources.next_if(|(_, home)| home.file as usize == at) {
                if !texts.contains_key(&file.path) {
                    let (source, key, fields) = (source.clone(), home.key.clone(), home.fields.clone());
                    located.push(Located { source, key, fields });
                }
            }
            if !texts.contains_key(&file.path) {
                let SourceFile { path, text, broken, .. } = file;
                let file = ReadFile { text: text.clone(), located, found: Vec::new(), broken: *broken };
                read.push((path, file));
            }
        }
        read.extend(files);
        read.sort_by_key(|(path, _)| *path);
        let mut library =
            Library::new(self.root.clone(), self.base.clone(), self.prefix.clone(), self.settings.clone());
        let replaced = |found: &Diagnostic| {
            let path = found.place.as_ref().and_then(|place| place.path.strip_prefix(self.prefix.as_str()));
            path.is_some_and(|path| texts.contains_key(path))
        };
        let kept = self.diagnostics.iter().filter(|found| !BESIDE.contains(&found.rule) && !replaced(found));
        library.diagnostics.extend(kept.cloned());
        library.take(read.into_iter().map(|(path, file)| (path.to_owned(), file)).collect());
        library.diagnostics.sort_by(Diagnostic::order);
        library
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(texts: &[(&str, &str)]) -> Library {
        let texts = texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Library::from_texts("", texts).unwrap()
    }

    #[test]
    fn a_library_with_other_texts_is_the_library_of_these_texts() {
        let old = library(&[
            ("a.toml", "[a]\ntype = \"book\"\nyaer = 1\n"),
            ("b.toml", "[b]\ntype = \"book\"\nids = [\"a\"]\n\n[c]\ntype = \"boko\"\n"),
            ("d.toml", "[A]\ntype = \"book\"\n"),
        ]);
        let texts = [
            ("a.toml", None),
            ("b.toml", Some("[b]\ntype = \"book\"\n")),
            ("e.toml", Some("[e]\ntype = \"book\"\ntitel = \"x\"\n")),
        ];
        let with = old.with(texts.map(|(path, text)| (path.to_owned(), text.map(Into::into))));
        let new = library(&[
            ("b.toml", "[b]\ntype = \"book\"\n"),
            ("d.toml", "[A]\ntype = \"book\"\n"),
            ("e.toml", "[e]\ntype = \"book\"\ntitel = \"x\"\n"),
        ]);
        assert_eq!(with.sources(), new.sources());
        assert_eq!(with.diagnostics(), new.diagnostics());
        assert_eq!(with.paths().collect::<Vec<_>>(), new.paths().collect::<Vec<_>>());
        let places = |library: &Library| (0..3).map(|at| library.place(at, None)).collect::<Vec<_>>();
        assert_eq!(places(&with), places(&new));
    }
}
