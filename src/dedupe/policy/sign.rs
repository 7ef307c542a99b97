//! The evidence there may be, and what each piece weighs, in bits.

use crate::dedupe::Says;

macro_rules! signs {
    ($($sign:ident $field:literal $weight:literal $says:ident $words:literal;)*) => {
        /// A piece of evidence.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::dedupe) enum Sign { $($sign,)* }

        impl Sign {
            /// All there are.
            pub(in crate::dedupe) const ALL: &[Sign] = &[$(Sign::$sign,)*];

            /// The field it is about.
            pub(in crate::dedupe) fn field(self) -> &'static str {
                match self { $(Sign::$sign => $field,)* }
            }

            /// How many bits it weighs.
            pub(in crate::dedupe) fn weight(self) -> f64 {
                match self { $(Sign::$sign => f64::from($weight as f32),)* }
            }

            /// What it says.
            pub(in crate::dedupe) fn says(self) -> Says {
                match self { $(Sign::$sign => Says::$says,)* }
            }

            /// In words.
            pub(in crate::dedupe) fn words(self) -> &'static str {
                match self { $(Sign::$sign => $words,)* }
            }
        }
    };
}

// sign, field, weight, what it says, in words
signs! {
    TitleVeryLong "title" 16 Same "same title, a long one";
    TitleLong "title" 14 Same "same title";
    TitleMedium "title" 10 Same "same title, a short one";
    TitleShort "title" 5 Same "same title, of a word or two";
    TitleGeneric "title" 1 Same "same title, one that many works have";
    TitleNear "title" 10 Like "title spelled otherwise";
    TitleNearShort "title" 5 Like "short title spelled otherwise";
    TitleTypos "title" 7 Like "titles a few letters apart";
    TitleSubtitleLong "title" 11 Like "same long title without the subtitle";
    TitleSubtitle "title" 9 Like "same title without the subtitle";
    TitleSubtitleShort "title" 5 Like "same short title without the subtitle";
    TitleGarbled "title" 3 Like "titles many letters apart";
    TitleCut "title" 4 Like "one title has all words of the other";
    TitlePart "title" -2 Different "titles share most words";
    TitleSome "title" -7 Different "titles share some words";
    TitleReworded "title" -6 Different "other title for the same pages";
    TitleOther "title" -16 Different "other title";
    PeopleTeam "author" 12 Same "same people, four or more";
    PeopleMany "author" 10 Same "same people";
    PeopleTwo "author" 8 Same "same two people";
    PeopleOne "author" 5 Same "same person";
    PeopleSubset "author" 5 Like "people of one are among those of the other";
    PeopleSubsetOne "author" 2 Like "one of several people";
    PeopleMost "author" 5 Like "most people agree";
    PeopleFew "author" -2 Different "few people agree";
    PeopleOther "author" -9 Different "other people";
    YearSame "date" 2 Same "same year";
    YearNext "date" -2 Different "years one apart";
    YearNear "date" -5 Different "years two or three apart";
    YearFar "date" -9 Different "years far apart";
    YearVersion "date" 0 Like "years of a preprint and what became of it";
    VenueSame "venue" 3 Same "same venue";
    VenueLike "venue" 1 Like "venues share words";
    VenueOther "venue" -3 Different "other venue";
    ContainerOther "venue" -2 Different "a periodical and a book";
    VolumeSame "volume" 3 Same "same volume";
    VolumeOther "volume" -5 Different "other volume";
    IssueSame "number" 2 Same "same issue";
    IssueOther "number" -2 Different "other issue";
    PagesSame "pages" 7 Same "same pages";
    PagesStart "pages" 5 Like "same first page";
    PagesOther "pages" -8 Different "other pages";
    DoiSame "doi" 12 Same "same DOI";
    DoiVersion "doi" 3 Like "DOIs of two versions";
    DoiOther "doi" -10 Different "other DOI";
    ArxivSame "eprint" 13 Same "same arXiv number";
    ArxivOther "eprint" -14 Different "other arXiv number";
    EprintSame "eprint" 10 Same "same number in an archive";
    EprintOther "eprint" -4 Different "other number in an archive";
    IsbnSame "isbn" 10 Same "same ISBN";
    IsbnOther "isbn" -5 Different "other ISBN";
    UrlSame "url" 8 Same "same web address";
    UrlOther "url" -1 Different "other web address";
    EditionOther "edition" -9 Different "other edition";
    TypeOther "type" -3 Different "a book and a part of one";
    Identical "type" 4 Same "nothing that one says differs from the other";
}
