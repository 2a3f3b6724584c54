//! One piece of work for each argument that `cargo xtask bench --instructions` gives, which counts the instructions
//! of the function of that name: what is done outside of it does not count. By itself it measures nothing.

#[path = "support/chance.rs"]
mod chance;
#[path = "support/document.rs"]
mod document;
#[path = "support/planning.rs"]
mod planning;
#[path = "../tests/support/walk.rs"]
mod walk;

use std::env;
use std::error::Error;
use std::hint::black_box;

use ibis_client::{DecodeError, IbisResult};
use serde::de::IgnoredAny;

use self::document::Document;
use self::planning::Planning;

const PEOPLE: usize = 1_000;

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

fn main() -> Result<(), Box<dyn Error>> {
    match env::args().nth(1).as_deref() {
        Some("measured_plan_get_person") => {
            let planning = Planning::new()?;
            // What is done at the first call alone has been done by then.
            planning.get_person();
            measured_plan_get_person(&planning);
        }
        Some("measured_plan_search") => {
            let planning = Planning::new()?;
            planning.search();
            measured_plan_search(&planning);
        }
        Some("measured_decode") => _ = black_box(measured_decode(document()?)?),
        Some("measured_walk") => _ = black_box(measured_walk(&IbisResult::from_json(document()?)?)),
        Some("measured_floor") => _ = black_box(measured_floor(&document()?)?),
        _ => println!("`cargo xtask bench --instructions` counts them"),
    }
    Ok(())
}

fn document() -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Document::new(PEOPLE))
}
