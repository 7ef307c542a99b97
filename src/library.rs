//! A tree of files ⇄ sources: open, locate, plan, commit.
//!
//! Opening never fails for what is in the source files: it reads what it can and names every fault. Writing is a plan
//! (texts before and after, nothing of which has happened yet) and its commit.

mod foreign;
mod imports;
mod plan;
mod tree;
mod unread;
mod with;

pub use foreign::Foreign;
pub use imports::{Import, Imported};
pub use plan::{Change, Plan, Splice, difference, splice};

use crate::{
    diagnostic::{Diagnostic, Lines, Mark, Place, utf8},
    files::{self, Fault, Lock, Skipped},
    format::toml::{self, Located},
    model::{
        Field, Source, fold,
        inherit::{self, Resolved},
        key::argument,
    },
    settings::Settings,
};
use rayon::prelude::*;
use std::{
    collections::{HashMap, hash_map::Entry},
    ops::Range,
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// A library that was read.
#[derive(Debug, Default)]
pub struct Library {
    root: PathBuf,
    base: PathBuf,
    /// The library's path in reports: `bib/`, or nothing.
    prefix: String,
    settings: Settings,
    files: Vec<SourceFile>,
    sources: Vec<Source>,
    /// Beside each source, where it stands.
    homes: Vec<Home>,
    /// Folded keys and aliases; of those that clash, the first.
    keys: HashMap<Box<str>, Slot>,
    /// The others that clash: a library with faults can be asked for them, to mend it.
    clashing: HashMap<Box<str>, Vec<Slot>>,
    diagnostics: Vec<Diagnostic>,
    /// Held until the library is dropped, if it was opened to write.
    lock: Option<Lock>,
}

#[derive(Debug)]
struct SourceFile {
    /// Relative to the library.
    path: String,
    text: String,
    /// Whether it is no TOML, or unreadable: it can be read in part, but not be edited.
    broken: bool,
    marks: OnceLock<Vec<Mark>>,
    /// The comments of its sources, by key.
    comments: OnceLock<HashMap<String, String>>,
}

impl SourceFile {
    fn new(path: String, text: String, broken: bool) -> SourceFile {
        SourceFile { path, text, broken, marks: OnceLock::new(), comments: OnceLock::new() }
    }
}

/// Where a source stands.
#[derive(Debug)]
struct Home {
    file: u32,
    key: Range<u32>,
    fields: Box<[(Field, Range<u32>)]>,
}

/// Who has a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    /// The source whose own key it is.
    Key(u32),
    /// The source that has it among its `ids`.
    Alias(u32),
}

/// What a library is opened for.
#[derive(Clone, Copy)]
pub enum Access<'a> {
    /// To read.
    Read,
    /// To write: takes the lock and holds it until the library is dropped; the function is called once if it has to wait.
    Write(&'a dyn Fn()),
}

/// Why a library could not be opened or written.
#[derive(Debug)]
pub enum Trouble {
    /// The machine.
    Machine(Fault),
    /// Faults in `bib.toml` that must be mended first.
    Faults(Vec<Diagnostic>),
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Trouble {
        Trouble::Machine(fault)
    }
}

impl Library {
    /// The directory of the library for a working directory: upwards, the first that holds `bib.toml` or `bib/bib.toml`.
    pub fn find(from: &Path) -> Option<PathBuf> {
        from.ancestors().find_map(|dir| {
            [dir.to_owned(), dir.join("bib")].into_iter().find(|dir| files::exists(&dir.join("bib.toml")))
        })
    }

