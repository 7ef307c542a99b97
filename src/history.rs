//! A library through time: its revisions, what changed from one to another, and how two become one. The only room that
//! runs git.

mod before;
pub mod changes;
mod git;
pub mod merge;
mod revision;

pub use before::{Before, Texts};
pub use changes::Changes;
pub use revision::{Commit, Repository};

use std::fmt;

/// Why git could not answer: for a person, with what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Trouble {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Trouble {
        Trouble { message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. help: {}", self.message, self.help)
    }
}

impl std::error::Error for Trouble {}
