//! What changed from one state of a library to another: as text, as Markdown for a comment, as JSON.

use super::{
    counted,
    source::{JsonValue, short},
};
use crate::{
    history::changes::{Changed, Changes, FieldChange},
    library::Library,
    model::{
        Field, Source,
        text::{plain, visible},
    },
};
use anstyle::Style;
use serde_json::{Value as Json, json};
use std::fmt::Write;

/// What changed, and between what.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// What changed.
    pub changes: &'a Changes,
    /// The old state.
    pub old: &'a Library,
    /// The new one.
    pub new: &'a Library,
}

/// The styles of the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Styles {
    /// Headings.
    pub heading: Style,
    /// Keys.
    pub key: Style,
    /// What came.
    pub added: Style,
    /// What went.
    pub removed: Style,
}

/// A page for a comment ends before it is longer than this: GitHub takes 65,536 characters.
const LONGEST: usize = 50_000;

/// A value in a comment is cut behind as many characters (taste).
const CUT: usize = 300;

/// A section of a comment with more lines is folded (taste: what fits a screen beside others).
const FOLDED: usize = 12;

/// How a list of changes is called.
struct Section {
    title: &'static str,
    lines: Vec<Line>,
}

/// A line of a section, and what stands below it.
struct Line {
    sign: Sign,
    /// A key, or the name of a setting.
    key: String,
    /// What the key became: a new key, or that of another source.
    to: Option<String>,
    /// The source in short.
    about: String,
    fields: Vec<Part>,
}

#[derive(Clone, Copy)]
enum Sign {
    Plus,
    Minus,
    None,
}

/// A field that changed.
struct Part {
    name: String,
    /// Whether what went and what came are items of a list, not values in each other's place.
    is_list: bool,
    gone: Vec<String>,
    come: Vec<String>,
}

