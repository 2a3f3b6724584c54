//! Debug output, which never shows a password or the values of a call.

use ibis_client::{
    AttributeRecord, Call, Credentials, IbisClientConnection, InstitutionMethods, Method, Params,
    PersonMethods,
};

use crate::support::refused;
use crate::support::socket::{Response, Socket};

/// The password `sesame`, and its form in the header.
const SECRETS: [&str; 3] = ["sesame", "ZWRpdG9yczpzZXNhbWU", "Basic"];

fn assert_hides(text: &str, secrets: &[&str]) {
    for secret in secrets {
        assert!(!text.contains(secret), "`{secret}` is in {text}");
    }
}

fn connection() -> IbisClientConnection {
    let builder = IbisClientConnection::builder().base_url("http://localhost:8080/ibis");
    builder.credentials(Credentials::group("editors", "sesame")).build().unwrap()
}

#[test]
fn connection_shows_url_and_name_but_not_the_password() {
    let conn = connection();
    let methods = format!("{:?}", PersonMethods::new(&conn));
    for text in [&format!("{conn:?}"), &format!("{conn:#?}"), &methods] {
        assert!(text.contains("http://localhost:8080/ibis/"), "{text}");
        assert!(text.contains("editors") || *text == methods, "{text}");
        assert_hides(text, &SECRETS);
    }
    conn.set_password("open sesame").unwrap();
    assert_hides(&format!("{conn:?}"), &SECRETS);
}

#[test]
fn builder_and_credentials_do_not_show_the_password() {
    let credentials = Credentials::group("editors", "sesame");
    assert_hides(&format!("{credentials:?}"), &SECRETS);
    let builder = IbisClientConnection::builder().credentials(credentials);
    assert_hides(&format!("{builder:?} {builder:#?}"), &SECRETS);
}

#[test]
fn call_shows_names_but_not_values() {
    let params = |name: &'static str| Params::new().with(name, "spqr1").with("limit", None::<i32>);
    let call = Call::new(Method::Put, "/api/v1/person/%(identifier)s")
        .path_params(params("identifier"))
        .query_params(params("query"))
        .form_params(params("attr"));
    let text = format!("{call:?} {call:#?} {:?}", params("identifier"));
    assert!(text.contains("/api/v1/person/%(identifier)s"), "{text}");
    assert!(text.contains("query") && text.contains("attr"), "{text}");
    assert_hides(&text, &["spqr1", "limit"]);
}

#[test]
fn request_shows_its_endpoint_but_not_values() {
    let conn = connection();
    let request = PersonMethods::new(&conn).get_person("crsid", "spqr1").fetch("email");
    assert_eq!(format!("{request:?}"), "GET /api/v1/person/%(scheme)s/%(identifier)s");
    let attribute = AttributeRecord::new("title").with_value("spqr1");
    let request =
        InstitutionMethods::new(&conn).add_attribute("BOTOLPH", attribute).commit_comment("private");
    let text = format!("{request:#?}");
    assert!(text.contains("POST /api/v1/inst/%(instid)s/add-attribute"), "{text}");
    assert_hides(&text, &["spqr1", "private", "BOTOLPH"]);
    assert_hides(&text, &SECRETS);
}

#[tokio::test]
async fn errors_show_neither_values_nor_secrets() {
    for response in [
        Response::json(r#"{"result" : {"error" : {"status" : 403, "message" : "no"}}}"#).status(403),
        Response::of("text/html", "<html>").status(502),
        Response::json("{"),
        Response::json("{}").cut_short_by(9),
        Response::bare("").status(302),
    ] {
        let socket = Socket::serving(response).await;
        let conn = IbisClientConnection::builder()
            .base_url(socket.url())
            .credentials(Credentials::group("editors", "sesame"))
            .build()
            .unwrap();
        let error = refused(PersonMethods::new(conn).get_person("crsid", "spqr1").await);
        let text = format!("{error} {error:?} {error:#?}");
        assert_hides(&text, &["spqr1"]);
        assert_hides(&text, &SECRETS);
    }
}

#[test]
fn only_trace_headers_are_shown() {
    let builder =
        IbisClientConnection::builder().header("x-api-key", "sesame").trace_header("x-run", "run-7");
    let call = Call::new(Method::Get, "/api/v1/version").trace_header("x-request-id", "request-8");
    let text = format!("{builder:?} {call:?}");
    assert!(["x-api-key", "x-run", "run-7", "request-8"].iter().all(|word| text.contains(word)), "{text}");
    assert_hides(&text, &SECRETS);
}
