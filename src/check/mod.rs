//! What is wrong with a library: rules, a file each in `rules/`, and their table.
//!
//! A rule looks at one source or at the library as a whole and gives findings, which say nothing of rules, severities and
//! places: these are added here, in one place, where also the settings are heeded and what a source is allowed to break.

mod citations;
mod finding;
mod known;
mod mend;
mod page;
mod people;
mod rules;
mod strings;
mod subject;
mod torn;
mod words;

pub use finding::Finding;
pub use known::Known;
pub use mend::{Mended, mend};
pub use page::{page, summary};
pub use people::People;
pub use rules::RULES;
pub use subject::{Looked, State, Subject};

use crate::{
    diagnostic::{Diagnostic, Edit, Place, Severity, nearest},
    history::Changes,
    library::Library,
    model::{Field, Source, date::Point},
};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name, kebab-case: the fault that it finds.
    pub name: &'static str,
    /// How bad its findings are, unless `bib.toml` says otherwise; `None`: it is off until `bib.toml` says so.
    pub severity: Option<Severity>,
    /// Its page, in Markdown: What it finds · Why it matters · Example · Instead.
    page: &'static str,
    look: Look,
}

/// How a rule finds.
#[derive(Debug)]
enum Look {
    /// Each source by itself, with what it inherits.
    Source(fn(&Looked<'_>, &mut Vec<Finding>)),
    /// The library as a whole.
    Library(fn(&Subject<'_>, &mut Vec<Finding>)),
    /// It does not look: what it is about is seen when files are read, or in this room itself.
    Reading,
}

/// Which rules run on which sources.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only these rules, if there are any, also those that are off.
    pub select: Vec<&'static Rule>,
    /// These not.
    pub ignore: Vec<&'static Rule>,
}

impl Options {
    /// Whether findings of the rule of that name are asked for; of one that there is no longer, if all are.
    pub fn asks_for(&self, name: &str) -> bool {
        let is_named = |rules: &[&'static Rule]| rules.iter().any(|rule| rule.name == name);
        (self.select.is_empty() || is_named(&self.select)) && !is_named(&self.ignore)
    }

    /// The same with no more rules than are needed to find these again.
    fn only(&self, found: &[Diagnostic]) -> Options {
        // whether an `allow` is of use is known when all have run
        if found.iter().any(|finding| finding.rule == rules::unused_allow::RULE.name) {
            return self.clone();
        }
        let names: BTreeSet<&str> = found.iter().map(|finding| finding.rule).collect();
        let others = RULES.iter().copied().filter(|rule| !names.contains(rule.name));
        Options { select: self.select.clone(), ignore: self.ignore.iter().copied().chain(others).collect() }
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.name == other.name
    }
}

impl Rule {
    /// The rule of that name.
    pub fn from_name(name: &str) -> Option<&'static Rule> {
        let at = RULES.binary_search_by(|rule| rule.name.cmp(name)).ok()?;
        RULES.get(at).copied()
    }

    /// The rule whose name is most like this one.
    pub fn nearest(name: &str) -> Option<&'static str> {
        nearest(name, RULES.iter().map(|rule| rule.name))
    }

    /// Whether a source may be allowed to break it, and `bib.toml` may turn it off: not if what it is about cannot be read.
    pub fn can_be_allowed(&self) -> bool {
        !(matches!(self.look, Look::Reading) && self.severity == Some(Severity::Error))
    }
}

/// Everything that is wrong with a library, sorted by place: what its files do not say right, and what the rules find.
/// `wanted` says which sources are asked about.
pub fn check(
    subject: &Subject<'_>,
    options: &Options,
    wanted: &(dyn Fn(&Source) -> bool + Sync),
) -> Vec<Diagnostic> {
    let library = subject.library;
    let policy = Policy::new(library, options);
    let asked: Vec<bool> = library.sources().par_iter().map(wanted).collect();
    // a query asks about sources, and not about what is wrong beside them
    let all = asked.iter().all(|asked| *asked);
    let is_asked = |at: usize| asked.get(at).copied().unwrap_or(false);
    let torn = torn::sources(library);
    let is_new = |at: usize| is_asked(at) && subject.is_changed(at) && !torn.contains(&at);

    let mut found: Vec<Told> = library
        .sources()
        .par_iter()
        .enumerate()
        .filter(|(at, _)| is_new(*at))
        .flat_map_iter(|(at, source)| policy.of_source(&Looked::new(subject, at, source)))
        .collect();
    for (rule, severity, look) in policy.of_library() {
        let mut findings = Vec::new();
        look(subject, &mut findings);
        findings.retain(|finding| finding.source.map_or(all, is_asked));
        findings.retain(|finding| {
            severity == Severity::Error || finding.source.is_none_or(|at| !torn.contains(&at))
        });
        found.extend(findings.into_iter().map(|finding| Told { rule, severity, finding }));
    }
    let mut used: HashSet<(usize, &'static str)> = HashSet::new();
    found.retain(|told| !allowed(library, told, &mut used));
    let mut diagnostics: Vec<Diagnostic> =
        found.into_par_iter().map(|told| told.diagnostic(library)).collect();
    for read in library.diagnostics() {
        let at = read.key.as_deref().and_then(|key| library.locate(key));
        let is_lost = read.rule == rules::missing_type::RULE.name && at.is_some_and(|at| torn.contains(&at));
        if at.map_or(all, is_asked) && !is_lost {
            diagnostics.extend(policy.of_reading(read, at, library, &mut used));
        }
    }
    if all {
        let unread = subject.unread.iter();
        diagnostics.extend(unread.filter_map(|read| policy.of_reading(read, None, library, &mut used)));
    }
    policy.unused(library, &is_new, &used, &mut diagnostics);
    leave_unread(library, &mut diagnostics);
    diagnostics.par_sort_by(Diagnostic::order);
    diagnostics.dedup();
    diagnostics
}

/// What is wrong and was not wrong before, in the same way.
pub fn check_since(
    now: State<'_>,
    before: State<'_>,
    same_settings: bool,
    today: Point,
    options: &Options,
    wanted: &(dyn Fn(&Source) -> bool + Sync),
) -> Vec<Diagnostic> {
    let subject = |state, other: &Library| {
        if same_settings { Subject::beside(state, other, today) } else { Subject::new(state, today) }
    };
    let found = check(&subject(now, before.library), options, wanted);
    if found.is_empty() {
        return found;
    }
    let known = check(&subject(before, now.library), &options.only(&found), &|_| true);
    let only_in = |library: &Library, other: &Library| -> Vec<Source> {
        library.sources().iter().filter(|source| other.get(&source.key).is_none()).cloned().collect()
    };
    // what has another key and nothing else is what it was, as `bib diff` has it
    let (gone, come) = (only_in(before.library, now.library), only_in(now.library, before.library));
    let renamed = Changes::between(&gone, &come).renamed;
    Known::of(&known).by_names(&renamed).by_keys_of(now.library).subtract(found).0
}

/// Takes away the fixes of fields that were not read in full: what was not read would be lost.
fn leave_unread(library: &Library, diagnostics: &mut [Diagnostic]) {
    let errors = library.diagnostics().iter().filter(|read| read.severity == Severity::Error);
    let unread: HashSet<(&str, &str)> =
        errors.filter_map(|read| Some((read.key.as_deref()?, read.field.as_deref()?))).collect();
    if unread.is_empty() {
        return;
    }
    let loses = |edit: &Edit| match edit {
        Edit::Set { key, field, .. } | Edit::Unset { key, field } => {
            unread.contains(&(key.as_str(), field.as_str()))
        }
        _ => false,
    };
    for diagnostic in diagnostics {
        if diagnostic.fix.as_ref().is_some_and(|fix| fix.edits.iter().any(loses)) {
            diagnostic.fix = None;
        }
    }
}

/// A finding and the rule that found it.
struct Told {
    rule: &'static Rule,
    severity: Severity,
    finding: Finding,
}

impl Told {
    fn diagnostic(self, library: &Library) -> Diagnostic {
        let Finding { source, key, place, field, message, help, fix } = self.finding;
        let mut diagnostic = Diagnostic::new(self.severity, self.rule.name, message);
        diagnostic.place = place.or_else(|| source.map(|at| library.place(at, field)));
        let own = source.and_then(|at| library.sources().get(at)).map(|source| source.key.clone());
        diagnostic.key = own.or(key);
        diagnostic.field = field.map(|field| field.name().to_owned());
        diagnostic.help = help;
        diagnostic.fix = fix;
        diagnostic
    }
}

/// Whether the source of a finding may break the rule; notes that it made use of it.
fn allowed(library: &Library, told: &Told, used: &mut HashSet<(usize, &'static str)>) -> bool {
    let Some(at) = told.finding.source else { return false };
    let allowed = allows(library, at, told.rule);
    if allowed {
        used.insert((at, told.rule.name));
    }
    allowed
}

fn allows(library: &Library, at: usize, rule: &Rule) -> bool {
    let reasons = library.sources().get(at).map_or(&[][..], |source| source.reasons(Field::Allow));
    rule.can_be_allowed() && reasons.iter().any(|(name, _)| name == rule.name)
}

/// Which rules run, and how bad what they find is: settings and options together.
struct Policy {
    severities: BTreeMap<&'static str, Severity>,
}

impl Policy {
    fn new(library: &Library, options: &Options) -> Policy {
        let mut severities = BTreeMap::new();
        for rule in RULES.iter().copied() {
            let said = library.settings().check.rules.iter().rev().find(|said| said.rule == rule.name);
            let mut severity = match said {
                Some(said) if rule.can_be_allowed() => said.severity,
                _ => rule.severity,
            };
            if !options.select.is_empty() {
                // who asks for a rule by name wants to see what it finds
                severity = severity.or(rule.severity).or(Some(Severity::Warning));
            }
            if let Some(severity) = severity.filter(|_| options.asks_for(rule.name)) {
                severities.insert(rule.name, severity);
            }
        }
        Policy { severities }
    }

    fn severity(&self, rule: &Rule) -> Option<Severity> {
        self.severities.get(rule.name).copied()
    }

    fn of_source(&self, looked: &Looked<'_>) -> Vec<Told> {
        let mut told = Vec::new();
        let mut findings = Vec::new();
        for rule in RULES.iter().copied() {
            let (Look::Source(look), Some(severity)) = (&rule.look, self.severity(rule)) else { continue };
            look(looked, &mut findings);
            told.extend(findings.drain(..).map(|finding| Told { rule, severity, finding }));
        }
        told
    }

    #[expect(clippy::type_complexity, reason = "a rule, what it weighs and what it does")]
    fn of_library(
        &self,
    ) -> impl Iterator<Item = (&'static Rule, Severity, fn(&Subject<'_>, &mut Vec<Finding>))> {
        RULES.iter().copied().filter_map(|rule| match rule.look {
            Look::Library(look) => Some((rule, self.severity(rule)?, look)),
            _ => None,
        })
    }

    /// What was seen when the files were read, as severe as it is here; `None` if nobody wants to know.
    fn of_reading(
        &self,
        read: &Diagnostic,
        at: Option<usize>,
        library: &Library,
        used: &mut HashSet<(usize, &'static str)>,
    ) -> Option<Diagnostic> {
        let Some(rule) = Rule::from_name(read.rule) else {
            // what is wrong with the file of another program is told where that is read
            return (!library.is_foreign()).then(|| read.clone());
        };
        let severity = self.severity(rule)?;
        if let Some(at) = at.filter(|at| allows(library, *at, rule)) {
            used.insert((at, rule.name));
            return None;
        }
        // a rule whose findings differ in how bad they are says so itself, unless `bib.toml` does
        let severity = if Some(severity) == rule.severity { read.severity } else { severity };
        Some(Diagnostic { severity, ..read.clone() })
    }

    /// What is allowed and was not found, and what names no rule.
    fn unused(
        &self,
        library: &Library,
        is_asked: &dyn Fn(usize) -> bool,
        used: &HashSet<(usize, &'static str)>,
        found: &mut Vec<Diagnostic>,
    ) {
        for said in &library.settings().check.rules {
            found.extend(self.unknown(&said.rule, "`check.rules`", said.place.clone()));
        }
        for (at, source) in library.sources().iter().enumerate().filter(|(at, _)| is_asked(*at)) {
            let allowed = source.reasons(Field::Allow);
            if allowed.is_empty() {
                continue;
            }
            let place = || library.place(at, Some(Field::Allow));
            for (name, _) in allowed {
                let told = match Rule::from_name(name) {
                    None => self.unknown(name, "`allow`", place()),
                    Some(rule) if !used.contains(&(at, rule.name)) => {
                        self.idle(rule).map(|told| told.at(place()).fix(rules::without(source, name)))
                    }
                    Some(_) => None,
                };
                found.extend(told.map(|told| told.key(&source.key).field(Field::Allow.name())));
            }
        }
    }

    fn unknown(&self, name: &str, whence: &str, place: Place) -> Option<Diagnostic> {
        let severity = self.severity(&rules::unknown_rule::RULE)?;
        if Rule::from_name(name).is_some() {
            return None;
        }
        let message = format!("{whence} names `{name}`, which is no rule");
        let help = match Rule::nearest(name) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`bib explain` lists the rules".to_owned(),
        };
        Some(Diagnostic::new(severity, rules::unknown_rule::RULE.name, message).at(place).help(help))
    }

    fn idle(&self, rule: &'static Rule) -> Option<Diagnostic> {
        let severity = self.severity(&rules::unused_allow::RULE)?;
        let message = if !rule.can_be_allowed() {
            format!("`{}` cannot be allowed: what it is about cannot be read", rule.name)
        } else if self.severity(rule).is_none() {
            // a rule that does not run finds nothing, which says nothing
            return None;
        } else {
            format!("`{}` is allowed here, and there is no such finding", rule.name)
        };
        let idle = Diagnostic::new(severity, rules::unused_allow::RULE.name, message);
        Some(idle.help("take it out of `allow`"))
    }
}
