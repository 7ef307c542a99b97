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
    citation_case
    cited_alias
    dangling_distinct
    doi_form
    empty_value
    no_documents
    title_period
    uncited
    undefined_citation
    unknown_field
    unknown_rule
    unreadable_document
    unused_allow
}

const ERROR: Option<Severity> = Some(Severity::Error);
const WARNING: Option<Severity> = Some(Severity::Warning);
const NOTE: Option<Severity> = Some(Severity::Note);

/// The fix that takes a rule out of what a source is allowed.
pub(super) fn without(source: &Source, rule: &str) -> Fix {
    let reasons = source.reasons(Field::Allow).iter().filter(|(name, _)| name != rule);
    Fix::safe([set(source, Field::Allow, Value::Reasons(reasons.cloned().collect()))])
}

/// The fix that gives a text field another text.
fn text(looked: &Looked<'_>, field: Field, text: impl Into<String>) -> crate::diagnostic::Edit {
    set(looked.source, field, Value::Text(text.into()))
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
