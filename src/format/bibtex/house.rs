//! The fields that a library declares (`[fields.NAME]` in bib.toml): the shape says how each is written and read back. biber ignores
//! fields that it does not know.

use super::{
    names,
    read::{collapse, date_text, list, texts, words},
    write::{Out, date, is_balanced, is_name, text_list, word_list},
};
use crate::{
    format::latex::{self, Mode, Notes},
    model::{Shape, Source, Value},
};
use std::collections::BTreeSet;

/// The value of a field of that shape.
pub(super) fn read(shape: Shape, raw: &str, notes: &mut Notes) -> Value {
    match shape {
        Shape::Names => {
            let dropped = &mut BTreeSet::new();
            Value::Names(list(raw).map(|name| names::name(name, notes, dropped)).collect())
        }
        Shape::TextList => Value::List(texts(raw, notes)),
        Shape::WordList => Value::List(words(raw, notes)),
        Shape::Verbatim => Value::Text(collapse(raw.trim()).into_owned()),
        Shape::Date => Value::Text(date_text(raw, notes)),
        Shape::Text => Value::Text(latex::read(raw, Mode::Paragraphs, notes).into_owned()),
        _ => Value::Text(latex::plain(raw, notes).into_owned()),
    }
}

impl Out {
    /// The fields of this house.
    pub(super) fn house(&mut self, source: &Source) {
        for (name, value) in &source.house {
            if !is_name(name) || self.has(name) {
                self.loss(name, format!("`{name}` is no name of a BibTeX field, it is left out"));
                continue;
            }
            let shape = self.house_shape(name);
            match value {
                Value::Names(names) => self.people(name.clone(), names),
                Value::Text(text) if shape == Some(Shape::Verbatim) => self.house_verbatim(name, text.trim()),
                Value::Text(text) => {
                    let latex = match shape {
                        Some(Shape::Literal) => latex::escape(text),
                        Some(Shape::Date) => date(text),
                        _ => latex::write(text, Mode::Paragraphs),
                    };
                    self.field(name.clone(), &latex);
                }
                Value::List(list) if shape == Some(Shape::TextList) => {
                    let latex = text_list(list, self.ascii);
                    self.field(name.clone(), &latex);
                }
                Value::List(list) => self.field(name.clone(), &word_list(list)),
                other => self.field(name.clone(), &latex::escape(&other.line())),
            }
        }
    }

    /// The shape of a field, if the library declares it.
    pub(super) fn house_shape(&self, name: &str) -> Option<Shape> {
        self.house.iter().find(|house| house.name == name).map(|house| house.shape)
    }

    fn house_verbatim(&mut self, name: &str, text: &str) {
        let text = collapse(text);
        if let Some(command) = latex::active(&text) {
            self.loss(name, format!("TeX would act on `\\{command}` in `{name}`, it is left out"));
        } else if is_balanced(&text) {
            self.field(name.to_owned(), &text);
        } else {
            self.loss(name, format!("the braces of `{name}` are not balanced, it is left out"));
        }
    }
}
