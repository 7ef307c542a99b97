//! The parts of values: elements of lists, names in full, and what stands in tables.

use super::{Item, Reader, suggest};
use crate::{
    diagnostic::nearest,
    format::people,
    model::{Conflict, Extra, Name, NameText, Person, Related, Shape},
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// The parts of a name in a table.
pub(in crate::format::toml) const NAME_PARTS: [&str; 7] =
    ["family", "given", "non-dropping-particle", "dropping-particle", "suffix", "orcid", "name"];

impl Reader<'_> {
    /// An element of a list.
    pub(super) fn element(&mut self, name: &str, item: &Item<'_>) -> Option<String> {
        let text = item.get_ref().as_str().map(|text| self.string(text));
        if text.is_none() {
            self.wrong_part(name, item, "a string");
        }
        text
    }

    /// A part of a table; a number, as of a volume, is read as its text.
    fn part(&mut self, name: &str, item: &Item<'_>) -> Option<String> {
        let text = self.scalar(item, Shape::Literal);
        if text.is_none() {
            self.wrong_part(name, item, "a string");
        }
        text
    }

    pub(super) fn name(&mut self, field: &str, item: &Item<'_>) -> Option<NameText> {
        let table = match item.get_ref() {
            DeValue::String(text) => {
                let name = NameText::Text(self.string(text));
                if let Some(doubt) = people::doubt(&name) {
                    self.push(doubt, item.span()).field(field);
                }
                return Some(name);
            }
            DeValue::Table(table) => table,
            _ => {
                self.wrong_part(field, item, "a name: a string, or a table of its parts");
                return None;
            }
        };
        let mut person = Person::default();
        let mut literal = None;
        for (part, text) in self.pairs_spanned(field, table) {
            let slot = match part.get_ref().as_ref() {
                "family" => &mut person.family,
                "given" => &mut person.given,
                "non-dropping-particle" => &mut person.non_dropping_particle,
                "dropping-particle" => &mut person.dropping_particle,
                "suffix" => &mut person.suffix,
                "orcid" => &mut person.orcid,
                "name" => literal.insert(String::new()),
                other => {
                    let help = nearest(other, NAME_PARTS).map_or_else(
                        || format!("the parts are {}", NAME_PARTS.map(|part| format!("`{part}`")).join(", ")),
                        suggest,
                    );
                    let message = format!("unknown part of a name `{other}`");
                    self.error("unknown-name-part", part.span(), message).field(field).help(help);
                    continue;
                }
            };
            *slot = text;
        }
        let name = match literal {
            Some(_) if person != Person::default() => {
                self.error("name-ambiguous", item.span(), "a name has both `name` and parts of a person")
                    .field(field)
                    .help("keep `name` for an organisation, or the parts for a person".to_owned());
                return None;
            }
            Some(literal) => Name::Literal(literal),
            None => Name::Person(person),
        };
        Some(NameText::Table(Box::new(name)))
    }

    pub(super) fn related(&mut self, item: &Item<'_>) -> Option<Related> {
        let DeValue::Table(table) = item.get_ref() else {
            if let DeValue::String(key) = item.get_ref() {
                return Some(Related { key: self.string(key), ..Related::default() });
            }
            self.wrong_part("related", item, "a table `{ key = \"...\", type = \"...\" }`");
            return None;
        };
        let mut related = Related::default();
        for (part, text) in self.pairs_spanned("related", table) {
            match part.get_ref().as_ref() {
                "key" => related.key = text,
                "type" => related.relation = text,
                "string" => related.string = text,
                other => {
                    self.error("unknown-field", part.span(), format!("unknown part of `related`: `{other}`"))
                        .field("related")
                        .help("the parts are `key`, `type` and `string`".to_owned());
                }
            }
        }
        if related.key.is_empty() {
            self.error("wrong-type", item.span(), "a related source without `key`")
                .field("related")
                .help("name the other source: `{ key = \"...\" }`".to_owned());
            return None;
        }
        Some(related)
    }

    pub(super) fn conflicts(&mut self, table: &DeTable<'_>) -> Vec<Conflict> {
        let mut conflicts = Vec::new();
        for (field, item) in table {
            let DeValue::Array(array) = item.get_ref() else {
                self.wrong_part(
                    "conflicts",
                    item,
                    "an array of tables `{ value = \"...\", from = \"...\" }`",
                );
                continue;
            };
            for item in array {
                let DeValue::Table(table) = item.get_ref() else {
                    self.wrong_part("conflicts", item, "a table `{ value = \"...\", from = \"...\" }`");
                    continue;
                };
                let mut conflict = Conflict {
                    field: field.get_ref().to_string(),
                    value: String::new(),
                    from: String::new(),
                };
                for (part, text) in self.pairs_spanned("conflicts", table) {
                    match part.get_ref().as_ref() {
                        "value" => conflict.value = text,
                        "from" => conflict.from = text,
                        other => {
                            let message = format!("unknown part of a conflict: `{other}`");
                            self.error("unknown-field", part.span(), message)
                                .field("conflicts")
                                .help("the parts are `value` and `from`".to_owned());
                        }
                    }
                }
                conflicts.push(conflict);
            }
        }
        conflicts
    }

    pub(super) fn extra(&mut self, table: &DeTable<'_>) -> Vec<Extra> {
        let mut extra = Vec::new();
        for (format, item) in table {
            let DeValue::Table(table) = item.get_ref() else {
                self.wrong_part("extra", item, "a table: `[KEY.extra.bibtex]`");
                continue;
            };
            for (name, value) in self.pairs("extra", table) {
                extra.push(Extra { format: format.get_ref().to_string(), name, value });
            }
        }
        extra
    }

    pub(super) fn pairs(&mut self, field: &str, table: &DeTable<'_>) -> Vec<(String, String)> {
        self.pairs_spanned(field, table)
            .into_iter()
            .map(|(name, text)| (name.get_ref().to_string(), text))
            .collect()
    }

    fn pairs_spanned<'t>(
        &mut self,
        field: &str,
        table: &'t DeTable<'_>,
    ) -> Vec<(&'t Spanned<toml::de::DeString<'t>>, String)> {
        table.iter().filter_map(|(name, item)| Some((name, self.part(field, item)?))).collect()
    }
}
