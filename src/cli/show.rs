//! `bib show`: sources whole.

use super::{Context, Exit, complete, input::From, list, sheet, style};
use crate::{
    format::{self, Format},
    library::Library,
    model::Source,
    page::{Markup, bibliography, export::Form, style::references},
};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap_complete::ArgValueCompleter;
use std::borrow::Cow;

/// Show sources whole
///
/// A key may be an alias: what was merged or renamed is found under its old key. What a source inherits through
/// crossref and xdata is shown and marked as such. --verbose names what a format cannot carry.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib show vaswani2017attention
  bib show --format bibtex vaswani2017attention devlin2019bert
  bib show --style ieee vaswani2017attention
  bib list --format keys year:2017 | xargs bib show --format biblatex")]
pub(super) struct Args {
    /// Keys or aliases of sources
    #[arg(required = true, add = ArgValueCompleter::new(complete::keys))]
    key: Vec<String>,
    /// How to print them
    #[arg(long, value_parser = shapes(), default_value = "text")]
    format: Shape,
    #[command(flatten)]
    from: From,
    /// As references in this citation style: a name as `apa` (`bib export --style list` names all), or a .csl file
    #[arg(long, value_name = "STYLE", add = ArgValueCompleter::new(style::complete))]
    style: Option<String>,
}

/// How a source is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// A field a line.
    Text,
    /// As in its file.
    Toml,
    /// As JSON.
    Json,
    /// As `bib export` writes it.
    Form(Form),
}

/// Those that are no form of export: name, what they are.
const OWN: [(&str, &str, Shape); 3] = [
    ("text", "A field a line, for reading", Shape::Text),
    ("toml", "As a source file", Shape::Toml),
    ("json", "An array of objects, as `bib list --format json`", Shape::Json),
];

/// Reads the name of a shape.
fn shapes() -> impl TypedValueParser<Value = Shape> {
    let own = OWN.iter().map(|(name, help, _)| PossibleValue::new(*name).help(*help));
    let forms = Form::all().filter(|form| *form != Form::Page(Markup::Text));
    let known = own.chain(forms.map(|form| PossibleValue::new(form.name()).help(form.help())));
    PossibleValuesParser::new(known).try_map(|name| {
        let own = OWN.iter().find(|(own, ..)| *own == name).map(|(.., shape)| *shape);
        own.or_else(|| Form::from_name(&name).map(Shape::Form)).ok_or("no such format")
    })
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let form = match args.format {
        Shape::Text => Some(Form::Page(Markup::Text)),
        Shape::Form(form) => Some(form),
        Shape::Toml | Shape::Json => None,
    };
    let style = args.style.as_deref().map(|name| style::asked(name, form)).transpose()?;
    let library = cx.open_source(&args.from)?;
    let found: Vec<Option<usize>> = args.key.iter().map(|key| cx.locate(&library, key)).collect();
    let missing = found.iter().any(Option::is_none);
    let sources: Vec<&Source> = found.into_iter().flatten().filter_map(|at| library.sources().get(at)).collect();
    let exit = if missing { Exit::Findings } else { Exit::Done };
    if let (Some(style), Some(Form::Page(markup))) = (&style, form) {
        let list = style.references(&resolved(&library, &sources), &format::Options::default());
        if cx.is_verbose() {
            cx.report_on(&library, &list.losses);
        }
        cx.print_data(&references(markup, &list))?;
        return Ok(exit);
    }
    match args.format {
        Shape::Text => text(cx, &library, &sources)?,
        Shape::Json => list::json(cx, &library, &sources)?,
        Shape::Toml => {
            let texts: Vec<String> = sources.iter().map(|source| format::toml::print(source)).collect();
            cx.print_data(&texts.join("\n"))?;
        }
        Shape::Form(Form::Data(format)) => convert(cx, &library, &sources, format)?,
        Shape::Form(Form::Page(markup)) => {
            cx.print_data(&bibliography::references(markup, &resolved(&library, &sources))?)?;
        }
    }
    Ok(exit)
}

fn text(cx: &mut Context<'_>, library: &Library, sources: &[&Source]) -> anyhow::Result<()> {
    for (n, source) in sources.iter().enumerate() {
        let text = sheet::draw(library, source, list::position(library, source), cx.width(), &cx.theme());
        cx.print(if n == 0 { "" } else { "\n" })?;
        cx.print(&text)?;
    }
    Ok(())
}

fn convert(cx: &mut Context<'_>, library: &Library, sources: &[&Source], format: Format) -> anyhow::Result<()> {
    let options = format::Options { house: library.settings().house.clone(), ..format::Options::default() };
    let written = format::write(format, &resolved(library, sources), &options);
    if cx.is_verbose() {
        cx.report_on(library, &written.losses);
    }
    cx.print_data(&written.text)
}

fn resolved<'a>(library: &'a Library, sources: &[&'a Source]) -> Vec<Cow<'a, Source>> {
    sources.iter().map(|source| library.resolve(source).source).collect()
}
