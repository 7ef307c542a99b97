//! All tests that run through the program or over the whole library, in one binary: linked once.

mod cmd;
mod completions;
mod shape;
