//! `bib dedupe`: sources that are, or may be, one work.

use super::{Context, Exit, complete, context, trouble::Problem};
use crate::{
    dedupe::{self, Evidence, Group, Pair, Relation, Says, Verdict, merge},
    diagnostic::{Diagnostic, Edit},
    library::Library,
    model::{Field, Source, Value, text::visible},
    report::{self, counted},
};
use clap_complete::ArgValueCompleter;
use std::{borrow::Cow, collections::BTreeSet};

/// Find duplicates, say why, and merge them
///
/// A certain duplicate is the same work beyond reasonable doubt; only these are merged by `--fix`. A possible one is for a
/// person to look at: `--merge` says yes, `--distinct` says no for good. A merge keeps every value, key and comment.
///
/// Exits with 1 while duplicates stand.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib dedupe
  bib dedupe --diff                 what --fix would write
  bib dedupe --fix
  bib dedupe --explain knuth84 knuth1984literate
  bib dedupe --distinct a b --because 'the workshop version'")]
#[command(group = clap::ArgGroup::new("deed").args(["fix", "diff", "explain", "merge", "distinct"]))]
pub(super) struct Args {
    /// Only duplicates in which a matching source takes part
    #[arg(add = ArgValueCompleter::new(complete::query))]
    query: Vec<String>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    format: Shape,
    /// Show related works too: editions, preprints that are kept beside their published version
    #[arg(long)]
    related: bool,
    /// Merge the certain ones
    #[arg(long)]
    fix: bool,
    /// Show what --fix would write, and write nothing
    #[arg(long)]
    diff: bool,
    /// Say how two sources compare, also if they are no duplicates
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
}

/// How duplicates are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Shape {
    /// A table a group
    Text,
    /// An object with groups and related works
    Json,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    if let [a, b] = args.explain.as_slice() {
        return explain(args, cx, a, b);
    }
    if let [a, b] = args.merge.as_slice() {
        let library = cx.open_to_write()?;
        let Some((a, b)) = both(cx, &library, a, b) else { return Ok(Exit::Findings) };
        let merged = merge::merge(a, &[b], merge::Policy::Best);
        return carry_out(cx, &library, &[merged]);
    }
    if let ([a, b], Some(because)) = (args.distinct.as_slice(), &args.because) {
        let library = cx.open_to_write()?;
        let Some((a, b)) = both(cx, &library, a, b) else { return Ok(Exit::Findings) };
        return distinct(cx, &library, a, b, because);
    }
    let library = if args.fix { cx.open_to_write()? } else { cx.open()? };
    let query = cx.query(&library, &args.query)?;
    let sources: Vec<Cow<'_, Source>> =
        library.sources().iter().map(|source| library.resolve(source).source).collect();
    let borrowed: Vec<&Source> = sources.iter().map(AsRef::as_ref).collect();
    let mut found = dedupe::duplicates(&borrowed, &library.settings().dedupe);
    if !query.is_all() {
        let matches = |at: &usize| borrowed.get(*at).is_some_and(|source| query.matches(source));
        found.groups.retain(|group| group.members.iter().any(matches));
        found.related.retain(|pair| matches(&pair.a) || matches(&pair.b));
    }
    if args.fix || args.diff {
        let merges = merges(&library, &found.groups);
        if args.diff {
            let plan = cx.plan(&library, &merge::edits(&library, &merges))?;
            return cx.show(&library, &plan);
        }
        carry_out(cx, &library, &merges)?;
        found.groups.retain(|group| group.verdict != Verdict::Certain);
    }
    let clean = found.groups.is_empty();
    if !args.related {
        found.related.clear();
    }
    match args.format {
        Shape::Json => {
            cx.print_json(&report::duplicates::Json::new(&borrowed, &found))?;
        }
        Shape::Text => {
            for group in &found.groups {
                let text = group_text(cx, &library, &borrowed, group);
                cx.print(&text)?;
            }
            for pair in &found.related {
                let text = related_text(&borrowed, pair);
                cx.print(&text)?;
            }
            let count = |verdict| found.groups.iter().filter(|group| group.verdict == verdict).count();
            let certain = counted(count(Verdict::Certain), "certain duplicate");
            cx.say(format_args!("{certain}, {} possible", count(Verdict::Possible)));
        }
    }
    Ok(if clean { Exit::Done } else { Exit::Findings })
}

/// The merges of the certain groups, of the sources as they stand in their files.
fn merges(library: &Library, groups: &[Group]) -> Vec<merge::Merged> {
    let source = |at: usize| library.sources().get(at);
    groups
        .iter()
        .filter(|group| group.verdict == Verdict::Certain)
        .filter_map(|group| {
            let others: Vec<&Source> =
                group.members.iter().filter(|at| **at != group.keep).filter_map(|at| source(*at)).collect();
            Some(merge::merge(source(group.keep)?, &others, merge::Policy::Best))
        })
        .collect()
}

fn carry_out(cx: &mut Context<'_>, library: &Library, merges: &[merge::Merged]) -> anyhow::Result<Exit> {
    let plan = cx.plan(library, &merge::edits(library, merges))?;
    cx.commit(library, &plan)?;
    for merged in merges {
        let key = &merged.survivor.key;
        let mut lines = vec![format!("merged {} into {key}", merged.gone.join(", "))];
        lines.extend(merged.filled.iter().map(|(field, from)| format!("  {field} filled from {from}")));
        lines.extend(merged.variants.iter().map(|variant| {
            format!("  {}: kept `{}`, not `{}` of {}", variant.field, variant.kept, variant.given_up, variant.from)
        }));
        lines.extend(merged.conflicts.iter().map(|conflict| {
            format!("  {} contradicts: `{}` of {} is in `conflicts`", conflict.field, conflict.value, conflict.from)
        }));
        for line in lines {
            cx.print(&format!("{}\n", visible(&line)))?;
        }
    }
    Ok(Exit::Done)
}

