//! A program that is killed at any moment loses nothing, and the next run ends what it began.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

fn bib(library: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bib"));
    command.arg("--dir").arg(library).args(args).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A library of twins: each pair is one work, each half has a value that the other has not.
fn twins(library: &Path, pairs: usize) -> Vec<String> {
    fs::create_dir_all(library).unwrap();
    fs::write(library.join("bib.toml"), "").unwrap();
    let mut marks = Vec::new();
    for pair in 0..pairs {
        for (half, field) in [("a", "note"), ("b", "addendum")] {
            let (key, mark) = (format!("k{pair}{half}"), format!("mark {pair} {half}."));
            let text = format!(
                "# {mark} comment\n[{key}]\ntype = \"article\"\ntitle = \"A long enough title number {pair} of its own\"\n\
                 author = [\"Doe, Jane\"]\ndate = \"2001\"\ndoi = \"10.1000/{pair}\"\n{field} = \"{mark}\"\n"
            );
            fs::write(library.join(format!("{key}.toml")), text).unwrap();
            marks.push(format!("\"{mark}\""));
            marks.push(format!("{mark} comment"));
            marks.push(key);
        }
    }
    marks
}

fn all_text(library: &Path) -> String {
    let files = fs::read_dir(library).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

#[test]
fn a_killed_fix_loses_nothing_and_the_next_one_ends_it() {
    let dir = tempfile::tempdir().unwrap();
    let library = dir.path().join("bib");
    let marks = twins(&library, 60);
    for delay in 0..24 {
        let mut child = bib(&library, &["dedupe", "--fix"]).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(delay * 700));
        let _ = child.kill();
        child.wait().unwrap();
        let text = all_text(&library);
        for mark in &marks {
            assert!(text.contains(mark), "`{mark}` is gone after {delay}");
        }
    }
    assert_eq!(bib(&library, &["dedupe", "--fix"]).status().unwrap().code(), Some(0));
    let text = all_text(&library);
    assert!(marks.iter().all(|mark| text.contains(mark)));
    assert_eq!(fs::read_dir(&library).unwrap().count(), 61, "60 sources and bib.toml");
    assert_eq!(bib(&library, &["dedupe"]).status().unwrap().code(), Some(0));
    assert_eq!(bib(&library, &["list"]).status().unwrap().code(), Some(0));
}

#[test]
fn a_killed_add_leaves_whole_files_only() {
    let dir = tempfile::tempdir().unwrap();
    let library = dir.path().join("bib");
    twins(&library, 1);
    let refs = dir.path().join("refs.bib");
    let entries =
        (0..300).map(|n| format!("@book{{n{n}, title = {{Title of its own {n}}}, note = {{end}}}}\n"));
    fs::write(&refs, entries.collect::<String>()).unwrap();
    for delay in 0..16 {
        let mut child = bib(&library, &["add", refs.to_str().unwrap()]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        let _ = child.kill();
        child.wait().unwrap();
        for entry in fs::read_dir(&library).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().is_some_and(|name| name.to_str().unwrap().starts_with('n')) {
                assert!(
                    fs::read_to_string(&path).unwrap().ends_with("note = \"end\"\n"),
                    "{}",
                    path.display()
                );
            }
        }
    }
}
