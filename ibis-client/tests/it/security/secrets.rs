//! No secret appears in anything that a program may log.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ibis_client::{
    Call, Connection as _, Credentials, Error, GroupMethods, IbisClientConnection, IbisMethods, IbisResult,
    Method, PersonMethods, Secret,
};
use ibis_sandbox::{Fault, GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET, Sandbox};

use crate::observability::capture::Capture;
use crate::resilience::builder;
use crate::resilience::script::{Script, response};

const PASSWORD: &str = "open-sesame";
/// `editors:open-sesame`, encoded for HTTP's Basic scheme.
const ENCODED: &str = "ZWRpdG9yczpvcGVuLXNlc2FtZQ";

#[track_caller]
fn assert_hides(text: &str, secrets: &[&str]) {
    for secret in secrets {
        assert!(!text.contains(secret), "`{secret}` is in {text}");
    }
}

fn shown(error: &Error) -> String {
    let mut text = vec![format!("{error} {error:?} {error:#?}")];
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push(format!(" {error} {error:?}"));
        source = error.source();
    }
    text.join("\n")
}

#[tokio::test]
async fn password_is_in_no_debug_error_or_trace() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let capture = Capture::start();
    let credentials = Credentials::group("editors", PASSWORD);
    let builder =
        builder(sandbox.url()).trace_urls(true).header("x-key", PASSWORD).credentials(credentials.clone());
    let mut text = vec![format!("{credentials:?} {credentials:#?} {builder:?} {builder:#?}")];
    let conn = builder.build().unwrap();
    text.push(format!("{conn:?} {conn:#?} {:?}", PersonMethods::new(&conn).get_person("crsid", "spqr1")));
    for fault in [
        Fault::status(401),
        Fault::status(503).retry_after(0),
        Fault::reset(),
        Fault::truncate(),
        Fault::garble(),
    ] {
        sandbox.clear_faults();
        sandbox.inject(fault);
        let person = PersonMethods::new(&conn).get_person("crsid", "spqr1").await;
        text.push(shown(&person.unwrap_err()));
        let edit = PersonMethods::new(&conn).delete_attribute("crsid", "spqr1", 1).await;
        text.push(shown(&edit.unwrap_err()));
    }
    text.push(capture.text_of(""));
    let text = text.join("\n");
    assert!(text.contains("ibis_call"), "something was captured");
    assert_hides(&text, &[PASSWORD, ENCODED]);
    // The secret was sent, so it could have been shown.
    let authorization = sandbox.requests()[0].header("authorization").unwrap().to_owned();
    assert!(authorization.contains(ENCODED), "{authorization}");
}

#[tokio::test]
async fn client_secret_and_tokens_are_in_no_debug_error_or_trace() {
    let sandbox = Sandbox::start().await.unwrap();
    let capture = Capture::start();
    let conn = builder(sandbox.gateway_url())
        .token_url(sandbox.token_url())
        .credentials(Credentials::api_gateway(GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET))
        .build()
        .unwrap();
    let mut text = Vec::new();
    IbisMethods::new(&conn).get_version().await.unwrap();
    sandbox.inject(Fault::status(401));
    text.push(shown(&IbisMethods::new(&conn).get_version().await.unwrap_err()));
    text.push(format!("{conn:?} {conn:#?} {}", capture.text_of("")));
    let mut secrets = vec![GATEWAY_CLIENT_SECRET.to_owned()];
    for request in sandbox.requests() {
        let (_, secret) = request.header("authorization").unwrap().split_once(' ').unwrap();
        secrets.push(secret.to_owned());
    }
    assert!(secrets.len() > 3, "{secrets:?}");
    assert_hides(&text.join("\n"), &secrets.iter().map(String::as_str).collect::<Vec<_>>());
}

