//! The gate, as a team uses it: an old library adopts it, a branch is held by it, two branches are merged.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// A git repository with a library, and `bib` in it. Nobody's settings count.
struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Repository {
        let repository = Repository(tempfile::tempdir().unwrap());
        repository.git(&["init", "-q", "-b", "main"]);
        repository
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, program: &str, args: &[&str], stdin: Option<&str>) -> Output {
        let mut command = Command::new(program);
        command.args(args).current_dir(self.path()).env("NO_COLOR", "1").env_remove("BIB_DIR");
        command
            .env_remove("GITHUB_STEP_SUMMARY")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "A").env(format!("GIT_{who}_EMAIL"), "a@example.org");
        }
        let Some(text) = stdin else { return command.output().unwrap() };
        let file = self.path().join(".git/stdin");
        fs::write(&file, text).unwrap();
        command.stdin(fs::File::open(file).unwrap()).output().unwrap()
    }

    fn git(&self, args: &[&str]) -> String {
        let output = self.run("git", args, None);
        assert!(output.status.success(), "git {args:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs `bib`: how it ended, its standard output and error.
    fn bib(&self, args: &str) -> (i32, String, String) {
        self.bib_with(args, None)
    }

    fn bib_with(&self, args: &str, stdin: Option<&str>) -> (i32, String, String) {
        let args: Vec<&str> = args
            .split_whitespace()
            .chain(["--today", "2026-01-01"].into_iter().filter(|_| args.starts_with("check")))
            .collect();
        let output = self.run(env!("CARGO_BIN_EXE_bib"), &args, stdin);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }
}

fn article(key: &str, title: &str, more: &str) -> String {
    format!(
        "[{key}]\ntype = \"article\"\ntitle = \"{title}\"\nauthor = [\"Doe, Jane\"]\ndate = \"2020\"\njournaltitle = \"Journal of {key}\"\n{more}"
    )
}

/// A library on `main` whose only source is not as it should be.
fn dirty() -> Repository {
    let repository = Repository::new();
    assert_eq!(repository.bib("init").0, 0);
    repository.write("bib/old.toml", &article("old", "Snow in spring.", "doi = \"doi:10.1000/old\"\n"));
    repository.commit("an old library");
    repository
}

fn rules(json: &str) -> Vec<(String, String)> {
    let found: Vec<serde_json::Value> = serde_json::from_str(json).unwrap();
    let text =
        |finding: &serde_json::Value, name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    let level = |finding: &&serde_json::Value| finding["severity"] != "note";
    found.iter().filter(level).map(|finding| (text(finding, "path"), text(finding, "rule"))).collect()
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Vec<(String, String)> {
    pairs.into_iter().map(|(path, rule)| (path.to_owned(), rule.to_owned())).collect()
}

#[test]
fn since_a_revision_only_what_the_branch_brings_is_found_and_mended() {
    let repository = dirty();
    assert_eq!(repository.bib("check").0, 1);
    assert_eq!(rules(&repository.bib("check --since main --format json").1), []);
    repository.git(&["switch", "-q", "-c", "branch"]);
    repository.write("bib/new.toml", &article("new", "Rain in autumn", "doi = \"doi:10.1000/new\"\n"));
    let old = repository.read("bib/old.toml");
    repository.write("bib/old.toml", &format!("# a comment moves all lines\n{old}yaer = 1\n"));
    let expected = pairs([("bib/new.toml", "doi-form"), ("bib/old.toml", "unknown-field")]);
    for committed in [false, true] {
        let (code, found, _) = repository.bib("check --since main --format json");
        assert_eq!((code, rules(&found)), (1, expected.clone()), "committed: {committed}");
        repository.git(&["add", "-A"]);
        if !committed {
            repository.commit("a branch");
        }
    }
    assert_eq!(repository.bib("check --since main --fix").0, 1);
    assert!(repository.read("bib/new.toml").contains("doi = \"10.1000/new\""));
    assert!(repository.read("bib/old.toml").contains("doi = \"doi:10.1000/old\""), "what is old stays");
}

#[test]
fn what_is_known_of_a_source_is_known_by_its_new_key() {
    let repository = dirty();
    assert_eq!(repository.bib("check --baseline known.json --write-baseline").0, 0);
    assert_eq!(repository.bib("rename old snow2020").0, 0);
    assert_eq!(repository.bib("check --since main").0, 0);
    assert_eq!(repository.bib("check --baseline known.json").0, 0);
}

#[test]
fn a_branch_is_compared_with_where_it_left_and_not_with_what_came_since() {
    let repository = dirty();
    repository.git(&["switch", "-q", "-c", "branch"]);
    repository.git(&["switch", "-q", "main"]);
    let old = repository.read("bib/old.toml");
    repository.write("bib/old.toml", &old.replace("doi:", ""));
    repository.commit("mended on main");
    repository.git(&["switch", "-q", "branch"]);
    assert_eq!(repository.bib("check --since main").0, 0);
}

#[test]
fn what_other_settings_find_is_what_the_branch_brings() {
    let repository = dirty();
    let settings = repository.read("bib/bib.toml");
    repository.write(
        "bib/bib.toml",
        &format!("{settings}\n[check.rules]\ndoi-form = \"off\"\ntitle-period = \"off\"\n"),
    );
    repository.commit("rules are off");
    repository.git(&["switch", "-q", "-c", "branch"]);
    repository.write("bib/bib.toml", &settings);
    let (code, found, _) = repository.bib("check --since main --format json");
    let expected = pairs([("bib/old.toml", "title-period"), ("bib/old.toml", "doi-form")]);
    assert_eq!((code, rules(&found)), (1, expected));
}

#[test]
fn citations_that_a_branch_breaks_are_found_in_documents_it_did_not_touch() {
    let repository = Repository::new();
    assert_eq!(repository.bib("init").0, 0);
    let settings = repository.read("bib/bib.toml");
    repository.write("bib/bib.toml", &format!("{settings}\n[documents]\npaths = [\"docs/*.md\"]\n"));
    repository.write("bib/snow.toml", &article("snow", "Snow in spring", ""));
    repository.write("bib/rain.toml", &article("rain", "Rain in autumn", ""));
    repository.write("docs/old.md", "Known to be wrong [@nowhere], and right [@snow; @rain].\n");
    repository.commit("a library that is cited");
    assert_eq!(rules(&repository.bib("check --since main --format json").1), []);
    repository.git(&["switch", "-q", "-c", "branch"]);
    assert_eq!(repository.bib("rename snow snow2020").0, 0);
    assert_eq!(repository.bib("remove rain --yes").0, 0);
    repository.write("docs/new.md", "More of it [@nowhere].\n");
    let expected = [
        ("docs/new.md", "undefined-citation"),
        ("docs/old.md", "cited-alias"),
        ("docs/old.md", "undefined-citation"),
    ];
    for _ in 0..2 {
        let (code, found, _) = repository.bib("check --since main --format json");
        assert_eq!((code, rules(&found)), (1, pairs(expected)));
        assert!(found.contains("there is no source `rain`"), "{found}");
        repository.commit("a branch");
        repository.write("docs/another.md", "Nothing.\n");
    }
}

#[test]
fn a_shallow_clone_is_told_how_to_become_whole() {
    let repository = dirty();
    repository.git(&["switch", "-q", "-c", "branch"]);
    repository.write("bib/new.toml", &article("new", "Rain in autumn", ""));
    repository.commit("a branch");
    repository.git(&["switch", "-q", "main"]);
    repository.write("bib/other.toml", &article("other", "Wind in winter", ""));
    repository.commit("main goes on");
    let url = format!("file://{}", repository.path().display());
    let clone = Repository::new();
    let heads = ["main:refs/remotes/origin/main", "branch:refs/heads/branch"];
    clone.git(&["fetch", "-q", "--depth", "1", &url, heads[0], heads[1]]);
    clone.git(&["switch", "-q", "branch"]);
    let (code, out, err) = clone.bib("check --since origin/main");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("shallow") && err.contains("git fetch --unshallow"), "{err}");
    let (code, _, err) = clone.bib("check --since nowhere");
    assert!(code == 2 && err.contains("git knows no commit `nowhere`"), "{err}");
}

#[test]
fn what_a_branch_brings_is_told_inside_of_a_submodule_and_beside_one() {
    let library = Repository::new();
    library.write("bib/bib.toml", "[documents]\npaths = [\"**/*.md\"]\n");
    library.write("bib/k.toml", &article("k", "Rain in autumn", "doi = \"10.1000/k\"\n"));
    library.write("docs/a.md", "See @k and @gone.\n");
    library.commit("a library");
    let whole = Repository::new();
    let url = library.path().display().to_string();
    for path in ["vendor", "more/lib"] {
        whole.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url, path]);
    }
    whole.write("bib/bib.toml", "[documents]\npaths = [\"**/*.md\"]\n");
    whole.write("bib/k.toml", &article("k", "Rain in autumn", "doi = \"10.1000/k\"\n"));
    whole.commit("two submodules and a library");
    // inside: the library of a submodule is compared with the submodule's commits
    whole.write("vendor/docs/a.md", "See @k and @gone.\nAnd @lost.\n");
    let found = whole.bib("--dir vendor/bib check --since HEAD --format json --today 2026-01-01").1;
    assert_eq!(rules(&found), pairs([("docs/a.md", "undefined-citation")]));
    assert!(found.contains("lost") && !found.contains("gone"), "{found}");
    // beside: what a submodule's documents cite is not what this branch brings
    whole.write("bib/new.toml", &article("new", "Wind in winter", "doi = \"doi:10.1000/new\"\n"));
    let (code, found, err) = whole.bib("check --since HEAD --format json");
    assert_eq!((code, rules(&found)), (1, pairs([("bib/new.toml", "doi-form")])), "{err}");
}

