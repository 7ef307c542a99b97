//! A source folded once for comparing: everything that a verdict depends on, in the form in which it is compared.
//!
//! Small, because a library has a hundred thousand of them in memory: numbers where equality is all that is asked, short texts
//! where likeness is.

mod address;
mod doi;
mod number;
mod pages;
mod sort;

pub(super) use doi::is_server;
pub(super) use pages::Pages;
pub(super) use sort::Sort;

use super::{
    people::People,
    stated::Stated,
    title::Title,
    track,
    words::{self, hash},
};
use crate::model::{Field, Kind, Source, Value, fold::fold, ident};

use address::{address_in, archived_at};
use doi::{canonical_doi, doi_in, is_repository_doi, is_server_doi, review_number};

/// A folded source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Profile {
    pub(super) kind: Kind,
    pub(super) title: Title,
    /// The authors, else the editors.
    pub(super) people: People,
    pub(super) year: Option<i32>,
    /// The name of the journal or book, folded; empty for a preprint server.
    pub(super) venue: Box<str>,
    pub(super) container: Container,
    /// The lesser tracks of a meeting that it names: [`track::tracks`].
    pub(super) tracks: u16,
    pub(super) volume: Code,
    /// The volume that the title names, of what appeared in nothing else.
    pub(super) titled_volume: Code,
    pub(super) issue: Code,
    /// The series that `issue` counts in, if neither a periodical nor a book is: the RFC of "RFC 793".
    pub(super) series: Code,
    pub(super) pages: Option<Pages>,
    pub(super) doi: Box<str>,
    pub(super) arxiv: Box<str>,
    /// The number in another archive, and which archive that is.
    pub(super) eprint: Code,
    pub(super) archive: Code,
    pub(super) pmid: Code,
    /// Whether `eprint` is the number of a trial in a register.
    pub(super) is_trial: bool,
    /// The number that a systematic review keeps through its updates.
    pub(super) review: Code,
    /// ISBNs, of a whole book only.
    pub(super) isbns: Box<[u64]>,
    pub(super) url: Code,
    pub(super) edition: Code,
    /// The version of software or data, the part of a work, the chapter of a book.
    pub(super) version: Code,
    pub(super) part: Code,
    pub(super) chapter: Code,
    /// The day, of a date that says one.
    pub(super) day: Code,
    /// The language, if the source says that it was translated.
    pub(super) translated: Code,
    /// The title of what was translated: [`Title::letters`].
    pub(super) original: Code,
    /// Whether this is a preprint that was not published as something else, as far as the source says.
    pub(super) preprint: bool,
    /// What it states beside all that.
    pub(super) stated: Stated,
}

/// What a source appeared in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Container {
    /// Nothing, or it does not say.
    #[default]
    None,
    /// A journal or other periodical.
    Journal,
    /// A book or proceedings.
    Book,
}

/// A number or short text that is compared for equality alone: a hash of its folded form; 0 if there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Code(pub u64);

impl Code {
    /// The code of a folded text.
    fn new(folded: &str) -> Code {
        if folded.is_empty() { Code(0) } else { Code(hash(folded.as_bytes()).max(1)) }
    }

    /// Whether there is none.
    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }
}

impl Profile {
    /// Folds a source; what it inherits is to be resolved before.
    pub(super) fn new(source: &Source) -> Profile {
        let text = |field| source.text(field).unwrap_or_default();
        let mut profile = Profile {
            kind: source.kind,
            title: Title::new(text(Field::Title), text(Field::Subtitle)),
            people: people(source),
            year: source.year(),
            doi: doi_in(text(Field::Doi)).map(|doi| canonical_doi(&doi)).unwrap_or_default().into(),
            ..Profile::default()
        };
        // older files have the address where they say how it was published
        let address = [Field::Url, Field::Howpublished, Field::Note]
            .into_iter()
            .map(|field| (field, text(field)))
            .find(|(field, text)| !text.is_empty() && (*field == Field::Url || text.contains("://")));
        if let Some((field, text)) = address {
            profile.url(if field == Field::Url { text } else { address_in(text) });
        }
        profile.venue(source);
        profile.identifiers(source);
        profile.place(source);
        profile.stated = Stated::new(source, profile.stands_alone());
        let edition = fold(text(Field::Edition));
        let edition = edition.split(' ').next().unwrap_or_default();
        // a first edition is what a book is when it does not say
        profile.edition = match words::number(edition) {
            Some(number) => counted(number),
            None if edition.is_empty() && profile.title.edition > 0 => {
                counted(u32::from(profile.title.edition))
            }
            None if edition.is_empty() => profile.edition,
            None => Code::new(edition),
        };
        let exact = |field| Code::new(text(field).trim());
        if source.has(Field::Version) {
            profile.version = exact(Field::Version);
        }
        profile.part = Code::new(&fold(text(Field::Part)));
        profile.chapter = Code::new(&fold(text(Field::Chapter)));
        if text(Field::Date).len() == 10 {
            profile.day = exact(Field::Date);
        }
        if source.has(Field::Translator) || source.has(Field::Origtitle) || source.has(Field::Origlanguage) {
            let original = text(Field::Origtitle);
            if !original.is_empty() {
                profile.original = Code(Title::new(original, "").letters());
            }
            profile.translated = Code::new(&fold(source.list(Field::Language).first().map_or("?", |l| l)));
        }
        profile
    }

