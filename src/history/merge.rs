//! Two branches into one: a source file for git's merge driver, and the whole library for the exports that are committed
//! with it.

use super::{Commit, Repository, Trouble, git::Git, revision::Blob};
use crate::{
    files,
    format::toml::{self, Markers},
    library::Library,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::Path,
};

/// The three files that git gives a merge driver.
#[derive(Clone, Copy, Debug)]
pub struct Versions<'a> {
    /// What both sides started from; empty if there was nothing.
    pub base: &'a Path,
    /// What is here.
    pub ours: &'a Path,
    /// What comes in.
    pub theirs: &'a Path,
}

/// A file that was merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whether markers stand in it.
    pub conflicts: bool,
}

/// The commits of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heads {
    /// What both sides started from.
    pub base: Commit,
    /// What is here.
    pub ours: Commit,
    /// What comes in.
    pub theirs: Commit,
}

/// What is known of the commits of a merge.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// The label of the base, as `parent of 1a2b3c4 (Add a book)`.
    pub base: String,
    /// The label of what comes in: a branch, or `1a2b3c4 (Add a book)`.
    pub theirs: String,
    /// The commits that `git merge` was asked to merge.
    pub merging: Vec<String>,
}

/// Merges a source file by what it says; one that is no TOML, or no file of sources, line by line as git does.
pub fn file(versions: Versions<'_>, name: &str, markers: Markers<'_>) -> Result<Merged, Trouble> {
    let is_settings = name.rsplit('/').next() == Some("bib.toml");
    if !is_settings
        && let Some([base, ours, theirs]) = texts(versions)?
        && let Ok(merge) = toml::merge(&base, &ours, &theirs, markers)
    {
        return Ok(Merged { bytes: merge.text.into_bytes(), conflicts: merge.conflicts > 0 });
    }
    by_lines(versions, markers)
}

const CALLED: &str =
    "git calls this with three versions of a file, once `bib merge-driver --install` has told it to";

/// The texts of the versions; `None` if one is no UTF-8.
fn texts(versions: Versions<'_>) -> Result<Option<[String; 3]>, Trouble> {
    let read = |path: &Path| {
        let bytes = files::read(path).map_err(|fault| Trouble::new(fault.to_string(), CALLED))?;
        Ok(String::from_utf8(bytes).ok())
    };
    let (base, ours, theirs) = (read(versions.base)?, read(versions.ours)?, read(versions.theirs)?);
    Ok(base.zip(ours).zip(theirs).map(|((base, ours), theirs)| [base, ours, theirs]))
}

fn by_lines(Versions { base, ours, theirs }: Versions<'_>, markers: Markers<'_>) -> Result<Merged, Trouble> {
    let real = |path: &Path| {
        let path = files::real(path).map_err(|fault| Trouble::new(fault.to_string(), CALLED))?;
        Ok(path.into_os_string())
    };
    let mut args: Vec<std::ffi::OsString> =
        ["merge-file", "-p", "-L", markers.ours, "-L", "base", "-L", markers.theirs].map(Into::into).into();
    args.push(format!("--marker-size={}", markers.length).into());
    args.extend([real(ours)?, real(base)?, real(theirs)?]);
    let answer = Git::new(Path::new(".")).ask(&args)?;
    // more than 127 is no number of conflicts
    match answer.code {
        Some(code @ 0..=127) => Ok(Merged { bytes: answer.out, conflicts: code > 0 }),
        _ => Err(Trouble::new(format!("git cannot merge it: {}", answer.complaint), "merge it in an editor")),
    }
}

impl Repository {
    /// The commits of the merge in which git asks for a file to be merged: those in which the file is what git gave.
    pub fn heads(&self, hints: &Hints, path: &str, versions: Versions<'_>) -> Result<Option<Heads>, Trouble> {
        let holds = |commit: &Commit, version: &Path| -> Result<bool, Trouble> {
            let there = self.file(commit, path)?.unwrap_or_default();
            Ok(files::read(version).is_ok_and(|bytes| bytes == there))
        };
        let first = |names: Vec<String>, version: &Path| -> Result<Option<Commit>, Trouble> {
            for name in names {
                let Ok(commit) = self.commit(&name) else { continue };
                if holds(&commit, version)? {
                    return Ok(Some(commit));
                }
            }
            Ok(None)
        };
        let merging = hints.merging.iter().cloned();
        let theirs = merging.chain(labelled(&hints.theirs)).collect();
        let (Some(ours), Some(theirs)) =
            (first(vec!["HEAD".to_owned()], versions.ours)?, first(theirs, versions.theirs)?)
        else {
            return Ok(None);
        };
        let parted = self.merge_base(theirs.id()).ok().map(|commit| commit.id().to_owned());
        let base = first(labelled(&hints.base).into_iter().chain(parted).collect(), versions.base)?;
        Ok(base.map(|base| Heads { base, ours, theirs }))
    }

