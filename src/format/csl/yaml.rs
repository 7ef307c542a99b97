//! CSL-YAML: the items of CSL-JSON as YAML, under `references` as pandoc has them, or as a list.

use super::{
    super::{
        Entry, Options, Read, Written,
        yaml::{self, Node, Out, Value},
    },
    read::Reader,
    write::items,
};
use crate::{
    diagnostic::{Diagnostic, Lines},
    model::Source,
    settings::House,
};
use serde_json::{Value as Json, json};
use std::{borrow::Cow, collections::HashSet};

/// A file, and the fields of the house that it is read for.
struct File<'a> {
    lines: Lines<'a>,
    path: &'a str,
    house: &'a [House],
}

/// Reads every item; where the text is no YAML, those that can be read for themselves.
pub fn read(text: &str, path: &str, house: &[House]) -> Read {
    let mut read = Read::default();
    let file = File { lines: Lines::new(text), path, house };
    match yaml::parse(text) {
        Ok(Some(node)) => {
            let items = node.get("references").unwrap_or(&node);
            for node in items.items() {
                item(node, 0, &file, &mut read);
            }
        }
        Ok(None) => {}
        Err(fault) => apart(text, &fault, &file, &mut read),
    }
    read.diagnostics.sort_by(Diagnostic::order);
    read
}

/// Writes sources, inheritance resolved, in the order given; containers of data (`xdata`) are none.
pub fn write(sources: &[Cow<'_, Source>], options: &Options) -> Written {
    let (items, losses) = items(sources, options);
    let items = items.into_iter().map(|item| {
        let id = ("id".to_owned(), Out::Text(item.id));
        let variables = item.variables.iter().map(|(name, value)| ((*name).to_owned(), Out::json(value)));
        Out::Map(std::iter::once(id).chain(variables).collect())
    });
    let mut text = String::new();
    Out::Map(vec![("references".to_owned(), Out::List(items.collect()))]).write(0, "", &mut text);
    Written { text, losses }
}

/// Whether the text begins like pandoc's references, or a list of items.
pub(in crate::format) fn is_likely(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with(['#', '%']));
    let first = lines.find(|line| !line.starts_with("---")).unwrap_or_default();
    first.starts_with("references:") || first.starts_with("- id:") || first.starts_with("- type:")
}

/// Reads each item for itself; the broken ones are named.
fn apart(text: &str, whole: &yaml::Fault, file: &File<'_>, read: &mut Read) {
    let dash = |line: &str| {
        line.trim_start_matches(' ')
            .starts_with("- ")
            .then(|| line.len() - line.trim_start_matches(' ').len())
    };
    let indent = text.lines().find_map(dash);
    let parts = yaml::parts(text, |line| indent.is_some() && dash(line) == indent);
    let mut named = false;
    for part in parts {
        match yaml::parse(text.get(part.clone()).unwrap_or_default()) {
            Ok(node) => {
                for node in node.iter().flat_map(Node::items) {
                    item(node, part.start, file, read);
                }
            }
            Err((at, message)) => {
                named = true;
                read.diagnostics.push(broken(part.start + at, &message, file));
            }
        }
    }
    if !named {
        read.diagnostics.push(broken(whole.0, &whole.1, file));
    }
}

fn broken(at: usize, message: &str, file: &File<'_>) -> Diagnostic {
    Diagnostic::error("csl-syntax", format!("this is no YAML: {message}; the item is left out"))
        .help("mend it there, or export it again from where it comes")
        .at(file.lines.place(file.path, at..at))
}

/// Reads an item; its place is counted from `base`.
fn item(node: &Node, base: usize, file: &File<'_>, read: &mut Read) {
    let span = base + node.span.start..base + node.span.end;
    let Json::Object(mut members) = node.json() else {
        let fault = Diagnostic::error("csl-item", "this is no item and left out")
            .help("an item is a mapping with `id` and `type`");
        read.diagnostics.push(fault.at(file.lines.place(file.path, span)));
        return;
    };
    let mut seen = HashSet::new();
    let mut faults: Vec<(Diagnostic, usize)> = Vec::new();
    if let Value::Map(pairs) = &node.value {
        for (key, value) in pairs.iter().rev() {
            if key.text().is_none_or(|name| !seen.insert(name)) {
                let message = format!(
                    "`{}` stands here twice; the last counts, {} is left out",
                    key.json(),
                    value.json()
                );
                let fault = Diagnostic::warning("csl-repeated", message).help("keep the right one");
                faults.push((fault, base + key.span.start));
            }
        }
    }
    for value in members.values_mut() {
        parts_of_date(value);
    }
    let (source, found) = Reader::new(members, file.house).source();
    faults.extend(found.into_iter().map(|fault| (fault, span.start)));
    for (fault, at) in faults {
        read.diagnostics.push(fault.key(&source.key).at(file.lines.place(file.path, at..at)));
    }
    read.entries.push(Entry { source, span });
}

