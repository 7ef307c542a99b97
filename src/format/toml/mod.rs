//! Source files: read with places, printed canonically, edited in place, formatted.
//!
//! A file holds tables named by citation keys. Reading is tolerant and names every fault; editing splices the text,
//! so that whatever an edit does not mean stays as it is, byte for byte.

mod edit;
mod fit;
mod fmt;
mod inline;
mod merge;
mod node;
mod print;
mod read;
mod splice;
mod syntax;
mod tree;

pub use edit::{comments, edit};
pub use fmt::format;
pub use merge::{Markers, Merge, lines, merge};
pub use print::{key, print, value};
pub use read::{Located, read};

/// Whether a text holds no source and nothing else that counts: blanks and comments only.
pub fn is_empty(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines().map(str::trim).all(|line| line.is_empty() || line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostic::Edit,
        model::{Field, Source, Value},
    };

    const MESSY: &str = r#"# head of the file

# about a
[a] # after the header
author = [ # c1
  "Doe, Jane", # c2
  # c3
  "Roe, Richard" # c4
]
# above the title
title   =   'Of "things"' # after the title
type = "article"
date = 2017-06-01
volume = 5

[a.extra.bibtex]
foo = "x"

# about b
["b:c"]
type = "book"
publisher = ["One"]
distinct.a = "other"
distinct."x y" = "too"
# the end
"#;

    fn sources(text: &str) -> Vec<Source> {
        let (located, found) = read(text, "x.toml", &[]);
        assert_eq!(found, [], "{text}");
        located.into_iter().map(|located| located.source).collect()
    }

    fn set(key: &str, field: &str, text: &str) -> Edit {
        let value = Value::from_text(Field::from_name(field).unwrap(), text).unwrap();
        Edit::Set { key: key.into(), field: field.into(), value }
    }

    fn edited(text: &str, edits: &[Edit]) -> String {
        edit(text, &edits.iter().collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_messy_file_is_read_whole() {
        let sources = sources(MESSY);
        assert_eq!(sources.len(), 2);
        assert_eq!(sources[0].text(Field::Date), Some("2017-06-01"));
        assert_eq!(sources[0].text(Field::Volume), Some("5"));
        assert_eq!(sources[1].key, "b:c");
        assert_eq!(sources[1].list(Field::Publisher), ["One"]);
        assert_eq!(sources[1].reasons(Field::Distinct).len(), 2);
    }

    #[test]
    fn formatting_keeps_meaning_and_comments_and_is_done_once() {
        let formatted = format(MESSY).unwrap();
        snapbox::assert_data_eq!(
            &formatted,
            snapbox::str![[r#"
# head of the file

# about a
[a] # after the header
type = "article"
# above the title
title = 'Of "things"' # after the title
author = [ # c1
  "Doe, Jane", # c2
  # c3
  "Roe, Richard" # c4
]
date = "2017-06-01"
volume = "5"

[a.extra.bibtex]
foo = "x"

# about b
["b:c"]
type = "book"
publisher = "One"
distinct = { a = "other", "x y" = "too" }
# the end

"#]]
        );
        assert_eq!(format(&formatted).as_deref(), Some(formatted.as_str()));
        assert_eq!(sources(&formatted), sources(MESSY));
    }

    #[test]
    fn printing_is_canonical() {
        for source in sources(MESSY) {
            let printed = print(&source);
            assert_eq!(format(&printed).as_deref(), Some(printed.as_str()));
            assert_eq!(sources(&printed), [source]);
        }
    }

    #[test]
    fn an_edit_touches_its_line_only() {
        let edits = [set("a", "volume", "6"), set("a", "number", "2"), set("b:c", "title", "B")];
        let result = edited(MESSY, &edits);
        let expected = MESSY
            .replace("volume = 5\n", "volume = \"6\"\nnumber = \"2\"\n")
            .replace("type = \"book\"\n", "type = \"book\"\ntitle = \"B\"\n");
        assert_eq!(result, expected);
    }

    #[test]
    fn line_ends_and_a_missing_last_one_stay() {
        let text = "[a]\r\ntype = \"book\"\r\ntitle = \"x\"";
        assert_eq!(
            edited(text, &[set("a", "volume", "1")]),
            "[a]\r\ntype = \"book\"\r\ntitle = \"x\"\r\nvolume = \"1\"\r\n"
        );
    }

    #[test]
    fn a_list_keeps_its_comments() {
        let result = edited(MESSY, &[set("a", "author", "Doe, Jane and Poe, Edgar")]);
        assert_eq!(result, MESSY.replace("Roe, Richard", "Poe, Edgar"));
        let result = edited(MESSY, &[set("a", "author", "Poe, Edgar and Doe, Jane and Moe, Mia")]);
        let list =
            "author = [ # c1\n  \"Poe, Edgar\",\n  \"Doe, Jane\", # c2\n  # c3\n  \"Moe, Mia\" # c4\n]\n";
        assert!(result.contains(list), "{result}");
        let result = edited(MESSY, &[set("a", "author", "Roe, Richard")]);
        let list = "author = [ # c1\n  # c2\n  # c3\n  \"Roe, Richard\" # c4\n]\n";
        assert!(result.contains(list), "{result}");
    }

    #[test]
    fn what_goes_leaves_its_comments() {
        let unset = |field: &str| Edit::Unset { key: "a".into(), field: field.into() };
        let result = edited(MESSY, &[unset("title"), unset("author"), unset("extra")]);
        for comment in ["# c1", "# c2", "# c3", "# c4", "# above the title", "# after the title", "# about b"]
        {
            assert_eq!(result.matches(comment).count(), 1, "{comment} in {result}");
        }
        assert!(!result.contains("extra") && !result.contains("title ="), "{result}");
    }

    #[test]
    fn a_removed_source_takes_its_own_comments_only() {
        let result = edited(MESSY, &[Edit::Remove { key: "a".into() }]);
        assert!(result.starts_with("# head of the file\n\n# about b\n[\"b:c\"]\n"), "{result}");
        let result = edited(MESSY, &[Edit::Remove { key: "b:c".into() }]);
        assert!(result.ends_with("[a.extra.bibtex]\nfoo = \"x\"\n# the end\n"), "{result}");
        let of = |key| comments(MESSY).remove(key).unwrap_or_default();
        assert_eq!(of("b:c"), "about b");
        assert_eq!(of("a"), "about a\nafter the header\nc1\nc2\nc3\nc4\nabove the title\nafter the title");
    }

    #[test]
    fn sources_between_blank_lines_are_all_removed() {
        let text = "[one]\ntype = \"book\"\n\n[two]\ntype = \"book\"\n[two.extra.ris]\nx = \"y\"\n\n# of three\n[three]\ntype = \"book\"\n";
        let removed = |keys: &[&str]| {
            edited(text, &keys.iter().map(|key| Edit::Remove { key: (*key).into() }).collect::<Vec<_>>())
        };
        assert_eq!(removed(&["one", "two", "three"]), "");
        assert_eq!(removed(&["two", "one"]), "# of three\n[three]\ntype = \"book\"\n");
        assert_eq!(removed(&["three", "two"]), "[one]\ntype = \"book\"\n");
        assert_eq!(removed(&["one"]), text.replace("[one]\ntype = \"book\"\n\n", ""));
        assert_eq!(removed(&["two"]), "[one]\ntype = \"book\"\n\n# of three\n[three]\ntype = \"book\"\n");
    }

    #[test]
    fn a_source_without_a_table_of_its_own_is_not_edited_before_it_has_one() {
        let text = "a.type = \"book\"\n";
        let edit_it = |text: &str| edit(text, &[&set("a", "title", "T")]);
        assert_eq!(edit_it(text).unwrap_err(), "`a` has no table `[a]` of its own; `bib fmt` gives it one");
        assert_eq!(edit_it(&format(text).unwrap()).unwrap(), "[a]\ntype = \"book\"\ntitle = \"T\"\n");
    }

    #[test]
    fn a_new_key_is_written_in_every_header() {
        let result = edited(MESSY, &[Edit::Rename { key: "a".into(), to: "a.b".into() }]);
        assert_eq!(result, MESSY.replace("[a]", "[\"a.b\"]").replace("[a.extra", "[\"a.b\".extra"));
    }

    #[test]
    fn new_sources_stand_below_with_a_blank_line() {
        let mut source = Source::new("n", crate::model::Kind::Book);
        source.set(Field::Title, Value::Text("N".into()));
        let create = Edit::Create { source: Box::new(source), comment: "from c".into() };
        assert_eq!(
            edited("", std::slice::from_ref(&create)),
            "# from c\n[n]\ntype = \"book\"\ntitle = \"N\"\n"
        );
        assert_eq!(
            edited("[a]\ntype='book'", &[create]),
            "[a]\ntype='book'\n\n# from c\n[n]\ntype = \"book\"\ntitle = \"N\"\n"
        );
    }

    #[test]
    fn every_fault_is_named_with_its_place() {
        let text = "x = 1\n[a]\ntype = \"artcle\"\nyaer = \"2017\"\ntitle = 5\njournal = \"J\"\n[smith.2020]\ntype = \"book\"\n[c]\nauthor = [\"x\", 7]\n";
        let (located, found) = read(text, "x.toml", &[]);
        let found: Vec<_> = found
            .iter()
            .map(|d| {
                let place = d.place.as_ref().unwrap();
                format!(
                    "{}:{} {} {}",
                    place.line,
                    place.column,
                    d.rule,
                    d.help.as_deref().unwrap_or_default()
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                "1:1 not-a-source a source is a table named by its key: `[key]`, then its fields",
                "3:8 unknown-type did you mean `article`?",
                "4:1 unknown-field did you mean `year`?",
                "5:9 wrong-type it has to be a string",
                "6:1 unknown-field did you mean `journaltitle`?",
                "7:2 dotted-key quote the key: `[\"smith.2020\"]`",
                "9:2 missing-type say what it is: `type = \"article\"`, `\"book\"`, `\"online\"` ...",
                "10:16 wrong-type it has to be a name: a string, or a table of its parts",
            ]
        );
        assert_eq!(located.len(), 2);
        let (_, found) = read("[a]\ntype = \"book\"\nkeywords = 5\nmodules = [1, \"x\"]\n", "x.toml", &[]);
        let found: Vec<_> = found.iter().map(|fault| (fault.rule, fault.message.as_str())).collect();
        assert_eq!(
            found,
            [("wrong-type", "`keywords` is an integer"), ("wrong-type", "`modules` holds an integer")]
        );
        let (_, found) =
            read("[a]\ntype = \n[b]\ntype = \"book\"\ntype = \"misc\"\nx = [1,\n", "x.toml", &[]);
        assert!(found.iter().filter(|d| d.rule == "toml-syntax").count() >= 3, "{found:?}");
    }

    #[test]
    fn one_string_for_several_people_is_named_with_what_to_write() {
        let text = "[a]\ntype = \"book\"\nauthor = [\"Doe, Jane and Roe, Richard\", \"{A and B}\"]\neditor = \"A, B, C, D\"\n";
        let (located, found) = read(text, "x.toml", &[]);
        let said = |d: &crate::diagnostic::Diagnostic| {
            let place = d.place.as_ref().unwrap();
            format!(
                "{}:{} {} {} {}",
                place.line,
                place.column,
                d.severity,
                d.rule,
                d.field.as_deref().unwrap()
            )
        };
        assert_eq!(
            found.iter().map(said).collect::<Vec<_>>(),
            ["3:11 warning name-list author", "4:10 warning name-commas editor"]
        );
        assert_eq!(
            found[0].help.as_deref(),
            Some("write each for itself: [\"Doe, Jane\", \"Roe, Richard\"]")
        );
        assert_eq!(located.len(), 1);
    }
}
