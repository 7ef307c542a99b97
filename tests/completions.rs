//! What is generated from the command line's description and shipped: completion scripts and the manual.
//!
//! `SNAPSHOTS=overwrite cargo test completions` writes it anew.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

const SHELLS: [(&str, &str); 5] = [
    ("bash", "bib.bash"),
    ("zsh", "_bib"),
    ("fish", "bib.fish"),
    ("powershell", "bib.ps1"),
    ("elvish", "bib.elv"),
];

fn generated() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for (shell, name) in SHELLS {
        let args = ["bib", "completions", shell].map(OsString::from);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        assert_eq!(bib::cli::run(args, &mut out, &mut err), bib::cli::Exit::Done);
        files.insert(name.to_owned(), out);
    }
    let mut command = bib::cli::command().disable_help_subcommand(true);
    command.build();
    manual(&command, "bib", &mut files);
    files
}

/// A page for a command and each of its subcommands: `bib.1`, `bib-add.1` ...
fn manual(command: &clap::Command, name: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page).unwrap();
    let page = set_as_typed(&String::from_utf8(page).unwrap());
    files.insert(format!("man/{name}.1"), page.into_bytes());
    for subcommand in command.get_subcommands() {
        manual(subcommand, &format!("{name}-{}", subcommand.get_name()), files);
    }
}

/// Examples are lines, which the page must not fill.
fn set_as_typed(page: &str) -> String {
    let Some((before, after)) = page.split_once(".SH EXTRA\n") else { return page.to_owned() };
    let (text, rest) = after.find(".SH ").map_or((after, ""), |at| after.split_at(at));
    let (heading, text) = match text.strip_prefix("Examples:\n").or_else(|| text.strip_prefix("Example:\n")) {
        Some(text) => ("EXAMPLES", text),
        None => ("NOTES", text),
    };
    let text = text.replace("\n.br\n", "\n").replace("\n.PP\n", "\n\n");
    format!("{before}.SH {heading}\n.nf\n{}\n.fi\n{rest}", text.trim_end())
}

fn shipped(dir: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            shipped(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}

#[test]
fn completions_and_manual_are_current() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("completions");
    let generated = generated();
    if std::env::var_os("SNAPSHOTS").is_some_and(|mode| mode == "overwrite") {
        let _ = fs::remove_dir_all(&root);
        for (name, bytes) in &generated {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    let mut shipped_files = BTreeMap::new();
    shipped(&root, "", &mut shipped_files);
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&shipped_files), names(&generated), "run SNAPSHOTS=overwrite cargo test completions");
    for (name, bytes) in &generated {
        let same = shipped_files.get(name) == Some(bytes);
        assert!(same, "completions/{name} is not current: run SNAPSHOTS=overwrite cargo test completions");
    }
}

#[test]
fn nothing_generated_holds_a_path_of_this_machine() {
    let root = env!("CARGO_MANIFEST_DIR");
    for (name, bytes) in generated() {
        assert!(!String::from_utf8(bytes).unwrap().contains(root), "{name}");
    }
}
