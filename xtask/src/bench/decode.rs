//! Point 1: from a flattened document to the graph, with every field and reference then read once.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

use super::Run;
use super::built::Built;
use super::figures::Figures;
use super::peer::Peer;
use super::table::{Row, Table, rounded};

/// Times the floor.
const MOST_TIME: f64 = 2.5;
/// Times the document, with itself counted.
const MOST_MEMORY: f64 = 2.5;

pub(super) fn measure(built: &Built, peer: &Peer, run: Run, table: &mut Table) -> anyhow::Result<()> {
    let folder = documents(built)?;
    let program = built.program("figures")?;
    for (people, form, is_judged) in [
        (10_000, "compact", true),
        (10_000, "printed", false),
        (1_000, "compact", false),
        (1_000, "printed", false),
        (100, "compact", false),
        (100, "printed", false),
    ] {
        let file = folder.join(format!("{form}-{people}.json"));
        let pairs = run.pairs.to_string();
        let figures = Figures::of(Command::new(program).arg("decode").arg(&file).arg(pairs))?;
        let (ratio, what) = (figures.get("ratio")?, format!("decode {people} people, {form}"));
        let ours = figures.get("ours ms")?;
        table.push(Row {
            what: what.clone(),
            ours: format!("{} ms", rounded(ours)),
            peer: format!("floor (`IgnoredAny`): {} ms", rounded(figures.get("floor ms")?)),
            ratio: Some(ratio),
            target: is_judged.then_some(("at most 2.5 times the floor", ratio <= MOST_TIME)),
        });
        table.against(&what, (ours, "ms"), ("`serde_json::Value`", figures.get("tree ms")?));
        if form == "compact" {
            let xml = folder.join(format!("{people}.xml"));
            let times = if run.quick { "3" } else { "5" };
            let official = peer.figures(&["decode", text(&xml)?, text(&file)?, times])?;
            table.beside(&what, (ours, "ms"), (official.as_ref(), "official ms"))?;
            if let Some(official) = &official {
                table.against(&what, (ours, "ms"), ("Python `json.loads`", official.get("json.loads ms")?));
            }
        }
    }
    memory(program, &folder.join("compact-10000.json"), table)
}

fn memory(program: &Path, file: &Path, table: &mut Table) -> anyhow::Result<()> {
    let memory = Figures::of(Command::new(program).arg("memory").arg(file))?;
    let ratio = memory.get("peak in documents")?;
    let peak = memory.get("peak MiB")?;
    table.push(Row {
        what: "peak memory of a process that decodes 10,000 people, compact".to_owned(),
        ours: format!("{} MiB", rounded(peak)),
        peer: format!("the document: {} MiB", rounded(peak / ratio)),
        ratio: Some(ratio),
        target: Some(("at most 2.5 times the document", ratio <= MOST_MEMORY)),
    });
    Ok(())
}

/// Writes the documents, and says where.
pub(super) fn documents(built: &Built) -> anyhow::Result<std::path::PathBuf> {
    let folder = built.folder().join("documents");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let status = Command::new(built.program("figures")?).arg("documents").arg(&folder).status();
    let status = status.context("the documents cannot be made")?;
    if !status.success() {
        bail!("making the documents failed: {status}");
    }
    Ok(folder)
}

/// A path as an argument.
pub(super) fn text(path: &Path) -> anyhow::Result<&str> {
    path.to_str().with_context(|| format!("{} is not Unicode", path.display()))
}
