//! Servers that respond too late.

use std::time::{Duration, Instant};

use ibis_client::{Call, Connection as _, Error, IbisClientConnection, IbisMethods, Method, PersonMethods};

use crate::support::refused;
use crate::support::socket::{Response, Socket};

/// Short, since the tests wait for it.
const SHORT: Duration = Duration::from_millis(30);
/// Long, since no test waits for it.
const LONG: Duration = Duration::from_secs(30);

fn connection(socket: &Socket, timeout: Duration) -> IbisClientConnection {
    IbisClientConnection::builder().base_url(socket.url()).timeout(timeout).build().unwrap()
}

fn assert_timeout(error: &Error, started: Instant) {
    assert!(error.is_timeout(), "{error:?}");
    assert!(matches!(error, Error::Timeout { after, .. } if *after == SHORT), "{error:?}");
    assert!(error.to_string().contains(" within 30ms"), "{error}");
    assert_eq!(error.status(), None);
    assert!(started.elapsed() < LONG / 2);
}

#[tokio::test]
async fn timeout_of_a_request_overrides_that_of_the_connection() {
    let socket = Socket::serving(Response::never()).await;
    let started = Instant::now();
    let people = PersonMethods::new(connection(&socket, LONG));
    assert_timeout(&refused(people.search("smith").limit(1).timeout(SHORT).await), started);
}

#[tokio::test]
async fn timeout_of_the_connection_applies_to_its_calls() {
    let socket = Socket::serving(Response::never()).await;
    let started = Instant::now();
    assert_timeout(&refused(IbisMethods::new(connection(&socket, SHORT)).get_version().await), started);
}

#[tokio::test]
async fn timeout_of_a_call_overrides_that_of_the_connection() {
    let socket = Socket::serving(Response::never()).await;
    let started = Instant::now();
    let call = Call::new(Method::Get, "/api/v1/version").timeout(SHORT);
    assert_eq!(call.time_limit(), Some(SHORT));
    assert_timeout(&refused(connection(&socket, LONG).invoke_method(call).await), started);

    let socket = Socket::idle().await;
    let people = PersonMethods::new(connection(&socket, Duration::ZERO));
    people.search("smith").timeout(LONG).await.unwrap();
}

#[tokio::test]
async fn stalled_response_times_out() {
    let socket = Socket::serving(Response::json(r#"{"result" : {"#).stalled_before(100)).await;
    let started = Instant::now();
    assert_timeout(&refused(IbisMethods::new(connection(&socket, SHORT)).get_version().await), started);
}

#[tokio::test]
async fn timed_out_edit_is_sent_at_most_once() {
    let socket = Socket::serving(Response::never()).await;
    let started = Instant::now();
    let people = PersonMethods::new(connection(&socket, LONG));
    assert_timeout(&refused(people.delete_attribute("crsid", "spqr1", 1).timeout(SHORT).await), started);
    assert!(socket.requests().len() <= 1);
}
