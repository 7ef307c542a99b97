//! Text with marks: `{...}` keeps capitals, `<i> <b> <sub> <sup> <sc>` are CSL's rich text, `$...$` is TeX
//! maths (pandoc's rule: no blank inside the dollars, no digit after the second). `\{ \} \$ \< \\` are literal; a mark that
//! does not close is literal. Marks are events, not a tree, so that no depth of nesting can overflow the stack.

/// A mark that spans text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// `{...}`: capitals are kept.
    Protect,
    /// `<i>`
    Italic,
    /// `<b>`
    Bold,
    /// `<sub>`
    Sub,
    /// `<sup>`
    Sup,
    /// `<sc>`: small capitals.
    SmallCaps,
}

/// A piece of marked text. `Open` and `Close` are always balanced and nested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A mark starts.
    Open(Mark),
    /// The mark that was opened last ends.
    Close(Mark),
    /// Plain text, escapes resolved.
    Text(std::borrow::Cow<'a, str>),
    /// TeX maths, without the dollars.
    Math(&'a str),
}

/// The events of a marked text.
pub fn events(marked: &str) -> Vec<Event<'_>> {
    let _ = marked;
    todo!()
}

/// Marked text from events; `events(&write(&events(t))) == events(t)`.
pub fn write<'a>(events: impl IntoIterator<Item = Event<'a>>) -> String {
    let _ = events;
    todo!()
}

/// The text without its marks; maths without its dollars.
pub fn plain(marked: &str) -> String {
    let _ = marked;
    todo!()
}

/// Marked text that means exactly this plain text: `plain(&escape(t)) == t`.
pub fn escape(plain: &str) -> String {
    let _ = plain;
    todo!()
}
