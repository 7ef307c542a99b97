//! Two sources side by side: how far each field agrees. What that amounts to is [`super::verdict`]'s.

mod agree;

use super::{
    people,
    profile::{Container, Profile, Sort},
    stated,
    title::{self, Mark},
    venue,
};
use agree::{codes, doi, edition, eprints, isbns, pages, texts};

/// How far two values agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agree {
    /// One of them is missing.
    Absent,
    /// They do not.
    Different,
    /// Nearly.
    Like,
    /// They do.
    Same,
}

/// Two profiles and how their fields agree.
pub(super) struct View<'a> {
    pub a: &'a Profile,
    pub b: &'a Profile,
    pub title: title::Likeness,
    pub people: people::Likeness,
    /// Years between them, if both say.
    pub gap: Option<u32>,
    pub venue: venue::Level,
    pub volume: Agree,
    pub issue: Agree,
    pub pages: Agree,
    pub doi: Agree,
    pub arxiv: Agree,
    /// `PubMed` and other archives.
    pub eprint: Agree,
    /// The number of a systematic review.
    pub review: Agree,
    pub isbn: Agree,
    pub url: Agree,
    pub edition: Agree,
    pub version: Agree,
    pub part: Agree,
    pub chapter: Agree,
    pub day: Agree,
    /// Whether something that no rule compares is stated by both and differs.
    pub stated_otherwise: bool,
}

