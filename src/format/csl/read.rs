//! CSL-JSON → sources: the way of [`super::write`] back. A variable that no field is for stays in `extra`.

use super::{
    super::{Entry, Read},
    custom, date, in_book, in_periodical, is_book, rich, split,
    terms::{self, COUNTRIES, GENRES, SERIES, STATES},
    write::{FORMAT, csl_type},
};
use crate::{
    diagnostic::{Diagnostic, Lines},
    model::{Extra, Field, Kind, Name, NameText, Person, Source, Value, text},
};
use serde_json::{Map, Value as Json};

/// Reads every item; a broken one is named and the next is read.
pub fn read(text: &str, path: &str) -> Read {
    let mut read = Read::default();
    let lines = Lines::new(text);
    let (items, fault) = split::items(text);
    for span in items {
        let item = text.get(span.clone()).unwrap_or_default();
        match serde_json::from_str::<Json>(item) {
            Ok(Json::Object(item)) => {
                let (source, faults) = Reader::new(item).source();
                for fault in faults {
                    let fault = fault.key(&source.key);
                    read.diagnostics.push(fault.at(lines.place(path, span.start..span.start)));
                }
                read.entries.push(Entry { source, span });
            }
            Ok(_) => {
                let fault = Diagnostic::error(
                    "csl-item",
                    "this is no item: an item is an object with `id` and `type`",
                );
                read.diagnostics.push(fault.at(lines.place(path, span)));
            }
            Err(error) => {
                let at = span.start + split::offset(item, error.line(), error.column());
                let fault =
                    Diagnostic::error("csl-syntax", format!("this is no JSON: {}", split::reason(&error)));
                read.diagnostics.push(fault.at(lines.place(path, at..at)));
            }
        }
    }
    if let Some((at, message)) = fault {
        read.diagnostics.push(Diagnostic::error("csl-syntax", message).at(lines.place(path, at..at)));
    }
    read.diagnostics.sort_by(Diagnostic::order);
    read
}

/// An item of which variable after variable is taken; what stays at the end is kept in `extra`.
struct Reader {
    item: Map<String, Json>,
    source: Source,
    extra: Vec<Extra>,
    faults: Vec<Diagnostic>,
}

impl Reader {
    fn new(item: Map<String, Json>) -> Reader {
        Reader { item, source: Source::default(), extra: Vec::new(), faults: Vec::new() }
    }

    fn source(mut self) -> (Source, Vec<Diagnostic>) {
        use Field::*;
        let csl = self.kind_and_key();
        let kind = self.source.kind;
        // the schema's deprecated names, and the one that processors have always understood
        for (old, new) in [
            ("event", "event-title"),
            ("shortTitle", "title-short"),
            ("journalAbbreviation", "container-title-short"),
        ] {
            if !self.item.contains_key(new)
                && let Some(value) = self.item.shift_remove(old)
            {
                self.item.insert(new.to_owned(), value);
            }
        }
        self.titles();
        for (variable, field) in [
            ("author", Author),
            ("editor", Editor),
            ("translator", Translator),
            ("container-author", Bookauthor),
        ] {
            self.names(variable, field);
        }
        self.roles();
        for (variable, field) in
            [("issued", Date), ("original-date", Origdate), ("event-date", Eventdate), ("accessed", Urldate)]
        {
            self.date(variable, field);
        }
        self.numbers();
        let house = if matches!(kind, Kind::Thesis | Kind::Report) { Institution } else { Publisher };
        let place = if kind == Kind::Patent { "jurisdiction" } else { "publisher-place" };
        for (variable, field) in [
            ("publisher", house),
            (place, Location),
            ("original-publisher", Origpublisher),
            ("original-publisher-place", Origlocation),
        ] {
            self.texts(variable, field);
        }
        self.language();
        for (variable, field) in
            [("DOI", Doi), ("URL", Url), ("ISBN", Isbn), ("ISSN", Issn), ("citation-label", Shorthand)]
        {
            self.literal(variable, field);
        }
        self.archive();
        self.term("genre", Genre, &GENRES);
        self.term("status", Pubstate, &STATES);
        if let Some(words) = self.text("keyword") {
            self.source.set(Keywords, Value::from_text(Keywords, &words).unwrap_or(Value::List(Vec::new())));
        }
        for (variable, field) in [
            ("event-title", Eventtitle),
            ("event-place", Venue),
            ("call-number", Library),
            ("note", Note),
            ("abstract", Abstract),
            ("annote", Annotation),
        ] {
            self.marked(variable, field);
        }
        self.custom();
        if csl != csl_type(&self.source) && terms::kind(&csl) == Some(self.source.kind) {
            self.keep("type", &Json::String(csl));
        }
        for (name, value) in std::mem::take(&mut self.item) {
            self.keep(&name, &value);
        }
        let extra = std::mem::take(&mut self.extra);
        let mut all = match self.source.remove(Extra) {
            Some(Value::Extra(extra)) => extra,
            _ => Vec::new(),
        };
        all.extend(extra);
        all.sort();
        self.source.set(Extra, Value::Extra(all));
        self.source.shrink();
        (self.source, self.faults)
    }

