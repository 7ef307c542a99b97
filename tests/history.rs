//! The library through time, with real repositories: revisions and what changed.

mod merges;

use bib::history::Repository;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A repository in a temporary directory with a library in `docs/bib`, and nobody's settings.
struct Sandbox {
    dir: tempfile::TempDir,
}

impl Sandbox {
    fn new() -> Sandbox {
        let sandbox = Sandbox { dir: tempfile::tempdir().unwrap() };
        sandbox.git(&["init", "--quiet", "--initial-branch=main"]);
        sandbox.write("docs/bib/bib.toml", "");
        sandbox
    }

    fn path(&self) -> PathBuf {
        fs::canonicalize(self.dir.path()).unwrap()
    }

    fn repository(&self) -> Repository {
        Repository::of(&self.path().join("docs/bib")).unwrap()
    }

    fn write(&self, path: &str, text: &str) -> &Sandbox {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    /// What git prints; it has to succeed.
    fn git(&self, args: &[&str]) -> String {
        let (done, text) = self.try_git(args);
        assert!(done, "git {args:?}: {text}");
        text
    }

    fn try_git(&self, args: &[&str]) -> (bool, String) {
        let output = git(&self.path()).args(args).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&text).into_owned())
    }
}

/// Git without the settings of a person or machine.
fn git(dir: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir);
    // git calls the program that is tested by its name
    let program = Path::new(env!("CARGO_BIN_EXE_bib")).parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(program).chain(std::env::split_paths(&path));
    command.env("PATH", std::env::join_paths(paths).unwrap());
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    for (name, value) in [
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_AUTHOR_NAME", "Jane Doe"),
        ("GIT_AUTHOR_EMAIL", "jane@example.org"),
        ("GIT_COMMITTER_NAME", "Jane Doe"),
        ("GIT_COMMITTER_EMAIL", "jane@example.org"),
        ("GIT_EDITOR", "true"),
    ] {
        command.env(name, value);
    }
    command
}

fn book(key: &str) -> String {
    format!("[{key}]\ntype = \"book\"\ntitle = \"Of {key}\"\n")
}

#[test]
fn a_library_is_read_as_it_was_in_a_commit() {
    let sandbox = Sandbox::new();
    let empty = sandbox.commit("empty");
    sandbox.write("docs/bib/ä b.toml", &book("a")).write("docs/bib/x/b.toml", &book("b"));
    sandbox.write("docs/bib/.notes.toml", &book("n")).write("docs/other.toml", &book("o"));
    sandbox.write("docs/.gitignore", "ignored.toml\n").write("docs/bib/ignored.toml", &book("i"));
    sandbox.git(&["add", "--force", "docs/bib/ignored.toml"]);
    sandbox.commit("two");
    sandbox.git(&["tag", "-a", "v1", "-m", "one"]);
    sandbox.write("docs/bib/x/b.toml", "[b]\ntype = \"boook\"\n");
    let repository = sandbox.repository();
    let library = repository.library(&repository.commit("v1").unwrap()).unwrap();
    let keys: Vec<_> = library.sources().iter().map(|source| source.key.as_str()).collect();
    assert_eq!(keys, ["b", "a"], "in the order of their paths");
    assert_eq!(library.diagnostics(), []);
    assert_eq!(library.place(0, None).path, "docs/bib/x/b.toml");
    assert!(library.text("docs/bib/ä b.toml").is_some());
    let before = repository.library(&repository.commit(&empty[..8]).unwrap()).unwrap();
    assert!(before.sources().is_empty());
    let files = repository
        .files(&repository.commit("HEAD").unwrap(), "docs", |path| !path.contains("/bib/"))
        .unwrap();
    assert_eq!(
        files,
        [
            ("docs/.gitignore".to_owned(), b"ignored.toml\n".to_vec()),
            ("docs/other.toml".to_owned(), book("o").into_bytes()),
        ]
    );
}

