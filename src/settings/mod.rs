//! `bib.toml`: what a library's people decided. An empty file is a good one; an unknown setting is an error.

mod globs;
pub mod layout;
mod read;

pub use globs::Globs;
pub use layout::{Layout, alternative, fold_path};

use crate::{
    diagnostic::{Diagnostic, Place, Severity},
    model::{Field, Kind, Shape, Source, key},
};
use std::collections::BTreeMap;

/// The settings of a library.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `required-version`: the oldest `bib` that may write this library, as `0.2` or `0.2.1`.
    pub required_version: Option<String>,
    /// `layout`: which file a source lives in.
    pub layout: Layout,
    /// `[keys] pattern`: how new keys are made; see [`crate::model::key::generate`].
    pub key_pattern: String,
    /// `[categories] names`: the categories in the order of the page.
    pub categories: Vec<Category>,
    /// `[categories] default`: the category by entry type, where it is not the kind table's.
    pub default_category: BTreeMap<Kind, String>,
    /// `[fields.NAME]`: fields of this house.
    pub house: Vec<House>,
    /// `[modules] names`: the modules that sources may name; empty if any may be.
    pub modules: Vec<String>,
    /// `[dedupe]`.
    pub dedupe: Dedupe,
    /// `[check]`.
    pub check: Check,
    /// `[documents]`.
    pub documents: Documents,
    /// `[export.NAME]`: exports that `bib export` writes and `bib export --check` compares; by name.
    pub exports: Vec<Export>,
}

/// A category: what a source is to its readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Its name in source files: `paper`.
    pub name: String,
    /// Its heading on a page: `Papers`.
    pub heading: String,
}

/// A field that this library declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct House {
    /// Its name.
    pub name: String,
    /// `text`, `literal`, `verbatim`, `date`, `names`, `list` (of texts) or `words`.
    pub shape: Shape,
}

/// How duplicates are judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Dedupe {
    /// What a preprint and its published version are to each other.
    pub versions: Versions,
    /// From which chance two sources are possibly one work; [`Dedupe::POSSIBLE`] or more.
    pub possible: f64,
    /// From which chance they certainly are, if no veto speaks against it; [`Dedupe::CERTAIN`] or more.
    pub certain: f64,
}

impl Dedupe {
    /// As likely as not.
    pub const POSSIBLE: f64 = 0.5;
    /// One wrong in fifty, before vetoes. How good that is on labelled sets stands in `docs/duplicates.md`.
    pub const CERTAIN: f64 = 0.98;
}

impl Default for Dedupe {
    fn default() -> Dedupe {
        Dedupe { versions: Versions::default(), possible: Dedupe::POSSIBLE, certain: Dedupe::CERTAIN }
    }
}

/// How the library is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// `fail-level`: findings that are at least so bad make `bib check` fail; [`Severity::Warning`] if it is not said.
    pub fail_level: Option<Severity>,
    /// `baseline`: the file of known findings, relative to the work tree (or the library's parent).
    pub baseline: Option<String>,
    /// `[check.rules]`: what this library's people said about rules, in the order of the file.
    pub rules: Vec<RuleSetting>,
}

/// What a library says about a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSetting {
    /// The rule's name, which the room of settings does not know.
    pub rule: String,
    /// How bad it is here; `None` for `"off"`.
    pub severity: Option<Severity>,
    /// Where it is said.
    pub place: Place,
}

/// What a preprint and its published version are to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Versions {
    /// One work: the published record wins and keeps `eprint`.
    #[default]
    Merge,
    /// Two works that are related.
    Relate,
    /// Two works.
    Ignore,
}

/// The documents that cite the sources.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    /// `paths`: which files, relative to the work tree (or the library's parent).
    pub paths: Globs,
    /// Where each of them stands in `bib.toml`, for messages.
    pub places: Vec<Place>,
}

/// A named export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Its name.
    pub name: String,
    /// The format's name, as `--format` takes it.
    pub format: String,
    /// The file, relative to the work tree (or the library's parent).
    pub output: String,
    /// Which sources; empty for all.
    pub query: String,
    /// Their order; empty for the format's own.
    pub sort: String,
    /// The page's title; empty for the default.
    pub title: String,
    /// The page's citation style, a name or a .csl file relative to the work tree; empty for none.
    pub style: String,
    /// Where it stands in `bib.toml`, for messages.
    pub place: Place,
}

/// The `bib.toml` that `bib init` writes: every setting with a line about it, all but `format` commented out.
pub const TEMPLATE: &str = include_str!("template.toml");

impl Settings {
    /// Reads the text of a `bib.toml`; `path` is for messages. Faults are errors, the default stands in for them.
    pub fn read(text: &str, path: &str) -> (Settings, Vec<Diagnostic>) {
        read::read(text, path)
    }

