//! PubMed's format (`MEDLINE`, .nbib): lines of a tag of up to four letters and a value. The tags are turned into those of RIS, whose
//! table says what they mean.

mod lines;

use super::{
    Read,
    record::{self, Growing, Item, Record},
    ris,
};
use crate::model::{Field, Name, NameText, Value, ident};
use std::collections::BTreeMap;

/// The format's name in `extra`.
const FORMAT: &str = "nbib";

/// Whether the text begins like a record of PubMed.
pub(super) fn is_likely(text: &str) -> bool {
    lines::is_likely(text)
}

/// Reads every record; what is wrong with one is named and the next is read.
pub fn read(text: &str, path: &str) -> Read {
    record::read(text, path, lines::records(text), source)
}

/// Tags and those of RIS that say the same.
const TAGS: &[(&str, &str)] = &[
    ("PMID", "AN"),
    ("TI", "TI"),
    ("FAU", "AU"),
    ("AU", "AU"),
    ("CN", "AU"),
    ("FED", "ED"),
    ("ED", "ED"),
    ("JT", "JF"),
    ("TA", "J2"),
    ("BTI", "T2"),
    ("CTI", "T3"),
    ("DP", "PY"),
    ("VI", "VL"),
    ("IP", "IS"),
    ("PG", "SP"),
    ("EN", "ET"),
    ("PB", "PB"),
    ("LA", "LA"),
    ("IS", "SN"),
    ("ISBN", "SN"),
    ("LID", "DO"),
    ("AID", "DO"),
    ("MH", "KW"),
    ("OT", "KW"),
    ("AB", "AB"),
];

/// Types of publication that say what the source is. All others are kept in `extra`, but for the first.
const TYPES: &[(&str, &str)] = &[
    ("Journal Article", "JOUR"),
    ("Book Chapter", "CHAP"),
    ("Book", "BOOK"),
    ("Books", "BOOK"),
    ("Technical Report", "RPRT"),
    ("Dataset", "DATA"),
    ("Newspaper Article", "NEWS"),
    ("Video-Audio Media", "VIDEO"),
    ("Legal Case", "CASE"),
    ("Legislation", "STAT"),
    ("Academic Dissertation", "THES"),
    ("Patent", "PAT"),
];

fn source(record: &Record) -> Growing {
    let has = |name: &str| record.items.iter().any(|item| item.name == name);
    let (authors_in_full, editors_in_full, titled) = (has("FAU"), has("FED"), has("TI"));
    let kind = TYPES.iter().rev().find(|(name, _)| {
        record.items.iter().any(|item| item.name == "PT" && item.line().eq_ignore_ascii_case(name))
    });
    let (said, kind) = *kind.unwrap_or(&("", "JOUR"));
    let mut turned = Record { span: record.span.clone(), ..Record::default() };
    let mut add = |item: &Item, tag: &str, value: String| {
        let item = Item { tag: tag.to_owned(), name: item.name.clone(), value, span: item.span.clone() };
        turned.items.push(item);
    };
    if let Some(first) = record.items.first() {
        add(first, "TY", kind.to_owned());
    }
    // by the number of the author before it
    let mut orcids: BTreeMap<usize, &Item> = BTreeMap::new();
    let mut authors = 0_usize;
    for item in &record.items {
        let value = item.line();
        let tag = TAGS.iter().find(|(tag, _)| *tag == item.name).map_or("", |(_, ris)| *ris);
        match item.name.as_str() {
            "PMID" => {
                add(item, tag, value);
                add(item, "DB", "PubMed".to_owned());
            }
            // the short form of a name whose long form is there
            "AU" if authors_in_full => {}
            "ED" if editors_in_full => {}
            "AU" | "ED" => {
                authors += usize::from(tag == "AU");
                add(item, tag, initials_apart(&value));
            }
            "FAU" | "FED" => {
                authors += usize::from(tag == "AU");
                add(item, tag, value);
            }
            "CN" => {
                authors += 1;
                add(item, tag, ris::organisation(&value));
            }
            "AUID" if ident::orcid(value.trim_start_matches("ORCID: ")).is_some() => {
                orcids.insert(authors, item);
            }
            "LID" | "AID" => match value.strip_suffix("[doi]") {
                Some(doi) => add(item, tag, doi.trim().to_owned()),
                None => add(item, "", value),
            },
            "PT" if [said, "Journal Article"].iter().any(|known| value.eq_ignore_ascii_case(known)) => {}
            // the country of a journal says nothing of an article in it
            "PL" if kind != "JOUR" => add(item, "CY", value),
            "BTI" if kind == "BOOK" && !titled => add(item, "TI", value),
            _ => add(item, tag, value),
        }
    }
    let mut grown = ris::source(&turned, FORMAT);
    for (number, item) in orcids {
        if !set_orcid(&mut grown, number, authors, item) {
            grown.keep(item);
        }
    }
    grown
}

