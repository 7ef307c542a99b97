//! `cited-in:` in a query: what the documents cite that it names.

use super::{Document, Language, of_file, read_globs};
use crate::{
    diagnostic::{Diagnostic, nearest},
    files,
    library::Library,
    query::{NoQuery, Query},
    settings::Globs,
};

/// Hands a query the keys of what the documents cite that it names with `cited-in:`. Documents are looked for in those of
/// `[documents] paths`, then on disk. An `Err` names one that is nowhere; what is wrong with documents as files is returned.
pub fn resolve(library: &Library, query: &mut Query) -> Result<Vec<Diagnostic>, NoQuery> {
    let mut asked = query.cited_in();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let (documents, found) = super::read(library);
    for cited in &mut asked {
        let fault = |message: String, help: String| NoQuery { message, at: cited.at, help: Some(help) };
        let mut globs = Globs::default();
        if let Err(why) = globs.add(&cited.path) {
            return Err(fault(
                format!("`{}` names no documents: {why}", cited.path),
                "write as `cited-in:docs/*.md`".to_owned(),
            ));
        }
        let mut meant: Vec<&Document> =
            documents.iter().filter(|document| globs.means(&document.path)).collect();
        let elsewhere = if meant.is_empty() { elsewhere(library, &cited.path, &globs) } else { Vec::new() };
        meant.extend(&elsewhere);
        if meant.is_empty() {
            let paths = documents.iter().map(|document| document.path.as_str());
            let help = match nearest(&cited.path, paths) {
                Some(path) => format!("did you mean `cited-in:{path}`?"),
                None => "name it relative to the git work tree, as reports do".to_owned(),
            };
            return Err(fault(format!("there is no document `{}`", cited.path), help));
        }
        let sources = meant.iter().flat_map(|document| document.sources(library));
        cited.keys =
            sources.filter_map(|at| library.sources().get(at)).map(|source| source.key.clone()).collect();
    }
    Ok(found)
}

/// Documents that no setting names.
fn elsewhere(library: &Library, path: &str, globs: &Globs) -> Vec<Document> {
    if library.is_foreign() {
        // without a library there is no work tree; the path is that of the file
        let read = Language::of(path).map(|_| of_file(path, files::read(std::path::Path::new(path))));
        return read.and_then(Result::ok).into_iter().collect();
    }
    let outside = path.starts_with('/') || path.split('/').any(|segment| segment == "..");
    if outside { Vec::new() } else { read_globs(library, globs).0 }
}
