//! The rules about what a text cannot show: what they say of a real directory, and what they leave alone there.

#![cfg(unix)]

use std::{
    ffi::OsStr,
    fs::{self, File, Permissions},
    os::unix::{
        ffi::OsStrExt,
        fs::{PermissionsExt, symlink},
        process::CommandExt,
    },
    path::Path,
    process::{Command, Stdio},
};

/// A source file in which nothing is wrong.
const GOOD: &str = "[k]\ntype = \"software\"\ntitle = \"A Program\"\nauthor = [\"Doe, Jane\"]\ndate = \"2020\"\nurl = \"https://example.org/k\"\n";

/// A rule, what breaks it and what it says then, and what is like that and does not break it.
struct Shown {
    rule: &'static str,
    faulty: fn(&Path),
    said: &'static [&'static str],
    clean: fn(&Path),
}

/// Below each directory stand `bib/bib.toml` and `bib/k.toml`, and `outside` beside what git would hold.
const ALL: [Shown; 5] = [
    Shown {
        rule: "link-directory",
        faulty: |dir| {
            fs::create_dir(dir.join("archive")).unwrap();
            symlink("../archive", dir.join("bib/old")).unwrap();
            symlink(".", dir.join("bib/round")).unwrap();
        },
        said: &[
            "bib/old:1:1: warning[link-directory]: a symbolic link to a directory. help: what is in it is not read; put the directory itself into the library",
            "bib/round:1:1: warning[link-directory]: a symbolic link to a directory. help: what is in it is not read; put the directory itself into the library",
        ],
        clean: |dir| fs::create_dir(dir.join("bib/old")).unwrap(),
    },
    Shown {
        rule: "link-outside",
        faulty: |dir| {
            fs::write(dir.join("x.toml"), GOOD.replace("[k]", "[x]")).unwrap();
            symlink("../x.toml", dir.join("bib/x.toml")).unwrap();
            symlink("gone.toml", dir.join("bib/y.toml")).unwrap();
            symlink("z.toml", dir.join("bib/z.toml")).unwrap();
        },
        said: &[
            "bib/x.toml:1:1: warning[link-outside]: a symbolic link that leads out of the library, or nowhere. help: it is not read; put the file itself into the library",
            "bib/y.toml:1:1: warning[link-outside]: a symbolic link that leads out of the library, or nowhere. help: it is not read; put the file itself into the library",
            "bib/z.toml:1:1: warning[link-outside]: a symbolic link that leads out of the library, or nowhere. help: it is not read; put the file itself into the library",
        ],
        clean: |dir| {
            fs::create_dir(dir.join("bib/.store")).unwrap();
            fs::rename(dir.join("bib/k.toml"), dir.join("bib/.store/k.toml")).unwrap();
            symlink(".store/k.toml", dir.join("bib/k.toml")).unwrap();
        },
    },
    Shown {
        rule: "no-documents",
        faulty: |dir| {
            fs::create_dir(dir.join("docs")).unwrap();
            fs::write(dir.join("docs/a.md"), "As [@k] says.\n").unwrap();
            fs::write(dir.join("bib/bib.toml"), "[documents]\npaths = [\"dosc/*.md\", \"docs\"]\n").unwrap();
        },
        said: &[
            "bib/bib.toml:2:10: warning[no-documents]: `dosc/*.md` names no document. help: paths are relative to the git work tree, and what .gitignore names is left out",
            "bib/bib.toml:2:23: warning[no-documents]: `docs` names no document. help: it is a folder: write `docs/**/*.md`, or with another ending",
        ],
        clean: |dir| {
            fs::create_dir(dir.join("docs")).unwrap();
            fs::write(dir.join("docs/a.md"), "As [@k] says.\n").unwrap();
            fs::write(dir.join("bib/bib.toml"), "[documents]\npaths = [\"docs/*.md\"]\n").unwrap();
        },
    },
    Shown {
        rule: "not-utf8",
        faulty: |dir| {
            fs::write(dir.join("bib/x.toml"), b"[x]\ntitle = \"Caf\xe9\"\n").unwrap();
            fs::write(dir.join("bib/y.toml"), utf16("[y]\ntitle = 'T'\n")).unwrap();
            fs::write(dir.join("bib/z.toml"), utf16("\u{feff}[z]\ntitle = 'T'\n")).unwrap();
            fs::write(dir.join("bib/bib.toml"), "[documents]\npaths = [\"*.md\"]\n").unwrap();
            fs::write(dir.join("a.md"), utf16("See [@k] and [@gone].\n")).unwrap();
            fs::write(dir.join("b.md"), utf16("\u{feff}See [@k].\n")).unwrap();
        },
        said: &[
            "a.md:1:2: error[not-utf8]: this document is no UTF-8: it holds NUL bytes, as UTF-16 does. help: save it as UTF-8",
            "b.md:1:1: error[not-utf8]: this document is no UTF-8. help: save it as UTF-8",
            "bib/x.toml:2:13: error[not-utf8]: this is no UTF-8. help: save the file as UTF-8, which TOML asks for",
            "bib/y.toml:1:2: error[not-utf8]: this is no UTF-8: it holds NUL bytes, as UTF-16 does. help: save the file as UTF-8, which TOML asks for",
            "bib/z.toml:1:1: error[not-utf8]: this is no UTF-8. help: save the file as UTF-8, which TOML asks for",
        ],
        // a byte order mark is no fault
        clean: |dir| {
            fs::write(dir.join("bib/k.toml"), GOOD.replace("[k]", "\u{feff}[k]").replace("Program", "Café"))
                .unwrap();
        },
    },
    Shown {
        rule: "unreadable-file",
        faulty: |dir| {
            fs::write(dir.join("bib/x.toml"), GOOD.replace("[k]", "[x]")).unwrap();
            fs::set_permissions(dir.join("bib/x.toml"), Permissions::from_mode(0o000)).unwrap();
            fs::create_dir(dir.join("bib/y")).unwrap();
            fs::set_permissions(dir.join("bib/y"), Permissions::from_mode(0o000)).unwrap();
            let name = OsStr::from_bytes(b"bib/n\xff.toml");
            fs::write(dir.join(name), GOOD.replace("[k]", "[n]")).unwrap();
        },
        said: &[
            "bib/n\u{fffd}.toml:1:1: error[unreadable-file]: its path is no UTF-8. help: give it another name",
            "bib/x.toml:1:1: error[unreadable-file]: permission denied. help: check its permissions",
            "bib/y:1:1: error[unreadable-file]: cannot be read: permission denied. help: check its permissions",
        ],
        clean: |dir| {
            fs::set_permissions(dir.join("bib/k.toml"), Permissions::from_mode(0o444)).unwrap();
        },
    },
];

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A git work tree with a library of one good source, as `make` leaves it, and what `bib check` says of it.
fn said(make: fn(&Path)) -> (i32, Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    // it may be somebody else who reads it
    fs::set_permissions(dir, Permissions::from_mode(0o755)).unwrap();
    fs::create_dir_all(dir.join("bib")).unwrap();
    fs::create_dir_all(dir.join(".git")).unwrap();
    fs::write(dir.join("bib/bib.toml"), "").unwrap();
    fs::write(dir.join("bib/k.toml"), GOOD).unwrap();
    make(dir);
    let mut command = Command::new(env!("CARGO_BIN_EXE_bib"));
    command.args(["check", "--today", "2026-01-01"]).current_dir(dir);
    command.env_remove("BIB_DIR").env("NO_COLOR", "1");
    let locked = dir.join("bib/x.toml");
    let is_locked =
        |path: &Path| fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() % 0o1000 == 0);
    // permissions mean nothing to root: then it is nobody who reads
    if is_locked(&locked) && File::open(&locked).is_ok() {
        command.uid(65534).gid(65534);
    }
    let output = command.output().unwrap();
    let _ = fs::set_permissions(dir.join("bib/y"), Permissions::from_mode(0o755));
    let said = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), said.lines().map(str::to_owned).collect())
}

