//! Edits are never applied twice.

use super::fake::{Reply, SECOND, busy, json, ok};
use crate::error::{Phase, Stage};
use crate::http::invoke::Caller;
use crate::{Call, Error, Method};

const EDITS: [Method; 3] = [Method::Post, Method::Put, Method::Delete];

#[tokio::test(start_paused = true)]
async fn edit_that_may_have_been_sent_is_not_retried() {
    for method in EDITS {
        for reply in [
            busy(502, None),
            busy(503, Some("1")),
            json(200, "{"),
            Reply::Fail(Stage::Sent),
            Reply::Stall,
            Reply::Never,
            Reply::TooLarge,
            busy(408, None),
            json(403, r#"{"message": "blocked"}"#),
            json(404, "<html>"),
            json(307, ""),
        ] {
            let caller = Caller::anonymous([reply]);
            let error = caller.call(method).await.unwrap_err();
            assert!(error.outcome_unknown() && !error.is_retryable(), "{error:?}");
            assert_eq!(caller.sent().len(), 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn refused_edit_has_a_known_outcome() {
    for method in EDITS {
        for reply in [busy(429, None), busy(403, None), busy(409, None)] {
            let caller = Caller::anonymous([reply]);
            assert!(!caller.call(method).await.unwrap_err().outcome_unknown());
            assert_eq!(caller.sent().len(), 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn edit_is_retried_if_nothing_was_sent() {
    for method in EDITS {
        let caller = Caller::anonymous([Reply::Fail(Stage::Connecting), ok()]);
        caller.call(method).await.unwrap();
        assert_eq!(caller.sent().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn edit_with_failed_connections_has_a_known_outcome() {
    let caller = Caller::anonymous((0..4).map(|_| Reply::Fail(Stage::Connecting)));
    let error = caller.call(Method::Post).await.unwrap_err();
    assert!(error.is_retryable() && !error.outcome_unknown(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn edit_that_times_out_in_the_queue_is_not_sent() {
    let mut caller = Caller::anonymous([Reply::Never]);
    caller.limiter = crate::http::limit::Limiter::new(1, None);
    caller.settings.attempt_timeout = Some(3600 * SECOND);
    let busy = caller.call(Method::Get);
    let mut busy = std::pin::pin!(busy);
    assert!(is_pending(&mut busy).await);
    let error = caller.call(Method::Post).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { phase: Phase::Queued, .. }), "{error:?}");
    assert!(!error.outcome_unknown());
    assert_eq!(caller.sent().len(), 1);
}

/// Polls a future once. Returns whether it is pending.
async fn is_pending<F: Future>(future: &mut std::pin::Pin<&mut F>) -> bool {
    std::future::poll_fn(|context| std::task::Poll::Ready(future.as_mut().poll(context).is_pending())).await
}

#[tokio::test(start_paused = true)]
async fn retries_setting_does_not_repeat_sent_edits() {
    for reply in [busy(503, None), Reply::Fail(Stage::Sent), Reply::Never] {
        let caller = Caller::anonymous([reply]);
        let call = Call::new(Method::Post, "/api/v1/version").retries(9);
        assert!(caller.invoke(call).await.unwrap_err().outcome_unknown());
        assert_eq!(caller.sent().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn edit_that_never_connects_has_a_known_outcome() {
    for method in EDITS {
        let caller = Caller::anonymous([Reply::NeverConnects]);
        let error = caller.call(method).await.unwrap_err();
        assert!(matches!(error, Error::Timeout { phase: Phase::Connecting, .. }), "{error:?}");
        assert!(error.is_retryable() && !error.outcome_unknown(), "{error}");

        let mut caller = Caller::anonymous([Reply::NeverConnects, ok()]);
        caller.settings.attempt_timeout = Some(SECOND);
        caller.call(method).await.unwrap();
    }
}
