//! What a command runs in: where the library is, where output goes, what was seen.

use super::{
    Exit, Global, diff,
    input::{From, told_once},
    progress::Progress,
    terminal::{self, Output, Stream, Theme},
    trouble::{self, Faults, Interrupted, Problem},
};
use crate::{
    diagnostic::{Diagnostic, Edit, Severity},
    documents::{self, Document},
    files,
    library::{Access, Library, Plan, Trouble},
    model::{Field, text::visible},
    query::Query,
    report::{
        self,
        findings::{self, Form},
    },
};
use inquire::ui::RenderConfig;
use std::{
    io::{self, BufWriter, IsTerminal, Write},
    mem::ManuallyDrop,
    ops::Deref,
    path::{Path, PathBuf},
};

/// What a command runs in.
#[expect(clippy::struct_excessive_bools, reason = "what is known of two streams")]
pub struct Context<'a> {
    global: Global,
    out: BufWriter<Box<dyn Write + 'a>>,
    err: Box<dyn Write + 'a>,
    out_terminal: bool,
    err_terminal: bool,
    out_theme: Theme,
    out_colour: bool,
    err_colour: bool,
    faulty: bool,
    reported: bool,
    /// What was said about documents.
    told: Vec<Diagnostic>,
}

/// A library while a command works on it. Its end releases the lock and nothing else: to give back the memory of a
/// hundred thousand sources one by one takes longer than to print their keys, and the process ends anyway.
pub struct Opened(ManuallyDrop<Library>);

impl Deref for Opened {
    type Target = Library;

    fn deref(&self) -> &Library {
        &self.0
    }
}

impl Opened {
    /// Ends the work on a library and gives its memory back: for a command that opens it again and again.
    pub fn close(mut self) {
        *self.0 = Library::default();
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.unlock();
    }
}

