//! Arrays and inline tables, element by element: in an edit those that stay keep their place, spelling and comments.
//!
//! The pieces of a text are slices of it, so that what is put together again from them is the same, byte for byte.

use super::{
    node::Node,
    print,
    tree::{after_string, comments, inner_comments},
};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use toml_edit::Key;

/// `[...]` or `{...}`, in pieces.
pub(super) struct Inline<'a> {
    /// The opening bracket, and the comment on its line.
    open: &'a str,
    pub elements: Vec<Element<'a>>,
    /// Whether a comma stands after the last element.
    comma: bool,
    /// What follows the last element, with the closing bracket.
    closing: &'a str,
    /// Whether there are line ends or comments between the pieces.
    several_lines: bool,
}

/// An element, and what stands between it and the next.
pub(super) struct Element<'a> {
    /// Blanks and comment lines above it.
    lead: &'a str,
    /// The value, or the key and its value.
    text: &'a str,
    /// What stands between it and its comma.
    gap: &'a str,
    /// The comment after its comma, on the same line.
    tail: &'a str,
}

/// `old` (an array or inline table), changed to mean `new`; `None` if it cannot become that, or holds
/// nothing that could be kept. A list on one line that starts
/// at column `indent` is broken if it grows too long.
pub(super) fn edit(old: &str, new: &Node, indent: Option<usize>) -> Option<String> {
    let inline = Inline::parse(old)?;
    if inline.elements.is_empty() && !inline.several_lines {
        return None;
    }
    let plan = match new {
        Node::List(items) if inline.open.starts_with('[') => inline.plan_list(items)?,
        Node::Table(pairs) if inline.open.starts_with('{') => inline.plan_table(pairs)?,
        _ => return None,
    };
    let text = inline.assemble(&plan, indent);
    (Node::parse(&text)?.meaning() == new.meaning()).then_some(text)
}

/// For each new element the old one that it is, or whose place it takes. What means the same is the same; of the others,
/// one that follows the same element as one that goes away takes its place.
pub(super) fn align(old: &[String], new: &[String]) -> Vec<Option<usize>> {
    let mut stock: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for (at, meaning) in old.iter().enumerate() {
        stock.entry(meaning).or_default().push_back(at);
    }
    let mut aligned: Vec<Option<usize>> =
        new.iter().map(|meaning| stock.get_mut(meaning.as_str()).and_then(VecDeque::pop_front)).collect();
    let mut free = vec![false; old.len()];
    for at in stock.into_values().flatten() {
        free.get_mut(at).into_iter().for_each(|free| *free = true);
    }
    let mut next = 0;
    for at in &mut aligned {
        if at.is_none() && free.get(next) == Some(&true) {
            *at = Some(next);
        }
        next = at.map_or(next, |at| at + 1);
    }
    aligned
}

/// Pairs of a table whose keys are new: what stood under another key may be one of them under its old name.
pub(super) struct Renamed<'a> {
    /// In their order; `None` once it was taken.
    pairs: Vec<Option<&'a (String, Node)>>,
    by_meaning: HashMap<String, VecDeque<usize>>,
}

impl<'a> Renamed<'a> {
    pub(super) fn new(fresh: &[&'a (String, Node)]) -> Renamed<'a> {
        let mut by_meaning: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (at, (_, node)) in fresh.iter().enumerate() {
            by_meaning.entry(node.meaning()).or_default().push_back(at);
        }
        Renamed { pairs: fresh.iter().copied().map(Some).collect(), by_meaning }
    }

    /// The first that means this; it is new no more.
    pub(super) fn take(&mut self, meaning: &str) -> Option<&'a (String, Node)> {
        let at = self.by_meaning.get_mut(meaning)?.pop_front()?;
        self.pairs.get_mut(at)?.take()
    }

    /// Those that nothing was.
    pub(super) fn left(self) -> impl Iterator<Item = &'a (String, Node)> {
        self.pairs.into_iter().flatten()
    }
}

/// An element of the result.
struct Planned<'a> {
    /// The old one in whose place it stands.
    from: Option<usize>,
    text: String,
    /// Comments that found no place in the new text.
    comments: Vec<&'a str>,
}

