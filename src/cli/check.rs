//! `bib check`: what is wrong with the library, and mending what can be mended.

mod known;

use known::Base;
use super::{
    Context, Exit, Opened, complete,
    input::From,
    stdin::{self, Handed},
    trouble::{Faults, Problem},
};
use crate::{
    check::{self, Mended, Options, Rule, State, Subject},
    diagnostic::{Diagnostic, Safety, Severity},
    documents,
    history::Before,
    library::Library,
    model::{Date, Source, date::Point},
    report::{
        counted,
        findings::Form,
        summary,
    },
    settings::Settings,
};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap_complete::ArgValueCompleter;
use std::path::{Path, PathBuf};

/// Check sources, identifiers, keys and duplicates
///
/// Prints what is wrong, each finding with its rule and place; `bib explain RULE` tells about a rule. Exits with 1 if
/// something is at least as bad as `--fail-level`. What cannot be read, is unknown or ambiguous is an error; what is wrong a
/// warning; what is merely missing a note.
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags as typed")]
#[command(after_help = "Examples:
  bib check
  bib check --fix                    # mend what can be mended safely
  bib check module:attention --fail-level note
  bib check --select doi-form,isbn-form --format json
  bib check --since main             # what this branch brings
  bib check --baseline bib/.baseline.json --write-baseline   # what is there is known, the next is not
  bib check --from refs.bib          # anybody's file")]
pub(super) struct Args {
    /// Which sources; all if none is given. `-`: the source file on standard input, for editors
    #[arg(add = ArgValueCompleter::new(complete::query))]
    query: Vec<String>,
    /// Make the safe fixes
    #[arg(long, conflicts_with = "diff")]
    fix: bool,
    /// With --fix or --diff: also the fixes at which a person should look
    #[arg(long)]
    unsafe_fixes: bool,
    /// Show what --fix would change, and change nothing
    #[arg(long, visible_alias = "dry-run")]
    diff: bool,
    /// Only these rules, divided by commas; also those that are off
    #[arg(long, value_name = "RULES", value_delimiter = ',', add = ArgValueCompleter::new(complete::rules))]
    select: Vec<String>,
    /// All but these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',', add = ArgValueCompleter::new(complete::rules))]
    ignore: Vec<String>,
    /// Only what was not found at the merge base of HEAD and this revision: what a branch brings
    #[arg(long, value_name = "REV", conflicts_with = "files")]
    since: Option<String>,
    /// File of known findings, which are not reported; `bib.toml` may name it too
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    baseline: Option<PathBuf>,
    /// Report known findings too, whatever `bib.toml` names
    #[arg(long, conflicts_with_all = ["baseline", "write_baseline"])]
    no_baseline: bool,
    /// Write what is found to the file of known findings, and report nothing; what is known of rules that were not looked for
    /// stays
    #[arg(long, conflicts_with_all = ["fix", "diff", "since", "query"])]
    write_baseline: bool,
    /// With `-`: the path of the file that standard input holds
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    stdin_filename: Option<PathBuf>,
    /// From which severity on findings make the command fail; `bib.toml` may say so too [default: warning]
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_level: Option<Level>,
    /// Exit with 0 whatever is found
    #[arg(long)]
    exit_zero: bool,
    /// Form of the report
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = forms())]
    format: Form,
    /// The day it is, for dates in the future [default: today in UTC]
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<Point>,
    #[command(flatten)]
    from: From,
}

/// From which severity on findings make a command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Level {
    /// Errors only
    Error,
    /// Warnings and errors
    Warning,
    /// All findings
    Note,
}