#[tokio::test]
async fn response_of_the_token_endpoint_is_not_shown() {
    for body in [
        r#"{"access_token": "open-sesame", "token_type": "mac"}"#,
        r#"{"access_token": "open-sesame""#,
        r#"{"access_token": "open-sesame\n"}"#,
    ] {
        let script = Script::playing([response(200, "application/json", body)]).await;
        let conn = builder("http://127.0.0.1:9/")
            .token_url(script.url())
            .credentials(Credentials::api_gateway("id", "secret"))
            .build()
            .unwrap();
        let error = IbisMethods::new(conn).get_version().await.unwrap_err();
        assert!(matches!(error, Error::Token { .. }), "{error:?}");
        assert_hides(&shown(&error), &[PASSWORD]);
    }
}

#[tokio::test]
async fn token_of_the_service_is_not_shown() {
    let body = r#"{"result": {"version": "1.2", "value": "open-sesame"}}"#;
    let script = Script::playing([response(200, "application/json", body)]).await;
    let conn = builder(script.url()).build().unwrap();
    let call = Call::new(Method::Get, "/api/v1/group/1/token");
    let result: IbisResult = conn.invoke_method(call).await.unwrap();
    let secret: Secret = result.extract().unwrap();
    assert_eq!(secret.expose(), PASSWORD);
    assert_hides(&format!("{result:?} {result:#?} {secret:?} {:?}", Some(secret.clone())), &[PASSWORD]);
    let request = GroupMethods::new(&conn).get_token("1", "open-sesame");
    assert_hides(&format!("{request:?}"), &[PASSWORD]);
}

#[tokio::test]
async fn token_in_a_response_of_another_content_type_is_not_shown() {
    let script =
        Script::playing([response(200, "application/xml", "<result><value>open-sesame</value></result>")])
            .await;
    let groups = GroupMethods::new(builder(script.url()).build().unwrap());
    let error = groups.get_token("1", "x").await.unwrap_err();
    assert_hides(&format!("{error} {error:?}"), &[PASSWORD]);
}

#[test]
fn panic_does_not_show_the_password() {
    let conn = IbisClientConnection::builder()
        .base_url("http://localhost/")
        .credentials(Credentials::group("editors", PASSWORD))
        .build()
        .unwrap();
    let result: Result<IbisClientConnection, IbisClientConnection> = Err(conn);
    let panic =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| result.map(drop).unwrap())).unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    assert!(text.contains("editors"), "{text}");
    assert_hides(text, &[PASSWORD, ENCODED]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn name_is_never_sent_with_the_password_of_another() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = builder(sandbox.url()).build().unwrap();
    let pairs = [("one", "password-of-one"), ("two", "password-of-two")];
    conn.set_credentials(Credentials::group(pairs[0].0, pairs[0].1)).unwrap();
    let other = builder(sandbox.url()).build().unwrap();
    let done = Arc::new(AtomicBool::new(false));
    let changing = {
        let (conn, done) = (conn.clone(), Arc::clone(&done));
        std::thread::spawn(move || {
            for (name, password) in pairs.into_iter().cycle() {
                if done.load(Ordering::Relaxed) {
                    return;
                }
                conn.set_credentials(Credentials::group(name, password)).unwrap();
                std::thread::yield_now();
            }
        })
    };
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let conn = conn.clone();
            tokio::spawn(async move { IbisMethods::new(conn).get_version().await })
        })
        .collect();
    for call in calls {
        // The sandbox refuses these passwords; only what it received matters.
        assert_eq!(call.await.unwrap().err().and_then(|error| error.status()), Some(401));
    }
    done.store(true, Ordering::Relaxed);
    changing.join().unwrap();
    let allowed = ["Basic b25lOnBhc3N3b3JkLW9mLW9uZQ==", "Basic dHdvOnBhc3N3b3JkLW9mLXR3bw=="];
    for request in sandbox.requests() {
        let authorization = request.header("authorization").unwrap();
        assert!(allowed.contains(&authorization), "{authorization}");
    }
    sandbox.clear_requests();
    IbisMethods::new(other).get_version().await.unwrap();
    assert_eq!(sandbox.requests()[0].header("authorization"), Some("Basic YW5vbnltb3VzOg=="));
}
