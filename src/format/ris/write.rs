//! Sources → RIS: a line a value, in the order of the table, and what is not carried.

use super::{
    FORMAT,
    dates::{self, Said},
    names, pages,
    read::semicolons,
    table::{Of, Role, Row, TAGS, kind_of, type_of},
};
use crate::{
    diagnostic::Diagnostic,
    format::{
        Options, Written,
        bibtex::dates::phrase,
        csl::{tagged, terms},
        record::words,
    },
    model::{
        Extra, FIELDS, Field as F, Kind, Name, Source, ident,
        text::{self, Event, Mark},
    },
};
use std::borrow::Cow;

/// Writes sources, inheritance resolved, in the order given; containers of data (`xdata`) are none.
pub fn write(sources: &[Cow<'_, Source>], options: &Options) -> Written {
    let mut written = Written::default();
    let mut records = Vec::new();
    for source in sources.iter().filter(|source| source.kind != Kind::Xdata) {
        let mut record = Record::new(source);
        record.fill();
        record.name_losses(options.aliases);
        written.losses.append(&mut record.losses);
        records.push(record.text(&source.key));
        if options.aliases {
            records.extend(source.ids().iter().map(|id| record.text(id)));
        }
    }
    written.text = records.join("\n");
    written
}

struct Record<'a> {
    source: &'a Source,
    kind_name: &'a str,
    /// The kind as which it is read, which decides what its tags say, and the subtype.
    kind: Kind,
    subtype: &'static str,
    lines: Vec<(Cow<'a, str>, String)>,
    /// Which fields are carried, by their place in the table.
    carried: Vec<bool>,
    losses: Vec<Diagnostic>,
}

impl<'a> Record<'a> {
    fn new(source: &'a Source) -> Record<'a> {
        let own = type_of(source);
        let (edited, authored) = (source.has(F::Editor), source.has(F::Author));
        let written = |name: &str| kind_of(name, edited, authored).unwrap_or_default();
        // a type that was read wins if it is still one of the same kind
        let read = source.extra().iter().find(|extra| extra.format == FORMAT && extra.name == "TY");
        let read = read.map(|extra| extra.value.as_str());
        let is_type = |name: &&str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric());
        let kind_name = read.filter(is_type).filter(|name| written(name).0 == written(own).0).unwrap_or(own);
        let (kind, subtype) = written(kind_name);
        Record {
            source,
            kind_name,
            kind,
            subtype,
            lines: Vec::new(),
            carried: vec![false; FIELDS.len()],
            losses: Vec::new(),
        }
    }

    /// Carries everything that has a place.
    fn fill(&mut self) {
        let kind = self.kind;
        for row in TAGS.iter().filter(|row| row.written && row.of.holds(kind)) {
            if self.applies(row) {
                self.row(row);
            }
        }
        if !self.subtype.is_empty() {
            self.done(F::Entrysubtype);
        }
        self.extra();
        let order = |tag: &str| TAGS.iter().position(|row| row.tag == tag).unwrap_or(TAGS.len());
        self.lines.sort_by_cached_key(|(tag, _)| order(tag));
    }

    /// Whether a row that needs another tag beside it has it, and its own is free.
    fn applies(&self, row: &Row) -> bool {
        let free = row.tag == "SN" || self.lines.iter().all(|(tag, _)| tag != row.tag);
        let field = |role: Role| role.field().is_some_and(|field| self.source.has(field));
        let partner = || {
            TAGS.iter().any(|other| other.tag == row.beside && other.beside == row.tag && field(other.role))
        };
        let done = row.role.field().is_some_and(|field| self.is_carried(field));
        free && !done && (row.beside.is_empty() || (field(row.role) && partner()))
    }

    fn row(&mut self, row: &Row) {
        match row.role {
            Role::Title(field) => {
                let text = self.title(field);
                self.put(row.tag, &text);
            }
            Role::Prose(field) => {
                let text = self.marked(field);
                for line in text.lines() {
                    self.put(row.tag, line);
                }
            }
            Role::Literal(field) | Role::Verbatim(field) => {
                let text = self.take(field);
                self.put(row.tag, &text);
            }
            Role::List(field) => {
                let country = field == F::Location && self.kind == Kind::Patent;
                let texts = self.list(field).iter().map(|text| {
                    let known = country
                        .then(|| terms::spell_out(text, &terms::COUNTRIES))
                        .filter(|said| said != text);
                    words(&known.unwrap_or_else(|| tagged(&spelled(text))))
                });
                let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
                self.put(row.tag, &texts.join("; "));
            }
            Role::Words(field) => self.words(row.tag, field),
            Role::Names(field) => self.names(row.tag, field),
            Role::Issued => self.issued(row.tag),
            Role::Date(field) => {
                let date = dates::full(&self.take(field));
                self.put(row.tag, &date);
            }
            Role::FirstPage => self.pages(),
            Role::Issue => {
                let field = if self.source.has(F::Number) { F::Number } else { F::Issue };
                let text = self.take(field);
                self.put(row.tag, &text);
            }
            Role::StandardNumber => self.standard_numbers(row.tag),
            Role::Doi => {
                let text = ident::plain_doi(&self.take(F::Doi));
                self.put(row.tag, &text);
            }
            Role::WorkType => {
                let genre = terms::spell_out(&self.take(F::Genre), &terms::GENRES);
                self.put(row.tag, &genre);
            }
            Role::Accession => {
                let text = self.take(F::Eprint);
                self.put(row.tag, &text);
            }
            Role::Database => {
                let archive = self.take(F::Eprinttype);
                let known = terms::ARCHIVES.iter().find(|(key, _, _)| key.eq_ignore_ascii_case(&archive));
                self.put(row.tag, known.map_or(&*archive, |(_, name, _)| name));
            }
            // written around the lines, with another tag, or only read
            Role::Type | Role::End | Role::Key | Role::LastPage | Role::Journal | Role::Extra => {}
        }
    }

    /// A title with what belongs to it. The short name of a periodical alone is its name.
    fn title(&mut self, field: F) -> String {
        let (sub, addon) = match field {
            F::Title => (Some(F::Subtitle), Some(F::Titleaddon)),
            F::Booktitle => (Some(F::Booksubtitle), Some(F::Booktitleaddon)),
            F::Journaltitle => (Some(F::Journalsubtitle), Some(F::Journaltitleaddon)),
            _ => (None, None),
        };
        let alone = field == F::Journaltitle && Of::Periodicals.holds(self.kind) && !self.source.has(field);
        let mut title = self.marked(if alone { F::Shortjournal } else { field });
        if title.is_empty() {
            return title;
        }
        for (between, part) in [(": ", sub), (". ", addon)] {
            let text = part.map(|part| self.marked(part)).unwrap_or_default();
            if !text.is_empty() {
                title.push_str(if title.ends_with(['?', '!']) { " " } else { between });
                title.push_str(&text);
            }
        }
        title
    }

    /// Keywords, one a line. One alone with commas gets a semicolon, so that nobody takes it for several.
    fn words(&mut self, tag: &'static str, field: F) {
        let list = self.list(field).iter().flat_map(|word| semicolons(word)).map(words);
        let list: Vec<String> = list.filter(|word| !word.is_empty()).collect();
        let alone = list.len() == 1;
        for word in list {
            let end = if alone && word.matches(',').count() > 1 { ";" } else { "" };
            self.put(tag, &format!("{word}{end}"));
        }
    }

    fn names(&mut self, tag: &'static str, field: F) {
        let names = self.source.names(field);
        if names.is_empty() {
            return;
        }
        self.done(field);
        let orcid = |name: &Name| matches!(name, Name::Person(person) if !person.orcid.is_empty());
        if names.iter().any(orcid) {
            self.lose(field, "ORCIDs");
        }
        for name in &names {
            self.put(tag, &names::write(name).replace("; ", " "));
        }
    }

    /// The year and what more is said of the date; a literal year, or the state of publication in its place.
    fn issued(&mut self, tag: &'static str) {
        if tag == "DA" {
            return; // written beside `PY`
        }
        let mut date = self.take(F::Date);
        if date.is_empty()
            && let Said::Date(said, rest) = dates::read(self.source.text(F::Year).unwrap_or_default(), true)
            && rest.is_empty()
        {
            self.done(F::Year);
            self.done(F::Month);
            date = said;
        }
        if !date.is_empty() {
            let (year, full) = dates::write(&date);
            self.put("PY", &year);
            self.put("DA", &full);
        } else if self.source.has(F::Year) {
            let year = self.take(F::Year);
            self.put("PY", &year);
            let month = self.take(F::Month);
            self.put("DA", &month);
        } else if let Some(words) = self.source.text(F::Pubstate).and_then(phrase) {
            self.done(F::Pubstate);
            self.put("PY", words);
        }
        if self.kind_name == "INPR" && self.source.text(F::Pubstate) == Some("inpress") {
            self.done(F::Pubstate);
        }
    }

    /// First and last page. Of whole works a number alone would be how many pages there are, so that it is written twice.
    fn pages(&mut self) {
        let whole = Of::Books.holds(self.kind) || self.kind == Kind::Thesis;
        let total = self.source.text(F::Pagetotal).map(words).filter(|total| !total.contains(['-', '–']));
        if self.source.has(F::Pages) {
            let (first, last) = pages::split(&words(&self.take(F::Pages)));
            let last = last.or_else(|| (whole && !first.contains('-')).then(|| first.clone()));
            self.put("SP", &first);
            self.put("EP", &last.unwrap_or_default());
        } else if let Some(total) = total.filter(|_| whole) {
            self.done(F::Pagetotal);
            self.put("SP", &total);
        }
    }

    fn standard_numbers(&mut self, tag: &'static str) {
        let fields = [F::Isbn, F::Issn];
        for field in fields {
            let text = self.take(field);
            let said = |extra: &Extra| {
                extra.format == FORMAT && extra.name.starts_with(tag) && extra.value.contains(text.trim())
            };
            if !self.source.extra().iter().any(said) {
                self.put(tag, &text);
            }
        }
        if Of::Numbered.holds(self.kind) && !fields.iter().any(|field| self.source.has(*field)) {
            let text = self.take(F::Number);
            self.put(tag, &text);
        }
    }

    /// Raw tags come back as they were.
    fn extra(&mut self) {
        self.done(F::Extra);
        let mut extra: Vec<&Extra> = self.source.extra().iter().collect();
        let number =
            |extra: &Extra| extra.name.split_once('-').and_then(|(_, number)| number.parse::<u32>().ok());
        extra.sort_by_key(|extra| number(extra)); // the tenth of a name stands behind the ninth
        for Extra { format, name, value } in extra {
            let (tag, number) = name.split_once('-').unwrap_or((name, ""));
            let mut bytes = tag.bytes();
            let is_tag = tag.len() == 2
                && bytes.next().is_some_and(|b| b.is_ascii_uppercase())
                && bytes.next().is_some_and(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
                && number.bytes().all(|b| b.is_ascii_digit())
                && tag != "ER";
            if format == FORMAT && is_tag {
                if tag != "TY" {
                    self.lines.push((Cow::Borrowed(tag), words(value)));
                }
            } else {
                let message = format!("RIS cannot carry `extra.{format}.{name}`");
                self.losses
                    .push(Diagnostic::note("export-loss", message).key(&self.source.key).field("extra"));
            }
        }
    }

    /// Names what was not carried.
    fn name_losses(&mut self, aliases: bool) {
        let source = self.source;
        if self.kind != source.kind {
            let message = format!(
                "RIS cannot carry that it is of type `{}`: it becomes `{}`",
                source.kind, self.kind_name
            );
            self.losses.push(Diagnostic::note("export-loss", message).key(&source.key).field("type"));
        }
        let lost = |name: &str| {
            Diagnostic::note("export-loss", format!("RIS cannot carry `{name}`")).key(&source.key).field(name)
        };
        for (field, _) in source.fields() {
            // what is inherited was filled in; copies stand for aliases
            let said = matches!(field, F::Crossref | F::Xdata) || (field == F::Ids && aliases);
            if !said && !self.is_carried(field) {
                self.losses.push(lost(field.name()));
            }
        }
        self.losses.extend(source.house.iter().map(|(name, _)| lost(name)));
    }

    /// The record under a key.
    fn text(&self, key: &str) -> String {
        let mut text = format!("TY  - {}\n", self.kind_name);
        if !key.is_empty() {
            text.push_str(&format!("ID  - {key}\n"));
        }
        for (tag, value) in &self.lines {
            text.push_str(&format!("{tag}  - {value}\n"));
        }
        text.push_str("ER  - \n");
        text
    }

    /// Adds a line that says something.
    fn put(&mut self, tag: &'static str, value: &str) {
        let value = words(value);
        if !value.is_empty() {
            self.lines.push((Cow::Borrowed(tag), value));
        }
    }

    /// A field as it is; empty if it is not there.
    fn take(&mut self, field: F) -> String {
        let text = self.source.text(field).unwrap_or_default();
        if !text.trim().is_empty() {
            self.done(field);
        }
        text.to_owned()
    }

    /// A field of marked text; which capitals are protected is lost.
    fn marked(&mut self, field: F) -> String {
        let text = self.take(field);
        if text.contains('{') && text::events(&text).contains(&Event::Open(Mark::Protect)) {
            self.lose(field, "which capitals to keep");
        }
        tagged(&spelled(&text))
    }

    fn list(&mut self, field: F) -> &'a [String] {
        let list = self.source.list(field);
        if !list.is_empty() {
            self.done(field);
        }
        list
    }

    fn is_carried(&self, field: F) -> bool {
        self.carried.get(field as usize).copied().unwrap_or(false)
    }

    fn done(&mut self, field: F) {
        if let Some(carried) = self.carried.get_mut(field as usize) {
            *carried = true;
        }
    }

    fn lose(&mut self, field: F, what: &str) {
        let message = format!("RIS cannot carry {what} in `{field}`");
        self.losses.push(Diagnostic::note("export-loss", message).key(&self.source.key).field(field.name()));
    }
}

/// Marked text with its LaTeX commands as plain text, what stands in braces behind one with them: `\\name{...}`.
fn spelled(marked: &str) -> Cow<'_, str> {
    let events = text::events(marked);
    if !events.iter().any(|event| matches!(event, Event::Command(_))) {
        return Cow::Borrowed(marked);
    }
    let (mut out, mut open) = (Vec::with_capacity(events.len()), Vec::new());
    let mut behind = false;
    for event in events {
        let argument = behind && event == Event::Open(Mark::Protect);
        behind = matches!(event, Event::Command(_)) || (behind && event == Event::Close(Mark::Protect));
        out.push(match event {
            Event::Open(mark) => {
                open.push(argument);
                if argument { Event::Text("{".into()) } else { Event::Open(mark) }
            }
            Event::Close(mark) => {
                if open.pop() == Some(true) {
                    behind = true; // another may follow
                    Event::Text("}".into())
                } else {
                    Event::Close(mark)
                }
            }
            Event::Command(name) => Event::Text(format!("\\{name}").into()),
            other => other,
        });
    }
    Cow::Owned(text::write(out))
}
