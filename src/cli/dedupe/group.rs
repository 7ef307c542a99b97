//! A group for people: the verdict, what decided, what to do, and the fields of its sources, differences marked.

use super::{clash, fields::Fields};
use crate::{
    cli::{table::wrap, terminal::Theme},
    dedupe::{Group, Pair, Relation, Verdict},
    library::Library,
    model::{Source, text::visible},
    report::counted,
};
use std::collections::BTreeMap;

/// How many reasons are told of a group of many pairs (taste).
const REASONS: usize = 2;

/// How something is drawn.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// How wide.
    pub(super) width: usize,
    /// In which styles.
    pub(super) theme: Theme,
}

/// Draws a group, what to do about it included.
pub(super) fn draw(library: &Library, group: &Group, look: &Look) -> String {
    let fields = Fields::of_group(library, group);
    format!("{}{}{}\n", heading(group, look), advice(library, &fields, group, look), fields.draw(look))
}

/// Draws a group for the one who is asked about it.
pub(super) fn draw_plain(library: &Library, group: &Group, look: &Look) -> String {
    format!("{}{}\n", heading(group, look), Fields::of_group(library, group).draw(look))
}

/// Draws two related works.
pub(super) fn draw_related(library: &Library, pair: &Pair, look: &Look) -> String {
    let comparison = &pair.comparison;
    let (first, second) = if comparison.forward { (pair.a, pair.b) } else { (pair.b, pair.a) };
    let fields = Fields::new(library, &[first, second], 0);
    let [from, to] = [first, second].map(|at| library.sources().get(at));
    let relation = comparison.relation.map_or("belongs to", Relation::name);
    let stored = from.zip(to).is_some_and(|(a, b)| names(library, a, b) || names(library, b, a));
    let stored = if stored { " (stored)" } else { "" };
    let key = |source: Option<&Source>| source.map_or_else(String::new, |source| source.key.clone());
    let head = format!("{} {relation} {}{stored}: {}", key(from), key(to), comparison.because);
    format!("{}{}\n", headed("related: ", &head, look), fields.draw(look))
}

/// Whether a source names another one as related.
fn names(library: &Library, source: &Source, other: &Source) -> bool {
    source.related().iter().any(|one| library.get(&one.key).is_some_and(|one| one.key == other.key))
}

/// Draws any two sources side by side.
pub(super) fn draw_two(library: &Library, two: [usize; 2], look: &Look) -> String {
    Fields::new(library, &two, 0).draw(look)
}

/// A verdict in words.
pub(super) fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Certain => "certain duplicate",
        Verdict::Possible => "possible duplicate",
        Verdict::Related => "related",
        Verdict::Different => "different",
    }
}

/// The verdict on a group, and what decided.
fn heading(group: &Group, look: &Look) -> String {
    let count = match group.members.len() {
        2 => String::new(),
        more => format!(", {}", counted(more, "source")),
    };
    headed(&format!("{}{count}: ", word(group.verdict)), &reasons(group), look)
}

/// A line that begins with a heading; broken where the terminal ends.
pub(super) fn headed(head: &str, text: &str, look: &Look) -> String {
    let bold = look.theme.heading;
    let lines = wrap(&format!("{head}{}", visible(text)), look.width, 2);
    match lines.strip_prefix(head) {
        Some(rest) => format!("{bold}{head}{bold:#}{rest}\n"),
        None => format!("{lines}\n"),
    }
}

/// What decided, in words: the reasons that most pairs have.
fn reasons(group: &Group) -> String {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for pair in &group.pairs {
        *count.entry(&pair.comparison.because).or_default() += 1;
    }
    let mut reasons: Vec<(&str, usize)> = count.into_iter().collect();
    // the text decides where the count does not
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let total = group.pairs.len();
    let told = reasons.iter().take(REASONS).map(|(because, count)| match (reasons.len(), total) {
        (1, _) => (*because).to_owned(),
        _ => format!("{because} ({count} of {total} pairs)"),
    });
    let mut told: Vec<String> = told.collect();
    if reasons.len() > REASONS {
        told.push(format!("{}, see --format json", counted(reasons.len() - REASONS, "other reason")));
    }
    told.join("; or ")
}

