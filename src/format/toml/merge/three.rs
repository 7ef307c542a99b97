//! Three sequences into one: what either side changed of the base, if they changed no piece in two ways.

use similar::{Algorithm, DiffTag, capture_diff_slices};
use std::{hash::Hash, ops::Range};

/// The base with the changes of both sides; `None` if they meet in one place and differ.
pub(super) fn merge<T: Clone + Eq + Hash + Ord>(base: &[T], ours: &[T], theirs: &[T]) -> Option<Vec<T>> {
    let (mut left, mut right) =
        (hunks(base, ours).into_iter().peekable(), hunks(base, theirs).into_iter().peekable());
    let mut merged = Vec::with_capacity(ours.len().max(theirs.len()));
    let mut done = 0;
    loop {
        let (hunk, side) = match (left.peek(), right.peek()) {
            (None, None) => break,
            (Some(a), Some(b)) if meet(&a.0, &b.0) => {
                let (new_a, new_b) = (ours.get(a.1.clone()), theirs.get(b.1.clone()));
                if a.0 != b.0 || new_a != new_b {
                    return None;
                }
                right.next();
                (left.next(), ours)
            }
            (Some(a), Some(b)) if (b.0.start, b.0.end) < (a.0.start, a.0.end) => (right.next(), theirs),
            (Some(_), _) => (left.next(), ours),
            (None, Some(_)) => (right.next(), theirs),
        };
        let (old, new) = hunk?;
        merged.extend_from_slice(base.get(done..old.start)?);
        merged.extend_from_slice(side.get(new)?);
        done = old.end;
    }
    merged.extend_from_slice(base.get(done..)?);
    Some(merged)
}

/// The pieces of the base that are others on a side, with what stands there.
fn hunks<T: Eq + Hash + Ord>(base: &[T], side: &[T]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut hunks: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, base, side) {
        if op.tag() == DiffTag::Equal {
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        match hunks.last_mut() {
            Some((before, there)) if before.end == old.start && there.end == new.start => {
                before.end = old.end;
                there.end = new.end;
            }
            _ => hunks.push((old, new)),
        }
    }
    hunks
}

/// Whether two pieces have something in common, or both put something in at one place.
fn meet(a: &Range<usize>, b: &Range<usize>) -> bool {
    if a.is_empty() && b.is_empty() { a.start == b.start } else { a.start < b.end && b.start < a.end }
}

#[cfg(test)]
mod tests {
    use super::merge;

    #[test]
    fn what_either_side_changed_is_changed() {
        for (base, ours, theirs, expected) in [
            ("abc", "abc", "abc", Some("abc")),
            ("abc", "xbc", "aby", Some("xby")),
            ("abc", "xbc", "ayc", Some("xyc")),
            ("abc", "bc", "abcd", Some("bcd")),
            ("abc", "axbc", "abyc", Some("axbyc")),
            ("abc", "xbc", "xbc", Some("xbc")),
            ("abc", "xbc", "ybc", None),
            ("abc", "abcx", "abcy", None),
            ("abc", "abcx", "abcx", Some("abcx")),
            ("abc", "xyc", "azc", None),
            ("", "a", "", Some("a")),
            ("", "a", "b", None),
        ] {
            let of = |text: &str| text.chars().collect::<Vec<_>>();
            let merged = merge(&of(base), &of(ours), &of(theirs));
            assert_eq!(merged, expected.map(of), "{base} {ours} {theirs}");
            let turned = merge(&of(base), &of(theirs), &of(ours));
            assert_eq!(turned, expected.map(of), "{base} {theirs} {ours}");
        }
    }
}
