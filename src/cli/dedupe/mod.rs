//! `bib dedupe`: sources that are, or may be, one work.

mod ask;
mod deeds;
mod explain;
mod fields;
mod group;
mod interactive;
mod moved;

use super::{
    Context, Exit, complete, context,
    input::From,
    trouble::{Faults, Problem},
};
use crate::{
    dedupe::{self, Duplicates, Group, Verdict, decision, merge},
    diagnostic::{Diagnostic, Edit},
    library::Library,
    model::{Source, text::visible},
    query::Query,
    report::{
        counted,
        duplicates::{self, Json},
        findings::Form,
    },
};
use clap_complete::ArgValueCompleter;
use deeds::Deeds;
use group::Look;
use moved::Moved;
use rayon::prelude::*;
use std::{collections::HashSet, path::PathBuf};

/// Find duplicates, say why, and merge them
///
/// A certain duplicate is the same work beyond reasonable doubt; only these are merged by --fix. A possible one is for a
/// person to look at: --interactive asks about each, --merge says yes, --distinct says no for good. A merge keeps every
/// value, key and comment. Fields that contradict each other are marked with *, those that are spelled otherwise with ~.
///
/// Exits with 1 while duplicates stand, if a file could not be read or a merge would lose what could not, if a `distinct` names no
/// source, or if --explain is given a key that is not there; with 2 if --merge or --distinct cannot be done.
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags as typed")]
#[command(after_help = "Examples:
  bib dedupe
  bib dedupe --diff                 what --fix would write
  bib dedupe --fix
  bib dedupe --fix --documents --map moved.json
  bib dedupe --interactive          asks about each group, also about the possible ones
  bib dedupe --explain knuth84 knuth1984literate
  bib dedupe --distinct a b --because 'the workshop version'
  bib dedupe --from refs.bib        of a file of another program
  bib dedupe --related --fix        also stores what is related, as `related`")]
#[command(group = clap::ArgGroup::new("deed").args(["fix", "interactive", "diff", "explain", "merge", "distinct"]))]
pub(super) struct Args {
    /// Only duplicates in which a matching source takes part
    #[arg(add = ArgValueCompleter::new(complete::query))]
    query: Vec<String>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    format: Shape,
    /// Related works too: editions, errata, translations, preprints kept beside their published version; with --fix or
    /// --diff they are stored as `related`
    #[arg(long)]
    related: bool,
    /// Merge the certain ones
    #[arg(long)]
    fix: bool,
    /// Ask about each group: merge it, choose field by field, or remember that it is none
    #[arg(long, conflicts_with_all = ["format", "related"])]
    interactive: bool,
    /// With --fix, --interactive, --merge or --diff: put the new keys into citations too, in the documents that
    /// `[documents] paths` of bib.toml names, and print which key is which now
    #[arg(long, conflicts_with_all = ["explain", "distinct"])]
    documents: bool,
    /// With --fix, --interactive or --merge: write which key is which now to this file, a JSON object of old and new
    /// keys; what it says already stays, and leads to where the key is now
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    map: Option<PathBuf>,
    /// Show what --fix would write, and write nothing
    #[arg(long)]
    diff: bool,
    /// Say how the verdict on two sources comes about, also if they are no duplicates
    #[arg(long, num_args = 2, value_names = ["A", "B"], add = ArgValueCompleter::new(complete::keys))]
    explain: Vec<String>,
    /// Merge B into A, whatever the verdict
    #[arg(long, num_args = 2, value_names = ["A", "B"], add = ArgValueCompleter::new(complete::keys))]
    merge: Vec<String>,
    /// Remember that A and B are two works
    #[arg(long, num_args = 2, value_names = ["A", "B"], requires = "because", add = ArgValueCompleter::new(complete::keys))]
    distinct: Vec<String>,
    /// Why, for --distinct
    #[arg(long, value_name = "REASON", requires = "distinct")]
    because: Option<String>,
    #[command(flatten)]
    from: From,
}

