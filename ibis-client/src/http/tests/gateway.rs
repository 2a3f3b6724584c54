//! Tokens of the API Gateway.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, advance};

use super::fake::{Reply, SECOND, busy, json, ok, response, token, wall_clock};
use crate::error::{Phase, Stage};
use crate::http::invoke::Caller;
use crate::http::retry::Budget;
use crate::{Call, Credentials, Error, Method};

fn authorizations(caller: &Caller<super::fake::Fake>) -> Vec<String> {
    caller.sent().into_iter().map(|sent| sent.authorization).collect()
}

#[tokio::test(start_paused = true)]
async fn token_is_reused_and_the_prefix_stripped() {
    let caller = Caller::gateway([ok(), ok()], [token("one", 3600)]);
    caller.read().await.unwrap();
    caller.read().await.unwrap();
    assert_eq!(authorizations(&caller), ["Bearer one", "Bearer one"]);
    assert_eq!(caller.sent()[0].url, "https://lookup.example/version?flatten=true");
    let [request] = &caller.token_requests()[..] else { panic!() };
    assert_eq!((request.method, request.authorization.as_str()), ("POST", "Basic aWQ6c2VjcmV0"));
}

/// Reads at once, in the last second before a token with this lifetime is renewed, and in the two seconds after.
async fn check_renewal(lifetime: u32, last_second: u32) {
    let caller = Caller::gateway((0..4).map(|_| ok()), [token("one", lifetime), token("two", lifetime)]);
    caller.read().await.unwrap();
    advance(last_second * SECOND).await;
    caller.read().await.unwrap();
    assert_eq!(caller.token_requests().len(), 1);
    advance(SECOND).await;
    caller.read().await.unwrap();
    tokio::time::sleep(SECOND).await;
    caller.read().await.unwrap();
    assert_eq!(authorizations(&caller), ["Bearer one", "Bearer one", "Bearer one", "Bearer two"]);
}

