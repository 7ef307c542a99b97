//! The policy, on one page: how much each piece of evidence weighs, and what rules a verdict out however much agrees.
//!
//! Weights are bits, in the sense of Fellegi and Sunter (1969): a weight of 3 says that this is found 2³ times as often in
//! two records of one work as in two records of different works. They start from [`PRIOR`]; the sum, as a probability, is the score.
//! Weights are fixed, so that a verdict depends on the two sources alone.

mod sign;

use super::{
    Relation, Verdict,
    compare::{Agree, View},
    people, title, venue,
};

/// The odds of two records that were found to share something to be of one work, before anything is compared: 1 : 2¹².
/// Measured: the search for candidates proposes 3 to 10 pairs a record, and the weights below carry most of it.
pub(super) const PRIOR: f64 = -12.0;

pub(super) use sign::Sign;

/// A rule that limits the verdict, whatever agrees.
pub(super) struct Veto {
    /// The highest verdict it leaves.
    pub ceiling: Verdict,
    /// What they then are to each other, if they are related; said of the first to the second or the other way round.
    pub relation: Option<Relation>,
    /// Whether the two contradict each other, or only say too little to be one: only then may others join them.
    pub contradicts: bool,
    /// In words.
    pub because: &'static str,
    /// Whether it applies.
    pub applies: fn(&View<'_>) -> bool,
}

/// Vetoes; the first row that applies decides. Those that find two related works come first: an erratum has pages of its own.
/// Only what was published twice is asked about after people are known to be the same.
pub(super) const VETOES: &[Veto] = &[
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::ErratumOf),
        contradicts: true,
        because: "one corrects, retracts or supplements the other",
        applies: |v| v.marks() && (v.has_mark(title::Mark::Erratum) || v.has_mark(title::Mark::Supplement)),
    },
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::CommentOn),
        contradicts: true,
        because: "one comments on the other or replies to it",
        applies: |v| v.marks(),
    },
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::PartOf),
        contradicts: true,
        because: "numbers or signs in the titles differ: two parts, years or versions",
        applies: |v| v.title.numbers && !v.is_placed_exactly() && v.doi != Agree::Same,
    },
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::EditionOf),
        contradicts: true,
        because: "two editions",
        applies: |v| v.edition == Agree::Different,
    },
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::EditionOf),
        contradicts: true,
        because: "two books with their own ISBN, years apart",
        applies: |v| v.isbn == Agree::Different && v.gap.is_some_and(|gap| gap > 1),
    },
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::VersionOf),
        contradicts: true,
        because: "two versions",
        applies: |v| v.version == Agree::Different && !v.is_identified(),
    },
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::VersionOf),
        contradicts: true,
        because: "two updates of one review",
        applies: |v| v.may_be_two_updates() && v.gap.is_some_and(|gap| gap > 1),
    },
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::PartOf),
        contradicts: true,
        because: "two parts",
        applies: |v| v.part == Agree::Different || v.chapter == Agree::Different,
    },
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::PartOf),
        contradicts: true,
        because: "two volumes of one book",
        applies: |v| {
            v.are_books()
                && v.volume == Agree::Different
                && v.title.level == title::Level::Same
                && v.people.level == people::Level::All
                && !v.is_identified()
        },
    },
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::ChapterOf),
        contradicts: true,
        because: "one is a part of a book, the other a whole one",
        applies: |v| v.is_chapter_against_book() && v.pages != Agree::Same && v.doi != Agree::Same,
    },
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::TranslationOf),
        contradicts: true,
        because: "one is a translation",
        applies: |v| {
            v.is_translation() || v.a.translated != v.b.translated && v.title.level < title::Level::Subtitle
        },
    },
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::PartOf),
        contradicts: true,
        because: "one title adds the number of a part",
        applies: |v| v.title.extra == title::Extra::Part && !v.is_placed_exactly() && !v.is_identified(),
    },
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::PartOf),
        contradicts: true,
        because: "one title says in the same venue that it is another sort of text",
        applies: |v| {
            v.title.extra == title::Extra::Note
                && v.venue == venue::Level::Same
                && !v.is_placed()
                && !v.is_identified()
        },
    },
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::PartOf),
        contradicts: true,
        because: "one is data or a program, the other a text",
        applies: |v| v.is_material_against_text() && !v.is_identified(),
    },
    Veto {
        ceiling: Verdict::Different,
        relation: None,
        contradicts: true,
        because: "two preprints with their own number",
        applies: |v| v.arxiv == Agree::Different,
    },
    Veto {
        ceiling: Verdict::Different,
        relation: None,
        contradicts: true,
        because: "two trials with their own number",
        applies: |v| v.are_two_trials(),
    },
    Veto {
        ceiling: Verdict::Different,
        relation: None,
        contradicts: true,
        because: "other volume and other pages",
        applies: |v| v.volume == Agree::Different && v.pages == Agree::Different && v.doi != Agree::Same,
    },
    Veto {
        ceiling: Verdict::Different,
        relation: None,
        contradicts: true,
        because: "other pages of one volume",
        applies: |v| {
            v.volume == Agree::Same
                && v.pages == Agree::Different
                && v.doi != Agree::Same
                && !(v.title.level == title::Level::Same && v.are_same_people(2) && !v.is_generic())
        },
    },
    Veto {
        ceiling: Verdict::Different,
        relation: None,
        contradicts: true,
        because: "other volume, and another year, issue or venue",
        applies: |v| {
            v.volume == Agree::Different
                && !v.is_identified()
                && (v.gap.is_some_and(|gap| gap > 0)
                    || v.issue == Agree::Different
                    || v.venue == venue::Level::Different)
        },
    },
    Veto {
        ceiling: Verdict::Different,
        relation: None,
        contradicts: true,
        because: "a title that comes back in every issue, in two issues",
        applies: |v| {
            v.comes_back() && v.issue == Agree::Different && v.pages != Agree::Same && !v.is_identified()
        },
    },
    Veto {
        ceiling: Verdict::Different,
        relation: None,
        contradicts: true,
        because: "each has its own DOI of one agency",
        applies: |v| v.have_dois_of_one_agency() && !(v.is_placed_exactly() && v.are_same_people(1)),
    },
    Veto {
        ceiling: Verdict::Different,
        relation: None,
        contradicts: true,
        because: "two reports, patents, standards or the like with their own number",
        applies: |v| v.issue == Agree::Different && v.stand_alone() && !v.is_identified(),
    },
    Veto {
        ceiling: Verdict::Different,
        relation: None,
        contradicts: true,
        because: "other people",
        applies: |v| {
            v.people.level == people::Level::Different
                && !v.is_identified()
                && !(v.is_on_same_range() && v.title.level == title::Level::Same && v.title.letters >= 24)
        },
    },
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::VersionOf),
        contradicts: true,
        because: "published in two venues, and too little else agrees: a paper and what became of it",
        applies: |v| v.are_venues_apart() && (v.are_years_apart() || !v.are_alike(2)),
    },
    Veto {
        ceiling: Verdict::Related,
        relation: Some(Relation::EditionOf),
        contradicts: true,
        because: "two books of one title and one author, years apart",
        applies: |v| {
            v.are_books() && v.are_alike(1) && !v.is_identified() && v.gap.is_some_and(|gap| gap > 1)
        },
    },
    Veto {
        ceiling: Verdict::Different,
        relation: None,
        contradicts: false,
        because: "years apart, and nothing but title and people says that they are one",
        applies: |v| v.are_years_apart() && !v.has_support() && (v.gap > Some(1) || !v.are_alike(1)),
    },
    Veto {
        ceiling: Verdict::Different,
        relation: None,
        contradicts: false,
        because: "a title that comes back in every issue needs the same volume and pages, or an identifier",
        applies: |v| {
            (v.comes_back() || v.is_generic() && v.title.level < title::Level::Near)
                && !v.is_placed_exactly()
                && !v.is_identified()
                && v.people.shared < 2
        },
    },
    Veto {
        ceiling: Verdict::Different,
        relation: None,
        contradicts: false,
        because: "a short title in a periodical, of other years or people",
        applies: |v| v.is_column() && !v.has_support() && (v.gap != Some(0) || !v.may_be_same_people()),
    },
    Veto {
        ceiling: Verdict::Different,
        relation: None,
        contradicts: false,
        because: "one title has words that the other has not, and the place in print does not say that they are one",
        applies: |v| match v.title.level {
            title::Level::Cut => {
                let nearly = v.title.score >= 0.8 && v.are_same_people(2);
                !v.title.start && !nearly && !v.is_placed() && !v.is_identified()
            }
            title::Level::Subtitle => !v.has_support() && v.people.level == people::Level::Most,
            title::Level::Part | title::Level::Different => {
                v.doi != Agree::Same
                    && !v.are_same_people(2)
                    && !(v.is_placed() && v.title.score >= 0.8)
                    && !v.may_be_retitled()
            }
            _ => false,
        },
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: true,
        because: "they are things of two sorts, as a thesis and a book, or a talk and a paper",
        applies: |v| v.are_of_two_sorts() && !v.is_pinned(),
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: true,
        because: "they are of two tracks of a meeting, as long and short papers, or proceedings and their companion",
        applies: |v| {
            v.are_of_two_tracks() && v.pages != Agree::Same && v.url != Agree::Same && !v.is_identified()
        },
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: true,
        because: "each has the number of its own update of a review, or they appeared in other issues",
        applies: |v| {
            v.may_be_two_updates()
                && (v.doi != Agree::Absent || v.gap != Some(0) && v.issue == Agree::Different)
        },
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: true,
        because: "both state something that no rule compares, and it differs: a note, a publisher, a translator, a language",
        applies: |v| v.stated_otherwise && !v.is_pinned(),
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: true,
        because: "two web addresses",
        applies: |v| v.are_two_pages() && !v.is_pinned(),
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: true,
        because: "one says that it is not the first edition, and nothing dates the other to it",
        applies: |v| v.may_be_two_editions() && !v.is_identified(),
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: false,
        because: "one says that it was retracted",
        applies: |v| v.a.title.mark != v.b.title.mark,
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: false,
        because: "the pages differ",
        applies: |v| v.pages == Agree::Different && v.doi != Agree::Same,
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: false,
        because: "each has its own number in an archive",
        applies: |v| v.eprint == Agree::Different && v.doi != Agree::Same && !v.is_placed_exactly(),
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: true,
        because: "they bear two days",
        applies: |v| {
            v.day == Agree::Different
                && (v.stand_alone() && !v.is_identified() || v.people.shared < 2 && !v.has_support())
        },
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: true,
        because: "the issues differ, and neither pages nor an identifier say that they are one",
        applies: |v| {
            v.are_in_periodicals()
                && v.issue == Agree::Different
                && v.pages == Agree::Absent
                && !v.is_identified()
        },
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: false,
        because: "the volumes differ",
        applies: |v| v.volume == Agree::Different && v.doi != Agree::Same,
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: true,
        because: "each has its own DOI",
        applies: |v| v.doi == Agree::Different && !(v.is_placed_exactly() && v.are_same_people(1)),
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: false,
        because: "a title that many works have needs the same volume and pages, or an identifier",
        applies: |v| v.is_generic() && !v.is_placed_exactly() && !v.is_identified(),
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: false,
        because: "nobody wrote both, as far as they say",
        applies: |v| v.people.level == people::Level::Different && !v.is_identified(),
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: false,
        because: "a name differs in its first letter, and the place does not say that they are one",
        applies: |v| v.people.amiss && !v.is_at_one_place(),
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: false,
        because: "there is no title to compare",
        applies: |v| v.title.level == title::Level::Absent,
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: false,
        because: "the titles are not the same",
        applies: |v| match v.title.level {
            title::Level::Different | title::Level::Part => true,
            title::Level::Cut => {
                !v.is_on_pages_of_its_own() && !(v.title.start && v.is_on_same_range()) && !v.is_identified()
            }
            title::Level::Subtitle => {
                v.title.extra == title::Extra::Note || !v.has_support() && !v.are_same_people(2)
            }
            title::Level::Garbled => !(v.is_at_one_place_exactly() && v.are_mostly_same_people()),
            _ if v.title.slipped && !v.is_on_pages_of_its_own() && !v.is_identified() => true,
            title::Level::Typos => !v.is_at_one_place() && !(v.are_same_people(3) && v.gap == Some(0)),
            _ => v.title.extra == title::Extra::Note,
        },
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: false,
        because: "a short title in a periodical, by one person, needs volume or page, or an identifier",
        applies: |v| v.is_column() && !v.has_support(),
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: false,
        because: "only one of several people is the same",
        applies: |v| {
            v.people.shared < 2
                && matches!(v.people.level, people::Level::Subset | people::Level::Most | people::Level::Few)
                && !v.has_support()
        },
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: false,
        because: "the years differ, and neither volume and page nor an identifier says that they are one",
        applies: |v| v.are_years_apart(),
    },
    Veto {
        ceiling: Verdict::Possible,
        relation: None,
        contradicts: true,
        because: "they appeared in two venues",
        applies: |v| v.are_venues_apart(),
    },
];