impl Report<'_> {
    /// As JSON: `added` and `removed` as `{key, type, title, path}`, `merged` as `{key, into}`, `renamed` as `{from, to}`, `changed` as
    /// `{key, path, fields: [{field, old, new}]}` with `added` and `removed` beside for lists, `settings` as `{name, old, new}`.
    pub fn json(&self) -> Json {
        let source = |library: &Library, at: &usize| {
            let source = library.sources().get(*at)?;
            Some(json!({
                "key": source.key,
                "type": source.kind.name(),
                "title": source.text(Field::Title),
                "path": library.shown(library.path(*at)),
            }))
        };
        let Changes { added, removed, merged, renamed, changed, settings } = self.changes;
        json!({
            "added": added.iter().filter_map(|at| source(self.new, at)).collect::<Vec<_>>(),
            "removed": removed.iter().filter_map(|at| source(self.old, at)).collect::<Vec<_>>(),
            "merged": merged.iter().map(|m| json!({ "key": m.key, "into": m.into })).collect::<Vec<_>>(),
            "renamed": renamed.iter().map(|r| json!({ "from": r.from, "to": r.to })).collect::<Vec<_>>(),
            "changed": changed.iter().map(|changed| self.changed(changed)).collect::<Vec<_>>(),
            "settings": settings
                .iter()
                .map(|s| json!({ "name": s.name, "old": s.old, "new": s.new }))
                .collect::<Vec<_>>(),
        })
    }

    fn changed(&self, changed: &Changed) -> Json {
        let field = |change: &FieldChange| {
            let mut json = json!({
                "field": change.field,
                "old": change.old.as_ref().map(JsonValue),
                "new": change.new.as_ref().map(JsonValue),
            });
            if let (Some((gone, come)), Some(map)) = (change.items(), json.as_object_mut()) {
                map.insert("added".to_owned(), come.into());
                map.insert("removed".to_owned(), gone.into());
            }
            json
        };
        json!({
            "key": changed.key,
            "path": self.new.shown(self.new.path(changed.at)),
            "fields": changed.fields.iter().map(field).collect::<Vec<_>>(),
        })
    }

    /// As text for people, all of it visible; empty if nothing changed. Values that do not fit a line of that width stand
    /// below each other.
    pub fn text(&self, styles: &Styles, width: usize) -> String {
        let mut text = String::new();
        for section in self.sections() {
            let heading = styles.heading;
            let _ = writeln!(text, "{heading}{}{heading:#}", section.title());
            for line in &section.lines {
                let style = match line.sign {
                    Sign::Plus => styles.added,
                    Sign::Minus => styles.removed,
                    Sign::None => styles.key,
                };
                let sign = match line.sign {
                    Sign::Plus => "+ ",
                    Sign::Minus => "− ",
                    Sign::None => "",
                };
                let _ = write!(text, "  {style}{sign}{}{style:#}", visible(&line.key));
                if let Some(to) = &line.to {
                    let key = styles.key;
                    let _ = write!(text, " → {key}{}{key:#}", visible(to));
                }
                if !line.about.is_empty() {
                    let _ = write!(text, "  {}", visible(&line.about));
                }
                text.push('\n');
                for part in &line.fields {
                    part.text(&mut text, styles, width);
                }
            }
        }
        text
    }

    /// As Markdown for a comment on a pull request. What comes from the library stands in code, where no markup, name or number
    /// in it does anything. Long sections are folded; a page that would be too long for a comment says how much is left out.
    pub fn markdown(&self) -> String {
        let sections = self.sections();
        if sections.is_empty() {
            return "No changes in the bibliography.\n".to_owned();
        }
        let titles: Vec<String> = sections.iter().map(Section::title).collect();
        let mut page = format!("**Bibliography:** {}\n", titles.join(", "));
        for section in &sections {
            let folded = section.lines.len() > FOLDED;
            if folded {
                let _ = write!(page, "\n<details><summary>{}</summary>\n\n", section.title());
            } else {
                let _ = write!(page, "\n**{}**\n\n", section.title());
            }
            for (n, line) in section.lines.iter().enumerate() {
                let item = line.markdown();
                if page.len() + item.len() > LONGEST {
                    let _ = writeln!(page, "- … and {} more: see `bib diff`", section.lines.len() - n);
                    break;
                }
                page.push_str(&item);
            }
            if folded {
                page.push_str("\n</details>\n");
            }
        }
        page
    }

    fn sections(&self) -> Vec<Section> {
        let changes = self.changes;
        let pair = |from: &str, to: &str| Line {
            sign: Sign::None,
            key: from.to_owned(),
            to: Some(to.to_owned()),
            about: self.new.get(to).map(about).unwrap_or_default(),
            fields: Vec::new(),
        };
        let whole = |library: &Library, at: &usize, sign| {
            let source = library.sources().get(*at)?;
            Some(Line { sign, key: source.key.clone(), to: None, about: about(source), fields: Vec::new() })
        };
        let aliases: Vec<&String> = (changes.merged.iter().map(|merged| &merged.key))
            .chain(changes.renamed.iter().map(|renamed| &renamed.from))
            .collect();
        let changed = |changed: &Changed| {
            let mut fields: Vec<Part> = changed.fields.iter().map(Part::of).collect();
            // that a key lives on among the `ids` goes without saying
            for part in fields.iter_mut().filter(|part| part.name == Field::Ids.name()) {
                part.come.retain(|id| !aliases.contains(&id));
            }
            fields.retain(|part| !part.gone.is_empty() || !part.come.is_empty());
            let line =
                Line { sign: Sign::None, key: changed.key.clone(), to: None, about: String::new(), fields };
            (!line.fields.is_empty()).then_some(line)
        };
        let settings = changes.settings.iter().map(|setting| Line {
            sign: Sign::None,
            key: "bib.toml".to_owned(),
            to: None,
            about: String::new(),
            fields: vec![Part {
                name: setting.name.clone(),
                is_list: false,
                gone: setting.old.clone().into_iter().collect(),
                come: setting.new.clone().into_iter().collect(),
            }],
        });
        let sections = [
            ("added", changes.added.iter().filter_map(|at| whole(self.new, at, Sign::Plus)).collect()),
            ("removed", changes.removed.iter().filter_map(|at| whole(self.old, at, Sign::Minus)).collect()),
            ("merged", changes.merged.iter().map(|m| pair(&m.key, &m.into)).collect()),
            ("renamed", changes.renamed.iter().map(|r| pair(&r.from, &r.to)).collect()),
            ("changed", changes.changed.iter().filter_map(changed).collect()),
            ("setting", settings.collect::<Vec<_>>()),
        ];
        let sections = sections.map(|(title, lines)| Section { title, lines });
        sections.into_iter().filter(|section| !section.lines.is_empty()).collect()
    }
}

