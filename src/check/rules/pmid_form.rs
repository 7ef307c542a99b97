use super::{Finding, Look, Looked, WARNING, text};
use crate::{
    diagnostic::Fix,
    model::{Field, ident},
};

rule! {
    /// A PubMed identifier that is none, or not in its plain form.
    ///
    /// ## What it finds
    /// An `eprint` of `eprinttype = "pubmed"` that holds an address or a prefix, or that is no number.
    ///
    /// ## Why it matters
    /// Styles put the address of PubMed before it, so that the link is broken.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// eprint = "PMID: 17134480"
    /// eprinttype = "pubmed"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// eprint = "17134480"
    /// eprinttype = "pubmed"
    /// ```
    "pmid-form", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let archive = looked.source.text(Field::Eprinttype).unwrap_or_default().trim();
    if !["pubmed", "pmid"].iter().any(|name| archive.eq_ignore_ascii_case(name)) {
        return;
    }
    let Some(written) = looked.source.text(Field::Eprint).filter(|text| !text.trim().is_empty()) else { return };
    match ident::pmid(written) {
        Some(pmid) if pmid == written => {}
        Some(pmid) => {
            let finding = looked.finding(format!("the identifier is not in its plain form `{pmid}`"));
            let finding = finding.field(Field::Eprint).help("leave all but the number out");
            found.push(finding.fix(Fix::safe([text(looked, Field::Eprint, pmid)])));
        }
        None => {
            let finding = looked.finding(format!("`{written}` is no identifier of PubMed"));
            found.push(finding.field(Field::Eprint).help("it is a number of up to eight digits"));
        }
    }
}
