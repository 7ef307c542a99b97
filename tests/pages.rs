//! Laws of pages: whatever the data hold, a page in HTML is well-formed, and all three markups say the same.

use crate::laws::{source, value};
use bib::{
    format::Options,
    model::{Field, Source, text},
    page::{
        Markup, bibliography, line,
        style::{self, Reference, References, Style},
    },
};
use proptest::{collection::vec, prelude::*};
use pulldown_cmark::{Event, Parser};
use std::{borrow::Cow, sync::OnceLock};

/// One style of each kind: author and date, numbers, notes, superscript numbers; and German.
fn styles() -> &'static [Style] {
    static STYLES: OnceLock<Vec<Style>> = OnceLock::new();
    let names =
        ["apa", "ieee", "chicago-notes", "annual-reviews", "nature", "vancouver", "mla", "deutsche-sprache"];
    STYLES.get_or_init(|| names.map(|name| Style::named(name).unwrap()).into())
}

/// What a reader sees of HTML.
fn html_text(html: &str) -> String {
    let document = format!("<div>{html}</div>");
    let document = roxmltree::Document::parse(&document).unwrap_or_else(|error| panic!("{error}: {html}"));
    let text = document.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text());
    line(&text.collect::<String>())
}

/// What a reader sees of Markdown.
fn markdown_text(markdown: &str) -> String {
    let options = pulldown_cmark::Options::all()
        - pulldown_cmark::Options::ENABLE_SMART_PUNCTUATION
        - pulldown_cmark::Options::ENABLE_OLD_FOOTNOTES;
    let mut out = String::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            // GitHub's maths: a code span between dollars
            Event::InlineMath(text) => out.push_str(text.trim_matches('`')),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => out.push(' '),
            _ => {}
        }
    }
    line(&out)
}

/// White space, and the dollars that Markdown's maths needs, aside.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '$' | '`' | '-' | '\u{2022}')).collect()
}

fn same_in_all(lists: [String; 3]) -> Result<(), TestCaseError> {
    let [markdown, html, plain] = lists;
    prop_assert_eq!(bare(&html_text(&html)), bare(&plain), "{}", html);
    prop_assert_eq!(bare(&markdown_text(&markdown)), bare(&plain), "{}", markdown);
    Ok(())
}

/// Sources with anything in their fields, and always in those that every style sets.
fn hostile() -> impl Strategy<Value = Vec<Source>> {
    use Field::*;
    let shown = [Title, Author, Date, Journaltitle, Url, Publisher]
        .map(|field| proptest::option::weighted(0.7, value(field)));
    let one = (source(Just(String::new())), shown).prop_map(|(mut source, shown)| {
        for (field, value) in [Title, Author, Date, Journaltitle, Url, Publisher].into_iter().zip(shown) {
            if let Some(value) = value {
                source.set(field, value);
            }
        }
        source
    });
    vec(one, 1..4).prop_map(|mut sources| {
        for (n, source) in sources.iter_mut().enumerate() {
            source.key = format!("key{n}<&\"'>");
        }
        sources
    })
}

fn own(sources: &[Source]) -> Vec<Cow<'_, Source>> {
    sources.iter().map(Cow::Borrowed).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.min(1000), ..ProptestConfig::default() })]

    #[test]
    fn a_list_says_the_same_in_all_markups(sources in hostile()) {
        let sources = own(&sources);
        let lists = Markup::ALL.map(|markup| bibliography::references(markup, &sources).unwrap());
        same_in_all(lists)?;
    }

    #[test]
    fn a_style_says_the_same_in_all_markups(sources in hostile(), style in 0..8_usize) {
        let list = styles()[style].references(&own(&sources), &Options::default());
        same_in_all(Markup::ALL.map(|markup| style::references(markup, &list)))?;
        let page = style::page(Markup::Html, &list, "<&>").unwrap();
        // a page names its document type
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        prop_assert!(roxmltree::Document::parse_with_options(&page, options).is_ok());
    }
}

#[test]
fn every_style_sets_every_source_of_the_golden_library() {
    let texts = std::fs::read_dir("tests/golden/library").unwrap().map(|file| {
        let path = file.unwrap().path();
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap())
    });
    let texts: Vec<_> = texts.filter(|(name, _)| name != "bib.toml").collect();
    let library = bib::library::Library::from_texts("", texts).unwrap();
    let sources: Vec<Cow<'_, Source>> =
        library.sources().iter().map(|source| library.resolve(source).source).collect();
    let expected = sources.iter().filter(|source| source.kind != bib::model::Kind::Xdata).count();
    let mut seen = std::collections::BTreeSet::new();
    for (name, title) in style::list() {
        if !seen.insert(title) {
            continue;
        }
        let References { list, .. } = Style::named(name).unwrap().references(&sources, &Options::default());
        assert_eq!(list.len(), expected, "{name}");
        for Reference { key, text: pieces, .. } in &list {
            let shown: String = pieces.iter().map(|piece| text::plain(&piece.marked)).collect();
            assert!(shown.chars().any(char::is_alphanumeric), "{name}: nothing of {key}");
        }
    }
}
