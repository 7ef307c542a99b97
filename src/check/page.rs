//! The pages of rules.

use super::Rule;
use std::fmt::Write;

/// What a rule's findings are in one sentence: the first paragraph of its page.
pub fn summary(rule: &Rule) -> String {
    let lines = lines(rule).take_while(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// The page of a rule, in Markdown: its name, how bad it is, and what its file says.
pub fn page(rule: &Rule) -> String {
    let severity = match rule.severity {
        Some(severity) => severity.to_string(),
        None => "off, unless `bib.toml` says otherwise".to_owned(),
    };
    let mut page = format!("# {}\n\nSeverity: {severity}\n\n", rule.name);
    for line in lines(rule) {
        let _ = writeln!(page, "{line}");
    }
    page
}

/// The lines of a rule's page; rustdoc's blank before each is none of the page's.
fn lines(rule: &Rule) -> impl Iterator<Item = &'static str> {
    rule.page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end())
}
