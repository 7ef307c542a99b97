//! What each variable becomes: [`super::super::write`] the other way round.

use super::Reader;
use crate::{
    diagnostic::Diagnostic,
    format::csl::{
        custom, date, in_book, in_periodical, is_book, rich,
        terms::{self, GENRES, SERIES, STATES},
        write::{csl_type, derived_short_title},
    },
    model::{Field as F, Kind, Shape, Source, Value},
};
use serde_json::{Map, Value as Json};

impl Reader<'_> {
    pub(in crate::format::csl) fn source(mut self) -> (Source, Vec<Diagnostic>) {
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
            ("author", F::Author),
            ("editor", F::Editor),
            ("translator", F::Translator),
            ("container-author", F::Bookauthor),
        ] {
            self.names(variable, field);
        }
        self.roles();
        for (variable, field) in [
            ("issued", F::Date),
            ("original-date", F::Origdate),
            ("event-date", F::Eventdate),
            ("accessed", F::Urldate),
        ] {
            self.date(variable, field);
        }
        self.numbers();
        let house = if matches!(kind, Kind::Thesis | Kind::Report) { F::Institution } else { F::Publisher };
        let place = if kind == Kind::Patent { "jurisdiction" } else { "publisher-place" };
        for (variable, field) in [
            ("publisher", house),
            (place, F::Location),
            ("original-publisher", F::Origpublisher),
            ("original-publisher-place", F::Origlocation),
        ] {
            self.texts(variable, field);
        }
        self.language();
        for (variable, field) in [
            ("DOI", F::Doi),
            ("URL", F::Url),
            ("ISBN", F::Isbn),
            ("ISSN", F::Issn),
            ("citation-label", F::Shorthand),
        ] {
            self.literal(variable, field);
        }
        self.archive();
        self.term("genre", F::Genre, &GENRES);
        self.term("status", F::Pubstate, &STATES);
        if let Some(words) = self.text("keyword") {
            self.source
                .set(F::Keywords, Value::from_text(F::Keywords, &words).unwrap_or(Value::List(Vec::new())));
        }
        for (variable, field) in [
            ("event-title", F::Eventtitle),
            ("event-place", F::Venue),
            ("call-number", F::Library),
            ("note", F::Note),
            ("abstract", F::Abstract),
            ("annote", F::Annotation),
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
        let mut all = match self.source.remove(F::Extra) {
            Some(Value::Extra(extra)) => extra,
            _ => Vec::new(),
        };
        all.extend(extra);
        all.sort();
        self.source.set(F::Extra, Value::Extra(all));
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
        let csl = terms::of_crossref(&csl).map_or(csl, str::to_owned);
        match terms::kind(&csl) {
            Some(_) => {
                self.source.kind = terms::kind_of(&csl, self.item.contains_key("editor")).unwrap_or_default();
            }
            None if csl.is_empty() => {
                let message = "the item has no `type`; it becomes `misc`".to_owned();
                self.fault("csl-type", message, KINDS);
            }
            None => {
                self.fault("csl-type", format!("`{csl}` is no type of CSL; it becomes `misc`"), KINDS);
                self.keep("type", &Json::String(csl.clone()));
            }
        }
        match csl.as_str() {
            "article-magazine" => _ = self.source.set(F::Entrysubtype, Value::Text("magazine".into())),
            "article-newspaper" => _ = self.source.set(F::Entrysubtype, Value::Text("newspaper".into())),
            _ => {}
        }
        let said = self.item.get_mut("custom").and_then(Json::as_object_mut).and_then(|custom| {
            let kind = custom.get("type").and_then(Json::as_str).and_then(Kind::from_name)?;
            custom.shift_remove("type");
            Some(kind)
        });
        self.source.kind = said.unwrap_or(self.source.kind);
        csl
    }

    fn titles(&mut self) {
        let kind = self.source.kind;
        let volume = self.item.contains_key("volume-title");
        let special = kind == Kind::Periodical && self.item.contains_key("container-title");
        let (title, volume_title, container) = match (volume, in_book(kind), in_periodical(kind)) {
            _ if special => (F::Issuetitle, F::Issuetitle, F::Title),
            (true, true, _) => (F::Title, F::Booktitle, F::Maintitle),
            (false, true, _) => (F::Title, F::Booktitle, F::Booktitle),
            (_, _, true) => (F::Title, F::Issuetitle, F::Journaltitle),
            (true, _, _) if self.item.contains_key("title") => (F::Maintitle, F::Title, F::Journaltitle),
            _ => (F::Title, F::Title, F::Journaltitle),
        };
        for (variable, field) in [
            ("title", title),
            ("volume-title", volume_title),
            ("container-title", container),
            ("title-short", F::Shorttitle),
            ("container-title-short", F::Shortjournal),
            ("original-title", F::Origtitle),
        ] {
            self.marked(variable, field);
        }
        // what is written where there is none is no field of the source
        if let Some(short) = self.source.text(F::Shorttitle)
            && derived_short_title(&self.source).is_some_and(|derived| derived == rich::write(short, true))
        {
            self.source.remove(F::Shorttitle);
        }
        if let Some(series) = self.text("collection-title") {
            let series = rich::read(terms::abbreviate(&series, &SERIES));
            self.source.set(F::Series, Value::Text(series));
        }
    }

    /// Editors whose role is a variable of its own.
    fn roles(&mut self) {
        let places = [
            (F::Editor, F::Editortype),
            (F::Editora, F::Editoratype),
            (F::Editorb, F::Editorbtype),
            (F::Editorc, F::Editorctype),
        ];
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
        let kind = self.source.kind;
        if in_periodical(kind) {
            // an issue that is no number has a name, as "Spring"
            let number =
                |issue: &Json| issue.as_str().is_none_or(|text| text.contains(|c: char| c.is_ascii_digit()));
            let field = if self.item.get("issue").is_some_and(number) { F::Number } else { F::Issue };
            self.literal_or_marked("issue", field);
            self.literal("number", F::Eid);
        } else if in_book(kind) || is_book(kind) {
            self.literal("collection-number", F::Number);
            self.literal("number", F::Eid);
            self.marked("issue", F::Issue);
        } else {
            self.literal("number", F::Number);
            self.marked("issue", F::Issue);
        }
        for (variable, field) in [
            ("volume", F::Volume),
            ("part", F::Part),
            ("page", F::Pages),
            ("number-of-pages", F::Pagetotal),
            ("number-of-volumes", F::Volumes),
            ("chapter-number", F::Chapter),
            ("edition", F::Edition),
            ("version", F::Version),
        ] {
            self.literal(variable, field);
        }
    }

    fn literal_or_marked(&mut self, variable: &str, field: F) {
        if field.shape() == Shape::Text {
            self.marked(variable, field);
        } else {
            self.literal(variable, field);
        }
    }

    fn language(&mut self) {
        let Some(tag) = self.text("language") else { return };
        let name = terms::babel_name(tag.trim());
        self.source.set(F::Langid, Value::Text(name.unwrap_or_default().to_owned()));
        // a name of babel says the region, too
        if name.is_none_or(|name| terms::language_tag(name, "") != tag) {
            self.source.set(F::Language, Value::List(vec![tag]));
        }
    }

    /// The record in an archive: said so, or by the web address.
    fn archive(&mut self) {
        let archive = self.item.get("archive").and_then(Json::as_str).and_then(|archive| {
            terms::ARCHIVES.iter().find(|(_, name, _)| name.eq_ignore_ascii_case(archive.trim()))
        });
        if let Some((key, _, _)) = archive
            && self.item.get("archive_location").is_some_and(Json::is_string)
        {
            self.item.shift_remove("archive");
            self.source.set(F::Eprinttype, Value::Text((*key).to_owned()));
            self.literal("archive_location", F::Eprint);
            self.literal("archive_collection", F::Eprintclass);
        }
        let record = match (self.text("PMID"), self.source.text(F::Url).and_then(terms::record)) {
            (Some(pmid), _) if !self.source.has(F::Eprint) => Some(("pubmed", pmid)),
            (Some(pmid), _) => {
                self.keep("PMID", &Json::String(pmid));
                None
            }
            // a PubMed identifier has a variable of its own
            (None, Some((archive, id))) if archive != "pubmed" => Some((archive, id.to_owned())),
            (None, _) => None,
        };
        if let Some((archive, id)) = record.filter(|_| !self.source.has(F::Eprint)) {
            self.source.set(F::Eprinttype, Value::Text(archive.to_owned()));
            self.source.set(F::Eprint, Value::Text(id));
        }
    }

    /// Fields that [`super::write`] kept in `custom`; what is no field stays as it is.
    fn custom(&mut self) {
        let Some(Json::Object(kept)) = self.item.get("custom") else { return };
        let kept = kept.clone();
        let mut rest = Map::new();
        for (name, value) in kept {
            let field = if name == "other-ids" { Some(F::Ids) } else { F::from_name(&name) };
            let house = self.house.iter().find(|house| house.name == name);
            if let Some(field) = field.filter(|field| !self.source.has(*field))
                && let Some(value) = custom::read(field.shape(), &value)
            {
                self.source.set(field, value);
            } else if let Some(value) = house.and_then(|house| custom::read(house.shape, &value)) {
                self.source.house.push((name, value));
            } else {
                rest.insert(name, value);
            }
        }
        self.item.shift_remove("custom");
        if !rest.is_empty() {
            self.keep("custom", &Json::Object(rest));
        }
    }

    fn date(&mut self, variable: &str, field: F) {
        let Some(value) = self.item.get(variable) else { return };
        let unread = date::unread(value);
        match date::read(value) {
            date::Read::Date(date) => _ = self.source.set(field, Value::Text(date)),
            date::Read::Literal(words) if field == F::Date => {
                self.source.set(F::Year, Value::Text(words));
            }
            date::Read::Literal(_) => return,
            date::Read::Unknown => {
                let message = format!("`{variable}` is no date; it is kept in `extra`");
                self.fault("csl-value", message, "write it as {\"date-parts\": [[2017, 6, 12]]}");
                return;
            }
        }
        self.item.shift_remove(variable);
        if !unread.is_empty() {
            let message =
                format!("members of `{variable}` that have no place are left out: {}", unread.join(", "));
            let note = Diagnostic::note("csl-member", message).help("write what matters into `note`");
            self.faults.push(note);
        }
    }
}

/// What to do about a type that is none.
const KINDS: &str = "set `type` to the entry type that fits best";

#[cfg(test)]
mod tests {
    use super::super::{read, tests::fields};

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
            let read = read(json, "x", &[]);
            assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
            assert_eq!(fields(&read.entries[0].source), expected, "{json}");
        }
    }
}
