//! Sources → CSL-JSON. What each field becomes follows the reference converter (pandoc's reader of BibLaTeX) where
//! CSL and biblatex leave a choice.

use super::{
    super::{Options, Written},
    custom, date, in_book, in_periodical, is_book, rich,
    terms::{self, COUNTRIES, GENRES, SERIES, STATES},
    variables::{self, TYPES, shape},
};
use crate::{
    diagnostic::Diagnostic,
    model::{Date, FIELDS, Field, Kind, Name, NameText, Source, Value, text},
};
use serde_json::{Value as Json, json};
use std::borrow::Cow;

/// Writes sources, inheritance resolved, in the order given; containers of data (`xdata`) are none. A variable a
/// line, a name a line.
pub fn write(sources: &[Cow<'_, Source>], options: &Options) -> Written {
    let mut written = Written::default();
    let mut items = Vec::new();
    for source in sources.iter().filter(|source| source.kind != Kind::Xdata) {
        let mut item = Item::new(source);
        item.fill();
        item.keep(options.all_fields);
        written.losses.append(&mut item.losses);
        items.push(layout::item(&source.key, &item.variables));
        if options.aliases {
            item.variables.retain(|(name, _)| *name != "custom");
            items.extend(source.ids().iter().map(|id| layout::item(id, &item.variables)));
        }
    }
    written.text =
        if items.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", items.join(",\n")) };
    written
}

/// The CSL type of a source.
pub(super) fn csl_type(source: &Source) -> &'static str {
    let subtype = source.text(Field::Entrysubtype).unwrap_or_default();
    match source.kind {
        Kind::Article | Kind::Suppperiodical | Kind::Periodical
            if subtype.eq_ignore_ascii_case("magazine") =>
        {
            "article-magazine"
        }
        Kind::Article | Kind::Suppperiodical | Kind::Periodical
            if subtype.eq_ignore_ascii_case("newspaper") =>
        {
            "article-newspaper"
        }
        Kind::Periodical if is_special_issue(source) => "article-journal",
        Kind::Inreference => "entry-encyclopedia",
        Kind::Unpublished if is_talk(source) => "speech",
        kind => kind.row().csl,
    }
}

/// Whether it is an issue with a title of its own, which then is the title, and the periodical's is the container.
fn is_special_issue(source: &Source) -> bool {
    source.kind == Kind::Periodical && source.has(Field::Issuetitle)
}

fn is_talk(source: &Source) -> bool {
    [Field::Eventtitle, Field::Eventdate, Field::Venue].into_iter().any(|field| source.has(field))
}

/// An item that is made of a source.
struct Item<'a> {
    source: &'a Source,
    variables: Vec<(&'static str, Json)>,
    /// Which fields are carried, by their place in the table.
    carried: Vec<bool>,
    losses: Vec<Diagnostic>,
}

