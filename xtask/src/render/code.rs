//! Text that grows.

use std::fmt::{self, Write};

/// The text of a file.
#[derive(Debug, Default)]
pub(super) struct Code(String);

/// Adds formatted text to code.
macro_rules! put {
    ($code:expr, $($format:tt)*) => { $code.line(format_args!($($format)*)) };
}
pub(super) use put;

impl Code {
    /// Adds a line.
    pub(super) fn line(&mut self, line: fmt::Arguments<'_>) {
        // Writing to a `String` cannot fail.
        let _ = self.0.write_fmt(line);
        self.0.push('\n');
    }

    /// Adds text that has its own line ends.
    pub(super) fn text(&mut self, text: &str) {
        self.0.push_str(text);
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}
