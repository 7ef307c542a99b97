//! Reads `bib.toml`: every fault becomes a diagnostic with its place, and the default stands in for what is wrong.

mod check;

use super::{Category, Export, House, Layout, Settings, Versions, layout::fold_path};
use crate::{
    diagnostic::{Diagnostic, Lines, nearest},
    model::{Field, KINDS, Kind, Shape, key},
};
use std::{borrow::Cow, collections::BTreeSet, ops::Range};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// The settings that the text says, and its faults in order.
pub(super) fn read(text: &str, path: &str) -> (Settings, Vec<Diagnostic>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { path, lines: Lines::new(text), faults: Vec::new(), newer: false };
    for error in errors {
        reader.fault(error.span().unwrap_or(0..0), "toml-syntax", error.message(), None);
    }
    let broken: BTreeSet<usize> = reader.faults.iter().filter_map(line).collect();
    let mut settings = Settings::default();
    reader.settings(table.get_ref(), &mut settings);
    let newer = reader.newer;
    let mut faults = reader.faults;
    // a line that is no TOML, or a file for another `bib`, says enough once
    faults.retain(|fault| match fault.rule {
        "toml-syntax" | "required-version" => true,
        rule => {
            let broken = line(fault).is_some_and(|line| broken.contains(&line));
            !broken && (!newer || rule != "unknown-setting")
        }
    });
    faults.sort_by(Diagnostic::order);
    (settings, faults)
}

/// The line a fault stands in.
fn line(fault: &Diagnostic) -> Option<usize> {
    fault.place.as_ref().map(|place| place.line)
}

/// A setting: its name and its value, with places.
type Row<'a, 'i> = (&'a Spanned<Cow<'i, str>>, &'a Spanned<DeValue<'i>>);

/// The settings of a table in the order of the file.
fn rows<'a, 'i>(table: &'a DeTable<'i>) -> Vec<Row<'a, 'i>> {
    let mut rows: Vec<Row<'a, 'i>> = table.iter().collect();
    rows.sort_by_key(|(name, _)| name.span().start);
    rows
}

/// Collects faults on the way through the file.
struct Reader<'a> {
    path: &'a str,
    lines: Lines<'a>,
    faults: Vec<Diagnostic>,
    /// The file asks for a newer `bib`: what it does not know is no fault of the file.
    newer: bool,
}

