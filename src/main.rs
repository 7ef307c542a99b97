//! The `bib` program. Everything it does is in the library; see `bib::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    bib::cli::main()
}