impl Args {
    /// The flag that writes to the library, or shows what would be written.
    fn deed(&self) -> Option<&'static str> {
        let merge = !self.merge.is_empty();
        let distinct = !self.distinct.is_empty();
        let deeds = [
            (self.fix, "`--fix`"),
            (self.diff, "`--diff`"),
            (self.interactive, "`--interactive`"),
            (merge, "`--merge`"),
            (distinct, "`--distinct`"),
        ];
        deeds.into_iter().find(|(is_given, _)| *is_given).map(|(_, deed)| deed)
    }
}

/// How duplicates are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Shape {
    /// A table a group
    Text,
    /// An object with groups and related works
    Json,
    /// The same groups, and then the related works, an object a line
    Jsonl,
    /// Annotations in a pull request on GitHub, a finding for each source that a merge would not keep
    Github,
    /// A code quality report for GitLab
    Gitlab,
    /// SARIF 2.1.0, for GitHub's code scanning and editors
    Sarif,
    /// JUnit's XML, a test a finding
    Junit,
    /// A summary: counts, and a table
    Markdown,
}

impl Shape {
    /// The form of findings that it is; `None` for what shows duplicates as what they are.
    fn form(self) -> Option<Form> {
        Some(match self {
            Shape::Text | Shape::Json | Shape::Jsonl => return None,
            Shape::Github => Form::Github,
            Shape::Gitlab => Form::Gitlab,
            Shape::Sarif => Form::Sarif,
            Shape::Junit => Form::Junit,
            Shape::Markdown => Form::Markdown,
        })
    }
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    if let Some(deed) = args.deed() {
        args.from.refuse(deed)?;
    }
    moved::refuse(args)?;
    if let [a, b] = args.explain.as_slice() {
        return explain::run(args, cx, a, b);
    }
    if let [a, b] = args.merge.as_slice() {
        return merge_two(args, cx, a, b);
    }
    if let ([a, b], Some(because)) = (args.distinct.as_slice(), &args.because) {
        return distinct(cx, a, b, because);
    }
    if args.interactive {
        return interactive::run(args, cx);
    }
    let library = if args.fix { cx.open_all_to_write()? } else { cx.open_source(&args.from)? };
    let found = matching(&library, &cx.query(&library, &args.query)?);
    if args.fix {
        return fix(args, cx, &library, found);
    }
    if args.diff {
        let deeds = Deeds::of(args, cx, &library, found)?;
        let cited = Moved::of(&deeds.merges).cite(args, cx, &library)?;
        let then = deeds.library.as_ref().unwrap_or(&library);
        cx.report(&deeds.refused, &|path| then.text(path));
        let plan = deeds.plan.then(cx.plan(&library, cited.wanted(args.documents))?);
        return cx.show(&library, &plan);
    }
    report(args, cx, &library, found)
}

fn fix(args: &Args, cx: &mut Context<'_>, library: &Library, found: Duplicates) -> anyhow::Result<Exit> {
    let deeds = Deeds::of(args, cx, library, found)?;
    let moved = Moved::of(&deeds.merges);
    let cited = moved.cite(args, cx, library)?;
    let plan = deeds.plan.then(cx.plan(library, cited.wanted(args.documents))?);
    cx.commit(library, &plan)?;
    tell(args, cx, &deeds.told)?;
    moved.tell(args, cx, &cited)?;
    let library = deeds.library.as_ref().unwrap_or(library);
    cx.report(&deeds.refused, &|path| library.text(path));
    let mut found = deeds.left;
    found.related.clear();
    report(args, cx, library, found)
}

