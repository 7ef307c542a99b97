//! Reads queries. Words side by side must all match; `or` binds weaker than that, `not` stronger.

use super::{CitedIn, NoQuery, Node, Pattern, Target, one_line};
use crate::{
    diagnostic::nearest,
    model::{FIELDS, Field, KINDS, Kind, Shape, fold},
};
use std::collections::HashSet;

/// The query that a text says; `None` if it is empty.
pub(super) fn query(text: &str, house: &[String]) -> Result<Option<Node>, NoQuery> {
    let mut parser = Parser { text, at: 0, depth: 0, house };
    parser.skip_blanks();
    if parser.rest().is_empty() {
        return Ok(None);
    }
    let root = parser.any()?;
    if parser.rest().is_empty() { Ok(Some(root)) } else { Err(fault(parser.at, "`)` closes nothing", QUOTE)) }
}

/// How deep parentheses may be nested (taste; far beyond what a person writes, far below what a stack holds).
const MAX_DEPTH: usize = 200;

/// The size of a compiled regular expression, in bytes (taste: the crate's own limit of 10 MB is too much to wait for).
const MAX_REGEX: usize = 1 << 20;

/// What to do about characters that mean something.
const QUOTE: &str = "put text that holds it in double quotes";

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    house: &'a [String],
}

impl<'a> Parser<'a> {
    /// Parts divided by `or`.
    fn any(&mut self) -> Result<Node, NoQuery> {
        let mut parts = vec![self.all()?];
        while self.operator("or") {
            parts.push(self.all()?);
        }
        Ok(if parts.len() > 1 { Node::Any(parts) } else { parts.remove(0) })
    }

    /// Parts side by side, or divided by `and`.
    fn all(&mut self) -> Result<Node, NoQuery> {
        let mut parts = vec![self.part()?];
        loop {
            let and = self.operator("and");
            if !and && (self.rest().is_empty() || self.rest().starts_with(')') || self.is_operator("or")) {
                break;
            }
            parts.push(self.part()?);
        }
        Ok(if parts.len() > 1 { Node::All(parts) } else { parts.remove(0) })
    }

    /// `not`s and what they deny.
    fn part(&mut self) -> Result<Node, NoQuery> {
        let mut denied = false;
        while self.operator("not") {
            denied = !denied;
        }
        let node = if self.rest().starts_with('(') { self.group()? } else { self.term()? };
        self.skip_blanks();
        Ok(if denied { Node::Not(Box::new(node)) } else { node })
    }

