//! Lone surrogates: `\ud800` in a JSON string, which a Rust string cannot represent.
//!
//! The JSON parser rejects a document with one. So they are replaced with a character that the document does not use, and
//! only the strings that contain it are lost.

use std::collections::HashSet;
use std::ops::RangeInclusive;

/// Replaces each escape of a lone surrogate. Returns the character that replaces them, or `None` if there are none.
///
/// The text keeps its length, so positions remain valid.
pub(super) fn replace_lone(text: &mut String) -> Option<char> {
    let (lone, used) = escapes(text.as_bytes());
    if lone.is_empty() {
        return None;
    }
    let used: HashSet<char> = used.into_iter().chain(text.chars().filter(|c| MARKERS.contains(c))).collect();
    let marker = MARKERS.into_iter().find(|candidate| !used.contains(candidate))?;
    let escape = format!("\\u{:04x}", u32::from(marker));
    for start in lone {
        text.replace_range(start..start + escape.len(), &escape);
    }
    Some(marker)
}

/// Noncharacters, which do not occur in meaningful text.
const MARKERS: RangeInclusive<char> = '\u{fdd0}'..='\u{fdef}';

/// The positions of lone surrogates among the escapes in a text, and the escaped characters that cannot serve as the marker.
fn escapes(text: &[u8]) -> (Vec<usize>, Vec<char>) {
    let (mut lone, mut used) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(offset) = text[at..].iter().position(|byte| *byte == b'\\') {
        at += offset;
        match code_unit(&text[at..]) {
            Some(0xd800..=0xdbff) if matches!(code_unit(&text[at + 6..]), Some(0xdc00..=0xdfff)) => at += 12,
            Some(0xd800..=0xdfff) => {
                lone.push(at);
                at += 6;
            }
            Some(unit) => {
                let marker = char::from_u32(u32::from(unit)).filter(|c| MARKERS.contains(c));
                used.extend(marker.filter(|marker| used.last() != Some(marker)));
                at += 6;
            }
            // Any other escape is a backslash and one more byte.
            None => at = (at + 2).min(text.len()),
        }
    }
    (lone, used)
}

/// The code unit at the start of a text, if it starts with `\uXXXX`.
fn code_unit(text: &[u8]) -> Option<u16> {
    // The parser of numbers would accept a sign.
    let digits =
        text.strip_prefix(b"\\u")?.get(..4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str) -> (String, Option<char>) {
        let mut text = text.to_owned();
        let marker = replace_lone(&mut text);
        (text, marker)
    }

    #[test]
    fn lone_surrogate_is_replaced_by_an_unused_noncharacter() {
        assert_eq!(replaced(r#""a\ud800b""#), (r#""a\ufdd0b""#.to_owned(), Some('\u{fdd0}')));
        assert_eq!(replaced(r#""\udc00""#), (r#""\ufdd0""#.to_owned(), Some('\u{fdd0}')));
        assert_eq!(
            replaced("\"\u{fdd0}\\uFDD1\\ud800\""),
            ("\"\u{fdd0}\\uFDD1\\ufdd2\"".to_owned(), Some('\u{fdd2}'))
        );
    }

    #[test]
    fn unfinished_escape_is_left_to_the_parser() {
        assert_eq!(replaced("\"\\ud8").1, None);
        assert_eq!(replaced("\"\\").1, None);
    }
}