/// Prints what stands.
fn report(args: &Args, cx: &mut Context<'_>, library: &Library, mut found: Duplicates) -> anyhow::Result<Exit> {
    if !args.related {
        found.related.clear();
    }
    let mut dangling = dangling(cx, library, &args.query)?;
    let is_clean = found.groups.is_empty() && dangling.is_empty();
    if let Some(form) = args.format.form() {
        dangling.extend(duplicates::findings(library, &found));
        dangling.sort_by(Diagnostic::order);
        cx.print_findings(form, &dangling, &|path| library.text(path))?;
    } else {
        cx.report(&dangling, &|path| library.text(path));
        print(args, cx, library, &found)?;
    }
    Ok(if is_clean { Exit::Done } else { Exit::Findings })
}

/// The duplicates in which a source takes part that matches.
fn matching(library: &Library, query: &Query) -> Duplicates {
    let mut found = dedupe::of_library(library);
    if !query.is_all() {
        let matches = |at: &usize| {
            library.sources().get(*at).is_some_and(|source| query.matches(&library.resolve(source).source))
        };
        found.groups.retain(|group| group.members.iter().any(matches));
        found.related.retain(|pair| matches(&pair.a) || matches(&pair.b));
    }
    found
}

/// Each `distinct` of a matching source that names none.
fn dangling(cx: &mut Context<'_>, library: &Library, query: &[String]) -> anyhow::Result<Vec<Diagnostic>> {
    let query = cx.query(library, query)?;
    let mut dangling = decision::dangling(library);
    dangling.retain(|fault| {
        let source = fault.key.as_deref().and_then(|key| library.get(key));
        source.is_some_and(|source| query.matches(&library.resolve(source).source))
    });
    Ok(dangling)
}

fn print(args: &Args, cx: &mut Context<'_>, library: &Library, found: &Duplicates) -> anyhow::Result<()> {
    if matches!(args.format, Shape::Json | Shape::Jsonl) {
        let sources: Vec<&Source> = library.sources().iter().collect();
        let json = Json::new(&sources, found);
        if args.format == Shape::Json {
            return cx.print_json(&json);
        }
        return json.lines().try_for_each(|line| {
            cx.print_json_line(&line)?;
            cx.print("\n")
        });
    }
    let look = look(cx);
    let groups = found.groups.par_iter().map(|group| group::draw(library, group, &look));
    let related = found.related.par_iter().map(|pair| group::draw_related(library, pair, &look));
    for text in groups.chain(related).collect::<Vec<_>>() {
        cx.print(&text)?;
    }
    let count = |verdict| found.groups.iter().filter(|group| group.verdict == verdict).count();
    let certain = counted(count(Verdict::Certain), "certain duplicate");
    let related = if args.related && !args.fix { format!(", {} related", found.related.len()) } else { String::new() };
    cx.say(format_args!("{certain}, {} possible{related}", count(Verdict::Possible)));
    Ok(())
}

/// How tables are drawn on standard output.
fn look(cx: &Context<'_>) -> Look {
    Look { width: cx.width(), theme: cx.theme() }
}

/// The key that two sources of a group have. An edit names a source by its key, so that these cannot be merged before one of
/// them has another key.
fn clash<'l>(library: &'l Library, group: &Group) -> Option<&'l str> {
    let mut seen = HashSet::new();
    let mut keys = group.members.iter().filter_map(|at| library.sources().get(*at)).map(|own| own.key.as_str());
    keys.find(|key| !seen.insert(*key))
}

/// What became of sources that were merged, a line each.
fn told(merged: &merge::Merged) -> Vec<String> {
    let mut lines = vec![format!("merged {} into {}", merged.gone.join(", "), merged.survivor.key)];
    lines.extend(merged.filled.iter().map(|(field, from)| format!("  {field} filled from {from}")));
    lines.extend(merged.variants.iter().map(|variant| {
        format!("  {}: kept `{}`, not `{}` of {}", variant.field, variant.kept, variant.given_up, variant.from)
    }));
    lines.extend(merged.conflicts.iter().map(|conflict| {
        format!("  {} contradicts: `{}` of {} is in `conflicts`", conflict.field, conflict.value, conflict.from)
    }));
    lines.extend(merged.ended.iter().map(|(field, text)| format!("  {field} `{text}` ends: they are one source now")));
    lines
}

