//! Raw entries → sources. Entries do not depend on each other.

use super::{
    dates, house, journals,
    names::{self, ORCID},
    own,
    tokens::{Fault, Raw, RawField},
};
use crate::{
    diagnostic::Diagnostic,
    format::{
        latex::{self, Mode, Notes},
        people,
    },
    model::{Date, Extra, Field, Kind, NameText, Related, Shape, Source, Value, key, name, ordinal, pages},
    settings::House,
};
use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap, HashSet},
    ops::Range,
};

/// The format's name in `extra`.
pub(super) const FORMAT: &str = "bibtex";

/// The source that an entry describes, and what is wrong with it.
pub(super) fn source(raw: &Raw<'_>, house: &[House]) -> (Source, Vec<Fault>) {
    let mut entry = Entry {
        raw,
        house,
        source: Source::default(),
        faults: Vec::new(),
        notes: Notes::default(),
        extra: Vec::new(),
        names: HashMap::new(),
        later: Later::default(),
    };
    entry.kind();
    entry.key();
    for field in &raw.fields {
        entry.field(field);
    }
    entry.date();
    entry.date_parts();
    entry.related();
    entry.archives();
    entry.howpublished();
    entry.places();
    entry.orcids();
    entry.finish();
    (entry.source, entry.faults)
}

struct Entry<'r, 'a> {
    raw: &'r Raw<'a>,
    house: &'r [House],
    source: Source,
    faults: Vec<Fault>,
    notes: Notes,
    extra: Vec<Extra>,
    /// How often each name is in `extra`.
    names: HashMap<String, usize>,
    later: Later<'r, 'a>,
}

/// Fields that mean something together only.
#[derive(Default)]
struct Later<'r, 'a> {
    date: Option<&'r RawField<'a>>,
    year: Option<&'r RawField<'a>>,
    month: Option<&'r RawField<'a>>,
    day: Option<&'r RawField<'a>>,
    pmid: Option<&'r RawField<'a>>,
    arxiv: Option<&'r RawField<'a>>,
    related: Option<&'r RawField<'a>>,
    relatedtype: Option<&'r RawField<'a>>,
    relatedstring: Option<&'r RawField<'a>>,
    orcids: Vec<&'r RawField<'a>>,
}

impl<'r, 'a> Entry<'r, 'a> {
    fn fault(&mut self, mut diagnostic: Diagnostic, span: Range<usize>) {
        if diagnostic.key.is_none() && !self.raw.key.is_empty() {
            diagnostic = diagnostic.key(self.raw.key);
        }
        self.faults.push(Fault { diagnostic, span });
    }

    fn kind(&mut self) {
        if let Some((kind, genre)) = Kind::from_biblatex(self.raw.kind) {
            self.source.kind = kind;
            if let Some(genre) = genre {
                self.source.set(Field::Genre, Value::Text(genre.to_owned()));
            }
            return;
        }
        let kind = self.raw.kind;
        self.keep("entrytype", kind);
        self.fault(
            Diagnostic::warning(
                "bibtex-unknown-type",
                format!("`@{kind}` is no entry type, it is read as `@misc`"),
            )
            .help("set `type` to the entry type that fits best"),
            self.raw.head.clone(),
        );
    }

    fn key(&mut self) {
        let raw = self.raw.key;
        if raw.is_empty() {
            self.fault(
                Diagnostic::note("bibtex-missing-key", "the entry has no key")
                    .help("one is made from its author, year and title"),
                self.raw.head.clone(),
            );
            return;
        }
        let Some(fault) = key::fault(raw) else {
            raw.clone_into(&mut self.source.key);
            return;
        };
        self.source.key = safe_key(raw);
        let message = if self.source.key.is_empty() {
            format!("{fault}; it is left out")
        } else {
            format!("{fault}; `{}` takes its place", self.source.key)
        };
        self.fault(
            Diagnostic::warning("bibtex-key", message).help("change the key where the source is cited"),
            self.raw.head.clone(),
        );
    }