impl<'a> Context<'a> {
    /// A context for these options and streams.
    pub fn new(global: Global, out: impl Output + 'a, err: impl Output + 'a) -> Context<'a> {
        let out = Stream::new(out, global.color);
        let err = Stream::new(err, global.color);
        Context {
            out_terminal: out.terminal,
            err_terminal: err.terminal,
            out_theme: Theme::new(out.colour),
            out_colour: out.colour,
            err_colour: err.colour,
            // As large as a pipe (Linux: 64 KiB).
            out: BufWriter::with_capacity(1 << 16, out.to),
            err: err.to,
            faulty: false,
            reported: false,
            told: Vec::new(),
            global,
        }
    }

    /// The directory that was named: `--dir`, else `BIB_DIR`.
    pub fn named_dir(&self) -> Option<PathBuf> {
        let from_environment =
            || std::env::var_os("BIB_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from);
        self.global.dir.clone().or_else(from_environment)
    }

    /// The directory of the library: the one that was named, else the one found from here upwards.
    pub fn dir(&self) -> anyhow::Result<PathBuf> {
        if let Some(dir) = self.named_dir() {
            return Ok(dir);
        }
        let here = std::env::current_dir()
            .map_err(|error| trouble::machine("read", Path::new("the working directory"), &error))?;
        Library::find(&here).ok_or_else(|| {
            Problem::new("no library found").help("run `bib init` or name one with `--dir`").into()
        })
    }

    /// Whether there is a library: named, or found from here upwards.
    pub fn has_library(&self) -> bool {
        self.named_dir().is_some() || self.dir().is_ok()
    }

    /// Opens the library to read it and reports what is wrong with it; an error there makes the run end with
    /// [`Exit::Findings`] at least.
    pub fn open(&mut self) -> anyhow::Result<Opened> {
        let library = self.open_with(Access::Read)?;
        self.faulty |= library.diagnostics().iter().any(|fault| fault.severity == Severity::Error);
        Ok(library)
    }

    /// The library, or what is read in its place, with what is wrong with it reported as [`Context::open`] does.
    pub(super) fn open_source(&mut self, from: &From) -> anyhow::Result<Opened> {
        if !from.is_given() {
            return self.open();
        }
        if self.global.dir.is_some() {
            let problem = Problem::new("`--from` reads files in place of a library, and `--dir` names one");
            return Err(problem.help("leave one of them out").into());
        }
        let library = from.read(self)?;
        let faults = library.diagnostics();
        self.faulty |= faults.iter().any(|fault| fault.severity == Severity::Error);
        self.report(&told_once(faults.to_vec(), self.global.verbose), &|path| library.text(path));
        Ok(Opened(ManuallyDrop::new(library)))
    }

    /// Opens the library to read it; what is wrong with it is reported and does not change how the run ends.
    pub fn open_anyway(&mut self) -> anyhow::Result<Opened> {
        self.open_with(Access::Read)
    }

    /// Opens the library to change it: waits for the lock and holds it as long as the library lives. What is
    /// wrong with other sources is reported and does not change how the run ends.
    pub fn open_to_write(&mut self) -> anyhow::Result<Opened> {
        // the notice is written at once: what follows may take long
        let waiting = || {
            let _ = writeln!(io::stderr(), "bib: another program writes this library; waiting for it");
        };
        self.open_with(Access::Write(&waiting))
    }

    /// Opens the library for a command whose report holds what is wrong with its files.
    pub fn open_to_check(&mut self, write: bool) -> anyhow::Result<Opened> {
        self.reported = true;
        if write { self.open_to_write() } else { self.open_with(Access::Read) }
    }

    /// Opens the library to change it by what is found in all of it: an error there makes the run end as [`Context::open`] says.
    pub fn open_all_to_write(&mut self) -> anyhow::Result<Opened> {
        let library = self.open_to_write()?;
        self.faulty |= library.diagnostics().iter().any(|fault| fault.severity == Severity::Error);
        Ok(library)
    }

    fn open_with(&mut self, access: Access<'_>) -> anyhow::Result<Opened> {
        let dir = self.dir()?;
        let library = Library::open(&dir, access).map_err(|trouble| match trouble {
            Trouble::Machine(fault)
                if fault.error.kind() == io::ErrorKind::NotFound && files::exists(&dir.join("bib.toml")) =>
            {
                Problem::new(format!("{} is a link that leads nowhere", dir.join("bib.toml").display()))
                    .help("put the settings where it leads, or remove it and run `bib init`")
                    .into()
            }
            Trouble::Machine(fault)
                if fault.error.kind() == io::ErrorKind::NotFound
                    && (fault.path == dir || fault.path.ends_with("bib.toml")) =>
            {
                Problem::new(format!("no library in {}", dir.display()))
                    .help(format!("run `bib init {}` or name another with `--dir`", dir.display()))
                    .into()
            }
            other => trouble::from_library(other),
        })?;
        let count = report::counted(library.sources().len(), "source");
        self.verbose(format_args!("{count} in {}", library.root().display()));
        // A command that opens it twice, to ask and then to write, reports once.
        if !std::mem::replace(&mut self.reported, true) {
            self.report(library.diagnostics(), &|path| library.text(path));
        }
        Ok(Opened(ManuallyDrop::new(library)))
    }

    /// The query that the words of the command line are; a fault in it ends the command.
    pub fn query(&mut self, library: &Library, words: &[String]) -> anyhow::Result<Query> {
        let text = words.join(" ");
        let mut query = Query::parse(&text, &library.settings().house_names())
            .map_err(|error| trouble::from_query(&text, &error))?;
        let found =
            documents::resolve(library, &mut query).map_err(|error| trouble::from_query(&text, &error))?;
        self.report_documents(found, &[]);
        Ok(query)
    }

    /// Reports once a run what is wrong with documents; an error there makes it end with [`Exit::Findings`] at least.
    pub fn report_documents(&mut self, found: Vec<Diagnostic>, documents: &[Document]) {
        let new: Vec<Diagnostic> = found.into_iter().filter(|found| !self.told.contains(found)).collect();
        self.faulty |= new.iter().any(|fault| fault.severity == Severity::Error);
        let text =
            |path: &str| documents.iter().find(|document| document.path == path).map(|d| d.text.as_str());
        self.report(&new, &text);
        self.told.extend(new);
    }

    /// The position of the source with that key or alias. An unknown key is reported with its like, an alias noted.
    pub fn locate(&mut self, library: &Library, key: &str) -> Option<usize> {
        let found = library.locate(key);
        let diagnostic = match found.and_then(|at| library.sources().get(at)) {
            Some(source) if source.key == key => return found,
            Some(source) => Diagnostic::note("alias", format!("`{key}` is an alias of `{}`", source.key)),
            None => unknown(library, key),
        };
        self.report(&[diagnostic.key(key)], &|_| None);
        found
    }

    /// What edits make of the files; what is in the way ends the command.
    pub fn plan(&self, library: &Library, edits: &[Edit]) -> anyhow::Result<Plan> {
        library.plan(edits).map_err(|faults| Faults(faults).into())
    }

    /// Writes a plan.
    pub fn commit(&self, library: &Library, plan: &Plan) -> anyhow::Result<()> {
        library.commit(plan).map_err(trouble::from_library)
    }

    /// Prints a plan as a diff: [`Exit::Findings`] if something would change.
    pub fn show(&mut self, library: &Library, plan: &Plan) -> anyhow::Result<Exit> {
        let text = diff::unified(plan, &prefix(library), &self.out_theme, self.out_terminal);
        self.print(&text)?;
        Ok(if text.is_empty() { Exit::Done } else { Exit::Findings })
    }

    /// Where data goes: buffered standard output.
    pub fn out(&mut self) -> &mut impl Write {
        &mut self.out
    }

    /// Prints text on standard output as it is: what is visible already.
    pub fn print(&mut self, text: &str) -> anyhow::Result<()> {
        match self.out.write_all(text.as_bytes()) {
            // who reads no further still asks how it ends
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => Ok(written?),
        }
    }

    /// Prints lines of data on standard output: exactly, but on a terminal with control characters made visible.
    pub fn print_data(&mut self, text: &str) -> anyhow::Result<()> {
        if !self.out_terminal {
            return self.print(text);
        }
        for line in text.lines() {
            self.print(&visible(line))?;
            self.print("\n")?;
        }
        Ok(())
    }

    /// Prints a value as JSON on standard output, indented, and a line feed; on a terminal all that acts on one is escaped.
    pub fn print_json(&mut self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        if self.out_terminal {
            self.print(&report::source::escaped(&serde_json::to_string_pretty(value)?))?;
        } else {
            // an error of the stream comes wrapped: a closed pipe has to be seen as one
            serde_json::to_writer_pretty(&mut self.out, value).map_err(io::Error::from)?;
        }
        self.print("\n")
    }

    /// The same on one line, without the line feed.
    pub fn print_json_line(&mut self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        if self.out_terminal {
            return self.print(&report::source::escaped(&serde_json::to_string(value)?));
        }
        Ok(serde_json::to_writer(&mut self.out, value).map_err(io::Error::from)?)
    }

    /// Says something to the person who is asked, where the questions are: on standard error. The text has to be visible
    /// and ends its last line.
    pub fn converse(&mut self, text: &str) {
        self.write_error(text);
    }

    /// The styles of what is said there, and of the questions.
    pub fn conversation(&self) -> (Theme, RenderConfig<'static>) {
        let questions = if self.err_colour { RenderConfig::default_colored() } else { RenderConfig::empty() };
        (Theme::new(self.err_colour), questions)
    }

    /// The styles of standard output.
    pub fn theme(&self) -> Theme {
        self.out_theme
    }

    /// Whether a person looks at standard output.
    pub fn is_terminal(&self) -> bool {
        self.out_terminal
    }

    /// How wide text for people is printed: the terminal, else 100 columns.
    pub fn width(&self) -> usize {
        if self.out_terminal { terminal::width() } else { 100 }
    }

    /// Says in one line on standard error what was done, unless `--quiet`. The text is made visible: no control
    /// character in it reaches the terminal.
    pub fn say(&mut self, text: impl std::fmt::Display) {
        if !self.global.quiet {
            self.tell(&text.to_string());
        }
    }

    /// Says what has to be known, also with `--quiet`.
    pub fn warn(&mut self, text: impl std::fmt::Display) {
        self.tell(&text.to_string());
    }

    /// Says more, with `--verbose`.
    pub fn verbose(&mut self, text: impl std::fmt::Display) {
        if self.global.verbose {
            self.tell(&text.to_string());
        }
    }

    fn tell(&mut self, text: &str) {
        self.write_error(&format!("{}\n", visible(text)));
    }

    /// Writes on standard error, after what was printed so far. A closed one is no reason to stop, and a closed
    /// standard output shows itself at the end.
    fn write_error(&mut self, text: &str) {
        if self.out_terminal {
            let _ = self.out.flush();
        }
        let _ = self.err.write_all(text.as_bytes());
    }

    /// Reports diagnostics on sources of a library, those that name a source but no place with its place.
    pub fn report_on(&mut self, library: &Library, diagnostics: &[Diagnostic]) {
        let mut placed = diagnostics.to_vec();
        for diagnostic in placed.iter_mut().filter(|diagnostic| diagnostic.place.is_none()) {
            let at = diagnostic.key.as_deref().and_then(|key| library.locate(key));
            let field = diagnostic.field.as_deref().and_then(Field::from_name);
            diagnostic.place = at.map(|at| library.place(at, field));
        }
        placed.sort_by(Diagnostic::order);
        self.report(&placed, &|path| library.text(path));
    }

    /// Reports diagnostics on standard error, in their order: a line each, on a terminal with the lines of the file
    /// they are about. `--quiet` leaves all but the errors out.
    pub fn report<'t>(&mut self, diagnostics: &[Diagnostic], text: &dyn Fn(&str) -> Option<&'t str>) {
        let least = if self.global.quiet { Severity::Error } else { Severity::Note };
        let mut page = String::new();
        for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.severity >= least) {
            if self.err_terminal {
                let source = diagnostic.place.as_ref().and_then(|place| text(&place.path));
                page.push_str(&report::pretty(diagnostic, source, self.err_colour));
                page.push('\n');
            } else {
                page.push_str(&report::line(diagnostic));
                page.push('\n');
            }
        }
        self.write_error(&page);
    }

    /// Prints findings in a form for programs or people; for GitHub a summary is put where it looks for one.
    pub(super) fn print_findings<'t>(
        &mut self,
        form: Form,
        found: &[Diagnostic],
        text: &dyn Fn(&str) -> Option<&'t str>,
    ) -> anyhow::Result<()> {
        let look = findings::Look { pretty: self.out_terminal, colour: self.out_colour };
        self.print(&findings::write(form, found, text, look))?;
        let summary = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty());
        if let Some(path) = summary.filter(|_| form == Form::Github) {
            // what was found is printed all the same
            if let Err(fault) = files::append(Path::new(&path), &findings::step_summary(found)) {
                self.warn(format_args!("warning: no summary: {}", trouble::from_fault(fault)));
            }
        }
        Ok(())
    }

    /// Work that may take long: a person at a terminal sees its name, and how far it is if its steps are counted, until what is
    /// returned is dropped. Nothing else may be said meanwhile.
    pub(super) fn progress(&self, name: impl Into<String>, steps: Option<usize>) -> Progress {
        Progress::new(visible(&name.into()).into_owned(), steps, self.err_terminal && !self.global.quiet)
    }

    /// Whether an error was seen in the library.
    pub fn is_faulty(&self) -> bool {
        self.faulty
    }

    /// Whether more is to be said: `--verbose`.
    pub fn is_verbose(&self) -> bool {
        self.global.verbose
    }

    /// Whether there is somebody to ask.
    pub fn can_ask(&self) -> bool {
        !self.global.no_input && self.err_terminal && io::stdin().is_terminal()
    }

    /// Whether every question is answered with yes.
    pub fn yes(&self) -> bool {
        self.global.yes
    }

    /// Asks a yes-no question: yes with `--yes`; `otherwise` where nobody can be asked or Enter alone is pressed.
    pub fn confirm(&mut self, question: &str, otherwise: bool) -> anyhow::Result<bool> {
        if self.global.yes {
            return Ok(true);
        }
        if !self.can_ask() {
            return Ok(otherwise);
        }
        self.out.flush()?;
        let question = visible(question);
        let confirm = inquire::Confirm::new(&question).with_default(otherwise);
        terminal::answer(confirm.with_render_config(self.conversation().1).prompt())
    }

    /// Ends the run: prints what went wrong, empties the buffer, and says how it ended.
    pub(super) fn finish(mut self, result: anyhow::Result<Exit>) -> Exit {
        let flushed = self.print("").and_then(|()| match self.out.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            flushed => Ok(flushed?),
        });
        let result = result.and_then(|exit| flushed.map(|()| exit));
        match result {
            Ok(Exit::Done) if self.faulty => Exit::Findings,
            Ok(exit) => exit,
            Err(error) => self.fail(&error),
        }
    }

    fn fail(&mut self, error: &anyhow::Error) -> Exit {
        if error.is::<Interrupted>() {
            return Exit::Interrupted;
        }
        if let Some(Faults(faults)) = error.downcast_ref() {
            self.report(faults, &|_| None);
            return Exit::Failed;
        }
        let message = match error.downcast_ref::<io::Error>() {
            // Errors of files come with their path; what comes bare is standard output.
            Some(error) if error.kind() == io::ErrorKind::BrokenPipe => return Exit::Done,
            Some(error) => format!("cannot write to standard output: {}", trouble::reason(error)),
            None => format!("{error:#}"),
        };
        self.tell(&format!("bib: {message}"));
        Exit::Failed
    }
}

/// That no source has this key, and which may be meant.
pub(super) fn unknown(library: &Library, key: &str) -> Diagnostic {
    let similar = library.similar_keys(key);
    let unknown = Diagnostic::error("unknown-key", format!("there is no source `{key}`")).key(key);
    if similar.is_empty() && library.is_foreign() {
        return unknown.help("`bib list` with the same `--from` names those that are there");
    }
    if similar.is_empty() {
        return unknown.help("`bib list` names those that are there");
    }
    let similar: Vec<String> = similar.iter().map(|key| format!("`{key}`")).collect();
    unknown.help(format!("did you mean {}?", similar.join(" or ")))
}

/// The library's path below what reports are relative to, with a `/` at the end; empty if they are the same.
pub(super) fn prefix(library: &Library) -> String {
    let below = library.root().strip_prefix(library.base()).unwrap_or(Path::new(""));
    below.components().fold(String::new(), |text, part| text + &part.as_os_str().to_string_lossy() + "/")
}