impl<'a> Item<'a> {
    fn new(source: &'a Source) -> Item<'a> {
        Item {
            source,
            variables: Vec::with_capacity(16),
            carried: vec![false; FIELDS.len()],
            losses: Vec::new(),
        }
    }

    /// Carries everything that has a place; the order is that of the output.
    fn fill(&mut self) {
        use Field::*;
        self.kind();
        self.titles();
        self.people();
        for (variable, field) in
            [("issued", Date), ("original-date", Origdate), ("event-date", Eventdate), ("accessed", Urldate)]
        {
            self.date(variable, field);
        }
        self.rich("event-title", Eventtitle);
        self.rich("event-place", Venue);
        self.numbers();
        self.publisher();
        self.language();
        self.address();
        for (variable, field) in [("ISBN", Isbn), ("ISSN", Issn), ("citation-label", Shorthand)] {
            self.plain(variable, field);
        }
        self.rich("call-number", Library);
        if let Some(state) = self.take(Pubstate) {
            self.put("status", terms::spell_out(&state, &STATES));
        }
        let keywords = self.list(Keywords).join(", ");
        self.put("keyword", keywords);
        let note = self.marked(Note).unwrap_or_default();
        let note = join(note, ". ", self.marked(Addendum));
        self.put("note", note);
        self.rich("abstract", Abstract);
        self.rich("annote", Annotation);
        self.options();
        self.extra();
    }

    /// Carries the kind: a type that was read wins if it is still one of the same kind.
    fn kind(&mut self) {
        let own = csl_type(self.source);
        let extra = self.source.extra().iter().find(|extra| extra.format == FORMAT && extra.name == "type");
        let read = extra.and_then(|extra| TYPES.iter().find(|known| **known == extra.value));
        let csl = read.copied().filter(|csl| terms::kind(csl) == Some(self.source.kind)).unwrap_or(own);
        self.variables.push(("type", json!(csl)));
        if own == "article-magazine" || own == "article-newspaper" {
            self.done(Field::Entrysubtype);
        }
        if let Some(genre) = self.take(Field::Genre) {
            self.put("genre", terms::spell_out(&genre, &GENRES));
        }
    }

    /// Titles: of the work, of the volume, of what it stands in, of the series.
    fn titles(&mut self) {
        use Field::*;
        let kind = self.source.kind;
        let (part, main) = (in_book(kind), self.source.has(Maintitle));
        let special = is_special_issue(self.source);
        let own = [Title, Subtitle, Titleaddon];
        let book = [Booktitle, Booksubtitle, Booktitleaddon];
        let journal = [Journaltitle, Journalsubtitle, Journaltitleaddon];
        let whole = [Maintitle, Mainsubtitle, Maintitleaddon];
        let issue = [Issuetitle, Issuesubtitle, Issuetitleaddon];
        let (title, volume, mut container) = match (special, main, part) {
            (true, _, _) => (issue, None, vec![own]),
            (_, true, true) => (own, Some(book), vec![whole]),
            (_, true, false) => (whole, Some(own), vec![journal]),
            (_, false, true) => (own, None, vec![book, journal]),
            (_, false, false) if in_periodical(kind) => (own, Some(issue), vec![journal]),
            (_, false, false) => (own, None, vec![journal]),
        };
        // a book has a booktitle only for its parts to inherit
        if !part && !special && !is_book(kind) {
            container.push(book);
        }
        let joined = self.title(title);
        self.put("title", joined);
        if title == own {
            self.short_title(main);
        }
        if let Some(volume) = volume {
            let joined = self.title(volume);
            self.put("volume-title", joined);
        }
        if let Some(container) = container.into_iter().find(|parts| self.source.has(parts[0])) {
            let joined = self.title(container);
            self.put("container-title", joined);
            let short = if special && self.source.has(Shorttitle) { Shorttitle } else { Shortjournal };
            if container == journal || special {
                self.rich("container-title-short", short);
            }
        }
        if let Some(series) = self.take(Series) {
            self.put("collection-title", rich::write(&series_title(&series), true));
        }
        self.rich("original-title", Origtitle);
    }

    /// The short title, or what of the title stands before a colon or a subtitle.
    fn short_title(&mut self, main: bool) {
        if let Some(short) = self.marked(Field::Shorttitle) {
            self.put("title-short", short);
            return;
        }
        let Some(title) = self.source.text(Field::Title) else { return };
        let before = rich::before_colon(title);
        let subtitled = self.source.has(Field::Subtitle) || self.source.has(Field::Titleaddon);
        if let Some(short) = before.or_else(|| (subtitled && !main).then(|| rich::write(title, true))) {
            self.put("title-short", short);
        }
    }

    /// A title with its subtitle and its annex.
    fn title(&mut self, [title, subtitle, annex]: [Field; 3]) -> String {
        let title = self.marked(title).unwrap_or_default();
        let title = join(title, ": ", self.marked(subtitle));
        join(title, ". ", self.marked(annex))
    }

    /// Names; editors by what they did, where CSL has a word for it.
    fn people(&mut self) {
        use Field::*;
        self.names("author", Author);
        for (names, role, main) in [
            (Editor, Editortype, true),
            (Editora, Editoratype, false),
            (Editorb, Editorbtype, false),
            (Editorc, Editorctype, false),
        ] {
            let word = self.source.text(role).unwrap_or("editor").to_ascii_lowercase();
            let variable = match word.as_str() {
                "editor" => "editor",
                "compiler" => "compiler",
                "director" => "director",
                "organizer" => "organizer",
                "collaborator" => "contributor",
                // a reviser or founder is an editor rather than nobody
                _ if main => "editor",
                _ => continue,
            };
            if self.is_free(variable)
                && self.names(variable, names)
                && (variable != "editor" || word == "editor")
            {
                self.done(role);
            }
        }
        self.names("translator", Translator);
        self.names("container-author", Bookauthor);
    }

    /// Carries names; whether there are any.
    fn names(&mut self, variable: &'static str, field: Field) -> bool {
        let Some(Value::Names(names)) = self.source.get(field) else { return false };
        self.done(field);
        let prefix = self.option("useprefix");
        let list: Vec<Json> = names.iter().map(|name| self.name(name, field, prefix)).collect();
        self.variables.push((variable, Json::Array(list)));
        true
    }

    fn name(&mut self, name: &NameText, field: Field, prefix: Option<bool>) -> Json {
        let person = match name.read() {
            Name::Literal(name) => return json!({ "literal": text::plain(&name) }),
            // as the reference converter does
            Name::Others => return json!({ "literal": "others" }),
            Name::Person(person) => person,
        };
        if !person.orcid.is_empty() {
            self.lose(field, format!("the ORCID iD {} of {}", person.orcid, text::plain(&person.family)));
        }
        let (mut dropping, mut particle) = (person.dropping_particle, person.non_dropping_particle);
        // biblatex's option says it of particles as BibTeX reads them; a table says it itself
        if prefix == Some(false) && matches!(name, NameText::Text(_)) {
            (dropping, particle) = (particle, dropping);
        }
        let parts = [
            ("family", person.family),
            ("given", person.given),
            ("dropping-particle", dropping),
            ("non-dropping-particle", particle),
            ("suffix", person.suffix),
        ];
        let parts = parts.into_iter().filter(|(_, part)| !part.is_empty());
        Json::Object(parts.map(|(name, part)| (name.to_owned(), json!(text::plain(&part)))).collect())
    }

    fn date(&mut self, variable: &'static str, field: Field) {
        let literal = match self.source.text(field) {
            Some(text) => match text.parse::<Date>() {
                Ok(date) => {
                    let (value, loss) = date::write(date);
                    self.done(field);
                    self.variables.push((variable, value));
                    if let Some(loss) = loss {
                        self.lose(field, format!("of `{text}`, {loss}"));
                    }
                    return;
                }
                Err(_) => self.take(field),
            },
            None if field == Field::Date => match (self.take(Field::Month), self.take(Field::Year)) {
                (Some(month), Some(year)) => Some(format!("{month} {year}")),
                (month, year) => month.or(year),
            },
            None => None,
        };
        if let Some(literal) = literal {
            self.variables.push((variable, json!({ "literal": literal })));
        }
    }

    /// Volumes, numbers, pages. A `number` is that of an issue, of a series, or of the work itself.
    fn numbers(&mut self) {
        use Field::*;
        let kind = self.source.kind;
        let part = self.take(Part);
        match (self.take(Volume), part) {
            (Some(volume), Some(part)) => self.put("volume", format!("{volume}.{part}")),
            (volume, part) => self.put("volume", volume.or(part).unwrap_or_default()),
        }
        let number = self.take(Number);
        let issue = self.marked(Issue);
        if in_periodical(kind) {
            self.put("issue", join(number.unwrap_or_default(), ", ", issue));
        } else {
            let variable = if in_book(kind) || is_book(kind) { "collection-number" } else { "number" };
            self.put(variable, number.unwrap_or_default());
            self.put("issue", issue.unwrap_or_default());
        }
        if self.is_free("number") && (in_periodical(kind) || in_book(kind) || is_book(kind)) {
            self.plain("number", Eid);
        }
        if let Some(pages) = self.take(Pages) {
            self.put("page", pages.replace("--", "-").replace('–', "-"));
        }
        for (variable, field) in [
            ("number-of-pages", Pagetotal),
            ("number-of-volumes", Volumes),
            ("chapter-number", Chapter),
            ("edition", Edition),
            ("version", Version),
        ] {
            self.plain(variable, field);
        }
    }

    /// Publishers and whoever else brought it out, and places.
    fn publisher(&mut self) {
        use Field::*;
        let mut publishers = self.texts(Institution);
        publishers.extend(self.texts(Organization));
        publishers.extend(self.marked(Howpublished));
        publishers.extend(self.texts(Publisher));
        self.put("publisher", publishers.join("; "));
        let places = self.texts(Location);
        if self.source.kind == Kind::Patent {
            let places: Vec<String> =
                places.iter().map(|place| terms::spell_out(place, &COUNTRIES)).collect();
            self.put("jurisdiction", places.join("; "));
        } else {
            self.put("publisher-place", places.join("; "));
        }
        for (variable, field) in
            [("original-publisher", Origpublisher), ("original-publisher-place", Origlocation)]
        {
            let texts = self.texts(field).join("; ");
            self.put(variable, texts);
        }
    }

    /// The language: what the title is hyphenated by, else the first that the work is said to be in.
    fn language(&mut self) {
        let options = self.source.text(Field::Langidopts).unwrap_or_default();
        let languages = self.source.list(Field::Language);
        let tag = match (self.source.text(Field::Langid), languages) {
            (Some(name), _) => terms::language_tag(name, options),
            (None, [name, ..]) => terms::language_tag(name, ""),
            (None, []) => return,
        };
        let primary = |tag: &str| tag.split('-').next().map(str::to_ascii_lowercase);
        if let [one] = languages
            && primary(&terms::language_tag(one, "")) == primary(&tag)
        {
            self.done(Field::Language);
        }
        self.done(Field::Langid);
        if !options.is_empty()
            && tag != terms::language_tag(self.source.text(Field::Langid).unwrap_or(""), "")
        {
            self.done(Field::Langidopts);
        }
        self.put("language", tag);
    }

    /// Where it is on the web and in archives. A record in an archive is said by its address, where nothing else is.
    fn address(&mut self) {
        use Field::*;
        if self.option("doi") == Some(false) {
            self.leave_out(Doi, "doi=false");
        } else {
            self.plain("DOI", Doi);
        }
        if self.source.kind != Kind::Online && self.option("url") == Some(false) {
            self.leave_out(Url, "url=false");
        } else {
            self.plain("URL", Url);
        }
        let (Some(archive), Some(id)) = (self.source.text(Eprinttype), self.source.text(Eprint)) else {
            return;
        };
        if archive.eq_ignore_ascii_case("pubmed") {
            self.put("PMID", id.to_owned());
            self.done(Eprinttype);
            self.done(Eprint);
        }
        if self.is_free("URL") && !self.source.has(Url) {
            self.put("URL", terms::archive_url(archive, id).unwrap_or_default());
        }
        let address =
            self.variables.iter().find(|(name, _)| *name == "URL").and_then(|(_, url)| url.as_str());
        if address
            .and_then(terms::record)
            .is_some_and(|record| record.0.eq_ignore_ascii_case(archive) && record.1 == id)
        {
            self.done(Eprinttype);
            self.done(Eprint);
        } else if let Some((_, name, _)) =
            terms::ARCHIVES.iter().find(|(key, _, _)| key.eq_ignore_ascii_case(archive) && *key != "pubmed")
        {
            self.put("archive", (*name).to_owned());
            self.done(Eprinttype);
            self.plain("archive_location", Eprint);
            self.plain("archive_collection", Eprintclass);
        }
    }

    /// Options that were followed are carried.
    fn options(&mut self) {
        let followed = |option: &String| {
            let name = option.split('=').next().unwrap_or(option).trim().to_ascii_lowercase();
            matches!(name.as_str(), "useprefix" | "doi" | "url")
        };
        if self.source.list(Field::Options).iter().all(followed) {
            self.done(Field::Options);
        }
    }

    /// Gives back what was read from CSL-JSON and has no field.
    fn extra(&mut self) {
        let mut all = true;
        for extra in self.source.extra() {
            all &= extra.format == FORMAT
                && (extra.name == "id" || extra.name == "type" || self.give_back(extra));
        }
        if all {
            self.done(Field::Extra);
        }
    }

    fn give_back(&mut self, extra: &crate::model::Extra) -> bool {
        let Some((name, shape)) = shape(&extra.name).filter(|_| self.is_free(&extra.name)) else {
            return false;
        };
        let value = match shape {
            variables::Shape::Text => Some(json!(extra.value)),
            variables::Shape::Names | variables::Shape::Date => {
                serde_json::from_str(&extra.value).ok().filter(|value| variables::is_valid(shape, value))
            }
        };
        let given = value.is_some();
        self.variables.extend(value.map(|value| (name, value)));
        given
    }

    /// Keeps what was not carried: aliases in `custom`, and with `all` everything; else it is named.
    fn keep(&mut self, all: bool) {
        use Field::*;
        let source = self.source;
        let mut kept = serde_json::Map::new();
        if all {
            let said = self.variables.first().and_then(|(_, csl)| csl.as_str()).and_then(terms::kind);
            if said != Some(source.kind) {
                kept.insert("type".into(), json!(source.kind.name()));
            }
        }
        for (field, value) in source.fields() {
            let carried = self.carried.get(field as usize).copied().unwrap_or(false);
            match field {
                // what is inherited was filled in
                _ if carried => {}
                Crossref | Xdata => {}
                Ids => _ = kept.insert("other-ids".into(), custom::write(value)),
                _ if all => _ = kept.insert(field.name().into(), custom::write(value)),
                _ => self.losses.push(lost(field.name(), &source.key)),
            }
        }
        for (name, value) in &source.house {
            if all {
                kept.insert(name.clone(), custom::write(value));
            } else {
                self.losses.push(lost(name, &source.key));
            }
        }
        if !kept.is_empty() {
            self.variables.push(("custom", Json::Object(kept)));
        }
    }

    /// Adds a variable that is not empty.
    fn put(&mut self, variable: &'static str, text: String) {
        if !text.is_empty() && self.is_free(variable) {
            self.variables.push((variable, Json::String(text)));
        }
    }

    fn is_free(&self, variable: &str) -> bool {
        self.variables.iter().all(|(name, _)| *name != variable)
    }

    fn done(&mut self, field: Field) {
        if let Some(carried) = self.carried.get_mut(field as usize) {
            *carried = true;
        }
    }

    /// A string field as it is.
    fn take(&mut self, field: Field) -> Option<String> {
        let text = self.source.text(field)?;
        self.done(field);
        Some(text.to_owned())
    }

    /// A field of marked text as rich text.
    fn marked(&mut self, field: Field) -> Option<String> {
        let text = self.source.text(field)?;
        self.done(field);
        Some(rich::write(text, true))
    }

    fn list(&mut self, field: Field) -> &'a [String] {
        self.done(field);
        self.source.list(field)
    }

