//! `cargo xtask spec …`: what there is to do with documents.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;

use super::diff::Diff;
use super::lint::Lint;
use super::sync::Sync;

/// The exit code of a comparison that was not possible: the lower ones say what came of one that was.
pub const NOT_COMPARED: u8 = 2;

/// What there is to do with documents.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Task {
    /// Compare our document with the one that the service publishes, or the API Gateway, and take over what is new
    Sync(Sync),
    /// Say how two documents differ in terms of the Rust API, and what it means for the version
    Diff(Diff),
    /// Look through a document for what the generator relies on
    Lint(Lint),
}

impl Task {
    /// Does it, and says what came of it.
    ///
    /// # Errors
    /// If it cannot be done.
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
        // A reader that has gone away is no reason to fail.
        let _ = write!(io::stdout(), "{report}");
        Ok(if differs { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
