//! What several sources say, field by field: side by side, or a source a row where there are too many for the width.

use super::group::{Look, headed};
use crate::{
    cli::table::{self, Cell, cut},
    dedupe::{Group, merge},
    library::Library,
    model::{
        Field, Shape, Source, Value,
        text::{plain, visible},
    },
};
use anstyle::Style;
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// The fields that are shown, in this order, if a source has them.
const SHOWN: [Field; 24] = [
    Field::Title,
    Field::Subtitle,
    Field::Author,
    Field::Editor,
    Field::Translator,
    Field::Date,
    Field::Year,
    Field::Journaltitle,
    Field::Booktitle,
    Field::Maintitle,
    Field::Eventtitle,
    Field::Institution,
    Field::Publisher,
    Field::Edition,
    Field::Volume,
    Field::Number,
    Field::Issue,
    Field::Pages,
    Field::Eid,
    Field::Isbn,
    Field::Doi,
    Field::Eprint,
    Field::Url,
    Field::Language,
];

/// A source needs that many columns to be read beside others (taste).
const NARROWEST: usize = 20;

/// So many lines a value may take if it differs: what it differs in may be at its end (taste).
const LINES: usize = 8;

/// In a row of its own, a value needs no more than that many to be told from others (taste).
const ENOUGH: usize = 16;

/// How far the values of a field differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// All that say something say the same.
    None,
    /// It is spelled otherwise.
    Spelling,
    /// It is not the same.
    Difference,
}

/// Sources and what they say, field by field.
pub(super) struct Fields<'l> {
    sources: Vec<Cow<'l, Source>>,
    /// Where each stands.
    places: Vec<String>,
    /// The one that a merge keeps.
    pub(super) keep: usize,
    rows: Vec<Row>,
}

/// A field and what each source says in it.
#[derive(Clone)]
struct Row {
    name: &'static str,
    mark: Mark,
    cells: Vec<String>,
}

impl<'l> Fields<'l> {
    /// Those of a group.
    pub(super) fn of_group(library: &'l Library, group: &Group) -> Fields<'l> {
        Fields::new(library, &group.members, group.members.iter().position(|at| *at == group.keep).unwrap_or_default())
    }

    /// Those of any sources; differences are what a merge into that one of them says of them.
    pub(super) fn new(library: &'l Library, members: &[usize], keep: usize) -> Fields<'l> {
        let sources: Vec<Cow<'l, Source>> = members
            .iter()
            .filter_map(|at| library.sources().get(*at))
            .map(|source| library.resolve(source).source)
            .collect();
        let places = members.iter().map(|at| library.place(*at, None));
        let places = places.map(|place| visible(&format!("{}:{}", place.path, place.line)).into_owned()).collect();
        let types = sources.iter().map(|source| source.kind.name().to_owned()).collect();
        let merged = merged(library, &sources, keep);
        let types = Row::new("type", types, merged.as_ref()).filter(|row| row.mark > Mark::None);
        let fields = SHOWN.into_iter().filter_map(|field| {
            let cells = sources.iter().map(|source| source.get(field).map_or_else(String::new, |v| shown(field, v)));
            Row::new(field.name(), cells.collect(), merged.as_ref())
        });
        let rows = types.into_iter().chain(fields).collect();
        Fields { sources, places, keep, rows }
    }

    /// The keys of the sources.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(|source| source.key.as_str())
    }

    /// Draws them.
    pub(super) fn draw(&self, look: &Look) -> String {
        let names = self.rows.iter().map(|row| row.name.len()).max().unwrap_or(0) + 2;
        let room = look.width.saturating_sub(names) / self.sources.len().max(1);
        if room >= NARROWEST + 2 { self.side_by_side(look) } else { self.turned(look) }
    }

    /// The key of a source; the one that a merge keeps stands out.
    fn key(&self, at: usize, look: &Look) -> Cell {
        let style = if at == self.keep { look.theme.key } else { look.theme.heading };
        Cell::new(visible(self.keys().nth(at).unwrap_or_default()), style)
    }

    /// A field a row, a source a column.
    fn side_by_side(&self, look: &Look) -> String {
        let head = (0..self.sources.len()).map(|at| self.key(at, look));
        let mut rows = vec![table::Row::new(std::iter::once(Cell::new("", Style::new())).chain(head))];
        let at = Cell::new("  at", look.theme.faint);
        let places = self.places.iter().map(|place| Cell::new(place, look.theme.faint));
        rows.push(table::Row::new(std::iter::once(at).chain(places)));
        for row in &self.rows {
            let name = Cell::new(format!("{} {}", row.mark.sign(), row.name), row.mark.style(look));
            let lines = if row.mark > Mark::None { LINES } else { 1 };
            let cells = (0..row.cells.len()).map(|at| row.cell(at, self.keep, look));
            rows.push(table::Row::new(std::iter::once(name).chain(cells)).on(lines));
        }
        table::draw_rows(&rows, look.width)
    }

    /// A source a row: what differs in columns, as many as there is room for; what does not is told before.
    fn turned(&self, look: &Look) -> String {
        let (differ, same): (Vec<Row>, Vec<Row>) = self.rows.iter().cloned().partition(|row| row.mark > Mark::None);
        let mut same: Vec<String> = same.iter().map(Row::in_one).collect();
        let mut shorten = |mut row: Row| {
            let begin = row.take_what_all_begin_with();
            same.extend(begin.map(|begin| {
                let begin = format!("{}…", begin.trim_end());
                format!("{} {}", row.name, cut(&begin, ENOUGH * 4))
            }));
            row
        };
        let differ: Vec<Row> = differ.into_iter().map(&mut shorten).collect();
        let mut left = look.width.saturating_sub(self.keys().map(|key| visible(key).width()).max().unwrap_or(0));
        let mut columns: Vec<&Row> = Vec::new();
        let mut more: Vec<&str> = Vec::new();
        for row in &differ {
            let needs = row.cells.iter().map(|cell| cell.width()).max().unwrap_or(0).min(ENOUGH);
            let needs = needs.max(row.name.len() + 2) + 2;
            if needs <= left || columns.is_empty() {
                left = left.saturating_sub(needs);
                columns.push(row);
            } else {
                more.push(row.name);
            }
        }
        let head = columns.iter().map(|row| {
            Cell::new(format!("{} {}", row.mark.sign(), row.name), row.mark.style(look))
        });
        let mut rows = vec![table::Row::new(std::iter::once(Cell::new("", Style::new())).chain(head))];
        for at in 0..self.sources.len() {
            let cells = columns.iter().map(|row| row.cell(at, self.keep, look));
            rows.push(table::Row::new(std::iter::once(self.key(at, look)).chain(cells)));
        }
        let mut text = String::new();
        for (head, list) in [("same: ", same.join("; ")), ("differ too: ", more.join(", "))] {
            if !list.is_empty() {
                text += &headed(head, &list, look);
            }
        }
        text + &table::draw_rows(&rows, look.width)
    }
}

impl Row {
    /// A field's row; `None` if nobody says anything in it.
    fn new(name: &'static str, cells: Vec<String>, merged: Option<&merge::Merged>) -> Option<Row> {
        let mut said = cells.iter().filter(|cell| !cell.is_empty());
        let first = said.next()?;
        let mark = if said.all(|cell| cell == first) { Mark::None } else { Mark::of(name, merged) };
        Some(Row { name, mark, cells })
    }

