//! What the tags and types of RIS mean: one table of each drives reading, writing and the page in docs/interchange.md.
//!
//! The format was never fully published; the rows follow its first description (Research Information Systems, 2001) and what
//! `EndNote`, Zotero, Mendeley, Scopus, Web of Science and PubMed write.

use crate::model::{Field as F, Kind, Source};

/// A row of the table of tags: what a tag means for some kinds of source.
#[derive(Clone, Copy, Debug)]
pub(in crate::format) struct Row {
    /// Two letters, or a letter and a digit.
    pub(in crate::format) tag: &'static str,
    /// For which kinds.
    pub(in crate::format) of: Of,
    /// Only in a record that has this tag too; empty if it does not matter.
    pub(in crate::format) beside: &'static str,
    /// What it says.
    pub(in crate::format) role: Role,
    /// Whether it is written, not only read.
    pub(in crate::format) written: bool,
}

/// Kinds of source that share a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::format) enum Of {
    Any,
    Periodicals,
    Parts,
    Conferences,
    Books,
    Edited,
    Academic,
    Numbered,
    Patents,
    Software,
    Online,
    Others,
    Proceedings,
    Published,
}

/// What a tag says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::format) enum Role {
    /// The type of the record, which opens it.
    Type,
    /// Nothing: it closes the record.
    End,
    /// The citation key.
    Key,
    /// Text in one line; a title takes its subtitle along.
    Title(F),
    /// Text of which each further line is a line more.
    Prose(F),
    /// A short string without marks.
    Literal(F),
    /// Texts, joined with `; `.
    List(F),
    /// Words, one a line.
    Words(F),
    /// Names, one a line.
    Names(F),
    /// A date that may be vague, of which the most precise counts.
    Issued,
    /// Any other date.
    Date(F),
    /// The first page, or all pages, or how many there are.
    FirstPage,
    /// The last page.
    LastPage,
    /// `number`, or `issue` if it has no digit.
    Issue,
    /// An ISBN or ISSN, which the check digit tells, or a number.
    StandardNumber,
    /// A DOI.
    Doi,
    /// A string byte for byte.
    Verbatim(F),
    /// The type of work; in some dialects a DOI.
    WorkType,
    /// The periodical's name in full or in short.
    Journal,
    /// The database, for `AN`.
    Database,
    /// The number in a database.
    Accession,
    /// Nothing that a field is for: it is kept as it is.
    Extra,
}

use Of::*;
use Role::{
    Accession, Database, Doi, End, Extra, FirstPage, Issue, Issued, Journal, Key, LastPage, List, Literal,
    Names, Prose, StandardNumber, Title, Type, Verbatim, Words, WorkType,
};

macro_rules! tags {
    ($($tag:literal $of:ident $beside:literal $direction:ident $role:expr;)*) => {
        /// The table of tags, in the order in which they are written. Of the rows of a tag the first that fits counts; a field
        /// is written in the first that fits and whose tag is free.
        pub(in crate::format) const TAGS: &[Row] = &[
            $(Row { tag: $tag, of: $of, beside: $beside, role: $role, written: tags!(@ $direction) },)*
        ];
    };
    (@ both) => { true };
    (@ read) => { false };
}

