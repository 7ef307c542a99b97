//! Hayagriva YAML → sources. What no field is for stays in `extra`.

use super::{
    FORMAT,
    table::{self, FIELDS, Of, Shape},
};
use crate::{
    diagnostic::{Diagnostic, Lines},
    format::{
        Entry, Read, csl,
        yaml::{self, Node, Value as Yaml},
    },
    model::{
        self, Extra, Field as F, Kind, Name, NameText, Person, Source, Value,
        text::{Event, Mark, escape, plain, write},
    },
};
use serde_json::Value as Json;

/// Reads every entry; where the text is no YAML, those that can be read for themselves.
pub fn read(text: &str, path: &str) -> Read {
    let mut read = Read::default();
    let lines = Lines::new(text);
    match yaml::parse(text) {
        Ok(Some(node)) => entries(&node, 0, &lines, path, &mut read),
        Ok(None) => {}
        Err(whole) => {
            let head = |line: &str| !line.starts_with([' ', '\t', '#', '\n', '\r', '-', '.', '%']);
            let mut named = false;
            for part in yaml::parts(text, head) {
                match yaml::parse(text.get(part.clone()).unwrap_or_default()) {
                    Ok(None) => {}
                    Ok(Some(node)) => entries(&node, part.start, &lines, path, &mut read),
                    Err((at, message)) => {
                        named = true;
                        read.diagnostics.push(broken(part.start + at, &message, &lines, path));
                    }
                }
            }
            if !named {
                read.diagnostics.push(broken(whole.0, &whole.1, &lines, path));
            }
        }
    }
    read.diagnostics.sort_by(Diagnostic::order);
    read
}

fn broken(at: usize, message: &str, lines: &Lines<'_>, path: &str) -> Diagnostic {
    Diagnostic::error("hayagriva-syntax", format!("this is no YAML: {message}; the entry is left out"))
        .help("mend it there, or export it again from where it comes")
        .at(lines.place(path, at..at))
}

/// Reads the entries of a mapping; places are counted from `base`.
fn entries(node: &Node, base: usize, lines: &Lines<'_>, path: &str, read: &mut Read) {
    let Yaml::Map(members) = &node.value else {
        let fault = Diagnostic::error("hayagriva-entry", "these are no entries and left out")
            .help("entries are a mapping: a key, and under it `type`, `title` and so on");
        read.diagnostics.push(fault.at(lines.place(path, base + node.span.start..base + node.span.start)));
        return;
    };
    for (key, value) in members {
        let at = base + key.span.start..base + key.span.end;
        let name = key.text().unwrap_or_default();
        if !matches!(value.value, Yaml::Map(_)) {
            let fault = Diagnostic::error("hayagriva-entry", format!("`{name}` is no entry and left out"))
                .help("an entry is a mapping with `type`, `title` and so on");
            read.diagnostics.push(fault.at(lines.place(path, at)));
            continue;
        }
        let mut reader = Reader::new(name, value);
        reader.fill(value);
        for (fault, place) in reader.faults {
            read.diagnostics.push(fault.key(name).at(lines.place(path, base + place..base + place)));
        }
        let mut source = reader.source;
        if !reader.extra.is_empty() {
            source.set(F::Extra, Value::Extra(reader.extra));
        }
        source.shrink();
        read.entries.push(Entry { source, span: at.start..base + value.span.end });
    }
}

struct Reader {
    source: Source,
    extra: Vec<Extra>,
    faults: Vec<(Diagnostic, usize)>,
}

impl Reader {
    fn new(key: &str, node: &Node) -> Reader {
        let named = node.get("type").and_then(Node::text).map(str::to_lowercase);
        let parent = node.get("parent").and_then(|parent| parent.items().first());
        let whole = parent.and_then(|parent| parent.get("type")).and_then(Node::text).map(str::to_lowercase);
        let name = named.as_deref().unwrap_or("misc");
        let kind = table::kind(name, whole.as_deref());
        let mut reader = Reader {
            source: Source::new(key, kind.unwrap_or(Kind::Misc)),
            extra: Vec::new(),
            faults: Vec::new(),
        };
        if kind.is_none() || named.is_none() {
            let at = node.get("type").map_or(node.span.start, |node| node.span.start);
            let what = if named.is_some() {
                format!("`{name}` is no type of Hayagriva")
            } else {
                "it has no `type`".to_owned()
            };
            let fault = Diagnostic::warning("hayagriva-type", what + "; it becomes `misc`")
                .help("give it one of Hayagriva's types");
            reader.faults.push((fault, at));
            reader.keep_node("type", node.get("type"));
        }
        let back = table::types(reader.source.kind);
        // which type it was, where several are read as one kind
        if kind.is_some() && named.is_some() && back.0 != name {
            reader.keep("type", Json::from(name));
        }
        if kind.is_some()
            && let Some(whole) = whole.filter(|whole| !whole.is_empty() && back.1 != whole.as_str())
        {
            reader.keep("parent.type", Json::from(whole));
        }
        reader
    }