impl Reader<'_> {
    fn settings(&mut self, table: &DeTable<'_>, settings: &mut Settings) {
        for (name, value) in rows(table) {
            match name.get_ref().as_ref() {
                "format" => self.format(value),
                "required-version" => settings.required_version = self.required_version(value),
                "layout" => {
                    if let Some(pattern) = self.string("layout", value) {
                        match Layout::parse(pattern) {
                            Ok(layout) => settings.layout = layout,
                            Err(fault) => {
                                self.wrong(value, &format!("`layout`: {fault}"), "write as `{key}.toml`");
                            }
                        }
                    }
                }
                "keys" => self.keys(value, settings),
                "categories" => self.categories(value, settings),
                "fields" => self.fields(value, settings),
                "modules" => self.modules(value, settings),
                "dedupe" => self.dedupe(value, settings),
                "check" => self.check(value, settings),
                "documents" => self.documents(value, settings),
                "export" => self.exports(value, settings),
                unknown => {
                    let known = [
                        "format",
                        "required-version",
                        "layout",
                        "keys",
                        "categories",
                        "fields",
                        "modules",
                        "dedupe",
                        "check",
                        "documents",
                        "export",
                    ];
                    self.unknown(name, &format!("`{unknown}`"), &known);
                }
            }
        }
    }

    fn format(&mut self, value: &Spanned<DeValue<'_>>) {
        let number =
            value.get_ref().as_integer().map(|number| i64::from_str_radix(number.as_str(), number.radix()));
        match number {
            None => self.mistyped("format", value, "an integer"),
            Some(Ok(1)) => {}
            Some(Ok(..1)) => self.wrong(value, "there is no such `format`", "write `format = 1`"),
            Some(_) => {
                self.newer = true;
                let message = format!("this library has a newer format than this `bib` ({VERSION}) knows");
                self.fault(
                    value.span(),
                    "required-version",
                    message,
                    Some("install a newer `bib`".to_owned()),
                );
            }
        }
    }

    fn required_version(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = self.string("required-version", value)?;
        let Some(required) = version(text) else {
            self.wrong(
                value,
                &format!("`required-version`: `{text}` is no version"),
                "write as `0.2` or `0.2.1`",
            );
            return None;
        };
        if version(VERSION).is_some_and(|own| own < required) {
            self.newer = true;
            let message = format!("this library asks for `bib` {text} or newer; this is {VERSION}");
            self.fault(value.span(), "required-version", message, Some("install a newer `bib`".to_owned()));
        }
        Some(text.to_owned())
    }

    fn keys(&mut self, value: &Spanned<DeValue<'_>>, settings: &mut Settings) {
        for (name, value) in self.table("keys", value) {
            match name.get_ref().as_ref() {
                "pattern" => {
                    let Some(pattern) = self.string("keys.pattern", value) else { continue };
                    match key::pattern_fault(pattern) {
                        None => pattern.clone_into(&mut settings.key_pattern),
                        Some(fault) => {
                            let help = "write as `{author}{year}{title}`";
                            self.wrong(value, &format!("`keys.pattern`: {fault}"), help);
                        }
                    }
                }
                unknown => self.unknown(name, &format!("`{unknown}` in `keys`"), &["pattern"]),
            }
        }
    }

    fn categories(&mut self, value: &Spanned<DeValue<'_>>, settings: &mut Settings) {
        let rows = self.table("categories", value);
        for (name, value) in &rows {
            match name.get_ref().as_ref() {
                "names" => self.category_names(value, settings),
                "default" => {}
                unknown => self.unknown(name, &format!("`{unknown}` in `categories`"), &["names", "default"]),
            }
        }
        let default = rows.iter().find(|(name, _)| name.get_ref() == "default");
        let Some((_, value)) = default else { return };
        for (name, value) in self.table("categories.default", value) {
            let kind = Kind::from_name(name.get_ref());
            let Some(category) = self.string(&format!("categories.default.{}", name.get_ref()), value) else {
                continue;
            };
            if !settings.categories.iter().any(|known| known.name == category) {
                let names: Vec<&str> = settings.categories.iter().map(|known| known.name.as_str()).collect();
                let help = suggestion(category, &names);
                self.fault(
                    value.span(),
                    "setting-value",
                    format!("there is no category `{category}`"),
                    Some(help),
                );
            } else if let Some(kind) = kind {
                settings.default_category.insert(kind, category.to_owned());
            }
            if kind.is_none() {
                let kinds: Vec<&str> = KINDS.iter().map(|row| row.name).collect();
                self.unknown(
                    name,
                    &format!("the entry type `{}` in `categories.default`", name.get_ref()),
                    &kinds,
                );
            }
        }
    }

    fn category_names(&mut self, value: &Spanned<DeValue<'_>>, settings: &mut Settings) {
        let mut found: Vec<(&Spanned<DeValue<'_>>, Category)> = Vec::new();
        match value.get_ref() {
            DeValue::Array(names) => {
                for value in names {
                    let Some(name) = self.string("categories.names", value) else { continue };
                    found.push((value, Category { name: name.to_owned(), heading: heading(name) }));
                }
            }
            DeValue::Table(names) => {
                for (name, value) in rows(names) {
                    let name = name.get_ref();
                    let Some(heading) = self.string(&format!("categories.names.{name}"), value) else {
                        continue;
                    };
                    found.push((value, Category { name: name.to_string(), heading: heading.to_owned() }));
                }
            }
            _ => return self.mistyped("categories.names", value, "an array of names or a table of headings"),
        }
        let mut categories: Vec<Category> = Vec::new();
        for (value, category) in found {
            let fault = if category.name.trim().is_empty() || category.name.chars().any(char::is_control) {
                "a category needs a name in one line".to_owned()
            } else if categories.iter().any(|known| known.name == category.name) {
                format!("the category `{}` stands twice", category.name)
            } else {
                categories.push(category);
                continue;
            };
            self.fault(value.span(), "setting-value", fault, None);
        }
        if categories.is_empty() {
            self.wrong(
                value,
                "a library has at least one category",
                "write as `names = [\"paper\", \"other\"]`",
            );
        } else {
            settings.categories = categories;
        }
    }

    fn fields(&mut self, value: &Spanned<DeValue<'_>>, settings: &mut Settings) {
        for (name, value) in self.table("fields", value) {
            let field = name.get_ref().as_ref();
            let mut shape = None;
            let rows = self.table(&format!("fields.{field}"), value);
            for (inner, value) in &rows {
                match inner.get_ref().as_ref() {
                    "shape" => shape = Some(self.shape(field, value)),
                    unknown => self.unknown(inner, &format!("`{unknown}` in `fields.{field}`"), &["shape"]),
                }
            }
            if let Some(fault) = house_fault(field) {
                let help = "take another name".to_owned();
                self.fault(name.span(), "setting-value", fault, Some(help));
            } else if shape.is_none() && value.get_ref().is_table() {
                let message = format!("`fields.{field}` does not say its `shape`");
                self.fault(
                    name.span(),
                    "setting-value",
                    message,
                    Some("write as `shape = \"text\"`".to_owned()),
                );
            } else if let Some(Some(shape)) = shape {
                settings.house.push(House { name: field.to_owned(), shape });
            }
        }
    }

    fn shape(&mut self, field: &str, value: &Spanned<DeValue<'_>>) -> Option<Shape> {
        const SHAPES: [(&str, Shape); 7] = [
            ("text", Shape::Text),
            ("literal", Shape::Literal),
            ("verbatim", Shape::Verbatim),
            ("date", Shape::Date),
            ("names", Shape::Names),
            ("list", Shape::TextList),
            ("words", Shape::WordList),
        ];
        self.choice(&format!("fields.{field}.shape"), value, &SHAPES)
    }

    fn dedupe(&mut self, value: &Spanned<DeValue<'_>>, settings: &mut Settings) {
        const VERSIONS: [(&str, Versions); 3] =
            [("merge", Versions::Merge), ("relate", Versions::Relate), ("ignore", Versions::Ignore)];
        for (name, value) in self.table("dedupe", value) {
            match name.get_ref().as_ref() {
                "versions" => {
                    settings.dedupe.versions =
                        self.choice("dedupe.versions", value, &VERSIONS).unwrap_or_default();
                }
                "certain" => {
                    let least = super::Dedupe::CERTAIN;
                    settings.dedupe.certain = self.chance("dedupe.certain", value, least).unwrap_or(least);
                }
                "possible" => {
                    let least = super::Dedupe::POSSIBLE;
                    settings.dedupe.possible = self.chance("dedupe.possible", value, least).unwrap_or(least);
                }
                unknown => {
                    let known = ["versions", "certain", "possible"];
                    self.unknown(name, &format!("`{unknown}` in `dedupe`"), &known);
                }
            }
        }
    }

    fn documents(&mut self, value: &Spanned<DeValue<'_>>, settings: &mut Settings) {
        for (name, value) in self.table("documents", value) {
            let "paths" = name.get_ref().as_ref() else {
                self.unknown(name, &format!("`{}` in `documents`", name.get_ref()), &["paths"]);
                continue;
            };
            let Some(paths) = value.get_ref().as_array() else {
                self.mistyped("documents.paths", value, "an array of paths");
                continue;
            };
            for value in paths {
                let Some(path) = self.string("documents.paths", value) else { continue };
                let fault = glob_fault(path).map(str::to_owned);
                match fault.map_or_else(|| settings.documents.paths.add(path), Err) {
                    Ok(()) => settings.documents.places.push(self.lines.place(self.path, value.span())),
                    Err(fault) => {
                        let message = format!("`documents.paths`: {fault}");
                        self.wrong(value, &message, "write a path as `docs/**/*.md`");
                    }
                }
            }
        }
    }

    fn exports(&mut self, value: &Spanned<DeValue<'_>>, settings: &mut Settings) {
        let mut outputs: Vec<(String, String)> = Vec::new();
        for (name, value) in self.table("export", value) {
            let table = format!("export.{}", name.get_ref());
            if !value.get_ref().is_table() {
                self.mistyped(&table, value, "a table");
                continue;
            }
            let mut export = Export {
                name: name.get_ref().to_string(),
                format: String::new(),
                output: String::new(),
                query: String::new(),
                sort: String::new(),
                title: String::new(),
                style: String::new(),
                place: self.lines.place(self.path, name.span()),
            };
            for (inner, value) in self.table(&table, value) {
                let setting = inner.get_ref().as_ref();
                let place = match setting {
                    "format" => &mut export.format,
                    "output" => &mut export.output,
                    "query" => &mut export.query,
                    "sort" => &mut export.sort,
                    "title" => &mut export.title,
                    "style" => &mut export.style,
                    unknown => {
                        let known = ["format", "output", "query", "sort", "title", "style"];
                        self.unknown(inner, &format!("`{unknown}` in `{table}`"), &known);
                        continue;
                    }
                };
                let Some(text) = self.string(&format!("{table}.{setting}"), value) else { continue };
                text.clone_into(place);
                let fault = if setting == "output" { output_fault(text) } else { None };
                if let Some(fault) = fault {
                    self.wrong(
                        value,
                        &format!("`{table}.output`: {fault}"),
                        "write a path as `docs/references.md`",
                    );
                } else if setting == "output" {
                    let folded = fold_path(&plain_path(text));
                    if let Some((_, other)) = outputs.iter().find(|(output, _)| *output == folded) {
                        let message = format!("`{table}` writes the same file as `export.{other}`");
                        self.wrong(value, &message, "give each export a file of its own");
                    }
                    outputs.push((folded, export.name.clone()));
                }
            }
            for (setting, text) in [("format", &export.format), ("output", &export.output)] {
                let given = value.get_ref().as_table().is_some_and(|table| table.contains_key(setting));
                if !given || (text.is_empty() && setting == "format") {
                    let message = format!("`{table}` does not say its `{setting}`");
                    self.fault(
                        name.span(),
                        "setting-value",
                        message,
                        Some(format!("add a line `{setting} = \"...\"`")),
                    );
                }
            }
            settings.exports.push(export);
        }
    }

    /// The rows of a value that should be a table.
    fn table<'a, 'i>(&mut self, setting: &str, value: &'a Spanned<DeValue<'i>>) -> Vec<Row<'a, 'i>> {
        if let DeValue::Table(table) = value.get_ref() {
            rows(table)
        } else {
            self.mistyped(setting, value, "a table");
            Vec::new()
        }
    }

    /// The text of a value that should be a string.
    fn string<'a>(&mut self, setting: &str, value: &'a Spanned<DeValue<'_>>) -> Option<&'a str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.mistyped(setting, value, "a string");
        }
        text
    }

    /// A chance, not below a least one: rules may be made stricter, and must not be made laxer than what was measured.
    fn chance(&mut self, setting: &str, value: &Spanned<DeValue<'_>>, least: f64) -> Option<f64> {
        let number = match value.get_ref() {
            DeValue::Float(float) => float.as_str().parse::<f64>().ok(),
            DeValue::Integer(integer) => integer.as_str().parse::<f64>().ok(),
            _ => None,
        };
        let Some(number) = number else {
            self.mistyped(setting, value, "a number");
            return None;
        };
        if !(least..1.0).contains(&number) {
            let help = format!("write a number from {least} to below 1");
            self.wrong(value, &format!("`{setting}` cannot be {number}"), &help);
            return None;
        }
        Some(number)
    }

    /// The meaning of a value that should be one of a few words.
    fn choice<T: Copy>(
        &mut self,
        setting: &str,
        value: &Spanned<DeValue<'_>>,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let text = self.string(setting, value)?;
        let choice = choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice);
        if choice.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            self.wrong(value, &format!("`{setting}` cannot be `{text}`"), &suggestion(text, &names));
        }
        choice
    }

    fn mistyped(&mut self, setting: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        let help = match wanted {
            "a string" => Some("put it in quotes".to_owned()),
            _ => None,
        };
        self.fault(value.span(), "setting-type", format!("`{setting}` must be {wanted}, not {found}"), help);
    }

    fn wrong(&mut self, value: &Spanned<DeValue<'_>>, message: &str, help: &str) {
        self.fault(value.span(), "setting-value", message, Some(help.to_owned()));
    }

    fn unknown(&mut self, name: &Spanned<Cow<'_, str>>, what: &str, known: &[&str]) {
        let help = suggestion(name.get_ref(), known);
        self.fault(name.span(), "unknown-setting", format!("there is no setting {what}"), Some(help));
    }

    fn fault(
        &mut self,
        span: Range<usize>,
        rule: &'static str,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let mut fault = Diagnostic::error(rule, message).at(self.lines.place(self.path, span));
        fault.help = help;
        self.faults.push(fault);
    }
}