    /// Takes in a web address: a resolver's is the identifier.
    fn url(&mut self, url: &str) {
        if let Some(doi) = doi_in(url) {
            if self.doi.is_empty() {
                self.doi = canonical_doi(&doi).into();
            }
        } else if let Some((arxiv, _)) = ident::arxiv(url).filter(|_| url.contains("://")) {
            self.arxiv = arxiv.into();
        } else if let Some((archive, number)) = archived_at(url) {
            match archive {
                "pmid" => self.pmid = Code::new(&number),
                archive => {
                    self.is_trial = archive == "nct";
                    (self.archive, self.eprint) = (Code::new(archive), Code::new(&number));
                }
            }
        } else {
            let mut address = ident::url(url).unwrap_or_default();
            // what some sites put behind the number sign is a path of theirs
            if let Some((_, path)) = url.split_once('#').filter(|(_, part)| part.starts_with(['/', '!'])) {
                address.extend(["#", path.trim_end_matches('/')]);
            }
            self.url = Code::new(&address);
        }
    }

    /// Takes in where the work appeared. A preprint server is no venue.
    fn venue(&mut self, source: &Source) {
        let text = |field| source.text(field).unwrap_or_default();
        let of_journal = [Field::Journaltitle, Field::Shortjournal];
        let of_book = [Field::Booktitle, Field::Maintitle, Field::Eventtitle];
        let first = |fields: &[Field]| fields.iter().map(|field| text(*field)).find(|text| !text.is_empty());
        let (venue, container) = match (first(&of_journal), first(&of_book)) {
            (Some(journal), _) => (journal, Container::Journal),
            // the work that a volume is of, or the meeting whose proceedings they are
            (None, Some(book)) if self.is_of_book_kind() && text(Field::Booktitle).is_empty() => {
                (book, Container::None)
            }
            (None, Some(book)) => (book, Container::Book),
            (None, None) => (text(Field::Howpublished), Container::None),
        };
        // registers of trials stand where a journal should
        let (venue, container) = if venue.contains("://") {
            self.url(address_in(venue));
            ("", Container::None)
        } else {
            (venue, container)
        };
        if let Some((arxiv, _)) = ident::arxiv_in(venue) {
            self.arxiv = arxiv.into();
        }
        let folded = fold(venue);
        let server = is_server(&folded);
        if container == Container::None && !server && first(&of_book).is_none() {
            // a thesis or report is known by its institution
            let institution = source.list(Field::Institution).first().map(|text| fold(text));
            self.venue = institution.unwrap_or_default().into();
        } else if !server {
            // some exports put journals into `booktitle`
            self.container =
                if super::venue::is_periodical(&folded) { Container::Journal } else { container };
            self.venue = folded.into();
        }
        self.preprint = server;
        let more =
            [Field::Booksubtitle, Field::Booktitleaddon, Field::Eventtitle].map(|field| fold(text(field)));
        self.tracks = track::tracks(more.iter().map(String::as_str).chain([&*self.venue]));
    }

