use super::{Finding, Look, Looked, WARNING};
use crate::{
    check::strings,
    diagnostic::{Fix, Safety},
    format::{
        html,
        latex::{self, Mode, Notes},
    },
    model::{
        Field, Shape,
        text::{Event, events},
    },
};

rule! {
    /// Markup of another program.
    ///
    /// ## What it finds
    /// HTML, as `&amp;` or `<em>`, and LaTeX, as `\textit{}`, `\"o` or `--` between numbers, in titles, names and other texts.
    /// Mathematics in `$...$`, and our own marks (`{...}`, `<i>`, `<b>`, `<sub>`, `<sup>`, `<sc>`) are none.
    ///
    /// ## Why it matters
    /// Nothing but that program reads it: every other export, and the search, show the code.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = 'Literate Programming \& \textit{Art}'
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
    /// title = 'Literate Programming & <i>Art</i>'
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "foreign-markup", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for (field, text) in strings::wrong(looked, is_read, |_, text| code(text).is_some()) {
        let Some(code) = code(text) else { continue };
        let finding = looked.finding(format!("`{field}` holds `{code}`, which is the code of another program"));
        let finding = finding.field(field).help("write the character itself, or a mark as `<i>...</i>`");
        let mode = match (field, field.shape()) {
            (Field::Abstract | Field::Note | Field::Addendum, _) => Mode::Paragraphs,
            (_, Shape::Names) => Mode::Name,
            _ => Mode::Line,
        };
        let careful = strings::any(looked, field, |text| {
            latex_code(text).is_some() || html::read(text).is_some_and(|read| read.lossy)
        });
        let safety = if careful { Safety::Unsafe } else { Safety::Safe };
        found.push(match strings::change(looked, field, |text| read(text, mode)) {
            Some(edit) => finding.fix(Fix::new(safety, [edit])),
            None => finding,
        });
    }
}

/// Fields that are printed as text; what the keepers of a library write for themselves may show code.
fn is_read(field: Field) -> bool {
    strings::is_prose(field) && field.shape() != Shape::Literal && field != Field::Annotation
}

/// The first code that is no mark of ours.
fn code(text: &str) -> Option<String> {
    // most texts have none of what code starts with
    if !text.bytes().any(|byte| matches!(byte, b'\\' | b'&' | b'<' | b'-' | b'`')) {
        return None;
    }
    html::find(text).map(str::to_owned).or_else(|| latex_code(text))
}

fn latex_code(text: &str) -> Option<String> {
    if text.contains('\\') {
        for event in events(text) {
            match event {
                Event::Command(name) if is_known(name) => return Some(format!("\\{name}")),
                Event::Text(text) => {
                    if let Some(code) = escape(&text) {
                        return Some(code);
                    }
                }
                _ => {}
            }
        }
    }
    let bytes = text.as_bytes();
    let dashes = text.contains("--")
        && bytes.windows(4).any(|four| {
            matches!(four, [a, b'-', b'-', b] if a.is_ascii_digit() && b.is_ascii_digit())
        });
    let quotes = text.find("``").is_some_and(|at| text.get(at..).unwrap_or_default().contains("''"));
    if dashes {
        Some("--".to_owned())
    } else {
        quotes.then(|| "``".to_owned())
    }
}

/// Whether a command is one that can be said otherwise. Others, as `\cite`, are for LaTeX alone, and may be meant.
fn is_known(name: &str) -> bool {
    let mut notes = Notes::default();
    latex::read(&format!("\\{name}{{}}"), Mode::Line, &mut notes);
    notes.unknown.is_empty() && notes.active.is_empty()
}

/// The first accent or escaped character of LaTeX, as `\"o` or `\&`.
fn escape(text: &str) -> Option<String> {
    text.match_indices('\\').find_map(|(at, _)| {
        let mut rest = text.get(at + 1..)?.chars();
        let accent = rest.next()?;
        let code = match accent {
            '&' | '%' | '_' | '#' => true,
            '"' | '\'' | '`' | '^' | '~' | '=' | '.' => rest.next().is_none_or(char::is_alphabetic),
            _ => false,
        };
        code.then(|| format!("\\{accent}"))
    })
}

/// The text without code; `None` if it cannot be said.
fn read(text: &str, mode: Mode) -> Option<String> {
    let plain = html::read(text).map(|read| read.text);
    let text = plain.as_deref().unwrap_or(text);
    // what LaTeX reads otherwise than we do, and so was not written for it
    let ours = text.contains('<') || text.contains("\\\\") || text.replace("\\%", "").contains(['%', '~']);
    if ours || latex_code(text).is_none() {
        return plain;
    }
    Some(latex::read(text, mode, &mut Notes::default()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_marks_and_text() {
        for (text, found) in [
            (r"The \textit{Art}", Some(r"\textit")),
            (r#"G\"odel"#, Some(r#"\""#)),
            (r#"G\"{o}del"#, Some(r#"\""#)),
            (r"Art \& Craft", Some(r"\&")),
            ("1914--1918", Some("--")),
            ("``Quoted''", Some("``")),
            ("Art &amp; Craft", Some("&amp;")),
            ("The <em>Art</em>", Some("<em>")),
            (r"{DNA} of <i>E. coli</i> $\alpha$ \{ \$5", None),
            (r"see \cite{knuth}", None),
            ("git --force, a -- b, List<T>, AT&T, R&D", None),
        ] {
            assert_eq!(code(text).as_deref(), found, "{text}");
        }
        assert_eq!(read(r#"G\"{o}del \& \emph{Co}"#, Mode::Line).as_deref(), Some("Gödel & <i>Co</i>"));
        assert_eq!(read(r"50% of \textit{x}", Mode::Line), None);
    }
}
