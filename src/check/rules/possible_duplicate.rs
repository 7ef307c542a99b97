use super::{Finding, Look, Subject, WARNING, duplicate::tell};
use crate::dedupe::Verdict;

rule! {
    /// A source that may be in the library twice.
    ///
    /// ## What it finds
    /// Two sources that may be the same work, as `bib dedupe` finds them: a person should look.
    ///
    /// ## Why it matters
    /// If they are one, the work stands twice in every list; if they are two, say so once, and nobody is asked again.
    ///
    /// ## Example
    /// ```toml
    /// [weng2023prompt]
    /// type = "online"
    /// author = ["Weng, Lilian"]
    /// title = "Prompt Engineering"
    /// date = "2023"
    /// url = "https://lilianweng.github.io/posts/2023-03-15-prompt-engineering/"
    /// ```
    /// ```toml
    /// [weng2023engineering]
    /// type = "online"
    /// author = ["Weng, Lilian"]
    /// title = "Prompt Engineering"
    /// date = "2023"
    /// url = "https://lilianweng.github.io/archive/prompt/"
    /// ```
    ///
    /// ## Instead
    /// Merge them, or remember that they are two works:
    /// ```toml
    /// [weng2023prompt]
    /// type = "online"
    /// author = ["Weng, Lilian"]
    /// title = "Prompt Engineering"
    /// date = "2023"
    /// url = "https://lilianweng.github.io/posts/2023-03-15-prompt-engineering/"
    /// distinct = { weng2023engineering = "the slides of the talk" }
    /// ```
    /// ```toml
    /// [weng2023engineering]
    /// type = "online"
    /// author = ["Weng, Lilian"]
    /// title = "Prompt Engineering"
    /// date = "2023"
    /// url = "https://lilianweng.github.io/archive/prompt/"
    /// ```
    "possible-duplicate", WARNING, Look::Library(look)
}

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    tell(subject, Verdict::Possible, found);
}
