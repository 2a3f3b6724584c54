//! Edits are never made twice.

use super::fake::{SECOND, Turn, busy, json, ok};
use crate::error::{Phase, Stage};
use crate::http::invoke::Caller;
use crate::{Call, Error, Method};

const EDITS: [Method; 3] = [Method::Post, Method::Put, Method::Delete];

#[tokio::test(start_paused = true)]
async fn edit_of_which_anything_was_sent_is_not_sent_again() {
    for method in EDITS {
        for turn in [
            busy(502, None),
            busy(503, Some("1")),
            json(200, "{"),
            Turn::Fail(Stage::Sent),
            Turn::Stall,
            Turn::Never,
            Turn::TooLarge,
            busy(408, None),
            json(403, r#"{"message": "blocked"}"#),
            json(404, "<html>"),
            json(307, ""),
        ] {
            let caller = Caller::anonymous([turn]);
            let error = caller.call(method).await.unwrap_err();
            assert!(error.outcome_unknown() && !error.is_retryable(), "{error:?}");
            assert_eq!(caller.sent().len(), 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn edit_that_was_refused_is_not_in_doubt() {
    for method in EDITS {
        for turn in [busy(429, None), busy(403, None), busy(409, None)] {
            let caller = Caller::anonymous([turn]);
            assert!(!caller.call(method).await.unwrap_err().outcome_unknown());
            assert_eq!(caller.sent().len(), 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn edit_of_which_nothing_was_sent_is_sent_again() {
    for method in EDITS {
        let caller = Caller::anonymous([Turn::Fail(Stage::Connecting), ok()]);
        caller.call(method).await.unwrap();
        assert_eq!(caller.sent().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn edit_that_never_reached_the_server_is_not_in_doubt() {
    let caller = Caller::anonymous((0..4).map(|_| Turn::Fail(Stage::Connecting)));
    let error = caller.call(Method::Post).await.unwrap_err();
    assert!(error.is_retryable() && !error.outcome_unknown(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn edit_that_waits_for_its_turn_until_its_time_is_up_was_not_sent() {
    let mut caller = Caller::anonymous([Turn::Never]);
    caller.limiter = crate::http::limit::Limiter::new(1, None);
    caller.settings.attempt_timeout = Some(3600 * SECOND);
    let busy = caller.call(Method::Get);
    let mut busy = std::pin::pin!(busy);
    assert!(futures_poll(&mut busy).await);
    let error = caller.call(Method::Post).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { phase: Phase::Queued, .. }), "{error:?}");
    assert!(!error.outcome_unknown());
    assert_eq!(caller.sent().len(), 1);
}

/// Polls once; whether it is still under way.
async fn futures_poll<F: Future>(future: &mut std::pin::Pin<&mut F>) -> bool {
    std::future::poll_fn(|context| std::task::Poll::Ready(future.as_mut().poll(context).is_pending())).await
}

#[tokio::test(start_paused = true)]
async fn number_of_retries_makes_no_edit_repeatable() {
    for turn in [busy(503, None), Turn::Fail(Stage::Sent), Turn::Never] {
        let caller = Caller::anonymous([turn]);
        let call = Call::new(Method::Post, "/api/v1/version").retries(9);
        assert!(caller.invoke(call).await.unwrap_err().outcome_unknown());
        assert_eq!(caller.sent().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn edit_that_no_connection_took_is_not_in_doubt() {
    for method in EDITS {
        let caller = Caller::anonymous([Turn::NeverConnects]);
        let error = caller.call(method).await.unwrap_err();
        assert!(matches!(error, Error::Timeout { phase: Phase::Connecting, .. }), "{error:?}");
        assert!(error.is_retryable() && !error.outcome_unknown(), "{error}");

        let mut caller = Caller::anonymous([Turn::NeverConnects, ok()]);
        caller.settings.attempt_timeout = Some(SECOND);
        caller.call(method).await.unwrap();
    }
}
