//! Pages: ranges in one spelling.

/// Dashes that are no hyphens.
const LONG: [char; 4] = ['–', '—', '−', '‒'];

/// Page ranges with `-`, no blanks around; a longer dash stays where a hyphen is part of a number (`A-1–A-5`).
pub fn tidy(text: &str) -> String {
    let item = |item: &str| {
        let pieces = item.split(dash(item));
        let dash = if item.contains(LONG) && item.contains('-') { "–" } else { "-" };
        let mut out = String::with_capacity(item.len());
        for (n, piece) in pieces.enumerate() {
            if n > 0 {
                out.truncate(out.trim_end().len());
                out.push_str(dash);
            }
            out.push_str(if n > 0 { piece.trim_start() } else { piece });
        }
        out
    };
    if text.contains(LONG) || text.contains(" -") || text.contains("- ") {
        text.split(',').map(item).collect::<Vec<_>>().join(",")
    } else {
        text.to_owned()
    }
}

/// What stands between the pages of a range: a longer dash if there is one, for then a hyphen is a part of a number.
pub fn dash(item: &str) -> &'static [char] {
    if item.contains(LONG) { &LONG } else { &['-'] }
}
