//! The rules about what a text cannot show: what they say of a real directory, and what they leave alone there.

#![cfg(unix)]

use std::{
    fs::{self, File, Permissions},
    os::unix::{
        fs::{PermissionsExt, symlink},
        process::CommandExt,
    },
    path::Path,
    process::Command,
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
        },
        said: &[
            "bib/x.toml:2:13: error[not-utf8]: this is no UTF-8. help: save the file as UTF-8, which TOML asks for",
        ],
        clean: |dir| fs::write(dir.join("bib/k.toml"), GOOD.replace("Program", "Café")).unwrap(),
    },
    Shown {
        rule: "unreadable-file",
        faulty: |dir| {
            fs::write(dir.join("bib/x.toml"), GOOD.replace("[k]", "[x]")).unwrap();
            fs::set_permissions(dir.join("bib/x.toml"), Permissions::from_mode(0o000)).unwrap();
            fs::create_dir(dir.join("bib/y")).unwrap();
            fs::set_permissions(dir.join("bib/y"), Permissions::from_mode(0o000)).unwrap();
        },
        said: &[
            "bib/x.toml:1:1: error[unreadable-file]: permission denied. help: check its permissions",
            "bib/y:1:1: error[unreadable-file]: cannot be read: permission denied. help: check its permissions",
        ],
        clean: |dir| {
            fs::set_permissions(dir.join("bib/k.toml"), Permissions::from_mode(0o444)).unwrap();
        },
    },
];

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
    let is_locked = |path: &Path| fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o777 == 0);
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
