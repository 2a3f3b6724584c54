//! Responses of every kind.

use ibis_client::{
    DecodeError, Error, GroupMethods, IbisClientConnection, IbisMethods, InstitutionMethods, PersonMethods,
};

use crate::support::refused;
use crate::support::socket::{Response, Socket};

const VALUE: &str = "{\n  \"result\" : {\n    \"version\" : \"1.2\",\n    \"value\" : \"1.2\"\n  }\n}\n";
const PAGE: &str = "<!DOCTYPE html>\n<html>\n  <body><h1>Bad   Gateway</h1></body>\n</html>";

/// Requests the version, and returns the outcome of this response.
async fn version(response: impl Into<Response>) -> Result<String, Error> {
    let socket = Socket::serving(response).await;
    IbisMethods::new(socket.connection()).get_version().await
}

#[tokio::test]
async fn error_document_is_a_service_error() {
    let document = r#"{
  "result" : {
    "version" : "1.2",
    "error" : {
      "status" : 403,
      "code" : "Forbidden",
      "message" : "The group \"editors\" may not edit this",
      "details" : "at line 1\n  at line 2"
    }
  }
}"#;
    let socket = Socket::serving(Response::json(document).status(403)).await;
    let methods = InstitutionMethods::new(socket.connection());
    let error = refused(methods.delete_attribute("BOTOLPH", 5001).await);
    assert_eq!(
        error.to_string(),
        "DELETE /api/v1/inst/%(instid)s/%(attrid)s: the service returned status 403: The group \"editors\" \
         may not edit this; anonymous access works only from the University's network: use the API Gateway \
         (`Credentials::api_gateway`) or a group's name and password (`Credentials::group`)"
    );
    assert_eq!(error.status(), Some(403));
    let service_error = error.service_error().unwrap();
    assert_eq!((service_error.status, service_error.code.as_deref()), (403, Some("Forbidden")));
    assert_eq!(service_error.message.as_deref(), Some("The group \"editors\" may not edit this"));
    assert_eq!(service_error.details.as_deref(), Some("at line 1\n  at line 2"));
}

#[tokio::test]
async fn error_document_in_place_of_a_list_or_nothing_is_an_error() {
    let document = r#"{"result" : {"version" : "1.2", "error" : {"status" : 500, "code" : "Internal"}}}"#;
    let socket = Socket::serving(Response::json(document).status(500)).await;
    let error = refused(GroupMethods::new(socket.connection()).all_groups().await);
    assert_eq!(error.service_error().unwrap().code.as_deref(), Some("Internal"));
    let error = refused(PersonMethods::new(socket.connection()).get_person("crsid", "spqr1").await);
    assert!(error.to_string().ends_with("status 500: Internal"), "{error}");
}

#[tokio::test]
async fn error_document_with_status_200_is_an_error() {
    let document = r#"{"result" : {"version" : "1.2", "error" : {"status" : 404, "message" : "Gone"}}}"#;
    let error = refused(version(document).await);
    assert_eq!(error.service_error().unwrap().message.as_deref(), Some("Gone"));
}

#[tokio::test]
async fn error_status_without_an_error_document_is_an_error() {
    let response = Response::json(r#"{"result" : {"version" : "1.2", "value" : "1.2"}}"#).status(503);
    let error = refused(version(response).await);
    assert!(matches!(error, Error::Service { .. }), "{error:?}");
    assert_eq!(error.status(), Some(503));
}

#[tokio::test]
async fn proxy_page_is_reported_with_its_status_and_start() {
    for status in [200, 502] {
        let error = refused(version(Response::of("text/html; charset=utf-8", PAGE).status(status)).await);
        assert!(matches!(error, Error::UnexpectedContentType { .. }), "{error:?}");
        assert_eq!(error.status(), Some(status));
        assert_eq!(
            error.to_string(),
            format!(
                "GET /api/v1/version: unexpected response with status {status} and content type `text/html; \
                 charset=utf-8`: `<!DOCTYPE html> <html> <body><h1>Bad Gateway</h1></body> \
                 </html>`"
            )
        );
    }
}

#[tokio::test]
async fn long_page_is_truncated_in_the_error() {
    let error = refused(version(Response::of("text/plain", "é".repeat(100_000))).await);
    assert!(error.to_string().chars().count() < 400, "{error}");
}

#[tokio::test]
async fn content_type_may_have_a_charset() {
    for content_type in
        ["application/json;charset=UTF-8", "application/json; charset=utf-8", "Application/JSON ; q=1"]
    {
        assert_eq!(version(Response::of(content_type, VALUE)).await.unwrap(), "1.2", "{content_type}");
    }
}

#[tokio::test]
async fn body_is_decoded_unless_the_content_type_is_html_or_xml() {
    for content_type in ["text/json", "text/plain", "application/octet-stream", ""] {
        assert_eq!(version(Response::of(content_type, VALUE)).await.unwrap(), "1.2", "{content_type}");
    }
    for content_type in ["text/html", "application/xml", "text/xml;charset=UTF-8"] {
        let error = refused(version(Response::of(content_type, VALUE)).await);
        assert!(matches!(error, Error::UnexpectedContentType { status: 200, .. }), "{error:?}");
    }
}

#[tokio::test]
async fn redirect_is_reported_and_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = Socket::idle().await;
        let location = format!("{}login", elsewhere.url());
        let response = Response::bare("").status(status).header("location", &location);
        let error = refused(version(response).await);
        assert!(matches!(error, Error::Redirect { .. }), "{error:?}");
        assert_eq!(error.status(), Some(status));
        assert!(error.to_string().contains("redirected to `http://127.0.0.1` with status"), "{error}");
        elsewhere.assert_untouched().await;
    }
}

