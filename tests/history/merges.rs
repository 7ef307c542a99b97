//! Merges, with real repositories: sources, and the exports that are committed with them.

use super::{Sandbox, bib, book};
use std::fs;

const A: &str = "# about a\n[a]\ntype = \"book\"\ntitle = \"Of a\"\nauthor = [\"Doe, Jane\"]\ndate = \"2001\"\nmodules = [\"one\"]\n";

/// A repository whose library has the driver, an export inside and one beside it, and two branches that start from one commit.
fn with_driver() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("docs/bib/bib.toml", "[export.refs]\nformat = \"biblatex\"\noutput = \"docs/bib/refs.bib\"\n[export.page]\nformat = \"markdown\"\noutput = \"sources.md\"\n");
    sandbox.write("docs/bib/a.toml", A).write("docs/bib/b.toml", &book("b"));
    let (code, _, said) = bib(&sandbox, &["merge-driver", "--install"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("for sources.md, add `/sources.md merge=bib`"), "{said}");
    sandbox.write(".gitattributes", "/sources.md merge=bib\n");
    let (code, _, said) = bib(&sandbox, &["merge-driver", "--install"]);
    assert!(code == 0 && !said.contains("sources.md"), "what is there is not asked for: {said}");
    export(&sandbox);
    sandbox.commit("base");
    sandbox.git(&["branch", "side"]);
    sandbox
}

fn export(sandbox: &Sandbox) {
    let (code, _, said) = bib(sandbox, &["export"]);
    assert_eq!(code, 0, "{said}");
}

/// Changes on a branch: files, exported and committed.
fn on(sandbox: &Sandbox, branch: &str, files: &[(&str, &str)]) -> String {
    sandbox.git(&["switch", "--quiet", branch]);
    for (path, text) in files {
        sandbox.write(path, text);
    }
    export(sandbox);
    sandbox.commit(branch)
}

fn read(sandbox: &Sandbox, path: &str) -> String {
    fs::read_to_string(sandbox.path().join(path)).unwrap()
}

/// All went well: nothing is left to do, and the exports are those of the merged sources.
fn is_whole(sandbox: &Sandbox) {
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    let (code, diff, said) = bib(sandbox, &["export", "--check"]);
    assert_eq!(code, 0, "{diff}{said}");
}

#[test]
fn branches_that_changed_one_source_in_different_fields_conflict_in_nothing() {
    let sandbox = with_driver();
    on(
        &sandbox,
        "side",
        &[
            (
                "docs/bib/a.toml",
                &A.replace("\"Of a\"", "\"About a\"").replace("[\"one\"]", "[\"one\", \"two\"]"),
            ),
            ("docs/bib/c.toml", &book("c")),
        ],
    );
    on(
        &sandbox,
        "main",
        &[
            (
                "docs/bib/a.toml",
                &A.replace("2001", "2002").replace("[\"one\"]", "[\"one\", \"three\"]\nnote = \"new\""),
            ),
            ("docs/bib/d.toml", &book("d")),
        ],
    );
    sandbox.git(&["merge", "--quiet", "-m", "merge", "side"]);
    let expected = A
        .replace("Of a", "About a")
        .replace("2001", "2002")
        .replace("[\"one\"]", "[\"one\", \"three\", \"two\"]\nnote = \"new\"");
    assert_eq!(read(&sandbox, "docs/bib/a.toml"), expected);
    is_whole(&sandbox);
    for key in ["{a,", "{b,", "{c,", "{d,"] {
        assert!(read(&sandbox, "docs/bib/refs.bib").contains(key), "{key}");
    }
}

#[test]
fn a_rebase_and_a_cherry_pick_conflict_in_nothing_too() {
    for rebase in [true, false] {
        let sandbox = with_driver();
        on(
            &sandbox,
            "side",
            &[("docs/bib/a.toml", &A.replace("Of a", "About a")), ("docs/bib/c.toml", &book("c"))],
        );
        let second = on(&sandbox, "side", &[("docs/bib/e.toml", &book("e"))]);
        on(
            &sandbox,
            "main",
            &[
                ("docs/bib/a.toml", &A.replace("[\"Doe, Jane\"]", "[\"Doe, Janet\"]")),
                ("docs/bib/d.toml", &book("d")),
            ],
        );
        if rebase {
            sandbox.git(&["rebase", "--quiet", "main", "side"]);
            assert!(read(&sandbox, "docs/bib/a.toml").contains("About a"));
        } else {
            sandbox.git(&["cherry-pick", &second]);
            assert!(!read(&sandbox, "docs/bib/refs.bib").contains("{c,"), "only what was picked");
        }
        is_whole(&sandbox);
        assert!(read(&sandbox, "docs/bib/refs.bib").contains("{e,"));
        assert!(read(&sandbox, "docs/bib/a.toml").contains("Janet"));
    }
}

