//! Point 3: what a call takes beyond the same call by hand.

use std::process::Command;

use super::Run;
use super::built::Built;
use super::figures::Figures;
use super::peer::Peer;
use super::server::Server;
use super::table::{Row, Table, rounded};

/// Times the call by hand.
const MOST_TIME: f64 = 1.1;

pub(super) fn measure(built: &Built, peer: &Peer, run: Run, table: &mut Table) -> anyhow::Result<()> {
    let server = Server::constant(built, "json")?;
    // A pair takes some 30 ms, so that there may be more of them where it is noisy.
    let pairs = (run.pairs * 2).to_string();
    let call = Figures::of(Command::new(built.program("figures")?).args(["call", &server.url, &pairs]))?;
    let (ours, ratio) = (call.get("ours us")?, call.get("ratio")?);
    let what = "`get_person` against a local server, 1 kB";
    table.push(Row {
        what: what.to_owned(),
        ours: format!("{} µs", rounded(ours)),
        peer: format!("reqwest by hand: {} µs", rounded(call.get("by hand us")?)),
        ratio: Some(ratio),
        target: Some(("at most 1.1 times", ratio <= MOST_TIME)),
    });
    let server = Server::constant(built, "xml")?;
    let official = peer.figures(&["call", &server.url, &run.pairs.to_string()])?;
    table.beside(what, (ours, "µs"), (official.as_ref(), "official us"))?;
    allocations(&Figures::of(&mut Command::new(built.program("allocations")?))?, table)
}

fn allocations(counted: &Figures, table: &mut Table) -> anyhow::Result<()> {
    let (ours, by_hand) = (counted.get("call: allocations")?, counted.get("call by hand: allocations")?);
    let part = |name: &str| counted.get(&format!("{name}: allocations"));
    table.push(Row {
        what: format!(
            "allocations of such a call ({} of decoding in both; planning with a fetch takes {})",
            part("decode")?,
            part("plan get_person")?
        ),
        ours: ours.to_string(),
        peer: format!("reqwest by hand: {by_hand}"),
        ratio: Some(ours / by_hand),
        target: None,
    });
    Ok(())
}
