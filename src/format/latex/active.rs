//! Commands that make TeX do more than print: read and write files, run programs, change what other commands mean. A
//! bibliography is data of others, so these are never written as commands; they are text.
//!
//! Sources: TeX by Topic (the primitives), the manuals of pdfTeX and LuaTeX, LaTeX's own commands for files and definitions, and
//! the packages that read files into a document. A list cannot be complete: what a document defines is its own affair.

/// Whether a command does more than print.
pub(super) fn acts(name: &str) -> bool {
    if NAMES.binary_search(&name).is_ok() {
        return true;
    }
    let lower = name.to_ascii_lowercase();
    lower.starts_with("pdf") || WORDS.iter().any(|word| lower.contains(word))
}

/// The first command in a text of LaTeX that does more than print, or TeX's other spelling of characters (`^^5c` is a
/// backslash), which could hide one.
pub(super) fn find(latex: &str) -> Option<&str> {
    if !latex.bytes().any(|byte| matches!(byte, b'\\' | b'^')) {
        return None;
    }
    if latex.contains("^^") {
        return Some("^^");
    }
    let mut rest = latex;
    while let Some((_, after)) = rest.split_once('\\') {
        let length = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        let name = after.get(..length).unwrap_or_default();
        if acts(name)
            && !(matches!(name, "begin" | "end") && is_maths(after.get(length..).unwrap_or_default()))
        {
            return Some(name);
        }
        // `\\` is one command
        let length = length.max(after.chars().next().map_or(0, char::len_utf8));
        rest = after.get(length..).unwrap_or_default();
    }
    None
}

/// Whether the argument that starts here is the name of an environment that only prints maths.
fn is_maths(argument: &str) -> bool {
    let name = argument.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(name, _)| name);
    name.is_some_and(|name| MATHS.contains(&name.strip_suffix('*').unwrap_or(name)))
}

/// The environments of maths, of LaTeX and amsmath.
const MATHS: [&str; 17] = [
    "align",
    "aligned",
    "array",
    "bmatrix",
    "Bmatrix",
    "cases",
    "eqnarray",
    "equation",
    "gather",
    "gathered",
    "matrix",
    "multline",
    "pmatrix",
    "smallmatrix",
    "split",
    "vmatrix",
    "Vmatrix",
];

/// What the names of such commands hold: `\InputIfFileExists`, `\lstinputlisting`, `\includegraphics`, `\directlua` ...
const WORDS: [&str; 20] = [
    "attachfile",
    "bibresource",
    "catcode",
    "command", // \newcommand, \NewDocumentCommand
    "csname",
    "csv",
    "definecolor",
    "embedfile",
    "environment",
    "filecontents",
    "graphic",
    "import",
    "include",
    "input",
    "lua",
    "openin",
    "openout",
    "package",
    "shell",
    "write",
];

// Sorted by name, in byte order.
const NAMES: [&str; 63] = [
    "AtBeginDocument",
    "AtEndDocument",
    "DeclareRobustCommand",
    "ExplSyntaxOff",
    "ExplSyntaxOn",
    "LoadClass",
    "afterassignment",
    "aftergroup",
    "batchmode",
    "begin",
    "bibliography",
    "bibliographystyle",
    "bye",
    "chardef",
    "closein",
    "closeout",
    "countdef",
    "def",
    "delcode",
    "dimendef",
    "documentclass",
    "dump",
    "edef",
    "end",
    "endlinechar",
    "errmessage",
    "escapechar",
    "everydisplay",
    "everyhbox",
    "everyjob",
    "everymath",
    "everypar",
    "everyvbox",
    "expandafter",
    "font",
    "futurelet",
    "gdef",
    "global",
    "immediate",
    "jobname",
    "lccode",
    "let",
    "loop",
    "lowercase",
    "makeatletter",
    "mathchardef",
    "mathcode",
    "message",
    "newlinechar",
    "output",
    "read",
    "readline",
    "repeat",
    "scantokens",
    "sfcode",
    "shipout",
    "special",
    "subfile",
    "toksdef",
    "uccode",
    "uppercase",
    "verbatiminput",
    "xdef",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::latex::table;

    #[test]
    fn what_acts_is_known_by_its_name() {
        assert!(NAMES.is_sorted());
        for name in
            ["input", "InputIfFileExists", "write", "pdffiledump", "directlua", "newcommand", "def", "begin"]
        {
            assert!(acts(name), "{name}");
        }
        for name in
            ["apj", "ion", "ce", "SI", "foo", "alpha", "mathcal", "frac", "left", "operatorname", "text"]
        {
            assert!(!acts(name), "{name}");
        }
        for name in NAMES {
            assert_eq!(table::command(name), None, "{name} is read as something else");
        }
    }

    #[test]
    fn what_acts_is_found_in_latex() {
        for (latex, expected) in [
            (r"x_{\input{/etc/passwd}}", Some("input")),
            (r"\\input", None),
            (r"\\\input", Some("input")),
            (r"\alpha^2 \left( x \right)", None),
            (r"\begin{array}{c} x \\ y \end{array}", None),
            (r"\begin{filecontents*}", Some("begin")),
            ("^^5cinput x", Some("^^")),
            (r"\é\", None),
        ] {
            assert_eq!(find(latex), expected, "{latex}");
        }
    }
}
