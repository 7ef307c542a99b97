//! Files replaced, all or none: new texts wait beside until all are written, and then take their places.

use super::{Fault, fault, write};
use rayon::prelude::*;
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Write as _},
    path::{Component, Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// The directory where new texts wait until they are renamed; ignored by git, and read by no one.
pub(super) const STAGING: &str = ".bib-staging";

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

/// Carries out replacements below `root`, all or, if one cannot be made, none: every new text is written beside and
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
    let step = |at: usize| {
        let (target, staged) = (targets.get(at)?, staged.get(at)?.as_deref());
        Some(Step { at, one: all.get(at)?.1, target, staged })
    };
    let (go, stay): (Vec<Step<'_>>, Vec<Step<'_>>) =
        (0..all.len()).filter_map(step).partition(|step| step.staged.is_none());
    let own = replacements.iter().filter(|one| one.after.is_some()).count();
    let (own, others) = stay.split_at(own.min(stay.len()));
    let done = Mutex::new(Vec::new());
    let take = |step: &Step<'_>| {
        step.take()?;
        done.lock().unwrap_or_else(PoisonError::into_inner).push(step.at);
        Ok(())
    };
    let made = own.par_iter().try_for_each(take);
    let made = made.and_then(|()| others.par_iter().try_for_each(take));
    let made = made.and_then(|()| sync_directories(&parents));
    let made = made.and_then(|()| go.iter().try_for_each(take));
    if made.is_err() {
        for at in done.into_inner().unwrap_or_else(PoisonError::into_inner) {
            if let (Some((_, one)), Some(target)) = (all.get(at), targets.get(at)) {
                put_back(one, target);
            }
        }
    }
    for parent in parents.iter().filter(|parent| **parent != root) {
        // a folder that the layout made goes with its last file; one that is not empty stays
        let _ = fs::remove_dir(parent);
    }
    made
}

/// A file that is to change, and the text that waits for its place; `None`: it goes away.
struct Step<'a> {
    /// Its position among all.
    at: usize,
    one: &'a Replacement<'a>,
    target: &'a Path,
    staged: Option<&'a Path>,
}

impl Step<'_> {
    fn take(&self) -> Result<(), Fault> {
        let Some(staged) = self.staged else {
            return fs::remove_file(self.target).map_err(fault("remove", self.target));
        };
        match fs::rename(staged, self.target) {
            // nothing moves to another file system: there it is written beside
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                write(self.target, self.one.after.unwrap_or_default())
            }
            done => done.map_err(fault("write", self.target)),
        }
    }
}

/// Makes of a file what it was, as far as the machine lets it.
fn put_back(one: &Replacement<'_>, target: &Path) {
    let _ = match one.before {
        Some(text) => write(target, text),
        None => fs::remove_file(target).map_err(fault("remove", target)),
    };
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
