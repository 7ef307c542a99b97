use super::{Finding, Look, Looked, WARNING, text};
use crate::{
    diagnostic::Fix,
    model::{Field, ident},
};

rule! {
    /// A DOI that is no DOI, or not in its plain form.
    ///
    /// ## What it finds
    /// A `doi` that holds the address of a resolver, a prefix as `doi:`, a full stop at its end, or what cannot be a DOI at all.
    ///
    /// ## Why it matters
    /// Programs put the resolver's address before what the field says, so that the link is broken, and the same work is not
    /// found by its DOI.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "https://doi.org/10.1093/comjnl/27.2.97"
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
    /// ```
    "doi-form", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let Some(written) = looked.source.text(Field::Doi) else { return };
    let Some(doi) = ident::doi(written) else {
        let finding = looked.finding(format!("`{written}` is no DOI")).field(Field::Doi);
        found.push(finding.help("write it as `10.1000/182`: a prefix that begins with `10.`, a slash, and a suffix"));
        return;
    };
    if written.eq_ignore_ascii_case(&doi) {
        return;
    }
    // the case of a DOI does not matter, and stays as it is written where it can
    let at = written.to_ascii_lowercase().find(&doi);
    let plain = at.and_then(|at| written.get(at..at + doi.len())).map_or(doi, str::to_owned);
    let finding = looked.finding(format!("the DOI is not in its plain form `{plain}`")).field(Field::Doi);
    let finding = finding.help("leave out what stands around it: an address, `doi:`, a full stop");
    found.push(finding.fix(Fix::safe([text(looked, Field::Doi, plain)])));
}
