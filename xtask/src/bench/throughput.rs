//! Point 4: calls in a second, of many callers at once.

use std::process::Command;

use super::Run;
use super::built::Built;
use super::figures::Figures;
use super::peer::Peer;
use super::server::Server;
use super::table::{Row, Table, rounded};

/// Times what calls by hand reach.
const LEAST: f64 = 0.9;

pub(super) fn measure(built: &Built, peer: &Peer, run: Run, table: &mut Table) -> anyhow::Result<()> {
    let server = Server::constant(built, "json")?;
    let seconds = if run.quick { "1" } else { "10" };
    let pairs = run.pairs.to_string();
    let arguments = ["throughput", &server.url, &pairs, seconds];
    let figures = Figures::of(Command::new(built.program("figures")?).args(arguments))?;
    let (ours, ratio) = (figures.get("ours per second")?, figures.get("ratio")?);
    let what = format!("64 callers for {seconds} s");
    table.push(Row {
        what: what.clone(),
        ours: format!("{} calls/s", rounded(ours)),
        peer: format!("reqwest by hand: {} calls/s", rounded(figures.get("by hand per second")?)),
        ratio: Some(ratio),
        target: Some(("at least 0.9 times", ratio >= LEAST)),
    });
    let server = Server::constant(built, "xml")?;
    let official = peer.figures(&["throughput", &server.url, seconds])?;
    table.beside(&what, (ours, "calls/s"), (official.as_ref(), "official per second"))
}
