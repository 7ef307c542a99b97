//! hayagriva: its archive of styles, and its element tree as letters.

use super::{
    super::markup::Piece,
    Fault, Reference, References, guard,
    item::{self, Fed},
    marks::{self, Letter, bit},
    mend::mend,
};
use crate::{
    diagnostic::Diagnostic,
    format::{Options, csl},
    model::{Source, text::Mark},
};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, Elem, ElemChild, ElemChildren, ElemMeta,
    Formatting,
    archive::{self, ArchivedStyle},
    citationberg::{
        Display, FontStyle, FontVariant, FontWeight, IndependentStyle, Locale, LocaleCode, VerticalAlign,
    },
};
use std::{borrow::Cow, collections::HashMap};

/// A style, and the language that it is used in.
#[derive(Clone, Debug)]
pub(super) struct Style {
    style: Box<IndependentStyle>,
    locale: Option<LocaleCode>,
}

pub(super) fn list() -> Vec<(&'static str, &'static str)> {
    let styles = ArchivedStyle::all().iter();
    styles.flat_map(|style| style.names().iter().map(|name| (*name, style.display_name()))).collect()
}

impl Style {
    pub(super) fn named(name: &str) -> Option<Style> {
        Style::archived(ArchivedStyle::by_name(name)?, None)
    }

    pub(super) fn parse(csl: &str) -> Result<Style, Fault> {
        use hayagriva::citationberg::Style as Read;
        guard::check(csl)?;
        let (style, locale) = match Read::from_xml(csl) {
            Ok(Read::Independent(style)) => (style, None),
            Ok(Read::Dependent(style)) => {
                let parent = &style.parent_link.href;
                let found = ArchivedStyle::by_id(parent)
                    .and_then(|parent| Style::archived(parent, style.default_locale.clone()));
                return found.ok_or_else(|| Fault {
                    message: format!("the style only says that it is the same as {parent}"),
                    help: "name the .csl file of that style".to_owned(),
                });
            }
            Err(error) => return Err(guard::fault(error.to_string())),
        };
        if style.bibliography.is_none() {
            return Err(guard::fault("it sets citations in notes and has no list of references".to_owned()));
        }
        Ok(Style::new(style, locale))
    }

    fn new(mut style: IndependentStyle, locale: Option<LocaleCode>) -> Style {
        mend(&mut style);
        Style { style: Box::new(style), locale }
    }

    fn archived(style: ArchivedStyle, locale: Option<LocaleCode>) -> Option<Style> {
        use hayagriva::citationberg::Style as Read;
        match style.get() {
            Read::Independent(style) => Some(Style::new(style, locale)),
            Read::Dependent(_) => None,
        }
    }

    pub(super) fn references(&self, sources: &[Cow<'_, Source>], options: &Options) -> References {
        let mut options = options.clone();
        options.aliases = false; // a reference stands in a list once
        let (variables, _) = csl::items(sources, &options);
        let fed: Vec<Fed> = variables.iter().map(item::feed).collect();
        let language = self.language();
        let locales = locales(&language);
        let mut driver = BibliographyDriver::new();
        for fed in &fed {
            let one = vec![CitationItem::with_entry(&fed.item)];
            driver.citation(CitationRequest::new(one, &self.style, self.locale.clone(), &locales, None));
        }
        let request = BibliographyRequest::new(&self.style, self.locale.clone(), &locales);
        let mut references = References { language, ..References::default() };
        let by_key: HashMap<&str, &Fed> =
            variables.iter().zip(&fed).map(|(variables, fed)| (variables.id.as_str(), fed)).collect();
        if let Some(set) = driver.finish(request).bibliography {
            references.hanging = set.hanging_indent;
            for set in &set.items {
                let Some(fed) = by_key.get(set.key.as_str()) else { continue };
                references.list.push(reference(&set.key, set.first_field.as_ref(), &set.content, fed));
            }
        }
        for (variables, fed) in variables.iter().zip(&fed) {
            references.losses.extend(fed.lost.iter().map(|name| {
                let message = format!("citation styles cannot show this date (`{name}`)");
                let field = if *name == "issued" { "date" } else { name };
                Diagnostic::note("export-loss", message).key(&variables.id).field(field)
            }));
        }
        references
    }

    /// The language that the style is used in.
    fn language(&self) -> String {
        let own = self.locale.as_ref().or(self.style.default_locale.as_ref());
        own.map_or("en-US", |locale| locale.0.as_str()).to_owned()
    }
}

/// The terms of a language, of its main dialect, and of English, which stands in for what has none.
fn locales(language: &str) -> Vec<Locale> {
    let base = language.split('-').next().unwrap_or_default().to_owned();
    let mut locales = archive::locales();
    locales.retain(|locale| {
        let code = locale.lang.as_ref().map_or("", |code| code.0.as_str());
        code == "en-US" || code.split('-').next() == Some(&base)
    });
    locales
}

fn reference(key: &str, label: Option<&ElemChild>, text: &ElemChildren, fed: &Fed) -> Reference {
    let mut walk = Walk::default();
    walk.children(&text.0, false);
    let mut text = walk.letters;
    if let Some((year, shown)) = &fed.year {
        show(&mut text, year, shown);
    }
    let text = pieces(&marks::decode(&text, &fed.kept), &walk.links);
    let mut walk = Walk::default();
    walk.children(label.map_or(&[], std::slice::from_ref), false);
    let label = pieces(&marks::decode(&walk.letters, &fed.kept), &walk.links);
    Reference { key: key.to_owned(), label, text }
}

/// The element tree, flattened.
#[derive(Default)]
struct Walk {
    letters: Vec<Letter>,
    links: Vec<String>,
}

impl Walk {
    fn children(&mut self, children: &[ElemChild], date: bool) {
        for child in children {
            match child {
                ElemChild::Text(text) => {
                    self.letters.extend(marks::letters(&text.text, bits(text.formatting), None, date));
                }
                ElemChild::Link { text, url } => {
                    let link = self.links.len();
                    self.links.push(url.clone());
                    self.letters.extend(marks::letters(&text.text, bits(text.formatting), Some(link), date));
                }
                ElemChild::Elem(elem) => self.elem(elem, date),
                ElemChild::Markup(text) => self.letters.extend(marks::letters(text, 0, None, date)),
                ElemChild::Transparent { .. } => {}
            }
        }
    }