// tag, kinds, the tag that must stand beside it, whether it is written too, what it says
tags! {
    "TY" Any "" both Type;
    "ID" Any "" both Key;
    "TI" Any "" both Title(F::Title);
    "T1" Any "" read Title(F::Title);
    "CT" Any "" read Title(F::Title);
    "BT" Books "" read Title(F::Title);
    "BT" Any "" read Title(F::Booktitle);
    "ST" Any "" both Title(F::Shorttitle);
    "AU" Edited "ED" both Names(F::Author);
    "ED" Edited "AU" both Names(F::Editor);
    "AU" Edited "" both Names(F::Editor);
    "AU" Any "" both Names(F::Author);
    "A1" Edited "" read Names(F::Editor);
    "A1" Any "" read Names(F::Author);
    "ED" Any "" both Names(F::Editor);
    "A2" Books "A3" read Extra;
    "A2" Books "ED" read Extra;
    "A2" Any "" read Names(F::Editor);
    "A3" Books "" read Names(F::Editor);
    "A4" Any "" both Names(F::Translator);
    "T2" Conferences "C3" both Title(F::Eventtitle);
    "C3" Conferences "T2" both Title(F::Booktitle);
    "C3" Conferences "" read Title(F::Booktitle);
    "T2" Conferences "" both Title(F::Booktitle);
    "T2" Parts "" both Title(F::Booktitle);
    "T2" Periodicals "" both Title(F::Journaltitle);
    "T2" Online "" both Title(F::Journaltitle);
    "T2" Proceedings "" both Title(F::Eventtitle);
    "T2" Others "" both Title(F::Series);
    "T2" Conferences "" both Title(F::Eventtitle);
    "JF" Conferences "" read Title(F::Booktitle);
    "JF" Parts "" read Title(F::Booktitle);
    "JF" Any "" read Title(F::Journaltitle);
    "JO" Conferences "" read Title(F::Booktitle);
    "JO" Any "" read Journal;
    "J2" Any "" both Title(F::Shortjournal);
    "J1" Any "" read Title(F::Shortjournal);
    "JA" Any "" read Title(F::Shortjournal);
    "T3" Any "" both Title(F::Series);
    "PY" Any "" both Issued;
    "DA" Any "" both Issued;
    "Y1" Any "" read Issued;
    "OP" Any "" both Role::Date(F::Origdate);
    "Y2" Any "" both Role::Date(F::Urldate);
    "VL" Any "" both Literal(F::Volume);
    "VO" Any "" read Literal(F::Volume);
    "NV" Any "" both Literal(F::Volumes);
    "SN" Any "" both StandardNumber;
    "IS" Periodicals "" both Issue;
    "CP" Periodicals "" read Issue;
    "IS" Any "" both Literal(F::Number);
    "M1" Any "" read Literal(F::Number);
    "SP" Any "" both FirstPage;
    "EP" Any "" both LastPage;
    "C7" Periodicals "" both Literal(F::Eid);
    "C7" Conferences "" both Literal(F::Eid);
    "SE" Books "" both Literal(F::Chapter);
    "SE" Parts "" both Literal(F::Chapter);
    "ET" Software "" both Literal(F::Version);
    "ET" Any "" both Literal(F::Edition);
    "M3" Any "" both WorkType;
    "PB" Academic "" both List(F::Institution);
    "PB" Patents "" both Names(F::Holder);
    "PB" Published "" both List(F::Publisher);
    "PB" Published "" both List(F::Organization);
    "CY" Conferences "C1" both Title(F::Venue);
    "C1" Conferences "CY" both List(F::Location);
    "C1" Conferences "" read List(F::Location);
    "CY" Any "" both List(F::Location);
    "CY" Conferences "" both Title(F::Venue);
    "PP" Any "" read List(F::Location);
    "LA" Any "" both List(F::Language);
    "DO" Any "" both Doi;
    "AN" Any "" both Accession;
    "DB" Any "" both Database;
    "UR" Any "" both Verbatim(F::Url);
    "LK" Any "" read Verbatim(F::Url);
    "L2" Any "" read Verbatim(F::Url);
    "L1" Any "" both Verbatim(F::File);
    "CN" Any "" both Title(F::Library);
    "LB" Any "" both Literal(F::Label);
    "KW" Any "" both Words(F::Keywords);
    "N1" Any "" both Prose(F::Note);
    "RN" Any "" both Prose(F::Annotation);
    "AB" Any "" both Prose(F::Abstract);
    "N2" Any "" read Prose(F::Abstract);
    "ER" Any "" both End;
}

