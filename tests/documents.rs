//! Laws of documents: what holds for every text in every markup language.

use bib::{
    diagnostic::Edit,
    documents::{Citation, Document, Language, citations, rewrite},
};
use proptest::{collection::vec, prelude::*, sample::select};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// Pieces that mean something to one of the languages.
const PIECES: &[&str] = &[
    "@a",
    "@{b c}",
    "[@a; -@b, p. 3]",
    "@fig-a",
    "a@b.c",
    "`",
    "``",
    "```",
    "~~~",
    "````\n",
    "\n",
    "\n\n",
    "    ",
    "\t",
    "---\n",
    "nocite: ",
    "<!--",
    "-->",
    "<a href=\"",
    ">",
    "<",
    "](",
    ")",
    "(",
    "{",
    "}",
    "{cite}`",
    "{cite:p}`a,b`",
    "\\",
    "\\@",
    "://",
    "\\cite",
    "\\citep",
    "\\cites",
    "\\volcite",
    "[see]",
    "[",
    "]",
    "{a,b}",
    "{*}",
    "%",
    "\\%",
    "\\begin{verbatim}",
    "\\end{verbatim}",
    "\\verb|",
    "|",
    "\\iffalse",
    "\\fi",
    "\\else",
    "#cite(",
    "<a>",
    "label(\"a\")",
    "#",
    "\"",
    "//",
    "/*",
    "*/",
    "$",
    "#let x = ",
    "#show: ",
    "[cite:@a]",
    "[cite/t:",
    "cite:a,b",
    "[[cite:&a]]",
    "#+begin_src\n",
    "#+end_src\n",
    "=a=",
    "~",
    "# ",
    ":cite:`a`",
    ":cite:p:`",
    "[a]_",
    ".. [a] x\n",
    "::\n\n",
    ".. code::\n\n",
    ".. ",
    "cite:[a(1),b]",
    "<<a>>",
    "<<",
    "[[a]]",
    "----\n",
    "////\n",
    ",",
    ";",
    ":",
    ".",
    "é",
    "\u{2028}",
    "\u{feff}",
    "\r\n",
    "\u{1F600}",
    "doe2020",
    "(@a) ",
    "- ",
    "1. ",
    "> ",
    "- - - x\n",
    "[^1]: ",
    "{k=\"",
    "{k='\\'",
    "](u \"",
    "\\begin{",
    "\\begin{lstlisting}[",
    "\\url{",
    "\\url|",
    "\\path!",
    "$#[",
    "$ #cite(<a>) $",
    ">>> ",
    "src_x{",
    "src_x[",
    "src_",
    "@@html:",
    "* COMMENT x\n",
    "[source]\n",
    "|===\n",
    "x:: ",
];

fn document() -> impl Strategy<Value = String> {
    let piece = prop_oneof![8 => select(PIECES).prop_map(str::to_owned), 1 => ".{0,6}"];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A notebook with that text, once as a string and once as lines.
fn notebook(text: &str) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let cell = |source| serde_json::json!({"cell_type": "markdown", "metadata": {}, "source": source});
    let cells = [cell(serde_json::json!(text)), cell(serde_json::json!(lines))];
    serde_json::json!({"cells": cells, "nbformat": 4}).to_string()
}

proptest! {
    #[test]
    fn every_span_is_its_key(text in document()) {
        for (language, name, _) in Language::ALL {
            let text = if language == Language::Notebook { notebook(&text) } else { text.clone() };
            let mut last = 0;
            for citation in citations(language, &text) {
                let there = &text[citation.span.clone()];
                let there = match language {
                    Language::Notebook => serde_json::from_str(&format!("\"{there}\"")).unwrap(),
                    _ => there.to_owned(),
                };
                prop_assert_eq!(&there, &citation.key, "{}", name);
                prop_assert!(!citation.key.is_empty() && citation.key.trim() == citation.key);
                prop_assert!(citation.span.start >= last, "{} cites in order", name);
                last = citation.span.end;
            }
        }
    }

    #[test]
    fn a_rewritten_document_cites_the_new_keys_or_is_left_alone(text in document(), new in "[a-z]{1,4}[-:.(`/ ]?[a-z]{1,4}") {
        for (language, _, endings) in Language::ALL {
            let text = if language == Language::Notebook { notebook(&text) } else { text.clone() };
            let document = Document::new(&format!("a.{}", endings[0]), text.clone()).unwrap();
            let moved = HashMap::from([("a", new.as_str())]);
            let (edits, faults) = rewrite(std::slice::from_ref(&document), &moved);
            prop_assert!(edits.is_empty() || faults.is_empty());
            if !faults.is_empty() {
                continue;
            }
            let mut rewritten = text;
            for edit in edits.iter().rev() {
                let Edit::Replace { span, before, after, .. } = edit else { panic!("{edit:?}") };
                prop_assert_eq!(&rewritten[span.clone()], before);
                rewritten.replace_range(span.clone(), after);
            }
            let keys = |citations: &[Citation]| -> Vec<String> {
                let new = |key: &String| if key == "a" { new.clone() } else { key.clone() };
                citations.iter().map(|citation| new(&citation.key)).collect()
            };
            prop_assert_eq!(keys(&citations(language, &rewritten)), keys(&document.citations));
        }
    }

    #[test]
    fn no_bytes_make_a_document_panic(bytes in vec(any::<u8>(), 0..200)) {
        for (_, _, endings) in Language::ALL {
            let _ = Document::from_bytes(&format!("a.{}", endings[0]), bytes.clone());
        }
    }
}

/// A scanner that looks at a text again and again would take minutes here.
#[test]
fn hostile_texts_take_no_longer_than_others() {
    let started = Instant::now();
    for piece in PIECES {
        let text = piece.repeat(100_000 / piece.len());
        for (language, _, _) in Language::ALL {
            citations(language, &text);
        }
    }
    for pair in PIECES.windows(2) {
        let text = pair.concat().repeat(10_000 / pair.concat().len());
        for (language, _, _) in Language::ALL {
            citations(language, &text);
        }
    }
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}