    /// `(...)`
    fn group(&mut self) -> Result<Node, NoQuery> {
        let start = self.at;
        if self.depth == MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} parentheses are nested");
            return Err(fault(start, &message, "ask in several steps"));
        }
        self.depth += 1;
        self.at += 1;
        self.skip_blanks();
        let node = self.any()?;
        if !self.rest().starts_with(')') {
            return Err(fault(start, "`(` is not closed", QUOTE));
        }
        self.at += 1;
        self.depth -= 1;
        Ok(node)
    }

    /// A word, or `field:value`.
    fn term(&mut self) -> Result<Node, NoQuery> {
        let start = self.at;
        for operator in ["or", "and"] {
            if self.is_operator(operator) {
                let message = format!("`{operator}` stands between two parts of a query");
                return Err(fault(start, &message, "put it in double quotes to search for the word"));
            }
        }
        if self.rest().is_empty() || self.rest().starts_with(')') {
            return Err(fault(start, "something is missing here", "write a word or `field:word`"));
        }
        let name_end = self.rest().find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')));
        let (name, value) = match name_end.and_then(|end| self.rest().split_at_checked(end)) {
            // a web address is no field
            Some((name, rest)) if !name.is_empty() && rest.starts_with(':') && !rest.starts_with("://") => {
                (name, start + name.len() + 1)
            }
            _ => {
                let text = if self.rest().starts_with('"') { self.quoted()? } else { self.bare() };
                return Ok(Node::Word(pattern(text, start)?));
            }
        };
        self.at = value;
        let name = name.to_lowercase();
        if name != "cited-in"
            && self.rest().starts_with('/')
            && let Some(source) = self.between_slashes()
        {
            let target = match name.as_str() {
                "has" | "missing" => {
                    return Err(fault(
                        value,
                        &format!("`{name}:` wants the name of a field"),
                        "write as `has:doi`",
                    ));
                }
                name => self.target(name, start)?,
            };
            let target =
                if target == Target::Field(Field::Year) { Target::Field(Field::Date) } else { target };
            return Ok(Node::Is(target, regex(source, value)?));
        }
        let is_quoted = self.rest().starts_with('"');
        let text = if is_quoted { self.quoted()? } else { self.bare() };
        if text.is_empty() {
            let (message, help) = if self.rest().starts_with('(') {
                (
                    format!("`{name}:` wants a word, no parentheses"),
                    format!("write as `({name}:one or {name}:two)`"),
                )
            } else {
                let help = match name.as_str() {
                    "has" | "missing" => format!("name a field, as `{name}:doi`"),
                    "cited-in" => "name a document, as `cited-in:docs/a.md`".to_owned(),
                    name => format!("write as `{name}:word`, or `has:{name}`"),
                };
                (format!("nothing follows `{name}:`"), help)
            };
            return Err(fault(start, &message, &help));
        }
        match name.as_str() {
            "has" => Ok(Node::Has(self.target(&text.to_lowercase(), value)?)),
            "missing" => Ok(Node::Not(Box::new(Node::Has(self.target(&text.to_lowercase(), value)?)))),
            "cited-in" => Ok(Node::Cited(CitedIn { path: text, at: value, keys: HashSet::new() })),
            name => self.field(self.target(name, start)?, text, value, is_quoted),
        }
    }

    /// `field:value`, the value starting at that byte.
    fn field(&self, target: Target, text: String, at: usize, is_quoted: bool) -> Result<Node, NoQuery> {
        let Target::Field(field) = target else { return Ok(Node::Is(target, pattern(text, at)?)) };
        match field {
            Field::Type => match Kind::from_biblatex(&text) {
                Some((kind, _)) => Ok(Node::Kind(kind)),
                None => {
                    let kinds = KINDS.iter().map(|row| row.name);
                    let help = match nearest(&text.to_lowercase(), kinds) {
                        Some(kind) => format!("did you mean `type:{kind}`?"),
                        None => "write an entry type as `type:article`".to_owned(),
                    };
                    Err(fault(at, &format!("`{text}` is no entry type"), &help))
                }
            },
            Field::Year if is_quoted => Ok(Node::Is(Target::Field(Field::Year), pattern(text, at)?)),
            Field::Year => match years(&text) {
                Some((from, to)) => Ok(Node::Years(Field::Date, from, to)),
                None => {
                    let help = "write as `year:2017` or `year:2017..2020`; a year that is no number in double quotes";
                    Err(fault(at, &format!("`{text}` is neither a year nor a range of years"), help))
                }
            },
            field if field.shape() == Shape::Date && !is_quoted && years(&text).is_some() => {
                let (from, to) = years(&text).unwrap_or_default();
                Ok(Node::Years(field, from, to))
            }
            field => Ok(Node::Is(Target::Field(field), pattern(text, at)?)),
        }
    }

    fn target(&self, name: &str, at: usize) -> Result<Target, NoQuery> {
        target(name, self.house).ok_or_else(|| no_field(name, at, self.house))
    }

    /// A word up to a blank or a parenthesis; one that is opened in the word is a part of it (`S0012(97)00126`).
    fn bare(&mut self) -> String {
        let rest = self.rest();
        let mut open = 0_usize;
        let mut end = rest.len();
        for (at, c) in rest.char_indices() {
            match c {
                '(' if at == 0
                    || matches!(rest.get(..at), Some("not" | "NOT" | "or" | "OR" | "and" | "AND")) =>
                {
                    end = at;
                    break;
                }
                '(' => open += 1,
                ')' if open > 0 => open -= 1,
                c if c == ')' || c.is_whitespace() => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        self.at += end;
        rest.get(..end).unwrap_or_default().to_owned()
    }

    /// `"..."`, in which `\"` is a quote and `\\` a backslash.
    fn quoted(&mut self) -> Result<String, NoQuery> {
        let start = self.at;
        let mut text = String::new();
        let mut chars = self.rest().char_indices().skip(1).peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.at += at + 1;
                    return Ok(text);
                }
                '\\' if chars.peek().is_some_and(|(_, next)| matches!(next, '"' | '\\')) => {
                    text.extend(chars.next().map(|(_, next)| next));
                }
                c => text.push(c),
            }
        }
        Err(fault(start, "the quote is not closed", "end it with `\"`; write `\\\"` for one inside"))
    }

    /// The text of `/.../`, up to a slash that ends a word; `None` if none does.
    fn between_slashes(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let mut escaped = false;
        for (at, c) in rest.char_indices().skip(1) {
            let is_end = c == '/' && !escaped;
            escaped = c == '\\' && !escaped;
            if is_end
                && rest
                    .get(at + 1..)
                    .is_some_and(|after| after.is_empty() || after.starts_with([' ', '\t', '\n', ')']))
            {
                self.at += at + 1;
                return rest.get(1..at);
            }
        }
        None
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Whether the operator comes next, in small letters or capitals.
    fn is_operator(&self, operator: &str) -> bool {
        let Some((word, after)) = self.rest().split_at_checked(operator.len()) else { return false };
        (word == operator || word == operator.to_uppercase())
            && after.chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')'))
    }

    /// Takes the operator if it comes next.
    fn operator(&mut self, operator: &str) -> bool {
        let is_next = self.is_operator(operator);
        if is_next {
            self.at += operator.len();
            self.skip_blanks();
        }
        is_next
    }
}

