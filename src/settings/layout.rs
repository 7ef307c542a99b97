//! `layout`: which file of the library a source lives in. Whatever the key holds, the path is a safe one.

use crate::model::{
    Source,
    fold::hash,
    key,
    pattern::{Piece, pieces},
};
use std::fmt::{self, Write as _};
use unicode_normalization::UnicodeNormalization;

/// A pattern of a path: `{key}.toml`, `{year}/{category}.toml`, `{hash:2}.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    pattern: String,
    /// Folders, then the file without its `.toml`; none is empty.
    segments: Vec<Vec<Part>>,
}

/// A part of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Category,
    Type,
    Year,
    Author,
    Key(Option<usize>),
    Hash(usize),
}

/// The parts a layout may have, for messages.
const PARTS: &str = "{key}, {key:N}, {hash:N}, {category}, {type}, {year} and {author}";

/// The end of every path.
const TOML: &str = ".toml";

/// The longest stem of a file or folder, in bytes. Most file systems take 255; `.toml`, `~2` and the
/// names of temporary files beside it need some of them.
const MAX_STEM: usize = 200;

impl Layout {
    /// Reads a pattern; the message says what is wrong with it.
    pub fn parse(pattern: &str) -> Result<Layout, String> {
        let Some(stem) = pattern.strip_suffix(TOML) else {
            return Err(format!("a layout ends in `{TOML}`"));
        };
        if stem.starts_with('/') {
            return Err("a layout is a path inside the library: it starts with no `/`".to_owned());
        }
        let mut segments = vec![Vec::new()];
        let mut push = |part: Part, new: bool| {
            if new {
                segments.push(Vec::new());
            }
            if let Some(segment) = segments.last_mut() {
                segment.push(part);
            }
        };
        for piece in pieces(stem)? {
            match piece {
                Piece::Text(text) => {
                    for (at, text) in text.split('/').enumerate() {
                        push(Part::Text(text.to_owned()), at > 0);
                    }
                }
                Piece::Part { name, length } => push(part(name, length)?, false),
            }
        }
        for segment in &mut segments {
            segment.retain(|part| *part != Part::Text(String::new()));
            if let Some(fault) = segment_fault(segment) {
                return Err(fault);
            }
        }
        let layout = Layout { pattern: pattern.to_owned(), segments };
        if fold_path(pattern) == "bib.toml" {
            return Err("`bib.toml` is the file of the settings: sources live in other files".to_owned());
        }
        Ok(layout)
    }

    /// Whether every source has a file of its own: the pattern holds the whole key.
    pub fn is_one_each(&self) -> bool {
        self.segments.iter().flatten().any(|part| *part == Part::Key(None))
    }

    /// The path of the file for a source of that category, relative to the library, with `/`.
    pub fn path(&self, source: &Source, category: &str) -> String {
        let mut path = String::new();
        let last = self.segments.len().saturating_sub(1);
        for (at, parts) in self.segments.iter().enumerate() {
            let stem: String = parts.iter().map(|part| part.value(source, category)).collect();
            let mut stem = cut(stem);
            // `bib.toml` in a folder would pass for the settings of a library of its own
            if is_reserved(&stem) || (at == last && fold_path(&stem) == "bib") {
                let first = stem.remove(0);
                stem.insert_str(0, &escape(first));
            }
            if at > 0 {
                path.push('/');
            }
            path.push_str(&stem);
        }
        path + TOML
    }
}

impl Default for Layout {
    /// `{key}.toml`: one source a file, so that git merges, history and review are per source.
    fn default() -> Layout {
        Layout { pattern: "{key}.toml".to_owned(), segments: vec![vec![Part::Key(None)]] }
    }
}

impl fmt::Display for Layout {
    /// The pattern.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pattern)
    }
}

/// A path as disks compare it that ignore case or the form of Unicode: two paths with one fold may be one file.
pub fn fold_path(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    // lower case can leave NFC (`İ`), so NFC comes last, too
    path.nfc().collect::<String>().to_lowercase().nfc().collect()
}

/// Another path for when a path is taken: `name~2.toml` for 2.
pub fn alternative(path: &str, n: u32) -> String {
    let stem = path.strip_suffix(TOML).unwrap_or(path);
    format!("{stem}~{n}{TOML}")
}