impl<'a> View<'a> {
    /// Compares two profiles.
    pub(super) fn new(a: &'a Profile, b: &'a Profile) -> View<'a> {
        View::with_title(a, b, titles(a, b))
    }

    /// Compares two profiles of which a glance does not say that they are two works: those are the most, and cost the least.
    pub(super) fn worth(a: &'a Profile, b: &'a Profile) -> Option<View<'a>> {
        if !View::is_worth(a, b) {
            return None;
        }
        let title = titles(a, b);
        // people, year, venue and place together weigh less than another title does
        let identified = || {
            [texts(&a.doi, &b.doi), doi(a, b), texts(&a.arxiv, &b.arxiv), codes(a.pmid, b.pmid)]
                .into_iter()
                .chain([eprints(a, b), isbns(&a.isbns, &b.isbns), codes(a.url, b.url)])
                .any(|agree| matches!(agree, Agree::Same | Agree::Like))
        };
        let is_other = title.level == title::Level::Different && a.title.mark == b.title.mark;
        (!is_other || identified() || may_be_on_same_range(a, b) || translates(a, b) || translates(b, a))
            .then(|| View::with_title(a, b, title))
    }

    fn with_title(a: &'a Profile, b: &'a Profile, title: title::Likeness) -> View<'a> {
        let volume = match codes(a.volume, b.volume) {
            Agree::Different if a.is_volume_its_year() != b.is_volume_its_year() => Agree::Absent,
            agree => agree,
        };
        let issue = match codes(a.series, b.series) {
            Agree::Different if !a.issue.is_none() && !b.issue.is_none() => Agree::Different,
            _ => codes(a.issue, b.issue),
        };
        let venue = match venue::compare(&a.venue, &b.venue) {
            venue::Level::Absent if are_journals(a, b) && venue::are_two_names(&a.venue, &b.venue) => {
                venue::Level::Different
            }
            level => level,
        };
        View {
            a,
            b,
            title,
            people: people::compare(&a.people, &b.people),
            gap: a.year.zip(b.year).map(|(a, b)| a.abs_diff(b)),
            venue,
            volume,
            issue,
            pages: pages(a, b),
            doi: doi(a, b),
            arxiv: texts(&a.arxiv, &b.arxiv),
            eprint: match codes(a.pmid, b.pmid) {
                Agree::Absent => eprints(a, b),
                agree => agree,
            },
            review: codes(a.review, b.review),
            isbn: isbns(&a.isbns, &b.isbns),
            url: codes(a.url, b.url),
            edition: edition(a, b),
            // two documents of one patent, not of two
            version: if issue == Agree::Different { Agree::Absent } else { codes(a.version, b.version) },
            part: codes(a.part, b.part),
            chapter: codes(a.chapter, b.chapter),
            day: codes(a.day, b.day),
            stated_otherwise: a.stated.differs(&b.stated)
                || venue == venue::Level::Like && have_titles(a, b) && stated::differ(&a.venue, &b.venue),
        }
    }

    /// Whether the comparison of two profiles can end in more than two works; a quick look that spares most of them.
    fn is_worth(a: &Profile, b: &Profile) -> bool {
        a.title.is_empty()
            || b.title.is_empty()
            || a.title.may_be(&b.title)
            || a.title.mark != b.title.mark
            || may_be_on_same_range(a, b)
            || a.title.also != 0
            || b.title.also != 0
            || translates(a, b)
            || translates(b, a)
            || [texts(&a.doi, &b.doi), texts(&a.arxiv, &b.arxiv), codes(a.pmid, b.pmid), eprints(a, b)]
                .contains(&Agree::Same)
    }

    /// Whether one of them is the preprint of a published work.
    pub(super) fn is_version(&self) -> bool {
        self.a.preprint != self.b.preprint
    }

    /// Whether just one announces that it is about another text, or each says something else.
    pub(super) fn marks(&self) -> bool {
        let about = |p: &Profile| p.title.mark.filter(|mark| *mark != Mark::Retracted);
        about(self.a) != about(self.b)
    }

    /// Whether one of them is marked so.
    pub(super) fn has_mark(&self, mark: Mark) -> bool {
        self.a.title.mark == Some(mark) || self.b.title.mark == Some(mark)
    }

    /// Whether the titles agree when what the marks say is left out.
    pub(super) fn rest_is_alike(&self) -> bool {
        title::compare(&self.a.title.rest(), &self.b.title.rest()).level >= title::Level::Subtitle
    }

    /// Whether what a text is about is called so that hardly anything else is.
    pub(super) fn names_much(&self) -> bool {
        let rest = |p: &Profile| p.title.words().skip(usize::from(p.title.skip)).map(str::len).sum::<usize>();
        rest(self.a).min(rest(self.b)) >= 24
    }

    /// Whether the title says nothing about which work this is: many have it, or it is the venue's.
    pub(super) fn is_generic(&self) -> bool {
        let says_nothing = |p: &Profile| p.title.generic || (!p.venue.is_empty() && p.title.text == p.venue);
        says_nothing(self.a) || says_nothing(self.b)
    }

    /// Whether a title that differs may be that of the same text, in another language or reworded by a database: both stand on the
    /// same pages under the same names.
    pub(super) fn may_be_retitled(&self) -> bool {
        let says_much = |p: &Profile| p.title.text.len() >= 16;
        self.is_on_same_range() && self.are_same_people(1) && says_much(self.a) && says_much(self.b)
    }

    /// Whether both stand on the same pages, more than one, of one volume.
    pub(super) fn is_on_same_range(&self) -> bool {
        self.is_placed_exactly()
            && have_ranges(self.a, self.b)
            && self.gap == Some(0)
            && self.venue != venue::Level::Different
    }

    /// Whether each is a trial in a register, under a number of its own.
    pub(super) fn are_two_trials(&self) -> bool {
        self.a.is_trial && self.b.is_trial && self.eprint == Agree::Different
    }

    /// Whether both are the same systematic review, and nothing says that they are the same update of it.
    pub(super) fn may_be_two_updates(&self) -> bool {
        self.review == Agree::Same && self.doi != Agree::Same
    }

    /// Whether both are whole books that appeared on their own.
    pub(super) fn are_books(&self) -> bool {
        self.a.is_whole_book() && self.b.is_whole_book()
    }

    /// Whether both say where it was printed, and the same: pages, with volume or issue or, in a book, with the year.
    pub(super) fn is_placed(&self) -> bool {
        let page = matches!(self.pages, Agree::Same | Agree::Like);
        let whole = self.pages == Agree::Same && self.volume == Agree::Absent && self.gap == Some(0);
        page && (self.volume == Agree::Same || self.issue == Agree::Same || whole)
            && self.volume != Agree::Different
    }

    /// Whether pages, volume and issue all say the same, as far as they are there.
    pub(super) fn is_placed_exactly(&self) -> bool {
        self.pages == Agree::Same && self.volume == Agree::Same && self.issue != Agree::Different
    }

    /// Whether anything that is compared speaks against one work, years aside.
    pub(super) fn is_contradicted(&self) -> bool {
        [self.volume, self.issue, self.pages, self.doi, self.arxiv, self.eprint, self.isbn, self.edition]
            .contains(&Agree::Different)
            || self.venue == venue::Level::Different
            || self.containers_differ()
    }

    /// Whether the people of both are the same, as far as they are named, and so many at least.
    pub(super) fn are_same_people(&self, least: u16) -> bool {
        let nearly_all = self.people.level == people::Level::Subset
            && self.people.shared >= 4
            && self.people.score >= 0.75;
        (self.people.level == people::Level::All || nearly_all) && self.people.shared >= least
    }

    /// Whether the place in print or an identifier says that they are one.
    pub(super) fn is_pinned(&self) -> bool {
        self.is_placed() || self.is_identified()
    }

    /// Whether one is data or a program and the other a text about it.
    pub(super) fn is_material_against_text(&self) -> bool {
        let is = |p: &Profile| p.sort().map(Sort::is_text);
        let is_material = |p: &Profile| matches!(p.sort(), Some(Sort::Data | Sort::Program));
        is_material(self.a) && is(self.b) == Some(true) || is_material(self.b) && is(self.a) == Some(true)
    }

    /// Whether they are things of two sorts, or one is given in a form that the other is not: a thesis and a book, a poster.
    pub(super) fn are_of_two_sorts(&self) -> bool {
        let sorts = self.a.sort().zip(self.b.sort());
        !self.is_version() && sorts.is_some_and(|(a, b)| a != b)
            || self.a.stated.forms != self.b.stated.forms
            || self.title.extra == title::Extra::Form
    }

    /// Whether they are of two tracks of a meeting, as far as each names one.
    pub(super) fn are_of_two_tracks(&self) -> bool {
        let has_venue = |p: &Profile| !p.venue.is_empty();
        self.a.tracks != self.b.tracks && has_venue(self.a) && has_venue(self.b)
    }

    /// Whether both are known by their web address alone, and it differs.
    pub(super) fn are_two_pages(&self) -> bool {
        let is_page = |p: &Profile| {
            p.container == Container::None
                && p.isbns.is_empty()
                && !matches!(p.sort(), Some(sort) if sort.is_text() && sort != Sort::Manuscript)
        };
        self.url == Agree::Different && is_page(self.a) && is_page(self.b)
    }

    /// Whether just one says an edition, not the first, and nothing dates the other to it.
    pub(super) fn may_be_two_editions(&self) -> bool {
        let is_later = |p: &Profile| !p.edition.is_none() && !p.has_first_edition();
        let (a, b) = (self.a, self.b);
        self.gap != Some(0) && (is_later(a) && b.edition.is_none() || is_later(b) && a.edition.is_none())
    }

    /// Whether most people of both are the same, or one names nobody.
    pub(super) fn may_be_same_people(&self) -> bool {
        matches!(self.people.level, people::Level::Absent | people::Level::Most) || self.are_same_people(1)
    }

    /// Whether a work may bear both years: it appeared ahead of print, or one of the two is a slip, and all else agrees.
    pub(super) fn may_bear_both_years(&self) -> bool {
        let volume =
            self.volume == Agree::Same && self.issue != Agree::Different && self.pages != Agree::Different;
        // each text of some proceedings begins with page 1
        let (letters, people) = (self.title.letters, self.people.shared);
        let pages = self.pages == Agree::Same
            && have_ranges(self.a, self.b)
            && self.a.pages.is_some_and(|pages| pages.first > 1)
            && self.title.level == title::Level::Same
            && (letters >= 24 || letters >= 12 && people >= 2)
            && !self.a.title.serial
            && self.are_same_people(1)
            && !self.is_contradicted();
        let title = self.title.level == title::Level::Same && letters >= 24
            || self.title.level == title::Level::Near && letters >= 44;
        let all_else = self.venue == venue::Level::Same
            && title
            && self.are_same_people(2)
            && !self.a.title.serial
            && !venue::are_two_of_series(&self.a.venue, &self.b.venue)
            && !self.is_contradicted();
        self.gap == Some(1) && (volume || pages || all_else) || self.gap < Some(3) && self.is_in_one_volume()
    }

    /// Whether neither appeared in a periodical or a book: what a number or a day says is then said of the work itself.
    pub(super) fn stand_alone(&self) -> bool {
        self.a.container == Container::None && self.b.container == Container::None && !self.is_version()
    }

    /// Whether both name the same meeting of one year, and all else agrees: "ICASSP 2022, Singapore, 23-27 May 2022".
    fn is_in_one_volume(&self) -> bool {
        let is_year = |word: &str| {
            word.len() == 4 && word.starts_with(['1', '2']) && word.bytes().all(|b| b.is_ascii_digit())
        };
        self.a.venue == self.b.venue
            && self.a.venue.split(' ').any(is_year)
            && self.are_alike(2)
            && !self.is_contradicted()
    }

    /// Whether an identifier that only one work has agrees.
    pub(super) fn is_identified(&self) -> bool {
        [self.doi, self.arxiv, self.eprint, self.isbn].contains(&Agree::Same)
    }

    /// Whether something else than title, people, year and venue says that they are one.
    pub(super) fn has_support(&self) -> bool {
        let page = matches!(self.pages, Agree::Same | Agree::Like);
        let volume = self.volume == Agree::Same && self.issue != Agree::Different;
        self.volume != Agree::Different && (page || volume || self.is_identified() || self.url == Agree::Same)
    }

    /// Whether page or an identifier says that they are one: two texts of one volume may have titles that are a few letters apart.
    pub(super) fn is_at_one_place(&self) -> bool {
        let page = matches!(self.pages, Agree::Same | Agree::Like) && self.volume != Agree::Different;
        page || self.is_identified() || self.url == Agree::Same
    }

    /// Whether the range of pages or an identifier says that they are one, and nothing about the place another thing.
    pub(super) fn is_at_one_place_exactly(&self) -> bool {
        let pages = self.pages == Agree::Same && self.is_on_pages_of_its_own();
        (pages || self.is_identified()) && self.pages != Agree::Different && self.volume != Agree::Different
    }

    /// Whether both stand on the same pages, so many that no other text does: several abstracts share two.
    pub(super) fn is_on_pages_of_its_own(&self) -> bool {
        let is_long =
            |p: &Profile| p.pages.is_some_and(|pages| !pages.locator && pages.last >= pages.first + 2);
        matches!(self.pages, Agree::Same | Agree::Like)
            && self.volume != Agree::Different
            && (is_long(self.a) || is_long(self.b))
    }

    /// Whether most people of both are the same.
    pub(super) fn are_mostly_same_people(&self) -> bool {
        matches!(self.people.level, people::Level::Most | people::Level::Subset | people::Level::All)
    }

    /// Whether both may be columns: short titles of one person in a periodical.
    pub(super) fn is_column(&self) -> bool {
        self.title.letters < 30 && self.people.shared <= 1 && self.are_in_periodicals()
    }

    /// Whether both appeared in a periodical.
    pub(super) fn are_in_periodicals(&self) -> bool {
        are_journals(self.a, self.b)
    }

    /// Whether one appeared in a periodical and the other in a book. Proceedings that are given as a periodical are none, if
    /// an acronym is all their name: "ICLR", but "VLDB Journal".
    pub(super) fn containers_differ(&self) -> bool {
        let is_acronym =
            |p: &Profile| p.container == Container::Journal && p.venue.len() <= 7 && !p.venue.contains(' ');
        let is_one = self.venue == venue::Level::Same && (is_acronym(self.a) || is_acronym(self.b));
        !is_one
            && self.a.container != self.b.container
            && self.a.container != Container::None
            && self.b.container != Container::None
    }

    /// Whether the years differ, and nothing tells why one work should bear both.
    pub(super) fn are_years_apart(&self) -> bool {
        self.gap.is_some_and(|gap| gap > 0)
            && !self.is_version()
            && !self.is_placed()
            && !self.is_identified()
            && !self.may_bear_both_years()
    }

    /// Whether they appeared in two venues, and neither the place in print nor an identifier says that they are one.
    pub(super) fn are_venues_apart(&self) -> bool {
        (self.venue == venue::Level::Different || self.containers_differ())
            && !self.is_placed()
            && !self.is_identified()
    }

    /// Whether the titles say the same, and so many people at least wrote both.
    pub(super) fn are_alike(&self, least: u16) -> bool {
        self.title.level >= title::Level::Near
            && self.title.extra != title::Extra::Note
            && self.are_same_people(least)
    }

    /// Whether one says that it translates what the other is called.
    pub(super) fn is_translation(&self) -> bool {
        let translates =
            |a: &Profile, b: &Profile| !a.original.is_none() && a.original.0 == b.title.letters();
        translates(self.a, self.b) || translates(self.b, self.a)
    }

    /// Whether both have a title that comes back in every issue of a periodical or volume of a book.
    pub(super) fn comes_back(&self) -> bool {
        let within = |p: &Profile| p.title.generic && p.container != Container::None;
        within(self.a) && within(self.b)
    }

    /// Whether two DOIs that differ were given by one agency, which has no reason to give one work two.
    pub(super) fn have_dois_of_one_agency(&self) -> bool {
        self.doi == Agree::Different && self.a.doi.split('/').next() == self.b.doi.split('/').next()
    }

    /// Whether one is a whole book and the other a part of one.
    pub(super) fn is_chapter_against_book(&self) -> bool {
        self.a.is_whole_book() && self.b.is_part_of_book()
            || self.b.is_whole_book() && self.a.is_part_of_book()
    }

    /// Whether nothing that one says differs from the other.
    pub(super) fn is_identical(&self) -> bool {
        !self.stated_otherwise && self.a.is_equal(self.b)
    }
}

