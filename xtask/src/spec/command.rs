//! `cargo xtask spec`: compares and checks documents.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;

use super::diff::Diff;
use super::lint::Lint;
use super::sync::Sync;

/// The exit code on failure; 0 and 1 report the result of a comparison or check.
pub const EXIT_ERROR: u8 = 2;

/// The subcommands of `cargo xtask spec`.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Task {
    /// Compare our document with the one published by the service or the API Gateway, and optionally apply the changes
    Sync(Sync),
    /// Compare two documents in terms of the Rust API, and report the required version bump
    Diff(Diff),
    /// Check a document for anything that the generator requires
    Lint(Lint),
}

impl Task {
    /// Runs the command and prints its report.
    ///
    /// # Errors
    /// If the command fails.
    pub fn run(&self) -> Result<ExitCode> {
        let (report, differs) = match self {
            Self::Sync(sync) => sync.run().map(|found| (found.table(), !found.differences.is_empty()))?,
            Self::Diff(diff) => diff.run().map(|found| (found.verdict(), !found.differences.is_empty()))?,
            Self::Lint(lint) => {
                let found = lint.run()?;
                let mut lines: Vec<_> = found.iter().map(ToString::to_string).collect();
                if !found.is_empty() {
                    lines.push(format!("findings: {}\n", found.len()));
                }
                (lines.join("\n"), !found.is_empty())
            }
        };
        // A closed pipe is not an error.
        let _ = write!(io::stdout(), "{report}");
        Ok(if differs { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
