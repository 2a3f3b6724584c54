//! The limit on concurrent requests.

use tokio::time::Instant;

use super::fake::{Reply, SECOND, response};
use crate::http::invoke::Caller;
use crate::http::limit::Limiter;

#[tokio::test(start_paused = true)]
async fn concurrent_requests_are_limited() {
    let slow = || Reply::Respond(SECOND, response(200, r#"{"result": {}}"#));
    let mut caller = Caller::anonymous((0..6).map(|_| slow()));
    caller.limiter = Limiter::new(2, None);
    let start = Instant::now();
    let calls = (caller.read(), caller.read(), caller.read(), caller.read(), caller.read(), caller.read());
    let results = tokio::join!(calls.0, calls.1, calls.2, calls.3, calls.4, calls.5);
    assert!(results.0.is_ok() && results.5.is_ok());
    assert_eq!(start.elapsed().as_secs(), 3);
    let seconds: Vec<u64> = caller.sent().iter().map(|sent| (sent.at - start).as_secs()).collect();
    assert_eq!(seconds, [0, 0, 1, 1, 2, 2]);
}
