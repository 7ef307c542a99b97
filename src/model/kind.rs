//! The kinds of source (entry types): one table, as [`crate::model::field`] is for fields.
//!
//! Names are biblatex's (manual, 2.1.1 to 2.1.3); old BibTeX types are read as biblatex reads them (2.1.2).

use super::Field;

/// A row of the table of kinds.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The kind.
    pub kind: Kind,
    /// Its name in TOML, JSON and biblatex.
    pub name: &'static str,
    /// The entry type that classic BibTeX styles know for it.
    pub bibtex: &'static str,
    /// Its CSL type (CSL 1.0.2, appendix III).
    pub csl: &'static str,
    /// The category a source of this kind gets when none is given.
    pub category: &'static str,
    /// What it means, for people.
    pub meaning: &'static str,
}

macro_rules! kinds {
    ($($variant:ident $name:literal $bibtex:literal $csl:literal $category:literal $meaning:literal;)*) => {
        /// An entry type of biblatex's data model; `misc` when none is given.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Kind {
            $(#[doc = $meaning] $variant,)*
            #[doc = "What fits nowhere else"]
            #[default]
            Misc,
        }

        /// All kinds, by name; `misc` last.
        pub const KINDS: &[Row] = &[
            $(Row { kind: Kind::$variant, name: $name, bibtex: $bibtex, csl: $csl, category: $category, meaning: $meaning },)*
            MISC,
        ];

        impl Kind {
            /// The row of the table that describes this kind.
            pub fn row(self) -> &'static Row {
                match self {
                    $(Kind::$variant => const { &Row {
                        kind: Kind::$variant, name: $name, bibtex: $bibtex, csl: $csl, category: $category, meaning: $meaning,
                    } },)*
                    Kind::Misc => &MISC,
                }
            }

            /// The kind of that name, as source files spell it.
            pub fn from_name(name: &str) -> Option<Kind> {
                match name {
                    $($name => Some(Kind::$variant),)*
                    "misc" => Some(Kind::Misc),
                    _ => None,
                }
            }
        }
    };
}

const MISC: Row = Row {
    kind: Kind::Misc,
    name: "misc",
    bibtex: "misc",
    csl: "document",
    category: "other",
    meaning: "What fits nowhere else",
};

// variant, name, BibTeX type, CSL type, default category, meaning
kinds! {
    Article "article" "article" "article-journal" "paper" "An article in a periodical";
    Artwork "artwork" "misc" "graphic" "other" "A work of the visual arts";
    Audio "audio" "misc" "song" "other" "An audio recording";
    Bibnote "bibnote" "misc" "document" "other" "A note in the bibliography that is no source";
    Book "book" "book" "book" "other" "A book with one or more authors";
    Bookinbook "bookinbook" "inbook" "chapter" "other" "A book reprinted inside another";
    Booklet "booklet" "booklet" "pamphlet" "other" "A book-like work without a publisher";
    Collection "collection" "book" "book" "other" "A book with an editor and many contributions";
    Commentary "commentary" "misc" "book" "other" "A commentary, as legal ones are";
    Customa "customa" "misc" "document" "other" "A custom type";
    Customb "customb" "misc" "document" "other" "A custom type";
    Customc "customc" "misc" "document" "other" "A custom type";
    Customd "customd" "misc" "document" "other" "A custom type";
    Custome "custome" "misc" "document" "other" "A custom type";
    Customf "customf" "misc" "document" "other" "A custom type";
    Dataset "dataset" "misc" "dataset" "other" "A data set";
    Image "image" "misc" "graphic" "other" "An image, drawing or photograph";
    Inbook "inbook" "inbook" "chapter" "other" "A part of a book that has its own title";
    Incollection "incollection" "incollection" "chapter" "paper" "A contribution to a collection";
    Inproceedings "inproceedings" "inproceedings" "paper-conference" "paper" "A paper in conference proceedings";
    Inreference "inreference" "incollection" "entry-encyclopedia" "other" "An article in a work of reference";
    Jurisdiction "jurisdiction" "misc" "legal_case" "other" "A court decision";
    Legal "legal" "misc" "treaty" "other" "A legal document, as a treaty";
    Legislation "legislation" "misc" "legislation" "other" "A law or bill";
    Letter "letter" "misc" "personal_communication" "other" "A letter or other personal message";
    Manual "manual" "manual" "book" "other" "Technical documentation";
    Movie "movie" "misc" "motion_picture" "video" "A motion picture";
    Music "music" "misc" "song" "other" "A musical recording";
    Mvbook "mvbook" "book" "book" "other" "A book in several volumes";
    Mvcollection "mvcollection" "book" "book" "other" "A collection in several volumes";
    Mvproceedings "mvproceedings" "proceedings" "book" "other" "Proceedings in several volumes";
    Mvreference "mvreference" "book" "book" "other" "A work of reference in several volumes";
    Online "online" "misc" "webpage" "other" "A page or post that is on the web only";
    Patent "patent" "misc" "patent" "other" "A patent or patent request";
    Performance "performance" "misc" "performance" "other" "A musical or theatrical performance";
    Periodical "periodical" "misc" "periodical" "other" "A whole issue of a periodical";
    Proceedings "proceedings" "proceedings" "book" "other" "The proceedings of a conference";
    Reference "reference" "book" "book" "other" "A work of reference, as an encyclopedia";
    Report "report" "techreport" "report" "paper" "A technical or research report, a white paper";
    Review "review" "article" "review" "paper" "A review of another work";
    Set "set" "misc" "document" "other" "A set of sources cited as one";
    Software "software" "misc" "software" "code" "Computer software";
    Standard "standard" "misc" "standard" "other" "A national or international standard";
    Suppbook "suppbook" "inbook" "chapter" "other" "Material in a book: a foreword, an introduction";
    Suppcollection "suppcollection" "incollection" "chapter" "other" "Material in a collection";
    Suppperiodical "suppperiodical" "article" "article-journal" "other" "Material in a periodical: a column, a letter, an obituary";
    Thesis "thesis" "phdthesis" "thesis" "paper" "A thesis for a degree";
    Unpublished "unpublished" "unpublished" "manuscript" "paper" "A work with an author and title that was not published";
    Video "video" "misc" "motion_picture" "video" "A video recording";
    Xdata "xdata" "misc" "document" "other" "A container of data for other sources to inherit";
}

