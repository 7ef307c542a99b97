//! BibTeX and BibLaTeX: one tolerant reader for both, a writer for each.

mod classic;
mod dates;
mod own;
mod read;
mod tokens;
mod write;

pub use classic::write_bibtex;
pub use write::write_biblatex;

use crate::diagnostic::Lines;
use rayon::prelude::*;

/// Below so many entries, starting threads costs more than they save (measured).
const MANY: usize = 500;

/// Reads every entry; a broken one is named and the next is read.
pub fn read(text: &str, path: &str) -> super::Read {
    let tokens::Tokens { entries, mut faults } = tokens::tokens(text);
    let sources: Vec<_> = if entries.len() < MANY {
        entries.iter().map(read::source).collect()
    } else {
        entries.par_iter().map(read::source).collect()
    };
    let mut read = super::Read { entries: Vec::with_capacity(entries.len()), diagnostics: Vec::new() };
    for (entry, (source, found)) in entries.iter().zip(sources) {
        read.entries.push(super::Entry { source, span: entry.span.clone() });
        faults.extend(found);
    }
    if !faults.is_empty() {
        faults.sort_by_key(|fault| fault.span.start);
        let lines = Lines::new(text);
        read.diagnostics =
            faults.into_iter().map(|fault| fault.diagnostic.at(lines.place(path, fault.span))).collect();
    }
    read
}

/// Whether the text holds something like an entry.
pub(super) fn is_likely(text: &str) -> bool {
    text.split('@').skip(1).any(|rest| {
        let name = rest.trim_start().bytes().take_while(u8::is_ascii_alphabetic).count();
        let after = rest.trim_start().get(name..).unwrap_or_default().trim_start();
        name > 0 && after.starts_with(['{', '('])
    })
}