    /// Reads the library in that directory. Faults in source files are not an `Err`: see [`Library::diagnostics`].
    pub fn open(dir: &Path, access: Access<'_>) -> Result<Library, Trouble> {
        let root = files::real(dir)?;
        let settings_file = root.join("bib.toml");
        let lock = match access {
            Access::Read => None,
            Access::Write(waiting) => Some(files::lock(&settings_file, waiting)?),
        };
        let base = files::upwards(&root, ".git").or_else(|| root.parent().map(Path::to_owned));
        let base = base.unwrap_or_else(|| root.clone());
        let prefix = prefix(&root, &base);
        let settings = settings(&files::read(&settings_file)?, &format!("{prefix}bib.toml"))?;
        let (read, skipped) = files::read_tree(&root, |path, bytes| match bytes {
            Ok(bytes) => ReadFile::new(path, bytes, &prefix, &settings),
            Err(fault) => ReadFile::unreadable(path, &prefix, &fault),
        });
        let mut library = Library::new(root, base, prefix, settings);
        library.lock = lock;
        library.take(read);
        for skipped in skipped {
            let (path, diagnostic) = match skipped {
                Skipped::Link(path) => {
                    let what = "a symbolic link that leads out of the library, or nowhere";
                    let what = Diagnostic::warning("link-outside", what);
                    (path, what.help("it is not read; put the file itself into the library"))
                }
                Skipped::Directory(path) => {
                    let what = Diagnostic::warning("link-directory", "a symbolic link to a directory");
                    (path, what.help("what is in it is not read; put the directory itself into the library"))
                }
                Skipped::Unreadable(path, why) => {
                    let what = Diagnostic::error("unreadable-file", format!("cannot be read: {why}"));
                    (path, what.help("check its permissions"))
                }
                Skipped::Unnamed(path) => {
                    let what = Diagnostic::error("unreadable-file", "its path is no UTF-8");
                    (path, what.help("give it another name"))
                }
            };
            let place = Place::file(format!("{}{path}", library.prefix));
            library.diagnostics.push(diagnostic.at(place));
        }
        library.diagnostics.sort_by(Diagnostic::order);
        Ok(library)
    }

