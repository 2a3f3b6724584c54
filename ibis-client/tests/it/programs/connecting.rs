//! How programs reach the service: scopes, tokens obtained elsewhere, and refused anonymous access.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::sync::Mutex;
use std::time::Duration;

use ibis_client::{
    BoxFuture, Call, Connection as _, Credentials, Error, IbisClientConnection, IbisClientConnectionBuilder,
    IbisMethods, Method, Phase, Secret, TokenProvider,
};
use ibis_sandbox::{Fault, GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET, Sandbox};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::connect;
use crate::support::refused;
use crate::support::socket::{Response, Socket};

const SCOPE: &str = "https://api.apps.cam.ac.uk/lookup";

fn gateway(sandbox: &Sandbox) -> IbisClientConnectionBuilder {
    let builder = IbisClientConnection::builder().base_url(sandbox.gateway_url());
    builder.token_url(sandbox.token_url()).retries(0)
}

fn client() -> Credentials {
    Credentials::api_gateway(GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET)
}

/// Gets a token as another program would.
async fn token_of(sandbox: &Sandbox) -> String {
    let form = "grant_type=client_credentials";
    // The client id and secret of the sandbox.
    let request = format!(
        "POST /oauth2/v1/token HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         authorization: Basic c2FuZGJveC1jbGllbnQ6c2FuZGJveC1zZWNyZXQ=\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    let (_, document) = response.split_once("\r\n\r\n").unwrap();
    let document: serde_json::Value = serde_json::from_str(document).unwrap();
    document["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn no_scope_is_sent_by_default() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = gateway(&sandbox).credentials(client()).build().unwrap();
    IbisMethods::new(&conn).get_version().await.unwrap();
    assert_eq!(sandbox.token_scopes(), [None]);
}

#[tokio::test]
async fn scope_is_sent_to_a_gateway_that_requires_it() {
    let sandbox = Sandbox::builder().token_scope(SCOPE).start().await.unwrap();
    let conn = gateway(&sandbox).credentials(client()).token_scope(SCOPE).build().unwrap();
    IbisMethods::new(&conn).get_version().await.unwrap();
    // New credentials keep the scope of the connection.
    conn.set_credentials(client()).unwrap();
    IbisMethods::new(&conn).get_version().await.unwrap();
    assert_eq!(sandbox.token_scopes(), [Some(SCOPE.to_owned()), Some(SCOPE.to_owned())]);
    let conn = gateway(&sandbox).credentials(client()).build().unwrap();
    let error = refused(IbisMethods::new(&conn).get_version().await);
    assert!(matches!(error, Error::Token { .. }), "{error}");
}

#[tokio::test]
async fn bearer_token_is_sent_and_can_be_replaced() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = gateway(&sandbox).credentials(Credentials::bearer("stale")).build().unwrap();
    assert_eq!(refused(IbisMethods::new(&conn).get_version().await).status(), Some(401));
    conn.set_credentials(Credentials::bearer(token_of(&sandbox).await)).unwrap();
    IbisMethods::new(&conn).get_version().await.unwrap();
    assert!(!format!("{conn:?} {:?}", Credentials::bearer("sesame")).contains("sesame"));
}

/// Returns these tokens and failures in order, and then never completes.
struct Queue(Mutex<VecDeque<Result<String, &'static str>>>);

impl TokenProvider for Queue {
    fn token(&self) -> BoxFuture<'_, Result<Secret, Box<dyn StdError + Send + Sync>>> {
        let next = self.0.lock().unwrap().pop_front();
        Box::pin(async move {
            match next {
                Some(token) => Ok(Secret::new(token?)),
                None => std::future::pending().await,
            }
        })
    }
}

#[tokio::test]
async fn provider_is_called_for_each_attempt_and_its_failure_is_reported() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = token_of(&sandbox).await;
    let tokens =
        [Ok(token.clone()), Ok(token), Err("the vault is sealed"), Ok("line\nbreak".to_owned())].into();
    let credentials = Credentials::tokens(Queue(Mutex::new(tokens)));
    let builder = gateway(&sandbox).credentials(credentials).timeout(Duration::from_secs(1));
    let service = IbisMethods::new(builder.build().unwrap());

    sandbox.inject(Fault::status(503).times(1));
    service.get_version().retries(1).await.unwrap();
    let sent = sandbox.requests().len();

    let sealed = refused(service.get_version().await);
    let text = sealed.to_string();
    assert!(text.ends_with("no access token: the token provider failed: the vault is sealed"), "{text}");
    assert!(!sealed.is_retryable() && !sealed.outcome_unknown());
    let text = refused(service.get_version().await).to_string();
    assert!(text.contains("a header cannot carry") && !text.contains("line"), "{text}");
    let late = refused(service.get_version().timeout(Duration::from_millis(50)).await);
    assert!(matches!(late, Error::Timeout { phase: Phase::Token, .. }), "{late:?}");
    assert_eq!(sandbox.requests().len(), sent);
}

#[tokio::test]
async fn refused_anonymous_call_suggests_credentials() {
    let sandbox = Sandbox::builder().anonymous(false).start().await.unwrap();
    let conn = connect(&sandbox, Credentials::anonymous());
    let error = refused(IbisMethods::new(&conn).get_version().await);
    assert_eq!(error.status(), Some(401));
    let text = error.to_string();
    for words in ["only from the University's network", "Credentials::api_gateway", "Credentials::group"] {
        assert!(text.contains(words), "{text}");
    }
    // A page from another server leads to the same message.
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connect(&sandbox, Credentials::anonymous());
    for status in [401, 403] {
        sandbox.inject(Fault::status(status).times(1));
        let error = refused(IbisMethods::new(&conn).get_version().await);
        assert!(error.to_string().contains("only from the University's network"), "{error}");
    }
    sandbox.inject(Fault::status(404).times(1));
    let error = refused(IbisMethods::new(&conn).get_version().await);
    assert!(!error.to_string().contains("network"), "{error}");
}

#[tokio::test]
async fn refused_group_call_does_not_mention_anonymous_access() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connect(&sandbox, Credentials::group("uis-editors", "guessed"));
    let error = refused(IbisMethods::new(&conn).get_version().await);
    assert_eq!(error.status(), Some(401));
    assert!(!error.to_string().contains("network"), "{error}");
}

#[tokio::test]
async fn response_has_status_json_and_headers_without_credentials() {
    let document = r#"{"result": {"version": "1.2"}}"#;
    let served = Response::json(document).header("X-Trace-Id", "t7").header("Set-Cookie", "session=sesame");
    let socket = Socket::serving(served).await;
    let result = socket.connection().invoke_method(Call::new(Method::Get, "/api/v1/version")).await.unwrap();
    let response = result.response();
    assert_eq!(response.status(), Some(200));
    assert_eq!(response.header("x-trace-id"), Some("t7"));
    assert_eq!(response.header("Content-Type"), Some("application/json"));
    assert!(response.headers().all(|(name, value)| name != "set-cookie" && !value.contains("sesame")));
    assert_eq!(response.json(), Some(document));
}
