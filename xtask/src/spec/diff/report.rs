//! Changes in words.

use std::fmt::Write;

use serde::Serialize;

use super::{Bump, Change, Changes, Format};

/// The version that the changes are on top of.
const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Serialize)]
struct Report<'a> {
    bump: Bump,
    version: &'static str,
    next: String,
    changes: &'a [Change],
}

impl Changes {
    /// The changes in a form, with the version that follows.
    pub fn report(&self, format: Format) -> String {
        match format {
            Format::Text => self.text(),
            Format::Markdown => self.markdown(),
            Format::Json => self.json(),
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for Change { breaking, item, what } in &self.0 {
            let mark = if *breaking { "breaking  " } else { "compatible" };
            let _ = writeln!(text, "{mark}  {item}: {what}");
        }
        let _ = writeln!(text, "{}", self.version());
        text
    }

    fn markdown(&self) -> String {
        let mut text = String::new();
        if !self.0.is_empty() {
            text.push_str("| | What | Change |\n| --- | --- | --- |\n");
        }
        for Change { breaking, item, what } in &self.0 {
            let mark = if *breaking { "**breaking**" } else { "compatible" };
            let _ = writeln!(text, "| {mark} | `{item}` | {} |", what.replace('|', "\\|"));
        }
        let gap = if self.0.is_empty() { "" } else { "\n" };
        let _ = writeln!(text, "{gap}{}", self.version());
        text
    }

    fn json(&self) -> String {
        let bump = self.bump();
        let report = Report { bump, version: VERSION, next: bump.next(VERSION), changes: &self.0 };
        // A structure of texts and flags can always be written.
        serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
    }

    fn version(&self) -> String {
        let bump = self.bump();
        let next = bump.next(VERSION);
        match bump {
            Bump::None => "no change of the API".to_owned(),
            Bump::Minor => format!("a minor version: {VERSION} -> {next}"),
            Bump::Major => format!("a major version: {VERSION} -> {next}"),
        }
    }
}
