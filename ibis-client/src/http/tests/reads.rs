//! Retries of reads.

use tokio::time::Instant;

use super::fake::{Reply, SECOND, busy, json, ok};
use crate::error::Stage;
use crate::http::invoke::Caller;
use crate::http::retry::Budget;
use crate::{Call, Error, Method};

#[tokio::test(start_paused = true)]
async fn read_is_retried_after_transient_failures() {
    let transient = || {
        [busy(429, None), busy(502, None), busy(503, None), busy(504, None)].into_iter().chain([
            Reply::Fail(Stage::Connecting),
            Reply::Fail(Stage::Sent),
            Reply::Stall,
            Reply::Never,
            busy(408, None),
            json(200, ""),
            json(200, r#"{"result": {"value": "1"#),
        ])
    };
    for reply in transient() {
        let caller = Caller::anonymous([reply, ok()]);
        assert_eq!(caller.read().await.unwrap().value(), Some("1.2"));
        assert_eq!(caller.sent().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn read_is_not_retried_after_permanent_failures() {
    for reply in [
        json(400, r#"{"result": {}}"#),
        json(404, r#"{"result": {}}"#),
        json(500, r#"{"result": {}}"#),
        json(302, ""),
        json(200, r#"{"result": tru}"#),
        Reply::TooLarge,
        Reply::Fail(Stage::Untrusted),
    ] {
        let caller = Caller::anonymous([reply]);
        assert!(caller.read().await.is_err());
        assert_eq!(caller.sent().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn last_failure_is_returned_once_the_retries_are_exhausted() {
    let caller = Caller::anonymous((0..4).map(|_| busy(503, None)));
    let error = caller.read().await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert!(error.is_retryable());
    assert_eq!(caller.sent().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_honoured() {
    for header in ["7", " 7 "] {
        let caller = Caller::anonymous([busy(503, Some(header)), ok()]);
        let start = Instant::now();
        caller.read().await.unwrap();
        let waited = start.elapsed();
        assert!(7 * SECOND <= waited && waited < 8 * SECOND, "{waited:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_date_is_honoured() {
    let (clock, _) = super::fake::wall_clock();
    let mut caller = Caller::anonymous([busy(429, Some("Fri, 15 Jan 2027 08:00:09 GMT")), ok()]);
    caller.clock = clock;
    let start = Instant::now();
    caller.read().await.unwrap();
    let waited = start.elapsed();
    assert!(9 * SECOND <= waited && waited < 10 * SECOND, "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn too_long_retry_after_is_reported_at_once() {
    let caller = Caller::anonymous([busy(503, Some("3600"))]);
    let start = Instant::now();
    let error = caller.read().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(3600 * SECOND));
    assert_eq!(start.elapsed().as_secs(), 0);
}

#[tokio::test(start_paused = true)]
async fn outage_is_not_amplified() {
    let mut caller = Caller::anonymous((0..23).map(|_| busy(503, None)));
    caller.budget = Budget::new(3);
    for _ in 0..20 {
        assert!(matches!(caller.read().await, Err(Error::Service { .. })));
    }
    assert_eq!(caller.sent().len(), 20 + 3);
}

#[tokio::test(start_paused = true)]
async fn retries_of_the_call_override_those_of_the_connection() {
    for (retries, sent) in [(0, 1), (1, 2), (5, 6)] {
        let caller = Caller::anonymous((0..6).map(|_| busy(503, None)));
        let call = Call::new(Method::Get, "/api/v1/version").retries(retries);
        assert!(caller.invoke(call).await.is_err());
        assert_eq!(caller.sent().len(), sent);
    }
}

#[tokio::test(start_paused = true)]
async fn result_over_the_memory_limit_is_refused() {
    let mut caller =
        Caller::anonymous([json(200, &format!(r#"{{"result": {{"value": "{}"}}}}"#, "x".repeat(2_000)))]);
    caller.settings.max_result_bytes = 1_000;
    let error = caller.read().await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { status: 200, limit: 1_000, .. }), "{error:?}");
}