    fn field(&mut self, field: &'r RawField<'a>) {
        let name = field.name.to_ascii_lowercase();
        if let Some(house) = self.house.iter().find(|house| house.name == name) {
            return self.of_house(house, field);
        }
        let later = match name.as_str() {
            "date" => &mut self.later.date,
            "year" => &mut self.later.year,
            "month" => &mut self.later.month,
            "day" => &mut self.later.day,
            "pmid" => &mut self.later.pmid,
            "arxivid" => &mut self.later.arxiv,
            "related" => &mut self.later.related,
            "relatedtype" => &mut self.later.relatedtype,
            "relatedstring" => &mut self.later.relatedstring,
            _ if name.ends_with(ORCID) => {
                self.later.orcids.push(field);
                return;
            }
            _ => return self.value_of(&name, field),
        };
        match later {
            None => *later = Some(field),
            Some(first) if is_blank(&first.value) => *later = Some(field),
            Some(first) if is_blank(&field.value) || first.value.trim() == field.value.trim() => {}
            Some(_) => self.duplicate(&name, field),
        }
    }

    fn value_of(&mut self, name: &str, raw: &'r RawField<'a>) {
        if let Some(value) = own::read(name, &raw.value, &mut self.notes) {
            self.own(name, value, raw);
            return;
        }
        let Some(field) = Field::from_biblatex(name) else {
            self.keep(name, &raw.value);
            return;
        };
        let value = self.value(field, raw);
        if value.is_empty() {
            return;
        }
        // an explicit `type` is better than what `@phdthesis` implies
        let implied = field == Field::Genre && !self.seen(Field::Genre);
        match self.source.get(field) {
            Some(old) if !implied => {
                let archive = |value: &Value| matches!((field, value), (Field::Eprinttype, Value::Text(_)));
                if *old == value || (archive(old) && old.line().eq_ignore_ascii_case(&value.line())) {
                } else if let (Value::List(old), Value::List(new), Shape::WordList) =
                    (old, &value, field.shape())
                {
                    let seen: HashSet<&String> = old.iter().collect();
                    let new: Vec<String> = new.iter().filter(|word| !seen.contains(word)).cloned().collect();
                    let union = old.iter().cloned().chain(new).collect();
                    self.source.set(field, Value::List(union));
                } else {
                    self.duplicate(name, raw);
                }
            }
            _ => {
                self.source.set(field, value);
                if field == Field::Genre {
                    self.names.insert(GENRE.to_owned(), 1);
                }
            }
        }
    }

    /// A field of this house.
    fn of_house(&mut self, house: &House, raw: &'r RawField<'a>) {
        let value = house::read(house.shape, &raw.value, &mut self.notes);
        match self.source.house.iter().find(|(name, _)| *name == house.name) {
            _ if value.is_empty() => {}
            None => self.source.house.push((house.name.clone(), value)),
            Some((_, old)) if *old == value => {}
            Some(_) => self.duplicate(&house.name, raw),
        }
    }

    /// Whether a field was given, not only implied by the entry type.
    fn seen(&self, field: Field) -> bool {
        field != Field::Genre || self.names.contains_key(GENRE)
    }

    fn own(&mut self, name: &str, value: Value, raw: &'r RawField<'a>) {
        if let Value::Extra(extra) = value {
            self.extra.extend(extra);
            return;
        }
        let field = match name {
            "distinct" => Field::Distinct,
            "allow" => Field::Allow,
            "conflicts" => Field::Conflicts,
            _ => Field::Related,
        };
        if self.source.has(field) {
            self.duplicate(name, raw);
        } else {
            self.source.set(field, value);
        }
    }

    /// The field is there already: the first wins, the other is kept as it is.
    fn duplicate(&mut self, name: &str, raw: &RawField<'a>) {
        self.keep(name, &raw.value);
        self.fault(
            Diagnostic::warning(
                "bibtex-duplicate-field",
                format!("`{name}` says what another field has said otherwise; this value is kept in `extra`"),
            )
            .field(name)
            .help("keep the right one"),
            raw.span.clone(),
        );
    }

    /// Keeps a raw field in `extra`.
    fn keep(&mut self, name: &str, raw: &str) {
        let value = collapse(raw.trim());
        if value.is_empty() {
            return;
        }
        let count = self.names.entry(name.to_owned()).or_default();
        *count += 1;
        let name = if *count == 1 { name.to_owned() } else { format!("{name}-{count}") };
        self.extra.push(Extra { format: FORMAT.to_owned(), name, value: value.into_owned() });
    }

