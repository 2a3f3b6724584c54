//! Text of others in a message of ours.

use std::fmt::{self, Write as _};

/// How much of a text is shown.
const LENGTH: usize = 300;

/// A text on one line: white space is a space, and what would steer a terminal is left out.
pub(super) struct OneLine<'a>(pub(super) &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = LENGTH;
        for (index, word) in self.0.split_whitespace().enumerate() {
            let separator = if index == 0 { "" } else { " " };
            for character in separator.chars().chain(word.chars().filter(|c| !c.is_control())) {
                if left == 0 {
                    return f.write_char('…');
                }
                left -= 1;
                f.write_char(character)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_control_characters_are_folded() {
        assert_eq!(OneLine(" a\n\tb \u{1b}[31mc\0 ").to_string(), "a b [31mc");
        assert_eq!(OneLine(&"é".repeat(400)).to_string().chars().count(), LENGTH + 1);
    }
}