    /// Takes the type and the key. Programs that number their items write the key people cite as `citation-key`.
    fn kind_and_key(&mut self) -> String {
        let id = self.text("id").unwrap_or_default();
        match self.text("citation-key") {
            Some(key) if key != id && !key.is_empty() => {
                self.keep("id", &Json::String(id));
                self.source.key = key;
            }
            _ => self.source.key = id,
        }
        let csl = self.text("type").unwrap_or_default();
        match terms::kind(&csl) {
            Some(kind) => self.source.kind = kind,
            None if csl.is_empty() => {
                self.fault("csl-type", "the item has no `type`; it becomes `misc`".to_owned());
            }
            None => {
                self.fault("csl-type", format!("`{csl}` is no type of CSL; it becomes `misc`"));
                self.keep("type", &Json::String(csl.clone()));
            }
        }
        match csl.as_str() {
            "article-magazine" => _ = self.source.set(Field::Entrysubtype, Value::Text("magazine".into())),
            "article-newspaper" => _ = self.source.set(Field::Entrysubtype, Value::Text("newspaper".into())),
            // a chapter without an editor is one of the author's own book
            "chapter" if !self.item.contains_key("editor") => self.source.kind = Kind::Inbook,
            _ => {}
        }
        csl
    }

    fn titles(&mut self) {
        use Field::*;
        let kind = self.source.kind;
        let volume = self.item.contains_key("volume-title");
        let (title, volume_title, container) = match (volume, in_book(kind), in_periodical(kind)) {
            (true, true, _) => (Title, Booktitle, Maintitle),
            (false, true, _) => (Title, Booktitle, Booktitle),
            (_, _, true) => (Title, Issuetitle, Journaltitle),
            (true, _, _) if self.item.contains_key("title") => (Maintitle, Title, Journaltitle),
            _ => (Title, Title, Journaltitle),
        };
        for (variable, field) in [
            ("title", title),
            ("volume-title", volume_title),
            ("container-title", container),
            ("title-short", Shorttitle),
            ("container-title-short", Shortjournal),
            ("original-title", Origtitle),
        ] {
            self.marked(variable, field);
        }
        if let Some(series) = self.text("collection-title") {
            let series = rich::read(terms::abbreviate(&series, &SERIES));
            self.source.set(Series, Value::Text(series));
        }
    }

