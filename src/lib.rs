//! A bibliography kept as plain TOML files in git, and everything the `bib` program does with it.
//!
//! Data flows one way: files → text → sources → findings and edits → text → files. Between the first arrow and
//! the last all is pure. A room may use only rooms to its right (`tests/shape.rs` holds this):
//!
//! ```text
//! main ▸ cli ▸ report ▸ page ▸ { check, stats } ▸ { dedupe, documents, history } ▸ library ▸ { format, files } ▸ { settings, query } ▸ diagnostic ▸ model
//! ```
//!
//! - [`model`]: what a source is: fields, kinds, names, dates, identifiers, keys, text
//! - [`diagnostic`]: what is wrong and where, and what is to change
//! - [`query`], [`settings`]: the query language; `bib.toml`
//! - [`format`](mod@format): text ⇄ sources: TOML, and the formats of other programs, a row of one table each
//! - [`files`]: read, list, lock, replace; the only room that touches the disk
//! - [`library`]: a tree of files ⇄ sources: open, locate, plan, commit
//! - [`dedupe`]: which sources are the same work, why, and how they become one
//! - [`history`]: revisions, what changed from one to another, merges; the only room that runs git
//! - [`check`]: what is wrong with a library: the rules, a file each
//! - [`documents`]: what documents cite, found without compiling them
//! - [`stats`], [`page`], [`report`]: counts; pages for people; findings as text
//! - [`cli`]: the program

pub mod check;
pub mod cli;
pub mod dedupe;
pub mod diagnostic;
pub mod documents;
pub mod files;
pub mod format;
pub mod history;
pub mod library;
pub mod model;
pub mod page;
pub mod query;
pub mod report;
pub mod settings;
pub mod stats;
