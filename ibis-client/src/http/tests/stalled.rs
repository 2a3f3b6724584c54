//! Calls that are polled once and then stall must not block other calls.

use std::num::NonZeroU32;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::Instant;

use super::fake::{Fake, Reply, SECOND, busy, ok, response, token};
use crate::http::invoke::Caller;
use crate::http::limit::{Limiter, RateLimit};
use crate::{Call, Error, IbisResult, Method};

type StalledCall<'c> = Pin<Box<dyn Future<Output = Result<IbisResult, Error>> + Send + 'c>>;

fn version(limit: Duration) -> Call {
    Call::new(Method::Get, "/api/v1/version").timeout(limit)
}

/// A call that is polled this often, and then stalls.
fn stall(caller: &Caller<Fake>, limit: Duration, polls: usize) -> StalledCall<'_> {
    let mut call: StalledCall<'_> = Box::pin(caller.invoke(version(limit)));
    for _ in 0..polls {
        assert!(matches!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending));
    }
    call
}

/// Asserts that calls succeed one after the other, in less than five seconds each.
async fn others_complete(caller: &Caller<Fake>, calls: usize) {
    for _ in 0..calls {
        let start = Instant::now();
        caller.invoke(version(5 * SECOND)).await.unwrap();
        assert!(start.elapsed() < 5 * SECOND);
    }
}

#[tokio::test(start_paused = true)]
async fn call_stalled_in_the_queue_does_not_block_others() {
    let slow = Reply::Respond(SECOND, response(200, r#"{"result": {}}"#));
    let mut caller = Caller::anonymous([slow, ok(), ok(), ok()]);
    caller.limiter = Limiter::new(1, None);
    let mut first = stall(&caller, 60 * SECOND, 1);
    let _stalled = [stall(&caller, 600 * SECOND, 1), stall(&caller, 600 * SECOND, 1)];
    let others = others_complete(&caller, 3);
    let (first, ()) = tokio::join!(first.as_mut(), others);
    first.unwrap();
}

#[tokio::test(start_paused = true)]
async fn call_stalled_by_the_rate_limit_does_not_block_others() {
    let mut caller = Caller::anonymous((0..5).map(|_| ok()));
    let rate = RateLimit::new(NonZeroU32::new(1).unwrap(), SECOND);
    caller.limiter = Limiter::new(1, Some(rate));
    others_complete(&caller, 1).await;
    let _stalled = [stall(&caller, 600 * SECOND, 1), stall(&caller, 600 * SECOND, 1)];
    others_complete(&caller, 4).await;
    let times: Vec<_> = caller.sent().iter().map(|sent| sent.at).collect();
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= SECOND), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn call_stalled_in_flight_releases_its_slot_at_its_deadline() {
    let mut caller = Caller::anonymous([Reply::Never, ok(), ok()]);
    caller.limiter = Limiter::new(1, None);
    let _stalled = stall(&caller, 3 * SECOND, 1);
    others_complete(&caller, 2).await;
}

#[tokio::test(start_paused = true)]
async fn call_stalled_in_its_backoff_does_not_block_others() {
    let mut caller = Caller::anonymous([busy(503, Some("20")), ok(), ok()]);
    caller.limiter = Limiter::new(1, None);
    let mut stalled = stall(&caller, 600 * SECOND, 1);
    tokio::time::advance(SECOND / 10).await;
    assert!(stalled.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert_eq!(caller.limiter.free_slots(), 1);
    others_complete(&caller, 2).await;
}

#[tokio::test(start_paused = true)]
async fn call_stalled_waiting_for_a_token_does_not_block_others() {
    let slow = Reply::Respond(SECOND, response(200, r#"{"access_token": "one", "expires_in": 600}"#));
    let mut caller = Caller::gateway([ok(), ok()], [slow]);
    caller.limiter = Limiter::new(1, None);
    let _stalled = stall(&caller, 600 * SECOND, 1);
    others_complete(&caller, 2).await;
    assert_eq!(caller.token_requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn call_stalled_with_a_rejected_token_does_not_block_others() {
    let slow = Reply::Respond(SECOND, response(200, r#"{"access_token": "two", "expires_in": 600}"#));
    let rejected = Reply::Respond(Duration::ZERO, response(401, r#"{"result": {}}"#));
    let mut caller = Caller::gateway([rejected, ok(), ok()], [token("one", 600), slow]);
    caller.limiter = Limiter::new(1, None);
    let mut stalled = stall(&caller, 600 * SECOND, 1);
    while caller.token_requests().len() < 2 {
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(stalled.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    others_complete(&caller, 2).await;
}

#[test]
fn token_task_on_an_idle_runtime_is_abandoned() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    for is_dropped in [false, true] {
        let slow =
            Reply::Respond(SECOND / 100, response(200, r#"{"access_token": "one", "expires_in": 600}"#));
        let caller = Caller::gateway((0..8).map(|_| ok()), [slow, token("two", 600)]);
        let undriven = runtime();
        let mut stalled = None;
        undriven.block_on(async {
            stalled = Some(stall(&caller, 600 * SECOND, 1));
            // The task starts its request and goes no further.
            tokio::task::yield_now().await;
        });
        assert_eq!(caller.token_requests().len(), 1);
        if is_dropped {
            drop(stalled);
            drop(undriven);
        }
        runtime().block_on(async {
            let calls = (0..8).map(|_| caller.invoke(version(5 * SECOND)));
            for result in futures_util::future::join_all(calls).await {
                result.unwrap();
            }
        });
        assert_eq!(caller.token_requests().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn program_that_blocks_its_runtime_for_a_second_at_a_time_requests_one_token() {
    let slow = Reply::Respond(9 * SECOND, response(200, r#"{"access_token": "one", "expires_in": 600}"#));
    let caller = Caller::gateway([ok()], [slow]);
    let blocking = async {
        loop {
            tokio::time::sleep(SECOND / 20).await;
            tokio::time::advance(11 * SECOND / 10).await;
        }
    };
    tokio::select! {
        result = caller.read() => drop(result.unwrap()),
        () = blocking => unreachable!(),
    }
    assert_eq!(caller.token_requests().len(), 1);
}