/// The version of this program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The numbers of a version: one to three of them.
fn version(text: &str) -> Option<[u32; 3]> {
    let mut numbers = [0; 3];
    let mut given = text.split('.');
    let mut any = false;
    for (number, text) in numbers.iter_mut().zip(&mut given) {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = text.parse().ok()?;
        any = true;
    }
    (any && given.next().is_none()).then_some(numbers)
}

/// "did you mean", or what there is.
fn suggestion(word: &str, known: &[&str]) -> String {
    if let Some(meant) = nearest(word, known.iter().copied()) {
        format!("did you mean `{meant}`?")
    } else {
        let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
        format!("there is {}", known.join(", "))
    }
}

/// The heading of a category that gives none.
pub(super) fn heading(name: &str) -> String {
    let plural = match name {
        "paper" => "Papers",
        "blog" => "Blogs",
        "video" => "Videos",
        name => {
            let mut chars = name.chars();
            return chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default();
        }
    };
    plural.to_owned()
}

/// What is wrong with the name of a house field.
fn house_fault(name: &str) -> Option<String> {
    let field = Field::from_name(name).or_else(|| Field::from_biblatex(name));
    if let Some(field) = field {
        return Some(if field.name() == name {
            format!("`{name}` is a field of every library")
        } else {
            format!("`{name}` is another name of the field `{field}`")
        });
    }
    // JSON and queries have these beside the fields
    if matches!(name, "key" | "path" | "line" | "module" | "keyword" | "has" | "missing" | "cited-in") {
        return Some(format!("`{name}` has a meaning of its own in queries and JSON"));
    }
    // imports and CSL-JSON have these beside the fields
    if matches!(name, "as" | "into" | "keyless" | "other-ids") {
        return Some(format!("`{name}` has a meaning of its own in what `bib` remembers and exports"));
    }
    let mut bytes = name.bytes();
    let good = bytes.next().is_some_and(|byte| byte.is_ascii_lowercase())
        && bytes
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'));
    (!good).then(|| {
        format!("`{name}` is no name of a field: a letter, then letters, digits, `-` and `_`, all lower case")
    })
}

