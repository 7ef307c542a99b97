//! Sources → BibLaTeX for biber: everything, our own fields included.
//!
//! One layout: a field a line in canonical order, braces always. Braces in every value are balanced, so no value can break
//! the file.

use super::{
    names::{ORCID, is_name_part},
    own,
    read::{FORMAT, collapse, is_key, mode, safe_key, verbatim},
    tokens::is_identifier,
};
use crate::{
    diagnostic::Diagnostic,
    format::{
        Options, Written,
        latex::{self, Mode},
    },
    model::{
        Date, Extra, Field, Name, NameText, Person, Related, Shape, Source, Value, inherit, key, ordinal,
    },
    settings::House,
};
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    fmt::Write as _,
};

/// The rule of everything that a format cannot carry.
pub(super) const LOSS: &str = "export-loss";

/// Writes sources as BibLaTeX.
pub fn write_biblatex(sources: &[Cow<'_, Source>], options: &Options) -> Written {
    let mut out = Out::new(sources, options);
    let cyclic = cyclic(sources);
    for source in sources {
        let is_cyclic = cyclic.contains(source.key.as_str());
        out.copies(source, source.kind.name(), options, |out, source| {
            for (field, value) in source.fields() {
                out.tame(field, value);
                match field {
                    Field::Crossref | Field::Xdata if is_cyclic => {
                        let text = out.text(field, value).unwrap_or_default();
                        out.field(format!("cyclic-{field}"), &text);
                    }
                    _ => out.value(field, value),
                }
            }
            out.house(source);
            out.extra(source, true);
        });
    }
    out.finish()
}

/// The keys of sources that inherit from themselves in the end. Programs that follow such references do so for ever (pandoc 2.17).
fn cyclic<'s>(sources: &'s [Cow<'_, Source>]) -> HashSet<&'s str> {
    let inherits = |source: &Source| source.has(Field::Crossref) || source.has(Field::Xdata);
    if !sources.iter().any(|source| inherits(source)) {
        return HashSet::new();
    }
    let keys = sources.iter().flat_map(|source| {
        let keys = std::iter::once(&source.key).chain(source.ids());
        keys.map(move |key| (key.as_str(), source.as_ref()))
    });
    let by_key: HashMap<&str, &Source> = keys.collect();
    let is_cyclic = |source: &Source| {
        inherit::resolve(source, &|key| by_key.get(key).copied()).cycle.contains(&source.key)
    };
    let cyclic = sources.iter().filter(|source| inherits(source) && is_cyclic(source));
    cyclic.map(|source| source.key.as_str()).collect()
}

/// What is written so far.
#[derive(Default)]
pub(super) struct Out {
    written: Written,
    /// The key of the entry that is being written.
    key: String,
    /// The names of its fields.
    names: Vec<Cow<'static, str>>,
    /// Keys that cannot be made for sources that have none; empty if all have one.
    taken: HashSet<String>,
    /// A copy is being written: its losses were named already.
    silent: bool,
    /// Texts are written as LaTeX in ASCII.
    pub(super) ascii: bool,
    /// The fields that the library declares.
    pub(super) house: Vec<House>,
}

impl Out {
    /// Nothing yet of these sources.
    pub(super) fn new(sources: &[Cow<'_, Source>], options: &Options) -> Out {
        let mut out = Out { ascii: options.ascii, house: options.house.clone(), ..Out::default() };
        if sources.iter().any(|source| source.key.is_empty()) {
            out.taken = sources.iter().map(|source| source.key.clone()).collect();
        }
        out
    }

    /// What was written.
    pub(super) fn finish(self) -> Written {
        self.written
    }

    /// An entry, and a copy of it under each alias if they are asked for: `ids` are not written then, as biber takes no alias
    /// that is an entry.
    pub(super) fn copies(
        &mut self,
        source: &Source,
        kind: &str,
        options: &Options,
        fields: impl Fn(&mut Out, &Source),
    ) {
        let aliases = if options.aliases { source.ids() } else { &[] };
        let mut source = Cow::Borrowed(source);
        if !aliases.is_empty() {
            source.to_mut().remove(Field::Ids);
        }
        if source.key.is_empty() {
            // no reader takes an entry without key
            let key = key::generate(key::PATTERN, &source);
            let key = key::unique(&key, |key| self.taken.contains(key));
            self.entry(&key, kind, &source, &fields);
            self.taken.insert(key);
        } else {
            self.entry(&source.key, kind, &source, &fields);
        }
        self.silent = true;
        for alias in aliases {
            self.entry(alias, kind, &source, &fields);
        }
        self.silent = false;
    }

    fn entry(&mut self, key: &str, kind: &str, source: &Source, fields: &impl Fn(&mut Out, &Source)) {
        key.clone_into(&mut self.key);
        self.names.clear();
        if !self.written.text.is_empty() {
            self.written.text.push('\n');
        }
        let mut safe = Cow::Borrowed(key);
        if let Some(fault) = key::fault(key) {
            safe = Cow::Owned(safe_key(key));
            self.loss("key", format!("{fault}; it is written as `{safe}`"));
        }
        _ = writeln!(self.written.text, "@{kind}{{{safe},");
        fields(self, source);
        self.written.text.push_str("}\n");
    }

    /// Names what the format cannot carry.
    pub(super) fn loss(&mut self, field: &str, message: impl Into<String>) {
        if !self.silent {
            self.written.losses.push(Diagnostic::note(LOSS, message).key(&*self.key).field(field));
        }
    }

    /// Whether a field of that name was written.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// How many fields were written.
    pub(super) fn count(&self) -> usize {
        self.names.len()
    }

    /// A field in braces; the value's own are balanced. An empty value is no field.
    pub(super) fn field(&mut self, name: impl Into<Cow<'static, str>>, value: &str) {
        let name = name.into();
        let value = if self.ascii && !value.is_ascii() { self.in_ascii(&name, value) } else { value.into() };
        if !value.is_empty() {
            self.bare(name, &format!("{{{value}}}"));
        }
    }

    /// The LaTeX of a field in ASCII, as far as it goes. What is no LaTeX stays.
    fn in_ascii<'v>(&mut self, name: &str, value: &'v str) -> Cow<'v, str> {
        let shape = match Field::from_biblatex(name) {
            Some(field) if is_key(field) => Some(Shape::Verbatim),
            field => field.map(Field::shape).or_else(|| self.house_shape(name)),
        };
        let value = match shape {
            _ if value.starts_with("\\url{") => value.into(),
            Some(Shape::Verbatim | Shape::Related) => value.into(),
            Some(Shape::Text | Shape::TextList | Shape::Names) => latex::ascii(value),
            _ => latex::plain_ascii(value),
        };
        if !value.is_ascii() {
            let mut left: Vec<char> = value.chars().filter(|c| !c.is_ascii()).collect();
            left.sort_unstable();
            left.dedup();
            let left: String = left.iter().take(8).collect();
            self.loss(name, format!("there is no ASCII for `{left}`"));
        }
        value
    }

    /// A field as it is: braces, or macros. An entry has no field twice.
    pub(super) fn bare(&mut self, name: impl Into<Cow<'static, str>>, value: &str) {
        let name = name.into();
        if self.has(&name) {
            self.loss(&name, format!("another field is written as `{name}` already"));
            return;
        }
        _ = writeln!(self.written.text, "  {name} = {value},");
        self.names.push(name);
    }

    /// Names the commands of a value that are written as text, as TeX would act on them.
    pub(super) fn tame(&mut self, field: Field, value: &Value) {
        let active = match value {
            Value::Text(text) => latex::active(text),
            Value::List(list) => list.iter().find_map(|text| latex::active(text)),
            Value::Names(names) => {
                let name = names.iter().map(NameText::written).find(|name| latex::active(name).is_some());
                return name.into_iter().for_each(|name| self.tame(field, &Value::Text(name.into_owned())));
            }
            _ => None,
        };
        if let Some(name) = active.filter(|_| field.shape() != Shape::Verbatim) {
            self.loss(field.name(), format!("TeX would act on `\\{name}`, it is written as text"));
        }
    }

    /// A field under biblatex's name.
    pub(super) fn value(&mut self, field: Field, value: &Value) {
        let name = field.row().biblatex;
        match value {
            Value::Names(names) => self.people(name, names),
            Value::Related(related) => self.related(related),
            Value::Extra(_) => {} // after all others
            _ => {
                if let Some(text) = self.text(field, value) {
                    self.field(name, &text);
                }
            }
        }
    }

    /// The value of a field in LaTeX; `None` if it cannot be written.
    pub(super) fn text(&mut self, field: Field, value: &Value) -> Option<String> {
        Some(match (value, field.shape()) {
            (Value::Text(text), Shape::Text) => latex::write(text, mode(field)),
            (Value::Text(text), Shape::Verbatim) => return self.verbatim(field, text),
            (Value::Text(text), Shape::Date) => date(text),
            (Value::Text(text), Shape::Literal) if is_key(field) => return self.verbatim(field, text),
            (Value::Text(text), Shape::Literal) if matches!(field, Field::Year | Field::Month) => date(text),
            // a word of its own, not that of a number
            (Value::Text(text), _) if field == Field::Edition && ordinal::written(text).is_some() => {
                format!("{{{text}}}")
            }
            (Value::Text(text), _) => latex::escape(text),
            (Value::List(list), Shape::WordList) if is_key(field) => {
                // a comma behind a backslash would separate nothing
                let word =
                    |word: &String| if word.ends_with('\\') { format!("{word} ") } else { word.clone() };
                return self.verbatim(field, &list.iter().map(word).collect::<Vec<_>>().join(", "));
            }
            (Value::List(list), Shape::WordList) => word_list(list),
            (Value::List(list), _) => text_list(list, self.ascii),
            (Value::Reasons(reasons), _) => own::reasons(reasons),
            (Value::Conflicts(conflicts), _) => own::conflicts(conflicts),
            (Value::Names(_) | Value::Related(_) | Value::Extra(_), _) => return None,
        })
    }

    /// A value that is no text: as it is. Braces that are not balanced would break the file.
    fn verbatim(&mut self, field: Field, text: &str) -> Option<String> {
        let mut text = collapse(text.trim());
        // biblatex prints the name of a file without looking at it
        if latex::active(&text).is_some() && field != Field::File {
            if field != Field::Url {
                self.loss(field.name(), format!("TeX would act on what `{field}` holds, it is left out"));
                return None;
            }
            self.loss("url", "TeX would act on what `url` holds, its backslashes are written as %5C");
            text = Cow::Owned(text.replace('\\', "%5C").replace("^^", "%5E%5E"));
        }
        if is_balanced(&text) {
            if field.shape() == Shape::Verbatim && verbatim(field, &text) != text {
                self.loss(field.name(), format!("`{field}` is read back without its braces or backslashes"));
            }
            return Some(text.into_owned());
        }
        if field == Field::Url {
            return Some(text.replace('{', "%7B").replace('}', "%7D"));
        }
        self.loss(field.name(), format!("the braces of `{field}` are not balanced, it is left out"));
        None
    }

    /// A field of names.
    pub(super) fn people(&mut self, field: impl Into<Cow<'static, str>>, names: &[NameText]) {
        let field = field.into();
        let mut orcids = String::new();
        let mut list = Vec::with_capacity(names.len());
        for (n, name) in names.iter().enumerate() {
            list.push(match name {
                NameText::Text(text) => name_text(text),
                NameText::Table(name) => {
                    if let Name::Person(Person { orcid, .. }) = &**name
                        && !orcid.is_empty()
                    {
                        let orcid: String =
                            orcid.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
                        let end = if orcids.is_empty() { "" } else { "; " };
                        _ = write!(orcids, "{end}{}=\"{orcid}\"", n + 1);
                    }
                    self.name_table(&field, name)
                }
            });
        }
        let annotations = format!("{field}{ORCID}");
        self.field(field, &list.join(" and "));
        if !orcids.is_empty() {
            self.field(annotations, &orcids);
        }
    }

    /// A name that no plain string says: biblatex's extended format if it can.
    fn name_table(&mut self, field: &str, name: &Name) -> String {
        let Name::Person(person) = name else { return name_text(&name.to_string()) };
        let bare = Person { orcid: String::new(), ..person.clone() };
        let display = name.to_string();
        if NameText::Text(display.clone()).read() == Name::Person(bare) {
            return name_text(&display);
        }
        let (prefix, use_prefix) = match (&*person.non_dropping_particle, &*person.dropping_particle) {
            ("", dropping) => (dropping, "false"),
            (particle, "") => (particle, "true"),
            _ => {
                self.loss(field, format!("the two particles of `{display}` are written as one"));
                return name_text(&display);
            }
        };
        let mut parts = Vec::new();
        for (what, part) in [
            ("family", &*person.family),
            ("given", &*person.given),
            ("prefix", prefix),
            ("suffix", &*person.suffix),
        ] {
            if !part.is_empty() {
                parts.push(format!("{what}={{{}}}", latex::write(part, Mode::Name)));
            }
        }
        if !prefix.is_empty() {
            parts.push(format!("useprefix={use_prefix}"));
        }
        parts.join(", ")
    }

    /// biblatex's three fields say one relation of any number of sources; ours says the rest.
    fn related(&mut self, related: &[Related]) {
        let Some(first) = related.first() else { return };
        let same = |other: &Related| other.relation == first.relation && other.string == first.string;
        let keys: Vec<_> =
            related.iter().filter(|other| same(other)).map(|other| other.key.as_str()).collect();
        if let Some(keys) = self.verbatim(Field::Related, &keys.join(", ")) {
            self.field("related", &keys);
        }
        self.field("relatedtype", &latex::escape(&first.relation));
        self.field("relatedstring", &latex::write(&first.string, Mode::Line));
        if !related.iter().all(same) {
            self.field("relations", &own::relations(related));
        }
    }

    /// Fields of other programs: those of BibTeX as they were, the rest (if `all`) in one field of ours.
    pub(super) fn extra(&mut self, source: &Source, all: bool) {
        let mut rest: Vec<&Extra> = Vec::new();
        for extra in source.extra() {
            let as_it_was = extra.format == FORMAT
                && is_name(&extra.name)
                && !self.has(&extra.name)
                && Field::from_biblatex(&extra.name)
                    .is_none_or(|field| matches!(field, Field::Year | Field::Month) && self.has("date"))
                && (!matches!(&*extra.name, "pmid" | "arxivid") || self.has("eprint"))
                && !own::NAMES.contains(&extra.name.to_ascii_lowercase().as_str())
                && is_balanced(&extra.value)
                && latex::active(&extra.value).is_none()
                && !extra.value.contains(['\n', '\r'])
                && extra.value.trim() == extra.value;
            // what was never read as LaTeX must not be written anew
            if as_it_was && !extra.value.is_empty() {
                self.bare(extra.name.clone(), &format!("{{{}}}", extra.value));
            } else {
                rest.push(extra);
            }
        }
        if all {
            self.field("extra", &own::extra(rest.into_iter()));
        } else {
            for extra in rest {
                self.loss("extra", format!("`{}` of {} has no place", extra.name, extra.format));
            }
        }
    }
}

/// A name as a string is written: braces if it would be taken for several.
pub(super) fn name_text(text: &str) -> String {
    let latex = latex::write(text.trim(), Mode::Name);
    let part = latex.split_once('=').map(|(part, _)| part.trim());
    if !own::stands_alone(&latex) {
        format!("{{{latex}}}")
    } else if part.is_some_and(is_name_part) {
        format!("{{}}{latex}") // or it would be taken for the extended format
    } else {
        latex
    }
}

/// A date as it is; what is none is a text.
pub(super) fn date(text: &str) -> String {
    if text.parse::<Date>().is_ok() { text.to_owned() } else { latex::escape(text) }
}

/// A list of texts.
pub(super) fn text_list(list: &[String], ascii: bool) -> String {
    let item = |item: &String| {
        let latex = latex::write(item.trim(), Mode::Line);
        own::item_of(if ascii { latex::ascii(&latex).into_owned() } else { latex })
    };
    list.iter().map(item).collect::<Vec<_>>().join(" and ")
}

/// Words between commas.
pub(super) fn word_list(list: &[String]) -> String {
    let word = |word: &String| {
        // biber splits at every comma
        let latex = latex::escape(word.trim()).replace("\\,", "\u{202f}");
        if word.contains([',', ';']) { format!("{{{latex}}}") } else { latex }
    };
    list.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// Whether a field can be called so.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(is_identifier)
}

/// Whether its braces are balanced.
pub(super) fn is_balanced(text: &str) -> bool {
    let mut depth = 0_usize;
    text.bytes().all(|byte| match byte {
        b'{' => {
            depth += 1;
            true
        }
        b'}' => depth.checked_sub(1).map(|left| depth = left).is_some(),
        _ => true,
    }) && depth == 0
}
