//! Roles that cite, as Markdown (MyST) and reStructuredText (sphinxcontrib-bibtex) have them: `` {cite:p}`key` ``, `` :cite:p:`key` ``.

use super::cursor::Found;

/// Whether a role of that name cites: `cite`, `cite:p`, `citet`, `footcite:t` ... of sphinxcontrib-bibtex and MyST.
pub(super) fn cites(role: &str) -> bool {
    let name = role.split(':').next().unwrap_or_default();
    matches!(
        name,
        "cite"
            | "citep"
            | "citet"
            | "citealp"
            | "citealt"
            | "citeauthor"
            | "citeyear"
            | "citeyearpar"
            | "citenum"
            | "fullcite"
            | "footcite"
            | "nocite"
    )
}

/// The keys of a role, divided by commas; text in braces before and after one is none (sphinxcontrib-bibtex 2.6).
pub(super) fn keys(found: &mut Found, text: &str, start: usize, end: usize) {
    let mut depth = 0_usize;
    let mut from = start;
    let Some(list) = text.get(start..end) else { return };
    for (at, c) in list.char_indices() {
        match c {
            '{' => {
                if depth == 0 {
                    found.cite_list(text, from..start + at, |c| c == ',', true);
                }
                depth += 1;
            }
            '}' if depth > 0 => {
                depth -= 1;
                from = start + at + 1;
            }
            _ => {}
        }
    }
    if depth == 0 {
        found.cite_list(text, from..end, |c| c == ',', true);
    }
}
