//! Crashes and failing calls at every possible point.

use std::sync::atomic::{AtomicUsize, Ordering};

use ibis_client::{BoxFuture, Call, Connection, Error, IbisResult};
use ibis_sandbox::{Fault, Sandbox};

use super::directory::{self, connection, edit, editor, moving, server};
use super::replica::{CrashPoint, Replica, mirror};

#[tokio::test]
async fn replica_equals_the_server_after_a_crash_at_any_step() {
    for point in CrashPoint::ALL {
        let mut crashes = 0;
        for last in 0.. {
            let sandbox = Sandbox::start().await.unwrap();
            let (conn, editor) = (connection(&sandbox), editor(&sandbox));
            let mut replica = Replica::default();
            // The load is followed by some changes.
            replica.run_until(&conn, 1, CrashPoint::AfterCheckpoint).await.unwrap();
            for number in 0..5 {
                edit(&editor, number).await;
            }
            let crashed = replica.run_until(&conn, last, point).await.unwrap();
            for number in 5..10 {
                edit(&editor, number).await;
            }
            replica.run(&conn).await.unwrap();
            assert_eq!(replica.entries, server(&conn).await, "{point:?} in step {last}");
            if crashed.is_none() {
                break;
            }
            crashes += 1;
        }
        // The rest of the people, the institutions, the groups, and the changes in pairs.
        assert_eq!(crashes, 7 + 1 + 1 + 3, "{point:?}");
    }
}

#[tokio::test]
async fn replica_equals_the_server_after_a_crash_in_every_step() {
    let sandbox = Sandbox::start().await.unwrap();
    let (conn, editor) = (connection(&sandbox), editor(&sandbox));
    let mut replica = Replica::default();
    let mut runs = 0;
    // Each run stores at most one checkpoint.
    while replica.run_until(&conn, 0, CrashPoint::ALL[runs % 3]).await.unwrap().is_some() {
        if runs < 30 {
            edit(&editor, u32::try_from(runs).unwrap()).await;
        }
        runs += 1;
    }
    assert!(runs > 30, "{runs}");
    assert_eq!(replica.entries, server(&conn).await);
}

#[tokio::test]
async fn replica_equals_the_server_after_a_crash_while_entries_are_cancelled() {
    let (before, after) =
        (directory::start(&directory::before()).await, directory::start(&directory::after()).await);
    let (before, after) = (moving(&before), moving(&after));
    let then = server(&after).await;
    for point in CrashPoint::ALL {
        for last in 0.. {
            let mut replica = Replica::default();
            let crashed = replica.run_until(&before, last, point).await.unwrap();
            replica.run(&after).await.unwrap();
            assert_eq!(replica.entries, then, "{point:?} in step {last}");
            if crashed.is_none() {
                assert_eq!(last, 5, "three pages of people, the institutions, the groups");
                break;
            }
        }
    }
}

#[tokio::test]
async fn failing_call_loses_nothing() {
    for failing in 1.. {
        let sandbox = Sandbox::start().await.unwrap();
        let (conn, editor) = (connection(&sandbox), editor(&sandbox));
        let failing_conn = FailingOnce { inner: conn.clone(), calls: AtomicUsize::new(0), failing };
        let mut replica = Replica::default();
        let mut mirror = mirror(failing_conn);
        let (mut edits, mut failures) = (0, 0);
        loop {
            match mirror.next_step().await {
                Ok(Some(step)) => {
                    replica.store(step.changes());
                    let _ = step.delivered();
                    if edits < 5 {
                        edit(&editor, edits).await;
                        edits += 1;
                    }
                }
                Ok(None) => break,
                Err(_) => failures += 1,
            }
        }
        assert_eq!(replica.entries, server(&conn).await, "call {failing}");
        if failures == 0 {
            // The last transaction; the people and an empty page; the institutions and groups; changes three times, and
            // then none; and a call that is never made.
            assert_eq!(failing, 1 + 10 + 2 + 3 * 4 + 1 + 1);
            break;
        }
    }
}

#[tokio::test]
async fn failing_server_is_an_error_and_loses_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connection(&sandbox);
    let mut replica = Replica::default();
    sandbox.inject(Fault::status(500).at("/api/v1/inst").times(1));
    sandbox.inject(Fault::truncate().at("/api/v1/group").times(1));
    assert_eq!(replica.run(&conn).await.unwrap_err().status(), Some(500));
    assert!(replica.run(&conn).await.is_err());
    replica.run(&conn).await.unwrap();
    assert_eq!(replica.entries, server(&conn).await);
}

#[tokio::test]
async fn undelivered_step_is_repeated() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connection(&sandbox);
    let mut mirror = mirror(&conn);
    let mut first = Vec::new();
    for _ in 0..2 {
        let step = mirror.next_step().await.unwrap().unwrap();
        first.push(step.changes()[0].entry().key());
    }
    let _ = mirror.next_step().await.unwrap().unwrap().delivered();
    first.push(mirror.next_step().await.unwrap().unwrap().changes()[0].entry().key());
    assert_eq!(first[0], first[1]);
    assert_ne!(first[1], first[2]);
}

#[tokio::test]
async fn interrupted_load_is_resumed() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connection(&sandbox);
    let mut replica = Replica::default();
    replica.run_until(&conn, 3, CrashPoint::AfterCheckpoint).await.unwrap();
    sandbox.clear_requests();
    replica.run(&conn).await.unwrap();
    let people = sandbox.requests().iter().filter(|request| request.path.contains("/person/")).count();
    assert_eq!(people, 5 + 1, "five pages, and one that is empty");
}

#[tokio::test]
async fn repeated_page_does_not_load_endlessly() {
    struct Stuck(IbisResult);

    impl Connection for Stuck {
        fn invoke_method(&self, _: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
            Box::pin(async { Ok(self.0.clone()) })
        }
    }

    let page =
        r#"{"result": {"value": "1", "people": [{"identifier": {"scheme": "crsid", "value": "spqr1"}}]}}"#;
    let mut replica = Replica::default();
    let error = replica.run(Stuck(IbisResult::from_json(page).unwrap())).await.unwrap_err();
    assert!(error.to_string().contains("people after those of the previous page"), "{error}");
}

/// A connection with one failing call.
struct FailingOnce<C> {
    inner: C,
    calls: AtomicUsize,
    /// The number of the failing call, counted from 1.
    failing: usize,
}

impl<C: Connection> Connection for FailingOnce<C> {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        if self.calls.fetch_add(1, Ordering::Relaxed) + 1 == self.failing {
            return Box::pin(async { Err(Error::unexpected_result("luck")) });
        }
        self.inner.invoke_method(call)
    }
}