#[test]
fn many_large_files_come_through_two_pipes() {
    let sandbox = Sandbox::new();
    for n in 1..=1500 {
        sandbox.write(
            &format!("docs/bib/{n}.toml"),
            &format!("{}note = \"{}\"\n", book(&format!("k{n}")), "x".repeat(n)),
        );
    }
    sandbox.commit("many");
    let repository = sandbox.repository();
    let library = repository.library(&repository.commit("HEAD").unwrap()).unwrap();
    assert_eq!(library.sources().len(), 1500);
    assert_eq!(library.diagnostics(), []);
}

#[test]
fn a_revision_that_is_none_is_said_to_be_unknown() {
    let sandbox = Sandbox::new();
    let repository = sandbox.repository();
    assert_eq!(repository.commit("HEAD").unwrap_err().help, "nothing has been committed yet");
    sandbox.commit("one");
    for revision in
        ["nowhere", "", "--all", "--output=x", "-x", "main..main", "^main", "main:docs", "HEAD~5", "a\nb"]
    {
        let trouble = repository.commit(revision).unwrap_err();
        assert_eq!(trouble.message, format!("git knows no commit `{revision}`"));
        assert!(trouble.help.contains("git fetch"), "{trouble}");
    }
    assert!(!sandbox.path().join("docs/bib/x").exists());
}

#[test]
fn where_there_is_no_repository_that_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let trouble = Repository::of(&fs::canonicalize(dir.path()).unwrap()).unwrap_err();
    assert!(trouble.message.ends_with("is in no git work tree"), "{trouble}");
    let sandbox = Sandbox::new();
    assert!(Repository::of(&sandbox.path().join(".git")).is_err());
}

#[test]
fn the_merge_base_is_where_branches_parted() {
    let sandbox = Sandbox::new();
    let base = sandbox.commit("base");
    sandbox.git(&["switch", "--quiet", "-c", "side"]);
    sandbox.write("docs/bib/a.toml", &book("a")).commit("side");
    sandbox.git(&["switch", "--quiet", "main"]);
    sandbox.write("docs/bib/b.toml", &book("b")).commit("main");
    assert_eq!(sandbox.repository().merge_base("side").unwrap().id(), base);
    sandbox.git(&["checkout", "--quiet", "--orphan", "other"]);
    sandbox.commit("other");
    let trouble = sandbox.repository().merge_base("side").unwrap_err();
    assert_eq!(trouble.message, "HEAD and `side` have no commit in common");
}

#[test]
fn a_shallow_clone_says_how_to_get_the_history() {
    let sandbox = Sandbox::new();
    sandbox.commit("base");
    sandbox.git(&["switch", "--quiet", "-c", "side"]);
    sandbox.write("docs/bib/a.toml", &book("a")).commit("side");
    sandbox.git(&["switch", "--quiet", "main"]);
    sandbox.write("docs/bib/b.toml", &book("b")).commit("main");
    let clone = tempfile::tempdir().unwrap();
    let from = format!("file://{}", sandbox.path().display());
    let clone = fs::canonicalize(clone.path()).unwrap();
    let at = |args: &[&str]| git(&clone).args(args).output().unwrap().status.success();
    assert!(
        at(&["init", "--quiet"]) && at(&["fetch", "--quiet", "--depth=1", &from, "main:main", "side:side"])
    );
    assert!(at(&["checkout", "--quiet", "main"]));
    let repository = Repository::of(&clone.join("docs/bib")).unwrap();
    assert_eq!(repository.library(&repository.commit("side").unwrap()).unwrap().sources().len(), 1);
    let trouble = repository.merge_base("side").unwrap_err();
    assert_eq!(trouble.message, "the clone is shallow and does not reach to where HEAD and `side` part");
    assert!(trouble.help.contains("git fetch --unshallow") && trouble.help.contains("fetch-depth: 0"));
    assert!(repository.commit("HEAD~1").unwrap_err().help.contains("fetch-depth: 0"));
}

