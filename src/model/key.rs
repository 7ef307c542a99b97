//! Citation keys: which are allowed, and how new ones are made.

use super::Source;

/// What is wrong with a key, or `None`: biber accepts anything but blanks, control characters and
/// `" # ' ( ) , = { } % ~ \` (biblatex manual, 2.3.1).
pub fn fault(key: &str) -> Option<String> {
    let _ = key;
    todo!()
}

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
