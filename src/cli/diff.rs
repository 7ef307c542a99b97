//! What a plan would change, as a unified diff that `git apply` takes.

use super::terminal::Theme;
use crate::{library::Plan, model::text::visible};
use similar::{ChangeTag, TextDiff};
use std::{borrow::Cow, fmt::Write};

/// The diff of a plan; `prefix` is the library's path below what reports are relative to. For a terminal, control
/// characters are made visible; in a pipe the diff is exact.
pub(super) fn unified(plan: &Plan, prefix: &str, theme: &Theme, terminal: bool) -> String {
    let mut text = String::new();
    let own = plan.changes.iter().map(|change| (prefix, change));
    for (prefix, change) in own.chain(plan.documents.iter().map(|change| ("", change))) {
        let path = format!("{prefix}{}", change.path);
        let old = if change.before.is_some() { format!("a/{path}") } else { "/dev/null".to_owned() };
        let new = if change.after.is_some() { format!("b/{path}") } else { "/dev/null".to_owned() };
        let (before, after) = (change.before.as_deref().unwrap_or(""), change.after.as_deref().unwrap_or(""));
        if before == after && change.before.is_some() == change.after.is_some() {
            continue;
        }
        let bold = theme.heading;
        let _ = writeln!(text, "{bold}--- {}{bold:#}\n{bold}+++ {}{bold:#}", named(&old), named(&new));
        hunks(&mut text, before, after, theme, terminal);
    }
    text
}

/// A path as git writes it: in quotes, its bytes escaped, if there is anything in it that could be taken for something else.
fn named(path: &str) -> String {
    if visible(path) == path && !path.contains(['"', '\\', '\t']) {
        return path.to_owned();
    }
    let escaped = path.bytes().map(|byte| match byte {
        b'\n' => "\\n".to_owned(),
        b'\t' => "\\t".to_owned(),
        b'"' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        byte => format!("\\{byte:03o}"),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

fn hunks(text: &mut String, before: &str, after: &str, theme: &Theme, terminal: bool) {
    let diff = TextDiff::from_lines(before, after);
    for hunk in diff.unified_diff().iter_hunks() {
        let style = theme.hunk;
        let _ = writeln!(text, "{style}{}{style:#}", hunk.header());
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', theme.removed),
                ChangeTag::Insert => ('+', theme.added),
                ChangeTag::Equal => (' ', anstyle::Style::new()),
            };
            let line = change.value();
            let line = line.strip_suffix('\n').unwrap_or(line);
            let line = if terminal { visible(line) } else { Cow::Borrowed(line) };
            let _ = writeln!(text, "{style}{sign}{line}{style:#}");
            if change.missing_newline() {
                text.push_str("\\ No newline at end of file\n");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Change;

    #[test]
    fn a_diff_names_files_and_shows_lines() {
        let change = |path: &str, before: Option<&str>, after: Option<&str>| Change {
            path: path.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        let plan = Plan {
            changes: vec![
                change("a.toml", Some("x\ny\n"), Some("x\nz\n")),
                change("b.toml", None, Some("n")),
                change("c.toml", Some("same\n"), Some("same\n")),
                change("d.toml", Some("gone\n"), None),
            ],
            ..Plan::default()
        };
        let expected = "--- a/bib/a.toml\n+++ b/bib/a.toml\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n\
            --- /dev/null\n+++ b/bib/b.toml\n@@ -0,0 +1 @@\n+n\n\\ No newline at end of file\n\
            --- a/bib/d.toml\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n";
        assert_eq!(unified(&plan, "bib/", &Theme::default(), false), expected);
    }

    #[test]
    fn a_path_is_quoted_as_git_quotes_it() {
        for (path, written) in [
            ("a/bib/ä b.toml", "a/bib/ä b.toml"),
            ("a/n\nl.toml", r#""a/n\nl.toml""#),
            ("a/\"x\".toml", r#""a/\"x\".toml""#),
            ("a/\u{202e}x", r#""a/\342\200\256x""#),
        ] {
            assert_eq!(named(path), written);
        }
    }
}