    fn fill(&mut self, node: &Node) {
        for (name, value) in node.members() {
            match name {
                "type" | "parent" => {}
                _ => self.member("", name, value),
            }
        }
        let parents = node.get("parent").map_or(&[][..], Node::items);
        for (n, parent) in parents.iter().enumerate() {
            if n > 0 {
                self.keep_node(&format!("parent-{}", n + 1), Some(parent));
                continue;
            }
            for (name, value) in parent.members().filter(|(name, _)| *name != "type") {
                self.member("parent.", name, value);
            }
        }
    }

    /// A member of the entry, or of what it stands in.
    fn member(&mut self, of: &str, name: &str, node: &Node) {
        match name {
            "affiliated" => {
                for one in node.items() {
                    self.affiliated(of, one);
                }
            }
            "publisher" | "url" | "serial-number" | "serial" if matches!(node.value, Yaml::Map(_)) => {
                let name = if name == "serial" { "serial-number" } else { name };
                for (inner, value) in node.members() {
                    self.field(of, &format!("{name}.{inner}"), value);
                }
            }
            "publisher" => self.field(of, "publisher.name", node),
            "url" => self.field(of, "url.value", node),
            "serial-number" | "serial" => self.field(of, "serial-number.serial", node),
            _ => self.field(of, name, node),
        }
    }

    fn affiliated(&mut self, of: &str, node: &Node) {
        let role = node.get("role").and_then(Node::text).map(str::to_lowercase);
        let row = FIELDS
            .iter()
            .find(|(.., shape)| matches!(shape, Shape::Role(known) if Some(*known) == role.as_deref()));
        match (row, node.get("names")) {
            (Some((field, ..)), Some(names)) if of.is_empty() && !self.source.has(*field) => {
                self.source.set(*field, people(names));
            }
            _ => {
                let n = 1 + self.extra.iter().filter(|extra| extra.name.starts_with("affiliated")).count();
                self.keep(&format!("{of}affiliated-{n}"), node.json());
            }
        }
    }

    /// Sets the field that a member is for, or keeps the member.
    fn field(&mut self, of: &str, name: &str, node: &Node) {
        let whole = !of.is_empty();
        let field = self.place(whole, name);
        let Some((field, shape)) = field.filter(|(field, _)| !self.source.has(*field)) else {
            self.keep_node(&format!("{of}{name}"), Some(node));
            return;
        };
        let value = match shape {
            Shape::Title => self.title(of, name, field, node),
            Shape::Texts => node.text().map(|text| Value::List(text.split("; ").map(marked).collect())),
            Shape::Names => Some(people(node)),
            Shape::Date => node
                .text()
                .filter(|text| text.trim().parse::<crate::model::Date>().is_ok())
                .map(|text| Value::Text(text.trim().to_owned())),
            Shape::Role(_) => None,
            Shape::Literal | Shape::Pages | Shape::Serial => node.text().map(|text| {
                let babel = if field == F::Langid { csl::babel_name(text) } else { None };
                Value::Text(babel.unwrap_or(text).to_owned())
            }),
        };
        match value {
            Some(value) => {
                self.source.set(field, value);
                if field == F::Eprint {
                    self.source.set(F::Eprinttype, Value::Text("arxiv".to_owned()));
                }
            }
            None => self.keep_node(&format!("{of}{name}"), Some(node)),
        }
    }

    /// The field that a member is for.
    fn place(&self, whole: bool, name: &str) -> Option<(F, Shape)> {
        let kind = self.source.kind;
        match (whole, name) {
            (_, "serial-number.serial") if !self.source.has(F::Number) && !whole => {
                return Some((F::Number, Shape::Serial));
            }
            (true, "title") => {
                let journal = matches!(kind, Kind::Article | Kind::Online | Kind::Periodical);
                return Some((if journal { F::Journaltitle } else { F::Booktitle }, Shape::Title));
            }
            (false, "organization") => {
                let school = matches!(kind, Kind::Thesis | Kind::Report);
                return Some((if school { F::Institution } else { F::Organization }, Shape::Texts));
            }
            // a day of the whole is that of the part, which has none
            (true, "date") => return Some((F::Date, Shape::Date)),
            _ => {}
        }
        let fits = |of: Of| if whole { of != Of::Own } else { of != Of::Parent };
        let row = FIELDS.iter().find(|(_, of, known, _)| fits(*of) && *known == name);
        row.map(|(field, _, _, shape)| (*field, *shape))
    }

