//! Reference lists in a citation style of the Citation Style Language.
//!
//! The styles are hayagriva's, as is what reads them; it is fed our CSL items, and what it gives back is marked text that
//! goes through our own escapes, as its writers have none. Nothing of it is loaded before a style is asked for.

#[cfg(not(feature = "styles"))]
mod absent;
#[cfg(not(feature = "styles"))]
use absent as processor;
#[cfg(feature = "styles")]
mod guard;
#[cfg(feature = "styles")]
mod item;
#[cfg(feature = "styles")]
mod marks;
#[cfg(feature = "styles")]
mod mend;
#[cfg(feature = "styles")]
mod others;
#[cfg(feature = "styles")]
mod processor;

use super::markup::{Markup, Piece};
use crate::{
    diagnostic::{Diagnostic, nearest},
    format::Options,
    model::Source,
};
use minijinja::{Value, context};
use std::borrow::Cow;

/// The title of a page that was given none.
pub const TITLE: &str = "References";

/// A citation style, ready to use.
#[derive(Clone, Debug)]
pub struct Style(processor::Style);

/// Why there is no such style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// A source as a style sets it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// The source's key.
    pub key: String,
    /// What stands before it: its number or label; often nothing.
    pub label: Vec<Piece>,
    /// The rest.
    pub text: Vec<Piece>,
}

/// A list of references, in the style's order.
#[derive(Clone, Debug, Default)]
pub struct References {
    /// The references.
    pub list: Vec<Reference>,
    /// Whether the style wants all but the first line of a reference indented.
    pub hanging: bool,
    /// The language of the style (BCP 47).
    pub language: String,
    /// What the style could not show, with the source's key.
    pub losses: Vec<Diagnostic>,
}

/// The styles that are known by name, with their titles.
pub fn list() -> Vec<(&'static str, &'static str)> {
    let mut list = processor::list();
    list.sort_unstable();
    list
}

impl Style {
    /// The style of that name.
    pub fn named(name: &str) -> Result<Style, Fault> {
        let folded = name.trim().to_lowercase();
        if let Some(style) = processor::Style::named(&folded) {
            return Ok(Style(style));
        }
        if list().is_empty() {
            return Err(Fault {
                message: "this `bib` was built without citation styles".to_owned(),
                help: "build it with the feature `styles`, which is on by default".to_owned(),
            });
        }
        let known = list();
        let known = known.iter().map(|(name, _)| *name);
        // people write a part of the name: `chicago`, `springer`
        let part = || {
            let within: Vec<&str> =
                known.clone().filter(|name| folded.len() > 2 && name.contains(&folded)).collect();
            (!within.is_empty() && within.len() <= 8)
                .then(|| format!("did you mean `{}`? ", within.join("`, `")))
        };
        let meant = nearest(&folded, known.clone()).map(|name| format!("did you mean `{name}`? "));
        let meant = meant.or_else(part).unwrap_or_default();
        Err(Fault {
            message: format!("there is no citation style `{name}`"),
            help: format!(
                "{meant}`bib export --style list` names them; another one is a path to its .csl file"
            ),
        })
    }

    /// The style that a .csl file holds.
    pub fn parse(csl: &str) -> Result<Style, Fault> {
        processor::Style::parse(csl).map(Style)
    }

    /// Sets sources, inheritance resolved, in the style's order; where it has none, in the order given.
    pub fn references(&self, sources: &[Cow<'_, Source>], options: &Options) -> References {
        self.0.references(sources, options)
    }
}

/// The references alone, one after the other.
pub fn references(markup: Markup, references: &References) -> String {
    let lines = references.list.iter().map(|reference| {
        let line = line(markup, reference);
        // paragraphs of Markdown need a line between them
        if markup == Markup::Markdown { line + "\n\n" } else { line + "\n" }
    });
    let mut out: String = lines.collect();
    if markup == Markup::Markdown && out.ends_with("\n\n") {
        out.pop();
    }
    out
}

/// A page of references; an empty title is [`TITLE`], and plain text is the references alone.
///
/// An `Err` is a fault of the template, never of the data.
pub fn page(markup: Markup, list: &References, title: &str) -> Result<String, minijinja::Error> {
    let template = match markup {
        Markup::Text => return Ok(references(markup, list)),
        Markup::Markdown => include_str!("../template/references.md.j2"),
        Markup::Html => include_str!("../template/references.html.j2"),
    };
    let lines = list.list.iter().map(|reference| Value::from_safe_string(line(markup, reference)));
    let mut page = markup.environment().render_str(
        template,
        context! {
            title => if title.trim().is_empty() { TITLE } else { title },
            language => &list.language,
            hanging => list.hanging,
            labelled => list.list.iter().any(|reference| !reference.label.is_empty()),
            references => lines.collect::<Vec<_>>(),
        },
    )?;
    page.truncate(page.trim_end().len());
    page.push('\n');
    Ok(page)
}

/// A reference on one line.
fn line(markup: Markup, reference: &Reference) -> String {
    let label = markup.pieces(&reference.label);
    let text = markup.pieces(&reference.text);
    match markup {
        Markup::Html => {
            let key = markup.escape(&reference.key);
            if label.is_empty() {
                format!("<li id=\"{key}\">{text}</li>")
            } else {
                format!("<li id=\"{key}\"><span>{label}</span> <span>{text}</span></li>")
            }
        }
        Markup::Markdown | Markup::Text if label.is_empty() => text,
        Markup::Markdown | Markup::Text => format!("{label} {text}"),
    }
}

#[cfg(feature = "styles")]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Field, Kind, Value};

