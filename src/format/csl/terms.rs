//! Words that biblatex abbreviates and CSL spells out: languages, genres, states, countries (its manual, 2.3.9 and 4.9.2;
//! the English wording is that of its `english.lbx`).

use crate::model::Kind;

/// The language tag (BCP 47) of a babel or polyglossia name or a biblatex language key; what is none stays.
pub(in crate::format) fn language_tag(name: &str, options: &str) -> String {
    let bare = name.trim().to_ascii_lowercase();
    let bare = bare.strip_prefix("lang").filter(|rest| !rest.is_empty()).unwrap_or(&bare);
    let variant = options.split(',').find_map(|option| option.trim().strip_prefix("variant="));
    let bare = match (bare, variant) {
        ("english", Some("british" | "uk")) => "british",
        ("english", Some("australian")) => "australian",
        ("english", Some("newzealand")) => "newzealand",
        (bare, _) => bare,
    };
    LANGUAGES
        .iter()
        .find(|(name, _)| *name == bare)
        .map_or_else(|| name.to_owned(), |(_, tag)| (*tag).to_owned())
}

/// The babel name of a language tag; of another region, if it has none for this one.
pub(in crate::format) fn babel_name(tag: &str) -> Option<&'static str> {
    let of = |wanted: &str| LANGUAGES.iter().find(|(_, tag)| tag.eq_ignore_ascii_case(wanted));
    let primary = |tag: &str| tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
    let plain = || LANGUAGES.iter().find(|(_, known)| primary(known) == primary(tag));
    match of(tag) {
        None if primary(tag) == "en" => Some("english"),
        known => known.or_else(plain).map(|(name, _)| *name),
    }
}

