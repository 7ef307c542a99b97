use super::{Finding, Look, Looked, NOTE, text};
use crate::{
    diagnostic::Fix,
    model::{
        Field,
        text::{Event, Mark, events, unmarked, write},
    },
};

rule! {
    /// A title in braces as a whole.
    ///
    /// ## What it finds
    /// A title of three words or more that stands in one pair of braces, as some programs write all of them.
    ///
    /// ## Why it matters
    /// Braces keep capitals; around everything they forbid the style to change any. They belong around names and acronyms.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "{Literate Programming in Practice}"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "Literate Programming in Practice"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "braced-title", NOTE, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for field in [Field::Title, Field::Subtitle, Field::Booktitle] {
        let Some(title) = looked.source.text(field).filter(|title| title.starts_with('{') && title.ends_with('}')) else { continue };
        let Some(bare) = unbraced(title) else { continue };
        let finding = looked.finding(format!("`{field}` stands in braces as a whole")).field(field);
        let finding = finding.help("put them around what has to keep its capitals");
        found.push(finding.fix(Fix::careful([text(looked, field, bare)])));
    }
}

/// What stands in the braces that enclose the whole, if it is long enough to be no name.
fn unbraced(title: &str) -> Option<String> {
    if unmarked(title).split_whitespace().count() < 3 {
        return None;
    }
    let mut events = events(title);
    let mut depth = 0_usize;
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::Open(_) => depth += 1,
            Event::Close(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && at + 1 < events.len() {
            return None;
        }
    }
    let enclosed = events.first() == Some(&Event::Open(Mark::Protect));
    enclosed.then(|| write(events.drain(1..events.len() - 1)))
}
