//! The measurements. Each adds its rows to the table.

use std::path::Path;

use super::processes::{Figures, Peer, Server, cargo, folder};
use super::table::{Row, Table, rounded};
use super::{Failure, Outcome, programs};

/// A measurement, which adds its rows to the table.
type Point = fn(&Run, &mut Table) -> Outcome;

/// The measurements by name, in the order of the table.
pub(crate) const POINTS: [(&str, Point); 6] = [
    ("decode", decode),
    ("walk", walk),
    ("call", call),
    ("throughput", throughput),
    ("directory", directory),
    ("build", programs::measure),
];

/// The options of a run, and the client to compare with.
pub(crate) struct Run {
    pub(crate) peer: Peer,
    pub(crate) pairs: usize,
    pub(crate) quick: bool,
}

/// Decodes a flattened document, and reads every field and reference once.
fn decode(run: &Run, table: &mut Table) -> Outcome {
    let folder = folder("documents")?;
    Figures::ours(&["documents", text(&folder)?])?;
    for people in [10_000, 1_000, 100] {
        for form in ["compact", "printed"] {
            let file = folder.join(format!("{form}-{people}.json"));
            let figures = Figures::ours(&["decode", text(&file)?, &run.pairs.to_string()])?;
            let (what, ours) = (format!("decode {people} people, {form}"), (figures.get("ours ms")?, " ms"));
            let ratio = figures.get("ratio")?;
            let row = Row::new(&what, ours, ("floor (`IgnoredAny`)", figures.get("floor ms")?)).ratio(ratio);
            let is_judged = people == 10_000 && form == "compact";
            table.push(if is_judged { row.target("at most 2.5 times the floor", ratio <= 2.5) } else { row });
            table.push(Row::new(&what, ours, ("`serde_json::Value`", figures.get("tree ms")?)));
            if form == "compact" {
                let (xml, times) = (folder.join(format!("{people}.xml")), if run.quick { "3" } else { "5" });
                let official = run.peer.figures(&["decode", text(&xml)?, text(&file)?, times])?;
                table.official(&what, ours, (official.as_ref(), "official ms"))?;
                if let Some(official) = &official {
                    table.push(Row::new(
                        &what,
                        ours,
                        ("Python `json.loads`", official.get("json.loads ms")?),
                    ));
                }
            }
        }
    }
    let memory = Figures::ours(&["memory", text(&folder.join("compact-10000.json"))?])?;
    let (peak, ratio) = (memory.get("peak MiB")?, memory.get("peak in documents")?);
    let what = "peak memory of a process that decodes 10,000 people, compact";
    let row = Row::new(what, (peak, " MiB"), ("the document", peak / ratio));
    table.push(row.target("at most 2.5 times the document", ratio <= 2.5));
    Ok(())
}

/// Walks from institutions to their groups, and to the members of these.
fn walk(run: &Run, table: &mut Table) -> Outcome {
    let (folder, pairs) = (folder("documents")?, run.pairs.to_string());
    Figures::ours(&["documents", text(&folder)?])?;
    let ours = Figures::ours(&["walk", text(&folder.join("members.json"))?, &pairs])?;
    let official = run.peer.figures(&["walk", text(&folder.join("members.xml"))?, &pairs])?;
    let what = "walk all members of all groups of all institutions of 10,000 people, a step";
    table.official(what, (ours.get("ns per step")?, " ns"), (official.as_ref(), "ns per step"))
}

/// Compares a call with the same call by hand.
fn call(run: &Run, table: &mut Table) -> Outcome {
    let server = Server::constant("json")?;
    // A pair takes only some 30 ms, so more of them can be measured against noise.
    let call = Figures::ours(&["call", &server.url, &(run.pairs * 2).to_string()])?;
    let (ours, ratio) = ((call.get("ours us")?, " µs"), call.get("ratio")?);
    let what = "`get_person` against a local server, 1 kB";
    let row = Row::new(what, ours, ("reqwest by hand", call.get("by hand us")?)).ratio(ratio);
    table.push(row.target("at most 1.07 times", ratio <= 1.07));
    let server = Server::constant("xml")?;
    let official = run.peer.figures(&["call", &server.url, &run.pairs.to_string()])?;
    table.official(what, ours, (official.as_ref(), "official us"))?;
    // Allocations are counted by a global allocator, hence in a separate program.
    let bench = ["bench", "--quiet", "--package", "ibis-client", "--bench", "allocations"];
    let counted = Figures::of(cargo().args(bench))?;
    let of = |name: &str| counted.get(&format!("{name}: allocations"));
    let (decode, plan) = (of("decode")?, of("plan get_person")?);
    let what =
        format!("allocations of such a call ({decode} of decoding in both; planning with a fetch: {plan})");
    table.push(Row::new(&what, (of("call")?, ""), ("reqwest by hand", of("call by hand")?)));
    Ok(())
}

/// Counts calls per second with many concurrent callers.
fn throughput(run: &Run, table: &mut Table) -> Outcome {
    let server = Server::constant("json")?;
    let seconds = if run.quick { "1" } else { "10" };
    let figures = Figures::ours(&["throughput", &server.url, &run.pairs.to_string(), seconds])?;
    let (ours, ratio) = ((figures.get("ours per second")?, " calls/s"), figures.get("ratio")?);
    let what = format!("64 callers for {seconds} s");
    let row = Row::new(&what, ours, ("reqwest by hand", figures.get("by hand per second")?)).ratio(ratio);
    table.push(row.target("at least 0.92 times", ratio >= 0.92));
    let server = Server::constant("xml")?;
    let official = run.peer.figures(&["throughput", &server.url, seconds])?;
    table.official(&what, ours, (official.as_ref(), "official per second"))
}

/// Reads all people of a large directory, page by page.
fn directory(run: &Run, table: &mut Table) -> Outcome {
    let sandbox = Server::sandbox(if run.quick { 20_000 } else { 200_000 })?;
    let figures = Figures::ours(&["directory", &sandbox.url])?;
    let read = figures.get("people")?;
    let official = run.peer.figures(&["directory", &sandbox.url])?;
    if let Some(official) = &official {
        let other = official.get("people")?;
        if other.total_cmp(&read).is_ne() {
            return Err(format!("the official client read {other} people, and ours {read}").into());
        }
    }
    let what = format!("all {read} people with email and institutions");
    table.official(&what, (figures.get("seconds")?, " s"), (official.as_ref(), "seconds"))?;
    let (what, peak) = (format!("{what}: peak memory"), figures.get("peak MiB")?);
    table.official(&what, (peak, " MiB"), (official.as_ref(), "peak MiB"))?;
    let ours = format!("{} MiB", rounded(peak));
    let target = Some(("under 64 MiB", peak < 64.0));
    table.push(Row { what, ours, peer: String::new(), ratio: None, target });
    Ok(())
}

/// A path as an argument.
fn text(path: &Path) -> Result<&str, Failure> {
    path.to_str().ok_or_else(|| format!("{} is not Unicode", path.display()).into())
}