    /// A library of texts, without a disk: for tests. Paths are relative to the library, which is called `bib`. Revisions are
    /// read with [`Library::of_tree`].
    pub fn from_texts(
        settings: &str,
        texts: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Library, Trouble> {
        let settings = self::settings(settings.as_bytes(), "bib/bib.toml")?;
        let mut read: Vec<(String, ReadFile)> = texts
            .into_iter()
            .map(|(path, text)| {
                let file = ReadFile::new(&path, text.into_bytes(), "bib/", &settings);
                (path, file)
            })
            .collect();
        read.sort_by(|a, b| a.0.cmp(&b.0));
        let mut library = Library::new(PathBuf::from("bib"), PathBuf::new(), "bib/".to_owned(), settings);
        library.take(read);
        library.diagnostics.sort_by(Diagnostic::order);
        Ok(library)
    }

    fn new(root: PathBuf, base: PathBuf, prefix: String, settings: Settings) -> Library {
        Library {
            root,
            base,
            prefix,
            settings,
            files: Vec::new(),
            sources: Vec::new(),
            homes: Vec::new(),
            keys: HashMap::new(),
            clashing: HashMap::new(),
            diagnostics: Vec::new(),
            lock: None,
        }
    }

    fn take(&mut self, read: Vec<(String, ReadFile)>) {
        let total = read.iter().map(|(_, file)| file.located.len()).sum();
        self.files.reserve_exact(read.len());
        self.sources.reserve_exact(total);
        self.homes.reserve_exact(total);
        for (path, file) in read {
            let at = self.files.len() as u32;
            self.files.push(SourceFile::new(path, file.text, file.broken));
            self.diagnostics.extend(file.found);
            for Located { source, key, fields } in file.located {
                self.sources.push(source);
                self.homes.push(Home { file: at, key, fields });
            }
        }
        self.index_keys();
    }

    /// Fills `keys` and names the keys that two sources have.
    fn index_keys(&mut self) {
        let mut keys: HashMap<Box<str>, Slot> = HashMap::with_capacity(self.sources.len());
        let mut clashes = Vec::new();
        let folded: Vec<Box<str>> =
            self.sources.par_iter().map(|source| fold::key(&source.key).into()).collect();
        for (at, folded) in folded.into_iter().enumerate() {
            match keys.entry(folded) {
                Entry::Vacant(slot) => {
                    slot.insert(Slot::Key(at as u32));
                }
                Entry::Occupied(slot) => clashes.push((at, None, *slot.get())),
            }
        }
        for (at, source) in self.sources.iter().enumerate() {
            for id in source.ids() {
                match keys.entry(fold::key(id).into()) {
                    Entry::Vacant(slot) => {
                        slot.insert(Slot::Alias(at as u32));
                    }
                    // an alias that is the key in another case is an alias all the same
                    Entry::Occupied(slot) if slot.get().source() == at => {
                        self.clashing.entry(slot.key().clone()).or_default().push(Slot::Alias(at as u32));
                    }
                    Entry::Occupied(slot) => clashes.push((at, Some(id.clone()), *slot.get())),
                }
            }
        }
        self.keys = keys;
        for (at, alias, holder) in clashes {
            let slot = if alias.is_some() { Slot::Alias(at as u32) } else { Slot::Key(at as u32) };
            let name = alias.as_deref().or_else(|| self.sources.get(at).map(|source| source.key.as_str()));
            self.clashing.entry(fold::key(name.unwrap_or_default()).into()).or_default().push(slot);
            let clash = self.clash(at, alias.as_deref(), holder);
            self.diagnostics.push(clash);
        }
    }

    fn clash(&self, at: usize, alias: Option<&str>, holder: Slot) -> Diagnostic {
        let key = self.sources.get(at).map_or("", |source| &source.key);
        let other = self.sources.get(holder.source()).map_or("", |source| &source.key);
        let there = self.place(holder.source(), None);
        let there = format!("{}:{}", there.path, there.line);
        let diagnostic = match (alias, holder) {
            (None, _) if key == other => {
                Diagnostic::error("duplicate-key", format!("`{key}` is a source of {there} too"))
                    .help("give one of them another key in its header")
            }
            (None, _) => Diagnostic::error(
                "duplicate-key",
                format!("`{key}` and `{other}` ({there}) differ in nothing but case or accents' spelling"),
            )
            .help(format!("`bib rename {} NEWKEY`", argument(key))),
            (Some(alias), Slot::Key(_)) if alias == other => Diagnostic::warning(
                "unfinished-merge",
                format!("`{alias}` is an alias of `{key}`, and a source of its own still stands in {there}"),
            )
            .field("ids")
            .help(format!(
                "`bib dedupe --fix` ends the merge; if they are two works, take `{alias}` out of `ids` of `{key}`"
            )),
            (Some(alias), Slot::Key(_)) => Diagnostic::error(
                "duplicate-key",
                format!("the alias `{alias}` and the key `{other}` ({there}) differ in nothing but case or accents' spelling"),
            )
            .field("ids")
            .help(format!("take it out of `ids`, or `bib rename {} NEWKEY`", argument(other))),
            (Some(alias), Slot::Alias(_)) => Diagnostic::error(
                "duplicate-key",
                format!("`{alias}` is an alias of `{other}` ({there}) too"),
            )
            .field("ids")
            .help("take it out of the `ids` of one of them"),
        };
        diagnostic.key(key).at(self.place(at, alias.map(|_| Field::Ids)))
    }

    /// Lets others write, if it was opened to write.
    pub fn unlock(&mut self) {
        self.lock = None;
    }

    /// Its settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Its directory, links resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What paths in settings and reports are relative to: the git work tree, else the library's parent.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// The path of a file of the library as reports show it: relative to [`Library::base`].
    pub fn shown(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// All sources, by path and place in the file.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The position in [`Library::sources`] of the source with that key, or else that alias. Case matters.
    pub fn locate(&self, key: &str) -> Option<usize> {
        let folded = fold::key(key);
        let first = self.keys.get(folded.as_str())?;
        let others = self.clashing.get(folded.as_str()).map_or(&[][..], Vec::as_slice);
        let slots = || std::iter::once(first).chain(others);
        let names = |slot: &Slot| match (slot, self.sources.get(slot.source())) {
            (Slot::Key(_), Some(source)) => source.key == key,
            (Slot::Alias(_), Some(source)) => source.ids().iter().any(|id| id == key),
            (_, None) => false,
        };
        let own = slots().find(|slot| matches!(slot, Slot::Key(_)) && names(slot));
        own.or_else(|| slots().find(|slot| names(slot))).map(|slot| slot.source())
    }

    /// The source with that key or alias.
    pub fn get(&self, key: &str) -> Option<&Source> {
        self.sources.get(self.locate(key)?)
    }

    /// Whether a key is in use, as a key or as an alias, also when case is ignored.
    pub fn is_taken(&self, key: &str) -> bool {
        self.keys.contains_key(fold::key(key).as_str())
    }

    /// The key of the source that has this key or alias but for case, or for how accents are encoded.
    pub fn key_in_another_case(&self, key: &str) -> Option<&str> {
        let slot = self.keys.get(fold::key(key).as_str())?;
        self.sources.get(slot.source()).map(|source| source.key.as_str())
    }

    /// Keys that are most like this one, best first, at most three.
    pub fn similar_keys(&self, key: &str) -> Vec<&str> {
        let folded = fold::key(key);
        let mut near: Vec<(f64, &str)> = self
            .sources
            .iter()
            .map(|source| (strsim::jaro_winkler(&folded, &fold::key(&source.key)), source.key.as_str()))
            // below this nothing that a person would call a slip was found among the shipped library's keys
            .filter(|(likeness, _)| *likeness > 0.88)
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        near.into_iter().take(3).map(|(_, key)| key).collect()
    }

    /// A source with what it inherits.
    pub fn resolve<'a>(&'a self, source: &'a Source) -> Resolved<'a> {
        inherit::resolve(source, &|key| self.get(key))
    }

    /// What is wrong with its files, sorted by place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Where a source (by its position in [`Library::sources`]) or one of its fields stands.
    pub fn place(&self, source: usize, field: Option<Field>) -> Place {
        let Some((home, file)) = self.home(source) else { return Place::file(self.shown("bib.toml")) };
        let span = field
            .and_then(|field| home.fields.iter().find(|(f, _)| *f == field))
            .map_or(&home.key, |(_, span)| span);
        let marks = file.marks.get_or_init(|| Lines::marks(&file.text));
        let lines = Lines::with_marks(&file.text, marks);
        lines.place(&self.shown(&file.path), span.start as usize..span.end as usize)
    }

    /// The file a source stands in, relative to the library, with `/`.
    pub fn path(&self, source: usize) -> &str {
        self.home(source).map_or("", |(_, file)| &file.path)
    }

    /// The text of a file by its path in a [`Place`].
    pub fn text(&self, path: &str) -> Option<&str> {
        self.file(path.strip_prefix(self.prefix.as_str())?).map(|file| file.text.as_str())
    }

    /// The paths of the source files, relative to the library, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.path.as_str())
    }

    /// The comments of a source, a line each without `#`; empty if there are none.
    pub fn comments(&self, source: usize) -> &str {
        let Some((source, (_, file))) = self.sources.get(source).zip(self.home(source)) else { return "" };
        let comments = file.comments.get_or_init(|| toml::comments(&file.text));
        comments.get(&source.key).map_or("", String::as_str)
    }

    /// Whether a source has comments: without reading its whole file, if nothing there looks like one.
    pub fn has_comments(&self, source: usize) -> bool {
        let Some((home, file)) = self.home(source) else { return false };
        let beside =
            |at: Option<usize>| at.and_then(|at| self.homes.get(at)).filter(|other| other.file == home.file);
        let start = beside(source.checked_sub(1)).map_or(0, |before| before.key.end as usize);
        let end = beside(source.checked_add(1)).map_or(file.text.len(), |next| next.key.start as usize);
        let near = file.text.get(start..end).unwrap_or(&file.text);
        near.contains('#') && !self.comments(source).is_empty()
    }

    fn home(&self, source: usize) -> Option<(&Home, &SourceFile)> {
        let home = self.homes.get(source)?;
        Some((home, self.files.get(home.file as usize)?))
    }

    fn file(&self, path: &str) -> Option<&SourceFile> {
        let at = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        self.files.get(at)
    }
}

impl Slot {
    fn source(self) -> usize {
        match self {
            Slot::Key(at) | Slot::Alias(at) => at as usize,
        }
    }
}

/// A file that was read; made in parallel.
struct ReadFile {
    text: String,
    located: Vec<Located>,
    found: Vec<Diagnostic>,
    broken: bool,
}

impl ReadFile {
    fn new(path: &str, bytes: Vec<u8>, prefix: &str, settings: &Settings) -> ReadFile {
        let shown = || format!("{prefix}{path}");
        match utf8(bytes, &shown(), "this") {
            Ok(text) => {
                let (located, mut found) = toml::read(&text, path, &settings.house);
                for place in found.iter_mut().filter_map(|diagnostic| diagnostic.place.as_mut()) {
                    place.path.insert_str(0, prefix);
                }
                let broken = found.iter().any(|diagnostic| diagnostic.rule == "toml-syntax");
                ReadFile { text, located, found, broken }
            }
            Err(found) => {
                let found = found.help("save the file as UTF-8, which TOML asks for");
                ReadFile { text: String::new(), located: Vec::new(), found: vec![found], broken: true }
            }
        }
    }

