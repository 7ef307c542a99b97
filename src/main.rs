//! The `bib` program. Everything it does is in the library; see [`bib::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    bib::cli::run(std::env::args_os(), std::io::stdout(), std::io::stderr()).into()
}
