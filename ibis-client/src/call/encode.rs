//! Percent-encoding.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

/// All characters but the unreserved ones of RFC 3986.
///
/// A Java server would cut off a path at a semicolon, and a form turns a plus into a space, so every other character is
/// encoded everywhere.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Like [`RESERVED`], but keeps the slashes that separate path segments.
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// Appends part of a path, percent-encoded except for its slashes.
pub(super) fn push_path_encoded(target: &mut String, path: &str) {
    target.extend(utf8_percent_encode(path, RESERVED_IN_PATH));
}

/// Percent-encodes a text.
pub(crate) fn percent_encode(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, RESERVED)
}

/// Appends a percent-encoded text.
pub(super) fn push_encoded(target: &mut String, text: &str) {
    target.extend(percent_encode(text));
}

/// Returns the length of a percent-encoded text.
pub(crate) fn encoded_length(text: &str) -> usize {
    percent_encode(text).map(str::len).sum()
}

/// Appends percent-encoded `name=value` pairs, joined by `&`. Stops at the first error.
pub(super) fn push_pairs<'a, E>(
    target: &mut String,
    pairs: impl Iterator<Item = Result<(&'a str, &'a str), E>>,
) -> Result<(), E> {
    let mut separator = "";
    for pair in pairs {
        let (name, value) = pair?;
        target.push_str(separator);
        push_encoded(target, name);
        target.push('=');
        push_encoded(target, value);
        separator = "&";
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_unreserved_characters_are_encoded() {
        let mut encoded = String::new();
        push_encoded(&mut encoded, "aZ09-._~ /;+%?#&=é😀\u{0}");
        assert_eq!(encoded, "aZ09-._~%20%2F%3B%2B%25%3F%23%26%3D%C3%A9%F0%9F%98%80%00");
    }
}
