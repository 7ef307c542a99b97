//! What sources themselves say of each other: that they are two works, and how they belong together. It limits every verdict, and
//! is said of two whichever of them says it.

use super::{Comparison, Relation, Verdict, decision::has_key};
use crate::model::{Field, Related, Source};

/// Why a source is not the one that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Other<'s> {
    /// A person said so, for this reason.
    Distinct(&'s str),
    /// It is a part of the other, for which it inherits the identifiers of the whole.
    Part,
    /// The other is its parent, from which it inherits nothing.
    Child,
    /// It inherits from the other, which only holds data.
    Data,
    /// The other is a member of the set that it is.
    Set,
}

impl Other<'_> {
    /// The same in words, of two.
    fn words(self) -> String {
        match self {
            Other::Distinct(why) => return format!("a person said that they are not one work: {why}"),
            Other::Part => "one is a part of the other, from which it inherits",
            Other::Child => "one is a part of the other",
            Other::Data => "one inherits from the other, which holds data for several",
            Other::Set => "one is a set of entries with the other in it",
        }
        .to_owned()
    }
}

/// The keys of works that a source says it is not.
pub(super) fn others(source: &Source) -> impl Iterator<Item = (&str, Other<'_>)> {
    let told = source.reasons(Field::Distinct).iter();
    let told = told.map(|(key, why)| (key.as_str(), Other::Distinct(why)));
    let parents = [(Field::Crossref, Other::Part), (Field::Xref, Other::Child)].into_iter();
    let parents = parents.filter_map(|(field, other)| Some((source.text(field)?, other)));
    let lists = [(Field::Xdata, Other::Data), (Field::Entryset, Other::Set)].into_iter();
    let lists =
        lists.flat_map(|(field, other)| source.list(field).iter().map(move |key| (key.as_str(), other)));
    told.chain(parents).chain(lists)
}

/// Why `a` itself says that `b` is another work, if it does.
pub(super) fn reason(a: &Source, b: &Source) -> Option<String> {
    others(a).find(|(key, _)| has_key(b, key)).map(|(_, other)| other.words())
}

/// How a source says that it belongs to another one, if it does.
pub(super) fn related<'s>(a: &'s Source, b: &Source) -> Option<&'s Related> {
    a.related().iter().find(|related| has_key(b, &related.key))
}

/// Whether one of two says that the other is another work.
pub(super) fn are_two(a: &Source, b: &Source) -> bool {
    let says = |a, b| reason(a, b).is_some() || related(a, b).is_some();
    says(a, b) || says(b, a)
}

/// Makes two that would be one work related, if one of them says so.
pub(super) fn relate(a: &Source, b: &Source, comparison: &mut Comparison) {
    let said = related(a, b)
        .map(|related| (related, true))
        .or_else(|| related(b, a).map(|related| (related, false)));
    // how they belong together may be plain from what they are
    let open = comparison.verdict > Verdict::Related
        || comparison.verdict == Verdict::Related && comparison.relation.is_none();
    let Some((said, forward)) = said.filter(|_| open) else { return };
    let how = if said.relation.is_empty() { String::new() } else { format!(": `{}`", said.relation) };
    comparison.because = format!("one says that it is related to the other{how}");
    comparison.verdict = Verdict::Related;
    if let Some(relation) = Relation::from_related_type(&said.relation) {
        (comparison.relation, comparison.forward) = (Some(relation), forward);
    }
}
