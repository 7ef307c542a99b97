//! The disk: find, read, lock, replace. The only room with `std::fs`.
//!
//! Nothing is written outside the root that a caller names, not through a symbolic link either; and a file is either
//! the old one or the new one, whole, whenever a machine stops.

mod tree;

pub use tree::{read_matching, read_tree};

use rayon::prelude::*;
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Write as _},
    path::{Component, Path, PathBuf},
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

/// The directory where new texts wait until they are renamed; ignored by git, and read by no one.
const STAGING: &str = ".bib-staging";

/// From how many files on one sync of the whole file system is cheaper than one a file (measured on ext4: a sync of a
/// file takes 0.1 to 5 ms, that of a file system about 20).
const SYNC_EACH: usize = 32;

/// A change of a file: the path relative to a root, and the texts before (`None`: there is none) and after.
#[derive(Clone, Copy, Debug)]
pub struct Replacement<'a> {
    /// Relative to the root, with `/`.
    pub path: &'a str,
    /// What has to be there now.
    pub before: Option<&'a str>,
    /// What is to be there; `None` removes the file.
    pub after: Option<&'a str>,
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

/// Carries out replacements below `root`, all or, if one cannot be prepared, none: every new text is written beside and
/// synced before the first file is renamed; files that go away go last. Call it with the lock held.
pub fn replace(root: &Path, replacements: &[Replacement<'_>]) -> Result<(), Fault> {
    replace_with(root, replacements, root, &[])
}

/// The same, and with them replacements below `base`, which follow when those below `root` are in place.
pub fn replace_with(
    root: &Path,
    replacements: &[Replacement<'_>],
    base: &Path,
    others: &[Replacement<'_>],
) -> Result<(), Fault> {
    let all: Vec<(&Path, &Replacement<'_>)> =
        replacements.iter().map(|one| (root, one)).chain(others.iter().map(|one| (base, one))).collect();
    let targets: Vec<PathBuf> =
        all.par_iter().map(|(root, one)| target(root, one)).collect::<Result<_, _>>()?;
    let staging = Staging::new(root)?;
    let staged: Vec<Option<PathBuf>> = all
        .par_iter()
        .zip(&targets)
        .enumerate()
        .map(|(at, ((_, one), target))| match one.after {
            Some(text) => staging.write(at, text, target).map(Some),
            None => Ok(None),
        })
        .collect::<Result<_, _>>()?;
    staging.sync(&staged)?;
    let parents: BTreeSet<&Path> = targets.iter().filter_map(|target| target.parent()).collect();
    for parent in &parents {
        fs::create_dir_all(parent).map_err(fault("create", parent))?;
    }
    let rename = |(staged, target): (&Option<PathBuf>, &PathBuf)| match staged {
        Some(staged) => fs::rename(staged, target).map_err(fault("write", target)),
        None => Ok(()),
    };
    let (own_staged, other_staged) = staged.split_at(replacements.len().min(staged.len()));
    let (own_targets, other_targets) = targets.split_at(replacements.len().min(targets.len()));
    own_staged.par_iter().zip(own_targets).try_for_each(rename)?;
    other_staged.par_iter().zip(other_targets).try_for_each(rename)?;
    sync_directories(&parents)?;
    for (staged, target) in staged.iter().zip(&targets) {
        if staged.is_none() {
            fs::remove_file(target).map_err(fault("remove", target))?;
        }
    }
    for parent in parents.iter().filter(|parent| **parent != root) {
        // a folder that the layout made goes with its last file; one that is not empty stays
        let _ = fs::remove_dir(parent);
    }
    Ok(())
}

/// The file that a replacement means: inside the root, with the content it has to have.
fn target(root: &Path, one: &Replacement<'_>) -> Result<PathBuf, Fault> {
    let path = Path::new(one.path);
    let refuse =
        |why: &str| Err(Fault { path: root.join(path), action: "write", error: io::Error::other(why) });
    if !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return refuse("the path leads out of its tree");
    }
    let mut target = root.join(path);
    for ancestor in target.ancestors().skip(1).take_while(|ancestor| *ancestor != root) {
        match fs::symlink_metadata(ancestor) {
            Ok(meta) if meta.is_dir() => {}
            Ok(meta) if meta.is_symlink() => match fs::canonicalize(ancestor) {
                Ok(real) if real.starts_with(root) && real.is_dir() => {}
                _ => return refuse("a symbolic link on the way leads out of its tree"),
            },
            Ok(_) => return refuse("a file stands where a directory has to be"),
            Err(_) => {}
        }
    }
    match fs::symlink_metadata(&target) {
        Ok(meta) if meta.is_dir() => return refuse("it is a directory"),
        Ok(meta) if meta.is_symlink() => match fs::canonicalize(&target) {
            Ok(real) if real.starts_with(root) && one.after.is_some() => target = real,
            Ok(real) if real.starts_with(root) => {}
            _ => return refuse("it is a symbolic link that leads out of its tree"),
        },
        Ok(meta) if meta.permissions().readonly() => return refuse("it is read-only"),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return match one.before {
                None => Ok(target),
                Some(_) => refuse("it is gone; another program removed it meanwhile, try again"),
            };
        }
        Err(error) => return Err(fault("write", &target)(error)),
    }
    match one.before {
        Some(before) if fs::read(&target).map_err(fault("read", &target))? == before.as_bytes() => Ok(target),
        Some(_) => refuse("another program changed it meanwhile, try again"),
        None => refuse("it is there already"),
    }
}

/// The directory of texts that wait. Whatever is in it when it is made was left by a program that was killed.
struct Staging {
    path: PathBuf,
    root: PathBuf,
}

impl Staging {
    fn new(root: &Path) -> Result<Staging, Fault> {
        let path = root.join(STAGING);
        if let Ok(meta) = fs::symlink_metadata(&path) {
            let removed = if meta.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            removed.map_err(fault("remove", &path))?;
        }
        fs::create_dir(&path).map_err(fault("create", &path))?;
        let staging = Staging { path, root: root.to_owned() };
        let ignore = staging.path.join(".gitignore");
        fs::write(&ignore, "*\n").map_err(fault("write", &ignore))?;
        Ok(staging)
    }

    /// Writes a text that waits for its place, with the permissions of the file it replaces.
    fn write(&self, at: usize, text: &str, target: &Path) -> Result<PathBuf, Fault> {
        let path = self.path.join(at.to_string());
        // the message names the file that people know
        let write = || -> io::Result<()> {
            let mut file = File::create_new(&path)?;
            file.write_all(text.as_bytes())?;
            if let Ok(meta) = fs::metadata(target) {
                file.set_permissions(meta.permissions())?;
            }
            Ok(())
        };
        write().map_err(fault("write", target))?;
        Ok(path)
    }

    fn sync(&self, staged: &[Option<PathBuf>]) -> Result<(), Fault> {
        let count = staged.iter().flatten().count();
        if count > SYNC_EACH && self.sync_all()? {
            return Ok(());
        }
        staged.par_iter().flatten().try_for_each(|path| {
            File::open(path).and_then(|file| file.sync_all()).map_err(fault("sync", path))
        })
    }

    /// Syncs the file system of the library in one go, where the system can; `false` where it cannot.
    #[cfg(target_os = "linux")]
    fn sync_all(&self) -> Result<bool, Fault> {
        let dir = File::open(&self.root).map_err(fault("open", &self.root))?;
        rustix::fs::syncfs(&dir).map_err(|error| fault("sync", &self.root)(error.into()))?;
        Ok(true)
    }

    #[cfg(not(target_os = "linux"))]
    fn sync_all(&self) -> Result<bool, Fault> {
        Ok(false)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // what cannot be removed is ignored by git, and the next write removes it
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn sync_directories(paths: &BTreeSet<&Path>) -> Result<(), Fault> {
    if cfg!(unix) {
        for path in paths {
            File::open(path).and_then(|dir| dir.sync_all()).map_err(fault("sync", path))?;
        }
    }
    Ok(())
}

/// Writes a file that is no part of a library (an export): whole or not at all, permissions kept, a link followed.
pub fn write(path: &Path, text: &str) -> Result<(), Fault> {
    write_bytes(path, text.as_bytes())
}

/// [`write()`] for what may be no text.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let target = match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_symlink() => fs::canonicalize(path).map_err(fault("write", path))?,
        Ok(meta) if meta.is_dir() => {
            return Err(Fault {
                path: path.to_owned(),
                action: "write",
                error: io::Error::other("it is a directory"),
            });
        }
        // a device or a pipe is written to, not replaced
        Ok(meta) if !meta.is_file() => return fs::write(path, bytes).map_err(fault("write", path)),
        _ => path.to_owned(),
    };
    let dir = match target.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    };
    let write = || -> io::Result<()> {
        let mut builder = tempfile::Builder::new();
        let mut beside =
            builder.prefix(".bib-").suffix(".tmp").make_in(dir, |path| File::create_new(path))?;
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
    use super::*;

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
