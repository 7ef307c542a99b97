//! What a source is: the tables of fields and kinds, names, dates, identifiers, keys and text.
//!
//! Everything here is pure and knows nothing of files, formats or terminals.

pub mod date;
pub mod field;
pub mod fold;
pub mod ident;
pub mod inherit;
pub mod key;
pub mod kind;
pub mod name;
pub mod ordinal;
pub mod pages;
pub mod pattern;
pub mod reference;
mod source;
pub mod text;

pub use date::Date;
pub use field::{FIELDS, Field, Shape};
pub use kind::{KINDS, Kind};
pub use name::{Name, NameText, Person};
pub use source::{Conflict, Extra, Related, Source, Value};