    /// The library as it is when these commits are merged, file by file; `None` if something in it was changed in two ways.
    pub fn merged(&self, heads: &Heads) -> Result<Option<Library>, Trouble> {
        let base = self.side(&heads.base, &HashMap::new())?;
        let ours = self.side(&heads.ours, &self.renames(&heads.base, &heads.ours)?)?;
        let theirs = self.side(&heads.theirs, &self.renames(&heads.base, &heads.theirs)?)?;
        let mut chosen = Vec::new();
        let mut contested = Vec::new();
        let mut taken = HashSet::new();
        for name in ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
            let [old, own, other] = [&base, &ours, &theirs].map(|side| side.get(name));
            let path = match (own, other) {
                (Some(own), Some(other)) if own.path == other.path || other.path == *name => &own.path,
                (Some(own), Some(other)) if own.path == *name => &other.path,
                (Some(one), None) | (None, Some(one)) if old.is_none() || one.path == *name => &one.path,
                // renamed by one side, and by the other too or removed
                _ => return Ok(None),
            };
            let [old, own, other] = [old, own, other].map(|blob| blob.map(|blob| &blob.id));
            let id = match (old, own, other) {
                (_, own, other) if own == other => own,
                (old, own, other) if old == other => own,
                (old, own, other) if old == own => other,
                (old, Some(own), Some(other)) => {
                    contested.push((path.clone(), old.cloned(), own.clone(), other.clone()));
                    None
                }
                _ => return Ok(None),
            };
            let stays = own.is_some() && other.is_some() || id.is_some();
            if stays && !taken.insert(path) {
                return Ok(None);
            }
            chosen.extend(id.map(|id| Blob { id: id.clone(), path: path.clone() }));
        }
        let mut files = self.contents(chosen)?;
        for (path, old, own, other) in contested {
            let blobs = [Some(own), Some(other), old].into_iter().flatten();
            let blobs = blobs.map(|id| Blob { id, path: path.clone() }).collect();
            let texts = self.contents(blobs)?.into_iter().map(|(_, bytes)| String::from_utf8(bytes).ok());
            let Some(texts) = texts.collect::<Option<Vec<String>>>() else { return Ok(None) };
            let mut texts = texts.into_iter();
            let (own, other) = (texts.next().unwrap_or_default(), texts.next().unwrap_or_default());
            let old = texts.next().unwrap_or_default();
            let merged = match path.rsplit('/').next() {
                Some("bib.toml" | ".gitignore") => toml::lines(&old, &own, &other),
                _ => toml::merge(&old, &own, &other, Markers::long(7))
                    .ok()
                    .filter(|merge| merge.conflicts == 0)
                    .map(|merge| merge.text),
            };
            let Some(text) = merged else { return Ok(None) };
            files.push((path, text.into_bytes()));
        }
        Ok(Some(self.library_of(files)))
    }

    /// What a commit holds of the library, by the path that each file had before the side renamed it.
    fn side(
        &self,
        commit: &Commit,
        renames: &HashMap<String, String>,
    ) -> Result<BTreeMap<String, Blob>, Trouble> {
        let blobs = self.blobs(commit)?.into_iter();
        Ok(blobs.map(|blob| (renames.get(&blob.path).unwrap_or(&blob.path).clone(), blob)).collect())
    }

    /// The files that a side renamed, as git merges them: the path each had in the base, by the one it has.
    fn renames(&self, base: &Commit, side: &Commit) -> Result<HashMap<String, String>, Trouble> {
        let asked = ["diff-tree", "-r", "-z", "--name-status", "--diff-filter=R", "--find-renames=50%"];
        // git runs in the library's directory
        let answer = self.ask(&[&asked[..], &[base.id(), side.id(), "--", "."]].concat())?;
        // `R087`, the old path, the new one
        let words: Vec<String> = answer
            .out
            .split(|byte| *byte == 0)
            .map(|word| String::from_utf8_lossy(word).into_owned())
            .collect();
        let is_read = |path: &String| Library::is_read(path);
        let renames = words.chunks_exact(3).filter_map(|words| match words {
            [_, old, new] if is_read(old) && is_read(new) => Some((new.clone(), old.clone())),
            _ => None,
        });
        Ok(renames.collect())
    }
}

/// What revisions a label may mean: `1a2b3c4 (subject)`, `parent of 1a2b3c4 (subject)`, or a name.
fn labelled(label: &str) -> Vec<String> {
    let (rest, up) = label.strip_prefix("parent of ").map_or((label, ""), |rest| (rest, "^"));
    let word = rest.split(' ').next().unwrap_or_default();
    [word, rest].into_iter().filter(|name| !name.is_empty()).map(|name| format!("{name}{up}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_name_commits() {
        for (label, names) in [
            ("side", &["side", "side"][..]),
            ("1a2b3c4 (Add a book)", &["1a2b3c4", "1a2b3c4 (Add a book)"]),
            ("parent of 1a2b3c4 (Add)", &["1a2b3c4^", "1a2b3c4 (Add)^"]),
            ("", &[]),
        ] {
            assert_eq!(labelled(label), names);
        }
    }
}
