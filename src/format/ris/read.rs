//! A record of tags → a source.

use super::{
    FORMAT,
    dates::{self, Said},
    names, pages,
    table::{Of, Role, Row, TAGS, kind_of, type_of},
};
use crate::{
    diagnostic::Diagnostic,
    format::{
        csl::{terms, untagged},
        record::{Growing, Item, Record, words},
    },
    model::{Field as F, Kind, NameText, Shape, Value, fold, ident, name},
};
use std::collections::{HashMap, HashSet};

/// The source that a record describes; what has no place is kept in `extra` as of that format.
pub(in crate::format) fn source(record: &Record, format: &'static str) -> Growing {
    let mut tags: HashMap<&str, Vec<&Item>> = HashMap::new();
    for item in record.items.iter().filter(|item| !item.value.trim().is_empty()) {
        tags.entry(&item.tag).or_default().push(item);
    }
    let mut reader =
        Reader { record, tags, grown: Growing::new(format), later: Vec::new(), seen: HashSet::new() };
    reader.kind();
    for item in record.items.iter().filter(|item| !item.value.trim().is_empty()) {
        let role = reader.role(&item.tag);
        if !reader.at_once(role, item) {
            reader.later.push((role, item));
        }
    }
    reader.together();
    reader.grown
}

struct Reader<'r> {
    record: &'r Record,
    /// Its items that say something, by tag.
    tags: HashMap<&'r str, Vec<&'r Item>>,
    grown: Growing,
    /// What means something only beside something else.
    later: Vec<(Role, &'r Item)>,
    /// Keywords so far.
    seen: HashSet<String>,
}

impl<'r> Reader<'r> {
    fn has(&self, tag: &str) -> bool {
        self.tags.contains_key(tag)
    }

    /// What a tag says in this record.
    fn role(&self, tag: &str) -> Role {
        let kind = self.grown.source.kind;
        let fits = |row: &&Row| {
            row.tag == tag && row.of.holds(kind) && (row.beside.is_empty() || self.has(row.beside))
        };
        TAGS.iter().find(fits).map_or(Role::Extra, |row| row.role)
    }

    /// Takes the type.
    fn kind(&mut self) {
        let Some(item) = self.record.items.iter().find(|item| item.tag == "TY") else { return };
        let name = words(&item.value);
        let edited = ["ED", "A2"].iter().any(|tag| self.has(tag));
        let authored = ["AU", "A1"].iter().any(|tag| self.has(tag));
        let Some((kind, subtype)) = kind_of(&name, edited, authored) else {
            self.grown.keep(item);
            let message = format!("`{name}` is no type, the record is read as `misc`");
            let fault = Diagnostic::warning("ris-type", message).field("type");
            return self.grown.fault(fault.help("set `type` to the entry type that fits best"), item);
        };
        self.grown.source.kind = kind;
        if !subtype.is_empty() {
            self.grown.source.set(F::Entrysubtype, Value::Text(subtype.to_owned()));
        }
        // the names take part in what it is written as
        let mut like = self.grown.source.clone();
        let some = || Value::Names(vec![NameText::from("x")]);
        let editors = edited || (Of::Edited.holds(kind) && authored);
        for (field, is_there) in
            [(F::Editor, editors), (F::Author, authored && (edited || !Of::Edited.holds(kind)))]
        {
            if is_there {
                like.set(field, some());
            }
        }
        if type_of(&like) != name.to_ascii_uppercase() {
            self.grown.keep_of(FORMAT, "TY", &name);
        }
        if name.eq_ignore_ascii_case("INPR") {
            self.grown.source.set(F::Pubstate, Value::Text("inpress".to_owned()));
        }
    }

