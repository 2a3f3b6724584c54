//! Percent-encoding.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986. A server in Java would cut a path off at a
/// semicolon, and forms read a plus as a space, so nothing else is left as it is, anywhere.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The same for a path, whose slashes separate segments.
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// Adds a part of a path in encoded form, but for its slashes.
pub(super) fn push_path_encoded(target: &mut String, path: &str) {
    target.extend(utf8_percent_encode(path, RESERVED_IN_PATH));
}

/// Adds a text in encoded form.
pub(super) fn push_encoded(target: &mut String, text: &str) {
    target.extend(utf8_percent_encode(text, RESERVED));
}

/// How many characters a text has in encoded form.
pub(crate) fn encoded_length(text: &str) -> usize {
    utf8_percent_encode(text, RESERVED).map(str::len).sum()
}

/// Adds `name=value` pairs, joined by `&`, up to the first that cannot be sent.
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
    fn only_unreserved_characters_stay() {
        let mut encoded = String::new();
        push_encoded(&mut encoded, "aZ09-._~ /;+%?#&=é😀\u{0}");
        assert_eq!(encoded, "aZ09-._~%20%2F%3B%2B%25%3F%23%26%3D%C3%A9%F0%9F%98%80%00");
    }
}
