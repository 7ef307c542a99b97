//! Words that rules know.

/// Words that end with a full stop because they are cut short, in lower case, without the stop.
const ABBREVIATIONS: [&str; 146] = [
    "abbr", "abstr", "adm", "adv", "aka", "al", "amer", "anm", "ann", "app", "appl", "approx", "apr", "art",
    "assn", "assoc", "assp", "auct", "aufl", "aug", "ave", "bd", "bros", "bull", "bzw", "ca", "cf", "ch",
    "chap", "chem", "co", "col", "coll", "comm", "commun", "comp", "comput", "conf", "corp", "cv", "dec",
    "dept", "dev", "dgl", "dipl", "diss", "dr", "ed", "edn", "eds", "emend", "eng", "engg", "esp", "est",
    "etc", "ex", "exp", "fasc", "feb", "ff", "fig", "figs", "fr", "geb", "ges", "govt", "hist", "hon",
    "hrsg", "ibid", "illus", "inc", "inf", "inst", "int", "intl", "jahrg", "jan", "jr", "jul", "jun", "lab",
    "lett", "lib", "ltd", "math", "max", "med", "min", "misc", "mr", "mrs", "ms", "mt", "nat", "natl", "neg",
    "nos", "nov", "nr", "oct", "phil", "phys", "prelim", "proc", "prof", "psych", "pty", "publ", "repr",
    "resp", "rev", "sci", "sec", "sept", "ser", "soc", "sp", "spec", "spp", "sq", "sqq", "ss", "ssp", "st",
    "subsp", "suppl", "symp", "syst", "tech", "trad", "trans", "univ", "usw", "var", "vol", "vs", "éd",
    "übers", "вып", "гг", "др", "изд", "пер", "ред",
];

/// Whether the word before a full stop is one that has its stop by right: a known abbreviation, an initial, a word with stops
/// inside (`U.S`).
pub(super) fn is_abbreviation(word: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let lower = word.to_lowercase();
    word.contains('.')
        || word.chars().count() == 1
        || matches!(lower.as_str(), "no" | "pp" | "vols" | "dec")
        || ABBREVIATIONS.binary_search(&lower.as_str()).is_ok()
}

/// Words that say what kind of organisation a name is, and are nobody's family name. Folded.
const ORGANISATIONS: [&str; 26] = [
    "academy",
    "association",
    "collaboration",
    "commission",
    "committee",
    "community",
    "consortium",
    "corporation",
    "department",
    "federation",
    "foundation",
    "gmbh",
    "inc",
    "institut",
    "institute",
    "laboratories",
    "laboratory",
    "llc",
    "ltd",
    "ministry",
    "organisation",
    "organization",
    "society",
    "universitat",
    "universite",
    "university",
];

/// Words that do so at the end of a name that is written in one piece, and may be a family name (`Thomas Bureau`) elsewhere.
/// Not "press": `Frank Press`, `William H. Press`.
const GROUPS: [&str; 11] = [
    "agency",
    "alliance",
    "board",
    "bureau",
    "centre",
    "company",
    "contributors",
    "council",
    "developers",
    "group",
    "team",
];

/// Whether a folded word says what kind of organisation a name is.
pub(super) fn is_organisation(word: &str) -> bool {
    ORGANISATIONS.binary_search(&word).is_ok()
}

/// Whether a folded word does so at the end of a name.
pub(super) fn is_group(word: &str) -> bool {
    is_organisation(word) || GROUPS.binary_search(&word).is_ok()
}

/// What people write where they know nothing, in lower case.
const PLACEHOLDERS: [&str; 21] = [
    "(no author)",
    "(no date)",
    "(no title)",
    "-",
    "--",
    "???",
    "[no author]",
    "[no date]",
    "[no title]",
    "[s.l.]",
    "[s.n.]",
    "fixme",
    "n.a.",
    "n.d.",
    "n/a",
    "no author",
    "no date",
    "no title",
    "tba",
    "tbd",
    "todo",
];

/// Whether a whole value says that nobody knew what to write.
pub(super) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    // longest of them
    text.len() <= 11
        && (PLACEHOLDERS.binary_search(&text.to_ascii_lowercase().as_str()).is_ok()
            || (text.len() > 1 && text.bytes().all(|byte| byte == b'?')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(ABBREVIATIONS.is_sorted() && ORGANISATIONS.is_sorted());
        assert!(GROUPS.is_sorted() && PLACEHOLDERS.is_sorted());
    }

    #[test]
    fn abbreviations_have_their_stop_by_right() {
        for word in ["etc", "Vol", "U.S", "A", "Inc", "(eds", "Proc", "spp", "var", "ff", "др", "éd", "Übers"]
        {
            assert!(is_abbreviation(word), "{word}");
        }
        for word in ["here", "Programming", "code", "it", "on", "C3"] {
            assert!(!is_abbreviation(word), "{word}");
        }
    }
}
