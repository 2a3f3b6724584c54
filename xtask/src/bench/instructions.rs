//! `cargo xtask bench --instructions`: counts that are the same on a busy machine, beside those that are kept.

mod callgrind;
mod kept;

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::Context as _;

use self::kept::{Counts, Kept};
use super::{built, say};

/// The functions of `ibis-client/benches/instructions.rs` whose instructions are counted.
const MEASURED: [&str; 5] = [
    "measured_plan_get_person",
    "measured_plan_search",
    "measured_decode",
    "measured_walk",
    "measured_floor",
];

/// Counts, compares and, if told to, keeps.
pub(super) fn run(bless: bool) -> anyhow::Result<ExitCode> {
    if !callgrind::is_there() {
        say(
            "NOT MEASURED: there is no valgrind, so that no instructions are counted and nothing is compared",
        );
        return Ok(ExitCode::SUCCESS);
    }
    let programs = built::build(&["bench", "--no-run", "-p", "ibis-client", "--bench", "instructions"])?;
    let program = programs.get("instructions").context("cargo has built no `instructions`")?;
    let mut counts = Counts::new();
    for name in MEASURED {
        counts.insert(name.trim_start_matches("measured_").to_owned(), callgrind::count(program, name)?);
    }
    let now = Kept::here(counts)?;
    let before = Kept::read()?;
    let _ = write!(io::stdout(), "{}", now.beside(before.as_ref()));
    if bless {
        now.write()?;
        return Ok(ExitCode::SUCCESS);
    }
    let Some(before) = before else {
        say("NOT COMPARED: no counts are kept; `cargo xtask bench --instructions --bless` keeps these");
        return Ok(ExitCode::SUCCESS);
    };
    if !now.is_comparable(&before) {
        say(format_args!(
            "NOT COMPARED, ONLY REPORTED: the kept counts are of {} on {}, and these of {} on {}",
            before.rustc, before.processor, now.rustc, now.processor
        ));
        return Ok(ExitCode::SUCCESS);
    }
    let more = now.regressions(&before);
    for regression in &more {
        say(format_args!("error: {regression}"));
    }
    Ok(if more.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
