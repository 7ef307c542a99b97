//! BibTeX and BibLaTeX: one tolerant reader for both, a writer for each.

mod classic;
pub(super) mod dates;
mod house;
mod journals;
mod names;
mod own;
mod read;
mod tokens;
mod write;

pub use classic::write_bibtex;
pub use write::write_biblatex;

use crate::{diagnostic::Lines, settings::House};
use rayon::prelude::*;

/// Below so many entries, starting threads costs more than they save (measured).
const MANY: usize = 500;

/// Reads every entry; a broken one is named and the next is read.
pub fn read(text: &str, path: &str, house: &[House]) -> super::Read {
    let tokens::Tokens { entries, mut faults } = tokens::tokens(text);
    let sources: Vec<_> = if entries.len() < MANY {
        entries.iter().map(|entry| read::source(entry, house)).collect()
    } else {
        entries.par_iter().map(|entry| read::source(entry, house)).collect()
    };
    let mut read = super::Read { entries: Vec::with_capacity(entries.len()), diagnostics: Vec::new() };
    for (entry, (source, found)) in entries.iter().zip(sources) {
        read.entries.push(super::Entry { source, span: entry.span.clone() });
        faults.extend(found);
    }
    if !faults.is_empty() {
        faults.sort_by_key(|fault| fault.span.start);
        let lines = Lines::new(text);
        read.diagnostics =
            faults.into_iter().map(|fault| fault.diagnostic.at(lines.place(path, fault.span))).collect();
    }
    read
}