#[test]
fn one_value_changed_in_two_ways_is_marked_and_the_exports_wait() {
    let sandbox = with_driver();
    on(&sandbox, "side", &[("docs/bib/a.toml", &A.replace("Of a", "Theirs").replace("2001", "2003"))]);
    on(
        &sandbox,
        "main",
        &[("docs/bib/a.toml", &A.replace("Of a", "Ours").replace("[\"one\"]", "[\"two\"]"))],
    );
    let before = read(&sandbox, "docs/bib/refs.bib");
    let (done, said) = sandbox.try_git(&["merge", "side"]);
    assert!(!done);
    assert!(said.contains("When they are, run `bib export --only refs`"), "{said}");
    let marked = "<<<<<<< HEAD\ntitle = \"Ours\"\n=======\ntitle = \"Theirs\"\n>>>>>>> side\n";
    let expected =
        A.replace("title = \"Of a\"\n", marked).replace("2001", "2003").replace("\"one\"", "\"two\"");
    assert_eq!(read(&sandbox, "docs/bib/a.toml"), expected);
    assert_eq!(read(&sandbox, "docs/bib/refs.bib"), before);
    sandbox.write("docs/bib/a.toml", &expected.replace(marked, "title = \"Both\"\n"));
    export(&sandbox);
    sandbox.commit("merge");
    is_whole(&sandbox);
    assert_eq!(sandbox.git(&["log", "--merges", "--format=%s"]), "merge\n");
}

#[test]
fn what_cannot_be_merged_by_meaning_is_merged_line_by_line() {
    let sandbox = with_driver();
    let settings = read(&sandbox, "docs/bib/bib.toml");
    on(&sandbox, "side", &[("docs/bib/bib.toml", &format!("{settings}[dedupe]\ncertain = 0.99\n"))]);
    on(&sandbox, "main", &[("docs/bib/bib.toml", &format!("layout = \"{{key}}.toml\"\n{settings}"))]);
    sandbox.git(&["merge", "--quiet", "-m", "merge", "side"]);
    assert_eq!(
        read(&sandbox, "docs/bib/bib.toml"),
        format!("layout = \"{{key}}.toml\"\n{settings}[dedupe]\ncertain = 0.99\n")
    );
    let broken = |line: &str| format!("[broken\n{line}\n");
    for (branch, line) in [("side", "1"), ("main", "2")] {
        sandbox.git(&["switch", "--quiet", branch]);
        sandbox.write("docs/bib/x.toml", &broken(line)).commit(branch);
    }
    assert!(!sandbox.try_git(&["merge", "side"]).0);
    assert_eq!(read(&sandbox, "docs/bib/x.toml"), "[broken\n<<<<<<< HEAD\n2\n=======\n1\n>>>>>>> side\n");
}

/// `bib rename`, exported and committed on a branch.
fn renamed(sandbox: &Sandbox, branch: &str, from: &str, to: &str) -> String {
    sandbox.git(&["switch", "--quiet", branch]);
    let (code, _, said) = bib(sandbox, &["rename", from, to]);
    assert_eq!(code, 0, "{said}");
    on(sandbox, branch, &[])
}

