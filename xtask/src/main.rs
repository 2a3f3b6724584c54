//! The tasks of this workspace: `cargo xtask --help` lists them.

use std::env;
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
    /// Fetch, compare or check the documents that describe the service
    #[command(subcommand)]
    Spec(command::Task),
}

fn main() -> ExitCode {
    let task = match Task::try_parse() {
        Ok(task) => task,
        Err(error) => return usage(&error),
    };
    let (outcome, failure) = match task {
        Task::Codegen(codegen) => (codegen.run().map(|outcome| report(&outcome)), ExitCode::FAILURE),
        Task::Spec(task) => (task.run(), task.failure()),
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

/// Says how the tasks are called. Of `spec diff`, the exit code that is usual for that has a meaning already.
fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    let is_diff = env::args().skip(1).take(2).eq(["spec", "diff"]);
    match u8::try_from(error.exit_code()) {
        Ok(code) if code == 0 || !is_diff => ExitCode::from(code),
        _ => ExitCode::from(command::NOT_COMPARED),
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
