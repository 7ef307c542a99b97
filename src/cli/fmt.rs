//! `bib fmt`: the canonical spelling of source files.

use super::{
    Context, Exit,
    stdin::{self, Handed},
    trouble::{self, Problem},
};
use crate::{
    diagnostic::{Diagnostic, Edit},
    files,
    library::{Library, Plan},
    report::counted,
};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Spell source files canonically
///
/// Fields stand in one order and values in one spelling, lines end with LF; comments and meaning stay. A file that is
/// no TOML is reported and left alone.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib fmt
  bib fmt --check       # in CI: exits with 1 and names the files that would change
  bib fmt - < draft.toml
  bib fmt --diff bib/vaswani2017attention.toml")]
pub(super) struct Args {
    /// Files or directories of the library; all if none is given. `-`: standard input to standard output, for editors
    #[arg(value_hint = clap::ValueHint::AnyPath)]
    path: Vec<PathBuf>,
    /// Name the files that would change, and change nothing
    #[arg(long, conflicts_with = "diff")]
    check: bool,
    /// Show what would change, and change nothing
    #[arg(long, visible_alias = "dry-run")]
    diff: bool,
    /// With `-`: the path of the file that standard input holds
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    stdin_filename: Option<PathBuf>,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    if args.path.len() == 1 && args.path.first().is_some_and(|path| path == Path::new("-")) {
        return standard_input(args, cx);
    }
    stdin::refuse(args.stdin_filename.as_deref())?;
    let library = if args.check || args.diff { cx.open_anyway()? } else { cx.open_to_write()? };
    let paths = wanted(&library, &args.path)?;
    // A file each, so that one that cannot be edited does not stand in the way of the others.
    let plans: Vec<Option<Plan>> = paths
        .par_iter()
        .map(|path| library.plan(&[Edit::Format { path: (*path).to_owned() }]).ok())
        .collect();
    let broken = plans.iter().filter(|plan| plan.is_none()).count();
    let changes = plans.into_iter().flatten().flat_map(|plan| plan.changes).collect();
    let plan = Plan { changes, ..Plan::default() };
    let exit = if broken > 0 { Exit::Findings } else { Exit::Done };
    if args.diff {
        return Ok(exit.max(cx.show(&library, &plan)?));
    }
    if args.check {
        for change in &plan.changes {
            cx.print(&format!("{}\n", crate::model::text::visible(&library.shown(&change.path))))?;
        }
    } else {
        cx.commit(&library, &plan)?;
        for change in &plan.changes {
            cx.say(format_args!("formatted {}", library.shown(&change.path)));
        }
    }
    let changed = plan.changes.len();
    let verb = if args.check { "would change" } else { "changed" };
    cx.say(format_args!("{verb} {} of {}", changed, counted(paths.len(), "file")));
    if broken > 0 {
        cx.say(format_args!("left {} alone: they have faults that have to be mended first", counted(broken, "file")));
    }
    Ok(if args.check && changed > 0 { Exit::Findings } else { exit })
}

/// A file that an editor hands over and wants back. What cannot be read comes not back, so that the editor keeps what it has.
fn standard_input(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    if stdin::is_settings(cx, args.stdin_filename.as_deref()) {
        // settings are spelled as their people like it
        let text = stdin::text()?;
        return if args.check || args.diff { Ok(Exit::Done) } else { cx.print_data(&text).map(|()| Exit::Done) };
    }
    let Handed { library, path, text } = stdin::read(cx, args.stdin_filename.as_deref())?;
    let shown = library.shown(&path);
    let Ok(plan) = library.plan(&[Edit::Format { path }]) else {
        let here = |found: &&Diagnostic| found.place.as_ref().is_some_and(|place| place.path == shown);
        let found: Vec<Diagnostic> = library.diagnostics().iter().filter(here).cloned().collect();
        cx.report(&found, &|_| Some(text.as_str()));
        return Ok(Exit::Failed);
    };
    if args.diff {
        return cx.show(&library, &plan);
    }
    if args.check {
        return Ok(if plan.is_empty() { Exit::Done } else { Exit::Findings });
    }
    let formatted = plan.changes.first().and_then(|change| change.after.as_deref());
    cx.print_data(formatted.unwrap_or(&text))?;
    Ok(Exit::Done)
}

/// The files of the library that paths on the command line mean.
fn wanted<'a>(library: &'a Library, paths: &[PathBuf]) -> anyhow::Result<Vec<&'a str>> {
    if paths.is_empty() {
        return Ok(library.paths().collect());
    }
    let below: Vec<PathBuf> = paths.iter().map(|path| inside(library, path)).collect::<Result<_, _>>()?;
    for (below, named) in below.iter().zip(paths) {
        let whole = below.as_os_str().is_empty();
        if !whole && !library.paths().any(|path| Path::new(path).starts_with(below)) {
            let problem = Problem::new(format!("{} is no source file of the library", named.display()));
            return Err(problem.help("source files end with .toml and are not ignored by git").into());
        }
    }
    Ok(library.paths().filter(|path| below.iter().any(|below| Path::new(path).starts_with(below))).collect())
}

/// A path of the command line relative to the library; empty if it means the whole library, as a directory around it does.
fn inside(library: &Library, path: &Path) -> anyhow::Result<PathBuf> {
    let real = files::real(path).map_err(trouble::from_fault)?;
    if library.root().starts_with(&real) {
        return Ok(PathBuf::new());
    }
    let Ok(below) = real.strip_prefix(library.root()) else {
        let root = library.root().display();
        let problem = Problem::new(format!("{} lies outside of the library {root}", path.display()));
        return Err(problem.help("name a file of the library, or another library with `--dir`").into());
    };
    Ok(below.to_owned())
}
