//! Decoding a document and reading every field, compared with the floor and with `serde_json::Value`.

use std::fs;
use std::hint::black_box;
use std::time::Instant;

use ibis_client::IbisResult;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::memory::peak;
use super::pairs::{Pairs, median};
use super::{Outcome, print_figure, walk};

/// A tree takes long to build, and no target depends on it.
const TREES: usize = 5;

pub(crate) fn measure(file: &str, pairs: usize) -> Outcome {
    let document = fs::read(file)?;
    // Short documents are decoded several times per measurement, since the clock is too coarse for one.
    let times = (2_000_000 / document.len()).clamp(1, 100);
    let mut measured = Pairs::default();
    for _ in 0..pairs {
        let floor = timed(times, || (), |()| Ok(serde_json::from_slice::<IgnoredAny>(&document)?))?;
        let ours = timed(
            times,
            || document.clone(),
            |document| {
                let result = IbisResult::from_json(document)?;
                black_box(walk::walk(&result));
                Ok(result)
            },
        )?;
        measured.push(ours, floor);
    }
    let tree = || timed(times, || (), |()| Ok(serde_json::from_slice::<Value>(&document)?));
    let trees = (0..TREES).map(|_| tree()).collect::<Result<Vec<f64>, _>>()?;
    print_figure("ours ms", measured.ours());
    print_figure("floor ms", measured.theirs());
    print_figure("ratio", measured.ratio());
    print_figure("tree ms", median(trees.into_iter()));
    Ok(())
}

/// Milliseconds per run, without creating the input and dropping the output.
fn timed<I, O>(
    times: usize,
    input: impl Fn() -> I,
    run: impl Fn(I) -> Result<O, Box<dyn std::error::Error + Send + Sync>>,
) -> Result<f64, Box<dyn std::error::Error + Send + Sync>> {
    let mut outputs = Vec::with_capacity(times);
    let inputs: Vec<I> = (0..times).map(|_| input()).collect();
    let start = Instant::now();
    for input in inputs {
        outputs.push(run(input)?);
    }
    let took = start.elapsed().as_secs_f64() * 1e3;
    black_box(outputs);
    Ok(took / f64::from(u32::try_from(times)?))
}

/// The peak memory of a process that reads a document, decodes it and reads every field.
pub(crate) fn memory(file: &str) -> Outcome {
    let document = fs::read(file)?;
    let length = f64::from(u32::try_from(document.len())?);
    let result = IbisResult::from_json(document)?;
    black_box(walk::walk(&result));
    let peak = peak()?;
    print_figure("peak MiB", peak / 1024.0);
    print_figure("peak in documents", peak * 1024.0 / length);
    Ok(())
}
