//! `bib init`: an empty library.

use super::{Context, Exit, trouble, trouble::Problem};
use crate::{files, settings};
use std::path::PathBuf;

/// Make an empty library
///
/// Writes a `bib.toml` whose comments explain every setting, and a `.gitattributes` that keeps line ends the same on
/// every machine.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib init              a library in ./bib
  bib init docs/bib")]
pub(super) struct Args {
    /// Where; its parents are made too [default: bib]
    #[arg(value_hint = clap::ValueHint::DirPath)]
    directory: Option<PathBuf>,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let directory =
        args.directory.clone().or_else(|| cx.named_dir()).unwrap_or_else(|| PathBuf::from("bib"));
    let settings = directory.join("bib.toml");
    if files::exists(&settings) {
        let problem = Problem::new(format!("{} is a library already", directory.display()));
        return Err(problem.help("`bib list` shows what is in it; `bib init DIR` makes another").into());
    }
    let write = || {
        files::create_directory(&directory)?;
        let attributes = directory.join(".gitattributes");
        if !files::exists(&attributes) {
            files::write(&attributes, "*.toml text eol=lf\n")?;
        }
        // last, for it makes the directory a library
        files::write(&settings, settings::TEMPLATE)
    };
    write().map_err(|fault| trouble::machine(fault.action, &fault.path, &fault.error))?;
    cx.say(format_args!("made {}: `bib add refs.bib` fills it", settings.display()));
    Ok(Exit::Done)
}