    /// A list of texts as rich text; nobody changes the case of a publisher, so nothing protects it.
    fn texts(&mut self, field: Field) -> Vec<String> {
        self.list(field).iter().map(|text| rich::write(text, false)).collect()
    }

    fn plain(&mut self, variable: &'static str, field: Field) {
        let text = self.take(field).unwrap_or_default();
        self.put(variable, text);
    }

    fn rich(&mut self, variable: &'static str, field: Field) {
        let text = self.marked(field).unwrap_or_default();
        self.put(variable, text);
    }

    /// An entry option of biblatex that is on or off.
    fn option(&self, name: &str) -> Option<bool> {
        self.source.list(Field::Options).iter().find_map(|option| {
            let (key, value) = option.split_once('=').unwrap_or((option, "true"));
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim().eq_ignore_ascii_case("true"))
        })
    }

    fn leave_out(&mut self, field: Field, option: &str) {
        if self.source.has(field) {
            self.done(field);
            self.lose(field, format!("the value, as `options` has {option}"));
        }
    }

    fn lose(&mut self, field: Field, what: impl std::fmt::Display) {
        let message = format!("CSL-JSON cannot carry {what}");
        self.losses.push(Diagnostic::note("export-loss", message).key(&self.source.key).field(field.name()));
    }
}

