//! Truncated and endless responses.

use ibis_client::{Call, Connection as _, Error, IbisMethods, Method, Params};

use super::script::{self, Script, Step, head, send};
use super::{VERSION, builder, edit, read};

const JSON: (&str, &str) = ("content-type", "application/json");

fn reset_before_the_headers() -> Vec<Step> {
    vec![Step::Reset]
}

fn reset_in_the_headers() -> Vec<Step> {
    vec![send("HTTP/1.1 200 OK\r\ncontent-ty"), Step::Reset]
}

fn closed_in_the_headers() -> Vec<Step> {
    vec![send("HTTP/1.1 200 OK\r\ncontent-ty")]
}

fn reset_in_the_body() -> Vec<Step> {
    vec![head(200, &[JSON, ("content-length", "100")]), send(r#"{"result": "#), Step::Reset]
}

fn short_body() -> Vec<Step> {
    vec![head(200, &[JSON, ("content-length", "100")]), send(VERSION)]
}

fn truncated_chunks() -> Vec<Step> {
    vec![
        head(200, &[JSON, ("transfer-encoding", "chunked")]),
        send(format!("{:x}\r\n{VERSION}", VERSION.len())),
    ]
}

#[tokio::test]
async fn truncated_response_is_retried() {
    for faulty in [
        reset_before_the_headers,
        reset_in_the_headers,
        closed_in_the_headers,
        reset_in_the_body,
        short_body,
        truncated_chunks,
    ] {
        let (retried, error) = read(faulty).await;
        assert_eq!(retried.unwrap(), "1.2");
        assert!(matches!(error, Error::Transport { .. }), "{error:?}");
        assert!(error.is_retryable() && !error.outcome_unknown(), "{error:?}");
    }
}

#[tokio::test]
async fn edit_with_truncated_response_is_not_repeated_and_in_doubt() {
    for faulty in [
        reset_before_the_headers,
        reset_in_the_headers,
        closed_in_the_headers,
        reset_in_the_body,
        short_body,
        truncated_chunks,
    ] {
        let error = edit(faulty()).await;
        assert!(error.outcome_unknown() && !error.is_retryable(), "{error:?}");
        assert!(
            error.to_string().ends_with("the edit may have been applied: check before repeating it"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn body_longer_than_announced_is_truncated_and_reported() {
    let script = Script::playing([vec![head(200, &[JSON, ("content-length", "20")]), send(VERSION)]]).await;
    let error = IbisMethods::new(builder(script.url()).build().unwrap()).get_version().await.unwrap_err();
    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
}

#[tokio::test]
async fn invalid_content_length_is_reported() {
    let (_, error) = read(|| vec![head(200, &[JSON, ("content-length", "many")]), send(VERSION)]).await;
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
}

#[tokio::test]
async fn announced_gibibyte_is_refused_before_the_body_is_read() {
    let length = (1_u64 << 30).to_string();
    let endless = vec![head(200, &[JSON, ("content-length", &length)]), Step::Endless(vec![b' '; 1 << 16])];
    let script = Script::playing([endless]).await;
    let error = IbisMethods::new(builder(script.url()).build().unwrap()).get_version().await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { limit, .. } if limit == 256 << 20), "{error:?}");
    assert_eq!(script.requests(), 1);
}

#[tokio::test]
async fn endless_body_stops_at_the_limit() {
    for headers in [&[JSON][..], &[JSON, ("content-length", "1048577")]] {
        let script = Script::playing([vec![head(200, headers), Step::Endless(vec![b' '; 1 << 16])]]).await;
        let conn = builder(script.url()).max_response_bytes(1 << 20).build().unwrap();
        let error = IbisMethods::new(conn).get_version().await.unwrap_err();
        assert!(matches!(error, Error::TooLarge { limit: 0x10_0000, .. }), "{error:?}");
        assert_eq!(script.requests(), 1);
    }
}

#[tokio::test]
async fn endless_error_page_is_reported_with_its_start() {
    let page = b"<html>No such page</html>".repeat(1000);
    let script =
        Script::playing([vec![head(404, &[("content-type", "text/html")]), Step::Endless(page)]]).await;
    let conn = builder(script.url()).build().unwrap();
    let error = IbisMethods::new(conn).get_version().await.unwrap_err();
    let Error::UnexpectedContentType { status: 404, start, .. } = &error else { panic!("{error:?}") };
    assert!(start.starts_with("<html>No such page"), "{start}");
}

#[tokio::test]
async fn error_longer_than_the_limit_keeps_its_status() {
    let details = "x".repeat(3_000);
    let document = format!(r#"{{"result": {{"error": {{"status": 403, "details": "{details}"}}}}}}"#);
    let length = document.len().to_string();
    for headers in [&[JSON][..], &[JSON, ("content-length", &length)]] {
        let script = Script::playing([vec![head(403, headers), send(&document)]]).await;
        let conn = builder(script.url()).max_response_bytes(2_000).build().unwrap();
        let error =
            ibis_client::PersonMethods::new(conn).delete_attribute("crsid", "spqr1", 1).await.unwrap_err();
        assert!(error.status() == Some(403) && !error.outcome_unknown(), "{error:?}");
    }
}

#[tokio::test]
async fn body_of_exactly_the_limit_is_accepted() {
    let length = VERSION.len().to_string();
    let script =
        Script::playing([vec![head(200, &[JSON, ("content-length", &length)]), send(VERSION)]]).await;
    let conn = builder(script.url()).max_response_bytes(VERSION.len()).build().unwrap();
    assert_eq!(IbisMethods::new(conn).get_version().await.unwrap(), "1.2");
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn decompression_bomb_stops_at_the_limit() {
    use std::io::Write as _;

    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let mebibyte = vec![b' '; 1 << 20];
    (0..64).for_each(|_| encoder.write_all(&mebibyte).unwrap());
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 1 << 17, "it is small when compressed");
    let length = bomb.len().to_string();
    let headers = [JSON, ("content-encoding", "gzip"), ("content-length", &length)];
    let script = Script::playing([vec![head(200, &headers), send(bomb)]]).await;
    let conn = builder(script.url()).max_response_bytes(1 << 20).build().unwrap();
    let error = IbisMethods::new(conn).get_version().await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "{error:?}");
}

#[tokio::test]
async fn endless_headers_are_refused() {
    let endless =
        |line: &str| vec![send("HTTP/1.1 200 OK\r\n"), Step::Endless(line.repeat(1000).into_bytes())];
    for steps in [endless("a: b\r\n"), endless("a")] {
        let script = Script::playing([steps]).await;
        let conn = builder(script.url()).retries(0).build().unwrap();
        let error = IbisMethods::new(conn).get_version().await.unwrap_err();
        assert!(matches!(error, Error::Transport { .. }), "{error:?}");
    }
}

/// Only a call that a program makes by hand can have such a fetch.
#[tokio::test]
async fn long_chain_of_a_fetch_does_not_overflow_the_stack() {
    let document = r#"{"result": {"institution": {"ref": "i"}, "entities": {"institutions": [
        {"id": "i", "instid": "UIS", "childInsts": [{"ref": "i"}]}]}}}"#;
    let script = Script::playing([script::response(200, "application/json", document)]).await;
    let conn = builder(script.url()).build().unwrap();
    let fetch = vec!["child_insts"; 5_000].join(".");
    let call = Call::new(Method::Get, "/api/v1/inst/UIS").query_params(Params::new().with("fetch", fetch));
    let institution = conn.invoke_method(call).await.unwrap().institution().unwrap();
    assert!(institution.attributes_of("email").is_err());
}
