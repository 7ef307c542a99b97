//! Other keys in citations: the bytes of the keys are replaced, nothing else.

use super::{Citation, Document, Language, citations, markdown};
use crate::{
    diagnostic::{Diagnostic, Edit},
    library::{Change, Splice, splice},
};
use std::collections::{BTreeMap, HashMap};

/// The edits that make documents cite other keys: `moved` says which for which. A document in which a new key cannot stand (its
/// markup would read something else) is left alone and named.
pub fn rewrite(documents: &[Document], moved: &HashMap<&str, &str>) -> (Vec<Edit>, Vec<Diagnostic>) {
    let mut edits = Vec::new();
    let mut faults = Vec::new();
    for document in documents {
        let cited: Vec<(&Citation, &str)> = document
            .citations
            .iter()
            .filter_map(|citation| Some((citation, *moved.get(citation.key.as_str())?)))
            .collect();
        let own: Vec<Edit> =
            cited.iter().filter_map(|(citation, key)| edit(document, citation, key)).collect();
        match misread(document, &cited, &own) {
            None => edits.extend(own),
            Some(at) => {
                let key = cited.iter().find(|(citation, _)| citation.span.start >= at).or(cited.last());
                let (span, key) = key.map_or((at..at, ""), |(citation, key)| (citation.span.clone(), key));
                let message = format!("`{key}` cannot be cited here in a way that is read as that key");
                let fault = Diagnostic::error("unwritable-key", message).key(key);
                let fault = document.places([span]).into_iter().fold(fault, Diagnostic::at);
                faults.push(fault.help("take a key of letters, digits, `-` and `_`"));
            }
        }
    }
    (edits, faults)
}

/// What [`Edit::Replace`] makes of documents at hand; one that does not say what the edits expect stays as it is.
pub fn replaced<'e>(documents: &[Document], edits: impl IntoIterator<Item = &'e Edit>) -> Vec<Change> {
    let mut by_path: BTreeMap<&str, Vec<Splice<'e>>> = BTreeMap::new();
    for edit in edits {
        if let Edit::Replace { path, span, before, after } = edit {
            by_path.entry(path).or_default().push((span, before, after));
        }
    }
    let changed = documents.iter().filter_map(|document| {
        let splices = by_path.get_mut(document.path.as_str())?;
        splices.sort_by_key(|(span, ..)| span.start);
        splices.dedup();
        let (path, before) = (document.path.clone(), document.text.clone());
        let after = splice(&before, splices).filter(|after| *after != before)?;
        Some(Change { path, before: Some(before), after: Some(after) })
    });
    changed.collect()
}

/// The edit that puts another key in the place of a citation's.
fn edit(document: &Document, citation: &Citation, key: &str) -> Option<Edit> {
    let before = document.text.get(citation.span.clone())?.to_owned();
    let bare = document.text.get(..citation.span.start).is_some_and(|text| text.ends_with('@'));
    let after = match document.language {
        Language::Markdown | Language::Notebook if bare && !markdown::is_simple(key) => format!("{{{key}}}"),
        _ => key.to_owned(),
    };
    let after = match document.language {
        // as JSON writes it, without the quotes around
        Language::Notebook => {
            let json = serde_json::to_string(&after).ok()?;
            json.get(1..json.len() - 1)?.to_owned()
        }
        _ => after,
    };
    Some(Edit::Replace { path: document.path.clone(), span: citation.span.clone(), before, after })
}

/// Where the first citation stands that is not read as it is meant after these edits; `None` if all are.
fn misread(document: &Document, cited: &[(&Citation, &str)], edits: &[Edit]) -> Option<usize> {
    if edits.is_empty() {
        return None;
    }
    let mut text = String::with_capacity(document.text.len());
    let mut end = 0;
    for edit in edits {
        if let Edit::Replace { span, after, .. } = edit {
            text.push_str(document.text.get(end..span.start).unwrap_or_default());
            text.push_str(after);
            end = span.end;
        }
    }
    text.push_str(document.text.get(end..).unwrap_or_default());
    let keys: HashMap<usize, &str> =
        cited.iter().map(|(citation, key)| (citation.span.start, *key)).collect();
    let mut now = citations(document.language, &text).into_iter();
    for citation in citations(document.language, &document.text) {
        let key = keys.get(&citation.span.start).copied().unwrap_or(&citation.key);
        if now.next().is_none_or(|now| now.key != key) {
            return Some(citation.span.start);
        }
    }
    now.next().map(|_| document.text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(path: &str, text: &str, to: &str) -> Result<String, String> {
        let document = Document::new(path, text.to_owned()).unwrap();
        let (edits, faults) = rewrite(&[document], &HashMap::from([("old", to)]));
        if let Some(fault) = faults.first() {
            return Err(format!("{}:{}", fault.place.as_ref().unwrap().line, fault.message));
        }
        let mut text = text.to_owned();
        for edit in edits.iter().rev() {
            let Edit::Replace { span, before, after, .. } = edit else { panic!("{edit:?}") };
            assert_eq!(text.get(span.clone()), Some(before.as_str()));
            text.replace_range(span.clone(), after);
        }
        Ok(text)
    }

    #[test]
    fn only_the_key_changes() {
        for (path, text, to, expected) in [
            (
                "a.md",
                "@old. [-@old, p. 3; @other] `@old` {cite}`x, old`",
                "new",
                "@new. [-@new, p. 3; @other] `@old` {cite}`x, new`",
            ),
            ("a.md", "@old: @{old}", "a(b)", "@{a(b)}: @{a(b)}"),
            (
                "a.tex",
                "\\cite[see][]{x, old ,y} % \\cite{old}\n",
                "new:1",
                "\\cite[see][]{x, new:1 ,y} % \\cite{old}\n",
            ),
            ("a.typ", "@old. #cite(<old>) old", "new", "@new. #cite(<new>) old"),
            ("a.org", "[cite:@old; @x] cite:x,old", "new", "[cite:@new; @x] cite:x,new"),
            ("a.rst", ":cite:p:`old,x` [old]_", "new", ":cite:p:`new,x` [new]_"),
            ("a.adoc", "cite:[x, old(3)]", "new", "cite:[x, new(3)]"),
            (
                "a.ipynb",
                r#"{"cells":[{"cell_type":"markdown","source":["\"@old\"\n"]}]}"#,
                "é\"",
                r#"{"cells":[{"cell_type":"markdown","source":["\"@{é\"}\"\n"]}]}"#,
            ),
        ] {
            let expected =
                if path == "a.ipynb" { expected.replace("é\"}", "é\\\"}") } else { expected.to_owned() };
            assert_eq!(rewritten(path, text, to), Ok(expected), "{path} {text}");
        }
    }

    #[test]
    fn a_key_that_would_be_read_as_another_is_refused() {
        for (path, text, to) in [
            ("a.tex", "\n\\cite{old}", "a,b"),
            ("a.tex", "\n\\cite{old}", "a%b"),
            ("a.typ", "\n@old", "a/b"),
            ("a.md", "\n{cite}`old`", "a`b"),
            ("a.rst", "\n[old]_", "a--b"),
            ("a.rst", "\n[old]_", "_x"),
            ("a.typ", "= X <new>\n@old", "new"),
        ] {
            let refused = rewritten(path, text, to).unwrap_err();
            assert!(refused.starts_with("2:"), "{path} {to}: {refused}");
        }
    }
}