    /// Takes from long values what all begin with, and gives it back: in little room the rest tells them apart.
    fn take_what_all_begin_with(&mut self) -> Option<String> {
        let mut said = self.cells.iter().filter(|cell| !cell.is_empty());
        let first = said.next()?;
        let alike = |other: &String| {
            let same = first.char_indices().zip(other.chars()).take_while(|((_, a), b)| a == b);
            same.last().map_or(0, |((at, c), _)| at + c.len_utf8())
        };
        let alike = said.map(alike).min()?;
        let ends = first.get(..alike)?.rfind(' ')? + 1;
        let begin = first.get(..ends).filter(|begin| begin.width() > ENOUGH)?.to_owned();
        for cell in self.cells.iter_mut().filter(|cell| !cell.is_empty()) {
            *cell = format!("…{}", cell.get(ends..).unwrap_or_default());
        }
        Some(begin)
    }

    /// What a source says; it stands out if it is not what the kept one says.
    fn cell(&self, at: usize, keep: usize, look: &Look) -> Cell {
        let (own, kept) = (self.cells.get(at), self.cells.get(keep));
        let differs = self.mark == Mark::Difference && own != kept && own.is_some_and(|own| !own.is_empty());
        let style = if differs { look.theme.hunk } else { Style::new() };
        Cell::new(own.cloned().unwrap_or_default(), style)
    }

    /// The value that all have, or all that have one.
    fn in_one(&self) -> String {
        let said = self.cells.iter().filter(|cell| !cell.is_empty()).count();
        let value = self.cells.iter().find(|cell| !cell.is_empty()).map_or("", String::as_str);
        let value = cut(value, ENOUGH * 4);
        let some = if said < self.cells.len() { format!(" ({said} of {})", self.cells.len()) } else { String::new() };
        format!("{} {value}{some}", self.name)
    }
}

impl Mark {
    /// What a merge says of a field whose values are not the same text.
    fn of(field: &str, merged: Option<&merge::Merged>) -> Mark {
        let gives_way = |merged: &merge::Merged| {
            let contradicts = merged.survivor.conflicts().iter().any(|conflict| conflict.field == field);
            !contradicts && merged.variants.iter().any(|variant| variant.field == field)
        };
        if merged.is_some_and(gives_way) { Mark::Spelling } else { Mark::Difference }
    }

    fn sign(self) -> char {
        match self {
            Mark::None => ' ',
            Mark::Spelling => '~',
            Mark::Difference => '*',
        }
    }

    fn style(self, look: &Look) -> Style {
        match self {
            Mark::Difference => look.theme.hunk,
            Mark::None | Mark::Spelling => look.theme.faint,
        }
    }
}

/// What becomes of sources in a merge into one of them.
fn merged(library: &Library, sources: &[Cow<'_, Source>], keep: usize) -> Option<merge::Merged> {
    let kept = sources.get(keep)?;
    let others: Vec<&Source> =
        sources.iter().enumerate().filter(|(at, _)| *at != keep).map(|(_, source)| &**source).collect();
    let moved = others.iter().map(|other| (other.key.as_str(), kept.key.as_str()));
    Some(merge::merge_named(kept, &others, merge::Policy::Best, &merge::Names::new(library, moved)))
}

/// A value as people read it, in one visible line.
fn shown(field: Field, value: &Value) -> String {
    let line = value.line();
    let line = if matches!(field.shape(), Shape::Text | Shape::TextList) { plain(&line) } else { line };
    visible(&line).into_owned()
}
