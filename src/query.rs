//! The query language, one everywhere: words match any text field; `field:word`, `field:"two words"`, `field:/regex/`,
//! `year:2017..2020`, `type:`, `category:`, `module:`, `key:`, `has:doi`, `missing:doi`, `not`, `or`, parentheses.
//! Case and accents do not matter unless typed in capitals. And: how a list is sorted.

use crate::model::Source;
use std::fmt;

/// A question a source answers with yes or no. The default one is answered yes by all.
#[derive(Clone, Debug, Default)]
pub struct Query {
    _private: (),
}

/// Why a text is no query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoQuery {
    /// What is wrong.
    pub message: String,
    /// Where, in bytes of the text.
    pub at: usize,
    /// What to do.
    pub help: Option<String>,
}

impl Query {
    /// Reads a query; words of a command line are joined with blanks. An empty one matches all. `house` names
    /// the declared house fields.
    pub fn parse(text: &str, house: &[String]) -> Result<Query, NoQuery> {
        let _ = (text, house);
        todo!()
    }

    /// Whether every source matches.
    pub fn is_all(&self) -> bool {
        todo!()
    }

    /// Whether the source matches.
    pub fn matches(&self, source: &Source) -> bool {
        let _ = source;
        todo!()
    }
}

/// An order of sources: `year`, `-year,author,title`; ties by key.
#[derive(Clone, Debug, Default)]
pub struct Sort {
    _private: (),
}

impl Sort {
    /// Reads `field,-field`; `key` is a field here. Empty: by key.
    pub fn parse(text: &str, house: &[String]) -> Result<Sort, NoQuery> {
        let _ = (text, house);
        todo!()
    }

    /// Sorts; sources without the field come last.
    pub fn sort(&self, sources: &mut [&Source]) {
        let _ = sources;
        todo!()
    }
}

impl fmt::Display for NoQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
