//! What a rule has found: all that is about the data, nothing that is about the rule.

use crate::{
    diagnostic::{Diagnostic, Edit, Fix, Place},
    model::{Field, Source, Value},
};

/// What a rule has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The source it is about, by its position in the library.
    pub source: Option<usize>,
    /// The key it is about, if that is no source's.
    pub key: Option<String>,
    /// Where, if it is not the field or the header of the source.
    pub place: Option<Place>,
    /// The field it is about.
    pub field: Option<Field>,
    /// What is wrong: one sentence, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// What would mend it.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding about a source.
    pub fn of(source: usize, message: impl Into<String>) -> Finding {
        Finding {
            source: Some(source),
            key: None,
            place: None,
            field: None,
            message: message.into(),
            help: None,
            fix: None,
        }
    }

    /// A finding about no source, at a place.
    pub fn at(place: Place, message: impl Into<String>) -> Finding {
        Finding {
            source: None,
            key: None,
            place: Some(place),
            field: None,
            message: message.into(),
            help: None,
            fix: None,
        }
    }

    /// What another room has seen, of a source or beside them.
    pub(super) fn told(source: Option<usize>, told: Diagnostic) -> Finding {
        let field = told.field.as_deref().and_then(Field::from_name);
        let Diagnostic { key, place, message, help, fix, .. } = told;
        Finding { source, key, place, field, message, help, fix }
    }

    /// Says which key, if it is no source's.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Finding {
        self.key = Some(key.into());
        self
    }

    /// Says which field.
    #[must_use]
    pub fn field(mut self, field: Field) -> Finding {
        self.field = Some(field);
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    /// Says what would mend it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Finding {
        self.fix = Some(fix);
        self
    }
}

/// The edit that gives a source another value of a field; an empty one takes the field away.
pub(super) fn set(source: &Source, field: Field, value: Value) -> Edit {
    let (key, field) = (source.key.clone(), field.name().to_owned());
    if value.is_empty() { Edit::Unset { key, field } } else { Edit::Set { key, field, value } }
}

/// The edit that takes a field away.
pub(super) fn unset(source: &Source, field: Field) -> Edit {
    Edit::Unset { key: source.key.clone(), field: field.name().to_owned() }
}
