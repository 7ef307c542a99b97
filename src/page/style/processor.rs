//! hayagriva: its archive of styles, and its element tree as letters.

use super::{
    super::markup::Piece,
    Fault, Reference, References, guard,
    item::{self, Fed},
    marks::{self, Letter, bit},
    mend::mend,
    others::Others,
};
use crate::{
    diagnostic::Diagnostic,
    format::{Options, csl},
    model::{Source, text::Mark},
};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, Elem, ElemChild, ElemChildren,
    ElemMeta, Formatting,
    archive::{self, ArchivedStyle},
    citationberg::{
        Bibliography, Display, FontStyle, FontVariant, FontWeight, IndependentStyle, Locale, LocaleCode,
        VerticalAlign,
    },
};
use std::{borrow::Cow, collections::HashMap, sync::OnceLock};

/// A style, and the language that it is used in.
#[derive(Clone, Debug)]
pub(super) struct Style {
    independent: Box<IndependentStyle>,
    locale: Option<LocaleCode>,
    /// The language that it is used in.
    language: String,
    /// The terms of the language.
    locales: Vec<Locale>,
    others: Others,
}

/// Archived styles that set citations alone; a test holds that these are all.
const NO_LIST: [ArchivedStyle; 1] = [ArchivedStyle::Alphanumeric];

/// How many references are set at once where no reference depends on another: the processor's work grows with the square.
const BATCH: usize = 500;

pub(super) fn list() -> Vec<(&'static str, &'static str)> {
    let styles = ArchivedStyle::all().iter().filter(|style| !NO_LIST.contains(style));
    styles.flat_map(|style| style.names().iter().map(|name| (*name, style.display_name()))).collect()
}

impl Style {
    pub(super) fn named(name: &str) -> Option<Style> {
        let style = ArchivedStyle::by_name(name).filter(|style| !NO_LIST.contains(style));
        Style::archived(style?, None)
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
        let language = locale.as_ref().or(style.default_locale.as_ref());
        let language = language.map_or("en-US", |locale| locale.0.as_str()).to_owned();
        let locales = locales(&language);
        let others = Others::of(&style, &locales, &language);
        Style { independent: Box::new(style), locale, language, locales, others }
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
        let mut references = References { language: self.language.clone(), ..References::default() };
        let by_key: HashMap<&str, &Fed> =
            variables.iter().zip(&fed).map(|(variables, fed)| (variables.id.as_str(), fed)).collect();
        let batch = if self.is_independent() { BATCH } else { fed.len().max(1) };
        for (n, batch_of) in fed.chunks(batch).enumerate() {
            let mut driver = BibliographyDriver::new().with_citation_number_offset(n * batch);
            for fed in batch_of {
                let one = vec![CitationItem::with_entry(&fed.item)];
                let locale = self.locale.clone();
                driver.citation(CitationRequest::new(one, &self.independent, locale, &self.locales, None));
            }
            let request = BibliographyRequest::new(&self.independent, self.locale.clone(), &self.locales);
            let Some(set) = driver.finish(request).bibliography else { continue };
            references.hanging = set.hanging_indent;
            for set in &set.items {
                let Some(fed) = by_key.get(set.key.as_str()) else { continue };
                let (label, text) = (set.first_field.as_ref(), &set.content);
                references.list.push(reference(&set.key, label, text, fed, &self.others));
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
}

impl Style {
    /// Whether a reference is set the same whatever stands beside it: nothing is sorted, told apart or left out.
    fn is_independent(&self) -> bool {
        let citation = &self.independent.citation;
        let apart = citation.disambiguate_add_givenname
            || citation.disambiguate_add_names
            || citation.disambiguate_add_year_suffix;
        let alone = |list: &Bibliography| list.sort.is_none() && list.subsequent_author_substitute.is_none();
        !apart && self.independent.bibliography.as_ref().is_some_and(alone)
    }
}

/// The terms of a language, of its main dialect, and of English, which stands in for what has none.
fn locales(language: &str) -> Vec<Locale> {
    static ALL: OnceLock<Vec<Locale>> = OnceLock::new();
    let base = language.split('-').next().unwrap_or_default().to_owned();
    let wanted = |locale: &&Locale| {
        let code = locale.lang.as_ref().map_or("", |code| code.0.as_str());
        code == "en-US" || code.split('-').next() == Some(&base)
    };
    ALL.get_or_init(archive::locales).iter().filter(wanted).cloned().collect()
}

fn reference(
    key: &str,
    label: Option<&ElemChild>,
    text: &ElemChildren,
    fed: &Fed,
    others: &Others,
) -> Reference {
    let mut walk = Walk::default();
    walk.children(&text.0, false);
    let mut text = walk.letters;
    if let Some((year, shown)) = &fed.year {
        show(&mut text, year, shown);
    }
    close_up(&mut text);
    others.set(&mut text);
    let text = pieces(&marks::decode(&text, &fed.kept), &walk.links);
    let mut walk = Walk::default();
    walk.children(label.map_or(&[], std::slice::from_ref), false);
    others.set(&mut walk.letters);
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
        let apart = matches!(
            elem.display,
            Some(Display::Block | Display::Indent | Display::LeftMargin | Display::RightInline)
        );
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

/// Takes out what the processor set before a part of a date that is not there: `(2021, )`, `1999 ;`.
fn close_up(letters: &mut Vec<Letter>) {
    let mut at = 0;
    while at < letters.len() {
        let rest = letters.get(at + 1..).unwrap_or_default();
        let gap = rest.iter().take_while(|letter| matches!(letter.char, ',' | ' ')).count();
        let closes = rest.get(gap).is_some_and(|letter| matches!(letter.char, ')' | ']' | ';' | ':' | '.'));
        let ends = letters.get(at).is_some_and(|letter| letter.date && !matches!(letter.char, ',' | ' '));
        at += 1;
        if ends && closes && gap > 0 {
            letters.drain(at..at + gap);
        }
    }
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