/// The format's name in `extra`.
pub(super) const FORMAT: &str = "csl-json";

fn lost(field: &str, key: &str) -> Diagnostic {
    Diagnostic::note("export-loss", format!("CSL-JSON cannot carry `{field}`"))
        .key(key)
        .field(field)
        .help("`--all-fields` puts it into `custom`")
}

/// Two texts with a separator between them, of which only the blank is written after a mark of punctuation.
fn join(mut text: String, separator: &str, more: Option<String>) -> String {
    let Some(more) = more.filter(|more| !more.is_empty()) else { return text };
    if text.is_empty() {
        return more;
    }
    let mut visible = text.as_str();
    while let Some(tag) = visible.ends_with('>').then(|| visible.rfind("</")).flatten() {
        visible = visible.get(..tag).unwrap_or_default();
    }
    text.push_str(if visible.ends_with(['!', '?', '.', ',', ':', ';']) { " " } else { separator });
    text.push_str(&more);
    text
}

/// The title of a series: a key of biblatex in words, a number as an ordinal.
fn series_title(series: &str) -> String {
    if series.is_empty() || !series.bytes().all(|byte| byte.is_ascii_digit()) {
        return terms::spell_out(series, &SERIES);
    }
    let ending = match series.as_bytes() {
        [.., b'1', _] => "th",
        [.., b'1'] => "st",
        [.., b'2'] => "nd",
        [.., b'3'] => "rd",
        _ => "th",
    };
    format!("{series}{ending} series")
}