    fn value(&mut self, field: Field, raw: &RawField<'a>) -> Value {
        let text = &*raw.value;
        let notes = &mut self.notes;
        match field.shape() {
            Shape::Text if field == Field::Journaltitle && journals::name(text).is_some() => {
                Value::Text(journals::name(text).unwrap_or_default().to_owned())
            }
            Shape::Text => Value::Text(latex::read(text, mode(field), notes).into_owned()),
            Shape::Literal if is_key(field) => Value::Text(collapse(text.trim()).into_owned()),
            // what classic styles print as they find it
            Shape::Literal if field == Field::Edition && ordinal::written(text.trim()).is_some() => {
                Value::Text(ordinal::written(text.trim()).unwrap_or_default())
            }
            Shape::Literal | Shape::Kind => Value::Text(latex::plain(text, notes).into_owned()),
            Shape::Verbatim => Value::Text(verbatim(field, text)),
            Shape::Range => Value::Text(pages::tidy(&latex::plain(text, notes))),
            Shape::Date => self.checked_date(field, raw),
            Shape::Names => {
                let list = list(text);
                let dropped = &mut BTreeSet::new();
                let names: Vec<NameText> = list.map(|name| names::name(name, notes, dropped)).collect();
                for doubt in names.iter().filter_map(people::doubt) {
                    self.fault(doubt.field(field.name()), raw.span.clone());
                }
                if !dropped.is_empty() {
                    let parts = dropped.iter().cloned().collect::<Vec<_>>().join(", ");
                    let message = format!("parts of names that have no place are left out: {parts}");
                    let note = Diagnostic::note("bibtex-name-part", message).field(field.name());
                    self.fault(note.help("write what matters into `note`"), raw.span.clone());
                }
                Value::Names(names)
            }
            Shape::TextList => Value::List(texts(text, notes)),
            Shape::WordList => Value::List(if is_key(field) {
                let words = commas(text).map(|word| collapse(word.trim()).into_owned());
                words.filter(|word| !word.is_empty()).collect()
            } else {
                words(text, notes)
            }),
            // read elsewhere
            Shape::Related | Shape::Reasons | Shape::Conflicts | Shape::Extra => Value::Text(String::new()),
        }
    }

    fn checked_date(&mut self, field: Field, raw: &RawField<'a>) -> Value {
        let text = date_text(&raw.value, &mut self.notes);
        if let (false, Err(fault)) = (text.is_empty(), text.parse::<Date>()) {
            self.fault(
                Diagnostic::warning("date-invalid", format!("`{text}` is no date: {fault}"))
                    .field(field.name())
                    .help("write it as 2017, 2017-06, 2017-06-12 or 2017/2019"),
                raw.span.clone(),
            );
        }
        Value::Text(text)
    }

    /// Other dates in parts.
    fn date_parts(&mut self) {
        for (field, of) in [(Field::Origdate, "orig"), (Field::Eventdate, "event"), (Field::Urldate, "url")] {
            if !self.source.has(field)
                && let Some(date) = dates::take_parts(&mut self.extra, of)
            {
                self.source.set(field, Value::Text(date));
            }
        }
    }

