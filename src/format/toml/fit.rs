//! A field changed where it stands, in whatever way it is spelled: as a line, as dotted lines, or as tables of its own. What
//! of it means the same stays as it is; what goes leaves its comments.

use super::{
    inline::{self, Renamed, align},
    node::Node,
    print,
    splice::Splices,
    tree::{self, Block, Line, Tree, inner_comments},
};
use crate::model::{Field, Shape};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The lines and tables of a source, and what is to become of them.
pub(super) struct Fitter<'a> {
    pub tree: &'a Tree<'a>,
    /// The key that new headers get.
    pub key: &'a str,
    /// The positions of the source's own tables among the blocks.
    pub blocks: &'a [usize],
    pub splices: Splices,
    /// Tables that go away.
    pub gone: BTreeSet<usize>,
}

/// A line, and the keys below the source's that it gives a value.
#[derive(Clone)]
struct Said<'a> {
    path: Vec<&'a str>,
    line: &'a Line,
    /// The table it stands in.
    block: usize,
}

/// The lines and the tables that say what stands under some keys.
#[derive(Clone, Default)]
struct Spelled<'a> {
    said: Vec<Said<'a>>,
    tables: Vec<(usize, &'a Block)>,
}

impl<'a> Fitter<'a> {
    /// Gives a field that is there a value; `None`, and nothing is changed, if it cannot be spelled in the way the field is.
    pub(super) fn set(&mut self, name: &'a str, value: &Node) -> Option<()> {
        let mut attempt = Fitter { splices: Splices::default(), gone: BTreeSet::new(), ..*self };
        attempt.fit(&[name], self.spelled(name), value)?;
        self.splices.append(attempt.splices);
        self.gone.append(&mut attempt.gone);
        Some(())
    }

    /// Takes a field away; its comments stay.
    pub(super) fn unset(&mut self, name: &str) {
        self.clear(&self.spelled(name));
    }

    /// Whether a field is there.
    pub(super) fn says(&self, name: &str) -> bool {
        let spelled = self.spelled(name);
        !spelled.said.is_empty() || !spelled.tables.is_empty()
    }

    /// The source's own tables, with their positions.
    pub(super) fn own(&self) -> impl Iterator<Item = (usize, &'a Block)> + use<'a> {
        let (tree, blocks) = (self.tree, self.blocks);
        blocks.iter().filter_map(move |at| Some((*at, tree.blocks.get(*at)?)))
    }

    fn spelled(&self, name: &str) -> Spelled<'a> {
        let mut spelled = Spelled::default();
        for (at, block) in self.own() {
            let below = block.below().iter();
            if block.below().first().is_some_and(|first| first == name) {
                spelled.tables.push((at, block));
            }
            let said = block.lines.iter().map(|line| Said {
                path: below.clone().chain(&line.path).map(String::as_str).collect(),
                line,
                block: at,
            });
            spelled.said.extend(said.filter(|said| said.path.first() == Some(&name)));
        }
        spelled
    }

    fn clear(&mut self, spelled: &Spelled<'a>) {
        let tables: HashSet<usize> = spelled.tables.iter().map(|(at, _)| *at).collect();
        for said in spelled.said.iter().filter(|said| !tables.contains(&said.block)) {
            self.clear_line(said.line);
        }
        for (at, block) in &spelled.tables {
            self.clear_table(*at, block);
        }
    }

