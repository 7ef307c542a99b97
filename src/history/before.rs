//! The library as it was in a commit, made of the one at hand: only files that differ are read.

use super::{
    Trouble,
    revision::{Blob, Commit, Repository},
};
use crate::{files, library::Library};
use rayon::prelude::*;
use std::collections::HashMap;

/// A library as it was.
#[derive(Debug)]
pub struct Before {
    /// The library.
    pub library: Library,
    /// Whether its settings were those of now.
    pub same_settings: bool,
}

/// Files by path and what they held; `None`: they were not there.
pub type Texts = Vec<(String, Option<Vec<u8>>)>;

impl Repository {
    /// The library as it was in a commit, given as it is on the disk now.
    pub fn before(&self, commit: &Commit, now: &Library) -> Result<Before, Trouble> {
        let own = format!("{}bib.toml", self.prefix());
        let (around, sources): (Vec<Blob>, Vec<Blob>) = self
            .blobs(commit)?
            .into_iter()
            .partition(|blob| blob.path == own || blob.path.ends_with(".gitignore"));
        let mut same_settings = false;
        let mut same_around = true;
        for (path, bytes) in self.contents(around)? {
            let same = files::read_if_there(&self.base().join(&path)).ok().flatten() == Some(bytes);
            same_settings |= same && path == own;
            same_around &= same;
        }
        if !(same_settings && same_around) {
            return Ok(Before { library: self.library(commit)?, same_settings });
        }
        let shown: Vec<String> = now.paths().map(|path| now.shown(path)).collect();
        let texts = shown.iter().map(|path| (path.as_str(), now.text(path).unwrap_or_default())).collect();
        let texts = self.differing(sources, texts)?.into_iter();
        let own =
            texts.filter_map(|(path, bytes)| Some((path.strip_prefix(self.prefix())?.to_owned(), bytes)));
        Ok(Before { library: now.with(own), same_settings })
    }

    /// Of the files of a commit that are wanted, and of those that are there now (paths relative to the work tree, texts): what
    /// those held in the commit that hold something else now. What stands in a submodule has a history of its own, and is taken
    /// for what it is now.
    pub fn texts_before(
        &self,
        commit: &Commit,
        mut now: Vec<(&str, &str)>,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Texts, Trouble> {
        let (mut blobs, submodules) = self.list_with_submodules(commit, &[])?;
        blobs.retain(|blob| wanted(&blob.path));
        now.retain(|(path, _)| {
            let below = |folder: &String| {
                path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
            };
            !submodules.iter().any(below)
        });
        self.differing(blobs, now)
    }

    /// What those of the files held that hold something else now.
    fn differing(&self, blobs: Vec<Blob>, now: Vec<(&str, &str)>) -> Result<Texts, Trouble> {
        let mut of_now: HashMap<&str, String> =
            now.into_par_iter().map(|(path, text)| (path, blob_name(text))).collect();
        let mut differ = Vec::new();
        for blob in blobs {
            if of_now.remove(blob.path.as_str()).as_ref() != Some(&blob.id) {
                differ.push(blob);
            }
        }
        let mut gone: Vec<&str> = of_now.into_keys().collect();
        gone.sort_unstable();
        let held = self.contents(differ)?.into_iter().map(|(path, bytes)| (path, Some(bytes)));
        Ok(held.chain(gone.into_iter().map(|path| (path.to_owned(), None))).collect())
    }
}

/// What git calls a file that holds this text (gitformat-pack(5)): the SHA-1 of it behind a header. In a repository with longer
/// names no file has such a one, and all are read.
fn blob_name(text: &str) -> String {
    let mut sha1 = sha1_smol::Sha1::new();
    sha1.update(format!("blob {}\0", text.len()).as_bytes());
    sha1.update(text.as_bytes());
    sha1.digest().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_as_git_calls_it() {
        // `git hash-object --stdin`
        assert_eq!(blob_name(""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(blob_name("[a]\n"), "8bb6a0aa07ea695561c000d4ea4950c7166b2d3e");
    }
}
