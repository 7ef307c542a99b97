//! YAML: read as a tree with places, written in one layout. The tree is made of the parser's events with a stack of its own, so
//! that no depth of nesting can overflow the program's.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::{Map, Value as Json};
use std::{collections::HashMap, fmt::Write as _, ops::Range};

/// Deepest nesting that is read; no bibliography needs more than ten.
const DEEPEST: usize = 64;
/// Most nodes that aliases may add to a text: a few lines of them can stand for billions.
const MOST_ALIASED: usize = 100_000;

/// A value and where it stands, in bytes.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) span: Range<usize>,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A scalar; plain: without quotes, so that it may be a number or nothing.
    Scalar { text: String, plain: bool },
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in order, keys perhaps repeated.
    Map(Vec<(Node, Node)>),
}

/// What is wrong with a text, and where, in bytes.
pub(super) type Fault = (usize, String);

/// The first document of a text; `None` if it is empty.
pub(super) fn parse(text: &str) -> Result<Option<Node>, Fault> {
    let offsets = Offsets::new(text);
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        match event {
            Ok((Event::DocumentEnd, _)) => break,
            Ok((event, span)) => builder.take(event, offsets.range(span))?,
            Err(error) => return Err((offsets.byte(error.marker().index()), error.info().to_owned())),
        }
    }
    Ok(builder.root)
}

/// The parts of a text that `starts` says start with a line, each up to the next.
pub(super) fn parts(text: &str, starts: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut parts: Vec<Range<usize>> = Vec::new();
    for line in text.split_inclusive('\n') {
        if starts(line) {
            parts.push(at..at);
        }
        at += line.len();
        if let Some(part) = parts.last_mut() {
            part.end = at;
        }
    }
    parts
}

impl Node {
    /// A scalar's text; `None` for nothing, lists and mappings.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, plain } if !(*plain && is_null(text)) => Some(text),
            _ => None,
        }
    }

    /// The items of a list, or the node itself as the only one.
    pub(super) fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// The members of a mapping whose keys are texts.
    pub(super) fn members(&self) -> impl Iterator<Item = (&str, &Node)> {
        let members = match &self.value {
            Value::Map(members) => members.as_slice(),
            _ => &[],
        };
        members.iter().filter_map(|(key, value)| Some((key.text()?, value)))
    }

    /// The member of that name; of several, the last.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        self.members().filter(|(key, _)| *key == name).map(|(_, value)| value).last()
    }

    /// The value as JSON has it.
    pub(super) fn json(&self) -> Json {
        match &self.value {
            Value::Scalar { text, plain: true } => match text.as_str() {
                text if is_null(text) => Json::Null,
                "true" | "True" | "TRUE" => Json::Bool(true),
                "false" | "False" | "FALSE" => Json::Bool(false),
                text => serde_json::from_str(text).map_or_else(|_| Json::from(text), Json::Number),
            },
            Value::Scalar { text, .. } => Json::from(text.as_str()),
            Value::List(items) => items.iter().map(Node::json).collect(),
            Value::Map(_) => Json::Object(
                self.members().map(|(key, value)| (key.to_owned(), value.json())).collect::<Map<_, _>>(),
            ),
        }
    }

    fn size(&self) -> usize {
        match &self.value {
            Value::Scalar { .. } => 1,
            Value::List(items) => 1 + items.iter().map(Node::size).sum::<usize>(),
            Value::Map(members) => {
                1 + members.iter().map(|(key, value)| key.size() + value.size()).sum::<usize>()
            }
        }
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// A list or mapping that is not yet whole, and its anchor.
struct Open {
    children: Vec<Node>,
    map: bool,
    start: usize,
    anchor: usize,
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    aliased: usize,
    root: Option<Node>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Range<usize>) -> Result<(), Fault> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                self.put(Node { value: Value::Scalar { text: text.into_owned(), plain }, span }, anchor);
            }
            Event::SequenceStart(anchor, _) => self.start(false, span.start, anchor)?,
            Event::MappingStart(anchor, _) => self.start(true, span.start, anchor)?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    let span = open.start..span.end.max(open.start);
                    let value =
                        if open.map { Value::Map(pairs(open.children)) } else { Value::List(open.children) };
                    self.put(Node { value, span }, open.anchor);
                }
            }
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor).cloned() else {
                    return Err((span.start, "this alias stands for something that is not whole".to_owned()));
                };
                self.aliased = self.aliased.saturating_add(node.size());
                if self.aliased > MOST_ALIASED {
                    return Err((span.start, "its aliases stand for too much".to_owned()));
                }
                self.put(Node { span, ..node }, 0);
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn start(&mut self, map: bool, start: usize, anchor: usize) -> Result<(), Fault> {
        if self.open.len() >= DEEPEST {
            return Err((start, format!("it is nested more than {DEEPEST} deep")));
        }
        self.open.push(Open { children: Vec::new(), map, start, anchor });
        Ok(())
    }

    fn put(&mut self, node: Node, anchor: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            Some(open) => open.children.push(node),
            None => self.root = Some(node),
        }
    }
}

/// Keys and values, which come one after the other.
fn pairs(children: Vec<Node>) -> Vec<(Node, Node)> {
    let mut children = children.into_iter();
    let mut pairs = Vec::new();
    while let (Some(key), Some(value)) = (children.next(), children.next()) {
        pairs.push((key, value));
    }
    pairs
}

/// Bytes of characters: the parser counts characters.
struct Offsets {
    starts: Option<Vec<usize>>,
    length: usize,
}

