//! `bib init`: an empty library.

use super::{
    Context, Exit,
    trouble::{self, Problem},
};
use crate::{
    files::{self, Replacement},
    settings::TEMPLATE,
};
use std::path::PathBuf;

/// Line ends are LF on every machine, so that the same library has the same bytes everywhere; and git merges sources with
/// `bib merge-driver`, once it is told of it, else as it merges text.
pub(super) const ATTRIBUTES: [&str; 2] = ["*.toml text eol=lf", "*.toml merge=bib"];

/// Make an empty library
///
/// Writes a `bib.toml` that lists every setting as a comment, and a `.gitattributes` that keeps line ends the same on
/// every machine and lets git merge sources with `bib merge-driver`. Parents of the directory are made too.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib init
  bib init docs/bibliography")]
pub(super) struct Args {
    /// Where [default: --dir, else BIB_DIR, else ./bib]
    #[arg(value_hint = clap::ValueHint::DirPath)]
    directory: Option<PathBuf>,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let dir = args.directory.clone().or_else(|| cx.named_dir()).unwrap_or_else(|| PathBuf::from("bib"));
    if files::exists(&dir.join("bib.toml")) {
        let problem = Problem::new(format!("{} is a library already", dir.display()));
        return Err(problem.help("`bib add` fills it, its bib.toml holds the settings").into());
    }
    // A library inside another would be read with it.
    let absolute = std::path::absolute(&dir).map_err(|error| trouble::machine("find", &dir, &error))?;
    let there = absolute.ancestors().find_map(|dir| files::real(dir).ok());
    let outer = there.iter().flat_map(|dir| dir.ancestors()).find(|dir| files::exists(&dir.join("bib.toml")));
    if let Some(outer) = outer {
        let problem = Problem::new(format!("{} lies in the library {}", dir.display(), outer.display()));
        return Err(problem.help("a library cannot hold another; choose a directory outside of it").into());
    }
    files::create_directory(&dir).map_err(trouble::from_fault)?;
    let root = files::real(&dir).map_err(trouble::from_fault)?;
    let attributes = files::read_if_there(&root.join(".gitattributes")).map_err(trouble::from_fault)?;
    let attributes = attributes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let with_ours = with_lines(attributes.as_deref(), &ATTRIBUTES.map(str::to_owned));
    let files = [
        Replacement { path: "bib.toml", before: None, after: Some(TEMPLATE) },
        Replacement { path: ".gitattributes", before: attributes.as_deref(), after: Some(&with_ours) },
    ];
    files::replace(&root, &files).map_err(trouble::from_fault)?;
    cx.say(format_args!("made the library {}; its settings are in {}", dir.display(), dir.join("bib.toml").display()));
    if files::exists(&root.join(".git")) {
        cx.warn("warning: this is the root of a repository: every TOML file in it will be read as sources");
    }
    Ok(Exit::Done)
}

/// A text with these lines at its end, those left out that are there.
pub(super) fn with_lines(text: Option<&str>, lines: &[String]) -> String {
    let mut text = text.unwrap_or_default().to_owned();
    for line in lines {
        if text.lines().any(|there| there.trim() == line) {
            continue;
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.extend([line, "\n"]);
    }
    text
}
