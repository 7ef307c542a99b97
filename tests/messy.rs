//! Source files as people write them: fields in any order, as lines, dotted lines, tables and arrays of tables, with comments
//! wherever TOML takes one.

use bib::{
    format::toml,
    model::{Conflict, Extra, Field, Name, NameText, Related, Shape, Source, Value},
};
use std::collections::BTreeMap;
use toml_edit::{DocumentMut, Item};

/// A file that was written at random.
#[derive(Debug)]
pub(crate) struct Messy {
    /// The text.
    pub(crate) text: String,
    /// The part of the text that each source is.
    pub(crate) parts: Vec<String>,
    /// How many comments there are: `# c1.` and so on.
    pub(crate) comments: usize,
}

/// Chance that is the same for the same seed.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance(seed | 1)
    }

    /// True once in so many times.
    pub(crate) fn one_in(&mut self, times: u64) -> bool {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.is_multiple_of(times)
    }
}

/// The file of these sources. With `heads` some stand above all tables, as `key.field = ...` and `key = { ... }`.
pub(crate) fn write(sources: &[Source], seed: u64, heads: bool) -> Messy {
    let mut writer = Writer { chance: Chance::new(seed), comments: 0, tables: Vec::new() };
    let mut parts = Vec::new();
    let mut above = heads;
    for source in sources {
        above &= writer.chance.one_in(2);
        parts.push(if above { writer.head(source) } else { writer.source(source) });
    }
    Messy { text: parts.concat(), parts, comments: writer.comments }
}

/// The source with some of its values changed, some gone and some more.
pub(crate) fn tweaked(source: &Source, chance: &mut Chance) -> Source {
    let mut tweaked = source.clone();
    for (field, value) in source.fields() {
        if chance.one_in(2) {
            tweaked.set(field, tweak(value, chance));
        }
    }
    tweaked
}

fn tweak(value: &Value, chance: &mut Chance) -> Value {
    match value {
        Value::Text(text) => Value::Text(if chance.one_in(4) { String::new() } else { changed(text) }),
        Value::List(list) => Value::List(some(list, chance, |text, _| changed(text), || "new".to_owned())),
        Value::Names(names) => {
            let change = |name: &NameText, _: &mut Chance| match name {
                NameText::Text(text) => NameText::Text(changed(text)),
                NameText::Table(name) => NameText::Table(Box::new(match name.as_ref() {
                    Name::Literal(text) => Name::Literal(changed(text)),
                    Name::Person(person) => {
                        let mut person = person.clone();
                        person.suffix = changed(&person.suffix);
                        Name::Person(person)
                    }
                    Name::Others => Name::Others,
                })),
            };
            Value::Names(some(names, chance, change, || {
                NameText::Table(Box::new(Name::Literal("new".into())))
            }))
        }
        Value::Related(related) => {
            let change = |one: &Related, chance: &mut Chance| {
                let mut new = one.clone();
                let part = if chance.one_in(2) { &mut new.key } else { &mut new.string };
                part.push('x');
                new
            };
            Value::Related(some(related, chance, change, || Related {
                key: "new".into(),
                ..Related::default()
            }))
        }
        Value::Reasons(reasons) => {
            let pairs = some(reasons, chance, pair, || ("new".to_owned(), "why".to_owned()));
            Value::Reasons(pairs.into_iter().collect::<BTreeMap<_, _>>().into_iter().collect())
        }
        Value::Conflicts(conflicts) => {
            let change =
                |one: &Conflict, _: &mut Chance| Conflict { value: changed(&one.value), ..one.clone() };
            let new = || Conflict { field: "new".into(), value: "v".into(), from: "f".into() };
            let mut by_field: BTreeMap<String, Vec<Conflict>> = BTreeMap::new();
            for one in some(conflicts, chance, change, new) {
                by_field.entry(one.field.clone()).or_default().push(one);
            }
            Value::Conflicts(by_field.into_values().flatten().collect())
        }
        Value::Extra(extra) => {
            let change = |one: &Extra, chance: &mut Chance| {
                let (name, value) = pair(&(one.name.clone(), one.value.clone()), chance);
                Extra { name, value, ..one.clone() }
            };
            let new = || Extra { format: "new".into(), name: "n".into(), value: "v".into() };
            let mut by_name: BTreeMap<(String, String), String> = BTreeMap::new();
            for one in some(extra, chance, change, new) {
                by_name.insert((one.format, one.name), one.value);
            }
            let all = by_name.into_iter().map(|((format, name), value)| Extra { format, name, value });
            Value::Extra(all.collect())
        }
    }
}

