//! `bib edit` with editors that are shell scripts: what is saved is read before it is written.
#![cfg(unix)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const TEXT: &str = "# ours\n[a]\ntype = \"book\"\ntitle = \"Old\"\n";

/// Runs `bib edit a` with an editor that runs `script` on the file `$1`.
fn edit(dir: &Path, script: &str) -> Output {
    let editor: PathBuf = dir.join("editor.sh");
    fs::write(&editor, script).unwrap();
    fs::create_dir_all(dir.join("bib")).unwrap();
    fs::write(dir.join("bib/bib.toml"), "").unwrap();
    fs::write(dir.join("bib/a.toml"), TEXT).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_bib"));
    command
        .args(["edit", "a"])
        .current_dir(dir)
        .env_remove("VISUAL")
        .env_remove("BIB_DIR")
        .env("TMPDIR", dir);
    command.env("EDITOR", format!("sh {}", editor.display())).output().unwrap()
}

fn after(dir: &Path) -> String {
    fs::read_to_string(dir.join("bib/a.toml")).unwrap()
}

#[test]
fn what_an_editor_saves_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let output = edit(dir.path(), "sed s/Old/New/ \"$1\" > \"$1.new\" && mv \"$1.new\" \"$1\"");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(after(dir.path()), TEXT.replace("Old", "New"));
}

#[test]
fn an_editor_that_changes_nothing_or_fails_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(edit(dir.path(), "exit 0").status.code(), Some(0));
    assert_eq!(edit(dir.path(), "echo '# more' >> \"$1\"; exit 3").status.code(), Some(2));
    assert_eq!(after(dir.path()), TEXT);
}

#[test]
fn a_faulty_text_is_reported_and_kept_but_not_written() {
    let dir = tempfile::tempdir().unwrap();
    let output = edit(dir.path(), "echo 'yaer = 3' >> \"$1\"");
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("bib/a.toml:5:1: error[unknown-field]") && told.contains("your text is in"),
        "{told}"
    );
    assert_eq!(after(dir.path()), TEXT);
}

#[test]
fn what_another_program_wrote_meanwhile_is_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("bib/a.toml");
    let script = format!("echo 'note = \"mine\"' >> \"$1\"; echo 'note = \"theirs\"' >> {}", file.display());
    let output = edit(dir.path(), &script);
    assert_ne!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("your text is in"), "{told}");
    assert_eq!(after(dir.path()), format!("{TEXT}note = \"theirs\"\n"));
}
