//! Time limits, and calls that are dropped.

use std::error::Error as _;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::fake::{Reply, SECOND, busy, ok, response};
use crate::error::{Phase, Stage};
use crate::http::invoke::Caller;
use crate::http::limit::Limiter;
use crate::{Call, Error, Method};

#[tokio::test(start_paused = true)]
async fn attempts_and_delays_stay_within_the_deadline() {
    let caller = Caller::anonymous((0..4).map(|_| Reply::Never));
    let start = Instant::now();
    let error = caller.read().await.unwrap_err();
    // Two attempts of half a minute: the call's deadline ends the second.
    assert_eq!(start.elapsed().as_secs(), 60);
    assert!(
        matches!(error, Error::Timeout { after, phase: Phase::Response, .. } if after == 60 * SECOND),
        "{error:?}"
    );
    assert!(error.source().unwrap().to_string().ends_with("no response within 30s"), "{error:?}");
    assert_eq!(caller.sent().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn timeout_of_the_call_overrides_that_of_the_connection() {
    for limit in [SECOND, 600 * SECOND] {
        let caller = Caller::anonymous((0..4).map(|_| Reply::Never));
        let start = Instant::now();
        let call = Call::new(Method::Get, "/api/v1/version").timeout(limit);
        assert!(caller.invoke(call).await.unwrap_err().is_timeout());
        assert_eq!(start.elapsed().as_secs(), limit.as_secs());
    }
}

#[tokio::test(start_paused = true)]
async fn longest_timeout_does_not_overflow() {
    let caller = Caller::anonymous([Reply::Respond(SECOND, response(200, r#"{"result": {}}"#))]);
    let call = Call::new(Method::Get, "/api/v1/version").timeout(Duration::MAX);
    caller.invoke(call).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn slow_attempt_times_out_and_is_retried() {
    let mut caller = Caller::anonymous([Reply::Never, ok()]);
    caller.settings.attempt_timeout = Some(5 * SECOND);
    let start = Instant::now();
    caller.read().await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 5);
}

#[tokio::test(start_paused = true)]
async fn last_failure_is_the_source_of_the_timeout() {
    let caller = Caller::anonymous([busy(503, Some("5")), Reply::Never]);
    let call = Call::new(Method::Get, "/api/v1/version").timeout(10 * SECOND);
    let error = caller.invoke(call).await.unwrap_err();
    assert!(error.source().unwrap().to_string().contains("status 503"), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn call_dropped_at_any_point_leaves_the_connection_usable() {
    // The calls wait for a response, for the next attempt, and for another response.
    let slow = || Reply::Respond(2 * SECOND, response(503, r#"{"result": {}}"#));
    for dropped_after in (0..=50).map(|tenths| tenths * SECOND / 10) {
        let mut caller = Caller::anonymous([slow(), slow(), slow(), slow(), ok(), ok(), ok(), ok(), ok()]);
        caller.limiter = Limiter::new(1, None);
        let _ = timeout(dropped_after, caller.read()).await;
        assert_eq!(caller.limiter.free_slots(), 1, "{dropped_after:?}");
        caller.read().await.unwrap();
        assert_eq!(caller.limiter.free_slots(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn call_dropped_in_the_queue_frees_its_place() {
    let mut caller =
        Caller::anonymous([Reply::Respond(5 * SECOND, response(200, r#"{"result": {}}"#)), ok()]);
    caller.limiter = Limiter::new(1, None);
    let (first, _, third) = tokio::join!(caller.read(), timeout(SECOND, caller.read()), caller.read());
    assert!(first.is_ok() && third.is_ok());
    assert_eq!(caller.sent().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn edit_may_use_its_whole_timeout() {
    let caller = Caller::anonymous([Reply::Respond(59 * SECOND, response(200, r#"{"result": {}}"#))]);
    caller.call(Method::Post).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn call_holds_no_slot_during_its_backoff() {
    let mut caller = Caller::anonymous([busy(503, Some("20")), ok(), Reply::Fail(Stage::Untrusted)]);
    caller.limiter = Limiter::new(1, None);
    let start = Instant::now();
    let other = async {
        tokio::time::advance(SECOND).await;
        caller.read().await.unwrap();
        start.elapsed()
    };
    let (_, elapsed) = tokio::join!(caller.read(), other);
    assert!(elapsed < 2 * SECOND, "{elapsed:?}");
}

/// A response with a body that is large enough to be decoded on another thread.
fn large() -> Reply {
    let groups = vec![r#"{"groupid": "1", "name": "g", "title": "G", "cancelled": false}"#; 5_000].join(",");
    Reply::Respond(Duration::ZERO, response(200, &format!(r#"{{"result": {{"groups": [{groups}]}}}}"#)))
}

#[tokio::test]
async fn decoding_a_large_body_does_not_block_the_runtime() {
    let caller = Caller::anonymous([large()]);
    let order = Mutex::new(Vec::new());
    let call = async {
        caller.read().await.unwrap();
        order.lock().unwrap().push("call");
    };
    let other = async {
        // As often as the call is polled before it decodes.
        for _ in 0..8 {
            tokio::task::yield_now().await;
        }
        order.lock().unwrap().push("other");
    };
    tokio::join!(call, other);
    assert_eq!(order.into_inner().unwrap(), ["other", "call"]);
}

#[tokio::test]
async fn decoding_a_large_body_keeps_the_slot() {
    let mut caller = Caller::anonymous([large()]);
    caller.limiter = Limiter::new(1, None);
    let mut call = pin!(caller.read());
    let result = poll_fn(|context| {
        let polled = call.as_mut().poll(context);
        assert_eq!(caller.limiter.free_slots(), usize::from(polled.is_ready()));
        polled
    });
    result.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn decoding_counts_towards_the_deadline() {
    // Paused time jumps to the deadline while the call waits for its thread.
    for (method, is_unknown) in [(Method::Get, false), (Method::Post, true)] {
        let caller = Caller::anonymous([large()]);
        let error = caller.call(method).await.unwrap_err();
        assert!(matches!(error, Error::Timeout { phase: Phase::Decoding, .. }), "{error:?}");
        assert_eq!(error.outcome_unknown(), is_unknown);
    }
}
