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
    format::latex::{self, Notes},
    model::{Conflict, Extra, Related, Value, name},
};
use std::borrow::Cow;

/// The names of these fields.
pub(super) const NAMES: [&str; 5] = ["distinct", "allow", "conflicts", "relations", "extra"];

/// The items of a list of ours: what stands before and after the first `: `.
fn items(raw: &str, notes: &mut Notes) -> Option<Vec<(String, String)>> {
    list(raw)
        .map(|item| {
            let item = latex::plain(unbrace_list_item(item), notes);
            let (head, value) = match item.split_once(": ") {
                Some((head, value)) => (head, value),
                None => (item.strip_suffix(':')?, ""),
            };
            Some((head.to_owned(), value.to_owned()))
        })
        .collect()
}

/// A field of ours; `None` if it is none, or is not written as we write it.
pub(super) fn read(name: &str, raw: &str, notes: &mut Notes) -> Option<Value> {
    Some(match name {
        "distinct" | "allow" => {
            let mut reasons = items(raw, notes)?;
            reasons.sort();
            Value::Reasons(reasons)
        }
        "conflicts" => Value::Conflicts(
            items(raw, notes)?
                .into_iter()
                .map(|(head, value)| {
                    let (field, from) = head.split_once(" from ")?;
                    Some(Conflict { field: field.to_owned(), value, from: from.to_owned() })
                })
                .collect::<Option<_>>()?,
        ),
        "relations" => Value::Related(
            items(raw, notes)?
                .into_iter()
                .map(|(head, string)| {
                    let (relation, key) = head.split_once(' ')?;
                    Some(Related { key: key.to_owned(), relation: relation.to_owned(), string })
                })
                .collect::<Option<_>>()?,
        ),
        "extra" => Value::Extra(
            items(raw, notes)?
                .into_iter()
                .map(|(head, value)| {
                    let (format, name) = head.split_once(' ')?;
                    Some(Extra { format: format.to_owned(), name: name.to_owned(), value })
                })
                .collect::<Option<_>>()?,
        ),
        _ => return None,
    })
}

/// `distinct` and `allow`.
pub(super) fn reasons(reasons: &[(String, String)]) -> String {
    join(reasons.iter().map(|(what, why)| (Cow::Borrowed(what.as_str()), why.as_str())))
}

/// `conflicts`.
pub(super) fn conflicts(conflicts: &[Conflict]) -> String {
    join(conflicts.iter().map(|c| (Cow::Owned(format!("{} from {}", c.field, c.from)), c.value.as_str())))
}

/// `relations`.
pub(super) fn relations(related: &[Related]) -> String {
    join(related.iter().map(|r| (Cow::Owned(format!("{} {}", r.relation, r.key)), r.string.as_str())))
}

/// `extra`.
pub(super) fn extra<'a>(extra: impl Iterator<Item = &'a Extra>) -> String {
    join(extra.map(|e| (Cow::Owned(format!("{} {}", e.format, e.name)), e.value.as_str())))
}

fn join<'a>(items: impl Iterator<Item = (Cow<'a, str>, &'a str)>) -> String {
    let mut out = String::new();
    for (head, value) in items {
        let item = if value.is_empty() { format!("{head}:") } else { format!("{head}: {value}") };
        if !out.is_empty() {
            out.push_str(" and ");
        }
        out.push_str(&item_of(latex::escape(&item)));
    }
    out
}

/// An item of a literal list: in braces if it would be taken for several, or for none.
pub(super) fn item_of(latex: String) -> String {
    let whole = name::split(&latex).eq([latex.as_str()]) && unbrace_list_item(&latex) == latex;
    if whole { latex } else { format!("{{{latex}}}") }
}