    /// `date`, else `year`, `month` and `day`.
    fn date(&mut self) {
        let text = |field: Option<&RawField<'a>>, notes: &mut Notes| {
            field.map(|raw| date_text(&raw.value, notes)).filter(|text| !text.is_empty())
        };
        let year = text(self.later.year, &mut self.notes);
        if let Some(year) = &year
            && let Some(month) =
                text(self.later.date, &mut self.notes).filter(|date| date.parse::<Date>().is_err())
            && let Some(date) = dates::date(year, &month, None)
        {
            // EndNote's `date` is what stands beside a year
            self.source.set(Field::Date, Value::Text(date));
            return;
        }
        let date = self.later.date.map(|raw| self.checked_date(Field::Date, raw));
        let month = text(self.later.month, &mut self.notes);
        let day = text(self.later.day, &mut self.notes);
        if let Some(date) = date.filter(|date| !date.is_empty()) {
            let repeated =
                matches!(&date, Value::Text(date) if dates::repeats(date, year.as_deref(), month.as_deref()));
            self.source.set(Field::Date, date);
            if !repeated {
                for (name, raw) in [("year", self.later.year), ("month", self.later.month)] {
                    if let Some(raw) = raw.filter(|raw| !raw.value.trim().is_empty()) {
                        self.duplicate(name, raw);
                    }
                }
            }
            self.keep_day();
            return;
        }
        let year = year.map(|year| match (dates::behind_sort_key(&year), self.later.year) {
            (Some(printed), Some(raw)) => {
                self.keep("year", &raw.value);
                printed.to_owned()
            }
            _ => year,
        });
        let Some(year) = year else {
            if let Some(month) = month {
                self.source.set(Field::Month, Value::Text(month));
            }
            self.keep_day();
            return;
        };
        if let Some(month) = &month
            && let Some(date) = dates::date(&year, month, day.as_deref())
        {
            self.source.set(Field::Date, Value::Text(date));
            return;
        }
        self.keep_day();
        // a day that is none, as that of a conference of three
        if let Some(date) =
            month.as_ref().filter(|_| day.is_some()).and_then(|month| dates::date(&year, month, None))
        {
            self.source.set(Field::Date, Value::Text(date));
            return;
        }
        if let Some(state) = dates::state(&year).filter(|_| !self.source.has(Field::Pubstate)) {
            self.source.set(Field::Pubstate, Value::Text(state.to_owned()));
        } else if let Some(date) = dates::year(&year) {
            self.source.set(Field::Date, Value::Text(date.into_owned()));
            if let (Some(month), Some(raw)) = (&month, self.later.month) {
                self.keep("month", &raw.value);
                self.fault(
                    Diagnostic::warning(
                        "date-invalid",
                        format!("`{month}` is no month, it is kept in `extra`"),
                    )
                    .field("month")
                    .help("write the date as 2017-06"),
                    raw.span.clone(),
                );
            }
            return;
        } else {
            self.source.set(Field::Year, Value::Text(year));
        }
        if let Some(month) = month {
            self.source.set(Field::Month, Value::Text(month));
        }
    }

    fn keep_day(&mut self) {
        if let Some(raw) = self.later.day {
            self.keep("day", &raw.value);
        }
    }

    /// biblatex's three fields are one list.
    fn related(&mut self) {
        let later = &self.later;
        if self.source.has(Field::Related) {
            return; // `relations` says more
        }
        let Some(keys) = later.related else {
            for (name, raw) in [("relatedtype", later.relatedtype), ("relatedstring", later.relatedstring)] {
                if let Some(raw) = raw {
                    self.keep(name, &raw.value);
                }
            }
            return;
        };
        let notes = &mut self.notes;
        let relation = later.relatedtype.map_or(Cow::default(), |raw| latex::plain(&raw.value, notes));
        let string =
            later.relatedstring.map_or(Cow::default(), |raw| latex::read(&raw.value, Mode::Line, notes));
        let related = keys.value.split(',').map(str::trim).filter(|key| !key.is_empty()).map(|key| Related {
            key: collapse(key).into_owned(),
            relation: relation.clone().into_owned(),
            string: string.clone().into_owned(),
        });
        self.source.set(Field::Related, Value::Related(related.collect()));
    }

    /// `pmid` and Mendeley's `arxivid` are eprints.
    fn archives(&mut self) {
        for (name, raw, archive) in
            [("arxivid", self.later.arxiv, "arxiv"), ("pmid", self.later.pmid, "pubmed")]
        {
            let Some(raw) = raw else { continue };
            let value = verbatim(Field::Eprint, &raw.value);
            match self.source.text(Field::Eprint) {
                Some(eprint) if eprint == value => {}
                Some(_) => self.keep(name, &raw.value),
                None if value.is_empty() => {}
                None => {
                    self.source.set(Field::Eprint, Value::Text(value));
                    if !self.source.has(Field::Eprinttype) {
                        self.source.set(Field::Eprinttype, Value::Text(archive.to_owned()));
                    }
                }
            }
        }
    }

    /// Classic BibTeX has no `url`: `howpublished = {\url{...}}` stands for it.
    fn howpublished(&mut self) {
        let mut raws = self.raw.fields.iter().filter(|field| field.name.eq_ignore_ascii_case("howpublished"));
        let Some(url) = raws.next().and_then(|raw| only_url(&raw.value)) else { return };
        match self.source.text(Field::Url) {
            Some(known) if known == url => {}
            Some(_) => return,
            None => {
                self.source.set(Field::Url, Value::Text(url));
            }
        }
        self.source.remove(Field::Howpublished);
    }

    /// Of a paper that has an `address` and a `location`, as ACM writes them, the one is that of the publisher and the other that of
    /// the conference.
    fn places(&mut self) {
        if !matches!(self.source.kind, Kind::Inproceedings | Kind::Proceedings)
            || self.source.has(Field::Venue)
        {
            return;
        }
        let raw = |name: &str| {
            let mut fields = self.raw.fields.iter().filter(|raw| raw.name.eq_ignore_ascii_case(name));
            fields.next().filter(|raw| fields.next().is_none() && !is_blank(&raw.value))
        };
        let (Some(address), Some(location)) = (raw("address"), raw("location")) else { return };
        let notes = &mut self.notes;
        let places = texts(&address.value, notes);
        let venue = latex::read(&location.value, Mode::Line, notes).trim().to_owned();
        if places == [venue.as_str()] {
            return;
        }
        self.source.set(Field::Location, Value::List(places));
        self.source.set(Field::Venue, Value::Text(venue));
        self.extra.retain(|extra| !is_place(&extra.name));
        self.faults.retain(|fault| !fault.diagnostic.field.as_deref().is_some_and(is_place));
    }

    /// ORCID iDs as biblatex's data annotations (manual, 3.7): `author+an:orcid = {1="0000-0002-1825-0097"; 2="..."}`.
    fn orcids(&mut self) {
        for raw in std::mem::take(&mut self.later.orcids) {
            let name = raw.name.to_ascii_lowercase();
            let of = name.strip_suffix(ORCID).unwrap_or_default();
            let annotated = |value: &Value| match value {
                Value::Names(names) => names::annotated(names, &raw.value).map(Value::Names),
                _ => None,
            };
            let source = &mut self.source;
            let done = if let Some((_, value)) = source.house.iter_mut().find(|(house, _)| house == of) {
                annotated(value).map(|names| *value = names).is_some()
            } else {
                let field = Field::from_biblatex(of);
                let names = field.and_then(|field| annotated(source.get(field)?));
                field.zip(names).map(|(field, names)| source.set(field, names)).is_some()
            };
            if !done {
                self.keep(&name, &raw.value);
            }
        }
    }

    fn finish(&mut self) {
        let listed = |commands: &BTreeSet<String>| {
            commands.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        };
        let notes = std::mem::take(&mut self.notes);
        if !notes.unknown.is_empty() {
            let message = format!("LaTeX that is not known stays as it is: {}", listed(&notes.unknown));
            self.fault(
                Diagnostic::note("latex-unknown-command", message).help("write what it prints in its place"),
                self.raw.head.clone(),
            );
        }
        if !notes.active.is_empty() {
            let message =
                format!("LaTeX that does more than print is taken as text: {}", listed(&notes.active));
            self.fault(
                Diagnostic::warning("latex-active-command", message)
                    .help("write what it should print in its place"),
                self.raw.head.clone(),
            );
        }
        if !notes.lost.is_empty() {
            let message =
                format!("fonts that have no mark are left out, their text stays: {}", listed(&notes.lost));
            let note =
                Diagnostic::note("latex-font", message).help("mark it with <i>, <b> or <sc> if it matters");
            self.fault(note, self.raw.head.clone());
        }
        let mut extra = std::mem::take(&mut self.extra);
        extra.sort();
        self.source.set(Field::Extra, Value::Extra(extra));
        self.source.shrink();
    }
}