#[test]
fn each_rule_about_files_says_what_is_wrong_and_leaves_alone_what_is_not() {
    assert_eq!(ALL.map(|shown| shown.rule), crate::rules::NOT_IN_A_TEXT);
    for Shown { rule, faulty, said: expected, clean } in ALL {
        let (exit, lines) = said(faulty);
        assert_eq!(lines, expected, "{rule}");
        assert_eq!(exit, 1, "{rule}");
        let (exit, lines) = said(clean);
        assert_eq!(lines, Vec::<String>::new(), "{rule}");
        assert_eq!(exit, 0, "{rule}");
    }
}

fn bib(dir: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bib"));
    command.args(arguments).current_dir(dir).env_remove("BIB_DIR").env("NO_COLOR", "1");
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn who_reads_no_further_changes_nothing_about_how_it_ends() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    fs::write(dir.join("bib.toml"), "").unwrap();
    let sources: String = (0..2000).map(|n| format!("[k{n}]\ntype = \"article\"\n")).collect();
    fs::write(dir.join("all.toml"), sources).unwrap();
    for (arguments, exit) in [(&["check"][..], 1), (&["fmt", "--diff"], 1), (&["list"], 0)] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bib"));
        command.args(arguments).current_dir(dir).env("BIB_DIR", ".");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait_with_output().unwrap().status.code(), Some(exit), "{arguments:?}");
    }
}

