//! `bib dedupe --interactive`: a person decides about each group, and each decision is written at once, so that the next run
//! goes on where this one ended.
//!
//! A person's time is outside the lock: what is asked about was read before. A decision is written under the lock if the
//! sources still are what was shown, and what it changes in the files is what was shown.

use super::{
    ask::{Ask, Terminal},
    clash, dangling,
    group::{Look, draw_plain},
    Args, matching,
    moved::Moved,
    told,
};
use crate::{
    cli::{
        Context, Exit,
        context::{Opened, prefix},
        diff,
        table::cut,
        terminal,
        trouble::{Interrupted, Problem},
    },
    dedupe::{self, Group, Pair, Verdict, decision, merge},
    diagnostic::Edit,
    library::{Library, Plan},
    model::{Source, Value, text::visible},
    report::counted,
};
use std::collections::{HashMap, HashSet};

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    if !cx.can_ask() {
        let help = "`--fix` merges what is certain, `--merge A B` and `--distinct A B --because \"...\"` decide about two";
        return Err(Problem::new("nobody can be asked here").help(help).into());
    }
    let mut ask = Terminal::new(cx);
    walk(args, cx, &mut ask)
}

/// Walks the groups until all that stand were seen; what is found anew because something was merged is shown too.
pub(super) fn walk(args: &Args, cx: &mut Context<'_>, ask: &mut dyn Ask) -> anyhow::Result<Exit> {
    let library = cx.open()?;
    // a library that names no documents is told before anybody is asked
    Moved::of(&[]).cite(args, cx, &library)?;
    let query = &args.query;
    let dangling = dangling(cx, &library, query)?;
    cx.report(&dangling, &|path| library.text(path));
    let mut walk = Walk { args, cx, ask, library, sets: HashMap::new(), skipped: HashSet::new(), decided: 0 };
    loop {
        let found = matching(&walk.library, &walk.cx.query(&walk.library, query)?);
        let stands = !found.groups.is_empty();
        let before = walk.decided;
        let ended = walk.pass(found.groups)?;
        if ended == Step::Quit || walk.decided == before {
            let Walk { decided, skipped, .. } = walk;
            cx.say(format_args!("{decided} decided, {} skipped", skipped.len()));
            return Ok(if stands || !dangling.is_empty() { Exit::Findings } else { Exit::Done });
        }
    }
}

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Something was written, or the sources changed meanwhile: a fresh look is needed.
    Fresh,
    /// The group stays as it is.
    Skip,
    /// It is enough.
    Quit,
}

/// A group and its sources as they were when it was found.
struct Waiting {
    group: Group,
    sources: Vec<Source>,
}

struct Walk<'w, 'o> {
    args: &'w Args,
    cx: &'w mut Context<'o>,
    ask: &'w mut dyn Ask,
    library: Opened,
    /// By key: which certain group the source is of.
    sets: HashMap<String, usize>,
    /// Groups, as sorted keys, that are not asked about again in this run.
    skipped: HashSet<Vec<String>>,
    decided: usize,
}

impl Walk<'_, '_> {
    /// Asks about groups, the certain ones first.
    fn pass(&mut self, mut groups: Vec<Group>) -> anyhow::Result<Step> {
        groups.retain(|group| clash(&self.library, group).is_none());
        groups.retain(|group| !self.skipped.contains(&keys(&self.library, group)));
        groups.sort_by_key(|group| std::cmp::Reverse(group.verdict));
        self.sets.clear();
        for (set, group) in groups.iter().enumerate().filter(|(_, group)| group.verdict == Verdict::Certain) {
            self.sets.extend(keys(&self.library, group).into_iter().map(|key| (key, set)));
        }
        let waiting: Vec<Waiting> = groups
            .into_iter()
            .map(|group| Waiting { sources: sources(&self.library, &group.members).cloned().collect(), group })
            .collect();
        for (n, one) in waiting.iter().enumerate() {
            let count = format!("group {} of {}", n + 1, waiting.len());
            if self.settle(one, &count)? == Step::Quit {
                let left = counted(waiting.len() - n, "group");
                self.cx.say(format_args!("{left} left; the next `bib dedupe --interactive` goes on with them"));
                return Ok(Step::Quit);
            }
        }
        Ok(Step::Skip)
    }

