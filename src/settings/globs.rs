//! Globs: which files a setting or a query means. `*` stays in a folder, `**` does not, `!` takes away again.

use globset::{GlobBuilder, GlobMatcher};

/// Some globs, relative to the work tree, with `/`.
#[derive(Clone, Debug, Default)]
pub struct Globs(Vec<Glob>);

#[derive(Clone, Debug)]
struct Glob {
    text: String,
    matcher: GlobMatcher,
    takes_away: bool,
}

impl Globs {
    /// Adds one; an `Err` says why the text is none.
    pub fn add(&mut self, text: &str) -> Result<(), String> {
        let (pattern, takes_away) = text.strip_prefix('!').map_or((text, false), |pattern| (pattern, true));
        let pattern = pattern.trim_start_matches("./");
        let glob = GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build();
        let matcher = glob.map_err(|error| error.kind().to_string())?.compile_matcher();
        self.0.push(Glob { text: pattern.to_owned(), matcher, takes_away });
        Ok(())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether they mean the file of that path.
    pub fn means(&self, path: &str) -> bool {
        self.meaning(path).next().is_some()
    }

    /// The globs that mean the file of that path, by their position.
    pub fn meaning<'a>(&'a self, path: &'a str) -> impl Iterator<Item = usize> + 'a {
        let hits = move |glob: &Glob| glob.text == path || glob.matcher.is_match(path);
        let gone = self.0.iter().any(|glob| glob.takes_away && hits(glob));
        let all = self.0.iter().enumerate().filter(move |(_, glob)| !gone && !glob.takes_away && hits(glob));
        all.map(|(at, _)| at)
    }

    /// The globs that add files, with their position.
    pub fn adding(&self) -> impl Iterator<Item = (usize, &str)> {
        let all = self.0.iter().enumerate().filter(|(_, glob)| !glob.takes_away);
        all.map(|(at, glob)| (at, glob.text.as_str()))
    }

    /// The folders (or files) that have to be walked to find all files that are meant; none lies in another.
    pub fn roots(&self) -> Vec<&str> {
        let mut roots: Vec<&str> = self.adding().map(|(_, text)| root(text)).collect();
        roots.sort_unstable();
        let mut outermost: Vec<&str> = Vec::new();
        for path in roots {
            let inside = outermost.iter().any(|outer| {
                path.strip_prefix(outer)
                    .is_some_and(|rest| outer.is_empty() || rest.is_empty() || rest.starts_with('/'))
            });
            if !inside {
                outermost.push(path);
            }
        }
        outermost
    }
}

/// The part of a glob before the first folder or name in which a character means something.
fn root(glob: &str) -> &str {
    let special = glob.find(['*', '?', '[', '{', '\\']);
    let Some(at) = special else { return glob };
    let start = glob.get(..at).and_then(|before| before.rfind('/')).unwrap_or(0);
    glob.get(..start).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globs(texts: &[&str]) -> Globs {
        let mut globs = Globs::default();
        for text in texts {
            globs.add(text).unwrap();
        }
        globs
    }

    #[test]
    fn a_star_stays_in_its_folder_and_a_mark_takes_away() {
        let globs = globs(&["docs/**/*.md", "*.tex", "!docs/old/**", "./a.typ"]);
        for (path, means) in [
            ("docs/a.md", true),
            ("docs/x/y/a.md", true),
            ("docs/old/a.md", false),
            ("a.tex", true),
            ("x/a.tex", false),
            ("a.typ", true),
            ("docs/a.tex", false),
        ] {
            assert_eq!(globs.means(path), means, "{path}");
        }
    }

    #[test]
    fn only_the_outermost_folders_are_walked() {
        assert_eq!(
            globs(&["docs/**/*.md", "docs/x/*.md", "docs-old/a.md", "!x/**"]).roots(),
            ["docs", "docs-old/a.md"]
        );
        assert_eq!(globs(&["docs/*.md", "*.tex"]).roots(), [""]);
    }

    #[test]
    fn what_is_no_glob_is_said() {
        assert!(Globs::default().add("docs/[a").is_err());
    }
}