    /// The category a source is in: its own, else the default of its kind. A default of the kind table that this
    /// library does not have gives way to `other`, or to the last category there is.
    pub fn category<'a>(&'a self, source: &'a Source) -> &'a str {
        if let Some(category) = source.text(Field::Category) {
            return category;
        }
        if let Some(category) = self.default_category.get(&source.kind) {
            return category;
        }
        let named = |name: &str| self.categories.iter().find(|category| category.name == name);
        let default = source.kind.row().category;
        let category = named(default).or_else(|| named("other")).or(self.categories.last());
        category.map_or(default, |category| &category.name)
    }

    /// The names of the house fields.
    pub fn house_names(&self) -> Vec<String> {
        self.house.iter().map(|field| field.name.clone()).collect()
    }
}

impl Default for Settings {
    /// What an empty `bib.toml` says.
    fn default() -> Settings {
        let names = ["paper", "blog", "video", "code", "industry", "other"];
        Settings {
            required_version: None,
            layout: Layout::default(),
            key_pattern: key::PATTERN.to_owned(),
            categories: names
                .map(|name| Category { name: name.to_owned(), heading: read::heading(name) })
                .into(),
            default_category: BTreeMap::new(),
            house: Vec::new(),
            modules: Vec::new(),
            dedupe: Dedupe::default(),
            check: Check::default(),
            documents: Documents::default(),
            exports: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line, column and rule of each fault.
    fn faults(text: &str) -> Vec<(usize, usize, &'static str)> {
        let (_, faults) = Settings::read(text, "bib.toml");
        for fault in &faults {
            assert!(!fault.message.ends_with('.'), "{}", fault.message);
        }
        faults
            .iter()
            .map(|f| (f.place.as_ref().unwrap().line, f.place.as_ref().unwrap().column, f.rule))
            .collect()
    }

    /// The template with every setting that is commented out, which has no blank after its `#`, in force.
    fn uncommented() -> String {
        let line = |line: &str| {
            line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned()
        };
        TEMPLATE.lines().map(|text| line(text) + "\n").collect()
    }

    #[test]
    fn the_template_is_good_as_it_is_and_uncommented() {
        for text in ["", TEMPLATE, &uncommented()] {
            assert_eq!(Settings::read(text, "bib.toml").1, []);
        }
        assert_eq!(
            format!("{:?}", Settings::read(TEMPLATE, "bib.toml").0),
            format!("{:?}", Settings::default()),
            "commented out, the template says nothing"
        );
    }

    #[test]
    fn the_template_shows_every_setting_at_its_default() {
        let (settings, _) = Settings::read(&uncommented(), "bib.toml");
        let default = Settings::default();
        assert_eq!(settings.layout, default.layout);
        assert_eq!(settings.key_pattern, default.key_pattern);
        assert_eq!(settings.categories, default.categories);
        assert_eq!(settings.dedupe, default.dedupe);
        assert!(settings.required_version.is_some());
        assert!(!settings.default_category.is_empty() && !settings.house.is_empty());
        assert!(settings.exports.iter().any(|e| !e.query.is_empty()
            && !e.sort.is_empty()
            && !e.title.is_empty()
            && !e.style.is_empty()));
    }

    #[test]
    fn settings_are_read() {
        let (settings, faults) = Settings::read(
            "layout = '{year}.toml'\nkeys.pattern = '{author}{year}'\n\
             [categories]\nnames = { talk = 'Talks', paper = 'Papers' }\ndefault = { online = 'talk' }\n\
             [fields.shelf]\nshape = 'words'\n[dedupe]\nversions = 'relate'\ncertain = 0.999\npossible = 0.75\n\
             [export.'a b']\nformat = 'markdown'\noutput = 'docs/a.md'\nquery = 'type:article'\n",
            "bib.toml",
        );
        assert_eq!(faults, []);
        assert_eq!(settings.layout.to_string(), "{year}.toml");
        assert_eq!(settings.key_pattern, "{author}{year}");
        let category =
            |name: &str, heading: &str| Category { name: name.to_owned(), heading: heading.to_owned() };
        assert_eq!(
            settings.categories,
            [category("talk", "Talks"), category("paper", "Papers")],
            "in their order"
        );
        assert_eq!(settings.house, [House { name: "shelf".to_owned(), shape: Shape::WordList }]);
        let Dedupe { versions, possible, certain } = settings.dedupe;
        assert_eq!(
            (versions, possible.to_bits(), certain.to_bits()),
            (Versions::Relate, 0.75_f64.to_bits(), 0.999_f64.to_bits())
        );
        assert_eq!((settings.exports[0].name.as_str(), settings.exports[0].place.line), ("a b", 12));
        let of = |kind| settings.category(&Source::new("a", kind)).to_owned();
        assert_eq!(
            (of(Kind::Online), of(Kind::Article), of(Kind::Misc)),
            ("talk".into(), "paper".into(), "paper".into())
        );
    }

    #[test]
    fn every_fault_of_a_file_is_named_at_its_place() {
        assert_eq!(
            faults(
                "layuot = 'x'\nlayout = 1\n[keys]\npattern = '{autor}'\n[dedupe]\nversions = 'merged'\nscore = 1\n"
            ),
            [
                (1, 1, "unknown-setting"),
                (2, 10, "setting-type"),
                (4, 11, "setting-value"),
                (6, 12, "setting-value"),
                (7, 1, "unknown-setting"),
            ]
        );
        let (_, faults) = Settings::read("layuot = 'x'", "bib.toml");
        assert_eq!(faults[0].help.as_deref(), Some("did you mean `layout`?"));
    }

    #[test]
    fn a_line_that_is_no_toml_is_named_once_and_the_rest_is_read() {
        let (settings, faults) =
            Settings::read("layout = \"a\nx = [1,\n[dedupe]\nversions = 'ignore'\n", "bib.toml");
        assert!(
            faults.iter().any(|fault| fault.rule == "toml-syntax" && fault.place.as_ref().unwrap().line == 1)
        );
        assert!(faults.iter().filter(|fault| fault.place.as_ref().unwrap().line == 1).count() == 1);
        let _ = settings;
    }

    #[test]
    fn each_kind_of_wrong_setting_is_one_fault() {
        for text in [
            "format = 0",
            "format = 2",
            "format = 99999999999999999999",
            "format = '1'",
            "required-version = '99'",
            "required-version = 0.1",
            "required-version = 'new'",
            "required-version = '1.'",
            "layout = '../a.toml'",
            "keys = 1",
            "keys.patern = ''",
            "categories.names = []",
            "categories.names = 1",
            "categories.names = ['a', 'a']",
            "categories.names = ['a', '']",
            "categories.default.online = 'blgo'",
            "categories.default.onlin = 'blog'",
            "categories.colour = 1",
            "fields.title.shape = 'text'",
            "fields.journal.shape = 'text'",
            "fields.key.shape = 'text'",
            "fields.Shelf.shape = 'text'",
            "fields.shelf.shape = 'txt'",
            "fields.shelf = 1",
            "fields.shelf = {}",
            "fields.shelf = { shape = 'text', a = 1 }",
            "modules.names = 'a'",
            "modules.names = ['']",
            "modules.names = ['a', 'a']",
            "modules.list = []",
            "dedupe.versions = 1",
            "dedupe.certain = 'high'",
            "dedupe.certain = 0.9",
            "dedupe.certain = 1",
            "dedupe.possible = 0",
            "check = 1",
            "check.fail-level = 'off'",
            "check.baseline = '../x'",
            "check.rules.missing-doi = 'warn'",
            "check.rule.missing-doi = 'note'",
            "export = 1",
            "export.a = 1",
            "chek = {}",
            "documents = 1",
            "documents.path = []",
            "documents.paths = 'docs/*.md'",
            "documents.paths = [1]",
            "documents.paths = ['']",
            "documents.paths = ['/docs/*.md']",
            "documents.paths = ['../docs/*.md']",
            "documents.paths = ['docs/[a']",
            "export.a = { format = 'bibtex' }",
            "export.a = { output = 'a.bib' }",
            "export.a = { format = 'bibtex', output = '/a.bib' }",
            "export.a = { format = 'bibtex', output = 'x/../a.bib' }",
            "export.a = { format = 'bibtex', output = 'C:/a.bib' }",
            "export.a = { format = 'bibtex', output = 'a\\b.bib' }",
            "export.a = { format = 'bibtex', output = '.git/hooks/x' }",
            "export.a = { format = 'bibtex', output = 'bib/bib.toml' }",
            "export.a = { format = 'bibtex', output = '' }",
            "export.a = { format = 'bibtex', output = '.. /x' }",
            "export.a = { format = 'bibtex', output = 'a.bib', style = 1 }",
            "export.a = { format = 'bibtex', output = 'a.bib' }\nexport.b = { format = 'bibtex', output = './A.bib' }",
        ] {
            assert_eq!(faults(text).len(), 1, "{text}: {:?}", Settings::read(text, "bib.toml").1);
        }
    }

    #[test]
    fn a_newer_library_is_not_blamed_for_what_is_unknown_here() {
        assert_eq!(faults("format = 2\n[style]\n").len(), 1);
        assert_eq!(faults(&format!("required-version = '{}'", env!("CARGO_PKG_VERSION"))), []);
    }
}
