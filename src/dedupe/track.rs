//! The tracks of a meeting, each with a volume of its own: what came out in a lesser one may be another text under the same title.

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

/// The lesser tracks that folded names of proceedings say, a bit for each.
pub(super) fn tracks<'n>(names: impl IntoIterator<Item = &'n str>) -> u16 {
    let mut found = 0;
    for name in names {
        for (at, words) in TRACKS.iter().enumerate() {
            if words.iter().any(|word| says(name, word)) {
                found |= 1 << at;
            }
        }
        if is_workshop_of_conference(name) {
            found |= 1 << 2;
        }
    }
    found
}

/// Whether a name has these words side by side; "Conference and Workshops on X" is the name of the meeting.
fn says(name: &str, words: &str) -> bool {
    name.match_indices(words).any(|(at, _)| {
        let (before, behind) = (name.get(..at).unwrap_or_default(), name.get(at + words.len()..));
        (before.is_empty() || before.ends_with(' '))
            && !before.ends_with(" and ")
            && behind.is_some_and(|behind| behind.is_empty() || behind.starts_with(' '))
    })
}

/// "International Conference on Computer Vision Workshop": the one word behind the other, where "Workshop on X at the Conference on Y"
/// is a meeting of its own.
fn is_workshop_of_conference(name: &str) -> bool {
    name.split_once("conference ").is_some_and(|(before, behind)| {
        !before.split(' ').any(|word| word.starts_with("workshop"))
            && says(behind, "workshop")
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
