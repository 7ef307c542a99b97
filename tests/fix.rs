//! What `--diff` shows is what `--fix` does: the shown difference, applied by git, gives the same files.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output},
};

fn run(dir: &Path, program: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(dir).env_remove("BIB_DIR").env("NO_COLOR", "1");
    // the settings of the machine decide nothing
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.output().unwrap()
}

fn files(dir: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let texts = entries.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    texts.map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap())).collect()
}

#[test]
fn what_diff_shows_is_what_fix_does() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    assert!(run(dir, "git", &["init", "-q", "."]).status.success());
    fs::create_dir(dir.join("bib")).unwrap();
    for n in 0..120 {
        let record = crate::make::record(n);
        let text = format!("# note on {}\n{}", record.key, record.toml());
        fs::write(dir.join(format!("bib/{}.toml", record.key)), text).unwrap();
    }
    for (key, fields) in crate::chains::CHAIN {
        fs::write(dir.join(format!("bib/{key}.toml")), format!("[{key}]\n{fields}")).unwrap();
    }
    fs::write(dir.join("bib/bib.toml"), "[documents]\npaths = [\"page.md\"]\n").unwrap();
    let page = "As [@k0; @k1; @k2] say.\n";
    fs::write(dir.join("page.md"), page).unwrap();
    let before = files(&dir.join("bib"));
    let bib = env!("CARGO_BIN_EXE_bib");
    let shown = run(dir, bib, &["dedupe", "--diff", "--documents"]);
    assert_eq!(shown.status.code(), Some(1), "{shown:?}");
    assert_eq!(files(&dir.join("bib")), before, "nothing was written");
    assert_eq!(run(dir, bib, &["dedupe", "--fix", "--documents"]).status.code(), Some(0));
    let fixed = files(&dir.join("bib"));
    assert_ne!(fixed, before);
    let cited = fs::read_to_string(dir.join("page.md")).unwrap();
    assert_ne!(cited, page);
    for path in fixed.keys().chain(before.keys()) {
        let _ = fs::remove_file(path);
    }
    for (path, text) in &before {
        fs::write(path, text).unwrap();
    }
    fs::write(dir.join("page.md"), page).unwrap();
    fs::write(dir.join("shown.diff"), &shown.stdout).unwrap();
    let applied = run(dir, "git", &["apply", "shown.diff"]);
    assert!(applied.status.success(), "{applied:?}");
    assert_eq!(files(&dir.join("bib")), fixed);
    assert_eq!(fs::read_to_string(dir.join("page.md")).unwrap(), cited);
    // and once is enough
    assert_eq!(run(dir, bib, &["dedupe", "--diff"]).stdout, b"");
}