    /// Asks about a group until it was decided or skipped, and about what is left of it after that.
    fn settle(&mut self, one: &Waiting, count: &str) -> anyhow::Result<Step> {
        loop {
            let groups = now(&self.library, one);
            let open = groups.into_iter().find(|group| !self.skipped.contains(&keys(&self.library, group)));
            let Some(group) = open else { return Ok(Step::Skip) };
            match self.group(&group, count)? {
                Step::Fresh => {
                    let fresh = self.cx.open_anyway()?;
                    std::mem::replace(&mut self.library, fresh).close();
                }
                Step::Skip => _ = self.skipped.insert(keys(&self.library, &group)),
                Step::Quit => return Ok(Step::Quit),
            }
        }
    }

    /// Shows a group and asks until there is a decision.
    fn group(&mut self, group: &Group, count: &str) -> anyhow::Result<Step> {
        let (theme, _) = self.cx.conversation();
        let look = Look { width: terminal::width(), theme };
        let faint = theme.faint;
        self.cx.converse(&format!("\n{faint}{count}{faint:#}\n{}", draw_plain(&self.library, group, &look)));
        let mut members: Vec<Source> = sources(&self.library, &group.members).cloned().collect();
        let mut keep = group.members.iter().position(|at| *at == group.keep).unwrap_or_default();
        loop {
            let menu = menu(&members, keep);
            let words: Vec<String> = menu.iter().map(|(words, _)| words.clone()).collect();
            let answer = self.ask.one("What is it?", &words, 0)?;
            let Some((_, choice)) = answer.and_then(|at| menu.get(at)) else { return Err(Interrupted.into()) };
            let deed = match choice {
                Choice::Skip => return Ok(Step::Skip),
                Choice::Quit => return Ok(Step::Quit),
                Choice::Some => {
                    (members, keep) = self.some(members, keep)?;
                    continue;
                }
                Choice::Merge(into) => self.merge(&members, *into, &[]),
                Choice::MergeInto => match self.key("Which key stays?", &members, keep)? {
                    Some(into) => self.merge(&members, into, &[]),
                    None => None,
                },
                Choice::Fields => self.fields(&members, keep)?,
                Choice::Distinct => self.distinct(&members)?,
            };
            let Some(deed) = deed else { continue };
            if let Some(step) = self.write(&members, &deed, &look)? {
                return Ok(step);
            }
        }
    }

    /// Narrows a group down to those that are meant.
    fn some(&mut self, members: Vec<Source>, keep: usize) -> anyhow::Result<(Vec<Source>, usize)> {
        let options: Vec<String> = members.iter().map(named).collect();
        let chosen = self.ask.some("Which of them (blank marks, Enter ends)?", &options)?.unwrap_or_default();
        if chosen.len() < 2 {
            self.cx.warn("a group has two sources at least");
            return Ok((members, keep));
        }
        let keep = chosen.iter().position(|at| *at == keep).unwrap_or_default();
        Ok((chosen.iter().filter_map(|at| members.get(*at).cloned()).collect(), keep))
    }

    fn key(&mut self, question: &str, members: &[Source], keep: usize) -> anyhow::Result<Option<usize>> {
        self.ask.one(question, &members.iter().map(named).collect::<Vec<_>>(), keep)
    }

    /// The merge into one of them; `None` if something is in the way, which is said.
    fn merge(
        &mut self,
        members: &[Source],
        into: usize,
        choices: &[(String, Value)],
    ) -> Option<Deed> {
        let against = decision::against(&members.iter().collect::<Vec<_>>());
        self.cx.report(&against, &|_| None);
        let chosen: Vec<Source> = members.iter().map(|source| decision::chosen(source, choices)).collect();
        let others: Vec<&Source> =
            chosen.iter().enumerate().filter(|(at, _)| *at != into).map(|(_, source)| source).collect();
        let keep = chosen.get(into).filter(|_| against.is_empty())?;
        let moved = others.iter().map(|other| (other.key.as_str(), keep.key.as_str()));
        let names = merge::Names::new(&self.library, moved);
        let merged = merge::merge_named(keep, &others, merge::Policy::Best, &names);
        let mut lines = told(&merged);
        for (field, value) in choices {
            let own = members.iter().filter_map(|source| Some((source, decision::value(source, field)?)));
            lines.extend(own.filter(|(_, own)| own != value).map(|(source, own)| {
                format!("  {field}: chose `{}`, not `{}` of {}", value.line(), own.line(), source.key)
            }));
        }
        Some(Deed::Merge(Box::new(merged), lines))
    }

