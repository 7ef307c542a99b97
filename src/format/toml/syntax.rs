//! What is wrong where a text is no TOML, in words, and how it is mended.

use std::ops::Range;
use toml::de::Error;

/// What the parser says (a part of its message), what we say in its place (nothing: its own words), and what to do.
/// The first that fits counts. The messages are those of the `toml` crates.
const FAULTS: [(&str, &str, &str); 18] = [
    ("duplicate key", "this stands here twice", "keep one of the two, or give one of them another name"),
    (
        "cannot extend value",
        "",
        "give the field one value: in its line, in dotted lines or in a table, not in two of these",
    ),
    ("recur", "lists or tables stand in each other too deep", "no field needs that: take brackets out"),
    (
        "carriage return",
        "a carriage return (CR) that ends no line",
        "end lines with LF; in a string write it as `\\r`",
    ),
    (
        "escape",
        "",
        "write a backslash as `\\\\`, or the string in 'single quotes', where a backslash is only that",
    ),
    (
        "non-double-quote visible",
        "",
        "close the string; a control character in it is written as an escape: `\\u001B`",
    ),
    (
        "non-single-quote visible",
        "",
        "close the string; one with control characters stands in \"double quotes\"",
    ),
    ("invalid basic string", "", "close the string with `\"`; one of several lines stands in `\"\"\"`"),
    ("invalid literal string", "", "close the string with `'`; one of several lines stands in `'''`"),
    ("invalid multi-line", "", "close the string with the three quotes it starts with"),
    (
        "unquoted key",
        "",
        "quote the name: letters beyond a-z, blanks and signs other than `-` and `_` stand in \"...\"",
    ),
    ("key with no value", "", "write `name = \"value\"`, or begin the line with `#` if it is a comment"),
    ("unexpected key or value", "", "a line takes one field: begin the next on a line of its own"),
    ("unclosed table", "", "close the header: `[key]`"),
    ("unclosed array table", "", "close the header: `[[key.related]]`"),
    ("unclosed array", "", "close the list with `]`"),
    ("unclosed inline table", "", "close the table with `}`"),
    ("comma", "", "elements of a list are parted by one comma"),
];

/// The faults above the first list that is not closed, and where it should have been. To the parser all that follows is in the
/// list, and each word of it a fault, though one bracket is missing.
pub(super) fn until_open<'e>(errors: &'e [Error], text: &str) -> (&'e [Error], Option<Range<usize>>) {
    let start = |error: &Error| error.span().unwrap_or_default().start;
    let Some(equals) = errors.iter().position(|error| error.message().contains("unexpected `=` in array"))
    else {
        return (errors, None);
    };
    let line = text
        .get(..errors.get(equals).map_or(0, start))
        .unwrap_or_default()
        .rfind('\n')
        .map_or(0, |feed| feed + 1);
    let first = errors.iter().position(|error| start(error) >= line).unwrap_or(equals).min(equals);
    let end = text.get(..line).unwrap_or_default().trim_end().len();
    // two on one line, as `x = [ y = 1`, are no list that goes on
    if end == 0 || line == 0 {
        return (errors, None);
    }
    (errors.get(..first).unwrap_or_default(), Some(end..end))
}

/// What is wrong, and what to do about it, for a message of the parser.
pub(super) fn explain(message: &str) -> (String, &'static str) {
    let fault = FAULTS.iter().find(|(part, ..)| message.contains(part));
    let (_, words, help) =
        fault.unwrap_or(&("", "", "mend the TOML: a value is \"quoted\", a list is [\"in\", \"brackets\"]"));
    let words = if words.is_empty() { message.replace('\n', ", ") } else { (*words).to_owned() };
    (words, help)
}

/// How the lines begin that git puts around the sides of a conflict.
const MARKERS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// Whether a line begins as those around the sides of a conflict do, and whether it is the first of them.
pub(super) fn conflict(line: &str) -> Option<bool> {
    let at = MARKERS.iter().position(|marker| line.starts_with(marker))?;
    Some(at == 0)
}

#[cfg(test)]
mod tests {
    use crate::format::toml::read;

    #[test]
    fn every_fault_gets_the_help_that_fits_it_and_is_named_once() {
        let deep = format!("x = {}{}", "[".repeat(100), "]".repeat(100));
        for (line, message, help) in [
            ("x = ", "string values must be quoted", "a value is \"quoted\""),
            ("type = ", "string values must be quoted", "a value is \"quoted\""),
            ("type = \"book\"\ntype = \"misc\"", "this stands here twice", "keep one of the two"),
            ("allow = \"x\"\nallow.y = \"z\"", "cannot extend value", "give the field one value"),
            (&deep, "too deep", "take brackets out"),
            ("title = \"a\"\rnote = \"b\"", "carriage return", "end lines with LF"),
            ("title = \"a\\q\"", "missing escaped value", "write a backslash as `\\\\`"),
            (
                "title = \"a\u{1}\"",
                "invalid basic string",
                "a control character in it is written as an escape",
            ),
            ("title = 'a\u{1}'", "invalid literal string", "one with control characters"),
            ("title = \"a", "invalid basic string", "close the string"),
            ("title = '''a", "invalid multi-line literal string", "close the string"),
            ("größe = \"a\"", "invalid unquoted key", "quote the name"),
            ("title \"a\"", "key with no value", "write `name = \"value\"`"),
            ("title = \"a\" note = \"b\"", "unexpected key or value", "a line takes one field"),
            ("author = [\"a\" \"b\"]", "missing comma", "parted by one comma"),
            ("author = [\"a\", ", "unclosed array", "close the list"),
            (
                "author = [\"a\"\ntitle = \"b\"\nnote = \"c\"\n\n[l]\ntype = \"misc\"",
                "unclosed array",
                "close the list",
            ),
            (
                "author = [\"a\",\n  # who else?\n\ntitle = \"b\"\nkeywords = [\"c\"]",
                "unclosed array",
                "close the list",
            ),
            ("allow = { a = \"b\"", "unclosed inline table", "close the table"),
            ("[b", "unclosed table", "close the header"),
            (
                "<<<<<<< ours\ntitle = \"A\"\n||||||| base\n=======\ntitle = \"B\"\n>>>>>>> theirs",
                "both sides of a merge",
                "keep what is right of both",
            ),
        ] {
            let kind = if line.starts_with("type") { "" } else { "type = \"book\"\n" };
            let (_, found) = read(&format!("[k]\n{kind}{line}\n"), "x.toml", &[]);
            let syntax: Vec<_> = found.iter().filter(|fault| fault.rule == "toml-syntax").collect();
            let said =
                syntax.first().map(|fault| (fault.message.clone(), fault.help.clone().unwrap_or_default()));
            let (said, helped) = said.unwrap_or_default();
            assert!(said.contains(message) && helped.contains(help), "{line}: {said}. {helped}");
            let more: Vec<_> = found.iter().filter(|fault| fault.message != said).collect();
            // that `allow` is a string is wrong, too
            assert_eq!(more.len(), usize::from(line.contains("allow.y")), "{line}: {more:#?}");
        }
    }
}
