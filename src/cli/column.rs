//! The columns of `bib list`: fields, and what is computed from them.

use super::trouble::Problem;
use crate::{
    diagnostic::nearest,
    library::Library,
    model::{FIELDS, Field, Name, NameText, Source, Value, text::plain},
    report::source::short,
};
use std::borrow::Cow;

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// The citation key.
    Key,
    /// The entry type.
    Type,
    /// The category: the source's own, or the default of its type.
    Category,
    /// The year of publication, from `date` or `year`.
    Year,
    /// Where the work appeared.
    Venue,
    /// The file.
    Path,
    /// A field.
    Field(Field),
    /// A house field.
    House(String),
}

/// The columns without `--columns`.
pub(super) const DEFAULT: &str = "key,author,year,title,category";

/// Names of columns that are no fields.
const COMPUTED: [&str; 3] = ["key", "venue", "path"];

/// How a cell is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As it stands in the file.
    Exact,
    /// For people: without marks.
    Plain,
    /// For people, in little room: names are short.
    Short,
}

/// Reads `a,b,c`.
pub(super) fn parse(text: &str, library: &Library) -> Result<Vec<Column>, Problem> {
    let house = library.settings().house_names();
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    let columns: Vec<Column> = names.map(|name| column(name, &house)).collect::<Result<_, _>>()?;
    if columns.is_empty() {
        return Err(Problem::new("no columns").help("name some, as `--columns key,title,doi`"));
    }
    Ok(columns)
}

fn column(name: &str, house: &[String]) -> Result<Column, Problem> {
    Ok(match name {
        "key" => Column::Key,
        "type" => Column::Type,
        "category" => Column::Category,
        "year" => Column::Year,
        "venue" => Column::Venue,
        "path" => Column::Path,
        _ => match Field::from_name(name) {
            Some(field) => Column::Field(field),
            None if house.iter().any(|known| known == name) => Column::House(name.to_owned()),
            None => {
                let fields = FIELDS.iter().map(|row| row.name);
                let known = COMPUTED.into_iter().chain(fields).chain(house.iter().map(String::as_str));
                let help = match nearest(name, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        "a column is a field, `key`, `type`, `year`, `venue`, `category` or `path`".to_owned()
                    }
                };
                return Err(Problem::new(format!("no column is called `{name}`")).help(help));
            }
        },
    })
}

impl Column {
    /// Its name, as it is asked for.
    pub(super) fn name(&self) -> &str {
        match self {
            Column::Key => "key",
            Column::Type => "type",
            Column::Category => "category",
            Column::Year => "year",
            Column::Venue => "venue",
            Column::Path => "path",
            Column::Field(field) => field.name(),
            Column::House(name) => name,
        }
    }

    /// What it holds for the source at a position of the library; empty if there is nothing.
    pub(super) fn cell<'a>(
        &self,
        library: &'a Library,
        at: usize,
        source: &'a Source,
        form: Form,
    ) -> Cow<'a, str> {
        let marked = |text: &'a str| {
            if form == Form::Exact { Cow::Borrowed(text) } else { Cow::Owned(plain(text)) }
        };
        match self {
            Column::Key => Cow::Borrowed(&source.key),
            Column::Type => Cow::Borrowed(source.kind.name()),
            Column::Category => Cow::Borrowed(library.settings().category(source)),
            Column::Year => match source.year() {
                Some(year) => Cow::Owned(year.to_string()),
                None => Cow::Borrowed(source.text(Field::Year).unwrap_or_default()),
            },
            Column::Venue => source.venue().map_or(Cow::Borrowed(""), marked),
            Column::Path => Cow::Owned(library.shown(library.path(at))),
            Column::Field(field) => source.get(*field).map_or(Cow::Borrowed(""), |value| line(value, form)),
            Column::House(name) => {
                let value = source.house.iter().find(|(house, _)| house == name);
                value.map_or(Cow::Borrowed(""), |(_, value)| line(value, form))
            }
        }
    }
}

/// A value in one cell; elements are joined with `; `.
fn line(value: &Value, form: Form) -> Cow<'_, str> {
    match (value, form) {
        (Value::Text(text), Form::Exact) => Cow::Borrowed(text),
        (value, Form::Exact) => Cow::Owned(value.line()),
        (Value::Names(names), form) => {
            let names: Vec<_> = names.iter().map(NameText::read).collect();
            let text = match form {
                Form::Short => short(&names),
                _ => names.iter().map(Name::display_order).collect::<Vec<_>>().join("; "),
            };
            Cow::Owned(text)
        }
        (value, _) => Cow::Owned(plain(&value.line())),
    }
}