    /// The merge in which each field has the value that is chosen.
    fn fields(&mut self, members: &[Source], keep: usize) -> anyhow::Result<Option<Deed>> {
        let Some(into) = self.key("Which key stays?", members, keep)? else { return Ok(None) };
        let borrowed: Vec<&Source> = members.iter().collect();
        let others: Vec<&Source> =
            borrowed.iter().enumerate().filter(|(at, _)| *at != into).map(|(_, source)| *source).collect();
        let Some(kept) = borrowed.get(into) else { return Ok(None) };
        let suggested = merge::merge(kept, &others, merge::Policy::Best).survivor;
        let mut choices = Vec::new();
        for difference in decision::differences(&borrowed) {
            // three lines of a value are enough to tell it from others (taste)
            let room = terminal::width().saturating_sub(4) * 3;
            let options = difference.values.iter().map(|(value, keys)| {
                let text = visible(&value.line()).into_owned();
                format!("{} ({})", cut(&text, room), visible(&keys.join(", ")))
            });
            let own = decision::value(&suggested, &difference.field);
            let start = difference.values.iter().position(|(value, _)| Some(value) == own.as_ref());
            let question = format!("{}?", visible(&difference.field));
            let answer = self.ask.one(&question, &options.collect::<Vec<_>>(), start.unwrap_or_default())?;
            let Some((value, _)) = answer.and_then(|at| difference.values.get(at)) else { return Ok(None) };
            choices.push((difference.field, value.clone()));
        }
        Ok(self.merge(members, into, &choices))
    }

    /// The no to each two of them; those that are certainly one are not meant.
    fn distinct(&mut self, members: &[Source]) -> anyhow::Result<Option<Deed>> {
        let because = self.ask.line("Why are they not one work?")?.unwrap_or_default();
        let because = because.trim();
        if because.is_empty() {
            self.cx.warn("a decision needs a reason");
            return Ok(None);
        }
        let set = |source: &Source| self.sets.get(&source.key);
        let is_whole = members.iter().all(|source| set(source) == members.first().and_then(set));
        let are_one = |a: &Source, b: &Source| !is_whole && set(a).is_some() && set(a) == set(b);
        let pairs = members.iter().enumerate().flat_map(|(at, a)| members.iter().skip(at + 1).map(move |b| (a, b)));
        let pairs: Vec<(&Source, &Source)> = pairs.filter(|(a, b)| !are_one(a, b)).collect();
        let keys: Vec<&str> = members.iter().map(|source| source.key.as_str()).collect();
        let line = match keys.as_slice() {
            [a, b] => format!("{a} and {b} are two works from now on"),
            more => {
                let count = counted(pairs.len(), "pair");
                format!("{}: {count} of them are two works each from now on", more.join(", "))
            }
        };
        Ok(Some(Deed::Distinct(decision::distinct(pairs, because), line)))
    }

    /// Shows what a decision writes, and writes it if that is confirmed; `None` if it is not.
    fn write(&mut self, members: &[Source], deed: &Deed, look: &Look) -> anyhow::Result<Option<Step>> {
        let moved = Moved::of(deed.merges());
        let cited = moved.cite(self.args, self.cx, &self.library)?;
        let in_documents = cited.wanted(self.args.documents);
        let mut edits = deed.edits(&self.library);
        let lost = self.library.would_lose(&edits);
        edits.extend(in_documents.iter().cloned());
        let plan = if lost.is_empty() { self.library.plan(&edits) } else { Err(lost) };
        let shown = match plan {
            Ok(plan) => plan,
            Err(faults) => {
                self.cx.report(&faults, &|_| None);
                return Ok(None);
            }
        };
        self.cx.converse(&diff::unified(&shown, &prefix(&self.library), &look.theme, true));
        if self.ask.yes("Write this?")? != Some(true) {
            return Ok(None);
        }
        if !commit(self.cx, members, deed, in_documents, &shown)? {
            self.cx.warn("something changed in these sources meanwhile and nothing was written; look again");
            return Ok(Some(Step::Fresh));
        }
        self.decided += 1;
        for line in deed.told() {
            self.cx.print(&format!("{}\n", visible(line)))?;
        }
        if !deed.merges().is_empty() {
            moved.tell(self.args, self.cx, &cited)?;
        }
        Ok(Some(Step::Fresh))
    }
}

