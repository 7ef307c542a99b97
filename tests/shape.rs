//! The shape of the house: which room may use which, and who may touch the world.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The rooms from left to right; a room uses only rooms further right, those beside it in a row excepted.
const ROOMS: [&[&str]; 9] = [
    &["cli"],
    &["report"],
    &["page"],
    &["check", "stats"],
    &["dedupe", "documents", "history"],
    &["library"],
    &["format", "files"],
    &["settings", "query"],
    &["diagnostic"],
];
const LAST: &str = "model";

fn rank(room: &str) -> usize {
    if room == LAST {
        return ROOMS.len();
    }
    ROOMS
        .iter()
        .position(|row| row.contains(&room))
        .unwrap_or_else(|| panic!("`{room}` is no room: add it here"))
}

fn sources() -> Vec<(PathBuf, String)> {
    let mut open = vec![PathBuf::from("src")];
    let mut files = Vec::new();
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(files.len() > 20, "the sources were not found");
    files.sort();
    files
}

fn room(path: &Path) -> Option<String> {
    let first = path.strip_prefix("src").ok()?.components().next()?;
    let name = first.as_os_str().to_str()?.trim_end_matches(".rs").to_owned();
    (name != "main" && name != "lib").then_some(name)
}

/// The code without its tests and comments.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| format!("{line}\n")).collect()
}

/// The rooms that a text names as `crate::room` or inside `crate::{...}`.
fn used(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            rooms.push(
                rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned(),
            );
            continue;
        };
        let mut depth = 0;
        let mut word = String::new();
        for c in group.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => rooms.push(std::mem::take(&mut word)),
                c if depth == 0 => word.push(c),
                _ => {}
            }
        }
        rooms.push(word);
    }
    rooms
        .into_iter()
        .map(|path| path.trim().split([':', ' ']).next().unwrap_or_default().to_owned())
        .filter(|room| !room.is_empty() && room != "self")
        .collect()
}

#[test]
fn a_room_uses_only_rooms_to_its_right() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some(own) = room(&path) else { continue };
        for other in used(&code(&text)) {
            if other != own && rank(&other) <= rank(&own) {
                wrong.push(format!("{}: `{own}` uses `{other}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_one_room_touches_the_disk_and_only_one_the_terminal() {
    let rules: [(&str, &[&str]); 5] = [
        ("files", &["std::fs", "fs::read", "File::open", "tempfile::"]),
        ("cli", &["println!", "print!(", "io::stdout", "io::stderr", "io::stdin", "anyhow", "clap"]),
        (
            "cli",
            &[
                "std::env::var",
                "env::current_dir",
                "SystemTime",
                "Instant::now",
                "Timestamp::now",
                "Zoned::now",
            ],
        ),
        ("cli", &["std::process::Command", "process::exit"]),
        ("history", &["Command::new(\"git\")", "process::{"]),
    ];
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some(own) = room(&path) else { continue };
        let code = code(&text);
        for (owner, words) in rules {
            let found = words.iter().filter(|word| own != owner && code.contains(**word));
            wrong.extend(found.map(|word| format!("{}: {word}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_test_file_is_part_of_the_one_test_binary() {
    let main = fs::read_to_string("tests/main.rs").unwrap();
    for entry in fs::read_dir("tests").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(name) =
            name.strip_suffix(".rs").filter(|name| !["main", "bench", "make-library"].contains(name))
        {
            assert!(main.contains(&format!("mod {name};")), "tests/{name}.rs is not in tests/main.rs");
        }
    }
}
