//! Decoding time per byte, by the shape of the document: as a multiple of the time of an ordinary document, and of a
//! document with the same shape and a sixteenth of the length. Fails if the second multiple shows that time is not
//! proportional to length. It is sixteen if time grows with the square; fresh pages and small caches account for a
//! little. For scale, also prints the time that `serde_json` takes to build a tree (0 if it rejects the document at once).
//!
//!     cargo bench -p ibis-client --bench hostile [part of a name]

#[path = "support/document.rs"]
mod document;
#[path = "../tests/support/hostile.rs"]
mod hostile;
#[path = "support/rng.rs"]
mod rng;

use std::hint::black_box;
use std::time::Instant;

use ibis_client::IbisResult;
use serde_json::Value;

use self::document::Document;
use self::hostile::SHAPES;

const LENGTH: usize = 16 << 20;
const TOLERANCE: f64 = 6.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let people = 1_000;
    let of_a_thousand = serde_json::to_vec(&Document::new(people))?.len();
    let ordinary = serde_json::to_vec(&Document::new(people * LENGTH / of_a_thousand))?;
    let ordinary = decoding(&ordinary);
    println!("{ordinary:6.2} ns for each byte of an ordinary document");
    let mut slow = Vec::new();
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    for (name, shape) in SHAPES.iter().filter(|(name, _)| name.contains(&wanted)) {
        let text = shape(LENGTH);
        let tree = nanoseconds_per_byte(text.as_bytes(), |text| serde_json::from_slice::<Value>(&text));
        let time = decoding(text.as_bytes());
        let growth = time / decoding(shape(LENGTH / 16).as_bytes());
        let (time, tree) = (time / ordinary, tree / ordinary);
        println!(
            "{time:6.2} (a tree {tree:5.2}) times an ordinary one, {growth:5.2} times a shorter one: {name}"
        );
        if growth > TOLERANCE {
            slow.push(*name);
        }
    }
    if slow.is_empty() { Ok(()) } else { Err(format!("not in proportion: {}", slow.join(", ")).into()) }
}

fn decoding(text: &[u8]) -> f64 {
    nanoseconds_per_byte(text, IbisResult::from_json)
}

/// The shortest time of a few runs that decode a document and drop the result.
fn nanoseconds_per_byte<R>(text: &[u8], decode: impl Fn(Vec<u8>) -> R) -> f64 {
    let runs = (0..5).map(|_| {
        let text = text.to_vec();
        let started = Instant::now();
        drop(black_box(decode(text)));
        started.elapsed().as_nanos()
    });
    #[expect(clippy::cast_precision_loss, reason = "these are no large numbers")]
    let nanoseconds = runs.min().unwrap_or_default() as f64 / text.len() as f64;
    nanoseconds
}
