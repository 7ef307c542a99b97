//! Pages for people: the Markdown bibliography, and the figures of `bib stats`. Whatever the data hold, they are
//! text on the page: never markup, a link to somewhere else, or a control sequence.

pub mod bibliography;
pub mod figures;
pub mod markdown;
