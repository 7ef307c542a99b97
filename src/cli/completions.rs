//! `bib completions`: the script that teaches a shell to complete `bib`.

use super::{Context, Exit};
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};

/// Print a script that teaches a shell to complete commands, options, fields and the keys of the library
#[derive(clap::Args)]
#[command(after_help = "Examples:
  echo 'source <(bib completions bash)' >> ~/.bashrc
  echo 'source <(bib completions zsh)' >> ~/.zshrc
  bib completions fish > ~/.config/fish/completions/bib.fish
  bib completions powershell >> $PROFILE
  bib completions elvish >> ~/.config/elvish/rc.elv")]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// A shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Shell {
    /// GNU bash, 4 or later
    Bash,
    /// Zsh
    Zsh,
    /// fish
    Fish,
    /// PowerShell
    Powershell,
    /// Elvish
    Elvish,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let completer: &dyn EnvCompleter = match args.shell {
        Shell::Bash => &Bash,
        Shell::Zsh => &Zsh,
        Shell::Fish => &Fish,
        Shell::Powershell => &Powershell,
        Shell::Elvish => &Elvish,
    };
    completer.write_registration("COMPLETE", "bib", "bib", "bib", cx.out())?;
    Ok(Exit::Done)
}
