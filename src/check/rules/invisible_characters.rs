use super::{Finding, Look, Looked, WARNING};
use crate::{
    check::strings,
    diagnostic::{Fix, Safety},
};

rule! {
    /// Characters that nobody sees.
    ///
    /// ## What it finds
    /// Control characters, soft hyphens, zero-width spaces, byte order marks and signs that turn the direction of writing, in values
    /// and keys.
    /// Joiners between letters that need them, marks of direction in text that is written from right to left, and line breaks are
    /// none.
    ///
    /// ## Why it matters
    /// Two values that look the same are different; and a reviewer does not see what stands there.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Lite\u00ADrate Program\u200Bming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "invisible-characters", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    if let Some(c) = first(&looked.source.key) {
        let finding = looked.finding(format!("the key holds U+{:04X}, which nobody sees", u32::from(c)));
        found.push(finding.help("give the source a key without it, in its header"));
    }
    for (field, text) in strings::wrong(looked, |field| !strings::is_exact(field), |_, text| first(text).is_some()) {
        let Some(c) = first(text) else { continue };
        let finding = looked.finding(format!("`{field}` holds U+{:04X}, which nobody sees", u32::from(c)));
        let finding = finding.field(field).help("take it out");
        // what turns the direction of writing changes the order in which the rest is shown
        let turns = strings::any(looked, field, |text| text.chars().any(turns));
        let safety = if turns { Safety::Unsafe } else { Safety::Safe };
        found.push(match strings::change(looked, field, |text| Some(without(text))) {
            Some(edit) => finding.fix(Fix::new(safety, [edit])),
            None => finding,
        });
    }
}

/// The first character that nobody sees.
fn first(text: &str) -> Option<char> {
    let suspect = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || (!c.is_ascii() && hides(c));
    if !text.chars().any(suspect) {
        return None;
    }
    unseen(text).find(|(_, unseen)| *unseen).map(|(c, _)| c)
}

fn without(text: &str) -> String {
    unseen(text).filter(|(_, unseen)| !unseen).map(|(c, _)| c).collect()
}

/// Each character, and whether it is out of place and unseen.
fn unseen(text: &str) -> impl Iterator<Item = (char, bool)> {
    let leftward = text.chars().any(is_leftward);
    let mut before = None;
    let mut chars = text.chars().peekable();
    std::iter::from_fn(move || {
        let c = chars.next()?;
        let after = chars.peek().copied();
        let joins = |c: Option<char>| c.is_some_and(joins);
        let unseen = match c {
            '\n' | '\t' => false,
            // the joiners, and the space that Thai and Khmer have between words
            '\u{200b}'..='\u{200d}' => !(joins(before) && joins(after)),
            '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2066}'..='\u{2069}' => !leftward,
            c => c.is_control() || hides(c),
        };
        if !unseen {
            before = Some(c);
        }
        Some((c, unseen))
    })
}

fn hides(c: char) -> bool {
    turns(c) || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// What turns the direction of writing (UAX 9).
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Hebrew, Arabic, Syriac, Thaana, N'Ko: their Unicode blocks.
fn is_leftward(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
}

/// Letters of scripts that have joiners, and emoji, which are joined to one.
fn joins(c: char) -> bool {
    !matches!(c, '\0'..='\u{58f}' | '\u{1e00}'..='\u{202f}') && !c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_needs_is_seen() {
        for text in ["می\u{200c}خواهم", "क्\u{200d}ष", "👩\u{200d}🔬", "שלום\u{200f}!", "a\nb\tc", "plain", "ไทย\u{200b}ไทย"] {
            assert_eq!(first(text), None, "{text}");
        }
        for (text, bare) in [
            ("co\u{ad}op", "coop"),
            ("\u{feff}x", "x"),
            ("a\u{200b}b", "ab"),
            ("a\u{202e}b", "ab"),
            ("a\u{200f}b", "ab"),
            ("a\u{1b}[31m", "a[31m"),
        ] {
            assert!(first(text).is_some());
            assert_eq!(without(text), bare);
            assert_eq!(first(bare), None);
        }
    }
}