#[test]
fn a_source_that_one_side_renamed_and_the_other_changed_leaves_no_export_in_conflict() {
    for how in ["merge", "merge the other way round", "rebase", "cherry-pick"] {
        let sandbox = with_driver();
        let rename = renamed(&sandbox, "side", "a", "a2");
        on(&sandbox, "main", &[("docs/bib/a.toml", &A.replace("2001", "2002"))]);
        match how {
            "merge" => sandbox.git(&["merge", "--quiet", "-m", "merge", "side"]),
            "rebase" => sandbox.git(&["rebase", "--quiet", "main", "side"]),
            "cherry-pick" => sandbox.git(&["cherry-pick", &rename]),
            _ => {
                sandbox.git(&["switch", "--quiet", "side"]);
                sandbox.git(&["merge", "--quiet", "-m", "merge", "main"])
            }
        };
        is_whole(&sandbox);
        assert!(!sandbox.path().join("docs/bib/a.toml").exists(), "{how}");
        assert!(read(&sandbox, "docs/bib/a2.toml").contains("2002"), "{how}");
        let exported = read(&sandbox, "docs/bib/refs.bib");
        assert!(exported.contains("{a2,") && exported.contains("2002"), "{how}: {exported}");
    }
}

#[test]
fn a_source_that_both_sides_renamed_or_one_removed_makes_the_exports_wait() {
    for other in ["renamed otherwise", "removed", "renamed alike"] {
        let sandbox = with_driver();
        renamed(&sandbox, "side", "a", "a2");
        sandbox.git(&["switch", "--quiet", "main"]);
        match other {
            "removed" => {
                let (code, _, said) = bib(&sandbox, &["remove", "a", "--yes"]);
                assert_eq!(code, 0, "{said}");
                on(&sandbox, "main", &[])
            }
            "renamed alike" => renamed(&sandbox, "main", "a", "a2"),
            _ => renamed(&sandbox, "main", "a", "a3"),
        };
        on(&sandbox, "main", &[("docs/bib/d.toml", &book("d"))]);
        let before = read(&sandbox, "docs/bib/refs.bib");
        let (done, said) = sandbox.try_git(&["merge", "-m", "merge", "side"]);
        if other == "renamed alike" {
            assert!(done, "{said}");
            is_whole(&sandbox);
            continue;
        }
        assert!(!done, "{other}: {said}");
        assert!(said.contains("docs/bib/a2.toml"), "{other}: {said}");
        assert!(said.contains("run `bib export --only refs`"), "{other}: {said}");
        assert_eq!(read(&sandbox, "docs/bib/refs.bib"), before, "{other}");
        assert!(read(&sandbox, "docs/bib/a2.toml").contains("Of a"), "{other}: nothing is lost");
    }
}

#[test]
fn an_export_with_a_blank_or_a_sign_in_its_name_is_merged_too() {
    for name in ["my refs.bib", "a\"b[1]*.bib"] {
        let sandbox = Sandbox::new();
        let settings = format!("[export.refs]\nformat = \"biblatex\"\noutput = 'docs/bib/{name}'\n");
        sandbox.write("docs/bib/bib.toml", &settings).write("docs/bib/a.toml", A);
        let (code, _, said) = bib(&sandbox, &["merge-driver", "--install"]);
        assert!(code == 0 && !said.contains("add `"), "{said}");
        let attributes = read(&sandbox, "docs/bib/.gitattributes");
        assert_eq!(bib(&sandbox, &["merge-driver", "--install"]).2, said);
        assert_eq!(read(&sandbox, "docs/bib/.gitattributes"), attributes, "it is known the next time");
        export(&sandbox);
        sandbox.commit("base");
        sandbox.git(&["branch", "side"]);
        on(&sandbox, "side", &[("docs/bib/c.toml", &book("c"))]);
        on(&sandbox, "main", &[("docs/bib/d.toml", &book("d"))]);
        sandbox.git(&["merge", "--quiet", "-m", "merge", "side"]);
        is_whole(&sandbox);
    }
}

#[test]
fn the_driver_is_installed_with_every_global_option() {
    let sandbox = Sandbox::new();
    for options in [&["-q"][..], &["--no-input"], &["--yes"], &["-v"], &["--color", "never"]] {
        let (code, _, said) = bib(&sandbox, &[&["merge-driver", "--install"], options].concat());
        assert_eq!(code, 0, "{options:?}: {said}");
        assert_eq!(said.is_empty(), options == ["-q"], "{options:?}: {said}");
    }
    let (code, _, said) = bib(&sandbox, &["merge-driver", "--install", "a", "b", "c", "d"]);
    assert_eq!(code, 2, "{said}");
}