/// The types, the kind that each is read as, and the subtype of an article. The first of a kind is the one that is written.
pub(in crate::format) const TYPES: &[(&str, Kind, &str)] = &[
    ("JOUR", Kind::Article, ""),
    ("MGZN", Kind::Article, "magazine"),
    ("NEWS", Kind::Article, "newspaper"),
    ("EJOUR", Kind::Article, ""),
    ("ABST", Kind::Article, ""),
    ("INPR", Kind::Article, ""),
    ("JFULL", Kind::Periodical, ""),
    ("BOOK", Kind::Book, ""),
    ("EBOOK", Kind::Book, ""),
    ("CLSWK", Kind::Book, ""),
    ("ANCIENT", Kind::Book, ""),
    ("SER", Kind::Book, ""),
    ("EDBOOK", Kind::Collection, ""),
    ("CHAP", Kind::Incollection, ""),
    ("ECHAP", Kind::Incollection, ""),
    ("CONF", Kind::Inproceedings, ""),
    ("CPAPER", Kind::Inproceedings, ""),
    ("ENCYC", Kind::Inreference, ""),
    ("DICT", Kind::Inreference, ""),
    ("PAMP", Kind::Booklet, ""),
    ("THES", Kind::Thesis, ""),
    ("RPRT", Kind::Report, ""),
    ("GOVDOC", Kind::Report, ""),
    ("STAND", Kind::Standard, ""),
    ("PAT", Kind::Patent, ""),
    ("ELEC", Kind::Online, ""),
    ("WEB", Kind::Online, ""),
    ("BLOG", Kind::Online, ""),
    ("COMP", Kind::Software, ""),
    ("DATA", Kind::Dataset, ""),
    ("DBASE", Kind::Dataset, ""),
    ("AGGR", Kind::Dataset, ""),
    ("UNPB", Kind::Unpublished, ""),
    ("UNPD", Kind::Unpublished, ""),
    ("MANSCPT", Kind::Unpublished, ""),
    ("SLIDE", Kind::Unpublished, ""),
    ("CASE", Kind::Jurisdiction, ""),
    ("STAT", Kind::Legislation, ""),
    ("BILL", Kind::Legislation, ""),
    ("UNBILL", Kind::Legislation, ""),
    ("HEAR", Kind::Legislation, ""),
    ("LEGAL", Kind::Legal, ""),
    ("PCOMM", Kind::Letter, ""),
    ("ICOMM", Kind::Letter, ""),
    ("ART", Kind::Artwork, ""),
    ("FIGURE", Kind::Image, ""),
    ("CHART", Kind::Image, ""),
    ("MAP", Kind::Image, ""),
    ("MPCT", Kind::Movie, ""),
    ("VIDEO", Kind::Video, ""),
    ("ADVS", Kind::Video, ""),
    ("MULTI", Kind::Video, ""),
    ("MUSIC", Kind::Music, ""),
    ("SOUND", Kind::Audio, ""),
    ("POD", Kind::Audio, ""),
    ("GEN", Kind::Misc, ""),
    ("CTLG", Kind::Misc, ""),
    ("EQUA", Kind::Misc, ""),
    ("GRANT", Kind::Misc, ""),
    ("GRNT", Kind::Misc, ""),
    ("MISC", Kind::Misc, ""),
    ("PRESS", Kind::Misc, ""),
];

/// The type that is written for a kind that no type is read as.
const NEAREST: &[(Kind, &str)] = &[
    (Kind::Suppperiodical, "JOUR"),
    (Kind::Review, "JOUR"),
    (Kind::Inbook, "CHAP"),
    (Kind::Bookinbook, "CHAP"),
    (Kind::Suppbook, "CHAP"),
    (Kind::Suppcollection, "CHAP"),
    (Kind::Proceedings, "CONF"),
    (Kind::Reference, "BOOK"),
    (Kind::Manual, "BOOK"),
    (Kind::Commentary, "BOOK"),
    (Kind::Mvbook, "BOOK"),
    (Kind::Mvcollection, "EDBOOK"),
    (Kind::Mvproceedings, "CONF"),
    (Kind::Mvreference, "BOOK"),
    (Kind::Performance, "GEN"),
];