    /// Takes what means something by itself; `false` if it does not.
    fn at_once(&mut self, role: Role, item: &'r Item) -> bool {
        match role {
            Role::Type | Role::End if item.tag == "TY" || item.value.is_empty() => {}
            Role::Type | Role::End | Role::Extra => self.grown.keep(item),
            Role::Key => self.grown.key(item),
            Role::Title(field) => self.grown.set(field, Value::Text(untagged(&item.line())), item),
            Role::Prose(field) => self.prose(field, item),
            Role::Literal(field) => self.grown.set(field, Value::Text(item.line()), item),
            Role::List(field) => {
                let texts = item.value.split('\n').flat_map(|line| line.split("; ")).map(words);
                let country = field == F::Location && self.grown.source.kind == Kind::Patent;
                let texts = texts.filter(|text| !text.is_empty()).map(|text| {
                    untagged(if country { terms::abbreviate(&text, &terms::COUNTRIES) } else { &text })
                });
                let texts: Vec<String> = texts.collect();
                // a language a line, as libraries write them; a second publisher is another matter
                if field == F::Language && self.grown.source.has(field) {
                    let mut list = self.grown.source.list(field).to_vec();
                    list.extend(
                        texts.into_iter().filter(|text| !self.grown.source.list(field).contains(text)),
                    );
                    self.grown.source.set(field, Value::List(list));
                } else {
                    self.grown.set(field, Value::List(texts), item);
                }
            }
            Role::Words(field) => self.words(field, item),
            Role::Names(field) => self.names(field, item),
            Role::Date(field) => match dates::read(&item.value, false) {
                Said::Date(date, other) => {
                    self.grown.set(field, Value::Text(date), item);
                    // the time of day, as Zotero has it
                    if !other.is_empty() {
                        self.grown.keep(item);
                    }
                }
                _ => {
                    self.grown.keep(item);
                    let message = format!("`{}` is no date, it is kept in `extra`", item.line());
                    let note = Diagnostic::note("date-invalid", message).field(field.name());
                    self.grown.fault(note.help("write it as 2017, 2017-06 or 2017-06-12"), item);
                }
            },
            Role::Issue => {
                let text = item.line();
                let number = text.bytes().any(|b| b.is_ascii_digit());
                self.grown.set(if number { F::Number } else { F::Issue }, Value::Text(text), item);
            }
            Role::StandardNumber => self.standard_number(item),
            Role::Doi => self.grown.set(F::Doi, Value::Text(ident::plain_doi(&item.line())), item),
            Role::Verbatim(field) => {
                let mut lines = item.value.lines().map(str::trim).filter(|line| !line.is_empty());
                let first = lines.next().unwrap_or_default();
                self.grown.set(field, Value::Text(first.to_owned()), item);
                for line in lines {
                    self.grown.keep_as(&item.name, line);
                }
            }
            Role::WorkType => {
                let text = item.line();
                if ident::doi(&text).is_some() {
                    self.grown.set(F::Doi, Value::Text(ident::plain_doi(&text)), item);
                } else {
                    let genre = terms::abbreviate(&text, &terms::GENRES).to_owned();
                    self.grown.set(F::Genre, Value::Text(genre), item);
                }
            }
            Role::Issued
            | Role::FirstPage
            | Role::LastPage
            | Role::Journal
            | Role::Database
            | Role::Accession => return false,
        }
        true
    }

    /// A text of several lines: all of its tag. `AB` and `N2` are the abstract in different dialects, so that one of each is two.
    fn prose(&mut self, field: F, item: &Item) {
        let same = self.tags.get(item.tag.as_str()).map_or(&[][..], Vec::as_slice);
        if same.first().is_some_and(|first| std::ptr::eq(*first, item)) {
            let lines: Vec<String> = same.iter().map(|item| item.line()).collect();
            self.grown.set(field, Value::Text(untagged(&lines.join("\n"))), item);
        }
    }

    /// Keywords: one a line, or separated by semicolons; commas separate only where a record has one line of them.
    fn words(&mut self, field: F, item: &Item) {
        let alone = self.tags.get(item.tag.as_str()).is_some_and(|items| items.len() == 1);
        let commas = alone && item.value.matches(',').count() > 1 && !item.value.contains([';', '\n']);
        let mut all = match self.grown.source.remove(field) {
            Some(Value::List(words)) => words,
            _ => Vec::new(),
        };
        let pieces = item.value.split('\n').flat_map(semicolons);
        for word in pieces.flat_map(|piece| piece.split(if commas { ',' } else { '\n' })).map(words) {
            if !word.is_empty() && self.seen.insert(word.clone()) {
                all.push(word);
            }
        }
        self.grown.source.set(field, Value::List(all));
    }

    fn names(&mut self, field: F, item: &Item) {
        debug_assert_eq!(field.shape(), Shape::Names);
        let mut all = match self.grown.source.remove(field) {
            Some(Value::Names(names)) => names,
            _ => Vec::new(),
        };
        for part in item.line().split("; ") {
            let several: Vec<&str> = name::split(part).collect();
            if several.len() < 2 || !part.contains(',') {
                all.extend(names::read(part));
                continue;
            }
            // `Doe, Jane and Roe, Richard`, but not `Barnes and Noble, B.`
            let people = several.iter().all(|name| name.contains(','));
            let read = if people { "and read as such" } else { "or one; it is read as one" };
            let message = format!("`{part}` is {} names in one tag, {read}", several.len());
            let doubt = Diagnostic::warning("name-list", message).field(field.name());
            self.grown.fault(doubt.help("give each name a tag of its own"), item);
            all.extend(if people { several } else { vec![part] }.into_iter().filter_map(names::read));
        }
        self.grown.source.set(field, Value::Names(all));
    }

