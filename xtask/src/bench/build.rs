//! Point 6: building a program with one call, beside the same by hand.

mod program;

use std::time::SystemTime;

use anyhow::Context as _;

use self::program::Program;
use super::Run;
use super::built::{Built, workspace};
use super::table::{Row, Table, rounded};

/// Times the seconds of the program by hand.
const MOST_TIME: f64 = 1.15;
/// More crates than it.
const MOST_CRATES: usize = 20;
/// Times its incremental check.
const MOST_CHECK: f64 = 2.0;
/// What a change of the service changes.
const GENERATED: &str = "ibis-client/src/api/generated/person_methods.rs";

pub(super) fn measure(built: &Built, run: Run, table: &mut Table) -> anyhow::Result<()> {
    let folder = built.folder().join("programs");
    let ours = Program::ours(&folder)?;
    let by_hand = Program::by_hand(&folder)?;
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    // A clean build takes a minute or so: there are few pairs.
    for _ in 0..if run.quick { 1 } else { 3 } {
        their_times.push(by_hand.clean_build()?);
        our_times.push(ours.clean_build()?);
    }
    let (our_time, their_time) = (median(our_times), median(their_times));
    table.push(Row {
        what: "clean `cargo build --release` of a program with one call".to_owned(),
        ours: format!("{} s", rounded(our_time)),
        peer: format!("reqwest by hand: {} s", rounded(their_time)),
        ratio: Some(our_time / their_time),
        target: Some(("at most 1.15 times", our_time / their_time <= MOST_TIME)),
    });
    let (our_crates, their_crates) = (ours.crates()?, by_hand.crates()?);
    table.push(Row {
        what: "crates in it, without itself".to_owned(),
        ours: our_crates.to_string(),
        peer: format!("reqwest by hand: {their_crates}"),
        ratio: None,
        target: Some(("at most 20 more", our_crates <= their_crates + MOST_CRATES)),
    });
    checks(&ours, &by_hand, run, table)
}

/// `cargo check` of each after a file has been touched: one of those that are generated, and the program by hand's
/// only one.
fn checks(ours: &Program, by_hand: &Program, run: Run, table: &mut Table) -> anyhow::Result<()> {
    let (generated, main) = (workspace().join(GENERATED), by_hand.main());
    ours.check()?;
    by_hand.check()?;
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for _ in 0..run.pairs {
        touch(&main)?;
        their_times.push(by_hand.check()?);
        touch(&generated)?;
        our_times.push(ours.check()?);
    }
    let (our_time, their_time) = (median(our_times), median(their_times));
    table.push(Row {
        what: "`cargo check` of it after a generated file was touched".to_owned(),
        ours: format!("{} s", rounded(our_time)),
        peer: format!("reqwest by hand, its own file touched: {} s", rounded(their_time)),
        ratio: Some(our_time / their_time),
        target: Some(("under twice", our_time < their_time * MOST_CHECK)),
    });
    Ok(())
}

fn touch(file: &std::path::Path) -> anyhow::Result<()> {
    let touched = std::fs::File::options().append(true).open(file);
    let touched = touched.and_then(|file| file.set_modified(SystemTime::now()));
    touched.with_context(|| format!("{} cannot be touched", file.display()))
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