#[test]
fn a_repository_runs_no_program_of_its_own() {
    let sandbox = Sandbox::new();
    let trap = sandbox.path().join("trapped");
    let program = format!("touch {}; cat", trap.display());
    for setting in [
        "core.fsmonitor",
        "diff.bib.textconv",
        "diff.bib.command",
        "diff.external",
        "core.pager",
        "core.sshCommand",
        "filter.bib.smudge",
        "filter.bib.clean",
        "core.gitProxy",
    ] {
        sandbox.git(&["config", setting, &program]);
    }
    sandbox.git(&["config", "remote.origin.url", &format!("ext::sh -c \"{program}\"")]);
    sandbox.git(&["config", "protocol.ext.allow", "always"]);
    sandbox.git(&["config", "--unset", "filter.bib.clean"]);
    sandbox.git(&["config", "--unset", "core.fsmonitor"]);
    sandbox.write("docs/bib/a.toml", &book("a")).write(".gitattributes", "*.toml diff=bib filter=bib\n");
    sandbox.commit("one");
    sandbox.git(&["config", "core.fsmonitor", &program]);
    let _ = fs::remove_file(&trap);
    let repository = sandbox.repository();
    let commit = repository.merge_base("main").unwrap();
    assert_eq!(repository.library(&commit).unwrap().sources().len(), 1);
    // what a partial clone has not is not fetched
    sandbox.git(&["config", "remote.origin.promisor", "true"]);
    sandbox.git(&["config", "extensions.partialClone", "origin"]);
    let blob = sandbox.git(&["rev-parse", "HEAD:docs/bib/a.toml"]);
    let (folder, name) = blob.trim().split_at(2);
    let object = sandbox.path().join(".git/objects").join(folder).join(name);
    fs::remove_file(object).unwrap();
    let trouble = repository.library(&commit).unwrap_err();
    assert!(trouble.message.contains("docs/bib/a.toml"), "{trouble}");
    assert!(!trap.exists(), "a program of the repository ran");
}

