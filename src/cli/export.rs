//! `bib export`: the library for other programs and for readers.

use super::{
    Context, Exit, complete, diff,
    input::From,
    style,
    trouble::{self, Faults, Problem},
};
use crate::{
    diagnostic::Diagnostic,
    documents::{self, Document},
    files, format,
    library::{Change, Library, Plan},
    page::export::{self, Export, Exported, Form, TitleCase},
    query::{NoQuery, Query, Sort},
    report::counted,
    settings,
};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap_complete::ArgValueCompleter;
use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
};

/// Write sources for other programs and for readers
///
/// Without `--format` it writes the exports that `bib.toml` names, each to its file. What a format cannot carry is
/// counted on standard error, and named with `--verbose`. A library with faults is printed as far as it can be read,
/// but never written to a file: a shorter bibliography must not pass as the whole.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib export --format biblatex -o references.bib
  bib export --format csl-json author:knuth | pandoc --citeproc --bibliography /dev/stdin paper.md
  bib export --from refs.bib --format csl-json     without a library
  bib export --format html --style apa category:paper -o papers.html
  bib export --cited paper.tex --format biblatex -o paper.bib
  bib export --style list       citation styles that are known by name
  bib export                    all exports that bib.toml names
  bib export --check            in CI: exits with 1 if one of them is not current

An export in bib.toml:
  [export.page]
  format = \"markdown\"
  output = \"docs/sources.md\"   relative to the git work tree
  query = \"category:paper\"     optional, as are sort, title and style")]
#[expect(clippy::struct_excessive_bools, reason = "flags as typed")]
pub(super) struct Args {
    /// Which sources; all if none is given
    #[arg(requires = "format", add = ArgValueCompleter::new(complete::query))]
    query: Vec<String>,
    /// The format
    #[arg(long, value_parser = forms())]
    format: Option<Form>,
    /// Only what this document cites; may be given several times. Pages are in the order of citation
    #[arg(long, value_name = "FILE", requires = "format", value_hint = clap::ValueHint::FilePath)]
    cited: Vec<PathBuf>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE", requires = "format", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Write nothing; show what would change in the file and exit with 1 if anything would
    #[arg(long)]
    check: bool,
    /// Only this export of bib.toml
    #[arg(long, value_name = "NAME", conflicts_with = "format")]
    only: Vec<String>,
    /// Set a page as a list of references in this citation style: a name as `apa`, a .csl file, or `list` for all names
    #[arg(long, value_name = "STYLE", add = ArgValueCompleter::new(style::complete))]
    style: Option<String>,
    /// Exit with 1 if something could not be carried
    #[arg(long)]
    strict: bool,
    /// In which order: fields, a minus turns one round, as `-year,author` [default: key; on a page title]
    #[arg(long, value_name = "FIELD,...", allow_hyphen_values = true, requires = "format",
        add = ArgValueCompleter::new(complete::columns))]
    sort: Option<String>,
    /// Write a copy under each alias, for readers that do not know `ids`
    #[arg(long)]
    aliases: bool,
    /// Keep fields that the format has no place for: as unknown fields of BibTeX, in `custom` of CSL-JSON
    #[arg(long)]
    all_fields: bool,
    /// BibTeX and BibLaTeX: write letters and symbols beyond ASCII as LaTeX commands
    #[arg(long)]
    ascii: bool,
    /// Keep the capitals of titles, or lower those of English ones outside of braces, as CSL asks of its input
    #[arg(long, value_enum, value_name = "CASE", default_value_t, hide_default_value = true)]
    title_case: Case,
    #[command(flatten)]
    from: From,
}

/// What becomes of the capitals in titles.
#[derive(Clone, Copy, Default, clap::ValueEnum)]
enum Case {
    /// As they are
    #[default]
    Keep,
    /// Sentence case: only first words, names and what is protected keep theirs
    Sentence,
}

impl Case {
    fn title_case(self) -> TitleCase {
        match self {
            Case::Keep => TitleCase::Keep,
            Case::Sentence => TitleCase::Sentence,
        }
    }
}

