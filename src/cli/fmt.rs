//! `bib fmt`: the canonical spelling of source files.

use super::{Context, Exit, trouble::Problem};
use crate::{diagnostic::Edit, report::counted};
use std::collections::BTreeSet;

/// Spell source files canonically
///
/// Fields in one order, values in one spelling, line feeds, a blank line between sources. Comments stay with what they
/// stand above or behind, and no value changes its meaning. A file that is no TOML is reported and left alone.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib fmt
  bib fmt --check       in CI: exits with 1 if a file is not canonical
  bib fmt --diff bib/knuth1984.toml")]
pub(super) struct Args {
    /// Which files, as reports name them; all if none is given
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::FilePath)]
    paths: Vec<String>,
    /// Only name the files that would change, and exit with 1 if there are any
    #[arg(long, conflicts_with = "diff")]
    check: bool,
    /// Only show what would change, and exit with 1 if anything would
    #[arg(long)]
    diff: bool,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let write = !args.check && !args.diff;
    let library = if write { cx.open_to_write()? } else { cx.open()? };
    let broken: BTreeSet<&str> = library
        .diagnostics()
        .iter()
        .filter(|fault| matches!(fault.rule, "toml-syntax" | "not-utf8" | "unreadable-file"))
        .filter_map(|fault| Some(fault.place.as_ref()?.path.as_str()))
        .collect();
    let mut known: Vec<(String, &str)> = library.paths().map(|path| (library.shown(path), path)).collect();
    if !args.paths.is_empty() {
        for path in &args.paths {
            if !known.iter().any(|(shown, own)| path == shown || path == own) {
                let problem = Problem::new(format!("{path} is no file of this library"));
                return Err(problem.help("name it as `bib list --columns path` does").into());
            }
        }
        known.retain(|(shown, own)| args.paths.iter().any(|path| path == shown || path == own));
    }
    let any_broken = known.iter().any(|(shown, _)| broken.contains(shown.as_str()));
    let edits: Vec<Edit> = known
        .iter()
        .filter(|(shown, _)| !broken.contains(shown.as_str()))
        .map(|(_, path)| Edit::Format { path: (*path).to_owned() })
        .collect();
    let plan = cx.plan(&library, &edits)?;
    if args.diff {
        let exit = cx.show(&library, &plan)?;
        return Ok(if any_broken { Exit::Findings } else { exit });
    }
    if args.check {
        for change in &plan.changes {
            let shown = library.shown(&change.path);
            cx.print(&format!("{}\n", crate::model::text::visible(&shown)))?;
        }
        cx.say(format_args!("{} of {} not canonical", plan.changes.len(), counted(known.len(), "file")));
        return Ok(if plan.is_empty() && !any_broken { Exit::Done } else { Exit::Findings });
    }
    cx.commit(&library, &plan)?;
    for change in &plan.changes {
        cx.verbose(format_args!("formatted {}", library.shown(&change.path)));
    }
    cx.say(format_args!("formatted {} of {}", plan.changes.len(), counted(known.len(), "file")));
    Ok(if any_broken { Exit::Findings } else { Exit::Done })
}