    /// Editors whose role is a variable of its own.
    fn roles(&mut self) {
        use Field::*;
        let places =
            [(Editor, Editortype), (Editora, Editoratype), (Editorb, Editorbtype), (Editorc, Editorctype)];
        for (variable, role) in [
            ("compiler", "compiler"),
            ("director", "director"),
            ("organizer", "organizer"),
            ("contributor", "collaborator"),
        ] {
            let free = places.into_iter().find(|(names, _)| !self.source.has(*names));
            if let Some((names, kind)) = free
                && self.names(variable, names)
            {
                self.source.set(kind, Value::Text(role.to_owned()));
            }
        }
    }

    fn numbers(&mut self) {
        use Field::*;
        let kind = self.source.kind;
        if in_periodical(kind) {
            // an issue that is no number has a name, as "Spring"
            let number =
                |issue: &Json| issue.as_str().is_none_or(|text| text.contains(|c: char| c.is_ascii_digit()));
            let field = if self.item.get("issue").is_some_and(number) { Number } else { Issue };
            self.literal_or_marked("issue", field);
            self.literal("number", Eid);
        } else if in_book(kind) || is_book(kind) {
            self.literal("collection-number", Number);
            self.literal("number", Eid);
            self.marked("issue", Issue);
        } else {
            self.literal("number", Number);
            self.marked("issue", Issue);
        }
        for (variable, field) in [
            ("volume", Volume),
            ("part", Part),
            ("page", Pages),
            ("number-of-pages", Pagetotal),
            ("number-of-volumes", Volumes),
            ("chapter-number", Chapter),
            ("edition", Edition),
            ("version", Version),
        ] {
            self.literal(variable, field);
        }
    }

    fn literal_or_marked(&mut self, variable: &str, field: Field) {
        if field.shape() == crate::model::Shape::Text {
            self.marked(variable, field);
        } else {
            self.literal(variable, field);
        }
    }

    fn language(&mut self) {
        let Some(tag) = self.text("language") else { return };
        match terms::babel_name(tag.trim()) {
            Some(name) => self.source.set(Field::Langid, Value::Text(name.to_owned())),
            None => self.source.set(Field::Language, Value::List(vec![tag])),
        };
    }

    /// The record in an archive: said so, or by the web address.
    fn archive(&mut self) {
        use Field::*;
        let archive = self.item.get("archive").and_then(Json::as_str).and_then(|archive| {
            terms::ARCHIVES.iter().find(|(_, name, _)| name.eq_ignore_ascii_case(archive.trim()))
        });
        if let Some((key, _, _)) = archive
            && self.item.get("archive_location").is_some_and(Json::is_string)
        {
            self.item.shift_remove("archive");
            self.source.set(Eprinttype, Value::Text((*key).to_owned()));
            self.literal("archive_location", Eprint);
            self.literal("archive_collection", Eprintclass);
        }
        let record = match (self.text("PMID"), self.source.text(Url).and_then(terms::record)) {
            (Some(pmid), _) if !self.source.has(Eprint) => Some(("pubmed", pmid)),
            (Some(pmid), _) => {
                self.keep("PMID", &Json::String(pmid));
                None
            }
            (None, Some((archive, id))) => Some((archive, id.to_owned())),
            (None, None) => None,
        };
        if let Some((archive, id)) = record.filter(|_| !self.source.has(Eprint)) {
            self.source.set(Eprinttype, Value::Text(archive.to_owned()));
            self.source.set(Eprint, Value::Text(id));
        }
    }

    /// Fields that [`super::write`] kept in `custom`; what is no field stays as it is.
    fn custom(&mut self) {
        let Some(Json::Object(kept)) = self.item.get("custom") else { return };
        let kept = kept.clone();
        let mut rest = Map::new();
        for (name, value) in kept {
            let field = if name == "other-ids" { Some(Field::Ids) } else { Field::from_name(&name) };
            let kind = value.as_str().and_then(Kind::from_name).filter(|_| name == "type");
            if let Some(kind) = kind {
                self.source.kind = kind;
            } else if let Some(field) = field.filter(|field| !self.source.has(*field))
                && let Some(value) = custom::read(field, &value)
            {
                self.source.set(field, value);
            } else {
                rest.insert(name, value);
            }
        }
        self.item.shift_remove("custom");
        if !rest.is_empty() {
            self.keep("custom", &Json::Object(rest));
        }
    }

