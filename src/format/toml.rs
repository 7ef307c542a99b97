//! Source files: read with places, printed canonically, edited in place.

use crate::{
    diagnostic::{Diagnostic, Edit},
    model::{Field, Source},
    settings::House,
};
use std::ops::Range;

/// A source of a file and where its parts stand. Spans are bytes of the text.
#[derive(Clone, Debug)]
pub struct Located {
    /// The source.
    pub source: Source,
    /// The key in the header.
    pub key: Range<u32>,
    /// The values of the known fields that are there.
    pub fields: Box<[(Field, Range<u32>)]>,
}

/// Reads a source file; `path` is for places, `house` the declared house fields.
pub fn read(text: &str, path: &str, house: &[House]) -> (Vec<Located>, Vec<Diagnostic>) {
    let _ = (text, path, house);
    todo!()
}

/// A source as canonical TOML, ends with a line feed.
pub fn print(source: &Source) -> String {
    let _ = source;
    todo!()
}

/// A file's text with edits to its sources applied; all that they do not mean stays byte for byte.
/// `Err` says which edit cannot be done, and why.
pub fn edit(text: &str, edits: &[&Edit]) -> Result<String, String> {
    let _ = (text, edits);
    todo!()
}

/// A file's text in canonical spelling: order of fields, one spelling of values, LF; comments kept. `None` if it is no TOML.
pub fn format(text: &str) -> Option<String> {
    let _ = text;
    todo!()
}
