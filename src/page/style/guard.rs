//! What a .csl file must not do before it is read: the processor follows macros and nesting as deep as they go.

use super::Fault;
use regex::Regex;
use std::collections::HashMap;

/// Deepest nesting of elements, and longest line of macros that call each other. Styles in use stay below 30.
const DEEPEST: usize = 200;
/// Most macro calls that a reference may need. Styles in use stay below 1,000.
const MOST_CALLS: usize = 100_000;

/// Why the file cannot be used as a style.
pub(super) fn check(csl: &str) -> Result<(), Fault> {
    if depth(csl) > DEEPEST {
        return Err(fault(format!("its elements are nested more than {DEEPEST} deep")));
    }
    let calls = calls(csl);
    let mut seen = HashMap::new();
    for name in calls.keys() {
        let cost = cost(name, &calls, &mut seen, 0)?;
        if cost > MOST_CALLS {
            return Err(fault(format!("its macro `{name}` calls others more than {MOST_CALLS} times")));
        }
    }
    Ok(())
}

/// A fault of a style file.
pub(super) fn fault(message: String) -> Fault {
    Fault {
        message: format!("this is no citation style that can be used: {message}"),
        help: "take a style of https://github.com/citation-style-language/styles as it is".to_owned(),
    }
}

/// How deep elements are nested.
fn depth(xml: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in xml.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !tag.starts_with(['!', '?']) && !tag.ends_with('/') {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// The macros, and which each one calls.
fn calls(csl: &str) -> HashMap<&str, Vec<&str>> {
    const TAGS: &str = r#"<macro\b[^>]*?\bname\s*=\s*["']([^"']*)|</(macro)|\bmacro\s*=\s*["']([^"']*)"#;
    let mut calls: HashMap<&str, Vec<&str>> = HashMap::new();
    let Ok(tags) = Regex::new(TAGS) else { return calls };
    let mut inside = None;
    for found in tags.captures_iter(csl) {
        if let Some(name) = found.get(1) {
            inside = Some(name.as_str());
            calls.entry(name.as_str()).or_default();
        } else if found.get(2).is_some() {
            inside = None;
        } else if let (Some(name), Some(inside)) = (found.get(3), inside) {
            calls.entry(inside).or_default().push(name.as_str());
        }
    }
    calls
}

/// How many calls a macro needs in all; `None` in `seen` while it is being looked at.
fn cost<'a>(
    name: &'a str,
    calls: &HashMap<&'a str, Vec<&'a str>>,
    seen: &mut HashMap<&'a str, Option<usize>>,
    depth: usize,
) -> Result<usize, Fault> {
    match seen.get(name) {
        Some(Some(cost)) => return Ok(*cost),
        Some(None) => return Err(fault(format!("its macro `{name}` calls itself"))),
        None if depth > DEEPEST => {
            return Err(fault(format!("its macros call each other more than {DEEPEST} deep")));
        }
        None => seen.insert(name, None),
    };
    let mut sum = 1_usize;
    for called in calls.get(name).into_iter().flatten() {
        sum = sum.saturating_add(cost(called, calls, seen, depth + 1)?);
    }
    seen.insert(name, Some(sum));
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_that_would_not_end_is_refused() {
        let wrong = |csl: &str| check(csl).unwrap_err().message;
        assert!(
            wrong(r#"<macro name="a"><text macro="b"/></macro><macro name='b'><text macro = 'a'/></macro>"#)
                .contains("calls itself")
        );
        let doubling: String = (0..40)
            .map(|n| {
                format!(r#"<macro name="m{n}"><text macro="m{}"/><text macro="m{}"/></macro>"#, n + 1, n + 1)
            })
            .collect();
        assert!(wrong(&doubling).contains("100000 times"));
        assert!(wrong(&"<group>".repeat(100_000)).contains("nested"));
        let long: String =
            (0..1000).map(|n| format!(r#"<macro name="m{n}"><text macro="m{}"/></macro>"#, n + 1)).collect();
        assert!(wrong(&long).contains("deep"));
        assert!(
            check(r#"<macro name="a"><text macro="b"/><text macro="b"/></macro><text macro="a"/>"#).is_ok()
        );
    }
}