    /// Takes names; whether there were any.
    fn names(&mut self, variable: &str, field: Field) -> bool {
        let Some(value) = self.item.get(variable) else { return false };
        let names = match value {
            Json::Array(names) => names.iter().map(name).collect::<Option<Vec<_>>>(),
            _ => None,
        };
        let Some(names) = names else {
            self.fault("csl-value", format!("`{variable}` is no list of names; it is kept in `extra`"));
            return false;
        };
        self.item.shift_remove(variable);
        let names: Vec<NameText> = names.into_iter().flatten().collect();
        let any = !names.is_empty();
        self.source.set(field, Value::Names(names));
        any
    }

    fn date(&mut self, variable: &str, field: Field) {
        let Some(value) = self.item.get(variable) else { return };
        match date::read(value) {
            date::Read::Date(date) => _ = self.source.set(field, Value::Text(date)),
            date::Read::Literal(words) if field == Field::Date => {
                self.source.set(Field::Year, Value::Text(words));
            }
            date::Read::Literal(_) => return,
            date::Read::Unknown => {
                self.fault("csl-value", format!("`{variable}` is no date; it is kept in `extra`"));
                return;
            }
        }
        self.item.shift_remove(variable);
    }

    /// Takes a string or a number; anything else stays.
    fn text(&mut self, variable: &str) -> Option<String> {
        let text = match self.item.get(variable)? {
            Json::String(text) => text.clone(),
            Json::Number(number) => number.to_string(),
            Json::Null => String::new(),
            _ => {
                self.fault("csl-value", format!("`{variable}` is no text; it is kept in `extra`"));
                return None;
            }
        };
        self.item.shift_remove(variable);
        Some(text)
    }

    fn literal(&mut self, variable: &str, field: Field) {
        if let Some(text) = self.text(variable) {
            self.source.set(field, Value::Text(text));
        }
    }

    fn marked(&mut self, variable: &str, field: Field) {
        if let Some(text) = self.text(variable) {
            self.source.set(field, Value::Text(rich::read(&text)));
        }
    }

    fn term(&mut self, variable: &str, field: Field, table: &'static [(&'static str, &'static str)]) {
        if let Some(text) = self.text(variable) {
            self.source.set(field, Value::Text(terms::abbreviate(&text, table).to_owned()));
        }
    }

    /// Takes a list that citation processors see as one string.
    fn texts(&mut self, variable: &str, field: Field) {
        let Some(text) = self.text(variable) else { return };
        let texts = text.split("; ").map(str::trim).filter(|text| !text.is_empty());
        let texts = texts.map(|text| {
            let place = field == Field::Location && self.source.kind == Kind::Patent;
            rich::read(if place { terms::abbreviate(text, &COUNTRIES) } else { text })
        });
        let texts = texts.collect();
        self.source.set(field, Value::List(texts));
    }

