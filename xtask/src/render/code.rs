//! A buffer for generated code.

use std::fmt::{self, Write};

/// Generated code.
#[derive(Debug, Default)]
pub(super) struct Code(String);

/// Appends a formatted line to code.
macro_rules! put {
    ($code:expr, $($format:tt)*) => { $code.line(format_args!($($format)*)) };
}
pub(super) use put;

impl Code {
    /// Appends a line.
    pub(super) fn line(&mut self, line: fmt::Arguments<'_>) {
        // Writing to a `String` cannot fail.
        let _ = self.0.write_fmt(line);
        self.0.push('\n');
    }

    /// Appends text that includes its line breaks.
    pub(super) fn text(&mut self, text: &str) {
        self.0.push_str(text);
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}
