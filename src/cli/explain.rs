//! `bib explain`: the page of a rule.

use super::{
    Context, Exit, complete,
    trouble::Problem,
};
use crate::check::{self, RULES, Rule};
use clap_complete::ArgValueCompleter;

/// Tell about a rule of `bib check`
///
/// What it finds, why it matters, an example and what to write instead; without a rule, all rules in a line each.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib explain
  bib explain doi-form")]
pub(super) struct Args {
    /// The rule
    #[arg(add = ArgValueCompleter::new(complete::rules))]
    rule: Option<String>,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let Some(name) = &args.rule else {
        let longest = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
        for rule in RULES {
            let severity = rule.severity.map_or_else(|| "off".to_owned(), |severity| severity.to_string());
            let summary = check::summary(rule);
            cx.print(&format!("{:longest$}  {severity:7}  {summary}\n", rule.name))?;
        }
        return Ok(Exit::Done);
    };
    let rule = Rule::from_name(name).ok_or_else(|| no_rule(name))?;
    cx.print(&check::page(rule))?;
    Ok(Exit::Done)
}

/// That there is no such rule, and which may be meant.
pub(super) fn no_rule(name: &str) -> anyhow::Error {
    let problem = Problem::new(format!("there is no rule `{name}`"));
    match Rule::nearest(name) {
        Some(near) => problem.help(format!("did you mean `{near}`?")).into(),
        None => problem
            .help("`bib explain` lists the rules of `bib check`; messages of other commands come with their own help")
            .into(),
    }
}
