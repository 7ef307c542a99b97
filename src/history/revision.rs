//! Revisions of the work tree that holds a library: commits, their files, and the library as it was.

use super::{
    Trouble,
    git::{Answer, Git},
};
use crate::{files, library::Library};
use std::{
    io::{self, BufRead as _, Read as _},
    path::{Path, PathBuf},
};

/// The git work tree that holds a library.
#[derive(Clone, Debug)]
pub struct Repository {
    git: Git,
    /// The library's directory.
    root: PathBuf,
    /// The work tree's.
    base: PathBuf,
    /// The library's path in the work tree: `bib/`, or nothing.
    prefix: String,
}

/// A commit of a repository.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Commit {
    id: String,
}

/// A file of a commit.
pub(super) struct Blob {
    /// What git calls its contents.
    pub(super) id: String,
    /// Relative to the work tree, with `/`.
    pub(super) path: String,
}

impl Commit {
    /// Its name: hexadecimal digits, 40 or 64.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its name in short.
    pub fn short(&self) -> &str {
        self.id.get(..10).unwrap_or(&self.id)
    }
}

impl Repository {
    /// The work tree that holds the library in that directory (its real path).
    pub fn of(root: &Path) -> Result<Repository, Trouble> {
        let git = Git::new(root);
        let answer = git.ask(&["rev-parse", "--is-inside-work-tree", "--show-prefix", "--show-cdup"])?;
        let text = String::from_utf8_lossy(&answer.out).into_owned();
        let mut lines = text.split('\n');
        if answer.done && lines.next() == Some("true") {
            let prefix = lines.next().unwrap_or_default().to_owned();
            let up = prefix.matches('/').count();
            let base = root.ancestors().nth(up).unwrap_or(root).to_owned();
            return Ok(Repository { git, root: root.to_owned(), base, prefix });
        }
        if answer.complaint.contains("dubious ownership") {
            let help = "if you trust it: `git config --global --add safe.directory DIR`, with its directory";
            return Err(Trouble::new(format!("git refuses this repository: {}", answer.complaint), help));
        }
        let why = format!("{} is in no git work tree", root.display());
        Err(Trouble::new(why, "`git init` makes one; without it there is nothing to compare with"))
    }

    /// The directory of the work tree.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// The library's path in the work tree, with a `/` at its end; empty if they are the same.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The commit that a revision names: `main`, `HEAD~2`, `v1.0`, `1a2b3c4d`.
    pub fn commit(&self, revision: &str) -> Result<Commit, Trouble> {
        // what begins with a minus would be an option
        if revision.is_empty() || revision.starts_with('-') || revision.contains(['\n', '\0']) {
            return Err(self.unknown(revision, ""));
        }
        let found = self.git.ask(&["rev-parse", "--verify", revision])?;
        let id = found.line();
        if !found.done || !is_id(&id) {
            return Err(self.unknown(revision, &found.complaint));
        }
        // a tag becomes what it names
        let commit = self.git.ask(&["rev-parse", "--verify", &format!("{id}^{{commit}}")])?;
        let id = commit.line();
        if commit.done && is_id(&id) {
            Ok(Commit { id })
        } else {
            Err(self.unknown(revision, &commit.complaint))
        }
    }

    /// The last commit that `HEAD` and a revision have in common.
    pub fn merge_base(&self, revision: &str) -> Result<Commit, Trouble> {
        let other = self.commit(revision)?;
        let head = self.commit("HEAD")?;
        let answer = self.git.ask(&["merge-base", head.id(), other.id()])?;
        let id = answer.line();
        if answer.done && is_id(&id) {
            return Ok(Commit { id });
        }
        if self.is_shallow() {
            let why = format!("the clone is shallow and does not reach to where HEAD and `{revision}` part");
            return Err(Trouble::new(why, DEEPEN));
        }
        let why = format!("HEAD and `{revision}` have no commit in common");
        Err(Trouble::new(why, "name a revision of the same history"))
    }