/// Writes a decision if the sources are what they were, and the files become what was shown; whether that was so.
fn commit(
    cx: &mut Context<'_>,
    members: &[Source],
    deed: &Deed,
    in_documents: &[Edit],
    shown: &Plan,
) -> anyhow::Result<bool> {
    let library = cx.open_to_write()?;
    let mut same = members.iter().all(|source| library.get(&source.key) == Some(source));
    if same {
        let edits: Vec<Edit> = deed.edits(&library).into_iter().chain(in_documents.iter().cloned()).collect();
        let plan = library.plan(&edits);
        same = plan.as_ref() == Ok(shown);
        if same {
            cx.commit(&library, shown)?;
        }
    }
    library.close();
    Ok(same)
}

/// A decision that is to be written.
enum Deed {
    /// A merge, and what it does in words.
    Merge(Box<merge::Merged>, Vec<String>),
    /// What stores a no, and that in words.
    Distinct(Vec<Edit>, String),
}

impl Deed {
    fn edits(&self, library: &Library) -> Vec<Edit> {
        match self {
            Deed::Merge(merged, _) => merge::edits(library, std::slice::from_ref(&**merged)),
            Deed::Distinct(edits, _) => edits.clone(),
        }
    }

    fn merges(&self) -> &[merge::Merged] {
        match self {
            Deed::Merge(merged, _) => std::slice::from_ref(merged),
            Deed::Distinct(..) => &[],
        }
    }

    fn told(&self) -> &[String] {
        match self {
            Deed::Merge(_, lines) => lines,
            Deed::Distinct(_, line) => std::slice::from_ref(line),
        }
    }
}

/// What a person may say about a group.
#[derive(Clone, Copy)]
enum Choice {
    Merge(usize),
    MergeInto,
    Fields,
    Some,
    Distinct,
    Skip,
    Quit,
}

/// The answers to choose from, the suggested one first.
fn menu(members: &[Source], keep: usize) -> Vec<(String, Choice)> {
    let merge = |at: usize| {
        let key = members.get(at).map_or("", |source| source.key.as_str());
        (format!("one work: merge into {}", visible(key)), Choice::Merge(at))
    };
    let mut menu = vec![merge(keep)];
    match members.len() {
        2 => menu.push(merge(1 - keep.min(1))),
        _ => menu.push(("one work: merge into another of them".to_owned(), Choice::MergeInto)),
    }
    if !decision::differences(&members.iter().collect::<Vec<_>>()).is_empty() {
        menu.push(("one work: choose field by field".to_owned(), Choice::Fields));
    }
    if members.len() > 2 {
        menu.push(("some of them are one".to_owned(), Choice::Some));
    }
    menu.push(("distinct: not one work".to_owned(), Choice::Distinct));
    menu.push(("skip".to_owned(), Choice::Skip));
    menu.push(("quit".to_owned(), Choice::Quit));
    menu
}

/// What a group that was found before is now: as it was if its sources are, else what is found among them.
fn now(library: &Library, one: &Waiting) -> Vec<Group> {
    let at: Vec<usize> = one.sources.iter().filter_map(|source| library.locate(&source.key)).collect();
    if sources(library, &at).eq(one.sources.iter()) {
        let moved: HashMap<usize, usize> = one.group.members.iter().copied().zip(at).collect();
        return vec![placed(one.group.clone(), &|at| moved.get(&at).copied().unwrap_or_default())];
    }
    let mut at: Vec<usize> = at;
    at.sort_unstable();
    at.dedup();
    let resolved: Vec<_> = sources(library, &at).map(|source| library.resolve(source).source).collect();
    let borrowed: Vec<&Source> = resolved.iter().map(AsRef::as_ref).collect();
    let found = dedupe::duplicates(&borrowed, &library.settings().dedupe);
    let place = |position: usize| at.get(position).copied().unwrap_or_default();
    found.groups.into_iter().map(|group| placed(group, &place)).collect()
}

/// The group with other positions.
fn placed(group: Group, place: &dyn Fn(usize) -> usize) -> Group {
    let pairs = group.pairs.into_iter().map(|pair| Pair { a: place(pair.a), b: place(pair.b), ..pair });
    Group {
        pairs: pairs.collect(),
        members: group.members.into_iter().map(place).collect(),
        keep: place(group.keep),
        ..group
    }
}

fn sources<'l>(library: &'l Library, at: &[usize]) -> impl Iterator<Item = &'l Source> {
    at.iter().filter_map(|at| library.sources().get(*at))
}

fn keys(library: &Library, group: &Group) -> Vec<String> {
    let mut keys: Vec<String> = sources(library, &group.members).map(|source| source.key.clone()).collect();
    keys.sort_unstable();
    keys
}

fn named(source: &Source) -> String {
    visible(&source.key).into_owned()
}

#[cfg(test)]
mod tests;
