//! Point 2: from institutions to their groups and on to the members.

use std::process::Command;

use super::Run;
use super::built::Built;
use super::decode::{documents, text};
use super::figures::Figures;
use super::peer::Peer;
use super::table::Table;

pub(super) fn measure(built: &Built, peer: &Peer, run: Run, table: &mut Table) -> anyhow::Result<()> {
    let folder = documents(built)?;
    let (file, pairs) = (folder.join("members.json"), run.pairs.to_string());
    let ours = Figures::of(Command::new(built.program("figures")?).arg("walk").arg(file).arg(&pairs))?;
    let official = peer.figures(&["walk", text(&folder.join("members.xml"))?, &pairs])?;
    let what = "walk all members of all groups of all institutions of 10,000 people, a step";
    table.beside(what, (ours.get("ns per step")?, "ns"), (official.as_ref(), "ns per step"))
}