#[test]
fn known_findings_are_not_reported_and_new_ones_are() {
    let repository = dirty();
    let (code, _, err) = repository.bib("check --write-baseline");
    assert!(code == 2 && err.contains("--baseline FILE"), "{err}");
    let (code, _, err) = repository.bib("check --baseline known.json");
    assert!(code == 2 && err.contains("--write-baseline"), "{err}");
    let settings = repository.read("bib/bib.toml");
    repository.write("bib/bib.toml", &format!("{settings}\n[check]\nbaseline = \"bib/.baseline.json\"\n"));
    assert_eq!(repository.bib("check --write-baseline").0, 0);
    let baseline = repository.read("bib/.baseline.json");
    assert_eq!(repository.bib("check").0, 0);
    repository.write("bib/new.toml", &article("new", "Rain in autumn", "doi = \"doi:10.1000/new\"\n"));
    assert_eq!(rules(&repository.bib("check --format json").1), pairs([("bib/new.toml", "doi-form")]));
    // what is mended is no longer known
    assert_eq!(repository.bib("check --fix").0, 0);
    let old = repository.read("bib/old.toml").replace("doi:", "");
    repository.write("bib/old.toml", &old);
    let (code, _, err) = repository.bib("check");
    assert!(code == 0 && err.contains("no longer there"), "{err}");
    assert_eq!(repository.bib("check --write-baseline").0, 0);
    assert!(repository.read("bib/.baseline.json").len() < baseline.len());
}

