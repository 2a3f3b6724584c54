//! Complete responses with the wrong content.

use std::time::Duration;

use ibis_client::{Error, GroupMethods, IbisMethods, PersonMethods};

use super::script::{self, Script, head, response, send};
use super::{VERSION, builder, edit, read};

const JSON: &str = "application/json";
const PAGE: &str = "<html><body><h1>Bad Gateway</h1></body></html>";

#[tokio::test]
async fn busy_server_is_retried() {
    for status in [429, 502, 503, 504] {
        let (retried, error) = read(|| response(status, JSON, r#"{"result": {}}"#)).await;
        assert_eq!(retried.unwrap(), "1.2");
        assert_eq!((error.status(), error.is_retryable()), (Some(status), true));
    }
}

#[tokio::test]
async fn retry_after_is_honoured() {
    let busy = |seconds| {
        vec![
            head(503, &[("content-type", JSON), ("retry-after", seconds), ("content-length", "2")]),
            send("{}"),
        ]
    };
    let script = Script::playing([busy("0"), response(200, JSON, VERSION)]).await;
    IbisMethods::new(builder(script.url()).build().unwrap()).get_version().await.unwrap();

    let script = Script::playing([busy("86400")]).await;
    let error = IbisMethods::new(builder(script.url()).build().unwrap()).get_version().await.unwrap_err();
    assert_eq!(script.requests(), 1);
    // The header counts even if the body is not a document of the service.
    assert_eq!((error.status(), error.retry_after()), (Some(503), Some(Duration::from_secs(86_400))));
    let script = Script::playing([vec![
        head(503, &[("content-type", "text/html"), ("retry-after", "86400"), ("content-length", "2")]),
        send("no"),
    ]])
    .await;
    let error = IbisMethods::new(builder(script.url()).build().unwrap()).get_version().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(86_400)));
    assert_eq!(script.requests(), 1);
}

