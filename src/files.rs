//! The disk: find, read, lock, replace. The only room with `std::fs`.
//!
//! Nothing is written outside the root that a caller names, not through a symbolic link either; and a file is either
//! the old one or the new one, whole, whenever a machine stops.

mod replace;
mod tree;

pub use replace::{Replacement, replace, replace_with};
pub use tree::{read_matching, read_tree};

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// A fault of the machine, with the path.
#[derive(Debug)]
pub struct Fault {
    /// Which file or directory.
    pub path: PathBuf,
    /// What was to be done with it: `read`, `write` ...
    pub action: &'static str,
    /// What the machine said.
    pub error: io::Error,
}

impl Fault {
    /// What the machine said, in words only.
    pub fn why(&self) -> String {
        let error = self.error.to_string();
        // the number says nothing to people
        error.split(" (os error").next().unwrap_or_default().to_lowercase()
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot {} {}: {}", self.action, self.path.display(), self.why())
    }
}

impl std::error::Error for Fault {}

fn fault(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Fault {
    let path = path.to_owned();
    move |error| Fault { path, action, error }
}

/// The lock of a library: held until dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// What a walk came across that is no file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Skipped {
    /// A symbolic link that leads out of the tree, or nowhere; its path in the tree.
    Link(String),
    /// A symbolic link to a directory: a walk that followed it might not end.
    Directory(String),
    /// A directory or file that could not be read, and why.
    Unreadable(String, String),
    /// A file whose path is no UTF-8, as far as it can be shown: no message and no file could name it.
    Unnamed(String),
}

/// The first directory from `start` upwards that holds `name`, as a path to `name`'s directory.
pub fn upwards(start: &Path, name: &str) -> Option<PathBuf> {
    start.ancestors().find(|dir| dir.join(name).exists()).map(Path::to_owned)
}

/// Whether there is a file (or anything else) at that path.
pub fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Whether there is a directory at that path.
pub fn is_directory(path: &Path) -> bool {
    path.is_dir()
}

/// The real path, links resolved.
pub fn real(path: &Path) -> Result<PathBuf, Fault> {
    fs::canonicalize(path).map_err(fault("open", path))
}

/// Where a path leads, links resolved, whether there is something or not.
pub fn settled(path: &Path) -> Result<PathBuf, Fault> {
    let absolute = std::path::absolute(path).map_err(fault("find", path))?;
    for there in absolute.ancestors() {
        if let (Ok(real), Ok(rest)) = (fs::canonicalize(there), absolute.strip_prefix(there)) {
            return Ok(if rest.as_os_str().is_empty() { real } else { real.join(rest) });
        }
    }
    Ok(absolute)
}

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    if path.is_dir() {
        return Err(Fault {
            path: path.to_owned(),
            action: "read",
            error: io::Error::other("it is a directory"),
        });
    }
    fs::read(path).map_err(fault("read", path))
}

/// The names of what is in a directory, sorted; none if there is no directory.
pub fn names(directory: &Path) -> Result<Vec<String>, Fault> {
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(fault("read", directory))?,
    };
    let names: io::Result<Vec<_>> = entries.map(|entry| entry.map(|entry| entry.file_name())).collect();
    let mut names: Vec<String> = names
        .map_err(fault("read", directory))?
        .iter()
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    Ok(names)
}

/// The bytes of a file, or `None` if there is no file.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Fault> {
    match read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(fault) if fault.error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Waits for the lock on a file; `waiting` is called once if somebody else holds it.
pub fn lock(path: &Path, waiting: &dyn Fn()) -> Result<Lock, Fault> {
    let file = File::open(path).map_err(fault("open", path))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => {
            waiting();
            file.lock().map_err(fault("lock", path))?;
        }
        Err(fs::TryLockError::Error(error)) => return Err(fault("lock", path)(error)),
    }
    Ok(Lock { _file: file })
}

/// Writes a file that is no part of a library (an export): whole or not at all, permissions kept, a link followed.
pub fn write(path: &Path, text: &str) -> Result<(), Fault> {
    write_bytes(path, text.as_bytes())
}

/// [`write()`] for what may be no text.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let Some(target) = target(path)? else {
        return fs::write(path, bytes).map_err(fault("write", path));
    };
    let write = || -> io::Result<()> {
        let mut beside = beside(&target)?;
        beside.write_all(bytes)?;
        if let Ok(meta) = fs::metadata(&target) {
            beside.as_file().set_permissions(meta.permissions())?;
        }
        beside.as_file().sync_all()?;
        beside.persist(&target).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(fault("write", path))
}

/// The fault with which [`write()`] would end now, as far as that is known before.
pub fn can_write(path: &Path) -> Result<(), Fault> {
    match target(path)? {
        Some(target) => beside(&target).map(drop).map_err(fault("write", path)),
        None => Ok(()),
    }
}

