//! The fields a source can have: one table, from which names, order, shapes and conversions follow.
//!
//! Rows stand in canonical order; `Field: Ord` is that order, so `fmt` and every export agree on it.
//! Names are biblatex's (its manual, sections 2.2.2 and 2.2.3); what is ours alone is marked so.

/// What a field's value looks like in a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The entry type; a name of [`crate::model::Kind`].
    Kind,
    /// Text with the marks of [`crate::model::text`]: titles, notes, abstracts.
    Text,
    /// A short string without marks: volume, number, edition.
    Literal,
    /// A string taken byte for byte: DOI, eprint, file, URL.
    Verbatim,
    /// Page or other ranges: `"221-228"`, `"1-5, 9"`.
    Range,
    /// An EDTF date, levels 0 and 1.
    Date,
    /// A list of people and organisations.
    Names,
    /// A list of texts, one of which may be written as a plain string: publishers, places.
    TextList,
    /// A list of words or keys, always written as an array: keywords, modules, ids.
    WordList,
    /// `related = [{ key, type, string }]`.
    Related,
    /// A table from a key or rule to a reason: distinct, allow.
    Reasons,
    /// `[key.conflicts]`: field = [{ value, from }].
    Conflicts,
    /// `[key.extra.FORMAT]`: raw fields of other programs.
    Extra,
}

/// A row of the field table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The field.
    pub field: Field,
    /// Its name in TOML, JSON, queries and messages.
    pub name: &'static str,
    /// What its value looks like.
    pub shape: Shape,
    /// Its name in biblatex's data model; the same for nearly all.
    pub biblatex: &'static str,
    /// Its name in classic BibTeX styles, if they have such a field.
    pub bibtex: Option<&'static str>,
    /// The CSL variable it becomes, if it is a plain renaming.
    pub csl: Option<&'static str>,
    /// What it means, for people.
    pub meaning: &'static str,
}