/// A date as pandoc once had it, `[{year, month, day}]`, as one of CSL-JSON.
fn parts_of_date(value: &mut Json) {
    let Json::Array(dates) = value else { return };
    let named = |date: &Json| date.as_object().is_some_and(|date| date.contains_key("year"));
    if dates.is_empty() || dates.len() > 2 || !dates.iter().all(named) {
        return;
    }
    let parts = dates.iter().map(|date| {
        let parts = ["year", "month", "day"].iter().map_while(|part| date.get(part).cloned());
        parts.collect::<Vec<Json>>()
    });
    let parts: Vec<_> = parts.collect();
    let first = |name: &str| dates.iter().find_map(|date| date.get(name)).cloned();
    let (season, circa) = (first("season"), first("circa"));
    *value = json!({ "date-parts": parts });
    for (name, part) in [("season", season), ("circa", circa)] {
        if let (Some(part), Some(date)) = (part, value.as_object_mut()) {
            date.insert(name.to_owned(), part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Field, Kind, Value as Held};

    /// Kind, then fields and their values in one line.
    fn fields(source: &Source) -> String {
        let fields = source.fields().map(|(field, value)| format!(" {field}={}", value.line()));
        source.kind.to_string() + &fields.collect::<String>()
    }

    #[test]
    fn items_are_written_and_read_back() {
        let mut source = Source::new("k", Kind::Article);
        for (field, text) in [
            (Field::Title, "Yes: \"{A}\" <i>b</i> # 1"),
            (Field::Author, "Doe, Jane and {An Org: x}"),
            (Field::Date, "2017-06"),
            (Field::Volume, "7"),
        ] {
            source.set(field, Held::from_text(field, text).unwrap());
        }
        let written = write(&[Cow::Borrowed(&source)], &Options::default()).text;
        assert_eq!(
            written,
            r#"references:
  - id: k
    type: article-journal
    title: "Yes: \"<span class=\"nocase\">A</span>\" <i>b</i> # 1"
    title-short: "Yes"
    author:
      - family: Doe
        given: Jane
      - literal: "An Org: x"
    issued:
      date-parts:
        - [2017, 6]
    volume: "7"
"#
        );
        let read = read(&written, "x.yaml", &[]);
        assert_eq!(read.diagnostics, []);
        assert_eq!(read.entries[0].source, source);
    }

    #[test]
    fn what_pandoc_writes_is_read() {
        let text = "---\nreferences:\n- id: a\n  type: book\n  issued:\n  - year: 2001\n    season: 1\n  volume: 3\n- id: b\n  type: book\n  issued: 2017-06\n...\n";
        let read = read(text, "x.yaml", &[]);
        let found: Vec<_> = read.entries.iter().map(|entry| fields(&entry.source)).collect();
        assert_eq!(found, ["book date=2001-21 volume=3", "book date=2017-06"]);
    }

    #[test]
    fn a_broken_item_is_named_and_the_rest_is_read() {
        let text = "- id: a\n  type: book\n- id: b\n  title: \"x\n- id: c\n  type: book\n  title: A\n  title: B\n- 7\n";
        let read = read(text, "x.yaml", &[]);
        let found: Vec<_> =
            read.diagnostics.iter().map(|d| (d.place.as_ref().unwrap().line, d.rule)).collect();
        assert_eq!(
            found.iter().map(|(_, rule)| *rule).collect::<Vec<_>>(),
            ["csl-syntax", "csl-repeated", "csl-item"],
            "{found:?}"
        );
        let keys: Vec<_> = read.entries.iter().map(|entry| entry.source.key.as_str()).collect();
        assert_eq!(keys, ["a", "c"]);
    }
}
