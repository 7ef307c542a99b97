//! `bib remove`: sources go away.

use super::{Context, Exit, complete, context, trouble::Faults};
use crate::{
    diagnostic::{Diagnostic, Edit},
    library::Library,
    model::{Field, key::argument, reference::references, text::plain},
    report::counted,
};
use clap_complete::ArgValueCompleter;
use std::collections::HashMap;

/// Remove sources
///
/// Asks first on a terminal. A source that others name (as their crossref, xdata, related or distinct) is not removed
/// without --force.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib remove doe2017draft
  bib remove --yes $(bib list --format keys missing:title missing:url)")]
pub(super) struct Args {
    /// Keys of sources
    #[arg(required = true, add = ArgValueCompleter::new(complete::keys))]
    key: Vec<String>,
    /// Remove sources that others name, too
    #[arg(long)]
    force: bool,
    /// Show what would change, and change nothing
    #[arg(long, visible_alias = "dry-run")]
    diff: bool,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    if !args.diff && cx.can_ask() && !cx.yes() {
        // A person's time is outside the lock: what is removed is looked up again below.
        let library = cx.open()?;
        let doomed = doomed(&library, args)?;
        for at in &doomed {
            cx.say(describe(&library, *at));
        }
        if !cx.confirm(&format!("Remove {}?", counted(doomed.len(), "source")), false)? {
            cx.say("nothing was removed");
            return Ok(Exit::Done);
        }
    }
    let library = cx.open_to_write()?;
    let doomed = doomed(&library, args)?;
    let keys = doomed.iter().filter_map(|at| library.sources().get(*at)).map(|source| source.key.clone());
    let edits: Vec<Edit> = keys.map(|key| Edit::Remove { key }).collect();
    let plan = cx.plan(&library, &edits)?;
    if args.diff {
        return cx.show(&library, &plan);
    }
    cx.commit(&library, &plan)?;
    for at in doomed {
        cx.say(format_args!("removed {}", describe(&library, at)));
    }
    Ok(Exit::Done)
}

/// The positions of the sources to remove, each once; all or none.
fn doomed(library: &Library, args: &Args) -> anyhow::Result<Vec<usize>> {
    let mut faults = Vec::new();
    let mut doomed: HashMap<&str, usize> = HashMap::new();
    let mut order = Vec::new();
    for key in &args.key {
        let found = library.locate(key).and_then(|at| Some((at, library.sources().get(at)?)));
        match found {
            None => faults.push(context::unknown(library, key)),
            Some((_, source)) if source.key != *key => faults.push(
                Diagnostic::error("alias", format!("`{key}` is an alias of `{}`", source.key))
                    .key(key)
                    .help(format!("`bib set {} {}` removes the alias alone", argument(&source.key), argument(&format!("ids-={key}")))),
            ),
            Some((at, source)) => {
                if doomed.insert(&source.key, at).is_none() {
                    order.push(at);
                }
            }
        }
    }
    if !args.force {
        faults.extend(in_use(library, &doomed));
    }
    if faults.is_empty() { Ok(order) } else { Err(Faults(faults).into()) }
}

/// An error for each mention of a source that goes away in one that stays.
fn in_use(library: &Library, doomed: &HashMap<&str, usize>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let staying = library.sources().iter().enumerate().filter(|(_, source)| !doomed.contains_key(source.key.as_str()));
    for (at, source) in staying {
        for (field, key) in references(source) {
            let Some(named) = library.get(key).filter(|named| doomed.contains_key(named.key.as_str())) else {
                continue;
            };
            let message = format!("`{}` names `{}` in its {field}", source.key, named.key);
            let fault = Diagnostic::error("in-use", message).key(&source.key).field(field.name());
            faults.push(fault.at(library.place(at, Some(field))).help("change it first, or remove with --force"));
        }
    }
    faults
}

/// A source in one line: where it stands, its key and title.
fn describe(library: &Library, at: usize) -> String {
    let Some(source) = library.sources().get(at) else { return String::new() };
    let title = source.text(Field::Title).map(plain).unwrap_or_default();
    format!("{} ({title}) from {}", source.key, library.shown(library.path(at)))
}
