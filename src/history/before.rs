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

impl Repository {
    /// The library as it was in a commit, given as it is on the disk now.
    pub fn before(&self, commit: &Commit, now: &Library) -> Result<Before, Trouble> {
        let blobs = self.blobs(commit)?;
        let own = format!("{}bib.toml", self.prefix());
        let (around, sources): (Vec<Blob>, Vec<Blob>) =
            blobs.into_iter().partition(|blob| blob.path == own || blob.path.ends_with(".gitignore"));
        let mut same_settings = false;
        let mut same_around = true;
        for (path, bytes) in self.contents(around)? {
            let same = files::read_if_there(&self.base().join(&path)).ok().flatten() == Some(bytes);
            same_settings |= same && path == own;
            same_around &= same;
        }
        let paths: Vec<&str> = now.paths().collect();
        let ids = if same_settings && same_around { self.hashed(&paths) } else { None };
        let Some(ids) = ids else {
            return Ok(Before { library: self.library(commit)?, same_settings });
        };
        let mut of_now: HashMap<&str, &str> =
            paths.iter().copied().zip(ids.iter().map(String::as_str)).collect();
        let mut differ = Vec::new();
        for blob in sources {
            let path = blob.path.strip_prefix(self.prefix()).unwrap_or_default();
            if of_now.remove(path) != Some(blob.id.as_str()) {
                differ.push(blob);
            }
        }
        let gone = of_now.into_keys().map(|path| (path.to_owned(), None));
        let read = self.contents(differ)?.into_iter();
        let read = read
            .filter_map(|(path, bytes)| Some((path.strip_prefix(self.prefix())?.to_owned(), Some(bytes))));
        Ok(Before { library: now.with(read.chain(gone)), same_settings })
    }

    /// The names that git gives the contents of source files on the disk, in their order; `None` if it cannot read them all.
    /// Filters of the repository, which are programs, are not run.
    fn hashed(&self, paths: &[&str]) -> Option<Vec<String>> {
        if paths.is_empty() || paths.iter().any(|path| path.contains(['\n', '"'])) {
            return paths.is_empty().then(Vec::new);
        }
        let listed: String = paths.iter().flat_map(|path| [*path, "\n"]).collect();
        let args = ["hash-object", "--no-filters", "--stdin-paths"];
        let ids: Vec<String> = self.git().feed(&args, listed.as_bytes(), |out| out.lines().collect()).ok()?;
        (ids.len() == paths.len()).then_some(ids)
    }
}