/// Reads the name of a form.
fn forms() -> impl TypedValueParser<Value = Form> {
    let known = Form::all().map(|form| PossibleValue::new(form.name()).help(form.help()));
    PossibleValuesParser::new(known).try_map(|name| Form::from_name(&name).ok_or("no such format"))
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    if args.style.as_deref() == Some(style::LIST) {
        style::print_list(cx)?;
        return Ok(Exit::Done);
    }
    if args.format.is_none() && args.from.is_given() {
        let problem = Problem::new("what to write is not said, and `--from` reads no bib.toml that names it");
        return Err(problem.help("say it with `--format`").into());
    }
    let style = args.style.as_deref().map(|name| style::asked(name, args.format)).transpose()?;
    let library = cx.open_source(&args.from)?;
    let options = format::Options {
        aliases: args.aliases,
        all_fields: args.all_fields,
        ascii: args.ascii,
        house: library.settings().house.clone(),
    };
    let Some(form) = args.format else { return named(args, cx, &library, &options) };
    let sort = args.sort.as_deref().unwrap_or_default();
    let export = Export {
        form,
        query: cx.query(&library, &args.query)?,
        cited: cited(args, cx, &library)?,
        sort: Sort::parse(sort, &library.settings().house_names())
            .map_err(|error| trouble::from_query(sort, &error))?,
        title: String::new(),
        title_case: args.title_case.title_case(),
        style,
        options,
    };
    let file = args.output.as_deref().filter(|file| *file != Path::new("-"));
    if args.check && file.is_none() {
        let problem = Problem::new("there is no file to check");
        return Err(problem.help("name it with `-o`, or leave `--format` out to check all named exports").into());
    }
    if let Some(file) = file {
        refuse_origin(args, file)?;
        refuse_faulty(cx)?;
        refuse_part(&library, file)?;
    }
    let exported = export::export(&library, &export)?;
    let exit = tell(args, cx, &library, &exported);
    match file {
        None => {
            cx.print_data(&exported.text)?;
            Ok(exit)
        }
        Some(file) => Ok(exit.max(deliver(args, cx, file, &file.display().to_string(), &exported)?)),
    }
}

/// What the documents of `--cited` cite, in their order. A citation that no source answers is an error in the document.
fn cited(args: &Args, cx: &mut Context<'_>, library: &Library) -> anyhow::Result<Option<Vec<usize>>> {
    if args.cited.is_empty() {
        return Ok(None);
    }
    let mut documents = Vec::new();
    let mut faults = Vec::new();
    for file in &args.cited {
        let bytes = files::read(file).map_err(trouble::from_fault)?;
        match Document::from_bytes(&shown(library, file), bytes) {
            Ok(document) => documents.push(document),
            Err(fault) => faults.push(*fault),
        }
    }
    if !faults.is_empty() {
        return Err(Faults(faults).into());
    }
    cx.report_documents(documents::undefined(library, &documents), &documents);
    let mut seen = HashSet::new();
    let sources = documents.iter().flat_map(|document| document.sources(library));
    Ok(Some(sources.filter(|at| seen.insert(*at)).collect()))
}

/// A file as reports name it: relative to the work tree, or as it was typed if it lies elsewhere.
fn shown(library: &Library, file: &Path) -> String {
    let real = files::real(file).ok().filter(|_| !library.is_foreign());
    let inside = real.as_deref().and_then(|real| real.strip_prefix(library.base()).ok());
    let parts: Vec<_> = inside.unwrap_or(file).components().map(|part| part.as_os_str().to_string_lossy()).collect();
    if inside.is_some() { parts.join("/") } else { file.display().to_string() }
}