    /// Keeps a variable in `extra`: a string as it is, anything else as JSON.
    fn keep(&mut self, name: &str, value: &Json) {
        let value = match value {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        if !value.is_empty() && value != "null" {
            self.extra.push(Extra { format: FORMAT.to_owned(), name: name.to_owned(), value });
        }
    }

    fn fault(&mut self, rule: &'static str, message: String) {
        self.faults.push(Diagnostic::warning(rule, message));
    }
}

/// A name; an empty one is none. The outer `None`: it does not look like a name.
fn name(value: &Json) -> Option<Option<NameText>> {
    let parts = match value {
        Json::Object(parts) => parts,
        Json::String(name) => {
            return Some(Some(NameText::from(name.as_str())).filter(|_| !name.trim().is_empty()));
        }
        _ => return None,
    };
    let part = |name: &str| parts.get(name).and_then(Json::as_str).unwrap_or_default().trim().to_owned();
    let literal = part("literal");
    if literal == "others" && parts.len() == 1 {
        return Some(Some(NameText::from(Name::Others)));
    }
    if !literal.is_empty() {
        return Some(Some(NameText::from(Name::Literal(text::escape(&literal)))));
    }
    let (family, given) = (part("family"), part("given"));
    let plain = |text: &str| !text.contains(['{', '}', ',', '\\', '$', '<']);
    // processors find particles in a family name themselves, and so does BibTeX
    if parts.keys().all(|key| matches!(key.as_str(), "family" | "given" | "parse-names"))
        && family.starts_with(char::is_lowercase)
        && family.contains(' ')
        && plain(&family)
        && plain(&given)
    {
        return Some(Some(NameText::Text(if given.is_empty() {
            family
        } else {
            format!("{family}, {given}")
        })));
    }
    let person = Person {
        family: text::escape(&family),
        given: text::escape(&given),
        non_dropping_particle: text::escape(&part("non-dropping-particle")),
        dropping_particle: text::escape(&part("dropping-particle")),
        suffix: text::escape(&part("suffix")),
        orcid: String::new(),
    };
    let empty = person == Person::default();
    Some((!empty).then(|| NameText::from(Name::Person(person))))
}

#[cfg(test)]
mod tests {
    use super::{super::super::Options, super::write, *};
    use std::borrow::Cow;

    /// Kind, then fields and their values in one line.
    fn fields(source: &Source) -> String {
        let fields = source.fields().map(|(field, value)| format!(" {field}={}", value.line()));
        source.kind.to_string() + &fields.collect::<String>()
    }

