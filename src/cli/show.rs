//! `bib show`: one source whole.

use super::{Context, Exit, complete, list};
use crate::{
    diagnostic::Diagnostic,
    format,
    library::Library,
    model::{Field, Source, Value, text::{plain, visible}},
    report::source::spoken,
};
use clap_complete::ArgValueCompleter;
use std::fmt::Write as _;

/// Show sources whole
///
/// As text, fields that are inherited through `crossref` or `xdata` stand among the source's own and are marked.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib show knuth1984literate
  bib show --format bibtex knuth1984literate | xclip")]
pub(super) struct Args {
    /// Keys, or aliases
    #[arg(required = true, value_name = "KEY", add = ArgValueCompleter::new(complete::keys))]
    keys: Vec<String>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    format: Shape,
}

/// How a source is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Shape {
    /// A field a line, for people
    Text,
    /// As a source file
    Toml,
    /// An array of objects, as `bib list` prints them
    Json,
    /// For classic BibTeX styles
    Bibtex,
    /// For biber
    Biblatex,
    /// CSL-JSON
    CslJson,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let library = cx.open()?;
    let mut exit = Exit::Done;
    let mut sources = Vec::new();
    for key in &args.keys {
        match library.get(key) {
            Some(source) => {
                if source.key != *key {
                    cx.say(format_args!("`{key}` is an alias of `{}`", source.key));
                }
                sources.push(source);
            }
            None => {
                let fault = unknown(&library, key);
                cx.report(&[fault], &|_| None);
                exit = Exit::Findings;
            }
        }
    }
    match args.format {
        Shape::Text => {
            for (at, source) in sources.iter().enumerate() {
                if at > 0 {
                    cx.print("\n")?;
                }
                let text = text(&library, source);
                cx.print(&text)?;
            }
        }
        Shape::Toml => {
            let printed: Vec<String> = sources.iter().map(|source| format::toml::print(source)).collect();
            cx.print(&printed.join("\n"))?;
        }
        Shape::Json => list::json(cx, &library, &sources)?,
        Shape::Bibtex => write(cx, &library, &sources, format::Format::Bibtex)?,
        Shape::Biblatex => write(cx, &library, &sources, format::Format::Biblatex)?,
        Shape::CslJson => write(cx, &library, &sources, format::Format::CslJson)?,
    }
    Ok(exit)
}

/// The error for a key that is not there, with what was likely meant.
pub(super) fn unknown(library: &Library, key: &str) -> Diagnostic {
    let near: Vec<String> = library.similar_keys(key).into_iter().map(|key| format!("`{key}`")).collect();
    let fault = Diagnostic::error("unknown-key", format!("there is no source `{key}`")).key(key);
    if near.is_empty() {
        fault.help("`bib list` shows all keys")
    } else {
        fault.help(format!("did you mean {}?", near.join(" or ")))
    }
}

fn write(
    cx: &mut Context<'_>,
    library: &Library,
    sources: &[&Source],
    to: format::Format,
) -> anyhow::Result<()> {
    let resolved: Vec<_> = sources.iter().map(|source| library.resolve(source).source).collect();
    let written = format::write(to, &resolved, &format::Options::default());
    cx.print(&written.text)?;
    cx.report(&written.losses, &|_| None);
    Ok(())
}

/// The source as lines `field  value`, names and lists an element a line.
fn text(library: &Library, source: &Source) -> String {
    let resolved = library.resolve(source).source;
    let width = resolved.fields().map(|(field, _)| field.name().len()).max().unwrap_or(0).max("type".len());
    let mut text = format!("{}\n", visible(&source.key));
    let mut line = |name: &str, value: &str, note: &str| {
        let _ = writeln!(text, "  {name:width$}  {}{note}", visible(value));
    };
    line("type", source.kind.name(), "");
    for (field, value) in resolved.fields() {
        let note = if source.get(field) == Some(value) { "" } else { "  (inherited)" };
        let values = elements(field, value);
        for (at, element) in values.iter().enumerate() {
            line(if at == 0 { field.name() } else { "" }, element, note);
        }
    }
    for (name, value) in &resolved.house {
        line(name, &value.line(), "");
    }
    text
}

fn elements(field: Field, value: &Value) -> Vec<String> {
    match value {
        Value::Names(names) => names.iter().map(|name| plain(&spoken(&name.read()))).collect(),
        Value::List(list) if field == Field::Ids => list.clone(),
        Value::List(list) => vec![plain(&list.join("; "))],
        Value::Text(text) => plain(text).lines().map(str::to_owned).collect(),
        other => other.line().split("; ").map(str::to_owned).collect(),
    }
}