    fn unreadable(path: &str, prefix: &str, fault: &Fault) -> ReadFile {
        let found = Diagnostic::error("unreadable-file", fault.why())
            .at(Place::file(format!("{prefix}{path}")))
            .help("check its permissions");
        ReadFile { text: String::new(), located: Vec::new(), found: vec![found], broken: true }
    }
}

/// The settings of the bytes of a `bib.toml`, if nothing is wrong with it.
fn settings(bytes: &[u8], shown: &str) -> Result<Settings, Trouble> {
    let (settings, found) = settings_anyway(bytes, shown);
    if found.is_empty() { Ok(settings) } else { Err(Trouble::Faults(found)) }
}

/// The settings of the bytes of a `bib.toml` as far as they can be read, and what is wrong with it.
fn settings_anyway(bytes: &[u8], shown: &str) -> (Settings, Vec<Diagnostic>) {
    match utf8(bytes.to_vec(), shown, "this") {
        Ok(text) => Settings::read(&text, shown),
        Err(found) => (Settings::default(), vec![found.help("save the file as UTF-8, which TOML asks for")]),
    }
}

/// The path from `base` to `root` with `/`, and one at its end if it is not empty.
fn prefix(root: &Path, base: &Path) -> String {
    let path = root.strip_prefix(base).unwrap_or(root);
    path.components().fold(String::new(), |path, part| path + &part.as_os_str().to_string_lossy() + "/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostic::Edit,
        model::{Kind, Value},
    };

    fn library(settings: &str, texts: &[(&str, &str)]) -> Library {
        let texts = texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Library::from_texts(settings, texts).unwrap()
    }

    fn book(key: &str) -> Source {
        let mut source = Source::new(key, Kind::Book);
        source.set(Field::Title, Value::Text(key.to_owned()));
        source
    }

    fn create(key: &str) -> Edit {
        Edit::Create { source: Box::new(book(key)), comment: String::new() }
    }

    #[test]
    fn sources_are_found_by_key_and_alias_and_know_their_place() {
        let library = library(
            "",
            &[("a.toml", "\n[a]\ntype = \"book\"\nids = [\"Old\"]\n"), ("b.toml", "[b]\ntype = \"book\"\n")],
        );
        assert_eq!(library.locate("a"), Some(0));
        assert_eq!(library.locate("Old"), Some(0));
        assert_eq!(library.locate("old"), None);
        assert!(library.is_taken("old") && library.is_taken("B") && !library.is_taken("c"));
        let place = library.place(0, Some(Field::Ids));
        assert_eq!((place.path.as_str(), place.line, place.column), ("bib/a.toml", 4, 7));
        assert_eq!(library.text("bib/b.toml"), Some("[b]\ntype = \"book\"\n"));
    }

    #[test]
    fn one_key_is_one_source() {
        let library = library(
            "",
            &[
                ("1.toml", "[a]\ntype = \"book\"\n"),
                ("2.toml", "[A]\ntype = \"book\"\nids = [\"c\"]\n"),
                ("3.toml", "[b]\ntype = \"book\"\nids = [\"a\", \"c\"]\n"),
            ],
        );
        let found: Vec<_> = library
            .diagnostics()
            .iter()
            .map(|d| (d.place.as_ref().map(|p| p.path.as_str()).unwrap(), d.rule))
            .collect();
        assert_eq!(
            found,
            [
                ("bib/2.toml", "duplicate-key"),
                ("bib/3.toml", "duplicate-key"),
                ("bib/3.toml", "unfinished-merge")
            ]
        );
    }

    #[test]
    fn a_source_whose_name_clashes_is_found_so_that_it_can_be_mended() {
        let library = library(
            "",
            &[
                ("1.toml", "[good]\ntype = \"book\"\n"),
                ("2.toml", "[GOOD]\ntype = \"book\"\n"),
                ("3.toml", "[c]\ntype = \"book\"\nids = [\"Good\", \"good\"]\n"),
            ],
        );
        let located: Vec<_> = ["good", "GOOD", "Good", "gOOD"].map(|key| library.locate(key)).into();
        assert_eq!(located, [Some(0), Some(1), Some(2), None]);
        let rules: Vec<_> = library.diagnostics().iter().map(|d| d.rule).collect();
        assert_eq!(rules, ["duplicate-key", "duplicate-key", "unfinished-merge"]);
    }

    #[test]
    fn new_sources_go_where_the_layout_says_and_never_onto_another() {
        let one_each = library("", &[("a.toml", "[x]\ntype = \"book\"\n")]);
        let plan = one_each.plan(&[create("a"), create("A"), create("../b")]).unwrap();
        let paths: Vec<_> = plan.changes.iter().map(|change| change.path.as_str()).collect();
        assert_eq!(paths, ["%2E.%2Fb.toml", "A~3.toml", "a~2.toml"]);
        let by_year =
            library("layout = \"{year}.toml\"", &[("nodate.toml", "# ours\n[x]\ntype = \"book\"\n")]);
        let plan = by_year.plan(&[create("a"), create("b")]).unwrap();
        assert_eq!(plan.changes.len(), 1);
        assert_eq!(
            plan.changes[0].after.as_deref().unwrap(),
            "# ours\n[x]\ntype = \"book\"\n\n[a]\ntype = \"book\"\ntitle = \"a\"\n\n[b]\ntype = \"book\"\ntitle = \"b\"\n"
        );
    }

    #[test]
    fn a_renamed_source_takes_its_file_along_and_a_removed_one_too() {
        let library =
            library("", &[("a.toml", "[a]\ntype = \"book\"\n"), ("misc.toml", "[b]\ntype = \"book\"\n")]);
        let rename = |key: &str| Edit::Rename { key: key.into(), to: format!("{key}2") };
        let plan = library.plan(&[rename("a"), rename("b")]).unwrap();
        let shape: Vec<_> =
            plan.changes.iter().map(|c| (c.path.as_str(), c.before.is_some(), c.after.is_some())).collect();
        assert_eq!(shape, [("a2.toml", false, true), ("misc.toml", true, true), ("a.toml", true, false)]);
        let plan = library.plan(&[Edit::Remove { key: "a".into() }]).unwrap();
        assert_eq!(plan.changes[0].after, None);
    }

    #[test]
    fn only_a_file_that_loses_its_last_source_goes_away() {
        let texts = [
            ("a.toml", "# notes\n"),
            ("b.toml", ""),
            ("c.toml", "\u{feff}\r\n # more"),
            ("d.toml", "# ours\n\n# of d\n[d]\ntype = \"book\"\n"),
            ("e.toml", "# ours\n\n# of e\n[e]\ntype = \"book\"\n\n[f]\ntype = \"book\"\n"),
            ("g.toml", "# of g\n[g]\ntype = \"book\"\n\n[h]\ntype = \"book\"\n"),
        ];
        let library = library("", &texts);
        let format = |path: &str| Edit::Format { path: path.to_owned() };
        assert_eq!(library.plan(&texts.map(|(path, _)| format(path))).unwrap().changes, []);
        let plan =
            library.plan(&["d", "e", "f", "g", "h"].map(|key| Edit::Remove { key: key.into() })).unwrap();
        let after: Vec<_> = plan.changes.iter().map(|c| (c.path.as_str(), c.after.as_deref())).collect();
        // the comments of a file are its only source's, but not those of one that had several
        assert_eq!(after, [("e.toml", Some("# ours\n")), ("d.toml", None), ("g.toml", None)]);
    }

    #[test]
    fn what_stands_in_the_way_of_an_edit_is_named() {
        let library = library("", &[("a.toml", "[a]\ntype = \"book\"\n[b\n")]);
        let set = |key: &str| Edit::Unset { key: key.into(), field: "title".into() };
        let rules: Vec<_> = library.plan(&[set("a"), set("z")]).unwrap_err().iter().map(|d| d.rule).collect();
        assert_eq!(rules, ["unknown-key", "not-editable"]);
    }
}
