//! Pages that tell what the program knows are held to what it knows.
//!
//! `SNAPSHOTS=overwrite cargo test docs` writes the tables anew; the difference is to be reviewed.

use bib::{
    dedupe::{self, Verdict},
    format::{self, Format, Options},
    model::{FIELDS, Field, KINDS, Kind, Shape, Source, Value},
};
use std::{borrow::Cow, collections::BTreeSet, fmt::Write, fs};

/// A page with what stands between two marks replaced.
fn with_table(page: &str, name: &str, table: &str) -> String {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = page.split_once(&start).unwrap_or_else(|| panic!("the page has no {start}"));
    let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("the page has no {end}"));
    format!("{before}{start}\n{table}\n{end}{after}")
}

#[test]
fn the_page_on_duplicates_tells_the_policy() {
    let (weights, ceilings) = dedupe::policy();
    let mut evidence = String::from("| field | evidence | bits |\n| --- | --- | ---: |\n");
    for weight in weights {
        let _ = writeln!(evidence, "| {} | {} | {:+} |", weight.field, weight.because, weight.bits);
    }
    let mut vetoes = String::from("| verdict at most | if |\n| --- | --- |\n");
    for ceiling in ceilings {
        let verdict = match ceiling.verdict {
            Verdict::Different => "different",
            Verdict::Related => "related",
            Verdict::Possible => "possible",
            Verdict::Certain => "certain",
        };
        let _ = writeln!(vetoes, "| {verdict} | {} |", ceiling.because);
    }
    let path = "docs/duplicates.md";
    let page = fs::read_to_string(path).unwrap();
    let told = with_table(&with_table(&page, "evidence", &evidence), "vetoes", &vetoes);
    hold(path, &page, &told);
}

/// Compares a page with what it should be, or writes it.
fn hold(path: &str, page: &str, told: &str) {
    if std::env::var_os("SNAPSHOTS").is_some_and(|mode| mode == "overwrite") {
        fs::write(path, told).unwrap();
    }
    assert!(page == told, "{path} is not current: run SNAPSHOTS=overwrite cargo test docs");
}

#[test]
fn the_page_on_interchange_tells_where_types_and_fields_go() {
    let mut types = String::from("| type | classic BibTeX | CSL |\n| --- | --- | --- |\n");
    for row in KINDS {
        let _ = writeln!(types, "| `{}` | `{}` | `{}` |", row.name, row.bibtex, row.csl);
    }
    let mut fields = String::from("| field | BibLaTeX | classic BibTeX | CSL |\n| --- | --- | --- | --- |\n");
    for row in FIELDS.iter().filter(|row| row.shape != Shape::Kind) {
        let places = |format| {
            let places = places(format, row.field);
            places.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        };
        let (biblatex, bibtex, csl) =
            (places(Format::Biblatex), places(Format::Bibtex), places(Format::CslJson));
        let _ = writeln!(fields, "| `{}` | {biblatex} | {bibtex} | {csl} |", row.name);
    }
    let path = "docs/interchange.md";
    let page = fs::read_to_string(path).unwrap();
    hold(path, &page, &with_table(&with_table(&page, "types", &types), "fields", &fields));
}

/// The names under which a format holds what a field says, in a source of any type.
fn places(format: Format, field: Field) -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    for row in KINDS.iter().filter(|row| row.kind != Kind::Xdata) {
        let mut source = Source::new("k", row.kind);
        // what some fields say something about
        for (other, text) in [
            (Field::Title, "Alpha"),
            (Field::Author, "Doe, Jane"),
            (Field::Editor, "Roe, Richard"),
            (Field::Editora, "Poe, Edgar"),
            (Field::Editorb, "Loe, Lia"),
            (Field::Editorc, "Moe, Max"),
        ] {
            source.set(other, Value::from_text(other, text).unwrap());
        }
        let companion = match field {
            Field::Eprinttype | Field::Eprintclass => Some((Field::Eprint, "1706.03762")),
            Field::Eprint => Some((Field::Eprinttype, "arxiv")),
            Field::Langidopts => Some((Field::Langid, "english")),
            Field::Journalsubtitle | Field::Journaltitleaddon => Some((Field::Journaltitle, "Beta")),
            Field::Booksubtitle | Field::Booktitleaddon => Some((Field::Booktitle, "Beta")),
            Field::Mainsubtitle | Field::Maintitleaddon => Some((Field::Maintitle, "Beta")),
            Field::Issuesubtitle | Field::Issuetitleaddon => Some((Field::Issuetitle, "Beta")),
            _ => None,
        };
        if let Some((other, text)) = companion {
            source.set(other, Value::from_text(other, text).unwrap());
        }
        let without = members(format, &source);
        source.set(field, sample(field));
        places.extend(
            members(format, &source)
                .into_iter()
                .filter(|member| !without.contains(member))
                .map(|(name, _)| name),
        );
    }
    places
}

/// A value that a field may have.
fn sample(field: Field) -> Value {
    let text = match field {
        Field::Editortype | Field::Editoratype | Field::Editorbtype | Field::Editorctype => "compiler",
        Field::Eprinttype => "arxiv",
        Field::Langidopts => "variant=british",
        Field::Langid => "french",
        Field::Pubstate => "inpress",
        Field::Url => "https://example.org",
        Field::Month => "5",
        _ => match field.shape() {
            Shape::Date => "2001",
            Shape::Related => "reprintof x",
            Shape::Reasons => "x: y",
            _ => "Zeta",
        },
    };
    Value::from_text(field, text).unwrap_or_else(|| Value::Text(text.to_owned()))
}

/// The fields or variables of a written source, with their values.
fn members(format: Format, source: &Source) -> Vec<(String, String)> {
    let text = format::write(format, &[Cow::Borrowed(source)], &Options::default()).text;
    if format == Format::CslJson {
        let items: serde_json::Value = serde_json::from_str(&text).unwrap();
        let item = items[0].as_object().unwrap();
        return item.iter().map(|(name, value)| (name.clone(), value.to_string())).collect();
    }
    let fields = text.lines().filter_map(|line| line.trim().split_once(" = "));
    fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
