//! Walks: all files of a tree that are wanted, read in parallel; nothing is read through a link that leads out of it.

use super::{Fault, Skipped, fault, upwards};
use ignore::{WalkBuilder, WalkState};
use rayon::prelude::*;
use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::Mutex,
};

/// Reads every `.toml` file under `root` but those called `bib.toml`, in parallel, and maps it; sorted by path. Dot
/// files are left out, and what the `.gitignore` files of the tree (and of the work tree around it, if there is one) ignore.
pub fn read_tree<T: Send>(
    root: &Path,
    each: impl Fn(&str, Result<Vec<u8>, Fault>) -> T + Sync,
) -> (Vec<(String, T)>, Vec<Skipped>) {
    let is_source = |path: &Path| {
        path.extension().is_some_and(|extension| extension == "toml")
            && path.file_name().is_some_and(|name| name != "bib.toml")
    };
    walk(root, &[root.to_owned()], &|path, _| is_source(path), &each)
}

/// Reads those files under some folders (or single files) of `root` whose path relative to it is wanted, as
/// [`read_tree`] does. What is not there, or is reached through a link that leads out of `root`, is left out.
pub fn read_matching<T: Send>(
    root: &Path,
    from: &[&str],
    wanted: impl Fn(&str) -> bool + Sync,
    each: impl Fn(&str, Result<Vec<u8>, Fault>) -> T + Sync,
) -> (Vec<(String, T)>, Vec<Skipped>) {
    let inside = |path: &PathBuf| fs::canonicalize(path).is_ok_and(|real| real.starts_with(root));
    let from: Vec<PathBuf> = from
        .iter()
        .map(|path| if path.is_empty() { root.to_owned() } else { root.join(path) })
        .filter(inside)
        .collect();
    walk(root, &from, &|_, name| wanted(name), &each)
}

fn walk<T: Send>(
    root: &Path,
    from: &[PathBuf],
    wanted: &(impl Fn(&Path, &str) -> bool + Sync),
    each: &(impl Fn(&str, Result<Vec<u8>, Fault>) -> T + Sync),
) -> (Vec<(String, T)>, Vec<Skipped>) {
    let Some((first, more)) = from.split_first() else { return (Vec::new(), Vec::new()) };
    let mut builder = WalkBuilder::new(first);
    for path in more {
        builder.add(path);
    }
    let walk = builder
        .standard_filters(false)
        .hidden(true)
        .git_ignore(true)
        .require_git(false)
        .parents(upwards(root, ".git").is_some())
        .threads(std::thread::available_parallelism().map_or(1, usize::from))
        .build_parallel();
    let all: Found<T> = Mutex::default();
    walk.run(|| {
        let mut batch = Batch { all: &all, files: Vec::new(), buffer: vec![0; BUFFER] };
        Box::new(move |entry| {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    batch.skip(unreadable(root, &error));
                    return WalkState::Continue;
                }
            };
            let Some(kind) = entry.file_type() else { return WalkState::Continue };
            let path = entry.path();
            if kind.is_symlink() && path.is_dir() {
                batch.skip(Skipped::Directory(relative(root, path)));
                return WalkState::Continue;
            }
            if kind.is_dir() {
                return WalkState::Continue;
            }
            let name = relative(root, path);
            if !wanted(path, &name) {
                return WalkState::Continue;
            }
            if path.strip_prefix(root).unwrap_or(path).to_str().is_none() {
                batch.skip(Skipped::Unnamed(name));
                return WalkState::Continue;
            }
            if kind.is_symlink() {
                batch.link(name, path.to_owned());
            } else if kind.is_file() {
                let mapped = each(&name, read_small(path, &mut batch.buffer).map_err(fault("read", path)));
                batch.files.push((name, mapped));
            }
            WalkState::Continue
        })
    });
    let (mut files, mut skipped, links) = all.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    follow(root, &mut files, &mut skipped, links, each);
    files.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
    skipped.sort_by_key(|skipped| match skipped {
        Skipped::Link(path)
        | Skipped::Directory(path)
        | Skipped::Unnamed(path)
        | Skipped::Unreadable(path, _) => path.clone(),
    });
    (files, skipped)
}

/// What all threads have found: files, what was left out, and links.
type Found<T> = Mutex<(Vec<(String, T)>, Vec<Skipped>, Vec<(String, PathBuf)>)>;

/// What one thread of a walk has read; handed over at its end, so that threads do not wait for each other.
struct Batch<'a, T> {
    all: &'a Found<T>,
    files: Vec<(String, T)>,
    buffer: Vec<u8>,
}

impl<T> Batch<'_, T> {
    fn skip(&self, skipped: Skipped) {
        self.all.lock().unwrap_or_else(std::sync::PoisonError::into_inner).1.push(skipped);
    }

    fn link(&self, name: String, path: PathBuf) {
        self.all.lock().unwrap_or_else(std::sync::PoisonError::into_inner).2.push((name, path));
    }
}

impl<T> Drop for Batch<'_, T> {
    fn drop(&mut self) {
        self.all.lock().unwrap_or_else(std::sync::PoisonError::into_inner).0.append(&mut self.files);
    }
}

/// Reads links to files inside the tree that the walk itself did not read; names those that lead elsewhere.
fn follow<T>(
    root: &Path,
    files: &mut Vec<(String, T)>,
    skipped: &mut Vec<Skipped>,
    mut links: Vec<(String, PathBuf)>,
    each: &(impl Fn(&str, Result<Vec<u8>, Fault>) -> T + Sync),
) {
    if links.is_empty() {
        return;
    }
    links.sort();
    let mut read: HashSet<String> = files.iter().map(|(name, _)| name.clone()).collect();
    for (name, path) in links {
        match fs::canonicalize(&path) {
            Ok(target) if target.starts_with(root) && target.is_file() => {
                if read.insert(relative(root, &target)) {
                    let mapped = each(&name, fs::read(&target).map_err(fault("read", &path)));
                    files.push((name, mapped));
                }
            }
            _ => skipped.push(Skipped::Link(name)),
        }
    }
}

fn unreadable(root: &Path, error: &ignore::Error) -> Skipped {
    let mut path = String::new();
    let mut inner = error;
    loop {
        inner = match inner {
            ignore::Error::WithPath { path: at, err } => {
                path = relative(root, at);
                err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
            inner => {
                let why = inner.to_string();
                return Skipped::Unreadable(
                    path,
                    why.split(" (os error").next().unwrap_or_default().to_lowercase(),
                );
            }
        };
    }
}

/// How much of a file is read in one go; source files are smaller.
const BUFFER: usize = 64 * 1024;

/// The bytes of a file that is likely small: without asking for its size first, which costs as much as reading it.
fn read_small(path: &Path, buffer: &mut [u8]) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    loop {
        let count = match file.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            count => count?,
        };
        if count == 0 {
            return Ok(bytes);
        }
        bytes.extend_from_slice(buffer.get(..count).unwrap_or_default());
    }
}

/// A path below `root` as reports show it: relative, with `/`. Bytes that are no UTF-8 become `\u{FFFD}`.
fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    if std::path::MAIN_SEPARATOR == '/'
        && let Some(name) = path.to_str()
    {
        return name.to_owned();
    }
    let mut name = String::new();
    for part in path.components() {
        if !name.is_empty() {
            name.push('/');
        }
        name.push_str(&part.as_os_str().to_string_lossy());
    }
    name
}
