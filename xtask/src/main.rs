//! The tasks of this workspace: `cargo xtask --help` lists them.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use xtask::codegen::{Codegen, Stale};
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
        Task::Codegen(codegen) => (codegen.run().map(|stale| report(&codegen, &stale)), ExitCode::FAILURE),
        Task::Spec(task) => (task.run(), ExitCode::from(command::NOT_COMPARED)),
    };
    outcome.unwrap_or_else(|error| {
        let causes: Vec<_> = error.chain().map(ToString::to_string).collect();
        let _ = writeln!(io::stderr(), "error: {}", causes.join("\n\ncaused by: "));
        failure
    })
}

/// Says what was written, or what is to be. A reader that has gone away is no reason to fail.
fn report(codegen: &Codegen, stale: &[Stale]) -> ExitCode {
    if !codegen.check {
        let names = stale.iter().map(|file| &file.name);
        names.for_each(|name| _ = writeln!(io::stdout(), "{name}"));
        return ExitCode::SUCCESS;
    }
    for Stale { name, diff } in stale {
        let _ = writeln!(io::stderr(), "`{name}` is not what the document says:\n{diff}");
    }
    if stale.is_empty() {
        return ExitCode::SUCCESS;
    }
    let count = stale.len();
    let _ = writeln!(
        io::stderr(),
        "error: generated files that differ: {count}; `cargo xtask codegen` repairs them"
    );
    ExitCode::FAILURE
}
