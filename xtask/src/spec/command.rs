//! `cargo xtask spec …`: what there is to do with documents.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Result;

use super::diff::{Bump, Diff};
use super::fetch::Fetch;
use super::lint::Lint;

/// The exit code of a comparison that was not possible: the lower ones say what came of one that was.
pub const NOT_COMPARED: u8 = 3;

/// What there is to do with documents.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Task {
    /// Download the document that the service publishes, and bring it into the form of ours
    Fetch(Fetch),
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
        // A reader that has gone away is no reason to fail.
        match self {
            Self::Fetch(fetch) => {
                if let Some(file) = fetch.run()? {
                    let _ = writeln!(io::stdout(), "{file}");
                }
                Ok(ExitCode::SUCCESS)
            }
            Self::Diff(diff) => {
                let changes = diff.run()?;
                let _ = write!(io::stdout(), "{}", changes.report(diff.format));
                Ok(match changes.bump() {
                    Bump::None => ExitCode::SUCCESS,
                    Bump::Minor => ExitCode::from(1),
                    Bump::Major => ExitCode::from(2),
                })
            }
            Self::Lint(lint) => {
                let found = lint.run()?;
                for finding in &found {
                    let _ = writeln!(io::stderr(), "{}: {}", finding.at, finding.problem);
                }
                if found.is_empty() {
                    return Ok(ExitCode::SUCCESS);
                }
                let _ = writeln!(io::stderr(), "error: findings: {}", found.len());
                Ok(ExitCode::FAILURE)
            }
        }
    }

    /// The exit code where it cannot be done.
    pub fn failure(&self) -> ExitCode {
        if matches!(self, Self::Diff(_)) { ExitCode::from(NOT_COMPARED) } else { ExitCode::FAILURE }
    }
}