/// In [`Entry::names`]: the entry has a `type` of its own. No field can be called so.
const GENRE: &str = "{type}";

/// A key without the characters that keys cannot hold.
pub(super) fn safe_key(key: &str) -> String {
    key.chars().filter(|c| key::fault(c.encode_utf8(&mut [0; 4])).is_none()).collect()
}

/// Whether a field is a place, by any of its names.
fn is_place(name: &str) -> bool {
    Field::from_biblatex(name) == Some(Field::Location)
}

/// Whether a value says nothing: blanks and braces only.
fn is_blank(raw: &str) -> bool {
    raw.chars().all(|c| c.is_whitespace() || matches!(c, '{' | '}'))
}

/// Fields whose value is a key, or an option of LaTeX packages: no text.
pub(super) fn is_key(field: Field) -> bool {
    matches!(
        field,
        Field::Crossref
            | Field::Xref
            | Field::Xdata
            | Field::Entryset
            | Field::Ids
            | Field::Options
            | Field::Langid
            | Field::Langidopts
    )
}

/// Long texts have paragraphs.
pub(super) fn mode(field: Field) -> Mode {
    match field {
        Field::Abstract | Field::Annotation | Field::Note | Field::Addendum => Mode::Paragraphs,
        _ => Mode::Line,
    }
}

