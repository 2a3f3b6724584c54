//! Counts instructions with valgrind, which do not depend on other load, and compares them with the counts in the
//! repository. Only the measured function counts, not its preparation.

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};

use ibis_client::{DecodeError, IbisResult};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::document::Document;
use super::planning::Planning;
use super::processes::run;
use super::{Failure, Outcome, walk};

const PEOPLE: usize = 1_000;
/// The increase, in percent, that does not yet count as a regression.
const TOLERANCE: u64 = 5;
const MEASURED: [&str; 5] = [
    "measured_plan_get_person",
    "measured_plan_search",
    "measured_decode",
    "measured_walk",
    "measured_floor",
];

#[inline(never)]
fn measured_plan_get_person(planning: &Planning) {
    planning.get_person();
}

#[inline(never)]
fn measured_plan_search(planning: &Planning) {
    planning.search();
}

#[inline(never)]
fn measured_decode(document: Vec<u8>) -> Result<IbisResult, DecodeError> {
    IbisResult::from_json(document)
}

#[inline(never)]
fn measured_walk(result: &IbisResult) -> usize {
    walk::walk(result)
}

#[inline(never)]
fn measured_floor(document: &[u8]) -> serde_json::Result<IgnoredAny> {
    serde_json::from_slice(document)
}

/// Does the work of one measured function.
pub(crate) fn work(function: &str) -> Outcome {
    let document = || serde_json::to_vec(&Document::new(PEOPLE));
    match function {
        "measured_decode" => _ = black_box(measured_decode(document()?)?),
        "measured_walk" => _ = black_box(measured_walk(&IbisResult::from_json(document()?)?)),
        "measured_floor" => _ = black_box(measured_floor(&document()?)?),
        _ => {
            let planning = Planning::new().map_err(|error| error.to_string())?;
            // The first calls do the one-time work.
            planning.get_person();
            planning.search();
            if function == "measured_plan_search" {
                measured_plan_search(&planning);
            } else {
                measured_plan_get_person(&planning);
            }
        }
    }
    Ok(())
}

/// The counts in the repository, and the compiler and processor that they were taken with.
#[derive(Deserialize, Serialize)]
struct Kept {
    rustc: String,
    /// Libraries choose their code by the processor.
    processor: String,
    counts: BTreeMap<String, u64>,
}

/// Counts instructions and compares them with the repository's, or replaces these with `--bless`. A regression is an error.
pub(crate) fn compare(bless: bool) -> Outcome {
    if run(Command::new("valgrind").arg("--version")).is_err() {
        eprintln!("NOT MEASURED: valgrind is missing, so no instructions are counted or compared");
        return Ok(());
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.json");
    let before: Option<Kept> = fs::read(&file).ok().and_then(|kept| serde_json::from_slice(&kept).ok());
    let mut counts = BTreeMap::new();
    for function in MEASURED {
        counts.insert(function.trim_start_matches("measured_").to_owned(), count(function)?);
    }
    let now = Kept { rustc: rustc()?, processor: processor(), counts };
    println!("| instructions of | now | kept |\n|---|---|---|");
    let kept = |name: &str| before.as_ref().and_then(|before| before.counts.get(name)).copied();
    for (name, now) in &now.counts {
        println!("| {name} | {now} | {} |", kept(name).map(|kept| kept.to_string()).unwrap_or_default());
    }
    if bless {
        return Ok(fs::write(file, serde_json::to_string_pretty(&now)? + "\n")?);
    }
    match &before {
        Some(before) if (&before.rustc, &before.processor) == (&now.rustc, &now.processor) => {
            let is_more = |name: &str, now: u64| {
                kept(name).is_some_and(|kept| now.saturating_mul(100) > kept.saturating_mul(100 + TOLERANCE))
            };
            let more: Vec<_> = now.counts.iter().filter(|(name, now)| is_more(name, **now)).collect();
            if more.is_empty() {
                Ok(())
            } else {
                Err(format!("more than {TOLERANCE} % over: {more:?}").into())
            }
        }
        Some(before) => {
            let (rustc, processor) = (&before.rustc, &before.processor);
            eprintln!("NOT COMPARED, ONLY REPORTED: the kept counts are those of {rustc} on {processor}");
            Ok(())
        }
        None => {
            eprintln!("NOT COMPARED: no counts are kept; `--instructions --bless` keeps these");
            Ok(())
        }
    }
}

/// The instructions of one function of this program, callees included.
fn count(function: &str) -> Result<u64, Failure> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(format!("--toggle-collect=*{function}*"))
        .arg(std::env::current_exe()?)
        .arg(function)
        .stdin(Stdio::null())
        .output()?;
    // Valgrind ends with `==1== Collected : 123`.
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().find_map(|line| line.split_once("Collected :"));
    match line.and_then(|(_, count)| count.trim().parse().ok()) {
        Some(count) if count > 0 && output.status.success() => Ok(count),
        _ => Err(format!("valgrind has counted nothing of `{function}`:\n{text}").into()),
    }
}

fn rustc() -> Result<String, Failure> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    Ok(run(Command::new(rustc).arg("--version"))?.trim().to_owned())
}

/// Different processors may have the same model name.
fn processor() -> String {
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let fields: Vec<_> = cpuinfo.lines().filter_map(|line| line.split_once(':')).collect();
    let field =
        |name: &str| fields.iter().find(|(key, _)| key.trim() == name).map_or("unknown", |(_, is)| is.trim());
    let [name, family, model] = ["model name", "cpu family", "model"].map(field);
    format!("{} {name}, family {family}, model {model}", std::env::consts::ARCH)
}
