//! A list of names that goes on (`others`): the processor takes the word for one more name, CSL wants `et al.` there, set as where a
//! style cuts a list short itself. The processor gets a character in its place, which is that afterwards.

use super::marks::{Letter, bit};
use crate::model::text::Mark;
use hayagriva::citationberg::{
    DelimiterBehavior, EtAlTerm, FontStyle, IndependentStyle, LayoutRenderingElement, Locale, Name,
    NameAsSortOrder, Names, TermForm,
    taxonomy::{NameVariable, OtherTerm, Term},
};

/// Stands for the others behind one name, and behind several: two variation selectors that no mark is.
const BEHIND_ONE: char = '\u{E01ED}';
const BEHIND_MANY: char = '\u{E01EE}';

/// What the processor gets for the others behind so many names.
pub(super) fn behind(names: usize) -> String {
    if names == 1 { BEHIND_ONE } else { BEHIND_MANY }.to_string()
}

/// How a style speaks of people that are not named, in a language.
#[derive(Clone, Debug)]
pub(super) struct Others {
    term: String,
    is_italic: bool,
    /// What stands between names, and whether it stands before the term, too: behind one name, and behind several.
    delimiter: String,
    precedes: [bool; 2],
    /// What may stand before the last name of a list.
    and: Vec<String>,
}

impl Others {
    /// How the style does in that language; `locales` has English for what it has no words for.
    pub(super) fn of(style: &IndependentStyle, locales: &[Locale], language: &str) -> Others {
        let names = authors(style);
        let plain = Name::default();
        let list = style.bibliography.as_ref().map(|list| &list.name_options);
        let inherited =
            list.map_or_else(|| style.settings.options.clone(), |list| style.settings.options.apply(list));
        let options = names.and_then(Names::name).unwrap_or(&plain).options(&inherited);
        let et_al = names.and_then(Names::et_al).copied().unwrap_or_default();
        let all = by_nearness(style, locales, language);
        let term = |term: OtherTerm, form: TermForm| {
            let said = |locale: &Locale| locale.term(Term::Other(term), form)?.single().map(str::to_owned);
            all.iter().find_map(|locale| said(locale))
        };
        let long = |which| term(which, TermForm::Long);
        let which = match et_al.term {
            EtAlTerm::EtAl => OtherTerm::EtAl,
            EtAlTerm::AndOthers => OtherTerm::AndOthers,
        };
        let precedes = match options.delimiter_precedes_et_al {
            DelimiterBehavior::Always => [true, true],
            DelimiterBehavior::Never => [false, false],
            DelimiterBehavior::Contextual => [false, true],
            DelimiterBehavior::AfterInvertedName => match options.name_as_sort_order {
                Some(NameAsSortOrder::All) => [true, true],
                Some(NameAsSortOrder::First) => [true, false],
                None => [false, false],
            },
        };
        let and = [Some("&".to_owned()), long(OtherTerm::And), term(OtherTerm::And, TermForm::Symbol)];
        Others {
            term: long(which).unwrap_or_else(|| "et al.".to_owned()),
            is_italic: et_al.formatting.font_style == Some(FontStyle::Italic),
            delimiter: options.delimiter.to_owned(),
            precedes,
            and: and.into_iter().flatten().filter(|_| options.and.is_some()).collect(),
        }
    }

    /// Sets the term where the character stands that the processor got.
    pub(super) fn set(&self, letters: &mut Vec<Letter>) {
        while let Some(at) = letters.iter().position(|letter| matches!(letter.char, BEHIND_ONE | BEHIND_MANY))
        {
            let Some(&stand_in) = letters.get(at) else { return };
            let start = self.end_of_names(letters.get(..at).unwrap_or_default());
            let [one, many] = self.precedes;
            let precedes = if stand_in.char == BEHIND_ONE { one } else { many };
            let between = if start == 0 {
                ""
            } else if precedes {
                &self.delimiter
            } else {
                " "
            };
            let italic = if self.is_italic { bit(Mark::Italic) } else { 0 };
            let term =
                self.term.chars().map(|char| Letter { char, bits: stand_in.bits | italic, ..stand_in });
            let between = between.chars().map(|char| Letter { char, ..stand_in });
            // a full stop is set once
            let stop = self.term.ends_with('.') && letters.get(at + 1).is_some_and(|next| next.char == '.');
            let end = at + 1 + usize::from(stop);
            letters.splice(start..end, between.chain(term).collect::<Vec<_>>());
        }
    }

    /// Where the last name ends: what the processor set between it and one more goes.
    fn end_of_names(&self, letters: &[Letter]) -> usize {
        let text: String = letters.iter().map(|letter| letter.char).collect();
        let mut rest = text.trim_end();
        let and = self.and.iter().filter_map(|and| rest.strip_suffix(and.as_str()));
        rest = and
            .filter(|rest| rest.is_empty() || rest.ends_with([' ', '\u{a0}']))
            .map(str::trim_end)
            .next()
            .unwrap_or(rest);
        rest = rest.trim_end_matches([',', ';']);
        rest = rest.strip_suffix(self.delimiter.trim()).unwrap_or(rest).trim_end();
        rest.chars().count()
    }
}

/// What a style says itself of the language, then what the locales say: of the dialect, the language, and English.
fn by_nearness<'s>(style: &'s IndependentStyle, locales: &'s [Locale], language: &str) -> Vec<&'s Locale> {
    fn code(locale: &Locale) -> Option<&str> {
        locale.lang.as_ref().map(|lang| lang.0.as_str())
    }
    let base = |code: &str| code.split('-').next().map(str::to_owned);
    let is_near = |locale: &&Locale| code(locale).is_none_or(|code| base(code) == base(language));
    let mut all: Vec<&Locale> = locales.iter().collect();
    all.sort_by_key(|locale| (code(locale) != Some(language), !is_near(locale)));
    style.locale.iter().filter(is_near).chain(all).collect()
}

/// The names of a style that are those of authors.
fn authors(style: &IndependentStyle) -> Option<&Names> {
    let mut all = Vec::new();
    for one in &style.macros {
        collect(&one.children, &mut all);
    }
    if let Some(list) = &style.bibliography {
        collect(&list.layout.elements, &mut all);
    }
    let of_authors = all.iter().find(|names| names.variable.contains(&NameVariable::Author));
    of_authors.or(all.first()).copied()
}

/// The lists of names among elements, which are nested no deeper than is checked.
fn collect<'s>(elements: &'s [LayoutRenderingElement], all: &mut Vec<&'s Names>) {
    for element in elements {
        match element {
            LayoutRenderingElement::Names(names) => all.push(names),
            LayoutRenderingElement::Group(group) => collect(&group.children, all),
            LayoutRenderingElement::Choose(choose) => {
                collect(&choose.if_.children, all);
                for branch in &choose.else_if {
                    collect(&branch.children, all);
                }
                if let Some(branch) = &choose.otherwise {
                    collect(&branch.children, all);
                }
            }
            _ => {}
        }
    }
}
