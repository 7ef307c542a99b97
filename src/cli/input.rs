//! Files of other programs that a command line names: read whole, with every fault, and their entries given keys.

use super::{Context, trouble, trouble::Problem};
use crate::{
    dedupe::merge,
    diagnostic::Diagnostic,
    files,
    format::{self, Format},
    library::{Foreign, Library},
    model::{Field, Source, Value, fold, key},
    report::counted,
    settings::House,
};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use std::{
    collections::{HashMap, HashSet},
    io::Read as _,
    path::Path,
};

/// Files that are read in place of a library.
#[derive(clap::Args)]
pub(super) struct From {
    /// Read this file (`-`: standard input) in place of a library; may be given several times
    #[arg(long = "from", value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    files: Vec<String>,
    /// Format of the files of --from [default: told by name and content]
    #[arg(long, value_name = "FORMAT", requires = "files", value_parser = formats())]
    from_format: Option<Format>,
}

/// Reads the name of a format that is read.
pub(super) fn formats() -> impl TypedValueParser<Value = Format> {
    let known = Format::read().map(|format| PossibleValue::new(format.name()).help(format.help()));
    PossibleValuesParser::new(known).try_map(|name| Format::from_name(&name).ok_or("no such format"))
}

impl From {
    /// Whether there are any.
    pub(super) fn is_given(&self) -> bool {
        !self.files.is_empty()
    }

    /// Ends a command that is to write where nothing can be written; `deed` is what was asked for.
    pub(super) fn refuse(&self, deed: &str) -> anyhow::Result<()> {
        let Some(file) = self.files.first() else { return Ok(()) };
        let problem = Problem::new(format!("{deed} changes a library, and `--from {file}` is none"));
        Err(problem
            .help(format!("make one with `bib init` and `bib add {file}`, then leave `--from` out"))
            .into())
    }

    /// Whether that file is one of them.
    pub(super) fn is_of(&self, file: &Path) -> bool {
        let settled = |file: &Path| files::settled(file).ok();
        settled(file).is_some_and(|file| {
            self.files.iter().any(|from| settled(Path::new(from)).as_ref() == Some(&file))
        })
    }

    /// Reads them as a library.
    pub(super) fn read(&self, cx: &Context<'_>) -> anyhow::Result<Library> {
        let mut seen = HashSet::new();
        let paths = self.files.iter().filter(|path| seen.insert(path.as_str()));
        let read: anyhow::Result<Vec<Foreign>> =
            paths.map(|path| read(cx, path, self.from_format, &[])).collect();
        let mut files = read?;
        give_keys(&mut files);
        Ok(Library::from_files(files))
    }
}

/// Gives the entries of files, which become a library of their own, the keys that they have in it.
fn give_keys(files: &mut [Foreign]) {
    let nothing = Library::default();
    let mut keys = Keys::new(&nothing);
    let mut moved = Moved::default();
    for file in files.iter_mut() {
        let places = file.places();
        for (entry, place) in file.read.entries.iter_mut().zip(places) {
            let given = entry.source.key.clone();
            let notes = keys.give(&mut entry.source).into_iter();
            file.read.diagnostics.extend(notes.map(|note| note.key(&*entry.source.key).at(place.clone())));
            moved.note(&file.path, &given, &entry.source.key);
        }
    }
    for file in files {
        let moved = moved.of(&file.path);
        for entry in &mut file.read.entries {
            if let Some(source) = merge::redirected(&entry.source, &moved) {
                entry.source = source;
            }
        }
    }
}

/// What became of the keys of files. What a file calls by a key is the first that has it there, else in any file.
#[derive(Debug, Default)]
pub(super) struct Moved {
    /// By path and key of the file: the key it is now.
    files: HashMap<String, HashMap<String, String>>,
    /// By key: that of the first file which has it.
    first: HashMap<String, String>,
}

impl Moved {
    /// The source of that key in the file of that path has this key now.
    pub(super) fn note(&mut self, path: &str, given: &str, now: &str) {
        if given.is_empty() {
            return;
        }
        let file = match self.files.get_mut(path) {
            Some(file) => file,
            None => self.files.entry(path.to_owned()).or_default(),
        };
        file.entry(given.to_owned()).or_insert_with(|| now.to_owned());
        if !self.first.contains_key(given) {
            self.first.insert(given.to_owned(), now.to_owned());
        }
    }

    /// The keys that a file names and that are others now.
    pub(super) fn of(&self, path: &str) -> HashMap<&str, &str> {
        let own = self.files.get(path);
        let is_own = |key: &str| own.is_some_and(|own| own.contains_key(key));
        let others = self.first.iter().filter(|(given, _)| !is_own(given));
        let all = own.into_iter().flatten().chain(others);
        all.filter(|(given, now)| given != now).map(|(given, now)| (given.as_str(), now.as_str())).collect()
    }
}

/// The keys that newcomers get beside a library.
pub(super) struct Keys<'a> {
    library: &'a Library,
    /// Folded: those that were given.
    given: HashSet<String>,
    /// By key that was taken: how many of it are.
    often: HashMap<String, u64>,
}