fn changed(text: &str) -> String {
    format!("{text}x")
}

/// Another name or another value.
fn pair((name, value): &(String, String), chance: &mut Chance) -> (String, String) {
    if chance.one_in(2) { (changed(name), value.clone()) } else { (name.clone(), changed(value)) }
}

/// Some elements as they are, some changed, and perhaps a new one.
fn some<T: Clone>(
    all: &[T],
    chance: &mut Chance,
    change: impl Fn(&T, &mut Chance) -> T,
    new: impl Fn() -> T,
) -> Vec<T> {
    let mut some = Vec::new();
    for one in all {
        match (chance.one_in(4), chance.one_in(3)) {
            (true, _) => {}
            (_, true) => some.push(change(one, chance)),
            _ => some.push(one.clone()),
        }
        if chance.one_in(5) {
            some.push(new());
        }
    }
    some
}

/// A value, to be spelled.
enum Tree {
    Leaf(String),
    List(Vec<Tree>),
    Table(Vec<(String, Tree)>),
}

struct Writer {
    chance: Chance,
    comments: usize,
    /// The tables of a source with their headers, below its lines.
    tables: Vec<String>,
}

impl Writer {
    fn source(&mut self, source: &Source) -> String {
        let mut lines = Vec::new();
        for (name, tree) in fields(source, &mut self.chance) {
            self.field(&mut lines, &source.key, &name, &tree);
        }
        let mut text = self.lines_above();
        text.push_str(&format!("[{}]{}\n", toml::key(&source.key), self.tail()));
        text.extend(lines);
        text.extend(self.tables.drain(..));
        text
    }

    /// A source above all tables.
    fn head(&mut self, source: &Source) -> String {
        let fields = fields(source, &mut self.chance);
        let key = toml::key(&source.key);
        let mut text = self.lines_above();
        if self.chance.one_in(2) {
            let table = self.inline(&Tree::Table(fields));
            text.push_str(&format!("{key} = {table}{}\n", self.tail()));
        } else {
            for (name, tree) in fields {
                let value = self.inline(&tree);
                text.push_str(&format!("{key}.{name} = {value}{}\n{}", self.tail(), self.lines_above()));
            }
        }
        text
    }

    fn field(&mut self, lines: &mut Vec<String>, key: &str, name: &str, tree: &Tree) {
        match tree {
            Tree::Table(_) if self.chance.one_in(2) => self.table(&[key, name], tree),
            Tree::Table(pairs) if self.chance.one_in(2) => {
                for (child, tree) in pairs {
                    self.dotted(lines, &[name, child], tree);
                }
            }
            Tree::List(items) if is_tables(items) && self.chance.one_in(2) => self.array(&[key, name], items),
            tree => self.dotted(lines, &[name], tree),
        }
    }

    /// A line, or several that go deeper.
    fn dotted(&mut self, lines: &mut Vec<String>, path: &[&str], tree: &Tree) {
        match tree {
            Tree::Table(pairs) if path.len() > 1 && self.chance.one_in(2) => {
                for (child, tree) in pairs {
                    self.dotted(lines, &[path, &[child]].concat(), tree);
                }
            }
            tree => {
                let keys = path.iter().map(|key| toml::key(key)).collect::<Vec<_>>().join(".");
                let spaces = if self.chance.one_in(3) { "  =  " } else { " = " };
                let text =
                    format!("{}{keys}{spaces}{}{}\n", self.lines_above(), self.inline(tree), self.tail());
                lines.push(text);
            }
        }
    }

    /// A table with a header, or only those below it.
    fn table(&mut self, path: &[&str], tree: &Tree) {
        let Tree::Table(pairs) = tree else { return };
        let deeper = |tree: &Tree| match tree {
            Tree::Table(_) => true,
            Tree::List(items) => is_tables(items),
            Tree::Leaf(_) => false,
        };
        let implied = pairs.iter().all(|(_, tree)| deeper(tree)) && self.chance.one_in(2);
        let at = self.tables.len();
        let mut lines = Vec::new();
        for (child, tree) in pairs {
            let path = [path, &[child]].concat();
            match tree {
                Tree::Table(_) if implied || self.chance.one_in(2) => self.table(&path, tree),
                Tree::List(items) if is_tables(items) && (implied || self.chance.one_in(2)) => {
                    self.array(&path, items);
                }
                tree => self.dotted(&mut lines, &[child], tree),
            }
        }
        if !implied {
            let text = format!("{}[{}]{}\n{}", self.lines_above(), header(path), self.tail(), lines.concat());
            self.tables.insert(at, text);
        }
    }

