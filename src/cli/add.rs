//! `bib add`: sources from files, from flags or from questions, into the library.

mod merged;
mod newcomers;
mod prune;
mod update;

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
/// For a file that another program exports again and again, `--update` takes in what changed in it since it was imported last; what
/// was edited here stays, and what was changed in both is put into `conflicts`. What the file said last is remembered in `.imports`
/// beside the sources, under the name of the file: commit it with them. What is no longer in the file stays, unless `--prune`
/// asks for its removal.
///
/// Exits with 1 if an entry could not be taken, a possible duplicate was noted, or an update contradicts an edit.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib add refs.bib
  bib add zotero.ris pubmed.nbib library.enw
  curl -s https://example.org/refs.bib | bib add -
  bib add --type online --title 'A page' --author 'Doe, Jane' --set url=https://example.org
  bib add --dry-run refs.bib     shows what it would write
  bib add --update zotero.bib    what changed in it since the last time")]
#[expect(clippy::struct_excessive_bools, reason = "flags as typed")]
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
    /// Take in what changed in the files since they were imported last; what was edited here stays
    #[arg(long, requires = "inputs", conflicts_with_all = ["on_duplicate", "allow_duplicates"])]
    update: bool,
    /// Name of the import, for --update [default: the name of the file]
    #[arg(long, value_name = "NAME", requires = "update")]
    import: Option<String>,
    /// Remove what came by this import, is no longer in its file and was not edited here
    #[arg(long, requires = "update")]
    prune: bool,
    /// Show what would be written, and write nothing; of what --update remembers the file is named
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
    let files = read(args, cx, &library)?;
    if args.update {
        return update::run(args, cx, &library, files);
    }
    for (file, faults) in files {
        unread += faults;
        let places: Vec<Place> = file.places();
        entries.extend(file.read.entries.into_iter().zip(places.into_iter().map(Some)));
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
    let mut settled = newcomers.finish();
    let plan = cx.plan(&library, &settled.edits(&library))?;
    if args.dry_run {
        cx.show(&library, &plan)?;
    } else {
        let _progress = cx.progress("writing", None);
        cx.commit(&library, &plan)?;
    }
    let found = tell(cx, &library, &plan, &settled.outcomes, Tally::new(unread, args.dry_run))?;
    Ok(if unread > 0 || found { Exit::Findings } else { Exit::Done })
}

/// Reads the inputs and reports what is wrong with them; beside each, how many errors it has.
fn read(args: &Args, cx: &mut Context<'_>, library: &Library) -> anyhow::Result<Vec<(Foreign, usize)>> {
    let mut files = Vec::with_capacity(args.inputs.len());
    for input in &args.inputs {
        let mut file = input::read(cx, input, args.from_format, &library.settings().house)?;
        let faults = std::mem::take(&mut file.read.diagnostics);
        let errors = faults.iter().filter(|fault| fault.severity == Severity::Error).count();
        cx.report(&told_once(faults, cx.is_verbose()), &|_| Some(&file.text));
        files.push((file, errors));
    }
    Ok(files)
}

/// How many entries became what.
#[derive(Default)]
struct Tally {
    added: usize,
    merged: usize,
    left: usize,
    updated: usize,
    removed: usize,
    is_update: bool,
    dry_run: bool,
}

impl Tally {
    fn new(unread: usize, dry_run: bool) -> Tally {
        Tally { left: unread, dry_run, ..Tally::default() }
    }

    fn of_update(unread: usize, dry_run: bool) -> Tally {
        Tally { is_update: true, ..Tally::new(unread, dry_run) }
    }

    fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Added { .. } => self.added += 1,
            Outcome::Merged(_) => self.merged += 1,
            Outcome::Updated { .. } => self.updated += 1,
            Outcome::Pruned { .. } => self.removed += 1,
            Outcome::Skipped { .. } => self.left += 1,
            Outcome::Finding(diagnostic) => self.left += usize::from(diagnostic.severity == Severity::Error),
        }
    }

    fn told(&self) -> String {
        let (would, added) = (if self.dry_run { "would be " } else { "" }, counted(self.added, "source"));
        let update = if self.is_update { format!(", {} updated, {} removed", self.updated, self.removed) } else { String::new() };
        format!("{added} {would}added, {} merged{update}, {} left out", self.merged, self.left)
    }
}

/// Prints what became of each entry; whether one of them is a reason to look.
fn tell(
    cx: &mut Context<'_>,
    library: &Library,
    plan: &Plan,
    outcomes: &[Outcome],
    mut tally: Tally,
) -> anyhow::Result<bool> {
    let place = |key: &str| {
        let path = plan.placed.get(key).map(String::as_str).or_else(|| Some(library.path(library.locate(key)?)));
        path.map_or_else(String::new, |path| format!(" ({})", library.shown(path)))
    };
    let mut found = false;
    for outcome in outcomes {
        tally.count(outcome);
        let line = match outcome {
            // the difference shows it whole
            Outcome::Added { .. } if tally.dry_run => continue,
            Outcome::Added { key } => format!("added {key}{}", place(key)),
            Outcome::Merged(done) => {
                let into = &done.into;
                format!("merged {} into {into}{}: {}", named(&done.key), place(into), done.told())
            }
            Outcome::Updated { key, fields } => format!("updated {key}{}: {}", place(key), fields.join(", ")),
            Outcome::Pruned { key } => format!("removed {key}{}", place(key)),
            Outcome::Skipped { key, twin } => format!("skipped {}: it is {twin} already", named(key)),
            Outcome::Finding(diagnostic) => {
                found |= diagnostic.severity >= Severity::Warning;
                cx.report(std::slice::from_ref(diagnostic), &|_| None);
                continue;
            }
        };
        cx.print(&format!("{}\n", visible(&line)))?;
    }
    cx.say(tally.told());
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