#[test]
fn what_is_known_can_be_shown_and_mended_all_the_same() {
    let repository = dirty();
    let settings = repository.read("bib/bib.toml");
    repository.write("bib/bib.toml", &format!("{settings}\n[check]\nbaseline = \"bib/.baseline.json\"\n"));
    assert_eq!(repository.bib("check --write-baseline").0, 0);
    assert_eq!(repository.bib("check").0, 0);
    let (code, found, _) = repository.bib("check --no-baseline");
    assert!(code == 1 && !found.is_empty(), "{found}");
    let (_, _, err) = repository.bib("check --no-baseline --fix");
    assert!(err.contains("mended"), "{err}");
    let (_, _, err) = repository.bib("check");
    assert!(err.contains("of the baseline no longer there"), "{err}");
}

#[test]
fn a_source_that_got_another_key_by_hand_brings_nothing() {
    let repository = dirty();
    let text = repository.read("bib/old.toml");
    repository.git(&["mv", "bib/old.toml", "bib/new.toml"]);
    repository.write("bib/new.toml", &text.replace("[old]", "[new]"));
    assert_eq!(repository.bib("check --since HEAD").0, 0);
    repository.write("bib/new.toml", &text.replace("[old]", "[new]").replace("Doe, Jane", "Doe, J.A."));
    let (code, found, _) = repository.bib("check --since HEAD --format json");
    // with another content it is another source, and all that is wrong with it is new
    assert_eq!(code, 1);
    let new = ["doi-form", "name-initials", "title-period"].map(|rule| ("bib/new.toml", rule));
    let mut found = rules(&found);
    found.sort();
    assert_eq!(found, pairs(new));
}