    /// An ISBN or an ISSN, or several of them; a number of a report.
    fn standard_number(&mut self, item: &Item) {
        let text = item.line();
        let pieces: Vec<&str> =
            text.split([' ', ';', ',', '(', ')']).filter(|piece| !piece.is_empty()).collect();
        let mut left = false;
        let mut found = false;
        // blanks in place of hyphens
        let whole = text.len() < 20 && (ident::isbn(&text).is_some() || ident::issn(&text).is_some());
        let pieces = if whole && pieces.iter().all(|piece| number_of(piece).is_none()) {
            vec![&*text]
        } else {
            pieces
        };
        for piece in pieces {
            match number_of(piece) {
                Some(field) if self.grown.source.text(field).is_none_or(|known| known == piece) => {
                    self.grown.source.set(field, Value::Text(piece.to_owned()));
                    found = true;
                }
                Some(_) => left = true,
                None => left |= !QUALIFIERS.iter().any(|known| known.eq_ignore_ascii_case(piece)),
            }
        }
        if found || left && number_in(&text) {
            if left {
                self.grown.keep(item);
            }
            return;
        }
        let kind = self.grown.source.kind;
        let field = if Of::Numbered.holds(kind) {
            F::Number
        } else if Of::Periodicals.holds(kind) {
            F::Issn
        } else {
            F::Isbn
        };
        if field != F::Number {
            let message = format!("`{text}` is no ISBN or ISSN: its check digit is wrong, or there is none");
            self.grown.fault(
                Diagnostic::warning("standard-number", message)
                    .field(field.name())
                    .help("look it up in the book or journal"),
                item,
            );
        }
        self.grown.set(field, Value::Text(text), item);
    }

    /// Takes what means something only beside something else.
    fn together(&mut self) {
        self.dates();
        self.pages();
        self.archive();
        self.journal();
    }