/// Writes or checks the exports that `bib.toml` names: all are made before the first is written.
fn named(
    args: &Args,
    cx: &mut Context<'_>,
    library: &Library,
    options: &format::Options,
) -> anyhow::Result<Exit> {
    let mut wanted: Vec<&settings::Export> = library.settings().exports.iter().collect();
    let names: Vec<String> = wanted.iter().map(|export| format!("`{}`", export.name)).collect();
    if wanted.is_empty() && args.check && args.only.is_empty() {
        // a gate that is the same for every library has nothing to hold here
        cx.say("bib.toml names no exports: there is nothing to compare");
        return Ok(Exit::Done);
    }
    if wanted.is_empty() {
        let problem = Problem::new("bib.toml names no exports");
        return Err(problem.help("say what to write with `--format`, or add an `[export.NAME]`").into());
    }
    if let Some(unknown) = args.only.iter().find(|name| wanted.iter().all(|export| export.name != **name)) {
        let problem = Problem::new(format!("bib.toml names no export `{unknown}`"));
        return Err(problem.help(format!("it names {}", names.join(", "))).into());
    }
    wanted.retain(|export| args.only.is_empty() || args.only.contains(&export.name));
    refuse_faulty(cx)?;
    let mut faults = Vec::new();
    let mut ready = Vec::new();
    for export in wanted {
        let mut unread = Vec::new();
        let what = read(library, export, options, &mut unread);
        cx.report_documents(unread, &[]);
        match what {
            Ok(what) => ready.push((export, Export { title_case: args.title_case.title_case(), ..what })),
            Err(fault) => faults.push(*fault),
        }
    }
    if !faults.is_empty() {
        return Err(Faults(faults).into());
    }
    refuse_faulty(cx)?;
    let mut texts = Vec::new();
    for (export, what) in ready {
        let file = inside(library.base(), export)?;
        texts.push((export, file, export::export(library, &what)?));
    }
    let mut exit = Exit::Done;
    for (export, file, exported) in texts {
        exit = exit.max(tell(args, cx, library, &exported));
        exit = exit.max(deliver(args, cx, &file, &export.output, &exported)?);
    }
    Ok(exit)
}

/// A named export of a library that is not on the disk, as `bib export` writes it; `None` if it asks what documents cite, which are.
pub(super) fn made(library: &Library, named: &settings::Export) -> anyhow::Result<Option<Exported>> {
    let house = library.settings().house_names();
    if Query::parse(&named.query, &house).is_ok_and(|mut query| !query.cited_in().is_empty()) {
        return Ok(None);
    }
    let options = format::Options { house: library.settings().house.clone(), ..format::Options::default() };
    let what = read(library, named, &options, &mut Vec::new()).map_err(|fault| Faults(vec![*fault]))?;
    Ok(Some(export::export(library, &what)?))
}

/// What is wrong with what the settings say of named exports: a format, query or style that there is not.
pub(super) fn faults(library: &Library) -> Vec<Diagnostic> {
    let options = format::Options::default();
    let named = library.settings().exports.iter();
    named.filter_map(|export| read(library, export, &options, &mut Vec::new()).err()).map(|fault| *fault).collect()
}

/// What a named export says; a fault has its place in `bib.toml`. Documents that its query names and that cannot be read are
/// added to `unread`.
fn read(
    library: &Library,
    export: &settings::Export,
    options: &format::Options,
    unread: &mut Vec<Diagnostic>,
) -> Result<Export, Box<Diagnostic>> {
    let style = (!export.style.is_empty()).then(|| style::find(&export.style, library.base()));
    let fault = |setting: &str, message: &str, help: String| {
        let message = format!("`export.{}.{setting}`: {message}", export.name);
        Box::new(Diagnostic::error("setting-value", message).at(export.place.clone()).help(help))
    };
    let house = library.settings().house_names();
    let help = |help: &Option<String>| help.clone().unwrap_or_else(|| "write it as on the command line".to_owned());
    let form = Form::from_name(&export.format).ok_or_else(|| {
        let known = Form::all().map(|form| format!("`{}`", form.name())).collect::<Vec<_>>().join(", ");
        fault("format", &format!("`{}` is no format", export.format), format!("write one of {known}"))
    })?;
    let style = style.transpose().map_err(|found| fault("style", &found.message, found.help))?;
    if style.is_some() && !matches!(form, Form::Page(_)) {
        let help = "write it as `markdown`, `html` or `text`, or take the style away";
        return Err(fault("format", "only a page has a citation style", help.to_owned()));
    }
    let no_query = |error: NoQuery| fault("query", &error.message, help(&error.help));
    let mut query = Query::parse(&export.query, &house).map_err(no_query)?;
    unread.extend(documents::resolve(library, &mut query).map_err(no_query)?);
    Ok(Export {
        form,
        query,
        cited: None,
        sort: Sort::parse(&export.sort, &house)
            .map_err(|error| fault("sort", &error.message, help(&error.help)))?,
        title: export.title.clone(),
        title_case: TitleCase::Keep,
        style,
        options: options.clone(),
    })
}

