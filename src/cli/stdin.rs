//! A source file on standard input, as editors hand it over: in its place in the library, not yet on the disk.

use super::{
    Context, Opened,
    trouble::{self, Problem},
};
use crate::{files, library::Library};
use std::{io::Read as _, path::Path};

/// Whether the words of a command line mean standard input.
pub(super) fn is_meant(words: &[String]) -> bool {
    words.len() == 1 && words.first().is_some_and(|word| word == "-")
}

/// Refuses a name for standard input where that is not asked for.
pub(super) fn refuse(name: Option<&Path>) -> anyhow::Result<()> {
    match name {
        Some(_) => {
            Err(Problem::new("`--stdin-filename` names what `-` reads").help("add `-` to the command").into())
        }
        None => Ok(()),
    }
}

/// A file that is not on the disk.
pub(super) struct Handed {
    /// The library with the file in its place.
    pub(super) library: Library,
    /// Its path, relative to the library.
    pub(super) path: String,
    /// Its text.
    pub(super) text: String,
}

/// Whether a name is that of the library's settings, which are no source file.
pub(super) fn is_settings(cx: &Context<'_>, name: Option<&Path>) -> bool {
    let settings = || {
        let (name, dir) = (files::settled(name?).ok()?, files::settled(&cx.dir().ok()?).ok()?);
        Some(name == dir.join("bib.toml"))
    };
    settings().unwrap_or(false)
}

/// Reads standard input.
pub(super) fn text() -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|error| trouble::machine("read", Path::new("standard input"), &error))?;
    String::from_utf8(bytes).map_err(|_| {
        Problem::new("standard input is no UTF-8").help("save the file as UTF-8, which TOML asks for").into()
    })
}

/// Reads standard input as the source file of that name, in the library if there is one. Without a name it is the file that
/// holds its first source, or a new one.
pub(super) fn read(cx: &mut Context<'_>, name: Option<&Path>) -> anyhow::Result<Handed> {
    if let Some(name) = name.filter(|name| name.extension().is_none_or(|extension| extension != "toml")) {
        let problem = Problem::new(format!("{} is no source file", name.display()));
        return Err(problem.help("source files end in `.toml`; documents are read from the disk").into());
    }
    let text = text()?;
    let opened: Option<Opened> = if cx.has_library() { Some(cx.open_to_check(false)?) } else { None };
    let empty = Library::from_texts("", []).map_err(trouble::from_library)?;
    let library: &Library = opened.as_deref().unwrap_or(&empty);
    let path = match name {
        Some(name) => inside(library, name)?,
        None => own_path(library, &text),
    };
    let library = library.with([(path.clone(), Some(text.clone().into_bytes()))]);
    Ok(Handed { library, path, text })
}

/// The path of a file, which need not be there, relative to the library.
fn inside(library: &Library, name: &Path) -> anyhow::Result<String> {
    if library.root() == Path::new("bib") {
        // there is no library, and the name is only shown
        let name = name.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        return Ok(name);
    }
    let settled = files::settled(name).map_err(trouble::from_fault)?;
    let Ok(below) = settled.strip_prefix(library.root()) else {
        let root = library.root().display();
        let problem = Problem::new(format!("{} lies outside of the library {root}", name.display()));
        return Err(problem.help("name a file of the library, or another library with `--dir`").into());
    };
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    Ok(parts.join("/"))
}

/// The file of the library that holds the first source of a text, else one of no name.
fn own_path(library: &Library, text: &str) -> String {
    let alone = Library::from_texts("", [("stdin.toml".to_owned(), text.to_owned())]).unwrap_or_default();
    let holder = alone.sources().first().and_then(|source| library.locate(&source.key));
    holder.map_or_else(|| "stdin.toml".to_owned(), |at| library.path(at).to_owned())
}
