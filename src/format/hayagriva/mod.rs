//! Hayagriva YAML, the bibliography format of Typst: an entry a key, what it stands in as its parent.

mod read;
mod table;
mod write;

pub use read::read;
pub use write::write;

/// Its name in `extra`.
const FORMAT: &str = "hayagriva";

/// Whether the text begins like an entry: a key, and indented under it a `type`, `title` or `parent`.
pub(super) fn is_likely(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#') && line != "---"
    });
    let Some(first) = lines.next() else { return false };
    let heads = !first.starts_with([' ', '-', '{', '[', '@', '%']) && first.trim_end().ends_with(':');
    let mut lines = lines.take_while(|line| line.starts_with([' ', '\t'])).peekable();
    // a list below a name is pandoc's `references`
    let is_list = lines.peek().is_some_and(|line| line.trim_start().starts_with('-'));
    heads
        && !is_list
        && lines.take(12).any(|line| {
            let name = line.trim_start().split(':').next().unwrap_or_default();
            matches!(name, "type" | "title" | "parent")
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        format,
        model::{Field, Kind, Source, Value},
    };
    use std::borrow::Cow;

    fn source(kind: Kind, fields: &[(Field, &str)]) -> Source {
        let mut source = Source::new("k", kind);
        for (field, text) in fields {
            source.set(*field, Value::from_text(*field, text).unwrap());
        }
        source.shrink();
        source
    }

    /// Kind, then fields and their values in one line.
    fn fields(source: &Source) -> String {
        let fields = source.fields().map(|(field, value)| format!(" {field}={}", value.line()));
        source.kind.to_string() + &fields.collect::<String>()
    }

    #[test]
    fn an_article_stands_in_its_periodical() {
        use Field::*;
        let source = source(
            Kind::Article,
            &[
                (Title, "The {DNA} of $x$: 5\\$ {a}"),
                (Author, "Doe, Jane and van der Berg, Jan and {An Org} and Star, Jr., Otto"),
                (Date, "2017-06"),
                (Journaltitle, "Nature"),
                (Shortjournal, "Nat."),
                (Volume, "7"),
                (Number, "3-4"),
                (Pages, "1-9"),
                (Doi, "10.1000/182"),
                (Url, "https://a.b/c"),
                (Urldate, "2020-01-02"),
                (Eprint, "1706.03762"),
                (Eprinttype, "arxiv"),
                (Issn, "0028-0836"),
            ],
        );
        let written = write(&[Cow::Borrowed(&source)], &format::Options::default());
        assert_eq!(written.losses, []);
        assert_eq!(
            written.text,
            "k:
  type: article
  title: \"The {DNA} of $x$: 5\\\\$ {a}\"
  author:
    - \"Doe, Jane\"
    - name: Berg
      given-name: Jan
      prefix: van der
    - An Org
    - name: Star
      given-name: Otto
      suffix: Jr.
  date: \"2017-06\"
  page-range: \"1-9\"
  url:
    value: \"https://a.b/c\"
    date: \"2020-01-02\"
  serial-number:
    doi: \"10.1000/182\"
    arxiv: \"1706.03762\"
  parent:
    type: periodical
    issue: \"3-4\"
    volume: 7
    serial-number:
      issn: \"0028-0836\"
    title:
      value: Nature
      short: Nat.
"
        );
        let read = read(&written.text, "x.yaml");
        assert_eq!(read.diagnostics, []);
        assert_eq!(read.entries[0].source, source);
    }

    #[test]
    fn what_is_not_carried_is_named() {
        use Field::*;
        let source = source(
            Kind::Manual,
            &[
                (Title, "A <i>b</i>"),
                (Author, "Doe, Jane and others"),
                (Date, "1723~/1730"),
                (Pagetotal, "xii, 300"),
                (Category, "c"),
                (Langid, "klingon"),
            ],
        );
        let losses = write(&[Cow::Borrowed(&source)], &format::Options::default()).losses;
        let losses: Vec<_> = losses.iter().map(|loss| loss.field.as_deref().unwrap()).collect();
        assert_eq!(losses, ["type", "title", "author", "date", "pagetotal", "category", "langid"]);
    }

    /// Whatever is written, hayagriva itself reads.
    #[cfg(feature = "styles")]
    #[test]
    fn what_is_written_is_what_hayagriva_reads() {
        for row in crate::model::KINDS.iter().filter(|row| row.kind != Kind::Xdata) {
            let mut source = Source::new("k: \"1\"", row.kind);
            for field in
                crate::model::FIELDS.iter().map(|row| row.field).filter(|field| *field != Field::Type)
            {
                for text in ["{a} $x$ }", "https://a.b/", "-0044-03", "1999/2001", "12"] {
                    if let Some(value) = Value::from_text(field, text) {
                        source.set(field, value);
                    }
                    let written = write(&[Cow::Borrowed(&source)], &format::Options::default()).text;
                    let read = ::hayagriva::io::from_yaml_str(&written);
                    assert!(read.is_ok_and(|read| read.len() == 1), "{written}");
                }
            }
        }
    }

    #[test]
    fn every_kind_is_written_and_read_as_itself_or_named() {
        for row in crate::model::KINDS.iter().filter(|row| row.kind != Kind::Xdata) {
            let source = source(row.kind, &[(Field::Title, "T")]);
            let written = write(&[Cow::Borrowed(&source)], &format::Options::default());
            let read = read(&written.text, "x").entries.remove(0).source;
            let named = written.losses.iter().any(|loss| loss.field.as_deref() == Some("type"));
            assert_eq!(read.kind != row.kind, named, "{}: {}", row.kind, written.text);
        }
    }

    #[test]
    fn files_of_others_are_read() {
        for (yaml, expected) in [
            (
                "k:\n    type: Article\n    title: {value: ZygOS, verbatim: true}\n    author: [\"Doe, Jane\", UNICEF, World Health Organization]\n    date: 2017\n    parent:\n        - type: Proceedings\n          title: Proceedings\n          publisher: ACM\n          location: New York\n          serial-number: { isbn: \"978-1450350853\" }\n",
                "inproceedings title={ZygOS} author=Doe, Jane; UNICEF; {World Health Organization} date=2017 booktitle=Proceedings publisher=ACM location=New York isbn=978-1450350853",
            ),
            (
                "k:\n  type: Video\n  title: T\n  runtime: \"00:13\"\n  affiliated:\n    - role: Director\n      names: Doe, Jane\n    - {role: translator, names: [\"Roe, R.\"]}\n  parent: [{title: A}, {title: B}]\n",
                "movie title=T translator=Roe, R. booktitle=A extra=hayagriva.runtime = 00:13; hayagriva.affiliated-1 = {\"role\":\"Director\",\"names\":\"Doe, Jane\"}; hayagriva.parent-2 = {\"title\":\"B\"}",
            ),
            (
                "k:\n  type: Post\n  url: {value: \"https://a.b\", date: 2020-01-02}\n  date: next week\n",
                "online url=https://a.b urldate=2020-01-02 extra=hayagriva.type = post; hayagriva.date = next week",
            ),
            (
                "k: {type: Entry, serial-number: 3, language: de-DE, title: 'a \\{b\\} <i> $x$'}",
                "inreference title=a \\{b\\} \\<i> $x$ number=3 langid=ngerman",
            ),
        ] {
            let read = read(yaml, "x");
            assert_eq!(read.diagnostics, [], "{yaml}");
            assert_eq!(fields(&read.entries[0].source), expected);
        }
    }

    #[test]
    fn a_broken_entry_is_named_and_the_rest_is_read() {
        let text = "a:\n  type: book\nb:\n  title: \"x\nc:\n  type: bok\nd: 7\ne: [\n";
        let read = read(text, "x.yaml");
        let found: Vec<_> =
            read.diagnostics.iter().map(|d| (d.place.as_ref().unwrap().line, d.rule)).collect();
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(
            found.contains(&(6, "hayagriva-type")) && found.contains(&(7, "hayagriva-entry")),
            "{found:?}"
        );
        let keys: Vec<_> = read.entries.iter().map(|entry| entry.source.key.as_str()).collect();
        assert_eq!(keys, ["a", "c"]);
    }
}
