//! What leaves the library: exports, the Markdown bibliography, the figures of `bib stats`. Whatever the data hold, on a
//! page they are text: never markup, a link to somewhere else, or a control sequence.

pub mod bibliography;
pub mod export;
pub mod figures;
pub mod markdown;