impl<'a> Keys<'a> {
    pub(super) fn new(library: &'a Library) -> Keys<'a> {
        Keys { library, given: HashSet::new(), often: HashMap::new() }
    }

    /// Whether a source has a key, or gets it.
    pub(super) fn is_taken(&self, key: &str) -> bool {
        self.library.is_taken(key) || self.given.contains(&fold::key(key))
    }

    /// From now on those keys are taken.
    pub(super) fn take<'k>(&mut self, keys: impl IntoIterator<Item = &'k String>) {
        self.given.extend(keys.into_iter().map(|key| fold::key(key)));
    }

    /// Leaves a newcomer its key, or gives it one if it has none or it is taken, and leaves out the aliases that are. What is
    /// to be known about that.
    pub(super) fn give(&mut self, source: &mut Source) -> Vec<Diagnostic> {
        let mut notes = Vec::new();
        let given = source.key.clone();
        if given.is_empty() || self.is_taken(&given) {
            let pattern = &self.library.settings().key_pattern;
            let base = if given.is_empty() { key::generate(pattern, source) } else { given.clone() };
            let mut first = self.often.get(&base).copied().unwrap_or(1);
            source.key = key::unique_from(&base, &mut first, |key| self.is_taken(key));
            self.often.insert(base, first);
            if !given.is_empty() {
                let note = format!("the key `{given}` is taken; it is `{}` here", source.key);
                let help = if self.library.is_foreign() {
                    "give it another in the file"
                } else {
                    "`bib rename` gives it another"
                };
                notes.push(Diagnostic::note("key-taken", note).help(help));
            }
        }
        self.given.insert(fold::key(&source.key));
        let (free, taken): (Vec<String>, Vec<String>) =
            source.ids().iter().cloned().partition(|id| !self.is_taken(id));
        for id in taken {
            let note =
                Diagnostic::warning("key-taken", format!("the alias `{id}` is taken and was left out"));
            let help = if self.library.is_foreign() {
                "give it another in the file".to_owned()
            } else {
                format!("`bib show {id}` shows by what")
            };
            notes.push(note.help(help));
        }
        self.take(&free);
        source.set(Field::Ids, Value::List(free));
        notes
    }
}

/// Reads a file of another program for a library of that house; `-` is standard input.
pub(super) fn read(
    cx: &Context<'_>,
    input: &str,
    format: Option<Format>,
    house: &[House],
) -> anyhow::Result<Foreign> {
    let bytes = if input == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(|error| trouble::machine("read", Path::new("standard input"), &error))?;
        bytes
    } else {
        files::read(Path::new(input))
            .map_err(|fault| trouble::machine(fault.action, &fault.path, &fault.error))?
    };
    let _progress =
        cx.progress(format!("reading {}", if input == "-" { "standard input" } else { input }), None);
    let (text, notes) = format::decode(&bytes, input);
    let format = match format {
        Some(format) => format,
        None => Format::guess(input, &text).ok_or_else(|| {
            Problem::new(format!("the format of {input} is not known")).help("name it with `--from-format`")
        })?,
    };
    let mut read = format::read(format, &text, input, house);
    read.diagnostics.splice(0..0, notes);
    Ok(Foreign { path: input.to_owned(), text: text.into_owned(), read })
}

/// What is told of files that were read: of texts that were never meant as entries the first of each file, with the number of
/// others, if not all are asked for.
pub(super) fn told_once(mut diagnostics: Vec<Diagnostic>, all: bool) -> Vec<Diagnostic> {
    const TEXT: &str = "bibtex-text";
    if all {
        return diagnostics;
    }
    let path = |fault: &Diagnostic| fault.place.as_ref().map(|place| place.path.clone());
    let mut texts: HashMap<Option<String>, usize> = HashMap::new();
    diagnostics.retain(|fault| {
        let count = if fault.rule == TEXT { texts.entry(path(fault)).or_default() } else { &mut 0 };
        *count += 1;
        fault.rule != TEXT || *count == 1
    });
    for first in diagnostics.iter_mut().filter(|fault| fault.rule == TEXT) {
        let others = texts.get(&path(first)).map_or(0, |count| count - 1);
        if others > 0 {
            let more = counted(others, "more such text");
            first.message = format!("{}, and {more}; --verbose names them", first.message);
        }
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_names_the_first_of_its_own_sources_that_has_a_key() {
        let mut moved = Moved::default();
        for (path, given, now) in [
            ("1", "a", "a"),
            ("1", "a", "ab"),
            ("1", "c", "d"),
            ("1", "", "x"),
            ("2", "a", "ac"),
            ("2", "c", "c"),
        ] {
            moved.note(path, given, now);
        }
        assert_eq!(moved.of("1"), HashMap::from([("c", "d")]));
        assert_eq!(moved.of("2"), HashMap::from([("a", "ac")]));
        assert_eq!(moved.of("3"), HashMap::from([("c", "d")]));
    }
}
