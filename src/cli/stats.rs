//! `bib stats`: counts of the library.

use super::{Context, Exit, complete, input::From};
use crate::{
    documents,
    model::Source,
    page::figures,
    stats::{self, Stats},
};
use clap_complete::ArgValueCompleter;
use rayon::prelude::*;
use std::borrow::Cow;

/// Count sources, categories, modules, years, authors, venues and missing fields
///
/// Unique sources are those that are left when certain duplicates count once, as `bib dedupe` finds them. Modules are
/// those that sources name, and the documents (`[documents] paths` of bib.toml) that cite a source, each by its path.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib stats
  bib stats category:paper year:2020..
  bib stats --format json | jq .modules")]
pub(super) struct Args {
    /// Which sources; all if none is given
    #[arg(add = ArgValueCompleter::new(complete::query))]
    query: Vec<String>,
    /// How to print the counts
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    format: Shape,
    #[command(flatten)]
    from: From,
}

/// How counts are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Shape {
    /// For people, as wide as the terminal
    Text,
    /// One object: total, unique, modules, categories, years, authors, venues, missing
    Json,
    /// Tables for a page
    Markdown,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let library = cx.open_source(&args.from)?;
    let query = cx.query(&library, &args.query)?;
    let settings = library.settings();
    let sources: Vec<Cow<'_, Source>> = library
        .sources()
        .par_iter()
        .filter(|source| query.matches_in(source, settings.category(source)))
        .map(|source| library.resolve(source).source)
        .collect();
    let unique = stats::unique(&sources, &settings.dedupe);
    let (documents, found) = documents::read(&library);
    cx.report_documents(found, &documents);
    let stats = Stats::of(&sources, settings, unique, &documents::citing(&library, &documents));
    match args.format {
        Shape::Text => cx.print(&figures::text(&stats, cx.width()))?,
        Shape::Json => cx.print_json(&stats)?,
        Shape::Markdown => cx.print(&figures::markdown(&stats))?,
    }
    Ok(Exit::Done)
}