#[test]
fn a_map_that_cannot_be_written_stops_the_merge() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    fs::write(dir.join("bib.toml"), "").unwrap();
    for key in ["a", "b"] {
        fs::write(dir.join(format!("{key}.toml")), GOOD.replace("[k]", &format!("[{key}]"))).unwrap();
    }
    symlink("nowhere/at/all", dir.join("dangling.json")).unwrap();
    for map in ["no/such/map.json", "dangling.json"] {
        let (exit, _, said) = bib(dir, &["--dir", ".", "dedupe", "--fix", "--map", map]);
        assert_eq!(exit, 2, "{said}");
        assert!(said.starts_with(&format!("bib: cannot write {map}")), "{said}");
        assert!(dir.join("a.toml").exists() && dir.join("b.toml").exists());
    }
}

/// The beginning, middle and end of a document in each markup language, with `k` cited in the first line and the last.
const DOCUMENTS: [(&str, &str); 7] = [
    ("a.md", "@k\n\n```\n@x\n```\n\n`a\n\n@k `\n"),
    ("a.tex", "\\cite{k}\n\\begin{verbatim}\n\\cite{x}\n\\end{verbatim}\n\n\\cite{k}\n"),
    ("a.typ", "@k\n#let x = 1\n// @x\n@k\n"),
    ("a.org", "[cite:@k]\n#+begin_src\n[cite:@x]\n#+end_src\n[cite: x\n\n[cite:@k]\n"),
    ("a.rst", ":cite:`k`\n\nText::\n\n   :cite:`x`\n\n`a\n\n:cite:`k`\n"),
    ("a.adoc", "cite:[k]\n\n----\ncite:[x]\n----\n\n+a\n\ncite:[k]\n"),
    (
        "a.ipynb",
        "{\"cells\": [{\"cell_type\": \"markdown\", \"source\": [\"@k\"]},\n {\"cell_type\": \"markdown\", \"source\": \"@k\"}]}\n",
    ),
];

