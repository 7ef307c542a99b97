//! Source files: read with places, printed canonically, edited in place, formatted.
//!
//! A file holds tables named by citation keys. Reading is tolerant and names every fault; editing splices the text,
//! so that whatever an edit does not mean stays as it is, byte for byte.

mod edit;
mod fmt;
mod list;
mod print;
mod read;
mod tree;

pub use edit::{comments, edit};
pub use fmt::format;
pub use print::{key, print, value};
pub use read::{Located, read};