/// A word for people from biblatex's key: `techreport` → "technical report"; what is no key stays.
pub(in crate::format) fn spell_out(key: &str, table: &[(&str, &'static str)]) -> String {
    let known = table.iter().find(|(name, _)| name.eq_ignore_ascii_case(key.trim()));
    known.map_or_else(|| key.to_owned(), |(_, word)| (*word).to_owned())
}

/// The key of a word, the other way round.
pub(in crate::format) fn abbreviate<'a>(word: &'a str, table: &[(&'a str, &str)]) -> &'a str {
    let known = table.iter().find(|(_, known)| known.eq_ignore_ascii_case(word.trim()));
    known.map_or(word, |(name, _)| name)
}

/// Genres: the keys of biblatex's field `type`.
pub(in crate::format) const GENRES: [(&str, &str); 20] = [
    ("bathesis", "Bachelor’s thesis"),
    ("mathesis", "Master’s thesis"),
    ("phdthesis", "PhD thesis"),
    ("candthesis", "Candidate thesis"),
    ("techreport", "technical report"),
    ("resreport", "research report"),
    ("software", "computer software"),
    ("datacd", "CD-ROM"),
    ("audiocd", "audio CD"),
    ("patent", "patent"),
    ("patentde", "German patent"),
    ("patenteu", "European patent"),
    ("patentfr", "French patent"),
    ("patentuk", "British patent"),
    ("patentus", "U.S. patent"),
    ("patreq", "patent request"),
    ("patreqde", "German patent request"),
    ("patreqeu", "European patent request"),
    ("patreqfr", "French patent request"),
    ("patreqes", "Spanish patent request"),
];

/// States of publication: the keys of `pubstate`.
pub(super) const STATES: [(&str, &str); 5] = [
    ("inpreparation", "in preparation"),
    ("submitted", "submitted"),
    ("forthcoming", "forthcoming"),
    ("inpress", "in press"),
    ("prepublished", "pre-published"),
];

/// Countries: the keys of a patent's `location`.
pub(in crate::format) const COUNTRIES: [(&str, &str); 8] = [
    ("countryde", "Germany"),
    ("countryeu", "European Union"),
    ("countryep", "European Union"),
    ("countryfr", "France"),
    ("countryes", "Spain"),
    ("countryuk", "United Kingdom"),
    ("countryus", "United States of America"),
    ("countryjp", "Japan"),
];

/// Series: the keys of `series`.
pub(super) const SERIES: [(&str, &str); 2] = [("newseries", "New series"), ("oldseries", "Old series")];

/// Archives that biblatex and CSL processors know by name, and the web address before their identifiers.
pub(in crate::format) const ARCHIVES: [(&str, &str, &str); 10] = [
    ("arxiv", "arXiv", "arxiv.org/abs/"),
    ("jstor", "JSTOR", "www.jstor.org/stable/"),
    ("pubmed", "PubMed", "www.ncbi.nlm.nih.gov/pubmed/"),
    ("googlebooks", "Google Books", "books.google.com?id="),
    ("hdl", "Handle", "hdl.handle.net/"),
    ("hal", "HAL", "hal.science/"),
    ("biorxiv", "bioRxiv", ""),
    ("medrxiv", "medRxiv", ""),
    ("chemrxiv", "ChemRxiv", ""),
    ("ssrn", "SSRN", ""),
];

/// The web address of a record in an archive, if it has one.
pub(super) fn archive_url(archive: &str, id: &str) -> Option<String> {
    let (_, _, base) = ARCHIVES.iter().find(|(key, _, _)| key.eq_ignore_ascii_case(archive.trim()))?;
    if base.is_empty() { None } else { Some(format!("https://{base}{}", id.trim())) }
}

/// The archive and the identifier of a record that a web address is of.
pub(super) fn record(url: &str) -> Option<(&'static str, &str)> {
    let rest = url.trim().strip_prefix("https://").or_else(|| url.trim().strip_prefix("http://"))?;
    let without = |address: &'_ str| address.strip_prefix("www.").map_or(0, |_| "www.".len());
    let rest = rest.get(without(rest)..)?;
    ARCHIVES.iter().filter(|(_, _, base)| !base.is_empty()).find_map(|(key, _, base)| {
        let id = rest.strip_prefix(base.get(without(base)..)?)?;
        (!id.is_empty()).then_some((*key, id))
    })
}

/// The kind of a CSL type, where it is not that of the table of kinds or several kinds share it.
pub(super) fn kind(csl: &str) -> Option<Kind> {
    Some(match csl {
        "article-journal" | "article-magazine" | "article-newspaper" => Kind::Article,
        "bill" | "regulation" | "hearing" => Kind::Legislation,
        "book" | "classic" => Kind::Book,
        "chapter" => Kind::Incollection,
        "collection" => Kind::Collection,
        "entry" | "entry-dictionary" | "entry-encyclopedia" => Kind::Inreference,
        "article" | "post" | "post-weblog" | "webpage" => Kind::Online,
        "figure" | "graphic" | "map" => Kind::Image,
        "motion_picture" => Kind::Movie,
        "broadcast" | "song" => Kind::Audio,
        "musical_score" => Kind::Music,
        "review" | "review-book" => Kind::Review,
        "manuscript" | "speech" => Kind::Unpublished,
        "document" | "event" | "interview" => Kind::Misc,
        other => crate::model::KINDS.iter().find(|row| row.csl == other)?.kind,
    })
}

/// The CSL type that Crossref, whose items are otherwise CSL's, calls by a name of its own.
pub(super) fn of_crossref(name: &str) -> Option<&'static str> {
    Some(match name {
        "journal-article" => "article-journal",
        "proceedings-article" => "paper-conference",
        "book-chapter" | "book-section" | "book-part" => "chapter",
        "monograph" | "reference-book" => "book",
        "edited-book" | "proceedings" => "collection",
        "reference-entry" => "entry",
        "dissertation" => "thesis",
        "posted-content" => "article",
        _ => return None,
    })
}

/// The kind of an item of that CSL type. A chapter without an editor is one of the author's own book.
pub(super) fn kind_of(csl: &str, edited: bool) -> Option<Kind> {
    if csl == "chapter" && !edited { Some(Kind::Inbook) } else { kind(csl) }
}

/// Whether a text looks like a language tag (BCP 47): a primary language of two or three letters, and what follows.
pub(super) fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    parts
        .next()
        .is_some_and(|part| matches!(part.len(), 2 | 3) && part.bytes().all(|b| b.is_ascii_alphabetic()))
        && parts.all(|part| matches!(part.len(), 1..=8) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// babel and polyglossia names (biblatex manual, table 2) with their tags; the first of a tag is the one that is
/// read back.
const LANGUAGES: [(&str, &str); 71] = [
    ("american", "en-US"),
    ("english", "en-US"),
    ("usenglish", "en-US"),
    ("british", "en-GB"),
    ("ukenglish", "en-GB"),
    ("canadian", "en-CA"),
    ("australian", "en-AU"),
    ("newzealand", "en-NZ"),
    ("afrikaans", "af-ZA"),
    ("arabic", "ar"),
    ("basque", "eu"),
    ("bulgarian", "bg-BG"),
    ("catalan", "ca-AD"),
    ("chinese", "zh"),
    ("croatian", "hr-HR"),
    ("czech", "cs-CZ"),
    ("danish", "da-DK"),
    ("dutch", "nl-NL"),
    ("esperanto", "eo"),
    ("estonian", "et-EE"),
    ("finnish", "fi-FI"),
    ("french", "fr-FR"),
    ("francais", "fr-FR"),
    ("canadien", "fr-CA"),
    ("acadian", "fr-CA"),
    ("galician", "gl"),
    ("ngerman", "de-DE"),
    ("german", "de-DE"),
    ("germanb", "de-DE"),
    ("naustrian", "de-AT"),
    ("austrian", "de-AT"),
    ("nswissgerman", "de-CH"),
    ("swissgerman", "de-CH"),
    ("greek", "el-GR"),
    ("polutonikogreek", "el-GR"),
    ("hebrew", "he-IL"),
    ("hungarian", "hu-HU"),
    ("magyar", "hu-HU"),
    ("icelandic", "is-IS"),
    ("indonesian", "id-ID"),
    ("irish", "ga"),
    ("italian", "it-IT"),
    ("japanese", "ja-JP"),
    ("korean", "ko-KR"),
    ("latin", "la"),
    ("latvian", "lv-LV"),
    ("lithuanian", "lt-LT"),
    ("macedonian", "mk-MK"),
    ("mongolian", "mn-MN"),
    ("norwegian", "nb-NO"),
    ("norsk", "nb-NO"),
    ("nynorsk", "nn-NO"),
    ("persian", "fa-IR"),
    ("farsi", "fa-IR"),
    ("polish", "pl-PL"),
    ("brazilian", "pt-BR"),
    ("brazil", "pt-BR"),
    ("portuguese", "pt-PT"),
    ("portuges", "pt-PT"),
    ("romanian", "ro-RO"),
    ("russian", "ru-RU"),
    ("serbian", "sr-RS"),
    ("slovak", "sk-SK"),
    ("slovene", "sl-SI"),
    ("slovenian", "sl-SI"),
    ("spanish", "es-ES"),
    ("swedish", "sv-SE"),
    ("thai", "th-TH"),
    ("turkish", "tr-TR"),
    ("ukrainian", "uk-UA"),
    ("vietnamese", "vi-VN"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_have_tags_and_tags_have_names() {
        for (name, options, tag) in [
            ("american", "", "en-US"),
            ("english", "variant=british", "en-GB"),
            ("langgerman", "", "de-DE"),
            ("Latin", "", "la"),
            ("Klingon", "", "Klingon"),
        ] {
            assert_eq!(language_tag(name, options), tag);
        }
        for (tag, name) in [
            ("en-US", Some("american")),
            ("en", Some("english")),
            ("DE", Some("ngerman")),
            ("es-MX", Some("spanish")),
            ("en-IE", Some("english")),
            ("zh", Some("chinese")),
            ("", None),
        ] {
            assert_eq!(babel_name(tag), name);
        }
    }

    #[test]
    fn a_record_has_an_address_and_an_address_a_record() {
        assert_eq!(archive_url("arXiv", "1706.03762").as_deref(), Some("https://arxiv.org/abs/1706.03762"));
        assert_eq!(archive_url("lib", "1"), None);
        for (url, expected) in [
            ("http://arxiv.org/abs/hep-th/9901001v2", Some(("arxiv", "hep-th/9901001v2"))),
            ("https://jstor.org/stable/1", Some(("jstor", "1"))),
            ("https://arxiv.org/abs/", None),
            ("https://a.b/", None),
        ] {
            assert_eq!(record(url), expected);
        }
    }

    #[test]
    fn every_csl_type_has_a_kind() {
        for csl in super::super::variables::TYPES {
            assert!(kind(csl).is_some(), "{csl}");
        }
        assert_eq!(kind("blog"), None);
    }
}
