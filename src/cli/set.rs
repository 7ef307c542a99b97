//! `bib set`: fields of one source.

use super::{
    Context, Exit,
    assign::{Assignment, doubts},
    complete,
    trouble::{Faults, Problem},
};
use crate::{
    diagnostic::Edit,
    library::difference,
    model::{Source, key::argument},
};
use clap_complete::ArgValueCompleter;

/// Change fields of a source
///
/// FIELD=VALUE gives a field a value and FIELD= takes it away; FIELD+=VALUE adds to a list, FIELD-=VALUE takes out of
/// it. Values are written as in a source file: names as `Family, Given` or `{An Organisation}`, several joined with
/// ` and `, words and keys with commas, dates as 2017-06-12, text with its marks. Comments and everything that is not
/// named stay as they are.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib set vaswani2017attention date=2017-06 'title=Attention Is All You Need'
  bib set vaswani2017attention modules+=attention,history keywords-=draft
  bib set vaswani2017attention 'author=Vaswani, Ashish and Shazeer, Noam' note=
  bib set vaswani2017attention type=inproceedings --diff")]
pub(super) struct Args {
    /// Key or alias of the source
    #[arg(add = ArgValueCompleter::new(complete::keys))]
    key: String,
    /// What to change: FIELD=VALUE, FIELD=, FIELD+=VALUE, FIELD-=VALUE
    #[arg(required = true, value_name = "FIELD=VALUE", add = ArgValueCompleter::new(complete::assignments))]
    change: Vec<String>,
    /// Show what would change, and change nothing
    #[arg(long, visible_alias = "dry-run")]
    diff: bool,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let library = cx.open_to_write()?;
    let Some(at) = cx.locate(&library, &args.key) else { return Ok(Exit::Failed) };
    let Some(source) = library.sources().get(at) else { return Ok(Exit::Failed) };
    let mut changed = source.clone();
    let mut unread = Vec::new();
    for change in &args.change {
        let assignment = Assignment::parse(change, &library)?;
        if assignment.is_unread(&library, source) {
            unread.push(unread_away(&assignment, source)?);
        }
        assignment.apply(&mut changed)?;
    }
    cx.report(&doubts(source, &changed, &library)?, &|_| None);
    let mut edits = difference(source, &changed);
    edits.extend(unread.into_iter().flatten().filter(|edit| !edits.contains(edit)).collect::<Vec<_>>());
    let plan = library.plan_in_place(&edits).map_err(Faults)?;
    if args.diff {
        return cx.show(&library, &plan);
    }
    let path = library.shown(library.path(at));
    if plan.is_empty() {
        cx.say(format_args!("nothing to change in {}, {path}", source.key));
        return Ok(Exit::Done);
    }
    cx.commit(&library, &plan)?;
    cx.say(format_args!("set {} of {} in {path}", names(&edits), source.key));
    Ok(Exit::Done)
}

/// What takes away a value that was not read, which no difference of sources shows. To add to it would lose it.
fn unread_away(assignment: &Assignment, source: &Source) -> Result<Option<Edit>, Problem> {
    let (key, field) = (source.key.clone(), assignment.name().to_owned());
    if assignment.replaces() {
        return Ok(assignment.takes_away().then_some(Edit::Unset { key, field }));
    }
    let problem = Problem::new(format!("`{field}` has a fault that has to be mended first"));
    Err(problem.help(format!("`bib edit {key}`, or `bib set {key} {field}=VALUE` in place of all of it", key = argument(&key))))
}

/// The fields that edits mean, in order.
fn names(edits: &[Edit]) -> String {
    let names = edits.iter().filter_map(|edit| match edit {
        Edit::Set { field, .. } | Edit::Unset { field, .. } => Some(field.as_str()),
        _ => None,
    });
    names.collect::<Vec<_>>().join(", ")
}