    fn fit(&mut self, path: &[&'a str], spelled: Spelled<'a>, node: &Node) -> Option<()> {
        let Spelled { said, tables } = &spelled;
        let is_array = |(_, block): &(usize, &Block)| block.array && block.below().len() == path.len();
        if tables.iter().any(is_array) {
            return if tables.iter().all(is_array) { self.fit_array(path, tables, node) } else { None };
        }
        match said.as_slice() {
            [said] if tables.is_empty() && said.path.len() == path.len() => {
                self.replace(said.line, path.first().filter(|_| path.len() == 1).copied(), node);
                Some(())
            }
            _ => self.fit_table(path, spelled, node),
        }
    }

    /// A table that is spelled as dotted lines, under a header, or under headers below it.
    fn fit_table(&mut self, path: &[&'a str], spelled: Spelled<'a>, node: &Node) -> Option<()> {
        let wanted = match (node, path) {
            (Node::Table(pairs), _) => pairs,
            // one name may stand without the brackets of a list
            (Node::List(items), [name]) if Field::from_name(name).map(Field::shape) == Some(Shape::Names) => {
                let [Node::Table(pairs)] = items.as_slice() else { return None };
                pairs
            }
            _ => return None,
        };
        let children = children(&spelled, path.len());
        let names: HashSet<&str> = children.iter().map(|(name, _)| *name).collect();
        let values: HashMap<&str, &Node> = wanted.iter().map(|(name, node)| (name.as_str(), node)).collect();
        let fresh: Vec<&(String, Node)> =
            wanted.iter().filter(|(name, _)| !names.contains(name.as_str())).collect();
        let mut fresh = Renamed::new(&fresh);
        for (name, below) in children {
            if let Some(node) = values.get(name) {
                self.fit(&[path, &[name]].concat(), below, node)?;
            } else if let Some((name, line)) = self.renamed(&below, path.len() + 1, &mut fresh) {
                self.splices.replace(line.key.clone(), print::key(name));
            } else {
                self.clear(&below);
            }
        }
        self.add(path, &spelled, &fresh.left().collect::<Vec<_>>());
        Some(())
    }

    /// The name of the new pair that says the same as a line that is all there is under its keys, and that line.
    fn renamed<'n>(
        &self,
        old: &Spelled<'a>,
        depth: usize,
        fresh: &mut Renamed<'n>,
    ) -> Option<(&'n str, &'a Line)> {
        let [said] = old.said.as_slice() else { return None };
        if said.path.len() != depth || !old.tables.is_empty() {
            return None;
        }
        let meaning = self.node(said.line)?.meaning();
        Some((&fresh.take(&meaning)?.0, said.line))
    }

    /// Adds pairs to a table, in the way it is spelled.
    fn add(&mut self, path: &[&str], spelled: &Spelled<'a>, fresh: &[&(String, Node)]) {
        let Spelled { said, tables } = spelled;
        let depth = path.len();
        let header = tables.iter().find(|(_, block)| block.below().len() == depth).map(|(_, block)| *block);
        let is_table = |node: &Node| matches!(node, Node::Table(_));
        let dotted = said.iter().rfind(|said| said.path.len() - said.line.path.len() < depth);
        let (mut lines, mut loose, mut below) = (String::new(), Vec::new(), String::new());
        let whole: Vec<&str> = [&[self.key], path].concat();
        for (name, node) in fresh {
            match (header, dotted) {
                _ if is_table(node) && !tables.is_empty() => {
                    below.push_str(&print::table(&[&whole[..], &[name]].concat(), node));
                }
                (None, Some(said)) => {
                    let above = said.path.len() - said.line.path.len();
                    let above: String =
                        path.iter().skip(above).map(|key| format!("{}.", print::key(key))).collect();
                    lines.push_str(&format!("{above}{} = {}\n", print::key(name), node.inline()));
                }
                _ => loose.push((name.clone(), node.clone())),
            }
        }
        let end = tables.iter().map(|(_, block)| Tree::end(block)).max().unwrap_or_default();
        match (header, dotted) {
            (Some(block), _) => self.splices.insert(Tree::end(block), print::lines(&Node::Table(loose))),
            (None, Some(said)) => self.splices.insert(said.line.whole.end, lines),
            (None, None) if loose.is_empty() => {}
            (None, None) => self.splices.insert_tables(end, print::table(&whole, &Node::Table(loose))),
        }
        self.splices.insert_tables(end, below);
    }

    /// `[[key.related]]`: a table an element.
    fn fit_array(&mut self, path: &[&str], tables: &[(usize, &'a Block)], node: &Node) -> Option<()> {
        let Node::List(items) = node else { return None };
        let old: Vec<String> =
            tables.iter().map(|(_, block)| Some(self.table(block)?.meaning())).collect::<Option<_>>()?;
        let new: Vec<String> = items.iter().map(Node::meaning).collect();
        let aligned = align(&old, &new);
        let kept: Vec<usize> = aligned.iter().flatten().copied().collect();
        if !kept.is_sorted() || !items.iter().all(|item| matches!(item, Node::Table(_))) {
            return None;
        }
        let header =
            [&[self.key], path].concat().iter().map(|key| print::key(key)).collect::<Vec<_>>().join(".");
        let mut end = tables.first().map_or(0, |(at, _)| self.tree.lead(*at));
        for (from, item) in aligned.iter().zip(items) {
            match from.and_then(|at| tables.get(at)) {
                Some((_, block)) => {
                    self.fit_element(block, item);
                    end = Tree::end(block);
                }
                None => self.splices.insert_tables(end, format!("\n[[{header}]]\n{}", print::lines(item))),
            }
        }
        let kept: HashSet<usize> = kept.into_iter().collect();
        for (_, (at, block)) in tables.iter().enumerate().filter(|(at, _)| !kept.contains(at)) {
            self.clear_table(*at, block);
        }
        Some(())
    }

    fn fit_element(&mut self, block: &'a Block, item: &Node) {
        let Node::Table(wanted) = item else { return };
        for line in &block.lines {
            match wanted.iter().find(|(name, _)| name == line.name()) {
                Some((_, node)) => self.replace(line, None, node),
                None => self.clear_line(line),
            }
        }
        let is_new = |(name, _): &&(String, Node)| !block.lines.iter().any(|line| line.name() == name);
        let fresh = wanted.iter().filter(is_new).cloned().collect();
        self.splices.insert(Tree::end(block), print::lines(&Node::Table(fresh)));
    }

    /// What a table without tables below it says; `None` if lines in it are dotted.
    fn table(&self, block: &Block) -> Option<Node> {
        let pairs = block.lines.iter().map(|line| match line.path.as_slice() {
            [name] => Some((name.clone(), self.node(line)?)),
            _ => None,
        });
        Some(Node::Table(pairs.collect::<Option<_>>()?))
    }

    fn node(&self, line: &Line) -> Option<Node> {
        Node::parse(self.tree.get(line.value.clone()))
    }

    /// Another value in the same place; of the field of that name, if it is all of one.
    fn replace(&mut self, line: &Line, field: Option<&str>, node: &Node) {
        if self.node(line).is_some_and(|own| own.meaning() == node.meaning()) {
            return;
        }
        let old = self.tree.get(line.value.clone());
        let indent = self.tree.keys(line).chars().count() + " = ".len();
        let new = inline::edit(old, node, Some(indent)).unwrap_or_else(|| {
            let comments: String = inner_comments(old).iter().map(|comment| format!("{comment}\n")).collect();
            self.splices.insert(line.whole.start, comments);
            print::spelled(field, indent, node)
        });
        self.splices.replace(line.value.clone(), new);
    }

    fn clear_line(&mut self, line: &Line) {
        self.splices.replace(line.whole.clone(), self.comments_of(line));
    }

    fn clear_table(&mut self, at: usize, block: &Block) {
        let mut comments: String =
            self.tree.header_tail(block).map(|tail| format!("{tail}\n")).into_iter().collect();
        let mut from = block.header.end;
        for line in &block.lines {
            let between = tree::comments(self.tree.get(from..line.whole.start));
            comments.extend(between.map(|comment| format!("{comment}\n")));
            comments.push_str(&self.comments_of(line));
            from = line.whole.end;
        }
        let lead = self.tree.lead(at);
        let blank = self.tree.get(lead..block.header.start).trim().is_empty();
        let start = if blank { lead } else { block.header.start };
        self.splices.replace(start..Tree::end(block), comments);
        self.gone.insert(at);
    }

    /// The comments inside a line's value and after it, a line each.
    fn comments_of(&self, line: &Line) -> String {
        let inner = inner_comments(self.tree.get(line.value.clone()));
        inner.into_iter().chain(self.tree.line_tail(line)).map(|comment| format!("{comment}\n")).collect()
    }
}

/// What is spelled under each next key, in the order of the keys' first mention.
fn children<'a>(spelled: &Spelled<'a>, depth: usize) -> Vec<(&'a str, Spelled<'a>)> {
    let mut children: Vec<(&str, Spelled<'a>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut child = |name: &'a str, add: &mut dyn FnMut(&mut Spelled<'a>)| {
        let at = *places.entry(name).or_insert(children.len());
        if at == children.len() {
            children.push((name, Spelled::default()));
        }
        children.get_mut(at).into_iter().for_each(|(_, spelled)| add(spelled));
    };
    for said in &spelled.said {
        if let Some(name) = said.path.get(depth) {
            child(name, &mut |spelled| spelled.said.push(said.clone()));
        }
    }
    for (at, block) in &spelled.tables {
        if let Some(name) = block.below().get(depth) {
            child(name, &mut |spelled| spelled.tables.push((*at, block)));
        }
    }
    children
}

#[cfg(test)]
mod tests {
    use crate::{
        diagnostic::Edit,
        format::toml::{self, read},
        model::{Conflict, Extra, Field, Name, NameText, Related, Value},
    };

    /// The lines that setting a field takes out of a source and puts into it; blank ones left out.
    fn changed(source: &str, field: Field, value: Value) -> String {
        let text = format!("[k]\ntype = \"book\"\n{source}\n[z]\ntype = \"book\"\n");
        let edit = Edit::Set { key: "k".into(), field: field.name().into(), value: value.clone() };
        let edited = toml::edit(&text, &[&edit]).unwrap();
        let (located, found) = read(&edited, "x.toml", &[]);
        assert_eq!((located[0].source.get(field), &found), (Some(&value), &vec![]), "{edited}");
        let diff = similar::TextDiff::from_lines(&text, &edited);
        let lines = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
        let lines = lines.filter(|change| !change.value().trim().is_empty());
        lines.map(|change| format!("{}{change}", change.tag())).collect()
    }

    fn reasons(pairs: &[(&str, &str)]) -> Value {
        Value::Reasons(pairs.iter().map(|(name, why)| ((*name).into(), (*why).into())).collect())
    }

    fn related(keys: &[&str]) -> Value {
        let one = |key: &&str| Related { key: (*key).into(), ..Related::default() };
        Value::Related(keys.iter().map(one).collect())
    }

    #[test]
    fn reasons_are_changed_in_their_table_their_lines_or_their_braces() {
        let wanted = reasons(&[("a", "new"), ("bb", "no"), ("c", "more")]);
        for (source, lines) in [
            (
                "[k.distinct] # agreed\na = \"old\" # of a\nb = \"no\" # of b\n",
                "-a = \"old\" # of a\n-b = \"no\" # of b\n+a = \"new\" # of a\n+bb = \"no\" # of b\n+c = \"more\"\n",
            ),
            (
                "distinct.a = 'old' # of a\ndistinct . b = 'no' # of b\n",
                "-distinct.a = 'old' # of a\n-distinct . b = 'no' # of b\n+distinct.a = \"new\" # of a\n+distinct . bb = 'no' # of b\n+distinct.c = \"more\"\n",
            ),
            (
                "distinct = { a = 'old', b = 'no' } # agreed\n",
                "-distinct = { a = 'old', b = 'no' } # agreed\n+distinct = { a = \"new\", bb = 'no', c = \"more\" } # agreed\n",
            ),
            (
                "distinct = { # agreed\n  a = 'old', # of a\n  b = 'no' # of b\n}\n",
                "-  a = 'old', # of a\n-  b = 'no' # of b\n+  a = \"new\", # of a\n+  bb = 'no', # of b\n+  c = \"more\"\n",
            ),
        ] {
            assert_eq!(changed(source, Field::Distinct, wanted.clone()), lines);
        }
        let gone = changed(
            "[k.distinct] # agreed\na = \"x\" # of a\nb = \"no\"\n",
            Field::Distinct,
            reasons(&[("b", "no")]),
        );
        assert_eq!(gone, "-a = \"x\" # of a\n+# of a\n");
    }

    #[test]
    fn tables_of_an_array_are_changed_one_by_one() {
        let source = "[[k.related]] # of a\nkey = \"a\" # a\n[[k.related]] # of b\nkey = \"b\" # b\n";
        assert_eq!(
            changed(source, Field::Related, related(&["a", "bb"])),
            "-key = \"b\" # b\n+key = \"bb\" # b\n"
        );
        assert_eq!(
            changed(source, Field::Related, related(&["b"])),
            "-[[k.related]] # of a\n-key = \"a\" # a\n+# of a\n+# a\n"
        );
        assert_eq!(
            changed(source, Field::Related, related(&["a", "b", "c"])),
            "+[[k.related]]\n+key = \"c\"\n"
        );
        // not in the order of the tables
        let turned = changed(source, Field::Related, related(&["b", "a"]));
        for comment in ["# of a\n", "# a\n", "# of b\n", "# b\n"] {
            assert!(turned.contains(&format!("+{comment}")), "{turned}");
        }
    }

    #[test]
    fn names_stay_in_their_tables_as_long_as_they_are_tables() {
        let org = |name: &str| NameText::Table(Box::new(Name::Literal(name.into())));
        for source in ["[[k.author]] # c\nname = \"Org\" # d\n", "[k.author] # c\nname = \"Org\" # d\n"] {
            let lines = changed(source, Field::Author, Value::Names(vec![org("Other")]));
            assert_eq!(lines, "-name = \"Org\" # d\n+name = \"Other\" # d\n");
            let lines = changed(
                source,
                Field::Author,
                Value::Names(vec![org("Org"), NameText::Text("Doe, J.".into())]),
            );
            let added = "+author = [{ name = \"Org\" }, \"Doe, J.\"]\n+# c\n+# d\n";
            assert!(lines.contains(added), "{lines}");
        }
        let lines = changed("author.name = \"Org\" # c\n", Field::Author, Value::Names(vec![org("Other")]));
        assert_eq!(lines, "-author.name = \"Org\" # c\n+author.name = \"Other\" # c\n");
    }

    #[test]
    fn conflicts_and_extra_are_changed_in_the_way_they_are_spelled() {
        let conflict = |field: &str| Conflict { field: field.into(), value: "v".into(), from: "f".into() };
        let value = Value::Conflicts(vec![conflict("date"), conflict("title")]);
        let date = "date = [{ value = \"v\", from = \"f\" }]\n";
        for (source, lines) in [
            ("[k.conflicts] # c\ntitle = [ # d\n  { value = \"v\", from = \"f\" },\n]\n", format!("+{date}")),
            ("conflicts.title = [{ value = \"v\", from = \"f\" }] # c\n", format!("+conflicts.{date}")),
            ("[[k.conflicts.title]] # c\nvalue = \"v\"\nfrom = \"f\"\n", format!("+[k.conflicts]\n+{date}")),
        ] {
            assert_eq!(changed(source, Field::Conflicts, value.clone()), lines);
        }
        let extra = |format: &str| Extra { format: format.into(), name: "x".into(), value: "y".into() };
        let value = Value::Extra(vec![extra("bibtex"), extra("ris")]);
        for (source, lines) in [
            ("[k.extra.bibtex] # c\nx = 'y' # d\n", "+[k.extra.ris]\n+x = \"y\"\n"),
            ("[k.extra] # c\nbibtex.x = 'y'\n", "+[k.extra.ris]\n+x = \"y\"\n"),
            ("extra.bibtex.x = 'y' # c\n", "+extra.ris = { x = \"y\" }\n"),
            (
                "extra = { bibtex = { x = 'y' } } # c\n",
                "-extra = { bibtex = { x = 'y' } } # c\n+extra = { bibtex = { x = 'y' }, ris = { x = \"y\" } } # c\n",
            ),
        ] {
            assert_eq!(changed(source, Field::Extra, value.clone()), lines);
        }
    }
}
