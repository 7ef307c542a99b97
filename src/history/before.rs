//! The library as it was in a commit, made of the one at hand: only files that differ are read.

use super::{
    Trouble,
    revision::{Blob, Commit, Repository},
};
use crate::{files, library::Library};
use std::{collections::HashMap, io::BufRead as _};

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
        let paths: Vec<String> = now.paths().map(|path| format!("{}{path}", self.prefix())).collect();
        let texts = if same_settings && same_around { self.differing(sources, &paths)? } else { None };
        let Some(texts) = texts else {
            return Ok(Before { library: self.library(commit)?, same_settings });
        };
        let texts = texts.into_iter();
        let own =
            texts.filter_map(|(path, bytes)| Some((path.strip_prefix(self.prefix())?.to_owned(), bytes)));
        Ok(Before { library: now.with(own), same_settings })
    }

    /// Of the files of a commit that are wanted, and of those that are there now (paths relative to the work tree): what those
    /// held in the commit that hold something else now.
    pub fn texts_before(
        &self,
        commit: &Commit,
        now: &[String],
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Texts, Trouble> {
        let mut blobs = self.list(commit, &[])?;
        blobs.retain(|blob| wanted(&blob.path));
        let all: Vec<String> = blobs.iter().map(|blob| blob.path.clone()).collect();
        if let Some(texts) = self.differing(blobs, now)? {
            return Ok(texts);
        }
        let held = self.files(commit, "", wanted)?.into_iter().map(|(path, bytes)| (path, Some(bytes)));
        let gone = now.iter().filter(|path| !all.contains(path)).map(|path| (path.clone(), None));
        Ok(held.chain(gone).collect())
    }

    /// What those of the files held that hold something else now; `None` if git cannot tell.
    fn differing(&self, blobs: Vec<Blob>, now: &[String]) -> Result<Option<Texts>, Trouble> {
        let Some(ids) = self.hashed(now) else { return Ok(None) };
        let mut of_now: HashMap<&str, &str> =
            now.iter().map(String::as_str).zip(ids.iter().map(String::as_str)).collect();
        let mut differ = Vec::new();
        for blob in blobs {
            if of_now.remove(blob.path.as_str()) != Some(blob.id.as_str()) {
                differ.push(blob);
            }
        }
        let mut gone: Vec<&str> = of_now.into_keys().collect();
        gone.sort_unstable();
        let held = self.contents(differ)?.into_iter().map(|(path, bytes)| (path, Some(bytes)));
        Ok(Some(held.chain(gone.into_iter().map(|path| (path.to_owned(), None))).collect()))
    }

    /// The names that git gives the contents of files on the disk, in their order; `None` if it cannot read them all.
    /// Filters of the repository, which are programs, are not run.
    fn hashed(&self, paths: &[String]) -> Option<Vec<String>> {
        let base = self.base().to_str()?;
        if base.contains('\n') || paths.iter().any(|path| path.contains('\n')) {
            return None;
        }
        if paths.is_empty() {
            return Some(Vec::new());
        }
        let listed: String = paths.iter().flat_map(|path| [base, "/", path, "\n"]).collect();
        let args = ["hash-object", "--no-filters", "--stdin-paths"];
        let ids: Vec<String> = self.git().feed(&args, listed.as_bytes(), |out| out.lines().collect()).ok()?;
        (ids.len() == paths.len()).then_some(ids)
    }
}
