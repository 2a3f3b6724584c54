//! How many requests are under way at once.

use tokio::time::Instant;

use super::fake::{SECOND, Turn, response};
use crate::http::invoke::Caller;
use crate::http::limit::Limiter;

#[tokio::test(start_paused = true)]
async fn no_more_requests_are_under_way_than_may_be() {
    let slow = || Turn::Answer(SECOND, response(200, r#"{"result": {}}"#));
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
