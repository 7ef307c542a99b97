//! Questions to a person, and the terminal that asks them.

use crate::cli::{Context, terminal};
use inquire::{Confirm, MultiSelect, Select, Text, ui::RenderConfig};

/// Somebody who answers. `None` is a step back (Escape); Ctrl-C ends the command.
pub(super) trait Ask {
    /// The number of one of several options; `start` is the one that is suggested.
    fn one(&mut self, question: &str, options: &[String], start: usize) -> anyhow::Result<Option<usize>>;

    /// The numbers of some of them.
    fn some(&mut self, question: &str, options: &[String]) -> anyhow::Result<Option<Vec<usize>>>;

    /// A line.
    fn line(&mut self, question: &str) -> anyhow::Result<Option<String>>;

    /// Yes or no.
    fn yes(&mut self, question: &str) -> anyhow::Result<Option<bool>>;
}

/// The terminal.
pub(super) struct Terminal {
    look: RenderConfig<'static>,
    yes: bool,
}

impl Terminal {
    pub(super) fn new(cx: &Context<'_>) -> Terminal {
        Terminal { look: cx.conversation().1, yes: cx.yes() }
    }
}

impl Ask for Terminal {
    fn one(&mut self, question: &str, options: &[String], start: usize) -> anyhow::Result<Option<usize>> {
        let select = Select::new(question, options.to_vec()).with_render_config(self.look).with_starting_cursor(start);
        Ok(terminal::answer(select.raw_prompt_skippable())?.map(|chosen| chosen.index))
    }

    fn some(&mut self, question: &str, options: &[String]) -> anyhow::Result<Option<Vec<usize>>> {
        let select = MultiSelect::new(question, options.to_vec()).with_render_config(self.look);
        let chosen = terminal::answer(select.raw_prompt_skippable())?;
        Ok(chosen.map(|chosen| chosen.into_iter().map(|one| one.index).collect()))
    }

    fn line(&mut self, question: &str) -> anyhow::Result<Option<String>> {
        terminal::answer(Text::new(question).with_render_config(self.look).prompt_skippable())
    }

    fn yes(&mut self, question: &str) -> anyhow::Result<Option<bool>> {
        if self.yes {
            return Ok(Some(true));
        }
        let confirm = Confirm::new(question).with_render_config(self.look).with_default(true);
        terminal::answer(confirm.prompt_skippable())
    }
}
