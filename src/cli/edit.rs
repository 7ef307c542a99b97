//! `bib edit`: a source in an editor, checked before it is written.

use super::{
    Context, Exit, complete,
    trouble::{self, Problem},
};
use crate::{
    diagnostic::{Diagnostic, Lines, Severity},
    files,
    format::{self, toml::Located},
    library::{Change, Library, Plan},
    model::{Source, fold},
};
use clap_complete::ArgValueCompleter;
use std::{
    collections::HashMap,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::Command,
};

/// Edit a source in your editor
///
/// Opens a copy of the file that holds the source in $VISUAL, else $EDITOR. What you save is read before it is
/// written: a fault is shown and, on a terminal, the editor opened again. If the file changed on disk meanwhile, nothing
/// is overwritten, and your copy is kept.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib edit vaswani2017attention
  EDITOR='code --wait' bib edit vaswani2017attention")]
pub(super) struct Args {
    /// Key or alias of the source; of a file that cannot be read, its name without .toml
    #[arg(add = ArgValueCompleter::new(complete::keys))]
    key: String,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let editor = editor(cx)?;
    // A person's time is outside the lock.
    let library = cx.open()?;
    let Some(path) = file(cx, &library, &args.key) else { return Ok(Exit::Failed) };
    let shown = library.shown(&path);
    let before = library.text(&shown).unwrap_or_default().to_owned();
    let copy = Copy::new(&path, &before)?;
    loop {
        let opened = open(&editor, &copy.path);
        let text = copy.read()?;
        if text == before {
            copy.discard();
            opened?;
            cx.say(format_args!("nothing changed in {shown}"));
            return Ok(Exit::Done);
        }
        if let Err(error) = opened {
            cx.warn(copy.whereabouts());
            return Err(error);
        }
        let (sources, found) = format::toml::read(&text, &shown, &library.settings().house);
        let found = faults(&library, &path, &text, &sources, found);
        cx.report(&found, &|_| Some(text.as_str()));
        if found.iter().all(|fault| fault.severity < Severity::Error) {
            let change = Change { path, before: Some(before), after: Some(text) };
            return write(cx, copy, &Plan { changes: vec![change], ..Plan::default() }, &shown);
        }
        if !cx.can_ask() || !cx.confirm("Edit again?", true)? {
            cx.warn(copy.whereabouts());
            cx.say(format_args!("{shown} was not changed"));
            return Ok(Exit::Findings);
        }
    }
}

/// The file to edit, relative to the library.
fn file(cx: &mut Context<'_>, library: &Library, key: &str) -> Option<String> {
    // A broken file may hold the source and not show it.
    let name = format!("{key}.toml");
    let named = || library.paths().find(|path| *path == name).map(str::to_owned);
    if library.locate(key).is_none()
        && let Some(path) = named()
    {
        return Some(path);
    }
    cx.locate(library, key).map(|at| library.path(at).to_owned())
}

/// What is wrong with the new text: in itself, and beside the other files.
fn faults(
    library: &Library,
    path: &str,
    text: &str,
    sources: &[Located],
    mut found: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    if sources.is_empty() && found.is_empty() {
        let fault = Diagnostic::error("no-source", "no source is left in the file");
        found.push(fault.help("`bib remove` removes a source"));
        return found;
    }
    let (inside, others): (Vec<_>, Vec<_>) =
        library.sources().iter().enumerate().partition(|(at, _)| library.path(*at) == path);
    // Whoever stands in the same file is replaced together with it.
    let mut taken: HashMap<String, &str> = HashMap::new();
    for (_, source) in others {
        taken.extend(all_keys(source).map(|key| (fold::key(key), source.key.as_str())));
    }
    let lines = Lines::new(text);
    let shown = library.shown(path);
    for Located { source, key: span, .. } in sources {
        let place = lines.place(&shown, span.start as usize..span.end as usize);
        for (n, key) in all_keys(source).enumerate() {
            match taken.insert(fold::key(key), &source.key) {
                Some(holder) if n == 0 || holder != source.key => {
                    let fault = Diagnostic::error("duplicate-key", format!("`{key}` is taken by `{holder}`"));
                    found.push(fault.key(&source.key).at(place.clone()).help("choose another key"));
                }
                _ => {}
            }
        }
    }
    for (_, source) in inside.iter().filter(|(_, source)| !taken.contains_key(&fold::key(&source.key))) {
        let fault = Diagnostic::warning("key-lost", format!("`{}` is no key any more", source.key));
        found.push(fault.help("what cites it finds nothing now; `bib rename` keeps the old key as an alias"));
    }
    found
}

