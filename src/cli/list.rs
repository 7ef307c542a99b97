//! `bib list`: the sources that match, as a table or for programs.

use super::{
    Context, Exit,
    column::{self, Column, Form},
    complete,
    input::From,
    trouble::{self, Problem},
};
use crate::{
    library::Library,
    model::{Source, text::visible},
    query::Sort,
    report,
};
use clap_complete::ArgValueCompleter;
use std::{borrow::Cow, io::Write};

/// List sources
///
/// On a terminal a table that fits it, in a pipe a line a source with tabs between the cells and without a header.
/// Words of the query match any text; `author:knuth`, `year:2017..2020`, `category:paper`, `has:doi`, `missing:doi`,
/// `not`, `or` and parentheses narrow it down. Nothing that matches is no failure.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib list attention year:2017..
  bib list --columns key,title,doi 'author:\"van der Berg\"' missing:doi
  bib list --format keys category:video | xargs bib show
  bib list --format json | jq '.[].title'
  bib list --from refs.bib year:2017..

Formats: cells of csv (RFC 4180, with a header) and values of json are exactly what the files hold, marks included;
a spreadsheet may take a cell that begins with = for a formula. In tables and in pipes marks are left out, control
characters are escaped, and several values are joined with `; `.")]
pub(super) struct Args {
    /// Which sources; all if none is given
    #[arg(add = ArgValueCompleter::new(complete::query))]
    query: Vec<String>,
    /// How to print them [default: table on a terminal, else lines with tabs]
    #[arg(long, value_enum)]
    format: Option<Shape>,
    /// What to show of each: fields, key, type, year, venue, category, path [default: key,author,year,title,category]
    #[arg(long, value_name = "NAME,...", add = ArgValueCompleter::new(complete::columns))]
    columns: Option<String>,
    /// In which order: fields, a minus turns one round, as `-year,author` [default: key]
    #[arg(long, value_name = "FIELD,...", allow_hyphen_values = true, add = ArgValueCompleter::new(complete::columns))]
    sort: Option<String>,
    /// Print the first N only
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    from: From,
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Shape {
    /// A table as wide as the terminal
    Table,
    /// An array of objects: key, type, fields, path, line
    Json,
    /// An object a line
    Jsonl,
    /// Comma-separated values with a header
    Csv,
    /// A key a line
    Keys,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    if args.columns.is_some() && matches!(args.format, Some(Shape::Json | Shape::Jsonl | Shape::Keys)) {
        let problem = Problem::new("`--columns` says nothing to this `--format`");
        return Err(problem.help("take `--format csv`, or leave `--columns` out").into());
    }
    let library = cx.open_source(&args.from)?;
    let columns = column::parse(args.columns.as_deref().unwrap_or(column::DEFAULT), &library)?;
    let sources = select(args, cx, &library)?;
    match args.format {
        Some(Shape::Keys) => keys(cx, &sources)?,
        Some(Shape::Json) => json(cx, &library, &sources)?,
        Some(Shape::Jsonl) => jsonl(cx, &library, &sources)?,
        Some(Shape::Csv) => csv(cx, &library, &columns, &sources)?,
        Some(Shape::Table) => table(cx, &library, &columns, &sources)?,
        None if cx.is_terminal() => table(cx, &library, &columns, &sources)?,
        None => tabs(cx, &library, &columns, &sources)?,
    }
    Ok(Exit::Done)
}

fn select<'a>(args: &Args, cx: &mut Context<'_>, library: &'a Library) -> anyhow::Result<Vec<&'a Source>> {
    let query = cx.query(library, &args.query)?;
    let sort = args.sort.as_deref().unwrap_or_default();
    let order = Sort::parse(sort, &library.settings().house_names())
        .map_err(|error| trouble::from_query(sort, &error))?;
    let all = library.sources().iter();
    let category = |source| library.settings().category(source);
    let mut sources: Vec<&Source> = if query.is_all() {
        all.collect()
    } else {
        all.filter(|source| query.matches_in(source, category(source))).collect()
    };
    order.sort(&mut sources);
    sources.truncate(args.limit.unwrap_or(usize::MAX));
    Ok(sources)
}

fn keys(cx: &mut Context<'_>, sources: &[&Source]) -> anyhow::Result<()> {
    for source in sources {
        writeln!(cx.out(), "{}", visible(&source.key))?;
    }
    Ok(())
}

/// Sources as an array of objects.
pub(super) fn json(cx: &mut Context<'_>, library: &Library, sources: &[&Source]) -> anyhow::Result<()> {
    let mut before = "[\n";
    for source in sources {
        cx.print(before)?;
        object(cx, library, source)?;
        before = ",\n";
    }
    cx.print(if sources.is_empty() { "[]\n" } else { "\n]\n" })
}

fn jsonl(cx: &mut Context<'_>, library: &Library, sources: &[&Source]) -> anyhow::Result<()> {
    for source in sources {
        object(cx, library, source)?;
        cx.print("\n")?;
    }
    Ok(())
}

/// A source as an object on one line.
fn object(cx: &mut Context<'_>, library: &Library, source: &Source) -> anyhow::Result<()> {
    let place = library.place(position(library, source), None);
    cx.print_json_line(&report::source::Json { source, place })
}

fn csv(
    cx: &mut Context<'_>,
    library: &Library,
    columns: &[Column],
    sources: &[&Source],
) -> anyhow::Result<()> {
    let header: Vec<Cow<'_, str>> = columns.iter().map(|column| quoted(column.name().into())).collect();
    cx.print(&format!("{}\r\n", header.join(",")))?;
    for source in sources {
        let at = position(library, source);
        let cells = columns.iter().map(|column| quoted(column.cell(library, at, source, Form::Exact)));
        cx.print_data(&format!("{}\r\n", cells.collect::<Vec<_>>().join(",")))?;
    }
    Ok(())
}

/// A cell of RFC 4180: in quotes if it has to be, quotes in it doubled.
fn quoted(cell: Cow<'_, str>) -> Cow<'_, str> {
    if cell.contains([',', '"', '\n', '\r']) { Cow::Owned(format!("\"{}\"", cell.replace('"', "\"\""))) } else { cell }
}

fn tabs(
    cx: &mut Context<'_>,
    library: &Library,
    columns: &[Column],
    sources: &[&Source],
) -> anyhow::Result<()> {
    for source in sources {
        let at = position(library, source);
        let mut before = "";
        for column in columns {
            // No tab is left in a cell: what is visible has none.
            let cell = column.cell(library, at, source, Form::Plain);
            write!(cx.out(), "{before}{}", visible(&cell))?;
            before = "\t";
        }
        cx.print("\n")?;
    }
    Ok(())
}

fn table(
    cx: &mut Context<'_>,
    library: &Library,
    columns: &[Column],
    sources: &[&Source],
) -> anyhow::Result<()> {
    if sources.is_empty() {
        cx.say("nothing matches");
        return Ok(());
    }
    let rows = sources.iter().map(|source| {
        let at = position(library, source);
        columns.iter().map(|column| visible(&column.cell(library, at, source, Form::Short)).into_owned()).collect()
    });
    let names = columns.iter().map(|column| column.name().to_owned()).collect();
    let text = super::table::draw(names, rows.collect(), cx.width(), &cx.theme());
    cx.print(&text)?;
    cx.say(report::counted(sources.len(), "source"));
    Ok(())
}

/// The position of a source of the library among its sources: it is one of them, so its address tells.
pub(super) fn position(library: &Library, source: &Source) -> usize {
    let first = library.sources().as_ptr().addr();
    (std::ptr::from_ref(source).addr() - first) / size_of::<Source>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_as_rfc_4180_says() {
        for (cell, expected) in [("a", "a"), ("a b", "a b"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("=1", "=1")] {
            assert_eq!(quoted(cell.into()), expected);
        }
    }
}
