//! `bib merge-driver`: what git calls to merge a source file or a committed export.

use super::{
    Context, Exit,
    changes::from_git,
    export, init,
    trouble,
};
use crate::{
    diagnostic::{Diagnostic, Severity},
    files::{self, Replacement},
    format::toml::Markers,
    history::{
        Repository, Trouble,
        merge::{self, Hints, Versions},
    },
    settings::{self, Settings},
};
use std::path::{Path, PathBuf};

/// How git calls it: the three versions, the path, how long markers are, and how the sides are called.
const CALL: &str = "merge-driver %O %A %B %P --marker-size %L --base-label %S --our-label %X --their-label %Y";

/// Merge a source file for git, field by field and list by list
///
/// Git calls this where two branches changed one file, once `bib merge-driver --install` has told it to. Fields that both
/// changed are merged if their changes fit: lists item by item, tables key by key. Markers stand only around values that
/// both changed in two ways. A file that is no TOML is merged line by line. An export that bib.toml names is written anew
/// from the merged sources; while these conflict it stays as it is, and has to be exported when they do no longer.
#[derive(clap::Args)]
#[command(after_help = "Example:
  bib merge-driver --install

It sets two settings of this repository, as this would:
  git config merge.bib.name \"a bibliography, field by field\"
  git config merge.bib.driver \"bib merge-driver %O %A %B %P --marker-size %L --base-label %S --our-label %X --their-label %Y\"

Exit codes: 0 merged; 1 conflicts are left; 2 could not do it, the file is as it was.")]
pub(super) struct Args {
    /// The file that both sides started from
    #[arg(required_unless_present = "install", value_hint = clap::ValueHint::FilePath)]
    base: Option<PathBuf>,
    /// The file that is here; what was merged is written to it
    #[arg(required_unless_present = "install", value_hint = clap::ValueHint::FilePath)]
    ours: Option<PathBuf>,
    /// The file that comes in
    #[arg(required_unless_present = "install", value_hint = clap::ValueHint::FilePath)]
    theirs: Option<PathBuf>,
    /// Where the file stands in the repository
    #[arg(required_unless_present = "install")]
    path: Option<String>,
    /// How long the markers of a conflict are
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=1000))]
    marker_size: u16,
    /// How git calls the base
    #[arg(long, value_name = "LABEL", default_value = "", hide_default_value = true, allow_hyphen_values = true)]
    base_label: String,
    /// How git calls what is here; a conflict is marked with it
    #[arg(long, value_name = "LABEL", default_value = "", hide_default_value = true, allow_hyphen_values = true)]
    our_label: String,
    /// How git calls what comes in; a conflict is marked with it
    #[arg(long, value_name = "LABEL", default_value = "", hide_default_value = true, allow_hyphen_values = true)]
    their_label: String,
    /// Tell git of it: in the settings of this repository, and in the library's .gitattributes
    #[arg(long, conflicts_with_all = ["base", "ours", "theirs", "path", "marker_size", "base_label", "our_label", "their_label"])]
    install: bool,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let (Some(base), Some(ours), Some(theirs), Some(path)) = (&args.base, &args.ours, &args.theirs, &args.path)
    else {
        return install(cx);
    };
    let versions = Versions { base, ours, theirs };
    let is_toml = Path::new(path).extension().is_some_and(|extension| extension == "toml");
    if !is_toml && let Some((repository, named)) = named(cx, path) {
        return write_export(args, cx, &repository, &named, versions);
    }
    let [own, other] =
        [label(&args.our_label, "%X", "ours"), label(&args.their_label, "%Y", "theirs")];
    let markers = Markers { length: args.marker_size.into(), ours: &own, theirs: &other };
    let merged = merge::file(versions, path, markers).map_err(from_git)?;
    files::write_bytes(ours, &merged.bytes).map_err(trouble::from_fault)?;
    Ok(if merged.conflicts { Exit::Findings } else { Exit::Done })
}

/// What a side is called in markers: in one line, as git calls it. One older than 2.44 does not know, and gives the word for it.
fn label(given: &str, word: &str, otherwise: &str) -> String {
    let given = given.replace(char::is_control, " ");
    let given = given.trim();
    if given.is_empty() || given == word { otherwise.to_owned() } else { given.to_owned() }
}

/// The export that is written to that path of the work tree, as the library says that is checked out. That there is none, or
/// no library, is no trouble: then the file is one as any other.
fn named(cx: &Context<'_>, path: &str) -> Option<(Repository, settings::Export)> {
    let root = files::real(&cx.dir().ok()?).ok()?;
    let repository = Repository::of(&root).ok()?;
    let own = format!("{}bib.toml", repository.prefix());
    let text = repository.file(&repository.commit("HEAD").ok()?, &own).ok()??;
    let (settings, _) = Settings::read(&String::from_utf8_lossy(&text), &own);
    let export = settings.exports.into_iter().find(|export| export.output == path)?;
    Some((repository, export))
}

