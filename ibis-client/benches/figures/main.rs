//! Compares the client's speed with that of the alternatives, in one run on one machine.
//!
//!     cargo bench -p ibis-client --bench figures -- --table [--quick] [decode|walk|call|throughput|directory|build]
//!     cargo bench -p ibis-client --bench figures -- --instructions [--bless]
//!
//! Each measurement runs this program again as a separate process, so that memory is measured per process. It prints
//! `name<TAB>number` lines.

mod call;
#[path = "../support/callers.rs"]
mod callers;
mod decode;
mod directory;
#[path = "../support/document.rs"]
mod document;
mod documents;
mod instructions;
#[path = "../support/members.rs"]
mod members;
mod memory;
mod pairs;
#[path = "../support/planning.rs"]
mod planning;
mod points;
#[path = "../support/printed.rs"]
mod printed;
mod processes;
mod programs;
#[path = "../support/response.rs"]
mod response;
#[path = "../support/response_xml.rs"]
mod response_xml;
#[path = "../support/rng.rs"]
mod rng;
#[path = "../support/serve.rs"]
mod serve;
mod table;
mod throughput;
#[path = "../../tests/support/walk.rs"]
mod walk;
mod walking;
#[path = "../support/xml.rs"]
mod xml;

use std::env;

use self::points::{POINTS, Run};
use self::processes::{Figures, Peer};
use self::table::Table;

type Failure = Box<dyn std::error::Error + Send + Sync>;
type Outcome = Result<(), Failure>;

fn main() -> Outcome {
    let arguments: Vec<String> = env::args().skip(1).collect();
    // `cargo bench` adds an argument of its own.
    let arguments: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|argument| *argument != "--bench").collect();
    match arguments.as_slice() {
        ["serve", "json"] => Ok(serve::serve("application/json", response::JSON)?),
        ["serve", "xml"] => Ok(serve::serve("application/xml", response_xml::XML)?),
        ["documents", folder] => documents::write(folder.as_ref()),
        ["decode", file, pairs] => decode::measure(file, pairs.parse()?),
        ["memory", file] => decode::memory(file),
        ["walk", file, pairs] => walking::measure(file, pairs.parse()?),
        ["call", url, pairs] => call::measure(url, pairs.parse()?),
        ["throughput", url, pairs, seconds] => throughput::measure(url, pairs.parse()?, seconds.parse()?),
        ["directory", url] => directory::measure(url),
        ["--instructions"] => instructions::compare(false),
        ["--instructions", "--bless"] => instructions::compare(true),
        [function] if function.starts_with("measured_") => instructions::work(function),
        ["--table", options @ ..] => table(options),
        _ => {
            println!("`--table` or `--instructions` measures");
            Ok(())
        }
    }
}

/// Measures and prints the table. A missed target is reported, but is not a failure.
fn table(options: &[&str]) -> Outcome {
    let quick = options.contains(&"--quick");
    let wanted: Vec<_> = options.iter().filter(|option| **option != "--quick").collect();
    if let Some(unknown) = wanted.iter().find(|wanted| !POINTS.iter().any(|(name, _)| name == **wanted)) {
        return Err(format!("there is no `{unknown}` to measure").into());
    }
    let run = Run { peer: Peer::install(), pairs: if quick { 5 } else { 20 }, quick };
    let mut table = Table::default();
    for (name, measure) in POINTS {
        if wanted.is_empty() || wanted.contains(&&name) {
            eprintln!("measuring: {name}");
            measure(&run, &mut table)?;
        }
    }
    print!("{table}");
    Ok(())
}

/// Prints a figure.
fn print_figure(name: &str, figure: f64) {
    println!("{name}\t{figure}");
}