impl<'a> Inline<'a> {
    /// The pieces of a value; `None` if it is no array or inline table.
    pub(super) fn parse(text: &'a str) -> Option<Inline<'a>> {
        let is_table = text.starts_with('{');
        let close = if is_table { '}' } else { ']' };
        let mut rest = text.strip_prefix(['{', '['])?;
        let open = text.get(..1 + comment_on_line(rest).len())?;
        rest = text.get(open.len()..)?;
        let mut elements = Vec::new();
        loop {
            let (lead, here) = rest.split_at(trivia(rest));
            if here.starts_with(close) {
                return Some(Inline::new(open, elements, true, rest));
            }
            let key = if is_table { key(here)? } else { 0 };
            let (text, after) = here.split_at(key + value(here.get(key..)?)?);
            let (gap, next) = after.split_at(trivia(after));
            if let Some(next) = next.strip_prefix(',') {
                let tail = comment_on_line(next);
                elements.push(Element { lead, text, gap, tail });
                rest = next.get(tail.len()..)?;
            } else if next.starts_with(close) {
                let tail = comment_on_line(after);
                elements.push(Element { lead, text, gap: "", tail });
                return Some(Inline::new(open, elements, false, after.get(tail.len()..)?));
            } else {
                return None;
            }
        }
    }

    fn new(open: &'a str, elements: Vec<Element<'a>>, comma: bool, closing: &'a str) -> Inline<'a> {
        let between = elements.iter().flat_map(|element| [element.lead, element.gap, element.tail]);
        let several_lines = between.chain([open, closing]).any(|text| text.contains(['\n', '#']));
        Inline { open, elements, comma, closing, several_lines }
    }

    /// The comments after the opening bracket and before the closing one.
    pub(super) fn comments_around(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        comments(self.open.get(1..).unwrap_or_default()).chain(comments(self.closing))
    }

    fn plan_list(&self, items: &[Node]) -> Option<Vec<Planned<'a>>> {
        let meaning = |element: &Element<'_>| Some(Node::parse(element.text)?.meaning());
        let old: Vec<String> = self.elements.iter().map(meaning).collect::<Option<_>>()?;
        let new: Vec<String> = items.iter().map(Node::meaning).collect();
        let plan = align(&old, &new).into_iter().zip(items).zip(&new).map(|((from, item), new)| {
            let same = from.is_some_and(|at| old.get(at) == Some(new));
            self.planned(from, item, |element| element.text, same)
        });
        Some(plan.collect())
    }

    fn plan_table(&self, pairs: &[(String, Node)]) -> Option<Vec<Planned<'a>>> {
        let keys: Vec<String> = self.elements.iter().map(Element::name).collect::<Option<_>>()?;
        let wanted: HashMap<&str, &Node> = pairs.iter().map(|(name, node)| (name.as_str(), node)).collect();
        let known: HashSet<&str> = keys.iter().map(String::as_str).collect();
        let fresh: Vec<&(String, Node)> =
            pairs.iter().filter(|(name, _)| !known.contains(name.as_str())).collect();
        let mut renamed = Renamed::new(&fresh);
        let mut plan = Vec::new();
        for (at, (element, name)) in self.elements.iter().zip(&keys).enumerate() {
            let (own, value) = element.pair()?;
            let meaning = Node::parse(value)?.meaning();
            let (name, node) = match wanted.get(name.as_str()) {
                Some(node) => (own.to_owned(), *node),
                // the same under another name
                None => match renamed.take(&meaning) {
                    Some((name, node)) => (print::key(name), node),
                    None => continue,
                },
            };
            let planned = self.planned(Some(at), node, |_| value, node.meaning() == meaning);
            let between = element.text.get(own.len()..element.text.len() - value.len()).unwrap_or(" = ");
            plan.push(Planned { text: format!("{name}{between}{}", planned.text), ..planned });
        }
        plan.extend(renamed.left().map(|(name, node)| Planned {
            from: None,
            text: format!("{} = {}", print::key(name), node.inline()),
            comments: Vec::new(),
        }));
        Some(plan)
    }

    /// A value in the place of an old one.
    fn planned(
        &self,
        from: Option<usize>,
        node: &Node,
        value: impl Fn(&Element<'a>) -> &'a str,
        same: bool,
    ) -> Planned<'a> {
        let old = from.and_then(|at| self.elements.get(at)).map(value);
        match old {
            Some(old) if same => Planned { from, text: old.to_owned(), comments: Vec::new() },
            Some(old) => match edit(old, node, None) {
                Some(text) => Planned { from, text, comments: Vec::new() },
                None => Planned { from, text: node.inline(), comments: inner_comments(old) },
            },
            None => Planned { from, text: node.inline(), comments: Vec::new() },
        }
    }

