//! Many tasks over one connection, through a proxy that disturbs a fifth of the exchanges: a short version of the example
//! `soak`, which can run for hours.

mod load;
mod proxy;

use std::time::Duration;

use ibis_sandbox::Sandbox;

use self::load::{Load, Tally};
use self::proxy::FaultyProxy;
use super::builder;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_and_errors_are_accurate_and_edits_applied_at_most_once() {
    let sandbox = Sandbox::builder().compact_json().start().await.unwrap();
    let proxy = FaultyProxy::in_front_of(sandbox.address()).await;
    let load = Load { tasks: 200, calls_per_task: 10, edits_per_task: 2, deadline: Duration::from_secs(30) };
    let conn = builder(proxy.url()).credentials(load::editor()).timeout(load.deadline).build().unwrap();

    let tally: Tally = load.run(&conn, &sandbox).await;

    assert_eq!(tally.inaccuracies, Vec::<String>::new());
    assert_eq!(tally.late, 0);
    assert!(proxy.disturbed() * 6 > proxy.requests(), "{} of {}", proxy.disturbed(), proxy.requests());
    // Most reads recover by retries; failures after all retries are rare.
    assert!(tally.reads_failed * 20 < tally.reads, "{tally:?}");
    assert_eq!(tally.edits_repeated, 0);
    assert_eq!(tally.edits_lost, 0);
}
