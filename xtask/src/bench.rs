//! `cargo xtask bench`: how fast the client is, beside what else there is, in one run on one machine.
//!
//! The measurements themselves are programs of `ibis-client/benches`; this builds them, starts the servers that they
//! call, runs the official Python client beside them where it can be had, and prints one table.

mod build;
mod built;
mod call;
mod decode;
mod directory;
mod figures;
mod instructions;
mod peer;
mod server;
mod table;
mod throughput;
mod walk;

use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use self::built::Built;
use self::peer::Peer;
use self::table::Table;

/// Measure the client beside its peers, and print a table
#[derive(Debug, Args)]
pub struct Bench {
    /// Measure this alone
    #[arg(value_enum, conflicts_with = "instructions")]
    point: Option<Point>,
    /// Take less time, for figures that say less
    #[arg(long)]
    quick: bool,
    /// Count instructions, and compare them with those that are kept in the repository
    #[arg(long)]
    instructions: bool,
    /// Keep the counted instructions in the repository
    #[arg(long, requires = "instructions")]
    bless: bool,
}

/// What there is to measure.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Point {
    /// From a document to the graph with every field read
    Decode,
    /// From entity to entity
    Walk,
    /// One call to a local server
    Call,
    /// 64 callers at once
    Throughput,
    /// Everybody in a directory of 200,000
    Directory,
    /// Building a program with one call
    Build,
}

impl Bench {
    /// Measures, and prints what came of it. A target that is missed is told and is no failure; more instructions
    /// than are kept in the repository are one.
    ///
    /// # Errors
    ///
    /// Where something cannot be built, started or measured.
    pub fn run(&self) -> anyhow::Result<ExitCode> {
        if self.instructions {
            return instructions::run(self.bless);
        }
        let points = self.point.map_or_else(|| Point::value_variants().to_vec(), |point| vec![point]);
        let run = Run { pairs: if self.quick { 5 } else { 20 }, quick: self.quick };
        let built = Built::new()?;
        let peer = Peer::new(&built);
        let mut table = Table::default();
        for point in points {
            say(format_args!("measuring: {}", point.name()));
            match point {
                Point::Decode => decode::measure(&built, &peer, run, &mut table)?,
                Point::Walk => walk::measure(&built, &peer, run, &mut table)?,
                Point::Call => call::measure(&built, &peer, run, &mut table)?,
                Point::Throughput => throughput::measure(&built, &peer, run, &mut table)?,
                Point::Directory => directory::measure(&built, &peer, run, &mut table)?,
                Point::Build => build::measure(&built, run, &mut table)?,
            }
        }
        // A reader that has gone away is no reason to fail.
        let _ = write!(io::stdout(), "{table}");
        Ok(ExitCode::SUCCESS)
    }
}

impl Point {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// How thoroughly to measure.
#[derive(Clone, Copy, Debug)]
struct Run {
    pairs: u32,
    quick: bool,
}

fn say(what: impl Display) {
    let _ = writeln!(io::stderr(), "{what}");
}