/// The key of a source and its aliases.
fn all_keys(source: &Source) -> impl Iterator<Item = &String> {
    std::iter::once(&source.key).chain(source.ids())
}

/// Writes the new text if the file still is what the editor was given.
fn write(cx: &mut Context<'_>, copy: Copy, plan: &Plan, shown: &str) -> anyhow::Result<Exit> {
    let written = cx.open_to_write().and_then(|library| cx.commit(&library, plan));
    if let Err(error) = written {
        cx.warn(copy.whereabouts());
        return Err(error);
    }
    copy.discard();
    cx.say(format_args!("changed {shown}"));
    Ok(Exit::Done)
}

/// The editor's command line: `$VISUAL`, else `$EDITOR`, else what every machine has.
fn editor(cx: &Context<'_>) -> anyhow::Result<OsString> {
    let named = ["VISUAL", "EDITOR"].into_iter().filter_map(std::env::var_os).find(|editor| !editor.is_empty());
    match named {
        Some(editor) => Ok(editor),
        None if cx.can_ask() => Ok(if cfg!(windows) { "notepad" } else { "vi" }.into()),
        None => Err(Problem::new("no editor is known").help("set EDITOR, or use `bib set`").into()),
    }
}

/// Opens a file in the editor and waits for its end.
fn open(editor: &OsStr, path: &Path) -> anyhow::Result<()> {
    let mut command = if cfg!(windows) {
        let text = editor.to_string_lossy();
        let mut words = text.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words);
        command
    } else {
        // As git does: the variable is a piece of shell, `code --wait` for example.
        let mut script = editor.to_owned();
        script.push(" \"$@\"");
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(editor);
        command
    };
    let name = editor.to_string_lossy();
    let help = "EDITOR and VISUAL name the editor";
    match command.arg(path).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Problem::new(format!("the editor `{name}` failed: {status}")).help(help).into()),
        Err(error) => {
            let why = trouble::reason(&error);
            Err(Problem::new(format!("cannot run the editor `{name}`: {why}")).help(help).into())
        }
    }
}

/// A copy of a file in a directory of its own; it stays until it is discarded, so that no typing is lost.
struct Copy {
    dir: files::TempDir,
    path: PathBuf,
}

impl Copy {
    /// A copy under the file's own name, by which editors know what it is.
    fn new(path: &str, text: &str) -> anyhow::Result<Copy> {
        let dir = files::temporary_directory("bib-edit-").map_err(trouble::from_fault)?;
        let name = path.rsplit('/').next().unwrap_or(path);
        let path = dir.path().join(name);
        files::write(&path, text).map_err(trouble::from_fault)?;
        Ok(Copy { dir, path })
    }

    /// Its text now, with line ends as files of the library have them.
    fn read(&self) -> anyhow::Result<String> {
        let bytes = files::read(&self.path).map_err(trouble::from_fault)?;
        let text = String::from_utf8(bytes).map_err(|_| {
            Problem::new(format!("{} is not UTF-8 any more", self.path.display())).help("save it as UTF-8")
        })?;
        Ok(text.replace("\r\n", "\n"))
    }

    fn whereabouts(&self) -> String {
        format!("your text is in {}", self.path.display())
    }

    fn discard(self) {
        // What cannot be removed is left to whoever tidies the temporary directory.
        let _ = self.dir.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_other_files_are_taken() {
        let files = [("a.toml", "[a]\ntype = \"book\"\n"), ("b.toml", "[b]\ntype = \"book\"\nids = [\"c\"]\n")];
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let library = Library::from_texts("", files).unwrap();
        for (text, faulty) in [
            ("[a]\ntype = \"book\"\nids = [\"d\"]\n", false),
            ("[A]\ntype = \"book\"\nids = [\"a\"]\n", false),
            ("[b]\ntype = \"book\"\n", true),
            ("[a]\ntype = \"book\"\nids = [\"C\"]\n", true),
            ("[a]\ntype = \"book\"\n[d]\ntype = \"book\"\nids = [\"a\"]\n", true),
            ("# nothing\n", true),
        ] {
            let (sources, found) = format::toml::read(text, "bib/a.toml", &[]);
            assert_eq!(!faults(&library, "a.toml", text, &sources, found).is_empty(), faulty, "{text}");
        }
    }
}
