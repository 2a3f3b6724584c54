//! Walks to all members of all groups of all institutions in a document of 10,000 people. The time per element is that of
//! one step to a member and its name.
//!
//!     cargo bench --bench walk

#[path = "support/document.rs"]
mod document;
#[path = "support/members.rs"]
mod members;
#[path = "support/rng.rs"]
mod rng;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ibis_client::IbisResult;

use self::document::Document;

fn walk(criterion: &mut Criterion) {
    let mut document = Document::new(10_000);
    members::add(&mut document);
    let document = serde_json::to_vec(&document).expect("the document can be written");
    let result = IbisResult::from_json(document).expect("the document is sound");
    let institutions = members::institutions(&result);
    let steps = members::walk(&institutions);
    let mut group = criterion.benchmark_group("members of all groups of all institutions");
    group.throughput(Throughput::Elements(steps as u64));
    group.bench_function("walk to each and read a name", |bench| bench.iter(|| members::walk(&institutions)));
    group.finish();
}

criterion_group!(benches, walk);
criterion_main!(benches);
