//! `bib diff`: what changed in the bibliography between two commits.

use super::{
    Context, Exit,
    trouble::{self, Problem},
};
use crate::{
    diagnostic::Severity,
    files,
    history::{self, Changes, Commit, Repository},
    library::{Access, Library},
    report::{
        changes::{Report, Styles},
        counted,
    },
};

/// Say what changed in the bibliography between two commits
///
/// Sources that were added, removed, renamed or merged, and what changed in the others, field by field and item by item. That
/// a source moved to another file, or is spelled otherwise, is no change. With one revision, what changed since then in
/// the files as they are now; with none, since the last commit.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib diff
  bib diff v1.0
  bib diff v1.0 v2.0 --format json
  bib diff --merge-base origin/main --format markdown    # for a comment on a pull request

Exit codes: 0 done; 1 if a source here cannot be read, and with --exit-code if something changed.")]
pub(super) struct Args {
    /// From this commit: a branch, a tag, `HEAD~3` ... [default: HEAD]
    #[arg(value_name = "REV")]
    from: Option<String>,
    /// To this one [default: the files as they are]
    #[arg(value_name = "REV")]
    to: Option<String>,
    /// From where the history of HEAD and that of the first revision part
    #[arg(long, requires = "from", conflicts_with = "to")]
    merge_base: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    format: Shape,
    /// Exit with 1 if something changed
    #[arg(long)]
    exit_code: bool,
}

/// How changes are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Shape {
    /// For reading
    #[default]
    Text,
    /// An object: added, removed, merged, renamed, changed, settings
    Json,
    /// For a comment on a pull request
    Markdown,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let from = args.from.as_deref().unwrap_or("HEAD");
    let root = files::real(&cx.dir()?).map_err(trouble::from_fault)?;
    let repository = Repository::of(&root).map_err(from_git)?;
    let commit = if args.merge_base { repository.merge_base(from) } else { repository.commit(from) };
    let commit = commit.map_err(from_git)?;
    let changed = match &args.to {
        Some(to) => {
            // most files of both are as they are here, and need not be asked of git
            let here = Library::open(&root, Access::Read).ok();
            let (old, old_settings) = at(cx, &repository, &commit, from, here.as_ref())?;
            let commit = repository.commit(to).map_err(from_git)?;
            let (new, new_settings) = at(cx, &repository, &commit, to, here.as_ref())?;
            let changes = Changes::between(old.sources(), new.sources());
            print(args, cx, &changes.with_settings(&old_settings, &new_settings), [&old, &new])?
        }
        None => {
            repository.is_whole(|path| repository.is_of_library(path)).map_err(from_git)?;
            let new = cx.open()?;
            let (old, old_settings) = at(cx, &repository, &commit, from, Some(&new))?;
            let settings = files::read(&root.join("bib.toml")).map_err(trouble::from_fault)?;
            let changes = Changes::between(old.sources(), new.sources());
            let changes = changes.with_settings(&old_settings, &String::from_utf8_lossy(&settings));
            print(args, cx, &changes, [&old, &new])?
        }
    };
    Ok(if changed && args.exit_code { Exit::Findings } else { Exit::Done })
}

/// The library as it was in a commit, and its settings; `here`: as it is on the disk.
fn at(
    cx: &mut Context<'_>,
    repository: &Repository,
    commit: &Commit,
    revision: &str,
    here: Option<&Library>,
) -> anyhow::Result<(Library, String)> {
    let library = match here {
        Some(here) => repository.before(commit, here).map(|before| before.library),
        None => repository.library(commit),
    };
    let library = library.map_err(from_git)?;
    let settings = repository.settings(commit).map_err(from_git)?;
    let faults = library.diagnostics().iter().filter(|fault| fault.severity == Severity::Error).count();
    if faults > 0 {
        let faults = counted(faults, "fault");
        cx.warn(format_args!("warning: {faults} in `{revision}`: what could not be read there is not compared"));
    }
    let settings = settings.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Ok((library, settings.unwrap_or_default()))
}

/// Prints what changed; whether something did.
fn print(
    args: &Args,
    cx: &mut Context<'_>,
    changes: &Changes,
    [old, new]: [&Library; 2],
) -> anyhow::Result<bool> {
    let report = Report { changes, old, new };
    match args.format {
        Shape::Json => cx.print_json(&report.json())?,
        Shape::Markdown => cx.print(&report.markdown())?,
        Shape::Text if changes.is_empty() => cx.say("nothing changed in the bibliography"),
        Shape::Text => {
            let theme = cx.theme();
            let styles = Styles {
                heading: theme.heading,
                key: theme.key,
                added: theme.added,
                removed: theme.removed,
            };
            cx.print(&report.text(&styles, cx.width()))?;
        }
    }
    Ok(!changes.is_empty())
}

/// What git could not answer.
pub(super) fn from_git(trouble: history::Trouble) -> anyhow::Error {
    Problem::new(trouble.message).help(trouble.help).into()
}
