//! Values: braces, quotes, numbers and macros, joined with `#`.

use super::{BRACES, Broken, Result, SYNTAX, Scanner, is_identifier};
use crate::diagnostic::Diagnostic;
use std::borrow::Cow;

/// The months that BibTeX styles and biber define as macros.
const MONTHS: [(&str, &str); 12] = [
    ("jan", "January"),
    ("feb", "February"),
    ("mar", "March"),
    ("apr", "April"),
    ("may", "May"),
    ("jun", "June"),
    ("jul", "July"),
    ("aug", "August"),
    ("sep", "September"),
    ("oct", "October"),
    ("nov", "November"),
    ("dec", "December"),
];

/// How much macros may say in all: so many times what the file holds, and a little for short files. Macros of a real file
/// stand for names of journals and publishers and say less than the file itself; macros that double macros say 2^n times as
/// much, and would fill any memory.
const MOST: usize = 16;
const LITTLE: usize = 1 << 16;

/// What macros may say in a file of that length.
pub(super) fn budget(length: usize) -> usize {
    length.saturating_mul(MOST).saturating_add(LITTLE)
}

impl<'a> Scanner<'a> {
    /// Pieces joined with `#`; nothing at all is an empty value.
    pub(super) fn value(&mut self, field: &str, close: u8) -> Result<Cow<'a, str>> {
        let mut whole: Option<Cow<'a, str>> = None;
        loop {
            let end = self.at;
            self.skip_blank();
            let piece = match self.peek() {
                Some(b'{') => Cow::Borrowed(self.braced(field)?),
                Some(b'"') => Cow::Borrowed(self.quoted(field, close)?),
                Some(byte) if is_identifier(byte) && (whole.is_none() || !self.field_follows()) => {
                    self.word(field)?
                }
                _ => {
                    self.at = end;
                    return Ok(whole.unwrap_or_default());
                }
            };
            whole = Some(match whole {
                None => piece,
                Some(mut whole) => {
                    whole.to_mut().push_str(&piece);
                    whole
                }
            });
            let end = self.at;
            self.skip_blank();
            if self.peek() != Some(b'#') {
                self.at = end;
                return Ok(whole.unwrap_or_default());
            }
            self.at += 1;
        }
    }

    /// The inside of `{...}`.
    pub(super) fn braced(&mut self, field: &str) -> Result<&'a str> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'{' => depth += 1,
                b'}' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        return Ok(self.slice(start + 1..self.at - 1));
                    }
                }
                b'@' if self.starts_entry(self.at) => break,
                _ => {}
            }
            self.at += 1;
        }
        Err(Broken { message: format!("the braces of `{field}` are not balanced"), help: BRACES })
    }

    /// The inside of `"..."`. A quote inside braces does not end it, nor does one after which no value can end.
    fn quoted(&mut self, field: &str, close: u8) -> Result<&'a str> {
        let start = self.at;
        self.at += 1;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'{' => depth += 1,
                b'}' if depth == 0 => break,
                b'}' => depth -= 1,
                b'"' if depth == 0 => {
                    let end = self.at;
                    self.at += 1;
                    if self.value_ends(close) {
                        return Ok(self.slice(start + 1..end));
                    }
                    self.fault(
                        Diagnostic::warning(
                            SYNTAX,
                            "a quote inside a value in quotes is taken as part of it",
                        )
                        .field(field)
                        .help("write `{\"}`, or put the value in braces"),
                        end..end + 1,
                    );
                    continue;
                }
                b'@' if self.starts_entry(self.at) => break,
                _ => {}
            }
            self.at += 1;
        }
        Err(Broken {
            message: format!("the quotes or braces of `{field}` are not closed"),
            help: "close the value with `\"`, or put it in braces",
        })
    }

    /// Whether what follows can follow a value.
    fn value_ends(&mut self, close: u8) -> bool {
        let at = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
        let ends = match self.peek() {
            None | Some(b',' | b'#' | b'}' | b'%') => true,
            Some(byte) => {
                byte == close || self.field_follows() || (byte == b'@' && self.is_next_entry(self.at))
            }
        };
        self.at = at;
        ends
    }

    /// A number or a macro.
    fn word(&mut self, field: &str) -> Result<Cow<'a, str>> {
        let start = self.at;
        let word = self.identifier();
        if word.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Cow::Borrowed(word));
        }
        let name = word.to_ascii_lowercase();
        if let Some(value) = self.macros.get(&name) {
            self.left = self.left.checked_sub(value.len()).ok_or_else(|| Broken {
                message: format!("with `{field}`, macros say more than {MOST} times what the file holds"),
                help: "write the value out, and take macros away that only repeat others",
            })?;
            return Ok(value.clone());
        }
        if let Some((_, month)) = MONTHS.iter().find(|(short, _)| *short == name) {
            return Ok(Cow::Borrowed(month));
        }
        self.fault(
            Diagnostic::warning(
                "bibtex-unknown-macro",
                format!("`{word}` is not defined, it is taken as text"),
            )
            .field(field)
            .help(format!("define it with `@string{{{word} = {{...}}}}`, or put it in braces")),
            start..self.at,
        );
        Ok(Cow::Borrowed(word))
    }
}
