//! Sources → Hayagriva YAML.

use super::{
    FORMAT,
    table::{self, FIELDS, Of, Shape},
};
use crate::{
    diagnostic::Diagnostic,
    format::{Options, Written, csl, yaml::Out},
    model::{
        self, Date, Field as F, Kind, Name, Source,
        date::{End, Point},
        ident,
        text::{Event, Mark, escape, events, plain},
    },
};
use std::borrow::Cow;

/// Writes sources, inheritance resolved, in the order given; containers of data (`xdata`) are none.
pub fn write(sources: &[Cow<'_, Source>], options: &Options) -> Written {
    let mut entries = Vec::new();
    let mut losses = Vec::new();
    for source in sources.iter().filter(|source| source.kind != Kind::Xdata) {
        let mut entry = Entry::new(source);
        entry.fill();
        if options.aliases {
            entry.carried.push(F::Ids);
        }
        entry.name_the_rest();
        losses.append(&mut entry.losses);
        let members = entry.members();
        if options.aliases {
            entries.extend(source.ids().iter().map(|id| (id.clone(), members.clone())));
        }
        entries.push((source.key.clone(), members));
    }
    let mut text = String::new();
    if entries.is_empty() {
        text.push_str("{}\n");
    } else {
        Out::Map(entries).write(0, "", &mut text);
    }
    Written { text, losses }
}

/// An entry that is made of a source.
struct Entry<'a> {
    source: &'a Source,
    own: Vec<(String, Out)>,
    parent: Vec<(String, Out)>,
    /// The type of the parent; empty if the type has none.
    whole: &'static str,
    carried: Vec<F>,
    losses: Vec<Diagnostic>,
}

