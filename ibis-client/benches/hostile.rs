//! The time that decoding takes for each byte of a document, by its shape: as a multiple of that of an ordinary one, and
//! of that of a document of the same shape with a sixteenth of its length. Fails if the latter shows that the time is not
//! in proportion to the length: it would be sixteen for one that grows with the square; fresh pages of memory, and caches
//! that are too small, take some.
//!
//!     cargo bench -p ibis-client --bench hostile

#[path = "support/chance.rs"]
mod chance;
#[path = "support/document.rs"]
mod document;
#[path = "../tests/support/hostile.rs"]
mod hostile;

use std::hint::black_box;
use std::time::Instant;

use ibis_client::IbisResult;

use self::document::Document;
use self::hostile::SHAPES;

const LENGTH: usize = 16 << 20;
const TOLERANCE: f64 = 6.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let people = 1_000;
    let of_a_thousand = serde_json::to_vec(&Document::new(people))?.len();
    let ordinary = serde_json::to_vec(&Document::new(people * LENGTH / of_a_thousand))?;
    let ordinary = nanoseconds_per_byte(&ordinary);
    println!("{ordinary:6.2} ns for each byte of an ordinary document");
    let mut slow = Vec::new();
    for (name, shape) in SHAPES {
        let time = nanoseconds_per_byte(shape(LENGTH).as_bytes());
        let growth = time / nanoseconds_per_byte(shape(LENGTH / 16).as_bytes());
        println!("{:6.2} times an ordinary one, {growth:5.2} times a shorter one: {name}", time / ordinary);
        if growth > TOLERANCE {
            slow.push(*name);
        }
    }
    if slow.is_empty() { Ok(()) } else { Err(format!("not in proportion: {}", slow.join(", ")).into()) }
}

/// The shortest of a few runs: decoding alone, and dropping the result.
fn nanoseconds_per_byte(text: &[u8]) -> f64 {
    let runs = (0..5).map(|_| {
        let text = text.to_vec();
        let started = Instant::now();
        drop(black_box(IbisResult::from_json(text)));
        started.elapsed().as_nanos()
    });
    #[expect(clippy::cast_precision_loss, reason = "these are no large numbers")]
    let nanoseconds = runs.min().unwrap_or_default() as f64 / text.len() as f64;
    nanoseconds
}
