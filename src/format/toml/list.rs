//! Arrays edited element by element, so that those that stay keep their spelling and their comments.

use std::{
    collections::{HashMap, VecDeque},
    fmt::Write as _,
};
use toml_edit::Value;

/// An element with the comments that belong to it.
struct Element {
    /// Its position in the array.
    at: usize,
    /// Comment lines above it.
    lead: Vec<String>,
    /// As it is spelled.
    text: String,
    /// What it means, for comparing.
    meaning: String,
    /// The comment after it on its line.
    tail: Option<String>,
}

/// The array `old`, changed to hold what `new` holds (both TOML). Elements that stay keep spelling and comments; comments
/// of those that go move to the end. `None` if one of them is no array.
pub(super) fn edit(old: &str, new: &str) -> Option<String> {
    let (before, mut closing) = elements(old)?;
    let (after, _) = elements(new)?;
    let several_lines = old.contains('\n') && !before.is_empty();
    let mut stock: HashMap<String, VecDeque<Element>> = HashMap::new();
    for element in before {
        stock.entry(element.meaning.clone()).or_default().push_back(element);
    }
    let result: Vec<Element> = after
        .into_iter()
        .map(|new| stock.get_mut(&new.meaning).and_then(VecDeque::pop_front).unwrap_or(new))
        .collect();
    let mut gone: Vec<Element> = stock.into_values().flatten().collect();
    gone.sort_by_key(|element| element.at);
    closing.splice(0..0, gone.into_iter().flat_map(|element| element.lead.into_iter().chain(element.tail)));
    let commented = !closing.is_empty() || result.iter().any(|e| !e.lead.is_empty() || e.tail.is_some());
    if !commented && !several_lines {
        return Some(new.to_owned());
    }
    if result.is_empty() && !commented {
        return Some("[]".to_owned());
    }
    let mut text = String::from("[\n");
    for element in result {
        for comment in element.lead {
            let _ = writeln!(text, "  {comment}");
        }
        let tail = element.tail.map(|tail| format!(" {tail}")).unwrap_or_default();
        let _ = writeln!(text, "  {},{tail}", element.text);
    }
    for comment in closing {
        let _ = writeln!(text, "  {comment}");
    }
    text.push(']');
    Some(text)
}

/// The elements of an array, and the comments before its closing bracket.
fn elements(text: &str) -> Option<(Vec<Element>, Vec<String>)> {
    let value: Value = text.trim().parse().ok()?;
    let array = value.as_array()?;
    let mut elements: Vec<Element> = Vec::with_capacity(array.len());
    for value in array {
        let prefix = value.decor().prefix().and_then(|raw| raw.as_str()).unwrap_or_default();
        let lead = hand_tail_over(prefix, &mut elements);
        let suffix = value.decor().suffix().and_then(|raw| raw.as_str()).unwrap_or_default();
        let mut bare = value.clone();
        bare.decor_mut().clear();
        let text = bare.to_string();
        let meaning = value.as_str().map_or_else(|| text.clone(), str::to_owned);
        elements.push(Element { at: elements.len(), lead, text, meaning, tail: None });
        let after = hand_tail_over(suffix, &mut elements);
        if let Some(last) = elements.last_mut() {
            last.lead.extend(after);
        }
    }
    let closing = hand_tail_over(array.trailing().as_str().unwrap_or_default(), &mut elements);
    Some((elements, closing))
}

/// The comments of the text between two elements: one on the line of the element before is that one's tail.
fn hand_tail_over(between: &str, before: &mut [Element]) -> Vec<String> {
    let (first, rest) = between.split_once('\n').unwrap_or((between, ""));
    let mut lead = Vec::new();
    match (super::tree::tail(first), before.last_mut()) {
        (Some(tail), Some(element)) if element.tail.is_none() => element.tail = Some(tail.to_owned()),
        (Some(tail), _) => lead.push(tail.to_owned()),
        (None, _) => {}
    }
    lead.extend(super::tree::comments(rest).map(str::to_owned));
    lead
}
