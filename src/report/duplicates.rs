//! Duplicates as JSON: groups with their pairs, related works, and any two sources compared; and as findings.

use crate::{
    dedupe::{self, Comparison, Duplicates, Evidence, Group, Notice, Pair, Reckoning, Relation, Verdict},
    diagnostic::Diagnostic,
    library::Library,
    model::Source,
};
use serde::Serialize;
use std::borrow::Cow;

/// Duplicates among the sources of a library as findings: one for each member of a group that a merge would not keep.
pub fn findings(library: &Library, found: &Duplicates) -> Vec<Diagnostic> {
    let key = |at: usize| library.sources().get(at).map_or("", |source| source.key.as_str());
    let notices = dedupe::notices(library, found, |_| false).into_iter();
    let finding = |notice: Notice| {
        let is_certain = notice.verdict == Verdict::Certain;
        let rule = if is_certain { "duplicate" } else { "possible-duplicate" };
        let finding = Diagnostic::warning(rule, notice.message).help(notice.help);
        finding.at(library.place(notice.at, None)).key(key(notice.at))
    };
    let mut findings: Vec<Diagnostic> = notices.map(finding).collect();
    findings.sort_by(Diagnostic::order);
    findings
}

/// What was found among sources (positions are those of the list it was found in).
#[derive(Serialize)]
pub struct Json<'a> {
    groups: Vec<GroupJson<'a>>,
    related: Vec<RelatedJson<'a>>,
}

#[derive(Serialize)]
struct GroupJson<'a> {
    keys: Vec<&'a str>,
    verdict: Verdict,
    score: f64,
    keep: &'a str,
    pairs: Vec<PairJson<'a>>,
}

/// Two sources and their comparison, with what decided.
#[derive(Serialize)]
struct PairJson<'a> {
    a: &'a str,
    b: &'a str,
    verdict: Verdict,
    score: f64,
    because: &'a str,
    evidence: Cow<'a, [Evidence]>,
}

/// Any two sources compared: the pair, how they belong together, and how the verdict comes about.
#[derive(Serialize)]
pub struct ExplainedJson<'a> {
    #[serde(flatten)]
    pair: PairJson<'a>,
    /// The relation and the source it is said of; `null` if they are not related.
    relation: Option<Relation>,
    from: Option<&'a str>,
    reckoning: &'a Reckoning,
}

impl<'a> ExplainedJson<'a> {
    /// The comparison of two sources by their keys.
    pub fn new(
        a: &'a str,
        b: &'a str,
        comparison: &'a Comparison,
        reckoning: &'a Reckoning,
    ) -> ExplainedJson<'a> {
        let from = if comparison.forward { a } else { b };
        let pair = PairJson::new(a, b, comparison);
        ExplainedJson {
            pair,
            relation: comparison.relation,
            from: comparison.relation.map(|_| from),
            reckoning,
        }
    }
}

#[derive(Serialize)]
struct RelatedJson<'a> {
    a: &'a str,
    b: &'a str,
    relation: Option<Relation>,
    because: &'a str,
    evidence: Cow<'a, [Evidence]>,
}

impl<'a> Json<'a> {
    /// The report of what was found.
    pub fn new(sources: &[&'a Source], found: &'a Duplicates) -> Json<'a> {
        Json {
            groups: found.groups.iter().map(|group| GroupJson::new(sources, group)).collect(),
            related: found.related.iter().map(|pair| RelatedJson::new(sources, pair)).collect(),
        }
    }

    /// Its groups, and then the related works, each for itself.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let groups = self.groups.iter().map(|group| Line(Object::Group(group)));
        groups.chain(self.related.iter().map(|pair| Line(Object::Related(pair))))
    }
}

/// A group, or two related works.
#[derive(Serialize)]
pub struct Line<'a>(Object<'a>);

#[derive(Serialize)]
#[serde(untagged)]
enum Object<'a> {
    Group(&'a GroupJson<'a>),
    Related(&'a RelatedJson<'a>),
}

impl<'a> GroupJson<'a> {
    fn new(sources: &[&'a Source], group: &'a Group) -> GroupJson<'a> {
        let pair =
            |pair: &'a Pair| PairJson::new(key(sources, pair.a), key(sources, pair.b), &pair.comparison);
        GroupJson {
            keys: group.members.iter().map(|at| key(sources, *at)).collect(),
            verdict: group.verdict,
            score: group.score,
            keep: key(sources, group.keep),
            pairs: group.pairs.iter().map(pair).collect(),
        }
    }
}

impl<'a> PairJson<'a> {
    /// The comparison of two sources by their keys; the lesser key comes first.
    fn new(a: &'a str, b: &'a str, comparison: &'a Comparison) -> PairJson<'a> {
        let (a, b, evidence) = if a <= b {
            (a, b, comparison.evidence.as_slice().into())
        } else {
            (b, a, turned(&comparison.evidence))
        };
        let Comparison { verdict, score, because, .. } = comparison;
        PairJson { a, b, verdict: *verdict, score: *score, because, evidence }
    }
}

impl<'a> RelatedJson<'a> {
    fn new(sources: &[&'a Source], pair: &'a Pair) -> RelatedJson<'a> {
        let (a, b) = ends(sources, pair);
        let Comparison { forward, evidence, relation, because, .. } = &pair.comparison;
        let evidence = if *forward { evidence.as_slice().into() } else { turned(evidence) };
        RelatedJson { a, b, relation: *relation, because, evidence }
    }
}

/// The keys of a pair in the direction of its relation.
fn ends<'a>(sources: &[&'a Source], pair: &Pair) -> (&'a str, &'a str) {
    let (a, b) = (key(sources, pair.a), key(sources, pair.b));
    if pair.comparison.forward { (a, b) } else { (b, a) }
}

fn key<'a>(sources: &[&'a Source], at: usize) -> &'a str {
    sources.get(at).map_or("", |source| &source.key)
}

/// The evidence with its two sides exchanged.
fn turned(evidence: &[Evidence]) -> Cow<'_, [Evidence]> {
    let turn = |row: &Evidence| Evidence { a: row.b.clone(), b: row.a.clone(), ..row.clone() };
    Cow::Owned(evidence.iter().map(turn).collect())
}
