use super::{Finding, Look, Looked, WARNING, set};
use crate::{
    diagnostic::Fix,
    model::{Name, NameText, Person, Value, ident},
};

rule! {
    /// An ORCID iD that is none, or not in its plain form.
    ///
    /// ## What it finds
    /// The `orcid` of a name whose check digit is wrong, or that holds an address.
    ///
    /// ## Why it matters
    /// An iD with a slip in it is another person, or nobody.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = [{ family = "Knuth", given = "Donald E.", orcid = "0000-0002-1825-0079" }]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = [{ family = "Knuth", given = "Donald E.", orcid = "0000-0002-1825-0097" }]
    /// title = "Literate Programming"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "orcid-form", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for (field, value) in looked.source.fields() {
        let Value::Names(names) = value else { continue };
        // one fix mends the whole list
        let mut plain = names.clone();
        let mut wrong = Vec::new();
        for (at, name) in names.iter().enumerate() {
            // only a table can say one
            let NameText::Table(table) = name else { continue };
            let Name::Person(person) = &**table else { continue };
            let written = &person.orcid;
            match ident::orcid(written) {
                _ if written.is_empty() => {}
                Some(orcid) if orcid == *written => {}
                Some(orcid) => {
                    wrong.push(looked.finding(format!("the ORCID iD is not in its plain form `{orcid}`")));
                    if let Some(name) = plain.get_mut(at) {
                        *name = NameText::Table(Box::new(Name::Person(Person { orcid, ..person.clone() })));
                    }
                }
                None => {
                    let finding = looked.finding(format!("`{written}` is no ORCID iD, or has a slip in a digit"));
                    found.push(finding.field(field).help("look at the person's page at orcid.org"));
                }
            }
        }
        let fix = Fix::safe([set(looked.source, field, Value::Names(plain))]);
        let told = wrong.into_iter().map(|finding| finding.field(field).help("leave the address out"));
        found.extend(told.map(|finding| finding.fix(fix.clone())));
    }
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn orcid_ids_are_judged() {
        for (orcid, is_found) in [
            ("0000-0002-1825-0097", false),
            ("https://orcid.org/0000-0002-1825-0097", true),
            ("0000000218250097", true),
            ("0000-0002-1825-0098", true),
            ("x", true),
        ] {
            let fields = format!("author = [{{ family = 'A', given = 'B', orcid = '{orcid}' }}]");
            assert_eq!(found("orcid-form", "book", &fields).is_some(), is_found, "{orcid}");
        }
    }
}
