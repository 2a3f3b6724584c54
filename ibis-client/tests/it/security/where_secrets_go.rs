//! Passwords, secrets and tokens are sent only over verified HTTPS, or to this machine.

use ibis_client::{Credentials, Error, IbisClientConnection, IbisClientConnectionBuilder, IbisMethods};
use ibis_sandbox::{GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET, Sandbox};

const LOOKUP: &str = "https://lookup.example/";
const PLAIN: &str = "http://lookup.example/";

fn to(url: &str) -> IbisClientConnectionBuilder {
    IbisClientConnection::builder().base_url(url)
}

fn group() -> Credentials {
    Credentials::group("editors", "sesame")
}

fn gateway() -> Credentials {
    Credentials::api_gateway("id", "sesame")
}

fn assert_refused(result: Result<IbisClientConnection, Error>) {
    let error = result.unwrap_err();
    assert!(matches!(error, Error::Configuration { setting: "credentials", .. }), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("danger_send_credentials_insecurely") && text.contains("HTTPS"), "{text}");
    assert!(!text.contains("sesame"), "{text}");
}

#[test]
fn secrets_require_verified_https() {
    assert_refused(to(PLAIN).credentials(group()).build());
    assert_refused(to(LOOKUP).danger_accept_invalid_certs(true).credentials(group()).build());
    assert_refused(to(PLAIN).credentials(gateway()).build());
    assert_refused(to(LOOKUP).token_url("http://tokens.example/").credentials(gateway()).build());
    to(LOOKUP).credentials(group()).build().unwrap();
    to(LOOKUP).credentials(gateway()).build().unwrap();
}

#[test]
fn secrets_set_later_require_verified_https() {
    let unchecked = IbisClientConnection::new("lookup.example", 443, "", false).unwrap();
    let plain = to(PLAIN).build().unwrap();
    for conn in [unchecked, plain] {
        for result in
            [conn.set_credentials(group()), conn.set_username("editors"), conn.set_password("sesame")]
        {
            assert_refused(result.map(|()| conn.clone()));
        }
        conn.set_credentials(Credentials::anonymous()).unwrap();
    }
}

#[test]
fn local_machine_is_exempt() {
    for url in ["http://localhost:8080/", "http://127.0.0.1/", "http://[::1]/", "https://localhost:8443/ibis"]
    {
        to(url).danger_accept_invalid_certs(true).credentials(group()).build().unwrap();
    }
    IbisClientConnection::local().unwrap().set_credentials(group()).unwrap();
}

#[test]
fn builder_can_allow_insecure_credentials() {
    to(PLAIN).danger_send_credentials_insecurely(true).credentials(group()).build().unwrap();
    let conn = to(PLAIN).danger_send_credentials_insecurely(true).build().unwrap();
    conn.set_password("sesame").unwrap();
}

#[test]
fn password_in_the_base_url_is_refused() {
    let error = to("https://editors:sesame@lookup.example/").build().unwrap_err();
    assert!(!error.to_string().contains("sesame"), "{error}");
}

#[test]
fn custom_headers_are_secrets_and_trace_headers_are_not() {
    let key = |url: &str| to(url).header("x-api-key", "sesame");
    for builder in [key(PLAIN), key(LOOKUP).danger_accept_invalid_certs(true)] {
        let error = builder.build().unwrap_err();
        assert!(matches!(error, Error::Configuration { setting: "header", .. }), "{error:?}");
        assert!(!error.to_string().contains("sesame"), "{error}");
    }
    for builder in [
        key(LOOKUP),
        key("http://localhost/"),
        key(PLAIN).danger_send_credentials_insecurely(true),
        to(PLAIN).trace_header("x-run", "7"),
        // The other server does not receive them.
        key(LOOKUP).token_url("http://localhost/").credentials(gateway()),
    ] {
        builder.build().unwrap();
    }
}

#[tokio::test]
async fn custom_headers_may_repeat_and_are_not_sent_to_the_token_endpoint() {
    let sandbox = Sandbox::start().await.unwrap();
    let conn = to(&sandbox.gateway_url())
        .token_url(sandbox.token_url())
        .credentials(Credentials::api_gateway(GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET))
        .header("x-api-key", "one")
        .header("X-Api-Key", "two")
        .trace_header("x-run", "7")
        .build()
        .unwrap();
    IbisMethods::new(&conn).get_version().await.unwrap();
    let [token, call] = &sandbox.requests()[..] else { panic!() };
    for name in ["x-api-key", "x-run"] {
        assert_eq!(token.header(name), None);
    }
    let keys = call.headers.iter().filter(|(name, _)| name == "x-api-key").map(|(_, value)| value.as_str());
    assert_eq!(keys.collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(call.header("x-run"), Some("7"));
}

#[tokio::test]
async fn localhost_names_always_resolve_to_the_local_machine() {
    let sandbox = Sandbox::start().await.unwrap();
    for host in ["localhost", "lookup.localhost", "a.b.LOCALHOST"] {
        // Few resolvers resolve the longer names.
        let url = format!("http://{host}:{}/", sandbox.address().port());
        let conn = to(&url).credentials(group()).retries(0).build().unwrap();
        let error = IbisMethods::new(&conn).get_version().await.unwrap_err();
        assert_eq!(error.status(), Some(401), "{error}");
    }
}

#[test]
fn builder_hides_passwords_in_urls() {
    for builder in [
        to("https://editors:sesame@lookup.example/"),
        to("https://editors:sesame"),
        IbisClientConnection::builder().host("editors:sesame@lookup.example", 443, ""),
        IbisClientConnection::builder().token_url("https://id:sesame@tokens.example/"),
    ] {
        assert!(!format!("{builder:?}").contains("sesame"), "{builder:?}");
    }
    let text = format!("{:?}", to(LOOKUP).token_url("https://tokens.example/token"));
    assert!(text.contains(LOOKUP) && text.contains("https://tokens.example/token"), "{text}");
}