impl std::convert::From<Level> for Severity {
    fn from(level: Level) -> Severity {
        match level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Note => Severity::Note,
        }
    }
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let options = Options { select: rules(&args.select)?, ignore: rules(&args.ignore)? };
    let today = args.today.map_or_else(today, Ok)?;
    if stdin::is_meant(&args.query) {
        return standard_input(args, cx, &options, today);
    }
    stdin::refuse(args.stdin_filename.as_deref())?;
    let library = match open(args, cx) {
        Ok(library) => library,
        Err(error) => return faulty(args, cx, error),
    };
    let query = cx.query(&library, &args.query)?;
    let settings = library.settings();
    let wanted = |source: &Source| query.matches_in(source, settings.category(source));
    let checked = library.sources().iter().filter(|source| wanted(source)).count();
    if checked == 0 && !args.query.is_empty() {
        return Err(nothing(&args.query));
    }
    let base = args.since.as_deref().map(|revision| Base::of(&library, revision)).transpose()?;
    // git and the disk at once
    let (read, before) = rayon::join(
        || documents::read(&library),
        || base.as_ref().map(|base| base.library(&library)).transpose(),
    );
    let before = base.as_ref().zip(before?).map(|(base, before)| base.with_documents(before, &read.0));
    let before = before.transpose()?;
    let state = State::new(&library, &read);
    let all = |now: State<'_>| match &before {
        Some((Before { library: before, same_settings }, documents)) => {
            let before = State { library: before, documents, unread: &[] };
            check::check_since(now, before, *same_settings, today, &options, &wanted)
        }
        None => check::check(&Subject::new(now, today), &options, &wanted),
    };
    if args.write_baseline {
        return known::write(cx, known::file(&library, args.baseline.as_deref()), &all(state), &options);
    }
    let known = known(args, &library)?;
    let new = |now: State<'_>| known.subtract(all(now)).0;
    let safety = if args.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    if args.diff {
        let mended = check::mend(state, &new, safety);
        return cx.show(&library, &mended.plan);
    }
    let found = if args.fix {
        let mended = check::mend(state, &new, safety);
        cx.commit(&library, &mended.plan)?;
        told(cx, &mended);
        let then = mended.then.as_ref().map(|(library, documents)| State { library, documents, ..state });
        print(args, cx, then.unwrap_or(state), &mended.left)?;
        mended.left
    } else {
        let (found, gone) = known.subtract(all(state));
        print(args, cx, state, &found)?;
        // a part of the library, or of the findings, says nothing about the rest
        let whole = args.query.is_empty() && args.since.is_none();
        let gone = gone.of_rules(|rule| options.asks_for(rule));
        if gone.count() > 0 && whole {
            let gone = counted(gone.count(), "known finding");
            cx.say(format_args!("{gone} of the baseline no longer there: `--write-baseline` takes them out"));
        }
        found
    };
    let verdict = verdict(&found, checked, args);
    match known.count() {
        0 => cx.say(verdict),
        count => cx.say(format_args!("{verdict}; {} in the baseline", counted(count, "known finding"))),
    }
    let level = args.fail_level.map(Severity::from).or(settings.check.fail_level);
    Ok(exit(args, &found, level))
}

/// A file that an editor hands over: what is wrong in it, beside the other files of the library.
fn standard_input(
    args: &Args,
    cx: &mut Context<'_>,
    options: &Options,
    today: Point,
) -> anyhow::Result<Exit> {
    if args.fix || args.diff || args.write_baseline || args.since.is_some() || args.from.is_given() {
        let problem = Problem::new("a file on standard input can only be checked");
        return Err(problem.help("leave --fix, --diff, --since, --from and --write-baseline out").into());
    }
    if stdin::is_settings(cx, args.stdin_filename.as_deref()) {
        return settings(args, cx);
    }
    let Handed { library, path, .. } = stdin::read(cx, args.stdin_filename.as_deref())?;
    let found = check::check(&Subject::new(State::alone(&library), today), options, &|_| true);
    let mut found = known(args, &library)?.subtract(found).0;
    let shown = library.shown(&path);
    found.retain(|finding| finding.place.as_ref().is_some_and(|place| place.path == shown));
    print(args, cx, State::alone(&library), &found)?;
    let level = args.fail_level.map(Severity::from).or(library.settings().check.fail_level);
    Ok(exit(args, &found, level))
}

/// What is known and not reported.
fn known(args: &Args, library: &Library) -> anyhow::Result<check::Known> {
    if args.no_baseline { Ok(check::Known::default()) } else { known::of(library, args.baseline.as_deref()) }
}

/// The settings of the library, as an editor hands them over: what is wrong in them.
fn settings(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let text = stdin::text()?;
    let shown = args.stdin_filename.as_deref().map_or_else(String::new, |name| name.display().to_string());
    let (_, faults) = Settings::read(&text, &shown);
    cx.print_findings(args.format, &faults, &|_| Some(text.as_str()))?;
    Ok(exit(args, &faults, args.fail_level.map(Severity::from)))
}

/// That a query names no source: whoever checks nothing is not told that nothing is wrong.
fn nothing(words: &[String]) -> anyhow::Error {
    let query = words.join(" ");
    let problem = Problem::new(format!("no source matches `{query}`, so nothing was checked"));
    let is_path = words.iter().any(|word| Path::new(word).exists());
    let help = if is_path {
        "what is checked is named by a query, as `module:intro`, and not by files; without one all sources are"
    } else {
        "`bib list` shows what a query matches; without one all sources are checked"
    };
    problem.help(help).into()
}

