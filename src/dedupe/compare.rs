//! Two sources → evidence → verdict. Symmetric, and of these two alone.

use super::{Comparison, Evidence, Options, Relation, Says, Verdict, Versions, profile::Profile};
use crate::model::Kind;

/// From this likeness on two titles are spellings of one: two typos in forty letters. Measured on made-up typos.
const LIKE: f64 = 0.93;

/// Below this likeness two titles have nothing to do with each other; unrelated titles average 0.24.
const UNLIKE: f64 = 0.8;

/// Compares two profiles.
pub(super) fn compare(a: &Profile, b: &Profile, options: &Options) -> Comparison {
    let facts = Facts::new(a, b);
    let (verdict, because) = facts.verdict(options);
    let relation = facts.relation(verdict, options);
    let score = facts.score(verdict);
    Comparison {
        verdict,
        score,
        relation,
        forward: a.is_preprint || !b.is_preprint,
        because: because.to_owned(),
        evidence: facts.evidence(),
    }
}

/// What the fields of two sources say.
struct Facts<'a> {
    a: &'a Profile,
    b: &'a Profile,
    /// Likeness of the titles, 0 to 1.
    title: f64,
    /// Share of the shorter list of names that the longer one has; `None` if one has no names.
    names: Option<f64>,
}

impl<'a> Facts<'a> {
    fn new(a: &'a Profile, b: &'a Profile) -> Facts<'a> {
        let title = match (a.title.is_empty(), b.title.is_empty()) {
            (false, false) => {
                rapidfuzz::distance::levenshtein::normalized_similarity(a.title.chars(), b.title.chars())
            }
            _ => 0.0,
        };
        let (short, long) = if a.families.len() <= b.families.len() {
            (&a.families, &b.families)
        } else {
            (&b.families, &a.families)
        };
        let shared = short.iter().filter(|name| long.contains(name)).count();
        let names = (!short.is_empty()).then(|| shared as f64 / short.len() as f64);
        Facts { a, b, title, names }
    }

    /// The policy, in the order in which it decides.
    fn verdict(&self, options: &Options) -> (Verdict, &'static str) {
        let (a, b) = (self.a, self.b);
        let apart =
            |x: &Profile, y: &Profile| x.distinct.iter().any(|key| *key == y.key || y.ids.contains(key));
        if apart(a, b) || apart(b, a) {
            return (Verdict::Different, "a person said that they are distinct");
        }
        if a.numbers != b.numbers && self.title >= UNLIKE {
            return (Verdict::Different, "the numbers in their titles differ");
        }
        if contradict(&a.edition, &b.edition) {
            let verdict = if self.title >= LIKE { Verdict::Related } else { Verdict::Different };
            return (verdict, "they are different editions");
        }
        let versions = a.is_preprint != b.is_preprint;
        let same_id = same(&a.arxiv, &b.arxiv) || same(&a.doi, &b.doi);
        let other_id = differ(&a.doi, &b.doi) || (differ(&a.arxiv, &b.arxiv) && !same(&a.doi, &b.doi));
        let names_agree = self.names.is_some_and(|share| share >= 0.5);
        let names_differ = self.names.is_some_and(|share| share == 0.0);
        if same_id && self.title >= UNLIKE && !names_differ {
            return version(versions, options, "an identifier and the title are the same");
        }
        if same_id {
            return (Verdict::Possible, "an identifier is the same, but not the title or the authors");
        }
        if other_id {
            let alike = self.title >= LIKE && names_agree;
            return if alike {
                (Verdict::Possible, "title and authors agree, but their identifiers differ")
            } else {
                (Verdict::Different, "their identifiers differ")
            };
        }
        if differ(&a.isbn, &b.isbn) && self.title < 1.0 {
            return (Verdict::Different, "they are books with different ISBN");
        }
        if contradict(&a.volume, &b.volume) && contradict(&a.first_page, &b.first_page) {
            return (Verdict::Different, "volume and page differ");
        }
        if names_differ {
            return (Verdict::Different, "they have no author in common");
        }
        if self.title < UNLIKE {
            return (Verdict::Different, "their titles differ");
        }
        let gap = a.year.zip(b.year).map(|(a, b)| (a - b).abs());
        let place = agree(&a.first_page, &b.first_page) || agree(&a.volume, &b.volume);
        let page = agree(&a.first_page, &b.first_page);
        let long = a.title.split(' ').count() >= 3 && a.title.chars().count() >= 12;
        let in_time = match gap {
            Some(0) => true,
            Some(1) => place || versions,
            Some(2 | 3) => versions,
            Some(_) => false,
            None => place || same(&a.url, &b.url),
        };
        let exact = self.title >= 1.0;
        if exact && names_agree && in_time && (long || page || same(&a.url, &b.url)) {
            return version(versions, options, "title, authors and year agree");
        }
        if exact && self.names.is_none() && same(&a.url, &b.url) {
            return (Verdict::Certain, "title and address are the same");
        }
        if self.title >= LIKE && names_agree && in_time && page {
            return version(versions, options, "title, authors, year and page agree");
        }
        let near_in_time = gap.is_none_or(|gap| gap <= 3);
        if (self.title >= LIKE) && (names_agree || self.names.is_none()) && near_in_time {
            return (
                Verdict::Possible,
                "title and authors are alike, but nothing else tells that they are one",
            );
        }
        (Verdict::Different, "too little agrees")
    }

    fn relation(&self, verdict: Verdict, options: &Options) -> Option<Relation> {
        (verdict == Verdict::Related).then(|| {
            let preprint = options.versions == Versions::Relate && self.a.is_preprint != self.b.is_preprint;
            if preprint { Relation::PreprintOf } else { Relation::EditionOf }
        })
    }

    /// How sure it is that they are one work: of what agrees, in the range of the verdict.
    fn score(&self, verdict: Verdict) -> f64 {
        let names = self.names.unwrap_or(0.5);
        let likeness = (self.title * 3.0 + names) / 4.0;
        let (low, high) = match verdict {
            Verdict::Certain => (0.9, 1.0),
            Verdict::Possible => (0.5, 0.9),
            Verdict::Related | Verdict::Different => (0.0, 0.5),
        };
        let score: f64 = low + (high - low) * likeness;
        (score * 1000.0).round() / 1000.0
    }

    fn evidence(&self) -> Vec<Evidence> {
        let (a, b) = (self.a, self.b);
        let said = |says, score| (says, score);
        let pair = |x: &str, y: &str| match (x.is_empty() || y.is_empty(), x == y) {
            (true, _) => said(Says::Absent, 0.0),
            (false, true) => said(Says::Same, 1.0),
            (false, false) => said(Says::Different, 0.0),
        };
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let year = |year: Option<i32>| year.map_or_else(String::new, |year| year.to_string());
        let title = match self.title {
            1.0.. => said(Says::Same, 1.0),
            UNLIKE.. => said(Says::Like, self.title),
            _ if a.title.is_empty() || b.title.is_empty() => said(Says::Absent, 0.0),
            _ => said(Says::Different, self.title),
        };
        let names = match self.names {
            None => said(Says::Absent, 0.0),
            Some(1.0..) => said(Says::Same, 1.0),
            Some(0.0) => said(Says::Different, 0.0),
            Some(share) => said(Says::Like, share),
        };
        let isbn = [Kind::Book, Kind::Collection, Kind::Manual].contains(&a.kind);
        let mut rows = vec![
            ("title", a.title.clone(), b.title.clone(), title),
            ("author", a.families.join("; "), b.families.join("; "), names),
            ("date", year(a.year), year(b.year), pair(&year(a.year), &year(b.year))),
            ("doi", text(&a.doi), text(&b.doi), pair(&text(&a.doi), &text(&b.doi))),
            ("eprint", text(&a.arxiv), text(&b.arxiv), pair(&text(&a.arxiv), &text(&b.arxiv))),
            ("url", text(&a.url), text(&b.url), pair(&text(&a.url), &text(&b.url))),
            ("volume", a.volume.clone(), b.volume.clone(), pair(&a.volume, &b.volume)),
            ("pages", a.first_page.clone(), b.first_page.clone(), pair(&a.first_page, &b.first_page)),
            ("edition", a.edition.clone(), b.edition.clone(), pair(&a.edition, &b.edition)),
        ];
        if isbn {
            rows.push(("isbn", text(&a.isbn), text(&b.isbn), pair(&text(&a.isbn), &text(&b.isbn))));
        }
        rows.into_iter()
            .filter(|(_, a, b, _)| !a.is_empty() || !b.is_empty())
            .map(|(field, a, b, (says, score))| Evidence {
                field,
                a,
                b,
                score: (score * 1000.0).round() / 1000.0,
                says,
            })
            .collect()
    }
}

/// The same work; unless one is the preprint of the other and the library keeps both.
fn version(versions: bool, options: &Options, because: &'static str) -> (Verdict, &'static str) {
    match options.versions {
        Versions::Relate if versions => (Verdict::Related, "a preprint and its published version"),
        Versions::Ignore if versions => (Verdict::Different, "a preprint and its published version"),
        _ => (Verdict::Certain, because),
    }
}

fn same(a: &Option<String>, b: &Option<String>) -> bool {
    a.is_some() && a == b
}

fn differ(a: &Option<String>, b: &Option<String>) -> bool {
    a.is_some() && b.is_some() && a != b
}

fn agree(a: &str, b: &str) -> bool {
    !a.is_empty() && a == b
}

fn contradict(a: &str, b: &str) -> bool {
    !a.is_empty() && !b.is_empty() && a != b
}
