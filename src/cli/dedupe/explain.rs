//! `bib dedupe --explain`: how the verdict on two sources comes about, also if they are no duplicates.

use super::{
    Args, Shape, both,
    group::{self, Look, headed},
};
use crate::{
    cli::{Context, Exit, trouble::Problem},
    dedupe::{self, Comparison, Duplicates, Reckoning, Verdict},
    library::Library,
    model::{Source, text::visible},
    report::duplicates::ExplainedJson,
};
use std::fmt::Write;

pub(super) fn run(args: &Args, cx: &mut Context<'_>, a: &str, b: &str) -> anyhow::Result<Exit> {
    let library = cx.open_source(&args.from)?;
    let Some((a, b)) = both(cx, &library, a, b) else { return Ok(Exit::Findings) };
    let options = &library.settings().dedupe;
    let source = |at: usize| library.sources().get(at).map(|source| library.resolve(source).source);
    let (Some(x), Some(y)) = (source(a), source(b)) else { return Ok(Exit::Findings) };
    let mut comparison = dedupe::compare(&x, &y, options);
    // whom two others contradict, and whom a search brings together, is known when all are compared
    if comparison.verdict >= Verdict::Possible {
        settle(&mut comparison, (a, b), &dedupe::of_library(&library));
    }
    let reckoning = dedupe::reckon(&x, &y, options);
    match args.format {
        Shape::Json => cx.print_json(&ExplainedJson::new(&x.key, &y.key, &comparison, &reckoning))?,
        Shape::Text => {
            let look = super::look(cx);
            cx.print(&text(&library, [a, b], [&x, &y], &comparison, &reckoning, &look))?;
        }
        _ => {
            let problem = Problem::new("how a verdict comes about is no finding");
            return Err(problem.help("use `--explain` with `--format text` or `json`").into());
        }
    }
    Ok(Exit::Done)
}

/// Makes the verdict on two sources alone the one that they have among all.
fn settle(comparison: &mut Comparison, (a, b): (usize, usize), found: &Duplicates) {
    let pairs = found.groups.iter().flat_map(|group| &group.pairs);
    let pair = pairs.into_iter().find(|pair| (pair.a, pair.b) == (a, b) || (pair.a, pair.b) == (b, a));
    let together = found.groups.iter().filter(|group| [a, b].iter().all(|at| group.members.contains(at)));
    match (pair, together.map(|group| group.verdict).max()) {
        (Some(pair), _) => {
            comparison.verdict = pair.comparison.verdict;
            comparison.because.clone_from(&pair.comparison.because);
        }
        (None, Some(Verdict::Certain)) => {
            comparison.verdict = Verdict::Certain;
            comparison.because += "; each is certain with the rest of the group";
        }
        (None, _) => {
            comparison.because += "; but they share no key by which dedupe finds what to compare, so that it does \
                                   not report them";
        }
    }
}

fn text(
    library: &Library,
    at: [usize; 2],
    [a, b]: [&Source; 2],
    comparison: &Comparison,
    reckoning: &Reckoning,
    look: &Look,
) -> String {
    let head = format!("{} and {}: {}: ", a.key, b.key, verdict(comparison, a, b));
    let mut text = headed(&visible(&head), &comparison.because, look);
    text += &group::draw_two(library, at, look);
    text.push('\n');
    let Reckoning { prior, weights, bits, possible, certain, veto } = reckoning;
    let faint = look.theme.faint;
    let _ = writeln!(text, "   bits  evidence");
    let _ = writeln!(text, "{faint}{prior:7.1}  the odds before anything is compared{faint:#}");
    for weight in weights {
        let _ = writeln!(text, "{:+7.1}  {}: {}", weight.bits, weight.field, weight.because);
    }
    let _ = writeln!(
        text,
        "{bits:7.1}  the sum, a chance of {}; possible from {possible:.1} bits, certain from {certain:.1}",
        comparison.score
    );
    if let Some(veto) = veto {
        let most = group::word(veto.verdict);
        text += &headed("veto: ", &format!("{}: {most} at most, whatever the sum", veto.because), look);
    }
    text
}

/// The verdict, with the direction of a relation.
fn verdict(comparison: &Comparison, a: &Source, b: &Source) -> String {
    let word = group::word(comparison.verdict);
    match comparison.relation {
        Some(relation) => {
            let (from, to) = if comparison.forward { (a, b) } else { (b, a) };
            format!("{word}, {} {} {}", from.key, relation.name(), to.key)
        }
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(texts: &[(&str, &str)]) -> Library {
        let texts = texts.iter().map(|(key, fields)| {
            let text = format!(
                "[{key}]\ntype = \"article\"\ntitle = \"A long enough title of its own\"\nauthor = [\"Doe, Jane\"]\n{fields}"
            );
            (format!("{key}.toml"), text)
        });
        Library::from_texts("", texts).unwrap()
    }

    /// The verdict on two sources among all, and what decided.
    fn settled(library: &Library, a: &str, b: &str) -> (Verdict, String) {
        let (x, y) = (library.get(a).unwrap(), library.get(b).unwrap());
        let mut comparison = dedupe::compare(x, y, &library.settings().dedupe);
        let at = (library.locate(a).unwrap(), library.locate(b).unwrap());
        settle(&mut comparison, at, &dedupe::of_library(library));
        (comparison.verdict, comparison.because)
    }

    #[test]
    fn a_verdict_is_the_one_that_dedupe_gives_among_all() {
        let same = "date = \"2001\"\ndoi = \"10.1000/1\"\n";
        let not_b = format!("{same}distinct = {{ b = \"looked\" }}\n");
        let library = library(&[("a", same), ("b", same), ("c", same), ("f", &not_b)]);
        let (verdict, because) = settled(&library, "f", "a");
        assert_eq!(verdict, Verdict::Possible);
        assert!(because.ends_with("but together they would join b and f, which are two works"), "{because}");
        assert_eq!(settled(&library, "a", "b").0, Verdict::Possible);
        assert_eq!(settled(&library, "a", "c").0, Verdict::Certain);
        // copies are compared with the first of them only
        let library = self::library(&[("a", same), ("b", same), ("c", same)]);
        let (verdict, because) = settled(&library, "b", "c");
        assert_eq!(verdict, Verdict::Certain);
        assert!(because.ends_with("each is certain with the rest of the group"), "{because}");
    }
}