    /// The text with these elements; comments of old ones that went away stand where those stood.
    fn assemble(&self, plan: &[Planned<'a>], indent: Option<usize>) -> String {
        let (mut above, below) = self.left_over(plan);
        let mut text =
            Text { out: self.open.to_owned(), indent: self.indent(), comment: self.open.len() > 1 };
        for (n, planned) in plan.iter().enumerate() {
            let old = planned.from.and_then(|at| self.elements.get(at));
            let mut lines = planned.from.and_then(|at| above.remove(&at)).unwrap_or_default();
            lines.extend(&planned.comments);
            text.between(&lines, &self.lead(n, planned.from, text.indent));
            text.out.push_str(&planned.text);
            text.out.push_str(old.map_or("", |old| old.gap));
            if self.comma || n + 1 < plan.len() {
                text.out.push(',');
            }
            let tail = old.map_or("", |old| old.tail);
            text.out.push_str(tail);
            text.comment = !tail.is_empty();
        }
        let bare = plan.is_empty() && below.is_empty() && self.open.len() == 1;
        let closing = self.closing.trim_start();
        text.between(&below, if bare && closing.len() == 1 { closing } else { self.closing });
        match indent {
            Some(indent)
                if !self.several_lines
                    && self.open == "["
                    && !text.out.contains('\n')
                    && !print::is_short(indent, &text.out) =>
            {
                print::array(indent, plan.iter().map(|planned| planned.text.clone()))
            }
            _ => text.out,
        }
    }

    /// The comments of elements that went away: by the next one that stays, and those after which none does.
    fn left_over(&self, plan: &[Planned<'_>]) -> (BTreeMap<usize, Vec<&'a str>>, Vec<&'a str>) {
        let mut stays = vec![false; self.elements.len()];
        for at in plan.iter().filter_map(|planned| planned.from) {
            stays.get_mut(at).into_iter().for_each(|stays| *stays = true);
        }
        let mut above = BTreeMap::new();
        let mut open = Vec::new();
        for (at, (element, stays)) in self.elements.iter().zip(stays).enumerate() {
            if stays {
                above.insert(at, std::mem::take(&mut open));
            } else {
                open.extend(element.lead_comments());
                open.extend(inner_comments(element.text));
                open.extend(element.tail_comments());
            }
        }
        (above, open)
    }

    /// What stands before the `n`th element.
    fn lead(&self, n: usize, from: Option<usize>, indent: &str) -> String {
        let own = from.and_then(|at| self.elements.get(at)).map(|element| element.lead);
        let first = self.elements.first().map_or("", |first| first.lead);
        match own {
            None if self.several_lines => format!("\n{indent}"),
            Some(own) if self.several_lines && (n == 0 || !own.is_empty()) => own.to_owned(),
            _ if n == 0 => first.to_owned(),
            Some(own) if from != Some(0) => own.to_owned(),
            _ => self.elements.get(1).map_or(" ", |second| second.lead).to_owned(),
        }
    }

    /// How far elements on lines of their own are indented.
    fn indent(&self) -> &'a str {
        let leads = self.elements.iter().filter_map(|element| element.lead.rsplit_once('\n'));
        leads.map(|(_, indent)| indent).next().unwrap_or("  ")
    }
}

impl<'a> Element<'a> {
    /// The comment lines above it.
    pub(super) fn lead_comments(&self) -> impl Iterator<Item = &'a str> {
        comments(self.lead)
    }

    /// The comments between it and the next.
    pub(super) fn tail_comments(&self) -> impl Iterator<Item = &'a str> {
        comments(self.gap).chain(comments(self.tail))
    }

    /// The keys as they are spelled, and the value.
    pub(super) fn pair(&self) -> Option<(&'a str, &'a str)> {
        let (keys, value) = self.text.split_at(key(self.text)?);
        Some((keys.trim_end().strip_suffix('=')?.trim_end(), value))
    }

    /// The key; `None` if it is dotted.
    fn name(&self) -> Option<String> {
        match Key::parse(self.pair()?.0).ok()?.as_slice() {
            [key] => Some(key.get().to_owned()),
            _ => None,
        }
    }
}

/// A text that is put together; a comment in it ends its line.
struct Text<'a> {
    out: String,
    indent: &'a str,
    /// Whether it ends with a comment.
    comment: bool,
}

impl Text<'_> {
    /// Comment lines, and what stands between them and what follows.
    fn between(&mut self, lines: &[&str], rest: &str) {
        for line in lines {
            self.out.extend(["\n", self.indent, line]);
            self.comment = true;
        }
        let breaks = rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        if self.comment && !breaks {
            let rest = rest.trim_start();
            self.out.extend(["\n", if rest.starts_with([']', '}']) { "" } else { self.indent }, rest]);
        } else {
            self.out.push_str(rest);
        }
        self.comment = false;
    }
}

