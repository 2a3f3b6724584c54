//! Point 5: everybody in a large directory, page by page.

use std::process::Command;

use anyhow::bail;

use super::Run;
use super::built::Built;
use super::figures::Figures;
use super::peer::Peer;
use super::server::Server;
use super::table::{Row, Table, rounded};

/// In MiB.
const MOST_MEMORY: f64 = 64.0;

pub(super) fn measure(built: &Built, peer: &Peer, run: Run, table: &mut Table) -> anyhow::Result<()> {
    let people: u32 = if run.quick { 20_000 } else { 200_000 };
    let sandbox = Server::sandbox(built, people)?;
    let figures = Figures::of(Command::new(built.program("figures")?).args(["directory", &sandbox.url]))?;
    let read = figures.get("people")?;
    let official = peer.figures(&["directory", &sandbox.url])?;
    if let Some(official) = &official {
        let other = official.get("people")?;
        if other.total_cmp(&read).is_ne() {
            bail!("the official client read {other} people, and ours {read}");
        }
    }
    let what = format!("all {read} people with email and institutions");
    table.beside(&what, (figures.get("seconds")?, "s"), (official.as_ref(), "seconds"))?;
    let peak = figures.get("peak MiB")?;
    table.beside(&format!("{what}: peak memory"), (peak, "MiB"), (official.as_ref(), "peak MiB"))?;
    table.push(Row {
        what: format!("{what}: peak memory"),
        ours: format!("{} MiB", rounded(peak)),
        peer: "nothing: the sandbox is a process of its own".to_owned(),
        ratio: None,
        target: Some(("under 64 MiB", peak < MOST_MEMORY)),
    });
    Ok(())
}