impl Section {
    fn title(&self) -> String {
        match self.title {
            "setting" => format!("{} changed", counted(self.lines.len(), "setting")),
            title => format!("{} {title}", counted(self.lines.len(), "source")),
        }
    }
}

impl Line {
    fn markdown(&self) -> String {
        let mut item = format!("- {}", code(&self.key));
        if let Some(to) = &self.to {
            let _ = write!(item, " → {}", code(to));
        }
        if !self.about.is_empty() {
            let _ = write!(item, " {}", code(&self.about));
        }
        item.push('\n');
        for part in &self.fields {
            let _ = writeln!(item, "  - {}: {}", code(&part.name), part.said(&|text| code(&cut(text))));
        }
        item
    }
}

impl Part {
    fn of(change: &FieldChange) -> Part {
        let name = change.field.clone();
        if let Some((gone, come)) = change.items() {
            return Part { name, is_list: true, gone, come };
        }
        let line =
            |value: &Option<crate::model::Value>| value.iter().map(crate::model::Value::line).collect();
        Part { name, is_list: false, gone: line(&change.old), come: line(&change.new) }
    }

    /// What went and came, in words: `old → new`, `+ new`, `− old`.
    fn said(&self, shown: &dyn Fn(&str) -> String) -> String {
        match (self.gone.as_slice(), self.come.as_slice()) {
            ([old], [new]) if !self.is_list => format!("{} → {}", shown(old), shown(new)),
            (gone, come) => {
                let come = come.iter().map(|item| format!("+ {}", shown(item)));
                let gone = gone.iter().map(|item| format!("− {}", shown(item)));
                come.chain(gone).collect::<Vec<_>>().join(", ")
            }
        }
    }

    fn text(&self, text: &mut String, styles: &Styles, width: usize) {
        let said = self.said(&|text| visible(text).replace('\n', " "));
        let name = visible(&self.name);
        if "    : ".len() + name.len() + said.chars().count() <= width {
            let heading = styles.heading;
            let _ = writeln!(text, "    {heading}{name}{heading:#}: {said}");
            return;
        }
        let _ = writeln!(text, "    {name}:");
        for (sign, style, items) in [("−", styles.removed, &self.gone), ("+", styles.added, &self.come)] {
            for item in items {
                let _ = writeln!(text, "      {style}{sign} {}{style:#}", visible(item).replace('\n', " "));
            }
        }
    }
}

/// A source in short: `Title (Vaswani et al., 2017)`.
fn about(source: &Source) -> String {
    let title = source.text(Field::Title).map(plain).unwrap_or_default();
    let people = [Field::Author, Field::Editor].map(|field| source.names(field));
    let people = people.iter().find(|names| !names.is_empty()).map(|names| short(names));
    let year = source.year().map(|year| year.to_string());
    let by: Vec<String> = people.into_iter().chain(year).filter(|part| !part.is_empty()).collect();
    let by = if by.is_empty() { String::new() } else { format!("({})", by.join(", ")) };
    [title, by].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A text that is not longer than a comment should be.
fn cut(text: &str) -> String {
    match text.char_indices().nth(CUT) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or(text)),
        None => text.to_owned(),
    }
}

