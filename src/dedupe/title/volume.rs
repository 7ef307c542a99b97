//! The volume that a title names ("X, Volume 1", "X, Band 2: Y") and the edition. Some records have them in fields of their own.

use super::{Title, hashes};
use crate::dedupe::words::{any_roman, number};

/// How a volume is called, folded.
const VOLUME: [&str; 10] = ["volume", "vol", "band", "bd", "tome", "tomo", "volumen", "deel", "том", "tom"];

impl Title {
    /// The volume that it names at its end or before a subtitle: the position of the first of the two words, and its number.
    fn volume_at(&self) -> Option<(usize, u32)> {
        let words: Vec<&str> = self.words().collect();
        let ends = |at: usize| at == words.len() || at < 64 && self.breaks >> at & 1 == 1;
        let pairs = words.windows(2).enumerate().skip(1);
        pairs.into_iter().find_map(|(at, pair)| {
            let [name, count] = pair else { return None };
            let count = number(count).or_else(|| any_roman(count))?;
            (VOLUME.contains(name) && count < 1000 && ends(at + 2)).then_some((at, count))
        })
    }

    /// The number of the volume that it names.
    pub(in crate::dedupe) fn volume(&self) -> Option<u32> {
        let may = VOLUME.iter().any(|word| self.text.contains(word));
        if may { self.volume_at().map(|(_, volume)| volume) } else { None }
    }

    /// The title without the volume that it names.
    pub(in crate::dedupe) fn without_volume(&self) -> Title {
        let Some((at, _)) = self.volume_at() else { return self.clone() };
        let words = self.words().enumerate().filter(|(word, _)| *word != at && *word != at + 1);
        let text = words.map(|(_, word)| word).collect::<Vec<_>>().join(" ");
        let before = 1_u64.checked_shl(at as u32).map_or(u64::MAX, |bit| bit - 1);
        let breaks = self.breaks & before | (self.breaks >> 2) & !before;
        Title { breaks, hashes: hashes(&text), text: text.into_boxed_str(), ..self.clone() }
    }
}

/// Where the edition begins that a folded title ends with, and which it is.
pub(super) fn edition(folded: &str) -> Option<(usize, u8)> {
    let (rest, last) = folded.rsplit_once(' ')?;
    let is_edition = |word: &str| {
        matches!(
            word,
            "ed" | "edn"
                | "edition"
                | "editions"
                | "aufl"
                | "auflage"
                | "edicion"
                | "edizione"
                | "edicao"
                | "druk"
                | "upplagan"
                | "udgave"
                | "izd"
                | "издание"
        )
    };
    let (title, before) = rest.rsplit_once(' ')?;
    let said = match (is_edition(before), is_edition(last)) {
        (_, true) => before,
        (true, false) => last,
        (false, false) => return None,
    };
    let edition = number(said)?;
    // "The 2019 edition" is a year's
    (!title.is_empty() && (1..60).contains(&edition)).then_some((title.len(), edition as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_is_read_at_the_end_or_before_a_subtitle() {
        for (title, volume, rest) in [
            ("A History of Streams, Volume 2", Some(2), "a history of streams"),
            ("A History of Streams (Vol. II)", Some(2), "a history of streams"),
            ("A History of Streams, Vol. 1: The Delta", Some(1), "a history of streams the delta"),
            ("Geschichte der Ströme. Band 3", Some(3), "geschichte der strome"),
            ("The tidal volume 2 hours later", None, "the tidal volume 2 hours later"),
            ("Volume 1", None, "volume 1"),
        ] {
            let title = Title::new(title, "");
            assert_eq!((title.volume(), &*title.without_volume().text), (volume, rest));
        }
        let rest = Title::new("A History of Streams, Vol. 1: The Delta", "").without_volume();
        assert_eq!(rest.breaks, Title::new("A History of Streams: The Delta", "").breaks);
    }
}
