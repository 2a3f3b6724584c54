//! Tokens of the API Gateway.

use std::sync::Arc;

use tokio::time::advance;

use super::fake::{SECOND, Turn, busy, json, ok, response, token, wall_clock};
use crate::error::Stage;
use crate::http::invoke::Caller;
use crate::{Call, Credentials, Error, Method};

fn authorizations(caller: &Caller<super::fake::Fake>) -> Vec<String> {
    caller.sent().into_iter().map(|sent| sent.authorization).collect()
}

#[tokio::test(start_paused = true)]
async fn token_is_kept_and_the_prefix_dropped() {
    let caller = Caller::gateway([ok(), ok()], [token("one", 3600)]);
    caller.read().await.unwrap();
    caller.read().await.unwrap();
    assert_eq!(authorizations(&caller), ["Bearer one", "Bearer one"]);
    assert_eq!(caller.sent()[0].url, "https://lookup.example/version?flatten=true");
    let [request] = &caller.token_requests()[..] else { panic!() };
    assert_eq!((request.method, request.authorization.as_str()), ("POST", "Basic aWQ6c2VjcmV0"));
}

#[tokio::test(start_paused = true)]
async fn token_is_renewed_before_it_expires() {
    let caller = Caller::gateway([ok(), ok(), ok()], [token("one", 3600), token("two", 3600)]);
    caller.read().await.unwrap();
    advance(3539 * SECOND).await;
    caller.read().await.unwrap();
    advance(SECOND).await;
    caller.read().await.unwrap();
    assert_eq!(authorizations(&caller), ["Bearer one", "Bearer one", "Bearer two"]);
}

#[tokio::test(start_paused = true)]
async fn clock_that_jumps_ahead_renews_the_token_and_one_that_jumps_back_does_not_keep_it() {
    let (clock, time) = wall_clock();
    let mut caller =
        Caller::gateway((0..4).map(|_| ok()), [token("one", 3600), token("two", 3600), token("three", 3600)]);
    caller.clock = clock;
    caller.read().await.unwrap();
    // The machine slept, and only the wall clock went on.
    *time.lock().unwrap() += 7200 * SECOND;
    caller.read().await.unwrap();
    // The wall clock was wrong by a day.
    *time.lock().unwrap() -= 86_400 * SECOND;
    caller.read().await.unwrap();
    advance(3600 * SECOND).await;
    caller.read().await.unwrap();
    assert_eq!(authorizations(&caller), ["Bearer one", "Bearer two", "Bearer two", "Bearer three"]);
}

#[tokio::test(start_paused = true)]
async fn token_that_is_rejected_is_replaced_once() {
    let refused = || json(401, r#"{"result": {}}"#);
    let caller = Caller::gateway([refused(), ok()], [token("one", 3600), token("two", 3600)]);
    caller.read().await.unwrap();
    assert_eq!(authorizations(&caller), ["Bearer one", "Bearer two"]);

    let caller = Caller::gateway([refused(), refused()], [token("one", 3600), token("two", 3600)]);
    assert_eq!(caller.read().await.unwrap_err().status(), Some(401));
    assert_eq!(caller.sent().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn calls_that_wait_for_a_token_share_one_request() {
    let slow = Turn::Answer(SECOND, response(200, r#"{"access_token": "one", "expires_in": 60}"#));
    let caller = Arc::new(Caller::gateway((0..50).map(|_| ok()), [slow]));
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let caller = Arc::clone(&caller);
            tokio::spawn(async move { caller.read().await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(caller.token_requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn calls_that_were_rejected_together_share_one_request() {
    // All eight places are under way with the first token when it is rejected.
    let slow = |status, body| Turn::Answer(SECOND, response(status, body));
    let turns = (0..8).map(|_| slow(401, r#"{"result": {}}"#)).chain((0..8).map(|_| ok()));
    let caller = Arc::new(Caller::gateway(turns, [token("one", 3600), token("two", 3600)]));
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let caller = Arc::clone(&caller);
            tokio::spawn(async move { caller.read().await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(caller.token_requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn calls_that_wait_for_a_token_share_a_refusal() {
    let body = r#"{"error": "invalid_client", "error_description": "wrong secret"}"#;
    let caller = Arc::new(Caller::gateway([], [Turn::Answer(SECOND, response(401, body))]));
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let caller = Arc::clone(&caller);
            tokio::spawn(async move { caller.read().await })
        })
        .collect();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        let Error::Token { source, .. } = &error else { panic!("{error:?}") };
        assert_eq!((source.status, source.code()), (Some(401), Some("invalid_client")));
        assert!(error.to_string().contains("check the client id and its secret"), "{error}");
        assert!(!error.is_retryable() && !error.outcome_unknown());
    }
    assert_eq!(caller.token_requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn token_endpoint_that_fails_for_a_while_is_asked_again_for_edits_too() {
    let failures = || [busy(503, None), Turn::Fail(Stage::Sent), Turn::Never, token("one", 3600)];
    for method in [Method::Get, Method::Post] {
        let mut caller = Caller::gateway([ok()], failures());
        caller.settings.attempt_timeout = Some(SECOND);
        caller.call(method).await.unwrap();
        assert_eq!((caller.sent().len(), caller.token_requests().len()), (1, 4));
    }
}

#[tokio::test(start_paused = true)]
async fn call_that_is_dropped_while_it_asks_for_a_token_leaves_it_to_the_next() {
    let caller = Caller::gateway([ok()], [Turn::Never, token("one", 3600)]);
    assert!(tokio::time::timeout(SECOND, caller.read()).await.is_err());
    caller.read().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn path_outside_the_service_is_refused_before_anything_is_sent() {
    let caller = Caller::gateway([], []);
    let error = caller.invoke(Call::new(Method::Get, "/api/v2/version")).await.unwrap_err();
    assert!(matches!(error, Error::Parameter { .. }), "{error:?}");
    assert_eq!(caller.token_requests(), []);
}

#[tokio::test(start_paused = true)]
async fn new_credentials_have_tokens_of_their_own() {
    let caller = Caller::gateway([ok(), ok()], [token("one", 3600), token("two", 3600)]);
    caller.read().await.unwrap();
    caller.change(|_| Ok(Credentials::api_gateway("other", "secret"))).unwrap();
    caller.read().await.unwrap();
    assert_eq!(authorizations(&caller), ["Bearer one", "Bearer two"]);
    assert!(caller.change(|_| Ok(Credentials::anonymous())).is_err());
}