/// A text as code in Markdown, on one line, whatever it holds.
fn code(text: &str) -> String {
    let text = visible(text);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // a blank keeps a backtick at the edge from the fence, and is none of the code
    let pad = if text.is_empty() || text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(texts: &[(&str, &str)]) -> Library {
        let texts = texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Library::from_texts("", texts).unwrap()
    }

    fn two() -> (Library, Library) {
        let old = library(&[(
            "a.toml",
            "[a]\ntype='book'\ntitle='Of A'\nkeywords=['x','y']\ndate='2001'\n[b]\ntype='book'\ntitle='B'\n[c]\ntype='misc'\ntitle='C'\n[d]\ntype='misc'\ntitle='D'\n",
        )]);
        let new = library(&[(
            "a.toml",
            "[a]\ntype='book'\ntitle='About A'\nkeywords=['y','z']\ndoi='10.1/x'\nids=['b']\n[c2]\ntype='misc'\ntitle='C'\nids=['c']\n[e]\ntype='article'\ntitle='E'\nauthor=['Doe, Jane']\ndate='2020'\n",
        )]);
        (old, new)
    }

    #[test]
    fn changes_are_said_in_words() {
        let (old, new) = two();
        let changes =
            Changes::between(old.sources(), new.sources()).with_settings("", "layout = '{year}.toml'\n");
        let report = Report { changes: &changes, old: &old, new: &new };
        snapbox::assert_data_eq!(
            report.text(&Styles::default(), 80),
            snapbox::str![[r"
1 source added
  + e  E (Doe, 2020)
1 source removed
  − d  D
1 source merged
  b → a  About A
1 source renamed
  c → c2  C
1 source changed
  a
    title: Of A → About A
    date: − 2001
    doi: + 10.1/x
    keywords: + z, − x
1 setting changed
  bib.toml
    layout: + '{year}.toml'

"]]
        );
        let json = report.json();
        assert_eq!(json["added"][0]["path"], "bib/a.toml");
        assert_eq!(json["merged"], json!([{ "key": "b", "into": "a" }]));
        assert_eq!(json["renamed"], json!([{ "from": "c", "to": "c2" }]));
        let fields = json["changed"][0]["fields"].as_array().unwrap();
        assert_eq!(fields[0], json!({ "field": "title", "old": "Of A", "new": "About A" }));
        assert_eq!(
            fields[3],
            json!({ "field": "keywords", "old": ["x", "y"], "new": ["y", "z"], "added": ["z"], "removed": ["x"] })
        );
    }

    #[test]
    fn nothing_in_the_data_is_markup_in_a_comment() {
        let title = "` @octocat #1 <img src=x> ``` | \u{1b}[31m [a](b) </details>\n# h";
        let new = library(&[(
            "a.toml",
            &format!("[\"a`b\"]\ntype='book'\ntitle={}\n", serde_json::to_string(title).unwrap()),
        )]);
        let old = Library::from_texts("", []).unwrap();
        let changes = Changes::between(old.sources(), new.sources());
        let page = Report { changes: &changes, old: &old, new: &new }.markdown();
        let mut code = 0;
        for event in pulldown_cmark::Parser::new_ext(&page, pulldown_cmark::Options::all()) {
            match event {
                pulldown_cmark::Event::Code(text) => {
                    code += 1;
                    assert!(!text.contains('\u{1b}'));
                }
                pulldown_cmark::Event::Text(text) => assert!(!text.contains(['@', '#', '<']), "{page}"),
                pulldown_cmark::Event::Html(_) | pulldown_cmark::Event::InlineHtml(_) => panic!("{page}"),
                _ => {}
            }
        }
        assert_eq!(code, 2, "{page}");
    }

    #[test]
    fn a_comment_folds_what_is_long_and_ends_in_time() {
        let long = "long words ".repeat(100);
        let text: String = (0..2000).map(|n| format!("[k{n}]\ntype='book'\ntitle='{n} {long}'\n")).collect();
        let (old, new) = (Library::from_texts("", []).unwrap(), library(&[("a.toml", &text)]));
        let changes = Changes::between(old.sources(), new.sources());
        let page = Report { changes: &changes, old: &old, new: &new }.markdown();
        assert!(page.len() < 60_000 && page.contains("<details><summary>2000 sources added</summary>"));
        assert!(page.contains(" more: see `bib diff`\n\n</details>\n"));
        let changes = Changes::default();
        let report = Report { changes: &changes, old: &old, new: &old };
        assert_eq!(report.markdown(), "No changes in the bibliography.\n");
        assert_eq!(report.text(&Styles::default(), 80), "");
    }
}
