//! The lines around the two sides of a conflict.

use super::Merge;
use similar::{DiffTag, TextDiff};

/// How the sides of a conflict are marked in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Markers<'a> {
    /// How many signs a marker has.
    pub length: usize,
    /// How our side is called.
    pub ours: &'a str,
    /// How theirs is.
    pub theirs: &'a str,
}

impl Markers<'_> {
    /// Markers of that length, for sides without names.
    pub fn long(length: usize) -> Markers<'static> {
        Markers { length, ours: "ours", theirs: "theirs" }
    }

    /// Two texts as one, what differs between markers.
    pub(super) fn around(self, ours: &str, theirs: &str) -> Merge {
        let line_end = if ours.contains("\r\n") { "\r\n" } else { "\n" };
        let mark = |sign: &str, name: &str| {
            let blank = if name.is_empty() { "" } else { " " };
            format!("{}{blank}{name}{line_end}", sign.repeat(self.length))
        };
        let diff = TextDiff::from_lines(ours, theirs);
        let (mut text, mut conflicts) = (String::with_capacity(ours.len()), 0);
        let (old, new): (Vec<&str>, Vec<&str>) =
            (ours.split_inclusive('\n').collect(), theirs.split_inclusive('\n').collect());
        let push = |text: &mut String, lines: Option<&[&str]>| {
            for line in lines.unwrap_or_default() {
                text.push_str(line);
                if !line.ends_with('\n') {
                    text.push_str(line_end);
                }
            }
        };
        for op in diff.ops() {
            let (mine, yours) = (old.get(op.old_range()), new.get(op.new_range()));
            if op.tag() == DiffTag::Equal {
                text.extend(mine.unwrap_or_default().iter().copied());
                continue;
            }
            conflicts += 1;
            text.push_str(&mark("<", self.ours));
            push(&mut text, mine);
            text.push_str(&mark("=", ""));
            push(&mut text, yours);
            text.push_str(&mark(">", self.theirs));
        }
        Merge { text, conflicts }
    }
}