/// What to do about a group.
fn advice(library: &Library, fields: &Fields<'_>, group: &Group, look: &Look) -> String {
    let faint = look.theme.faint;
    let keep = fields.keys().nth(fields.keep).unwrap_or_default();
    let others: Vec<&str> = fields.keys().filter(|key| *key != keep).collect();
    let text = match (group.verdict, others.as_slice()) {
        _ if clash(library, group).is_some() => {
            "two of them have one key; give one of them another in its header, then they can be decided about".to_owned()
        }
        (Verdict::Certain, _) if library.is_foreign() => "`bib add` makes one source of them".to_owned(),
        _ if library.is_foreign() => "look at them; what you decide is remembered in a library, see `bib add`".to_owned(),
        (Verdict::Certain, _) => format!("`bib dedupe --fix` keeps {keep}"),
        (_, [other]) => {
            format!("`bib dedupe --merge {keep} {other}`, or `--distinct {keep} {other} --because \"...\"`")
        }
        _ => "`bib dedupe --interactive` asks; `--merge A B` and `--distinct A B --because \"...\"` decide".to_owned(),
    };
    format!("{faint}{}{faint:#}\n", wrap(&visible(&text), look.width, 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedupe::{self, merge};
    use unicode_width::UnicodeWidthStr;

    const TITLE: &str = "The long and winding road from candidates to records";

    fn drawn(count: usize, width: usize, fields: impl Fn(usize) -> String) -> String {
        let texts = (0..count).map(|n| {
            let text = format!("[doe{n:02}]\ntype = \"article\"\nauthor = [\"Doe, Jane\", \"Roe, Richard\"]\n{}", fields(n));
            (format!("doe{n:02}.toml"), text)
        });
        let library = Library::from_texts("", texts).unwrap();
        let look = Look { width, theme: Theme::default() };
        dedupe::of_library(&library).groups.iter().map(|group| draw(&library, group, &look)).collect()
    }

    #[test]
    fn a_group_fits_and_what_differs_is_marked_and_whole() {
        for width in [60, 80, 100, 120] {
            let text = drawn(2, width, |n| {
                let volume = n + 1;
                format!("title = \"{TITLE} and back{}\"\ndate = \"2001\"\nvolume = \"{volume}\"\n", ["", "."][n])
            });
            assert!(text.lines().all(|line| line.width() <= width), "{width}: {text}");
            assert!(text.contains("\n~ title") && text.contains("\n* volume") && text.contains("\n  date"), "{text}");
            assert!(text.contains("back.") && !text.contains('…'), "{text}");
        }
    }

    #[test]
    fn a_mark_says_what_the_merge_does() {
        let fields = |n: usize| {
            let title = [TITLE, "The long and winding roads from candidates to records"][n];
            let journal = ["Journal of Results", "J. Results"][n];
            format!("title = \"{title}\"\ndate = \"2001\"\ndoi = \"10.1000/1\"\njournaltitle = \"{journal}\"\npages = \"1-9\"\n")
        };
        let text = drawn(2, 100, fields);
        assert!(text.contains("\n* title") && text.contains("\n~ journaltitle"), "{text}");
        let texts = (0..2).map(|n| (format!("{n}.toml"), format!("[k{n}]\ntype = \"article\"\n{}", fields(n))));
        let library = Library::from_texts("", texts).unwrap();
        let merged = merge::merge_groups(&library, &[vec![0, 1]], merge::Policy::Best);
        assert_eq!(merged[0].conflicts.iter().map(|conflict| conflict.field.as_str()).collect::<Vec<_>>(), ["title"]);
    }

    #[test]
    fn a_group_of_many_has_a_source_a_row() {
        for width in [60, 80, 120] {
            let text = drawn(30, width, |n| {
                format!("title = \"{TITLE}{}\"\ndate = \"2001\"\nvolume = \"9\"\npages = \"1-9\"\n", [".", "!"][n % 2])
            });
            assert!(text.lines().all(|line| line.width() <= width), "{width}: {text}");
            assert_eq!(text.lines().filter(|line| line.starts_with("doe")).count(), 30, "{text}");
            assert!(text.contains("date 2001; volume 9"), "{text}");
            // what all titles begin with is told once
            assert!(text.matches("winding").count() == 1 && text.contains("…records!"), "{text}");
        }
    }

    #[test]
    fn nothing_in_the_data_acts_on_the_terminal() {
        for count in [2, 9] {
            let text = drawn(count, 80, |n| {
                format!("title = \"{TITLE}\"\ndate = \"2001\"\npages = \"1-9\"\nvolume = \"1\\u001b[31m{n}\\n\"\nurl = \"\\u009b{n}\"\n")
            });
            assert!(text.contains("doe01"), "{text}");
            assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text}");
        }
    }
}