#[test]
fn a_library_whose_directory_moved_brings_nothing() {
    let repository = dirty();
    fs::create_dir(repository.path().join("texts")).unwrap();
    repository.git(&["mv", "bib", "texts/bib"]);
    assert_eq!(repository.bib("check --dir texts/bib --since HEAD").0, 0);
    assert_eq!(repository.bib("diff --exit-code --dir texts/bib").0, 0);
    repository.write("texts/bib/new.toml", &article("new", "Rain in summer.", "doi = \"10.1000/new\"\n"));
    let (code, found, _) = repository.bib("check --dir texts/bib --since HEAD --format json");
    assert_eq!((code, rules(&found)), (1, pairs([("texts/bib/new.toml", "title-period")])));
    // one that is there still is another
    repository.git(&["checkout", "-q", "HEAD", "--", "bib"]);
    let (_, found, _) = repository.bib("check --dir texts/bib --since HEAD --format json");
    assert_eq!(rules(&found).len(), 3, "{found}");
}

#[test]
fn a_document_that_moves_brings_none_of_its_citations() {
    let repository = dirty();
    let settings = repository.read("bib/bib.toml");
    repository.write("bib/bib.toml", &format!("{settings}\n[documents]\npaths = [\"docs/*.md\"]\n"));
    repository.write("docs/a.md", "[@unheard] of\n");
    repository.commit("cites");
    repository.git(&["mv", "docs/a.md", "docs/b.md"]);
    assert_eq!(repository.bib("check --select undefined-citation --since HEAD").0, 0);
    repository.write("docs/c.md", "[@unheard] of again\n");
    let (code, found, _) = repository.bib("check --select undefined-citation --since HEAD");
    assert!(code == 1 && found.lines().count() == 1, "{found}");
}

#[test]
fn what_is_known_of_rules_that_are_not_looked_for_stays_known() {
    let repository = Repository::new();
    repository.write("bib/bib.toml", "[check]\nbaseline = \"known.json\"\n");
    let faulty = article("k", "Rain in autumn.", "doi = \"doi:10.1000/k\"\n");
    repository.write("bib/k.toml", &faulty);
    repository.git(&["add", "-A"]);
    // without a baseline only what is asked for is known
    assert_eq!(repository.bib("check --select doi-form --write-baseline").0, 0);
    assert_eq!(rules(&repository.bib("check --format json").1), pairs([("bib/k.toml", "title-period")]));
    assert_eq!(repository.bib("check --write-baseline").0, 0);
    let both = repository.read("known.json");
    let (code, _, err) = repository.bib("check --select doi-form --write-baseline");
    assert!(code == 0 && err.contains("2 known findings"), "{err}");
    assert_eq!(repository.read("known.json"), both);
    repository.write("bib/k.toml", &faulty.replace("doi:", "").replace("autumn.", "autumn"));
    // what is not looked for is not gone
    let (code, _, err) = repository.bib("check --select doi-form");
    assert!(code == 0 && err.contains("1 known finding of the baseline no longer there"), "{err}");
    assert_eq!(repository.bib("check --ignore title-period --write-baseline").0, 0);
    let left = repository.read("known.json");
    assert!(left.contains("title-period") && !left.contains("doi-form"), "{left}");
    // what cannot be read cannot be kept
    repository.write("known.json", &format!("<<<<<<< ours\n{left}"));
    let (code, _, err) = repository.bib("check --select doi-form --write-baseline");
    assert!(code == 2 && err.contains("is no baseline"), "{err}");
    assert_eq!(repository.bib("check --write-baseline").0, 0);
}

#[test]
fn an_editor_is_told_what_is_wrong_with_its_text_and_gets_it_formatted() {
    let repository = dirty();
    let text = article("new", "Rain in autumn", "doi = \"doi:10.1000/new\"\nids = [\"old\"]\n");
    let (code, found, _) =
        repository.bib_with("check - --stdin-filename bib/new.toml --format json", Some(&text));
    let expected = pairs([("bib/new.toml", "doi-form"), ("bib/new.toml", "unfinished-merge")]);
    assert_eq!((code, rules(&found)), (1, expected));
    // without a name it is the file that holds the source
    let mended = repository.read("bib/old.toml").replace("doi:", "").replace("spring.", "spring");
    assert_eq!(repository.bib_with("check -", Some(&mended)), (0, String::new(), String::new()));
    let (code, out, _) = repository.bib_with("fmt -", Some("[a]\ntitle='x'\ntype='book'\n"));
    assert_eq!((code, out.as_str()), (0, "[a]\ntype = \"book\"\ntitle = \"x\"\n"));
    let (code, out, err) = repository.bib_with("fmt - --stdin-filename bib/a.toml", Some("[a\n"));
    assert!(code == 2 && out.is_empty() && err.starts_with("bib/a.toml:1:3: error[toml-syntax]"), "{err}");
    assert_eq!(repository.bib_with("fmt --check -", Some("[a]\ntitle='x'\n")).0, 1);
}

