//! Makes a library of N sources, one file each, or a BibTeX file of them, for measuring: the same bytes for the same N.
//!
//! `cargo run --release --example make-library -- N DIR [--bibtex [--abstracts]]`
//!
//! Titles are drawn from a vocabulary of 4,000 made-up words with the frequencies of a real language (Zipf), every
//! twentieth source is a duplicate of an earlier one with a typo and without DOI. With abstracts an entry is about 1 kB and
//! holds what people write in LaTeX: accents, protected capitals, maths, dashes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_sign_loss
)]

use std::{fmt::Write as _, fs, path::Path};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (Some(count), Some(dir)) = (args.first().and_then(|n| n.parse::<u64>().ok()), args.get(1)) else {
        panic!("usage: make-library N DIR [--bibtex [--abstracts]]");
    };
    let dir = Path::new(dir);
    fs::create_dir_all(dir).unwrap();
    let asked = |option: &str| args.iter().any(|arg| arg == option);
    if asked("--bibtex") {
        let entry = |n| if asked("--abstracts") { record(n).with_abstract(n) } else { record(n) }.bibtex();
        fs::write(dir.join("refs.bib"), (0..count).map(entry).collect::<String>()).unwrap();
        return;
    }
    fs::write(dir.join("bib.toml"), "").unwrap();
    for n in 0..count {
        let record = record(n);
        fs::write(dir.join(format!("{}.toml", record.key)), record.toml()).unwrap();
    }
}

/// A made-up source.
pub struct Record {
    /// Its key, unique by its number.
    pub key: String,
    fields: Vec<(&'static str, String)>,
    authors: Vec<String>,
}

/// The record of that number.
pub fn record(n: u64) -> Record {
    let twin = n % 20 == 19;
    let mut random = Random(if twin { n - 19 } else { n });
    let title = title(&mut random);
    let authors: Vec<String> = (0..=random.below(5))
        .map(|_| {
            format!("{}, {}.", capital(&word(random.zipf(2000) + 7)), (b'A' + random.below(26) as u8) as char)
        })
        .collect();
    let year = 1970 + random.below(56);
    let volume = 1 + random.below(90);
    let page = 1 + random.below(2000);
    let journal = format!("Journal of {}", capital(&word(random.below(300) * 11)));
    let doi =
        format!("10.{}/{}.{}", 1000 + random.below(800), word(random.below(4000)), random.below(1_000_000));
    let mut fields = vec![("title", title)];
    if twin {
        fields[0].1.push('s');
    }
    fields.push(("date", year.to_string()));
    fields.push(("journaltitle", journal));
    fields.push(("volume", volume.to_string()));
    fields.push(("number", (1 + random.below(12)).to_string()));
    fields.push(("pages", format!("{page}-{}", page + 11)));
    if !twin {
        fields.push(("doi", doi.clone()));
        fields.push(("url", format!("https://doi.org/{doi}")));
    }
    fields.push((
        "annotation",
        format!("{}.", capital(&(0..14).map(|_| word(random.zipf(4000))).collect::<Vec<_>>().join(" "))),
    ));
    let family = authors[0].split(',').next().unwrap_or_default().to_lowercase();
    Record { key: format!("{family}{year}n{n}"), fields, authors }
}

impl Record {
    /// The same with an abstract of some hundred letters, in LaTeX.
    #[must_use]
    pub fn with_abstract(mut self, n: u64) -> Record {
        const MARKS: [&str; 8] = [
            "Erd\\H{o}s",
            "{DNA}",
            "$\\alpha_{i} \\le 0.05$",
            "na{\\\"\\i}ve",
            "\\emph{in vitro}",
            "1990--2010",
            "30\\,\\%",
            "``state of the art''",
        ];
        let mut random = Random(n ^ 0xAB57_8AC7);
        let sentence = |random: &mut Random| {
            let words: Vec<String> = (0..9 + random.below(12)).map(|_| word(random.zipf(4000))).collect();
            let mark = MARKS[random.below(8) as usize];
            format!("{} {mark} {}.", capital(&words[..4].join(" ")), words[4..].join(" "))
        };
        let sentences: Vec<String> = (0..4).map(|_| sentence(&mut random)).collect();
        self.fields.push(("abstract", sentences.join(" ")));
        self
    }

    /// As a source file.
    pub fn toml(&self) -> String {
        let authors: Vec<String> = self.authors.iter().map(|author| format!("\"{author}\"")).collect();
        let mut text = format!("[{}]\ntype = \"article\"\n", self.key);
        for (name, value) in &self.fields {
            let _ = writeln!(text, "{name} = \"{value}\"");
            if *name == "title" {
                let _ = writeln!(text, "author = [{}]", authors.join(", "));
            }
        }
        text
    }

    /// As a BibLaTeX entry.
    pub fn bibtex(&self) -> String {
        let mut text = format!("@article{{{},\n  author = {{{}}},\n", self.key, self.authors.join(" and "));
        for (name, value) in &self.fields {
            let _ = writeln!(text, "  {name} = {{{value}}},");
        }
        text + "}\n\n"
    }
}

fn title(random: &mut Random) -> String {
    let words: Vec<String> = (0..5 + random.below(9)).map(|_| word(random.zipf(4000))).collect();
    capital(&words.join(" "))
}

/// The made-up word of that number, 2 to 11 letters.
fn word(n: u64) -> String {
    const HEADS: [&str; 16] =
        ["b", "st", "k", "d", "f", "gr", "l", "m", "n", "p", "r", "s", "t", "v", "pl", "ch"];
    const TAILS: [&str; 12] = ["a", "er", "i", "on", "u", "ent", "al", "or", "is", "ea", "um", "in"];
    let mut random = Random(n.wrapping_mul(0x5851_F42D_4C95_7F2D));
    (0..=(n + 5).ilog10()).fold(String::new(), |word, _| {
        word + HEADS[random.below(16) as usize] + TAILS[random.below(12) as usize]
    })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// Below `n`, small numbers more often: density 1/x.
    fn zipf(&mut self, n: u64) -> u64 {
        let unit = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((n as f64).powf(unit) - 1.0) as u64
    }
}
