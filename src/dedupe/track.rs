//! The tracks of a meeting, each with a volume of its own: what came out in a lesser one may be another text under the same title.

use super::words::{Phrases, split};
use std::sync::LazyLock;

/// Lesser tracks, each by what it is called in the name of its proceedings, folded. The main one is what is meant where none is
/// named.
const TRACKS: [&[&str]; 9] = [
    &["short papers", "short paper"],
    &["companion", "adjunct"],
    &["workshops", "workshop proceedings", "workshop papers"],
    &["extended abstracts", "extended abstract", "tutorial abstracts", "abstracts"],
    &["demos", "demonstrations", "system demonstrations", "demo papers", "demo track"],
    &["posters", "poster papers", "poster session", "poster track", "late breaking"],
    &["findings"],
    &["student research", "doctoral consortium", "student abstracts"],
    &["industry track", "industry papers", "industrial track"],
];

/// Where workshops are in [`TRACKS`].
const WORKSHOPS: usize = 2;

/// [`TRACKS`] by what they are called.
static CALLED: LazyLock<Phrases<usize>> = LazyLock::new(|| {
    let called = TRACKS.iter().enumerate();
    Phrases::new(called.flat_map(|(track, called)| called.iter().map(move |phrase| (*phrase, track))))
});

/// The lesser tracks that folded names of proceedings say, a bit for each.
pub(super) fn tracks<'n>(names: impl IntoIterator<Item = &'n str>) -> u16 {
    let mut found = 0;
    for name in names {
        for (before, word, rest) in words_of(name) {
            for (_, track) in CALLED.begin(rest).filter(|_| is_told(before)) {
                found |= 1 << track;
            }
            if word == "workshop" && is_told(before) && is_of_conference(name) {
                found |= 1 << WORKSHOPS;
            }
        }
    }
    found
}

/// The words of a text, each with what stands before it and the text from it on.
fn words_of(text: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let mut at = 0;
    split(text).filter_map(move |word| {
        let (before, rest) = text.split_at_checked(at)?;
        at += word.len() + 1;
        Some((before, word, rest))
    })
}

/// Whether what stands before a track lets it be one: "Conference and Workshops on X" is the name of the meeting.
fn is_told(before: &str) -> bool {
    !before.ends_with(" and ")
}

/// "International Conference on Computer Vision Workshop": the one word behind the other, where "Workshop on X at the Conference on Y"
/// is a meeting of its own.
fn is_of_conference(name: &str) -> bool {
    name.split_once("conference ").is_some_and(|(before, behind)| {
        !split(before).any(|word| word.starts_with("workshop"))
            && words_of(behind).any(|(before, word, _)| word == "workshop" && is_told(before))
            && !behind.contains("workshop on ")
            && !behind.contains("workshop for ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fold::fold;

    #[test]
    fn lesser_tracks_are_read_from_the_name_of_proceedings() {
        for (name, count) in [
            ("Proceedings of the 55th Annual Meeting of the ACL (Volume 1: Long Papers)", 0),
            ("Proceedings of the 55th Annual Meeting of the ACL (Volume 2: Short Papers)", 1),
            ("Findings of the Association for Computational Linguistics: EMNLP 2020", 1),
            ("Companion Proceedings of The Web Conference 2018", 1),
            ("CHI Conference on Human Factors in Computing Systems Extended Abstracts", 1),
            ("2019 IEEE/CVF International Conference on Computer Vision Workshop (ICCVW)", 1),
            ("2020 IEEE/CVF Conference on Computer Vision and Pattern Recognition Workshops (CVPRW)", 1),
            ("Proceedings of the Workshop on Streams", 0),
            ("International Conference and Workshops on the Engineering of Streams", 0),
            ("Proceedings of the 2019 Conference of the ACL: System Demonstrations", 1),
            ("Journal of Imaginary Results", 0),
        ] {
            assert_eq!(tracks([fold(name).as_str()]).count_ones(), count, "{name}");
        }
    }
}
