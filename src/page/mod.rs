//! What leaves the library: exports, pages of references in Markdown, HTML and plain text, also in a citation style, the
//! figures of `bib stats`. Whatever the data hold, on a page they are text: never markup, a link to somewhere else, or a
//! control sequence.

mod address;
pub mod bibliography;
pub mod export;
pub mod figures;
pub mod html;
pub mod markdown;
mod markup;
mod plain;
pub mod style;

pub use address::address;
pub use markup::{Markup, Piece};
pub use plain::line;
