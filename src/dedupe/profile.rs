//! A source as it is compared: folded once, identifiers canonical.

use crate::model::{Field, Kind, Name, Source, fold, ident};
use std::hash::{DefaultHasher, Hash, Hasher};

/// What a comparison looks at.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    pub key: String,
    pub kind: Kind,
    /// Title and subtitle, folded.
    pub title: String,
    /// The numbers in the title, roman ones too: Part I is not Part II.
    pub numbers: Vec<String>,
    /// Folded family names, or names of organisations.
    pub families: Vec<String>,
    pub year: Option<i32>,
    pub doi: Option<String>,
    pub arxiv: Option<String>,
    pub isbn: Option<String>,
    pub url: Option<String>,
    pub volume: String,
    pub first_page: String,
    pub edition: String,
    /// Whether it is a preprint: in an archive, and in no journal, book or proceedings.
    pub is_preprint: bool,
    /// Keys that are this work, and keys that a person said are not.
    pub ids: Vec<String>,
    pub distinct: Vec<String>,
}

impl Profile {
    pub(super) fn new(source: &Source) -> Profile {
        let text = |field| source.text(field).unwrap_or_default();
        let mut title = fold::fold(text(Field::Title));
        let subtitle = fold::fold(text(Field::Subtitle));
        if !subtitle.is_empty() {
            title = format!("{title} {subtitle}");
        }
        let names = [Field::Author, Field::Editor].into_iter().find(|field| source.has(*field));
        let families = names.map_or_else(Vec::new, |field| {
            let names = source.names(field);
            let known = names.iter().filter(|name| **name != Name::Others);
            known.map(|name| fold::fold(name.family_or_literal())).filter(|name| !name.is_empty()).collect()
        });
        let doi = ident::doi(text(Field::Doi));
        let arxiv = [text(Field::Eprint), text(Field::Doi), text(Field::Url)]
            .into_iter()
            .find_map(|text| if text.is_empty() { None } else { ident::arxiv(text) })
            .map(|(id, _)| id);
        let pages = text(Field::Pages);
        let numbers = title.split(' ').filter(|word| is_number(word)).map(str::to_owned).collect();
        Profile {
            key: source.key.clone(),
            kind: source.kind,
            numbers,
            families,
            year: source.year(),
            // an archive's own DOI says what the eprint says
            doi: doi.filter(|doi| !doi.starts_with("10.48550/")),
            isbn: ident::isbn(text(Field::Isbn)),
            url: ident::url(text(Field::Url)),
            volume: fold::fold(text(Field::Volume)),
            first_page: pages.split(['-', '\u{2013}', ',']).next().unwrap_or_default().trim().to_owned(),
            edition: fold::fold(text(Field::Edition)),
            is_preprint: arxiv.is_some() && source.venue().is_none(),
            arxiv,
            ids: source.ids().to_vec(),
            distinct: source.reasons(Field::Distinct).iter().map(|(key, _)| key.clone()).collect(),
            title,
        }
    }

    /// What it shares with sources that it has to be compared with, as hashes.
    pub(super) fn blocks(&self) -> Vec<u64> {
        let mut blocks = Vec::new();
        let mut push = |name: &str, value: &dyn Fn(&mut DefaultHasher)| {
            // SipHash with fixed keys: the same in every run
            let mut hasher = DefaultHasher::new();
            name.hash(&mut hasher);
            value(&mut hasher);
            blocks.push(hasher.finish());
        };
        for (name, value) in
            [("doi", &self.doi), ("arxiv", &self.arxiv), ("isbn", &self.isbn), ("url", &self.url)]
        {
            if let Some(value) = value {
                push(name, &|hasher| value.hash(hasher));
            }
        }
        if !self.title.is_empty() {
            push("title", &|hasher| self.title.hash(hasher));
        }
        let words: Vec<&str> = self.title.split(' ').collect();
        for shingle in words.windows(4) {
            push("words", &|hasher| shingle.hash(hasher));
        }
        for family in self.families.iter().take(4) {
            if !self.first_page.is_empty() {
                push("page", &|hasher| (family, &self.first_page).hash(hasher));
            }
            if let Some(year) = self.year {
                let start: String = self.title.chars().take(6).collect();
                push("start", &|hasher| (family, year, &start).hash(hasher));
            }
        }
        blocks
    }
}

/// Whether a folded word counts something: digits, or a roman number from II to XX (a lone `i`, `v` or `x` too).
fn is_number(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
        || (word.len() <= 5 && !word.is_empty() && word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x')))
}
