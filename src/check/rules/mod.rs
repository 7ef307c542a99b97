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
    blanks
    braced_title
    citation_case
    cited_alias
    dangling_distinct
    dangling_reference
    date_form
    date_future
    date_impossible
    doi_form
    dotted_key
    duplicate
    duplicate_key
    edition_form
    empty_value
    file_layout
    foreign_markup
    hidden_arxiv
    hidden_doi
    inheritance_cycle
    invisible_characters
    isbn_form
    issn_form
    key_invalid
    key_pattern
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
    number_form
    orcid_form
    pages_form
    placeholder
    pmid_form
    possible_duplicate
    preprint_published
    quoted_title
    reference_alias
    repeated_title
    repeated_value
    required_version
    self_reference
    setting_type
    setting_value
    title_capitals
    title_period
    toml_syntax
    unbalanced_braces
    uncited
    undated
    undeclared_category
    undeclared_module
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
    url_form
    url_repeats_doi
    urldate_before_date
    volume_form
    wrong_type
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
    let edits = first.fix.into_iter().flat_map(|fix| fix.edits.to_vec()).map(|edit| match edit {
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
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(rule.name.chars().all(fits), "{}", rule.name);
            assert_eq!(Rule::from_name(rule.name), Some(*rule));
        }
    }
}