    #[test]
    fn variables_become_fields() {
        for (json, expected) in [
            (
                r#"{"id":"a","type":"article-journal","title":"T","container-title":"J","issue":"4","number":"e1","publisher":"P; Q"}"#,
                "article title=T journaltitle=J number=4 eid=e1 publisher=P; Q",
            ),
            (
                r#"{"id":"a","type":"article-magazine","issue":"Spring"}"#,
                "article entrysubtype=magazine issue=Spring",
            ),
            (
                r#"{"id":"a","type":"chapter","title":"T","volume-title":"B","container-title":"M","editor":[{"literal":"E"}]}"#,
                "incollection title=T editor={E} booktitle=B maintitle=M",
            ),
            (r#"{"id":"a","type":"chapter","container-title":"B"}"#, "inbook booktitle=B"),
            (r#"{"id":"a","type":"book","title":"M","volume-title":"T"}"#, "book title=T maintitle=M"),
            (
                r#"{"id":"a","type":"book","director":[{"family":"D"}],"collection-number":3}"#,
                "book editor=D editortype=director number=3",
            ),
            (
                r#"{"id":"a","type":"thesis","genre":"PhD thesis","publisher":"U","language":"en-GB"}"#,
                "thesis genre=phdthesis institution=U langid=british",
            ),
            (
                r#"{"id":"a","type":"webpage","URL":"https://arxiv.org/abs/1","shortTitle":"S","keyword":"x, y"}"#,
                "online shorttitle=S eprint=1 eprinttype=arxiv url=https://arxiv.org/abs/1 keywords=x; y",
            ),
            (
                r#"{"id":"a","type":"document","issued":{"literal":"1970s"},"title":"a {b} <i>c</i>"}"#,
                r"misc title=a \{b\} <i>c</i> year=1970s",
            ),
            (
                r#"{"id":"a","type":"map","medium":"x","interviewer":[{"family":"I"}],"page-first":3}"#,
                r#"image extra=csl-json.interviewer = [{"family":"I"}]; csl-json.medium = x; csl-json.page-first = 3; csl-json.type = map"#,
            ),
            (
                r#"{"id":"http://z/1","citation-key":"k","type":"patent","jurisdiction":"France"}"#,
                "patent location=countryfr extra=csl-json.id = http://z/1",
            ),
        ] {
            let read = read(json, "x");
            assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
            assert_eq!(fields(&read.entries[0].source), expected, "{json}");
        }
    }

    #[test]
    fn names_of_all_forms_are_read() {
        for (json, expected) in [
            (r#"{"family":"Doe","given":"Jane"}"#, "Doe, Jane"),
            (r#"{"family":"van Gogh","given":"Vincent"}"#, "van Gogh, Vincent"),
            (r#"{"family":"Gogh","given":"Vincent","non-dropping-particle":"van"}"#, "van Gogh, Vincent"),
            (r#"{"literal":"World Health Organization"}"#, "{World Health Organization}"),
            (r#"{"literal":"others"}"#, "others"),
            (r#""Doe, Jane""#, "Doe, Jane"),
            (r#"{"family":"Aristotle"}"#, "Aristotle"),
        ] {
            let read = read(&format!(r#"[{{"id":"a","type":"book","author":[{json}, {{}}]}}]"#), "x");
            assert_eq!(fields(&read.entries[0].source), format!("book author={expected}"), "{json}");
        }
    }

    #[test]
    fn a_broken_item_is_named_and_the_rest_is_read() {
        let text = "[{\"id\": \"a\", \"type\": \"book\"},\n  {\"id\": },\n 7, {\"type\": \"blog\", \"author\": 1, \"issued\": true}\n";
        let read = read(text, "x.json");
        let found: Vec<_> = read
            .diagnostics
            .iter()
            .map(|d| {
                let place = d.place.as_ref().unwrap();
                format!("{}:{} {} {}", place.line, place.column, d.severity, d.rule)
            })
            .collect();
        assert_eq!(
            found,
            [
                "2:10 error csl-syntax",
                "3:2 error csl-item",
                "3:5 warning csl-type",
                "3:5 warning csl-value",
                "3:5 warning csl-value",
                "4:1 error csl-syntax"
            ]
        );
        assert_eq!(read.entries.len(), 2);
        assert_eq!(text.get(read.entries[0].span.clone()).unwrap(), "{\"id\": \"a\", \"type\": \"book\"}");
        assert_eq!(
            fields(&read.entries[1].source),
            "misc extra=csl-json.author = 1; csl-json.issued = true; csl-json.type = blog"
        );
    }

    #[test]
    fn what_was_written_with_all_fields_is_read_back_whole() {
        let mut source = Source::new("k", Kind::Collection);
        for (field, text) in [
            (Field::Title, "The {LaTeX} <i>Companion</i>: on $O(n)$"),
            (Field::Author, "Doe, Jane and {An Org} and others"),
            (Field::Editor, "Roe, R."),
            (Field::Editora, "Poe, E."),
            (Field::Editoratype, "redactor"),
            (Field::Date, "2001-21"),
            (Field::Volume, "7"),
            (Field::Publisher, "P and Q"),
            (Field::Langid, "british"),
            (Field::Modules, "m, n"),
            (Field::Ids, "l"),
            (Field::Sortname, "Zoe, Z."),
            (Field::Shorttitle, "Companion"),
        ] {
            source.set(field, Value::from_text(field, text).unwrap());
        }
        source.set(Field::Distinct, Value::Reasons(vec![("other".into(), "a manual".into())]));
        source.set(
            Field::Extra,
            Value::Extra(vec![Extra { format: "ris".into(), name: "X1".into(), value: "v".into() }]),
        );
        let options = Options { all_fields: true, ..Options::default() };
        let written = write(&[Cow::Borrowed(&source)], &options);
        assert!(written.losses.is_empty());
        let read = read(&written.text, "x");
        assert_eq!(read.diagnostics, []);
        assert_eq!(read.entries[0].source, source);
    }
}
