//! The keys that went away in merges: in documents, on the screen, and in a file.

use super::{Args, Shape, merge};
use crate::{
    cli::{Context, cited::Cited, trouble, trouble::Problem},
    files,
    library::Library,
    model::text::visible,
};
use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

/// Which key took the place of which, as `--map` writes it beside what it wrote earlier.
pub(super) struct Moved<'m>(BTreeMap<&'m str, &'m str>);

/// Ends the command if it is asked for what only a merge can do, or a map is to take the place of another file.
pub(super) fn refuse(args: &Args) -> anyhow::Result<()> {
    let merges = args.fix || args.interactive || !args.merge.is_empty();
    let (flag, help) = match (&args.map, args.documents) {
        (Some(_), _) if !merges => ("--map", "take it with `--fix`, `--interactive` or `--merge`"),
        (None, true) if !merges && !args.diff => ("--documents", "take it with `--fix`, `--interactive`, `--merge` or `--diff`"),
        (Some(file), _) => {
            known(file)?;
            // what cannot be told afterwards is not done
            return files::can_write(file).map_err(trouble::from_fault);
        }
        _ => return Ok(()),
    };
    Err(Problem::new(format!("`{flag}` says nothing without a merge")).help(help).into())
}

/// What a map says that was written earlier; nothing if there is none.
fn known(file: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let Some(bytes) = files::read_if_there(file).map_err(trouble::from_fault)? else { return Ok(BTreeMap::new()) };
    serde_json::from_slice(&bytes).map_err(|_| {
        let problem = Problem::new(format!("{} is there and is no map of keys", file.display()));
        problem.help("name another file").into()
    })
}

impl<'m> Moved<'m> {
    /// The keys that go away in these merges, made one after another: what went into a source that goes away leads to where
    /// that goes.
    pub(super) fn of(merges: &'m [merge::Merged]) -> Moved<'m> {
        let mut moved: BTreeMap<&str, &str> = BTreeMap::new();
        let pairs = merges.iter().rev().flat_map(|merged| {
            merged.gone.iter().map(|gone| (gone.as_str(), merged.survivor.key.as_str()))
        });
        for (gone, key) in pairs {
            let last = moved.get(key).copied().unwrap_or(key);
            moved.insert(gone, last);
        }
        Moved(moved)
    }

    /// What puts the new keys into documents, if that is asked for. Where one cannot stand is reported, and left alone.
    pub(super) fn cite(&self, args: &Args, cx: &mut Context<'_>, library: &Library) -> anyhow::Result<Cited> {
        let moved: HashMap<&str, &str> = self.0.iter().map(|(old, new)| (*old, *new)).collect();
        let mut cited = Cited::of(cx, library, &moved, args.documents)?;
        if args.documents {
            cx.report_documents(std::mem::take(&mut cited.faults), &[]);
        }
        Ok(cited)
    }

    /// The whole map: what went away earlier leads to where its key leads now.
    fn with(&self, mut known: BTreeMap<String, String>) -> BTreeMap<String, String> {
        for new in known.values_mut() {
            if let Some(newer) = self.0.get(new.as_str()) {
                (*newer).clone_into(new);
            }
        }
        known.extend(self.0.iter().map(|(old, new)| ((*old).to_owned(), (*new).to_owned())));
        known
    }

    /// Says what became of citations, and prints or writes the map.
    pub(super) fn tell(&self, args: &Args, cx: &mut Context<'_>, cited: &Cited) -> anyhow::Result<()> {
        if args.documents {
            for (old, new) in &self.0 {
                let line = format!("{} → {}", visible(old), visible(new));
                match args.format {
                    Shape::Text => cx.print(&format!("{line}\n"))?,
                    _ => cx.say(line),
                }
            }
        }
        cited.tell(cx, args.documents);
        let Some(file) = &args.map else { return Ok(()) };
        let text = serde_json::to_string_pretty(&self.with(known(file)?))? + "\n";
        files::write(file, &text).map_err(trouble::from_fault)?;
        cx.say(format_args!("wrote {}", file.display()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Source};

    #[test]
    fn what_goes_into_a_source_that_goes_away_leads_to_where_that_goes() {
        let merge = |keep: &str, gone: &str| {
            merge::merge(&Source::new(keep, Kind::Book), &[&Source::new(gone, Kind::Book)], merge::Policy::Best)
        };
        let merges = [merge("b", "a"), merge("c", "b"), merge("z", "c"), merge("y", "x")];
        let pairs: Vec<_> = Moved::of(&merges).0.into_iter().collect();
        assert_eq!(pairs, [("a", "z"), ("b", "z"), ("c", "z"), ("x", "y")]);
    }

    #[test]
    fn a_map_keeps_what_went_away_earlier() {
        let known = [("a", "b"), ("x", "y")].map(|(old, new)| (old.to_owned(), new.to_owned()));
        let map = Moved(BTreeMap::from([("b", "c")])).with(BTreeMap::from(known));
        let pairs: Vec<_> = map.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
        assert_eq!(pairs, [("a", "c"), ("b", "c"), ("x", "y")]);
    }
}
