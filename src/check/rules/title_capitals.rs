use super::{Finding, Look, Looked, WARNING, text};
use crate::{
    diagnostic::Fix,
    model::{Field, text as marked},
};

rule! {
    /// A title in capitals.
    ///
    /// ## What it finds
    /// A title or subtitle of three words or more without a small letter. Acronyms, as `BERT`, and short titles may be meant so.
    ///
    /// ## Why it matters
    /// Styles print it as it stands, shouted among the others, and none can lower it without knowing which words are names.
    ///
    /// ## Example
    /// ```toml
    /// [knuth1984literate]
    /// type = "article"
    /// author = ["Knuth, Donald E."]
    /// title = "LITERATE PROGRAMMING IN PRACTICE"
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
    /// title = "Literate programming in practice"
    /// journaltitle = "The Computer Journal"
    /// date = "1984"
    /// doi = "10.1093/comjnl/27.2.97"
    /// ```
    "title-capitals", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    for field in [Field::Title, Field::Subtitle, Field::Booktitle] {
        let Some(title) = looked.source.text(field).filter(|title| is_shouted(&marked::unmarked(title))) else { continue };
        let finding = looked.finding(format!("`{field}` is written in capitals")).field(field);
        let finding = finding.help("write it as a sentence, with capitals for names and acronyms only");
        found.push(finding.fix(Fix::careful([text(looked, field, lowered(title))])));
    }
}

/// Whether there are words enough, and no small letter.
fn is_shouted(title: &str) -> bool {
    if title.chars().any(char::is_lowercase) {
        return false;
    }
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().any(char::is_uppercase));
    let (mut all, mut long) = (0, 0);
    for word in words {
        all += 1;
        // most acronyms are shorter (taste)
        long += usize::from(word.chars().count() >= 5);
    }
    all >= 3 && long >= 2
}

/// The title with a capital at its start and behind a colon only; marks stay.
fn lowered(title: &str) -> String {
    let mut start = true;
    let events = marked::events(title).into_iter().map(|event| match event {
        marked::Event::Text(text) => {
            let mut lowered = String::with_capacity(text.len());
            for c in text.chars() {
                if start {
                    lowered.push(c);
                } else {
                    lowered.extend(c.to_lowercase());
                }
                start = (start && !c.is_alphanumeric()) || matches!(c, ':' | '?' | '!');
            }
            marked::Event::Text(lowered.into())
        }
        other => other,
    });
    marked::write(events)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_are_no_shouting() {
        for title in ["BERT", "GPT-4", "ELMo", "DALL·E", "IEEE", "LLaMA", "RSA", "ISO 690", "神经网络", "HTTP API REST CRUD", "SIGGRAPH ASIA 2020", "IMAGENET 2012"] {
            assert!(!is_shouted(title), "{title}");
        }
        for title in ["LITERATE PROGRAMMING IN PRACTICE", "ÜBER DIE ENTWICKLUNG DER KÜNSTE", "THE ART OF COMPUTER PROGRAMMING"] {
            assert!(is_shouted(title), "{title}");
        }
        assert_eq!(lowered("ON {NP}: THE <i>HARD</i> CLASS"), "On {np}: The <i>hard</i> class");
    }
}
