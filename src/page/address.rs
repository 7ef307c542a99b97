//! Addresses that may stand on a page.

/// An http, https or mailto address: whatever could end it or start markup is percent-encoded. `None` for anything
/// else, as `javascript:`.
pub fn address(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = url.split_once(':')?;
    let known = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
        && rest.starts_with("//")
        || scheme.eq_ignore_ascii_case("mailto");
    if !known || rest.trim_start_matches('/').is_empty() {
        return None;
    }
    let mut out = String::with_capacity(url.len());
    for char in url.chars() {
        match char {
            // RFC 3986 allows these and no markup minds them; words of other scripts stay readable, and browsers
            // encode them
            _ if char.is_alphanumeric() || "-._~:/?#@!&'*+,;=%".contains(char) => out.push(char),
            _ => percent(char, &mut out),
        }
    }
    Some(out)
}

/// A character percent-encoded in UTF-8.
fn percent(char: char, out: &mut String) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or('0');
    for byte in char.encode_utf8(&mut [0; 4]).bytes() {
        out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
    }
}
