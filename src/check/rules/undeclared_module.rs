use super::{Finding, Look, Looked, WARNING, set};
use crate::{
    diagnostic::{Fix, nearest},
    model::{Field, Value},
};

rule! {
    /// A module that `bib.toml` does not name.
    ///
    /// ## What it finds
    /// A name in `modules` of a source that is not among `[modules] names` of `bib.toml`; where it names none, all are
    /// good.
    ///
    /// ## Why it matters
    /// A slip makes a module of its own, and the right one seems to have a source less.
    ///
    /// ## Example
    /// ```toml
    /// [brooks1995mythical]
    /// type = "book"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Mythical Man-Month"
    /// publisher = "Addison-Wesley"
    /// date = "1995"
    /// modules = ["planing"]
    /// ```
    /// ```toml bib.toml
    /// [modules]
    /// names = ["planning", "testing"]
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
    /// modules = ["planning"]
    /// ```
    /// ```toml bib.toml
    /// [modules]
    /// names = ["planning", "testing"]
    /// ```
    "undeclared-module", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let declared = &looked.subject.library.settings().modules;
    if declared.is_empty() {
        return;
    }
    let modules = looked.source.list(Field::Modules);
    for module in modules.iter().filter(|module| !module.is_empty() && !declared.contains(module)) {
        let finding = looked.finding(format!("`bib.toml` has no module `{module}`")).field(Field::Modules);
        found.push(match nearest(module, declared.iter().map(String::as_str)) {
            Some(near) => {
                let mut mended: Vec<String> = Vec::new();
                for name in modules.iter().map(|name| if name == module { near } else { name }) {
                    if !mended.iter().any(|there| there == name) {
                        mended.push(name.to_owned());
                    }
                }
                let fix = Fix::careful([set(looked.source, Field::Modules, Value::List(mended))]);
                finding.help(format!("did you mean `{near}`?")).fix(fix)
            }
            None => finding.help("add it to `[modules] names` of `bib.toml`, or take it out"),
        });
    }
}
