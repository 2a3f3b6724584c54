//! Servers that cannot be reached.

use std::time::Duration;

use ibis_client::{Call, Connection as _, Error, IbisMethods, Method, Params, PersonMethods, Phase};
use tokio::net::{TcpListener, TcpSocket};

use super::builder;
use super::frozen::Frozen;
use super::script::{Script, Step};

async fn assert_not_sent(url: &str) -> Error {
    let conn = builder(url).retries(1).build().unwrap();
    let error = IbisMethods::new(&conn).get_version().await.unwrap_err();
    let edit = PersonMethods::new(&conn).delete_attribute("crsid", "spqr1", 1).await.unwrap_err();
    for error in [&error, &edit] {
        let Error::Transport { source, .. } = error else { panic!("{error:?}") };
        assert!(source.is_connect(), "{error:?}");
        assert!(error.is_retryable() && !error.outcome_unknown(), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("spqr1"), "{error:?}");
    }
    error
}

#[tokio::test]
async fn refused_connection_is_reported_and_not_in_doubt() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = assert_not_sent(&format!("http://{address}/")).await;
    assert!(error.to_string().contains("refused"), "{error}");
}

#[tokio::test]
async fn unresolvable_host_is_reported() {
    assert_not_sent("http://lookup.invalid/").await;
}

#[tokio::test(start_paused = true)]
async fn unaccepted_connection_times_out() {
    // The queue of this socket is full after the first connection.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    while queue.len() < 16 {
        let socket = std::net::TcpStream::connect_timeout(&address, Duration::from_millis(100));
        let Ok(stream) = socket else { break };
        queue.push(stream);
    }
    assert!(queue.len() < 16, "the queue has no end");

    let frozen = Frozen::time();
    let conn = builder(format!("http://{address}/"))
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(86_400))
        .attempt_timeout(Duration::from_secs(86_400))
        .retries(0)
        .build()
        .unwrap();
    let call = tokio::spawn(async move { IbisMethods::new(conn).get_version().await });
    let error = frozen.pass(Duration::from_secs(1), call).await.unwrap_err();
    let Error::Transport { source, .. } = &error else { panic!("{error:?}") };
    assert!(source.is_connect() && error.is_timeout(), "{error:?}");
}

/// A POST, a PUT and a DELETE, with and without a form.
fn edits() -> [Call; 4] {
    let form = || Params::new().with("attr", "x");
    [
        Call::new(Method::Post, "/api/v1/x").form_params(form()),
        Call::new(Method::Put, "/api/v1/x").form_params(form()),
        Call::new(Method::Post, "/api/v1/x"),
        Call::new(Method::Delete, "/api/v1/x"),
    ]
}

#[cfg(feature = "ring")]
#[tokio::test]
async fn edit_that_times_out_while_connecting_is_not_in_doubt() {
    // The server does not respond to the TLS handshake.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let conn = builder(url).danger_accept_invalid_certs(true).build().unwrap();
    for call in edits() {
        let error = conn.invoke_method(call.timeout(Duration::from_millis(100))).await.unwrap_err();
        assert!(matches!(error, Error::Timeout { phase: Phase::Connecting, .. }), "{error:?}");
        assert!(error.is_retryable() && !error.outcome_unknown(), "{error}");
    }
}

#[tokio::test]
async fn edit_that_times_out_once_sent_is_in_doubt() {
    let script = Script::playing([vec![Step::Stall]]).await;
    let conn = builder(script.url()).build().unwrap();
    for call in edits() {
        let error = conn.invoke_method(call.timeout(Duration::from_millis(300))).await.unwrap_err();
        assert!(matches!(error, Error::Timeout { phase: Phase::Response, .. }), "{error:?}");
        assert!(error.outcome_unknown() && !error.is_retryable(), "{error}");
    }
    assert_eq!(script.requests(), 4);
}