/// Runs the program on the library of a sandbox: how it ended, what it printed, what it said.
fn bib(sandbox: &Sandbox, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bib"));
    command.current_dir(sandbox.path()).args(["--dir", "docs/bib"]).args(args).env_remove("BIB_DIR");
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn what_changed_between_commits_and_since_then_is_said() {
    let sandbox = Sandbox::new();
    sandbox.write("docs/bib/a.toml", &book("a")).write("docs/bib/b.toml", &book("b")).commit("one");
    sandbox.git(&["tag", "v1"]);
    let quiet = (0, String::new(), "nothing changed in the bibliography\n".to_owned());
    assert_eq!(bib(&sandbox, &["diff"]), quiet);
    fs::rename(sandbox.path().join("docs/bib/a.toml"), sandbox.path().join("docs/bib/z.toml")).unwrap();
    assert_eq!(bib(&sandbox, &["diff"]), quiet, "a source that moved is no change");
    sandbox
        .write("docs/bib/b.toml", &book("b").replace("Of b", "About b"))
        .write("docs/bib/bib.toml", "layout = \"{year}.toml\"\n");
    let changed = "1 source changed\n  b\n    title: Of b → About b\n1 setting changed\n  bib.toml\n    layout: + \"{year}.toml\"\n";
    assert_eq!(bib(&sandbox, &["diff"]), (0, changed.to_owned(), String::new()));
    assert_eq!(bib(&sandbox, &["diff", "v1", "--exit-code"]).0, 1);
    sandbox.commit("two");
    assert_eq!(bib(&sandbox, &["diff"]), quiet);
    assert_eq!(bib(&sandbox, &["diff", "v1", "HEAD"]).1, changed);
    assert_eq!(bib(&sandbox, &["diff", "HEAD", "v1"]).1.matches("About b → Of b").count(), 1);
    let (code, json, _) = bib(&sandbox, &["diff", "v1", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, json["changed"][0]["fields"][0]["new"].as_str()), (0, Some("About b")));
    assert_eq!(json["added"], serde_json::json!([]));
    let (_, page, _) = bib(&sandbox, &["diff", "v1", "--format", "markdown"]);
    assert!(page.contains("- `b`\n  - `title`: `Of b` → `About b`\n"), "{page}");
    let (code, _, said) = bib(&sandbox, &["diff", "nowhere"]);
    assert_eq!(code, 2);
    assert!(said.starts_with("bib: git knows no commit `nowhere`. help: "), "{said}");
    assert_eq!(bib(&sandbox, &["diff", "--merge-base", "v1"]).1, changed);
}

#[test]
fn what_cannot_be_read_in_a_commit_is_counted() {
    let sandbox = Sandbox::new();
    sandbox.write("docs/bib/a.toml", "][\n").write("docs/bib/bib.toml", "laoyut = 1\n").commit("one");
    sandbox.write("docs/bib/a.toml", &book("a")).write("docs/bib/bib.toml", "").commit("two");
    let (code, text, said) = bib(&sandbox, &["diff", "HEAD~1"]);
    assert_eq!(code, 0);
    assert!(text.starts_with("1 source added\n  + a  Of a\n"), "{text}");
    assert_eq!(said, "warning: 2 faults in `HEAD~1`: what could not be read there is not compared\n");
}

#[test]
fn what_a_sparse_checkout_leaves_out_does_not_pass_for_removed() {
    let sandbox = Sandbox::new();
    sandbox.write("docs/bib/bib.toml", "[documents]\npaths = [\"pages/**/*.md\"]\n");
    sandbox
        .write("docs/bib/more/a.toml", &book("a"))
        .write("docs/bib/b.toml", &book("b"))
        .write("other/x.txt", "x");
    sandbox.write("pages/in/a.md", "[@a]\n").commit("one");
    sandbox.git(&["sparse-checkout", "set", "--no-cone", "/*", "!/other/", "!/docs/bib/more/"]);
    assert!(!sandbox.path().join("docs/bib/more/a.toml").exists());
    for args in [&["diff"][..], &["check", "--since", "HEAD"]] {
        let (code, text, said) = bib(&sandbox, args);
        assert_eq!((code, text.as_str()), (2, ""), "{said}");
        assert!(said.contains("docs/bib/more/a.toml is not checked out here (a sparse checkout)"), "{said}");
        assert!(said.contains("`git sparse-checkout add 'docs/bib/more'`"), "{said}");
    }
    assert_eq!(bib(&sandbox, &["diff", "HEAD", "HEAD"]).0, 0, "commits are whole");
    sandbox.git(&["sparse-checkout", "set", "--no-cone", "/*", "!/other/", "!/pages/"]);
    assert_eq!(bib(&sandbox, &["diff"]).0, 0, "what is no source is no matter");
    let (code, _, said) = bib(&sandbox, &["check", "--since", "HEAD"]);
    assert!(code == 2 && said.contains("pages/in/a.md is not checked out"), "{said}");
    sandbox.git(&["sparse-checkout", "disable"]);
    assert_eq!(bib(&sandbox, &["check", "--since", "HEAD"]).0, 0);
}

#[test]
fn a_source_that_cannot_be_read_now_is_reported_and_what_can_be_is_compared() {
    let sandbox = Sandbox::new();
    sandbox.write("docs/bib/a.toml", &book("a")).write("docs/bib/b.toml", &book("b")).commit("one");
    sandbox.write("docs/bib/a.toml", "][\n").write("docs/bib/b.toml", &book("b").replace("Of b", "About b"));
    let (code, text, said) = bib(&sandbox, &["diff"]);
    assert_eq!(code, 1, "as with every reader: {said}");
    assert!(said.starts_with("docs/bib/a.toml:1:"), "{said}");
    assert!(text.contains("title: Of b → About b"), "{text}");
}
