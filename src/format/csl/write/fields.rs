//! What each field becomes. Where CSL and biblatex leave a choice it is that of the reference converter (pandoc's reader
//! of BibLaTeX).

use super::{FORMAT, Item};
use crate::{
    format::csl::{
        date, in_book, in_periodical, is_book, rich,
        terms::{self, COUNTRIES, GENRES, SERIES, STATES},
        variables::{self, TYPES, shape},
    },
    model::{Date, Extra, Field as F, Kind, Name, NameText, Source, Value, ident, text},
};
use serde_json::{Value as Json, json};

/// The CSL type of a source.
pub(in crate::format::csl) fn csl_type(source: &Source) -> &'static str {
    let subtype = source.text(F::Entrysubtype).unwrap_or_default();
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
        Kind::Unpublished if is_talk(source) => "speech",
        kind => kind.row().csl,
    }
}

/// Whether it is an issue with a title of its own, which then is the title, and the periodical's is the container.
fn is_special_issue(source: &Source) -> bool {
    source.kind == Kind::Periodical && source.has(F::Issuetitle)
}

fn is_talk(source: &Source) -> bool {
    [F::Eventtitle, F::Eventdate, F::Venue].into_iter().any(|field| source.has(field))
}

/// The short title that is written where a source has none, as rich text: what of the title stands before a colon or a subtitle.
/// Styles that print it expect one; reading it back gives no field. That of a volume is all that stands for a short title of a work in several.
pub(in crate::format::csl) fn derived_short_title(source: &Source) -> Option<String> {
    let title = source.text(F::Title)?;
    let subtitled = source.has(F::Subtitle) || source.has(F::Titleaddon);
    rich::before_colon(title)
        .or_else(|| (subtitled && !source.has(F::Maintitle)).then(|| rich::write(title, true)))
}

