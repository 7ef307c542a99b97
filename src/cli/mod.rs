//! The program: a file a command, each an `Args` whose doc comments are the help, and a `run`: open the library, ask it
//! one question, print or commit. Only here are arguments, environment and terminal known.

// Doc comments of arguments are the help, which is no Markdown.
#![allow(clippy::doc_markdown)]

mod assign;
mod cited;
mod column;
mod complete;
mod context;
mod diff;
mod input;
mod progress;
mod sheet;
mod stdin;
mod style;
mod table;
mod terminal;
mod trouble;

pub use context::{Context, Opened};
pub use terminal::Output;

use clap::{CommandFactory, Parser};
use std::{ffi::OsString, io::Write, path::PathBuf, process::ExitCode};

/// A new command is a file with `Args` and `run`, and a line below; the order is that of the help.
macro_rules! commands {
    ($($variant:ident $module:ident;)*) => {
        $(mod $module;)*

        #[derive(clap::Subcommand)]
        enum Command {
            $($variant($module::Args),)*
        }

        impl Command {
            fn run(self, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
                match self {
                    $(Command::$variant(args) => $module::run(&args, cx),)*
                }
            }
        }
    };
}

commands! {
    Init init;
    Add add;
    List list;
    Show show;
    Set set;
    Edit edit;
    Remove remove;
    Rename rename;
    Dedupe dedupe;
    Check check;
    Stats stats;
    Diff changes;
    Export export;
    Fmt fmt;
    Explain explain;
    MergeDriver merge_driver;
    Schema schema;
    Completions completions;
}

/// A bibliography kept as plain TOML files in git: add, find duplicates, check, export
///
/// A library is a directory with a `bib.toml` and one TOML file a source. It is found from the working directory
/// upwards, as `bib.toml` or `bib/bib.toml`, or named with `--dir`.
#[derive(Parser)]
#[command(name = "bib", version, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done, nothing found; 1 findings; 2 could not do it; 130 interrupted.")]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags as typed")]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Directory of the library [env: BIB_DIR]
    #[arg(long, global = true, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value = "auto")]
    pub color: Colour,
    /// Say more about what is done
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Print errors and what was asked for, nothing else
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Never ask
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Answer every question with yes
    #[arg(long, global = true)]
    pub yes: bool,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set; CLICOLOR_FORCE=1 forces them
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done, nothing found.
    Done = 0,
    /// Something was found.
    Findings = 1,
    /// It could not be done: usage, configuration, the machine.
    Failed = 2,
    /// Ctrl-C.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Runs the program with its arguments (the first is its own name); a closed pipe is no error.
pub fn run(args: impl IntoIterator<Item = OsString>, out: impl Output, err: impl Output) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    if let Some(exit) = complete::answer(&args) {
        return exit;
    }
    match Cli::try_parse_from(args) {
        Ok(cli) => {
            let mut cx = Context::new(cli.global, out, err);
            let result = cli.command.run(&mut cx);
            cx.finish(result)
        }
        Err(error) => tell(&error, out, err),
    }
}

/// The command line's description, for completions and the manual.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Prints what clap has to say: help and version on `out`, wrong usage on `err`.
fn tell(error: &clap::Error, out: impl Output, err: impl Output) -> Exit {
    let text = error.render();
    if error.use_stderr() {
        // Nobody is left to be told that this cannot be written.
        let _ = write!(anstream::AutoStream::auto(err), "{}", text.ansi());
        return Exit::Failed;
    }
    match write!(anstream::AutoStream::auto(out), "{}", text.ansi()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Exit::Failed,
        _ => Exit::Done,
    }
}
