//! `EndNote`'s own formats: tagged text (`%0 Journal Article`) and XML. Their names for things are turned into tags of RIS, whose
//! table says what they mean.

mod tagged;
mod xml;

pub use tagged::read;
pub use xml::read as read_xml;

use super::record::Item;
use crate::model::key;

/// The formats' names in `extra`.
const FORMAT: &str = "endnote";
const XML: &str = "endnote-xml";

/// Whether the text begins like tagged text of `EndNote`.
pub(super) fn is_likely(text: &str) -> bool {
    tagged::is_likely(text)
}

/// Whether the text is XML that `EndNote` may have written.
pub(super) fn is_likely_xml(text: &str) -> bool {
    xml::is_likely(text)
}

/// The types: the number in XML (none for younger ones), the name, and the type of RIS.
const TYPES: &[(u16, &str, &str)] = &[
    (51, "Ancient Text", "ANCIENT"),
    (55, "Aggregated Database", "AGGR"),
    (2, "Artwork", "ART"),
    (3, "Audiovisual Material", "ADVS"),
    (4, "Bill", "BILL"),
    (56, "Blog", "BLOG"),
    (6, "Book", "BOOK"),
    (5, "Book Section", "CHAP"),
    (7, "Case", "CASE"),
    (8, "Catalog", "CTLG"),
    (38, "Chart or Table", "CHART"),
    (49, "Classical Work", "CLSWK"),
    (9, "Computer Program", "COMP"),
    (47, "Conference Paper", "CPAPER"),
    (10, "Conference Proceedings", "CONF"),
    (59, "Dataset", "DATA"),
    (52, "Dictionary", "DICT"),
    (0, "Discussion Forum", "ICOMM"),
    (28, "Edited Book", "EDBOOK"),
    (43, "Electronic Article", "EJOUR"),
    (44, "Electronic Book", "EBOOK"),
    (60, "Electronic Book Section", "ECHAP"),
    (53, "Encyclopedia", "ENCYC"),
    (39, "Equation", "EQUA"),
    (37, "Figure", "FIGURE"),
    (21, "Film or Broadcast", "MPCT"),
    (13, "Generic", "GEN"),
    (46, "Government Document", "GOVDOC"),
    (54, "Grant", "GRANT"),
    (14, "Hearing", "HEAR"),
    (0, "Interview", "PCOMM"),
    (17, "Journal Article", "JOUR"),
    (50, "Legal Rule or Regulation", "LEGAL"),
    (19, "Magazine Article", "MGZN"),
    (36, "Manuscript", "MANSCPT"),
    (20, "Map", "MAP"),
    (0, "Multimedia Application", "MULTI"),
    (61, "Music", "MUSIC"),
    (23, "Newspaper Article", "NEWS"),
    (45, "Online Database", "DBASE"),
    (48, "Online Multimedia", "MULTI"),
    (24, "Pamphlet", "PAMP"),
    (25, "Patent", "PAT"),
    (26, "Personal Communication", "PCOMM"),
    (0, "Podcast", "POD"),
    (0, "Press Release", "PRESS"),
    (27, "Report", "RPRT"),
    (57, "Serial", "SER"),
    (0, "Social Media", "ICOMM"),
    (58, "Standard", "STAND"),
    (31, "Statute", "STAT"),
    (0, "Television Episode", "VIDEO"),
    (32, "Thesis", "THES"),
    (34, "Unpublished Work", "UNPB"),
    (12, "Web Page", "ELEC"),
];

