//! Which type and field is which (hayagriva's `docs/file-format.md`, 0.10).

use crate::model::{Field as F, Kind};

/// Types: kind, type, type of the parent. Of several with one kind the first is written, of several with one type the first is
/// read.
pub(super) const TYPES: [(Kind, &str, &str); 42] = [
    (Kind::Article, "article", "periodical"),
    (Kind::Online, "web", ""),
    (Kind::Inproceedings, "article", "proceedings"),
    (Kind::Inproceedings, "article", "conference"),
    (Kind::Online, "article", "blog"),
    (Kind::Article, "article", "newspaper"),
    (Kind::Inbook, "chapter", "book"),
    (Kind::Incollection, "anthos", "anthology"),
    (Kind::Incollection, "chapter", "anthology"),
    (Kind::Inreference, "entry", "reference"),
    (Kind::Book, "book", ""),
    (Kind::Collection, "anthology", ""),
    (Kind::Proceedings, "proceedings", ""),
    (Kind::Reference, "reference", ""),
    (Kind::Periodical, "periodical", ""),
    (Kind::Report, "report", ""),
    (Kind::Thesis, "thesis", ""),
    (Kind::Online, "blog", ""),
    (Kind::Online, "post", ""),
    (Kind::Online, "thread", ""),
    (Kind::Artwork, "artwork", ""),
    (Kind::Patent, "patent", ""),
    (Kind::Jurisdiction, "case", ""),
    (Kind::Legislation, "legislation", ""),
    (Kind::Unpublished, "manuscript", ""),
    (Kind::Performance, "performance", ""),
    (Kind::Software, "repository", ""),
    (Kind::Movie, "video", ""),
    (Kind::Movie, "scene", ""),
    (Kind::Audio, "audio", ""),
    (Kind::Misc, "misc", ""),
    (Kind::Periodical, "newspaper", ""),
    (Kind::Misc, "conference", ""),
    (Kind::Misc, "exhibition", ""),
    (Kind::Misc, "original", ""),
    (Kind::Article, "article", ""),
    (Kind::Inbook, "chapter", ""),
    (Kind::Incollection, "anthos", ""),
    (Kind::Inreference, "entry", ""),
    // written alone: they are read as the kinds above
    (Kind::Suppperiodical, "article", "periodical"),
    (Kind::Review, "article", "periodical"),
    (Kind::Bookinbook, "chapter", "book"),
];

/// More kinds that are written and read as others.
pub(super) const LIKE: [(Kind, Kind); 12] = [
    (Kind::Suppbook, Kind::Inbook),
    (Kind::Suppcollection, Kind::Incollection),
    (Kind::Booklet, Kind::Book),
    (Kind::Mvbook, Kind::Book),
    (Kind::Mvcollection, Kind::Collection),
    (Kind::Mvproceedings, Kind::Proceedings),
    (Kind::Mvreference, Kind::Reference),
    (Kind::Manual, Kind::Reference),
    (Kind::Dataset, Kind::Software),
    (Kind::Image, Kind::Artwork),
    (Kind::Video, Kind::Movie),
    (Kind::Music, Kind::Audio),
];

/// Which entry a field is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// The source's.
    Own,
    /// That of what it stands in, where it stands in something.
    Whole,
    /// That of what it stands in, alone.
    Parent,
}

/// What a value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Text whose case may be changed.
    Title,
    /// A list of texts that is one text there.
    Texts,
    /// A text or number as it is.
    Literal,
    /// A range of pages.
    Pages,
    /// People.
    Names,
    /// People under `affiliated`, in this role.
    Role(&'static str),
    /// A day.
    Date,
    /// A member of `serial-number`.
    Serial,
}

/// Fields: ours, whose, name there, shape; in the order in which they are written. A name with a dot is a member of a mapping.
pub(super) const FIELDS: [(F, Of, &str, Shape); 39] = [
    (F::Title, Of::Own, "title", Shape::Title),
    (F::Author, Of::Own, "author", Shape::Names),
    (F::Date, Of::Own, "date", Shape::Date),
    (F::Editor, Of::Whole, "editor", Shape::Names),
    (F::Translator, Of::Own, "affiliated", Shape::Role("translator")),
    (F::Annotator, Of::Own, "affiliated", Shape::Role("annotator")),
    (F::Commentator, Of::Own, "affiliated", Shape::Role("commentator")),
    (F::Introduction, Of::Own, "affiliated", Shape::Role("introduction")),
    (F::Foreword, Of::Own, "affiliated", Shape::Role("foreword")),
    (F::Afterword, Of::Own, "affiliated", Shape::Role("afterword")),
    (F::Holder, Of::Own, "affiliated", Shape::Role("holder")),
    (F::Genre, Of::Own, "genre", Shape::Title),
    (F::Institution, Of::Own, "organization", Shape::Texts),
    (F::Organization, Of::Whole, "organization", Shape::Texts),
    (F::Publisher, Of::Whole, "publisher.name", Shape::Texts),
    (F::Location, Of::Whole, "publisher.location", Shape::Texts),
    (F::Number, Of::Whole, "issue", Shape::Literal),
    (F::Issue, Of::Whole, "issue", Shape::Literal),
    (F::Volume, Of::Whole, "volume", Shape::Literal),
    (F::Volumes, Of::Whole, "volume-total", Shape::Literal),
    (F::Edition, Of::Whole, "edition", Shape::Literal),
    (F::Chapter, Of::Own, "chapter", Shape::Literal),
    (F::Pages, Of::Own, "page-range", Shape::Pages),
    (F::Pagetotal, Of::Whole, "page-total", Shape::Literal),
    (F::Url, Of::Own, "url.value", Shape::Literal),
    (F::Urldate, Of::Own, "url.date", Shape::Date),
    (F::Doi, Of::Own, "serial-number.doi", Shape::Serial),
    (F::Isbn, Of::Whole, "serial-number.isbn", Shape::Serial),
    (F::Issn, Of::Whole, "serial-number.issn", Shape::Serial),
    (F::Version, Of::Own, "serial-number.version", Shape::Serial),
    (F::Eprint, Of::Own, "serial-number.arxiv", Shape::Serial),
    (F::Langid, Of::Own, "language", Shape::Literal),
    (F::Library, Of::Own, "call-number", Shape::Title),
    (F::Note, Of::Own, "note", Shape::Title),
    (F::Abstract, Of::Own, "abstract", Shape::Title),
    (F::Journaltitle, Of::Parent, "title", Shape::Title),
    (F::Booktitle, Of::Parent, "title", Shape::Title),
    (F::Bookauthor, Of::Parent, "author", Shape::Names),
    (F::Location, Of::Whole, "location", Shape::Texts),
];

/// The kind that a type with a parent is read as.
pub(super) fn kind(name: &str, parent: Option<&str>) -> Option<Kind> {
    let find = |parent: &str| TYPES.iter().find(|(_, own, whole)| *own == name && *whole == parent);
    find(parent.unwrap_or_default()).or_else(|| find("")).map(|(kind, ..)| *kind)
}

/// The types that a kind is written as, and whether they are read back as it.
pub(super) fn types(kind: Kind) -> (&'static str, &'static str, bool) {
    let like = LIKE.iter().find(|(known, _)| *known == kind).map_or(kind, |(_, like)| *like);
    let row = TYPES.iter().find(|(known, ..)| *known == like);
    let (name, parent) = row.map_or(("misc", ""), |(_, name, parent)| (*name, *parent));
    (name, parent, self::kind(name, Some(parent)) == Some(kind))
}
