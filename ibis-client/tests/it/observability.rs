//! What a program can observe of its calls: spans, events and headers.

pub(crate) mod capture;

use ibis_client::{Call, Connection as _, Credentials, Error, IbisMethods, Method, Params, PersonMethods};
use ibis_sandbox::{Fault, GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET, Sandbox};

use self::capture::Capture;
use crate::resilience::builder;
use crate::resilience::script::{self, Script};

#[tokio::test]
async fn span_has_opentelemetry_fields_without_values() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = builder(sandbox.url()).build().unwrap();
    let capture = Capture::start();
    PersonMethods::new(conn).get_person("crsid", "spqr1").await.unwrap();
    let span = capture.span("ibis_call");
    for (name, value) in [
        ("otel.name", "GET /api/v1/person/{scheme}/{identifier}"),
        ("otel.kind", "client"),
        ("http.request.method", "GET"),
        ("url.template", "/api/v1/person/{scheme}/{identifier}"),
        ("server.address", "127.0.0.1"),
        ("server.port", &sandbox.address().port().to_string()),
        ("http.response.status_code", "200"),
    ] {
        assert_eq!(span.get(name).map(String::as_str), Some(value), "{name} of {span:?}");
    }
    assert!(!span.contains_key("http.request.resend_count") && !span.contains_key("error.type"), "{span:?}");
    assert!(!capture.text_of("ibis_client").contains("spqr1"));
}

#[tokio::test]
async fn span_has_the_url_if_enabled() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = builder(sandbox.url()).trace_urls(true).build().unwrap();
    let capture = Capture::start();
    PersonMethods::new(conn).get_person("crsid", "spqr1").await.unwrap();
    let url = format!("{}api/v1/person/crsid/spqr1?flatten=true", sandbox.url());
    assert_eq!(capture.span("ibis_call")["url.full"], url);
}

#[tokio::test]
async fn retries_are_events_and_counted_on_the_span() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.inject(Fault::status(503).times(2));
    let conn = builder(sandbox.url()).build().unwrap();
    let capture = Capture::start();
    PersonMethods::new(conn).get_person("crsid", "spqr1").await.unwrap();
    let span = capture.span("ibis_call");
    assert_eq!(span["http.request.resend_count"], "2");
    assert_eq!(span["http.response.status_code"], "200");
    let retries = capture.events("attempt failed, retrying");
    assert_eq!(retries.len(), 2);
    assert_eq!(retries[0]["http.response.status_code"], "503");
    assert!(retries[0].contains_key("wait"), "{retries:?}");
    assert!(!capture.text_of("ibis_client").contains("spqr1"));
}

#[tokio::test]
async fn failures_are_recorded_on_the_span() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = builder(sandbox.url()).build().unwrap();
    let capture = Capture::start();
    let call =
        Call::new(Method::Get, "/api/v1/%(nothing)s").path_params(Params::new().with("nothing", "spqr1"));
    let error = conn.invoke_method(call).await.unwrap_err();
    let status = error.status().unwrap().to_string();
    let span = capture.span("ibis_call");
    assert_eq!((&span["error.type"], &span["http.response.status_code"]), (&status, &status));
}

#[tokio::test]
async fn tokens_are_events() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = builder(sandbox.gateway_url())
        .token_url(sandbox.token_url())
        .credentials(Credentials::api_gateway(GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET))
        .build()
        .unwrap();
    let capture = Capture::start();
    IbisMethods::new(&conn).get_version().await.unwrap();
    sandbox.expire_tokens();
    IbisMethods::new(&conn).get_version().await.unwrap();
    assert_eq!(capture.events("obtained a new access token").len(), 2);
    assert_eq!(capture.events("access token rejected").len(), 1);
    assert_eq!(capture.spans("ibis_call")[1]["http.request.resend_count"], "1");
}

#[tokio::test]
async fn warnings_of_a_response_are_one_event_without_values() {
    let body = r#"{"result": {"people": [{"cancelled": "spqr1"}, {"cancelled": "spqr2"}], "value": "1.2"}}"#;
    let script = Script::playing([script::response(200, "application/json", body)]).await;
    let conn = builder(script.url()).build().unwrap();
    let capture = Capture::start();
    IbisMethods::new(&conn).get_version().await.unwrap();
    let events = capture.events("the response contains unreadable values");
    let [event] = &events[..] else { panic!("{events:?}") };
    assert!(event["path"].starts_with("$.result.people[0]"), "{event:?}");
    assert!(event["count"].parse::<usize>().unwrap() >= 2, "{event:?}");
    assert!(!capture.text_of("ibis_client").contains("spqr"));
}

#[tokio::test]
async fn read_with_a_missing_list_is_empty_with_an_event() {
    let (no_list, empty) = (r#"{"result": {"version": "1.2"}}"#, r#"{"result": {"people": []}}"#);
    let responses = [empty, no_list].map(|body| script::response(200, "application/json", body));
    let script = Script::playing(responses).await;
    let people = PersonMethods::new(builder(script.url()).build().unwrap());
    let capture = Capture::start();
    assert!(people.search("spqr1").await.unwrap().is_empty());
    assert_eq!(capture.events("the response has no list").len(), 0);
    assert!(people.search("spqr1").await.unwrap().is_empty());
    let events = capture.events("the response has no list");
    let [event] = &events[..] else { panic!("{events:?}") };
    assert_eq!(event["path"], "$.result.people");
}

#[tokio::test]
async fn waits_are_events() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = builder(sandbox.url()).max_concurrent(1).build().unwrap();
    let capture = Capture::start();
    let methods = IbisMethods::new(&conn);
    let (first, second) =
        tokio::join!(methods.get_version().into_future(), methods.get_version().into_future());
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(capture.events("waiting").len(), 1);
}

#[test]
fn unchecked_certificates_are_warned_about_once() {
    let capture = Capture::start();
    let conn = ibis_client::IbisClientConnection::local().unwrap();
    conn.set_username("editors").unwrap();
    assert_eq!(capture.events("certificate is not checked").len(), 1);
}

#[tokio::test]
async fn custom_headers_are_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = builder(sandbox.url()).user_agent("rota/2.1").header("x-request-id", "42").build().unwrap();
    IbisMethods::new(conn).get_version().await.unwrap();
    let request = &sandbox.requests()[0];
    assert_eq!(request.header("x-request-id"), Some("42"));
    let agent = format!("rota/2.1 ibis-client/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(request.header("user-agent"), Some(&*agent));
}

#[test]
fn reserved_and_invalid_headers_are_refused() {
    for (name, value) in [
        ("Authorization", "Basic x"),
        ("host", "a"),
        ("a b", "c"),
        ("x-a", "b\r\nx-c: d"),
        ("Content-Length", "1"),
    ] {
        let error = builder("http://localhost/").header(name, value).build().unwrap_err();
        assert!(matches!(error, Error::Configuration { setting: "header", .. }), "{error:?}");
        assert!(error.to_string().contains(name), "{error}");
    }
}
