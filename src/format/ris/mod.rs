//! RIS: lines of a two-letter tag and a value, which all reference managers and most databases read and write.
//!
//! One table of tags and one of types drive reading, writing and docs/interchange.md. `EndNote`'s own formats are read by
//! the same tables, their names for things turned into tags.

pub(super) mod dates;
mod lines;
mod names;
mod pages;
mod read;
mod table;
mod write;

pub(super) use names::organisation;
pub(super) use read::source;
pub use table::page;
pub use write::write;

use super::{Read, record};

/// The format's name in `extra`.
const FORMAT: &str = "ris";

/// Whether the text begins like RIS.
pub(super) fn is_likely(text: &str) -> bool {
    lines::is_likely(text)
}

/// Reads every record; what is wrong with one is named and the next is read.
pub fn read(text: &str, path: &str) -> Read {
    record::read(text, path, lines::records(text), |record| source(record, FORMAT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        format::{Options, csl},
        model::{Field as F, Kind, Source, Value},
    };
    use std::borrow::Cow;

    /// Kind, key and fields of a source in one line.
    fn told(source: &Source) -> String {
        let fields = source.fields().map(|(field, value)| format!(" {field}={}", value.line()));
        format!("{} {}{}", source.kind, source.key, fields.collect::<String>())
    }

    fn one(lines: &str) -> (Source, Vec<String>) {
        let read = read(&format!("TY  - {lines}\nER  - \n"), "x");
        let faults =
            read.diagnostics.iter().map(|fault| format!("{} {}", fault.severity, fault.rule)).collect();
        (read.entries[0].source.clone(), faults)
    }

    fn written(source: &Source) -> String {
        write(&[Cow::Borrowed(source)], &Options::default()).text
    }

    #[test]
    fn dialects_are_read() {
        for (lines, expected) in [
            // EndNote
            (
                "JOUR\nAU  - Doe, Jane\nAU  - World Health Organization,\nDA  - May 12\nPY  - 2010\nIS  - 3\nKW  - bees\nwasps\nSN  - 0378-5955 (Print)\nSP  - 221-8\nJF  - Insects",
                "article  author=Doe, Jane; {World Health Organization} date=2010-05-12 journaltitle=Insects number=3 pages=221-228 issn=0378-5955 keywords=bees; wasps",
            ),
            // Zotero
            (
                "CONF\nTI  - T\nAU  - Doe, J.\nED  - Roe, R.\nT2  - The Conference\nC1  - Bonn\nC3  - Proceedings\nDA  - 2010/05/12/\nPY  - 2010\nAN  - arXiv:1706.03762\nUR  - http://a.b/",
                "inproceedings  title=T author=Doe, J. editor=Roe, R. date=2010-05-12 booktitle=Proceedings eventtitle=The Conference location=Bonn eprint=1706.03762 eprinttype=arxiv url=http://a.b/",
            ),
            (
                "BOOK\nTI  - T\nA2  - Series, S.\nA3  - Editor, E.\nSP  - 312",
                "book  title=T editor=Editor, E. pagetotal=312 extra=ris.A2 = Series, S.",
            ),
            // Mendeley
            (
                "CHAP\nT1  - T\nA1  - Doe, J\nY1  - 1999///\nED  - Roe, R\nT2  - Book\nSP  - 10\nEP  - 12\nDO  - https://doi.org/10.1000/1\nN2  - A.",
                "incollection  title=T author=Doe, J editor=Roe, R date=1999 booktitle=Book pages=10-12 doi=10.1000/1 abstract=A.",
            ),
            // library catalogues
            ("BOOK\nLA  - eng\nLA  - ger\nLA  - eng", "book  language=eng; ger"),
            // Scopus
            (
                "JOUR\nTI  - T\nT2  - Journal of X\nJ2  - J. X\nC7  - 123\nM3  - Article\nDB  - Scopus\nN1  - Cited By :5\nKW  - a; b",
                "article  title=T journaltitle=Journal of X shortjournal=J. X genre=Article eid=123 keywords=a; b note=Cited By :5 extra=ris.DB = Scopus",
            ),
            // Web of Science
            (
                "JOUR\nTI  - T\nT2  - X\nPY  - 2015\nDA  - MAY 12\nAN  - WOS:1\nKW  - a, b, c",
                "article  title=T date=2015-05-12 journaltitle=X keywords=a; b; c extra=ris.AN = WOS:1",
            ),
            // PubMed, publishers
            (
                "JOUR\nJO  - Nature\nJA  - Nat.\nM3  - 10.1038/1\nL2  - http://x/\nVL  - 1\nIS  - Spring",
                "article  journaltitle=Nature shortjournal=Nat. volume=1 issue=Spring doi=10.1038/1 url=http://x/",
            ),
            (
                "JOUR\nT2  - Nature\nJO  - NATURE\nJA  - Nat.",
                "article  journaltitle=Nature shortjournal=Nat.",
            ),
            ("JOUR\nJA  - Nat.", "article  journaltitle=Nat."),
            ("EDBOOK\nAU  - Roe, R.\nT2  - Series", "collection  editor=Roe, R. series=Series"),
            ("PAT\nPB  - Perch & Sons\nSN  - GB 1", "patent  holder={Perch & Sons} number=GB 1"),
            (
                "THES\nPB  - University\nM3  - PhD thesis\nSP  - 100",
                "thesis  genre=phdthesis pagetotal=100 institution=University",
            ),
            ("CONF\nED  - Roe, R.\nTI  - Proceedings", "proceedings  title=Proceedings editor=Roe, R."),
            (
                "EJOUR\nID  - key1\nXX  - x\nXX  - y\nN1  - one\nN1  - two",
                "article key1 note=one\ntwo extra=ris.TY = EJOUR; ris.XX = x; ris.XX-2 = y",
            ),
            ("NEWS\nPY  - c. 1900\nLB  - 12", "article  date=1900~ entrysubtype=newspaper label=12"),
            ("GEN\nPY  - 1970s\nDA  - Michaelmas", "misc  year=1970s month=Michaelmas"),
            ("INPR\nPY  - in press", "article  pubstate=inpress extra=ris.TY = INPR"),
        ] {
            let (source, faults) = one(lines);
            assert_eq!(told(&source), expected, "{lines}");
            assert_eq!(faults, [""; 0], "{lines}");
            let again = read(&written(&source), "x").entries.remove(0).source;
            assert_eq!(told(&again), expected, "{}", written(&source));
        }
    }

    #[test]
    fn what_is_odd_is_named_and_kept() {
        for (lines, expected, rules) in [
            ("FOO\nTI  - T", "misc  title=T extra=ris.TY = FOO", vec!["warning ris-type"]),
            ("JOUR\nTI  - A\nT1  - B", "article  title=A extra=ris.T1 = B", vec!["note repeated-tag"]),
            (
                "JOUR\nPY  - 2010\nDA  - 2012/01/02",
                "article  date=2012-01-02 extra=ris.PY = 2010",
                vec!["warning date-contradiction"],
            ),
            (
                "JOUR\nPY  - 2010/05/12/spring",
                "article  date=2010-05-12 extra=ris.PY = 2010/05/12/spring",
                vec!["note date-part"],
            ),
            ("JOUR\nSN  - 0378-5954", "article  issn=0378-5954", vec!["warning standard-number"]),
            ("BOOK\nID  - a b\nTI  - T", "book  title=T extra=ris.ID = a b", vec!["warning tagged-key"]),
            (
                "BOOK\nAU  - Doe, Jane and Roe, R.",
                "book  author=Doe, Jane; Roe, R.",
                vec!["warning name-list"],
            ),
            (
                "BOOK\nY2  - 2020/01/02/10:11:12",
                "book  urldate=2020-01-02 extra=ris.Y2 = 2020/01/02/10:11:12",
                vec![],
            ),
            ("BOOK\nY2  - soon", "book  extra=ris.Y2 = soon", vec!["note date-invalid"]),
            ("BOOK\nID  - 17", "book  extra=ris.ID = 17", vec![]),
        ] {
            let (source, faults) = one(lines);
            assert_eq!(
                (told(&source), faults),
                (expected.to_owned(), rules.into_iter().map(str::to_owned).collect()),
                "{lines}"
            );
            let again = read(&written(&source), "x").entries.remove(0).source;
            assert_eq!(told(&again), told(&source), "{}", written(&source));
        }
    }

    #[test]
    fn a_missing_end_has_its_place() {
        let read = read("TY  - JOUR\nTI  - A\n\nTY  - BOOK\nTI  - B\nER  - \n", "x");
        let place = read.diagnostics[0].place.as_ref().unwrap();
        assert_eq!((place.line, place.column, read.entries.len()), (2, 8, 2));
    }

    #[test]
    fn what_is_not_carried_is_named() {
        let mut source = Source::new("k", Kind::Collection);
        for (field, text) in
            [(F::Title, "On {DNA}"), (F::Author, "Doe, J."), (F::Sorttitle, "s"), (F::Crossref, "c")]
        {
            source.set(field, Value::from_text(field, text).unwrap());
        }
        let losses = write(&[Cow::Borrowed(&source)], &Options::default()).losses;
        let losses: Vec<&str> = losses.iter().map(|loss| loss.message.as_str()).collect();
        assert_eq!(
            losses,
            [
                "RIS cannot carry which capitals to keep in `title`",
                "RIS cannot carry that it is of type `collection`: it becomes `BOOK`",
                "RIS cannot carry `sorttitle`"
            ]
        );
        assert!(!csl::is_likely(&written(&source)) && is_likely(&written(&source)));
    }
}