impl Offsets {
    fn new(text: &str) -> Offsets {
        let starts = (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect());
        Offsets { starts, length: text.len() }
    }

    fn byte(&self, index: usize) -> usize {
        match &self.starts {
            Some(starts) => starts.get(index).copied().unwrap_or(self.length),
            None => index.min(self.length),
        }
    }

    fn range(&self, span: Span) -> Range<usize> {
        let start = self.byte(span.start.index());
        start..self.byte(span.end.index()).max(start)
    }
}

/// What is written.
#[derive(Clone, Debug)]
pub(super) enum Out {
    /// A text.
    Text(String),
    /// A number or a word of YAML, as it is.
    Plain(String),
    /// A list.
    List(Vec<Out>),
    /// A mapping.
    Map(Vec<(String, Out)>),
}

impl Out {
    /// A value of JSON.
    pub(super) fn json(json: &Json) -> Out {
        match json {
            Json::String(text) => Out::Text(text.clone()),
            Json::Array(list) => Out::List(list.iter().map(Out::json).collect()),
            Json::Object(members) => {
                Out::Map(members.iter().map(|(name, value)| (name.clone(), Out::json(value))).collect())
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => Out::Plain(json.to_string()),
        }
    }

    /// Writes it behind a key or a dash, with the line feed; what stands on lines of its own is indented.
    pub(super) fn write(&self, indent: usize, behind: &str, out: &mut String) {
        match self {
            Out::Text(text) => {
                let _ = writeln!(out, "{behind}{}", scalar(text));
            }
            Out::Plain(text) => {
                let _ = writeln!(out, "{behind}{text}");
            }
            Out::List(list) if list.iter().all(|item| matches!(item, Out::Plain(_))) => {
                let items: Vec<&str> = list
                    .iter()
                    .filter_map(|item| if let Out::Plain(text) = item { Some(&**text) } else { None })
                    .collect();
                let _ = writeln!(out, "{behind}[{}]", items.join(", "));
            }
            Out::Map(members) if members.is_empty() => {
                let _ = writeln!(out, "{behind}{{}}");
            }
            Out::List(list) => {
                if !behind.is_empty() {
                    out.push('\n');
                }
                for item in list {
                    let _ = write!(out, "{:indent$}-", "");
                    match item {
                        Out::Map(members) => Out::members(members, indent + 2, true, out),
                        item => item.write(indent + 2, " ", out),
                    }
                }
            }
            Out::Map(members) => {
                if !behind.is_empty() {
                    out.push('\n');
                }
                Out::members(members, indent, false, out);
            }
        }
    }

    /// Members a line each; the first perhaps behind a dash.
    fn members(members: &[(String, Out)], indent: usize, dash: bool, out: &mut String) {
        for (n, (name, value)) in members.iter().enumerate() {
            let before = if dash && n == 0 { 1 } else { indent };
            let _ = write!(out, "{:before$}{}:", "", scalar(name));
            value.write(indent + 2, " ", out);
        }
        if members.is_empty() {
            out.push_str(" {}\n");
        }
    }
}

/// A text as a scalar: without quotes where no reader takes it for something else.
fn scalar(text: &str) -> String {
    const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let plain = text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && text.chars().all(|c| c.is_alphanumeric() || " -_./()+;'".contains(c))
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    if plain {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // what a reader may refuse or take for the end of a line (YAML 1.2, 5.1)
            _ if char.is_control()
                || matches!(char, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}') =>
            {
                let _ = write!(out, "\\u{:04x}", u32::from(char));
            }
            char => out.push(char),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_meant_to_be_read_is_refused() {
        for text in ["[".repeat(100_000), "- ".repeat(100_000), "a: ".repeat(1000)] {
            assert!(parse(&text).is_err());
        }
        let bomb: String = (1..40).map(|n| format!("a{n}: &a{n} [*a{}, *a{}]\n", n - 1, n - 1)).collect();
        assert!(parse(&format!("a0: &a0 [x]\n{bomb}")).unwrap_err().1.contains("too much"));
    }

    #[test]
    fn nodes_know_where_they_stand() {
        let node = parse("é: [ü, {x: y}]\n").unwrap().unwrap();
        let list = node.get("é").unwrap();
        assert_eq!(list.items()[0].span, 5..7);
        assert_eq!(list.items()[1].json().to_string(), r#"{"x":"y"}"#);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(texts in proptest::collection::vec(("\\PC{0,8}|[a-z: #'\"\\\\\n\t\u{7f}\u{85}\u{feff}-]{0,8}", "\\PC{0,8}|.{0,8}"), 1..4)) {
            let members = texts.iter().map(|(a, b)| (a.clone(), Out::List(vec![Out::Text(b.clone()), Out::Map(vec![(b.clone(), Out::Text(a.clone()))])])));
            let mut out = String::new();
            Out::List(vec![Out::Map(members.collect())]).write(0, "", &mut out);
            let node = parse(&out).unwrap().unwrap();
            let Value::Map(members) = &node.items()[0].value else { panic!("{out}") };
            for ((key, value), (a, b)) in members.iter().zip(&texts) {
                let Value::Scalar { text, .. } = &key.value else { panic!("{out}") };
                prop_assert_eq!(text, a);
                prop_assert_eq!(value.items()[0].text(), Some(b.as_str()), "{}", out);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "([a-c:,&*!|>'\"%@`{}\\[\\]#-]|\n|  ){0,30}") {
            let _ = parse(&text);
        }
    }
}
