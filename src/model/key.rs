//! Citation keys: which are allowed, and how new ones are made.

use super::{
    Source,
    pattern::{Piece, pieces},
};

/// The pattern of new keys when a library says nothing else.
pub const PATTERN: &str = "{author}{year}{title}";

/// What is wrong with a key, or `None`: biber accepts anything but blanks, control characters and
/// `" # ' ( ) , = { } % ~ \` (biblatex manual, 2.3.1).
pub fn fault(key: &str) -> Option<String> {
    if key.is_empty() {
        return Some("a key is empty".to_owned());
    }
    let c = key.chars().find(|c| c.is_whitespace() || c.is_control() || FORBIDDEN.contains(*c))?;
    Some(match c {
        ' ' => format!("the key `{key}` holds a blank"),
        c if c.is_whitespace() || c.is_control() => {
            format!("the key `{}` holds a control character or special blank", key.escape_debug())
        }
        c => format!("the key `{key}` holds `{c}`, which biber and LaTeX do not accept"),
    })
}

/// What biber does not take (`" # ' ( ) , = { } %`) and what LaTeX reads as a command of its own (`~ \\`).
const FORBIDDEN: &str = "\"#'(),={}%~\\";

/// The key that a pattern (`{author}{year}{title}`) gives a source, before it is made unique; never empty.
/// Parts: `{author}` `{year}` `{title}` `{type}` `{category}`, each with an optional length as `{title:8}`.
pub fn generate(pattern: &str, source: &Source) -> String {
    let _ = (pattern, source);
    todo!()
}

/// The first of `key`, `keyb`, `keyc` ... `keyz`, `keyaa`... that is not taken.
pub fn unique(key: &str, taken: impl Fn(&str) -> bool) -> String {
    let _ = (key, taken);
    todo!()
}

/// What is wrong with a pattern of keys, or `None`.
pub fn pattern_fault(pattern: &str) -> Option<String> {
    let pieces = match pieces(pattern) {
        Ok(pieces) => pieces,
        Err(fault) => return Some(fault),
    };
    for piece in &pieces {
        match piece {
            Piece::Text(text) => {
                if let Some(fault) = fault(text) {
                    return Some(fault);
                }
            }
            Piece::Part { name, .. } if !PARTS.contains(name) => {
                return Some(format!(
                    "`{{{name}}}` is no part of a key; they are {{author}}, {{authors}}, {{year}}, {{title}}, {{type}} and {{category}}"
                ));
            }
            Piece::Part { .. } => {}
        }
    }
    let some = pieces.iter().any(|piece| matches!(piece, Piece::Part { .. }));
    (!some).then(|| "it has no part that tells sources apart, as `{author}`".to_owned())
}

/// The parts of a pattern.
const PARTS: [&str; 6] = ["author", "authors", "year", "title", "type", "category"];
