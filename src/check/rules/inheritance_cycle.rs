use super::{ERROR, Finding, Look, Looked};
use crate::model::Field;

rule! {
    /// Sources that inherit from one another in a circle.
    ///
    /// ## What it finds
    /// A source that is its own parent through `crossref` or `xdata`, directly or through others. It is told once, at the
    /// first key of the circle.
    ///
    /// ## Why it matters
    /// What is inherited depends on where the walk begins, and other programs follow it for ever.
    ///
    /// ## Example
    /// ```toml
    /// [brooks1995second]
    /// type = "inbook"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Second-System Effect"
    /// pages = "53-58"
    /// crossref = "brooks1995mythical"
    /// ```
    /// ```toml
    /// [brooks1995mythical]
    /// type = "book"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Mythical Man-Month"
    /// publisher = "Addison-Wesley"
    /// date = "1995"
    /// crossref = "brooks1995second"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [brooks1995second]
    /// type = "inbook"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Second-System Effect"
    /// pages = "53-58"
    /// crossref = "brooks1995mythical"
    /// ```
    /// ```toml
    /// [brooks1995mythical]
    /// type = "book"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Mythical Man-Month"
    /// publisher = "Addison-Wesley"
    /// date = "1995"
    /// ```
    "inheritance-cycle", ERROR, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let own = &looked.source.key;
    // the others of the circle find it, too, and what inherits from one of them
    if looked.cycle.iter().min() != Some(own) {
        return;
    }
    let circle: Vec<String> = looked.cycle.iter().chain(looked.cycle.first()).map(|key| format!("`{key}`")).collect();
    let field = if looked.source.has(Field::Crossref) { Field::Crossref } else { Field::Xdata };
    let finding = looked.finding(format!("inherits from itself: {}", circle.join(" from "))).field(field);
    found.push(finding.help("take one of these references out"));
}