/// The file of a named export. A link on the way may not lead out of the work tree, as no setting may.
fn inside(base: &Path, export: &settings::Export) -> anyhow::Result<PathBuf> {
    let file = base.join(&export.output);
    let machine = |fault: files::Fault| trouble::machine(fault.action, &fault.path, &fault.error);
    if files::settled(&file).map_err(machine)?.starts_with(files::settled(base).map_err(machine)?) {
        return Ok(file);
    }
    let problem = Problem::new(format!("{} leads out of {}", export.output, base.display()));
    Err(problem.help("a link stands on the way; remove it or give the export another `output`").into())
}

/// Ends the command if a file is a part of the library, or would be read as one: it is no place for an export.
fn refuse_part(library: &Library, file: &Path) -> anyhow::Result<()> {
    let machine = |fault: files::Fault| trouble::machine(fault.action, &fault.path, &fault.error);
    let there = files::settled(file).map_err(machine)?;
    let is_toml = there.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    if !is_toml || library.is_foreign() || !there.starts_with(library.root()) {
        return Ok(());
    }
    let problem = Problem::new(format!("{} is, or would be read as, a part of the library", file.display()));
    Err(problem.help("write it outside of the library, or under a name that does not end in `.toml`").into())
}

/// Ends the command if a file is what was read: what an export does not carry, as comments, would be lost.
fn refuse_origin(args: &Args, file: &Path) -> anyhow::Result<()> {
    if args.check || !args.from.is_of(file) {
        return Ok(());
    }
    let problem = Problem::new(format!("{} is what `--from` reads, and what stands between its entries would be lost", file.display()));
    Err(problem.help("write to another file").into())
}

/// Ends the command if the library could not be read whole.
fn refuse_faulty(cx: &Context<'_>) -> anyhow::Result<()> {
    if cx.is_faulty() {
        return Err(Problem::new("nothing was written: what was read has faults").help("mend them first").into());
    }
    Ok(())
}

/// Says what stood in the way and what was not carried.
fn tell(args: &Args, cx: &mut Context<'_>, library: &Library, exported: &Exported) -> Exit {
    cx.report(&exported.faults, &|path| library.text(path));
    if exported.losses.is_empty() {
        return Exit::Done;
    }
    if cx.is_verbose() {
        cx.report(&exported.losses, &|path| library.text(path));
    } else {
        let mut fields: BTreeMap<&str, usize> = BTreeMap::new();
        for loss in &exported.losses {
            *fields.entry(loss.field.as_deref().unwrap_or("other")).or_default() += 1;
        }
        let mut fields: Vec<_> = fields.into_iter().collect();
        fields.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let fields: Vec<String> = fields.iter().map(|(field, count)| format!("{field} {count}")).collect();
        let values = counted(exported.losses.len(), "value");
        cx.say(format_args!("not carried: {values} ({}); --verbose names them", fields.join(", ")));
    }
    if args.strict { Exit::Findings } else { Exit::Done }
}

/// Writes an export to its file, or shows what would change in it.
fn deliver(
    args: &Args,
    cx: &mut Context<'_>,
    file: &Path,
    shown: &str,
    exported: &Exported,
) -> anyhow::Result<Exit> {
    let machine = |fault: files::Fault| trouble::machine(fault.action, &fault.path, &fault.error);
    let before = files::read_if_there(file).map_err(machine)?;
    let current = before.as_deref() == Some(exported.text.as_bytes());
    let count = counted(exported.sources, "source");
    if current {
        cx.say(format_args!("{shown} is current: {count}"));
        return Ok(Exit::Done);
    }
    if args.check {
        let change = Change {
            path: shown.to_owned(),
            before: before.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
            after: Some(exported.text.clone()),
        };
        let diff = diff::unified(&Plan { changes: vec![change], ..Plan::default() }, "", &cx.theme(), cx.is_terminal());
        cx.print(&diff)?;
        cx.say(format_args!("{shown} is not current"));
        return Ok(Exit::Findings);
    }
    if let Some(parent) = file.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        files::create_directory(parent).map_err(machine)?;
    }
    files::write(file, &exported.text).map_err(machine)?;
    cx.say(format_args!("wrote {shown}: {count}"));
    Ok(Exit::Done)
}