/// The part of that name.
fn part(name: &str, length: Option<usize>) -> Result<Part, String> {
    Ok(match (name, length) {
        ("category", None) => Part::Category,
        ("type", None) => Part::Type,
        ("year", None) => Part::Year,
        ("author", None) => Part::Author,
        ("key", length) => Part::Key(length),
        ("hash", Some(length @ 1..=16)) => Part::Hash(length),
        ("hash", _) => return Err("`{hash:N}` wants a length from 1 to 16".to_owned()),
        ("category" | "type" | "year" | "author", Some(_)) => {
            return Err(format!("`{{{name}}}` takes no length"));
        }
        _ => return Err(format!("`{{{name}}}` is no part of a layout; they are {PARTS}")),
    })
}

/// What is wrong with a segment as the pattern writes it.
fn segment_fault(segment: &[Part]) -> Option<String> {
    let text = |part: Option<&Part>| match part {
        Some(Part::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let (first, last) = (text(segment.first()), text(segment.last()));
    if segment.is_empty() {
        return Some("a folder or file of the layout has no name".to_owned());
    }
    if first.starts_with('.') {
        return Some("no folder or file of a layout starts with a dot: such files are skipped".to_owned());
    }
    // Windows drops blanks and dots at the end of a name
    if first.starts_with(' ') || last.ends_with([' ', '.']) {
        return Some(
            "no folder or file of a layout starts or ends with a blank or ends with a dot".to_owned(),
        );
    }
    for part in segment {
        if let Part::Text(text) = part
            && let Some(c) = text.chars().find(|c| is_unsafe(*c))
        {
            return Some(format!("`{}` cannot stand in the name of a file", c.escape_default()));
        }
    }
    let name = if segment.len() == 1 { first } else { return None };
    is_reserved(&name).then(|| format!("`{name}` is a name that Windows keeps for a device"))
}

impl Part {
    /// What it stands for, safe as a part of a file name and never empty.
    fn value(&self, source: &Source, category: &str) -> String {
        match self {
            Part::Text(text) => text.clone(),
            Part::Category => encode(category),
            Part::Type => encode(source.kind.name()),
            Part::Year => match source.year() {
                None => "nodate".to_owned(),
                Some(year) if year < 0 => format!("-{:04}", year.unsigned_abs()),
                Some(year) => format!("{year:04}"),
            },
            Part::Author => {
                let author = key::author(source);
                if author.is_empty() { "anonymous".to_owned() } else { encode(&author) }
            }
            Part::Key(None) => encode(&source.key),
            Part::Key(Some(length)) => {
                // composed first, so that no letter loses its accent
                encode(&source.key.nfc().take(*length).collect::<String>())
            }
            Part::Hash(length) => hash(&source.key.nfc().collect::<String>()).chars().take(*length).collect(),
        }
    }
}

/// A value as a part of a file name: composed, and percent-encoded where a disk, a shell or git could trip over it.
fn encode(value: &str) -> String {
    let mut name = String::with_capacity(value.len());
    let mut chars = value.nfc().peekable();
    let mut first = true;
    while let Some(c) = chars.next() {
        let at_end = first || chars.peek().is_none();
        if is_unsafe(c) || (at_end && matches!(c, '.' | ' ')) {
            name.push_str(&escape(c));
        } else {
            name.push(c);
        }
        first = false;
    }
    if name.is_empty() { "_".to_owned() } else { name }
}

/// Whether a character cannot stand in a file name on some system, or would change what the path means.
fn is_unsafe(c: char) -> bool {
    // the reserved characters of Windows ("Naming Files, Paths, and Namespaces"), and the mark of encoding itself
    matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%') || c.is_control()
}

/// A character percent-encoded (RFC 3986, 2.1).
fn escape(c: char) -> String {
    let mut escaped = String::new();
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let _ = write!(escaped, "%{byte:02X}"); // writing to a string cannot fail
    }
    escaped
}

/// Whether Windows keeps the name for a device, with whatever extension
/// ("Naming Files, Paths, and Namespaces"; the superscript digits are meant there).
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" => true,
        stem => stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT")).is_some_and(|digit| {
            matches!(digit, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
        }),
    }
}