fn exit(args: &Args, found: &[Diagnostic], level: Option<Severity>) -> Exit {
    let level = level.unwrap_or(Severity::Warning);
    let fails = found.iter().any(|finding| finding.severity >= level);
    if fails && !args.exit_zero { Exit::Findings } else { Exit::Done }
}

/// The library; what is wrong with its files is among the findings, and not reported on the way.
fn open(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Opened> {
    if args.from.is_given() {
        if args.fix || args.diff {
            let problem = Problem::new("a file of another program cannot be mended");
            return Err(problem.help("`bib add` it to a library, and check that").into());
        }
        return cx.open_source(&args.from);
    }
    let library = cx.open_to_check(args.fix)?;
    match super::export::faults(&library) {
        faults if faults.is_empty() => Ok(library),
        faults => Err(Faults(faults).into()),
    }
}

/// Faults in `bib.toml`, which says how to check, are findings like others; with them nothing can be checked.
fn faulty(args: &Args, cx: &mut Context<'_>, error: anyhow::Error) -> anyhow::Result<Exit> {
    let Faults(faults) = error.downcast::<Faults>()?;
    cx.print_findings(args.format, &faults, &|_| None)?;
    cx.say(format_args!("nothing was checked: {} in the settings", summary(&faults)));
    Ok(Exit::Failed)
}

fn forms() -> impl TypedValueParser<Value = Form> {
    let known = Form::ALL.map(|form| PossibleValue::new(form.name()).help(form.help()));
    PossibleValuesParser::new(known).try_map(|name| Form::from_name(&name).ok_or("no such format"))
}

fn rules(names: &[String]) -> anyhow::Result<Vec<&'static Rule>> {
    let mut rules = Vec::new();
    for name in names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        rules.push(Rule::from_name(name).ok_or_else(|| super::explain::no_rule(name))?);
    }
    Ok(rules)
}

fn print(
    args: &Args,
    cx: &mut Context<'_>,
    State { library, documents, .. }: State<'_>,
    found: &[Diagnostic],
) -> anyhow::Result<()> {
    // documents are sorted by path
    let document = |path: &str| {
        let at = documents.binary_search_by(|document| document.path.as_str().cmp(path)).ok()?;
        documents.get(at).map(|document| document.text.as_str())
    };
    let text = |path: &str| library.text(path).or_else(|| document(path));
    cx.print_findings(args.format, found, &text)
}

fn told(cx: &mut Context<'_>, mended: &Mended) {
    for change in mended.plan.changes.iter().chain(&mended.plan.documents) {
        cx.verbose(format_args!("mended {}", change.path));
    }
    if !mended.fixed.is_empty() {
        let (count, files) = (mended.fixed.len(), mended.plan.changes.len() + mended.plan.documents.len());
        cx.say(format_args!("mended {} in {}", counted(count, "finding"), counted(files, "file")));
    }
}

/// The last line: how much was found, and what `--fix` could do about it.
fn verdict(found: &[Diagnostic], checked: usize, args: &Args) -> String {
    let sources = counted(checked, "source");
    if found.is_empty() {
        return format!("checked {sources}: nothing found");
    }
    let of = |safety| {
        found.iter().filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.safety == safety)).count()
    };
    let mut text = format!("checked {sources}: {}", summary(found));
    if args.from.is_given() {
        return text;
    }
    if !args.fix && of(Safety::Safe) > 0 {
        text += &format!("; `--fix` mends {}", of(Safety::Safe));
    }
    if !args.unsafe_fixes && of(Safety::Unsafe) > 0 {
        text += &format!("; `--fix --unsafe-fixes` mends {} more", of(Safety::Unsafe));
    }
    text
}

/// A day as it is typed.
fn day(text: &str) -> Result<Point, String> {
    let date: Date = text.parse().map_err(|_| "write a day as 2024-02-29".to_owned())?;
    date.first().filter(|point| point.day.is_some()).ok_or_else(|| "write a day as 2024-02-29".to_owned())
}

/// Today in UTC, which is tomorrow or yesterday in places.
fn today() -> anyhow::Result<Point> {
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
    let (month, day) = (today.month().unsigned_abs(), today.day().unsigned_abs());
    Point::new(i32::from(today.year()), Some(month), Some(day))
        .map_err(|fault| Problem::new(format!("the clock shows no day: {}", fault.0)).into())
}
