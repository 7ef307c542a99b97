//! The "Sources & Bibliography" page: the counts, then a section a category.

use super::{address, markup::Markup};
use crate::{
    model::{Date, Field, Kind, Name, Source, date::End, fold, text::plain},
    settings::Settings,
    stats::Stats,
};
use minijinja::{Environment, Value, context};
use std::{borrow::Cow, collections::HashMap};

/// The title of a page that was given none.
pub const TITLE: &str = "Sources & Bibliography";

/// Above this many authors, the first [`NAMED_AUTHORS`] stand for all (taste: a line should stay a line).
const ALL_AUTHORS: usize = 4;
/// How many authors of many are named.
const NAMED_AUTHORS: usize = 3;

/// Puts sources in the order of a page: by title, case and accents aside, ties by key.
pub fn sort_by_title(sources: &mut [Cow<'_, Source>]) {
    sources.sort_by_cached_key(|source| {
        let title = source.text(Field::Title).unwrap_or_default();
        (fold::fold(title), source.key.clone())
    });
}

/// The page of these sources, inheritance resolved, in the order given; `stats` are theirs. An empty title is [`TITLE`].
///
/// An `Err` is a fault of the template, never of the data.
pub fn page(
    markup: Markup,
    sources: &[Cow<'_, Source>],
    stats: &Stats,
    settings: &Settings,
    title: &str,
) -> Result<String, minijinja::Error> {
    let environment = environment(markup)?;
    let mut page = environment.get_template("bibliography")?.render(context! {
        title => if title.trim().is_empty() { TITLE } else { title },
        total => stats.total,
        unique => stats.unique,
        modules => stats.modules.covered,
        sources_per_module => stats.modules.sources_per_module,
        sections => sections(markup, &environment, sources, stats, settings)?,
    })?;
    page.truncate(page.trim_end().len());
    page.push('\n');
    Ok(page)
}

/// The sources alone, as the page lists them, inheritance resolved, in the order given.
///
/// An `Err` is a fault of the template, never of the data.
pub fn references(markup: Markup, sources: &[Cow<'_, Source>]) -> Result<String, minijinja::Error> {
    let environment = environment(markup)?;
    sources.iter().map(|source| Ok(reference(markup, &environment, source)? + "\n")).collect()
}

/// The templates; what they print is escaped unless it is markup already.
fn environment(markup: Markup) -> Result<Environment<'static>, minijinja::Error> {
    let (page, reference) = match markup {
        Markup::Markdown => {
            (include_str!("template/bibliography.md.j2"), include_str!("template/reference.md.j2"))
        }
        Markup::Html => {
            (include_str!("template/bibliography.html.j2"), include_str!("template/reference.html.j2"))
        }
        Markup::Text => {
            (include_str!("template/bibliography.txt.j2"), include_str!("template/reference.txt.j2"))
        }
    };
    let mut environment = markup.environment();
    environment.add_template("bibliography", page)?;
    environment.add_template("reference", reference)?;
    Ok(environment)
}

/// The sections with their sources, in the order of the counts.
fn sections(
    markup: Markup,
    environment: &Environment<'_>,
    sources: &[Cow<'_, Source>],
    stats: &Stats,
    settings: &Settings,
) -> Result<Vec<Value>, minijinja::Error> {
    let mut sections: Vec<(&str, Vec<Value>)> =
        stats.categories.0.iter().map(|(name, _)| (name.as_str(), Vec::new())).collect();
    let places: HashMap<&str, usize> =
        sections.iter().enumerate().map(|(at, (name, _))| (*name, at)).collect();
    for source in sources.iter().filter(|source| source.kind != Kind::Xdata) {
        let place = places.get(settings.category(source)).and_then(|at| sections.get_mut(*at));
        if let Some((_, sources)) = place {
            sources.push(Value::from_safe_string(reference(markup, environment, source)?));
        }
    }
    let heading = |name: &str| {
        let category = settings.categories.iter().find(|category| category.name == name);
        category.map_or(name.to_owned(), |category| category.heading.clone())
    };
    let sections = sections.into_iter();
    Ok(sections.map(|(name, sources)| context! { heading => heading(name), sources => sources }).collect())
}

/// A source as an item of a list, without a line feed at its end.
fn reference(
    markup: Markup,
    environment: &Environment<'_>,
    source: &Source,
) -> Result<String, minijinja::Error> {
    environment.get_template("reference")?.render(context! { source => item(markup, source) })
}

/// What the template needs of a source; what is marked safe is markup already.
fn item(markup: Markup, source: &Source) -> Value {
    let marked = |field| source.text(field).filter(|text| !markup.marked(text).is_empty());
    let shown = |text: &str| Value::from_safe_string(markup.marked(text));
    let title = marked(Field::Title);
    let subtitle = title.and_then(|_| marked(Field::Subtitle));
    let plain_title = plain(subtitle.or(title).unwrap_or(&source.key));
    let title = match (title, subtitle) {
        (Some(title), Some(subtitle)) => {
            let mark = stop(&plain(title), ":");
            format!("{}{mark} {}", markup.marked(title), markup.marked(subtitle))
        }
        (Some(title), None) => markup.marked(title),
        (None, _) => markup.escape(&source.key),
    };
    let linked = address_of(source).map_or(title.clone(), |url| markup.link(&title, &url));
    let authors = authors(source);
    let year = source.date(Field::Date).and_then(years);
    let year = year.or_else(|| source.text(Field::Year).map(str::to_owned));
    // `1984.` at the start of an item would be a list in a list of Markdown
    let number = linked.bytes().all(|byte| byte.is_ascii_digit());
    let title_stop = if markup == Markup::Markdown && number { "\\." } else { stop(&plain_title, ".") };
    let venue_stop = match (&year, authors.as_str()) {
        (Some(_), _) => ".",
        (None, "") => title_stop,
        (None, authors) => stop(authors, "."),
    };
    context! {
        key => &source.key,
        title => Value::from_safe_string(linked),
        stop => Value::from_safe_string(title_stop.to_owned()),
        venue_stop => Value::from_safe_string(venue_stop.to_owned()),
        authors => authors,
        year => year,
        venue => source.venue().map(shown),
        annotation => marked(Field::Annotation).map(shown),
    }
}

/// The year of a date, or the years of a range.
fn years(date: Date) -> Option<String> {
    let year = |end: End| match end {
        End::At(point) => Some(point.year),
        End::Open | End::Unknown => None,
    };
    let (from, to) = match date {
        Date::One(_) => return date.year().map(|year| year.to_string()),
        Date::Range(from, to) => (year(from), year(to)),
    };
    Some(match (from, to) {
        (Some(from), Some(to)) if from == to => from.to_string(),
        (Some(from), to) => format!("{from}–{}", to.map(|year| year.to_string()).unwrap_or_default()),
        (None, to) => format!("–{}", to?),
    })
}

/// The punctuation mark to put after a text; none if it ends with one.
fn stop<'a>(text: &str, mark: &'a str) -> &'a str {
    if text.trim_end().ends_with(['.', '!', '?', ':', '…']) { "" } else { mark }
}

/// Where the source is on the web: its address, else that of its DOI, else of its arXiv record.
fn address_of(source: &Source) -> Option<String> {
    let url = source.text(Field::Url).filter(|url| address(url).is_some());
    if let Some(url) = url {
        return Some(url.to_owned());
    }
    if let Some(doi) = source.text(Field::Doi) {
        let bare = doi.trim().trim_start_matches("https://doi.org/");
        // in a path these would end it (RFC 3986, 3.3)
        return Some(format!(
            "https://doi.org/{}",
            bare.replace('%', "%25").replace('?', "%3F").replace('#', "%23")
        ));
    }
    let arxiv = source.text(Field::Eprinttype).is_some_and(|name| name.eq_ignore_ascii_case("arxiv"));
    source.text(Field::Eprint).filter(|_| arxiv).map(|id| format!("https://arxiv.org/abs/{}", id.trim()))
}

/// The authors, else the editors, as they are read out: given name first; the first few of many.
fn authors(source: &Source) -> String {
    let (mut names, edited) = match source.names(Field::Author) {
        names if names.is_empty() => (source.names(Field::Editor), true),
        names => (names, false),
    };
    let open = names.contains(&Name::Others);
    names.retain(|name| *name != Name::Others);
    let many = names.len() > ALL_AUTHORS;
    if many {
        names.truncate(NAMED_AUTHORS);
    }
    let mut line = names.iter().map(Name::display_order).collect::<Vec<_>>().join(", ");
    if !line.is_empty() && (many || open) {
        line.push_str(" et al.");
    }
    if !line.is_empty() && edited {
        line.push_str(" (ed.)");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value as Held;

    fn source(key: &str, kind: Kind, fields: &[(Field, &str)]) -> Cow<'static, Source> {
        let mut source = Source::new(key, kind);
        for (field, text) in fields {
            source.set(*field, Held::from_text(*field, text).unwrap());
        }
        Cow::Owned(source)
    }

    fn page(sources: &[Cow<'_, Source>], title: &str) -> String {
        let mut sources = sources.to_vec();
        sort_by_title(&mut sources);
        let sources = sources.as_slice();
        let (settings, _) = Settings::read("", "bib.toml");
        let stats = Stats::of(sources, &settings, sources.len(), &crate::documents::Citing::new());
        super::page(Markup::Markdown, sources, &stats, &settings, title).unwrap()
    }

    #[test]
    fn the_page_has_counts_sections_and_sources_by_title() {
        use Field::*;
        let sources = [
            source("b", Kind::Article, &[(Title, "Ünder"), (Author, "Doe, Jane and others"), (Date, "2020")]),
            source(
                "a",
                Kind::Article,
                &[
                    (Title, "Trees?"),
                    (Subtitle, "A <i>study</i>"),
                    (Author, "A, A and B, B and C, C and D, D and E, E"),
                    (Date, "1999-05/2001"),
                    (Journaltitle, "J. of Trees"),
                    (Doi, "10.1/x#y"),
                    (Modules, "m, n"),
                    (Annotation, "Good\n\n# really"),
                ],
            ),
            source("c", Kind::Software, &[(Title, "[x](y)"), (Url, "https://a.b/c)"), (Year, "1970s")]),
            source("d", Kind::Software, &[(Url, "javascript:x"), (Editor, "{The Editors}")]),
        ];
        let expected = "\
<!-- Made by `bib export`. Edit the sources, not this page. -->

# Sources & Bibliography

**4** sources · **4** unique · **2** modules covered · **2.0** sources a module

## Papers (2)

- [Trees? A <em>study</em>](https://doi.org/10.1/x%23y). A A, B B, C C et al. (1999–2001). *J. of Trees*<br>
  Good # really
- Ünder. Jane Doe et al. (2020)

## Code (2)

- d. The Editors (ed.)
- [\\[x\\](y)](https://a.b/c%29) (1970s)
";
        assert_eq!(page(&sources, ""), expected);
        let mut turned = sources;
        turned.reverse();
        assert_eq!(page(&turned, ""), expected);
    }

    #[test]
    fn a_number_for_a_title_starts_no_list() {
        let book = source("a", Kind::Book, &[(Field::Title, "1984"), (Field::Author, "Orwell, George")]);
        let list = |markup| references(markup, std::slice::from_ref(&book)).unwrap();
        assert_eq!(list(Markup::Markdown), "- 1984\\. George Orwell\n");
        assert_eq!(list(Markup::Text), "- 1984. George Orwell\n");
        assert_eq!(list(Markup::Html), "<li id=\"a\">1984. George Orwell</li>\n");
    }

    #[test]
    fn an_empty_page_is_a_page_and_a_title_is_text() {
        let page = page(&[], "A *b* <c>");
        assert!(page.ends_with("# A \\*b\\* \\<c\\>\n\n**0** sources · **0** unique\n"), "{page}");
    }
}
