//! Untrusted text in messages.

use std::fmt::{self, Display, Write};

/// The longest untrusted text in a message, in characters.
const MAX_LENGTH: usize = 300;

/// A text on one line.
///
/// Each run of white space becomes a space, and characters that control a terminal are left out.
pub(crate) struct OneLine<T>(pub(crate) T);

/// Like [`OneLine`], with at most this many characters.
pub(crate) struct Excerpt<T>(pub(crate) T, pub(crate) usize);

impl<T: Display> Display for OneLine<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Excerpt(&self.0, MAX_LENGTH).fmt(f)
    }
}

impl<T: Display> Display for Excerpt<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = Line { f, left: self.1, is_started: false, has_space: false };
        write!(line, "{}", self.0)
    }
}

struct Line<'l, 'f> {
    f: &'l mut fmt::Formatter<'f>,
    left: usize,
    is_started: bool,
    /// Whether white space precedes the next character.
    has_space: bool,
}

impl Write for Line<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            if character.is_whitespace() {
                self.has_space = self.is_started;
            } else if !controls_terminal(character) {
                if std::mem::take(&mut self.has_space) {
                    self.push(' ')?;
                }
                self.push(character)?;
            }
        }
        Ok(())
    }
}

impl Line<'_, '_> {
    fn push(&mut self, character: char) -> fmt::Result {
        if self.left == 0 {
            return Ok(());
        }
        self.is_started = true;
        self.left -= 1;
        self.f.write_char(if self.left == 0 { '…' } else { character })
    }
}

/// Whether a character is a control character or changes the direction of the text.
fn controls_terminal(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_and_control_characters_are_folded() {
        assert_eq!(OneLine(" a\n\tb \u{1b}[31mc\0\u{202e} ").to_string(), "a b [31mc");
        assert_eq!(OneLine("a\u{61c}\u{2067}b").to_string(), "ab");
        assert_eq!(OneLine(format_args!("{} {}\u{2028}{}", "a\n", "", "b")).to_string(), "a b");
        let long = OneLine("é".repeat(400)).to_string();
        assert_eq!((long.chars().count(), long.ends_with("é…")), (MAX_LENGTH, true));
        assert_eq!(OneLine("é ".repeat(150)).to_string(), "é ".repeat(150).trim_end());
    }
}
