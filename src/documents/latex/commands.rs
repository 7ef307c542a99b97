//! The commands of LaTeX that cite, and what of LaTeX is no text.

/// What follows the name of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `[..][..]{keys}`
    Plain,
    /// `(..)(..)[..][..]{keys}[..][..]{keys}`
    Several,
    /// `[..]{volume}[..]{keys}`
    Volume,
    /// `(..)(..)[..]{volume}[..]{keys}[..]{volume}[..]{keys}`
    Volumes,
    /// `{language}[..][..]{keys}`
    Foreign,
}

/// Commands with keys in their first argument, in small letters.
#[rustfmt::skip]
const PLAIN: &[&str] = &[
    // LaTeX, biblatex's manual 3.9
    "cite", "parencite", "footcite", "footcitetext", "textcite", "smartcite", "supercite", "autocite", "citeauthor",
    "citetitle", "citeyear", "citedate", "citeurl", "nocite", "fullcite", "footfullcite", "notecite", "pnotecite",
    "fnotecite", "citename", "citelist", "citefield", "entrydata",
    // natbib
    "citep", "citet", "citealp", "citealt", "citenum", "citetalias", "citepalias", "defcitealias", "citefullauthor",
    "citeauthorfull", "citeyearpar", "onlinecite", "citen", "citeonline", "bibentry", "shortcites",
    // apacite, chicago, harvard, jurabib
    "citea", "citenp", "citeauthornp", "citeyearnp", "citeyeara", "fullcitea", "fullcitenp", "fullciteauthor",
    "fullciteauthornp", "shortcite", "shortcitea", "shortcitenp", "shortciteauthor", "shortciteauthornp", "shortciten",
    "citeaffixed", "citeasnoun", "possessivecite", "citetitleonly", "maskcite", "maskcitea", "masknocite", "maskcitenp",
    "citefull", "footciteauthor", "footcitetitle",
    // csquotes
    "textcquote", "blockcquote",
];

/// Commands with a list of such, in small letters.
#[rustfmt::skip]
const SEVERAL: &[&str] = &[
    "cites", "parencites", "footcites", "footcitetexts", "textcites", "smartcites", "supercites", "autocites",
    "fullcites", "footfullcites", "notecites", "pnotecites", "fnotecites", "citeauthors",
];

/// Commands with a volume before the keys, in small letters.
const VOLUME: &[&str] =
    &["volcite", "pvolcite", "fvolcite", "ftvolcite", "svolcite", "tvolcite", "avolcite", "footvolcite"];

/// Commands with a language before the keys.
const FOREIGN: &[&str] =
    &["foreigntextcquote", "hyphentextcquote", "foreignblockcquote", "hyphenblockcquote"];

/// What is taken as it stands, so that nothing in it is a command.
#[rustfmt::skip]
pub(super) const VERBATIM: &[&str] = &[
    "verbatim", "Verbatim", "BVerbatim", "LVerbatim", "SaveVerbatim", "VerbatimOut", "spverbatim", "lstlisting",
    "minted", "comment", "filecontents", "tcblisting", "luacode", "pycode", "pyverbatim", "sageverbatim", "codelisting",
];

/// Environments of tables and mathematics, in which `@` is a sign of LaTeX: `\begin{tabular}{@{}ll@{}}`.
pub(super) const SIGNS: &[&str] = &[
    "tabular",
    "tabularx",
    "tabulary",
    "longtable",
    "supertabular",
    "xtabular",
    "tabu",
    "longtabu",
    "tblr",
    "longtblr",
    "array",
    "equation",
    "align",
    "alignat",
    "flalign",
    "aligned",
    "gather",
    "multline",
    "eqnarray",
    "math",
    "displaymath",
    "tikzpicture",
    "tikzcd",
    "CD",
    "forest",
];

/// Environments with verbatim text that have options, in which a caption may cite.
pub(super) const WITH_OPTIONS: &[&str] = &["lstlisting", "minted", "Verbatim", "BVerbatim", "LVerbatim"];

/// TeX's conditionals, each of which ends with `\fi`.
#[rustfmt::skip]
pub(super) const CONDITIONALS: &[&str] = &[
    "if", "ifcat", "ifnum", "ifdim", "ifodd", "ifvmode", "ifhmode", "ifmmode", "ifinner", "ifvoid", "ifhbox", "ifvbox",
    "ifx", "ifeof", "iftrue", "iffalse", "ifcase", "ifdefined", "ifcsname",
];

/// What follows the command of that name, if it cites.
pub(super) fn shape(name: &str) -> Option<Shape> {
    let mentions = |part: &str| {
        name.as_bytes().windows(part.len()).any(|bytes| bytes.eq_ignore_ascii_case(part.as_bytes()))
    };
    if !mentions("cit") && !mentions("cquote") && !mentions("entr") {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let one = |table: &[&str]| table.contains(&name.as_str());
    let single = || name.strip_suffix('s').is_some_and(|single| VOLUME.contains(&single));
    match () {
        () if one(PLAIN) => Some(Shape::Plain),
        () if one(SEVERAL) => Some(Shape::Several),
        () if one(VOLUME) => Some(Shape::Volume),
        () if single() => Some(Shape::Volumes),
        () if one(FOREIGN) => Some(Shape::Foreign),
        () => None,
    }
}
