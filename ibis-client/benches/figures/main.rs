//! The figures of the table that `cargo xtask bench` prints, one `name<TAB>number` a line. Each argument list is one
//! process, so that the memory of one measurement is not that of another. By itself it measures nothing.

#[path = "../support/answer.rs"]
mod answer;
#[path = "../support/answer_xml.rs"]
mod answer_xml;
mod call;
#[path = "../support/callers.rs"]
mod callers;
#[path = "../support/chance.rs"]
mod chance;
mod decode;
mod directory;
#[path = "../support/document.rs"]
mod document;
mod documents;
#[path = "../support/members.rs"]
mod members;
mod memory;
mod pairs;
#[path = "../support/printed.rs"]
mod printed;
#[path = "../support/serve.rs"]
mod serve;
mod throughput;
#[path = "../../tests/support/walk.rs"]
mod walk;
mod walking;
#[path = "../support/xml.rs"]
mod xml;

use std::env;

type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Outcome {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["serve", "json"] => Ok(serve::serve("application/json", answer::JSON)?),
        ["serve", "xml"] => Ok(serve::serve("application/xml", answer_xml::XML)?),
        ["documents", folder] => documents::write(folder.as_ref()),
        ["decode", file, pairs] => decode::measure(file, pairs.parse()?),
        ["memory", file] => decode::memory(file),
        ["walk", file, pairs] => walking::measure(file, pairs.parse()?),
        ["call", url, pairs] => call::measure(url, pairs.parse()?),
        ["throughput", url, pairs, seconds] => throughput::measure(url, pairs.parse()?, seconds.parse()?),
        ["directory", url] => directory::measure(url),
        _ => {
            println!("`cargo xtask bench` prints them");
            Ok(())
        }
    }
}

/// Says what a figure is.
fn tell(name: &str, figure: f64) {
    println!("{name}\t{figure}");
}