    /// A formattable string: a text, or a mapping with a value.
    fn title(&mut self, of: &str, name: &str, field: F, node: &Node) -> Option<Value> {
        if let Some(text) = node.text() {
            let text = marked(text);
            return Some(Value::Text(if field.shape() == model::Shape::Text { text } else { plain(&text) }));
        }
        let text = node.get("value").and_then(Node::text)?;
        let verbatim = node.get("verbatim").is_some_and(|node| node.json() == Json::Bool(true));
        let text = if verbatim {
            write([Event::Open(Mark::Protect), Event::Text(text.into()), Event::Close(Mark::Protect)])
        } else {
            marked(text)
        };
        let short = match field {
            F::Title => Some(F::Shorttitle),
            F::Journaltitle => Some(F::Shortjournal),
            _ => None,
        };
        for (inner, value) in node.members() {
            match (inner, short, value.text()) {
                ("value" | "verbatim", ..) => {}
                ("short", Some(short), Some(text)) => _ = self.source.set(short, Value::Text(marked(text))),
                _ => self.keep_node(&format!("{of}{name}.{inner}"), Some(value)),
            }
        }
        Some(Value::Text(text))
    }

    fn keep_node(&mut self, name: &str, node: Option<&Node>) {
        if let Some(node) = node {
            self.keep(name, node.json());
        }
    }

    fn keep(&mut self, name: &str, value: Json) {
        let value = match value {
            Json::Null => return,
            Json::String(text) => text,
            other => other.to_string(),
        };
        if !value.is_empty() {
            self.extra.push(Extra { format: FORMAT.to_owned(), name: name.to_owned(), value });
        }
    }
}

/// A formattable string as marked text: braces protect, dollars are maths, a backslash takes the meaning of either.
fn marked(text: &str) -> String {
    let mut pieces: Vec<(char, String)> = vec![(' ', String::new())];
    let mut chars = text.chars().peekable();
    let mut math = false;
    while let Some(char) = chars.next() {
        let mut push = |char| {
            if let Some((_, text)) = pieces.last_mut() {
                text.push(char);
            }
        };
        match char {
            '\\' => match chars.next_if(|next| matches!(next, '\\' | '{' | '}' | '$')) {
                Some(next) => push(next),
                None => push('\\'),
            },
            '$' => {
                math = !math;
                pieces.push((if math { '$' } else { ' ' }, String::new()));
            }
            '{' | '}' if !math => pieces.push((char, String::new())),
            char => push(char),
        }
    }
    let mut depth = 0_usize;
    let mut events: Vec<Event<'_>> = Vec::new();
    for (kind, text) in &pieces {
        match kind {
            '{' => {
                depth += 1;
                events.push(Event::Open(Mark::Protect));
            }
            '}' if depth > 0 => {
                depth -= 1;
                events.push(Event::Close(Mark::Protect));
            }
            '$' => {
                events.push(Event::Math(text));
                continue;
            }
            _ => {}
        }
        if !text.is_empty() {
            events.push(Event::Text(text.as_str().into()));
        }
    }
    events.extend(std::iter::repeat_n(Event::Close(Mark::Protect), depth));
    write(events)
}

/// A name or a list of them.
fn people(node: &Node) -> Value {
    Value::Names(node.items().iter().filter_map(person).collect())
}

fn person(node: &Node) -> Option<NameText> {
    if let Some(text) = node.text().map(str::trim) {
        // without a comma it is a name as a whole
        let whole = !text.contains(',') && text.contains(' ');
        let name = escape(text);
        return Some(if whole { NameText::from(Name::Literal(name)) } else { NameText::Text(name) });
    }
    let part = |name: &str| escape(node.get(name).and_then(Node::text).unwrap_or_default().trim());
    let person = Person {
        given: part("given-name"),
        non_dropping_particle: part("prefix"),
        suffix: part("suffix"),
        family: part("name"),
        ..Person::default()
    };
    if person.family.is_empty() {
        return None;
    }
    let literal =
        person.given.is_empty() && person.non_dropping_particle.is_empty() && person.suffix.is_empty();
    Some(NameText::from(if literal { Name::Literal(person.family) } else { Name::Person(person) }))
}
