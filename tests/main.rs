//! All tests that run through the program or over the whole library, in one binary: linked once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_sign_loss
)]

mod carried;
mod chains;
mod cmd;
mod completions;
mod docs;
mod documents;
mod edit;
mod fix;
mod forms;
mod gate;
mod golden;
mod history;
mod interchange;
mod kill;
mod laws;
#[path = "make-library.rs"]
#[allow(dead_code, unreachable_pub)]
mod make;
mod merge_laws;
mod merging;
mod messy;
mod on_disk;
#[cfg(feature = "styles")]
mod pages;
mod pairs;
mod rules;
mod schema;
mod shape;
mod tags;
mod three_way;
mod update;
