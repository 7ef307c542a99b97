//! Text for people on one line, with nothing in it that acts.

/// The text on one line: runs of white space and line ends are one blank, none at the ends; other control
/// characters, and what is no character, are U+FFFD; characters that would turn the direction of what follows are left out.
pub fn line(text: &str) -> String {
    let mut out = flatten(text, true);
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// [`line`] that keeps a blank at the end, and at the start one unless there is a blank `before` it.
pub(super) fn flatten(text: &str, before: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = before;
    for char in text.chars() {
        match char {
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => continue,
            _ if char.is_whitespace() => {
                if !blank {
                    out.push(' ');
                }
            }
            _ if char.is_control() || is_noncharacter(char) => out.push('\u{FFFD}'),
            _ => out.push(char),
        }
        blank = char.is_whitespace();
    }
    out
}

/// Whether Unicode says that it never is a character; XML has no place for U+FFFE and U+FFFF.
fn is_noncharacter(char: char) -> bool {
    u32::from(char) & 0xFFFE == 0xFFFE || ('\u{FDD0}'..='\u{FDEF}').contains(&char)
}