/// What a name before a colon means, in small letters.
pub(super) fn target(name: &str, house: &[String]) -> Option<Target> {
    Some(match name {
        "key" => Target::Key,
        "module" => Target::Field(Field::Modules),
        "keyword" => Target::Field(Field::Keywords),
        name => match Field::from_name(name) {
            Some(field) => Target::Field(field),
            None if house.iter().any(|field| field == name) => Target::House(name.to_owned()),
            None => Target::Field(Field::from_biblatex(name)?),
        },
    })
}

/// That there is no such field.
pub(super) fn no_field(name: &str, at: usize, house: &[String]) -> NoQuery {
    let known = FIELDS.iter().map(|row| row.name).chain(house.iter().map(String::as_str));
    let known = known.chain(["key", "module", "keyword", "has", "missing", "cited-in"]);
    let help = match nearest(name, known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "fields are called as in a source file, as `title`; text with a colon goes in double quotes"
            .to_owned(),
    };
    fault(at, &format!("there is no field `{name}`"), &help)
}

/// A fault at a byte of the text.
pub(super) fn fault(at: usize, message: &str, help: &str) -> NoQuery {
    NoQuery { message: message.to_owned(), at, help: Some(help.to_owned()) }
}

/// The years of `2017`, `2017..2020`, `..2020` or `2017..`.
fn years(text: &str) -> Option<(i32, i32)> {
    let year = |text: &str, open: i32| if text.is_empty() { Some(open) } else { text.parse().ok() };
    match text.split_once("..") {
        None => text.parse().ok().map(|year| (year, year)),
        Some(("", "")) => None,
        Some((from, to)) => Some((year(from, i32::MIN)?, year(to, i32::MAX)?)),
    }
}

/// The pattern of a text as it was typed.
fn pattern(text: String, at: usize) -> Result<Pattern, NoQuery> {
    let line = one_line(&text);
    let line = line.trim();
    let folded = fold::search(&crate::model::text::escape(line));
    if line.is_empty() || folded.is_empty() {
        return Err(fault(
            at,
            "the text to search for is empty",
            "write a word; leave the query out to get all",
        ));
    }
    Ok(if line.chars().any(char::is_uppercase) {
        Pattern::Exact(line.to_owned())
    } else {
        Pattern::Folded(folded)
    })
}

/// The pattern of a regular expression.
fn regex(source: &str, at: usize) -> Result<Pattern, NoQuery> {
    let source = source.replace("\\/", "/");
    let built = regex::RegexBuilder::new(&source)
        .case_insensitive(!has_capital(&source))
        .size_limit(MAX_REGEX)
        .dfa_size_limit(MAX_REGEX)
        .build();
    built.map(Pattern::Regex).map_err(|error| {
        let message = match error {
            regex::Error::CompiledTooBig(_) => "the regular expression is too big".to_owned(),
            // the crate draws the expression and a caret over several lines; the last one says what is wrong
            error => {
                let error = error.to_string();
                let why = error.lines().next_back().unwrap_or_default().trim_start_matches("error: ");
                format!("this is no regular expression: {why}")
            }
        };
        fault(at, &message, "write a backslash before a character that is to stand for itself")
    })
}

/// Whether a regular expression asks for a capital letter; those of `\S` and `\p{Lu}` do not count.
fn has_capital(source: &str) -> bool {
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\\' {
            let class = chars.next().is_some_and(|class| matches!(class, 'p' | 'P'));
            if class && chars.next() == Some('{') {
                chars.by_ref().take_while(|c| *c != '}').for_each(drop);
            }
        } else if c.is_uppercase() {
            return true;
        }
    }
    false
}