    /// Takes in identifiers other than the DOI.
    fn identifiers(&mut self, source: &Source) {
        let text = |field| source.text(field).unwrap_or_default();
        let eprint = text(Field::Eprint);
        let archive = fold(text(Field::Eprinttype));
        if !eprint.is_empty() {
            match archive.as_str() {
                "" | "arxiv" if ident::arxiv(eprint).is_some() => {
                    self.arxiv = ident::arxiv(eprint).map(|(arxiv, _)| arxiv).unwrap_or_default().into();
                }
                "pubmed" | "pmid" | "medline" => {
                    self.pmid = Code::new(&ident::pmid(eprint).unwrap_or_default());
                }
                "pmc" | "pmcid" | "pubmedcentral" => {
                    let number = fold(eprint);
                    let number = number.strip_prefix("pmc").unwrap_or(&number);
                    (self.archive, self.eprint) = (Code::new("pmc"), Code::new(number));
                }
                archive => (self.archive, self.eprint) = (Code::new(archive), Code::new(&fold(eprint))),
            }
        }
        if let Some(arxiv) = self.doi.strip_prefix("10.48550/arxiv.") {
            self.arxiv = ident::arxiv(arxiv).map_or_else(String::new, |(id, _)| id).into();
            self.doi = "".into();
        }
        let page = [Field::Eid, Field::Pages].map(text).into_iter().find(|text| !text.is_empty());
        let page = page.filter(|_| self.venue.contains("cochrane")).map(fold);
        self.review = [&*self.doi, page.as_deref().unwrap_or_default()]
            .into_iter()
            .find_map(review_number)
            .map_or(Code(0), Code::new);
        let volume = text(Field::Volume);
        if let Some(arxiv) = volume.strip_prefix("abs/") {
            self.preprint = true;
            if let Some((arxiv, _)) = ident::arxiv(arxiv) {
                self.arxiv = arxiv.into();
            }
        }
        if self.is_whole_book() {
            // some exports put two into one field: "978-... (print) 978-... (online)"
            let mut isbns: Vec<u64> = text(Field::Isbn)
                .split([',', ';', '(', ')'])
                .filter_map(ident::isbn)
                .filter_map(|isbn| isbn.parse().ok())
                .collect();
            isbns.sort_unstable();
            self.isbns = isbns.into();
        }
        // what is published is kept there too, and trials
        let kept = self.is_trial || self.archive == Code::new("pmc");
        let archived = !self.arxiv.is_empty() || !self.eprint.is_none() && !kept || self.has_preprint_doi();
        let published =
            self.container != Container::None || (!self.doi.is_empty() && !self.has_preprint_doi());
        self.preprint |= archived && !published || text(Field::Pubstate) == "prepublished";
        if published && self.container != Container::None && !self.preprint {
            self.preprint = self.has_preprint_doi();
        }
    }

    /// Takes in volume, issue and pages.
    fn place(&mut self, source: &Source) {
        let text = |field| source.text(field).unwrap_or_default();
        if self.preprint {
            return;
        }
        let volume = fold(text(Field::Volume));
        let mut volume = volume.split(' ').filter(|word| !matches!(*word, "vol" | "volume" | "no"));
        // "Drug Discovery. 9": the number is what counts
        let first = volume.next().unwrap_or_default();
        let first = first.strip_prefix(['v']).filter(|rest| is_digits(rest)).unwrap_or(first);
        let number = if is_digits(first) { None } else { volume.clone().find(|word| is_digits(word)) };
        // "in press", "Publish Ahead of Print"
        let awaits = text(Field::Volume).split_whitespace().any(|word| {
            let word = fold(word);
            matches!(word.as_str(), "press" | "print" | "ahead" | "epub" | "online")
        });
        self.volume = if awaits { Code(0) } else { code(number.unwrap_or(first)) };
        if self.container == Container::None {
            self.titled_volume = self.title.volume().map_or(Code(0), counted);
        }
        if self.volume.is_none() {
            self.volume = self.titled_volume;
        }
        let issue = fold(text(Field::Number));
        let mut issue = if issue.is_empty() { fold(text(Field::Issue)) } else { issue };
        if self.container == Container::None && self.is_numbered() {
            issue = self.work_number(source, issue);
        }
        let is_article = self.container == Container::Journal;
        self.issue = match issue.as_str() {
            // which supplement it is, it does not say
            "suppl" | "supp" | "supplement" => Code(0),
            // "4 (1)": the issue stands beside the volume
            "" => volume
                .next()
                .map_or(Code(0), |word| Code(words::number(word).map_or(0, |n| code(&n.to_string()).0))),
            // "13, Sp. Iss." is 13; "2016/1" is not 2016, and outside of a periodical a number is the work's own
            issue if is_article && issue.split(' ').filter_map(words::number).count() < 2 => code(issue),
            issue => Code::new(issue),
        };
        self.pages = match text(Field::Eid) {
            "" => Pages::new(text(Field::Pages)),
            eid => Pages::new(eid).map(|pages| Pages { locator: true, ..pages }),
        };
    }

    /// Whether it was published on its own: neither in a periodical or book nor on a server, nor is it an article that does not
    /// say where.
    fn stands_alone(&self) -> bool {
        self.container == Container::None && !self.preprint && self.sort() != Some(Sort::Paper)
    }

    /// Whether its DOI is that of a preprint, or of a copy of a text in a repository that keeps data and programs as well.
    pub(super) fn has_preprint_doi(&self) -> bool {
        is_server_doi(&self.doi) || self.sort().is_some_and(Sort::is_text) && is_repository_doi(&self.doi)
    }