#[tokio::test]
async fn empty_response_is_an_error() {
    let error = refused(version(Response::bare("")).await);
    assert!(error.to_string().contains("status 200 and no content type"), "{error}");
    let error = refused(version(Response::json("")).await);
    assert!(matches!(error, Error::Decode { status: 200, .. }), "{error:?}");
}

#[tokio::test]
async fn invalid_json_is_reported_with_its_position() {
    for body in ["<html>", "{\"result\" : {\"version\" : }}", "{\"result\" : {}} trailing", "{'result' : {}}"]
    {
        let error = refused(version(body).await);
        assert!(
            matches!(&error, Error::Decode { source: DecodeError::Json { message, .. }, .. }
                if message.contains("line 1")),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn truncated_json_is_reported_with_its_path() {
    let body = "{\"result\" : {\"people\" : [ {\"cancelled\" : false}, {\"cancelled\" : tr";
    let error = refused(version(body).await);
    assert!(error.to_string().contains("$.result.people[1].cancelled"), "{error}");
}

#[tokio::test]
async fn unrelated_json_is_an_error() {
    for body in ["{}", "{\"result\" : null}", "{\"results\" : {}}"] {
        let error = refused(version(body).await);
        assert!(matches!(error, Error::Decode { source: DecodeError::NoResult, .. }), "{error:?}");
    }
    for body in ["[ ]", "7", "null", "\"result\""] {
        assert!(matches!(refused(version(body).await), Error::Decode { .. }), "{body}");
    }
}

#[tokio::test]
async fn non_utf8_response_is_an_error() {
    let response = Response::json(*b"{\"result\" : {\"value\" : \"caf\xe9\"}}");
    let error = refused(version(response).await);
    assert!(matches!(error, Error::Decode { source: DecodeError::Utf8 { offset: 27, .. }, .. }), "{error:?}");
}

#[tokio::test]
async fn truncated_response_is_a_transport_error() {
    let error = refused(version(Response::json(VALUE).cut_short_by(10)).await);
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
    assert_eq!(error.status(), None);
}

#[tokio::test]
async fn response_over_the_limit_is_refused() {
    let limited = |socket: &Socket, bytes| {
        let builder = IbisClientConnection::builder().base_url(socket.url()).max_response_bytes(bytes);
        IbisMethods::new(builder.build().unwrap())
    };
    let socket = Socket::serving(VALUE).await;
    assert_eq!(limited(&socket, VALUE.len()).get_version().await.unwrap(), "1.2");
    let error = refused(limited(&socket, VALUE.len() - 1).get_version().await);
    assert_eq!(
        error.to_string(),
        format!(
            "GET /api/v1/version: the response with status 200 exceeds the limit of {} bytes",
            VALUE.len() - 1
        )
    );

    let long = format!("{{\"result\" : {{\"value\" : \"{}\"}}}}", "x".repeat(1 << 20));
    let socket = Socket::serving(long).await;
    let error = refused(limited(&socket, 1000).get_version().await);
    assert!(matches!(error, Error::TooLarge { limit: 1000, .. }), "{error:?}");
}

#[tokio::test]
async fn unreadable_value_is_absent_or_an_error_if_strict() {
    let document = r#"{"result" : {"version" : "1.2", "attribute" : {
        "attrid" : "4711", "scheme" : "title", "value" : 7, "effectiveFrom" : "some day"
    }}}"#;
    let socket = Socket::serving(document).await;
    let people = PersonMethods::new(socket.connection());
    let attribute = people.get_attribute("crsid", "spqr1", 4711).await.unwrap().unwrap();
    assert_eq!(attribute.attrid.map(i64::from), Some(4711));
    assert_eq!((attribute.value.as_deref(), attribute.effective_from), (Some("7"), None));

    let strict = IbisClientConnection::builder().base_url(socket.url()).strict(true).build().unwrap();
    let error = refused(PersonMethods::new(strict).get_attribute("crsid", "spqr1", 4711).await);
    assert!(error.to_string().contains("$.result.attribute.effectiveFrom"), "{error}");
}

#[tokio::test]
async fn content_length_over_the_limit_is_refused_at_once() {
    let socket = Socket::serving(Response::json("{").stalled_before(1 << 40)).await;
    let builder = IbisClientConnection::builder().base_url(socket.url()).max_response_bytes(1000);
    let builder = builder.timeout(std::time::Duration::from_secs(60));
    let error = refused(IbisMethods::new(builder.build().unwrap()).get_version().await);
    assert!(matches!(error, Error::TooLarge { limit: 1000, .. }), "{error:?}");
}

#[tokio::test]
async fn error_document_with_status_200_has_the_status_in_the_document() {
    let document = r#"{"result" : {"version" : "1.2", "error" : {"status" : 404, "message" : "Gone"}}}"#;
    assert_eq!(refused(version(document).await).status(), Some(404));
}