/// Prints what was done, beside JSON on standard error.
fn tell(args: &Args, cx: &mut Context<'_>, lines: &[String]) -> anyhow::Result<()> {
    for line in lines {
        match args.format {
            Shape::Text => cx.print(&format!("{}\n", visible(line)))?,
            _ => cx.say(line),
        }
    }
    Ok(())
}

fn merge_two(args: &Args, cx: &mut Context<'_>, a: &str, b: &str) -> anyhow::Result<Exit> {
    let library = cx.open_to_write()?;
    let Some((a, b)) = both(cx, &library, a, b) else { return Ok(Exit::Failed) };
    let merged = merge_of(&library, a, b)?;
    let mut edits = merge::edits(&library, &merged);
    let lost = library.would_lose(&edits);
    if !lost.is_empty() {
        return Err(Faults(lost).into());
    }
    let moved = Moved::of(&merged);
    let cited = moved.cite(args, cx, &library)?;
    edits.extend(cited.wanted(args.documents).iter().cloned());
    let plan = cx.plan(&library, &edits)?;
    cx.commit(&library, &plan)?;
    tell(args, cx, &merged.iter().flat_map(told).collect::<Vec<_>>())?;
    moved.tell(args, cx, &cited)?;
    Ok(Exit::Done)
}

/// The merge that a person asks for, of two sources at these positions; what they themselves say against it is in the way.
fn merge_of(library: &Library, keep: usize, other: usize) -> anyhow::Result<Vec<merge::Merged>> {
    let members: Vec<&Source> = [keep, other].iter().filter_map(|at| library.sources().get(*at)).collect();
    let against = decision::against(&members);
    if against.is_empty() {
        Ok(merge::merge_groups(library, &[vec![keep, other]], merge::Policy::Best))
    } else {
        Err(Faults(against).into())
    }
}

fn distinct(cx: &mut Context<'_>, a: &str, b: &str, because: &str) -> anyhow::Result<Exit> {
    let because = because.trim();
    if because.is_empty() {
        return Err(Problem::new("a decision needs a reason").help("say why with `--because`").into());
    }
    let library = cx.open_to_write()?;
    let Some((a, b)) = both(cx, &library, a, b) else { return Ok(Exit::Failed) };
    let (Some(a), Some(b)) = (library.sources().get(a), library.sources().get(b)) else { return Ok(Exit::Failed) };
    let (edits, done): (Vec<Edit>, String) = match decision::no(a, b) {
        None => (decision::distinct([(a, b)], because), format!("{} and {} are two works from now on", a.key, b.key)),
        Some(no) if no.because == because => (Vec::new(), format!("{} says so already", no.source.key)),
        Some(no) => {
            let done = format!("{} says so already; the reason was `{}`, and is `{because}` now", no.source.key, no.because);
            (vec![decision::reword(&no, because)], done)
        }
    };
    let plan = cx.plan(&library, &edits)?;
    cx.commit(&library, &plan)?;
    cx.say(done);
    Ok(Exit::Done)
}

/// The positions of the two sources of those keys; if one is not there, or both are one, that is reported.
fn both(cx: &mut Context<'_>, library: &Library, a: &str, b: &str) -> Option<(usize, usize)> {
    let mut faults: Vec<Diagnostic> =
        [a, b].into_iter().filter(|key| library.get(key).is_none()).map(|key| context::unknown(library, key)).collect();
    if library.locate(a).is_some() && library.locate(a) == library.locate(b) {
        let fault = Diagnostic::error("same-source", format!("`{a}` and `{b}` are one source already"));
        faults.push(fault.help("name two sources"));
    }
    cx.report(&faults, &|_| None);
    if faults.is_empty() { library.locate(a).zip(library.locate(b)) } else { None }
}