/// Whether the names of what both appeared in are titles of books, or of institutions: each has one. A periodical or a meeting is
/// called by many.
fn have_titles(a: &Profile, b: &Profile) -> bool {
    [a, b].iter().all(|p| p.container != Container::Journal && !venue::says_sort(&p.venue))
}

/// Whether both say first and last page.
fn have_ranges(a: &Profile, b: &Profile) -> bool {
    [a.pages, b.pages].iter().all(|pages| pages.is_some_and(|pages| pages.last > pages.first))
}

/// Whether volume, pages and year are the same: what [`View::may_be_retitled`] asks first.
fn may_be_on_same_range(a: &Profile, b: &Profile) -> bool {
    !a.volume.is_none() && a.volume == b.volume && a.pages == b.pages && a.year == b.year && have_ranges(a, b)
}

/// Whether both appeared in a periodical.
fn are_journals(a: &Profile, b: &Profile) -> bool {
    a.container == Container::Journal && b.container == Container::Journal
}

/// How alike the titles are; the volume that one of them names and the other source has in its field is no part of it.
fn titles(a: &Profile, b: &Profile) -> title::Likeness {
    if a.names_volume_of(b) {
        title::compare(&a.title.without_volume(), &b.title)
    } else if b.names_volume_of(a) {
        title::compare(&a.title, &b.title.without_volume())
    } else {
        title::compare(&a.title, &b.title)
    }
}

/// Whether the first says that the title of the second is that of what it translates.
fn translates(a: &Profile, b: &Profile) -> bool {
    !a.original.is_none() && a.original.0 == b.title.letters()
}
