//! `bib add`: sources from files, from flags or from questions, into the library.

mod newcomers;

use super::{
    Context, Exit,
    assign::{Assignment, doubts},
    input::{self, told_once},
    terminal,
    trouble::Problem,
};
use crate::{
    diagnostic::{Diagnostic, Place, Severity},
    format::{Entry, Format},
    library::{Foreign, Library, Plan},
    model::{Field, KINDS, Kind, Source, text::visible},
    report::counted,
};
use newcomers::{Newcomers, Outcome};

/// Add sources: from files, by flags, or by answering questions
///
/// Files are read entry by entry: one that is broken is reported with its line, and all others are added. A source that
/// is there already is merged into its twin: gaps are filled, nothing is overwritten, its key becomes an alias. One that may be
/// there already is added with a warning. Keys are kept; a missing or taken one is made from the key pattern.
///
/// Exits with 1 if an entry could not be taken or a possible duplicate was noted.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib add refs.bib
  curl -s https://example.org/refs.bib | bib add -
  bib add --type online --title 'A page' --author 'Doe, Jane' --set url=https://example.org
  bib add --dry-run refs.bib     shows what it would write")]
pub(super) struct Args {
    /// Files to read; `-` is standard input
    #[arg(value_name = "INPUT", value_hint = clap::ValueHint::FilePath)]
    inputs: Vec<String>,
    /// Format of the inputs [default: told by name and content]
    #[arg(long, value_name = "FORMAT", value_parser = input::formats())]
    from_format: Option<Format>,
    /// Key of the new source [default: made from the key pattern]
    #[arg(long)]
    key: Option<String>,
    /// Entry type of the new source
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Title of the new source
    #[arg(long)]
    title: Option<String>,
    /// An author of the new source, as `Family, Given`; may be given several times
    #[arg(long)]
    author: Vec<String>,
    /// A field of the new source; may be given several times
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// What to do with a source that is there already
    #[arg(long, value_enum, default_value_t = OnDuplicate::Merge)]
    on_duplicate: OnDuplicate,
    /// Add every source, also one that is there already
    #[arg(long, conflicts_with = "on_duplicate")]
    allow_duplicates: bool,
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// What is done with a newcomer that is certainly there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum OnDuplicate {
    /// Fill the gaps of the source that is there
    Merge,
    /// Leave it out
    Skip,
    /// Add it all the same
    Add,
    /// Leave it out and exit with 1
    Refuse,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let by_flags = args.kind.is_some() || args.title.is_some() || !args.author.is_empty() || !args.set.is_empty();
    if by_flags && !args.inputs.is_empty() {
        return Err(Problem::new("a source is added either from a file or by flags").help("leave one out").into());
    }
    let library = if args.dry_run { cx.open()? } else { cx.open_to_write()? };
    let mut unread = 0;
    let mut entries: Vec<(Entry, Option<Place>)> = Vec::new();
    if by_flags {
        entries.push((by_hand(cx, &library, from_flags(args, &library)?)?, None));
    } else if args.inputs.is_empty() {
        if !cx.can_ask() {
            let help = "name a file, `-` for standard input, or say `--type`, `--title` ...";
            return Err(Problem::new("nothing to add").help(help).into());
        }
        entries.push((by_hand(cx, &library, ask(&library)?)?, None));
    }
    for input in &args.inputs {
        let file = input::read(cx, input, args.from_format)?;
        let places = file.places().into_iter().map(Some);
        let Foreign { text, read, .. } = file;
        unread += read.diagnostics.iter().filter(|fault| fault.severity == Severity::Error).count();
        cx.report(&told_once(read.diagnostics, cx.is_verbose()), &|_| Some(&text));
        entries.extend(read.entries.into_iter().zip(places));
    }
    let policy = if args.allow_duplicates { OnDuplicate::Add } else { args.on_duplicate };
    let mut newcomers = {
        let _progress = cx.progress("comparing", None);
        Newcomers::new(&library, policy, &entries)
    };
    let progress = cx.progress("adding", Some(entries.len()));
    for (entry, place) in &entries {
        newcomers.take(&entry.source, place.as_ref());
        progress.step();
    }
    drop(progress);
    let (edits, outcomes) = newcomers.finish();
    let plan = cx.plan(&library, &edits)?;
    if args.dry_run {
        cx.show(&library, &plan)?;
    } else {
        let _progress = cx.progress("writing", None);
        cx.commit(&library, &plan)?;
    }
    let found = tell(cx, &library, &plan, &outcomes, unread, args.dry_run)?;
    Ok(if unread > 0 || found { Exit::Findings } else { Exit::Done })
}

