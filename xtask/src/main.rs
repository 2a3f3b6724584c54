//! The tasks of this workspace: `cargo xtask --help` lists them.

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use xtask::bench::Bench;
use xtask::codegen::{Codegen, Outcome, shown};
use xtask::features::Features;
use xtask::soak::Soak;
use xtask::spec::command;

/// The tasks of this workspace
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Measure the client beside its peers, and print a table
    Bench(Bench),
    /// Write the declarations and records that follow from the OpenAPI document
    Codegen(Codegen),
    /// Check each published crate with each of its features alone, with none, the default ones and all
    Features(Features),
    /// Call a sandbox that lets exchanges go wrong, and count what came of it
    Soak(Soak),
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
        Task::Bench(bench) => (bench.run(), ExitCode::FAILURE),
        Task::Codegen(codegen) => (codegen.run().map(|outcome| report(&outcome)), ExitCode::FAILURE),
        Task::Features(features) => (features.run(), ExitCode::FAILURE),
        Task::Soak(soak) => (soak.run().map(|()| ExitCode::SUCCESS), ExitCode::FAILURE),
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