/// The file that is replaced when a path is written; `None` for a device or a pipe, which is written to.
fn target(path: &Path) -> Result<Option<PathBuf>, Fault> {
    match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_symlink() => fs::canonicalize(path).map(Some).map_err(fault("write", path)),
        Ok(meta) if meta.is_dir() => {
            let error = io::Error::other("it is a directory");
            Err(Fault { path: path.to_owned(), action: "write", error })
        }
        Ok(meta) if !meta.is_file() => Ok(None),
        _ => Ok(Some(path.to_owned())),
    }
}

/// A new file beside another one, which takes its place or goes away.
fn beside(target: &Path) -> io::Result<tempfile::NamedTempFile> {
    let dir = match target.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    };
    tempfile::Builder::new().prefix(".bib-").suffix(".tmp").make_in(dir, |path| File::create_new(path))
}

/// Writes a text behind what stands in a file, which is made if it is not there.
pub fn append(path: &Path, text: &str) -> Result<(), Fault> {
    let file = File::options().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(fault("write", path))
}

pub use tempfile::TempDir;

/// A new directory of its own among the machine's temporary ones; it stays until it is closed.
pub fn temporary_directory(prefix: &str) -> Result<TempDir, Fault> {
    let made = tempfile::Builder::new().prefix(prefix).disable_cleanup(true).tempdir();
    made.map_err(fault("create", &std::env::temp_dir()))
}

/// Makes a directory with its parents.
pub fn create_directory(path: &Path) -> Result<(), Fault> {
    fs::create_dir_all(path).map_err(fault("create", path))
}