/// The tags of tagged text, the elements of XML (with what they stand in), and the tag of RIS for both; empty for what one has not.
const TAGS: &[(&str, &str, &str)] = &[
    ("%0", "record/ref-type", "TY"),
    ("%A", "authors/author", "AU"),
    ("%E", "secondary-authors/author", "A2"),
    ("%Y", "tertiary-authors/author", "A3"),
    ("%?", "subsidiary-authors/author", "A4"),
    ("%T", "titles/title", "TI"),
    ("%B", "titles/secondary-title", "T2"),
    ("%S", "titles/tertiary-title", "T3"),
    ("%!", "titles/short-title", "ST"),
    ("%O", "titles/alt-title", "J2"),
    ("%J", "periodical/full-title", "JO"),
    ("", "periodical/abbr-1", "J2"),
    ("%D", "dates/year", "PY"),
    ("%8", "pub-dates/date", "DA"),
    ("%[", "record/access-date", "Y2"),
    ("%(", "record/orig-pub", "OP"),
    ("%V", "record/volume", "VL"),
    ("%N", "record/number", "IS"),
    ("", "record/issue", "M1"),
    ("%6", "record/num-vols", "NV"),
    ("%P", "record/pages", "SP"),
    ("%&", "record/section", "SE"),
    ("%7", "record/edition", "ET"),
    ("%9", "record/work-type", "M3"),
    ("%I", "record/publisher", "PB"),
    ("%C", "record/pub-location", "CY"),
    ("%1", "record/custom1", "C1"),
    ("%3", "record/custom3", "C3"),
    ("%]", "record/custom7", "C7"),
    ("%G", "record/language", "LA"),
    ("%@", "record/isbn", "SN"),
    ("%R", "record/electronic-resource-num", "DO"),
    ("%M", "record/accession-num", "AN"),
    ("%~", "record/remote-database-name", "DB"),
    ("%U", "related-urls/url", "UR"),
    ("", "web-urls/url", "UR"),
    ("", "text-urls/url", "L2"),
    ("%>", "pdf-urls/url", "L1"),
    ("%L", "record/call-num", "CN"),
    ("%F", "record/label", "LB"),
    ("%K", "keywords/keyword", "KW"),
    ("%X", "record/abstract", "AB"),
    ("%Z", "record/notes", "N1"),
    ("%<", "record/research-notes", "RN"),
];

/// The tag of RIS for an item that the format calls so; empty if there is none. A label that is a key is the key.
fn item(name: &str, value: String, span: std::ops::Range<usize>) -> Item {
    let known = TAGS.iter().find(|(tag, element, _)| !name.is_empty() && (*tag == name || *element == name));
    let tag = match known.map_or("", |(_, _, tag)| *tag) {
        "LB" if key::fault(&value).is_none() && !value.bytes().all(|b| b.is_ascii_digit()) => "ID",
        tag => tag,
    };
    let name = name.strip_prefix("record/").unwrap_or(name);
    Item { tag: tag.to_owned(), name: name.to_owned(), value, span }
}

/// The type of RIS for a name or number; as it is if there is none.
fn type_of(name: &str) -> &str {
    let number = name.trim().parse::<u16>().ok().filter(|number| *number > 0);
    let same =
        |known: &&(u16, &str, &str)| known.1.eq_ignore_ascii_case(name.trim()) || number == Some(known.0);
    TYPES.iter().find(same).map_or(name, |(_, _, ris)| ris)
}

