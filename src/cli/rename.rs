//! `bib rename`: another key for a source; the old one stays an alias.

use super::{
    Context, Exit,
    cited::Cited,
    complete,
    trouble::{Faults, Problem},
};
use crate::{
    dedupe::merge::redirected,
    diagnostic::Edit,
    library::{Library, difference},
    model::{Field, Source, Value, fold, key},
    report::counted,
};
use clap_complete::ArgValueCompleter;
use std::collections::HashMap;

/// Give a source another key
///
/// The old key stays as an alias in `ids`, so that citations of it still find the source. Other sources that name it
/// (crossref, xref, xdata, entryset, related, distinct) name the new key. A file that is called after the key is
/// renamed with it. With `--documents` the documents that bib.toml names cite the new key.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib rename vaswani17 vaswani2017attention
  bib rename vaswani17 vaswani2017attention --documents --diff")]
pub(super) struct Args {
    /// The key it has
    #[arg(add = ArgValueCompleter::new(complete::keys))]
    old: String,
    /// The key it gets
    new: String,
    /// Put the new key into citations too, in the documents that `[documents] paths` of bib.toml names
    #[arg(long)]
    documents: bool,
    /// Show what would change, and change nothing
    #[arg(long, visible_alias = "dry-run")]
    diff: bool,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let library = cx.open_to_write()?;
    let Some(at) = cx.locate(&library, &args.old) else { return Ok(Exit::Failed) };
    let Some(source) = library.sources().get(at) else { return Ok(Exit::Failed) };
    let (old, new) = (&source.key, &args.new);
    if old == new {
        cx.say(format_args!("{old} has that key already"));
        return Ok(Exit::Done);
    }
    if let Some(fault) = key::fault(new) {
        return Err(Problem::new(fault).help("choose another key").into());
    }
    // Its own alias, and its own key with other capitals, are free for it.
    let own = fold::key(new) == fold::key(old) || source.ids().iter().any(|id| fold::key(id) == fold::key(new));
    if !own && library.is_taken(new) {
        let problem = Problem::new(format!("`{new}` is taken"));
        return Err(problem.help(format!("`bib show {new}` shows by what; or choose another key")).into());
    }
    let (mut edits, others) = self::edits(&library, source, new);
    let moved = HashMap::from([(old.as_str(), new.as_str())]);
    let cited = Cited::of(cx, &library, &moved, args.documents)?;
    if args.documents {
        if !cited.faults.is_empty() {
            return Err(Faults(cited.faults).into());
        }
        edits.extend(cited.edits.iter().cloned());
    }
    let plan = cx.plan(&library, &edits)?;
    if args.diff {
        return cx.show(&library, &plan);
    }
    cx.commit(&library, &plan)?;
    cx.say(format_args!("renamed {old} to {new}; {old} stays as an alias"));
    if others > 0 {
        cx.say(format_args!("{new} now stands in {} that named {old}", counted(others, "other source")));
    }
    cited.tell(cx, args.documents);
    Ok(Exit::Done)
}

/// The edits, and how many other sources they change.
fn edits(library: &Library, source: &Source, new: &str) -> (Vec<Edit>, usize) {
    let old = source.key.as_str();
    let mut ids: Vec<String> = source.ids().iter().filter(|id| *id != new).cloned().collect();
    if !ids.iter().any(|id| id == old) {
        ids.push(old.to_owned());
    }
    let mut edits = vec![
        Edit::Set { key: old.to_owned(), field: Field::Ids.name().to_owned(), value: Value::List(ids) },
        Edit::Rename { key: old.to_owned(), to: new.to_owned() },
    ];
    let moved = HashMap::from([(old, new)]);
    let others = library.sources().iter().filter(|other| !std::ptr::eq(*other, source));
    let mut count = 0;
    for other in others {
        let Some(redirected) = redirected(other, &moved) else { continue };
        edits.extend(difference(other, &redirected));
        count += 1;
    }
    (edits, count)
}
