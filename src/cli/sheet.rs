//! A source as a sheet for reading: a field a line, wrapped, names as they are said, marks as type.

use super::terminal::Theme;
use crate::{
    library::Library,
    model::{
        Field, Source, Value,
        text::{Event, Mark, events, visible},
    },
};
use anstyle::Style;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Narrowest column for values; a terminal that leaves less is written over its edge (taste).
const NARROWEST: usize = 20;

/// A word as it is printed, and its width in columns.
#[derive(Default)]
struct Word {
    text: String,
    width: usize,
}

impl Word {
    /// Adds visible text in a style.
    fn push(&mut self, shown: &str, style: Style) {
        // A plain style prints nothing.
        let _ = write!(self.text, "{style}{shown}{style:#}");
        self.width += shown.width();
    }
}

/// Draws a source; fields that it inherits are marked.
pub(super) fn draw(library: &Library, source: &Source, at: usize, width: usize, theme: &Theme) -> String {
    let resolved = library.resolve(source);
    let rows = rows(library, source, &resolved.source, at, theme);
    let label = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0) + 2;
    let room = width.saturating_sub(label + 2).max(NARROWEST);
    let mut text = String::new();
    let _ = writeln!(text, "{}{}{:#}", theme.key, visible(&source.key), theme.key);
    for (name, words) in rows {
        let heading = theme.heading;
        let pad = label - name.width();
        let _ = write!(text, "  {heading}{name}{heading:#}{:pad$}", "");
        wrap(&mut text, &words, room, label + 2);
    }
    text
}

fn rows(
    library: &Library,
    own: &Source,
    whole: &Source,
    at: usize,
    theme: &Theme,
) -> Vec<(String, Vec<Word>)> {
    let from = inherited_from(own);
    let plain = Style::new();
    let mut rows = vec![("type".to_owned(), words(own.kind.name(), plain))];
    for (field, value) in whole.fields() {
        for mut words in lines(field, value, theme) {
            if !own.has(field) {
                words.extend(self::words(&from, theme.faint));
            }
            rows.push((field.name().to_owned(), words));
        }
    }
    for (name, value) in &whole.house {
        rows.push((visible(name).into_owned(), words(&value.line(), plain)));
    }
    if !own.has(Field::Category) {
        let category = library.settings().category(own);
        let mut words = words(category, plain);
        words.extend(self::words("(by its type)", theme.faint));
        rows.push(("category".to_owned(), words));
    }
    let place = library.place(at, None);
    rows.push(("file".to_owned(), words(&format!("{}:{}", place.path, place.line), theme.faint)));
    rows
}

/// Where inherited fields come from, if that is clear.
fn inherited_from(source: &Source) -> String {
    let parents: Vec<&str> = source
        .text(Field::Crossref)
        .into_iter()
        .chain(source.list(Field::Xdata).iter().map(String::as_str))
        .collect();
    match parents.as_slice() {
        [one] => format!("(from {one})"),
        _ => "(inherited)".to_owned(),
    }
}

/// The lines of a value: one for what is one, more for tables.
fn lines(field: Field, value: &Value, theme: &Theme) -> Vec<Vec<Word>> {
    let plain = Style::new();
    match value {
        Value::Text(text) if field.shape() == crate::model::Shape::Text => vec![marked(text, theme)],
        Value::Text(text) => vec![words(text, plain)],
        Value::Names(names) => {
            let names: Vec<String> = names.iter().map(|name| name.read().display_order()).collect();
            vec![words(&names.join("; "), plain)]
        }
        Value::List(list) if field.shape() == crate::model::Shape::TextList => {
            vec![marked(&list.join("; "), theme)]
        }
        Value::List(list) => vec![words(&list.join(", "), plain)],
        Value::Related(all) => all
            .iter()
            .map(|related| {
                let parts = [&related.relation, &related.key, &related.string];
                let parts: Vec<&str> =
                    parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
                words(&parts.join(" "), plain)
            })
            .collect(),
        Value::Reasons(all) => {
            let told = |what: &str, why: &str| {
                if why.is_empty() { what.to_owned() } else { format!("{what}: {why}") }
            };
            all.iter().map(|(what, why)| words(&told(what, why), plain)).collect()
        }
        Value::Conflicts(all) => all
            .iter()
            .map(|conflict| {
                let text = format!("{} is also {} (from {})", conflict.field, conflict.value, conflict.from);
                words(&text, plain)
            })
            .collect(),
        Value::Extra(all) => all
            .iter()
            .map(|raw| words(&format!("{} {}: {}", raw.format, raw.name, raw.value), plain))
            .collect(),
    }
}

fn words(text: &str, style: Style) -> Vec<Word> {
    let words = text.split_whitespace().map(|word| {
        let mut one = Word::default();
        one.push(&visible(word), style);
        one
    });
    words.collect()
}

/// The words of marked text; without colours the marks are left out.
fn marked(text: &str, theme: &Theme) -> Vec<Word> {
    let mut open: Vec<Mark> = Vec::new();
    let mut words = vec![Word::default()];
    for event in events(text) {
        let text = match event {
            Event::Open(mark) => {
                open.push(mark);
                continue;
            }
            Event::Close(_) => {
                open.pop();
                continue;
            }
            Event::Text(text) => text,
            Event::Math(text) => text.into(),
            Event::Command(name) => format!("\\{name}").into(),
        };
        for (n, piece) in text.split(char::is_whitespace).enumerate() {
            if n > 0 {
                words.push(Word::default());
            }
            if let (Some(word), false) = (words.last_mut(), piece.is_empty()) {
                word.push(&visible(piece), theme.of(&open));
            }
        }
    }
    words.retain(|word| word.width > 0);
    words
}

impl Theme {
    /// The style of text under marks.
    fn of(&self, marks: &[Mark]) -> Style {
        let colour = self.heading != Style::new();
        let style = Style::new();
        let style = if colour && marks.contains(&Mark::Italic) { style.italic() } else { style };
        if colour && marks.contains(&Mark::Bold) { style.bold() } else { style }
    }
}

/// Writes words, as many a line as fit; later lines are indented.
fn wrap(text: &mut String, words: &[Word], room: usize, indent: usize) {
    let mut column = 0;
    for word in words {
        if column > 0 && column + 1 + word.width > room {
            let _ = write!(text, "\n{:indent$}", "");
            column = 0;
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(&word.text);
        column += word.width;
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str, width: usize) -> String {
        let files = [("a.toml".to_owned(), text.to_owned())];
        let library = Library::from_texts("", files).unwrap();
        draw(&library, &library.sources()[0], 0, width, &Theme::default())
    }

    #[test]
    fn a_sheet_is_aligned_and_wrapped() {
        let text = sheet(
            "[a]\ntype = \"article\"\ntitle = \"The {GPU} and <i>what</i> came after it\"\nauthor = [\"Doe, Jane\", \"{ACM}\"]\ncategory = \"paper\"\n",
            34,
        );
        let expected = "\
a
  type      article
  title     The GPU and what came
            after it
  author    Jane Doe; ACM
  category  paper
  file      bib/a.toml:1
";
        assert_eq!(text, expected);
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let text = sheet("[a]\ntype = \"misc\"\ntitle = \"x\\u001b[31my\\u0007\"\nurl = \"\\u009b\"\n", 80);
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text}");
    }
}
