//! `bib set`: fields of one source.

use super::{Context, Exit, complete, trouble::Problem};
use crate::{
    diagnostic::{Diagnostic, Edit, nearest},
    library::{Library, difference},
    model::{Date, FIELDS, Field, KINDS, Kind, Shape, Source, Value, ident, key},
};
use clap_complete::ArgValueCompleter;

/// Change fields of a source
///
/// FIELD=VALUE gives a field a value and FIELD= takes it away; FIELD+=VALUE adds to a list, FIELD-=VALUE takes out of
/// it. Values are written as in a source file: names as `Family, Given` or `{An Organisation}`, several joined with
/// ` and `, words and keys with commas, dates as 2017-06-12, text with its marks. Comments and everything that is not
/// named stay as they are.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  bib set vaswani2017attention date=2017-06 'title=Attention Is All You Need'
  bib set vaswani2017attention modules+=attention,history keywords-=draft
  bib set vaswani2017attention 'author=Vaswani, Ashish and Shazeer, Noam' note=
  bib set vaswani2017attention type=inproceedings --diff")]
pub(super) struct Args {
    /// Key or alias of the source
    #[arg(add = ArgValueCompleter::new(complete::keys))]
    key: String,
    /// What to change: FIELD=VALUE, FIELD=, FIELD+=VALUE, FIELD-=VALUE
    #[arg(required = true, value_name = "FIELD=VALUE", add = ArgValueCompleter::new(complete::assignments))]
    change: Vec<String>,
    /// Show what would change, and change nothing
    #[arg(long, visible_alias = "dry-run")]
    diff: bool,
}

pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> anyhow::Result<Exit> {
    let library = cx.open_to_write()?;
    let Some(at) = cx.locate(&library, &args.key) else { return Ok(Exit::Failed) };
    let Some(source) = library.sources().get(at) else { return Ok(Exit::Failed) };
    let mut changed = source.clone();
    for change in &args.change {
        Assignment::parse(change, &library)?.apply(&mut changed)?;
    }
    cx.report(&doubts(source, &changed, &library)?, &|_| None);
    let edits = difference(source, &changed);
    let plan = cx.plan(&library, &edits)?;
    if args.diff {
        return cx.show(&library, &plan);
    }
    let path = library.shown(library.path(at));
    if plan.is_empty() {
        cx.say(format_args!("nothing to change in {}, {path}", source.key));
        return Ok(Exit::Done);
    }
    cx.commit(&library, &plan)?;
    cx.say(format_args!("set {} of {} in {path}", names(&edits), source.key));
    Ok(Exit::Done)
}

/// The fields that edits mean, in order.
fn names(edits: &[Edit]) -> String {
    let names = edits.iter().filter_map(|edit| match edit {
        Edit::Set { field, .. } | Edit::Unset { field, .. } => Some(field.as_str()),
        _ => None,
    });
    names.collect::<Vec<_>>().join(", ")
}

/// What a change is about.
enum Target {
    Type,
    Field(Field),
    House(String, Shape),
}

/// What is to be done with a field.
struct Assignment {
    target: Target,
    name: String,
    sign: Sign,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Is,
    Plus,
    Minus,
}

impl Assignment {
    /// Reads `FIELD=VALUE`, `FIELD+=VALUE` or `FIELD-=VALUE`.
    fn parse(text: &str, library: &Library) -> Result<Assignment, Problem> {
        let Some((name, value)) = text.split_once('=') else {
            let problem = Problem::new(format!("`{text}` says no value"));
            return Err(problem.help(format!("write `{text}=VALUE`, or `{text}=` to take the field away")));
        };
        let (name, sign) = if let Some(name) = name.strip_suffix('+') {
            (name, Sign::Plus)
        } else if let Some(name) = name.strip_suffix('-') {
            (name, Sign::Minus)
        } else {
            (name, Sign::Is)
        };
        let name = name.trim();
        let house = library.settings().house.iter().find(|house| house.name == name);
        let target = match Field::from_name(name) {
            Some(Field::Type) => Target::Type,
            Some(field) => Target::Field(field),
            None => match house {
                Some(house) => Target::House(name.to_owned(), house.shape),
                None => return Err(unknown(name, library)),
            },
        };
        Ok(Assignment { target, name: name.to_owned(), sign, text: value.to_owned() })
    }

    fn apply(&self, source: &mut Source) -> Result<(), Problem> {
        match &self.target {
            Target::Type => source.kind = self.kind()?,
            Target::Field(field) => {
                let value = self.value(source.get(*field), field.shape())?;
                source.set(*field, value);
            }
            Target::House(name, shape) => {
                let old = source.house.iter().find(|(house, _)| house == name).map(|(_, value)| value);
                let value = self.value(old, *shape)?;
                match source.house.iter_mut().find(|(house, _)| house == name) {
                    Some((_, old)) => *old = value,
                    None => source.house.push((name.clone(), value)),
                }
                source.house.retain(|(_, value)| !value.is_empty());
            }
        }
        Ok(())
    }

    fn kind(&self) -> Result<Kind, Problem> {
        let text = self.text.trim();
        if self.sign != Sign::Is || text.is_empty() {
            return Err(Problem::new("every source has one type").help("write `type=book`, for example"));
        }
        Kind::from_name(text).ok_or_else(|| {
            let meant = Kind::from_biblatex(text).map(|(kind, _)| kind.name());
            let meant = meant.or_else(|| nearest(text, KINDS.iter().map(|row| row.name)));
            let problem = Problem::new(format!("no entry type is called `{text}`"));
            match meant {
                Some(meant) => problem.help(format!("did you mean `{meant}`?")),
                None => problem.help("the types are biblatex's: article, book, online, video, software, misc ..."),
            }
        })
    }