/// The elements of a list of names or texts, as they stand.
pub(super) fn list(raw: &str) -> impl Iterator<Item = &str> {
    name::split(raw)
}

/// An element of a list of texts without the braces that keep its `and`.
pub(super) fn unbrace_list_item(item: &str) -> &str {
    match unbrace(item) {
        Some(inner) if !own::stands_alone(inner) || unbrace(inner).is_some() => inner,
        _ => item,
    }
}

/// A list of texts.
pub(super) fn texts(raw: &str, notes: &mut Notes) -> Vec<String> {
    list(raw)
        .map(|item| latex::read(unbrace_list_item(item), Mode::Line, notes).trim().to_owned())
        .filter(|item| !item.is_empty())
        .collect()
}

/// Words between commas; where there are none, between semicolons, as IEEE has them; or each on a line, as EndNote writes them.
pub(super) fn words(raw: &str, notes: &mut Notes) -> Vec<String> {
    let separator = match () {
        () if is_a_line_each(raw) => '\n',
        () if between(raw, ',').nth(1).is_some() => ',',
        () => ';',
    };
    between(raw, separator)
        .map(|word| latex::plain(unbrace_word(word.trim()), notes).trim().to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Whether each line is a word: none is set in, as people and programs do that break a long line, and none holds more than the comma of a
/// word or ends in one.
fn is_a_line_each(raw: &str) -> bool {
    let mut lines = raw.trim().lines();
    let goes_on = |line: &str| {
        let line = line.trim_end();
        line.is_empty()
            || line.starts_with([' ', '\t'])
            || line.ends_with(',')
            || line.contains(';')
            || line.matches(',').count() > 1
    };
    raw.trim().contains('\n') && !lines.any(goes_on)
}

/// A word without the braces that keep its commas or semicolons.
fn unbrace_word(word: &str) -> &str {
    unbrace(word).filter(|inner| inner.contains([',', ';'])).unwrap_or(word)
}

/// The inside of braces around the whole.
pub(super) fn unbrace(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut depth = 0_usize;
    for byte in inner.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    Some(inner)
}

/// Pieces between commas outside braces; `\,` is a narrow blank.
pub(super) fn commas(text: &str) -> impl Iterator<Item = &str> {
    between(text, ',')
}

/// Pieces between separators outside braces that no backslash stands before.
fn between(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut depth, mut last) = (0_usize, ' ');
    text.split(move |c| {
        let escaped = std::mem::replace(&mut last, c) == '\\';
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == separator && depth == 0 && !escaped
    })
}

/// Line breaks and the blanks around them as one blank, as BibTeX does; all other blanks stay.
pub(super) fn collapse(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" "),
    )
}

/// Identifiers, addresses, files: as they are, but for what LaTeX made people write.
pub(super) fn verbatim(field: Field, raw: &str) -> String {
    let text = collapse(raw.trim());
    if matches!(field, Field::File | Field::Execute) {
        return text.into_owned();
    }
    let text = unbrace(&text).map_or(&*text, str::trim);
    match field {
        Field::Url => latex::address(only_url(text).as_deref().unwrap_or(text)).into_owned(),
        Field::Doi | Field::Eprint => latex::address(text).into_owned(),
        _ => text.to_owned(),
    }
}

/// The address of a text that is nothing but `\url{...}`.
fn only_url(raw: &str) -> Option<String> {
    let inner = raw.trim().strip_prefix("\\url")?.trim_start();
    Some(latex::address(unbrace(inner)?.trim()).into_owned())
}

/// A date, year or month: blanks and braces go, a `~` is EDTF's.
pub(super) fn date_text(raw: &str, notes: &mut Notes) -> String {
    let text = raw.trim();
    let text = unbrace(text).map_or(text, str::trim);
    if text.parse::<Date>().is_ok() { text.to_owned() } else { latex::plain(text, notes).trim().to_owned() }
}
