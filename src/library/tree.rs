//! A library whose files are not on the disk but in a tree at hand, as a revision is: read as a directory is.

use super::{Library, ReadFile, prefix, settings_anyway};
use crate::{diagnostic::Diagnostic, settings::Settings};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rayon::prelude::*;
use std::{collections::BTreeMap, path::Path};

impl Library {
    /// Whether [`Library::of_tree`] has a use for a file: its path, with `/`.
    pub fn is_read(path: &str) -> bool {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let is_plain = |part: &str| !part.starts_with('.');
        let is_toml = Path::new(name).extension().is_some_and(|extension| extension == "toml");
        name == ".gitignore" || (is_toml && is_plain(name) && folders.split('/').all(is_plain))
    }

    /// The library in the directory `root` of the work tree `base`, as these files make it: paths relative to `base`, with `/`,
    /// contents. Dot files and what `.gitignore` files among them ignore are left out, as [`Library::open`] leaves them out.
    /// Without a `bib.toml` there is no library: it is empty. Faults in it are among the diagnostics, for nobody can mend
    /// what is long committed.
    pub fn of_tree(root: &Path, base: &Path, files: Vec<(String, Vec<u8>)>) -> Library {
        let prefix = prefix(root, base);
        let own = format!("{prefix}bib.toml");
        let Some(settings) = files.iter().find(|(path, _)| *path == own) else {
            return Library::new(root.to_owned(), base.to_owned(), prefix, Settings::default());
        };
        let (settings, faults) = settings_anyway(&settings.1, &own);
        let ignored = Ignored::of(&files);
        let sources: Vec<(String, Vec<u8>)> = files
            .into_iter()
            .filter_map(|(path, bytes)| Some((path.strip_prefix(prefix.as_str())?.to_owned(), bytes)))
            .filter(|(path, _)| is_source(path) && !ignored.holds(&prefix, path))
            .collect();
        let mut read: Vec<(String, ReadFile)> = sources
            .into_par_iter()
            .map(|(path, bytes)| {
                let file = ReadFile::new(&path, bytes, &prefix, &settings);
                (path, file)
            })
            .collect();
        read.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let mut library = Library::new(root.to_owned(), base.to_owned(), prefix, settings);
        library.diagnostics = faults;
        library.take(read);
        library.diagnostics.sort_by(Diagnostic::order);
        library
    }
}

/// Whether a file of a library holds sources, by its path in it.
fn is_source(path: &str) -> bool {
    Library::is_read(path) && !path.split('/').any(|part| part == ".gitignore" || part == "bib.toml")
}

/// The `.gitignore` files of a tree, by their folders: nothing, or with a `/` at the end.
struct Ignored(BTreeMap<String, Gitignore>);

impl Ignored {
    fn of(files: &[(String, Vec<u8>)]) -> Ignored {
        let named = files.iter().filter_map(|(path, bytes)| Some((path.strip_suffix(".gitignore")?, bytes)));
        let read = |(folder, bytes): (&str, &Vec<u8>)| {
            let mut builder = GitignoreBuilder::new("");
            for line in String::from_utf8_lossy(bytes).lines() {
                // a pattern that is none ignores nothing
                let _ = builder.add_line(None, line);
            }
            builder.build().ok().map(|rules| (folder.to_owned(), rules))
        };
        Ignored(
            named.filter(|(folder, _)| folder.is_empty() || folder.ends_with('/')).filter_map(read).collect(),
        )
    }

    /// Whether a file of the library is ignored, or a folder of the library on the way to it. That the library itself is
    /// does not matter: who names it means it.
    fn holds(&self, prefix: &str, path: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let whole = format!("{prefix}{path}");
        let folders = path.match_indices('/').map(|(at, _)| (prefix.len() + at, true));
        folders
            .chain([(whole.len(), false)])
            .any(|(end, is_dir)| whole.get(..end).is_some_and(|part| self.matches(part, is_dir)))
    }

    /// What the nearest file that says something of this path says.
    fn matches(&self, path: &str, is_dir: bool) -> bool {
        let folders = path.match_indices('/').map(|(at, _)| at + 1).rev().chain([0]);
        for at in folders {
            let (folder, below) = path.split_at(at);
            let Some(rules) = self.0.get(folder) else { continue };
            let said = rules.matched(below, is_dir);
            if !said.is_none() {
                return said.is_ignore();
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(files: &[(&str, &str)]) -> Vec<String> {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        let library = Library::of_tree(Path::new("/repo/docs/bib"), Path::new("/repo"), files);
        library.sources().iter().map(|source| source.key.clone()).collect()
    }

    #[test]
    fn a_tree_is_read_as_a_directory_is() {
        let book = |key: &str| format!("[{key}]\ntype = \"book\"\n");
        let books = ["a", "b", "c", "d", "e", "f"].map(book);
        let mut files = vec![
            ("docs/bib/bib.toml", ""),
            ("docs/bib/x/a.toml", books[0].as_str()),
            ("docs/bib/.hidden/b.toml", books[1].as_str()),
            ("docs/bib/.c.toml", books[2].as_str()),
            ("docs/bib/x/bib.toml", books[3].as_str()),
            ("docs/bib/e.txt", books[4].as_str()),
            ("docs/other/f.toml", books[5].as_str()),
        ];
        assert_eq!(keys(&files), ["a"]);
        files.push(("docs/.gitignore", "bib/\nx/\n"));
        assert!(keys(&files).is_empty());
        files.pop();
        files.push((".gitignore", "/docs/bib\n*.toml\n"));
        files.push(("docs/bib/x/.gitignore", "!a.toml\n"));
        assert_eq!(keys(&files), ["a"]);
        files.remove(0);
        assert!(keys(&files).is_empty(), "no library, no sources");
    }

    #[test]
    fn faults_of_the_settings_are_told_and_do_not_hide_the_sources() {
        let files = [("bib.toml", "laoyut = 1\n"), ("a.toml", "[a]\ntype = \"book\"\n")];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into();
        let library = Library::of_tree(Path::new("/repo"), Path::new("/repo"), files);
        assert_eq!(library.sources().len(), 1);
        assert_eq!(library.diagnostics().len(), 1);
    }
}