#[test]
fn documents_keep_their_line_ends_and_mark_and_are_told_in_the_right_places() {
    for (ends, mark) in [("\n", ""), ("\r\n", ""), ("\n", "\u{feff}"), ("\r\n", "\u{feff}")] {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path();
        fs::create_dir_all(dir.join(".git")).unwrap();
        fs::create_dir_all(dir.join("bib")).unwrap();
        fs::write(dir.join("bib/bib.toml"), "[documents]\npaths = [\"a.*\"]\n").unwrap();
        fs::write(dir.join("bib/k.toml"), GOOD).unwrap();
        let text = |text: &str| format!("{mark}{text}").replace('\n', ends);
        for (path, plain) in DOCUMENTS {
            fs::write(dir.join(path), text(plain)).unwrap();
        }
        assert_eq!(
            bib(dir, &["check", "--today", "2026-01-01"]),
            (0, String::new(), "checked 1 source: nothing found\n".into())
        );
        assert_eq!(bib(dir, &["rename", "k", "long:key", "--documents"]).0, 0);
        for (path, plain) in DOCUMENTS {
            let renamed = ["@k", "{k}", "`k`", "[k]"]
                .into_iter()
                .fold(plain.to_owned(), |text, cite| text.replace(cite, &cite.replace('k', "long:key")));
            assert_ne!(renamed, plain);
            assert_eq!(fs::read_to_string(dir.join(path)).unwrap(), text(&renamed), "{path}");
        }
        // places are those of an editor, which does not show the mark
        fs::remove_dir_all(dir.join("bib")).unwrap();
        fs::create_dir_all(dir.join("bib")).unwrap();
        fs::write(dir.join("bib/bib.toml"), "[documents]\npaths = [\"a.*\"]\n").unwrap();
        let (_, said, _) = bib(dir, &["check"]);
        let places: Vec<&str> = said.lines().filter_map(|line| line.split(": error").next()).collect();
        assert_eq!(
            places,
            [
                "a.adoc:1:7",
                "a.adoc:9:7",
                "a.ipynb:1:51",
                "a.ipynb:2:40",
                "a.md:1:2",
                "a.md:9:2",
                "a.org:1:8",
                "a.org:7:8",
                "a.rst:1:8",
                "a.rst:9:8",
                "a.tex:1:7",
                "a.tex:6:7",
                "a.typ:1:2",
                "a.typ:4:2",
            ]
        );
    }
}

#[test]
fn a_document_behind_a_link_is_read_once_and_the_link_stays_one() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    for path in ["bib", "docs", "more", ".git"] {
        fs::create_dir_all(dir.join(path)).unwrap();
    }
    fs::write(dir.join("bib/bib.toml"), "[documents]\npaths = [\"docs/**/*.md\"]\n").unwrap();
    fs::write(dir.join("bib/k.toml"), GOOD).unwrap();
    fs::write(dir.join("docs/a.md"), "See @k and @gone.\n").unwrap();
    fs::write(dir.join("more/b.md"), "See @k.\n").unwrap();
    symlink("a.md", dir.join("docs/again.md")).unwrap();
    symlink("../more/b.md", dir.join("docs/b.md")).unwrap();
    symlink("../docs", dir.join("docs/round")).unwrap();
    symlink("nowhere.md", dir.join("docs/c.md")).unwrap();
    symlink("/etc/hostname", dir.join("docs/d.md")).unwrap();
    let (_, said, _) = bib(dir, &["check"]);
    let said: Vec<&str> = said.lines().filter_map(|line| line.split(". help").next()).collect();
    assert_eq!(
        said,
        [
            "docs/a.md:1:13: error[undefined-citation]: there is no source `gone`",
            "docs/c.md:1:1: warning[link-outside]: a symbolic link that leads out of the work tree, or nowhere",
            "docs/d.md:1:1: warning[link-outside]: a symbolic link that leads out of the work tree, or nowhere",
        ]
    );
    assert_eq!(bib(dir, &["rename", "k", "new", "--documents"]).0, 0);
    assert_eq!(fs::read_to_string(dir.join("docs/a.md")).unwrap(), "See @new and @gone.\n");
    assert_eq!(fs::read_to_string(dir.join("more/b.md")).unwrap(), "See @new.\n");
    for link in ["docs/again.md", "docs/b.md", "docs/round"] {
        assert!(fs::symlink_metadata(dir.join(link)).unwrap().is_symlink(), "{link}");
    }
}