    /// Whether two say the same in everything that is compared; of what they state beside that, one may be silent.
    pub(super) fn is_equal(&self, other: &Profile) -> bool {
        let place = |p: &Profile| (p.container, p.tracks, p.volume, p.issue, p.series, p.pages);
        let part = |p: &Profile| (p.edition, p.version, p.part, p.chapter, p.day, p.translated, p.original);
        let codes = |p: &Profile| (p.eprint, p.archive, p.pmid, p.url, p.preprint);
        (self.kind, self.year) == (other.kind, other.year)
            && place(self) == place(other)
            && part(self) == part(other)
            && codes(self) == codes(other)
            && (&self.doi, &self.arxiv, &self.isbns) == (&other.doi, &other.arxiv, &other.isbns)
            && (&self.title, &self.people, &self.venue) == (&other.title, &other.people, &other.venue)
            && self.stated.forms == other.stated.forms
    }

    /// Whether the year stands where the volume should.
    pub(super) fn is_volume_its_year(&self) -> bool {
        self.year.is_some_and(|year| self.volume == counted(year.cast_unsigned()))
    }

    /// Whether it says that it is the first edition.
    pub(super) fn has_first_edition(&self) -> bool {
        self.edition == counted(1)
    }

    /// Whether its title names the volume that the other one has in a field of its own.
    pub(super) fn names_volume_of(&self, other: &Profile) -> bool {
        !self.titled_volume.is_none()
            && self.titled_volume == other.volume
            && other.titled_volume.is_none()
            && other.container == Container::None
    }

    /// Whether it is of a kind whose number is its own: a report, a standard.
    fn is_numbered(&self) -> bool {
        use Kind::*;
        matches!(self.kind, Report | Standard | Misc | Online | Manual | Legislation | Patent)
    }

    /// What sort of thing it is, if it says.
    pub(super) fn sort(&self) -> Option<Sort> {
        use Kind::*;
        Some(match self.kind {
            _ if self.container != Container::None => Sort::Paper,
            Thesis => Sort::Thesis,
            Report => Sort::Report,
            Article | Inproceedings | Incollection | Inbook | Inreference | Bookinbook | Suppbook
            | Suppcollection | Suppperiodical => Sort::Paper,
            Unpublished => Sort::Manuscript,
            Dataset => Sort::Data,
            Software => Sort::Program,
            Patent => Sort::Patent,
            Standard | Legal | Legislation | Jurisdiction => Sort::Rule,
            Audio | Music | Movie | Video | Performance | Image | Artwork => Sort::Work,
            _ if self.is_whole_book() => Sort::Book,
            _ => return None,
        })
    }

    /// Whether the source is a book and not a part of one.
    pub(super) fn is_whole_book(&self) -> bool {
        self.is_of_book_kind() && self.container != Container::Book
    }

    /// Whether it is of a kind that is a book.
    fn is_of_book_kind(&self) -> bool {
        use Kind::*;
        matches!(
            self.kind,
            Book | Booklet
                | Collection
                | Proceedings
                | Reference
                | Manual
                | Mvbook
                | Mvcollection
                | Mvproceedings
                | Mvreference
        )
    }

    /// Whether it is a part of a book.
    pub(super) fn is_part_of_book(&self) -> bool {
        self.container == Container::Book
    }
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// The code of a number or of a short folded text; a number in front is all that counts, roman ones are read.
fn code(folded: &str) -> Code {
    let number = folded.split(' ').next().and_then(words::number).or_else(|| words::any_roman(folded));
    number.map_or_else(|| Code::new(folded), counted)
}

/// The code of a number.
fn counted(number: u32) -> Code {
    Code(hash(&number.to_le_bytes()).max(1))
}

/// The authors, else the editors.
fn people(source: &Source) -> People {
    for field in [Field::Author, Field::Editor] {
        if let Some(Value::Names(names)) = source.get(field) {
            let people = People::new(names);
            if !people.is_empty() {
                return people;
            }
        }
    }
    People::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preprints_are_known_by_server_or_archive() {
        let source = |fields: &[(Field, &str)]| {
            let mut source = Source::new("a", Kind::Article);
            for (field, text) in fields {
                source.set(*field, Value::from_text(*field, text).unwrap());
            }
            Profile::new(&source)
        };
        for (fields, arxiv, preprint) in [
            (&[(Field::Journaltitle, "arXiv preprint arXiv:1706.03762")][..], "1706.03762", true),
            (&[(Field::Journaltitle, "CoRR"), (Field::Volume, "abs/1706.03762")], "1706.03762", true),
            (&[(Field::Doi, "10.48550/arXiv.1706.03762")], "1706.03762", true),
            (&[(Field::Url, "https://arxiv.org/abs/1706.03762v2")], "1706.03762", true),
            (&[(Field::Eprint, "1706.03762"), (Field::Eprinttype, "arxiv")], "1706.03762", true),
            (&[(Field::Eprint, "1706.03762"), (Field::Journaltitle, "Nature")], "1706.03762", false),
            (&[(Field::Journaltitle, "Nature")], "", false),
        ] {
            let profile = source(fields);
            assert_eq!((&*profile.arxiv, profile.preprint), (arxiv, preprint), "{fields:?}");
        }
    }
}