    fn array(&mut self, path: &[&str], items: &[Tree]) {
        for item in items {
            let Tree::Table(pairs) = item else { continue };
            let mut text = format!("{}[[{}]]{}\n", self.lines_above(), header(path), self.tail());
            let mut lines = Vec::new();
            for (name, tree) in pairs {
                self.dotted(&mut lines, &[name], tree);
            }
            text.extend(lines);
            self.tables.push(text);
        }
    }

    /// On one line, or an element a line with comments between.
    fn inline(&mut self, tree: &Tree) -> String {
        let (open, close, items): (_, _, Vec<String>) = match tree {
            Tree::Leaf(text) => return text.clone(),
            Tree::List(items) => ('[', ']', items.iter().map(|item| self.inline(item)).collect()),
            Tree::Table(pairs) => {
                let pairs =
                    pairs.iter().map(|(name, tree)| format!("{} = {}", toml::key(name), self.inline(tree)));
                ('{', '}', pairs.collect())
            }
        };
        if self.chance.one_in(2) {
            return format!("{open}{}{close}", items.join(", "));
        }
        let mut text = format!("{open}{}\n", self.tail());
        let count = items.len();
        for (n, item) in items.into_iter().enumerate() {
            let lead = self.comment(4).map(|comment| format!("  {comment}\n")).unwrap_or_default();
            let comma = if n + 1 < count || self.chance.one_in(2) { "," } else { "" };
            text.push_str(&format!("{lead}  {item}{comma}{}\n", self.tail()));
        }
        let last = self.comment(4).map(|comment| format!("  {comment}\n")).unwrap_or_default();
        format!("{text}{last}{close}")
    }

    /// Blank lines and comment lines, or nothing.
    fn lines_above(&mut self) -> String {
        let blank = if self.chance.one_in(4) { "\n" } else { "" };
        match self.comment(4) {
            Some(comment) => format!("{blank}{comment}\n{}", if self.chance.one_in(4) { "\n" } else { "" }),
            None => blank.to_owned(),
        }
    }

    /// A comment at the end of a line, or nothing.
    fn tail(&mut self) -> String {
        self.comment(4).map(|comment| format!("  {comment}")).unwrap_or_default()
    }

    fn comment(&mut self, times: u64) -> Option<String> {
        self.chance.one_in(times).then(|| {
            self.comments += 1;
            format!("# c{}.", self.comments)
        })
    }
}

/// The fields of a source in any order.
fn fields(source: &Source, chance: &mut Chance) -> Vec<(String, Tree)> {
    let printed: DocumentMut = toml::print(source).parse().expect("what is printed is TOML");
    let mut fields = Vec::new();
    for (name, item) in printed[&source.key].as_table().expect("a source is a table") {
        let field = match (Field::from_name(name).map(Field::shape), tree(item)) {
            // one name may stand without the brackets
            (Some(Shape::Names), Tree::List(mut items)) if items.len() == 1 && chance.one_in(2) => {
                items.remove(0)
            }
            (_, tree) => tree,
        };
        let at = if chance.one_in(3) { 0 } else { fields.len() };
        fields.insert(at, (name.to_owned(), field));
    }
    fields
}

fn tree(item: &Item) -> Tree {
    match item {
        Item::Value(value) => match value {
            toml_edit::Value::Array(array) => {
                Tree::List(array.iter().map(|value| tree(&Item::Value(value.clone()))).collect())
            }
            toml_edit::Value::InlineTable(table) => {
                let pairs =
                    table.iter().map(|(name, value)| (name.to_owned(), tree(&Item::Value(value.clone()))));
                Tree::Table(pairs.collect())
            }
            leaf => Tree::Leaf(leaf.clone().decorated("", "").to_string()),
        },
        item => {
            let pairs = item.as_table().expect("no array of tables is printed").iter();
            Tree::Table(pairs.map(|(name, item)| (name.to_owned(), tree(item))).collect())
        }
    }
}

fn is_tables(items: &[Tree]) -> bool {
    items.iter().all(|item| matches!(item, Tree::Table(_)))
}

fn header(path: &[&str]) -> String {
    path.iter().map(|key| toml::key(key)).collect::<Vec<_>>().join(".")
}
