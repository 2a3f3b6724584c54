//! Sequential calls to the local server, by the client and by hand.

use std::time::Instant;

use super::callers::{self, ByHand};
use super::pairs::Pairs;
use super::{Outcome, print_figure};

/// The number of calls in a measurement.
const CALLS: u32 = 200;

pub(crate) fn measure(url: &str, pairs: usize) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let conn = callers::connection(url)?;
    let by_hand = ByHand::new(url)?;
    let ours = || runtime.block_on(callers::ours(&conn));
    let theirs = || runtime.block_on(by_hand.call());
    let mut measured = Pairs::default();
    // The first pair includes one-time work such as connecting.
    for pair in 0..=pairs {
        let theirs = each(theirs)?;
        let ours = each(ours)?;
        if pair > 0 {
            measured.push(ours, theirs);
        }
    }
    print_figure("ours us", measured.ours());
    print_figure("by hand us", measured.theirs());
    print_figure("ratio", measured.ratio());
    Ok(())
}

/// Microseconds per call.
fn each<T, E>(call: impl Fn() -> Result<T, E>) -> Result<f64, E> {
    let start = Instant::now();
    for _ in 0..CALLS {
        call()?;
    }
    Ok(start.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS))
}