    fn style(body: &str) -> String {
        format!(
            r#"<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info><title>T</title><id>t</id><updated>2020-01-01T00:00:00+00:00</updated></info>{body}</style>"#
        )
    }

    fn sources() -> [Cow<'static, Source>; 2] {
        [("b", "Ein {DNA}-<i>Test</i>", "1999/2001"), ("a", "$5 & <b>", "2020")].map(|(key, title, date)| {
            let mut source = Source::new(key, Kind::Book);
            source.set(Field::Title, Value::Text(title.to_owned()));
            source.set(Field::Date, Value::Text(date.to_owned()));
            source.set(Field::Author, Value::from_text(Field::Author, "de la Cruz, Jane").unwrap());
            Cow::Owned(source)
        })
    }

    fn set(csl: &str) -> Vec<String> {
        let list = Style::parse(csl).unwrap().references(&sources(), &Options::default());
        references(Markup::Html, &list).lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_style_of_a_file_sets_what_it_says() {
        let csl = style(
            r#"<citation><layout><text variable="title"/></layout></citation><bibliography second-field-align="flush"><layout suffix="."><text variable="citation-number" prefix="[" suffix="]"/><names variable="author"><label/></names><text variable="title" text-case="lowercase" prefix=", " font-style="italic"/><date variable="issued" prefix=" (" suffix=")"><date-part name="year"/></date></layout></bibliography>"#,
        );
        assert_eq!(
            set(&csl),
            [
                "<li id=\"b\"><span>[1]</span> <span>Jane de la Cruz<em>, ein DNA-</em>test (1999–2001).</span></li>",
                "<li id=\"a\"><span>[2]</span> <span>Jane de la Cruz<em>, $5 &amp; &lt;b&gt;</em> (2020).</span></li>",
            ]
        );
    }

    #[test]
    fn a_style_that_only_names_another_is_that_one() {
        let csl = r#"<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"><info><title>T</title><id>t</id><link href="http://www.zotero.org/styles/PARENT" rel="independent-parent"/><updated>2020-01-01T00:00:00+00:00</updated></info></style>"#;
        let apa = Style::named("APA").unwrap().references(&sources(), &Options::default());
        let expected = references(Markup::Html, &apa);
        assert_eq!(set(&csl.replace("PARENT", "apa")), expected.lines().collect::<Vec<_>>());
        assert!(Style::parse(&csl.replace("PARENT", "nowhere")).unwrap_err().message.contains("nowhere"));
    }

    #[test]
    fn others_are_not_one_more_name() {
        let mut source = Source::new("a", Kind::Book);
        source.set(Field::Title, Value::Text("T".to_owned()));
        source.set(Field::Date, Value::Text("2001".to_owned()));
        for (authors, style, expected) in [
            ("Doe, Jane and others", "apa", "Doe, J. et al. (2001)."),
            ("Doe, Jane and Roe, R. and others", "apa", "Doe, J., Roe, R., et al. (2001)."),
            (
                "Doe, Jane and Roe, R. and others",
                "harvard-cite-them-right",
                "Doe, J., Roe, R., <em>et al.</em> (2001)",
            ),
            ("Doe, Jane and others", "modern-language-association", "Doe, Jane, et al. <em>"),
            ("Doe, Jane and others", "nature", "<span>1.</span> <span>Doe, J. <em>et al.</em> <em>T</em>"),
            ("Doe, Jane and others", "gost-r-705-2008-numeric", "<span>1.</span> <span>Doe J. и др. T"),
            ("Doe, Jane and others", "vancouver", "<span>1.</span> <span>Doe J et al. T"),
        ] {
            source.set(Field::Author, Value::from_text(Field::Author, authors).unwrap());
            let style = Style::named(style).unwrap();
            let list = style.references(&[Cow::Borrowed(&source)], &Options::default());
            let set = references(Markup::Html, &list).replace("<li id=\"a\">", "");
            assert!(set.starts_with(expected), "{set}");
        }
    }

    #[test]
    fn what_is_no_style_is_refused() {
        for csl in [
            "",
            "<a>",
            "<style/>",
            "\u{0}",
            &style("<citation><layout/></citation>"),
            &"<group>".repeat(100_000),
        ] {
            let fault = Style::parse(csl).unwrap_err();
            assert!(fault.message.contains("no citation style"), "{}", fault.message);
        }
        assert!(Style::named("alphanumeric").is_err());
        assert!(Style::named("apaa").unwrap_err().help.contains("`apa`"));
    }
}
