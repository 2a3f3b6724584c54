//! The tasks of this workspace: `cargo xtask --help` lists them.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use xtask::codegen::{Codegen, Outcome, shown};
use xtask::spec::command;

/// The tasks of this workspace
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Write the declarations and records that follow from the OpenAPI document
    Codegen(Codegen),
    /// Compare or check documents that describe the service
    #[command(subcommand)]
    Spec(command::Task),
}

fn main() -> ExitCode {
    let (outcome, failure) = match Task::parse() {
        Task::Codegen(codegen) => (codegen.run().map(|outcome| report(&outcome)), ExitCode::FAILURE),
        Task::Spec(task) => (task.run(), ExitCode::from(command::NOT_COMPARED)),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            let mut stderr = io::stderr().lock();
            let _ = writeln!(stderr, "error: {error}");
            for cause in error.chain().skip(1) {
                let _ = writeln!(stderr, "\ncaused by: {cause}");
            }
            failure
        }
    }
}

/// Says what came of it. A reader that has gone away is no reason to fail.
fn report(outcome: &Outcome) -> ExitCode {
    match outcome {
        Outcome::Written(files) => {
            for file in files {
                let _ = writeln!(io::stdout(), "{}", shown(file));
            }
            ExitCode::SUCCESS
        }
        Outcome::Checked(stale) if stale.is_empty() => ExitCode::SUCCESS,
        Outcome::Checked(stale) => {
            let mut stderr = io::stderr().lock();
            for file in stale {
                let _ = writeln!(stderr, "{}", file.report());
            }
            let _ = writeln!(
                stderr,
                "error: generated files that differ: {}; `cargo xtask codegen` repairs them",
                stale.len()
            );
            ExitCode::FAILURE
        }
    }
}