#[tokio::test]
async fn edit_is_not_repeated_to_a_busy_server() {
    let error = edit(response(503, JSON, r#"{"result": {}}"#)).await;
    assert!(error.outcome_unknown() && !error.is_retryable(), "{error:?}");
    let error = edit(response(429, JSON, r#"{"result": {}}"#)).await;
    assert!(!error.outcome_unknown() && error.is_retryable(), "{error:?}");
}

#[tokio::test]
async fn edit_with_a_missing_value_is_in_doubt() {
    for body in [r#"{"result": {"version": "1.2"}}"#, r#"{"result": {"value": "perhaps"}}"#] {
        let error = edit(response(200, JSON, body)).await;
        assert!(matches!(error, Error::UnexpectedResult { status: Some(200), .. }), "{error:?}");
        assert!(error.outcome_unknown() && !error.is_retryable(), "{error}");
        assert!(error.to_string().ends_with("check before repeating it"), "{error}");
    }
    for status in [302, 307] {
        let error = edit(vec![head(status, &[("location", "/login"), ("content-length", "0")])]).await;
        assert!(matches!(error, Error::Redirect { .. }) && error.outcome_unknown(), "{error:?}");
    }
}

/// A proxy that reports an error of its own may have forwarded the edit.
#[tokio::test]
async fn only_errors_of_the_service_or_gateway_refuse_an_edit() {
    for (status, body, in_doubt) in [
        (400, r#"{"result": {"error": {"message": "no"}}}"#, false),
        (400, r#"{"fault": {"faultstring": "no"}}"#, false),
        (400, r#"{"error": {"message": "upstream timeout"}}"#, true),
        (401, r#"{"error": "invalid_token"}"#, false),
        (408, r#"{"result": {}}"#, true),
        (499, r#"{"result": {}}"#, true),
    ] {
        let error = edit(response(status, JSON, body)).await;
        assert!(matches!(error, Error::Service { .. }), "{error:?}");
        assert_eq!(error.outcome_unknown(), in_doubt, "{status} {body}: {error}");
    }
}

#[tokio::test]
async fn retry_after_is_honoured_with_the_status_in_the_document() {
    let body = r#"{"result": {"error": {"status": 503}}}"#;
    let length = body.len().to_string();
    let headers = [("content-type", JSON), ("retry-after", "86400"), ("content-length", length.as_str())];
    let script = Script::playing([vec![head(200, &headers), send(body)]]).await;
    let error = IbisMethods::new(builder(script.url()).build().unwrap()).get_version().await.unwrap_err();
    assert_eq!((error.status(), error.retry_after()), (Some(503), Some(Duration::from_secs(86_400))));
    assert_eq!(script.requests(), 1);
}

#[tokio::test]
async fn edit_with_a_missing_list_is_in_doubt() {
    for (body, is_empty) in
        [(r#"{"result": {"version": "1.2"}}"#, false), (r#"{"result": {"people": []}}"#, true)]
    {
        let script = Script::playing([response(200, JSON, body)]).await;
        let groups = GroupMethods::new(builder(script.url()).build().unwrap());
        match groups.update_direct_members("demonstrators").add_ids(["spqr1"]).await {
            Ok(people) => assert!(is_empty && people.is_empty()),
            Err(error) => {
                assert!(!is_empty && error.outcome_unknown() && !error.is_retryable(), "{error}");
                assert!(error.to_string().contains("status 200 has no people"), "{error}");
            }
        }
        assert_eq!(script.requests(), 1);
    }
}

#[tokio::test]
async fn proxy_page_with_status_200_is_an_error() {
    let script = Script::playing([response(200, "text/html", PAGE)]).await;
    let error = IbisMethods::new(builder(script.url()).build().unwrap()).get_version().await.unwrap_err();
    assert!(matches!(error, Error::UnexpectedContentType { status: 200, .. }), "{error:?}");
    assert_eq!(script.requests(), 1);
}

#[tokio::test]
async fn proxy_page_with_status_502_is_retried() {
    let (retried, error) = read(|| response(502, "text/html", PAGE)).await;
    assert_eq!(retried.unwrap(), "1.2");
    assert!(error.to_string().contains("status 502") && error.to_string().contains("Bad Gateway"), "{error}");
}

#[tokio::test]
async fn content_type_with_a_charset_is_json() {
    let script = Script::playing([response(200, "application/json;charset=UTF-8", VERSION)]).await;
    let version = IbisMethods::new(builder(script.url()).build().unwrap()).get_version().await;
    assert_eq!(version.unwrap(), "1.2");
}

#[tokio::test]
async fn empty_response_is_an_error() {
    let (_, error) = read(|| response(200, JSON, "")).await;
    assert!(matches!(error, Error::Decode { status: 200, .. }), "{error:?}");
}

#[tokio::test]
async fn invalid_json_is_reported_with_its_path_and_not_retried() {
    let script = Script::playing([response(200, JSON, r#"{"result": {"value": tru}}"#)]).await;
    let error = IbisMethods::new(builder(script.url()).build().unwrap()).get_version().await.unwrap_err();
    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
    assert!(error.to_string().contains("$.result"), "{error}");
    assert_eq!(script.requests(), 1);
}

#[tokio::test]
async fn dangling_reference_is_reported() {
    let body = r#"{"result": {"person": {"ref": "nobody"}, "entities": {"people": []}}}"#;
    let script = Script::playing([response(200, JSON, body)]).await;
    let people = PersonMethods::new(builder(script.url()).build().unwrap());
    let error = people.get_person("crsid", "spqr1").await.unwrap_err();
    assert!(matches!(error, Error::Decode { .. }), "{error:?}");
    assert!(error.to_string().contains("nobody"), "{error}");
}

#[tokio::test]
async fn deep_nesting_is_an_error() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let body = format!(r#"{{"result": {}1{}}}"#, open.repeat(100_000), close.repeat(100_000));
        let script = Script::playing([response(200, JSON, body)]).await;
        let error = IbisMethods::new(builder(script.url()).build().unwrap()).get_version().await.unwrap_err();
        // An unknown field is skipped, however deep it is.
        assert!(matches!(error, Error::Decode { .. } | Error::UnexpectedResult { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn redirect_to_another_host_is_reported_and_not_followed() {
    let other = Script::playing([response(200, JSON, VERSION)]).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}login?back=spqr1", other.url());
        let script =
            Script::playing([vec![head(status, &[("location", &location), ("content-length", "0")])]]).await;
        let error = IbisMethods::new(builder(script.url()).build().unwrap()).get_version().await.unwrap_err();
        let Error::Redirect { location: Some(target), .. } = &error else { panic!("{error:?}") };
        assert_eq!(target.as_str(), location);
        let text = error.to_string();
        assert!(text.contains("redirected to `http://127.0.0.1`") && !text.contains("login"), "{text}");
        assert_eq!(script.requests(), 1);
    }
    assert_eq!(other.requests(), 0);
}

#[tokio::test]
async fn non_http_response_is_a_transport_error() {
    let (_, error) = read(|| vec![script::send("220 mail.example ESMTP\r\n")]).await;
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
}