    /// The files of a commit below a directory (relative to the work tree; empty for all) that are wanted, with their paths
    /// relative to the work tree, in git's order. Links and submodules are left out.
    pub fn files(
        &self,
        commit: &Commit,
        under: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Vec<(String, Vec<u8>)>, Trouble> {
        let under = under.trim_end_matches('/');
        let paths = if under.is_empty() { Vec::new() } else { vec![under.to_owned()] };
        let mut blobs = self.list(commit, &paths)?;
        blobs.retain(|blob| wanted(&blob.path));
        self.contents(blobs)
    }

    /// The library as it is in a commit; empty if there was none.
    pub fn library(&self, commit: &Commit) -> Result<Library, Trouble> {
        Ok(self.library_of(self.contents(self.blobs(commit)?)?))
    }

    /// The library that files (paths relative to the work tree) make.
    pub(super) fn library_of(&self, files: Vec<(String, Vec<u8>)>) -> Library {
        Library::of_tree(&self.root, &self.base, files)
    }

    /// What [`Library::of_tree`] reads of a commit. A library whose directory moved since then is read where it was, with the paths
    /// that its files would have now.
    pub(super) fn blobs(&self, commit: &Commit) -> Result<Vec<Blob>, Trouble> {
        let blobs = self.blobs_below(commit, &self.prefix)?;
        let settings = format!("{}bib.toml", self.prefix);
        if blobs.iter().any(|blob| blob.path == settings) {
            return Ok(blobs);
        }
        let Some(there) = self.moved_from(commit)? else { return Ok(blobs) };
        let mut moved = self.blobs_below(commit, &there)?;
        moved.retain_mut(|blob| {
            let Some(own) = blob.path.strip_prefix(&there) else { return false };
            blob.path = format!("{}{own}", self.prefix);
            true
        });
        Ok(moved)
    }

    /// The settings of the library as they are in a commit; `None` if there were none.
    pub fn settings(&self, commit: &Commit) -> Result<Option<Vec<u8>>, Trouble> {
        let own = format!("{}bib.toml", self.prefix);
        let mut blobs = self.blobs(commit)?;
        blobs.retain(|blob| blob.path == own);
        Ok(self.contents(blobs)?.pop().map(|(_, bytes)| bytes))
    }

    /// The path of the one library of a commit that is not there any more.
    fn moved_from(&self, commit: &Commit) -> Result<Option<String>, Trouble> {
        let blobs = self.list(commit, &[])?.into_iter();
        let mut gone: Vec<String> = blobs
            .filter(|blob| !files::exists(&self.base.join(&blob.path)))
            .filter_map(|blob| blob.path.strip_suffix("bib.toml").map(str::to_owned))
            .filter(|prefix| prefix.is_empty() || prefix.ends_with('/'))
            .collect();
        Ok(gone.pop().filter(|_| gone.is_empty()))
    }

    fn blobs_below(&self, commit: &Commit, prefix: &str) -> Result<Vec<Blob>, Trouble> {
        let mut paths = vec![prefix.trim_end_matches('/').to_owned()];
        // what the directories around it ignore is ignored in it
        for (at, _) in prefix.match_indices('/') {
            let above = prefix.get(..at).and_then(|path| path.rfind('/')).map_or(0, |slash| slash + 1);
            paths.push(format!("{}.gitignore", prefix.get(..above).unwrap_or_default()));
        }
        paths.retain(|path| !path.is_empty());
        if prefix.is_empty() {
            paths.clear();
        }
        let mut blobs = self.list(commit, &paths)?;
        blobs.retain(|blob| Library::is_read(&blob.path));
        Ok(blobs)
    }

    /// The contents of one file of a commit; `None` if it is not there.
    pub fn file(&self, commit: &Commit, path: &str) -> Result<Option<Vec<u8>>, Trouble> {
        Ok(self.files(commit, path, |there| there == path)?.pop().map(|(_, bytes)| bytes))
    }

    /// Sets settings of this repository alone: names and values.
    pub fn configure(&self, settings: &[(&str, &str)]) -> Result<(), Trouble> {
        for (name, value) in settings {
            let answer = self.git.ask(&["config", "--local", name, value])?;
            if !answer.done {
                let why = format!("git cannot set `{name}`: {}", answer.complaint);
                return Err(Trouble::new(why, "look at `.git/config`"));
            }
        }
        Ok(())
    }

    /// What the `.gitattributes` of now say of a path of the work tree; `unspecified` if nothing.
    pub fn attribute(&self, name: &str, path: &str) -> Result<String, Trouble> {
        let path = self.base.join(path);
        let asked = ["check-attr", "-z", name, "--"].map(std::ffi::OsStr::new);
        let answer = self.git.ask(&[&asked[..], &[path.as_os_str()]].concat())?;
        // the path, the name, the value
        let value = answer.out.split(|byte| *byte == 0).nth(2).unwrap_or_default();
        Ok(String::from_utf8_lossy(value).into_owned())
    }

    /// Refuses a work tree in which files that are wanted are not checked out (git calls this sparse): they would pass for
    /// removed.
    pub fn is_whole(&self, wanted: impl Fn(&str) -> bool) -> Result<(), Trouble> {
        let answer = Git::new(&self.base).ask(&["ls-files", "-t", "-z"])?;
        if !answer.done {
            let why = format!("git cannot tell what is checked out: {}", answer.complaint);
            return Err(Trouble::new(why, "`git status` names what is wrong with the work tree"));
        }
        let text = String::from_utf8_lossy(&answer.out);
        // `S` stands before what git leaves out of the work tree
        let left_out = text.split('\0').filter_map(|line| line.strip_prefix("S "));
        let left_out: Vec<&str> =
            left_out.filter(|path| wanted(path) && !files::exists(&self.base.join(path))).collect();
        let Some(first) = left_out.first() else { return Ok(()) };
        let what = if let [_] = &left_out[..] { "is" } else { "and others are" };
        let why =
            format!("{first} {what} not checked out here (a sparse checkout), and would pass for removed");
        let dir = first.rsplit_once('/').map_or(".", |(dir, _)| dir);
        let help = format!(
            "`git sparse-checkout add '{dir}'` brings that directory, `git sparse-checkout disable` everything"
        );
        Err(Trouble::new(why, help))
    }

    /// Whether a path of the work tree is of a file of the library.
    pub fn is_of_library(&self, path: &str) -> bool {
        path.starts_with(&self.prefix) && Library::is_read(path)
    }

    pub(super) fn list(&self, commit: &Commit, paths: &[String]) -> Result<Vec<Blob>, Trouble> {
        Ok(self.list_with_submodules(commit, paths)?.0)
    }

    /// The files of a commit, and the paths of its submodules.
    pub(super) fn list_with_submodules(
        &self,
        commit: &Commit,
        paths: &[String],
    ) -> Result<(Vec<Blob>, Vec<String>), Trouble> {
        let mut args = vec!["ls-tree", "-r", "-z", "--full-tree", commit.id(), "--"];
        args.extend(paths.iter().map(String::as_str));
        let answer = self.git.ask(&args)?;
        if !answer.done {
            let why = format!("the files of {} cannot be listed: {}", commit.short(), answer.complaint);
            return Err(Trouble::new(why, MISSING));
        }
        let (mut blobs, mut submodules) = (Vec::new(), Vec::new());
        for line in answer.out.split(|byte| *byte == 0) {
            let line = String::from_utf8_lossy(line);
            blobs.extend(blob(&line));
            submodules.extend(submodule(&line).map(str::to_owned));
        }
        Ok((blobs, submodules))
    }

    /// The contents of files, all from one process.
    pub(super) fn contents(&self, blobs: Vec<Blob>) -> Result<Vec<(String, Vec<u8>)>, Trouble> {
        if blobs.is_empty() {
            return Ok(Vec::new());
        }
        let ids: String = blobs.iter().flat_map(|blob| [blob.id.as_str(), "\n"]).collect();
        let files = self.git.feed(&["cat-file", "--batch"], ids.as_bytes(), |mut out| {
            let mut files = Vec::with_capacity(blobs.len());
            let mut head = String::new();
            for Blob { path, .. } in blobs {
                head.clear();
                out.read_line(&mut head)?;
                // `ID blob SIZE`, or `ID missing`
                let Some(size) = head.trim_end().rsplit_once(' ').and_then(|(_, size)| size.parse().ok())
                else {
                    return Err(io::Error::other(format!(
                        "the contents of {path} are not in the repository"
                    )));
                };
                let mut bytes = Vec::new();
                // as much as there is: a size alone may claim more than memory has
                out.by_ref().take(size).read_to_end(&mut bytes)?;
                if bytes.len() as u64 != size || out.read(&mut [0])? != 1 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                files.push((path, bytes));
            }
            Ok(files)
        });
        files.map_err(|trouble| Trouble { help: MISSING.to_owned(), ..trouble })
    }

    /// What git answers in the library's directory.
    pub(super) fn ask(&self, args: &[&str]) -> Result<Answer, Trouble> {
        self.git.ask(args)
    }

    fn is_shallow(&self) -> bool {
        let answer = self.git.ask(&["rev-parse", "--is-shallow-repository"]);
        answer.is_ok_and(|answer| answer.line() == "true")
    }

    fn unknown(&self, revision: &str, complaint: &str) -> Trouble {
        let mut why = format!("git knows no commit `{revision}`");
        if complaint.contains("ambiguous") {
            why = format!("{why}: {complaint}");
        }
        let help = match revision {
            "HEAD" => "nothing has been committed yet",
            _ if self.is_shallow() => DEEPEN,
            _ => {
                "`git fetch` brings what the remote has; `git branch --all` and `git tag` name what is there"
            }
        };
        Trouble::new(why, help)
    }
}

const DEEPEN: &str =
    "the clone is shallow: `git fetch --unshallow` brings its history, in actions/checkout `fetch-depth: 0`";

const MISSING: &str =
    "`git fsck` names what is damaged; a partial clone is completed with `git fetch --refetch --no-filter`";

/// A line of `ls-tree`: `MODE TYPE ID<tab>PATH`.
fn blob(line: &str) -> Option<Blob> {
    let (about, path) = line.split_once('\t')?;
    let mut about = about.split(' ');
    let is_file = about.next()?.starts_with("100") && about.next()? == "blob";
    is_file.then_some(Blob { id: about.next()?.to_owned(), path: path.to_owned() })
}

/// The path of a line of `ls-tree` that is a submodule's.
fn submodule(line: &str) -> Option<&str> {
    let (about, path) = line.split_once('\t')?;
    about.starts_with("160000 ").then_some(path)
}

/// Whether a text is the whole name of an object.
fn is_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