macro_rules! fields {
    ($($variant:ident $name:literal $shape:ident $biblatex:literal $bibtex:expr, $csl:expr, $meaning:literal;)*) => {
        /// A field of the data model; ordered as sources are written.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Field {
            $(#[doc = $meaning] $variant,)*
        }

        /// All fields in canonical order.
        pub const FIELDS: &[Row] = &[
            $(Row {
                field: Field::$variant,
                name: $name,
                shape: Shape::$shape,
                biblatex: $biblatex,
                bibtex: $bibtex,
                csl: $csl,
                meaning: $meaning,
            },)*
        ];

        impl Field {
            /// The row of the table that describes this field.
            pub fn row(self) -> &'static Row {
                match self {
                    $(Field::$variant => const { &Row {
                        field: Field::$variant,
                        name: $name,
                        shape: Shape::$shape,
                        biblatex: $biblatex,
                        bibtex: $bibtex,
                        csl: $csl,
                        meaning: $meaning,
                    } },)*
                }
            }

            /// The field of that TOML name.
            pub fn from_name(name: &str) -> Option<Field> {
                match name {
                    $($name => Some(Field::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

// variant, TOML name, shape, biblatex name, BibTeX name, CSL variable, meaning.
// The last columns follow the biblatex manual 2.2.2, btxdoc (1988) and the CSL 1.0.2 specification, appendix IV.
fields! {
    Type "type" Kind "entrytype" None, Some("type"), "The entry type";
    Title "title" Text "title" Some("title"), Some("title"), "The title of the work";
    Subtitle "subtitle" Text "subtitle" None, None, "The subtitle of the work";
    Titleaddon "titleaddon" Text "titleaddon" None, None, "An annex to the title, printed in another font";
    Shorttitle "shorttitle" Text "shorttitle" None, Some("title-short"), "The title in a short form";
    Origtitle "origtitle" Text "origtitle" None, Some("original-title"), "The title of the original work, for a translation";
    Reprinttitle "reprinttitle" Text "reprinttitle" None, None, "The title of a reprint";
    Author "author" Names "author" Some("author"), Some("author"), "The authors";
    Authortype "authortype" Literal "authortype" None, None, "The kind of author, as `commissioner`";
    Shortauthor "shortauthor" Names "shortauthor" None, None, "The authors in a short form, for organisations";
    Nameaddon "nameaddon" Text "nameaddon" None, None, "An addition after the author's name, as an alias";
    Editor "editor" Names "editor" Some("editor"), Some("editor"), "The editors";
    Editortype "editortype" Literal "editortype" None, None, "The role of the editors: editor, compiler, director";
    Editora "editora" Names "editora" None, None, "Secondary editors";
    Editoratype "editoratype" Literal "editoratype" None, None, "The role of the secondary editors";
    Editorb "editorb" Names "editorb" None, None, "Further secondary editors";
    Editorbtype "editorbtype" Literal "editorbtype" None, None, "The role of the further secondary editors";
    Editorc "editorc" Names "editorc" None, None, "Still further secondary editors";
    Editorctype "editorctype" Literal "editorctype" None, None, "The role of the still further secondary editors";
    Shorteditor "shorteditor" Names "shorteditor" None, None, "The editors in a short form";
    Translator "translator" Names "translator" None, Some("translator"), "The translators";
    Annotator "annotator" Names "annotator" None, None, "The authors of annotations to the work";
    Commentator "commentator" Names "commentator" None, None, "The authors of a commentary to the work";
    Introduction "introduction" Names "introduction" None, None, "The authors of an introduction to the work";
    Foreword "foreword" Names "foreword" None, None, "The authors of a foreword to the work";
    Afterword "afterword" Names "afterword" None, None, "The authors of an afterword to the work";
    Holder "holder" Names "holder" None, None, "The holders of a patent";
    Date "date" Date "date" None, Some("issued"), "The date of publication";
    Year "year" Literal "year" Some("year"), None, "A year that is no date, as `1970s`; biblatex's literal year";
    Month "month" Literal "month" Some("month"), None, "A month that is no date, beside a literal year";
    Origdate "origdate" Date "origdate" None, Some("original-date"), "The date of the original edition";
    Pubstate "pubstate" Literal "pubstate" None, Some("status"), "The state of publication: inpreparation, submitted, forthcoming, inpress, prepublished";
    Journaltitle "journaltitle" Text "journaltitle" Some("journal"), Some("container-title"), "The name of the journal, newspaper or other periodical";
    Journalsubtitle "journalsubtitle" Text "journalsubtitle" None, None, "The subtitle of the periodical";
    Journaltitleaddon "journaltitleaddon" Text "journaltitleaddon" None, None, "An annex to the periodical's title";
    Shortjournal "shortjournal" Text "shortjournal" None, Some("container-title-short"), "The periodical's name in a short form";
    Issuetitle "issuetitle" Text "issuetitle" None, Some("volume-title"), "The title of a special issue";
    Issuesubtitle "issuesubtitle" Text "issuesubtitle" None, None, "The subtitle of a special issue";
    Issuetitleaddon "issuetitleaddon" Text "issuetitleaddon" None, None, "An annex to a special issue's title";
    Booktitle "booktitle" Text "booktitle" Some("booktitle"), Some("container-title"), "The title of the book or proceedings this is a part of";
    Booksubtitle "booksubtitle" Text "booksubtitle" None, None, "The subtitle of the book this is a part of";
    Booktitleaddon "booktitleaddon" Text "booktitleaddon" None, None, "An annex to the book's title";
    Bookauthor "bookauthor" Names "bookauthor" None, Some("container-author"), "The authors of the book this is a part of";
    Maintitle "maintitle" Text "maintitle" None, None, "The title of a work in several volumes";
    Mainsubtitle "mainsubtitle" Text "mainsubtitle" None, None, "The subtitle of a work in several volumes";
    Maintitleaddon "maintitleaddon" Text "maintitleaddon" None, None, "An annex to the title of a work in several volumes";
    Eventtitle "eventtitle" Text "eventtitle" None, Some("event-title"), "The title of a conference or other event";
    Eventtitleaddon "eventtitleaddon" Text "eventtitleaddon" None, None, "An annex to the event's title";
    Eventdate "eventdate" Date "eventdate" None, Some("event-date"), "The date of the event";
    Venue "venue" Text "venue" None, Some("event-place"), "The place of the event";
    Genre "genre" Literal "type" Some("type"), Some("genre"), "What kind of thesis, report, patent it is (biblatex's field `type`)";
    Entrysubtype "entrysubtype" Literal "entrysubtype" None, None, "A subtype of the entry type, as `magazine`";
    Edition "edition" Literal "edition" Some("edition"), Some("edition"), "The edition: a number, or a text";
    Version "version" Literal "version" None, Some("version"), "The revision of software, a manual or a dataset";
    Series "series" Text "series" Some("series"), Some("collection-title"), "The series of publications this belongs to";
    Shortseries "shortseries" Text "shortseries" None, None, "The series in a short form";
    Volume "volume" Literal "volume" Some("volume"), Some("volume"), "The volume of a periodical or of a work in several volumes";
    Volumes "volumes" Literal "volumes" None, Some("number-of-volumes"), "How many volumes the work has";
    Number "number" Literal "number" Some("number"), None, "The number of a journal's issue, a report or in a series";
    Issue "issue" Text "issue" None, Some("issue"), "The issue of a periodical that is no number, as `Spring`";
    Part "part" Literal "part" None, None, "The part of a logical volume that is printed in several";
    Chapter "chapter" Literal "chapter" Some("chapter"), Some("chapter-number"), "A chapter or other unit of a work";
    Eid "eid" Literal "eid" None, None, "The electronic identifier of an article, in place of pages";
    Pages "pages" Range "pages" Some("pages"), Some("page"), "The pages";
    Pagination "pagination" Literal "pagination" None, None, "What pages are counted in, as `section`";
    Bookpagination "bookpagination" Literal "bookpagination" None, None, "What the enclosing work's pages are counted in";
    Pagetotal "pagetotal" Literal "pagetotal" None, Some("number-of-pages"), "How many pages the work has";
    Publisher "publisher" TextList "publisher" Some("publisher"), Some("publisher"), "The publishers";
    Origpublisher "origpublisher" TextList "origpublisher" None, Some("original-publisher"), "The publishers of the original edition";
    Organization "organization" TextList "organization" Some("organization"), None, "The organisations that published a manual or sponsored a conference";
    Institution "institution" TextList "institution" Some("institution"), None, "The university or institution of a thesis or report";
    Location "location" TextList "location" Some("address"), Some("publisher-place"), "The places of publication";
    Origlocation "origlocation" TextList "origlocation" None, Some("original-publisher-place"), "The places of the original edition";
    Howpublished "howpublished" Text "howpublished" Some("howpublished"), None, "How an uncommon work was published";
    Language "language" TextList "language" None, Some("language"), "The languages of the work";
    Origlanguage "origlanguage" TextList "origlanguage" None, None, "The languages of the original work";
    Isbn "isbn" Verbatim "isbn" None, Some("ISBN"), "International Standard Book Number";
    Issn "issn" Verbatim "issn" None, Some("ISSN"), "International Standard Serial Number";
    Isan "isan" Verbatim "isan" None, None, "International Standard Audiovisual Number";
    Ismn "ismn" Verbatim "ismn" None, None, "International Standard Music Number";
    Isrn "isrn" Verbatim "isrn" None, None, "International Standard Technical Report Number";
    Iswc "iswc" Verbatim "iswc" None, None, "International Standard Work Code";
    Doi "doi" Verbatim "doi" None, Some("DOI"), "Digital Object Identifier";
    Eprint "eprint" Verbatim "eprint" None, None, "The identifier in a preprint archive or database";
    Eprinttype "eprinttype" Literal "eprinttype" None, None, "Which archive the eprint is in: arxiv, pubmed, jstor ...";
    Eprintclass "eprintclass" Literal "eprintclass" None, None, "The section of the archive, as `cs.CL`";
    Url "url" Verbatim "url" None, Some("URL"), "Where the work is on the web";
    Urldate "urldate" Date "urldate" None, Some("accessed"), "When the web address was last visited";
    File "file" Verbatim "file" None, None, "A local copy of the work";
    Library "library" Text "library" None, Some("call-number"), "A library's name and call number";
    Category "category" Literal "category" None, None, "What the source is to its readers: paper, blog, video, code ... (ours)";
    Modules "modules" WordList "modules" None, None, "The parts of the site, course or book that cite the source (ours)";
    Keywords "keywords" WordList "keywords" None, Some("keyword"), "Keywords";
    Note "note" Text "note" Some("note"), Some("note"), "A note to be printed";
    Addendum "addendum" Text "addendum" None, None, "A note to be printed at the end of the entry";
    Abstract "abstract" Text "abstract" None, Some("abstract"), "The abstract";
    Annotation "annotation" Text "annotation" None, Some("annote"), "What the source is good for, in the words of those who keep the library";
    Label "label" Literal "label" None, None, "A label for citation styles that have no other";
    Shorthand "shorthand" Literal "shorthand" None, Some("citation-label"), "A special label used in place of the usual one";
    Shorthandintro "shorthandintro" Text "shorthandintro" None, None, "The phrase that introduces the shorthand";
    Indextitle "indextitle" Text "indextitle" None, None, "The title for an index";
    Indexsorttitle "indexsorttitle" Text "indexsorttitle" None, None, "The title used to sort an index";
    Presort "presort" Literal "presort" None, None, "Changes the sorting order of entries";
    Sortkey "sortkey" Literal "sortkey" Some("key"), None, "Replaces everything else in sorting";
    Sortname "sortname" Names "sortname" None, None, "The names used to sort";
    Sortshorthand "sortshorthand" Literal "sortshorthand" None, None, "The shorthand used to sort";
    Sorttitle "sorttitle" Text "sorttitle" None, None, "The title used to sort";
    Sortyear "sortyear" Literal "sortyear" None, None, "The year used to sort";
    Gender "gender" Literal "gender" None, None, "The gender of the author or editor: sf, sm, sn, pf, pm, pn, pp";
    Langid "langid" Literal "langid" None, None, "The language identifier for babel or polyglossia";
    Langidopts "langidopts" Literal "langidopts" None, None, "Options of polyglossia for the langid";
    Options "options" WordList "options" None, None, "Entry options, as `useprefix=true`";
    Execute "execute" Verbatim "execute" None, None, "TeX code run whenever the entry is read";
    Crossref "crossref" Literal "crossref" Some("crossref"), None, "The key of the source this inherits from";
    Xref "xref" Literal "xref" None, None, "The key of a parent that nothing is inherited from";
    Xdata "xdata" WordList "xdata" None, None, "Keys of data containers this inherits from";
    Entryset "entryset" WordList "entryset" None, None, "The keys of an entry set's members";
    Related "related" Related "related" None, None, "Other sources this is related to, and how";
    Namea "namea" Names "namea" None, None, "A custom list of names";
    Nameatype "nameatype" Literal "nameatype" None, None, "The kind of names in `namea`";
    Nameb "nameb" Names "nameb" None, None, "A custom list of names";
    Namebtype "namebtype" Literal "namebtype" None, None, "The kind of names in `nameb`";
    Namec "namec" Names "namec" None, None, "A custom list of names";
    Namectype "namectype" Literal "namectype" None, None, "The kind of names in `namec`";
    Lista "lista" TextList "lista" None, None, "A custom list";
    Listb "listb" TextList "listb" None, None, "A custom list";
    Listc "listc" TextList "listc" None, None, "A custom list";
    Listd "listd" TextList "listd" None, None, "A custom list";
    Liste "liste" TextList "liste" None, None, "A custom list";
    Listf "listf" TextList "listf" None, None, "A custom list";
    Usera "usera" Text "usera" None, None, "A custom text";
    Userb "userb" Text "userb" None, None, "A custom text";
    Userc "userc" Text "userc" None, None, "A custom text";
    Userd "userd" Text "userd" None, None, "A custom text";
    Usere "usere" Text "usere" None, None, "A custom text";
    Userf "userf" Text "userf" None, None, "A custom text";
    Verba "verba" Verbatim "verba" None, None, "A custom verbatim text";
    Verbb "verbb" Verbatim "verbb" None, None, "A custom verbatim text";
    Verbc "verbc" Verbatim "verbc" None, None, "A custom verbatim text";
    Ids "ids" WordList "ids" None, None, "Other keys of this source: aliases, the keys of merged duplicates";
    Distinct "distinct" Reasons "distinct" None, None, "Sources that are not this work, each with the reason; a person's decision (ours)";
    Allow "allow" Reasons "allow" None, None, "Rules of `bib check` this source may break, each with the reason (ours)";
    Conflicts "conflicts" Conflicts "conflicts" None, None, "Values that contradicted each other in a merge, until resolved (ours)";
    Extra "extra" Extra "extra" None, None, "Fields of other programs that the data model does not know, raw (ours)";
}

impl Field {
    /// Its name in TOML, JSON, queries and messages.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What its value looks like.
    pub fn shape(self) -> Shape {
        self.row().shape
    }

    /// The field that biblatex or BibTeX calls so, any case; old names and biblatex's field aliases
    /// (manual, 2.2.5) included. biblatex's `type` is [`Field::Genre`].
    pub fn from_biblatex(name: &str) -> Option<Field> {
        let name = name.to_ascii_lowercase();
        Some(match name.as_str() {
            "address" => Field::Location,
            "annote" => Field::Annotation,
            "archiveprefix" => Field::Eprinttype,
            // as we write what goes in a circle, which other programs would follow for ever
            "cyclic-crossref" => Field::Crossref,
            "cyclic-xdata" => Field::Xdata,
            "journal" => Field::Journaltitle,
            "key" => Field::Sortkey,
            "pdf" => Field::File,
            "primaryclass" => Field::Eprintclass,
            "school" => Field::Institution,
            "hyphenation" => Field::Langid,
            "type" => Field::Genre,
            // not fields of the format: they only look like our own tables
            "entrytype" | "genre" | "distinct" | "allow" | "conflicts" | "extra" => return None,
            name => Field::from_name(name)?,
        })
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_by_its_name_and_stands_in_order() {
        for pair in FIELDS.windows(2) {
            assert!(pair[0].field < pair[1].field);
        }
        for row in FIELDS {
            assert_eq!(Field::from_name(row.name), Some(row.field));
            assert_eq!(row.field.row().name, row.name);
        }
    }

    #[test]
    fn old_names_are_read_as_biblatex_reads_them() {
        for (old, field) in [
            ("journal", Field::Journaltitle),
            ("ADDRESS", Field::Location),
            ("school", Field::Institution),
            ("type", Field::Genre),
        ] {
            assert_eq!(Field::from_biblatex(old), Some(field));
        }
        assert_eq!(Field::from_biblatex("yaer"), None);
    }
}
