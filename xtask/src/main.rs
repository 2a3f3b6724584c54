//! The workspace's tasks; `cargo xtask --help` lists them.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use xtask::codegen::{Codegen, StaleFile};
use xtask::spec::command;

/// Tasks of this workspace
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Generate the declarations and records from the OpenAPI document
    Codegen(Codegen),
    /// Compare or check OpenAPI documents
    #[command(subcommand)]
    Spec(command::Task),
}

fn main() -> ExitCode {
    let (outcome, failure) = match Task::parse() {
        Task::Codegen(codegen) => (codegen.run().map(|stale| report(&codegen, &stale)), ExitCode::FAILURE),
        Task::Spec(task) => (task.run(), ExitCode::from(command::EXIT_ERROR)),
    };
    outcome.unwrap_or_else(|error| {
        let causes: Vec<_> = error.chain().map(ToString::to_string).collect();
        let _ = writeln!(io::stderr(), "error: {}", causes.join("\n\ncaused by: "));
        failure
    })
}

/// Reports the files that were written or are out of date. Ignores a closed pipe.
fn report(codegen: &Codegen, stale: &[StaleFile]) -> ExitCode {
    if !codegen.check {
        let names = stale.iter().map(|file| &file.name);
        names.for_each(|name| _ = writeln!(io::stdout(), "{name}"));
        return ExitCode::SUCCESS;
    }
    for StaleFile { name, diff } in stale {
        let _ = writeln!(io::stderr(), "`{name}` is out of date:\n{diff}");
    }
    if stale.is_empty() {
        return ExitCode::SUCCESS;
    }
    let count = stale.len();
    let _ = writeln!(
        io::stderr(),
        "error: generated files out of date: {count}; run `cargo xtask codegen` to update them"
    );
    ExitCode::FAILURE
}