/// Writes an export of the sources as they are when both sides are merged.
fn write_export(
    args: &Args,
    cx: &mut Context<'_>,
    repository: &Repository,
    named: &settings::Export,
    versions: Versions<'_>,
) -> anyhow::Result<Exit> {
    let hints = Hints {
        base: args.base_label.clone(),
        theirs: args.their_label.clone(),
        merging: merging(),
    };
    let path = args.path.as_deref().unwrap_or_default();
    let merged = || -> Result<_, Trouble> {
        let heads = repository.heads(&hints, path, versions)?;
        heads.map_or(Ok(None), |heads| repository.merged(&heads))
    };
    let library = merged().map_err(from_git)?;
    let sound = |fault: &Diagnostic| fault.severity < Severity::Error;
    let library = library.filter(|library| library.diagnostics().iter().all(sound));
    // the merge may have changed what is exported
    let exported = match library {
        Some(library) => match library.settings().exports.iter().find(|export| export.output == path) {
            Some(export) => export::made(&library, export)?,
            None => None,
        },
        None => None,
    };
    let Some(exported) = exported else {
        cx.warn(format_args!(
            "{path} stays as it is here: the merged sources are not known yet. When they are, run `bib export --only {}` and `git add {}`",
            named.name,
            in_shell(path)
        ));
        return Ok(Exit::Findings);
    };
    files::write(versions.ours, &exported.text).map_err(trouble::from_fault)?;
    Ok(Exit::Done)
}

/// The commits that the `git merge` that runs this was asked to merge: it names them in variables of its own.
fn merging() -> Vec<String> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut ids: Vec<String> = names.filter_map(|name| Some(name.strip_prefix("GITHEAD_")?.to_owned())).collect();
    ids.sort();
    ids
}

fn install(cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let library = cx.open_to_write()?;
    let repository = Repository::of(library.root()).map_err(from_git)?;
    let found = ["", "bib/"].contains(&repository.prefix());
    let dir = repository.prefix().trim_end_matches('/').replace('\'', "'\\''");
    let driver = if found { format!("bib {CALL}") } else { format!("bib --dir '{dir}' {CALL}") };
    let settings = [("merge.bib.name", "a bibliography, field by field"), ("merge.bib.driver", driver.as_str())];
    repository.configure(&settings).map_err(from_git)?;
    let mut lines: Vec<String> = init::ATTRIBUTES.map(str::to_owned).into();
    let outputs = || library.settings().exports.iter().map(|export| export.output.as_str());
    let below = |output| str::strip_prefix(output, repository.prefix());
    lines.extend(outputs().filter_map(below).map(merged_by_bib));
    let file = library.root().join(".gitattributes");
    let before = files::read_if_there(&file).map_err(trouble::from_fault)?;
    let before = before.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let after = init::with_lines(before.as_deref(), &lines);
    if before.as_ref() != Some(&after) {
        let change = Replacement { path: ".gitattributes", before: before.as_deref(), after: Some(&after) };
        files::replace(library.root(), &[change]).map_err(trouble::from_fault)?;
    }
    cx.say(format_args!("git merges the sources of {} with bib now; commit its .gitattributes", library.root().display()));
    for output in outputs().filter(|output| below(output).is_none()) {
        if repository.attribute("merge", output).map_err(from_git)? != "bib" {
            let line = merged_by_bib(output);
            cx.say(format_args!("for {output}, add `{line}` to the .gitattributes of the repository"));
        }
    }
    Ok(Exit::Done)
}

/// The line of a .gitattributes that has git merge one file with bib: git takes a name with blanks or signs as a string of C, and
/// `*`, `?`, `[` and `\` behind a backslash as themselves.
fn merged_by_bib(path: &str) -> String {
    let simple = |sign: char| sign.is_alphanumeric() || "-_./".contains(sign);
    if path.chars().all(simple) {
        return format!("/{path} merge=bib");
    }
    let mut quoted = String::new();
    for sign in path.chars() {
        match sign {
            '*' | '?' | '[' => quoted.extend(["\\\\".to_owned(), sign.to_string()]),
            '\\' => quoted.push_str("\\\\\\\\"),
            '"' => quoted.push_str("\\\""),
            _ if sign.is_ascii_control() => quoted.push_str(&format!("\\{:03o}", u32::from(sign))),
            _ => quoted.push(sign),
        }
    }
    format!("\"/{quoted}\" merge=bib")
}

/// A path as a word of a shell.
fn in_shell(path: &str) -> String {
    let simple = |sign: char| sign.is_alphanumeric() || "-_./".contains(sign);
    if path.chars().all(simple) { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_as_git_reads_it() {
        for (path, line) in [
            ("a/refs-1.bib", "/a/refs-1.bib merge=bib"),
            ("my refs.bib", "\"/my refs.bib\" merge=bib"),
            ("größe.bib", "/größe.bib merge=bib"),
            ("a\"[1].bib", "\"/a\\\"\\\\[1].bib\" merge=bib"),
            ("a\\b\t.bib", "\"/a\\\\\\\\b\\011.bib\" merge=bib"),
        ] {
            assert_eq!(merged_by_bib(path), line);
        }
    }

    #[test]
    fn a_side_is_called_as_git_calls_it_in_one_line() {
        assert_eq!(label("1a2b3c (Add)", "%Y", "theirs"), "1a2b3c (Add)");
        assert_eq!(label("a\nb", "%Y", "theirs"), "a b");
        assert_eq!(label("%X", "%X", "ours"), "ours");
        assert_eq!(label("", "%X", "ours"), "ours");
    }

    #[test]
    fn a_path_is_one_word_of_a_shell() {
        assert_eq!(in_shell("a/b.bib"), "a/b.bib");
        assert_eq!(in_shell("it's.bib"), "'it'\\''s.bib'");
    }
}