/// The blanks and the comment at the start of a text, if there is a comment on its first line; without the line's end.
fn comment_on_line(text: &str) -> &str {
    // of a long line without one only the start is looked at
    if text.trim_start_matches([' ', '\t']).starts_with('#') {
        text.lines().next().unwrap_or_default()
    } else {
        ""
    }
}

/// How long the blanks, line ends and comments are that a text starts with.
fn trivia(text: &str) -> usize {
    let mut rest = text.trim_start();
    while rest.starts_with('#') {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    }
    text.len() - rest.len()
}

/// How long the keys are that a text starts with, with the `=` and the blanks after it.
fn key(text: &str) -> Option<usize> {
    let mut rest = text;
    loop {
        let (_, here) = rest.split_at(rest.find(['"', '\'', '='])?);
        rest = match here.strip_prefix('=') {
            Some(value) => return Some(text.len() - value.trim_start().len()),
            None => after_string(here),
        };
    }
}

/// How long the value is that a text starts with.
fn value(text: &str) -> Option<usize> {
    if text.starts_with(['"', '\'']) {
        return Some(text.len() - after_string(text).len());
    }
    if !text.starts_with(['[', '{']) {
        let end = text.find([',', ']', '}', '#', '\n', '\r'])?;
        return Some(text.get(..end)?.trim_end().len());
    }
    let mut depth = 0_usize;
    let mut rest = text;
    loop {
        let (_, here) = rest.split_at(rest.find(['[', ']', '{', '}', '"', '\'', '#'])?);
        rest = match here.chars().next()? {
            '#' => here.split_once('\n')?.1,
            '"' | '\'' => after_string(here),
            bracket => {
                depth = if matches!(bracket, '[' | '{') { depth + 1 } else { depth.checked_sub(1)? };
                here.get(1..)?
            }
        };
        if depth == 0 {
            return Some(text.len() - rest.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: &[&str]) -> Node {
        Node::List(items.iter().map(|item| Node::Text((*item).to_owned())).collect())
    }

    #[test]
    fn what_stays_in_a_list_keeps_its_place_its_spelling_and_its_comments() {
        for (old, new, result) in [
            ("['a', \"b\"]", list(&["a", "b", "c"]), "['a', \"b\", \"c\"]"),
            ("[ 'a','b' ]", list(&["b", "c"]), "[ 'b',\"c\" ]"),
            ("['a', 'b']", list(&["b"]), "['b']"),
            ("[ 'a' ]", list(&[]), "[]"),
            (
                "[ # open\n 'a', # a\n 'b'\n # end\n]",
                list(&["a", "b", "c"]),
                "[ # open\n 'a', # a\n 'b',\n \"c\"\n # end\n]",
            ),
            ("[\n\t# a\n\t'a',\n\n\t'b', # b\n]", list(&["b"]), "[\n\t# a\n\n\t'b', # b\n]"),
            ("[\n  'a', # a\n  'b', # b\n]", list(&["b", "a"]), "[\n  'b', # b\n  'a', # a\n]"),
            ("[\n  'a', # a\n  'b' # b\n]", list(&["a"]), "[\n  'a' # a\n  # b\n]"),
            ("[\n  'a', # a\n  'b' # b\n]", list(&["c", "b"]), "[\n  \"c\", # a\n  'b' # b\n]"),
            ("[\n  'a' # a\n]", list(&[]), "[\n  # a\n]"),
            ("[\n  # none\n]", list(&["a"]), "[\n  \"a\",\n  # none\n]"),
            ("['a' # a\n , 'b']", list(&["b", "a"]), "[ 'b', 'a' # a\n ]"),
            ("['#', 'b,]']", list(&["b,]", "#"]), "['b,]', '#']"),
        ] {
            assert_eq!(edit(old, &new, Some(10)).as_deref(), Some(result), "{old}");
        }
        let long = "x".repeat(40);
        let broken = format!("[\n  'a',\n  \"{long}\",\n  \"{long}1\",\n]");
        assert_eq!(edit("['a']", &list(&["a", &long, &format!("{long}1")]), Some(10)), Some(broken));
    }

    #[test]
    fn a_value_of_another_shape_is_not_forced_into_brackets() {
        assert_eq!(edit("'a'", &list(&["a"]), None), None);
        assert_eq!(edit("[ ]", &list(&["a"]), None), None);
        assert_eq!(edit("{ a = 1 }", &list(&["a"]), None), None);
        assert_eq!(edit("{ a.b = 'x' }", &Node::Table(Vec::new()), None), None);
    }
}