/// 300 sources, none as it should be: a full stop behind each title, the resolver before each DOI.
fn old_and_dirty() -> Repository {
    let repository = Repository::new();
    assert_eq!(repository.bib("init").0, 0);
    for n in 0..300 {
        let record = crate::make::record(n);
        let text = record.toml().replacen("doi = \"", "doi = \"doi:", 1);
        repository.write(&format!("bib/{}.toml", record.key), &text);
    }
    let settings = repository.read("bib/bib.toml");
    let more = "\n[documents]\npaths = [\"docs/**/*.md\"]\n\n[export.references]\nformat = \"biblatex\"\noutput = \"bib/references.bib\"\n";
    repository.write("bib/bib.toml", &format!("{settings}{more}"));
    repository.write("docs/index.md", "Everything began with [@nothing].\n");
    assert_eq!(repository.bib("export").0, 0);
    repository.commit("an old library");
    repository
}

#[test]
fn an_old_and_dirty_library_adopts_the_gate_and_a_branch_is_held_by_it() {
    let repository = old_and_dirty();
    let (code, _, err) = repository.bib("check");
    assert_eq!(code, 1, "{err}");

    // main adopts the gate: what is there is known
    let settings = repository.read("bib/bib.toml");
    repository.write("bib/bib.toml", &format!("{settings}\n[check]\nbaseline = \"bib/.baseline.json\"\n"));
    assert_eq!(repository.bib("check --write-baseline").0, 0);
    assert_eq!(repository.bib("check"), (0, String::new(), repository.bib("check").2));
    repository.commit("adopt the gate");

    // a branch brings four faults
    repository.git(&["switch", "-q", "-c", "branch"]);
    repository.write(
        "bib/doe2020snow.toml",
        &article("doe2020snow", "Snow in spring", "doi = \"11.1000/snow\"\nyaer = \"2020\"\n"),
    );
    let old = crate::make::record(7);
    let twin = old.toml().replacen(&format!("[{}]", old.key), "[twin]", 1);
    let twin: String =
        twin.lines().filter(|line| !line.starts_with("url")).map(|line| format!("{line}\n")).collect();
    repository.write("bib/twin.toml", &twin);
    repository.write(
        "docs/new.md",
        "# Snow\n\nIt snows [@doe2020snow; @twin], and nobody knows why [@roe2021why].\n",
    );
    repository.commit("a branch");
    let (code, found, err) = repository.bib("check --since main --format github");
    let places: Vec<String> = found.lines().map(|line| line.split("::").nth(1).unwrap().to_owned()).collect();
    let expected = [
        "warning file=bib/doe2020snow.toml,line=7,endLine=7,col=7,endColumn=21,title=doi-form",
        "error file=bib/doe2020snow.toml,line=8,endLine=8,col=1,endColumn=5,title=unknown-field",
        "warning file=bib/twin.toml,line=1,endLine=1,col=2,endColumn=6,title=duplicate",
        "error file=docs/new.md,line=3,endLine=3,col=56,endColumn=66,title=undefined-citation",
    ];
    assert_eq!(places, expected, "{found}{err}");
    assert_eq!(code, 1);

    // what is certain is merged, and two edits by hand make it pass
    assert_eq!(repository.bib("check --since main --fix").0, 1);
    let mended = repository.read("bib/doe2020snow.toml");
    let mended = mended.replace("11.1000", "10.1000").replace("yaer = \"2020\"\n", "");
    repository.write("bib/doe2020snow.toml", &mended);
    assert_eq!(repository.bib("dedupe key:twin --fix --documents").0, 0);
    let document = repository.read("docs/new.md");
    assert!(document.contains(&format!("[@doe2020snow; @{}]", old.key)), "{document}");
    repository.write("docs/new.md", &document.replace(", and nobody knows why [@roe2021why]", ""));
    let (code, found, err) = repository.bib("check --since main --format github");
    assert_eq!((code, found.as_str()), (0, ""), "{err}");
    assert_eq!(repository.bib("check").0, 0);
}