    /// The field's value after the change; empty if it goes away.
    fn value(&self, old: Option<&Value>, shape: Shape) -> Result<Value, Problem> {
        let name = &self.name;
        // Any value can be taken away, also one that no text can say.
        if self.sign == Sign::Is && self.text.trim().is_empty() {
            return Ok(Value::Text(String::new()));
        }
        let Some(new) = Value::of_shape(shape, &self.text) else {
            let problem = Problem::new(format!("`{name}` is a table and cannot be written in one line"));
            return Err(problem.help("`bib edit KEY` opens the source in your editor"));
        };
        if self.sign == Sign::Is {
            return Ok(new);
        }
        match (old, new) {
            (Some(Value::List(old)), Value::List(new)) => Ok(Value::List(self.joined(old, &new)?)),
            (Some(Value::Names(old)), Value::Names(new)) => Ok(Value::Names(self.joined(old, &new)?)),
            (None, new @ (Value::List(_) | Value::Names(_))) if self.sign == Sign::Plus => Ok(new),
            (None, Value::List(_) | Value::Names(_)) => Err(self.absent()),
            _ => {
                let problem = Problem::new(format!("`{name}` is no list: += and -= mean nothing for it"));
                Err(problem.help(format!("write `{name}=VALUE`")))
            }
        }
    }

    /// A list with the new elements at its end, or without them.
    fn joined<T: Clone + PartialEq>(&self, old: &[T], new: &[T]) -> Result<Vec<T>, Problem> {
        if self.sign == Sign::Plus {
            let added = new.iter().filter(|one| !old.contains(one));
            return Ok(old.iter().chain(added).cloned().collect());
        }
        if new.iter().any(|one| !old.contains(one)) {
            return Err(self.absent());
        }
        Ok(old.iter().filter(|one| !new.contains(one)).cloned().collect())
    }

    fn absent(&self) -> Problem {
        Problem::new(format!("`{}` does not hold `{}`", self.name, self.text.trim()))
            .help("`bib show --format toml KEY` prints what it holds")
    }
}

fn unknown(name: &str, library: &Library) -> Problem {
    if name == "key" {
        return Problem::new("a key is not set").help("`bib rename OLD NEW` gives a source another key");
    }
    let problem = Problem::new(format!("no field is called `{name}`"));
    let house = library.settings().house.iter().map(|house| house.name.as_str());
    // BibTeX's own names are known to people, and to nobody else.
    let old = Field::from_biblatex(name).map(Field::name);
    match old.or_else(|| nearest(name, FIELDS.iter().map(|row| row.name).chain(house))) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help("fields are biblatex's; bib.toml may declare others under [fields.NAME]"),
    }
}

/// What looks wrong in the fields that changed: warnings, for the value is the user's decision. An alias that cannot be
/// had is an `Err`.
fn doubts(old: &Source, new: &Source, library: &Library) -> Result<Vec<Diagnostic>, Problem> {
    for id in new.ids().iter().filter(|id| !old.ids().contains(id)) {
        if let Some(fault) = key::fault(id) {
            return Err(Problem::new(fault));
        }
        if library.is_taken(id) {
            let problem = Problem::new(format!("`{id}` cannot be an alias: it is taken"));
            return Err(problem.help(format!("`bib show {id}` shows by what")));
        }
    }
    let changed = new.fields().filter(|(field, value)| old.get(*field) != Some(*value));
    let doubts = changed.filter_map(|(field, value)| {
        let Value::Text(text) = value else { return None };
        let (rule, what) = doubt(field, text, new)?;
        let message = format!("`{text}` is {what}; it was set all the same");
        Some(Diagnostic::warning(rule, message).key(&new.key).field(field.name()))
    });
    let unknown = new.fields().filter(|(field, value)| *field == Field::Category && old.get(*field) != Some(*value));
    let categories = &library.settings().categories;
    let unknown = unknown.filter_map(|(_, value)| {
        let Value::Text(text) = value else { return None };
        let known = categories.iter().any(|category| category.name == *text);
        let names: Vec<&str> = categories.iter().map(|category| category.name.as_str()).collect();
        let warning = Diagnostic::warning("unknown-category", format!("no category of this library is called `{text}`"));
        (!known).then(|| warning.help(format!("they are {}", names.join(", "))).key(&new.key))
    });
    Ok(doubts.chain(unknown).collect())
}

/// The rule that a value breaks, and what it is.
fn doubt(field: Field, text: &str, source: &Source) -> Option<(&'static str, &'static str)> {
    let is_arxiv = || source.text(Field::Eprinttype).is_some_and(|kind| kind.eq_ignore_ascii_case("arxiv"));
    match field {
        _ if field.shape() == Shape::Date && text.parse::<Date>().is_err() => {
            Some(("date-invalid", "no date of the form 2017-06-12, 2017-06 or 2017"))
        }
        Field::Doi if ident::doi(text).is_none() => Some(("doi-form", "no DOI")),
        Field::Isbn if ident::isbn(text).is_none() => Some(("isbn-invalid", "no ISBN with a right check digit")),
        Field::Issn if ident::issn(text).is_none() => Some(("issn-invalid", "no ISSN with a right check digit")),
        Field::Eprint if is_arxiv() && ident::arxiv(text).is_none() => Some(("eprint-form", "no arXiv identifier")),
        Field::Url if ident::url(text).is_none() => Some(("url-form", "no web address")),
        _ => None,
    }
}
