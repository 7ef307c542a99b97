use super::{Finding, Look, Looked, NOTE, text};
use crate::{
    diagnostic::Fix,
    model::{Field, ident},
};

rule! {
    /// A web address that says no more than the DOI.
    ///
    /// ## What it finds
    /// A `url` that is a resolver's address of the `doi` that stands beside it.
    ///
    /// ## Why it matters
    /// Most styles print both, one below the other.
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
    /// url = "http://dx.doi.org/10.1093/comjnl/27.2.97"
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
    "url-repeats-doi", NOTE, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let text_of = |field| looked.source.text(field);
    let (Some(url), Some(doi)) = (text_of(Field::Url), text_of(Field::Doi)) else { return };
    let Some(same) = ident::doi(url) else { return };
    if ident::doi(doi) != Some(same) {
        return;
    }
    let finding = looked.finding("`url` says no more than `doi`").field(Field::Url).help("take it out");
    let fix = if looked.source.has(Field::Urldate) {
        // the day on which somebody looked would be lost
        Fix::careful([text(looked, Field::Url, ""), text(looked, Field::Urldate, "")])
    } else {
        Fix::safe([text(looked, Field::Url, "")])
    };
    found.push(finding.fix(fix));
}
