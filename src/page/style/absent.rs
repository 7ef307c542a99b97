//! What stands for the styles where `bib` is built without them.

use super::{Fault, References};
use crate::{format::Options, model::Source};
use std::borrow::Cow;

/// There is none.
#[derive(Clone, Debug)]
pub(super) enum Style {}

pub(super) fn list() -> Vec<(&'static str, &'static str)> {
    Vec::new()
}

impl Style {
    pub(super) fn named(_: &str) -> Option<Style> {
        None
    }

    pub(super) fn parse(_: &str) -> Result<Style, Fault> {
        Err(Fault {
            message: "this `bib` was built without citation styles".to_owned(),
            help: "build it with the feature `styles`, which is on by default".to_owned(),
        })
    }

    pub(super) fn references(&self, _: &[Cow<'_, Source>], _: &Options) -> References {
        match *self {}
    }
}
