//! Sources → CSL-JSON: what becomes of a source as a whole, and what is not carried.

mod fields;
mod layout;

pub(super) use fields::{csl_type, derived_short_title};

use super::{
    super::{Options, Written},
    custom, rich, terms,
};
use crate::{
    diagnostic::Diagnostic,
    model::{FIELDS, Field as F, Kind, Source},
};
use serde_json::{Value as Json, json};
use std::borrow::Cow;

/// Writes sources, inheritance resolved, in the order given; containers of data (`xdata`) are none. A variable a
/// line, a name a line.
pub fn write(sources: &[Cow<'_, Source>], options: &Options) -> Written {
    let (items, losses) = items(sources, options);
    let items: Vec<String> = items.iter().map(|item| layout::item(&item.id, &item.variables)).collect();
    let text = if items.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", items.join(",\n")) };
    Written { text, losses }
}

/// What [`write()`] writes, as items.
pub fn items(sources: &[Cow<'_, Source>], options: &Options) -> (Vec<Variables>, Vec<Diagnostic>) {
    let mut losses = Vec::new();
    let mut items = Vec::new();
    for source in sources.iter().filter(|source| source.kind != Kind::Xdata) {
        let mut item = Item::new(source);
        item.fill();
        item.keep(options.all_fields);
        losses.append(&mut item.losses);
        let aliases = if options.aliases { source.ids() } else { &[] };
        let copies = aliases.iter().map(|id| {
            let variables = item.variables.iter().filter(|(name, _)| *name != "custom");
            Variables { id: id.clone(), variables: variables.cloned().collect() }
        });
        let copies: Vec<Variables> = copies.collect();
        items.push(Variables { id: source.key.clone(), variables: item.variables });
        items.extend(copies);
    }
    (items, losses)
}

/// An item: its `id` and its other variables, valid by the schema, in the order of the output.
#[derive(Clone, Debug, PartialEq)]
pub struct Variables {
    /// `id`
    pub id: String,
    /// Names and values; text is CSL's rich text ([`marked`](super::marked)).
    pub variables: Vec<(&'static str, Json)>,
}

/// An item that is made of a source.
struct Item<'a> {
    source: &'a Source,
    variables: Vec<(&'static str, Json)>,
    /// Which fields are carried, by their place in the table.
    carried: Vec<bool>,
    losses: Vec<Diagnostic>,
}

impl<'a> Item<'a> {
    fn new(source: &'a Source) -> Item<'a> {
        Item {
            source,
            variables: Vec::with_capacity(16),
            carried: vec![false; FIELDS.len()],
            losses: Vec::new(),
        }
    }

    /// Keeps what was not carried: aliases in `custom`, and with `all` everything; else it is named.
    fn keep(&mut self, all: bool) {
        let source = self.source;
        let mut kept = serde_json::Map::new();
        let csl = self.variables.first().and_then(|(_, csl)| csl.as_str()).unwrap_or_default();
        if terms::kind_of(csl, !self.is_free("editor")) == Some(source.kind) {
            // the type says it
        } else if all {
            kept.insert("type".into(), json!(source.kind.name()));
        } else {
            let message =
                format!("CSL-JSON cannot carry that it is of type `{}`: it becomes `{csl}`", source.kind);
            self.losses.push(Diagnostic::note("export-loss", message).key(&source.key).field("type"));
        }
        for (field, value) in source.fields() {
            match field {
                _ if self.is_carried(field) => {}
                // what is inherited was filled in
                F::Crossref | F::Xdata => {}
                F::Ids => _ = kept.insert("other-ids".into(), custom::write(value)),
                _ if all => _ = kept.insert(field.name().into(), custom::write(value)),
                _ => self.losses.push(lost(field.name(), &source.key)),
            }
        }
        for (name, value) in &source.house {
            if all {
                kept.insert(name.clone(), custom::write(value));
            } else {
                self.losses.push(lost(name, &source.key));
            }
        }
        if !kept.is_empty() {
            self.variables.push(("custom", Json::Object(kept)));
        }
    }

    /// Adds a variable that is not empty.
    fn put(&mut self, variable: &'static str, text: String) {
        if !text.is_empty() && self.is_free(variable) {
            self.variables.push((variable, Json::String(text)));
        }
    }

    fn is_free(&self, variable: &str) -> bool {
        self.variables.iter().all(|(name, _)| *name != variable)
    }

    fn is_carried(&self, field: F) -> bool {
        self.carried.get(field as usize).copied().unwrap_or(false)
    }

    fn done(&mut self, field: F) {
        if let Some(carried) = self.carried.get_mut(field as usize) {
            *carried = true;
        }
    }

    /// A string field as it is.
    fn take(&mut self, field: F) -> Option<String> {
        let text = self.source.text(field)?;
        self.done(field);
        Some(text.to_owned())
    }

    /// A field of marked text as rich text.
    fn marked(&mut self, field: F) -> Option<String> {
        let text = self.source.text(field)?;
        self.done(field);
        Some(rich::write(text, true))
    }

    fn list(&mut self, field: F) -> &'a [String] {
        self.done(field);
        self.source.list(field)
    }

    /// A list of texts as rich text; nobody changes the case of a publisher, so nothing protects it.
    fn texts(&mut self, field: F) -> Vec<String> {
        self.list(field).iter().map(|text| rich::write(text, false)).collect()
    }

    fn plain(&mut self, variable: &'static str, field: F) {
        let text = self.take(field).unwrap_or_default();
        self.put(variable, text);
    }

    fn rich(&mut self, variable: &'static str, field: F) {
        let text = self.marked(field).unwrap_or_default();
        self.put(variable, text);
    }

    /// An entry option of biblatex that is on or off.
    fn option(&self, name: &str) -> Option<bool> {
        self.source.list(F::Options).iter().find_map(|option| {
            let (key, value) = option.split_once('=').unwrap_or((option, "true"));
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim().eq_ignore_ascii_case("true"))
        })
    }

    fn leave_out(&mut self, field: F, option: &str) {
        if self.source.has(field) {
            self.done(field);
            self.lose(field, format!("the value, as `options` has {option}"));
        }
    }

    fn lose(&mut self, field: F, what: impl std::fmt::Display) {
        let message = format!("CSL-JSON cannot carry {what}");
        self.losses.push(Diagnostic::note("export-loss", message).key(&self.source.key).field(field.name()));
    }
}

/// The format's name in `extra`.
pub(super) const FORMAT: &str = "csl-json";

fn lost(field: &str, key: &str) -> Diagnostic {
    Diagnostic::note("export-loss", format!("CSL-JSON cannot carry `{field}`"))
        .key(key)
        .field(field)
        .help("`--all-fields` puts it into `custom`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Value};

    /// A source of fields as a person types them.
    pub(super) fn source(kind: &str, fields: &[(&str, &str)]) -> Source {
        let mut source = Source::new("k", Kind::from_name(kind).unwrap());
        for (name, text) in fields {
            let field = F::from_name(name).unwrap();
            source.set(field, Value::from_text(field, text).unwrap());
        }
        source
    }

    #[test]
    fn an_item_is_laid_out_a_variable_a_line() {
        let source = source(
            "inproceedings",
            &[
                ("title", "Attention Is All {You} Need"),
                ("author", "Vaswani, Ashish and van der Berg, Jr., Jan and {Google \"Brain\"} and others"),
                ("booktitle", "Advances"),
                ("date", "2017-06"),
                ("pages", "5998--6008"),
                ("ids", "v17, v18"),
                ("category", "paper"),
            ],
        );
        let written = write(&[Cow::Borrowed(&source)], &Options::default());
        assert_eq!(
            written.text,
            r#"[
  {
    "id": "k",
    "type": "paper-conference",
    "title": "Attention Is All <span class=\"nocase\">You</span> Need",
    "container-title": "Advances",
    "author": [
      {"family": "Vaswani", "given": "Ashish"},
      {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der", "suffix": "Jr."},
      {"literal": "Google \"Brain\""},
      {"literal": "others"}
    ],
    "issued": {"date-parts": [[2017, 6]]},
    "page": "5998-6008",
    "custom": {"other-ids": ["v17", "v18"]}
  }
]
"#
        );
        let losses: Vec<_> = written.losses.iter().map(|loss| loss.field.as_deref()).collect();
        assert_eq!(losses, [Some("category")]);
        let aliases = Options { aliases: true, ..Options::default() };
        let text = write(&[Cow::Borrowed(&source)], &aliases).text;
        assert_eq!(text.matches("\"id\": \"v1").count(), 2);
        assert_eq!(text.matches("custom").count(), 1);
        assert_eq!(write(&[], &aliases).text, "[]\n");
    }

    #[test]
    fn what_is_not_carried_is_named_or_kept() {
        let fields = [
            ("title", "T"),
            ("category", "c"),
            ("sorttitle", "s"),
            ("crossref", "p"),
            ("editortype", "reviser"),
        ];
        let source = [Cow::Owned(source("collection", &fields))];
        let written = write(&source, &Options::default());
        let losses: Vec<_> = written.losses.iter().map(|loss| loss.field.as_deref().unwrap()).collect();
        assert_eq!(losses, ["type", "editortype", "category", "sorttitle"]);
        let written = write(&source, &Options { all_fields: true, ..Options::default() });
        assert!(written.losses.is_empty());
        assert!(written.text.contains(
            r#""custom": {"type": "collection", "editortype": "reviser", "category": "c", "sorttitle": "s"}"#
        ), "{}", written.text);
    }
}