/// Both tables as Markdown, for docs/interchange.md.
pub fn page() -> String {
    let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{text}`") };
    let mut page = "| tagged | XML | as RIS |\n| --- | --- | --- |\n".to_owned();
    for (tag, element, ris) in TAGS {
        page.push_str(&format!("| {} | {} | `{ris}` |\n", code(tag), code(element)));
    }
    page.push_str("\n| type | number in XML | as RIS |\n| --- | --- | --- |\n");
    for (number, name, ris) in TYPES {
        let number = if *number == 0 { String::new() } else { number.to_string() };
        page.push_str(&format!("| {name} | {number} | `{ris}` |\n"));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Read;

    fn told(read: &Read) -> (Vec<String>, Vec<String>) {
        let sources = read.entries.iter().map(|entry| {
            let source = &entry.source;
            let fields = source.fields().map(|(field, value)| format!(" {field}={}", value.line()));
            format!("{} {}{}", source.kind, source.key, fields.collect::<String>())
        });
        let faults = read.diagnostics.iter().map(|fault| {
            let place = fault.place.as_ref().unwrap();
            format!("{}:{} {} {}", place.line, place.column, fault.severity, fault.rule)
        });
        (sources.collect(), faults.collect())
    }

    #[test]
    fn every_type_is_one_of_ris() {
        for (_, name, ris) in TYPES {
            assert!(crate::format::ris::page().contains(&format!("| `{ris}` |")), "{name}");
            assert_eq!(type_of(name), *ris);
        }
    }

    #[test]
    fn tagged_text_is_read() {
        for (text, expected, faults) in [
            (
                "%0 Journal Article\n%T On Bees\n%A Doe, Jane\n%A World Health Organization,\n%J Insects\n%D 2010\n%8 May 12\n%V 3\n%P 221-8\n%K bees\nwasps\n%F doe2010\n%H X\n",
                vec![
                    "article doe2010 title=On Bees author=Doe, Jane; {World Health Organization} date=2010-05-12 journaltitle=Insects volume=3 pages=221-228 keywords=bees; wasps extra=endnote.%H = X",
                ],
                vec![],
            ),
            (
                "\u{feff}%0 Book Section\r\n%A Doe, J.\r\n%E Roe, R.\r\n%B The Book\r\n\r\n%0 Foo\r\n%T T\r\n%F a label\r\n",
                vec![
                    "incollection  author=Doe, J. editor=Roe, R. booktitle=The Book",
                    "misc  title=T label=a label extra=endnote.%0 = Foo",
                ],
                vec!["6:1 warning ris-type"],
            ),
            (
                "by hand\n%A Knuth, D. E.\n%T A\n\n%A Doe, J.\n%T B\n",
                vec!["misc  title=A author=Knuth, D. E.", "misc  title=B author=Doe, J."],
                vec!["1:1 note endnote-text", "2:1 warning endnote-type", "5:1 warning endnote-type"],
            ),
        ] {
            assert!(!expected.is_empty());
            let (sources, found) = told(&read(text, "x"));
            assert_eq!(sources, expected);
            assert_eq!(found, faults);
        }
        assert!(
            is_likely("\u{feff}\n%0 Book\n") && !is_likely("% comment\n@book{a}") && !is_likely("%A x\n")
        );
    }

    #[test]
    fn xml_is_read() {
        let text = r#"<?xml version="1.0" encoding="UTF-8"?>
<xml><records><record><database name="x.enl">x.enl</database><rec-number>7</rec-number>
<ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal">Doe, Jane</style></author><author>CERN,</author></authors>
<secondary-authors><author>Roe, R.</author></secondary-authors></contributors>
<titles><title><style face="italic" font="default">Apis</style><style face="normal"> &amp; H</style><style face="subscript">2</style><style>O</style></title><secondary-title>Insects</secondary-title></titles>
<periodical><full-title>Insects</full-title><abbr-1>Ins.</abbr-1></periodical>
<pages>221-8</pages><volume>3</volume><dates><year>2010</year><pub-dates><date>May 12</date></pub-dates></dates>
<abstract>One.&#xD;Two.</abstract><urls><related-urls><url>http://a.b/</url></related-urls></urls><custom2>PMC1</custom2>
</record>
<record><ref-type>6</ref-type><titles><title>Broken</titles></record>
<record><ref-type>28</ref-type><contributors><authors><author>Roe, R.</author></authors></contributors></record>
<record><ref-type>6</ref-type>"#;
        let (sources, faults) = told(&read_xml(text, "x"));
        assert_eq!(
            sources,
            [
                "article  title=<i>Apis</i> & H<sub>2</sub>O author=Doe, Jane; {CERN} editor=Roe, R. date=2010-05-12 journaltitle=Insects shortjournal=Ins. volume=3 pages=221-228 url=http://a.b/ abstract=One.\nTwo. extra=endnote-xml.custom2 = PMC1",
                "collection  editor=Roe, R.",
            ]
        );
        assert_eq!(faults, ["11:52 error endnote-syntax", "13:1 error endnote-syntax"]);
        assert!(is_likely_xml(text) && !is_likely_xml("<html>"));
        let (sources, faults) = told(&read_xml("<xml/>", "x"));
        assert_eq!((sources.len(), faults.len()), (0, 1));
    }

    #[test]
    fn deep_nesting_does_no_harm() {
        let text = format!("<xml><records><record>{}</record></records></xml>", "<a>".repeat(100_000));
        assert_eq!(read_xml(&text, "x").entries.len(), 0);
        let closed = "<a>".repeat(100_000) + &"</a>".repeat(100_000);
        let text = format!("<xml><records><record>{closed}</record></records></xml>");
        assert_eq!(read_xml(&text, "x").entries.len(), 1);
    }
}
