//! A field and its value as they are written on the command line: `FIELD=VALUE`.

use super::trouble::Problem;
use crate::{
    diagnostic::{Diagnostic, nearest},
    format::people,
    library::Library,
    model::{Date, FIELDS, Field, KINDS, Kind, Shape, Source, Value, ident, key},
};

/// What an assignment is about.
enum Target {
    Type,
    Field(Field),
    House(String, Shape),
}

/// What is to be done with a field.
pub(super) struct Assignment {
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
    pub(super) fn parse(text: &str, library: &Library) -> Result<Assignment, Problem> {
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
        Assignment::new(name.trim(), sign, value, library)
    }

    /// `FIELD=VALUE` in its two parts.
    pub(super) fn of(name: &str, value: &str, library: &Library) -> Result<Assignment, Problem> {
        Assignment::new(name, Sign::Is, value, library)
    }

    fn new(name: &str, sign: Sign, value: &str, library: &Library) -> Result<Assignment, Problem> {
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

    /// The field it is about, by its name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether it gives its field the value, whatever stood there.
    pub(super) fn replaces(&self) -> bool {
        self.sign == Sign::Is
    }

    /// Whether the file says something of the field that could not be read, so that the source does not hold it.
    pub(super) fn is_unread(&self, library: &Library, source: &Source) -> bool {
        library.is_unread(&source.key, &self.name)
    }

    /// Whether it takes the field away.
    pub(super) fn takes_away(&self) -> bool {
        self.replaces() && self.text.trim().is_empty()
    }

    /// Changes a source. A type may say what the genre is, too: `phdthesis`.
    pub(super) fn apply(&self, source: &mut Source) -> Result<(), Problem> {
        match &self.target {
            Target::Type => {
                let (kind, genre) = self.kind()?;
                source.kind = kind;
                if let Some(genre) = genre {
                    source.set(Field::Genre, Value::Text(genre.to_owned()));
                }
            }
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

    fn kind(&self) -> Result<(Kind, Option<&'static str>), Problem> {
        let text = self.text.trim();
        if self.sign != Sign::Is || text.is_empty() {
            return Err(Problem::new("every source has one type").help("write `type=book`, for example"));
        }
        Kind::from_biblatex(text).ok_or_else(|| {
            let problem = Problem::new(format!("no entry type is called `{text}`"));
            match nearest(text, KINDS.iter().map(|row| row.name)) {
                Some(meant) => problem.help(format!("did you mean `{meant}`?")),
                None => {
                    problem.help("the types are biblatex's: article, book, online, video, software, misc ...")
                }
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
pub(super) fn doubts(old: &Source, new: &Source, library: &Library) -> Result<Vec<Diagnostic>, Problem> {
    for id in new.ids().iter().filter(|id| !old.ids().contains(id)) {
        if let Some(fault) = key::fault(id) {
            return Err(Problem::new(fault).help("choose another alias"));
        }
        if library.is_taken(id) {
            let problem = Problem::new(format!("`{id}` cannot be an alias: it is taken"));
            return Err(problem.help(format!("`bib show {id}` shows by what")));
        }
    }
    let changed = new.fields().filter(|(field, value)| old.get(*field) != Some(*value));
    let doubts = changed.flat_map(|(field, value)| {
        let found: Vec<Diagnostic> = match value {
            Value::Text(text) => doubt(field, text, new).into_iter().collect(),
            Value::Names(names) => names.iter().filter_map(people::doubt).collect(),
            _ => Vec::new(),
        };
        found.into_iter().map(move |doubt| doubt.key(&new.key).field(field.name()))
    });
    let unknown =
        new.fields().filter(|(field, value)| *field == Field::Category && old.get(*field) != Some(*value));
    let categories = &library.settings().categories;
    let unknown = unknown.filter_map(|(_, value)| {
        let Value::Text(text) = value else { return None };
        let known = categories.iter().any(|category| category.name == *text);
        let names: Vec<&str> = categories.iter().map(|category| category.name.as_str()).collect();
        let warning = Diagnostic::warning(
            "unknown-category",
            format!("no category of this library is called `{text}`"),
        );
        (!known).then(|| warning.help(format!("they are {}", names.join(", "))).key(&new.key))
    });
    Ok(doubts.chain(unknown).collect())
}

/// What looks wrong in a value.
fn doubt(field: Field, text: &str, source: &Source) -> Option<Diagnostic> {
    let is_arxiv = || source.text(Field::Eprinttype).is_some_and(|kind| kind.eq_ignore_ascii_case("arxiv"));
    let (rule, what, help) = match field {
        _ if field.shape() == Shape::Date && text.parse::<Date>().is_err() => {
            ("date-invalid", "no date", "write it as 2017, 2017-06, 2017-06-12 or 2017/2019")
        }
        Field::Doi if ident::doi(text).is_none() => ("doi-form", "no DOI", "write it as 10.1000/182"),
        Field::Isbn if ident::isbn(text).is_none() => (
            "isbn-invalid",
            "no ISBN with a right check digit",
            "compare its 10 or 13 digits with the book's",
        ),
        Field::Issn if ident::issn(text).is_none() => {
            ("issn-invalid", "no ISSN with a right check digit", "compare its 8 digits with the journal's")
        }
        Field::Eprint if is_arxiv() && ident::arxiv(text).is_none() => {
            ("eprint-form", "no arXiv identifier", "write it as 1706.03762 or math/0211159")
        }
        Field::Url if ident::url(text).is_none() => {
            ("url-form", "no web address", "write it as https://example.org/page")
        }
        _ => return None,
    };
    Some(Diagnostic::warning(rule, format!("`{text}` is {what}; it was set all the same")).help(help))
}