    fn elem(&mut self, elem: &Elem, date: bool) {
        // a block of its own is set apart by a blank: a reference is one line
        let apart = matches!(elem.display, Some(Display::Block | Display::Indent | Display::LeftMargin | Display::RightInline));
        let blank = || marks::letters(" ", 0, None, false);
        if apart && !self.letters.is_empty() {
            self.letters.extend(blank());
        }
        let start = self.letters.len();
        self.children(&elem.children.0, date || elem.meta == Some(ElemMeta::Date));
        if elem.meta == Some(ElemMeta::Date) {
            self.tidy_date(start);
        }
        if apart {
            self.letters.extend(blank());
        }
    }

    /// Mends a date: the processor sets what stands around a part that is not there, and a slash behind a season.
    fn tidy_date(&mut self, start: usize) {
        let date = self.letters.get_mut(start..).unwrap_or_default();
        if !date.iter().any(|letter| letter.char.is_alphanumeric()) {
            self.letters.truncate(start);
            return;
        }
        for at in 1..date.len() {
            if let Some([before, slash]) = date.get_mut(at - 1..=at)
                && before.char.is_alphabetic()
                && slash.char == '/'
            {
                slash.char = ' ';
            }
        }
    }
}

/// The marks of a format; underlines and light letters have none.
fn bits(format: Formatting) -> marks::Bits {
    let mut bits = 0;
    if format.font_style != FontStyle::Normal {
        bits |= bit(Mark::Italic);
    }
    if format.font_weight == FontWeight::Bold {
        bits |= bit(Mark::Bold);
    }
    if format.font_variant == FontVariant::SmallCaps {
        bits |= bit(Mark::SmallCaps);
    }
    match format.vertical_align {
        VerticalAlign::Sup => bits |= bit(Mark::Sup),
        VerticalAlign::Sub => bits |= bit(Mark::Sub),
        _ => {}
    }
    bits
}

/// Shows other words for the first year of that number that is a date.
fn show(letters: &mut Vec<Letter>, year: &str, shown: &str) {
    let digits: Vec<char> = year.chars().collect();
    let found = letters.windows(digits.len()).position(|window| {
        window.iter().zip(&digits).all(|(letter, digit)| letter.date && letter.char == *digit)
    });
    let Some(at) = found else { return };
    let Some(first) = letters.get(at).copied() else { return };
    let words = shown.chars().map(|char| Letter { char, ..first });
    letters.splice(at..at + digits.len(), words);
}

/// Letters as pieces, one for each link and each text between links.
fn pieces(letters: &[Letter], links: &[String]) -> Vec<Piece> {
    let runs = letters.chunk_by(|a, b| a.link == b.link);
    let pieces = runs.map(|run| {
        let link = run.first().and_then(|letter| letter.link);
        let url = link.and_then(|link| links.get(link)).map(|url| marks::bare(url));
        Piece { marked: marks::write(run), url }
    });
    pieces.collect()
}
