//! The sandbox as the API Gateway.

use ibis_client::{
    Call, Connection as _, Credentials, Error, IbisClientConnection, IbisMethods, Method, PersonMethods,
    fetch,
};
use ibis_sandbox::{Fault, GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET, Sandbox};

use crate::resilience::builder;

fn connection(sandbox: &Sandbox, secret: &str) -> IbisClientConnection {
    builder(sandbox.gateway_url())
        .token_url(sandbox.token_url())
        .credentials(Credentials::api_gateway(GATEWAY_CLIENT_ID, secret))
        .build()
        .unwrap()
}

/// The number of requests for this path.
fn requests(sandbox: &Sandbox, path: &str) -> usize {
    sandbox.requests().iter().filter(|request| request.path.starts_with(path)).count()
}

#[tokio::test]
async fn reads_go_through_the_gateway() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connection(&sandbox, GATEWAY_CLIENT_SECRET);
    let request = PersonMethods::new(&conn).get_person("crsid", "spqr1").fetch(fetch!(Person: email));
    assert_eq!(request.await.unwrap().unwrap().identifier().value(), "spqr1");
    IbisMethods::new(&conn).get_version().await.unwrap();
    assert_eq!(requests(&sandbox, "/oauth2/v1/token"), 1);
    assert_eq!(requests(&sandbox, "/lookup/v1/"), 2);
    assert_eq!(requests(&sandbox, "/api/"), 0);
}

#[tokio::test]
async fn token_that_expires_in_flight_is_replaced() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connection(&sandbox, GATEWAY_CLIENT_SECRET);
    for _ in 0..3 {
        IbisMethods::new(&conn).get_version().await.unwrap();
        sandbox.expire_tokens();
    }
    assert_eq!(requests(&sandbox, "/oauth2/v1/token"), 3);
    assert_eq!(requests(&sandbox, "/lookup/v1/"), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_calls_with_an_expired_token_share_a_new_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = connection(&sandbox, GATEWAY_CLIENT_SECRET);
    IbisMethods::new(&conn).get_version().await.unwrap();
    sandbox.expire_tokens();
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let conn = conn.clone();
            tokio::spawn(async move { IbisMethods::new(conn).get_version().await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(requests(&sandbox, "/oauth2/v1/token"), 2);
}

#[tokio::test]
async fn wrong_client_secret_is_a_token_error() {
    let sandbox = Sandbox::start().await.unwrap();
    let error = IbisMethods::new(connection(&sandbox, "wrong")).get_version().await.unwrap_err();
    let Error::Token { source, .. } = &error else { panic!("{error:?}") };
    assert_eq!((source.status, source.code()), (Some(401), Some("invalid_client")));
    assert_eq!(
        error.to_string(),
        "GET /api/v1/version: no access token: the token endpoint returned status 401: `invalid_client`: \
         wrong client id or secret; check the client id and secret"
    );
    assert!(!error.is_retryable());
    assert_eq!((requests(&sandbox, "/oauth2/v1/token"), requests(&sandbox, "/lookup/")), (1, 0));
}

#[tokio::test]
async fn busy_token_endpoint_is_retried() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.inject(Fault::status(503).times(1).at("/oauth2/"));
    sandbox.inject(Fault::reset().times(1).at("/oauth2/"));
    IbisMethods::new(connection(&sandbox, GATEWAY_CLIENT_SECRET)).get_version().await.unwrap();
    assert_eq!(requests(&sandbox, "/oauth2/v1/token"), 3);
}

#[tokio::test]
async fn response_without_a_token_is_reported_but_not_shown() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.inject(Fault::garble().times(1).at("/oauth2/"));
    let error =
        IbisMethods::new(connection(&sandbox, GATEWAY_CLIENT_SECRET)).get_version().await.unwrap_err();
    assert!(matches!(error, Error::Token { .. }), "{error:?}");
    assert!(error.to_string().ends_with("its response has no `access_token`"), "{error}");
}

#[tokio::test]
async fn path_outside_the_service_is_refused_and_nothing_is_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let call = Call::new(Method::Get, "/admin/version");
    let error = connection(&sandbox, GATEWAY_CLIENT_SECRET).invoke_method(call).await.unwrap_err();
    assert!(matches!(error, Error::Parameter { .. }), "{error:?}");
    assert!(sandbox.requests().is_empty());
}

#[test]
fn gateway_defaults_to_that_of_the_university() {
    let conn = IbisClientConnection::api_gateway("id", "sesame").unwrap();
    let text = format!("{conn:?}");
    assert!(text.contains("https://api.apps.cam.ac.uk/lookup/v1/") && !text.contains("sesame"), "{text}");
    for change in [Credentials::anonymous(), Credentials::group("a", "b")] {
        assert!(conn.set_credentials(change).is_err());
    }
    assert!(conn.set_username("a").is_err() && conn.set_password("b").is_err());
    conn.set_credentials(Credentials::api_gateway("other", "secret")).unwrap();
}