/// The type that a source is written as, if it is not the one it was read from.
pub(in crate::format) fn type_of(source: &Source) -> &'static str {
    let subtype = source.text(F::Entrysubtype).unwrap_or_default();
    let (edited, authored) = (source.has(F::Editor), source.has(F::Author));
    // the names of an edited book are its editors; of proceedings they tell a volume from a paper in it
    if (Edited.holds(source.kind) && authored && !edited)
        || (Proceedings.holds(source.kind) && (authored || !edited))
    {
        return "BOOK";
    }
    let of_kind = || TYPES.iter().filter(|(_, kind, _)| *kind == source.kind);
    let same = of_kind().find(|(_, _, known)| known.eq_ignore_ascii_case(subtype));
    let nearest = || NEAREST.iter().find(|(kind, _)| *kind == source.kind).map(|(_, name)| *name);
    same.or_else(|| of_kind().next()).map(|(name, _, _)| *name).or_else(nearest).unwrap_or("GEN")
}

/// The kind and the subtype of a record of that type. A part of a book without an editor is one of the author's own;
/// conference proceedings with editors and no author are the whole volume.
pub(in crate::format) fn kind_of(name: &str, edited: bool, authored: bool) -> Option<(Kind, &'static str)> {
    let (_, kind, subtype) = TYPES.iter().find(|(known, _, _)| known.eq_ignore_ascii_case(name))?;
    let kind = match *kind {
        Kind::Incollection if !edited => Kind::Inbook,
        Kind::Inproceedings if edited && !authored => Kind::Proceedings,
        kind => kind,
    };
    Some((kind, subtype))
}

impl Of {
    /// Whether a source of that kind is one of these.
    pub(in crate::format) fn holds(self, kind: Kind) -> bool {
        match self {
            Any => true,
            Periodicals => {
                matches!(kind, Kind::Article | Kind::Periodical | Kind::Suppperiodical | Kind::Review)
            }
            Parts => matches!(
                kind,
                Kind::Bookinbook
                    | Kind::Inbook
                    | Kind::Incollection
                    | Kind::Inreference
                    | Kind::Suppbook
                    | Kind::Suppcollection
            ),
            Conferences => kind == Kind::Inproceedings,
            Books => matches!(
                kind,
                Kind::Book
                    | Kind::Collection
                    | Kind::Proceedings
                    | Kind::Reference
                    | Kind::Manual
                    | Kind::Booklet
                    | Kind::Commentary
                    | Kind::Mvbook
                    | Kind::Mvcollection
                    | Kind::Mvproceedings
                    | Kind::Mvreference
            ),
            Edited => matches!(kind, Kind::Collection | Kind::Mvcollection),
            Academic => matches!(kind, Kind::Thesis | Kind::Report),
            Numbered => matches!(kind, Kind::Patent | Kind::Report | Kind::Standard),
            Patents => kind == Kind::Patent,
            Software => kind == Kind::Software,
            Online => {
                matches!(
                    kind,
                    Kind::Online | Kind::Video | Kind::Audio | Kind::Jurisdiction | Kind::Legislation
                )
            }
            Proceedings => matches!(kind, Kind::Proceedings | Kind::Mvproceedings),
            Published => kind != Kind::Patent,
            Others => ![Periodicals, Parts, Conferences, Online].iter().any(|of| of.holds(kind)),
        }
    }

