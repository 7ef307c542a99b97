use super::{Finding, Look, Looked, WARNING, text};
use crate::{
    diagnostic::{Fix, nearest},
    model::Field,
};

rule! {
    /// A category that `bib.toml` does not name.
    ///
    /// ## What it finds
    /// A `category` of a source that is not among `[categories] names` of `bib.toml`, or not among the usual ones where it
    /// names none.
    ///
    /// ## Why it matters
    /// Pages have no section for it, and a slip as `bolg` hides the source from who asks for blogs.
    ///
    /// ## Example
    /// ```toml
    /// [brooks1995mythical]
    /// type = "book"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Mythical Man-Month"
    /// publisher = "Addison-Wesley"
    /// date = "1995"
    /// category = "papre"
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
    /// category = "paper"
    /// ```
    "undeclared-category", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let library = looked.subject.library;
    let Some(category) = looked.source.text(Field::Category).filter(|_| !library.is_foreign()) else { return };
    let names = || library.settings().categories.iter().map(|category| category.name.as_str());
    if category.is_empty() || names().any(|name| name == category) {
        return;
    }
    let finding = looked.finding(format!("`bib.toml` has no category `{category}`")).field(Field::Category);
    found.push(match nearest(category, names()) {
        Some(near) => finding
            .help(format!("did you mean `{near}`?"))
            .fix(Fix::careful([text(looked, Field::Category, near)])),
        None => {
            let names: Vec<String> = names().map(|name| format!("`{name}`")).collect();
            finding.help(format!("there is {}; or add it to `[categories] names`", names.join(", ")))
        }
    });
}
