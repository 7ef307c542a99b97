use super::{Finding, Look, Looked, WARNING, text};
use crate::{
    diagnostic::Fix,
    model::{Field, ident},
};
use std::borrow::Cow;
use url::{Host, Url};

rule! {
    /// A web address that leads nowhere.
    ///
    /// ## What it finds
    /// A `url` without its scheme, with a blank in it, with LaTeX around it, with two addresses, or that leads to a file or
    /// machine that readers do not have: `file:`, `localhost`.
    ///
    /// ## Why it matters
    /// The link of every page and list that is made of it is broken.
    ///
    /// ## Example
    /// ```toml
    /// [weng2023prompt]
    /// type = "online"
    /// author = ["Weng, Lilian"]
    /// title = "Prompt Engineering"
    /// date = "2023-03-15"
    /// url = "www.lilianweng.github.io/posts/2023-03-15-prompt-engineering/"
    /// ```
    ///
    /// ## Instead
    /// ```toml
    /// [weng2023prompt]
    /// type = "online"
    /// author = ["Weng, Lilian"]
    /// title = "Prompt Engineering"
    /// date = "2023-03-15"
    /// url = "https://lilianweng.github.io/posts/2023-03-15-prompt-engineering/"
    /// ```
    "url-form", WARNING, Look::Source(look)
}

fn look(looked: &Looked<'_>, found: &mut Vec<Finding>) {
    let Some(written) = looked.source.text(Field::Url).filter(|text| !text.trim().is_empty()) else { return };
    let finding = |message: String| looked.finding(message).field(Field::Url);
    let bare = bare(written);
    let to = |address: String| [text(looked, Field::Url, address)];
    let told = match fault(&bare) {
        None if *bare == *written => return,
        None => {
            let finding = finding("the address is not in its plain form".to_owned());
            finding.help("leave out what stands around it, and the backslashes").fix(Fix::safe(to(bare.into_owned())))
        }
        Some(Fault::Scheme) => finding(format!("`{bare}` has no scheme"))
            .help("begin it with `https://`")
            .fix(Fix::careful(to(format!("https://{bare}")))),
        Some(Fault::Blank) => finding(format!("there is a blank in `{bare}`"))
            .help("write `%20`, or take it out")
            .fix(Fix::careful(to(bare.split_whitespace().collect::<Vec<_>>().join("%20")))),
        Some(Fault::Several) => finding("there are several addresses in `url`".to_owned())
            .help("keep the best, and put another into `note` or a house field"),
        Some(Fault::Here) => finding(format!("`{bare}` leads to a machine or file that readers do not have"))
            .help("name a public address; a copy of your own is a `file`"),
        Some(Fault::None) => {
            finding(format!("`{bare}` is no web address")).help("write it as `https://example.org/page`")
        }
    };
    found.push(told);
}

/// What is wrong with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Scheme,
    Blank,
    Several,
    Here,
    None,
}

fn fault(bare: &str) -> Option<Fault> {
    let words: Vec<&str> = bare.split_whitespace().take(9).collect();
    if words.len() > 1 {
        let several = words.iter().filter(|word| word.contains("://")).count() > 1;
        let is_one = bare.contains("://") && url(bare).is_some();
        return Some(if several { Fault::Several } else if is_one { Fault::Blank } else { Fault::None });
    }
    let Some(url) = url(bare) else {
        // a host and what may follow it
        let host = bare.split(['/', ':', '?', '#']).next().unwrap_or_default();
        let is_host = host.contains('.') && url(&format!("https://{bare}")).is_some_and(|url| is_public(&url));
        return Some(if is_host { Fault::Scheme } else { Fault::None });
    };
    match url.scheme() {
        // the letter of a disk, too
        scheme if scheme == "file" || scheme.len() == 1 => Some(Fault::Here),
        "http" | "https" | "ftp" if !is_public(&url) => Some(Fault::Here),
        _ => None,
    }
}

/// The parts of an address; `None` if it has no scheme, for which `example.org:80` has none.
fn url(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| !url.scheme().contains('.') && url.scheme() != "localhost")
}

/// Whether all can reach the host, as far as its name says.
fn is_public(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name.rsplit_once('.').is_some_and(|(_, top)| !matches!(top, "local" | "localhost"))
        }
        Some(Host::Ipv4(ip)) => !(ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified()),
        Some(Host::Ipv6(ip)) => !(ip.is_loopback() || ip.is_unspecified()),
        None => false,
    }
}

/// The address without what LaTeX, a letter or a sentence puts around it.
fn bare(written: &str) -> Cow<'_, str> {
    let text = written.trim();
    let around = [("\\url{", "}"), ("<", ">"), ("{", "}"), ("\"", "\"")];
    let inner = around.iter().find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close));
    ident::unescape(inner.unwrap_or(text).trim())
}

#[cfg(test)]
mod tests {
    use crate::check::rules::found;

    #[test]
    fn addresses_are_judged() {
        for (url, fixed) in [
            ("https://example.org/a_b?c=d#e", None),
            ("http://example.org", None),
            ("ftp://example.org/x", None),
            ("https://93.184.216.34/x", None),
            ("https://例え.jp/ページ", None),
            ("doi:10.1000/1", None),
            ("urn:nbn:de:1", None),
            ("mailto:a@example.org", None),
            (" https://example.org/ ", Some("url=https://example.org/")),
            (r"\url{https://example.org/a\_b}", Some("url=https://example.org/a_b")),
            ("<https://example.org/>", Some("url=https://example.org/")),
            ("www.example.org/x", Some("url=https://www.example.org/x")),
            ("example.org:8080/x", Some("url=https://example.org:8080/x")),
            ("https://example.org/a b", Some("url=https://example.org/a%20b")),
            ("https://example.org https://example.net", Some("")),
            ("http://localhost:3000/x", Some("")),
            ("localhost:3000", Some("")),
            ("http://192.168.1.7/", Some("")),
            ("http://wiki/x", Some("")),
            ("file:///home/x.pdf", Some("")),
            (r"C:\x\y.pdf", Some("")),
            ("see the web page", Some("")),
            ("http://", Some("")),
            ("n/a", Some("")),
        ] {
            let fields = format!("url = '{url}'");
            assert_eq!(found("url-form", "online", &fields).as_deref(), fixed, "{url}");
        }
    }
}
