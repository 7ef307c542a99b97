//! `bib schema`: the JSON Schema of source files or of `bib.toml`, for editors.

use super::{
    Context, Exit,
    trouble::{self, Faults},
};
use crate::{
    files,
    report::schema::{self, text},
    settings::Settings,
};

/// Print a JSON Schema, with which editors complete and check while one types
///
/// In a library the schema of source files knows its own fields, categories and modules, elsewhere and with --generic those
/// of every library only; an unknown field is refused in both. docs/editors.md tells how editors are set up.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib schema > bib/.source.schema.json
  bib schema settings > bib/.settings.schema.json")]
pub(super) struct Args {
    /// Of what
    #[arg(value_enum, default_value = "source")]
    of: Of,
    /// Of any library, also in one that has fields of its own
    #[arg(long)]
    generic: bool,
}

/// What a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Of {
    /// Source files
    Source,
    /// bib.toml
    Settings,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let schema = match args.of {
        Of::Source if args.generic => schema::source(None),
        Of::Source => schema::source(settings(cx)?.as_ref()),
        Of::Settings => schema::settings(),
    };
    cx.print(&text(&schema))?;
    Ok(Exit::Done)
}

/// The settings of the library, if there is one.
fn settings(cx: &Context<'_>) -> anyhow::Result<Option<Settings>> {
    let Ok(dir) = cx.dir() else { return Ok(None) };
    let path = dir.join("bib.toml");
    let text = files::read(&path).map_err(trouble::from_fault)?;
    let (settings, faults) = Settings::read(&String::from_utf8_lossy(&text), &path.to_string_lossy());
    if faults.is_empty() { Ok(Some(settings)) } else { Err(Faults(faults).into()) }
}
