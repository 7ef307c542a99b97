use super::{Finding, Look, Subject, WARNING, set};
use crate::{
    diagnostic::{Edit, Fix},
    model::{Field, Source, Value, reference::references},
};
use std::collections::HashSet;

rule! {
    /// A source that refers to itself.
    ///
    /// ## What it finds
    /// A source's own key or alias in its `xref`, `entryset`, `related` or `distinct`. One that inherits from itself is an
    /// `inheritance-cycle`.
    ///
    /// ## Why it matters
    /// Another key was meant, and what is meant is not there.
    ///
    /// ## Example
    /// ```toml
    /// [brooks1995mythical]
    /// type = "book"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Mythical Man-Month"
    /// publisher = "Addison-Wesley"
    /// date = "1995"
    /// related = [{ key = "brooks1995mythical", type = "reprintof" }]
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [brooks1995mythical]
    /// type = "book"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Mythical Man-Month"
    /// publisher = "Addison-Wesley"
    /// date = "1995"
    /// ```
    "self-reference", WARNING, Look::Library(look)
}

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    for (at, source) in subject.library.sources().iter().enumerate() {
        let mut others =
            references(source).filter(|(field, _)| !matches!(field, Field::Crossref | Field::Xdata)).peekable();
        if others.peek().is_none() {
            continue;
        }
        let keys: HashSet<&str> = source.ids().iter().chain([&source.key]).map(String::as_str).collect();
        let own = |key: &str| keys.contains(key);
        let mut fields: Vec<Field> =
            others.filter(|(_, key)| own(key)).map(|(field, _)| field).collect();
        // a field is mended whole
        fields.dedup();
        for field in fields {
            let finding = Finding::of(at, format!("`{field}` names the source itself")).field(field);
            let finding = finding.help("name the source that is meant, or take it out");
            found.push(finding.fix(Fix::careful([without(source, field, &own)])));
        }
    }
}

/// The edit that takes keys out of a field.
fn without(source: &Source, field: Field, gone: &dyn Fn(&str) -> bool) -> Edit {
    let value = match source.get(field) {
        Some(Value::List(keys)) => Value::List(keys.iter().filter(|key| !gone(key)).cloned().collect()),
        Some(Value::Related(related)) => {
            Value::Related(related.iter().filter(|related| !gone(&related.key)).cloned().collect())
        }
        Some(Value::Reasons(reasons)) => {
            Value::Reasons(reasons.iter().filter(|(key, _)| !gone(key)).cloned().collect())
        }
        _ => Value::Text(String::new()),
    };
    set(source, field, value)
}
