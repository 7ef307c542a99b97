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
    blanks
    braced_title
    citation_case
    cited_alias
    dangling_distinct
    doi_form
    dotted_key
    duplicate_key
    empty_value
    foreign_markup
    invisible_characters
    key_invalid
    link_directory
    link_outside
    missing_date
    missing_doi
    missing_field
    missing_title
    missing_type
    mojibake
    name_ambiguous
    name_capitals
    name_commas
    name_digits
    name_et_al
    name_initials
    name_list
    name_organization
    name_repeated
    no_documents
    not_a_source
    not_nfc
    not_utf8
    placeholder
    quoted_title
    repeated_title
    repeated_value
    required_version
    setting_type
    setting_value
    title_capitals
    title_period
    toml_syntax
    unbalanced_braces
    uncited
    undated
    undefined_citation
    unfinished_merge
    unknown_field
    unknown_name_part
    unknown_rule
    unknown_setting
    unknown_type
    unreadable_document
    unreadable_file
    unresolved_conflict
    unused_allow
    wrong_type
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
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(rule.name.chars().all(fits), "{}", rule.name);
            assert_eq!(Rule::from_name(rule.name), Some(*rule));
        }
    }
}