    fn of(&self, role: Role) -> Vec<&'r Item> {
        self.later.iter().filter(|(of, _)| *of == role).map(|(_, item)| *item).collect()
    }

    /// The most precise date counts; what says otherwise is kept.
    fn dates(&mut self) {
        let items = self.of(Role::Issued);
        let said: Vec<(&Item, Said)> =
            items.iter().map(|item| (*item, dates::read(&item.value, item.tag != "DA"))).collect();
        let mut best: Option<(&Item, String, String)> = None;
        for (item, said) in &said {
            if let Said::Date(date, other) = said
                && best.as_ref().is_none_or(|(_, best, _)| date.len() > best.len())
            {
                best = Some((item, date.clone(), other.clone()));
            }
        }
        let mut date = best.as_ref().map(|(_, date, _)| date.clone());
        for (item, said) in &said {
            match (said, &date) {
                (Said::Date(other, rest), Some(date)) => {
                    if !date.starts_with(other.as_str()) && !same_start(date, other) {
                        self.contradiction(item, date);
                    } else if !rest.is_empty() {
                        self.grown.keep(item);
                        let message = format!("`{rest}` has no place in a date; it is kept in `extra`");
                        let note = Diagnostic::note("date-part", message).field("date");
                        self.grown.fault(note.help("write what matters into `note`"), item);
                    }
                }
                (Said::State(state), _) => {
                    self.grown.set(F::Pubstate, Value::Text((*state).to_owned()), item);
                }
                (Said::Vague(text), None) => self.grown.set(F::Year, Value::Text(text.clone()), item),
                (Said::Part(part), Some(year)) => match dates::beside(year, part) {
                    Some(whole) => date = Some(whole),
                    None => self.grown.keep(item),
                },
                (Said::Part(part), None) if item.tag != "DA" => {
                    self.grown.set(F::Year, Value::Text(part.clone()), item);
                }
                (Said::Vague(_), Some(date)) => self.contradiction(item, date),
                (Said::Part(_) | Said::Date(..), None) => {}
            }
        }
        if let Some(date) = date {
            self.grown.source.set(F::Date, Value::Text(date));
            return;
        }
        for (item, said) in &said {
            if let Said::Part(part) = said
                && item.tag == "DA"
            {
                let field = if self.grown.source.has(F::Year) { F::Month } else { F::Year };
                self.grown.set(field, Value::Text(part.clone()), item);
            }
        }
    }

    fn contradiction(&mut self, item: &Item, date: &str) {
        self.grown.keep(item);
        let message = format!("`{}` contradicts the date {date}; it is kept in `extra`", item.line());
        let warning = Diagnostic::warning("date-contradiction", message).field("date");
        self.grown.fault(warning.help("keep the right one"), item);
    }

    /// First and last page; of whole works a number alone is how many there are.
    fn pages(&mut self) {
        let (first, last) = (self.of(Role::FirstPage), self.of(Role::LastPage));
        let text = |items: &[&Item]| items.first().map(|item| item.line()).unwrap_or_default();
        let (from, to) = (text(&first), text(&last));
        let whole = Of::Books.holds(self.grown.source.kind) || self.grown.source.kind == Kind::Thesis;
        if whole && to.is_empty() && !from.contains(['-', '–']) {
            self.grown.source.set(F::Pagetotal, Value::Text(from));
        } else {
            let (pages, both) = pages::join(&from, &to);
            self.grown.source.set(F::Pages, Value::Text(pages));
            if let (false, Some(item)) = (both, last.first()) {
                self.grown.keep(item);
            }
        }
        for item in first.iter().skip(1).chain(last.iter().skip(1)) {
            self.grown.keep(item);
        }
    }

    /// The record of an archive that is known; the numbers of others are kept.
    fn archive(&mut self) {
        let (numbers, databases) = (self.of(Role::Accession), self.of(Role::Database));
        let known = |name: &str| {
            terms::ARCHIVES
                .iter()
                .find(|(key, said, _)| [key, said].iter().any(|known| known.eq_ignore_ascii_case(name)))
                .map(|(key, _, _)| *key)
        };
        let archive = databases.first().and_then(|item| known(&item.line()));
        let number = numbers.first().map(|item| item.line()).unwrap_or_default();
        let marked = number.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("arxiv:"));
        let taken = match (archive, number.is_empty()) {
            (Some(archive), false) => Some((archive, number.clone())),
            (None, false) if marked => Some(("arxiv", number.get(6..).unwrap_or_default().trim().to_owned())),
            _ => None,
        };
        if let Some((archive, number)) = &taken {
            self.grown.source.set(F::Eprint, Value::Text(number.clone()));
            self.grown.source.set(F::Eprinttype, Value::Text((*archive).to_owned()));
        }
        for item in numbers.iter().skip(usize::from(taken.is_some())) {
            self.grown.keep(item);
        }
        for item in databases.iter().skip(usize::from(taken.is_some() && archive.is_some())) {
            self.grown.keep(item);
        }
    }

    /// A name of the periodical that may be the full or the short one; a short one alone is all there is.
    fn journal(&mut self) {
        for item in self.of(Role::Journal) {
            let text = untagged(&item.line());
            match self.grown.source.text(F::Journaltitle) {
                None => _ = self.grown.source.set(F::Journaltitle, Value::Text(text)),
                Some(known) if fold::fold(known) == fold::fold(&text) => {}
                Some(_) => self.grown.set(F::Shortjournal, Value::Text(text), item),
            }
        }
        let source = &mut self.grown.source;
        if Of::Periodicals.holds(source.kind)
            && !source.has(F::Journaltitle)
            && let Some(short) = source.remove(F::Shortjournal)
        {
            source.set(F::Journaltitle, short);
        }
    }
}

/// Words beside a number that say what it is anyway.
const QUALIFIERS: [&str; 9] =
    ["ISSN", "ISBN", "ISSN:", "ISBN:", "print", "online", "electronic", "linking", "e-ISSN"];

/// Which number it is, by its check digit.
fn number_of(text: &str) -> Option<F> {
    if ident::issn(text).is_some() { Some(F::Issn) } else { ident::isbn(text).map(|_| F::Isbn) }
}

/// Whether one of the words is a number with its check digit.
fn number_in(text: &str) -> bool {
    text.split([' ', ';', ',', '(', ')']).any(|piece| number_of(piece).is_some())
}

/// The pieces of a text between semicolons, but for those that end an entity as `&amp;`.
pub(super) fn semicolons(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    let mut done = false;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let end = rest.match_indices(';').map(|(at, _)| at).find(|at| {
            let before = rest.get(..*at).unwrap_or_default();
            before.rfind('&').is_none_or(|and| {
                !before
                    .get(and + 1..)
                    .unwrap_or_default()
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'#')
            })
        });
        let Some(end) = end else {
            done = true;
            return Some(rest);
        };
        let piece = rest.get(..end);
        rest = rest.get(end + 1..).unwrap_or_default();
        piece
    })
}

/// Whether two dates start in the same year, month and day, as far as both say.
fn same_start(date: &str, other: &str) -> bool {
    let start =
        |text: &str| text.split('/').next().unwrap_or_default().trim_end_matches(['~', '?', '%']).to_owned();
    let (date, other) = (start(date), start(other));
    !date.is_empty() && !other.is_empty() && (date.starts_with(&other) || other.starts_with(&date))
}