/// How items look: one stable layout, so that a change of one variable is a change of one line.
mod layout {
    use serde::Serialize;
    use serde_json::{Value as Json, ser::Formatter};
    use std::io::{self, Write};

    /// An item as text.
    pub(super) fn item(id: &str, variables: &[(&'static str, Json)]) -> String {
        let mut out = format!("  {{\n    \"id\": {}", line(&Json::from(id)));
        for (name, value) in variables {
            out.extend([",\n    \"", name, "\": "]);
            match value.as_array() {
                Some(names) if !names.is_empty() => {
                    let names: Vec<String> = names.iter().map(line).collect();
                    out.extend(["[\n      ", &names.join(",\n      "), "\n    ]"]);
                }
                _ => out.push_str(&line(value)),
            }
        }
        out.push_str("\n  }");
        out
    }

    /// A value on one line, with blanks after commas and colons.
    fn line(value: &Json) -> String {
        let mut bytes = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Spaced);
        // writing to memory does not fail, and what is written is UTF-8
        let _ = value.serialize(&mut serializer);
        String::from_utf8(bytes).unwrap_or_default()
    }

    struct Spaced;

    impl Formatter for Spaced {
        fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
            if first { Ok(()) } else { writer.write_all(b", ") }
        }

        fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
            if first { Ok(()) } else { writer.write_all(b", ") }
        }

        fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
            writer.write_all(b": ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A source of fields as a person types them.
    pub(super) fn source(kind: &str, fields: &[(&str, &str)]) -> Source {
        let mut source = Source::new("k", Kind::from_name(kind).unwrap());
        for (name, text) in fields {
            let field = Field::from_name(name).unwrap();
            source.set(field, Value::from_text(field, text).unwrap());
        }
        source
    }

    /// The variables without id and type, in one line.
    fn written(kind: &str, fields: &[(&str, &str)]) -> String {
        let source = source(kind, fields);
        let mut item = Item::new(&source);
        item.fill();
        let variables = item.variables.iter().map(|(name, value)| format!("{name}={value}"));
        variables.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn an_item_is_laid_out_a_variable_a_line() {
        let source = source(
            "inproceedings",
            &[
                ("title", "Attention Is All {You} Need"),
                ("author", "Vaswani, Ashish and van der Berg, Jr., Jan and {Google \"Brain\"} and others"),
                ("booktitle", "Advances"),
                ("date", "2017-06"),
                ("pages", "5998--6008"),
                ("ids", "v17, v18"),
                ("category", "paper"),
            ],
        );
        let written = write(&[Cow::Borrowed(&source)], &Options::default());
        assert_eq!(
            written.text,
            r#"[
  {
    "id": "k",
    "type": "paper-conference",
    "title": "Attention Is All <span class=\"nocase\">You</span> Need",
    "container-title": "Advances",
    "author": [
      {"family": "Vaswani", "given": "Ashish"},
      {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der", "suffix": "Jr."},
      {"literal": "Google \"Brain\""},
      {"literal": "others"}
    ],
    "issued": {"date-parts": [[2017, 6]]},
    "page": "5998-6008",
    "custom": {"other-ids": ["v17", "v18"]}
  }
]
"#
        );
        let losses: Vec<_> = written.losses.iter().map(|loss| loss.field.as_deref()).collect();
        assert_eq!(losses, [Some("category")]);
        let aliases = Options { aliases: true, ..Options::default() };
        let text = write(&[Cow::Borrowed(&source)], &aliases).text;
        assert_eq!(text.matches("\"id\": \"v1").count(), 2);
        assert_eq!(text.matches("custom").count(), 1);
        assert_eq!(write(&[], &aliases).text, "[]\n");
    }

    #[test]
    fn fields_become_what_their_kind_makes_of_them() {
        for (kind, fields, expected) in [
            (
                "article",
                vec![("number", "3"), ("eid", "e7")],
                r#"type="article-journal" issue="3" number="e7""#,
            ),
            ("article", vec![("entrysubtype", "newspaper")], r#"type="article-newspaper""#),
            (
                "book",
                vec![("number", "3"), ("series", "newseries")],
                r#"type="book" collection-title="New series" collection-number="3""#,
            ),
            (
                "report",
                vec![("number", "3"), ("genre", "techreport")],
                r#"type="report" genre="technical report" number="3""#,
            ),
            (
                "book",
                vec![("volume", "7"), ("part", "2"), ("series", "3")],
                r#"type="book" collection-title="3rd series" volume="7.2""#,
            ),
            (
                "book",
                vec![("title", "T: x"), ("maintitle", "M"), ("mainsubtitle", "S")],
                r#"type="book" title="M: S" volume-title="T: x""#,
            ),
            (
                "incollection",
                vec![("title", "T?"), ("subtitle", "S"), ("booktitle", "B"), ("maintitle", "M")],
                r#"type="chapter" title="T? S" volume-title="B" container-title="M""#,
            ),
            ("misc", vec![("title", "A: B")], r#"type="document" title="A: B" title-short="A""#),
            (
                "misc",
                vec![("title", "A"), ("titleaddon", "B")],
                r#"type="document" title="A. B" title-short="A""#,
            ),
            (
                "periodical",
                vec![("title", "J"), ("issuetitle", "I")],
                r#"type="article-journal" title="I" container-title="J""#,
            ),
            ("unpublished", vec![("venue", "V")], r#"type="speech" event-place="V""#),
            (
                "patent",
                vec![("location", "countryfr and countryde")],
                r#"type="patent" jurisdiction="France; Germany""#,
            ),
            (
                "thesis",
                vec![("institution", "{U, X}"), ("publisher", "P")],
                r#"type="thesis" publisher="U, X; P""#,
            ),
            (
                "article",
                vec![("doi", "d"), ("url", "u"), ("options", "url=false")],
                r#"type="article-journal" DOI="d""#,
            ),
            (
                "online",
                vec![("eprint", "math/1"), ("eprinttype", "arxiv")],
                r#"type="webpage" URL="https://arxiv.org/abs/math/1""#,
            ),
            (
                "online",
                vec![
                    ("eprint", "1"),
                    ("eprinttype", "arXiv"),
                    ("eprintclass", "cs.CL"),
                    ("url", "https://a.b/"),
                ],
                r#"type="webpage" URL="https://a.b/" archive="arXiv" archive_location="1" archive_collection="cs.CL""#,
            ),
            (
                "book",
                vec![("editor", "A"), ("editortype", "compiler")],
                r#"type="book" compiler=[{"family":"A"}]"#,
            ),
            (
                "misc",
                vec![("month", "Spring"), ("year", "1970s")],
                r#"type="document" issued={"literal":"Spring 1970s"}"#,
            ),
            (
                "misc",
                vec![("langid", "british"), ("pubstate", "inpress")],
                r#"type="document" language="en-GB" status="in press""#,
            ),
            ("misc", vec![("note", "N."), ("addendum", "A")], r#"type="document" note="N. A""#),
        ] {
            assert_eq!(written(kind, &fields), expected, "{kind} {fields:?}");
        }
    }

    #[test]
    fn particles_are_dropped_where_the_option_says_so() {
        for (option, expected) in [
            ("", r#"{"family":"Brandt","given":"A.","non-dropping-particle":"von"}"#),
            ("useprefix", r#"{"family":"Brandt","given":"A.","non-dropping-particle":"von"}"#),
            ("useprefix=false", r#"{"family":"Brandt","given":"A.","dropping-particle":"von"}"#),
        ] {
            let written = written("misc", &[("author", "von Brandt, A."), ("options", option)]);
            assert_eq!(written, format!(r#"type="document" author=[{expected}]"#));
        }
    }

    #[test]
    fn what_is_not_carried_is_named_or_kept() {
        let fields = [
            ("title", "T"),
            ("category", "c"),
            ("sorttitle", "s"),
            ("crossref", "p"),
            ("editortype", "reviser"),
        ];
        let source = [Cow::Owned(source("collection", &fields))];
        let written = write(&source, &Options::default());
        let losses: Vec<_> = written.losses.iter().map(|loss| loss.field.as_deref().unwrap()).collect();
        assert_eq!(losses, ["editortype", "category", "sorttitle"]);
        let written = write(&source, &Options { all_fields: true, ..Options::default() });
        assert!(written.losses.is_empty());
        assert!(written.text.contains(
            r#""custom": {"type": "collection", "editortype": "reviser", "category": "c", "sorttitle": "s"}"#
        ), "{}", written.text);
    }
}
