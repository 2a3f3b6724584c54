//! Slow servers.

use std::time::Duration;

use ibis_client::{Error, IbisMethods, PersonMethods, Phase};

use super::frozen::Frozen;
use super::script::{Script, Step, head, response, send};
use super::{VERSION, builder};

const JSON: (&str, &str) = ("content-type", "application/json");
const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(86_400);

#[tokio::test(start_paused = true)]
async fn slow_headers_end_the_attempt_and_the_next_one_succeeds() {
    let _frozen = Frozen::time();
    let slow = vec![send("HTTP/1.1 200 OK\r\n"), Step::Stall];
    let script = Script::playing([slow, response(200, "application/json", VERSION)]).await;
    let conn = builder(script.url()).attempt_timeout(5 * SECOND).timeout(DAY).build().unwrap();
    let call = tokio::spawn(async move { IbisMethods::new(conn).get_version().await });
    script.wait_for(1).await;
    let start = tokio::time::Instant::now();
    tokio::time::advance(5 * SECOND).await;
    assert_eq!(call.await.unwrap().unwrap(), "1.2");
    assert_eq!(start.elapsed(), 5 * SECOND);
    assert_eq!(script.requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn edit_with_slow_headers_is_in_doubt() {
    let frozen = Frozen::time();
    let script = Script::playing([vec![Step::Stall]]).await;
    let conn = builder(script.url()).timeout(60 * SECOND).build().unwrap();
    let call =
        tokio::spawn(async move { PersonMethods::new(conn).delete_attribute("crsid", "spqr1", 1).await });
    script.wait_for(1).await;
    let error = frozen.pass(SECOND, call).await.unwrap_err();
    assert!(
        matches!(error, Error::Timeout { after, phase: Phase::Response, .. } if after == 60 * SECOND),
        "{error:?}"
    );
    assert!(error.outcome_unknown(), "{error:?}");
    assert_eq!(script.requests(), 1);
}

#[tokio::test(start_paused = true)]
async fn stalled_body_ends_the_attempt() {
    let frozen = Frozen::time();
    let script = Script::playing([vec![head(200, &[JSON]), send(r#"{"result": "#), Step::Stall]]).await;
    let conn = builder(script.url()).read_timeout(20 * SECOND).attempt_timeout(DAY).timeout(DAY).retries(0);
    let conn = conn.build().unwrap();
    let call = tokio::spawn(async move { IbisMethods::new(conn).get_version().await });
    script.wait_for(1).await;
    let error = frozen.pass(SECOND, call).await.unwrap_err();
    assert!(
        matches!(error, Error::Timeout { after, phase: Phase::Body, .. } if after == 20 * SECOND),
        "{error:?}"
    );
    assert!(
        error.to_string().ends_with("the rest of the response body did not arrive within 20s"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn dripping_body_times_out_at_the_deadline() {
    let frozen = Frozen::time();
    let script = Script::playing([vec![head(200, &[JSON]), Step::Drip(vec![b' '; 100_000])]]).await;
    let conn = builder(script.url()).read_timeout(20 * SECOND).attempt_timeout(DAY).timeout(600 * SECOND);
    let conn = conn.build().unwrap();
    let call = tokio::spawn(async move { IbisMethods::new(conn).get_version().await });
    script.wait_for(1).await;
    while !call.is_finished() {
        script.drop_byte();
        // The byte arrives while other tasks are polled, far more often than it needs.
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        tokio::time::advance(SECOND / 4).await;
    }
    let error = call.await.unwrap().unwrap_err();
    assert!(
        matches!(error, Error::Timeout { after, phase: Phase::Body, .. } if after == 600 * SECOND),
        "{error:?}"
    );
    assert_eq!(script.requests(), 1);
    drop(frozen);
}