impl Item<'_> {
    /// Carries everything that has a place; the order is that of the output.
    pub(super) fn fill(&mut self) {
        self.kind();
        self.titles();
        self.people();
        for (variable, field) in [
            ("issued", F::Date),
            ("original-date", F::Origdate),
            ("event-date", F::Eventdate),
            ("accessed", F::Urldate),
        ] {
            self.date(variable, field);
        }
        self.rich("event-title", F::Eventtitle);
        self.rich("event-place", F::Venue);
        self.numbers();
        self.publisher();
        self.language();
        self.address();
        for (variable, field) in [("ISBN", F::Isbn), ("ISSN", F::Issn), ("citation-label", F::Shorthand)] {
            self.plain(variable, field);
        }
        self.rich("call-number", F::Library);
        if let Some(state) = self.take(F::Pubstate) {
            self.put("status", terms::spell_out(&state, &STATES));
        }
        let keywords = self.list(F::Keywords);
        if let Some(keyword) = keywords.iter().find(|keyword| keyword.contains(',')) {
            self.lose(F::Keywords, format!("that `{keyword}` is one keyword"));
        }
        let keywords = keywords.join(", ");
        self.put("keyword", keywords);
        let note = self.marked(F::Note).unwrap_or_default();
        let note = join(note, ". ", self.marked(F::Addendum));
        self.put("note", note);
        self.rich("abstract", F::Abstract);
        self.rich("annote", F::Annotation);
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
            self.done(F::Entrysubtype);
        }
        if let Some(genre) = self.take(F::Genre) {
            self.put("genre", terms::spell_out(&genre, &GENRES));
        }
    }

    /// Titles: of the work, of the volume, of what it stands in, of the series.
    fn titles(&mut self) {
        let kind = self.source.kind;
        let (part, main) = (in_book(kind), self.source.has(F::Maintitle));
        let special = is_special_issue(self.source);
        let own = [F::Title, F::Subtitle, F::Titleaddon];
        let book = [F::Booktitle, F::Booksubtitle, F::Booktitleaddon];
        let journal = [F::Journaltitle, F::Journalsubtitle, F::Journaltitleaddon];
        let whole = [F::Maintitle, F::Mainsubtitle, F::Maintitleaddon];
        let issue = [F::Issuetitle, F::Issuesubtitle, F::Issuetitleaddon];
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
            self.short_title();
        } else if !special && let Some(short) = derived_short_title(self.source) {
            if self.source.text(F::Shorttitle).is_some_and(|own| rich::write(own, true) == short) {
                self.done(F::Shorttitle);
            }
            self.put("title-short", short);
        }
        if let Some(volume) = volume {
            let joined = self.title(volume);
            self.put("volume-title", joined);
        }
        let container = container.into_iter().find(|parts| self.source.has(parts[0]));
        if let Some(container) = container {
            let joined = self.title(container);
            self.put("container-title", joined);
        }
        if special && self.source.has(F::Shorttitle) {
            self.rich("container-title-short", F::Shorttitle);
        } else if container.is_none_or(|container| container == journal || special) {
            self.rich("container-title-short", F::Shortjournal);
        }
        if let Some(series) = self.take(F::Series) {
            self.put("collection-title", rich::write(&series_title(&series), true));
        }
        self.rich("original-title", F::Origtitle);
    }

    fn short_title(&mut self) {
        if let Some(short) = self.marked(F::Shorttitle).or_else(|| derived_short_title(self.source)) {
            self.put("title-short", short);
        }
    }

    /// A title with its subtitle and its annex.
    fn title(&mut self, [title, subtitle, annex]: [F; 3]) -> String {
        let title = self.marked(title).unwrap_or_default();
        let title = join(title, ": ", self.marked(subtitle));
        join(title, ". ", self.marked(annex))
    }

    /// Names; editors by what they did, where CSL has a word for it.
    fn people(&mut self) {
        self.names("author", F::Author);
        for (names, role, main) in [
            (F::Editor, F::Editortype, true),
            (F::Editora, F::Editoratype, false),
            (F::Editorb, F::Editorbtype, false),
            (F::Editorc, F::Editorctype, false),
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
        self.names("translator", F::Translator);
        self.names("container-author", F::Bookauthor);
    }

    /// Carries names; whether there are any.
    fn names(&mut self, variable: &'static str, field: F) -> bool {
        let Some(Value::Names(names)) = self.source.get(field) else { return false };
        self.done(field);
        let prefix = self.option("useprefix");
        let list: Vec<Json> = names.iter().map(|name| self.name(name, field, prefix)).collect();
        self.variables.push((variable, Json::Array(list)));
        true
    }

    fn name(&mut self, name: &NameText, field: F, prefix: Option<bool>) -> Json {
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

    fn date(&mut self, variable: &'static str, field: F) {
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
            None if field == F::Date => match (self.take(F::Month), self.take(F::Year)) {
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
        let kind = self.source.kind;
        let part = self.take(F::Part);
        match (self.take(F::Volume), part) {
            (Some(volume), Some(part)) => self.put("volume", format!("{volume}.{part}")),
            (volume, part) => self.put("volume", volume.or(part).unwrap_or_default()),
        }
        let number = self.take(F::Number);
        let issue = self.marked(F::Issue);
        if in_periodical(kind) {
            self.put("issue", join(number.unwrap_or_default(), ", ", issue));
        } else {
            let variable = if in_book(kind) || is_book(kind) { "collection-number" } else { "number" };
            self.put(variable, number.unwrap_or_default());
            self.put("issue", issue.unwrap_or_default());
        }
        if self.is_free("number") && (in_periodical(kind) || in_book(kind) || is_book(kind)) {
            self.plain("number", F::Eid);
        }
        if let Some(pages) = self.take(F::Pages) {
            self.put("page", pages.replace("--", "-").replace('–', "-"));
        }
        for (variable, field) in [
            ("number-of-pages", F::Pagetotal),
            ("number-of-volumes", F::Volumes),
            ("chapter-number", F::Chapter),
            ("edition", F::Edition),
            ("version", F::Version),
        ] {
            self.plain(variable, field);
        }
    }

    /// Publishers and whoever else brought it out, and places.
    fn publisher(&mut self) {
        let mut publishers = self.texts(F::Institution);
        publishers.extend(self.texts(F::Organization));
        publishers.extend(self.marked(F::Howpublished));
        publishers.extend(self.texts(F::Publisher));
        self.put("publisher", publishers.join("; "));
        let places = self.texts(F::Location);
        if self.source.kind == Kind::Patent {
            let places: Vec<String> =
                places.iter().map(|place| terms::spell_out(place, &COUNTRIES)).collect();
            self.put("jurisdiction", places.join("; "));
        } else {
            self.put("publisher-place", places.join("; "));
        }
        for (variable, field) in
            [("original-publisher", F::Origpublisher), ("original-publisher-place", F::Origlocation)]
        {
            let texts = self.texts(field).join("; ");
            self.put(variable, texts);
        }
    }

    /// The language: what the title is hyphenated by, else the first that the work is said to be in.
    fn language(&mut self) {
        let options = self.source.text(F::Langidopts).unwrap_or_default();
        let languages = self.source.list(F::Language);
        let primary = |tag: &str| tag.split('-').next().map(str::to_ascii_lowercase);
        let tag = match (self.source.text(F::Langid), languages) {
            (Some(name), [tag])
                if terms::is_tag(tag) && primary(tag) == primary(&terms::language_tag(name, options)) =>
            {
                tag.clone()
            }
            (Some(name), _) => terms::language_tag(name, options),
            (None, [name, ..]) => terms::language_tag(name, ""),
            (None, []) => return,
        };
        if let [one] = languages
            && primary(&terms::language_tag(one, "")) == primary(&tag)
        {
            self.done(F::Language);
        }
        self.done(F::Langid);
        let says_more = |name: &str| {
            let whole = terms::language_tag(name, options);
            whole == tag && whole != terms::language_tag(name, "")
        };
        if self.source.text(F::Langid).is_some_and(says_more) {
            self.done(F::Langidopts);
        }
        self.put("language", tag);
    }

    /// Where it is on the web and in archives. A record in an archive is said by its address, where nothing else is.
    fn address(&mut self) {
        if self.option("doi") == Some(false) {
            self.leave_out(F::Doi, "doi=false");
        } else {
            // citation styles put the resolver before it
            let doi = ident::plain_doi(&self.take(F::Doi).unwrap_or_default());
            self.put("DOI", doi);
        }
        if self.source.kind != Kind::Online && self.option("url") == Some(false) {
            self.leave_out(F::Url, "url=false");
        } else {
            self.plain("URL", F::Url);
        }
        let (Some(archive), Some(id)) = (self.source.text(F::Eprinttype), self.source.text(F::Eprint)) else {
            return;
        };
        if self.is_free("URL") && !self.source.has(F::Url) {
            self.put("URL", terms::archive_url(archive, id).unwrap_or_default());
        }
        let address =
            self.variables.iter().find(|(name, _)| *name == "URL").and_then(|(_, url)| url.as_str());
        if address
            .and_then(terms::record)
            .is_some_and(|record| record.0.eq_ignore_ascii_case(archive) && record.1 == id)
        {
            self.done(F::Eprinttype);
            self.done(F::Eprint);
        }
        if archive.eq_ignore_ascii_case("pubmed") {
            self.put("PMID", id.to_owned());
            self.done(F::Eprinttype);
            self.done(F::Eprint);
        } else if !self.is_carried(F::Eprint)
            && let Some((_, name, _)) =
                terms::ARCHIVES.iter().find(|(key, _, _)| key.eq_ignore_ascii_case(archive))
        {
            self.put("archive", (*name).to_owned());
            self.done(F::Eprinttype);
            self.plain("archive_location", F::Eprint);
            self.plain("archive_collection", F::Eprintclass);
        }
    }

    /// Options that were followed are carried.
    fn options(&mut self) {
        let followed = |option: &String| {
            let name = option.split('=').next().unwrap_or(option).trim().to_ascii_lowercase();
            matches!(name.as_str(), "useprefix" | "doi" | "url")
        };
        if self.source.list(F::Options).iter().all(followed) {
            self.done(F::Options);
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
            self.done(F::Extra);
        }
    }

    fn give_back(&mut self, extra: &Extra) -> bool {
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

#[cfg(test)]
mod tests {
    use super::{super::tests::source, *};
    use crate::model::{FIELDS, KINDS};

    /// The variables without id and type, in one line.
    fn written(kind: &str, fields: &[(&str, &str)]) -> String {
        let source = source(kind, fields);
        let mut item = Item::new(&source);
        item.fill();
        let variables = item.variables.iter().map(|(name, value)| format!("{name}={value}"));
        variables.collect::<Vec<_>>().join(" ")
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
                r#"type="book" title="M: S" title-short="T" volume-title="T: x""#,
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
    fn the_tables_of_fields_and_kinds_tell_the_truth() {
        for row in KINDS {
            assert_eq!(csl_type(&Source::new("k", row.kind)), row.csl);
            assert!(TYPES.contains(&row.csl));
        }
        for row in FIELDS {
            let Some(variable) = row.csl.filter(|_| row.field != F::Type) else { continue };
            assert!(shape(variable).is_some(), "{variable}");
            let kinds = ["misc", "article", "incollection"];
            let written =
                |kind: &&str| written(kind, &[(row.name, "2001")]).contains(&format!(" {variable}="));
            assert!(kinds.iter().any(written), "{}", row.name);
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
}