/// What is wrong with the path that an export writes.
fn output_fault(path: &str) -> Option<&'static str> {
    let mut bytes = path.bytes();
    let drive = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic()) && bytes.next() == Some(b':');
    if path.is_empty() || path.ends_with('/') {
        return Some("it names no file");
    }
    if path.starts_with('/') || drive {
        return Some("it is absolute; it must be relative to the work tree");
    }
    if path.contains('\\') || path.chars().any(char::is_control) {
        return Some("it holds a backslash or a control character; folders are divided with `/`");
    }
    for segment in path.split('/') {
        // Windows drops blanks and dots at the end, and keeps a short name
        let bare = segment.trim_end_matches([' ', '.']).to_lowercase();
        if segment != "." && (segment == ".." || (bare.is_empty() && !segment.is_empty())) {
            return Some("it leaves the work tree with `..`");
        }
        if bare == ".git" || bare == "git~1" {
            return Some("it lies inside git's own folder");
        }
    }
    if path.to_lowercase().ends_with(".toml") {
        return Some("a TOML file would be read as a part of the library");
    }
    None
}

/// What is wrong with a glob of documents.
fn glob_fault(path: &str) -> Option<&'static str> {
    let path = path.trim_start_matches('!');
    let absolute = path.starts_with('/') || path.get(1..2) == Some(":");
    if path.is_empty() {
        Some("it names no file")
    } else if absolute {
        Some("it is absolute; it must be relative to the work tree")
    } else if path.split('/').any(|segment| segment == "..") {
        Some("it leaves the work tree with `..`")
    } else {
        None
    }
}

/// The path without `.` and doubled `/`.
fn plain_path(path: &str) -> String {
    path.split('/').filter(|segment| !matches!(*segment, "" | ".")).collect::<Vec<_>>().join("/")
}
