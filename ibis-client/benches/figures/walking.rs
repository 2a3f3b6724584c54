//! Walking from institutions to their groups and the groups' members.

use std::fs;
use std::time::Instant;

use ibis_client::IbisResult;

use super::pairs::median;
use super::{Outcome, members, print_figure};

pub(crate) fn measure(file: &str, times: usize) -> Outcome {
    let result = IbisResult::from_json(fs::read(file)?)?;
    let institutions = members::institutions(&result);
    let steps = f64::from(u32::try_from(members::walk(&institutions))?);
    let walks = (0..times).map(|_| {
        let start = Instant::now();
        members::walk(&institutions);
        start.elapsed().as_secs_f64() * 1e9 / steps
    });
    print_figure("ns per step", median(walks));
    print_figure("steps", steps);
    Ok(())
}