fn distinct(cx: &mut Context<'_>, library: &Library, a: &Source, b: &Source, because: &str) -> anyhow::Result<Exit> {
    if because.trim().is_empty() {
        return Err(Problem::new("a decision needs a reason").help("say why with `--because`").into());
    }
    let mut reasons = a.reasons(Field::Distinct).to_vec();
    reasons.retain(|(key, _)| *key != b.key);
    reasons.push((b.key.clone(), because.to_owned()));
    reasons.sort();
    let value = Value::Reasons(reasons);
    let edit = Edit::Set { key: a.key.clone(), field: Field::Distinct.name().to_owned(), value };
    let plan = cx.plan(library, &[edit])?;
    cx.commit(library, &plan)?;
    cx.say(format_args!("{} and {} are two works from now on", a.key, b.key));
    Ok(Exit::Done)
}

fn explain(args: &Args, cx: &mut Context<'_>, a: &str, b: &str) -> anyhow::Result<Exit> {
    let library = cx.open()?;
    let Some((a, b)) = both(cx, &library, a, b) else { return Ok(Exit::Findings) };
    let (x, y) = (library.resolve(a).source, library.resolve(b).source);
    let comparison = dedupe::compare(&x, &y, &library.settings().dedupe);
    match args.format {
        Shape::Json => cx.print_json(&report::duplicates::PairJson::new(&a.key, &b.key, &comparison))?,
        Shape::Text => {
            let head = format!("{} and {}: {}", a.key, b.key, word(comparison.verdict));
            let evidence = evidence_text(&comparison.evidence);
            cx.print(&format!("{}: {}\n{evidence}", visible(&head), comparison.because))?;
        }
    }
    Ok(Exit::Done)
}

/// The two sources of those keys; if one is not there, that is reported.
fn both<'l>(cx: &mut Context<'_>, library: &'l Library, a: &str, b: &str) -> Option<(&'l Source, &'l Source)> {
    let mut faults: Vec<Diagnostic> =
        [a, b].into_iter().filter(|key| library.get(key).is_none()).map(|key| context::unknown(library, key)).collect();
    if library.locate(a).is_some() && library.locate(a) == library.locate(b) {
        let fault = Diagnostic::error("same-source", format!("`{a}` and `{b}` are one source already"));
        faults.push(fault.help("name two sources"));
    }
    cx.report(&faults, &|_| None);
    if faults.is_empty() { library.get(a).zip(library.get(b)) } else { None }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Certain => "certain duplicate",
        Verdict::Possible => "possible duplicate",
        Verdict::Related => "related",
        Verdict::Different => "different",
    }
}

/// A group as a table: the fields of its members side by side, those that differ marked with `*`.
fn group_text(cx: &Context<'_>, library: &Library, sources: &[&Source], group: &Group) -> String {
    let members: Vec<&Source> = group.members.iter().filter_map(|at| sources.get(*at).copied()).collect();
    let keep = sources.get(group.keep).map_or("", |source| source.key.as_str());
    let mut rows: Vec<Vec<String>> = vec![
        group.members.iter().map(|at| library.place(*at, None)).map(|p| format!("{}:{}", p.path, p.line)).collect(),
    ];
    let mut names = vec!["at".to_owned()];
    let shown = [Field::Title, Field::Subtitle, Field::Author, Field::Editor, Field::Date, Field::Year, Field::Journaltitle,
        Field::Booktitle, Field::Edition, Field::Volume, Field::Number, Field::Pages, Field::Isbn, Field::Doi, Field::Eprint, Field::Url];
    for field in shown {
        let cells: Vec<String> =
            members.iter().map(|source| source.get(field).map_or_else(String::new, Value::line)).collect();
        let said: BTreeSet<&String> = cells.iter().filter(|cell| !cell.is_empty()).collect();
        if said.is_empty() {
            continue;
        }
        names.push(format!("{}{field}", if said.len() > 1 { "* " } else { "" }));
        rows.push(cells);
    }
    let header = std::iter::once(String::new()).chain(members.iter().map(|source| visible(&source.key).into_owned()));
    let rows = names.into_iter().zip(rows).map(|(name, cells)| {
        std::iter::once(name).chain(cells.iter().map(|cell| visible(cell).into_owned())).collect()
    });
    let table = super::table::draw(header.collect(), rows.collect(), cx.width(), &cx.theme());
    let because: BTreeSet<&str> = group.pairs.iter().map(|pair| pair.comparison.because.as_str()).collect();
    let because = because.into_iter().collect::<Vec<_>>().join("; ");
    let next = match group.verdict {
        Verdict::Certain => format!("`--fix` keeps {}", visible(keep)),
        _ => "`--merge A B`, or `--distinct A B --because \"...\"`".to_owned(),
    };
    format!("{}: {because}. {next}\n{table}\n", word(group.verdict))
}

fn related_text(sources: &[&Source], pair: &Pair) -> String {
    let (first, second) = report::duplicates::ends(sources, pair);
    let relation = pair.comparison.relation.map_or("belongs to", Relation::name);
    let line = format!("related: {first} {relation} {second}");
    format!("{}\n", visible(&line))
}

fn evidence_text(evidence: &[Evidence]) -> String {
    let lines = evidence.iter().map(|row| {
        let says = match row.says {
            Says::Same => "same",
            Says::Like => "alike",
            Says::Absent => "absent",
            Says::Different => "different",
        };
        let line = format!("  {:12} {says:9} {:.2}  {} | {}", row.field, row.score, row.a, row.b);
        format!("{}\n", visible(&line))
    });
    lines.collect()
}