#[cfg(test)]
mod tests {
    use super::{replace::STAGING, *};
    use std::collections::BTreeSet;

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        dir
    }

    fn names(root: &Path) -> Vec<String> {
        let root = real(root).unwrap();
        read_tree(&root, |_, bytes| bytes.unwrap().len()).0.into_iter().map(|(name, _)| name).collect()
    }

    fn replacement<'a>(path: &'a str, before: Option<&'a str>, after: Option<&'a str>) -> Replacement<'a> {
        Replacement { path, before, after }
    }

    #[test]
    fn a_walk_reads_source_files_only() {
        let dir = tree(&[
            ("bib.toml", ""),
            ("b.toml", ""),
            ("deep/er/a.toml", ""),
            ("note.md", ""),
            (".hidden.toml", ""),
            (".dot/c.toml", ""),
            ("drafts/d.toml", ""),
            (".gitignore", "drafts/\n"),
        ]);
        assert_eq!(names(dir.path()), ["b.toml", "deep/er/a.toml"]);
    }

    #[test]
    fn the_work_trees_gitignore_counts_but_not_for_the_root() {
        let dir = tree(&[
            (".git/config", ""),
            (".gitignore", "bib/\n*.draft.toml\n"),
            ("bib/a.toml", ""),
            ("bib/b.draft.toml", ""),
        ]);
        assert_eq!(names(&dir.path().join("bib")), ["a.toml"]);
    }

    #[test]
    #[cfg(unix)]
    fn links_are_followed_inside_the_tree_only_and_nothing_is_read_twice() {
        use std::os::unix::fs::symlink;
        let outside = tree(&[("secret.toml", "")]);
        let dir = tree(&[("a.toml", ""), (".store/b.toml", "")]);
        symlink(dir.path().join("a.toml"), dir.path().join("again.toml")).unwrap();
        symlink(dir.path().join(".store/b.toml"), dir.path().join("b.toml")).unwrap();
        symlink(outside.path().join("secret.toml"), dir.path().join("out.toml")).unwrap();
        symlink(outside.path(), dir.path().join("folder")).unwrap();
        let root = real(dir.path()).unwrap();
        let (files, skipped) = read_tree(&root, |_, _| ());
        assert_eq!(files.into_iter().map(|(name, ())| name).collect::<Vec<_>>(), ["a.toml", "b.toml"]);
        assert_eq!(skipped, [Skipped::Directory("folder".into()), Skipped::Link("out.toml".into())]);
        let refused = replace(&root, &[replacement("out.toml", Some(""), Some("x"))]).unwrap_err();
        assert!(refused.to_string().contains("leads out of its tree"), "{refused}");
        replace(&root, &[replacement("b.toml", Some(""), Some("new"))]).unwrap();
        assert!(fs::symlink_metadata(root.join("b.toml")).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(root.join(".store/b.toml")).unwrap(), "new");
    }

    #[test]
    fn replacements_are_all_carried_out_or_none() {
        let dir = tree(&[("a.toml", "a"), ("x/b.toml", "b")]);
        let root = real(dir.path()).unwrap();
        let stale =
            [replacement("a.toml", Some("a"), Some("A")), replacement("x/b.toml", Some("other"), None)];
        let refused = replace(&root, &stale).unwrap_err();
        assert!(refused.to_string().contains("changed it meanwhile"), "{refused}");
        assert_eq!(fs::read_to_string(root.join("a.toml")).unwrap(), "a");
        let good = [
            replacement("a.toml", Some("a"), Some("A")),
            replacement("y/c.toml", None, Some("c")),
            replacement("x/b.toml", Some("b"), None),
        ];
        replace(&root, &good).unwrap();
        assert_eq!(names(&root), ["a.toml", "y/c.toml"]);
        let left: Vec<_> = fs::read_dir(&root).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left.len(), 2, "nothing else is left: {left:?}");
    }

    #[test]
    fn what_was_there_is_put_back_if_a_file_cannot_take_its_place() {
        let dir = tree(&[("a.toml", "a"), ("b.toml", "b")]);
        let root = real(dir.path()).unwrap();
        // where a folder is made for another there is no place for a file
        let changes = [
            replacement("a.toml", Some("a"), Some("A")),
            replacement("new.toml", None, Some("n")),
            replacement("x.toml", None, Some("x")),
            replacement("x.toml/y.toml", None, Some("y")),
            replacement("b.toml", Some("b"), None),
        ];
        for turn in 0..8 {
            let mut changes = changes;
            changes[..4].rotate_left(turn % 4);
            assert!(replace(&root, &changes).is_err());
            let left: BTreeSet<_> =
                fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            assert_eq!(left, BTreeSet::from(["a.toml".into(), "b.toml".into()]));
            assert_eq!(fs::read_to_string(root.join("a.toml")).unwrap(), "a");
        }
    }

    #[test]
    #[cfg(unix)]
    fn documents_outside_of_the_library_change_with_it_or_not_at_all() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let outside = tree(&[("secret.md", "s")]);
        let dir = tree(&[("lib/a.toml", "a"), ("docs/a.md", "x"), ("docs/b.md", "y")]);
        let base = real(dir.path()).unwrap();
        let root = base.join("lib");
        symlink(outside.path().join("secret.md"), base.join("docs/out.md")).unwrap();
        symlink(outside.path(), base.join("away")).unwrap();
        fs::set_permissions(base.join("docs/a.md"), fs::Permissions::from_mode(0o640)).unwrap();
        let own = [replacement("a.toml", Some("a"), Some("A"))];
        for (path, before) in [
            ("docs/b.md", "other"),
            ("docs/out.md", "s"),
            ("away/secret.md", "s"),
            ("../x.md", "s"),
            ("docs/c.md", "s"),
        ] {
            let others =
                [replacement("docs/a.md", Some("x"), Some("X")), replacement(path, Some(before), Some("z"))];
            assert!(replace_with(&root, &own, &base, &others).is_err(), "{path}");
            assert_eq!(fs::read_to_string(root.join("a.toml")).unwrap(), "a");
            assert_eq!(fs::read_to_string(base.join("docs/a.md")).unwrap(), "x");
        }
        assert_eq!(fs::read_to_string(outside.path().join("secret.md")).unwrap(), "s");
        replace_with(&root, &own, &base, &[replacement("docs/a.md", Some("x"), Some("X"))]).unwrap();
        assert_eq!(fs::read_to_string(base.join("docs/a.md")).unwrap(), "X");
        assert_eq!(fs::metadata(base.join("docs/a.md")).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(!base.join(STAGING).exists() && !root.join(STAGING).exists());
    }

    #[test]
    fn nothing_is_written_outside_or_over_what_is_there() {
        let dir = tree(&[("lib/a.toml", "a"), ("lib/d.toml/x", "")]);
        let root = real(&dir.path().join("lib")).unwrap();
        for path in ["../out.toml", "/tmp/out.toml", "x/../../out.toml", "d.toml", "a.toml", "a.toml/b.toml"]
        {
            assert!(replace(&root, &[replacement(path, None, Some("x"))]).is_err(), "{path}");
        }
        assert_eq!(fs::read_to_string(root.join("a.toml")).unwrap(), "a");
    }

    #[test]
    #[cfg(unix)]
    fn permissions_are_kept() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tree(&[("a.toml", "a"), ("export.bib", "old")]);
        let root = real(dir.path()).unwrap();
        for name in ["a.toml", "export.bib"] {
            fs::set_permissions(root.join(name), fs::Permissions::from_mode(0o640)).unwrap();
        }
        replace(&root, &[replacement("a.toml", Some("a"), Some("b"))]).unwrap();
        write(&root.join("export.bib"), "new").unwrap();
        for name in ["a.toml", "export.bib"] {
            assert_eq!(fs::metadata(root.join(name)).unwrap().permissions().mode() & 0o777, 0o640);
        }
    }

    #[test]
    fn what_a_killed_program_left_is_cleared_away() {
        let dir = tree(&[("a.toml", "a"), (".bib-staging/0", "half"), (".bib-staging/.gitignore", "")]);
        let root = real(dir.path()).unwrap();
        assert_eq!(names(&root), ["a.toml"]);
        replace(&root, &[replacement("a.toml", Some("a"), Some("b"))]).unwrap();
        assert!(!root.join(STAGING).exists());
    }
}
