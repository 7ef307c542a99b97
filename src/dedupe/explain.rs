//! A judgement in words and values: what people and programs are shown.

use super::{
    Ceiling, Comparison, Evidence, Options, Reckoning, Relation, Says, Verdict, Weight,
    compare::View,
    policy::{PRIOR, Sign, VETOES},
    profile::Profile,
    title,
    verdict::{Judgement, probability, signs},
};
use crate::model::{Field, Source, Value, fold, text};

/// What is shown of two sources: the fields with their values and what they say, and what decided.
pub(super) fn explain(a: &Source, b: &Source, view: &View<'_>, judgement: &Judgement) -> Comparison {
    let signs = signs(view);
    let mut evidence = Vec::new();
    for (name, fields) in SHOWN {
        let (a, b) = (value(a, fields), value(b, fields));
        if a.is_none() && b.is_none() {
            continue;
        }
        let sign = signs.iter().find(|sign| sign.field() == name);
        let field = a.as_ref().or(b.as_ref()).map_or(name, |(field, _)| field.name());
        let (a, b) =
            (a.map(|(_, text)| text).unwrap_or_default(), b.map(|(_, text)| text).unwrap_or_default());
        let says = match sign {
            Some(sign) => sign.says(),
            None if a.is_empty() || b.is_empty() => Says::Absent,
            None => unweighed(&a, &b),
        };
        let score = match (name, says) {
            (_, Says::Same) => 1.0,
            (_, Says::Absent) => 0.0,
            ("title", _) => round(f64::from(view.title.score)),
            ("author", _) => round(f64::from(view.people.score)),
            (_, Says::Like) => 0.5,
            (_, Says::Different) => 0.0,
        };
        evidence.push(Evidence { field, a, b, score, says });
    }
    Comparison {
        verdict: judgement.verdict,
        score: round(probability(judgement.bits)),
        relation: judgement.relation,
        forward: forward(view, judgement.relation),
        because: words(&signs, judgement),
        evidence,
    }
}

/// How a judgement comes about, in numbers.
pub(super) fn reckon(view: &View<'_>, judgement: &Judgement, options: &Options) -> Reckoning {
    let weights = signs(view).into_iter().map(weight);
    // the sum that a chance asks for: the other way round than `probability`
    let bits = |chance: f64| (chance / (1.0 - chance)).log2();
    let veto = judgement.veto.and_then(|at| VETOES.get(at));
    Reckoning {
        prior: PRIOR,
        weights: weights.collect(),
        bits: judgement.bits,
        possible: bits(options.possible),
        certain: bits(options.certain),
        veto: veto.map(|veto| Ceiling { because: veto.because, verdict: veto.ceiling }),
    }
}

/// All that may be found, and all that limits a verdict, in the order in which it is asked.
pub(super) fn policy() -> (Vec<Weight>, Vec<Ceiling>) {
    let ceilings = VETOES.iter().map(|veto| Ceiling { because: veto.because, verdict: veto.ceiling });
    (Sign::ALL.iter().copied().map(weight).collect(), ceilings.collect())
}

fn weight(sign: Sign) -> Weight {
    Weight { field: sign.field(), bits: sign.weight(), because: sign.words() }
}

/// What is compared, by the name of its signs, and the fields it is read from.
const SHOWN: [(&str, &[Field]); 21] = [
    ("title", &[Field::Title]),
    ("author", &[Field::Author, Field::Editor]),
    ("date", &[Field::Date, Field::Year]),
    (
        "venue",
        &[Field::Journaltitle, Field::Booktitle, Field::Maintitle, Field::Eventtitle, Field::Institution],
    ),
    ("edition", &[Field::Edition]),
    ("volume", &[Field::Volume]),
    ("number", &[Field::Number, Field::Issue]),
    ("pages", &[Field::Eid, Field::Pages]),
    ("publisher", &[Field::Publisher, Field::Organization]),
    ("doi", &[Field::Doi]),
    ("eprint", &[Field::Eprint]),
    ("isbn", &[Field::Isbn]),
    ("url", &[Field::Url]),
    ("language", &[Field::Language, Field::Langid]),
    ("translator", &[Field::Translator]),
    ("genre", &[Field::Genre]),
    ("howpublished", &[Field::Howpublished]),
    ("note", &[Field::Note]),
    ("addendum", &[Field::Addendum]),
    ("titleaddon", &[Field::Titleaddon]),
    ("event", &[Field::Eventtitle, Field::Venue]),
];