    /// What they are called.
    pub(in crate::format) fn name(self) -> &'static str {
        match self {
            Any => "",
            Periodicals => "articles and periodicals",
            Parts => "parts of books",
            Conferences => "conference papers",
            Books => "books",
            Edited => "edited books",
            Academic => "theses and reports",
            Numbered => "reports, standards and patents",
            Patents => "patents",
            Software => "software",
            Online => "web pages, recordings and law",
            Others => "all others",
            Proceedings => "proceedings",
            Published => "all but patents",
        }
    }
}

impl Role {
    /// The field, if it says a single one.
    pub(in crate::format) fn field(self) -> Option<F> {
        match self {
            Title(field)
            | Prose(field)
            | Literal(field)
            | List(field)
            | Words(field)
            | Names(field)
            | Verbatim(field)
            | Role::Date(field) => Some(field),
            _ => None,
        }
    }

    /// What is written of it, in the words of the data model.
    pub(in crate::format) fn name(self) -> String {
        match self {
            Type => "`type`".to_owned(),
            End => "the end of the record".to_owned(),
            Key => "the key".to_owned(),
            Title(F::Title) => "`title`, written with `subtitle` and `titleaddon`".to_owned(),
            Title(field) | Prose(field) | Literal(field) | Verbatim(field) => format!("`{field}`"),
            List(field) => format!("`{field}`, joined with `; `"),
            Words(field) => format!("`{field}`, each a line"),
            Names(field) => format!("`{field}`, each a line"),
            Issued => "`date`, else `year` or `pubstate`".to_owned(),
            Role::Date(field) => format!("`{field}`"),
            FirstPage => "`pages`; of books and theses `pagetotal` if there is no `EP`".to_owned(),
            LastPage => "the end of `pages`".to_owned(),
            Issue => "`number`, or `issue` if it has no digit".to_owned(),
            StandardNumber => {
                "`isbn` or `issn`, as the check digit says; of reports, standards and patents `number`"
                    .to_owned()
            }
            Doi => "`doi`".to_owned(),
            WorkType => "`genre`, or `doi` if it is one".to_owned(),
            Journal => "`journaltitle`, or `shortjournal` beside another".to_owned(),
            Database => "`eprinttype`, if it is an archive that is known".to_owned(),
            Accession => "`eprint`, in such an archive".to_owned(),
            Extra => "`extra`".to_owned(),
        }
    }
}

/// Both tables as Markdown, for docs/interchange.md.
pub fn page() -> String {
    let mut page = "| tag | of | becomes | written |\n| --- | --- | --- | --- |\n".to_owned();
    for row in TAGS {
        let beside =
            if row.beside.is_empty() { String::new() } else { format!(" (beside `{}`)", row.beside) };
        let written = if row.written { "yes" } else { "" };
        page.push_str(&format!(
            "| `{}` | {}{beside} | {} | {written} |\n",
            row.tag,
            row.of.name(),
            row.role.name()
        ));
    }
    page.push_str("\n| type | becomes |\n| --- | --- |\n");
    for (name, kind, subtype) in TYPES {
        let subtype = if subtype.is_empty() { String::new() } else { format!(", `{subtype}`") };
        page.push_str(&format!("| `{name}` | `{kind}`{subtype} |\n"));
    }
    page.push_str("\n| no type of its own | is written as |\n| --- | --- |\n");
    for (kind, name) in NEAREST {
        page.push_str(&format!("| `{kind}` | `{name}` |\n"));
    }
    page.push_str("| any other | `GEN` |\n");
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::KINDS;

    #[test]
    fn every_kind_has_a_type() {
        for row in KINDS {
            let name = type_of(&Source::new("k", row.kind));
            assert!(TYPES.iter().any(|(known, _, _)| *known == name), "{}", row.name);
        }
    }

    #[test]
    fn a_tag_that_needs_another_is_needed_by_it_or_only_read() {
        for row in TAGS.iter().filter(|row| !row.beside.is_empty() && row.written) {
            assert!(
                TAGS.iter().any(|other| other.tag == row.beside && other.beside == row.tag),
                "{}",
                row.tag
            );
        }
    }
}