/// Gives the author of that number an ORCID, if the authors are those that were counted.
fn set_orcid(grown: &mut Growing, number: usize, authors: usize, item: &Item) -> bool {
    let mut names = grown.source.names(Field::Author);
    let orcid = ident::orcid(item.line().trim_start_matches("ORCID: "));
    if names.len() != authors {
        return false;
    }
    let Some((Name::Person(person), orcid)) =
        number.checked_sub(1).and_then(|at| names.get_mut(at)).zip(orcid)
    else {
        return false;
    };
    person.orcid = orcid;
    grown.source.set(Field::Author, Value::Names(names.into_iter().map(NameText::from).collect()));
    true
}

/// `Mouse MM Jr` as `Mouse, MM, Jr`.
fn initials_apart(name: &str) -> String {
    let is_initials = |word: &str| word.len() < 6 && word.chars().all(char::is_uppercase);
    let words: Vec<&str> = name.split(' ').collect();
    match words.as_slice() {
        _ if name.contains(',') => name.to_owned(),
        [family @ .., initials, suffix]
            if !family.is_empty() && is_initials(initials) && !is_initials(suffix) =>
        {
            format!("{}, {initials}, {suffix}", family.join(" "))
        }
        [family @ .., initials] if !family.is_empty() && is_initials(initials) => {
            format!("{}, {initials}", family.join(" "))
        }
        _ => name.to_owned(),
    }
}

/// Both tables as Markdown, for docs/interchange.md.
pub fn page() -> String {
    let mut page = "| tag | as RIS |\n| --- | --- |\n".to_owned();
    for (tag, ris) in TAGS {
        page.push_str(&format!("| `{tag}` | `{ris}` |\n"));
    }
    page.push_str("\n| `PT` | as RIS |\n| --- | --- |\n");
    for (name, ris) in TYPES {
        page.push_str(&format!("| {name} | `{ris}` |\n"));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> (Vec<String>, Vec<&'static str>) {
        let read = read(text, "x");
        let sources = read.entries.iter().map(|entry| {
            let source = &entry.source;
            let fields = source.fields().map(|(field, value)| format!(" {field}={}", value.line()));
            format!("{}{}", source.kind, fields.collect::<String>())
        });
        (sources.collect(), read.diagnostics.iter().map(|fault| fault.rule).collect())
    }

    #[test]
    fn records_are_read() {
        let text = "\n\nPMID- 12345678\nOWN - NLM\nIS  - 0378-5955 (Print)\nIS  - 2049-3630 (Electronic)\nDP  - 1996 Jul-Aug\nTI  - A title that\n      goes on\nPG  - 6913-7\nLID - 10.1000/1 [doi]\nLID - S1 [pii]\nFAU - Mouse, Mickey\nAU  - Mouse M\nAUID- ORCID: 0000-0002-1825-0097\nAD  - Somewhere\nCN  - Mouse Group, Inc.\nLA  - eng\nPT  - Journal Article\nPT  - Review\nTA  - J Mice\nJT  - Journal of Mice\nMH  - *Mice/genetics\nOT  - toons\nAID - 10.1000/1 [doi]\n\nPMID- 2\nDP  - 2015 1st Quart\nAU  - van Duck D Jr\nPT  - Book Chapter\nPL  - Bethesda\nBTI - Ducks\nED  - Roe R\n";
        let (sources, faults) = told(text);
        assert_eq!(
            sources,
            [
                "article title=A title that goes on author=Mouse, Mickey; {Mouse Group, Inc.} date=1996-07/1996-08 journaltitle=Journal of Mice shortjournal=J Mice pages=6913-6917 language=eng issn=0378-5955 doi=10.1000/1 eprint=12345678 eprinttype=pubmed keywords=*Mice/genetics; toons extra=nbib.AD = Somewhere; nbib.IS = 2049-3630 (Electronic); nbib.LID = S1 [pii]; nbib.OWN = NLM; nbib.PT = Review",
                "incollection author=van Duck, Jr, D editor=Roe, R year=2015 1st Quart booktitle=Ducks location=Bethesda eprint=2 eprinttype=pubmed",
            ]
        );
        assert_eq!(faults, [""; 0]);
        assert!(format!("{:?}", read(text, "x").entries[0].source).contains("0000-0002-1825-0097"));
    }

    #[test]
    fn text_between_records_is_named() {
        let (sources, faults) = told("1: exported\nPMID- 1\nTI  - A\nPMID- 2\nTI  - B\n");
        assert_eq!(sources.len(), 2);
        assert_eq!(faults, ["nbib-text"]);
        assert!(is_likely("\n\nPMID- 1\n") && is_likely("OWN - ERIC\n") && !is_likely("TY  - JOUR\n"));
    }
}
