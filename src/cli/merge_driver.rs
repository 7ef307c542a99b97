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
    history::{
        Repository, Trouble,
        merge::{self, Hints, Versions},
    },
    settings::{self, Settings},
};
use std::path::{Path, PathBuf};

/// How git calls it: the three versions, the path, how long markers are, and how the sides are called.
const CALL: &str = "merge-driver %O %A %B %P --marker-size %L --base-label %S --their-label %Y";

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
  git config merge.bib.driver \"bib merge-driver %O %A %B %P --marker-size %L --base-label %S --their-label %Y\"

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
    /// How git calls what comes in
    #[arg(long, value_name = "LABEL", default_value = "", hide_default_value = true, allow_hyphen_values = true)]
    their_label: String,
    /// Tell git of it: in the settings of this repository, and in the library's .gitattributes
    #[arg(long, exclusive = true)]
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
    let merged = merge::file(versions, path, usize::from(args.marker_size)).map_err(from_git)?;
    files::write_bytes(ours, &merged.bytes).map_err(trouble::from_fault)?;
    Ok(if merged.conflicts { Exit::Findings } else { Exit::Done })
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
            "{path} stays as it is here: the merged sources are not known yet. When they are, run `bib export --only {}` and `git add {path}`",
            named.name
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
    let mut outside = Vec::new();
    for export in &library.settings().exports {
        let simple = export.output.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
        match export.output.strip_prefix(repository.prefix()) {
            Some(below) if simple => lines.push(format!("/{below} merge=bib")),
            _ => outside.push(export.output.as_str()),
        }
    }
    let file = library.root().join(".gitattributes");
    let before = files::read_if_there(&file).map_err(trouble::from_fault)?;
    let before = before.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let after = init::with_lines(before.as_deref(), &lines);
    if before.as_ref() != Some(&after) {
        let change = Replacement { path: ".gitattributes", before: before.as_deref(), after: Some(&after) };
        files::replace(library.root(), &[change]).map_err(trouble::from_fault)?;
    }
    cx.say(format_args!("git merges the sources of {} with bib now; commit its .gitattributes", library.root().display()));
    for output in outside {
        cx.say(format_args!("for {output}, add `{output} merge=bib` to the .gitattributes of the repository"));
    }
    Ok(Exit::Done)
}
