//! The rules, a file each: its page, which is the doc comment, and how it looks. `RULES` is sorted by name.

use super::{Finding, Look, Looked, Rule, Subject, finding::set};
use crate::{
    diagnostic::{Fix, Severity},
    model::{Field, Source, Value},
};

/// A rule: its page, its name, how bad it is, how it looks.
macro_rules! rule {
    ($(#[doc = $line:literal])+ $name:literal, $severity:expr, $look:expr) => {
        $(#[doc = $line])+
        pub(in crate::check) const RULE: super::Rule = super::Rule {
            name: $name,
            severity: $severity,
            page: concat!($($line, "\n"),+),
            look: $look,
        };
    };
}

macro_rules! rules {
    ($($module:ident)+) => {
        $(pub(super) mod $module;)+

        /// All rules, by name.
        pub const RULES: &[&Rule] = &[$(&$module::RULE),+];
    };
}

rules! {
    arxiv_form
    citation_case
    cited_alias
    dangling_distinct
    dangling_reference
    date_form
    date_future
    date_impossible
    doi_form
    duplicate
    edition_form
    empty_value
    file_layout
    hidden_arxiv
    hidden_doi
    inheritance_cycle
    isbn_form
    issn_form
    key_pattern
    no_documents
    number_form
    orcid_form
    pages_form
    pmid_form
    possible_duplicate
    preprint_published
    reference_alias
    self_reference
    title_period
    uncited
    undeclared_category
    undeclared_module
    undefined_citation
    unknown_field
    unknown_rule
    unreadable_document
    unused_allow
    url_form
    url_repeats_doi
    urldate_before_date
    volume_form
    year_unlikely
}

const ERROR: Option<Severity> = Some(Severity::Error);
const WARNING: Option<Severity> = Some(Severity::Warning);
const NOTE: Option<Severity> = Some(Severity::Note);

/// The fields that hold dates.
const DATES: [Field; 4] = [Field::Date, Field::Origdate, Field::Eventdate, Field::Urldate];

/// The fix that takes a rule out of what a source is allowed.
pub(super) fn without(source: &Source, rule: &str) -> Fix {
    let reasons = source.reasons(Field::Allow).iter().filter(|(name, _)| name != rule);
    Fix::safe([set(source, Field::Allow, Value::Reasons(reasons.cloned().collect()))])
}

/// The fix that gives a text field another text.
fn text(looked: &Looked<'_>, field: Field, text: impl Into<String>) -> crate::diagnostic::Edit {
    set(looked.source, field, Value::Text(text.into()))
}

/// What a rule finds in a source of that type with these lines of TOML, on 30 June 2026: `None` if nothing, else what its fix
/// sets (`field=value`) and takes away (`-field`).
#[cfg(test)]
fn found(rule: &str, kind: &str, fields: &str) -> Option<String> {
    use crate::{diagnostic::Edit, library::Library, model::date::Point};
    let text = format!("[key]\ntype = \"{kind}\"\n{fields}\n");
    let library = Library::from_texts("", [("key.toml".to_owned(), text)]).unwrap();
    let subject = Subject::new(super::State::alone(&library), Point::new(2026, Some(6), Some(30)).unwrap());
    let select = vec![Rule::from_name(rule).unwrap()];
    let found = super::check(&subject, &super::Options { select, ..Default::default() }, &|_| true);
    let first = found.into_iter().find(|finding| finding.rule == rule)?;
    let edits = first.fix.into_iter().flat_map(|fix| fix.edits).map(|edit| match edit {
        Edit::Set { field, value, .. } => format!("{field}={}", value.line()),
        Edit::Unset { field, .. } => format!("-{field}"),
        other => format!("{other:?}"),
    });
    Some(edits.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_names_are_kebab_case() {
        assert!(RULES.is_sorted_by(|a, b| a.name < b.name));
        for rule in RULES {
            assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.name);
            assert_eq!(Rule::from_name(rule.name), Some(*rule));
        }
    }
}