/// The first of the fields that is there, as plain text.
fn value(source: &Source, fields: &[Field]) -> Option<(Field, String)> {
    let (field, value) = fields.iter().find_map(|field| Some((*field, source.get(*field)?)))?;
    let mut plain = match value {
        Value::Text(text) => text::plain(text),
        value => text::plain(&value.line()),
    };
    if let (Field::Title, Some(subtitle)) = (field, source.text(Field::Subtitle)) {
        plain = format!("{plain}: {}", text::plain(subtitle));
    }
    Some((field, plain))
}

/// What two values say that weigh nothing, as publishers and languages.
fn unweighed(a: &str, b: &str) -> Says {
    let (a, b) = (fold::fold(a), fold::fold(b));
    if a == b {
        Says::Same
    } else if a.contains(&b) || b.contains(&a) {
        Says::Like
    } else {
        Says::Different
    }
}

/// Four digits are all that a probability is worth.
fn round(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}

/// What decided, in words.
pub(super) fn because(view: &View<'_>, judgement: &Judgement) -> String {
    words(&signs(view), judgement)
}

/// What decided: the veto, else what weighs most.
fn words(signs: &[Sign], judgement: &Judgement) -> String {
    if judgement.unfinished {
        return "one has the key of the other as an alias: a merge that was not ended".to_owned();
    }
    let veto = judgement.veto.and_then(|at| VETOES.get(at));
    let decides = veto.is_some_and(|veto| veto.ceiling < Verdict::Possible);
    let veto = veto.map(|veto| veto.because);
    let list = |says: &[Says]| {
        let mut signs: Vec<&Sign> =
            signs.iter().filter(|sign| says.contains(&sign.says()) && sign.weight() != 0.0).collect();
        signs.sort_by(|a, b| b.weight().abs().total_cmp(&a.weight().abs()));
        signs.iter().take(4).map(|sign| sign.words()).collect::<Vec<_>>().join(", ")
    };
    let (agree, contradict) = (list(&[Says::Same, Says::Like]), list(&[Says::Different]));
    let or_nothing = |text: String| if text.is_empty() { "nothing".to_owned() } else { text };
    let versions = judgement.contradicts && judgement.veto.is_none();
    match (judgement.verdict, veto) {
        (Verdict::Related, _) if versions => {
            "one is a preprint of the other, and `versions` keeps both".to_owned()
        }
        (_, _) if versions => "one is a preprint of the other, and `versions` ignores that".to_owned(),
        (Verdict::Certain, _) => agree,
        (Verdict::Possible, Some(veto)) => format!("{}; but {veto}", or_nothing(agree)),
        (Verdict::Related | Verdict::Different, Some(veto)) if decides => veto.to_owned(),
        (_, _) if contradict.is_empty() => format!("too little agrees: {}", or_nothing(agree)),
        (Verdict::Possible, None) => format!("{}; but {contradict}", or_nothing(agree)),
        (_, _) => format!("{contradict}; what agrees: {}", or_nothing(agree)),
    }
}

/// Whether the relation is said of the first to the second.
fn forward(view: &View<'_>, relation: Option<Relation>) -> bool {
    let later = |a: &Profile, b: &Profile| (a.year, &a.title.text) > (b.year, &b.title.text);
    match relation {
        Some(Relation::ErratumOf | Relation::CommentOn) => {
            // a reply to a comment is the later one of two that are marked
            match (view.a.title.mark, view.b.title.mark) {
                (Some(_), None) | (Some(title::Mark::Reply), _) => true,
                (None, Some(_)) | (_, Some(title::Mark::Reply)) => false,
                _ => later(view.a, view.b),
            }
        }
        Some(Relation::PreprintOf) => view.a.preprint,
        Some(Relation::ChapterOf) => view.a.is_part_of_book(),
        Some(Relation::TranslationOf) => !view.a.translated.is_none(),
        Some(Relation::EditionOf | Relation::PartOf | Relation::VersionOf) => later(view.a, view.b),
        None => true,
    }
}