impl<'a> Entry<'a> {
    fn new(source: &'a Source) -> Entry<'a> {
        let (own, mut whole, back) = table::types(source.kind);
        if whole.is_empty() && source.has(F::Journaltitle) {
            whole = "periodical";
        } else if whole.is_empty() && source.has(F::Booktitle) {
            whole = "book";
        }
        let mut entry = Entry {
            source,
            own: vec![("type".to_owned(), Out::Plain(own.to_owned()))],
            parent: Vec::new(),
            whole,
            carried: vec![F::Type, F::Crossref, F::Xdata], // what is inherited was filled in
            losses: Vec::new(),
        };
        if !back {
            entry.lose("type", format!("that it is of type `{}`: it becomes `{own}`", source.kind));
        }
        entry
    }

    fn fill(&mut self) {
        for (field, of, name, shape) in FIELDS {
            if !self.source.has(field) || self.carried.contains(&field) || !self.has_place(field, of, name) {
                continue;
            }
            let serial = field == F::Number && !self.has_issues();
            let (of, name) = if serial { (Of::Own, "serial-number.serial") } else { (of, name) };
            let Some(value) = self.value(field, shape) else { continue };
            self.carried.push(field);
            let entry =
                if of != Of::Own && !self.whole.is_empty() { &mut self.parent } else { &mut self.own };
            put(entry, name, value);
        }
        for extra in self.source.extra().iter().filter(|extra| extra.format == FORMAT) {
            let value = serde_json::from_str(&extra.value)
                .map_or_else(|_| Out::Text(extra.value.clone()), |json| Out::json(&json));
            match extra.name.strip_prefix("parent.") {
                Some(name) => put(&mut self.parent, name, value),
                None => put(&mut self.own, &extra.name, value),
            }
        }
    }

    /// The entry's members, its parent last.
    fn members(&self) -> Out {
        let mut members = self.own.clone();
        let own = table::types(self.source.kind).0;
        if !self.parent.is_empty() || table::kind(own, None) != table::kind(own, Some(self.whole)) {
            let mut parent = Vec::new();
            if !self.whole.is_empty() {
                parent.push(("type".to_owned(), Out::Plain(self.whole.to_owned())));
            }
            parent.extend(self.parent.iter().cloned());
            members.push(("parent".to_owned(), Out::Map(parent)));
        }
        Out::Map(members)
    }

    /// Whether the row is the one for the field in this source.
    fn has_place(&self, field: F, of: Of, name: &str) -> bool {
        let taken = |other| self.carried.contains(&other);
        match field {
            _ if of == Of::Parent && self.whole.is_empty() => false,
            F::Location => (name == "location") != self.source.has(F::Publisher),
            F::Urldate => taken(F::Url), // a day of no address is no address
            F::Issue => !taken(F::Number),
            F::Organization => !taken(F::Institution),
            F::Booktitle => !taken(F::Journaltitle),
            F::Eprint => {
                self.source.text(F::Eprinttype).is_some_and(|name| name.eq_ignore_ascii_case("arxiv"))
            }
            _ => true,
        }
    }

    /// Whether its number is that of an issue.
    fn has_issues(&self) -> bool {
        matches!(self.source.kind, Kind::Article | Kind::Periodical | Kind::Suppperiodical | Kind::Review)
    }

    fn value(&mut self, field: F, shape: Shape) -> Option<Out> {
        match shape {
            Shape::Title => Some(self.title(field)),
            Shape::Texts => {
                let texts: Vec<String> =
                    self.source.list(field).iter().map(|text| self.formattable(field, text)).collect();
                Some(Out::Text(texts.join("; ")))
            }
            Shape::Literal => self.literal(field),
            Shape::Pages | Shape::Serial => {
                if field == F::Eprint {
                    self.carried.push(F::Eprinttype);
                }
                let text = self.source.text(field)?;
                // who reads it puts the resolver before it
                Some(Out::Text(if field == F::Doi { ident::plain_doi(text) } else { text.to_owned() }))
            }
            Shape::Names => self.names(field).map(one_or_many),
            Shape::Role(role) => {
                let names = one_or_many(self.names(field)?);
                let role = ("role".to_owned(), Out::Plain(role.to_owned()));
                Some(Out::List(vec![Out::Map(vec![role, ("names".to_owned(), names)])]))
            }
            Shape::Date => self.date(field),
        }
    }

    /// A title with what is a part of it: a subtitle, a short form.
    fn title(&mut self, field: F) -> Out {
        let (subtitle, short) = match field {
            F::Title => (Some(F::Subtitle), Some(F::Shorttitle)),
            F::Journaltitle => (Some(F::Journalsubtitle), Some(F::Shortjournal)),
            F::Booktitle => (Some(F::Booksubtitle), None),
            _ => (None, None),
        };
        let source = self.source;
        let text = source.text(field).unwrap_or_default();
        // what is no text with marks is plain
        let text =
            if field.shape() == model::Shape::Text { Cow::Borrowed(text) } else { Cow::Owned(escape(text)) };
        let mut text = self.formattable(field, &text);
        if let Some((subtitle, rest)) = subtitle.and_then(|field| Some((field, source.text(field)?))) {
            let mark = if text.ends_with(['.', '?', '!', ':']) { " " } else { ": " };
            text = text + mark + &self.formattable(subtitle, rest);
            self.carried.push(subtitle);
        }
        let Some((short, form)) = short.and_then(|field| Some((field, source.text(field)?))) else {
            return Out::Text(text);
        };
        self.carried.push(short);
        let form = self.formattable(short, form);
        Out::Map(vec![("value".to_owned(), Out::Text(text)), ("short".to_owned(), Out::Text(form))])
    }

    /// Marked text as a formattable string, which knows braces and maths alone.
    fn formattable(&mut self, field: F, marked: &str) -> String {
        let mut out = String::with_capacity(marked.len());
        let (mut depth, mut lost) = (0_usize, false);
        for event in events(marked) {
            match event {
                Event::Text(text) => {
                    for char in text.chars() {
                        if matches!(char, '{' | '}' | '$' | '\\') {
                            out.push('\\');
                        }
                        out.push(char);
                    }
                }
                Event::Open(Mark::Protect) => {
                    depth += 1;
                    out.push_str(if depth == 1 { "{" } else { "" });
                }
                Event::Close(Mark::Protect) => {
                    depth = depth.saturating_sub(1);
                    out.push_str(if depth == 0 { "}" } else { "" });
                }
                Event::Open(_) => lost = true,
                Event::Close(_) => {}
                Event::Math(tex) => out.extend(["$", tex, "$"]),
                Event::Command(name) => out.extend(["\\\\", name]),
            }
        }
        if lost {
            self.lose(field.name(), "the marks of the text, as `<i>`".to_owned());
        }
        out
    }

    fn literal(&mut self, field: F) -> Option<Out> {
        let text = self.source.text(field)?;
        let number = is_number(text);
        let out = if number { Out::Plain(text.to_owned()) } else { Out::Text(text.to_owned()) };
        match field {
            // a file with anything else is not read at all
            F::Pagetotal | F::Volumes if !number => None,
            F::Url if url::Url::parse(text).is_err() => None,
            F::Langid => {
                let tag = csl::language_tag(text, self.source.text(F::Langidopts).unwrap_or_default());
                let mut parts = tag.split('-');
                let word = |part: &str, longest| {
                    (2..=longest).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
                };
                let known = parts.next().is_some_and(|base| word(base, 3))
                    && parts.all(|part| word(part, 4) && part.len() != 3);
                known.then_some(Out::Text(tag))
            }
            _ => Some(out),
        }
    }

    fn names(&mut self, field: F) -> Option<Vec<Out>> {
        let names = self.source.names(field);
        if names.contains(&Name::Others) {
            self.lose(field.name(), "that the list goes on (`others`)".to_owned());
        }
        for name in &names {
            let Name::Person(person) = name else { continue };
            if !person.orcid.is_empty() {
                self.lose(field.name(), format!("the ORCID iD {}", person.orcid));
            }
            if !person.dropping_particle.is_empty() {
                self.lose(field.name(), format!("that `{}` may be dropped", person.dropping_particle));
            }
        }
        let names: Vec<Out> = names.iter().filter_map(person).collect();
        (!names.is_empty()).then_some(names)
    }

    fn date(&mut self, field: F) -> Option<Out> {
        let date = self.source.date(field)?;
        let (point, range) = match date {
            Date::One(point) | Date::Range(End::At(point), End::Open | End::Unknown) => {
                (point, !matches!(date, Date::One(_)))
            }
            Date::Range(End::At(point), _) | Date::Range(_, End::At(point)) => (point, true),
            Date::Range(..) => return None,
        };
        let plain = Point {
            year: point.year,
            month: point.month.filter(|month| *month <= 12),
            day: point.day,
            ..Point::default()
        };
        if range || plain != point {
            self.lose(
                field.name(),
                format!("all of the date `{}`", self.source.text(field).unwrap_or_default()),
            );
        }
        if !(-9999..=9999).contains(&plain.year) {
            return None;
        }
        let text = Date::One(plain).to_string();
        Some(if is_number(&text) { Out::Plain(text) } else { Out::Text(text) })
    }

    fn name_the_rest(&mut self) {
        for (field, _) in self.source.fields() {
            let extra = field == F::Extra && self.source.extra().iter().all(|extra| extra.format == FORMAT);
            if !extra && !self.carried.contains(&field) {
                self.lose(field.name(), format!("`{}`", field.name()));
            }
        }
        for (name, _) in &self.source.house {
            self.lose(name, format!("`{name}`"));
        }
    }

    fn lose(&mut self, field: &str, what: String) {
        let message = format!("Hayagriva YAML cannot carry {what}");
        self.losses.push(Diagnostic::note("export-loss", message).key(&self.source.key).field(field));
    }
}

/// A number that every reader of YAML takes for this one.
fn is_number(text: &str) -> bool {
    (1..=9).contains(&text.len()) && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Sets a member, or that of a mapping; lists of one name are joined.
fn put(entry: &mut Vec<(String, Out)>, name: &str, value: Out) {
    let (head, rest) = name.split_once('.').map_or((name, None), |(head, rest)| (head, Some(rest)));
    let at = entry.iter().position(|(known, _)| known == head);
    match (rest, at.and_then(|at| entry.get_mut(at))) {
        (Some(rest), Some((_, Out::Map(members)))) => put(members, rest, value),
        (Some(rest), None) => entry.push((head.to_owned(), Out::Map(vec![(rest.to_owned(), value)]))),
        (None, None) => entry.push((head.to_owned(), value)),
        (None, Some((_, Out::List(list)))) => {
            if let Out::List(more) = value {
                list.extend(more);
            }
        }
        (_, Some(_)) => {}
    }
}

fn one_or_many(mut names: Vec<Out>) -> Out {
    match names.pop() {
        Some(only) if names.is_empty() => only,
        Some(last) => {
            names.push(last);
            Out::List(names)
        }
        None => Out::List(names),
    }
}

/// A name: `Family, Given` where that says it all.
fn person(name: &Name) -> Option<Out> {
    let part = |name: &str, text: &str| (!text.is_empty()).then(|| (name.to_owned(), Out::Text(plain(text))));
    match name {
        Name::Others => None,
        // a word alone is read as a person
        Name::Literal(name) if is_plain(name) && name.contains(' ') => Some(Out::Text(plain(name))),
        Name::Literal(name) => Some(Out::Map(part("name", name).into_iter().collect())),
        Name::Person(person) => {
            let given_alone = person.family.is_empty();
            let (family, given) =
                if given_alone { (&person.given, "") } else { (&person.family, person.given.as_str()) };
            let particle = [&person.non_dropping_particle, &person.dropping_particle];
            let particle =
                particle.into_iter().find(|particle| !particle.is_empty()).map_or("", String::as_str);
            let simple = particle.is_empty() && person.suffix.is_empty() && !given.is_empty();
            if simple && is_plain(family) && is_plain(given) {
                return Some(Out::Text(format!("{}, {}", plain(family), plain(given))));
            }
            let alone = particle.is_empty() && person.suffix.is_empty() && given.is_empty();
            if alone && is_plain(family) && !family.contains(' ') {
                return Some(Out::Text(plain(family)));
            }
            let parts = [
                part("name", family),
                part("given-name", given),
                part("prefix", particle),
                part("suffix", &person.suffix),
            ];
            Some(Out::Map(parts.into_iter().flatten().collect()))
        }
    }
}

/// Whether a part of a name is read as it is: no comma, no word in it that looks like a particle.
fn is_plain(part: &str) -> bool {
    !part.contains(',')
        && part.trim() == part
        && part.split(' ').all(|word| !word.starts_with(char::is_lowercase))
}