impl Kind {
    /// The fields that a source of this kind has to have, beside a title and a date: of each row one (biblatex manual, 2.1.1).
    /// Wider than biblatex where good sources have something else in the field's place: an eprint for the journal, an editor or an
    /// organisation for the author.
    pub fn required(self) -> &'static [&'static [Field]] {
        use Field::{
            Author, Booktitle, Crossref, Doi, Editor, Eprint, Eventtitle, Institution, Journaltitle,
            Maintitle, Number, Organization, Publisher, Pubstate, Series, Translator, Url,
        };
        const WHO: &[Field] = &[Author, Editor];
        const BOOK: &[Field] = &[Booktitle, Maintitle, Crossref];
        match self {
            Kind::Article | Kind::Review => &[WHO, &[Journaltitle, Eprint, Pubstate]],
            Kind::Suppperiodical => &[&[Journaltitle]],
            // of what nobody is known to have written: `Beowulf`
            Kind::Book | Kind::Mvbook => &[&[Author, Editor, Translator]],
            Kind::Inbook | Kind::Bookinbook | Kind::Suppbook | Kind::Incollection | Kind::Suppcollection => {
                &[WHO, BOOK]
            }
            Kind::Inreference => &[BOOK],
            Kind::Inproceedings => &[WHO, &[Booktitle, Maintitle, Eventtitle, Series, Crossref]],
            Kind::Online => &[&[Url, Doi, Eprint]],
            Kind::Patent => &[&[Number]],
            Kind::Report => {
                &[&[Author, Editor, Institution, Organization], &[Institution, Organization, Publisher]]
            }
            Kind::Thesis => &[&[Author], &[Institution]],
            Kind::Unpublished => &[WHO],
            _ => &[],
        }
    }

    /// Whether a source of this kind has to say when it appeared: what is changed as long as it lives, or was never published,
    /// may not.
    pub fn is_dated(self) -> bool {
        use Kind as K;
        !matches!(
            self,
            K::Manual
                | K::Online
                | K::Software
                | K::Dataset
                | K::Misc
                | K::Unpublished
                | K::Bibnote
                | K::Image
                | K::Inreference
                | K::Legislation
        ) && self.is_work()
    }

    /// Whether it is something that can be cited by itself: no container of data, set or note, nor a kind that has no meaning yet.
    pub fn is_work(self) -> bool {
        use Kind as K;
        !matches!(self, K::Xdata | K::Set | K::Bibnote)
            && !matches!(self, K::Customa | K::Customb | K::Customc | K::Customd | K::Custome | K::Customf)
    }

    /// Its name in TOML, JSON and biblatex.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The kind that biblatex or BibTeX calls so, any case, and the genre that an old type implies
    /// (biblatex manual, 2.1.2: `@phdthesis` is `@thesis` with `type = phdthesis`).
    pub fn from_biblatex(name: &str) -> Option<(Kind, Option<&'static str>)> {
        let name = name.to_ascii_lowercase();
        Some(match name.as_str() {
            "conference" => (Kind::Inproceedings, None),
            "electronic" | "www" => (Kind::Online, None),
            "mastersthesis" => (Kind::Thesis, Some("mathesis")),
            "phdthesis" => (Kind::Thesis, Some("phdthesis")),
            "techreport" => (Kind::Report, Some("techreport")),
            name => (Kind::from_name(name)?, None),
        })
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name() {
        for row in KINDS {
            assert_eq!(Kind::from_name(row.name), Some(row.kind));
            assert_eq!(row.kind.row().name, row.name);
        }
        assert_eq!(Kind::from_name("artcle"), None);
        assert_eq!(Kind::from_name(""), None);
    }

    #[test]
    fn old_types_imply_a_genre() {
        assert_eq!(Kind::from_biblatex("PhdThesis"), Some((Kind::Thesis, Some("phdthesis"))));
        assert_eq!(Kind::from_biblatex("www"), Some((Kind::Online, None)));
        assert_eq!(Kind::from_biblatex("foo"), None);
    }
}
