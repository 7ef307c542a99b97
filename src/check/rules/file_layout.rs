use super::{Finding, Look, Subject, WARNING};
use crate::{
    diagnostic::{Edit, Fix},
    settings::fold_path,
};
use std::{
    cell::LazyCell,
    collections::{HashMap, HashSet},
};

rule! {
    /// A source in a file that is not the one of the layout.
    ///
    /// ## What it finds
    /// A source whose file has another name or stands in another folder than `layout` in `bib.toml` says, and a file of
    /// several sources where the layout gives each its own. Capitals, and a `~2` at the end that tells two files apart, do
    /// not matter.
    ///
    /// ## Why it matters
    /// Nobody finds the source by its key, and two pull requests that touch two sources meet in one file.
    ///
    /// ## Example
    /// ```toml book.toml
    /// [brooks1995mythical]
    /// type = "book"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Mythical Man-Month"
    /// publisher = "Addison-Wesley"
    /// date = "1995"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [brooks1995mythical]
    /// type = "book"
    /// author = ["Brooks, Frederick P."]
    /// title = "The Mythical Man-Month"
    /// publisher = "Addison-Wesley"
    /// date = "1995"
    /// ```
    "file-layout", WARNING, Look::Library(look)
}

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let library = subject.library;
    if library.is_foreign() {
        return;
    }
    let layout = &library.settings().layout;
    let mut held: HashMap<&str, usize> = HashMap::new();
    for at in 0..library.sources().len() {
        *held.entry(library.path(at)).or_default() += 1;
    }
    let files = LazyCell::new(|| library.paths().map(fold_path).collect::<HashSet<String>>());
    let mut claimed: HashSet<String> = HashSet::new();
    let mut told: HashSet<&str> = HashSet::new();
    for (at, source) in library.sources().iter().enumerate() {
        let path = library.path(at);
        let count = held.get(path).copied().unwrap_or_default();
        if layout.is_one_each() && count > 1 {
            if told.insert(path) {
                let message = format!("the file holds {count} sources, and the layout `{layout}` gives each its own");
                found.push(Finding::of(at, message).help("split the file, or say so with `layout` in `bib.toml`"));
            }
            continue;
        }
        let wanted = library.layout_path(source);
        if path == wanted || is_at(path, &wanted, layout.is_one_each()) {
            continue;
        }
        let message = format!("the source is in `{path}`, and its place by the layout is `{wanted}`");
        let finding = Finding::of(at, message).help("move it there, or change `layout` in `bib.toml`");
        // into a file that holds others a person has to put it
        let is_free = layout.is_one_each() || {
            let folded = fold_path(&wanted);
            !files.contains(&folded) && claimed.insert(folded)
        };
        let moves = || Fix::safe([Edit::Move { key: source.key.clone() }]);
        found.push(if count == 1 && is_free { finding.fix(moves()) } else { finding });
    }
}

/// Whether a file is the wanted one, also for a disk that ignores case, or one beside it because that was taken.
fn is_at(path: &str, wanted: &str, one_each: bool) -> bool {
    let (path, wanted) = (fold_path(path), fold_path(wanted));
    let beside = |path: &str| {
        let number = path.strip_prefix(wanted.strip_suffix(".toml")?)?.strip_prefix('~')?.strip_suffix(".toml")?;
        number.bytes().all(|b| b.is_ascii_digit()).then_some(())
    };
    path == wanted || (one_each && beside(&path).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        check::{self, Options, Rule},
        diagnostic::Safety,
        library::Library,
        model::date::Point,
    };

    #[test]
    fn files_are_known_by_the_layout() {
        for (path, wanted, is) in [
            ("a.toml", "a.toml", true),
            ("A.toml", "a.toml", true),
            ("a~2.toml", "a.toml", true),
            ("a~x.toml", "a.toml", false),
            ("x/a.toml", "a.toml", false),
        ] {
            assert_eq!(is_at(path, wanted, true), is, "{path}");
        }
        assert!(!is_at("2001~2.toml", "2001.toml", false));
    }

    #[test]
    fn a_file_moves_to_its_place_and_takes_none_s() {
        let text = |key: &str| format!("# of {key}\n[{key}]\ntype = \"book\"\n");
        let texts = [("x.toml", "a"), ("y/a.toml", "A"), ("b.toml", "b")];
        let texts = texts.map(|(path, key)| (path.to_owned(), text(key)));
        let library = Library::from_texts("", texts).unwrap();
        let options = Options { select: vec![Rule::from_name("file-layout").unwrap()], ..Options::default() };
        let today = Point::new(2026, None, None).unwrap();
        let look = |state: check::State<'_>| check::check(&Subject::new(state, today), &options, &|_| true);
        let mended = check::mend(check::State::alone(&library), &look, Safety::Safe);
        let changes = mended.plan.changes.iter();
        let changes: Vec<_> = changes.map(|change| (change.path.as_str(), change.after.as_deref())).collect();
        let (a, b) = (text("a"), text("A"));
        assert_eq!(changes, [("A~2.toml", Some(&*b)), ("a.toml", Some(&*a)), ("x.toml", None), ("y/a.toml", None)]);
        assert!(mended.left.iter().all(|left| left.rule != "file-layout"), "{:?}", mended.left);
    }
}