/// A stem that is not too long: past 200 bytes it is cut, and a hash of the whole stands for the rest.
fn cut(stem: String) -> String {
    if stem.len() <= MAX_STEM {
        return stem;
    }
    let hash = hash(&stem);
    let mut end = MAX_STEM - 1 - hash.len();
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    let kept = stem.get(..end).unwrap_or_default();
    // no half of an encoded byte
    let tail = kept.len() - kept.bytes().rev().take(2).position(|byte| byte == b'%').map_or(0, |at| at + 1);
    format!("{}~{hash}", kept.get(..tail).unwrap_or(kept))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    fn path(pattern: &str, key: &str) -> String {
        Layout::parse(pattern).unwrap().path(&Source::new(key, Kind::Misc), "paper")
    }

    #[test]
    fn keys_become_safe_names() {
        for (key, expected) in [
            ("vaswani2017attention", "vaswani2017attention.toml"),
            ("DBLP:conf/nips/X", "DBLP%3Aconf%2Fnips%2FX.toml"),
            ("..", "%2E%2E.toml"),
            (".", "%2E.toml"),
            (".git", "%2Egit.toml"),
            ("a.", "a%2E.toml"),
            ("a.b", "a.b.toml"),
            (" a b ", "%20a b%20.toml"),
            ("a\\b", "a%5Cb.toml"),
            ("a\nb\u{85}", "a%0Ab%C2%85.toml"),
            ("50%", "50%25.toml"),
            ("Łukasz", "Łukasz.toml"),
            ("e\u{301}", "é.toml"),
            ("", "_.toml"),
            ("con", "%63on.toml"),
            ("CON.x", "%43ON.x.toml"),
            ("com1", "%63om1.toml"),
            ("COM¹", "%43OM¹.toml"),
            ("com10", "com10.toml"),
            ("bib", "%62ib.toml"),
            ("BIB", "%42IB.toml"),
            ("bibb", "bibb.toml"),
        ] {
            assert_eq!(path("{key}.toml", key), expected);
        }
    }

    #[test]
    fn patterns_have_parts_and_folders() {
        for (pattern, expected) in [
            ("{category}/{type}-{key}.toml", "paper/misc-AbcDef.toml"),
            ("{year}.toml", "nodate.toml"),
            ("{key:3}/{key}.toml", "Abc/AbcDef.toml"),
            ("all.toml", "all.toml"),
            ("x/{key}.toml", "x/AbcDef.toml"),
            ("{hash:2}.toml", "27.toml"),
        ] {
            assert_eq!(path(pattern, "AbcDef"), expected);
        }
        assert_eq!(path("x/{key}.toml", "bib"), "x/%62ib.toml");
        assert_eq!(path("{key:1}.toml", "e\u{301}a"), "é.toml");
        assert_eq!(Layout::parse("{key}.toml").unwrap(), Layout::default());
    }

    #[test]
    fn long_names_are_cut_and_stay_different() {
        let (a, b) = ("é".repeat(150) + "a", "é".repeat(150) + "b");
        let (a, b) = (path("{key}.toml", &a), path("{key}.toml", &b));
        assert_ne!(a, b);
        assert!(a.len() <= 205 && a.starts_with("ééé"));
        let encoded = path("{key}.toml", &":".repeat(100));
        assert!(encoded.starts_with("%3A%3A") && encoded.contains("A~"), "{encoded}");
    }

    #[test]
    fn faults_are_named() {
        for pattern in [
            "",
            "{key}",
            "{key}.json",
            "/{key}.toml",
            "../{key}.toml",
            "a/../{key}.toml",
            "a//{key}.toml",
            ".x/{key}.toml",
            "{key}/.toml",
            ".toml",
            "{kee}.toml",
            "{key.toml",
            "key}.toml",
            "{hash}.toml",
            "{hash:17}.toml",
            "{year:2}.toml",
            "a:b/{key}.toml",
            "a\\{key}.toml",
            "a./{key}.toml",
            "a /{key}.toml",
            "con/{key}.toml",
            "nul.toml",
            "bib.toml",
            "BIB.toml",
            "{key}/..toml",
            "a%/{key}.toml",
        ] {
            assert!(Layout::parse(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn paths_are_compared_as_disks_do() {
        assert_eq!(fold_path("A/É.toml"), fold_path("a/e\u{301}.toml"));
        assert_ne!(fold_path("a.toml"), fold_path("b.toml"));
        assert_eq!(alternative("x/a.toml", 2), "x/a~2.toml");
    }
}
