//! BibTeX and BibLaTeX: one tolerant reader for both, a writer for each.

mod dates;
mod own;
mod read;
mod tokens;

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