#[test]
fn two_branches_that_touch_one_source_in_different_fields_conflict_in_nothing() {
    let repository = old_and_dirty();
    assert_eq!(repository.bib("merge-driver --install").0, 0);
    repository.commit("merge field by field");
    // the driver is called by its name, and stands nowhere that git looks in a test
    let driver = "merge-driver %O %A %B %P --marker-size %L --base-label %S --their-label %Y";
    let driver = format!("'{}' {driver}", env!("CARGO_BIN_EXE_bib"));
    repository.git(&["config", "merge.bib.driver", &driver]);
    let key = crate::make::record(3).key;
    for (branch, field) in [("one", "note=One."), ("two", "abstract=Two.")] {
        repository.git(&["switch", "-q", "-c", branch, "main"]);
        for args in [&["set", &key, field][..], &["set", &key, &format!("modules+={branch}")], &["export"]] {
            let output = repository.run(env!("CARGO_BIN_EXE_bib"), args, None);
            assert!(output.status.success(), "{output:?}");
        }
        repository.commit(branch);
    }
    repository.git(&["merge", "-q", "--no-edit", "one"]);
    let merged = repository.read(&format!("bib/{key}.toml"));
    for line in ["note = \"One.\"\n", "abstract = \"Two.\"\n", "modules = [\"two\", \"one\"]\n"] {
        assert!(merged.contains(line), "{merged}");
    }
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
    assert_eq!(repository.bib("export --check").0, 0);
}

#[test]
fn what_a_source_may_break_may_be_a_list_of_rules() {
    let repository = dirty();
    let old = article("old", "Snow in spring.", "allow = [\"title-period\", \"missing-doi\"] # both\n");
    repository.write("bib/old.toml", &old);
    assert_eq!(repository.bib("check --format json").1, "[]\n");
    assert_eq!(repository.bib("fmt").0, 0);
    let formatted = repository.read("bib/old.toml");
    assert!(formatted.contains("allow = [\"missing-doi\", \"title-period\"] # both\n"), "{formatted}");
    assert_eq!(repository.bib("set old volume=3").0, 0);
    assert!(repository.read("bib/old.toml").contains("allow = [\"missing-doi\", \"title-period\"] # both\n"));
    let (_, shown, _) = repository.bib("show old");
    assert!(shown.contains("missing-doi\n"), "{shown}");
    // one that is no rule, and one that has nothing to silence
    repository.write("bib/old.toml", &old.replace("spring.", "spring").replace("missing-doi", "mising-doi"));
    let found = rules(&repository.bib("check --format json").1);
    let expected = [("bib/old.toml", "unknown-rule"), ("bib/old.toml", "unused-allow")];
    assert_eq!(
        found.into_iter().collect::<std::collections::BTreeSet<_>>(),
        pairs(expected).into_iter().collect()
    );
}

#[test]
fn a_baseline_takes_the_place_of_nothing_else() {
    let repository = dirty();
    let old = repository.read("bib/old.toml");
    let (code, _, err) = repository.bib("check --baseline bib/old.toml --write-baseline");
    assert!(code == 2 && err.contains("is no baseline") && repository.read("bib/old.toml") == old, "{err}");
    // not even what is left of one is in the way
    for text in ["", "<<<<<<< ours\n{\"baseline\": 1, \"findings\": [\n"] {
        repository.write("known.json", text);
        assert_eq!(repository.bib("check --baseline known.json --write-baseline").0, 0);
    }
}

#[test]
fn settings_that_an_editor_hands_over_are_checked_as_settings() {
    let repository = dirty();
    let settings = repository.read("bib/bib.toml");
    let check = "check - --stdin-filename bib/bib.toml --format json";
    assert_eq!(repository.bib_with(check, Some(&settings)), (0, "[]\n".to_owned(), String::new()));
    let (code, found, _) = repository.bib_with(check, Some(&format!("layuot = \"x\"\n{settings}")));
    assert_eq!((code, rules(&found)), (1, pairs([("bib/bib.toml", "unknown-setting")])));
    let fmt = "fmt - --stdin-filename bib/bib.toml";
    assert_eq!(repository.bib_with(fmt, Some(&settings)), (0, settings, String::new()));
}

#[test]
fn an_identifier_in_a_field_of_its_own_is_told_where_it_belongs() {
    let repository = dirty();
    repository.write("bib/old.toml", &article("old", "Snow in spring", "pmid = \"19015660\"\n"));
    let found = repository.bib("check").1;
    assert!(found.contains("`eprint`, with `eprinttype = \"pubmed\"`"), "{found}");
}