#[tokio::test(start_paused = true)]
async fn calls_do_not_wait_for_the_renewal_of_a_valid_token() {
    let slow = Reply::Respond(20 * SECOND, response(200, r#"{"access_token": "two", "expires_in": 3600}"#));
    let caller = Caller::gateway((0..3).map(|_| ok()), [token("one", 3600), slow]);
    caller.read().await.unwrap();
    advance(3550 * SECOND).await;
    let start = Instant::now();
    caller.read().await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 0);
    tokio::time::sleep(21 * SECOND).await;
    caller.read().await.unwrap();
    assert_eq!(authorizations(&caller), ["Bearer one", "Bearer one", "Bearer two"]);
}

#[tokio::test(start_paused = true)]
async fn failing_token_endpoint_fails_no_call_while_the_token_is_valid() {
    let failures = [busy(503, None), busy(503, Some("20")), Reply::Fail(Stage::Connecting)];
    let tokens = [token("one", 3600)].into_iter().chain(failures).chain([token("two", 3600)]);
    let caller = Caller::gateway((0..60).map(|_| ok()), tokens);
    caller.read().await.unwrap();
    advance(3541 * SECOND).await;
    for _ in 0..59 {
        caller.read().await.unwrap();
        tokio::time::sleep(SECOND).await;
    }
    let used = authorizations(&caller);
    assert!(used.ends_with(&["Bearer two".to_owned()]), "{used:?}");
    let times: Vec<_> = caller.token_requests().iter().map(|request| request.at).collect();
    assert_eq!(times.len(), 5);
    // The next renewal waits for five seconds, or until the token has become too old.
    assert!(times[1..4].windows(2).all(|pair| pair[1] - pair[0] >= 5 * SECOND), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn token_is_renewed_before_it_expires() {
    check_renewal(3600, 3539).await;
}

#[tokio::test(start_paused = true)]
async fn short_lived_token_is_used_for_nine_tenths_of_its_lifetime() {
    check_renewal(50, 44).await;
}

#[tokio::test(start_paused = true)]
async fn clock_jump_forwards_renews_the_token_and_backwards_does_not_extend_it() {
    let (clock, time) = wall_clock();
    let mut caller =
        Caller::gateway((0..4).map(|_| ok()), [token("one", 3600), token("two", 3600), token("three", 3600)]);
    caller.clock = clock;
    caller.read().await.unwrap();
    // The machine slept, and only the wall clock advanced.
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
async fn rejected_token_is_replaced_once() {
    let refused = || json(401, r#"{"result": {}}"#);
    let caller = Caller::gateway([refused(), ok()], [token("one", 3600), token("two", 3600)]);
    caller.read().await.unwrap();
    assert_eq!(authorizations(&caller), ["Bearer one", "Bearer two"]);

    let caller = Caller::gateway([refused(), refused()], [token("one", 3600), token("two", 3600)]);
    assert_eq!(caller.read().await.unwrap_err().status(), Some(401));
    assert_eq!(caller.sent().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn calls_waiting_for_a_token_share_one_request() {
    let slow = Reply::Respond(SECOND, response(200, r#"{"access_token": "one", "expires_in": 60}"#));
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
async fn calls_rejected_together_share_one_token_request() {
    // All eight slots are in flight with the first token when it is rejected.
    let slow = |status, body| Reply::Respond(SECOND, response(status, body));
    let replies = (0..8).map(|_| slow(401, r#"{"result": {}}"#)).chain((0..8).map(|_| ok()));
    let caller = Arc::new(Caller::gateway(replies, [token("one", 3600), token("two", 3600)]));
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
async fn calls_waiting_for_a_token_share_a_refusal() {
    let body = r#"{"error": "invalid_client", "error_description": "wrong secret"}"#;
    let caller = Arc::new(Caller::gateway([], [Reply::Respond(SECOND, response(401, body))]));
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
        assert!(error.to_string().contains("check the client id and secret"), "{error}");
        assert!(!error.is_retryable() && !error.outcome_unknown());
    }
    assert_eq!(caller.token_requests().len(), 1);
}

/// The rejection of a token does not make the refusal of a new one retryable.
#[tokio::test(start_paused = true)]
async fn token_refused_after_a_rejection_is_not_requested_again() {
    let refusal = Reply::Respond(SECOND, response(401, r#"{"error": "invalid_client"}"#));
    let caller = Caller::gateway([busy(401, None)], [token("one", 3600), refusal]);
    let error = caller.read().await.unwrap_err();
    assert!(matches!(error, Error::Token { .. }), "{error:?}");
    assert_eq!((caller.sent().len(), caller.token_requests().len()), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn token_request_is_retried_for_edits() {
    let failures = || [busy(503, None), Reply::Fail(Stage::Sent), Reply::Never, token("one", 3600)];
    for method in [Method::Get, Method::Post] {
        let mut caller = Caller::gateway([ok()], failures());
        caller.settings.attempt_timeout = Some(SECOND);
        caller.call(method).await.unwrap();
        assert_eq!((caller.sent().len(), caller.token_requests().len()), (1, 4));
    }
}

#[tokio::test(start_paused = true)]
async fn call_dropped_while_waiting_for_a_token_does_not_block_the_next() {
    let caller = Caller::gateway([ok()], [Reply::Never, token("one", 3600)]);
    assert!(tokio::time::timeout(SECOND, caller.read()).await.is_err());
    caller.read().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn constant_401_costs_one_new_token_and_one_extra_request() {
    let refused = || json(401, r#"{"fault": {"faultstring": "Invalid access token"}}"#);
    let tokens = [token("one", 3600), token("two", 3600), token("three", 3600)];
    let caller = Caller::gateway((0..24).map(|_| refused()), tokens);
    for _ in 0..20 {
        assert_eq!(caller.read().await.unwrap_err().status(), Some(401));
    }
    assert_eq!((caller.sent().len(), caller.token_requests().len()), (21, 2));
    advance(60 * SECOND).await;
    assert!(caller.read().await.is_err());
    assert!(caller.read().await.is_err());
    assert_eq!((caller.sent().len(), caller.token_requests().len()), (24, 3));
}

#[tokio::test(start_paused = true)]
async fn new_token_after_a_rejection_counts_as_a_retry_against_the_budget() {
    let replies = || [json(401, r#"{"result": {}}"#), ok()];
    let tokens = || [token("one", 3600), token("two", 3600)];
    let caller = Caller::gateway(replies(), tokens());
    let call = || Call::new(Method::Get, "/api/v1/version").retries(0);
    assert_eq!(caller.invoke(call()).await.unwrap_err().status(), Some(401));
    // The rejected token is still not used again.
    caller.invoke(call()).await.unwrap();
    assert_eq!(authorizations(&caller), ["Bearer one", "Bearer two"]);

    let mut caller = Caller::gateway(replies(), tokens());
    caller.budget = Budget::new(0);
    assert_eq!(caller.read().await.unwrap_err().status(), Some(401));
    assert_eq!(caller.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn path_that_always_returns_401_costs_one_new_token_among_accepted_calls() {
    let refused = || json(401, r#"{"fault": {"faultstring": "Invalid access token"}}"#);
    let replies = [refused(), refused()].into_iter().chain((0..10).flat_map(|_| [ok(), refused()]));
    let tokens = ["one", "two", "three"].map(|name| token(name, 3600));
    let caller = Caller::gateway(replies, tokens);
    assert_eq!(caller.read().await.unwrap_err().status(), Some(401));
    for _ in 0..10 {
        caller.read().await.unwrap();
        assert_eq!(caller.read().await.unwrap_err().status(), Some(401));
    }
    assert_eq!((caller.sent().len(), caller.token_requests().len()), (22, 2));
}

#[tokio::test(start_paused = true)]
async fn accepted_token_is_replaced_after_a_rejection_however_new() {
    let replies = (0..3).flat_map(|_| [ok(), json(401, r#"{"result": {}}"#)]).chain([ok()]);
    let caller = Caller::gateway(replies, ["one", "two", "three", "four"].map(|name| token(name, 3600)));
    for _ in 0..4 {
        caller.read().await.unwrap();
    }
    assert_eq!(caller.token_requests().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn slow_token_endpoint_times_out_the_call_and_its_token_is_kept() {
    let slow = Reply::Respond(3 * SECOND, response(200, r#"{"access_token": "one", "expires_in": 600}"#));
    let caller = Caller::gateway([ok()], [slow]);
    let call = || Call::new(Method::Get, "/api/v1/version").timeout(SECOND);
    for _ in 0..2 {
        let error = caller.invoke(call()).await.unwrap_err();
        assert!(matches!(error, Error::Timeout { phase: Phase::Token, .. }), "{error:?}");
        assert!(error.to_string().ends_with("no access token from the token endpoint within 1s"), "{error}");
    }
    advance(2 * SECOND).await;
    caller.invoke(call()).await.unwrap();
    assert_eq!(caller.token_requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn retry_after_of_the_token_endpoint_is_honoured_by_all_calls() {
    let caller = Caller::gateway([ok(), ok()], [busy(503, Some("7")), token("one", 3600)]);
    let call = || Call::new(Method::Get, "/api/v1/version").retries(0);
    let start = Instant::now();
    for seconds in [7, 5] {
        let error = caller.invoke(call()).await.unwrap_err();
        assert_eq!(error.retry_after(), Some(seconds * SECOND), "{error:?}");
        assert!(error.is_retryable());
        advance(2 * SECOND).await;
    }
    caller.read().await.unwrap();
    assert!(7 * SECOND <= start.elapsed() && start.elapsed() < 9 * SECOND, "{:?}", start.elapsed());
    assert_eq!(caller.token_requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn longest_retry_after_of_the_token_endpoint_does_not_overflow() {
    let mut caller = Caller::gateway([], [busy(503, Some("99999999999999999999"))]);
    caller.settings.retry.max_retry_after = Duration::MAX;
    for _ in 0..2 {
        assert!(caller.read().await.unwrap_err().retry_after().unwrap() > 86_400 * SECOND);
    }
    assert_eq!(caller.token_requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn edit_refused_with_401_is_sent_again_with_a_new_token() {
    let refused = json(401, r#"{"fault": {"faultstring": "Invalid access token"}}"#);
    let caller = Caller::gateway([refused, ok()], [token("one", 3600), token("two", 3600)]);
    caller.call(Method::Post).await.unwrap();
    assert_eq!(authorizations(&caller), ["Bearer one", "Bearer two"]);

    // A 401 in another form may come from anywhere, even after the edit was applied.
    for strange in [r#"{"message": "no"}"#, r#"{"error": "no"}"#] {
        let caller = Caller::gateway([json(401, strange)], [token("one", 3600)]);
        assert!(caller.call(Method::Post).await.unwrap_err().outcome_unknown());
        assert_eq!(caller.sent().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn path_outside_the_service_is_refused_and_nothing_is_sent() {
    let caller = Caller::gateway([], []);
    let error = caller.invoke(Call::new(Method::Get, "/api/v2/version")).await.unwrap_err();
    assert!(matches!(error, Error::Parameter { .. }), "{error:?}");
    assert_eq!(caller.token_requests(), []);
}

/// A tracing subscriber may read them, for example.
#[test]
fn credentials_can_be_read_and_changed_during_a_change() {
    let caller = Caller::gateway([], []);
    let changed = caller.change(|_| {
        caller.change(|_| Ok(Credentials::api_gateway("inner", "secret")))?;
        assert!(format!("{:?}", caller.identity().credentials).contains("inner"));
        Ok(Credentials::api_gateway("outer", "secret"))
    });
    changed.unwrap();
    assert!(format!("{:?}", caller.identity().credentials).contains("outer"));
}

#[tokio::test(start_paused = true)]
async fn new_credentials_get_a_new_token() {
    let caller = Caller::gateway([ok(), ok()], [token("one", 3600), token("two", 3600)]);
    caller.read().await.unwrap();
    caller.change(|_| Ok(Credentials::api_gateway("other", "secret"))).unwrap();
    caller.read().await.unwrap();
    assert_eq!(authorizations(&caller), ["Bearer one", "Bearer two"]);
    assert!(caller.change(|_| Ok(Credentials::anonymous())).is_err());
}

#[tokio::test(start_paused = true)]
async fn token_revoked_after_another_path_was_refused_is_replaced() {
    let refused = || json(401, r#"{"fault": {"faultstring": "Invalid access token"}}"#);
    let replies = [refused(), refused(), ok(), refused(), ok()];
    let caller = Caller::gateway(replies, ["one", "two", "three"].map(|name| token(name, 3600)));
    caller.invoke(Call::new(Method::Get, "/api/v1/last-transaction")).await.unwrap_err();
    caller.read().await.unwrap();
    caller.read().await.unwrap();
    assert_eq!(authorizations(&caller)[2..], ["Bearer two", "Bearer two", "Bearer three"]);
}

#[tokio::test(start_paused = true)]
async fn token_close_to_its_expiry_is_not_used() {
    let caller = Caller::gateway([ok(), ok()], [token("one", 3600), token("two", 3600)]);
    caller.read().await.unwrap();
    advance(3571 * SECOND).await;
    caller.read().await.unwrap();
    assert_eq!(authorizations(&caller), ["Bearer one", "Bearer two"]);
}

#[test]
fn renewal_is_restarted_if_its_runtime_is_gone() {
    let (clock, time) = wall_clock();
    let mut caller =
        Caller::gateway([ok(), ok(), ok()], [token("one", 3600), Reply::Never, token("two", 3600)]);
    caller.clock = clock;
    for (seconds, requests) in [(0, 1), (3550, 2), (1, 3)] {
        *time.lock().unwrap() += seconds * SECOND;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            caller.read().await.unwrap();
            tokio::task::yield_now().await;
        });
        assert_eq!(caller.token_requests().len(), requests);
    }
}
