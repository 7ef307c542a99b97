use super::{Finding, Look, Looked, WARNING};
use crate::model::Field;

rule! {
    /// A source without a field that its type has to have.
    ///
    /// ## What it finds
    /// Required beside a title and a date, which have rules of their own, are: author or editor of an article, a book (where
    /// a translator is enough) or a part of one, a paper or a thesis; the journal of an article (or an eprint); the book of a
    /// part of it; the institution of a report or thesis; the number of a patent; the address of a page on the web. What is
    /// inherited counts.
    ///
    /// ## Why it matters
    /// The printed entry has a hole, and biblatex warns of it.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    ///
    /// ## Instead
    /// Write the field, or choose the type that fits: `misc` and `online` ask for less.
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "missing-field", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let kind = looked.source.kind;
    for fields in kind.required() {
        if fields.iter().any(|field| looked.whole.has(*field)) {
            continue;
        }
        let Some((first, others)) = fields.split_first() else { continue };
        let finding = looked.finding(format!("`{kind}` without `{first}`"));
        let others: Vec<String> = others.iter().filter(|field| **field != Field::Crossref).map(|field| format!("`{field}`")).collect();
        found.push(match others.as_slice() {
            [] => finding.help("add it, or choose another `type`"),
            others => finding.help(format!("add it, or {}, or choose another `type`", others.join(" or "))),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn a_book_that_nobody_is_known_to_have_written_has_a_translator() {
        assert!(found("missing-field", "book", "title = 'Beowulf'\ntranslator = ['Doe, Jane']").is_none());
        assert!(found("missing-field", "book", "title = 'Beowulf'").is_some());
    }
}