/// Whether the text holds something like an entry.
pub(super) fn is_likely(text: &str) -> bool {
    text.split('@').skip(1).any(|rest| {
        let name = rest.trim_start().bytes().take_while(u8::is_ascii_alphabetic).count();
        let after = rest.trim_start().get(name..).unwrap_or_default().trim_start();
        name > 0 && after.starts_with(['{', '('])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        format::{Options, Read, latex},
        model::{Extra, Field, Kind, Source, Value},
    };
    use proptest::prelude::*;
    use std::borrow::Cow;

    fn one(text: &str) -> Source {
        let read = read(text, "a.bib", &[]);
        assert_eq!(read.entries.len(), 1, "{text}: {:?}", read.diagnostics);
        read.entries[0].source.clone()
    }

    fn rules(read: &Read) -> Vec<&'static str> {
        read.diagnostics.iter().map(|d| d.rule).collect()
    }

    /// What a field holds, in one line.
    fn line(source: &Source, field: &str) -> String {
        match Field::from_name(field) {
            Some(field) => source.get(field).map(Value::line).unwrap_or_default(),
            None => {
                source.extra().iter().find(|e| e.name == field).map(|e| e.value.clone()).unwrap_or_default()
            }
        }
    }

    #[test]
    fn entries_are_read_in_every_spelling() {
        for text in [
            "@book{k, title = {T}, year = 2019}",
            "@BOOK(k, TITLE = \"T\", Year = {2019},)",
            "\u{feff}text me@book.org % @book{x, title={X}}\n @ book {k,title={T},,year=\"20\" # 19}",
            "@string{t = {T}} @String(Y = \"2019\") @book{k, title = T, year = y}",
            "@comment{ @book{x, title = {X}} } @comment x\n@preamble{ \"x\" # {y} }\n@book{k, title = {T}, year = 2019}",
            "@book{k, % a comment, with = {things\n title = {T}, % another\n% and another\n year = 2019\n}",
            "@book{k title = {T} year = 2019}",
            "@book{k, title {T}, year 2019, year = 2019}",
            "@book{k, title = {T}}, year = 2019}",
            "@book{k, title = {T}, year = 2019\n@comment{x}",
            "@book{k,\r title = {T},\r\n year = {2019}}",
        ] {
            let source = one(text);
            assert_eq!((source.key.as_str(), source.kind), ("k", Kind::Book), "{text}");
            assert_eq!(
                (line(&source, "title").as_str(), line(&source, "date").as_str()),
                ("T", "2019"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_broken_entry_is_named_and_the_next_is_read() {
        for (text, message) in [
            ("@book{a, title = {x {y}, year = 2019}\n\n@book{k, title = {T}}", "the braces of `title`"),
            ("@book{a, title = \"x}, year = 2019}\n@book{k, title = {T}}", "the quotes or braces of `title`"),
            ("@book{a, = {x}}\n@book{k, title = {T}}", "stands where a field should"),
            ("@book{{a}, title = {x}}\n@book{k, title = {T}}", "no key and no field"),
            ("@book a, title = {x}\n@book{k, title = {T}}", "is followed by no `{`"),
        ] {
            let read = read(text, "a.bib", &[]);
            let keys: Vec<_> = read.entries.iter().map(|entry| &*entry.source.key).collect();
            assert_eq!(keys, ["k"], "{text}");
            let found = &read.diagnostics[0];
            assert!(found.message.contains(message), "{text}: {}", found.message);
            assert_eq!(found.place.as_ref().map(|place| place.line), Some(1));
        }
    }

    #[test]
    fn what_is_odd_is_named_and_kept() {
        for (text, rule, field, value) in [
            ("@foo{k, title = {T}}", "bibtex-unknown-type", "entrytype", "foo"),
            ("@misc{, title = {T}}", "bibtex-missing-key", "title", "T"),
            ("@misc{title = {T}}", "bibtex-missing-key", "title", "T"),
            ("@misc{a b(c, title = {T}}", "bibtex-key", "title", "T"),
            ("@misc{k, title = {T}, title = {U}}", "bibtex-duplicate-field", "title", "T"),
            ("@misc{k, title = foo}", "bibtex-unknown-macro", "title", "foo"),
            ("@misc{k, title = \"a \"b\" c\"}", "bibtex-syntax", "title", "a \"b\" c"),
            ("@misc{k, date = {2019-13}}", "date-invalid", "date", "2019-13"),
            ("@misc{k, title = {\\foo{x}}}", "latex-unknown-command", "title", "\\foo{x}"),
        ] {
            let read = read(text, "a.bib", &[]);
            assert!(rules(&read).contains(&rule), "{text}: {:?}", read.diagnostics);
            assert_eq!(line(&read.entries[0].source, field), value, "{text}");
        }
        let source = one("@misc{k, title = {T}, title = {U}, title = {V}, foo = {x\n  y}}");
        let extra: Vec<_> = source.extra().iter().map(|e| (&*e.name, &*e.value)).collect();
        assert_eq!(extra, [("foo", "x y"), ("title", "U"), ("title-2", "V")]);
    }

    #[test]
    fn fields_become_those_of_the_model() {
        for (fields, field, value) in [
            ("journal = {J}", "journaltitle", "J"),
            ("school = {A and {B and C}}", "institution", "A; B and C"),
            (
                "author = {{\\\"O}zg{\\\"u}r, A. and {World Health Organization} and others}",
                "author",
                "Özgür, A.; {World Health Organization}; others",
            ),
            (
                "author = {Donald~E. Knuth AND {Barnes and Noble}}",
                "author",
                "Knuth, Donald E.; {Barnes and Noble}",
            ),
            (
                "author = {family=Gogh, given=Vincent, prefix=van, useprefix=false}",
                "author",
                "Gogh, Vincent van",
            ),
            ("pages = {12 -- 15, 20--22}", "pages", "12-15, 20-22"),
            ("pages = {A-1--A-5}", "pages", "A-1–A-5"),
            ("year = 2019, month = jun", "date", "2019-06"),
            ("year = 2019, month = \"10~\" # jan", "date", "2019-01-10"),
            ("year = 2019, month = 6, day = 3", "date", "2019-06-03"),
            ("year = {1970s}, month = may", "year", "1970s"),
            ("year = {in press}", "pubstate", "inpress"),
            ("year = {{\\noopsort{1973b}}1981}", "date", "1981"),
            ("date = {2019-06}, year = 2019, month = jun", "date", "2019-06"),
            ("date = {2019-06}, year = 2018", "year", "2018"),
            ("year = 2019, month = {Michaelmas}", "month", "Michaelmas"),
            ("origyear = 1900, origmonth = jan", "origdate", "1900-01"),
            ("urlyear = 2005, urlmonth = 3, urlday = 2", "urldate", "2005-03-02"),
            ("eventyear = {MMIV}", "eventdate", ""),
            ("url = {http://a.b/c\\_d?e\\&f%20}", "url", "http://a.b/c_d?e&f%20"),
            ("howpublished = {\\url{http://a.b}}", "url", "http://a.b"),
            ("url = {http://a.b/{\\~{}}c{\\_}d{e}}", "url", "http://a.b/~c_d{e}"),
            ("doi = {10.1000/a{\\_}b}", "doi", "10.1000/a_b"),
            ("year = 2018, month = {June}, day = {3-5}", "date", "2018-06"),
            ("keywords = {Things;Other things; More}", "keywords", "Things; Other things; More"),
            ("keywords = {{a;b}, c;d}", "keywords", "a;b; c;d"),
            ("doi = {https://doi.org/10.1/X_y}", "doi", "https://doi.org/10.1/X_y"),
            ("pmid = {123}", "eprint", "123"),
            ("pmid = {123}, eprint = {x}", "pmid", "123"),
            ("keywords = {a, {b, c}, d}, keywords = {d, e}", "keywords", "a; b, c; d; e"),
            ("keywords = {Humans\nModels, Biological\nMice}", "keywords", "Humans; Models, Biological; Mice"),
            ("keywords = {deep learning, neural\n networks}", "keywords", "deep learning; neural networks"),
            ("keywords = {deep,\nneural networks}", "keywords", "deep; neural networks"),
            ("journal = {\\apjl}", "journaltitle", "ApJL"),
            ("edition = {Second}", "edition", "2"),
            ("edition = {21st}", "edition", "21"),
            ("edition = {{Second}}", "edition", "Second"),
            ("edition = {2nd}", "edition", "2nd"),
            ("edition = {Second, revised}", "edition", "Second, revised"),
            ("type = {Bericht}", "genre", "Bericht"),
            ("related = {a, b}, relatedtype = {reviewof}", "related", "reviewof a; reviewof b"),
            ("abstract = {One.\n\n  Two\n three.}", "abstract", "One.\n\nTwo three."),
            ("title = {{Whole} {Title}}", "title", "{Whole} {Title}"),
            ("distinct = {a: not {a and b} and c:d: e}", "distinct", "a: not a and b; c:d: e"),
            (
                "author = {Knuth, Donald}, author+an:orcid = {1=\"0000-0001-5109-3700\"}",
                "author",
                "Knuth, Donald",
            ),
        ] {
            let source = one(&format!("@misc{{k, {fields}}}"));
            let found = if field == "year" && fields.starts_with("date") || field == "month" {
                source.extra().iter().map(|e| e.value.clone()).collect()
            } else {
                line(&source, field)
            };
            assert_eq!(found, value, "{fields}");
        }
        assert_eq!(line(&one("@phdthesis{k, title = {T}}"), "genre"), "phdthesis");
        assert_eq!(line(&one("@phdthesis{k, type = {Diss.}}"), "genre"), "Diss.");
    }

    #[test]
    fn of_two_places_of_a_paper_one_is_that_of_the_conference() {
        let paper = one("@inproceedings{k, address = {New York}, location = {Anchorage, AK}}");
        assert_eq!(
            (line(&paper, "location").as_str(), line(&paper, "venue").as_str()),
            ("New York", "Anchorage, AK")
        );
        assert!(paper.extra().is_empty());
        let same = one("@inproceedings{k, location = {Bonn}, address = {Bonn}}");
        assert_eq!((line(&same, "location").as_str(), line(&same, "venue").as_str()), ("Bonn", ""));
        let book = one("@book{k, address = {New York}, location = {London}}");
        assert_eq!((line(&book, "location").as_str(), line(&book, "venue").as_str()), ("New York", ""));
        assert_eq!(book.extra().len(), 1);
    }

    #[test]
    fn editions_are_words_in_classic_bibtex_and_numbers_in_biblatex() {
        for (edition, biblatex, bibtex) in [
            ("2", "{2}", "{Second}"),
            ("21", "{21}", "{21st}"),
            ("Second", "{{Second}}", "{Second}"),
            ("2nd revised", "{2nd revised}", "{2nd revised}"),
            ("1999", "{1999}", "{1999}"),
        ] {
            let (new, old, losses) = both(&[(Field::Edition, edition)]);
            assert!(new.contains(&format!("edition = {biblatex},")), "{new}");
            assert!(old.contains(&format!("edition = {bibtex},")), "{old}");
            assert_eq!(losses, Vec::<String>::new());
            assert_eq!(line(&one(&new), "edition"), edition);
        }
    }

    #[test]
    fn what_goes_in_a_circle_comes_back_without_one_in_the_file() {
        let text = "@book{a, title = {A}, crossref = {b}}@book{b, title = {B}, xdata = {x, A2}}\
            @book{c, ids = {A2}, title = {C}, crossref = {a}}@book{d, title = {D}, crossref = {a}}";
        let entries = read(text, "a.bib", &[]).entries;
        let sources: Vec<_> = entries.iter().map(|entry| Cow::Borrowed(&entry.source)).collect();
        let written = write_biblatex(&sources, &Options::default()).text;
        assert!(written.contains("cyclic-crossref = {b}"), "{written}");
        assert!(
            written.contains("cyclic-xdata = {x, A2}") && written.contains("  crossref = {a}"),
            "{written}"
        );
        let again = read(&written, "b.bib", &[]).entries;
        assert!(again.iter().map(|entry| &entry.source).eq(entries.iter().map(|entry| &entry.source)));
    }

    #[test]
    fn macros_that_double_macros_fill_no_memory() {
        let doublings = (1..60).map(|n| format!("@string{{s{n} = s{} # s{}}}\n", n - 1, n - 1));
        let text = format!(
            "@string{{s0 = {{{}}}}}\n{}@misc{{k, title = s2}}\n",
            "x".repeat(1024),
            doublings.collect::<String>()
        );
        let read = read(&text, "a.bib", &[]);
        assert_eq!(line(&read.entries[0].source, "title").len(), 4096);
        let first = &read.diagnostics[0];
        assert_eq!((first.rule, first.place.as_ref().unwrap().line), ("bibtex-syntax", 7));
        assert!(
            first
                .message
                .contains("macros say more than 16 times what the file holds, `@string` is left out")
        );
    }

    /// A source with these fields, as BibLaTeX, as classic BibTeX, and what the two could not carry.
    fn both(fields: &[(Field, &str)]) -> (String, String, Vec<String>) {
        let mut source = Source::new("k", Kind::Misc);
        for (field, text) in fields {
            source.set(*field, Value::from_text(*field, text).unwrap());
        }
        let sources = [Cow::Borrowed(&source)];
        let (biblatex, bibtex) =
            (write_biblatex(&sources, &Options::default()), write_bibtex(&sources, &Options::default()));
        let losses = biblatex.losses.into_iter().chain(bibtex.losses).map(|loss| loss.message).collect();
        (biblatex.text, bibtex.text, losses)
    }

    #[test]
    fn nothing_that_makes_tex_act_is_written() {
        let evil = r"\input{/etc/passwd}";
        for field in [
            Field::Title,
            Field::Author,
            Field::Volume,
            Field::Publisher,
            Field::Keywords,
            Field::Doi,
            Field::Url,
            Field::Note,
            Field::Options,
        ] {
            let (biblatex, bibtex, losses) = both(&[(field, evil)]);
            for text in [biblatex, bibtex] {
                assert_eq!(latex::active(&text), None, "{text}");
            }
            assert!(!losses.is_empty(), "{field}");
        }
        let mut source = Source::new("k", Kind::Misc);
        source.set(
            Field::Extra,
            Value::Extra(vec![Extra { format: "bibtex".into(), name: "foo".into(), value: evil.into() }]),
        );
        let written = write_biblatex(&[Cow::Borrowed(&source)], &Options::default()).text;
        assert_eq!(latex::active(&written), None, "{written}");
        assert_eq!(one(&written), source);
    }

    #[test]
    fn a_year_beside_a_date_is_named_and_not_written_twice() {
        let (_, bibtex, losses) = both(&[(Field::Date, "2017"), (Field::Year, "1999"), (Field::Month, "5")]);
        assert_eq!(bibtex, "@misc{k,\n  year = {2017},\n}\n");
        assert_eq!(
            losses,
            [
                "the date is `2017`, `year` says `1999` and is left out",
                "the date is `2017`, `month` says `5` and is left out",
            ]
        );
    }

    #[test]
    fn copies_under_aliases_take_the_place_of_ids() {
        let mut source = Source::new("k", Kind::Misc);
        source.set(Field::Ids, Value::List(vec!["a".into(), "b".into()]));
        let options = Options { aliases: true, ..Options::default() };
        for write in [write_biblatex, write_bibtex] {
            let written = write(&[Cow::Borrowed(&source)], &options);
            assert_eq!(written.text, "@misc{k,\n}\n\n@misc{a,\n}\n\n@misc{b,\n}\n");
            assert!(write(&[Cow::Borrowed(&source)], &Options::default()).text.contains("ids = {a, b}"));
        }
    }

    #[test]
    fn any_depth_is_read() {
        for (open, close) in [("{", "}"), ("\\emph{", "}"), ("{x ", "}")] {
            let text = format!("@misc{{k, title = {{{}x{}}}}}", open.repeat(100_000), close.repeat(100_000));
            assert_eq!(read(&text, "a.bib", &[]).entries.len(), 1);
            assert!(read(text.get(..text.len() / 2).unwrap(), "a.bib", &[]).entries.is_empty());
        }
        for text in [
            "@comment{",
            "@misc{a, title = {\n",
            "@misc{a, b = \"\n",
            "@a{",
            "\"",
            "@string{a = b # ",
            "{",
            "%\"\n",
        ] {
            read(&text.repeat(20_000), "a.bib", &[]);
        }
    }

    fn sources(read: Read) -> Vec<Source> {
        read.entries.into_iter().map(|entry| entry.source).collect()
    }

    /// Reading what was written gives the same sources, and both writers write what is no damaged file.
    fn law(text: &str) -> Result<(), TestCaseError> {
        let first = sources(read(text, "a.bib", &[]));
        let cows: Vec<_> = first.iter().map(Cow::Borrowed).collect();
        let written = write_biblatex(&cows, &Options::default());
        let again = read(&written.text, "b.bib", &[]);
        prop_assert!(!rules(&again).contains(&tokens::SYNTAX), "{}\n{:?}", written.text, again.diagnostics);
        let ascii = write_biblatex(&cows, &Options { ascii: true, ..Options::default() });
        prop_assert_eq!(
            sources(read(&ascii.text, "b.bib", &[])),
            sources(again.clone()),
            "{}\n{}",
            written.text,
            ascii.text
        );
        if written.losses.is_empty() {
            let mut again = sources(again);
            // an entry without a key is written under one that is made for it
            again
                .iter_mut()
                .zip(&first)
                .filter(|(_, first)| first.key.is_empty())
                .for_each(|(again, _)| again.key.clear());
            prop_assert_eq!(&again, &first, "{}\n{}", text, written.text);
        }
        let options = Options { all_fields: true, ..Options::default() };
        let classic = write_bibtex(&cows, &options);
        let again = read(&classic.text, "c.bib", &[]);
        let ascii = write_bibtex(&cows, &Options { ascii: true, ..options });
        prop_assert_eq!(sources(read(&ascii.text, "c.bib", &[])), sources(again.clone()), "{}", ascii.text);
        prop_assert_eq!(
            again.entries.len(),
            first.iter().filter(|source| source.kind != Kind::Xdata).count()
        );
        prop_assert!(!rules(&again).contains(&tokens::SYNTAX), "{}\n{:?}", classic.text, again.diagnostics);
        Ok(())
    }

    proptest! {
        #[test]
        fn what_was_read_and_written_reads_the_same(
            fields in prop::collection::vec(
                (prop::sample::select(NAMES), prop::collection::vec(prop::sample::select(PIECES), 0..6)),
                0..4,
            ),
            kind in prop::sample::select(&["misc", "phdthesis", "online", "foo"][..]),
        ) {
            let field = |(name, pieces): &(&str, Vec<&str>)| format!("  {name} = {{{}}},\n", pieces.concat());
            let fields = fields.iter().map(field).collect::<Vec<_>>().concat();
            law(&format!("@{kind}{{k,\n{fields}}}"))?;
        }

        #[test]
        fn any_text_is_read(pieces in prop::collection::vec(prop::sample::select(TOKENS), 0..24)) {
            law(&pieces.concat())?;
        }
    }

    const NAMES: &[&str] = &[
        "title",
        "author",
        "editor",
        "year",
        "month",
        "day",
        "date",
        "urldate",
        "pages",
        "url",
        "doi",
        "foo",
        "publisher",
        "address",
        "location",
        "keywords",
        "note",
        "abstract",
        "crossref",
        "ids",
        "extra",
        "distinct",
        "conflicts",
        "relations",
        "type",
        "edition",
        "howpublished",
        "pmid",
        "eprint",
        "arxivid",
        "archiveprefix",
        "related",
        "relatedtype",
        "relatedstring",
        "author+an:orcid",
        "file",
        "options",
        "pubstate",
        "entrytype",
        "journal",
        "institution",
    ];

    const PIECES: &[&str] = &[
        "{",
        "}",
        "{}",
        "{a}",
        "{x y}",
        "{{",
        "}}",
        "a",
        "B",
        "Smith, J.",
        " ",
        " and ",
        "{ and }",
        ",",
        ", ",
        ";",
        ":",
        ": ",
        "=",
        "-",
        "--",
        "---",
        "\\",
        "\\emph{b}",
        "\\'e",
        "\\url{http://x}",
        "\\foo",
        "\\foo{c}",
        "{\\it x}",
        "{\\\"o}",
        "$",
        "$x_1$",
        "%",
        "\n",
        "\n\n",
        "~",
        "\\~{}",
        "_",
        "&",
        "#",
        "<i>",
        "</i>",
        "others",
        "family=X, given=Y",
        "prefix=z",
        "in press",
        "Ö",
        "2019",
        "2019-06",
        "12",
        "jun",
        "Spring",
        "@",
        "\n@misc{",
        "'",
        "`",
        "\"",
        "1=\"0000\"",
        " from ",
        "a: b",
        "[",
        "(",
        ")",
        "\u{a0}",
        "\u{2013}",
        "?",
        "^",
        "XX",
        "/",
    ];

    const TOKENS: &[&str] = &[
        "@misc{k, ",
        "@book(k, ",
        "@string{s = ",
        "@comment{",
        "@preamble{",
        "title = ",
        "author = ",
        "year = ",
        "{",
        "}",
        "{a}",
        "\"",
        "#",
        ",",
        ",\n",
        "@",
        "\n@misc{c,\n",
        "(",
        ")",
        "jan",
        "s",
        "2019",
        " ",
        "a",
        "=",
        "\\",
        "%",
        "\n",
        "é",
    ];
}