/// Prints what became of each entry; whether one of them is a reason to look.
fn tell(
    cx: &mut Context<'_>,
    library: &Library,
    plan: &Plan,
    outcomes: &[Outcome],
    unread: usize,
    dry_run: bool,
) -> anyhow::Result<bool> {
    let place = |key: &str| {
        let path = plan.placed.get(key).map(String::as_str).or_else(|| Some(library.path(library.locate(key)?)));
        path.map_or_else(String::new, |path| format!(" ({})", library.shown(path)))
    };
    let (mut added, mut merged, mut left) = (0, 0, unread);
    let mut found = false;
    for outcome in outcomes {
        match outcome {
            Outcome::Added { key } => {
                added += 1;
                if !dry_run {
                    let line = format!("added {key}{}", place(key));
                    cx.print(&format!("{}\n", visible(&line)))?;
                }
            }
            Outcome::Merged(done) => {
                merged += 1;
                let into = &done.into;
                let line = format!("merged {} into {into}{}: {}", named(&done.key), place(into), done.told());
                cx.print(&format!("{}\n", visible(&line)))?;
            }
            Outcome::Skipped { key, twin } => {
                left += 1;
                let line = format!("skipped {}: it is {twin} already", named(key));
                cx.print(&format!("{}\n", visible(&line)))?;
            }
            Outcome::Finding(diagnostic) => {
                found |= diagnostic.severity >= Severity::Warning;
                left += usize::from(diagnostic.severity == Severity::Error);
                cx.report(std::slice::from_ref(diagnostic), &|_| None);
            }
        }
    }
    let would = if dry_run { "would be " } else { "" };
    cx.say(format_args!("{} {would}added, {merged} merged, {left} left out", counted(added, "source")));
    Ok(found)
}

/// An entry that was typed: what looks wrong in it is said.
fn by_hand(cx: &mut Context<'_>, library: &Library, entry: Entry) -> anyhow::Result<Entry> {
    let nothing = Source::new(entry.source.key.clone(), entry.source.kind);
    cx.report(&doubts(&nothing, &entry.source, library)?, &|_| None);
    Ok(entry)
}

fn from_flags(args: &Args, library: &Library) -> anyhow::Result<Entry> {
    let mut source = Source::new(args.key.clone().unwrap_or_default(), Kind::Misc);
    if let Some(fault) = args.key.as_deref().and_then(crate::model::key::fault) {
        return Err(Problem::new(fault).help("choose another key, or leave `--key` out").into());
    }
    let flags = [("type", args.kind.as_deref()), ("title", args.title.as_deref())];
    let flags = flags.into_iter().filter_map(|(name, text)| Some((name, text?)));
    let authors = Some(args.author.join(" and ")).filter(|_| !args.author.is_empty());
    let mut assignments = Vec::new();
    for (name, text) in flags.chain(authors.as_deref().map(|names| ("author", names))) {
        if text.trim().is_empty() {
            return Err(Problem::new(format!("`--{name}` says nothing")).help("give it a value, or leave it out").into());
        }
        assignments.push(Assignment::of(name, text, library)?);
    }
    for text in &args.set {
        let new = Assignment::parse(text, library)?;
        if new.replaces() && assignments.iter().any(|before| before.name() == new.name()) {
            let problem = Problem::new(format!("`{}` is given twice", new.name()));
            return Err(problem.help("leave one out, or add to a list with `FIELD+=VALUE`").into());
        }
        assignments.push(new);
    }
    for assignment in &assignments {
        assignment.apply(&mut source)?;
    }
    Ok(Entry { source, span: 0..0 })
}

/// Asks for the fields that nearly every source has; an empty answer leaves a field out.
fn ask(library: &Library) -> anyhow::Result<Entry> {
    let kinds: Vec<&str> = KINDS.iter().map(|row| row.name).collect();
    let name = terminal::answer(inquire::Select::new("Type", kinds).prompt())?;
    let mut source = Source::new("", Kind::from_name(name).unwrap_or_default());
    for (question, field) in [
        ("Title", Field::Title),
        ("Authors (joined with \" and \")", Field::Author),
        ("Date (2017, 2017-06, 2017-06-12)", Field::Date),
        ("Web address", Field::Url),
        ("DOI", Field::Doi),
    ] {
        let text = terminal::answer(inquire::Text::new(question).prompt())?;
        if !text.trim().is_empty() {
            Assignment::of(field.name(), &text, library)?.apply(&mut source)?;
        }
    }
    if source.fields().next().is_none() {
        return Err(Problem::new("nothing was answered, so nothing was added").help("a source needs a title at least").into());
    }
    Ok(Entry { source, span: 0..0 })
}

/// An entry in a sentence: its key, if it has one.
fn named(key: &str) -> &str {
    if key.is_empty() { "an entry without a key" } else { key }
}

/// A note on an entry, for [`Outcome::Finding`].
fn finding(diagnostic: Diagnostic, key: &str, place: Option<&Place>) -> Diagnostic {
    let diagnostic = diagnostic.key(key);
    match place {
        Some(place) => diagnostic.at(place.clone()),
        None => diagnostic,
    }
}
