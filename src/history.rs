//! What git knows of a library: its revisions. The only room that runs git.

mod before;
mod git;
mod revision;

pub use before::{Before, Texts};
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
