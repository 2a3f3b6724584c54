//! Decoding a flattened document of people and reading every field once, compared with the floor (finding the end of the
//! JSON) and with `serde_json::Value`.
//!
//!     cargo bench --bench decode

#[path = "support/document.rs"]
mod document;
#[path = "support/printed.rs"]
mod printed;
#[path = "support/rng.rs"]
mod rng;
#[path = "../tests/support/walk.rs"]
mod walk;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ibis_client::IbisResult;
use serde::de::IgnoredAny;
use serde_json::Value;

use self::document::Document;

fn decode(criterion: &mut Criterion) {
    for people in [100, 1_000, 10_000] {
        let document = Document::new(people);
        let compact = serde_json::to_vec(&document).expect("the document can be written");
        measure(criterion, "decode a compact document", people, &compact);
        measure(
            criterion,
            "decode a document as the service prints it",
            people,
            &printed::printed(&document),
        );
    }
}

fn measure(criterion: &mut Criterion, name: &str, people: usize, document: &[u8]) {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(20).throughput(Throughput::Bytes(document.len() as u64));
    let id = |what| BenchmarkId::new(what, format_args!("{people} people"));
    group.bench_function(id("floor: find its end"), |bench| {
        bench.iter(|| serde_json::from_slice::<IgnoredAny>(document));
    });
    group.bench_function(id("serde_json::Value"), |bench| {
        bench.iter_with_large_drop(|| serde_json::from_slice::<Value>(document));
    });
    group.bench_function(id("decode and read every field"), |bench| {
        let read = |document: Vec<u8>| {
            let result = IbisResult::from_json(document).expect("the document is sound");
            (walk::walk(&result), result)
        };
        bench.iter_batched(|| document.to_vec(), read, BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group!(benches, decode);
criterion_main!(benches);
