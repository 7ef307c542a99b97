//! The fields that are ours alone as BibLaTeX fields: biber ignores fields it does not know, we read them back.
//!
//! Each is a literal list as `publisher` is: items joined with ` and `, in braces where they hold that word, LaTeX as everywhere.
//!
//! ```text
//! distinct  = {KEY: reason and KEY: reason}
//! allow     = {RULE: reason}
//! conflicts = {FIELD from KEY: value}
//! relations = {TYPE KEY: words to print}      only where biblatex's three `related` fields cannot say it
//! extra     = {FORMAT NAME: raw value}        of other formats than BibTeX, whose fields are fields
//! ```

use super::read::{list, unbrace_list_item};
use crate::{
    format::latex::{self, Mode, Notes},
    model::{Conflict, Extra, Related, Value, name},
};

/// The names of these fields.
pub(super) const NAMES: [&str; 5] = ["distinct", "allow", "conflicts", "relations", "extra"];

/// The items of a list of ours: what stands before the first `: `, and the LaTeX behind it.
fn items<'r>(raw: &'r str, notes: &mut Notes) -> Option<Vec<(String, &'r str)>> {
    list(raw)
        .map(|item| {
            let item = unbrace_list_item(item);
            let (head, value) = match item.split_once(": ") {
                Some((head, value)) => (head, value),
                None => (item.strip_suffix(':')?, ""),
            };
            Some((latex::plain(head, notes).into_owned(), value))
        })
        .collect()
}

/// A field of ours; `None` if it is none, or is not written as we write it.
pub(super) fn read(name: &str, raw: &str, notes: &mut Notes) -> Option<Value> {
    Some(match name {
        "distinct" | "allow" => {
            let mut reasons = Vec::new();
            for (what, why) in items(raw, notes)? {
                reasons.push((what, latex::plain(why, notes).into_owned()));
            }
            reasons.sort();
            Value::Reasons(reasons)
        }
        "conflicts" => Value::Conflicts(
            items(raw, notes)?
                .into_iter()
                .map(|(head, value)| {
                    let (field, from) = head.split_once(" from ")?;
                    let value = latex::plain(value, notes).into_owned();
                    Some(Conflict { field: field.to_owned(), value, from: from.to_owned() })
                })
                .collect::<Option<_>>()?,
        ),
        "relations" => Value::Related(
            items(raw, notes)?
                .into_iter()
                .map(|(head, string)| {
                    let (relation, key) = head.split_once(' ')?;
                    if key.is_empty() || key.contains(|c: char| c == ',' || c.is_whitespace()) {
                        return None;
                    }
                    let string = latex::read(string, Mode::Line, notes).into_owned();
                    Some(Related { key: key.to_owned(), relation: relation.to_owned(), string })
                })
                .collect::<Option<_>>()?,
        ),
        "extra" => Value::Extra(
            items(raw, notes)?
                .into_iter()
                .map(|(head, value)| {
                    let (format, name) = head.split_once(' ')?;
                    if name.is_empty() || name.trim() != name {
                        return None;
                    }
                    let value = latex::plain(value, notes).into_owned();
                    Some(Extra { format: format.to_owned(), name: name.to_owned(), value })
                })
                .collect::<Option<_>>()?,
        ),
        _ => return None,
    })
}

/// `distinct` and `allow`.
pub(super) fn reasons(reasons: &[(String, String)]) -> String {
    join(reasons.iter().map(|(what, why)| (latex::escape(what), latex::escape(why))))
}

/// `conflicts`.
pub(super) fn conflicts(conflicts: &[Conflict]) -> String {
    join(
        conflicts
            .iter()
            .map(|c| (latex::escape(&format!("{} from {}", c.field, c.from)), latex::escape(&c.value))),
    )
}

/// `relations`.
pub(super) fn relations(related: &[Related]) -> String {
    join(
        related.iter().map(|r| {
            (latex::escape(&format!("{} {}", r.relation, r.key)), latex::write(&r.string, Mode::Line))
        }),
    )
}

/// `extra`.
pub(super) fn extra<'a>(extra: impl Iterator<Item = &'a Extra>) -> String {
    join(extra.map(|e| (latex::escape(&format!("{} {}", e.format, e.name)), latex::escape(&e.value))))
}

fn join(items: impl Iterator<Item = (String, String)>) -> String {
    let item = |(head, value): (String, String)| {
        item_of(if value.is_empty() { format!("{head}:") } else { format!("{head}: {value}") })
    };
    items.map(item).collect::<Vec<_>>().join(" and ")
}

/// An item of a literal list: in braces if it would be taken for several, or for none.
pub(super) fn item_of(latex: String) -> String {
    if stands_alone(&latex) && unbrace_list_item(&latex) == latex { latex } else { format!("{{{latex}}}") }
}

/// Whether it is one item between others, no `and` of its own in sight.
pub(super) fn stands_alone(latex: &str) -> bool {
    let and = latex.as_bytes().windows(3).any(|word| word.eq_ignore_ascii_case(b"and"));
    if !and {
        return !latex.is_empty() && latex.trim() == latex; // nothing to look for
    }
    name::split(&format!("x and {latex} and x")).eq(["x", latex, "x"])
}
