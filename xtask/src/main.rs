//! The tasks of this workspace: `cargo xtask --help` lists them.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use xtask::codegen::{Codegen, Outcome, shown};
use xtask::soak::Soak;

/// The tasks of this workspace
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Write the declarations and records that follow from the OpenAPI document
    Codegen(Codegen),
    /// Call a sandbox that lets exchanges go wrong, and count what came of it
    Soak(Soak),
}

fn main() -> ExitCode {
    let outcome = match Task::parse() {
        Task::Codegen(codegen) => codegen.run().map(|outcome| report(&outcome)),
        Task::Soak(soak) => soak.run().map(|()| ExitCode::SUCCESS),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            let mut stderr = io::stderr().lock();
            let _ = writeln!(stderr, "error: {error}");
            for cause in error.chain().skip(1) {
                let _ = writeln!(stderr, "\ncaused by: {cause}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Says what came of it. A reader that has gone away is no reason to fail.
fn report(outcome: &Outcome) -> ExitCode {
    match outcome {
        Outcome::Written { files, notes } => {
            for note in notes {
                let _ = writeln!(io::stderr(), "note: {note}");
            }
            for file in files {
                let _ = writeln!(io::stdout(), "{}", shown(file));
            }
            ExitCode::SUCCESS
        }
        Outcome::Checked { stale, rows } if stale.is_empty() && rows.is_empty() => ExitCode::SUCCESS,
        Outcome::Checked { stale, rows } => {
            let mut stderr = io::stderr().lock();
            for file in stale {
                let _ = writeln!(stderr, "{}", file.report());
            }
            for row in rows {
                let _ = writeln!(stderr, "{row}");
            }
            let _ = writeln!(
                stderr,
                "error: generated files that differ: {}, differences between endpoints: {}; `cargo xtask codegen` \
                 repairs them",
                stale.len(),
                rows.len()
            );
            ExitCode::FAILURE
        }
    }
}
